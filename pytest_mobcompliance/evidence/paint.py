"""Drawing on screenshots: covers over personal data, numbered boxes, badges."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from functools import cache

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

from ..screen import Box, Rgb

COVER: Rgb = (91, 100, 112)
"""A grey that neither light nor dark screens use for text, so that a cover is seen as one."""
_MARGIN = 2  # px around a cover: anti-aliased strokes reach over the box
_PNG_LEVEL = 3  # of 9: half the time of the default for a few per cent more bytes


def cover(png: bytes, boxes: Iterable[Box]) -> bytes | None:
    """Paint solid boxes over a picture; None when it cannot be read, so that nothing leaks.

    :param boxes: left, top, right, bottom in px of the picture.
    """
    picture = open_picture(png)
    if picture is None:
        return None
    draw = ImageDraw.Draw(picture)
    for box in boxes:
        placed = clamp((box[0] - _MARGIN, box[1] - _MARGIN, box[2] + _MARGIN, box[3] + _MARGIN), picture.size)
        if placed is not None:
            draw.rectangle(placed, fill=COVER)
    return to_png(picture)


def open_picture(png: bytes | None) -> Image.Image | None:
    """Decode a PNG to RGB; None when there is none or it is damaged."""
    if not png:
        return None
    try:
        with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
            return picture.convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def to_png(picture: Image.Image) -> bytes:
    """Encode as PNG, quickly rather than small."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=_PNG_LEVEL)
    return buffer.getvalue()


def clamp(box: Sequence[float], size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """Round a box and cut it at the picture's edges; None when nothing of it is inside."""
    left, top = max(0, round(box[0])), max(0, round(box[1]))
    right, bottom = min(size[0] - 1, round(box[2])), min(size[1] - 1, round(box[3]))
    return (left, top, right, bottom) if left <= right and top <= bottom else None


@cache
def digit_font(height: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font for numbers on badges; it comes with Pillow, so it is there on every machine."""
    return ImageFont.load_default(height)
