"""Clause 12: what the app does in surroundings that cannot be trusted."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import pytest

from pytest_mobcompliance.device.android_windows import MUTED
from pytest_mobcompliance.device.app import PhoneVerbs
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.recognise import own_part
from pytest_mobcompliance.recognise.environment import goes_on, says_background, says_unsafe
from pytest_mobcompliance.recognise.own import TOAST
from pytest_mobcompliance.recognise.text import fold, spoken
from pytest_mobcompliance.screen import Element, Screen
from pytest_mobcompliance.settings import Settings
from pytest_mobcompliance.verdict import MobVerdict

pytestmark = pytest.mark.identity

WITHIN: Final = 3.0
"""Seconds after leaving in which the app says so: a short toast stays 2, and the driver remembers
it for 3.5."""
STARTS: Final = 5.0
"""Seconds after the notice was accepted in which a device is found unsafe: some apps ask a server first.
Our own number."""
HOUSE: Final = say('house value [environment] background = "warn"')


def _android_only(settings: Settings, verdict: MobVerdict, why_not: str) -> None:
    """End the check where the app is a page, or where nobody can look."""
    if settings.app.platform == "web":
        verdict.not_applicable("browser-decides", why_not)
    if settings.app.platform == "ios":
        verdict.not_verified("capability-missing", say("this is looked at on Android only"))


# ------------------------------------------------------------------ in the background


@pytest.mark.requirement("12.hardening/background-notice")
@pytest.mark.needs("screenshot")
def test_going_into_the_background_is_said(
    mob_app: PhoneVerbs, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """Who leaves the app is told that it is in the background now: no window can pass for it unnoticed."""
    _android_only(mob_settings, mob_verdict, say("a page that is left cannot say so over other pages"))
    if mob_settings.environment.background is None:
        mob_verdict.not_verified("no-house-value", say('set [environment] background = "warn"'))
    mob_app.launch()
    accept_notice(mob_app)
    muted = _muted(mob_app)
    with mob_app.left_by("home") as look:
        heard = _heard(look, mob_settings.app.name)
        said = heard.own or _notified(mob_app)
    if said:
        mob_verdict.observe(say("background notice"), say("“{said}” ({house})", said=said, house=HOUSE))
        return
    detail = say(
        "nothing says that the app went into the background within {seconds:g} s ({house})",
        seconds=WITHIN,
        house=HOUSE,
    )
    if heard.other:
        of_whom = say(
            "“{said}” does not name the app: is it of it, and is [app] name right? ({house})",
            said=heard.other,
            house=HOUSE,
        )
        mob_verdict.needs_review("notice-of-whom", heard.screen, of_whom)
    if muted:
        mob_verdict.needs_review("notice-may-be-muted", heard.screen, detail)
    mob_verdict.violated("no-background-notice", detail, heard.screen)


def _muted(app: PhoneVerbs) -> bool:
    """Whether Android may keep back what the app says from behind: without notifications it shows no toasts.

    They are allowed where the shell may do so; the reset before the next test takes it back.
    """
    if app.permission_state("notifications") not in MUTED:
        return False
    with suppress(RigError):
        app.allow_notifications()
    return app.permission_state("notifications") in MUTED


@dataclass(frozen=True, slots=True)
class Heard:
    """What says that an app is in the background: words of the app, and words of nobody knows whom."""

    own: str
    other: str
    screen: Screen
    """The last one that was looked at."""


def _heard(look: Callable[[], Screen], name: str) -> Heard:
    """Look until the app says that it is in the background, or `WITHIN` is over."""
    end = time.monotonic() + WITHIN
    other = ""
    while True:
        screen = look()
        shown = list(screen.shown())
        own = says_background(_words(each) for each in shown if _is_of_the_app(each, screen, name))
        other = other or says_background(map(_words, shown))
        if own or time.monotonic() > end:
            return Heard(own, other, screen)
        time.sleep(0.2)


def _is_of_the_app(element: Element, screen: Screen, name: str) -> bool:
    """By its package, or by the app's name in its words: the driver gives all toasts one and the same."""
    if name and fold(name) in fold(_words(element)):
        return True
    return element.class_name != TOAST and element.package in (None, screen.package)


def _words(element: Element) -> str:
    return element.text or element.name or ""


def _notified(app: PhoneVerbs) -> str:
    """A notification of the app that says so, which may come without a sound and without a window."""
    with suppress(RigError):
        return says_background(
            line.strip() for each in app.notifications() for line in each.text.splitlines()
        )
    return ""


# ------------------------------------------------------------------ on an unsafe device


@pytest.mark.requirement("12.hardening/rooted")
@pytest.mark.needs("screenshot")
def test_a_rooted_device_is_warned_of(
    mob_app: PhoneVerbs, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """On a device that its owner rooted, the app says so, or refuses to work, as the house wants it."""
    _judge_unsafe("rooted", mob_settings.environment.rooted, mob_app, mob_settings, mob_verdict)


@pytest.mark.requirement("12.hardening/emulated")
@pytest.mark.needs("screenshot")
def test_an_emulator_is_warned_of(
    mob_app: PhoneVerbs, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """On an emulator, the app says so, or refuses to work, as the house wants it."""
    _judge_unsafe("emulated", mob_settings.environment.emulated, mob_app, mob_settings, mob_verdict)


def _judge_unsafe(
    kind: str, wanted: str | None, app: PhoneVerbs, settings: Settings, verdict: MobVerdict
) -> None:
    """Look for the warning at the start; where the house blocks, nothing else may be offered beside it."""
    _android_only(settings, verdict, say("a page does not see what device its browser runs on"))
    if wanted is None:
        verdict.not_verified(
            "no-house-value", say('set [environment] {kind} to "warn" or "block"', kind=kind)
        )
    told = app.surroundings().get(kind)
    if told is None:
        rooted = kind == "rooted"
        verdict.not_verified("not-rooted" if rooted else "not-emulated", say("run it on such a device too"))
    house = say('{told}; house value [environment] {kind} = "{wanted}"', told=told, kind=kind, wanted=wanted)
    try:
        said, screen = _warned(app, kind)
    except RigError as fault:
        if fault.reason != "app-not-in-front":
            raise
        closed = say("{instead}, not the app ({house})", instead=fault.got, house=house)
        verdict.needs_review("closed-when-unsafe", None, closed)
    if not said:
        silent = say("nothing warns within {seconds:g} s ({house})", seconds=STARTS, house=house)
        verdict.violated("no-environment-warning", silent, screen)
    verdict.observe(kind, say("“{said}” ({house})", said=said, house=house))
    more = goes_on(spoken(screen, each) for each in own_part(screen).shown() if each.clickable)
    if wanted == "block" and more:
        offered = say("“{words}” can be tapped ({house})", words=more[0], house=house)
        verdict.needs_review("may-not-block", screen, offered)


def _warned(app: PhoneVerbs, kind: str) -> tuple[str, Screen]:
    """What warns after a start, before the privacy notice or behind it; and the last screen."""
    app.launch()
    said, screen = _unsafe(app, kind)
    if said:
        return said, screen
    accept_notice(app)
    end = time.monotonic() + STARTS
    while not said and time.monotonic() < end:
        said, screen = _unsafe(app, kind)
    return said, screen


def _unsafe(app: PhoneVerbs, kind: str) -> tuple[str, Screen]:
    screen = app.capture("start")
    return says_unsafe((each.text or each.name or "" for each in screen.shown()), kind), screen
