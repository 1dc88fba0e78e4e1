"""Clause 12: nobody registers without proof of who they are.

What a submitted form answers decides; the checks type declared fake identities only.
"""

from __future__ import annotations

from collections.abc import Collection

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.forms import fill, form
from pytest_mobcompliance.settings import FormSettings, IdentitySettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

from .submitting import accepted, changed

pytestmark = pytest.mark.identity


@pytest.fixture
def registration(mob_settings: Settings, mob_verdict: MobVerdict) -> FormSettings:
    """The registration form; not-verified when it is not declared."""
    declared = form(mob_settings, "registration")
    return declared or mob_verdict.not_verified("not-configured", "add [forms.registration]")


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
        if accepted(mob_app, registration, mob_verdict):
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
    wrong = changed(right)
    mob_app.launch()
    accept_notice(mob_app)
    fill(mob_app, registration, person, instead={field: wrong})
    if accepted(mob_app, registration, mob_verdict):
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
    if not accepted(mob_app, registration, mob_verdict):
        mob_verdict.needs_review(
            "right-person-refused",
            mob_app.capture(),
            "the declared identity is refused, so no refusal of this form proves anything",
        )
    mob_verdict.observe("complete registration", "accepted")
