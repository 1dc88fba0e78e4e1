"""The numbered boxes: where they are, and that damaged or hidden pictures give none."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from pytest_mobcompliance.evidence.annotate import annotate
from pytest_mobcompliance.evidence.paint import clamp
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.screen import Element, Platform, Screen, ScreenshotState

SIZE = (390, 844)
PAPER = (250, 250, 250)


def png(size: tuple[int, int] = SIZE) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, PAPER).save(buffer, "PNG")
    return buffer.getvalue()


def screen(*elements: Element) -> Screen:
    return Screen(
        platform=Platform.WEB,
        elements=elements,
        size=SIZE,
        name="home",
        screenshot=png(),
        screenshot_state=ScreenshotState.OK,
    )


def finding(element: Element | None, verdict: Verdict = Verdict.VIOLATED, place: str = "home") -> Finding:
    return Finding(rule="r", requirement="q", verdict=verdict, element=element, screen=place)


def drawn(picture: bytes | None) -> Image.Image:
    assert picture is not None
    return Image.open(io.BytesIO(picture)).convert("RGB")


def test_box_has_the_color_of_its_verdict() -> None:
    box = Element(id="a", bounds=(50, 300, 200, 360))
    red = drawn(annotate(screen(box), [finding(box)])).getpixel((120, 300))
    blue = drawn(annotate(screen(box), [finding(box, Verdict.NEEDS_REVIEW)])).getpixel((120, 300))
    assert PAPER != red != blue != PAPER


def test_inside_of_the_box_stays_as_it_was() -> None:
    box = Element(id="a", bounds=(50, 300, 200, 360))
    assert drawn(annotate(screen(box), [finding(box)])).getpixel((120, 330)) == PAPER


def test_box_beyond_the_edge_is_clamped() -> None:
    box = Element(id="a", bounds=(-40, -40, 900, 2000))
    picture = drawn(annotate(screen(box), [finding(box)]))
    assert picture.size == SIZE
    assert picture.getpixel((0, 400)) != PAPER


def test_what_is_off_the_picture_is_named_below_it() -> None:
    below = Element(id="a", bounds=(0, 900, 100, 950))
    nowhere = Element(id="b")
    for element in (below, nowhere):
        assert drawn(annotate(screen(element), [finding(element)])).height > SIZE[1]


def test_many_findings_off_the_picture_need_more_lines() -> None:
    nowhere = Element(id="b")
    few = drawn(annotate(screen(nowhere), [finding(nowhere)] * 2)).height
    many = drawn(annotate(screen(nowhere), [finding(nowhere)] * 60)).height
    assert many > few


def test_findings_of_other_screens_are_left_out() -> None:
    box = Element(id="a", bounds=(50, 300, 200, 360))
    assert drawn(annotate(screen(box), [finding(box, place="about")])).getpixel((120, 300)) == PAPER


def test_finding_about_the_whole_screen_frames_it() -> None:
    assert drawn(annotate(screen(), [finding(None)])).getpixel((0, 400)) != PAPER


@pytest.mark.parametrize("state", [ScreenshotState.HIDDEN, ScreenshotState.UNAVAILABLE])
def test_hidden_picture_is_not_drawn_on(state: ScreenshotState) -> None:
    assert annotate(replace(screen(), screenshot_state=state), [finding(None)]) is None


@pytest.mark.parametrize("broken", [None, b"", b"\x89PNG\r\n\x1a\n", png()[:120]])
def test_damaged_picture_gives_none(broken: bytes | None) -> None:
    assert annotate(replace(screen(), screenshot=broken), [finding(None)]) is None


def test_hundred_findings_at_one_place_end() -> None:
    box = Element(id="a", bounds=(380, 830, 390, 844))
    assert annotate(screen(box), [finding(box)] * 100) is not None


def test_clamp_cuts_at_the_edges() -> None:
    assert clamp((-5.4, -1, 20.6, 1000), (100, 100)) == (0, 0, 21, 99)
    assert clamp((120, 0, 140, 10), (100, 100)) is None
