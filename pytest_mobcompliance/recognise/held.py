"""Finds a declared identity's values, and anybody's numbers, in texts that are no screens: logs, files."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Collection, Iterator, Mapping
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
TELLING_NAME = 3
"""The same for what is written in Chinese: a name of two characters (``测试``) may be a word of every day."""
TELLING_WITHIN = 11
"""Characters (a phone's) from which on it stands by no chance within a longer word or number either, as
``abc123`` does in a hash. Letters alone may be a part of another word there: ``testcustomer`` in
``testcustomers``."""
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
    if not value.isascii():
        return len(value) >= TELLING_NAME
    return len(value) >= (TELLING_MIXED if mixed else TELLING)


def held_in(text: str, values: Mapping[str, str]) -> list[Held]:
    """Return what a text holds, each kind once, the declared values first.

    Looked for as they are, with gaps between digits, behind URL and XML escapes, in UTF-16 and in Base64. Not
    found are a number that a database keeps as an integer, which has no digits there, and Chinese in UTF-16,
    which a file that is read as UTF-8 no longer tells.

    :param values: by kind; see `values_of`.
    """
    forms = {text, unquote(text), html.unescape(text)}
    found = [
        Held(kind, sure)
        for kind, value in values.items()
        if (sure := _is_sure(value, text, forms)) is not None
    ]
    return [*found, *dict.fromkeys(_others(text, values))]


def _is_sure(value: str, text: str, forms: Collection[str]) -> bool | None:
    """Whether what looks like the value is it; None where nothing does.

    A database sets its columns side by side with nothing between them, so a telling value is looked for
    within longer words and numbers too.
    """
    telling = is_telling(value)
    if any(_plain(value).search(form) for form in forms) or _coded(value, text):
        return telling
    if telling and any(_plain(value, by_itself=False).search(form) for form in forms):
        return len(value) >= TELLING_WITHIN and not value.isalpha()
    return None


def _plain(value: str, *, by_itself: bool = True) -> re.Pattern[str]:
    """The value, in one byte or two for a character; ``by_itself``: no part of a longer word or number.

    Chinese is written without gaps: there is nothing that would tell where a name ends.
    """
    if not value.isascii():
        return re.compile(re.escape(value))
    narrow = _GAP.join(value) if value.isdigit() else re.escape(value)
    wide = r"\x00".join(map(re.escape, value))
    if by_itself:
        narrow = rf"(?<![A-Za-z0-9]){narrow}(?![A-Za-z0-9])"
        wide = rf"(?<![A-Za-z0-9]\x00){wide}(?!\x00[A-Za-z0-9])"
    return re.compile(f"{narrow}|{wide}", re.IGNORECASE if value[:-1].isdigit() else 0)


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
