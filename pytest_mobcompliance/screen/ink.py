"""Text size, lines and line pitch from the ink of a text.

The platform rarely tells the size of text (Android and iOS do not). But the ink of a line has a height that
follows from the classes of its characters: 0.93 em for Chinese, 0.75 em for digits and capitals. Where the
width of the ink fits as well, the size is measured twice.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .glyphs import Extent, Glyph, extent_of, glyphs_of
from .layers import Behind, Floats, Layers, Mask, columns_of, row_bands, rows_of, separate
from .model import Box
from .picture import Picture

_FACE = 0.02
"""How much the height of the same classes differs between faces, as a share (`glyphs.toml`)."""
_EDGE = 0.3
"""How well the edges of ink are placed, px."""
_AGREE = 0.06
"""Height and width that differ by less measure the same; letter spacing makes lines wider."""


@dataclass(frozen=True, slots=True)
class TextInk:
    """``size_px``, ``size_dp``: of the em; ``error_dp``: how far off it may be.

    dp are None without a density. ``line_pitch_px``: from baseline to baseline; None for one line. ``reason``
    says what holds the confidence (0..1) down: ``no-text``, ``no-ink``, ``background-image``, ``cut``,
    ``several-sizes``, ``text-differs``, ``neighbour``, ``underlined``, ``no-telling-glyphs``,
    ``unknown-glyphs``; empty when nothing does.
    """

    size_px: float | None
    size_dp: float | None
    error_dp: float | None
    lines: int
    line_pitch_px: float | None
    confidence: float
    reason: str = ""

    @property
    def line_spacing(self) -> float | None:
        """Line pitch over size."""
        if self.line_pitch_px is None or not self.size_px:
            return None
        return self.line_pitch_px / self.size_px


@dataclass(frozen=True, slots=True)
class _Line:
    """Edges of the ink of one line, px from the left top corner of the layers."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def width(self) -> float:
        return self.right - self.left


def measure_text(
    picture: Picture, box: Box, text: str, density: float | None = None, *, layers: Layers | None = None
) -> TextInk:
    """Measure the text in a box in px. ``density``: px per dp; ``layers``: the box taken apart before."""
    glyphs = glyphs_of(text)
    whole = extent_of(glyphs)
    if whole is None:
        return _unknown("no-text")
    layers = layers or separate(picture, box)
    if layers.behind in (Behind.NOTHING, Behind.IMAGE):
        return _unknown("no-ink" if layers.behind is Behind.NOTHING else "background-image")
    strength = coverage(layers)
    strength, underlined = _without_underline(strength)
    lines = find_lines(strength > 0, strength, whole)
    if not lines:
        return _unknown("no-ink")
    parts = [whole] if len(lines) == 1 else shared_out(glyphs, lines)
    size, off, agreed = _size(lines, parts)
    if agreed is False and len(lines) == 1:
        lines = _without_neighbour(strength, lines[0], whole) or lines
        size, off, agreed = _size(lines, parts)
        agreed = agreed and None  # fitted by choice, so it proves less
    confidence, reason = _confidence(layers, whole, glyphs, agreed, len(lines))
    if confidence > 0.6 and len(lines) == 1 and whole.chinese and _has_neighbour(strength, lines[0]):
        confidence, reason = 0.6, "neighbour"
    if underlined and confidence > 0.7:
        confidence, reason = 0.7, "underlined"
    return TextInk(
        size_px=round(size, 2),
        size_dp=None if not density else round(size / density, 2),
        error_dp=None if not density else round(off / density, 2),
        lines=len(lines),
        line_pitch_px=_pitch(lines, parts, size),
        confidence=confidence,
        reason=reason,
    )


def _unknown(reason: str) -> TextInk:
    return TextInk(None, None, None, 0, None, 0.0, reason)


def coverage(layers: Layers) -> Floats:
    """How much of each pixel is covered by ink, 0..1, taking the strongest for whole."""
    strongest = max(1, int(layers.distance.max()))
    return layers.distance.astype(np.float32) * np.float32(1 / strongest)


def _without_underline(strength: Floats) -> tuple[Floats, bool]:
    """Take out a line below the text, and what hangs below it: letters do not fill a row from end to end."""
    inked = strength > 0.02
    rows, columns = rows_of(inked).nonzero()[0], columns_of(inked).nonzero()[0]
    if not rows.size:
        return strength, False
    height, width = int(rows[-1] - rows[0]) + 1, int(columns[-1] - columns[0]) + 1
    full = (inked.sum(axis=1) >= 0.9 * width).nonzero()[0]
    full = full[full > rows[0] + 0.65 * height]
    if not full.size or full.size > 0.15 * height or width < 1.5 * height:
        return strength, False
    cleared = strength.copy()
    cleared[full[0] :] = 0
    return cleared, True


# ---- lines -----------------------------------------------------------------------------------------------


def find_lines(ink: Mask, strength: Floats, whole: Extent) -> list[_Line]:
    """The lines of a text, top to bottom."""
    all_bands = row_bands(ink)
    if not all_bands:
        return []
    single = _edges(strength, all_bands[0][0], all_bands[-1][1])
    if single.width and whole.width * single.height / whole.height <= 1.2 * single.width:
        return [single]  # as wide as all of the text at this height: gaps are those within 二 or 三
    bands = [band for one in all_bands for band in _split(strength, *one)]
    tallest = max(bottom - top for top, bottom in bands)
    merged: list[tuple[int, int]] = []
    for top, bottom in bands:
        small = bottom - top < 0.4 * tallest
        if merged and (small or merged[-1][1] - merged[-1][0] < 0.4 * tallest):
            gap, height = top - merged[-1][1], bottom - merged[-1][0]
            if gap < 0.3 * tallest and height <= 1.15 * tallest:
                merged[-1] = (merged[-1][0], bottom)
                continue
        merged.append((top, bottom))
    return [_edges(strength, top, bottom) for top, bottom in merged if bottom - top >= 0.4 * tallest]


def _split(strength: Floats, top: int, bottom: int) -> list[tuple[int, int]]:
    """Part a band of rows where lines touch by a few letters only (long ascenders and descenders)."""
    rows = strength[top:bottom].sum(axis=1)
    faint = rows < 0.06 * np.quantile(rows, 0.75)
    cores = [(start, end) for start, end in row_bands(~faint[:, None]) if end - start > 0.15 * (bottom - top)]
    if len(cores) < 2:
        return [(top, bottom)]
    cuts = [top, *(top + (one[1] + two[0]) // 2 for one, two in pairwise(cores)), bottom]
    return list(pairwise(cuts))


def _edges(strength: Floats, top: int, bottom: int) -> _Line:
    """Where the ink of some rows begins and ends, to a part of a pixel by how much the outermost ones are
    covered."""
    part = strength[top:bottom]
    first, last = _ends(part.max(axis=1))
    left, right = _ends(part.max(axis=0))
    return _Line(left, top + first, right, top + last)


def _ends(line: NDArray[np.float32]) -> tuple[float, float]:
    inked = (line > 0.02).nonzero()[0]
    if not inked.size:
        return 0.0, 0.0
    first, last = int(inked[0]), int(inked[-1])
    return first + 1 - min(1.0, float(line[first])), last + min(1.0, float(line[last]))


def shared_out(glyphs: Sequence[Glyph], lines: Sequence[_Line]) -> list[Extent | None]:
    """What stands on each line: the characters are dealt out by the widths of the lines."""
    total = sum(line.width for line in lines) or 1.0
    advance = sum(glyph.advance for glyph in glyphs)
    parts: list[Extent | None] = []
    start, spent, filled = 0, 0.0, 0.0
    for line in lines:
        filled += line.width / total * advance
        end = start
        while end < len(glyphs) and spent + glyphs[end].advance / 2 <= filled:
            spent += glyphs[end].advance
            end += 1
        parts.append(extent_of(glyphs[start:end]))
        start = end
    return parts


def _without_neighbour(strength: Floats, line: _Line, whole: Extent) -> list[_Line] | None:
    """The line without the icon before or after it, when that makes height and width agree; else None."""
    best, apart = None, _AGREE
    if whole.slack > 0.1 * whole.width:
        return None  # some part of a line always fits a width that nobody knows
    gaps = _gaps(strength, line)
    for keep in [np.s_[gap[1] :] for gap in gaps[:2]] + [np.s_[: gap[0]] for gap in gaps[-2:]]:
        rest = _part(strength, keep)
        tall, wide = rest.height / whole.height, rest.width / whole.width
        if wide and abs(tall / wide - 1) < apart:
            best, apart = rest, abs(tall / wide - 1)
    return [best] if best else None


def _has_neighbour(strength: Floats, line: _Line) -> bool:
    """Whether something about as wide as high stands before or after the line and is higher than all the
    rest."""
    gaps = _gaps(strength, line)
    if not gaps:
        return False
    for piece, keep in (
        (np.s_[: gaps[0][0]], np.s_[gaps[0][1] :]),
        (np.s_[gaps[-1][1] :], np.s_[: gaps[-1][0]]),
    ):
        alone = _part(strength, piece)
        square = 0.6 * line.height <= alone.width <= 1.7 * line.height
        if square and _part(strength, keep).height < 0.92 * line.height:
            return True
    return False


def _gaps(strength: Floats, line: _Line) -> list[tuple[int, int]]:
    """Columns without ink within a line, where at least a fifth of its height wide."""
    bare = strength.max(axis=0) <= 0.02
    bare[: int(line.left) + 1] = bare[math.ceil(line.right) - 1 :] = False
    return [(start, end) for start, end in row_bands(bare[:, None]) if end - start >= 0.2 * line.height]


def _part(strength: Floats, keep: slice) -> _Line:
    only = np.zeros_like(strength)
    only[:, keep] = strength[:, keep]
    return _edges(only, 0, len(only))


# ---- size ------------------------------------------------------------------------------------------------


def _size(lines: Sequence[_Line], parts: Sequence[Extent | None]) -> tuple[float, float, bool | None]:
    """Size and its likely error in px, and whether height and width (or the lines) agree; None when nothing
    compares."""
    known = [
        (line, part) for line, part in zip(lines, parts, strict=True) if part is not None and part.telling
    ]
    if not known:
        height = max(line.height for line in lines)
        return height, height, None
    sizes = [line.height / part.height for line, part in known]
    tall = statistics.median(sizes)
    tall_off = math.hypot(_FACE * tall, _EDGE / known[0][1].height)
    # All lines together, so that a character counted to the wrong line does no harm.
    em = sum(part.width for _, part in known)
    wide = sum(line.width for line, _ in known) / em
    slack = sum(part.slack for _, part in known)
    wide_off = math.hypot(wide * slack / em, _EDGE / em, 0.01 * wide)
    even = len(known) == 1 or _even(sizes, tall)
    if wide_off > 0.3 * tall:
        return tall, tall_off, even if len(known) > 1 else None
    apart = abs(wide - tall)
    if apart <= max(_AGREE * tall, 2 * math.hypot(tall_off, wide_off)):
        one, two = 1 / tall_off**2, 1 / wide_off**2
        off = max(apart / 2, 1 / math.sqrt(one + two))
        return (tall * one + wide * two) / (one + two), off, even and (apart <= _AGREE * tall or None)
    if wide < tall and wide_off < 0.05 * wide and apart < 0.2 * tall:
        return (
            wide,
            apart / 2,
            False,
        )  # letters may be spaced out but not in, so the height has something added
    return tall, tall_off, False


def _even(sizes: Sequence[float], middle: float) -> bool:
    return sum(abs(size - middle) <= 0.08 * middle for size in sizes) >= 0.6 * len(sizes)


def _pitch(lines: Sequence[_Line], parts: Sequence[Extent | None], size: float) -> float | None:
    """From baseline to baseline: tops and bottoms both tell where a line's baseline is."""
    if len(lines) < 2:
        return None
    baselines = []
    for line, part in zip(lines, parts, strict=True):
        if part is None or not part.telling:
            baselines.append(math.nan)
        else:
            baselines.append((line.top + part.top * size + line.bottom - part.bottom * size) / 2)
    numbers = (~np.isnan(baselines)).nonzero()[0]
    if numbers.size < 2:
        return None
    return round(float(np.polyfit(numbers, np.array(baselines)[numbers], 1)[0]), 2)


def _confidence(
    layers: Layers, whole: Extent, glyphs: Sequence[Glyph], agreed: bool | None, lines: int
) -> tuple[float, str]:
    unknown = sum(glyph.name == "unknown" for glyph in glyphs) / len(glyphs)
    if not whole.telling:
        return 0.2, "no-telling-glyphs"
    if unknown > 0:
        return (0.3 if unknown > 0.3 else 0.6), "unknown-glyphs"
    if layers.cut:
        return 0.4, "cut"
    if agreed is False:
        return 0.5, "text-differs" if lines == 1 else "several-sizes"
    if agreed is None:
        return 0.7, ""
    return (0.95 if whole.chinese else 0.85), ""
