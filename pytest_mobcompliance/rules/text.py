"""How large text is, how far its lines stand apart, and whether a page can be zoomed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..findings import Verdict
from ..screen import Screen
from .model import Judgement, Limits
from .tree import ornament

_SIZE_ROUNDING = 0.05
"""dp"""
_SPACING_ROUNDING = 0.01
_PAIR = re.compile(r"([a-z-]+)\s*=\s*([^\s,;]+)")


def text_size(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Size in dp of each element's own text."""
    for element in screen.shown():
        if not element.text or ornament(element):
            continue
        size = element.text_size_dp
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
