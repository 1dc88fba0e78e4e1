"""Clauses 12 and 13: registered users are really verified, and their data do not show.

What a submitted form answers decides; the checks type declared fake identities only.
"""

from __future__ import annotations

import time
from collections.abc import Collection

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.flows import accept_notice, fill, form, identity
from pytest_mobcompliance.device.walk import Judged
from pytest_mobcompliance.settings import FormSettings, IdentitySettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

pytestmark = pytest.mark.identity

ANSWER = 3.0
"""Seconds that an app may take to answer a submitted form."""


@pytest.fixture
def registration(mob_settings: Settings, mob_verdict: MobVerdict) -> FormSettings:
    """The registration form; not-verified when it is not declared."""
    declared = form(mob_settings, "registration")
    return declared or mob_verdict.not_verified("not-configured", "add [forms.registration]")


@pytest.fixture
def person(mob_settings: Settings) -> IdentitySettings:
    """The declared fake identity."""
    return identity(mob_settings)


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
        if not mob_app.exists(login.fields.get("password", login.submit)):
            mob_verdict.needs_review("no-login-asked", mob_app.capture(name), f"{name} asks for no login")
        mob_verdict.observe(name, "login asked")
    if unknown:
        mob_verdict.not_verified("not-configured", f"add url and expect to the screens {', '.join(unknown)}")


def _accepted(app: App, registration: FormSettings, verdict: MobVerdict) -> bool:
    """Submit, and tell whether the form was accepted; silence is neither a yes nor a no."""
    app.tap(registration.submit)
    end = time.monotonic() + ANSWER
    while time.monotonic() < end:
        if app.exists(registration.done):
            return True
        if registration.error is not None and app.exists(registration.error):
            return False
        time.sleep(0.05)
    verdict.needs_review(
        "no-answer", app.capture(), f"neither done nor error of the form was seen within {ANSWER:g} s"
    )


def _refuses_without(
    mob_app: App,
    mob_verdict: MobVerdict,
    registration: FormSettings,
    person: IdentitySettings,
    factors: Collection[str],
) -> None:
    absent = [factor for factor in factors if factor not in registration.fields]
    if absent:
        mob_app.launch()
        accept_notice(mob_app)
        mob_app.go(registration.screen)
        mob_verdict.needs_review(
            "factor-not-declared",
            mob_app.capture(),
            f"[forms.registration.fields] does not name {', '.join(absent)}: does the form ask for it?",
        )
    for factor in factors:
        mob_app.reset()
        mob_app.launch()
        accept_notice(mob_app)
        fill(mob_app, registration, person, leave_out=(factor,))
        if _accepted(mob_app, registration, mob_verdict):
            mob_verdict.violated(
                "factor-not-required", f"registration is accepted without {factor}", mob_app.capture()
            )
        mob_verdict.observe(f"without {factor}", "refused")


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/real-name")
def test_registration_needs_code_name_and_id(
    mob_app: App, mob_verdict: MobVerdict, registration: FormSettings, person: IdentitySettings
) -> None:
    """Registration cannot finish without phone, one-time code, name and ID number."""
    factors = ("phone", "code", "name", "id_number")
    _refuses_without(mob_app, mob_verdict, registration, person, factors)


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/second-factor")
def test_registration_needs_a_second_factor(
    mob_app: App, mob_verdict: MobVerdict, registration: FormSettings, person: IdentitySettings
) -> None:
    """Name and ID number alone are not proof: a bank card of the same person is asked for."""
    _refuses_without(mob_app, mob_verdict, registration, person, ("card",))


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/bad-values-refused")
@pytest.mark.parametrize("field", ["id_number", "code"])
def test_registration_refuses_wrong_values(
    field: str,
    mob_app: App,
    mob_verdict: MobVerdict,
    registration: FormSettings,
    person: IdentitySettings,
) -> None:
    """A wrong check digit and a wrong code are refused."""
    right = str(getattr(person, field))
    if not right or field not in registration.fields:
        mob_verdict.not_verified("not-configured", f"{field} is not in the form and the identity")
    wrong = _changed(right)
    mob_app.launch()
    accept_notice(mob_app)
    fill(mob_app, registration, person, instead={field: wrong})
    if _accepted(mob_app, registration, mob_verdict):
        mob_verdict.violated("wrong-value-accepted", f"a wrong {field} is accepted", mob_app.capture())
    mob_verdict.observe(f"wrong {field}", "refused")


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/accepts-the-right-person")
def test_registration_accepts_the_right_person(
    mob_app: App, mob_verdict: MobVerdict, registration: FormSettings, person: IdentitySettings
) -> None:
    """The identity that the other checks leave parts of does get in: their refusals mean something."""
    mob_app.launch()
    accept_notice(mob_app)
    fill(mob_app, registration, person)
    if not _accepted(mob_app, registration, mob_verdict):
        mob_verdict.needs_review(
            "right-person-refused",
            mob_app.capture(),
            "the declared identity is refused, so no refusal of this form proves anything",
        )
    mob_verdict.observe("complete registration", "accepted")


def _changed(value: str) -> str:
    """The same value with another last character."""
    return value[:-1] + ("1" if value[-1:] == "0" else "0")


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
        {"password": _changed(person.password)},
    ):
        mob_app.reset()
        mob_app.launch()
        accept_notice(mob_app)
        fill(mob_app, login, person, instead=instead)
        mob_app.tap(login.submit)
        if not mob_app.wait_for(login.error, ANSWER):
            mob_verdict.needs_review("no-answer", mob_app.capture(), "no error message was seen")
        answers.append(mob_app.text_of(login.error))
    if answers[0] != answers[1]:
        mob_verdict.violated("account-enumeration", f"“{answers[0]}” or “{answers[1]}”", mob_app.capture())
    mob_verdict.observe("answer to both", answers[0])


@pytest.mark.requirement("12.identity/password-masked")
def test_passwords_are_masked(judged: Judged, mob_verdict: MobVerdict) -> None:
    """Password fields hide what is typed."""
    mob_verdict.findings(judged("standard", "12.password-masked"))


@pytest.mark.requirement("13.leak-prevention/masked")
def test_personal_data_are_masked(judged: Judged, mob_verdict: MobVerdict) -> None:
    """Cards, ID numbers and phone numbers are never shown in full."""
    mob_verdict.findings(judged("standard", "13.clear-data"))
