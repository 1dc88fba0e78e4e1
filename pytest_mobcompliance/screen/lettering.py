"""Places of a picture that look like text although the tree has none there: for a person to look at.

Conservative: rows of small pieces in one or two colours, at the height of letters, with strokes as thin as
letters have. Photographs, icons and rules are passed over, and so is much real text over pictures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from .colors import find_inks
from .layers import Behind, Layers, Mask, row_bands, separate
from .model import Box
from .picture import Picture, bands

_CELL_DP = 4.0
"""Cells of the coarse map; smaller than any letter that one could read."""
_STEP = 24
"""Levels between neighbouring pixels that make an edge; letters of contrast 1.3 and more have it."""
_HEIGHTS_DP = (7.0, 60.0)
"""Heights of the ink of a line of text: 10 dp digits to 60 dp headlines."""
_STROKES = (0.7, 7.0)
"""Strokes that a row crosses on a piece as wide as the line is high: l to 攀, by counting."""


def text_like(picture: Picture, exclude: Sequence[Box], density: float | None = None) -> list[Box]:
    """Return boxes in px of what looks like text outside the boxes that the tree accounts for.

    ``density``: px per dp; guessed from the picture's width where unknown (360 dp, the most common).
    """
    scale = density or picture.size[0] / 360
    found = []
    for box in _candidates(_edges(picture, exclude), max(2, round(_CELL_DP * scale))):
        layers = separate(picture, box)
        if _is_lettering(layers, scale):
            height, width = layers.ink.shape
            found.append((layers.left, layers.top, layers.left + width, layers.top + height))
    return [tuple(float(edge) for edge in box) for box in found]  # type: ignore[misc]


def _edges(picture: Picture, exclude: Sequence[Box]) -> Mask:
    """Where green, which carries most of the light, changes from one pixel to the next."""
    green = np.ascontiguousarray(bands(picture.packed)[..., 1])
    edges = np.zeros(green.shape, np.bool_)
    one, other = green[:, :-1], green[:, 1:]
    np.greater(np.maximum(one, other) - np.minimum(one, other), _STEP, out=edges[:, 1:])
    for left, top, right, bottom in exclude:
        edges[max(0, int(top) - 1) : int(bottom) + 2, max(0, int(left) - 1) : int(right) + 2] = False
    return edges


def _candidates(edges: Mask, cell: int) -> Iterator[Box]:
    """Boxes of neighbouring cells with edges; gaps of a word's space are bridged."""
    height, width = (size // cell for size in edges.shape)
    whole = np.ascontiguousarray(edges[: height * cell, : width * cell])
    lines = whole.view(np.uint8).reshape(height, cell, width * cell)
    rows = lines.sum(axis=1, dtype=np.uint16)  # whole rows first: that is quick
    cells = rows.reshape(height, width, cell).sum(axis=2) >= 2
    bridged = cells.copy()
    for shift in (1, 2):
        bridged[:, shift:-shift] |= cells[:, : -2 * shift] & cells[:, 2 * shift :]
        bridged[:, 1:] |= cells[:, :-1]
    left = bridged
    while left.any():
        start = np.unravel_index(int(left.argmax()), left.shape)
        part = _together(left, (int(start[0]), int(start[1])))
        left = left & ~part
        rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
        yield (
            float((columns[0] - 1) * cell),
            float((rows[0] - 1) * cell),
            float((columns[-1] + 2) * cell),
            float((rows[-1] + 2) * cell),
        )


def _together(cells: Mask, start: tuple[int, int]) -> Mask:
    part = np.zeros_like(cells)
    ahead = [start]
    part[start] = True
    height, width = cells.shape
    while ahead:
        row, column = ahead.pop()
        for down, across in ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)):
            if 0 <= down < height and 0 <= across < width and cells[down, across] and not part[down, across]:
                part[down, across] = True
                ahead.append((down, across))
    return part


def _is_lettering(layers: Layers, scale: float) -> bool:
    if layers.behind is not Behind.FLAT or not 0.05 <= layers.ink.mean() <= 0.55 or layers.even < 0.9:
        return False
    inks, explained = find_inks(layers)
    if explained < 0.9 or len(inks) > 2:
        return False
    lines = [(top, bottom) for top, bottom in row_bands(layers.ink) if bottom - top > 2 * scale]
    if not lines:
        return False
    looks = [_looks_like_line(layers.ink[top:bottom], scale) for top, bottom in lines]
    return sum(looks) >= 0.6 * len(looks)


def _looks_like_line(ink: Mask, scale: float) -> bool:
    """Whether one band of rows is made of at least two pieces with strokes like letters."""
    columns = np.flatnonzero(ink.any(axis=0))
    height, width = ink.shape[0], int(columns[-1] - columns[0]) + 1
    if not _HEIGHTS_DP[0] * scale <= height <= _HEIGHTS_DP[1] * scale or width < 1.4 * height:
        return False
    pieces = [end - start for start, end in row_bands(ink.T)]
    if len(pieces) < 2 or max(pieces) > 4 * height or len(pieces) < 0.4 * width / height:
        return False
    starts = (ink[:, 1:] & ~ink[:, :-1]).sum(axis=1)
    strokes = float(np.median(starts[starts > 0])) / (width / height) if starts.any() else 0.0
    thickness = ink.sum() / max(1, int(starts.sum())) / height
    return _STROKES[0] <= strokes <= _STROKES[1] and thickness <= 0.3
