"""Each box of a screen is taken apart once, however many rules ask."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from pytest_mobcompliance.screen import Element, Platform, Screen, ScreenshotState, measured
from pytest_mobcompliance.screen.measured import measured_of


def screen(state: ScreenshotState = ScreenshotState.OK, density: float | None = 2.0) -> Screen:
    image = Image.new("RGB", (300, 100), "white")
    ImageDraw.Draw(image).text((20, 20), "HELP", fill="black", font=ImageFont.load_default(40))
    held = io.BytesIO()
    image.save(held, "PNG")
    element = Element(id="it", text="HELP", bounds=(0, 0, 300, 100))
    return Screen(
        platform=Platform.ANDROID,
        elements=(element, Element(id="out", text="HELP"), Element(id="mute", bounds=(0, 0, 300, 100))),
        size=image.size,
        screenshot=held.getvalue(),
        screenshot_state=state,
        density=density,
    )


@pytest.mark.parametrize("state", [state for state in ScreenshotState if state is not ScreenshotState.OK])
def test_a_picture_that_shows_nothing_measures_nothing(state: ScreenshotState) -> None:
    assert measured_of(screen(state)) is None


def test_what_is_measured_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    separate = measured.separate
    monkeypatch.setattr(measured, "separate", lambda *args: asked.append(args) or separate(*args))
    shown = screen()
    for _ in range(2):
        found = measured_of(shown)
        assert found is not None
        ink, colors = found.text(shown["it"]), found.colors(shown["it"])
        assert ink is not None
        assert colors is not None
        assert ink is found.text(shown["it"])
        assert colors is found.colors(shown["it"])
        fit = found.fit(shown["it"])
        assert fit is not None
        assert (ink.lines, round(colors.ratio), fit.cut) == (1, 21, "")
    assert len(asked) == 1


def test_what_is_taken_apart_beforehand_is_not_taken_apart_again(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = screen()
    found = measured_of(shown)
    assert found is not None
    found.take_apart(shown.elements)
    monkeypatch.delattr(measured, "separate")
    colors = found.colors(shown["it"])
    assert colors is not None
    assert colors.ratio == pytest.approx(21, abs=0.1)
    assert found.colors(shown["out"]) is None


def test_another_density_is_another_measure() -> None:
    sizes = []
    for density in (1.0, 2.0):
        shown = screen(density=density)
        found = measured_of(shown)
        assert found is not None
        ink = found.text(shown["it"])
        assert ink is not None
        assert ink.size_dp is not None
        sizes.append(ink.size_dp)
    assert sizes[0] == pytest.approx(2 * sizes[1], abs=0.02)


@pytest.mark.parametrize("which", ["out", "mute"])
def test_without_a_box_or_a_text_there_is_nothing_to_measure(which: str) -> None:
    shown = screen()
    found = measured_of(shown)
    assert found is not None
    assert found.text(shown[which]) is None
    assert found.fit(shown[which]) is None
    assert (found.colors(shown[which]) is None) == (which == "out")
    assert (found.graphic(shown[which]) is None) == (which == "out")
