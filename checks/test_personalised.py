"""Clause 16: what is tailored to the user can be put off, and stays so."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import NoReturn

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.explore import Found, Sought, Survey, Surveyor, lead, retrace, seek
from pytest_mobcompliance.device.flows import locator_of
from pytest_mobcompliance.device.outcome import FOLLOWS
from pytest_mobcompliance.device.walk import text_of
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.recognise import (
    chosen_content,
    confirm_button,
    is_personalised,
    personalised_switch,
    tailored_content,
)
from pytest_mobcompliance.screen import Element, Screen
from pytest_mobcompliance.settings import Settings
from pytest_mobcompliance.verdict import MobVerdict

pytestmark = pytest.mark.privacy


@pytest.mark.requirement("16.data-management/personalised")
def test_personalised_content_can_be_put_off(
    survey: Survey, mob_survey: Surveyor, mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """A switch puts tailored content off, and it stays off after a restart (CAC 2019-191, item 3.6)."""
    sought = seek(is_personalised, mob_survey, mob_settings)
    found: Found = sought.found
    if found.element is None or found.screen is None:
        _no_switch(sought, mob_verdict)
    lead(mob_app, sought, mob_settings)
    if personalised_switch(found.screen) is None:  # a row that leads to it
        mob_app.tap(locator_of(found.element, found.screen))
        found = replace(found, steps=(*found.steps, (found.element, found.screen)))
    before = _is_on(mob_app, mob_verdict)
    mob_verdict.observe(say("path"), " › ".join(found.path or ()))
    mob_verdict.observe(say("at first"), say("on") if before else say("off"))
    for wanted in (False,) if before else (True, False):
        if _flip(mob_app, mob_verdict) is not wanted:
            detail = say("it cannot be put on") if wanted else say("it cannot be put off")
            mob_verdict.violated("switch-without-effect", detail, mob_app.capture())
    mob_app.restart()
    retrace(mob_app, found)
    if _is_on(mob_app, mob_verdict):
        detail = say("tailored content was put off, and is on again after a restart")
        mob_verdict.violated("switched-on-again", detail, mob_app.capture())
    mob_verdict.observe(say("after a restart"), say("off"))
    if before:
        _flip(mob_app, mob_verdict)


def _no_switch(sought: Sought, verdict: MobVerdict) -> NoReturn:
    """No switch was found: a violation only where tailored content was seen, and a customer looked."""
    places = [place for survey in sought.surveys for place in survey.places()]
    if sought.who == "guest":
        verdict.needs_review(
            "seen-as-guest-only", places[0].screen, say("add [forms.login] to look as a customer")
        )
    if not sought.found.complete:
        detail = say("{pages} pages seen", pages=sought.found.pages)
        verdict.needs_review("search-incomplete", places[0].screen, detail)
    texts = [(place.screen, text_of(place.parts)) for place in places]
    for screen, text in texts:
        if words := tailored_content(text):
            told = say("“{words}”, and no switch puts it off", words=words)
            verdict.violated("no-personalised-switch", told, screen)
    for screen, text in texts:
        if words := chosen_content(text):
            told = say("“{words}”: by whom, and for whom?", words=words)
            verdict.needs_review("tailoring-unknown", screen, told)
    verdict.needs_review("tailoring-unknown", places[0].screen, say("is anything tailored to users?"))


def _switch(app: App) -> tuple[Element, Screen] | None:
    """The switch, and the part that shows it."""
    parts = app.captures("personalised")
    return next(((found, part) for part in parts if (found := personalised_switch(part)) is not None), None)


def _seen(app: App, verdict: MobVerdict) -> tuple[Element, Screen]:
    switch = _switch(app)
    if switch is None or switch[0].checked is None:
        verdict.needs_review(
            "switch-state-unseen", app.capture(), say("no switch that tells whether it is on")
        )
    return switch


def _is_on(app: App, verdict: MobVerdict) -> bool:
    return _seen(app, verdict)[0].checked is True


def _flip(app: App, verdict: MobVerdict) -> bool:
    """Tap the switch, and what asks whether that is meant; returns whether it is on then."""
    switch, screen = _seen(app, verdict)
    app.tap(locator_of(switch, screen))
    end = time.monotonic() + FOLLOWS
    while time.monotonic() < end:
        seen = _switch(app)
        if seen is not None and seen[0].checked is not switch.checked:
            return seen[0].checked is True
        after = app.capture("personalised")
        sure = confirm_button(after) if confirm_button(screen) is None else None
        if sure is not None:
            app.tap(locator_of(sure, after))
    return switch.checked is True
