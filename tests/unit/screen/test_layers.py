"""How a crop is taken apart, against the plain definitions."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest

from pytest_mobcompliance.screen.colors import find_inks
from pytest_mobcompliance.screen.layers import (
    Behind,
    columns_of,
    row_bands,
    rows_of,
    runs_of,
    separate,
    span_of,
)
from pytest_mobcompliance.screen.picture import Packed, Picture, count_colors

LINES = ("", "0", "1", "0110", "1011", "1111", "0001", "10000", "0101010", "1" * 300 + "0" * 300 + "1")


def packed(red: int, green: int, blue: int) -> int:
    return red | green << 8 | blue << 16 | 0xFF000000


def on_white(height: int = 40, width: int = 60) -> Packed:
    return np.full((height, width), packed(255, 255, 255), np.uint32)


@pytest.mark.parametrize("marks", LINES)
def test_runs_begin_and_end_where_marks_do(marks: str) -> None:
    line = np.array([mark == "1" for mark in marks], np.bool_)
    runs = runs_of(line)
    again = np.zeros_like(line)
    for start, end in runs:
        assert start < end
        again[start:end] = True
    assert np.array_equal(again, line)
    assert all(one[1] < other[0] for one, other in pairwise(runs))  # else they were one
    assert span_of(line) == ((runs[0][0], runs[-1][1]) if runs else None)


def test_a_run_is_found_in_every_second_place_of_an_array() -> None:
    line = np.array([True, False, True, False, False, True], np.bool_)
    assert runs_of(line[::2]) == [(0, 2)]
    assert row_bands(np.array([[False, True], [False, False], [True, True]])) == [(0, 1), (2, 3)]


def test_the_distance_is_that_of_the_band_that_differs_most() -> None:
    dice = random.Random(7)
    pixels = on_white()
    for _ in range(150):
        row, column = dice.randrange(4, 36), dice.randrange(4, 56)
        pixels[row, column] = packed(*(dice.choice((0, 9, 100, 240, 250, 254, 255)) for _ in range(3)))
    layers = separate(Picture(pixels), (0, 0, 60, 40))
    height, width = layers.ink.shape
    part = pixels[layers.top : layers.top + height, layers.left : layers.left + width]
    bands = part.view(np.uint8).reshape(height, width, 4)[..., :3].astype(int)
    apart = np.abs(bands - 255).max(axis=2)
    assert layers.behind is Behind.FLAT
    assert np.array_equal(layers.ink, apart > 8)
    assert np.array_equal(layers.distance, np.where(apart > 8, apart, 0))


def test_rows_and_columns_tell_where_ink_is() -> None:
    pixels = on_white()
    pixels[10:20, 8:12] = pixels[10:14, 30:33] = packed(0, 0, 0)
    pixels[:, :2] = packed(0, 0, 200)  # a neighbour at the edge, which is taken out
    layers = separate(Picture(pixels), (0, 0, 60, 40))
    assert layers.framed
    assert np.array_equal(layers.rows, rows_of(layers.ink))
    assert np.array_equal(layers.columns, columns_of(layers.ink))
    assert runs_of(layers.columns) == [
        (8 - layers.left, 12 - layers.left),
        (30 - layers.left, 33 - layers.left),
    ]


@pytest.mark.parametrize(
    ("rows", "columns", "sure"),
    [
        ((10, 15), (10, 22), 3 * 10),  # a block: all but its border
        ((10, 11), (10, 30), 20),  # a line of one pixel, whose ends have ink on one side only
        ((10, 12), (10, 30), 0),  # of two pixels: each may be covered in part
    ],
)
def test_what_must_be_covered_whole_is_counted(
    rows: tuple[int, int], columns: tuple[int, int], sure: int
) -> None:
    pixels = on_white()
    pixels[slice(*rows), slice(*columns)] = packed(0, 0, 0)
    inks, explained = find_inks(separate(Picture(pixels), (0, 0, 60, 40)))
    assert [ink.sure for ink in inks] == [sure]
    assert explained == 1.0


def test_nothing_is_covered_by_what_the_next_row_holds() -> None:
    """Ink up to both sides of a crop: the end of one row is no neighbour of the next one's beginning."""
    pixels = on_white(12, 9)
    pixels[5, :] = packed(0, 0, 0)
    pixels[3:8, 4] = packed(0, 0, 0)
    layers = separate(Picture(pixels), (0, 0, 9, 12), graphic=True)
    inks, _ = find_inks(layers)
    ink = np.pad(layers.ink, 1)
    up, down, left, right = ink[:-2, 1:-1], ink[2:, 1:-1], ink[1:-1, :-2], ink[1:-1, 2:]
    whole = (up & down & left & right) | (~up & ~down) | (~left & ~right)
    assert inks[0].sure == np.count_nonzero((whole & layers.ink)[1:-1, 1:-1])


def test_colors_are_counted_as_numpy_does() -> None:
    dice = np.random.default_rng(7)
    for size in (0, 1, 2, 500):
        some = dice.integers(0, 40, size, dtype=np.uint32)
        colors, counts = count_colors(some)
        wanted = np.unique(some, return_counts=True)
        assert np.array_equal(colors, wanted[0])
        assert np.array_equal(counts, wanted[1])
