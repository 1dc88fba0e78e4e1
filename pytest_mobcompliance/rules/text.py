"""How large text is, how far its lines and paragraphs stand apart, and whether a page can be zoomed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..findings import Verdict
from ..screen import Element, Screen
from .model import Judgement, Limits
from .tree import is_native, ornament

_SIZE_ROUNDING = 0.05
"""dp"""
_SPACING_ROUNDING = 0.01
_SAME_HEIGHT = 0.5
"""dp"""
_PAIR = re.compile(r"([a-z-]+)\s*=\s*([^\s,;]+)")


def text_size(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Size in dp of each element's own text.

    Phones tell it of some texts only, with the driver's setting ``includeExtraRenderingInfo``; one finding
    stands for all others.
    """
    native, unmeasured = is_native(screen), 0
    for element in screen.shown():
        if not element.text or ornament(element):
            continue
        size = element.text_size_dp
        if size is None and native:
            unmeasured += 1
            continue
        if size is None:
            yield Judgement(element=element, verdict=Verdict.NOT_VERIFIED, reason="unknown-text-size")
            continue
        small = size + _SIZE_ROUNDING < limits["min"]
        yield Judgement(
            element=element,
            verdict=Verdict.VIOLATED if small else Verdict.SATISFIED,
            measured=round(size, 2),
            reason="text-too-small" if small else "",
        )
    if unmeasured:
        yield Judgement(
            element=None, verdict=Verdict.NOT_VERIFIED, reason="needs-pixels", values={"texts": unmeasured}
        )


def line_spacing(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Line height over text size, of texts with two or more lines."""
    for element in screen.shown():
        if not element.text or element.line_count is None or element.line_count < 2:
            continue
        if not element.text_size_dp or element.line_height_dp is None:
            yield Judgement(element=element, verdict=Verdict.NOT_VERIFIED, reason="unknown-line-height")
            continue
        spacing = element.line_height_dp / element.text_size_dp
        tight = spacing + _SPACING_ROUNDING < limits["min"]
        yield Judgement(
            element=element,
            verdict=Verdict.VIOLATED if tight else Verdict.SATISFIED,
            measured=round(spacing, 2),
            reason="lines-too-tight" if tight else "",
        )


def paragraph_spacing(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """From the last line of a paragraph to the first of the next, over the line height.

    Of neighbouring ``p`` of one line height, one of them with two or more lines. Where padding inside the
    boxes may be the room that lacks between them, a person must look.
    """
    before: dict[str, Element] = {}
    for element in screen.shown():
        above = before.get(element.parent or "")
        before[element.parent or ""] = element
        if above is None or not _paragraphs(above, element):
            continue
        least, most = _pitch(above, element)
        verdict, reason = Verdict.SATISFIED, ""
        if most + _SPACING_ROUNDING < limits["min"]:
            verdict, reason = Verdict.VIOLATED, "paragraphs-too-near"
        elif least + _SPACING_ROUNDING < limits["min"]:
            verdict, reason = Verdict.NEEDS_REVIEW, "unknown-padding"
        yield Judgement(element=element, verdict=verdict, measured=round(least, 2), reason=reason)


def _paragraphs(above: Element, below: Element) -> bool:
    pair = (above, below)
    if any(one.class_name != "p" or not one.text or not one.line_height_dp for one in pair):
        return False
    if abs((above.line_height_dp or 0) - (below.line_height_dp or 0)) > _SAME_HEIGHT:
        return False
    one, other = above.full_bounds_dp, below.full_bounds_dp
    if one is None or other is None or max(each.line_count or 1 for each in pair) < 2:
        return False
    return other[1] >= one[3] - _SAME_HEIGHT and one[0] < other[2] and other[0] < one[2]


def _pitch(above: Element, below: Element) -> tuple[float, float]:
    """In line heights: without any padding inside the boxes, and with as much as they have room for."""
    height = above.line_height_dp or 1.0
    one, other = above.full_bounds_dp or (0, 0, 0, 0), below.full_bounds_dp or (0, 0, 0, 0)
    room = sum(
        max(0.0, box[3] - box[1] - (each.line_count or 1) * height)
        for each, box in ((above, one), (below, other))
    )
    gap = other[1] - one[3]
    return (gap + height) / height, (gap + room + height) / height


def zoom_blocked(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether the page's viewport element forbids zooming, or less than ``min`` times.

    A page without such an element can be zoomed; a capture that did not look for one proves nothing.
    """
    if "meta_viewport" not in screen.settings:
        yield Judgement(element=None, verdict=Verdict.NOT_VERIFIED, reason="unknown-viewport")
        return
    pairs = dict(_PAIR.findall(str(screen.settings.get("meta_viewport") or "").casefold()))
    most = _number(pairs.get("maximum-scale"))
    forbidden = pairs.get("user-scalable") in ("no", "0", "0.0", "false")
    capped = most is not None and 0 <= most < limits["min"]
    yield Judgement(
        element=None,
        verdict=Verdict.VIOLATED if forbidden or capped else Verdict.SATISFIED,
        measured=1.0 if forbidden else most,
        reason="zoom-forbidden" if forbidden else "zoom-capped" if capped else "",
    )


def _number(value: str | None) -> float | None:
    if value is None or not re.fullmatch(r"[+-]?\d{1,9}(\.\d{0,9})?", value):
        return None
    return float(value)
