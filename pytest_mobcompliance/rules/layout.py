"""Text and pages that do not fit."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from heapq import heappop, heappush

from ..findings import Verdict
from ..screen import Box, Element, Screen
from .model import Judgement, Limits
from .tree import is_native, last_inside, nearest_around

_PAGE_ROUNDING = 1.0
"""dp"""
_TOUCHING = 2.0
"""dp; boxes of lines reach a little over what is drawn."""
_LAYERS = frozenset({"dialog", "alertdialog", "alert", "navigation", "banner", "contentinfo", "tablist"})
"""Roles of what lies over the page on purpose: dialogs, and bars that stay while the page scrolls."""
_OVER = 0.5
"""Share of the smaller of two boxes from which on one lies over the other on purpose (toast, sheet)."""
_IN_LINES = frozenset({"a", "span", "em", "strong", "b", "i", "u", "small", "code", "label", "text"})


def page_overflow(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether the page is wider than the screen, in dp, so that it must be moved sideways to be read."""
    if screen.page_size_dp is None or not screen.density:
        return
    laid_out = screen.settings.get("layout_width")
    width = screen.size[0] / screen.density
    if isinstance(laid_out, int | float) and laid_out > 0:
        width = min(width, float(laid_out))  # a browser zooms out when a page is too wide
    wide = screen.page_size_dp[0] > width + _PAGE_ROUNDING
    yield Judgement(
        element=None,
        verdict=Verdict.VIOLATED if wide else Verdict.SATISFIED,
        measured=round(screen.page_size_dp[0], 2),
        required=round(width, 2),
        reason="page-too-wide" if wide else "",
    )


def text_cut(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether text runs out of its box and the rest is hidden; text of which that is unknown is left out."""
    for element in screen.shown():
        if element.text and element.text_cut is not None:
            yield Judgement(
                element=element,
                verdict=Verdict.VIOLATED if element.text_cut else Verdict.SATISFIED,
                reason="text-cut" if element.text_cut else "",
            )


def text_overlap(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether one text lies on another, by more than 2 dp in both directions.

    On a phone, what lies over the screen on purpose is left out: other windows, sheets, toasts, badges.
    """
    placed = [
        (box, element)
        for element in screen.shown()
        if element.text
        and not element.reader_hidden
        and (box := element.bounds_dp) is not None
        and box[2] - box[0] > _TOUCHING
        and box[3] - box[1] > _TOUCHING
    ]
    hits = _overlaps(screen, placed)
    for _, element in placed:
        other, depth = hits.get(element.id, (None, 0.0))
        yield Judgement(
            element=element,
            verdict=Verdict.SATISFIED if other is None else Verdict.VIOLATED,
            measured=round(depth, 2),
            required=0,
            reason="" if other is None else "text-overlap",
            values={} if other is None else {"other": other.label},
        )


def _overlaps(screen: Screen, placed: list[tuple[Box, Element]]) -> dict[str, tuple[Element, float]]:
    """For each text that begins on an earlier one: that one, and by how many dp.

    A line sweeps from top to bottom; the texts it crosses are kept in the order of their left edges.
    """
    native = is_native(screen)
    place, last = last_inside(screen)
    layer = nearest_around(screen, lambda element: element.role in _LAYERS)
    order = sorted(range(len(placed)), key=lambda n: placed[n][0][1])
    crossed: list[tuple[float, int]] = []
    ending: list[tuple[float, int]] = []
    widest = max((box[2] - box[0] for box, _ in placed), default=0.0)
    found: dict[str, tuple[Element, float]] = {}
    for number in order:
        box, element = placed[number]
        while ending and ending[0][0] <= box[1] + _TOUCHING:
            gone = heappop(ending)[1]
            del crossed[bisect_left(crossed, (placed[gone][0][0], gone))]
        at = bisect_left(crossed, (box[2] - _TOUCHING, -1))
        while at > 0 and crossed[at - 1][0] > box[0] - widest:
            at -= 1
            other_box, other = placed[crossed[at][1]]
            depth = _depth(box, other_box)
            if depth > _TOUCHING and layer[element.id] is layer[other.id]:
                nested = place[element.id] <= place[other.id] <= last[element.id] or (
                    place[other.id] <= place[element.id] <= last[other.id]
                )
                over = native and _is_layered(screen, element, other)
                if not nested and not over and not _one_paragraph(element, other):
                    found[element.id] = (other, depth)
                    break
        insort(crossed, (box[0], number))
        heappush(ending, (box[3], number))
    return found


def _is_layered(screen: Screen, one: Element, other: Element) -> bool:
    """Tell whether two texts of a phone's screen lie in containers that lie over each other.

    A phone's tree has no roles for layers; windows, sheets and toasts show by their boxes: the two branches
    in which the texts stand cover each other, not just the texts.
    """
    above = [other, *screen.ancestors(other)]
    places = {each.id: number for number, each in enumerate(above)}
    branch = one
    for around in screen.ancestors(one):
        if around.id in places:
            across = above[places[around.id] - 1]
            if branch is one and across is other:
                return False  # neighbours in one container
            return _share(branch, across) >= _OVER
        branch = around
    return True  # two windows


def _share(one: Element, other: Element) -> float:
    """Of the smaller box, the share that the other covers; boxes that are not known cover all."""
    a, b = one.bounds_dp, other.bounds_dp
    if a is None or b is None:
        return 1.0
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b))
    return width * height / smaller if width > 0 and height > 0 and smaller > 0 else 0.0


def _depth(one: Box, other: Box) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    return min(across, min(one[3], other[3]) - max(one[1], other[1]))


def _one_paragraph(one: Element, other: Element) -> bool:
    """Pieces of one running text: the box around a piece that wraps holds its neighbours too."""
    return (
        one.parent == other.parent
        and max(one.line_count or 1, other.line_count or 1) > 1
        and (one.class_name or "").casefold() in _IN_LINES
        and (other.class_name or "").casefold() in _IN_LINES
    )
