"""What rules ask of a phone's picture: whether it can be trusted, and how much lies over a box."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from painted import Paint
from rule_cases import el, phone

from pytest_mobcompliance.findings import Verdict
from pytest_mobcompliance.rules.model import Judgement
from pytest_mobcompliance.rules.pixels import boxes_of, covered_shares, each_measured
from pytest_mobcompliance.screen import Element, Screen, ScreenshotState
from pytest_mobcompliance.screen.ink import TextInk
from pytest_mobcompliance.screen.measured import Measured

BOX = (10.0, 10.0, 110.0, 60.0)


@pytest.mark.parametrize(
    ("other", "share"),
    [
        (BOX, 1.0),
        ((0.0, 0.0, 200.0, 200.0), 1.0),
        ((10.0, 10.0, 60.0, 35.0), 0.25),
        ((60.0, 0.0, 300.0, 300.0), 0.5),
        ((110.0, 10.0, 200.0, 60.0), 0.0),  # beside it
        ((200.0, 200.0, 300.0, 300.0), 0.0),  # below and to the right: both sides are missed
        (None, 0.0),
    ],
)
def test_how_much_of_a_box_another_covers(
    other: tuple[float, float, float, float] | None, share: float
) -> None:
    shares = covered_shares(BOX, boxes_of([BOX, other]))
    assert shares[0] == 1.0
    assert shares[1] == share if other else math.isnan(shares[1])


def test_a_narrow_overlap_is_none() -> None:
    beside = boxes_of([(108.0, 0.0, 300.0, 300.0), (107.0, 0.0, 300.0, 300.0)])
    assert covered_shares(BOX, beside, 2.0).tolist() == [0.0, 0.03]


def test_nothing_covers_an_empty_box() -> None:
    assert covered_shares((10, 10, 10, 60), boxes_of([BOX])).tolist() == [0.0]
    assert covered_shares(BOX, boxes_of([])).size == 0


def test_all_are_measured_before_one_is_judged() -> None:
    done: list[str] = []

    def measure(measured: Measured, element: Element) -> TextInk | None:
        done.append(f"measure {element.id}")
        return None if element.id == "mute" else measured.text(element)

    def judge(element: Element, ink: TextInk) -> Judgement | None:
        done.append(f"judge {element.id}")
        return None if element.id == "b" else Judgement(element=element, verdict=Verdict.SATISFIED)

    screen = shown()
    found = list(each_measured(screen, screen.elements[1:], measure, judge))
    assert [each.element for each in found] == [screen["a"]]
    assert done == ["measure a", "measure b", "measure mute", "judge a", "judge b"]


@pytest.mark.parametrize(
    ("state", "own", "reason"),
    [
        (ScreenshotState.HIDDEN, "", "screenshot-hidden"),
        (ScreenshotState.OK, "unknown-density", "unknown-density"),
    ],
)
def test_what_cannot_be_measured_is_one_finding(state: ScreenshotState, own: str, reason: str) -> None:
    def never(*_: object) -> None:
        pytest.fail("was asked")

    screen = replace(shown(), screenshot_state=state)
    found = list(each_measured(screen, screen.elements[1:], never, never, own))
    assert [(each.element, each.verdict, each.reason) for each in found] == [
        (None, Verdict.NOT_VERIFIED, reason)
    ]
    assert found[0].values == {"texts": 3}
    assert not list(each_measured(screen, [], never, never, own))


def shown() -> Screen:
    texts = [
        el(name, "text", "Open 138", (0, 40 * at, 200, 40 * at + 40))
        for at, name in enumerate(("a", "b", "mute"))
    ]
    paint = Paint()
    for at in range(3):
        paint.text(10, 40 * at + 5, 0)
    return phone(*texts, **paint.shown)
