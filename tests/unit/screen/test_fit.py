"""Whether a text is drawn whole: crops of what Chromium drew, and the same with a part taken away."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from pytest_mobcompliance.screen.fit import Fit, fit_of
from pytest_mobcompliance.screen.layers import separate
from pytest_mobcompliance.screen.model import Box
from pytest_mobcompliance.screen.picture import Picture, read_png

CROPS = Path(__file__).with_name("crops")
ROWS = [row for row in json.loads((CROPS / "crops.json").read_text("utf-8")) if row["text"].strip()]
FLAT = [row for row in ROWS if row["kind"] == "flat"]
CHINESE = [
    row
    for row in FLAT
    if all("\u4e00" <= letter <= "\u9fff" for letter in row["text"]) and len(row["text"]) > 2
]


@pytest.fixture(scope="module")
def sheet() -> Picture:
    return read_png((CROPS / "crops.png").read_bytes())


def fit(picture: Picture, box: Box, text: str) -> Fit:
    return fit_of(separate(picture, box), box, text)


def ink_of(picture: Picture, row: dict[str, object]) -> Box:
    """The box of the letters alone, px."""
    layers = separate(picture, row["box"])
    height, width = layers.ink.shape
    return layers.left + 2, layers.top + 2, layers.left + width - 2, layers.top + height - 2


def test_nothing_that_is_whole_is_surely_cut(sheet: Picture) -> None:
    found = [fit(sheet, row["box"], row["text"]) for row in ROWS]
    assert len(found) > 30
    assert [one for one in found if one.cut and one.sure] == []
    assert sum(bool(one.cut) for one in found) <= 1  # of few; doubts are 13 of 1431 in the benchmark's pages


@pytest.mark.parametrize("share", [0.35, 0.5])
@pytest.mark.parametrize("side", [1, 3])
def test_letters_that_lose_a_third_of_their_height_are_cut(sheet: Picture, side: int, share: float) -> None:
    found = []
    for row in CHINESE:
        box = list(ink_of(sheet, row))
        box[side] += (1 if side == 1 else -1) * share * (box[3] - box[1])
        found.append(fit(sheet, tuple(box), row["text"]))
    assert len(found) >= 4
    assert sum(one.cut == "letters" for one in found) >= len(found) - 1  # 0.93 in the benchmark's pages
    assert any(one.sure for one in found)


def test_a_line_that_ends_in_the_middle_is_cut(sheet: Picture) -> None:
    for row in CHINESE:
        left, top, right, bottom = ink_of(sheet, row)
        size = row["size"] * row["pixel_ratio"]
        one = fit(sheet, (left - 4, top - 4, right - 1.5 * size, bottom + 4), row["text"])
        assert one.cut in ("letters", "lines"), row["text"]
        assert one.missing == pytest.approx(1.5, abs=0.5)


def test_room_beside_narrower_letters_is_no_cut(sheet: Picture) -> None:
    for row in CHINESE:
        assert fit(sheet, row["box"], row["text"]).cut == ""
        wide = (*row["box"][:2], row["box"][2] + 60, row["box"][3])
        assert fit(sheet, wide, row["text"] + "账户").cut in ("", "lines")


def test_photographs_and_marks_tell_nothing(sheet: Picture) -> None:
    photos = [row for row in ROWS if row["kind"] == "photo"]
    assert {fit(sheet, row["box"], row["text"]).reason for row in photos} == {"background-image"}
    assert fit(sheet, FLAT[0]["box"], "……").reason == "no-telling-glyphs"
    assert fit(sheet, FLAT[0]["box"], " ").reason == "no-telling-glyphs"
    blank = io.BytesIO()
    Image.new("RGB", (90, 40), "white").save(blank, "PNG")
    assert fit(read_png(blank.getvalue()), (0, 0, 90, 40), "转账").reason == "no-ink"


@pytest.mark.parametrize(("shift", "found"), [(0, "ellipsis"), (9, "lines")])
def test_an_ellipsis_has_three_dots_of_one_height(sheet: Picture, shift: int, found: str) -> None:
    [row] = [row for row in CHINESE if row["text"] == "手机号码" and row["size"] == 36]
    left, top, right, bottom = ink_of(sheet, row)
    part = Image.fromarray(sheet.pixels[round(top) - 6 : round(bottom) + 6, round(left) - 4 : round(right)])
    image = Image.new("RGB", (part.width + 60, part.height), part.getpixel((0, 0)))
    image.paste(part)
    ink = sheet.pixels[round(top) : round(bottom), round(left) : round(right)].reshape(-1, 3)
    far = max(map(tuple, ink.tolist()), key=lambda color: abs(sum(color) - sum(part.getpixel((0, 0)))))
    for number in range(3):
        x, y = part.width + 6 + 17 * number, 30 + shift * (number == 1)
        ImageDraw.Draw(image).rectangle((x, y, x + 4, y + 4), fill=far)
    held = io.BytesIO()
    image.save(held, "PNG")
    box = (0, 0, image.width, image.height)
    assert fit(read_png(held.getvalue()), box, "手机号码与证件号码").cut == found
