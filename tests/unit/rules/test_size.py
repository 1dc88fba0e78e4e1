"""6.target-size."""

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

from pytest_mobcompliance.screen import Element, Screen

line = partial(Case, rule="6.target-size")


def button(width: float = 100, height: float = 60, **facts: object) -> Element:
    return el("it", "button", "转账", (0, 0, width, height), **facts)


def cut(height: float, **facts: object) -> Element:
    """A button of which only the visible part is known."""
    return button(100, height, full_bounds_dp=None, clipped=True, **facts)


def box(role: str = "checkbox", name: str = "我已阅读", **facts: object) -> Element:
    return el("it", role, name, (0, 0, 20, 20), clickable=True, **facts)


def label(id: str = "label", left: float = 24, name: str = "我已阅读") -> Element:
    return el(id, "generic", name, (left, 0, left + 300, 60), clickable=True, class_name="label")


def unnumbered(screen: Screen) -> Case:
    return line(name="", screen=screen, verdict=None)


CASES = [
    line(name="as large as asked", screen=page(button(44, 44)), verdict=SATISFIED, measured=44, required=44),
    line(
        name="rounded by layout", screen=page(button(43.5, 90)), verdict=SATISFIED, measured=43.5, required=44
    ),
    *(
        line(
            name=f"too small: {width} × {height}",
            screen=page(button(width, height)),
            verdict=VIOLATED,
            measured=40,
            required=44,
            reason="too-small",
        )
        for width, height in ((40, 90), (90, 40))
    ),
    line(
        name="in elderly mode larger ones are asked for",
        screen=page(button(100, 50), mode="elderly"),
        verdict=VIOLATED,
        measured=50,
        required=60,
        reason="too-small",
    ),
    line(
        name="large enough for elderly mode",
        screen=page(button(60, 60), mode="elderly"),
        verdict=SATISFIED,
        measured=60,
        required=60,
    ),
    *(
        line(
            name=f"what closes a floating window, {height} dp high, in elderly mode",
            screen=page(
                el("window", resource_id="home_popup"),
                el("it", "button", "关闭", (0, 0, 60, height), parent="window"),
                mode="elderly",
            ),
            verdict=verdict,
            measured=height,
            required=44,
            reason=reason,
        )
        for height, verdict, reason in ((44, SATISFIED, ""), (40, VIOLATED, "too-small"))
    ),
    line(
        name="what closes no window, in elderly mode",
        screen=page(el("it", "button", "关闭", (0, 0, 60, 44)), mode="elderly"),
        verdict=VIOLATED,
        measured=44,
        required=60,
        reason="too-small",
    ),
    line(
        name="cut by the edge, and only the rest is known",
        screen=page(cut(10), platform="android"),
        verdict=NEEDS_REVIEW,
        measured=10,
        required=44,
        reason="clipped",
    ),
    line(
        name="cut by the edge, but the rest is large enough",
        screen=page(cut(50), platform="android"),
        verdict=SATISFIED,
        measured=50,
        required=44,
    ),
    line(
        name="cut by the edge, and the whole is known to be small",
        screen=page(button(100, 30, clipped=True, bounds_dp=(0, 0, 100, 10))),
        verdict=VIOLATED,
        measured=30,
        required=44,
        reason="too-small",
    ),
    line(
        name="cut by the edge, and the whole is known to be large",
        screen=page(button(100, 60, clipped=True, bounds_dp=(0, 0, 100, 10))),
        verdict=SATISFIED,
        measured=60,
        required=44,
    ),
    line(
        name="density unknown",
        screen=page(button(bounds_dp=None, full_bounds_dp=None), density=None, platform="android"),
        verdict=NOT_VERIFIED,
        required=44,
        reason="unknown-density",
    ),
    *(
        line(
            name=f"inside a web view seen from outside, {height} dp high",
            screen=page(button(100, height, in_webview=True), platform="android"),
            verdict=NEEDS_REVIEW,
            measured=height,
            required=44,
            reason="in-webview",
        )
        for height in (20, 80)
    ),
    line(
        name="WCAG lets small ones stand that have room around them",
        screen=page(button(20, 20)),
        options={"profile": "wcag-aa"},
        verdict=NEEDS_REVIEW,
        measured=20,
        required=24,
        reason="standard-has-exceptions",
    ),
    line(
        name="T/TAF 114 asks 48 of the first page only",
        screen=page(button(46, 46), mode="elderly"),
        options={"profile": "taf-114"},
        verdict=NEEDS_REVIEW,
        measured=46,
        required=48,
        reason="standard-has-exceptions",
    ),
    line(
        name="T/TAF 114 asks 44 of every page",
        screen=page(button(40, 40), mode="elderly"),
        options={"profile": "taf-114"},
        verdict=VIOLATED,
        measured=40,
        required=48,
        reason="too-small",
    ),
    line(
        name="a number of the house has no exceptions",
        screen=page(button(46, 46), mode="elderly"),
        options={"profile": "taf-114", "thresholds": {"6.target-size.elderly": 64}},
        verdict=VIOLATED,
        measured=46,
        required=64,
        reason="too-small",
    ),
    *(
        line(
            name=f"ATF asks less across the edge: {what}",
            screen=phone(el("it", "button", "转账", box)),
            options={"profile": "atf"},
            verdict=SATISFIED,
            measured=measured,
            required=32,
        )
        for what, box, measured in (
            ("left", (0, 100, 32, 160), 32),
            ("right", (350, 100, 390, 160), 40),
            ("top", (100, 0, 160, 33), 33),
            ("bottom", (100, 811, 160, 844), 33),
        )
    ),
    line(
        name="ATF asks less across the edge only",
        screen=phone(el("it", "button", "转账", (0, 100, 34, 140))),
        options={"profile": "atf"},
        verdict=VIOLATED,
        measured=40,
        required=48,
        reason="too-small",
    ),
    line(
        name="a page has no edges",
        screen=page(el("it", "button", "转账", (0, 100, 40, 160))),
        options={"profile": "atf"},
        verdict=VIOLATED,
        measured=40,
        required=48,
        reason="too-small",
    ),
    line(
        name="others know no edges",
        screen=phone(el("it", "button", "转账", (0, 100, 40, 160))),
        verdict=VIOLATED,
        measured=40,
        required=44,
        reason="too-small",
    ),
    line(
        name="a checkbox is tapped by the label beside it",
        screen=page(box(), label()),
        verdict=SATISFIED,
        measured=60,
        required=44,
    ),
    *(
        line(
            name=f"a checkbox is not tapped by a label {what}",
            screen=page(box(), other),
            verdict=VIOLATED,
            measured=20,
            required=44,
            reason="too-small",
        )
        for what, other in (
            ("further away", label(left=40)),
            ("of another name", label(name="记住我")),
        )
    ),
    line(
        name="a button does not borrow from a label",
        screen=page(box("button"), label()),
        verdict=VIOLATED,
        measured=20,
        required=44,
        reason="too-small",
    ),
    line(
        name="an icon on a phone that its parent enlarges",
        screen=phone(
            el("it", box=(0, 0, 60, 60), clickable=True),
            el("icon", "img", "扫一扫", (6, 6, 54, 54), parent="it", clickable=False),
        ),
        verdict=SATISFIED,
        measured=60,
        required=44,
    ),
    *(
        line(
            name=f"a {role} on a phone whose row carries the tap",
            screen=phone(
                el("row", box=(0, 0, 390, 60), clickable=True),
                el("it", role, box=(340, 20, 360, 40), parent="row", clickable=False, checked=False),
            ),
            verdict=None,
        )
        for role in ("checkbox", "radio", "switch")
    ),
    line(
        name="too small on a phone",
        screen=phone(button(100, 36)),
        verdict=VIOLATED,
        measured=36,
        required=44,
        reason="too-small",
    ),
    line(
        name="a key of the keyboard",
        screen=phone(button(30, 30, package="com.example.inputmethod")),
        verdict=None,
    ),
    line(name="a link inside a sentence", screen=page(button(20, 20, inline=True)), verdict=None),
    line(name="disabled", screen=page(button(20, 20, enabled=False)), verdict=None),
    line(name="nothing to tap", screen=page(button(20, 20, clickable=False)), verdict=None),
    line(name="not rendered", screen=page(button(20, 20, visible=False)), verdict=None),
    line(name="without any size", screen=page(button(0, 60)), verdict=None),
    line(
        name="an icon inside a larger thing to tap",
        screen=page(el("row", "link", "转账"), el("p", parent="row"), button(20, 20, parent="p")),
        verdict=None,
    ),
]


def test_verdict(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(
    ("profile", "normal", "elderly"),
    [("miit-2021", 44, 60), ("taf-114", 44, 48), ("wcag-aa", 24, 24), ("atf", 48, 48)],
)
def test_each_profile_has_its_own_numbers(profile: str, normal: int, elderly: int) -> None:
    for mode, number in (("standard", normal), ("elderly", elderly)):
        case = line(name="", screen=page(button(), mode=mode), verdict=None, options={"profile": profile})
        [finding] = findings_of(case)
        assert (finding.profile, finding.required, finding.unit) == (profile, number, "dp")


def test_both_sides_are_told() -> None:
    [finding] = findings_of(unnumbered(page(button(40.004, 90))))
    assert finding.values == {"width": 40.0, "height": 90}


def test_many_boxes_of_one_name_find_their_own_label() -> None:
    rows = [
        each
        for row in range(40)
        for each in (
            el(f"box{row}", "checkbox", "选择", (0, row * 80, 20, row * 80 + 20), clickable=True),
            el(f"label{row}", "generic", "选择", (24, row * 80, 300, row * 80 + 60), clickable=True),
        )
    ]
    findings = findings_of(unnumbered(page(*rows)))
    assert [finding.measured for finding in findings] == [60] * 80
