"""`Picture`: a screenshot as numbers, decoded once and only when a rule asks for pixels."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .model import Box, Screen, ScreenshotState

Packed: TypeAlias = NDArray[np.uint32]
"""One number per pixel, so that whole colours are compared and counted at once."""
Bands: TypeAlias = NDArray[np.uint8]

_OPAQUE = 0xFF000000
_STRIP = 32
"""Rows that are copied at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """``packed``: height × width; red in the lowest byte, then green, blue and 255."""

    packed: Packed

    @property
    def pixels(self) -> Bands:
        """Height × width × 3, sRGB 0..255; a view."""
        return bands(self.packed)[..., :3]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in px."""
        return self.packed.shape[1], self.packed.shape[0]

    def crop(self, box: Box) -> tuple[Packed, tuple[int, int]]:
        """Return what of a box in px lies within the picture, and its left top corner; a view."""
        width, height = self.size
        left, right = (min(max(round(edge), 0), width) for edge in (box[0], box[2]))
        top, bottom = (min(max(round(edge), 0), height) for edge in (box[1], box[3]))
        return self.packed[top : max(top, bottom), left : max(left, right)], (left, top)


@lru_cache(maxsize=2)
def read_png(png: bytes) -> Picture:
    """Decode a picture. Kept for the last two, since several rules look at the same one."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
        flat = image if image.mode == "RGB" else image.convert("RGB")
        packed = np.empty((flat.height, flat.width), "<u4")
        # Four bytes per pixel are how Pillow holds RGB itself: this costs a copy and no sorting of bytes. By
        # strips, which stay in the processor's cache: a copy of the whole takes four times as long.
        for top in range(0, flat.height, _STRIP):
            strip = flat.crop((0, top, flat.width, min(flat.height, top + _STRIP)))
            rows = np.frombuffer(strip.tobytes("raw", "RGBX"), "<u4")
            packed[top : top + _STRIP] = rows.reshape(strip.height, flat.width)
    filled = bool((packed[::16, ::16] >= _OPAQUE).all())  # as Pillow does; looking is cheaper than a copy
    return Picture(packed if filled else packed | np.uint32(_OPAQUE))


def picture_of(screen: Screen) -> Picture | None:
    """The picture of a screen that shows what the user saw; None when it is missing, hidden or uniform."""
    if screen.screenshot is None or screen.screenshot_state is not ScreenshotState.OK:
        return None
    return read_png(screen.screenshot)


def bands(packed: Packed) -> Bands:
    """The bytes of packed pixels: … × 4; a view where the rows allow it."""
    whole = packed if packed.flags.c_contiguous else np.ascontiguousarray(packed)
    return whole.view(np.uint8).reshape(*packed.shape, 4)


def unpack(color: int) -> tuple[int, int, int]:
    return color & 255, color >> 8 & 255, color >> 16 & 255


def count_colors(packed: Packed) -> tuple[Packed, NDArray[np.intp]]:
    """The colours among some pixels and how often each occurs, sorted by number; as `np.unique`, less
    general."""
    ordered = packed.flatten()
    ordered.sort()
    if not ordered.size:
        return ordered, np.zeros(0, np.intp)
    changes = (ordered[1:] != ordered[:-1]).nonzero()[0]
    edges = np.empty(changes.size + 2, np.intp)
    edges[0], edges[-1] = 0, ordered.size
    np.add(changes, 1, out=edges[1:-1])
    return ordered[edges[:-1]], edges[1:] - edges[:-1]
