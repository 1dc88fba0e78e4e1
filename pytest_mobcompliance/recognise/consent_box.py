"""Finds the step in which an app asks for consent to one thing, such as a face, or data for a partner."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ..screen import Element, Screen
from .own import own_part
from .text import clickable_of, fold

_BOXES = frozenset({"checkbox", "radio", "switch"})
_FIELDS = frozenset({"textbox", "searchbox", "combobox"})

_DIALOGS = frozenset({"dialog", "alertdialog"})
_WHOLE = 0.85
"""Share of width and of height that a page takes: bars of the system take the rest."""
_STAYS = 0.5
"""Share of the words of a screen that may stay on the page after it: titles, bars."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentBox:
    """What came up after a tap and can be agreed to. Texts as they stand."""

    text: str
    agree: Element
    decline: Element | None
    preticked: tuple[Element, ...]
    """Boxes in it that are ticked from the start."""
    is_page: bool = False
    """It took the place of the screen before, so that Back is a way to refuse (TC260-PG-20202A, 3.1)."""

    def names(self, data: str) -> bool:
        """Tell whether it names ``face``, ``id_photo`` or ``location``."""
        return names_data(data, self.text)

    @property
    def purpose(self) -> str:
        """What it says that the data are for, folded; empty when it does not."""
        return purpose_in(self.text)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of data that it says are given away, folded, each once."""
        text = fold(self.text)
        if _pattern("words", "given").search(text) is None:
            return ()
        return tuple(dict.fromkeys(hit.group() for hit in _pattern("words", "kinds").finditer(text)))


def recognise_consent(before: Screen, after: Screen) -> ConsentBox | None:
    """Return what came up between two looks and can be agreed to: a box, or a page of its own.

    Only what is new counts, so that buttons of the screen below answer nothing. A form is no such step.
    """
    old = {_key(element) for element in own_part(before).shown()}
    new = [element for element in own_part(after).shown() if _key(element) not in old]
    if any(element.editable or element.role in _FIELDS for element in new):
        return None
    agree, decline = (_button(after, new, meaning) for meaning in ("agree", "decline"))
    if agree is None:
        return None
    return ConsentBox(
        text="\n".join(element.text or element.name or "" for element in new if element.text or element.name),
        agree=agree,
        decline=decline,
        preticked=tuple(element for element in new if element.role in _BOXES and element.checked is True),
        is_page=_is_page(before, after, new),
    )


def names_data(data: str, text: str) -> bool:
    """Tell whether a text names ``face``, ``id_photo`` or ``location``."""
    return _pattern("data", data).search(fold(text)) is not None


def taking(data: str, before: Screen, after: Screen) -> str:
    """Return new words by which a ``face`` or an ``id_photo`` is being taken; empty for none."""
    old = {_key(element) for element in own_part(before).shown()}
    for element in own_part(after).shown():
        words = fold(element.text or element.name or "")
        if _key(element) not in old and data in _data()["taking"] and _pattern("taking", data).search(words):
            return words
    return ""


def purpose_in(text: str) -> str:
    """Return what a text says that something is for, folded; empty when it does not."""
    found = _pattern("words", "purpose").search(fold(text))
    return found.group() if found else ""


def _is_page(before: Screen, after: Screen, new: list[Element]) -> bool:
    """Whether most of what was said before is gone, and what is there now is no window over a part of it.

    A dialog of its own window hides the screen below from the tree, and is told by its size.
    """
    if any(element.role in _DIALOGS for element in new):
        return False
    said = {_key(element) for element in own_part(before).shown() if element.text or element.name}
    shown = list(own_part(after).shown())
    stays = len(said & {_key(element) for element in shown})
    boxes = [element.bounds for element in shown if element.bounds is not None]
    width, height = after.size
    whole = not boxes or any(
        right - left >= _WHOLE * width and bottom - top >= _WHOLE * height
        for left, top, right, bottom in boxes
    )
    return whole and stays <= len(said) * _STAYS


def _key(element: Element) -> tuple[object, ...]:
    """What tells that an element was there before: words, and what it is found by."""
    return element.resource_id, element.role, element.text, element.name


def _button(screen: Screen, among: list[Element], meaning: str) -> Element | None:
    """The first of the new elements whose whole words have a meaning and that can be tapped."""
    for element in among:
        words = fold(element.text or element.name or "")
        if not words or len(words) > int(_data()["most_button"]) or element.role in _BOXES | {"heading"}:
            continue
        if _meaning(words) == meaning and clickable_of(screen, element) is not None:
            return element
    return None


def _meaning(words: str) -> str:
    return next((name for name in ("decline", "agree") if _pattern("buttons", name).fullmatch(words)), "")


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "consent_box.toml").read_text("utf-8"))


@cache
def _pattern(table: str, name: str) -> re.Pattern[str]:
    return re.compile(_data()[table][name])
