"""Numbers of a declared fake identity that a screen shows in full.

`sensitive.clear_data` knows numbers by their check digits and first digits; those of fake identities may have
wrong ones on purpose, so that they are nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..findings import Finding, Verdict
from ..recognise import own_part
from ..recognise.sensitive import find_sensitive
from ..screen import Element, Screen
from ..settings import IdentitySettings

_GAP = "[ \u00a0\u2009-]?"
_REASONS = {"id_number": "clear-id-number", "card": "clear-card", "phone": "clear-phone"}
SHORTEST = 8
"""Characters, our own number: a shorter one may stand anywhere."""


def declared_in_clear(screen: Screen, person: IdentitySettings) -> Iterator[Finding]:
    """Yield one finding for each element that shows such a number and that no rule would find.

    What is typed into a field is the user's own business. The element of a finding says nothing any more.

    :param person: whose screens these are. Numbers of others are not looked for: the account that money
        goes to may belong to another identity, and has to be compared.
    """
    numbers = {
        getattr(person, kind): reason
        for kind, reason in _REASONS.items()
        if len(getattr(person, kind)) >= SHORTEST
    }
    for element in own_part(screen).shown():
        reason = next((why for number, why in numbers.items() if _shows(element, number)), "")
        if reason:
            yield Finding(
                rule="13.clear-data",
                requirement="13.leak-prevention",
                verdict=Verdict.VIOLATED,
                element=replace(element, text="***", name=None, hint=None, value=None),
                measured=1,
                required=0,
                reason=reason,
                severity="critical",
                screen=screen.name,
            )


def shows_only(element: Element | None, number: str) -> bool:
    """Tell whether all that `sensitive.clear_data` finds in an element's words is one number."""
    found = [one.value for text in _texts(element) for one in find_sensitive(text)]
    return bool(found) and set(found) == {number}


def _shows(element: Element, number: str) -> bool:
    if element.editable:
        return False
    pattern = rf"(?<![\dA-Za-z*]){_GAP.join(map(re.escape, number))}(?![\dA-Za-z*])"
    return any(
        re.search(pattern, text, re.IGNORECASE)
        and not any(one.value == number for one in find_sensitive(text))
        for text in _texts(element)
    )


def _texts(element: Element | None) -> list[str]:
    if element is None:
        return []
    return [each for each in (element.text, element.value, element.name) if each]
