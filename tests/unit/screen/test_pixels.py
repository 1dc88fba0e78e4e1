"""What a screenshot is worth."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pytest_mobcompliance.errors import ScreenParseError
from pytest_mobcompliance.screen import ScreenshotState, classify_screenshot


def png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def dotted(mode: str) -> Image.Image:
    picture = Image.new("RGB", (20, 20), "white")
    picture.putpixel((3, 3), (1, 2, 3))
    return picture.convert(mode)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_a_picture_with_something_on_it_is_ok(mode):
    assert classify_screenshot(png(dotted(mode))) is ScreenshotState.OK


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_one_colour_is_uniform_and_black_is_hidden(mode):
    white, black = (Image.new("RGB", (20, 20), color).convert(mode) for color in ("white", "black"))
    assert classify_screenshot(png(white)) is ScreenshotState.UNIFORM
    assert classify_screenshot(png(black)) is ScreenshotState.HIDDEN


@pytest.mark.parametrize("picture", [None, b""])
def test_no_picture_is_unavailable(picture):
    assert classify_screenshot(picture) is ScreenshotState.UNAVAILABLE


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[: len(raw) // 2],
        lambda raw: b"GIF89a" + raw,
        lambda raw: b"not a picture",
        lambda raw: raw[:40] + bytes(len(raw) - 40),
    ],
)
def test_a_damaged_picture_is_refused(damage):
    with pytest.raises(ScreenParseError, match="a complete PNG file"):
        classify_screenshot(damage(png(dotted("RGB"))))


def test_a_picture_larger_than_any_screen_is_refused():
    with pytest.raises(ScreenParseError, match="px"):
        classify_screenshot(png(Image.new("1", (20_000, 5_000))))


def filtered(picture: Image.Image, kinds: list[int], pieces: int = 1) -> bytes:
    """Write a PNG whose rows use the given filters in turn, its data in several chunks."""
    pixel = len(picture.getbands())
    length = picture.width * pixel
    raw = picture.tobytes()
    rows = [bytes(length), *(raw[n : n + length] for n in range(0, len(raw), length))]
    out = b""
    for number, row in enumerate(rows[1:]):
        kind = kinds[number % len(kinds)]
        above = rows[number]
        out += bytes([kind])
        for place, value in enumerate(row):
            a = row[place - pixel] if place >= pixel else 0
            b = above[place]
            c = above[place - pixel] if place >= pixel else 0
            p = a + b - c
            paeth = min((a, b, c), key=lambda one: abs(p - one))
            out += bytes([(value - (0, a, b, (a + b) // 2, paeth)[kind]) % 256])
    packed = zlib.compress(out)
    step = -(-len(packed) // pieces)
    header = struct.pack(">IIBBBBB", *picture.size, 8, {3: 2, 4: 6}[pixel], 0, 0, 0)
    parts = [(b"IDAT", packed[n : n + step]) for n in range(0, len(packed), step)]
    chunks = [(b"IHDR", header), *parts, (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


@given(
    mode=st.sampled_from(["RGB", "RGBA"]),
    color=st.sampled_from([(0, 0, 0), (255, 255, 255), (7, 130, 201)]),
    dots=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), max_size=1),
    kinds=st.lists(st.integers(0, 4), min_size=1, max_size=6),
    pieces=st.integers(1, 3),
)
def test_every_filter_of_png_is_understood(mode, color, dots, kinds, pieces):
    picture = Image.new(mode, (5, 6), color)
    for dot in dots:
        picture.putpixel(dot, (9, 9, 9))
    if any(color):
        expected = ScreenshotState.OK if dots else ScreenshotState.UNIFORM
    else:  # the bars take the first row and the last
        seen = any(0 < y < 5 for _, y in dots)
        expected = ScreenshotState.OK if seen else ScreenshotState.HIDDEN
    file = filtered(picture, kinds, pieces)
    assert Image.open(io.BytesIO(file)).tobytes() == picture.tobytes()
    assert classify_screenshot(file) is expected


def test_a_second_colour_in_the_last_row_of_a_large_picture_is_seen():
    picture = Image.new("RGB", (780, 1688), "white")
    assert classify_screenshot(png(picture)) is ScreenshotState.UNIFORM
    picture.putpixel((779, 1687), (254, 255, 255))
    assert classify_screenshot(png(picture)) is ScreenshotState.OK


def test_a_picture_whose_rows_end_early_is_refused():
    whole = filtered(Image.new("RGB", (5, 6), "white"), [0])
    taller = bytearray(whole)
    taller[20:24] = struct.pack(">I", 7)
    taller[29:33] = struct.pack(">I", zlib.crc32(bytes(taller[12:29])))
    with pytest.raises(ScreenParseError, match="6 of 7 rows"):
        classify_screenshot(bytes(taller))


def protected(mode: str, height: int = 800, bar: tuple[int, int] = (48, 60)) -> Image.Image:
    """A black window between a white status bar and a white navigation bar, heights in px."""
    picture = Image.new(mode, (360, height), "white")
    picture.paste(Image.new(mode, (360, height - sum(bar)), "black"), (0, bar[0]))
    for bar_row in (5, height - 5):  # something is written on the bars
        picture.putpixel((50, bar_row), 0 if mode == "L" else (9, 90, 9))
    return picture


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_black_between_the_bars_is_hidden(mode):
    """Android blackens the protected layer only; its bars may be drawn all the same."""
    assert classify_screenshot(png(protected(mode))) is ScreenshotState.HIDDEN


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_one_dot_between_the_bars_is_something_to_see(mode):
    picture = protected(mode)
    picture.putpixel((359, 700), 1 if mode == "L" else (0, 0, 1))
    assert classify_screenshot(png(picture)) is ScreenshotState.OK


@pytest.mark.parametrize("kinds", [[0], [1], [2], [3], [4], [0, 1, 2, 3, 4]])
def test_black_is_seen_after_every_filter(kinds):
    small = protected("RGB", height=100, bar=(6, 7))
    assert classify_screenshot(filtered(small, kinds)) is ScreenshotState.HIDDEN


def test_a_white_page_between_bars_is_none_that_is_hidden():
    picture = Image.new("RGB", (360, 800), "white")
    picture.putpixel((5, 5), (0, 0, 0))
    assert classify_screenshot(png(picture)) is ScreenshotState.OK
