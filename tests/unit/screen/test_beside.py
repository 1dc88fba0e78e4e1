"""The words beside a box to tick or a switch."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from pytest_mobcompliance.screen.beside import words_beside
from pytest_mobcompliance.screen.colors import measure_colors
from pytest_mobcompliance.screen.layers import separate
from pytest_mobcompliance.screen.picture import Picture, read_png

BOX = (0, 0, 300, 60)


def drawn(control: tuple[int, int, int, int] | None, at: int) -> Picture:
    image = Image.new("RGB", (300, 60), "white")
    draw = ImageDraw.Draw(image)
    if control is not None:
        draw.rectangle(control, outline="#bbbbbb", width=3)
    draw.text((at, 16), "Agree to all", fill="black", font=ImageFont.load_default(24))
    out = io.BytesIO()
    image.save(out, "PNG")
    return read_png(out.getvalue())


@pytest.mark.parametrize(
    ("control", "at", "first"), [((10, 16, 38, 44), 60, True), ((230, 18, 282, 42), 12, False)]
)
def test_what_is_left_are_the_words(control: tuple[int, int, int, int], at: int, first: bool) -> None:
    picture = drawn(control, at)
    boxes = list(words_beside(separate(picture, BOX)))
    [left] = [box for box in boxes if box[0] > control[2] or box[2] < control[0]]
    assert (left is boxes[0]) is first
    assert measure_colors(picture, left).foreground == (0, 0, 0)


def test_one_piece_has_nothing_beside_it() -> None:
    image = Image.new("RGB", (300, 60), "white")
    ImageDraw.Draw(image).rectangle((10, 10, 50, 50), fill="black")
    out = io.BytesIO()
    image.save(out, "PNG")
    assert list(words_beside(separate(read_png(out.getvalue()), BOX))) == []
