"""What lies in or under another thing to tap, and in which order a reader comes to what is operated."""

from __future__ import annotations

from collections.abc import Iterator

from ..findings import Verdict
from ..recognise.text import spoken
from ..screen import Box, Element, Screen
from .model import Judgement, Limits
from .size import WITH_LABEL
from .tree import LAYERS, SCRIM, is_native, last_inside, nearest_around, own_id, said, union, whole

_TOUCHING = 2.0
"""dp; neighbours may overlap by rounding and shadows."""
_ONE_ROW = 0.5
"""Share of the lower of two heights from which on two boxes stand in one row."""
_CLOSED = frozenset({"button", "checkbox", "radio", "switch", "tab", "slider", "option", "menuitem"})
"""Roles whose inside readers do not enter (WAI-ARIA 1.2, children presentational; menu items like them)."""
_OPERATED = _CLOSED | {"link", "textbox", "searchbox", "combobox", "spinbutton"}
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"})
"""Languages written from right to left, as in locales (``iw``: Android's old code of Hebrew)."""


def _operated(screen: Screen) -> Iterator[Element]:
    """What is tapped, by itself or in a sentence: shown, enabled, heard by readers, with a box."""
    for element in screen.shown():
        if not element.clickable or element.enabled is False or element.reader_hidden:
            continue
        box = whole(element)
        if box is not None and box[2] > box[0] and box[3] > box[1] and own_id(element) != SCRIM:
            yield element


# ------------------------------------------------------------------ one on the other


def duplicate_bounds(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether two things to tap have the same box, so that a finger never reaches one of them.

    On a page, a tap inside something goes on to what is around it: only neighbours count there.
    """
    native = is_native(screen)
    place, last = last_inside(screen)
    layer = nearest_around(screen, lambda element: element.role in LAYERS)
    there: dict[tuple[object, ...], Element] = {}
    for element in _operated(screen):
        over = layer[element.id]
        key = (element.frame, over.id if over is not None else "", *_whole_px(element))
        under = there.get(key)
        there[key] = element
        if under is None or (under.role in WITH_LABEL or element.role in WITH_LABEL):
            yield Judgement(element=element, verdict=Verdict.SATISFIED)
            continue
        nested = place[under.id] < place[element.id] <= last[under.id]
        if nested and not native:
            yield Judgement(element=element, verdict=Verdict.SATISFIED)
            continue
        verdict, reason = _one_box(screen, under, element, nested)
        yield Judgement(element=element, verdict=verdict, reason=reason, values={"other": under.label})


def _whole_px(element: Element) -> Box:
    left, top, right, bottom = element.full_bounds or element.bounds or whole(element) or (0, 0, 0, 0)
    return round(left), round(top), round(right), round(bottom)


def _one_box(screen: Screen, under: Element, element: Element, nested: bool) -> tuple[Verdict, str]:
    if element.in_webview:
        return Verdict.NEEDS_REVIEW, "in-webview"
    if element.clipped or under.clipped:
        return Verdict.NEEDS_REVIEW, "clipped"
    if nested:
        return Verdict.NEEDS_REVIEW, "same-bounds"  # a row and all that is in it
    one, other = spoken(screen, under), spoken(screen, element)
    if not one or not other or one == other:
        return Verdict.NEEDS_REVIEW, "same-bounds"  # a catcher of taps over a field
    return Verdict.VIOLATED, "same-bounds"


def nested_clickable(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether something to operate lies inside another: readers may not get to it.

    On a page, inside what readers do not enter it is lost; in a link, its tap is the link's. On a phone, a
    row with words of its own and a control beside them are two stops; without words of its own, the row says
    what its only control says.
    """
    native = is_native(screen)
    around = nearest_around(screen, lambda element: bool(element.clickable) and element.enabled is not False)
    pairs = [
        (element, outer)
        for element in _operated(screen)
        if (outer := around[element.id]) is not None and outer.role != "webview"
    ]
    inside: dict[str, int] = {}
    for _, outer in pairs:
        inside[outer.id] = inside.get(outer.id, 0) + 1
    speaking = _words_of_its_own(screen) if native else set()
    for element, outer in pairs:
        if native:
            carried = outer.id in speaking or element.role in WITH_LABEL or inside[outer.id] > 1
            verdict = Verdict.SATISFIED if carried or not said(element) else Verdict.NEEDS_REVIEW
        else:
            verdict = _in_page(element, outer)
        yield Judgement(
            element=element,
            verdict=verdict,
            reason="" if verdict is Verdict.SATISFIED else "nested-control",
            values={"other": outer.label},
        )


def _in_page(element: Element, outer: Element) -> Verdict:
    if not element.focusable or element.role not in _OPERATED or outer.class_name == "label":
        return Verdict.SATISFIED
    if outer.role in _CLOSED:
        return Verdict.VIOLATED
    return Verdict.NEEDS_REVIEW if outer.role == "link" else Verdict.SATISFIED


def _words_of_its_own(screen: Screen) -> set[str]:
    """Ids of what says something without the things to tap inside it."""
    speaking: set[str] = set()
    for element in reversed(screen.elements):
        if element.visible is False:
            continue
        if said(element):
            speaking.add(element.id)
        if element.id in speaking and not element.clickable and element.parent is not None:
            speaking.add(element.parent)
    return speaking


# ------------------------------------------------------------------ order


def focus_order(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether readers come to things as the eye does: rows from top to bottom, in a row along the script.

    Neighbours in the tree are compared by the boxes around all that is operated in them; what overlaps, and
    columns side by side, have no clear order. Bars, dialogs and a phone's windows stand apart.
    """
    native = is_native(screen)
    reach, first = _reach(screen)
    root = screen.elements[0].id if screen.elements else ""
    leftwards = (screen.locale or "").replace("_", "-").split("-")[0].casefold() in _RIGHT_TO_LEFT
    before: dict[str, str] = {}
    for element in screen.elements:
        parent = element.parent
        if element.id not in reach or parent is None or element.role in LAYERS:
            continue
        previous = before.get(parent)
        before[parent] = element.id
        if previous is None or (native and parent == root):
            continue
        late = _comes_before(reach[element.id], reach[previous], leftwards)
        yield Judgement(
            element=first[element.id],
            verdict=Verdict.NEEDS_REVIEW if late else Verdict.SATISFIED,
            reason="against-the-eye" if late else "",
            values={"other": first[previous].label} if late else {},
        )


def _reach(screen: Screen) -> tuple[dict[str, Box], dict[str, Element]]:
    """For each element with something operated in it: the box around all of that, and the first of it.

    What is operated counts as one, with all that lies inside; bars and dialogs are not handed on.
    """
    reach: dict[str, Box] = {}
    first: dict[str, Element] = {}
    operated = {element.id for element in _operated(screen) if not element.inline}
    for element in reversed(screen.elements):
        box = whole(element)
        if element.id in operated and box is not None:
            reach[element.id], first[element.id] = box, element
        if element.id not in reach or element.parent is None or element.role in LAYERS:
            continue
        inner, known = reach[element.id], reach.get(element.parent)
        reach[element.parent] = inner if known is None else union(inner, known)
        first[element.parent] = first[element.id]
    return reach, first


def _comes_before(one: Box, other: Box, leftwards: bool) -> bool:
    """Tell whether a reader's eye clearly meets the first box before the second."""
    if leftwards:
        one, other = (-one[2], one[1], -one[0], one[3]), (-other[2], other[1], -other[0], other[3])
    common = min(one[3], other[3]) - max(one[1], other[1])
    if common >= _ONE_ROW * min(one[3] - one[1], other[3] - other[1]):
        return one[2] <= other[0] + _TOUCHING
    return one[3] <= other[1] + _TOUCHING and one[0] < other[2] - _TOUCHING
