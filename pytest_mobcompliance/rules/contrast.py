"""Contrast of text against what lies behind it, as WCAG 2 defines it.

A page tells the colours that it draws with. A phone tells none, nor does a page of text over a picture: there
they are measured in the screenshot, and only what is measured for sure is a verdict.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ..findings import Measure, Verdict
from ..screen import Element, Rgb, Screen
from ..screen.beside import words_beside
from ..screen.colors import HIGH, Colors, measure_colors
from ..screen.measured import Measured, measured_of
from .model import Judgement, Limits
from .pixels import Boxes, blind, boxes_of, covered_shares, unseen
from .tree import is_native, nearest_around, ornament

_ROUNDING = 0.01
_BOLD = 700
"""Font weight from which text counts as bold (WCAG 2 leaves it open; browsers' `bold`)."""
SURE = 0.5
"""Confidence below which a number is not told; a text size up to `HIGH` may be off by ``_OFF`` as well."""
_OFF = 0.15
_OVER = 2.0
"""px that boxes of neighbours may reach into each other."""
MOST: Final = 0.5
"""Share of a text's box from which what is measured in it may all be of another text."""
_FAR = 48
"""Levels (of 255) between the colour that a page tells and the one that is seen; beyond, another text was
measured."""


def text_contrast(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Contrast ratio of each element's own text; what is disabled, or lies in what is, is not judged."""
    off = nearest_around(screen, lambda element: element.enabled is False and bool(element.clickable))
    judged = [
        element
        for element in screen.shown()
        if element.text and element.enabled is not False and not off[element.id] and not ornament(element)
    ]
    measured, texts = measured_of(screen), texts_of(screen)
    if not is_native(screen):
        yield from (_of_page(screen, element, limits, measured, texts) for element in judged)
        return
    judged = [element for element in judged if element.bounds is not None and _is_drawn(element)]
    if measured is None:
        yield from [blind(unseen(screen), judged)] if judged else []
        return
    measured.take_apart(judged)
    colors = [_colors(measured, element, limits) for element in judged]
    for element, its in zip(judged, colors, strict=True):
        yield _from_pixels(screen, element, its, limits, measured, texts)


def _is_drawn(element: Element) -> bool:
    """Whether letters of the text show: dots stand for a password, and emoji are pictures."""
    return not element.password and any(
        unicodedata.category(sign)[0] in "LNP" or unicodedata.category(sign) in ("Sc", "Sm")
        for sign in element.text or ""
    )


# ---- colours that the page tells -------------------------------------------------------------------------


def _of_page(
    screen: Screen, element: Element, limits: Limits, measured: Measured | None, texts: Texts
) -> Judgement:
    if element.color is not None and element.background is not None:
        return _judge(element, contrast_ratio(element.color, element.background), limits)
    reason = element.background_reason if element.background is None else "color-unknown"
    review = Judgement(
        element=element,
        verdict=Verdict.NEEDS_REVIEW,
        reason=reason or "background-unknown",
        required=_required(element, limits),
    )
    if measured is None or element.bounds is None or element.password or reason == "covered":
        return review
    colors = _colors(measured, element, limits)
    if colors.confidence < HIGH or _is_of_another(element, colors):
        return review
    seen = _from_pixels(screen, element, colors, limits, measured, texts)
    return review if seen.verdict is Verdict.NEEDS_REVIEW else seen


def _is_of_another(element: Element, colors: Colors) -> bool:
    """Whether what was measured has not the colour that the page gives this text; filters change colours."""
    if element.color is None or element.background_reason == "filter":
        return False
    return max(abs(one - two) for one, two in zip(element.color, colors.foreground, strict=True)) > _FAR


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


# ---- colours from pixels ---------------------------------------------------------------------------------


def _colors(measured: Measured, element: Element, limits: Limits) -> Colors:
    """Measure a text; of a box to tick or a switch, what stands beside it."""
    both = (limits["large"], limits["normal"])
    layers, whole = measured.layers(element), measured.colors(element, both)
    assert layers is not None, element.id
    assert whole is not None, element.id
    if whole.confidence >= HIGH or element.checked is None:
        return whole
    parts = (measure_colors(measured.picture, box, limits=both) for box in words_beside(layers))
    return next((colors for colors in parts if colors.confidence >= HIGH), whole)


def _from_pixels(
    screen: Screen, element: Element, colors: Colors, limits: Limits, measured: Measured, texts: Texts
) -> Judgement:
    """What the colours say. What is certain for any size needs no size."""
    large = None
    if colors.confidence < HIGH or limits["large"] <= colors.ratio + _ROUNDING < limits["normal"]:
        large = _seen_large(element, limits, measured)
        if colors.confidence < HIGH and large is not None:
            # Where the bounds disagree at the limit of the other size only, they agree.
            alone = measured.colors(element, (limits["large" if large else "normal"],))
            colors = alone if alone is not None and alone.confidence >= HIGH else colors
    elif element.text_size_dp is not None:
        large = _seen_large(element, limits, measured)
    required = limits["large" if large else "normal"]
    verdict, reason = _verdict(colors, large, limits)
    if verdict is not Verdict.SATISFIED and element.clipped:
        verdict, reason = Verdict.NEEDS_REVIEW, "clipped"
    elif verdict is not Verdict.NEEDS_REVIEW and texts.cover(
        screen, element, MOST if verdict is Verdict.SATISFIED else 0.0
    ):
        verdict, reason = Verdict.NEEDS_REVIEW, "covered"
    return Judgement(
        element=element,
        verdict=verdict,
        measured=round(colors.ratio, 2) if colors.confidence >= SURE else None,
        required=required,
        reason=reason,
        values=colors_seen(colors),
    )


def _verdict(colors: Colors, large: bool | None, limits: Limits) -> tuple[Verdict, str]:
    if colors.confidence < HIGH:
        return Verdict.NEEDS_REVIEW, colors.reason or "borderline"
    ratio = colors.ratio + _ROUNDING
    if ratio >= limits["normal"]:
        return Verdict.SATISFIED, ""
    if ratio < limits["large"]:
        return Verdict.VIOLATED, "low-contrast"
    if large is None:
        return Verdict.NEEDS_REVIEW, "unknown-text-size"
    return (Verdict.SATISFIED, "") if large else (Verdict.VIOLATED, "low-contrast")


def colors_seen(colors: Colors) -> dict[str, Measure]:
    """What was measured, for the report: colours as ``#rrggbb``, confidence 0..1."""
    if colors.confidence < SURE:
        return {}
    return {
        "foreground": "#{:02x}{:02x}{:02x}".format(*colors.foreground),
        "background": "#{:02x}{:02x}{:02x}".format(*colors.background),
        "confidence": colors.confidence,
    }


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """All texts of a screen and where they stand, px."""

    elements: tuple[Element, ...]
    boxes: Boxes

    def cover(self, screen: Screen, element: Element, share: float = 0.0) -> bool:
        """Whether another text's box lies over this one's, so that its colours may be those measured.

        With a ``share``: over more than this share of it, whichever is painted first; what lies inside of the
        element is then its own.
        """
        assert element.bounds is not None, element.id
        over = (covered_shares(element.bounds, self.boxes, _OVER) > share).nonzero()[0]
        if over.size < 2:  # itself
            return False
        around = {element.id, *(each.id for each in screen.ancestors(element))}
        others = (self.elements[row] for row in over if self.elements[row].id not in around)
        return any(
            not share or all(each.id != element.id for each in screen.ancestors(other)) for other in others
        )


def texts_of(screen: Screen) -> Texts:
    texts = tuple(each for each in screen.shown() if each.text and each.bounds is not None)
    return Texts(texts, boxes_of([each.bounds for each in texts]))


# ---- size ------------------------------------------------------------------------------------------------


def _seen_large(element: Element, limits: Limits, measured: Measured) -> bool | None:
    """Whether a text is large, by the size that is told, else the measured one; None when that is not sure.

    Where only bold text of the size is large and the weight is unknown, it is not sure either.
    """
    if element.text_size_dp is not None:
        least = most = element.text_size_dp
    else:
        ink = measured.text(element)
        if ink is None or ink.size_dp is None or ink.error_dp is None or ink.confidence < SURE:
            return None
        off = ink.error_dp + (0.0 if ink.confidence >= HIGH else _OFF * ink.size_dp)
        least, most = ink.size_dp - off, ink.size_dp + off
    weight = element.text_weight
    surely = _large_at(least, weight or 0, limits)
    maybe = _large_at(most, _BOLD if weight is None else weight, limits)
    return surely if surely == maybe else None


def _required(element: Element, limits: Limits) -> float:
    return limits["large" if _is_large(element, limits) else "normal"]


def _is_large(element: Element, limits: Limits) -> bool:
    size = element.text_size_dp
    return size is not None and _large_at(size, element.text_weight or 0, limits)


def _large_at(size: float, weight: int, limits: Limits) -> bool:
    """By the limits that the profile has: ``large_above``, ``large_from``, ``bold_from``, in dp."""
    return (
        size > limits.get("large_above", math.inf)
        or size >= limits.get("large_from", math.inf)
        or (weight >= _BOLD and size >= limits.get("bold_from", math.inf))
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
