"""Clause 12: what a login opens, and what it tells a stranger."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.forms import fill, form, submit, submit_button
from pytest_mobcompliance.settings import IdentitySettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

from .submitting import ANSWER, changed

pytestmark = pytest.mark.identity


@pytest.mark.requirement("12.identity/guest-closed")
def test_account_screens_are_closed_to_guests(
    mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """Who is not logged in sees no screen that needs a login, by deep link neither."""
    login = form(mob_settings, "login")
    closed = {name: s for name, s in mob_settings.screens.items() if s.login}
    if login is None or not closed:
        mob_verdict.not_verified("not-configured", "add [forms.login] and screens with login = true")
    unknown = [name for name, screen in closed.items() if not (screen.url and screen.expect)]
    mob_app.launch()
    accept_notice(mob_app)
    for name, screen in closed.items():
        if screen.url is None or screen.expect is None:
            continue
        mob_app.visit(screen.url)
        if mob_app.wait_for(screen.expect, ANSWER / 2):
            mob_verdict.violated("open-to-guests", f"{name} opens without a login", mob_app.capture(name))
        if not mob_app.exists(login.fields.get("password") or submit_button(mob_app, login)):
            mob_verdict.needs_review("no-login-asked", mob_app.capture(name), f"{name} asks for no login")
        mob_verdict.observe(name, "login asked")
    if unknown:
        mob_verdict.not_verified("not-configured", f"add url and expect to the screens {', '.join(unknown)}")


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/same-answer")
def test_login_answers_alike(
    mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict, person: IdentitySettings
) -> None:
    """An unknown account and a wrong password get the same answer."""
    login = form(mob_settings, "login")
    if login is None or login.error is None:
        mob_verdict.not_verified("not-configured", "add [forms.login] with error")
    if "unknown" not in mob_settings.identities:
        mob_verdict.not_verified("not-configured", "add [identities.unknown] with an account that nobody has")
    unknown = mob_settings.identities["unknown"]
    answers = []
    for instead in (
        {"account": unknown.account, "phone": unknown.phone or unknown.account},
        {"password": changed(person.password)},
    ):
        mob_app.reset()
        mob_app.launch()
        accept_notice(mob_app)
        fill(mob_app, login, person, instead=instead)
        submit(mob_app, login)
        if not mob_app.wait_for(login.error, ANSWER):
            mob_verdict.needs_review("no-answer", mob_app.capture(), "no error message was seen")
        answers.append(mob_app.text_of(login.error))
    if answers[0] != answers[1]:
        mob_verdict.violated("account-enumeration", f"“{answers[0]}” or “{answers[1]}”", mob_app.capture())
    mob_verdict.observe("answer to both", answers[0])
