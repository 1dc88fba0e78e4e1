"""Finds on a captured screen what a locator means, what scrolls, and whether two captures show the same."""

from __future__ import annotations

import re

from ..recognise import TOAST, fold
from ..screen import Box, Element, Screen
from ..settings import Locator

SIDEWAYS = re.compile(r"Horizontal|ViewPager|SeekBar|Slider|Carousel|PageIndicator|Switch")
"""In class names: what scrolls, but not up and down."""
LEAST_SHARE = 0.2
"""Of the screen's area, so that a list is its main one."""
_NUMBERS = re.compile(r"\d+")


def match(screen: Screen, locator: Locator) -> Element | None:
    """Return the first visible element that a locator means.

    Ids match with or without their package, texts and spoken names folded, classes by whole or last name.
    Only an id with its package finds what is not the app's: keyboards and bars say the same words. A toast,
    which the system draws for the app and which has no place in the tree, is found by its class.
    """
    if is_toast(locator):
        return next((each for each in screen.shown() if each.class_name == TOAST), None)
    wanted = fold(locator.value)
    anywhere = not screen.package or (locator.strategy == "id" and ":" in locator.value)
    for element in screen.shown():
        own = anywhere or not element.package or element.package == screen.package
        if own and element.bounds is not None and _is_meant(element, locator, wanted):
            return element
    return None


def is_toast(locator: Locator) -> bool:
    """Tell whether a locator means the toast that shows: drivers list it in their page source only."""
    return locator.strategy == "class" and locator.value == TOAST


def _is_meant(element: Element, locator: Locator, folded: str) -> bool:
    value = locator.value
    if locator.strategy == "id":
        own = element.resource_id or ""
        return own == value or own.rpartition(":id/")[2] == value
    if locator.strategy == "text":
        if element.editable and element.hint and fold(element.hint) == folded:
            return True  # by its hint a field is known, whatever it holds by now
        return fold(element.text or element.name or "") == folded
    if locator.strategy == "accessibility_id":
        return bool(element.name) and fold(element.name or "") == folded
    if locator.strategy == "class":
        own = element.class_name or ""
        return own == value or own.rpartition(".")[2] == value
    return False


def said(screen: Screen, element: Element) -> str:
    """The element's own text or name, else the texts inside it."""
    own = element.text or element.name
    if own:
        return own.strip()
    return " ".join(part.text for part in screen.subtree(element) if part.text).strip()


def main_scroller(screen: Screen, package: str) -> Element | None:
    """Return the largest part of the app that scrolls up and down, None when nothing much does."""
    found: tuple[float, Element | None] = (screen.size[0] * screen.size[1] * LEAST_SHARE, None)
    for element in screen.shown():
        if not element.scrollable or element.bounds is None or element.package not in (None, package):
            continue
        if SIDEWAYS.search(element.class_name or ""):
            continue
        size = area(element.bounds)
        if size > found[0]:
            found = (size, element)
    return found[1]


def area(box: Box) -> float:
    """Area of a box; 0 for an empty one."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def same(one: Screen, other: Screen, *, numbers: bool = False) -> bool:
    """Tell whether two captures show the same; what the system draws and toasts do not count.

    :param numbers: digits count too. Clocks and counters change by themselves; rows of a list may differ in
        nothing else.
    """
    return _state(one, numbers) == _state(other, numbers)


def _state(screen: Screen, numbers: bool) -> list[tuple[object, ...]]:
    def words(text: str | None) -> str:
        return (text or "") if numbers else _NUMBERS.sub("0", text or "")

    return [
        (
            element.class_name,
            element.bounds,
            words(element.text),
            words(element.name),
            element.checked,
            element.selected,
        )
        for element in screen.elements
        if element.class_name != TOAST and element.package != "com.android.systemui"
    ]
