"""Clause 12: nobody reads a password off the screen."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.echo import echo_of
from pytest_mobcompliance.device.walk import Judged
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.settings import IdentitySettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

from .secret_fields import SECRETS, begin, or_not_configured, secret_fields

pytestmark = pytest.mark.identity


@pytest.mark.requirement("12.identity/password-masked")
def test_passwords_are_masked(judged: Judged, mob_verdict: MobVerdict) -> None:
    """Password fields hide what is typed."""
    mob_verdict.findings(judged("standard", "12.password-masked"))


@pytest.mark.requirement("12.identity/password-not-shown")
def test_passwords_are_not_shown(
    mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict, person: IdentitySettings
) -> None:
    """While a password is typed, no text and no picture tells its characters.

    Typed are made-up characters of the same kinds, and one fewer, so that nothing submits them.
    """
    begin(mob_app)
    unseen: dict[str, str] = {}
    for field in secret_fields(mob_app, mob_settings, person, SECRETS):
        echo = echo_of(mob_app, field.locator, field.value)
        if echo.in_text:
            told = say("{field} is told by the screen's texts", field=field)
            mob_verdict.violated("shown-in-clear", told, echo.screen)
        if echo.drawn and echo.steady and echo.marked:
            marked = say(
                "{field}: the app says something else of other letters, and may draw that", field=field
            )
            mob_verdict.needs_review("field-marked", echo.screen, marked)
        if echo.drawn and echo.steady:
            drawn = say("{field} looks otherwise for other letters", field=field)
            mob_verdict.violated("shown-in-clear", drawn, echo.screen)
        if echo.drawn:
            anew = say("{field} is drawn anew each time", field=field)
            mob_verdict.needs_review("field-unsteady", echo.screen, anew)
        if echo.drawn is None:
            unseen[str(field)] = "screenshot-hidden" if echo.hidden else "field-not-drawn"
        else:
            mob_verdict.observe(str(field), say("other letters look the same"))
    for place, reason in unseen.items():
        detail = say("{place}: no text tells it; what is drawn was not seen", place=place)
        mob_verdict.not_verified(reason, detail)
    or_not_configured(mob_verdict, mob_settings)
