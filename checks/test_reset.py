"""Clause 12: who has forgotten the password proves anew who that is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.forms import fields_of, fill, form
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.settings import FormField, FormSettings, IdentitySettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

from .field_words import worded
from .submitting import (
    accepted,
    is_refused,
    own_identity,
    refuses_without,
    starts_anew,
    valueless,
    wrong_code,
)

pytestmark = pytest.mark.identity

PROOFS: Mapping[FormField, Collection[str]] = {
    "code": ("code",),
    "name": ("name", "id_number"),
    "id_number": ("name", "id_number"),
}
"""What a reset may ask for, to see who sets a new password, and what a refusal may speak of then: a name and
an ID number are looked up together."""


@pytest.fixture
def reset(mob_settings: Settings, mob_verdict: MobVerdict) -> FormSettings:
    """The form that sets a new password; not-verified when it is not declared."""
    declared = form(mob_settings, "reset")
    return declared or mob_verdict.not_verified("not-configured", say("add [forms.reset]"))


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/reset-verifies")
def test_reset_verifies_who_asks_for_it(
    mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict, reset: FormSettings
) -> None:
    """No password is set anew without each proof that the form asks for, and with all of them it is.

    A reset that goes through changes the password: the identity is one that nothing else uses.
    """
    customer = own_identity(mob_settings, mob_verdict, "reset_identity")
    starts_anew(mob_app)
    mob_app.go(reset.screen)
    fields = fields_of(mob_app, reset)
    if absent := valueless(fields, customer):
        told = say("the identity of reset_identity has no {fields}", fields=absent)
        mob_verdict.not_verified("not-configured", told)
    proofs = [proof for proof in PROOFS if proof in fields]
    if not proofs:
        named = say("the form has none of {fields}: how does it see who asks?", fields=list(PROOFS))
        mob_verdict.needs_review("factor-not-declared", mob_app.capture(), named)
    right = partial(_fill_in, mob_app, mob_settings, reset, customer)
    for proof in proofs:
        starts_anew(mob_app, mob_settings, customer)
        fill(mob_app, reset, customer, leave_out=(proof,))
        told = say("a password is set anew without {factor}", factor=worded(proof))
        refuses_without(mob_app, reset, mob_verdict, proof, PROOFS[proof], told, right)
    if "code" in proofs:
        starts_anew(mob_app, mob_settings, customer)
        fill(mob_app, reset, customer, instead={"code": wrong_code(customer)})
        if not is_refused(mob_app, reset, mob_verdict, say("wrong code"), PROOFS["code"], right):
            mob_verdict.violated("wrong-value-accepted", say("a wrong code is accepted"), mob_app.capture())
    if not _is_served(mob_app, mob_settings, mob_verdict, reset, customer):
        why = say("the declared identity is refused, so no refusal of this form proves anything")
        mob_verdict.needs_review("right-person-refused", mob_app.capture(), why)
    mob_verdict.observe(say("with everything right"), say("accepted"))


def _is_served(
    app: App, settings: Settings, verdict: MobVerdict, reset: FormSettings, customer: IdentitySettings
) -> bool:
    """Set a new password with everything right; where an earlier run has set it, the old one again."""
    for new in filter(None, dict.fromkeys((customer.new_password, customer.password))):
        _fill_in(app, settings, reset, customer, new)
        if accepted(app, reset, verdict):
            return True
    return False


def _fill_in(
    app: App, settings: Settings, reset: FormSettings, customer: IdentitySettings, new: str | None = None
) -> None:
    """Begin anew, and fill in a reset with nothing wrong.

    :param new: the new password, where it is not the identity's own.
    """
    starts_anew(app, settings, customer)
    fill(app, reset, customer, instead={} if new is None else {"new_password": new})
