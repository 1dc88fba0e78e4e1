"""Text size, lines and line pitch from the ink of a text.

The platform rarely tells the size of text (Android and iOS do not). But the ink of a line has a height that
follows from the classes of its characters: 0.93 em for Chinese, 0.75 em for digits and capitals. Where the
width of the ink fits as well, the size is measured twice.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .glyphs import Extent, Glyph, extent_of, read_text
from .layers import Behind, Layers, Mask, columns_of, rows_of, runs_of, separate, span_of
from .model import Box
from .picture import Picture

_FACE = 0.02
"""How much the height of the same classes differs between faces, as a share (`glyphs.toml`)."""
_EDGE = 0.3
"""How well the edges of ink are placed, px."""
_FACES = {True: 0.02, False: 0.045}
"""The least error, as a share of the size, of text with Chinese letters and without: twice as much holds for
99 and 97 of 100 texts of `benchmarks/accuracy.py`."""
_ASIDE = 0.3
"""Of the height of a line: the room at its ends, in the middle between letters (0.08) and marks (0.6)."""
_CHINESE = 0.927
"""em: the height of the ink of Chinese characters (`glyphs.toml`)."""
_ASTRAY = 0.35
"""Share of the rows of a mark beside the text where the text has no ink; a capital has 0.25 beside small
letters."""
_MARK_GAP = 0.1
"""Room between mark and text, by the height of the mark: a switch's, the nearest, has 0.13."""
_CLOSED = 0.45
"""Of the height of a box that stands for a letter: how wide it is closed above and below, at least."""
_AGREE = 0.06
"""Height and width that differ by less measure the same; letter spacing makes lines wider."""
_WHOLE = 0.94
"""Share of its height that a line which nothing cuts has at least."""
_NEAR = 0.12
"""The same where the width is uncertain, as that of Latin letters is."""
_ALL = slice(None)


@dataclass(frozen=True, slots=True)
class TextInk:
    """``size_px``, ``size_dp``: of the em; ``error_dp``: how far off it may be; ``error``: as a share of it.

    dp are None without a density. ``line_pitch_px``: from baseline to baseline; None for one line.
    ``baselines``: of each line, px of the picture from the top; empty where one is unknown. ``reason`` says
    what holds the confidence (0..1) down: ``no-text``, ``no-ink``, ``background-image``, ``cut``,
    ``several-sizes``, ``text-differs``, ``neighbour``, ``underlined``, ``no-telling-glyphs``,
    ``unknown-glyphs``, ``unknown-width`` (of letters that differ between faces); empty when nothing does.
    """

    size_px: float | None
    size_dp: float | None
    error_dp: float | None
    lines: int
    line_pitch_px: float | None
    confidence: float
    reason: str = ""
    baselines: tuple[float, ...] = ()
    error: float | None = None

    @property
    def line_spacing(self) -> float | None:
        """Line pitch over size."""
        if self.line_pitch_px is None or not self.size_px:
            return None
        return self.line_pitch_px / self.size_px


class _Agreed(Enum):
    """How the size by height and the size by width compare; or those of several lines."""

    YES = "yes"
    NEAR = "near"
    UNKNOWN = "unknown"
    """Nothing compares, or too little is known of the width."""
    NO = "no"


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


@dataclass(frozen=True, slots=True, eq=False)
class Strokes:
    """Ink of the letters of a text alone; arrays are height × width of its layers.

    ``levels``: how far each pixel is from the background, 0 where no ink is; ``rows``, ``columns``: which
    hold any. ``unit``: how much of a pixel one level covers, 0..1, when the strongest covers the whole.
    """

    ink: Mask
    levels: NDArray[np.uint8]
    rows: Mask
    columns: Mask
    unit: np.float32

    def covered(self, levels: NDArray[np.uint8]) -> float:
        """How much of a pixel the strongest of some covers."""
        return float(np.float32(levels.max()) * self.unit)


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """The lines of a text: its ink without a mark beside it or a line below it, and where each of them
    stands."""

    strokes: Strokes
    lines: Sequence[_Line]
    underlined: bool


def read_lines(layers: Layers, whole: Extent) -> Written:
    """Find the lines of a text in a box that was taken apart. ``whole``: the text in one line."""
    strokes = strokes_of(layers)
    strokes, underlined = _without_underline(_without_mark(strokes) if whole.chinese else strokes)
    return Written(strokes, find_lines(strokes, whole), underlined)


def measure_text(
    picture: Picture,
    box: Box,
    text: str,
    density: float | None = None,
    *,
    layers: Layers | None = None,
    written: Written | None = None,
) -> TextInk:
    """Measure the text in a box in px. ``density``: px per dp; ``layers``: the box taken apart before;
    ``written``: its lines."""
    glyphs, whole = read_text(text)
    if whole is None:
        return _unknown("no-text")
    layers = layers or separate(picture, box)
    if layers.behind in (Behind.NOTHING, Behind.IMAGE):
        return _unknown("no-ink" if layers.behind is Behind.NOTHING else "background-image")
    written = written or read_lines(layers, whole)
    strokes, lines, underlined = written.strokes, written.lines, written.underlined
    if not lines:
        return _unknown("no-ink")
    if whole.chinese > 1 and _are_boxes(strokes, lines[0], text, whole.chinese):
        return _unknown("unknown-glyphs")
    parts = [whole] if len(lines) == 1 else shared_out(glyphs, lines)
    size, off, agreed = _size(lines, parts)
    fitted = False
    if agreed is _Agreed.NO and len(lines) == 1:
        lines = _without_neighbour(strokes, lines[0], whole) or lines
        size, off, agreed = _size(lines, parts)
        fitted = agreed is not _Agreed.NO
    confidence, reason = _confidence(layers, whole, glyphs, agreed, len(lines))
    if fitted and confidence > 0.7:  # by choice, so it proves less
        confidence, reason = (0.8, "") if whole.chinese > 1 else (0.7, "neighbour")
        off = max(off, 0.03 * size)
    compared = whole.chinese or agreed is not _Agreed.YES
    if confidence > 0.6 and len(lines) == 1 and compared and _has_neighbour(strokes, lines[0]):
        confidence, reason = 0.6, "neighbour"
    if underlined and confidence > 0.7:
        confidence, reason = 0.7, "underlined"
    off = max(off, _FACES[whole.chinese > 0] * size)
    baselines = _baselines(lines, parts, size)
    return TextInk(
        size_px=round(size, 2),
        size_dp=None if not density else round(size / density, 2),
        error_dp=None if not density else round(off / density, 2),
        lines=len(lines),
        line_pitch_px=_pitch(baselines),
        confidence=confidence,
        reason=reason,
        baselines=()
        if any(math.isnan(each) for each in baselines)
        else tuple(round(layers.top + each, 1) for each in baselines),
        error=off / size,
    )


def _are_boxes(strokes: Strokes, line: _Line, text: str, chinese: int) -> bool:
    """Whether boxes stand for letters that a font lacks.

    More pieces look alike than the text repeats letters, or a piece of several is closed above and below.
    """
    place = slice(max(0, math.floor(line.top)), math.ceil(line.bottom))
    inked, levels = strokes.ink[place], strokes.levels[place]
    closed = _CLOSED * line.height * (chinese if len(text) * line.height <= 2 * line.width else 1)
    for edge in (inked[:3], inked[-3:]):
        if all(np.count_nonzero(row) < closed for row in edge):
            return False  # as nearly all letters are: open above or below
    pieces = []
    for start, end in runs_of(columns_of(inked)):
        if end - start < 0.35 * line.height:
            continue  # narrower than any box; strokes of one letter look alike now and then
        pieces.append(levels[:, start:end].tobytes())
        if end - start > 1.1 * line.height:
            filled = inked[:, start:end].mean(axis=1)
            edges = filled[filled > 0]
            if min(edges[:2].max(), edges[-2:].max()) > 0.9:
                return True
    alike = sorted(Counter(pieces).values(), reverse=True)
    repeated = sorted(Counter(text).values(), reverse=True)
    return any(
        one > other and (one > 2 or one == len(pieces)) for one, other in zip(alike, repeated, strict=False)
    )


def _unknown(reason: str) -> TextInk:
    return TextInk(None, None, None, 0, None, 0.0, reason)


def strokes_of(layers: Layers) -> Strokes:
    """All ink of a box that was taken apart."""
    unit = np.float32(1 / max(1, int(layers.distance.max())))
    return Strokes(layers.ink, layers.distance, layers.rows, layers.columns, unit)


def _part(strokes: Strokes, rows: slice, columns: slice) -> Strokes:
    """What ink lies in some rows and columns; the arrays keep their size."""
    ink, levels = np.zeros_like(strokes.ink), np.zeros_like(strokes.levels)
    ink[rows, columns], levels[rows, columns] = strokes.ink[rows, columns], strokes.levels[rows, columns]
    return Strokes(ink, levels, rows_of(ink), columns_of(ink), strokes.unit)


def _without_mark(strokes: Strokes) -> Strokes:
    """Take out a box to tick, a switch or an icon beside Chinese text: it reaches rows where no letter has
    ink."""
    pieces, ink = runs_of(strokes.columns), strokes.ink
    if len(pieces) < 2:
        return strokes
    # Of each end: what may be a mark, all else, and how wide the gap between them is.
    for piece, rest, gap in (
        (pieces[0], (pieces[1][0], pieces[-1][1]), pieces[1][0] - pieces[0][1]),
        (pieces[-1], (pieces[0][0], pieces[-2][1]), pieces[-1][0] - pieces[-2][1]),
    ):
        mark = rows_of(ink[:, slice(*piece)])
        high, wide = np.count_nonzero(mark), piece[1] - piece[0]
        if gap < _MARK_GAP * high or not 0.5 * high <= wide <= 2 * high:
            continue
        if np.count_nonzero(mark & ~rows_of(ink[:, slice(*rest)])) > _ASTRAY * high:
            return _part(strokes, np.s_[:], slice(*rest))
    return strokes


def _without_underline(strokes: Strokes) -> tuple[Strokes, bool]:
    """Take out a line below the text, and what hangs below it: letters do not fill a row from end to end."""
    rows, columns = span_of(strokes.rows), span_of(strokes.columns)
    if rows is None or columns is None:
        return strokes, False
    height, width = rows[1] - rows[0], columns[1] - columns[0]
    if width < 1.5 * height:
        return strokes, False
    below = int(rows[0] + 0.65 * height) + 1
    filled = strokes.ink[below:].view(np.uint8).sum(axis=1, dtype=np.intp)
    full = (filled >= 0.9 * width).nonzero()[0] + below
    if not full.size or full.size > 0.15 * height:
        return strokes, False
    return _part(strokes, np.s_[: int(full[0])], np.s_[:]), True


# ---- lines -----------------------------------------------------------------------------------------------


def find_lines(strokes: Strokes, whole: Extent) -> list[_Line]:
    """The lines of a text, top to bottom."""
    all_bands = runs_of(strokes.rows)
    if not all_bands:
        return []
    single = _edges(strokes)
    if single.width and whole.width * single.height / whole.height <= 1.2 * single.width:
        return [single]  # as wide as all of the text at this height: gaps are those within 二 or 三
    bands = [band for one in all_bands for band in _split(strokes, *one)]
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
    return [_edges(strokes, slice(top, bottom)) for top, bottom in merged if bottom - top >= 0.4 * tallest]


def _split(strokes: Strokes, top: int, bottom: int) -> list[tuple[int, int]]:
    """Part a band of rows where lines touch by a few letters only (long ascenders and descenders)."""
    rows = strokes.levels[top:bottom].sum(axis=1, dtype=np.intp)
    faint = rows < 0.06 * np.quantile(rows, 0.75)
    cores = [(start, end) for start, end in runs_of(~faint) if end - start > 0.15 * (bottom - top)]
    if len(cores) < 2:
        return [(top, bottom)]
    cuts = [top, *(top + (one[1] + two[0]) // 2 for one, two in pairwise(cores)), bottom]
    return list(pairwise(cuts))


def _edges(strokes: Strokes, rows: slice = _ALL, columns: slice = _ALL) -> _Line:
    """Where the ink of some rows and columns begins and ends, to a part of a pixel by how much the outermost
    ones are covered."""
    levels, covered, ink = strokes.levels[rows, columns], strokes.covered, strokes.ink[rows, columns]
    known = rows is _ALL and columns is _ALL
    down = span_of(strokes.rows if known else rows_of(ink))
    across = span_of(strokes.columns if known else columns_of(ink))
    from_left, from_top = columns.start or 0, rows.start or 0
    if down is None or across is None:
        return _Line(0.0, from_top, 0.0, from_top)
    (top, bottom), (left, right) = down, across
    return _Line(
        left=from_left + left + 1 - covered(levels[:, left]),
        top=from_top + top + 1 - covered(levels[top]),
        right=from_left + right - 1 + covered(levels[:, right - 1]),
        bottom=from_top + bottom - 1 + covered(levels[bottom - 1]),
    )


def shared_out(glyphs: Sequence[Glyph], lines: Sequence[_Line]) -> list[Extent | None]:
    """What stands on each line: the characters are dealt out by the widths of the lines.

    A line's ink is narrower than its characters, by the room at its ends and most of all beside a mark there.
    Chinese characters are counted line by line, since their height tells how wide they are.
    """
    aside = _ASIDE * max(line.height for line in lines)
    total = sum(line.width + aside for line in lines) or 1.0
    scale = sum(glyph.advance for glyph in glyphs) / total
    counted = 2 * sum(glyph.name == "chinese" for glyph in glyphs) >= len(glyphs)
    if counted:
        scale, aside = _CHINESE / statistics.median(line.height for line in lines), 0.0
    parts: list[Extent | None] = []
    start, spent, filled = 0, 0.0, 0.0
    for number, line in enumerate(lines):
        filled += (line.width + aside) * scale
        end = start
        while end < len(glyphs) and (
            spent + glyphs[end].advance / 2 <= filled or (counted and number == len(lines) - 1)
        ):
            spent += glyphs[end].advance
            end += 1
        parts.append(extent_of(glyphs[start:end]))
        start = end
        if counted:
            filled = spent
    return parts


def _without_neighbour(strokes: Strokes, line: _Line, whole: Extent) -> list[_Line] | None:
    """The line without the icon before or after it, when that makes height and width agree; else None."""
    best, apart = None, _AGREE
    if whole.slack > 0.1 * whole.width:
        return None  # some part of a line always fits a width that nobody knows
    gaps = _gaps(strokes, line)
    for keep in [np.s_[gap[1] :] for gap in gaps[:2]] + [np.s_[: gap[0]] for gap in gaps[-2:]]:
        rest = _edges(strokes, columns=keep)
        tall, wide = rest.height / whole.height, rest.width / whole.width
        if wide and abs(tall / wide - 1) < apart:
            best, apart = rest, abs(tall / wide - 1)
    return [best] if best else None


def _has_neighbour(strokes: Strokes, line: _Line) -> bool:
    """Whether something about as wide as high stands before or after the line and is higher than all the
    rest."""
    gaps, end = _gaps(strokes, line), len(strokes.columns)
    if not gaps:
        return False
    for piece, keep in (
        (slice(0, gaps[0][0]), slice(gaps[0][1], end)),
        (slice(gaps[-1][1], end), slice(0, gaps[-1][0])),
    ):
        held = span_of(strokes.columns[piece])
        most = 0 if held is None else held[1] - held[0]
        if not 0.6 * line.height <= most <= 1.7 * line.height + 2:  # at each end, up to 1 px is not covered
            continue
        alone = _edges(strokes, columns=piece)
        square = 0.6 * line.height <= alone.width <= 1.7 * line.height
        if square and _edges(strokes, columns=keep).height < 0.92 * line.height:
            return True
    return False


def _gaps(strokes: Strokes, line: _Line) -> list[tuple[int, int]]:
    """Columns without ink within a line, where wider than between most letters."""
    bare = ~strokes.columns
    bare[: int(line.left) + 1] = bare[math.ceil(line.right) - 1 :] = False
    return [(start, end) for start, end in runs_of(bare) if end - start >= 0.14 * line.height]


# ---- size ------------------------------------------------------------------------------------------------


def _size(lines: Sequence[_Line], parts: Sequence[Extent | None]) -> tuple[float, float, _Agreed]:
    """Size and its likely error in px, and whether height and width (or the lines) agree."""
    known = [
        (line, part) for line, part in zip(lines, parts, strict=True) if part is not None and part.telling
    ]
    if not known:
        height = max(line.height for line in lines)
        return height, height, _Agreed.UNKNOWN
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
        return tall, tall_off, _Agreed.UNKNOWN if len(known) == 1 else _Agreed.YES if even else _Agreed.NO
    apart = abs(wide - tall)
    if apart <= max(_AGREE * tall, 2 * math.hypot(tall_off, wide_off)):
        one, two = 1 / tall_off**2, 1 / wide_off**2
        off = 1 / math.sqrt(one + two)
        if wide_off <= 3 * tall_off:
            off = max(off, apart / 2)  # else the height tells alone, whatever the width is
        agreed = _Agreed.UNKNOWN
        if not even:
            agreed = _Agreed.NO
        elif apart <= _NEAR * tall:
            agreed = _Agreed.YES if apart <= _AGREE * tall else _Agreed.NEAR
        return (tall * one + wide * two) / (one + two), off, agreed
    if wide < tall and wide_off < 0.05 * wide and apart < 0.2 * tall:
        # Letters may be spaced out but not in, so the height has something added.
        return wide, apart / 2, _Agreed.NO
    return tall, tall_off, _Agreed.NO


def _even(sizes: Sequence[float], middle: float) -> bool:
    return sum(abs(size - middle) <= 0.08 * middle for size in sizes) >= 0.6 * len(sizes)


def _baselines(lines: Sequence[_Line], parts: Sequence[Extent | None], size: float) -> list[float]:
    """Of each line, px; NaN where its characters do not tell.

    Tops and bottoms both say where it is; of a line that is cut by the edge of the box only one of them.
    """
    places = []
    for number, (line, part) in enumerate(zip(lines, parts, strict=True)):
        if part is None or not part.telling:
            places.append(math.nan)
            continue
        by_top, by_bottom = line.top + part.top * size, line.bottom - part.bottom * size
        short = line.height < _WHOLE * part.height * size
        if short and number == 0:
            places.append(by_bottom)
        else:
            places.append(by_top if short and number == len(lines) - 1 else (by_top + by_bottom) / 2)
    return places


def _pitch(baselines: Sequence[float]) -> float | None:
    """From baseline to baseline; where paragraphs stand farther apart than lines, that of the lines."""
    known = [(number, each) for number, each in enumerate(baselines) if not math.isnan(each)]
    if len(known) < 2:
        return None
    steps = [(two[1] - one[1]) / (two[0] - one[0]) for one, two in pairwise(known)]
    if max(steps) > 1.15 * min(steps):
        near = [step for step in steps if step <= 1.15 * min(steps)]
        return round(statistics.median(near), 2)
    numbers, places = zip(*known, strict=True)
    return round(float(np.polyfit(numbers, places, 1)[0]), 2)


def _confidence(
    layers: Layers, whole: Extent, glyphs: Sequence[Glyph], agreed: _Agreed, lines: int
) -> tuple[float, str]:
    unknown = sum(glyph.name == "unknown" for glyph in glyphs) / len(glyphs)
    if not whole.telling:
        return 0.2, "no-telling-glyphs"
    if unknown > 0:
        return (0.3 if unknown > 0.3 else 0.6), "unknown-glyphs"
    if layers.cut and agreed is not _Agreed.YES:
        return 0.4, "cut"  # else the letters reach the edge of their box, and nothing of them is missing
    if agreed is _Agreed.NO:
        return 0.5, "text-differs" if lines == 1 else "several-sizes"
    if agreed is _Agreed.UNKNOWN:
        known = whole.chinese or any(glyph.name == "digit" for glyph in glyphs)
        return (0.8, "") if known else (0.7, "unknown-width")  # their height alone tells
    if agreed is _Agreed.NEAR:
        return 0.8, ""  # the error says how near
    return (0.95 if whole.chinese else 0.85), ""
