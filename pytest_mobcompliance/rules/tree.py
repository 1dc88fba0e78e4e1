"""Questions about where elements stand, answered for all of them in one pass."""

from __future__ import annotations

from collections.abc import Callable

from ..screen import Box, Element, Platform, Screen

LAYERS = frozenset({"dialog", "alertdialog", "alert", "navigation", "banner", "contentinfo", "tablist"})
"""Roles of what lies over the page on purpose: dialogs, and bars that stay while the page scrolls."""
SCRIM = "touch_outside"
"""Id of what lies behind a sheet of Android's own library; that readers pass over it, no tree tells."""


def nearest_around(screen: Screen, wanted: Callable[[Element], bool]) -> dict[str, Element | None]:
    """Return, for each element, the nearest element around it that is wanted.

    One pass in document order: walking upwards from each would take the square of the depth.
    """
    around: dict[str, Element | None] = {}
    for element in screen.elements:
        parent = screen.index.get(element.parent) if element.parent is not None else None
        if parent is None:
            around[element.id] = None
        else:
            around[element.id] = parent if wanted(parent) else around.get(parent.id)
    return around


def speaking_inside(screen: Screen) -> set[str]:
    """Return the ids of elements with something shown below them that has a name or a text for a reader."""
    speaking: set[str] = set()
    for element in reversed(screen.elements):
        if element.parent is None or element.visible is False or element.reader_hidden:
            continue
        if element.id in speaking or said(element):
            speaking.add(element.parent)
    return speaking


def last_inside(screen: Screen) -> tuple[dict[str, int], dict[str, int]]:
    """Return each element's place in the document, and the place of the last element inside it."""
    place = {element.id: number for number, element in enumerate(screen.elements)}
    last = dict(place)
    for element in reversed(screen.elements):
        if element.parent in last:
            last[element.parent] = max(last[element.parent], last[element.id])
    return place, last


def whole(element: Element) -> Box | None:
    """Return the whole box where known, else the visible part: in dp; in px where no density is known."""
    return element.full_bounds_dp or element.bounds_dp or element.full_bounds or element.bounds


def union(one: Box, other: Box) -> Box:
    """Return the box around both."""
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def is_native(screen: Screen) -> bool:
    """Tell whether the tree is a phone's: it holds what lies in view, and no roles that an author wrote."""
    return screen.platform is not Platform.WEB


def own_id(element: Element) -> str:
    """Return the element's id without the package that Android puts before it (``cn.example:id/pay``)."""
    return (element.resource_id or "").rpartition(":id/")[2]


def said(element: Element) -> bool:
    """Tell whether the element has a name or a text of its own that is more than blanks."""
    return bool((element.name and element.name.strip()) or (element.text and element.text.strip()))


def ornament(element: Element) -> bool:
    """Tell whether the text is a glyph that says nothing, hidden from readers on purpose: an arrow."""
    return bool(element.reader_hidden) and not any(letter.isalnum() for letter in element.text or "")
