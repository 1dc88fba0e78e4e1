"""Typing a secret and looking at its field: what is drawn, what is told, and what cannot be seen."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw

from pytest_mobcompliance.device import echo
from pytest_mobcompliance.device.echo import Echo, echo_of
from pytest_mobcompliance.screen import Element, Platform, Screen, ScreenshotState
from pytest_mobcompliance.settings import Locator

FIELD = Locator(id="password")
SECRET = "Demo-Pass-2024"
STROKE = 6
"""px: width of a drawn character."""


class OneField:
    """An app with one field. ``draws``: what its picture has after so many looks; ``tells``: its text."""

    def __init__(
        self,
        draws: Callable[[str, int], str],
        tells: Callable[[str], str] = lambda held: "",
        state: ScreenshotState = ScreenshotState.OK,
        marks: Callable[[str], bool] = lambda held: False,
    ) -> None:
        self.draws, self.tells, self.state, self.marks = draws, tells, state, marks
        self.held = ""
        self.typed: list[str] = []
        self.looks = 0
        self.passed = 0.0

    def type(self, locator: Locator, secret: str) -> None:
        self.held, self.passed = secret, 0.0
        self.typed.append(secret)

    def let_pass(self, seconds: float) -> None:
        self.passed += seconds

    def capture(self) -> Screen:
        self.looks += 1
        whole = Image.new("L", (200, 20), 255)
        for at, character in enumerate(self.draws(self.held, self.looks)):
            height = ord(character) % 17 + 2
            ImageDraw.Draw(whole).rectangle((at * 10, 0, at * 10 + STROKE, height), fill=0)
        written = io.BytesIO()
        whole.save(written, "PNG")
        own = {"text": self.tells(self.held), "visible": True, "bounds": (0.0, 0.0, 200.0, 20.0)}
        own["invalid"] = self.marks(self.held)
        return Screen(
            platform=Platform.ANDROID,
            elements=(Element(id="f", resource_id="password", **own),),  # type: ignore[arg-type]
            size=(200, 20),
            screenshot=written.getvalue(),
            screenshot_state=self.state,
        )


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(echo, "BLINK", 0.0)


def seen(app: OneField) -> Echo:
    return echo_of(app, FIELD, SECRET)  # type: ignore[arg-type]


def dots(held: str, look: int) -> str:
    return "•" * len(held)


def test_dots_look_the_same_for_all_letters() -> None:
    found = seen(OneField(dots))
    assert (found.in_text, found.drawn, found.hidden) == (False, False, False)


def test_a_blinking_cursor_is_no_letter() -> None:
    found = seen(OneField(lambda held, look: dots(held, look) + ("|" if look % 2 else "")))
    assert found.drawn is False


def test_what_is_drawn_in_clear() -> None:
    found = seen(OneField(lambda held, look: held))
    assert found.drawn is True
    assert found.steady
    assert not found.marked


def test_a_field_that_marks_some_letters_is_not_drawn_in_clear() -> None:
    found = seen(OneField(lambda held, look: held, marks=lambda held: held.startswith("M")))
    assert found.marked


def test_the_secret_is_not_typed_and_nothing_as_long() -> None:
    app = OneField(lambda held, look: held)
    seen(app)
    assert all(len(each) < len(SECRET) for each in app.typed)
    assert not any(each in SECRET for each in app.typed)


def test_what_the_tree_tells() -> None:
    assert seen(OneField(dots, tells=lambda held: held)).in_text


def test_a_last_letter_that_goes_away_is_the_phones_own_help() -> None:
    app = OneField(lambda held, look: dots(held[:-1], look) + ("•" if app.passed else held[-1:]))
    assert seen(app).drawn is False


def test_a_field_that_is_drawn_anew_each_time_is_not_steady() -> None:
    found = seen(OneField(lambda held, look: dots(held, look) + "abcdefghijklmnopqrstuvwxyz"[look % 26] * 4))
    assert found.drawn is True
    assert not found.steady


def test_a_field_that_shows_nothing_tells_nothing() -> None:
    found = seen(OneField(lambda held, look: ""))
    assert (found.drawn, found.hidden) == (None, False)


def test_a_hidden_picture_is_said_to_be_hidden() -> None:
    found = seen(OneField(dots, state=ScreenshotState.HIDDEN))
    assert (found.drawn, found.hidden) == (None, True)
