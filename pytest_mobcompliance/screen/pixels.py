"""What a screenshot is worth: whether it shows what the user saw."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, UnidentifiedImageError

from ..errors import ScreenParseError
from .model import ScreenshotState

# What Pillow raises on damaged input, by experience; its own errors are OSErrors and SyntaxErrors.
_PILLOW_ERRORS = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    zlib.error,
    MemoryError,
    Image.DecompressionBombError,
)
_MOST_PIXELS = 80_000_000
"""Beyond any handset (a 4K tablet has 8 million); keeps a crafted picture from filling the memory."""


def classify_screenshot(png: bytes | None, *, where: str = "screenshot") -> ScreenshotState:
    """Tell whether a picture shows something, is all black (FLAG_SECURE) or of one colour.

    :raises ScreenParseError: when the bytes are no complete PNG.
    """
    return read_picture(png, where=where)[0]


def read_picture(
    png: bytes | None, *, where: str = "screenshot"
) -> tuple[ScreenshotState, tuple[int, int] | None]:
    """Return the state of a picture and its size in px (None without a picture).

    :raises ScreenParseError: when the bytes are no complete PNG.
    """
    if not png:
        return ScreenshotState.UNAVAILABLE, None
    try:
        with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
            size = picture.size
            if size[0] * size[1] > _MOST_PIXELS:
                raise ValueError(f"{size[0]} × {size[1]} px")
            picture.load()
            return _state(picture), size
    except _PILLOW_ERRORS as error:
        raise ScreenParseError(
            who="screenshot",
            where=where,
            got=f"{len(png)} bytes that cannot be decoded ({error or type(error).__name__})",
            wanted="a complete PNG file",
            next_step="record the screen again, or delete the picture to judge without pixels",
        ) from error


def _state(picture: Image.Image) -> ScreenshotState:
    if picture.mode == "P":
        picture = picture.convert("RGB")
    extrema = picture.getextrema()
    bands = [extrema] if isinstance(extrema[0], (int, float)) else list(extrema)
    ranges = [band for band in bands if isinstance(band, tuple)]
    if any(low != high for low, high in ranges):
        return ScreenshotState.OK
    black = all(high == 0 for _, high in ranges[:3])
    return ScreenshotState.HIDDEN if black else ScreenshotState.UNIFORM
