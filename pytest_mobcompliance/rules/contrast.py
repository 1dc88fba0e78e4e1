"""Contrast of text against what lies behind it, as WCAG 2 defines it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

from ..findings import Verdict
from ..screen import Element, Rgb, Screen
from .model import Judgement, Limits
from .tree import ornament

_ROUNDING = 0.01
_BOLD = 700
"""Font weight from which text counts as bold (WCAG 2 leaves it open; browsers' `bold`)."""


def text_contrast(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Contrast ratio of each element's own text; disabled elements are not judged."""
    for element in screen.shown():
        if not element.text or element.enabled is False or ornament(element):
            continue
        if element.color is None or element.background is None:
            reason = element.background_reason if element.background is None else "color-unknown"
            yield Judgement(
                element=element,
                verdict=Verdict.NEEDS_REVIEW,
                reason=reason or "background-unknown",
                required=_required(element, limits),
            )
            continue
        yield _judge(element, contrast_ratio(element.color, element.background), limits)


def _judge(element: Element, ratio: float, limits: Limits) -> Judgement:
    required = _required(element, limits)
    verdict, reason = Verdict.SATISFIED, ""
    if ratio + _ROUNDING < required:
        verdict, reason = Verdict.VIOLATED, "low-contrast"
        if element.text_size_dp is None and ratio + _ROUNDING >= limits["large"]:
            verdict, reason = Verdict.NEEDS_REVIEW, "unknown-text-size"
    return Judgement(
        element=element, verdict=verdict, measured=round(ratio, 2), required=required, reason=reason
    )


def _required(element: Element, limits: Limits) -> float:
    return limits["large" if _is_large(element, limits) else "normal"]


def _is_large(element: Element, limits: Limits) -> bool:
    """By the limits that the profile has: ``large_above``, ``large_from``, ``bold_from``, in dp."""
    size = element.text_size_dp
    if size is None:
        return False
    bold = (element.text_weight or 0) >= _BOLD
    return (
        size > limits.get("large_above", math.inf)
        or size >= limits.get("large_from", math.inf)
        or (bold and size >= limits.get("bold_from", math.inf))
    )


@lru_cache(maxsize=4096)
def contrast_ratio(one: Rgb, other: Rgb) -> float:
    """Return the ratio of WCAG 2 between two sRGB colours: 1 (the same) to 21 (black on white)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: Rgb) -> float:
    red, green, blue = (_linear(band / 255) for band in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(band: float) -> float:
    return band / 12.92 if band <= 0.04045 else float(((band + 0.055) / 1.055) ** 2.4)
