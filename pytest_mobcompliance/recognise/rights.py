"""Finds the entries to users' rights, and what a screen says on the way through them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from ..screen import Element, Screen
from .disclosure import response_days
from .own import own_part
from .text import clickable_of, fold, spoken

Right = Literal["correct", "delete", "close"]
"""What a user may have done with the data: put right, deleted, or all of them with the account."""
Listed = Literal["collected", "shared"]
"""The two lists: what is collected, and what others get."""
_TOGGLES = frozenset({"switch", "checkbox", "radio"})
_SENTENCE = re.compile(r"[^。！？!?;；\n]+")


def is_entry(right: Right, element: Element) -> bool:
    """Tell whether the element's words are an entry to a right; sentences are none."""
    words = _words_of(element)
    if not _is_short(element) or _pattern("entries", "no_right").search(words):
        return False
    return _pattern("entries", right).search(words) is not None


def is_list(which: Listed, element: Element) -> bool:
    """Tell whether the element's words are the name of one of the two lists."""
    words = _words_of(element)
    if len(words) > int(_data()["most_list"]):
        return False
    shared = _pattern("lists", "shared").search(words) is not None
    return shared if which == "shared" else not shared and _pattern("lists", which).search(words) is not None


def is_near_list(which: Listed, element: Element) -> bool:
    """Tell whether the element may be one of the two lists under another name; the other list is not."""
    other: Listed = "shared" if which == "collected" else "collected"
    words = _words_of(element)
    if len(words) > int(_data()["most_list"]) or is_list(other, element):
        return False
    return _pattern("lists", f"near_{which}").search(words) is not None


def is_personalised(element: Element) -> bool:
    """Tell whether the element's words are those of what is tailored to the user."""
    return _is_short(element) and _pattern("entries", "personalised").search(_words_of(element)) is not None


def personalised_switch(screen: Screen) -> Element | None:
    """Return the switch over what is tailored: by its own words, or those of the row that it stands in."""
    for element in own_part(screen).shown():
        if element.role not in _TOGGLES and element.checked is None:
            continue
        row = clickable_of(screen, element)
        around = [element, *([row] if row is not None else []), *list(screen.ancestors(element))[:1]]
        if any(_says(screen, each, "entries", "personalised", "most_entry") for each in around):
            return element
    return None


def withdrawal_button(screen: Screen) -> Element | None:
    """Return what takes the consent back, or goes on with it where nothing else does."""
    return _button(screen, "withdraw") or _button(screen, "confirm")


def confirm_button(screen: Screen) -> Element | None:
    """Return what goes on in a box that asks whether the user is sure."""
    return _button(screen, "confirm")


def told_by_people(right: Right, texts: Iterable[str]) -> str:
    """Return a sentence by which a right is had from people: service, hotline, branch; empty for none.

    :param texts: as they stand.
    """
    for text in texts:
        for said in _SENTENCE.findall(text):
            folded = fold(said)
            if _pattern("said", right).search(folded) and _pattern("said", "ask").search(folded):
                return str(said).strip()
    return ""


def is_guest_mode(text: str) -> bool:
    """Tell whether a folded text says that the app runs without consent."""
    return _pattern("said", "guest").search(text) is not None


def tailored_content(text: str) -> str:
    """Return the words of a folded text that offer content chosen for the user; empty for none."""
    return _found("tailored", text)


def chosen_content(text: str) -> str:
    """Return the words of a folded text by which users or editors may have chosen; empty for none."""
    return _found("chosen", text)


def asked_more(texts: Iterable[str]) -> dict[str, str]:
    """Return what is asked for: kind (``held_photo``, ``id_photo``, ``face``, ``card``) and words.

    :param texts: as they stand; a sentence that says what is not asked for does not count.
    """
    found: dict[str, str] = {}
    for text in texts:
        for said in _SENTENCE.findall(text):
            folded = fold(said)
            for kind in _data()["more"]:
                hit = _pattern("more", kind).search(folded)
                if hit and not _pattern("said", "not_asked").search(folded[: hit.start()]):
                    found.setdefault(kind, said.strip())
    return found


def closing_days(texts: Iterable[str]) -> list[tuple[int, str, str]]:
    """Return how long the closing of an account may take: days, ``working`` or ``calendar``, the sentence."""
    found = []
    numbers = _data()["said"]["calendar_numbers"]
    for text in texts:
        for said in _SENTENCE.findall(text):
            folded = fold(said)
            if not _pattern("said", "closing").search(folded):
                continue
            found += [(days, "working", said.strip()) for days in response_days(folded)]
            for hit in _pattern("said", "calendar").finditer(folded):
                days = hit.group(1)
                found.append((int(numbers.get(days) or days), "calendar", said.strip()))
    return found


# ------------------------------------------------------------------ data


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "rights.toml").read_text("utf-8"))


@cache
def _pattern(table: str, name: str) -> re.Pattern[str]:
    return re.compile(_data()[table][name])


def _found(name: str, text: str) -> str:
    found = _pattern("said", name).search(text)
    return found.group() if found else ""


def _words_of(element: Element) -> str:
    return fold(element.name or element.text or "")


def _is_short(element: Element) -> bool:
    return len(_words_of(element)) <= int(_data()["most_entry"])


def _says(screen: Screen, element: Element, table: str, name: str, most: str) -> bool:
    words = spoken(screen, element)
    return len(words) <= int(_data()[most]) and _pattern(table, name).search(words) is not None


def _button(screen: Screen, meaning: str) -> Element | None:
    """The button whose whole words have a meaning: the last one, for a box lies over its screen."""
    found = None
    for element in own_part(screen).shown():
        words = _words_of(element)
        if element.href or len(words) > int(_data()["most_button"]) or element.role == "heading":
            continue
        if _pattern("buttons", meaning).fullmatch(words) is None:
            continue
        if clickable_of(screen, element) is not None:
            found = element
    return found
