"""What fields of a form are called for people; where somebody has to write it, the settings' name stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pytest_mobcompliance.messages import say

WORDS: Mapping[str, str] = {
    each: each
    for each in (
        say("account"),
        say("address"),
        say("amount"),
        say("birthday"),
        say("card"),
        say("code"),
        say("contacts"),
        say("education"),
        say("email"),
        say("employer"),
        say("funds_account"),
        say("gender"),
        say("id_expiry"),
        say("id_number"),
        say("id_photo"),
        say("id_type"),
        say("income"),
        say("inviter"),
        say("marital_status"),
        say("name"),
        say("nationality"),
        say("new_password"),
        say("occupation"),
        say("opening_bank"),
        say("other_phone"),
        say("password"),
        say("payee"),
        say("payee_card"),
        say("phone"),
        say("reserved_phone"),
        say("social_account"),
        say("vehicle"),
    )
}
"""By the name that the settings and `recognise.meanings` have for a field: what it asks for."""


def worded(field: str) -> str:
    """Words for a field's meaning; the name itself where nobody has any."""
    return WORDS.get(field, field)


def all_worded(fields: Iterable[str]) -> list[str]:
    """The same for several."""
    return [worded(field) for field in fields]
