"""Boxes found by their place, so that a rule need not compare each with each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor

from ..screen import Box

_CELL = 48.0
"""dp; about one target."""
_MOST_CELLS = 400
"""Boxes over more cells (a whole phone's screen has 200) are kept in a list of their own."""


class Grid:
    """Boxes in dp by the cells that they touch; built in one pass, asked for what is near a place."""

    __slots__ = ("_cells", "_large")

    def __init__(self, boxes: Sequence[Box]) -> None:
        self._cells: dict[tuple[int, int], list[int]] = {}
        self._large: list[int] = []
        for number, box in enumerate(boxes):
            left, top, right, bottom = _range(box)
            if (right - left + 1) * (bottom - top + 1) > _MOST_CELLS:
                self._large.append(number)
                continue
            for cell in _cells(box):
                self._cells.setdefault(cell, []).append(number)

    def near(self, box: Box) -> Iterator[int]:
        """Numbers of all boxes that may touch this small one; one may come more than once."""
        yield from self._large
        for cell in _cells(box):
            yield from self._cells.get(cell, ())


def _range(box: Box) -> tuple[int, int, int, int]:
    left, top, right, bottom = box
    return floor(left / _CELL), floor(top / _CELL), floor(right / _CELL), floor(bottom / _CELL)


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = _range(box)
    return ((x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))
