"""6.nontext-contrast."""

from __future__ import annotations

from functools import partial

import pytest
from painted import Paint
from rule_cases import (
    NEEDS_REVIEW,
    NOT_VERIFIED,
    SATISFIED,
    THE_SCREEN,
    VIOLATED,
    Case,
    check,
    el,
    page,
    phone,
)

from pytest_mobcompliance.screen import Element, ScreenshotState

line = partial(Case, rule="6.nontext-contrast", required=3.0)
PLACE, DRAWN = (20, 20, 68, 68), (32, 32, 56, 56)
"""Of a button of 48 dp, and of the icon of 24 dp in it."""
FIELD = (20, 120, 370, 168)


def icon(role: str = "button", name: str | None = "搜索", **facts: object) -> Element:
    return el("it", role, None, facts.pop("box", PLACE), **{"name": name, "clickable": True} | facts)  # type: ignore[arg-type]


def field(**facts: object) -> Element:
    return el("it", "textbox", None, FIELD, **{"editable": True, "clickable": True} | facts)


def seen(grey: int, *, on: int = 255) -> dict[str, object]:
    return Paint(on).cross(DRAWN, grey).shown


CASES = [
    line(name="a black icon", screen=phone(icon(), **seen(0)), verdict=SATISFIED, measured=21.0),
    line(
        name="just enough",
        screen=phone(icon(), **seen(0x94)),
        verdict=SATISFIED,
        measured=3.03,
        options={"profile": "wcag-aa"},
    ),
    line(name="enough for MIIT", screen=phone(icon(), **seen(0x76)), verdict=SATISFIED, measured=4.54),
    line(
        name="larger than 18 dp, between what MIIT asks of small and of large letters",
        screen=phone(icon(), **seen(0x94)),
        verdict=NEEDS_REVIEW,
        measured=3.03,
        required=4.5,
        reason="standard-has-exceptions",
    ),
    line(
        name="a pale icon",
        screen=phone(icon(), **seen(0xBB)),
        verdict=VIOLATED,
        measured=1.92,
        reason="low-contrast",
    ),
    line(
        name="a pale icon of a page",
        screen=page(icon(), **seen(0xBB)),
        verdict=VIOLATED,
        measured=1.92,
        reason="low-contrast",
    ),
    line(
        name="a picture in what is tapped",
        screen=phone(
            icon("generic"),
            el("in", "img", None, DRAWN, parent="it"),
            **seen(0xBB),
        ),
        verdict=VIOLATED,
        measured=1.92,
        reason="low-contrast",
    ),
    line(
        name="at the edge of a list",
        screen=phone(icon(clipped=True), **seen(0xBB)),
        verdict=NEEDS_REVIEW,
        measured=1.92,
        reason="clipped",
    ),
    line(
        name="a dark sign on a pale disc",
        screen=phone(icon(), **Paint().block(PLACE, 0xEE).cross(DRAWN, 0).shown),
        verdict=SATISFIED,
        measured=18.1,
    ),
    line(
        name="a pale sign on a pale fill",
        screen=phone(icon(), **Paint().block(PLACE, 0xEE).cross(DRAWN, 0xCC).shown),
        verdict=VIOLATED,
        measured=1.38,
        reason="low-contrast",
    ),
    line(
        name="a sign that does not stand out from a fill that does",
        screen=phone(icon(), **Paint().block(PLACE, 0x44).cross(DRAWN, 0x66).shown),
        verdict=NEEDS_REVIEW,
        measured=1.7,
        reason="low-contrast",
    ),
    line(
        name="a small icon between what MIIT asks of small and of large letters",
        screen=phone(icon(), **Paint().cross((36, 36, 50, 50), 0x86).shown),
        verdict=NEEDS_REVIEW,
        measured=3.64,
        required=4.5,
        reason="standard-has-exceptions",
    ),
    line(
        name="the same by WCAG",
        screen=phone(icon(), **Paint().cross((36, 36, 50, 50), 0x86).shown),
        verdict=SATISFIED,
        measured=3.64,
        options={"profile": "wcag-aa"},
    ),
    line(
        name="a picture with a name that nobody taps",
        screen=phone(icon("img", clickable=False), **seen(0xBB)),
        verdict=NEEDS_REVIEW,
        measured=1.92,
        reason="low-contrast",
    ),
    line(
        name="a picture with a name that is clear to see",
        screen=phone(icon("img", clickable=False), **seen(0)),
        verdict=SATISFIED,
        measured=21.0,
    ),
    line(
        name="nothing is drawn",
        screen=phone(icon(), **Paint().text(100, 200, 0).shown),
        verdict=NEEDS_REVIEW,
        reason="no-ink",
    ),
    line(
        name="a picture without a name is an ornament",
        screen=phone(icon("img", name=None, clickable=False), **seen(0xBB)),
        verdict=None,
    ),
    line(
        name="beside words of the same target",
        screen=phone(
            icon("generic"),
            el("in", "img", None, DRAWN, parent="it"),
            el("say", "text", "Open", (20, 70, 68, 90), parent="it"),
            **seen(0xBB),
        ),
        verdict=None,
    ),
    line(
        name="a tapped picture in a row with words",
        screen=phone(
            el("row", "button", None, (0, 0, 390, 100)),
            icon("img", parent="row"),
            el("say", "text", "Open", (100, 20, 200, 60), parent="row"),
            **seen(0xBB),
        ),
        verdict=None,
    ),
    line(name="disabled", screen=phone(icon(enabled=False), **seen(0xBB)), verdict=None),
    line(name="hidden from readers", screen=page(icon(reader_hidden=True), **seen(0xBB)), verdict=None),
    line(
        name="a photograph",
        screen=phone(icon("img"), **Paint().photo(PLACE).shown),
        verdict=None,
    ),
    line(
        name="a banner",
        screen=phone(icon("img", box=(0, 0, 390, 200)), **seen(0xBB)),
        verdict=None,
    ),
    line(
        name="a dark frame around a field",
        screen=phone(field(), **Paint().frame(FIELD, 0x60).shown),
        verdict=SATISFIED,
        measured=6.29,
    ),
    line(
        name="a pale frame around a field that shows nothing else",
        screen=phone(field(), **Paint().frame(FIELD, 0xCC).shown),
        verdict=VIOLATED,
        measured=1.61,
        reason="low-contrast",
        options={"profile": "wcag-aa"},
    ),
    *(
        line(
            name=f"the same by {profile}, which names no frames",
            screen=phone(field(), **Paint().frame(FIELD, 0xCC).shown),
            verdict=NEEDS_REVIEW,
            measured=1.61,
            reason="low-contrast",
            options={"profile": profile},
        )
        for profile in ("miit-2021", "atf")
    ),
    line(
        name="a pale line below a field that shows nothing else",
        screen=phone(field(), **Paint().block((20, 160, 370, 163), 0xCC).shown),
        verdict=VIOLATED,
        measured=1.61,
        reason="low-contrast",
        options={"profile": "wcag-aa"},
    ),
    line(
        name="a pale frame around words",
        screen=phone(
            field(hint="Number"), **Paint().frame(FIELD, 0xCC).text(30, 132, 0x60, words="Number").shown
        ),
        verdict=NEEDS_REVIEW,
        measured=1.61,
        reason="low-contrast",
        options={"profile": "wcag-aa"},
    ),
    line(
        name="a hairline that may lie between two rows",
        screen=phone(field(), **Paint().frame(FIELD, 0xA4, 1).shown),
        verdict=NEEDS_REVIEW,
        measured=2.49,
        reason="thin-strokes",
    ),
    line(name="a field without a frame", screen=phone(field(), **seen(0)), verdict=None),
    line(
        name="a field that shows by its fill",
        screen=phone(field(), **Paint().block(FIELD, 0xEE).shown),
        verdict=None,
    ),
    line(
        name="scrolled out of the picture of a page",
        element=THE_SCREEN,
        screen=page(icon(bounds=None), **seen(0)),
        verdict=NOT_VERIFIED,
        reason="out-of-picture",
    ),
    *(
        line(
            name=f"the picture is {state}",
            element=THE_SCREEN,
            screen=phone(icon(), screenshot=b"?", screenshot_state=state),
            verdict=NOT_VERIFIED,
            reason=f"screenshot-{state}",
        )
        for state in (ScreenshotState.HIDDEN, ScreenshotState.UNIFORM, ScreenshotState.UNAVAILABLE)
    ),
]


def test_verdict(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("state", [ScreenshotState.HIDDEN, ScreenshotState.UNAVAILABLE])
def test_a_screen_without_icons_needs_no_picture(state: ScreenshotState) -> None:
    bare = phone(el("say", "text", "Open"), screenshot=b"?", screenshot_state=state)
    check(line(name="", screen=bare, element=THE_SCREEN, verdict=None))
