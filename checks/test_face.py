"""Clause 12: nobody has to show their face where another way would do."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.flows import accept_notice, locator_of
from pytest_mobcompliance.device.forms import log_in
from pytest_mobcompliance.device.outcome import FOLLOWS
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.recognise import LoginWays, login_ways, own_part
from pytest_mobcompliance.screen import Element, Screen
from pytest_mobcompliance.settings import Settings
from pytest_mobcompliance.verdict import MobVerdict

pytestmark = pytest.mark.identity

EXEMPT = ("transfer",)
"""Forms whose screens may ask for a face where property of weight takes it; a person judges that."""


@pytest.mark.requirement("12.identity/face-not-only")
def test_a_face_is_not_the_only_way(mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict) -> None:
    """Where a face is asked for, another way stands beside it or one tap behind (TC260-PG-20203A 2.3.2 g).

    The article excepts what laws, or property of weight, make necessary.
    """
    screens = dict(_screens(mob_settings))
    if not screens:
        mob_verdict.not_verified("not-configured", say("add [forms] or [consents.face]"))
    mob_app.launch()
    accept_notice(mob_app)
    offered = []
    inside = False
    for name in sorted(screens, key=lambda name: mob_settings.screens[name].login):
        if mob_settings.screens[name].login and not inside:
            log_in(mob_app, mob_settings)
            inside = True
        mob_app.go(name)
        parts = mob_app.captures(name)
        if not any(each.text or each.name for part in parts for each in own_part(part).shown()):
            told = say("{name} tells none of its words", name=name)
            mob_verdict.needs_review("ways-unseen", parts[0], told)
        ways = login_ways(parts)
        if ways.face:
            _has_another(mob_app, mob_verdict, name, parts, ways, exempt=screens[name])
            offered.append(name)
    if not offered:
        told = say("no face is asked for on {names}", names=list(screens))
        mob_verdict.not_applicable("no-face", told)


def _screens(settings: Settings) -> Iterator[tuple[str, bool]]:
    """Screens of the forms and of the consent to a face, each with whether an exception may hold there."""
    if "face" in settings.consents:
        yield settings.consents["face"].screen, True
    for name, form in settings.forms.items():
        yield form.screen, name in EXEMPT


def _has_another(
    app: App, verdict: MobVerdict, name: str, parts: list[Screen], ways: LoginWays, *, exempt: bool
) -> None:
    """A way beside the face, or behind the one tap that says so."""
    if ways.other:
        verdict.observe(name, say("beside the face: {other}", other=_said(ways.other[0])))
        return
    seen = parts[0]
    mute = list(ways.mute)
    if ways.more:
        holder = next(part for part in parts if ways.more[0].id in part.index)
        behind, seen = _behind(app, ways.more[0], holder)
        if behind.other:
            told = say("behind {more}: {other}", more=_said(ways.more[0]), other=_said(behind.other[0]))
            verdict.observe(name, told)
            return
        mute += behind.mute
    detail = say("{name}: {face}, and no other way was seen", name=name, face=_said(ways.face[0]))
    if mute or ways.more:
        told = say("{detail}; what cannot be read may be one", detail=detail)
        verdict.needs_review("ways-unseen", seen, told)
    if exempt:
        told = say("{detail}: does a law or property of weight need it?", detail=detail)
        verdict.needs_review("face-only", seen, told)
    verdict.violated("face-only", detail, seen)


def _behind(app: App, more: Element, holder: Screen) -> tuple[LoginWays, Screen]:
    """What a tap on “other ways” opens, once it does."""
    app.tap(locator_of(more, holder))
    end = time.monotonic() + FOLLOWS
    while True:
        screen = app.capture()
        ways = login_ways([screen])
        if ways.other or time.monotonic() > end:
            return ways, screen
        time.sleep(0.1)


def _said(element: Element) -> str:
    return f"“{element.text or element.name or element.hint or element.label}”"
