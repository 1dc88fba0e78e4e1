"""Whether a secret shows in texts, and whether two pictures of a field are the same."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from pytest_mobcompliance.recognise.echo import (
    STRAY,
    look_alike,
    other_characters,
    part_of_picture,
    said_beside,
    shows_text,
)
from pytest_mobcompliance.screen import Element, Platform, Screen, ScreenshotState

SECRET = "Demo-Pass-2024"


def screen(*elements: Element, picture: Image.Image | None = None, state: str = "ok") -> Screen:
    written = io.BytesIO()
    if picture is not None:
        picture.save(written, "PNG")
    return Screen(
        platform=Platform.ANDROID,
        elements=elements,
        size=(100, 50),
        screenshot=written.getvalue() or None,
        screenshot_state=ScreenshotState(state),
    )


@pytest.mark.parametrize("where", ["text", "name", "value", "hint", "error"])
def test_a_secret_in_any_text_shows(where: str) -> None:
    said = Element(id="a", visible=True, **{where: f"密码 {SECRET}"})  # type: ignore[arg-type]
    assert shows_text(screen(said), SECRET)


def test_dots_and_other_words_do_not_show_it() -> None:
    dots = Element(id="a", visible=True, text="•" * len(SECRET))
    assert not shows_text(screen(dots, Element(id="b", visible=False, text=SECRET)), SECRET)
    assert not shows_text(screen(dots), "")


def test_other_characters_are_as_many_and_of_the_same_kinds() -> None:
    other = other_characters(SECRET)
    assert other == "Hqtb-Mdrj-3750"
    assert other_characters("密码tB9x2") == "密码rJ4m8"
    assert all(one != two for one, two in zip(SECRET, other, strict=True) if one != "-")


def test_other_characters_do_not_repeat_one_all_over() -> None:
    assert [other_characters("1" * 10), other_characters("2" * 10)] == ["2750938564", "3750938164"]


def test_what_is_said_beside_a_field() -> None:
    field = Element(id="f", visible=True, text="•••")
    strong, weak = (Element(id="s", visible=True, text=words) for words in ("强", "弱"))
    clock = Element(id="c", visible=True, text="12:30", package="com.android.systemui")
    own = replace(screen(field, strong), package="cn.example.bank")
    same = replace(own, elements=(replace(field, text="••••"), strong, clock))
    assert said_beside(own, field) == said_beside(same, field)
    assert said_beside(own, field) != said_beside(replace(own, elements=(field, weak)), field)
    faulty = replace(own, elements=(replace(field, invalid=True), strong))
    assert said_beside(own, field) != said_beside(faulty, field)
    assert said_beside(own, None) != said_beside(same, None)


def test_a_part_of_a_picture() -> None:
    whole = screen(picture=Image.new("RGB", (100, 50), "white"))
    part = part_of_picture(whole, (10.4, 5, 30, 60))
    assert part is not None
    assert part.size == (20, 45)
    assert part_of_picture(whole, (200, 5, 300, 20)) is None
    assert part_of_picture(whole, None) is None


def test_what_is_hidden_has_no_part() -> None:
    black = Image.new("RGB", (100, 50), "black")
    assert part_of_picture(screen(picture=black, state="hidden"), (0, 0, 10, 10)) is None
    assert part_of_picture(screen(state="unavailable"), (0, 0, 10, 10)) is None


def test_pictures_that_differ_in_a_letter_are_not_alike() -> None:
    blank, written = (Image.new("L", (100, 50), 255) for _ in range(2))
    ImageDraw.Draw(written).rectangle((10, 10, 20, 20), fill=0)
    assert look_alike(blank, blank) is True
    assert look_alike(blank, written) is False


def test_stray_px_and_pale_edges_do_not_count() -> None:
    blank, stray, pale = (Image.new("L", (100, 50), 255) for _ in range(3))
    ImageDraw.Draw(stray).line((0, 0, STRAY - 1, 0), fill=0)
    ImageDraw.Draw(pale).rectangle((10, 10, 90, 40), fill=230)
    assert look_alike(blank, stray) is True
    assert look_alike(blank, pale) is True


def test_pictures_of_two_sizes_cannot_be_compared() -> None:
    assert look_alike(Image.new("L", (10, 10)), Image.new("L", (10, 11))) is None
