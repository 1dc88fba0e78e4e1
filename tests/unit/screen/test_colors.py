"""Colours and contrast from pixels: drawn here, and cut from pages that Chromium drew."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from pytest_mobcompliance.rules.contrast import contrast_ratio
from pytest_mobcompliance.screen import Platform, Screen, ScreenshotState
from pytest_mobcompliance.screen.colors import HIGH, contrast, contrasts, measure_colors, measure_graphic
from pytest_mobcompliance.screen.ink import measure_text
from pytest_mobcompliance.screen.layers import Behind, separate
from pytest_mobcompliance.screen.lettering import text_like
from pytest_mobcompliance.screen.picture import Picture, count_colors, picture_of, read_png, unpack

CROPS = Path(__file__).with_name("crops")
ROWS = json.loads((CROPS / "crops.json").read_text("utf-8"))
GRAPHICS = ("icon", "control")
WHITE, GREY, BLACK = (255, 255, 255), (118, 118, 118), (0, 0, 0)


def picture(image: Image.Image) -> Picture:
    out = io.BytesIO()
    image.save(out, "PNG")
    return read_png(out.getvalue())


def written(color, background, *, size=28, text="Transfer 138", box=(300, 60), at=(12, 12)):
    image = Image.new("RGB", box, background)
    ImageDraw.Draw(image).text(at, text, fill=color, font=ImageFont.load_default(size))
    return image


def whole(image: Image.Image):
    return (0, 0, image.width, image.height)


def measured(image: Image.Image):
    return measure_colors(picture(image), whole(image))


@pytest.fixture(scope="module")
def sheet():
    return read_png((CROPS / "crops.png").read_bytes())


def name_of(row):
    return f"{row['kind']}-{row['text'][:8]}-{row['size']:g}-x{row['pixel_ratio']:g}"


# ---- against what Chromium says --------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_no_verdict_of_high_confidence_is_wrong(sheet, row):
    measure = measure_graphic if row["kind"] in GRAPHICS else measure_colors
    colors = measure(sheet, row["box"])
    if colors.confidence < HIGH:
        return
    for limit in (3.0,) if row["kind"] in GRAPHICS else (3.0, 4.5):
        assert (colors.ratio + 0.01 >= limit) == (row["ratio"] + 0.01 >= limit), colors


def test_flat_texts_are_measured_closely_and_surely(sheet):
    flat = [(row, measure_colors(sheet, row["box"])) for row in ROWS if row["kind"] == "flat"]
    close = [abs(got.ratio - row["ratio"]) <= max(0.05 * row["ratio"], 0.3) for row, got in flat]
    assert len(flat) >= 10
    assert sum(close) >= 0.95 * len(close)
    assert sum(got.confidence >= HIGH for _, got in flat) >= 0.85 * len(flat)


def test_the_true_ratio_lies_between_the_bounds_of_flat_texts(sheet):
    for row in ROWS:
        if row["kind"] in ("flat", "thin", "translucent"):
            colors = measure_colors(sheet, row["box"])
            assert colors.least * 0.98 <= row["ratio"] <= colors.most * 1.02, (row, colors)


def test_photographs_never_reach_high_confidence(sheet):
    photos = [measure_colors(sheet, row["box"]) for row in ROWS if row["kind"] == "photo"]
    assert photos
    assert all(colors.confidence < HIGH for colors in photos)


# ---- one property at a time ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("color", "background"), [(GREY, WHITE), (WHITE, (18, 18, 18)), ((200, 30, 40), (255, 247, 230))]
)
def test_the_colours_of_a_text_are_exact_where_strokes_cover_pixels(color, background):
    colors = measured(written(color, background))
    assert (colors.foreground, colors.background) == (color, background)
    assert colors.ratio == pytest.approx(contrast_ratio(color, background), abs=0.01)
    assert colors.confidence >= HIGH
    assert not colors.reason


@pytest.mark.parametrize("color", [(119, 119, 119), (118, 118, 118), (117, 117, 117)])
def test_one_level_decides_at_the_limit(color):
    """#767676 on white is the lightest grey with 4.5."""
    assert (measured(written(color, WHITE)).ratio + 0.01 >= 4.5) == (color[0] <= 118)


def test_a_frame_is_no_text():
    image = written(GREY, WHITE)
    ImageDraw.Draw(image).rounded_rectangle(
        (0, 0, image.width - 1, image.height - 1), 14, outline=(230, 230, 230)
    )
    assert measured(image).foreground == GREY


def test_a_focus_ring_inside_the_box_is_no_text():
    image = written(GREY, WHITE)
    ImageDraw.Draw(image).rectangle((5, 5, image.width - 6, image.height - 6), outline=(255, 160, 0), width=2)
    assert measured(image).foreground == GREY


def test_very_bold_letters_are_no_surface():
    image = Image.new("RGB", (300, 60), WHITE)
    font = ImageFont.load_default(36)
    ImageDraw.Draw(image).text((20, 8), "HBEMWN", fill=BLACK, font=font, stroke_width=3, stroke_fill=BLACK)
    found = measured(image)
    assert separate(picture(image), whole(image)).ink.mean() > 0.6
    assert (found.foreground, found.background, found.confidence >= HIGH) == (BLACK, WHITE, True)


def test_text_on_a_pill_is_measured_against_the_pill():
    image = Image.new("RGB", (340, 100), WHITE)
    ImageDraw.Draw(image).rounded_rectangle((16, 16, 324, 84), 34, fill=(25, 118, 210))
    ImageDraw.Draw(image).text((60, 32), "Transfer", fill=WHITE, font=ImageFont.load_default(28))
    colors = measured(image)
    assert (colors.foreground, colors.background) == (WHITE, (25, 118, 210))


def test_two_colours_with_different_verdicts_lower_the_confidence():
    image = written(BLACK, WHITE, text="agree", box=(420, 60))
    ImageDraw.Draw(image).text(
        (200, 12), "terms of use", fill=(170, 170, 170), font=ImageFont.load_default(28)
    )
    colors = measured(image)
    assert colors.foreground == (170, 170, 170)  # the worst one
    assert colors.most == pytest.approx(21, abs=0.01)
    assert (colors.confidence < HIGH, colors.reason) == (True, "several-colors")


def test_two_colours_with_one_verdict_do_not():
    image = written(BLACK, WHITE, text="agree", box=(420, 60))
    ImageDraw.Draw(image).text((200, 12), "terms of use", fill=(0, 0, 140), font=ImageFont.load_default(28))
    assert measured(image).confidence >= HIGH


def test_thin_strokes_give_bounds_instead_of_a_guess():
    fine = written(GREY, WHITE, size=44, box=(480, 80)).resize((120, 20), Image.Resampling.BOX)
    colors = measured(fine)
    assert colors.least <= contrast_ratio(GREY, WHITE) <= colors.most
    assert colors.confidence < HIGH


def test_a_gradient_is_judged_where_it_is_worst():
    ramp = np.tile(np.linspace(255, 170, 300).astype(np.uint8)[None, :, None], (60, 1, 3))
    image = Image.fromarray(ramp)
    ImageDraw.Draw(image).text(
        (12, 12), "Transfer 138 00", fill=(60, 60, 60), font=ImageFont.load_default(28)
    )
    layers = separate(picture(image), whole(image))
    colors = measured(image)
    assert layers.behind is Behind.GRADIENT
    assert colors.foreground == (60, 60, 60)
    assert (
        contrast_ratio((60, 60, 60), (170, 170, 170))
        <= colors.ratio
        <= contrast_ratio((60, 60, 60), (205, 205, 205))
    )


def test_subpixel_rendering_does_not_change_the_colour():
    """Three times as wide, each third the coverage of one band, as LCD text is drawn."""
    wide = written(BLACK, WHITE, size=84, text="Pay", box=(600, 120)).convert("L").resize((600, 40))
    cover = np.asarray(wide).reshape(40, 200, 3)
    colors = measured(Image.fromarray(cover))
    assert colors.foreground == BLACK
    assert colors.ratio == pytest.approx(21, abs=0.1)


@pytest.mark.parametrize("box", [(0, 0, 2, 2), (500, 500, 600, 600), (-50, -50, -10, -10), (10, 10, 10, 10)])
def test_boxes_without_pixels_have_no_confidence(box):
    colors = measure_colors(picture(written(GREY, WHITE)), box)
    assert (colors.confidence, colors.reason) == (0.0, "no-ink")


def test_a_box_that_runs_over_the_edge_is_cut_to_the_picture():
    image = written(GREY, WHITE)
    assert measure_colors(picture(image), (-40, -40, 400, 200)).foreground == GREY


@given(
    seed=st.integers(0, 2**32 - 1),
    size=st.tuples(st.integers(1, 60), st.integers(1, 40)),
    levels=st.sampled_from([1, 2, 3, 5, 256]),
    box=st.tuples(*[st.floats(-9, 70)] * 4),
)
@settings(max_examples=150)
def test_whatever_the_pixels_are_the_answer_is_a_number(seed, size, levels, box):
    dice = np.random.default_rng(seed)
    colors = dice.integers(0, 256, (levels, 3), dtype=np.uint8)
    pixels = colors[dice.integers(0, levels, (size[1], size[0])) // dice.integers(1, 4)]
    noise = picture(Image.fromarray(pixels))
    for got in (measure_colors(noise, box), measure_graphic(noise, box)):
        assert 0 <= got.confidence <= 1
        assert 1 <= got.least <= got.most <= 21.001
        assert got.least - 0.001 <= got.ratio <= got.most + 0.001
    assert 0 <= measure_text(noise, box, "转账 12", 2.0).confidence <= 1
    text_like(noise, [box], 2.0)


# ---- graphics --------------------------------------------------------------------------------------------


def test_an_icon_is_measured_against_its_background():
    image = Image.new("RGB", (80, 80), WHITE)
    ImageDraw.Draw(image).line((20, 20, 60, 60), fill=GREY, width=6)
    colors = measure_graphic(picture(image), (16, 16, 64, 64))
    assert (colors.foreground, colors.background) == (GREY, WHITE)
    assert colors.confidence >= HIGH


@pytest.mark.parametrize("inside", [WHITE, (248, 248, 248)])
def test_the_frame_of_a_field_is_measured_against_its_surroundings(inside):
    image = Image.new("RGB", (240, 80), WHITE)
    ImageDraw.Draw(image).rectangle((10, 10, 229, 69), fill=inside, outline=(190, 190, 190), width=2)
    colors = measure_graphic(picture(image), (10, 10, 230, 70))
    assert colors.foreground == (190, 190, 190)
    assert colors.ratio == pytest.approx(contrast_ratio((190, 190, 190), WHITE), abs=0.05)


def test_a_filled_control_is_measured_against_its_surroundings():
    image = Image.new("RGB", (240, 80), WHITE)
    ImageDraw.Draw(image).rectangle((10, 10, 229, 69), fill=(25, 118, 210))
    assert measure_graphic(picture(image), (10, 10, 230, 70)).foreground == (25, 118, 210)


def test_a_hairline_between_two_rows_is_not_taken_for_its_colour():
    """Half covered on both rows: the paler colour repeats, but no pixel shows that it is whole."""
    image = Image.new("RGB", (80, 40), WHITE)
    ImageDraw.Draw(image).rectangle((16, 19, 63, 20), fill=(186, 186, 186))
    colors = measure_graphic(picture(image), (10, 10, 70, 30))
    assert colors.most > colors.least
    assert colors.reason == "thin-strokes" or colors.confidence >= HIGH


# ---- pictures --------------------------------------------------------------------------------------------


def test_the_picture_of_a_hidden_screen_is_not_read():
    screen = Screen(platform=Platform.ANDROID, elements=(), size=(9, 9), screenshot=b"x")
    assert picture_of(screen) is None


def test_a_picture_is_decoded_once():
    out = io.BytesIO()
    written(GREY, WHITE).save(out, "PNG")
    screen = Screen(
        platform=Platform.ANDROID,
        elements=(),
        size=(300, 60),
        screenshot=out.getvalue(),
        screenshot_state=ScreenshotState.OK,
    )
    first = picture_of(screen)
    assert first is not None
    assert first is picture_of(screen)
    assert first.size == (300, 60)
    assert first.pixels.shape == (60, 300, 3)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L"])
def test_every_kind_of_png_is_read_alike(mode):
    image = Image.new("RGB", (20, 20), WHITE).convert(mode)
    assert unpack(int(picture(image).packed[3, 3])) == WHITE


def test_colours_are_counted_like_numpy_does():
    packed = np.random.default_rng(1).integers(0, 9, (30, 40), dtype=np.uint32)
    for got, wanted in zip(count_colors(packed), np.unique(packed, return_counts=True), strict=True):
        assert np.array_equal(got, wanted)


def test_contrast_is_that_of_the_rules():
    for one, other in ((GREY, WHITE), ((1, 2, 3), (250, 9, 77)), (BLACK, BLACK)):
        colors = np.array([one], np.float32), np.array(other, np.float32)
        assert contrast(colors[0][0], colors[1]) == pytest.approx(contrast_ratio(one, other), rel=1e-5)
        assert contrasts(*colors)[0] == pytest.approx(contrast_ratio(one, other), rel=1e-3)


# ---- unexposed text --------------------------------------------------------------------------------------


def test_text_that_the_tree_does_not_know_is_noticed_and_known_text_is_not():
    image = Image.new("RGB", (400, 300), WHITE)
    draw = ImageDraw.Draw(image)
    draw.text((30, 40), "Transfer money", fill=BLACK, font=ImageFont.load_default(28))
    draw.text((30, 180), "Balance 1234", fill=BLACK, font=ImageFont.load_default(28))
    found = text_like(picture(image), [(20, 170, 380, 230)], 2.0)
    assert len(found) == 1
    left, top, right, bottom = found[0]
    assert left <= 34
    assert 40 <= top + 8 <= 60
    assert right >= 190
    assert bottom < 100


def test_icons_lines_and_noise_are_no_text():
    image = Image.new("RGB", (400, 300), WHITE)
    draw = ImageDraw.Draw(image)
    draw.ellipse((20, 20, 80, 80), outline=BLACK, width=6)
    draw.line((10, 120, 390, 120), fill=GREY, width=2)
    draw.rectangle((120, 20, 380, 90), fill=(25, 118, 210))
    noise = np.random.default_rng(2).integers(0, 256, (120, 400, 3), dtype=np.uint8)
    image.paste(Image.fromarray(noise), (0, 150))
    assert text_like(picture(image), [], 2.0) == []
