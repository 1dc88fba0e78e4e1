"""Text and pages that do not fit."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

from ..findings import Verdict
from ..screen import Box, Element, Screen
from ..screen.fit import Fit
from ..screen.measured import Measured
from .model import Judgement, Limits
from .pixels import Doubt, doubts, each_measured
from .tree import LAYERS, is_native, last_inside, nearest_around

_PAGE_ROUNDING = 1.0
"""dp"""
_TOUCHING = 2.0
"""dp; boxes of lines reach a little over what is drawn."""
_OVER = 0.5
"""Share of the smaller of two boxes from which on one lies over the other on purpose (toast, sheet)."""
_LEADING = 1.1
"""Height of a line by its em, at least."""
_SMALL = 14.0
"""dp of usual text on phones (Material's body); smaller text may seem to meet that does not."""
_LARGE = 24.0
"""dp of a headline; a box that is wider by the em has room beside its text."""
_LATIN = 0.55
"""em that a Latin letter or digit takes on average; a Chinese character takes one."""
_WIDE_FROM = 0x2E80
"""The first code point of Chinese radicals; what follows is as wide as an em."""
_ENOUGH = 100
"""Texts that are looked at to find one that a text surely meets, once it may meet one: so many lie on no real
screen, and a person looks at it anyway."""
_IN_LINES = frozenset({"a", "span", "em", "strong", "b", "i", "u", "small", "code", "label", "text"})


def page_overflow(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether the page is wider than the screen, in dp, so that it must be moved sideways to be read."""
    width = screen.laid_out_dp
    if screen.page_size_dp is None or width is None:
        return
    wide = screen.page_size_dp[0] > width + _PAGE_ROUNDING
    yield Judgement(
        element=None,
        verdict=Verdict.VIOLATED if wide else Verdict.SATISFIED,
        measured=round(screen.page_size_dp[0], 2),
        required=round(width, 2),
        reason="page-too-wide" if wide else "",
    )


def text_cut(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether text runs out of its box and the rest is hidden; text of which that is unknown is left out.

    On phones the picture tells, but not of what users type: a field scrolls. What is scrolled out in part is
    left out, too, unless all of its text shows. An ellipsis at usual text size is an everyday matter, for a
    person to judge; with enlarged text it takes away what could be read before, unless a row around it is
    tapped to see the whole.
    """
    silent: list[Element] = []
    for element in screen.shown():
        if element.text and element.text_cut is not None:
            yield _by_style(screen, element)
        elif element.text and not element.editable:
            silent.append(element)
    if not is_native(screen):
        return
    doubt = doubts(screen)
    yield from each_measured(
        screen, silent, Measured.fit, lambda element, fit: _by_fit(screen, element, fit, doubt)
    )


def _by_style(screen: Screen, element: Element) -> Judgement:
    if not element.text_cut:
        return Judgement(element=element, verdict=Verdict.SATISFIED)
    if element.text_ellipsis and not _lost_by_enlarging(screen, element):
        return Judgement(element=element, verdict=Verdict.NEEDS_REVIEW, reason="ellipsis")
    return Judgement(element=element, verdict=Verdict.VIOLATED, reason="text-cut")


def _by_fit(screen: Screen, element: Element, fit: Fit, doubt: Doubt) -> Judgement | None:
    if element.clipped and (fit.cut or fit.reason):
        return None
    verdict, values = Verdict.NEEDS_REVIEW, {} if fit.missing is None else {"missing": fit.missing}
    if not fit.cut and not fit.reason:
        verdict, reason = Verdict.SATISFIED, ""
    elif fit.reason:
        reason = fit.reason
    elif not (reason := doubt(element)):
        reason = "ellipsis" if fit.cut == "ellipsis" else "may-be-cut"
        if fit.sure and (fit.cut != "ellipsis" or _lost_by_enlarging(screen, element)):
            verdict, reason = Verdict.VIOLATED, "text-cut"
    return Judgement(element=element, verdict=verdict, reason=reason, values=values)


def _lost_by_enlarging(screen: Screen, element: Element) -> bool:
    """Tell whether an ellipsis hides text of a screen with enlarged text, and no row around it opens it."""
    rows = any(around.clickable for around in screen.ancestors(element))
    return (screen.font_scale or 1.0) > 1 and (element.clickable is True or not rows)


def text_overlap(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether one text lies on another, by more than 2 dp in both directions.

    On a phone, what lies over the screen on purpose is left out: other windows, sheets, toasts, badges. Its
    boxes hold empty room beside the text: there only texts that meet wherever they stand in their boxes are
    violated; the others that may meet are for a person to look at.
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
        hit = hits.get(element.id)
        yield Judgement(
            element=element,
            verdict=Verdict.SATISFIED if hit is None else hit.verdict,
            measured=0.0 if hit is None else round(hit.depth, 2),
            required=0,
            reason="" if hit is None else hit.reason,
            values={} if hit is None else {"other": hit.other.label},
        )


@dataclass(frozen=True, slots=True)
class _Hit:
    """A text that lies, or may lie, on another one, by ``depth`` dp."""

    other: Element
    depth: float
    verdict: Verdict = Verdict.VIOLATED
    reason: str = "text-overlap"


def _overlaps(screen: Screen, placed: list[tuple[Box, Element]]) -> dict[str, _Hit]:
    """For each text that begins on an earlier one: that one, and by how many dp.

    A line sweeps from top to bottom; the texts it crosses are kept in the order of their left edges.
    """
    native = is_native(screen)
    place, last = last_inside(screen)
    layer = nearest_around(screen, lambda element: element.role in LAYERS)
    order = sorted(range(len(placed)), key=lambda n: placed[n][0][1])
    crossed: list[tuple[float, int]] = []
    ending: list[tuple[float, int]] = []
    widest = max((box[2] - box[0] for box, _ in placed), default=0.0)
    found: dict[str, _Hit] = {}
    spread = [_spread(element) for _, element in placed]
    for number in order:
        box, element = placed[number]
        while ending and ending[0][0] <= box[1] + _TOUCHING:
            gone = heappop(ending)[1]
            del crossed[bisect_left(crossed, (placed[gone][0][0], gone))]
        at = bisect_left(crossed, (box[2] - _TOUCHING, -1))
        more = _ENOUGH
        while more and at > 0 and crossed[at - 1][0] > box[0] - widest:
            at -= 1
            other_box, other = placed[crossed[at][1]]
            depth = _depth(box, other_box)
            if depth > _TOUCHING and layer[element.id] is layer[other.id]:
                one, two = spread[number], spread[crossed[at][1]]
                may = element.id in found
                more -= may
                if may and _least(one, two) <= _TOUCHING:
                    continue
                nested = place[element.id] <= place[other.id] <= last[element.id] or (
                    place[other.id] <= place[element.id] <= last[other.id]
                )
                over = native and _is_layered(screen, element, other)
                if not nested and not over and not _one_paragraph(element, other):
                    hit = _met_inside(one, two) if native else _Hit(other, depth)
                    if hit is not None and (not may or hit.verdict is Verdict.VIOLATED):
                        found[element.id] = hit
                    if hit is not None and hit.verdict is Verdict.VIOLATED:
                        break
        insort(crossed, (box[0], number))
        heappush(ending, (box[3], number))
    return found


@dataclass(frozen=True, slots=True)
class _Spread:
    """A text, and where it may stand in its box on a phone, from left to right: as small, and as large."""

    element: Element
    small: list[Box]
    large: list[Box]


def _spread(element: Element) -> _Spread:
    return _Spread(element, _places(element, small=True), _places(element))


def _met_inside(one: _Spread, other: _Spread) -> _Hit | None:
    """What two overlapping boxes of a phone say of the texts in them; None when the texts cannot meet."""
    review, least = Verdict.NEEDS_REVIEW, _least(one, other)
    webview = one.element.in_webview or other.element.in_webview
    if least > _TOUCHING and not webview:
        return _Hit(other.element, least)
    most = max(_depth(here, there) for here in one.large for there in other.large)
    if webview:
        return _Hit(other.element, most, review, "in-webview")  # from outside, boxes may be zoomed or moved
    return _Hit(other.element, most, review, "text-may-overlap") if most > _TOUCHING else None


def _least(one: _Spread, other: _Spread) -> float:
    """By how many dp two texts meet at least: where they stand farthest apart, on either side."""
    return min(_depth(one.small[0], other.small[-1]), _depth(one.small[-1], other.small[0]))


def _places(element: Element, *, small: bool = False) -> list[Box]:
    """Where a text may stand in its box: at the start, in the middle, or at the end of it.

    Neither its size nor the padding is known. As large as its box allows: an em is at most the height by 1.1.
    ``small``: as small as usual text, unless the box is no wider than large text needs: then it is filled.
    What can be tapped is padded on all sides.
    """
    box = element.bounds_dp
    assert box is not None, element.id
    left, top, right, bottom = box
    em = element.text_size_dp or (bottom - top) / _LEADING
    ems, padded = _ems(element.text or ""), element.clickable or element.role == "button"
    if small and (padded or right - left > ems * _LARGE):
        em = min(em, _SMALL)
    width = min(right - left, em * ems)
    if small and padded:
        high = min(bottom - top, em * _LEADING)
        top = (top + bottom - high) / 2
        bottom = top + high
    spare = right - left - width
    return [(left + at, top, left + at + width, bottom) for at in (0.0, spare / 2, spare)]


def _ems(text: str) -> float:
    """Width of the longest line before wrapping, in em."""
    return max(
        (sum(_LATIN if ord(sign) < _WIDE_FROM else 1.0 for sign in line) for line in text.splitlines()),
        default=0.0,
    )


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
