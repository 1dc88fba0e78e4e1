"""What a user does in several steps at the start: see the notice, accept it, answer what stands before it."""

from __future__ import annotations

import re
import time
from collections.abc import Collection
from dataclasses import dataclass

from ..errors import ConfigurationError, RigError
from ..messages import say
from ..recognise import (
    PermissionPrompt,
    PrivacyNotice,
    is_advertisement,
    is_policy_link,
    own_part,
    recognise_privacy_notice,
    shortened,
    skips_splash,
)
from ..screen import Element, Platform, Screen
from ..settings import Locator
from .app import App

NOTICE_APPEARS = 3.0
"""Seconds that an app may take to show its privacy notice once it has loaded: on a phone, once its splash
is over and something can be tapped."""
LATER = 1.0
"""Seconds that a notice may take longer at a later start than at the first one."""
READY_WITHIN = 20.0
"""Seconds that the splash of an app on a phone may last, advertisements included."""
LEAST_OF_A_PAGE = 3
"""Things to tap: a splash has a picture that leads somewhere, and what skips it."""
ASKED = 3.0
"""Seconds in which a feature that is used asks for its permission."""
MOST_PROMPTS = 6
"""Permission dialogs that may stand before the notice, one after another."""
NOTICE_CLOSES = 5.0
"""Seconds that an app may take to close its privacy notice."""
_QUOTED = re.compile(r"《([^《》]{2,40})》")


def locator_of(element: Element, screen: Screen | None = None) -> Locator:
    """How to find a captured element again: by id, else by text or spoken name.

    :param screen: where it was captured. Rows of a native list share one id: there an id counts only when no
        other element has it, and a row without words of its own is found by the first text inside it.
    :raises ConfigurationError: when it has none of them.
    """
    native = screen is not None and screen.platform is not Platform.WEB
    if element.resource_id and not (native and _is_shared(element, screen)):
        return Locator(id=element.resource_id)
    if element.text:
        return Locator(text=element.text)
    if element.name:
        return Locator(accessibility_id=element.name)
    inside = screen.subtree(element) if screen is not None and native else ()
    words = next((part.text for part in inside if part.text and part.visible is not False), None)
    if words:
        return Locator(text=words)
    raise ConfigurationError(
        who="mob_app",
        where=element.id,
        got=say("an id that others share: {id}", id=element.resource_id)
        if element.resource_id
        else say("an element without id, text and name"),
        wanted=say("something to find it again by"),
        next_step=say("name the element in mobcompliance.toml by a css or class locator"),
    )


def _is_shared(element: Element, screen: Screen | None) -> bool:
    return (
        screen is not None and sum(other.resource_id == element.resource_id for other in screen.shown()) > 1
    )


def first_notice(app: App, *, may_leave: bool = False) -> PrivacyNotice | None:
    """Look for the privacy notice of a first start; pages that fetch it first may show it late.

    A permission dialog that stands before it is refused: what it asked for is written down already.

    :param may_leave: an app that is not in front has no notice; else that is the rig's fault.
    :raises RigError: ``app-not-ready`` when nothing on a phone's screen can be tapped in the end.
    """
    if may_leave:
        found = notice_again(app)
        return found[0] if found is not None else None
    return notice_and_screen(app)[0]


def notice_again(app: App) -> tuple[PrivacyNotice, Screen] | None:
    """The notice that stands after a refusal, with its screen; None without one, or when the app was left."""
    try:
        notice, screen = notice_and_screen(app)
    except RigError as error:
        if error.reason != "app-not-in-front":
            raise
        return None
    return (notice, screen) if notice is not None else None


def notice_and_screen(app: App) -> tuple[PrivacyNotice | None, Screen]:
    """The same as `first_notice`, with the screen on which it was looked for last."""
    seen = sighting(app)
    return seen.notice, seen.screen


@dataclass(frozen=True, slots=True)
class Sighting:
    """How an app began: its notice, the screen on which it was looked for last, and what came before.

    ``took``: seconds that were looked. ``operable``: seconds, about, in which a page could be operated
    before the notice stood there; ``skippable``: the same, with what may be a splash or its advertisement.
    ``before``: the last such screen. Without a notice, what came before it is not told.
    ``splash``: without a notice, a splash still stood there in the end, or a page that can be skipped.
    """

    notice: PrivacyNotice | None
    screen: Screen
    took: float
    operable: float = 0.0
    skippable: float = 0.0
    before: Screen | None = None
    splash: bool = False

    @property
    def patience(self) -> float:
        """Seconds in which a notice shows at a later start, by what this one took."""
        return min(NOTICE_APPEARS, self.took + LATER)


def sighting(app: App, patience: float | None = None) -> Sighting:
    """Look for the privacy notice as `first_notice` does, and at what could be tapped before it.

    :param patience: seconds that it may take to show once the app has loaded; else `NOTICE_APPEARS`.
    :raises RigError: ``app-not-ready`` when nothing on a phone's screen can be tapped in the end.
    """
    begun = time.monotonic()
    appears = NOTICE_APPEARS if patience is None else patience
    ready: float | None = None  # since when the screen can be operated
    refused = 0
    operable, skippable, before = _Stretch(), _Stretch(), None
    while True:
        asked = time.monotonic()
        screen = app.capture("first-start")
        found = recognise_privacy_notice(screen)
        if found is not None:
            took = time.monotonic() - begun
            return Sighting(found, screen, took, operable.longest, skippable.longest, before)
        if refused < MOST_PROMPTS and refuse(app):
            refused += 1
            continue
        now = time.monotonic()
        own = own_part(screen)
        taps = [each for each in own.shown() if each.clickable and each.enabled is not False]
        splash = _is_splash(own, taps)
        operable.note(asked, now, on=len(taps) >= LEAST_OF_A_PAGE and not splash)
        skippable.note(asked, now, on=bool(taps))
        before = screen if taps else before
        if screen.platform is Platform.WEB:
            ready = begun
        elif not taps or splash:
            ready = None
        elif ready is None:
            ready = now
        if ready is not None and asked >= ready + appears:
            return Sighting(None, screen, now - begun)
        if screen.platform is not Platform.WEB and now >= begun + READY_WITHIN:
            if not taps:
                raise _not_ready(screen)
            return Sighting(None, screen, now - begun, splash=splash)
        time.sleep(0.2)


def _is_splash(own: Screen, taps: Collection[Element]) -> bool:
    """Tell a splash by its words: it can be skipped, or leads into an advertisement."""
    return any(skips_splash(own, each) for each in taps) or any(
        is_advertisement(each.text or each.name or "") for each in own.shown()
    )


@dataclass(slots=True)
class _Stretch:
    """The longest time over which all looks showed something, s: from the middle of the first look to the
    middle of the last, so one look alone tells of no time."""

    since: float | None = None
    longest: float = 0.0

    def note(self, begun: float, ended: float, *, on: bool) -> None:
        middle = (begun + ended) / 2
        if not on:
            self.since = None
        elif self.since is None:
            self.since = middle
        else:
            self.longest = max(self.longest, middle - self.since)


def _not_ready(screen: Screen) -> RigError:
    words = " ".join(e.text for e in own_part(screen).shown() if e.text)
    return RigError(
        reason="app-not-ready",
        who="mob_app",
        where=screen.package or screen.name,
        got=say("nothing to tap, “{words}”", words=shortened(words, 60)),
        wanted=say("a screen that can be operated within {seconds:g} s", seconds=READY_WITHIN),
        next_step=say("look at the app by hand: does its splash stay, or does it tell its views to nobody"),
    )


def refuse(app: App) -> bool:
    """Refuse the permission prompt that stands, by meaning; False when none stands that may be answered."""
    prompt = app.prompt()
    meaning = prompt.meaning_for("denied") if isinstance(prompt, PermissionPrompt) else None
    if not isinstance(prompt, PermissionPrompt) or meaning is None or not prompt.confirmed:
        return False
    app.answer(meaning)
    return True


def await_prompt(app: App, seconds: float) -> PermissionPrompt | None:
    """Wait for a permission prompt that is known; None when none came in time."""
    end = time.monotonic() + seconds
    while True:
        prompt = app.prompt()
        if isinstance(prompt, PermissionPrompt):
            return prompt
        if time.monotonic() > end:
            return None
        time.sleep(0.1)


def accept_notice(app: App) -> bool:
    """Agree to the privacy notice if there is one that can be agreed to; a recording goes on behind it.

    :return: whether it was agreed to; “got it” closes a notice and is no agreement.
    :raises RigError: ``notice-stays``: behind it nothing can be seen.
    """
    try:
        notice, screen = notice_and_screen(app)
        button = _yes(notice)
        if button is None and screen.platform is not Platform.WEB:
            button, screen = _yes_below(app, notice, screen)
        if button is not None:
            _close_notice(app, locator_of(button, screen))
            told = recognise_privacy_notice(screen)
            return told is None or told.acknowledge_only is None
    except RigError as error:
        if error.reason != "replay":
            raise
    return False


def _yes(notice: PrivacyNotice | None) -> Element | None:
    return (notice.agree or notice.acknowledge_only) if notice is not None else None


def _yes_below(app: App, notice: PrivacyNotice | None, screen: Screen) -> tuple[Element | None, Screen]:
    """The button of a notice that is longer than a phone's screen, and the part that it stands in.

    With large text no button may show at all; then the policy's name is what tells that there is a notice.

    :raises RigError: ``notice-stays`` for a notice without such a button in any part.
    """
    own = own_part(screen)
    named = any(is_policy_link(e) or any("隐私" in d for d in documents_in(e)) for e in own.shown())
    scrolls = any(e.scrollable for e in own.shown())
    if scrolls and (notice is not None or named):
        for part in app.captures("first-start"):
            button = _yes(recognise_privacy_notice(part))
            if button is not None:
                return button, part
    if notice is not None:
        raise _notice_stays(say("no button that agrees"), say("one, in any part of the notice"))
    return None, screen


def documents_in(element: Element) -> tuple[str, ...]:
    """Titles that a text names in 《…》; a text that can be tapped as a whole is a link, not a sentence."""
    return () if element.clickable or element.editable else tuple(_QUOTED.findall(element.text or ""))


def _close_notice(app: App, button: Locator) -> None:
    app.tap(button)
    end = time.monotonic() + NOTICE_CLOSES
    while app.exists(button):
        if time.monotonic() > end:
            raise _notice_stays(
                say(
                    "{button} still there {seconds:g} s after it was tapped",
                    button=button,
                    seconds=NOTICE_CLOSES,
                ),
                say("the app behind the notice"),
            )
        time.sleep(0.1)


def _notice_stays(got: str, wanted: str) -> RigError:
    return RigError(
        reason="notice-stays",
        who="mob_app",
        where=say("privacy notice"),
        got=got,
        wanted=wanted,
        next_step=say("look at the screen of the check 16.privacy-notice/first-start"),
    )
