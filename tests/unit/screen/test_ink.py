"""Text size, lines and line pitch from ink: drawn here, and cut from pages that Chromium drew."""

from __future__ import annotations

import io
import json
import statistics
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from pytest_mobcompliance.screen.glyphs import UNKNOWN, extent_of, glyphs_of
from pytest_mobcompliance.screen.ink import measure_text
from pytest_mobcompliance.screen.picture import Picture, read_png

CROPS = Path(__file__).with_name("crops")
ROWS = [row for row in json.loads((CROPS / "crops.json").read_text("utf-8")) if row["text"].strip()]
PLAIN = [row for row in ROWS if row["kind"] in ("flat", "translucent", "thin", "frame")]


@pytest.fixture(scope="module")
def sheet():
    return read_png((CROPS / "crops.png").read_bytes())


def picture(image: Image.Image) -> Picture:
    out = io.BytesIO()
    image.save(out, "PNG")
    return read_png(out.getvalue())


def lettered(text, size=40, *, box=(700, 200), at=(20, 20), pitch=None):
    """Pillow's own font (Aileron), whose capitals are 0.71 em high."""
    image = Image.new("RGB", box, "white")
    font = ImageFont.load_default(size)
    for number, line in enumerate(text.split("\n")):
        ImageDraw.Draw(image).text((at[0], at[1] + number * (pitch or 0)), line, fill="black", font=font)
    return image


def measured(image, text, density=2.0):
    return measure_text(picture(image), (0, 0, image.width, image.height), text, density)


def is_chinese(row):
    return any("\u4e00" <= char <= "\u9fff" for char in row["text"])


# ---- against what Chromium says --------------------------------------------------------------------------


def test_the_size_of_chinese_text_is_within_a_dp(sheet):
    rows = [row for row in PLAIN if is_chinese(row)]
    offs = []
    for row in rows:
        ink = measure_text(sheet, row["box"], row["text"], row["pixel_ratio"])
        assert ink.size_dp is not None, row
        offs.append(abs(ink.size_dp - row["size"]))
    assert len(offs) >= 10
    assert statistics.median(offs) <= 0.5
    assert sum(off <= 1 for off in offs) >= 0.9 * len(offs)  # of few; the benchmark asks 95 % of many


def test_lines_are_counted_and_their_pitch_is_measured(sheet):
    rows = [row for row in PLAIN if row["lines"] > 1]
    assert rows
    for row in rows:
        ink = measure_text(sheet, row["box"], row["text"], row["pixel_ratio"])
        assert ink.lines == row["lines"], row
        assert ink.line_pitch_px == pytest.approx(row["pitch"] * row["pixel_ratio"], rel=0.08)


def test_text_over_photographs_is_not_measured(sheet):
    for row in ROWS:
        if row["kind"] == "photo":
            ink = measure_text(sheet, row["box"], row["text"], row["pixel_ratio"])
            assert ink.confidence < 0.8


# ---- one property at a time ------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["HELP", "0123456789", "Transfer", "Pay", "none"])
@pytest.mark.parametrize("size", [24, 40, 64])
def test_the_classes_of_the_characters_decide_what_a_height_means(text, size):
    ink = measured(lettered(text, size), text)
    assert ink.size_px == pytest.approx(size, rel=0.12)  # an unmeasured face
    assert ink.size_dp == pytest.approx(ink.size_px / 2, abs=0.01)
    assert ink.lines == 1
    assert ink.line_pitch_px is None
    assert ink.line_spacing is None


def test_without_a_density_there_are_no_dp():
    ink = measured(lettered("HELP"), "HELP", None)
    assert ink.size_px is not None
    assert (ink.size_dp, ink.error_dp) == (None, None)


def test_lines_have_a_pitch_and_a_spacing():
    text = "Balance today\nTransfer money\nPay a bill\nHelp"
    ink = measured(lettered(text, 32, box=(500, 320), pitch=60), text.replace("\n", " "))
    assert ink.lines == 4
    assert ink.line_pitch_px == pytest.approx(60, abs=1.5)
    assert ink.line_spacing == pytest.approx(60 / 32, rel=0.1)


def test_an_icon_before_the_text_is_not_measured():
    image = lettered("Help", 32, at=(130, 50))
    ImageDraw.Draw(image).rectangle((20, 30, 100, 110), fill="black")
    ink = measured(image, "Help")
    assert ink.confidence < 0.8


def test_an_underline_is_left_out():
    image = lettered("HELP HELP", 40)
    ImageDraw.Draw(image).rectangle((20, 66, 250, 68), fill="black")
    plain, lined = measured(lettered("HELP HELP", 40), "HELP HELP"), measured(image, "HELP HELP")
    assert lined.size_px == pytest.approx(plain.size_px, rel=0.05)
    assert lined.reason == "underlined"


def test_cut_letters_say_so():
    image = lettered("HELP HELP", 40).crop((0, 38, 700, 200))
    assert measured(image, "HELP HELP").reason == "cut"


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "no-text"), ("  \n", "no-text"), ("……", "no-telling-glyphs"), ("HE😀LP", "unknown-glyphs")],
)
def test_text_that_tells_nothing_has_little_confidence(text, reason):
    ink = measured(lettered("HELP"), text)
    assert (ink.reason, ink.confidence < 0.8) == (reason, True)


def test_no_ink_is_no_size():
    ink = measured(Image.new("RGB", (90, 40), "white"), "转账")
    assert (ink.size_px, ink.lines, ink.reason) == (None, 0, "no-ink")


# ---- classes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "height"),
    [("转账", 0.93), ("138", 0.76), ("HELP", 0.75), ("none", 0.57), ("page", 0.79), ("一", 0.08)],
)
def test_the_height_of_ink_follows_from_the_classes(text, height):
    extent = extent_of(glyphs_of(text))
    assert extent is not None
    assert extent.height == pytest.approx(height, abs=0.03)


def test_marks_at_the_end_of_a_line_leave_room():
    with_mark, without = extent_of(glyphs_of("转账。")), extent_of(glyphs_of("转账"))
    assert with_mark is not None
    assert without is not None
    assert 0.2 < with_mark.width - without.width < 0.5


def test_spaces_around_a_line_count_nothing():
    assert extent_of(glyphs_of(" 转账 ")) == extent_of(glyphs_of("转账"))
    assert extent_of(glyphs_of("   ")) is None


def test_emoji_and_icon_fonts_are_unknown():
    assert glyphs_of("😀\ue001") == [UNKNOWN, UNKNOWN]
    assert glyphs_of("\u200b\ufe0f") == []
