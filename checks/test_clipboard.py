"""Clause 13: nothing leaks through the clipboard."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.device.app import PhoneVerbs
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.settings import IdentitySettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

from .secret_fields import PLAIN, SECRETS, Field, begin, or_not_configured, secret_fields

pytestmark = pytest.mark.identity

CLOSED = (*SECRETS, "id_number", "card")
"""Fields that keep away from the clipboard where the house says so."""
WORD = "13572468"
"""Harmless, and digits, which every field takes."""


@pytest.mark.needs("shell")
@pytest.mark.requirement("13.leak-prevention/no-clipboard")
def test_secrets_keep_away_from_the_clipboard(
    mob_app: PhoneVerbs, mob_settings: Settings, mob_verdict: MobVerdict, person: IdentitySettings
) -> None:
    """Nothing is pasted into fields for passwords, ID numbers and cards, and nothing copied out of them.

    No rule that was read asks for it in words: it is a house value.
    """
    if not mob_settings.verification.no_clipboard:
        mob_verdict.not_verified("no-house-value", say("set [verification] no_clipboard = true"))
    or_not_configured(mob_verdict, mob_settings)
    begin(mob_app)
    with mob_app.clipboard_kept():
        _require_clipboard(mob_app, mob_settings, mob_verdict, person)
        for field in secret_fields(mob_app, mob_settings, person, CLOSED):
            if _takes_paste(mob_app, field):
                pasted = say(
                    "{field} takes what is pasted; house value [verification] no_clipboard", field=field
                )
                mob_verdict.violated("paste-taken", pasted, mob_app.capture())
            copied = _lets_copy(mob_app, field)
            if copied:
                lets = say(
                    "{field} lets its content be copied; house value [verification] no_clipboard", field=field
                )
                mob_verdict.violated("copied-out", lets, mob_app.capture())
            if copied is None:
                empty = say("{field} does not tell that it holds anything", field=field)
                mob_verdict.not_verified("field-stays-empty", empty)
            mob_verdict.observe(str(field), say("nothing pasted, nothing copied"))


def _require_clipboard(
    app: PhoneVerbs, settings: Settings, verdict: MobVerdict, person: IdentitySettings
) -> None:
    """Of fields that keep away from the clipboard something can be said where another one uses it."""
    field = next(secret_fields(app, settings, person, PLAIN), None)
    if field is None or not (_takes_paste(app, field) and _lets_copy(app, field)):
        none = say("there is no field for account, phone or name")
        what = none if field is None else say("{field} does not either", field=field)
        verdict.not_verified(
            "clipboard-not-observed", say("nothing pastes and copies by the phone's keys: {what}", what=what)
        )


def _takes_paste(app: PhoneVerbs, field: Field) -> bool:
    before = app.holds(field.locator)
    app.set_clipboard(WORD)
    app.tap(field.locator)
    app.paste()
    return app.holds(field.locator) != before


def _lets_copy(app: PhoneVerbs, field: Field) -> bool | None:
    """Type, select all and copy; None where the field does not tell that it took what was typed."""
    app.type(field.locator, field.value)
    if not app.holds(field.locator):
        return None
    app.set_clipboard(WORD)
    app.tap(field.locator)
    app.select_all()
    try:
        app.copy()
        return app.clipboard() == field.value
    finally:
        app.set_clipboard(WORD)  # a run that ends here leaves nothing of a person on the phone
