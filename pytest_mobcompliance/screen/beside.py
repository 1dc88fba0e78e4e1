"""A box that holds a control and its words: a box to tick, a switch, and the text beside it."""

from __future__ import annotations

from collections.abc import Iterator

from .layers import Layers, rows_of, runs_of
from .model import Box

_GAP = 0.08
"""Of the height of the ink: the least room between a control and its words; between letters there is less."""
_WIDTHS = (0.5, 3.0)
"""Of a control, by its own height: from a slim tick to a long switch."""


def words_beside(layers: Layers) -> Iterator[Box]:
    """Yield, in px of the picture, what is left of a crop without the control that may stand at its start or
    end; the start first, since boxes and rings stand there.

    Nothing where no piece at either end has the shape of a control.
    """
    height, width = layers.ink.shape
    inked = layers.rows.sum()
    room = max(3.0, _GAP * float(inked))
    pieces = _pieces(layers, room)
    if len(pieces) < 2:
        return
    for piece, left, right in (
        (pieces[0], pieces[1][0], width),
        (pieces[-1], 0, pieces[-2][1]),
    ):
        band = rows_of(layers.ink[:, piece[0] : piece[1]]).nonzero()[0]
        tall = int(band[-1] - band[0]) + 1
        if _WIDTHS[0] <= (piece[1] - piece[0]) / tall <= _WIDTHS[1]:
            yield (
                float(layers.left + max(0, left - 2)),
                float(layers.top),
                float(layers.left + min(width, right + 2)),
                float(layers.top + height),
            )


def _pieces(layers: Layers, room: float) -> list[tuple[int, int]]:
    """The runs of columns with ink, those nearer than ``room`` px joined: first column, column after the
    last."""
    joined: list[tuple[int, int]] = []
    for start, end in runs_of(layers.columns):
        if joined and start - joined[-1][1] < room:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
