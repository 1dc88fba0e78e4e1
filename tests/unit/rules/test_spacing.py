"""6.target-spacing, 6.close-button-size, 6.close-button-place; and `Grid`, by which neighbours are found."""

from __future__ import annotations

from functools import partial

import pytest
from rule_cases import (
    NEEDS_REVIEW,
    NOT_VERIFIED,
    SATISFIED,
    VIOLATED,
    Case,
    check,
    el,
    findings_of,
    page,
    phone,
)

from pytest_mobcompliance.rules.grid import Grid
from pytest_mobcompliance.screen import Box, Element, Screen

room = partial(Case, rule="6.target-spacing", required=24)
close = partial(Case, rule="6.close-button-size", required=44)


place = partial(Case, rule="6.close-button-place")


def small(left: float = 0, top: float = 0, id: str = "it", side: float = 20, **facts: object) -> Element:
    return el(id, "button", facts.pop("text", id), (left, top, left + side, top + side), **facts)  # type: ignore[arg-type]


def window(*inside: Element, **facts: object) -> tuple[Element, ...]:
    return (el("window", **{"role": "dialog", **facts}), *inside)  # type: ignore[arg-type]


def cross(side: float = 20, **facts: object) -> Element:
    known: dict[str, object] = {"text": "关闭", "parent": "window", "box": (0, 0, side, side)}
    return el("it", "button", **known | facts)  # type: ignore[arg-type]


def popup(left: float, top: float, **facts: object) -> Screen:
    """A window of 300 × 400 dp with a picture that fills it, and a button of 44 dp that closes it."""
    known: dict[str, object] = {"role": "generic", "resource_id": "home_popup"}
    known |= {key: facts.pop(f"window_{key}") for key in ("role", "resource_id") if f"window_{key}" in facts}
    picture = el("picture", "img", "活动", (0, 0, 300, 400), parent="window")
    button = cross(box=(left, top, left + 44, top + 44), **facts)
    return phone(*window(picture, button, **known))


def unplaced() -> Screen:
    nowhere = {"bounds_dp": None, "full_bounds_dp": None}
    return page(*window(cross(**nowhere)), density=None, platform="android")


CASES = [
    room(
        name="large ones may touch",
        screen=page(small(side=24), small(24, id="b", side=24)),
        verdict=SATISFIED,
    ),
    room(name="alone", screen=page(small()), verdict=SATISFIED, measured=24),
    room(name="far enough apart", screen=page(small(), small(24, id="b")), verdict=SATISFIED, measured=24),
    room(
        name="two small ones side by side",
        screen=page(small(), small(21, id="b")),
        verdict=VIOLATED,
        measured=21,
        reason="too-near",
        others=frozenset({"b"}),
    ),
    room(
        name="a small one beside a large one",
        screen=phone(small(), el("b", "button", "转账", (18, 0, 118, 60))),
        verdict=VIOLATED,
        measured=16,
        reason="too-near",
    ),
    room(
        name="one on the other",
        screen=page(small(40, 20), el("b", "button", "转账", (0, 0, 100, 60))),
        verdict=VIOLATED,
        measured=0,
        reason="too-near",
    ),
    room(
        name="only its lower part is in the picture",
        screen=phone(small(clipped=True), small(0, 21, id="b", side=60)),
        verdict=NEEDS_REVIEW,
        measured=22,
        reason="clipped",
    ),
    room(
        name="in an embedded page",
        screen=phone(small(in_webview=True), small(0, 21, id="b", side=60)),
        verdict=NEEDS_REVIEW,
        measured=22,
        reason="in-webview",
    ),
    room(
        name="a larger one leads to the same place",
        screen=page(
            el("it", "link", "公告", (0, 0, 20, 20), href="/a"),
            el("b", "button", "转账", (0, 21, 60, 81)),
            el("c", "link", "公告", (0, 100, 100, 160), href="/a"),
        ),
        verdict=NEEDS_REVIEW,
        measured=22,
        reason="standard-has-exceptions",
    ),
    room(
        name="a box and its small label are one",
        screen=page(
            el("it", "checkbox", "同意", (0, 0, 20, 20), clickable=True),
            el("label", "generic", "同意", (22, 0, 60, 20), clickable=True, class_name="label"),
        ),
        verdict=SATISFIED,
        measured=24,
    ),
    room(
        name="density unknown",
        screen=page(small(bounds_dp=None, full_bounds_dp=None), density=None, platform="android"),
        verdict=NOT_VERIFIED,
        reason="unknown-density",
    ),
    room(name="without any size", screen=page(small(side=0)), verdict=None),
    room(name="a link in a sentence", screen=page(small(inline=True), small(21, id="b")), verdict=None),
    room(
        name="inside a larger thing to tap",
        screen=page(el("row", "button", "转账"), small(parent="row")),
        verdict=None,
    ),
    *(
        place(name=what, screen=popup(*where), verdict=SATISFIED)
        for what, where in (
            ("upper left", (0, 0)),
            ("upper right", (256, 0)),
            ("lower middle", (128, 356)),
            ("below the picture", (128, 420)),
        )
    ),
    *(
        place(name=what, screen=popup(*where), verdict=VIOLATED, reason="close-elsewhere")
        for what, where in (
            ("lower right", (256, 356)),
            ("upper middle", (128, 0)),
            ("in the middle", (128, 180)),
        )
    ),
    *(
        place(
            name=f"a dialog with its answers in a row: {own}",
            screen=popup(0, 356, window_role="dialog", window_resource_id=own),
            verdict=NEEDS_REVIEW,
            reason="close-elsewhere",
        )
        for own in (None, "alert_dialog")
    ),
    place(
        name="a part of it is outside the picture",
        screen=popup(256, 0, clipped=True),
        verdict=NEEDS_REVIEW,
        reason="clipped",
    ),
    place(
        name="in an embedded page",
        screen=popup(256, 0, in_webview=True),
        verdict=NEEDS_REVIEW,
        reason="in-webview",
    ),
    place(name="of no floating window", screen=page(el("window"), cross(30)), verdict=None),
    place(name="what lies behind a sheet", screen=popup(128, 180, resource_id="touch_outside"), verdict=None),
    place(name="closes nothing", screen=popup(128, 180, text="去看看"), verdict=None),
    close(name="large enough", screen=page(*window(cross(44))), verdict=SATISFIED, measured=44),
    close(
        name="the same in elderly mode",
        screen=page(*window(cross(44)), mode="elderly"),
        verdict=SATISFIED,
        measured=44,
    ),
    close(
        name="too small",
        screen=page(*window(cross(30))),
        verdict=VIOLATED,
        measured=30,
        reason="too-small",
    ),
    *(
        close(
            name=f"told by its id {own}",
            screen=phone(*window(cross(30, text=None, resource_id=own))),
            verdict=VIOLATED,
            measured=30,
            reason="too-small",
        )
        for own in ("iv_close", "adClose", "btn-dismiss")
    ),
    *(
        close(
            name=f"in a window told by its id {own}",
            screen=phone(*window(cross(30, text="×"), role="generic", resource_id=own)),
            verdict=VIOLATED,
            measured=30,
            reason="too-small",
        )
        for own in ("float_window", "homePopup")
    ),
    close(
        name="a part of it is outside the picture",
        screen=phone(*window(cross(30, clipped=True))),
        verdict=NEEDS_REVIEW,
        measured=30,
        reason="clipped",
    ),
    close(
        name="in an embedded page",
        screen=phone(*window(cross(60, in_webview=True))),
        verdict=NEEDS_REVIEW,
        measured=60,
        reason="in-webview",
    ),
    close(name="density unknown", screen=unplaced(), verdict=NOT_VERIFIED, reason="unknown-density"),
    close(name="without any size", screen=page(*window(cross(0))), verdict=None),
    close(name="of no floating window", screen=page(el("window"), cross(30)), verdict=None),
    close(name="no picture to tap", screen=page(*window(cross(30, clickable=False))), verdict=None),
    close(name="closes an account", screen=page(*window(cross(30, text="关闭账户"))), verdict=None),
    close(
        name="words that only hold the word",
        screen=page(*window(cross(30, text="好", resource_id="enclosed_ok"))),
        verdict=None,
    ),
]


def test_verdict(case: Case) -> None:
    check(case)


def test_who_is_too_near_is_told() -> None:
    screen = page(small(), small(21, id="b", resource_id="next"))
    [one, _] = findings_of(room(name="", screen=screen, verdict=None))
    assert one.values == {"other": "#next"}


def test_close_buttons_have_one_number_whoever_asks() -> None:
    for profile, named in (("miit-2021", "miit-2021"), ("taf-114", "taf-114"), ("atf", "miit-2021")):
        case = close(name="", screen=page(*window(cross())), verdict=None, options={"profile": profile})
        [finding] = findings_of(case)
        assert (finding.profile, finding.required) == (named, 44)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ((0, 0, 10, 10), {0, 3}),
        ((100, 0, 110, 10), {1, 3}),
        ((-60, -60, -50, -50), {2, 3}),
        ((0, 3000, 10, 3010), {3}),
    ],
)
def test_a_grid_finds_what_is_near(asked: Box, found: set[int]) -> None:
    grid = Grid([(5, 5, 20, 20), (98, 0, 120, 20), (-70, -70, -40, -40), (0, 0, 390, 100_000)])
    assert set(grid.near(asked)) == found
