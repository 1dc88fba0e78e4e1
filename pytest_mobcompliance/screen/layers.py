"""Ink and what lies behind it: one crop of a picture taken apart.

What is measured is what is composed on the screen; which view painted it does not matter. First the colour
(or the slope of colours) behind the ink is found, then what differs from it; frames, neighbours and corners
that reach the edge of the crop are no ink of this element and are taken out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .model import Box
from .picture import Packed, Picture, bands, count_colors, unpack

Mask: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float32]

INK_LEVELS = 8
"""A pixel is ink when a band differs from the background by more (of 255): above the noise of rounding, below
any contrast that a reader could see (white on #f6f6f6 is 1.08)."""
_FLAT_SHARE = 0.33
"""Of a crop's pixels: from here one colour is its background. Bold Chinese covers at most half of its own
box."""
_SURFACE_SHARE = 0.5
"""Of the ink's box: a colour that fills more is a surface with text on it; letters leave more room."""
_SIDE_SHARE = 0.6
"""Of a side of the crop: ink that covers more is a frame or a neighbour, less may be letters that are cut."""
_LEAST_INK = 12
"""Pixels that must be left when a frame is taken out; else the frame is all there is."""
_SAMPLES = 1600
"""Pixels from which the slope of a gradient is found; six numbers per band are sought."""


class Behind(StrEnum):
    """What the ink stands on."""

    FLAT = "flat"
    GRADIENT = "gradient"
    IMAGE = "image"
    NOTHING = "nothing"
    """There is no ink to tell from a background."""


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """The part of a crop that holds its ink. Arrays are height × width of that part.

    ``left``, ``top``: where it lies in the picture, px. ``background``: the colour behind, 0..255, in the
    middle for a gradient; ``slope``: … × 3, the same at each pixel, where it varies. ``distance``: of each
    pixel of the ink from its background, in levels of the band that differs most; 0 elsewhere.
    """

    behind: Behind
    left: int
    top: int
    packed: Packed
    background: Floats
    slope: Floats | None
    distance: NDArray[np.uint8]
    ink: Mask
    rows: Mask
    """Which rows hold ink; likewise ``columns``."""
    columns: Mask
    even: float
    """Share of the pixels that are not ink and have the background's very colour (within two levels)."""
    drift: float
    """Levels by which a background that passes for flat varies."""
    framed: bool
    """A frame or a neighbour at the edge was taken out."""
    cut: bool
    """Ink that is no frame reaches the edge of the crop or of the picture."""


def separate(picture: Picture, box: Box, *, graphic: bool = False) -> Layers:
    """Take a box in px apart.

    Text may stand on a surface within its box (a pill on a page), and what frames it is left out.
    ``graphic``: an icon or a control, whose frame counts and whose background is what the edge of the box
    shows.
    """
    crop, (left, top) = picture.crop(box)
    layers = _separate(np.ascontiguousarray(crop), left, top, graphic=graphic)
    for _ in range(0 if graphic else 2):
        inner = _surface(layers)
        if inner is None:
            break
        rows, columns = inner
        part = np.ascontiguousarray(layers.packed[rows, columns])
        layers = _separate(part, layers.left + columns.start, layers.top + rows.start)
    return layers


def _separate(crop: Packed, left: int, top: int, *, graphic: bool = False) -> Layers:
    if min(crop.shape) < 3:
        return _nothing(crop, left, top)
    color, share = _most_common(_rim(crop) if graphic else crop)
    slope = None
    if share >= _FLAT_SHARE:
        behind, distance = Behind.FLAT, _distance(crop, color)
        if _uneven(distance):
            slope = fit_slope(crop, near=color)
    else:
        slope = fit_slope(crop)
        behind, distance = Behind.IMAGE, _distance(crop, color)
    if slope is not None:
        behind, distance = Behind.GRADIENT, _distance_from(crop, slope)
    ink, sides, framed, cut = without_frame(distance > INK_LEVELS, rings=not graphic)
    rows, columns = _widened(_extent(*sides), 2, ink.shape)
    if rows.stop <= rows.start:
        return _nothing(crop, left, top, framed=framed)
    part = np.ascontiguousarray(crop[rows, columns])
    near, inked = distance[rows, columns], np.ascontiguousarray(ink[rows, columns])
    even, drift = _evenness(near)
    near = near * inked  # what was taken out is not looked at again
    inner = None if slope is None else slope[rows, columns]
    flat = color if inner is None else inner.reshape(-1, 3)[inner.shape[0] * inner.shape[1] // 2]
    return Layers(
        behind=behind,
        left=left + columns.start,
        top=top + rows.start,
        packed=part,
        background=flat,
        slope=inner,
        distance=near,
        ink=inked,
        rows=sides[0][rows],
        columns=sides[1][columns],
        even=even,
        drift=drift,
        framed=framed,
        cut=cut,
    )


def _nothing(crop: Packed, left: int, top: int, *, framed: bool = False) -> Layers:
    color = _most_common(crop)[0] if crop.size else np.zeros(3, np.float32)
    return Layers(
        behind=Behind.NOTHING,
        left=left,
        top=top,
        packed=crop,
        background=color,
        slope=None,
        distance=np.zeros(crop.shape, np.uint8),
        ink=np.zeros(crop.shape, np.bool_),
        rows=np.zeros(crop.shape[0], np.bool_),
        columns=np.zeros(crop.shape[1], np.bool_),
        even=1.0,
        drift=0.0,
        framed=framed,
        cut=False,
    )


# ---- what lies behind ------------------------------------------------------------------------------------


def _most_common(crop: Packed) -> tuple[Floats, float]:
    """The colour that fills most of a crop, and its share together with its nearest shades."""
    step = max(1, int((crop.size / 2000) ** 0.5))
    sample = crop[::step, ::step]
    first = crop.item(min(1, len(crop) - 1), crop.shape[1] // 2)  # above the text, as a rule
    share = np.count_nonzero(sample == first) / sample.size
    if share > 0.5:
        return np.array(unpack(first), np.float32), share
    colors, counts = count_colors(sample)
    rgb = bands(colors)[:, :3].astype(np.int16)
    best = rgb[counts.argmax()]
    near = np.abs(rgb - best).max(axis=1) <= 2
    return best.astype(np.float32), float(counts[near].sum() / counts.sum())


def _rim(crop: Packed) -> Packed:
    """The outermost two rows and columns, as one row."""
    sides = (crop[:2], crop[-2:], crop[:, :2], crop[:, -2:])
    rim: Packed = np.concatenate([side.ravel() for side in sides])[None]
    return rim


def _distance(crop: Packed, color: Floats) -> NDArray[np.uint8]:
    """Only pixels of another colour are computed: most of a crop is background."""
    flat = crop.ravel()
    red, green, blue = (int(band) for band in color.tolist())
    behind = np.uint32(red | green << 8 | blue << 16 | 0xFF000000)
    other = (flat != behind).nonzero()[0]
    # All bands of all pixels in one row of bytes, which the processor takes many at a time.
    levels = flat[other].view(np.uint8)
    ground = np.full(other.size, behind, np.uint32).view(np.uint8)
    apart = np.maximum(levels, ground) - np.minimum(levels, ground)
    farthest = np.maximum(apart[::4], apart[1::4])
    np.maximum(farthest, apart[2::4], out=farthest)
    distance = np.zeros(flat.size, np.uint8)
    distance[other] = farthest
    return distance.reshape(crop.shape)


def _distance_from(crop: Packed, slope: Floats) -> NDArray[np.uint8]:
    pixels = bands(crop)
    farthest = np.abs(pixels[..., 0] - slope[..., 0])
    for band in (1, 2):
        np.maximum(farthest, np.abs(pixels[..., band] - slope[..., band]), out=farthest)
    levels: NDArray[np.uint8] = np.minimum(farthest, 255).astype(np.uint8)
    return levels


def _uneven(distance: NDArray[np.uint8]) -> bool:
    """Whether a side of the crop shows another shade of its background: the foot of a gradient."""
    for side in (np.s_[:2], np.s_[-2:], np.s_[:, :2], np.s_[:, -2:]):
        near = distance[side]
        if 4 * np.count_nonzero(near) <= near.size:
            continue  # half of half of them must be of another shade
        shades = np.count_nonzero(near <= 40)
        if shades >= 0.5 * near.size and np.count_nonzero((near >= 2) & (near <= 40)) > 0.5 * shades:
            return True
    return False


def _evenness(distance: NDArray[np.uint8]) -> tuple[float, float]:
    """Share of what is not ink within two levels of the background, and by how many levels the rest varies.

    Letters leave a faint edge on few pixels (at most 0.18 were seen); where more differ the background does.
    """
    size = int(np.count_nonzero(distance <= INK_LEVELS))
    if not size:
        return 0.0, 0.0
    within = float(np.count_nonzero(distance <= 2) / size)
    same = distance.size - np.count_nonzero(distance)
    if (size - same) / size < 0.2:
        return within, 0.0
    upto = np.cumsum(np.bincount(distance.ravel(), minlength=INK_LEVELS + 1)[: INK_LEVELS + 1])
    place = 0.95 * (size - 1)  # among all that is bare, from the most even on
    low, high = np.searchsorted(upto, (int(place), min(int(place) + 1, size - 1)), side="right").tolist()
    return within, low + (high - low) * (place % 1) + 1


def fit_slope(crop: Packed, near: Floats | None = None) -> Floats | None:
    """The colours of a gradient at each pixel, height × width × 3, or None when there is none.

    A polynomial of second order per band, which follows linear and wide radial gradients; the letters are
    what it does not fit, so the worst are left out step by step.
    """
    height, width = crop.shape
    step = max(1, int(np.sqrt(crop.size / _SAMPLES)))
    rows, columns = np.mgrid[0:height:step, 0:width:step]
    values = bands(np.ascontiguousarray(crop[::step, ::step]))[..., :3].reshape(-1, 3).astype(np.float64)
    terms = _terms(rows.ravel() / height, columns.ravel() / width)
    kept = np.ones(len(values), np.bool_)
    if near is not None:
        kept = np.abs(values - near).max(axis=1) <= 40
    for _ in range(10):
        if np.count_nonzero(kept) < 24:
            return None
        some = terms[kept]
        square = some.T @ some + 1e-4 * np.eye(6)  # a flat crop has slopes that nothing tells apart
        factors = np.linalg.solve(square, some.T @ values[kept])
        off = np.abs(values - terms @ factors).max(axis=1)
        limit = max(2.5, 1.5 * float(np.partition(off, int(0.55 * len(off)))[int(0.55 * len(off))]))
        fresh = off <= limit
        if np.array_equal(fresh, kept):
            break
        kept = fresh
    if limit > 3.5 or not _covers(off <= 3, rows.shape):
        return None
    # Rows and columns apart: a full table of terms would cost more than all the rest.
    across, down = np.arange(width, dtype=np.float32) / width, np.arange(height, dtype=np.float32) / height
    flat, x, y, xx, xy, yy = factors.astype(np.float32)
    row = flat + across[:, None] * x + (across**2)[:, None] * xx
    column = down[:, None] * y + (down**2)[:, None] * yy
    cross = (down[:, None] * across[None, :])[..., None] * xy
    colors: Floats = np.clip(row[None] + column[:, None] + cross, 0, 255)
    return colors


def _terms(down: NDArray[np.float64], across: NDArray[np.float64]) -> NDArray[np.float64]:
    ones = np.ones_like(down)
    return np.stack([ones, across, down, across**2, across * down, down**2], axis=1)


def _covers(fits: Mask, shape: tuple[int, ...]) -> bool:
    """Whether the background shows everywhere: in each third of the crop, both ways."""
    grid = fits.reshape(shape)
    if grid.mean() < 0.45:
        return False
    thirds = [*np.array_split(grid, 3, axis=0), *np.array_split(grid, 3, axis=1)]
    return all(third.size == 0 or third.mean() > 0.25 for third in thirds)


def row_bands(ink: Mask) -> list[tuple[int, int]]:
    """The runs of rows that hold ink: first row, row after the last."""
    return runs_of(rows_of(ink))


def runs_of(line: Mask) -> list[tuple[int, int]]:
    """The runs of what is marked in a row: the first place, and the one after the last.

    Bytes find the next place faster than numpy makes the arrays that would tell all of them.
    """
    marks, found = line.tobytes(), []
    start = marks.find(1)
    while start >= 0:
        end = marks.find(0, start)
        if end < 0:
            end = len(marks)
        found.append((start, end))
        start = marks.find(1, end)
    return found


def span_of(line: Mask) -> tuple[int, int] | None:
    """From the first to the place after the last that is marked in a row; None without any."""
    marks = line.tobytes()
    first = marks.find(1)
    return None if first < 0 else (first, marks.rfind(1) + 1)


def rows_of(marked: Mask) -> Mask:
    """Which rows hold anything marked."""
    rows: Mask = np.logical_or.reduce(marked, axis=1)
    return rows


def columns_of(marked: Mask) -> Mask:
    """Which columns hold anything marked."""
    columns: Mask = np.logical_or.reduce(marked, axis=0)
    return columns


# ---- what is no ink of this element ----------------------------------------------------------------------


def without_frame(ink: Mask, *, rings: bool = True) -> tuple[Mask, tuple[Mask, Mask], bool, bool]:
    """Return the ink without frames and neighbours, and which rows and columns hold any.

    And whether any was taken out, and whether letters are cut. ``rings``: take outlines inside the box out,
    too.
    """
    sides = rows_of(ink), columns_of(ink)
    place, framed = _extent(*sides), False
    seeds, cut = _seeds(ink, place)
    for ring in (False, True) if rings else (False,):
        found = _ring(ink, place) if ring else seeds
        if found is None:
            continue
        inner = ink & ~reach(ink, found)
        if np.count_nonzero(inner) >= _LEAST_INK:
            ink, framed = inner, True
            sides = rows_of(ink), columns_of(ink)
            place = _extent(*sides)
    return ink, sides, framed, cut


def _seeds(ink: Mask, place: tuple[slice, slice]) -> tuple[Mask | None, bool]:
    """Ink at the sides of a crop that belongs to frames, and whether other ink reaches a side.

    ``place``: the rows and columns from the first with ink to the last.
    """
    (height, width), (rows, columns) = ink.shape, place
    # Two rows and columns deep, since boxes end between pixels; letters are cut only by the very edge.
    sides = (
        (ink, 0, 1, rows.start < 2 and rows.stop > 0),
        (ink, -1, -2, rows.stop > height - 2),
        (ink.T, 0, 1, columns.start < 2 and columns.stop > 0),
        (ink.T, -1, -2, columns.stop > width - 2),
    )
    touching = [lines[edge] | lines[inner] if there else ink[0, :0] for lines, edge, inner, there in sides]
    counts = [np.count_nonzero(touched) for touched in touching]
    around = min(counts[:2]) >= 0.3 * width  # a pill, or dashes all round
    seeds, cut = None, False
    for (lines, edge, inner, _), touched, count in zip(sides, touching, counts, strict=True):
        if not count:
            continue
        marked = np.ones_like(touched)
        if not around and count < _SIDE_SHARE * touched.size:
            marked = _from_ends(lines[edge])
            cut = cut or bool((lines[edge] & ~marked).any())
        if marked.any():
            seeds = np.zeros_like(ink) if seeds is None else seeds
            across = seeds if lines is ink else seeds.T
            across[edge] |= marked
            across[inner] |= marked
    return seeds, cut


def _from_ends(line: Mask) -> Mask:
    """The runs of True that begin at either end: what shows outside rounded corners."""
    if not (line[0] or line[-1]):
        return np.zeros_like(line)
    if line.all():
        return line
    gaps = (~line).nonzero()[0]
    ends = line.copy()
    ends[gaps[0] : gaps[-1]] = False
    return ends


def _ring(ink: Mask, place: tuple[slice, slice]) -> Mask | None:
    """Ink of an outline that runs around everything else, inside the crop; None without."""
    rows, columns = place
    height, width = rows.stop - rows.start, columns.stop - columns.start
    if height < 12 or width < 1.3 * height:
        return None
    part = ink[rows, columns]
    thick = 3
    if any(np.count_nonzero(side) < 0.5 * width for side in (part[:thick], part[-thick:])):
        return None
    for side, axis in ((part[:thick], 0), (part[-thick:], 0), (part[:, :thick], 1), (part[:, -thick:], 1)):
        line = columns_of(side) if axis == 0 else rows_of(side)
        if np.count_nonzero(line) < 0.5 * line.size or _longest(line) < 0.5 * line.size:
            return None
    seeds = np.zeros_like(ink)
    seeds[rows, columns][:1] = part[:1]
    seeds[rows, columns][-1:] = part[-1:]
    return seeds


def _longest(line: Mask) -> int:
    """Length of the longest run of True."""
    return max((end - start for start, end in runs_of(line)), default=0)


def reach(ink: Mask, seeds: Mask) -> Mask:
    """All ink that hangs together with the seeds, by runs along rows and columns in turn."""
    where = ink.ravel().nonzero()[0]
    runs = _runs(ink)[where], _runs(ink.T).reshape(ink.T.shape).T.ravel()[where]
    reached = seeds.ravel()[where]
    count = np.count_nonzero(reached)
    for _ in range(80):  # a run is filled at once, so rounded corners take as many turns as steps
        for numbers in runs:
            hit = np.zeros(int(numbers.max()) + 1, np.bool_)
            hit[numbers[reached]] = True
            reached = hit[numbers]
        now = np.count_nonzero(reached)
        if now == count:
            break
        count = now
    whole = np.zeros(ink.size, np.bool_)
    whole[where[reached]] = True
    return whole.reshape(ink.shape)


def _runs(ink: Mask) -> NDArray[np.int32]:
    """Number the runs of ink row by row; a pixel without ink has the number of the run before it."""
    starts = ink.copy()
    starts[:, 1:] &= ~ink[:, :-1]
    return np.cumsum(starts.ravel(), dtype=np.int32)


def _extent(*marked: Mask) -> tuple[slice, slice]:
    """From the first to the last of the marked rows and columns; empty slices without any."""
    rows, columns = (span_of(side) for side in marked)
    return (slice(*rows), slice(*columns)) if rows and columns else (slice(0, 0), slice(0, 0))


def _widened(place: tuple[slice, slice], margin: int, shape: tuple[int, ...]) -> tuple[slice, slice]:
    if place[0].stop == 0:
        return place
    rows, columns = (
        slice(max(0, span.start - margin), min(limit, span.stop + margin))
        for span, limit in zip(place, shape, strict=True)
    )
    return rows, columns


def _surface(layers: Layers) -> tuple[slice, slice] | None:
    """Rows and columns of one solid colour that fills most of the ink's box: what the text really stands
    on."""
    if layers.behind is not Behind.FLAT or np.count_nonzero(layers.ink) < _SURFACE_SHARE * layers.ink.size:
        return None
    colors, counts = count_colors(layers.packed[layers.ink])
    if counts.max() < _SURFACE_SHARE * layers.ink.size:
        return None
    same = layers.packed == colors[counts.argmax()]
    rows, columns = _extent(rows_of(same), columns_of(same))
    if min(rows.stop - rows.start, columns.stop - columns.start) < 8 or not _has_sides(same[rows, columns]):
        return None
    return rows, columns


def _has_sides(same: Mask) -> bool:
    """Whether three sides of a surface are closed, as those of very bold letters are not.

    Looked at a tenth of its shorter side within the edge: there even a pill misses 0.4 of the shorter side,
    at its ends.
    """
    height, width = same.shape
    short = min(height, width)
    deep = short // 10
    sides = (same[deep], same[-1 - deep], same[:, deep], same[:, -1 - deep])
    closed = [side for side in sides if np.count_nonzero(side) >= side.size - 0.5 * short]
    return len(closed) >= 3
