"""Opens the app's privacy policy once, and reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, cast

from ..errors import RigError
from ..messages import say
from ..recognise import PrivacyNotice, is_policy_link
from ..recognise.policy import Policy, permission_kinds, read_policy
from ..screen import Element, Platform, Screen
from ..settings import Settings
from .android_permissions import names_of
from .app import App, PhoneVerbs
from .document import Document, document_in_parts, document_opened, fetch_document, open_link
from .explore import search
from .flows import accept_notice, notice_and_screen

MOST_TAPS = 4
"""Taps from the main screen to the policy (CAC 2019-191 method, item 1.3)."""
Way: TypeAlias = Literal["notice", "menu", "address", ""]
_UNSEEN = frozenset({"opens-elsewhere", "other-host", "link-target-unseen"})
"""Problems that leave no screen of the policy: what was captured shows something else."""
_ELSEWHERE = _UNSEEN | {"in-webview", "policy-cut", "policy-empty", "policy-not-loaded"}
"""Problems with the app's own screens that the policy's address may help over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRead:
    """The policy as it was found. ``way``: by which way it was opened; empty when nothing leads there.

    ``policy`` is None when nothing of it could be read; ``document`` says why. ``permissions``: the kinds of
    request that it was searched for.
    """

    noticed: bool
    """The first start showed a privacy notice."""
    way: Way
    document: Document
    policy: Policy | None
    folded: Policy | None = None
    """What the document holds and does not show; None without such texts."""
    permissions: tuple[str, ...] = ()


def read_app_policy(app: App, settings: Settings) -> PolicyRead:
    """Reset and launch the app, open the policy from the notice, else from a menu, else from its address.

    The address of the settings is also read where the app's own screens do not show the whole text.

    :raises RigError: when the rig stands in the way.
    """
    app.reset()
    app.launch()
    notice, screen = notice_and_screen(app)
    way, document = _opened(app, settings, notice, screen)
    told = settings.policy.url if settings.policy is not None else None
    if told is not None and (not way or document.problem in _ELSEWHERE):
        fetched = fetch_document(told, settings.links.allowed_hosts, timeout=settings.web.page_timeout)
        if not fetched.problem or not way:
            seen = () if document.problem in _UNSEEN else document.screens
            way, document = way or "address", replace(fetched, screens=seen)
    kinds = tuple(dict.fromkeys((*settings.permissions, *_declared(app))))
    sdks = {each.name: each.aliases for each in settings.sdks or ()}
    policy, folded = (
        read_policy(blocks, sdks=sdks, permissions=kinds) if blocks else None
        for blocks in (document.blocks, document.folded)
    )
    return PolicyRead(
        noticed=notice is not None,
        way=way,
        document=document,
        policy=policy,
        folded=folded,
        permissions=kinds,
    )


def _opened(
    app: App, settings: Settings, notice: PrivacyNotice | None, screen: Screen
) -> tuple[Way, Document]:
    link = _link_in(notice, screen)
    if link is not None:
        return "notice", _behind(app, settings, link, screen)
    accept_notice(app)
    found = search(app, is_policy_link, MOST_TAPS, app.restart)
    if found.element is None or found.screen is None:
        reason = "policy-not-found" if found.complete else "search-incomplete"
        away = say("no link to it within {taps} taps ({pages} pages)", taps=MOST_TAPS, pages=found.pages)
        return "", Document(problem=reason, detail=away)
    return "menu", _behind(app, settings, found.element, found.screen)


def _link_in(notice: PrivacyNotice | None, screen: Screen) -> Element | None:
    """The notice's link to the policy; on a phone, else the text in which the policy's name is tapped."""
    if notice is None:
        return None
    native = screen.platform is not Platform.WEB
    links = [link for link in notice.policy_links if (link.href or native) and is_policy_link(link)]
    if native:
        links = links or list(notice.policy_links)
    return links[0] if links else None


def _behind(app: App, settings: Settings, link: Element, screen: Screen) -> Document:
    try:
        opened = open_link(app, settings.links.allowed_hosts, link, screen, "policy")
    except RigError as fault:
        if fault.reason == "app-not-in-front":
            with suppress(RigError):
                app.back()
            return Document(problem="opens-elsewhere", detail=fault.got)
        if fault.reason != "replay":
            raise
        return document_in_parts(app, settings, "policy")  # what was recorded of it
    return document_opened(app, settings, opened, "policy")


def _declared(app: App) -> Iterator[str]:
    """Kinds of request that the manifest declares; none where nobody can ask for the manifest."""
    if "shell" not in app.what_it_can():
        return
    try:
        names = cast(PhoneVerbs, app).declared_permissions()
    except RigError as fault:
        if fault.reason != "capability-missing":
            raise
        return
    yield from _kinds_of(names)


def _kinds_of(names: Collection[str]) -> Iterable[str]:
    return [kind for kind in permission_kinds() if not set(names).isdisjoint(names_of(kind, None))]
