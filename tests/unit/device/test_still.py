"""Leaving a screen alone."""

from __future__ import annotations

import pytest
from fake_app import FakeApp, element, page

from pytest_mobcompliance.device import still
from pytest_mobcompliance.screen import Screen


class Turning(FakeApp):
    """Shows other words with each capture, as given; the last ones again and again."""

    def __init__(self, *said: str) -> None:
        super().__init__({"home": page()})
        self.ahead = list(said)
        self.passed: list[float] = []

    def let_pass(self, seconds: float) -> None:
        self.passed.append(seconds)

    def capture(self, name: str | None = None) -> Screen:
        super().capture(name)
        said = self.ahead.pop(0) if len(self.ahead) > 1 else self.ahead[0]
        stays = (element(f"s{n}", "text", f"第{n}行") for n in range(3))
        return page(*stays, element("news", "text", said, resource_id="news"), name=name or "")


@pytest.mark.parametrize(
    ("said", "captured"),
    [
        (("甲",), 3),
        (("甲", "乙", "丙", "丁"), 4),
        (("甲", "乙"), 4),
        (("甲", "乙", "甲"), 4),
        (("10:00", "10:01"), 3),
    ],
    ids=["still", "turns", "came late", "back again", "clock"],
)
def test_a_fourth_capture_only_of_what_changed(said: tuple[str, ...], captured: int) -> None:
    app = Turning(*said)
    captures = still.leave_alone(app, "home", 3.0)
    slept = app.passed
    assert [screen.name for screen in captures] == ["home"] * captured
    assert sum(slept) == pytest.approx(3.0 * (captured - 2))
    assert slept[0] != slept[1], "a circle of three would look still"
