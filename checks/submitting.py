"""What checks share that submit a form."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.forms import CODE_BY_HOOK, CODE_BY_MESSAGE, identity, outcome, submit
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.settings import FormField, FormSettings, IdentitySettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

ANSWER = 3.0
"""Seconds that an app may take to answer a submitted form."""


def code_is_fixed(person: IdentitySettings) -> bool:
    """Whether a test build takes the same code each time, so that none is really sent."""
    return person.code not in (CODE_BY_HOOK, CODE_BY_MESSAGE)


def starts_anew(app: App, settings: Settings | None = None, person: IdentitySettings | None = None) -> None:
    """Bring the app behind its notice as at a first start.

    :param person: for whom a code is sent next; a real one takes the time that the house has set
        (``[verification] resend_seconds``), since a server still remembers the last one.
    """
    wait = settings.verification.resend_seconds if settings is not None else None
    if wait is not None and person is not None and not code_is_fixed(person):
        app.let_pass(wait)
    app.reset()
    app.launch()
    accept_notice(app)


def accepted(app: App, form: FormSettings, verdict: MobVerdict) -> bool:
    """Submit, and tell whether the form was accepted; silence is neither a yes nor a no."""
    submit(app, form)
    came = outcome(app, form, ANSWER)
    if came is not None:
        return came == "done"
    verdict.needs_review(
        "no-answer", app.capture(), f"neither done nor error of the form was seen within {ANSWER:g} s"
    )


def refusal(app: App, form: FormSettings, verdict: MobVerdict) -> str | None:
    """Submit, and return the words of the refusal; None when the form was accepted.

    Words that were gone again before they were read are empty.
    """
    if accepted(app, form, verdict):
        return None
    try:
        return app.text_of(form.error) if form.error is not None else ""
    except RigError as error:
        if error.reason != "element-not-found":
            raise
        return ""


def changed(value: str) -> str:
    """The same value with another last character."""
    return value[:-1] + ("1" if value[-1:] == "0" else "0")


def own_identity(
    settings: Settings, verdict: MobVerdict, role: Literal["lock_identity", "reset_identity"]
) -> IdentitySettings:
    """The identity that a check may spoil: another one than all others log in with."""
    name = getattr(settings.verification, role)
    if not name:
        verdict.not_verified("not-configured", f"set [verification] {role}: who nothing else logs in as")
    person, first = identity(settings, name), identity(settings)
    if {person.account, person.phone} & {first.account, first.phone} - {""}:
        verdict.not_verified("not-configured", f"[verification] {role} is who all other checks log in as")
    return person


def valueless(fields: Collection[FormField], person: IdentitySettings, but: Collection[str] = ()) -> str:
    """Names of a form's fields for which the identity has no value; empty when it has all.

    :param but: fields that are left alone.
    """
    return ", ".join(field for field in fields if field not in but and not getattr(person, field))


def wrong_code(person: IdentitySettings) -> str:
    """A one-time code that is not the identity's; where none is known beforehand, one made of zeros."""
    return changed(person.code) if person.code.isdigit() else "000000"
