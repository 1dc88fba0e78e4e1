"""The digit keys that an app draws itself, found from the elements of a screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ..screen import Element, Screen
from .text import fold

DIGITS = "0123456789"
_BULLETS = frozenset("●•∙⚫⬤*＊·・")
"""Characters that stand for one that was typed, filled: an empty place is drawn as ``○``."""


def digit_keys(screen: Screen) -> Mapping[str, Element]:
    """Return the app's own keys by digit; empty unless each of the ten is there exactly once.

    A key is a place that says one digit and nothing else. The phone's keyboard belongs to another package.
    Where a key is a box around its words, the words count.
    """
    found: dict[str, Element] = {}
    for element in screen.shown():
        digit = fold(element.text or element.name or "")
        if len(digit) != 1 or digit not in DIGITS or element.bounds is None or _is_others(screen, element):
            continue
        known = found.get(digit)
        if known is not None and known not in screen.ancestors(element):
            return {}
        found[digit] = element
    return found if len(found) == len(DIGITS) else {}


def key_order(keys: Mapping[str, Element]) -> str:
    """Return the digits as they are read: line by line, each from the left."""
    return "".join(sorted(keys, key=lambda digit: _place(keys[digit])))


def texts_beside_keys(screen: Screen) -> Counter[str]:
    """Count the app's texts that stand on none of its keys."""
    keys = {key.id for key in digit_keys(screen).values()}
    return Counter(
        element.text
        for element in screen.shown()
        if element.text and element.id not in keys and not _is_others(screen, element)
    )


def bullets(text: str) -> int:
    """Count the characters that stand for one that was typed."""
    return sum(character in _BULLETS for character in text)


def _place(key: Element) -> tuple[float, float]:
    assert key.bounds is not None
    return key.bounds[1], key.bounds[0]


def _is_others(screen: Screen, element: Element) -> bool:
    return bool(screen.package and element.package and element.package != screen.package)
