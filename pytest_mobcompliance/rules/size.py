"""How large what is tapped must be."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from ..findings import Verdict
from ..recognise.text import fold
from ..screen import Box, Element, Screen
from .floating import closes, floats
from .model import Judgement, Limits
from .tree import is_native, nearest_around

_ROUNDING = 0.5
"""dp; layout rounds to whole device px."""
_EDGE = 1.0
"""px; layout rounds to whole ones."""
WITH_LABEL = frozenset({"checkbox", "radio", "switch"})
_GAP = 8.0
"""dp between a checkbox and the label beside it."""
_NEIGHBOURS = 8
"""Elements of one name that are looked at on each side, for finding the label of a checkbox."""


def target_size(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Width and height in dp of everything that can be tapped; the smaller one decides.

    Not judged: links inside sentences, disabled elements, and what lies inside a larger thing to tap.
    From ``certain`` up to ``min`` the profile's standard has exceptions that a machine cannot see. Across an
    edge of a phone's screen that the target touches, ``edge`` stands in for ``min`` where the profile has it.
    What closes a floating window needs no more in elderly mode than else.
    """
    taps = Taps(screen)
    for element in targets(screen):
        size = taps.size(element)
        if size is None:
            yield Judgement(element=element, verdict=Verdict.NOT_VERIFIED, reason="unknown-density")
            continue
        width, height = size
        if width <= 0 or height <= 0:
            continue  # nothing to tap: a field that the page hides behind a drawn one
        smaller, least = min(zip(size, _least(screen, element, limits), strict=True), key=_over)
        verdict, reason = judge_size(element, smaller, {**limits, "min": least})
        yield Judgement(
            element=element,
            verdict=verdict,
            measured=round(smaller, 2),
            required=least,
            reason=reason,
            values={"width": round(width, 2), "height": round(height, 2)},
        )


def targets(screen: Screen) -> Iterator[Element]:
    """What can be tapped by itself: enabled, not part of a sentence, not inside a larger thing to tap."""
    around = nearest_around(screen, _tappable)
    for element in screen.shown():
        if around[element.id] is None and _tappable(element):
            if element.inline or element.enabled is False:
                continue
            yield element


def _over(pair: tuple[float, float]) -> float:
    """How far a length goes beyond what is asked of it; the side that decides has the least."""
    return pair[0] - pair[1]


def _least(screen: Screen, element: Element, limits: Limits) -> tuple[float, float]:
    """Least width and height: a finger that comes over the edge of the screen needs less."""
    least, box = limits["min"], element.bounds
    if (
        limits.get("normal", least) < least
        and closes(element)
        and any(map(floats, screen.ancestors(element)))
    ):
        least = limits["normal"]  # the 60 of elderly mode is asked of main components, 44 of what closes
    if "edge" not in limits or box is None or not is_native(screen):
        return least, least
    at_edge = (box[side] <= _EDGE or box[side + 2] >= screen.size[side] - _EDGE for side in (0, 1))
    width, height = (limits["edge"] if at else least for at in at_edge)
    return width, height


def judge_size(element: Element, smaller: float, limits: Limits) -> tuple[Verdict, str]:
    """Verdict and reason for a length in dp by ``min`` and ``certain``; what may be hidden needs review."""
    if element.in_webview:
        return Verdict.NEEDS_REVIEW, "in-webview"  # seen from outside: boxes may be zoomed or moved
    least = limits["min"]
    if smaller + _ROUNDING >= least:
        return Verdict.SATISFIED, ""
    if element.clipped and element.full_bounds is None and element.full_bounds_dp is None:
        return Verdict.NEEDS_REVIEW, "clipped"
    if smaller + _ROUNDING >= limits.get("certain", least):
        return Verdict.NEEDS_REVIEW, "standard-has-exceptions"
    return Verdict.VIOLATED, "too-small"


def _tappable(element: Element) -> bool:
    return bool(element.clickable) and element.visible is not False


class Taps:
    """Where a tap on an element may land: the element, or its label if that is larger."""

    def __init__(self, screen: Screen) -> None:
        self._place: dict[str, int] = {}
        self._named: dict[str, list[tuple[int, Element]]] = {}
        for number, element in enumerate(screen.elements):
            if _tappable(element):
                self._place[element.id] = number
                self._named.setdefault(spoken_name(element), []).append((number, element))

    def size(self, element: Element) -> tuple[float, float] | None:
        own = element.size_dp
        box = element.full_bounds_dp or element.bounds_dp
        if own is None or box is None:
            return None
        best = own
        if (element.role in WITH_LABEL or element.class_name == "label") and (name := spoken_name(element)):
            alike = self._named.get(name, [])
            at = bisect_left(alike, self._place[element.id], key=lambda pair: pair[0])
            for _, other in alike[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS]:
                other_box = other.full_bounds_dp or other.bounds_dp
                if other_box is not None and _beside(box, other_box):
                    best = max(best, (other_box[2] - other_box[0], other_box[3] - other_box[1]), key=min)
        return best


def spoken_name(element: Element) -> str:
    """Return the name or text of the element itself, folded."""
    return fold(element.name or element.text or "")


def _beside(one: Box, other: Box) -> bool:
    """Overlapping, or next to each other with the usual gap between a box and its label."""
    return (
        one[0] < other[2] + _GAP
        and other[0] < one[2] + _GAP
        and one[1] < other[3] + _GAP
        and other[1] < one[3] + _GAP
    )
