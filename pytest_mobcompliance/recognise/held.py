"""Finds a declared identity's values, and anybody's numbers, in texts that are no screens: logs, files."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from .sensitive import find_sensitive

KINDS = ("password", "new_password", "code", "id_number", "card", "phone", "account", "name")
"""What is looked for of an identity; of two that are equal the first is told."""
LEAST = 2
"""Characters of the shortest value that is looked for at all (a Chinese name)."""
TELLING = 8
"""Characters from which on a plain value stands nowhere by chance; with letters and digits mixed it is
`TELLING_MIXED`. A one-time code or an account called ``test`` may be another number or word."""
TELLING_MIXED = 6
OTHERS = "somebody's "
"""Before the kind of a number that is not the declared identity's."""
_GAP = "[ \u00a0-]?"


class Held(NamedTuple):
    """A value that a text holds. ``kind``: of `KINDS`, or `OTHERS` and a kind of `find_sensitive`.

    ``sure``: it cannot well be something else that looks the same.
    """

    kind: str
    sure: bool


def values_of(person: Mapping[str, str]) -> dict[str, str]:
    """The values that are looked for, by kind, each once."""
    kept: dict[str, str] = {}
    for kind in KINDS:
        value = person.get(kind, "").strip()
        if len(value) >= LEAST and value not in kept.values():
            kept[kind] = value
    return kept


def is_telling(value: str) -> bool:
    """Whether a value is long or odd enough that it stands nowhere by chance."""
    mixed = re.search(r"\d", value) and re.search(r"[^\W\d_]", value)
    return not value.isascii() or len(value) >= (TELLING_MIXED if mixed else TELLING)


def held_in(text: str, values: Mapping[str, str]) -> list[Held]:
    """Return what a text holds, each kind once, the declared values first.

    Looked for as they are, with gaps between digits, behind URL and XML escapes, and in Base64.

    :param values: by kind; see `values_of`.
    """
    forms = {text, unquote(text), html.unescape(text)}
    found = [
        Held(kind, is_telling(value))
        for kind, value in values.items()
        if any(_plain(value).search(form) for form in forms) or _coded(value, text)
    ]
    return [*found, *dict.fromkeys(_others(text, values))]


def _plain(value: str) -> re.Pattern[str]:
    """The value by itself: a part of a longer word or number is another one.

    Chinese is written without gaps: there is nothing that would tell where a name ends.
    """
    if not value.isascii():
        return re.compile(re.escape(value))
    middle = _GAP.join(value) if value.isdigit() else re.escape(value)
    return re.compile(
        rf"(?<![A-Za-z0-9]){middle}(?![A-Za-z0-9])", re.IGNORECASE if value[:-1].isdigit() else 0
    )


def _coded(value: str, text: str) -> bool:
    """Whether a text holds the value in Base64; of a short one the code is no longer telling."""
    if len(value.encode()) < TELLING_MIXED:
        return False
    whole = base64.b64encode(value.encode()).decode().rstrip("=")
    return whole in text or whole.replace("+", "-").replace("/", "_") in text


def _others(text: str, values: Mapping[str, str]) -> Iterator[Held]:
    """Numbers by their own digits. Only an ID number's date, place and check digit leave no doubt.

    A long number among others passes the check digit of cards one time in ten, and any count of eleven digits
    may look like a phone.
    """
    for each in find_sensitive(text):
        around = text[max(each.start - 1, 0) : each.start] + text[each.end : each.end + 1]
        if each.value not in values.values() and not re.search(r"[A-Za-z_]", around):
            yield Held(f"{OTHERS}{each.kind}", each.kind == "id_number")
