"""Clause 12: nobody registers without proof of who they are.

What a submitted form answers decides; the checks type declared fake identities only. A refusal that speaks of
something else than what was wrong proves nothing: a person looks at it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta, timezone
from typing import cast

import pytest

from pytest_mobcompliance.device.app import App, PhoneVerbs
from pytest_mobcompliance.device.forms import fill
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.recognise import age_on, birth_date, check_digit_is_right
from pytest_mobcompliance.settings import FormField, FormSettings, IdentitySettings, Settings, Unfit
from pytest_mobcompliance.verdict import MobVerdict

from .field_words import worded
from .submitting import (
    accepted,
    changed,
    code_is_fixed,
    is_refused,
    refuses_without,
    starts_anew,
    valueless,
    wrong_code,
)

pytestmark = pytest.mark.identity

CHINA = timezone(timedelta(hours=8))
"""One time zone for the whole country: there a document's last day ends."""
EXPIRED, UNDER_AGE = "expired-document", "under-age"
ABOUT: dict[str, tuple[str, ...]] = {
    EXPIRED: ("id_expiry", "id_number"),
    UNDER_AGE: ("age", "id_number"),
    "bad-checksum": ("id_number",),
}
"""What the refusal of an unfit identity may speak of."""
WRONG: dict[str, str] = {
    EXPIRED: say("expired document"),
    UNDER_AGE: say("under age"),
    "bad-checksum": say("wrong check digit"),
}
"""What is wrong with it, for people."""


@pytest.fixture
def unfit(
    request: pytest.FixtureRequest, mob_settings: Settings, mob_verdict: MobVerdict
) -> IdentitySettings:
    """The declared identity that a registration has to refuse for this reason."""
    why: Unfit = request.node.callspec.params["why"]
    declared = next((each for each in mob_settings.identities.values() if each.unfit == why), None)
    return declared or mob_verdict.not_verified(
        "not-configured", say('add an identity with unfit = "{why}"', why=why)
    )


@pytest.fixture
def right(
    mob_app: App, mob_settings: Settings, registration: FormSettings, registrant: IdentitySettings
) -> Callable[[], None]:
    """Begin anew, and fill in a registration with nothing wrong."""

    def right() -> None:
        starts_anew(mob_app, mob_settings, registrant)
        fill(mob_app, registration, registrant)

    return right


@pytest.fixture
def refused(
    mob_app: App,
    mob_verdict: MobVerdict,
    registration: FormSettings,
    right: Callable[[], None],
    proven: set[str],
) -> Callable[[str, Collection[str]], bool]:
    """Submit the registration as it stands: whether it is refused for what is wrong (`is_refused`)."""

    def refused(what: str, about: Collection[str]) -> bool:
        return is_refused(mob_app, registration, mob_verdict, what, about, right, proven)

    return refused


@pytest.fixture
def needs_each(
    mob_app: App,
    mob_settings: Settings,
    mob_verdict: MobVerdict,
    registration: FormSettings,
    fields: Collection[FormField],
    registrant: IdentitySettings,
    right: Callable[[], None],
    proven: set[str],
) -> Callable[..., None]:
    """Leave out one factor after the other: a registration without it has to be refused."""

    def needs_each(*factors: FormField) -> None:
        absent = [factor for factor in factors if factor not in fields]
        if absent:
            starts_anew(mob_app)
            mob_app.go(registration.screen)
            named = say(
                "[forms.registration.fields] does not name {fields}: does the form ask for it?", fields=absent
            )
            mob_verdict.needs_review("factor-not-declared", mob_app.capture(), named)
        for factor in factors:
            _fill_without(mob_app, mob_settings, registration, registrant, factor)
            told = say("registration is accepted without {factor}", factor=worded(factor))
            refuses_without(mob_app, registration, mob_verdict, factor, (factor,), told, right, proven)

    return needs_each


def _fill_without(
    app: App, settings: Settings, registration: FormSettings, registrant: IdentitySettings, factor: FormField
) -> None:
    """Fill in a registration but one factor; without a phone no code can be sent, so one is made up."""
    if factor == "phone" and not code_is_fixed(registrant):
        starts_anew(app)
        made_up = {"code": wrong_code(registrant)}
        fill(app, registration, registrant, instead=made_up, leave_out=(factor,), ask_code=False)
        return
    starts_anew(app, settings, registrant if factor != "code" else None)
    fill(app, registration, registrant, leave_out=(factor,))


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/bad-values-refused")
@pytest.mark.parametrize("field", ["id_number", "code"])
def test_registration_refuses_wrong_values(
    field: str,
    mob_app: App,
    mob_settings: Settings,
    mob_verdict: MobVerdict,
    registration: FormSettings,
    fields: Collection[FormField],
    registrant: IdentitySettings,
    refused: Callable[[str, Collection[str]], bool],
) -> None:
    """A wrong check digit and a wrong code are refused."""
    own = str(getattr(registrant, field))
    if not own or field not in fields:
        told = say("{field} is not in the form and the identity", field=field)
        mob_verdict.not_verified("not-configured", told)
    wrong = wrong_code(registrant) if field == "code" else changed(own)
    starts_anew(mob_app, mob_settings, registrant)
    fill(mob_app, registration, registrant, instead={field: wrong})
    what = say("wrong {field}", field=worded(field))
    if not refused(what, (field,)):
        told = say("a wrong {field} is accepted", field=worded(field))
        mob_verdict.violated("wrong-value-accepted", told, mob_app.capture())


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/unfit-refused")
@pytest.mark.parametrize("why", [EXPIRED, UNDER_AGE, "bad-checksum"])
def test_registration_refuses_unfit_persons(
    why: Unfit,
    mob_app: App,
    mob_settings: Settings,
    mob_verdict: MobVerdict,
    registration: FormSettings,
    fields: Collection[FormField],
    unfit: IdentitySettings,
    refused: Callable[[str, Collection[str]], bool],
) -> None:
    """Nobody registers with an expired document, under age, or with an ID number that cannot be.

    The least age is the house's own value: no rule that was read names one for accounts.
    """
    if absent := valueless(fields, unfit):
        mob_verdict.not_verified("not-configured", say("the unfit identity has no {fields}", fields=absent))
    needed = "id_expiry" if why == EXPIRED else "id_number"
    if needed not in fields:
        told = say("the registration form has no field {field}", field=needed)
        mob_verdict.not_verified("not-configured", told)
    least = mob_settings.verification.least_age
    if why == UNDER_AGE and least is None:
        mob_verdict.not_verified("no-house-value", say("set [verification] least_age"))
    wrong = _what_is_wrong(why, unfit, _today(mob_app), least or 0)
    if not wrong:
        mob_verdict.not_verified("identity-fits", say("the identity declared as {why} is not", why=why))
    if why == UNDER_AGE:
        mob_verdict.observe(say("house value [verification] least_age"), least)
    starts_anew(mob_app, mob_settings, unfit)
    fill(mob_app, registration, unfit)
    if not refused(WRONG[why], ABOUT[why]):
        told = say("registered although {wrong}", wrong=wrong)
        mob_verdict.violated("unfit-accepted", told, mob_app.capture())


def _what_is_wrong(why: Unfit, person: IdentitySettings, today: date, least_age: int) -> str:
    """Say what is wrong with an identity on a day; empty when nothing is, or nobody can tell.

    :param least_age: years.
    """
    born = birth_date(person.id_number)
    if why == EXPIRED:
        return say("the document has expired") if _is_past(person.id_expiry, today) else ""
    if why == UNDER_AGE:
        young = born is not None and born <= today and age_on(today, born) < least_age
        told = say("younger than {least_age}, house value [verification] least_age", least_age=least_age)
        return told if young else ""
    return "" if check_digit_is_right(person.id_number) else say("the ID number has a wrong check digit")


def _is_past(day: str, today: date) -> bool:
    """Whether a day as forms write it (``2020-01-01``, ``2020.1.1``, ``20200101``) is over."""
    digits = day.replace(".", "-").replace("/", "-")
    try:
        parts = [int(part) for part in digits.split("-")]
        return date(*parts) < today if len(parts) == 3 else date.fromisoformat(digits) < today
    except ValueError:
        return False


def _today(app: App) -> date:
    """The device's date; where it does not tell its clock, this machine's."""
    told = "shell" in app.what_it_can()  # only Android offers one
    seconds = cast(PhoneVerbs, app).clock_ms() / 1000 if told else time.time()
    return datetime.fromtimestamp(seconds, CHINA).date()


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/weak-passwords")
def test_registration_refuses_weak_passwords(
    mob_app: App,
    mob_settings: Settings,
    mob_verdict: MobVerdict,
    registration: FormSettings,
    fields: Collection[FormField],
    registrant: IdentitySettings,
    refused: Callable[[str, Collection[str]], bool],
) -> None:
    """Passwords that the house calls weak are refused; no rule that was read lists any."""
    weak = mob_settings.verification.weak_passwords
    if not weak:
        mob_verdict.not_verified("no-house-value", say("set [verification] weak_passwords"))
    if "password" not in fields:
        told = say("the registration form has no field {field}", field="password")
        mob_verdict.not_verified("not-configured", told)
    for number, password in enumerate(weak, start=1):
        # The value itself stands in the settings.
        name = say("weak password {number} of {total}", number=number, total=len(weak))
        starts_anew(mob_app, mob_settings, registrant)
        fill(mob_app, registration, registrant, instead={"password": password})
        if not refused(name, ("password",)):
            told = say("registration accepts {name}, house value [verification] weak_passwords", name=name)
            mob_verdict.violated("weak-password-accepted", told, mob_app.capture())


# What needs the form to accept everything right comes after what only needs refusals: a server that keeps
# accounts knows the registrant from then on.


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/real-name")
def test_registration_needs_code_name_and_id(needs_each: Callable[..., None]) -> None:
    """Registration cannot finish without phone, one-time code, name and ID number."""
    needs_each("phone", "code", "name", "id_number")


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/second-factor")
def test_registration_needs_a_second_factor(needs_each: Callable[..., None]) -> None:
    """Name and ID number alone are not proof: a bank card of the same person is asked for."""
    needs_each("card")


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/accepts-the-right-person")
def test_registration_accepts_the_right_person(
    mob_app: App,
    mob_verdict: MobVerdict,
    registration: FormSettings,
    right: Callable[[], None],
    proven: set[str],
) -> None:
    """The identity that the other checks leave parts of does get in: their refusals mean something."""
    if registration.screen in proven:  # a server that keeps accounts would know it by now
        mob_verdict.observe(say("complete registration"), say("accepted by an earlier check of this run"))
        return
    right()
    if not accepted(mob_app, registration, mob_verdict):
        why = say("the declared identity is refused, so no refusal of this form proves anything")
        mob_verdict.needs_review("right-person-refused", mob_app.capture(), why)
    proven.add(registration.screen)
    mob_verdict.observe(say("complete registration"), say("accepted"))
