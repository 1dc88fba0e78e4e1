"""Whether a text is drawn whole in its box: what its letters need against what the picture shows.

Three things cut a text: an ellipsis, an edge of the box through the letters, and lines that are not drawn at
all. Each leaves other traces; what shows none of them, though it is narrower than its letters should be, is
drawn in a narrower face.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .glyphs import Extent, Glyph, extent_of, read_text
from .ink import Strokes, Written, read_lines
from .layers import Behind, Layers, Mask, columns_of, rows_of, runs_of, span_of
from .model import Box

_DOTS = ("…", "...", "⋯", "···", "。。。")
_DOT = 0.25
"""em: the most that a dot of an ellipsis is wide and high; of `glyphs.toml`'s faces the largest has 0.14."""
_SURE_LOSS, _LOSS = 0.15, 0.08
"""Share of the height of a line that an edge of the box must take away: to be sure, and to be doubted. Faces
differ by 0.02, and boxes end between pixels."""
_GLYPH = 0.7
"""em: letters that are missing beside an edge, at least."""
_LINE = 2.0
"""em that are missing at least where letters or lines are not drawn at all, to be sure; to doubt, half of
it."""
_SHARE = 0.15
"""The same as a share of the whole text: more than Chinese faces differ."""
_FULL = 1.2
"""em: a line that leaves more room at its end is not full: the next letter had room there."""
_BREAK = 0.5
"""em that a line break takes: the room beside the letters there, and now and then half of a mark."""
_PADDING = 1.5
"""em of padding that a box may have at its end when it has as much before the text."""
_WIDER = 0.06
"""Share of the text's width by which letters measured too high seem to lack: bold ones, by 0.07 at most."""
_LATIN = 0.1
"""Share of a line's height that differs between lines of Latin letters with and without descenders."""
_GAP = 0.35
"""em between two Chinese letters, at most: a wider gap parts the text from something else."""
_DARK = 0.5
"""How strong the ink at an edge is that letters are cut at; a line that fades out moves (marquee)."""


@dataclass(frozen=True, slots=True)
class Fit:
    """``cut``: how the text is cut: ``ellipsis``, ``letters`` (through them) or ``lines`` (not drawn); empty
    when it is whole. ``sure``: whether the traces leave no doubt. ``reason``: why nothing can be told
    (``no-ink``, ``background-image``, ``no-telling-glyphs``), empty when something can.
    ``missing``: em of the text that are not drawn, where that is known.
    """

    cut: str = ""
    sure: bool = True
    reason: str = ""
    missing: float | None = None


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The lines of a text as they are drawn. Lengths in px, places from the left top corner of the layers."""

    lines: Sequence[tuple[float, float, float, float]]
    heights: Sequence[float]
    """Of each line, what its letters should measure; em."""
    size: float
    missing: float
    """em of the text that the lines have no room for; below 0 where they have more."""


def fit_of(layers: Layers, box: Box, text: str, written: Written | None = None) -> Fit:
    """Look for traces of a cut in a box (px) that was taken apart before. ``written``: its lines."""
    glyphs, whole = read_text(text)
    if whole is None or not whole.telling:
        return Fit(reason="no-telling-glyphs")
    if layers.behind in (Behind.NOTHING, Behind.IMAGE):
        return Fit(reason="no-ink" if layers.behind is Behind.NOTHING else "background-image")
    written = written or read_lines(layers, whole)
    if not written.lines:
        return Fit(reason="no-ink")
    lines = [(line.left, line.top, line.right, line.bottom) for line in written.lines]
    drawn = _drawn(lines, glyphs, whole)
    if not text.rstrip().endswith(_DOTS) and _ends_in_dots(layers.ink, drawn):
        return Fit("ellipsis", missing=round(drawn.missing, 1))
    edges = _edges(layers, box, written.strokes)
    loss, certain = _losses(layers, drawn, edges, whole, glyphs)
    if loss >= _LOSS:
        return Fit("letters", sure=certain >= _SURE_LOSS, missing=round(drawn.missing, 1))
    return _missing(layers, box, drawn, edges, whole, chinese=2 * whole.chinese >= len(glyphs))


def _drawn(
    lines: Sequence[tuple[float, float, float, float]], glyphs: Sequence[Glyph], whole: Extent
) -> _Drawn:
    """Deal the letters out to the lines, as many as each has room for, at the size that their height says."""
    size = max(line[3] - line[1] for line in lines) / whole.height
    if len(lines) == 1 and (missing := whole.width - (lines[0][2] - lines[0][0]) / size) <= 0:
        return _Drawn(lines, [whole.height], size, missing)  # all of them are there
    for _ in range(2):
        extents = [extent_of(part) for part in _dealt(lines, glyphs, size)]
        heights = [whole.height if each is None or not each.telling else each.height for each in extents]
        # The last line may be cut, so the others tell the size where there are any.
        told = [(line[3] - line[1]) / high for line, high in zip(lines, heights, strict=True)]
        before, size = size, statistics.median(told[:-1] or told)
        if size == before:
            break
    widths = sum(line[2] - line[0] for line in lines) / size
    return _Drawn(lines, heights, size, whole.width - widths - _BREAK * (len(lines) - 1))


def _dealt(
    lines: Sequence[tuple[float, float, float, float]], glyphs: Sequence[Glyph], size: float
) -> Iterator[list[Glyph]]:
    at = 0
    for line in lines:
        room, start = (line[2] - line[0]) / size, at
        while at < len(glyphs) and room >= glyphs[at].advance / 2:
            room -= glyphs[at].advance
            at += 1
        yield list(glyphs[start:at])


def _ends_in_dots(ink: Mask, drawn: _Drawn) -> bool:
    """Whether the last line ends in three dots of one size, evenly apart and lower than any letter."""
    left, top, right, bottom = (round(edge) for edge in drawn.lines[-1])
    line = ink[max(0, top) : bottom + 1]
    inside = runs_of(columns_of(line))
    pieces = [(start, end) for start, end in inside if left - 1 <= start and end <= right + 1]
    if len(pieces) < 4:  # three dots and a letter
        return False
    dots = pieces[-3:]
    most = max(2.0, _DOT * drawn.size)
    if any(end - start > most for start, end in dots):
        return False
    boxes = [span_of(rows_of(line[:, start:end])) or (0, 0) for start, end in dots]
    if any(below - above > most for above, below in boxes):
        return False
    steps = [dots[1][0] - dots[0][0], dots[2][0] - dots[1][0]]
    even = abs(steps[0] - steps[1]) <= max(1.5, 0.05 * drawn.size) and max(steps) <= 0.5 * drawn.size
    level = max(above for above, _ in boxes) - min(above for above, _ in boxes)
    return even and level <= max(1, round(0.04 * drawn.size))


def _edges(layers: Layers, box: Box, strokes: Strokes) -> frozenset[str]:
    """Sides of the box that letters reach with full strength."""
    (height, width), levels = layers.ink.shape, strokes.levels
    sides = {
        "left": (layers.left <= round(box[0]), levels[:, 0]),
        "top": (layers.top <= round(box[1]), levels[0]),
        "right": (layers.left + width >= round(box[2]), levels[:, -1]),
        "bottom": (layers.top + height >= round(box[3]), levels[-1]),
    }
    return frozenset(
        side for side, (there, line) in sides.items() if there and strokes.covered(line) >= _DARK
    )


def _losses(
    layers: Layers, drawn: _Drawn, edges: frozenset[str], whole: Extent, glyphs: Sequence[Glyph]
) -> tuple[float, float]:
    """Share of a line's height that an edge above or below has taken away; 0 without such an edge.

    And how much of it is certain. One of several lines is compared with the others; a single one with its
    width, which proves nothing where something else may stand beside the letters.
    """
    if len(drawn.lines) > 1:
        lost = [
            1 - (drawn.lines[at][3] - drawn.lines[at][1]) / (drawn.size * drawn.heights[at])
            for side, at in (("top", 0), ("bottom", -1))
            if side in edges
        ]
        loss = max(lost, default=0.0)
        return loss, loss if whole.chinese else loss - _LATIN
    if not edges & {"top", "bottom"}:
        return 0.0, 0.0
    left, top, right, bottom = drawn.lines[0]
    by_width = (right - left) / whole.width
    loss = 1 - (bottom - top) / (whole.height * by_width)
    gaps = runs_of(~columns_of(layers.ink[:, max(0, round(left)) : round(right)]))
    widest = max((end - start for start, end in gaps), default=0)
    spaced = any(glyph.name == "space" for glyph in glyphs)
    alone = whole.chinese > 1 and (spaced or widest <= _GAP * by_width)
    return loss, loss - 2 * whole.slack / whole.width if alone else 0.0


def _missing(
    layers: Layers, box: Box, drawn: _Drawn, edges: frozenset[str], whole: Extent, *, chinese: bool
) -> Fit:
    """What the lines have no room for, where they go to the end of the box."""
    missing, all_of_it = drawn.missing - whole.slack, Fit(missing=0.0)
    if "right" in edges and missing >= max(_GLYPH, _WIDER * whole.width):
        sure = chinese and missing >= 2 * _WIDER * whole.width
        return Fit("letters", sure=sure, missing=round(missing, 1))
    if missing < max(_LINE / 2, _SHARE / 2 * whole.width):
        return all_of_it
    left, _, right, _ = drawn.lines[-1]
    before, after = layers.left + left - box[0], box[2] - layers.left - right
    if after > (_FULL + min(before / drawn.size, _PADDING)) * drawn.size:
        return all_of_it  # there is room for more, so the letters are only narrower than supposed
    sure = chinese and missing >= max(_LINE, _SHARE * whole.width)
    return Fit("lines", sure=sure, missing=round(missing, 1))
