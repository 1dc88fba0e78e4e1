"""6.duplicate-bounds, 6.nested-clickable, 6.focus-order."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from rule_cases import NEEDS_REVIEW, SATISFIED, VIOLATED, Case, check, el, findings_of, page, phone

from pytest_mobcompliance.screen import Element, Screen

same = partial(Case, rule="6.duplicate-bounds")
nested = partial(Case, rule="6.nested-clickable")
order = partial(Case, rule="6.focus-order")


def under(role: str = "button", text: str | None = "转账", **facts: object) -> Element:
    return el("under", role, text, **{"clickable": True, **facts})  # type: ignore[arg-type]


def over(text: str | None = "理财", role: str = "button", **facts: object) -> Element:
    return el("it", role, text, **{"clickable": True, **facts})  # type: ignore[arg-type]


def inner(role: str = "button", text: str | None = "购买", **facts: object) -> Element:
    known: dict[str, object] = {"clickable": True, "focusable": True, "parent": "under"}
    return el("it", role, text, (10, 10, 60, 50), **known | facts)  # type: ignore[arg-type]


def stop(
    id: str, left: float, top: float, width: float = 100, height: float = 60, **facts: object
) -> Element:
    return el(id, "button", id, (left, top, left + width, top + height), **{"parent": "main"} | facts)  # type: ignore[arg-type]


def main(*inside: Element, native: bool = False, **facts: object) -> Screen:
    return (phone if native else page)(el("main"), *inside, **facts)


ROW = el("words", "text", "稳健理财", (70, 10, 300, 50), parent="under")

CASES = [
    same(name="beside each other", screen=page(under(), over(box=(101, 0, 201, 60))), verdict=SATISFIED),
    same(
        name="one on the other",
        screen=page(under(), over()),
        verdict=VIOLATED,
        reason="same-bounds",
    ),
    same(name="on a phone", screen=phone(under(), over()), verdict=VIOLATED, reason="same-bounds"),
    *(
        same(
            name=f"a catcher of taps over a field: {text}",
            screen=phone(under("textbox", "日期"), over(text)),
            verdict=NEEDS_REVIEW,
            reason="same-bounds",
        )
        for text in (None, "日期")
    ),
    same(
        name="a card and all that is in it, on a phone",
        screen=phone(under("generic", None), over(parent="under")),
        verdict=NEEDS_REVIEW,
        reason="same-bounds",
    ),
    same(
        name="a card and all that is in it, on a page",
        screen=page(under("generic", None), over(parent="under")),
        verdict=SATISFIED,
    ),
    same(
        name="only parts of both are in the picture",
        screen=phone(under(clipped=True), over(clipped=True)),
        verdict=NEEDS_REVIEW,
        reason="clipped",
    ),
    same(
        name="in an embedded page",
        screen=phone(under(in_webview=True), over(in_webview=True)),
        verdict=NEEDS_REVIEW,
        reason="in-webview",
    ),
    same(name="a box and its label", screen=page(under("checkbox"), over()), verdict=SATISFIED),
    same(
        name="a dialog over the page",
        screen=page(under(), el("window", "dialog"), over(parent="window")),
        verdict=SATISFIED,
    ),
    same(name="of no size", screen=page(under(), over(box=(0, 0, 0, 60))), verdict=None),
    same(name="nothing to tap", screen=page(under(), over(clickable=False)), verdict=None),
    same(name="not in use", screen=page(under(), over(enabled=False)), verdict=None),
    same(name="behind a sheet", screen=phone(under(), over(resource_id="touch_outside")), verdict=None),
    *(
        nested(
            name=f"a {role} inside a button",
            screen=page(under(), inner(role)),
            verdict=VIOLATED,
            reason="nested-control",
        )
        for role in ("button", "link", "checkbox")
    ),
    nested(
        name="a button inside a link",
        screen=page(under("link"), inner()),
        verdict=NEEDS_REVIEW,
        reason="nested-control",
    ),
    nested(name="a button inside a card", screen=page(under("generic", None), inner()), verdict=SATISFIED),
    nested(name="no stop for readers", screen=page(under(), inner(focusable=False)), verdict=SATISFIED),
    nested(
        name="a box inside its label",
        screen=page(under("generic", "同意", class_name="label"), inner("checkbox")),
        verdict=SATISFIED,
    ),
    nested(
        name="a row on a phone with words of its own",
        screen=phone(under("generic", None), ROW, inner()),
        verdict=SATISFIED,
    ),
    nested(
        name="a row on a phone that says what its only button says",
        screen=phone(under("generic", None), inner()),
        verdict=NEEDS_REVIEW,
        reason="nested-control",
    ),
    nested(
        name="a layer around several controls",
        screen=phone(under("generic", None), inner(), el("b", "button", "赎回", parent="under")),
        verdict=SATISFIED,
    ),
    nested(
        name="a switch that its row carries",
        screen=phone(under("generic", None), inner("switch")),
        verdict=SATISFIED,
    ),
    nested(
        name="words that are not shown",
        screen=phone(under("generic", None), replace(ROW, visible=False), inner()),
        verdict=NEEDS_REVIEW,
        reason="nested-control",
    ),
    nested(name="beside each other", screen=page(under(), over()), verdict=None),
    nested(name="in an embedded page", screen=phone(under("webview", None), inner()), verdict=None),
    order(name="downwards", screen=main(stop("a", 0, 0), stop("it", 0, 60)), verdict=SATISFIED),
    order(name="along a row", screen=main(stop("a", 0, 0), stop("it", 100, 10)), verdict=SATISFIED),
    order(
        name="the next row",
        screen=main(stop("a", 0, 0), stop("b", 100, 0), stop("it", 0, 60)),
        verdict=SATISFIED,
    ),
    order(
        name="the next column",
        screen=main(stop("a", 0, 0), stop("b", 0, 60), stop("it", 100, 0)),
        verdict=SATISFIED,
    ),
    *(
        order(
            name=f"upwards, {'phone' if native else 'page'}",
            screen=main(stop("a", 0, 60), stop("it", 0, 0), native=native),
            verdict=NEEDS_REVIEW,
            reason="against-the-eye",
        )
        for native in (False, True)
    ),
    order(
        name="back along a row",
        screen=main(stop("a", 100, 0), stop("it", 0, 10)),
        verdict=NEEDS_REVIEW,
        reason="against-the-eye",
    ),
    *(
        order(
            name=f"along a row of {locale}",
            screen=main(stop("a", 100, 0), stop("it", 0, 10), locale=locale),
            verdict=SATISFIED,
        )
        for locale in ("ar-EG", "he", "ug_CN")
    ),
    order(
        name="against the row of ar",
        screen=main(stop("a", 0, 0), stop("it", 100, 10), locale="ar"),
        verdict=NEEDS_REVIEW,
        reason="against-the-eye",
    ),
    order(
        name="groups are compared as a whole",
        screen=main(
            el("late", parent="main"),
            stop("a", 0, 200, parent="late"),
            stop("b", 100, 200, parent="late"),
            el("early", parent="main"),
            stop("it", 0, 100, parent="early"),
            stop("c", 100, 100, parent="early"),
        ),
        verdict=NEEDS_REVIEW,
        reason="against-the-eye",
    ),
    order(
        name="a bar that stays has a place of its own",
        screen=main(
            el("bar", "navigation", parent="main"), stop("a", 0, 800, parent="bar"), stop("it", 0, 0)
        ),
        verdict=None,
    ),
    order(name="what overlaps", screen=main(stop("a", 0, 20), stop("it", 0, 0)), verdict=SATISFIED),
    order(
        name="windows of a phone",
        screen=phone(el("a", "button", "好", (0, 60, 100, 120)), el("it", "button", "关闭", (0, 0, 100, 60))),
        verdict=None,
    ),
    order(name="the first", screen=main(stop("it", 0, 0)), verdict=None),
    order(name="in a sentence", screen=main(stop("a", 0, 60), stop("it", 0, 0, inline=True)), verdict=None),
    order(
        name="inside of what is one stop",
        screen=main(stop("a", 0, 0), stop("b", 0, 60), stop("it", 0, 60, parent="b", clickable=False)),
        verdict=None,
    ),
]


def test_verdict(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("line", [same, nested], ids=["same", "nested"])
def test_the_other_one_is_told(line: partial[Case]) -> None:
    screen = phone(under("generic", None, resource_id="row"), over(parent="under"))
    open_ones = [each for each in findings_of(line(name="", screen=screen, verdict=None)) if each.reason]
    assert [each.values for each in open_ones] == [{"other": "#row"}]


def test_whom_a_late_one_should_have_met_is_told() -> None:
    [finding] = findings_of(order(name="", screen=main(stop("a", 0, 60), stop("it", 0, 0)), verdict=None))
    assert finding.values == {"other": "button “a”"}


def test_a_screen_without_elements_has_no_order() -> None:
    screen = replace(page(), elements=())
    assert findings_of(order(name="", screen=screen, verdict=None)) == []
