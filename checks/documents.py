"""Opening a document from the link that leads to it, and what stands at its top."""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.explore import identity_of
from pytest_mobcompliance.device.flows import locator_of
from pytest_mobcompliance.device.walk import text_of
from pytest_mobcompliance.recognise import fold, own_part
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import Settings
from pytest_mobcompliance.verdict import MobVerdict

LONGEST_TITLE = 30
"""Characters; longer texts are sentences."""
LOADS = 10.0
"""Seconds that a document may take until its texts change no more."""
STILL = 0.5
"""Seconds between two looks that must show the same texts."""


def _open(app: App, settings: Settings, verdict: MobVerdict, address: str) -> None:
    """Open a link, unless it leads to a host that nobody allowed."""
    screen = app.capture()
    host = urlsplit(address).hostname
    if host not in {urlsplit(screen.url or "").hostname, *settings.links.allowed_hosts}:
        verdict.needs_review("other-host", screen, f"{host} is not in [links] allowed_hosts: not opened")
    app.visit(address)


def opened(
    app: App, settings: Settings, verdict: MobVerdict, link: Element, screen: Screen, name: str
) -> Screen:
    """Open a link and return what shows then; where it has no address, a tap tells where it leads."""
    if link.href:
        _open(app, settings, verdict, link.href)
        return _loaded(app, name)
    app.tap(locator_of(link, screen))
    behind = _loaded(app, name)
    if screen.platform is Platform.WEB:
        return behind
    if _is_seen_from_outside(behind):
        verdict.needs_review("in-webview", behind, f"what {link.label} opens shows no text to read")
    own = own_part(behind)
    same = identity_of(own) == identity_of(own_part(screen))
    if same or not any(each.text or each.name for each in own.shown()):
        verdict.needs_review("link-target-unseen", behind, f"what {link.label} opens was not seen")
    return behind


def _loaded(app: App, name: str) -> Screen:
    """The screen once its own texts change no more; as it is after `LOADS` seconds."""
    end = time.monotonic() + LOADS
    screen = app.capture(name)
    while time.monotonic() < end:
        time.sleep(STILL)
        before, screen = screen, app.capture(name)
        if text_of([before]) == text_of([screen]):
            break
    return screen


def _is_seen_from_outside(screen: Screen) -> bool:
    """Tell whether a web view shows that says nothing: its page cannot be read from outside."""
    own = own_part(screen).shown()
    views = [each for each in own if each.role == "webview"]
    inside = [each for view in views for each in screen.subtree(view)]
    return bool(views) and not any(each.text or each.name for each in inside if each not in views)


def titles(screen: Screen) -> list[str]:
    """What may be the title of a document: first heading and page title; on a phone, what stands at the top.

    There it is the first heading, else the first two short texts of the upper half: a bar's and the page's.
    """
    headings = [fold(e.name or e.text or "") for e in own_part(screen).shown() if e.role == "heading"]
    if screen.platform is Platform.WEB:
        return [*headings[:1], fold(screen.title or "")]
    top = [
        fold(e.text)
        for e in own_part(screen).shown()
        if e.text and not e.clickable and (e.bounds is None or e.bounds[1] < screen.size[1] / 2)
    ]
    return headings[:1] or [text for text in top if len(text) <= LONGEST_TITLE][:2] or [""]


def is_policy_title(heading: str) -> bool:
    """The policy's own title, not that of an agreement with the policy in it (CAC 2019-191 method, 1.3)."""
    return bool(re.search(r"隐私|个人信息保护", heading)) and not is_agreement(heading)


def is_agreement(heading: str) -> bool:
    return re.search(r"(用户|服务|会员)\w{0,4}协议", heading) is not None
