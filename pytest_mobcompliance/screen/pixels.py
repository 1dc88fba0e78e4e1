"""What a screenshot is worth: whether it shows what the user saw.

A capture may hardly cost more than the picture itself, and decoding a picture costs a tenth of taking it. So
the file is checked by its own check sums, and its rows are read only until a second colour turns up; what is
unusual (palettes, interlacing, other depths) is left to Pillow.
"""

from __future__ import annotations

import io
import math
import struct
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from PIL import Image, UnidentifiedImageError

from ..errors import ScreenParseError
from ..messages import say
from .model import ScreenshotState

# What Pillow raises on damaged input, by experience; its own errors are OSErrors and SyntaxErrors.
_DAMAGE = (
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
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_BYTES_PER_PIXEL = {2: 3, 6: 4}
"""By colour type: RGB and RGBA, eight bits each, are what screenshots are made of."""
_MOST_PIXELS = 80_000_000
"""Beyond any handset (a 4K tablet has 8 million); keeps a crafted picture from filling the memory."""
_PIECE = 1 << 16
"""Bytes that are unpacked at once."""
_STATUS_BAR, _NAVIGATION_BAR = 0.07, 0.08
"""Shares of the height that Android's bars take at most: 24 of 360 dp (on its side), 48 of 640 dp. They may
be drawn beside a protected window (FLAG_SECURE): only its own layer is blackened."""


def classify_screenshot(png: bytes | None, *, where: str = "screenshot") -> ScreenshotState:
    """Tell whether a picture shows something, is black between the bars (FLAG_SECURE) or of one colour.

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
        picture = _read_chunks(png)
        color = _only_color(picture)
        if color is None and not _may_be_black(picture):
            return ScreenshotState.OK, picture.size
        if color is None or color == b"":
            return _state_by_pillow(png), picture.size
        black = not any(color[:3])
        return ScreenshotState.HIDDEN if black else ScreenshotState.UNIFORM, picture.size
    except _DAMAGE as error:
        raise ScreenParseError(
            who="screenshot",
            where=where,
            got=say(
                "{count} bytes that cannot be decoded ({error})",
                count=len(png),
                error=str(error) or type(error).__name__,
            ),
            wanted=say("a complete PNG file"),
            next_step=say("record the screen again, or delete the picture to judge without pixels"),
        ) from error


class _Png(NamedTuple):
    size: tuple[int, int]
    pixel: int
    """Bytes per pixel; 0 for kinds that are left to Pillow."""
    packed: bytes


def _read_chunks(png: bytes) -> _Png:
    """Walk over the chunks, verifying their check sums. :raises ValueError: when the file is not whole."""
    if png[:8] != _SIGNATURE:
        raise ValueError("not a PNG")
    place, header, packed, name = 8, b"", [], b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", png, place)
        end = place + 8 + length
        (stated,) = struct.unpack_from(">I", png, end)
        if zlib.crc32(memoryview(png)[place + 4 : end]) != stated:
            raise ValueError("a check sum is wrong")
        if name == b"IHDR":
            header = png[place + 8 : end]
        elif name == b"IDAT":
            packed.append(png[place + 8 : end])
        place = end + 4
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if not 0 < width * height <= _MOST_PIXELS:
        raise ValueError(f"{width} × {height} px")
    usual = depth == 8 and not interlaced
    return _Png((width, height), _BYTES_PER_PIXEL.get(kind, 0) if usual else 0, b"".join(packed))


def _rows(picture: _Png) -> Iterator[tuple[int, bytes]]:
    """The rows as they are packed: the number of PNG's filter, and what it left of the row."""
    (width, height), pixel = picture.size, picture.pixel
    length = width * pixel
    unpack, ahead, rest, rows = zlib.decompressobj(), picture.packed, b"", 0
    while rows < height:
        piece = unpack.decompress(ahead, _PIECE)
        ahead = unpack.unconsumed_tail
        if not piece:
            raise ValueError(f"{rows} of {height} rows")
        rest += piece
        whole = len(rest) // (length + 1)
        for number in range(min(whole, height - rows)):
            start = number * (length + 1)
            yield rest[start], rest[start + 1 : start + 1 + length]
        rows += whole
        rest = rest[whole * (length + 1) :]


def _only_color(picture: _Png) -> bytes | None:
    """The one colour of a picture, None when there is a second, empty when only Pillow can tell."""
    if not picture.pixel:
        return b""
    width, pixel = picture.size[0], picture.pixel
    color, flat, zero = b"", b"", bytes(width * pixel)
    for kind, row in _rows(picture):
        first = not color
        if first:
            color = row[:pixel]
            flat = color * width
        # A row of the same colour looks so after each of PNG's filters; "average" is left to Pillow.
        if kind > 4 or kind == 3:
            return b""
        from_left = kind == 1 or (kind == 4 and first)
        plain = kind == 0 or (kind == 2 and first)
        same = flat if plain else color + zero[pixel:] if from_left else zero
        if row != same:
            return None
    return color


def _between_bars(height: int) -> tuple[int, int]:
    """The rows that no bar of the system takes: the first, and the one after the last."""
    return math.ceil(height * _STATUS_BAR), height - math.ceil(height * _NAVIGATION_BAR)


def _may_be_black(picture: _Png) -> bool:
    """Whether the rows between the bars may be black: False at the first that is not, which is soon.

    Below a black row, each filter leaves zeros of a black one.
    """
    top, bottom = _between_bars(picture.size[1])
    width, pixel = picture.size[0], picture.pixel
    return all(
        all(row[channel::pixel].count(0) == width for channel in range(3))
        for _, row in islice(_rows(picture), top + 1, bottom)
    )


def _state_by_pillow(png: bytes) -> ScreenshotState:
    with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
        picture.load()
        flat = picture.convert("RGB")
    if flat.getcolors(maxcolors=1) is None:
        top, bottom = _between_bars(flat.height)
        black = top < bottom and not flat.crop((0, top, flat.width, bottom)).getbbox()
        return ScreenshotState.HIDDEN if black else ScreenshotState.OK
    return ScreenshotState.UNIFORM if flat.getbbox() else ScreenshotState.HIDDEN  # no box: all zero
