"""6.text-size, 6.line-spacing, 6.paragraph-spacing, 6.zoom-blocked."""

from __future__ import annotations

from functools import partial

from rule_cases import (
    NEEDS_REVIEW,
    NOT_APPLICABLE,
    NOT_VERIFIED,
    SATISFIED,
    THE_SCREEN,
    VIOLATED,
    Case,
    check,
    el,
    findings_of,
    page,
    phone,
)

from pytest_mobcompliance.screen import Element, Screen

size = partial(Case, rule="6.text-size", required=18)
spacing = partial(Case, rule="6.line-spacing", required=1.3)
paragraphs = partial(Case, rule="6.paragraph-spacing", required=1.3)
zoom = partial(Case, rule="6.zoom-blocked", required=2, element=THE_SCREEN)


def elderly(points: float | None, text: str | None = "账户余额", **facts: object) -> Screen:
    return page(el("it", "text", text, text_size_dp=points, **facts), mode="elderly")


def lines(height: float | None, points: float | None = 20, count: int | None = 2) -> Screen:
    text: Element = el("it", "text", "一二三", text_size_dp=points, line_height_dp=height, line_count=count)
    return page(text)


def two(gap: float, *, padding: float = 0, left: float = 0, **facts: object) -> Screen:
    """Two paragraphs of two lines of 24 dp each, ``gap`` dp apart; facts are those of the second."""
    known: dict[str, object] = {"class_name": "p", "line_height_dp": 24.0, "line_count": 2}
    height = 48 + padding
    one = el("one", "text", "一二三", (0, 0, 300, height), **known)
    box = (left, height + gap, left + 300, 2 * height + gap)
    return page(one, el("it", "text", **{"text": "四五六", "box": box, **known, **facts}))


def viewport(content: str | None) -> Screen:
    return page(settings={"meta_viewport": content})


CASES = [
    size(name="as large as asked", screen=elderly(18), verdict=SATISFIED, measured=18),
    size(name="rounded by the browser", screen=elderly(17.96), verdict=SATISFIED, measured=17.96),
    size(name="too small", screen=elderly(17.9), verdict=VIOLATED, measured=17.9, reason="text-too-small"),
    size(name="unknown", screen=elderly(None), verdict=NOT_VERIFIED, reason="unknown-text-size"),
    size(name="no text", screen=elderly(10, None), verdict=None),
    size(name="an arrow", screen=elderly(10, "›", reader_hidden=True), verdict=None),
    size(
        name="digits that readers do not hear",
        screen=elderly(10, "99+", reader_hidden=True),
        verdict=VIOLATED,
        measured=10,
        reason="text-too-small",
    ),
    size(name="not in elderly mode", screen=page(el("it", "text", "字", text_size_dp=10)), verdict=None),
    *(
        line(
            name="on a phone",
            element=THE_SCREEN,
            screen=phone(el("e", "text", "余额"), mode="elderly"),
            verdict=NOT_VERIFIED,
            reason="needs-pixels",
        )
        for line in (size, spacing, paragraphs)
    ),
    size(
        name="on a phone whose driver tells it",
        screen=phone(el("it", "text", "余额", text_size_dp=16.0), mode="elderly"),
        verdict=VIOLATED,
        measured=16,
        reason="text-too-small",
    ),
    size(
        name="on a phone whose driver tells some of it",
        element=THE_SCREEN,
        screen=phone(
            el("told", "text", "余额", text_size_dp=18.0),
            *(el(each, "text", "明细") for each in ("a", "b")),
            mode="elderly",
        ),
        verdict=NOT_VERIFIED,
        reason="needs-pixels",
    ),
    paragraphs(name="far enough", screen=two(7.2), verdict=SATISFIED, measured=1.3),
    paragraphs(
        name="as near as the lines",
        screen=two(0),
        verdict=VIOLATED,
        measured=1,
        reason="paragraphs-too-near",
    ),
    paragraphs(
        name="padding may stand between",
        screen=two(0, padding=8),
        verdict=NEEDS_REVIEW,
        measured=1,
        reason="unknown-padding",
    ),
    *(
        paragraphs(name=f"not compared: {what}", screen=screen, verdict=None)
        for what, screen in (
            ("no paragraph", two(0, class_name="li")),
            ("no text of its own", two(0, text=None)),
            ("of another line height", two(0, line_height_dp=30.0)),
            ("of unknown line height", two(0, line_height_dp=None)),
            ("beside each other", two(-48, left=320)),
            ("without a box", two(0, full_bounds_dp=None)),
            ("in another box", two(0, parent="one")),
        )
    ),
    paragraphs(
        name="single lines",
        screen=page(
            *(
                el(each, "text", each, class_name="p", line_height_dp=24.0, line_count=1)
                for each in ("a", "it")
            )
        ),
        verdict=None,
    ),
    zoom(name="on a phone", screen=phone(), verdict=NOT_APPLICABLE, reason="pages-only"),
    spacing(name="wide enough", screen=lines(26), verdict=SATISFIED, measured=1.3),
    spacing(name="tight", screen=lines(24), verdict=VIOLATED, measured=1.2, reason="lines-too-tight"),
    spacing(name="unknown height", screen=lines(None), verdict=NOT_VERIFIED, reason="unknown-line-height"),
    spacing(name="unknown size", screen=lines(26, None), verdict=NOT_VERIFIED, reason="unknown-line-height"),
    spacing(name="text of no size", screen=lines(26, 0), verdict=NOT_VERIFIED, reason="unknown-line-height"),
    spacing(name="one line", screen=lines(10, count=1), verdict=None),
    spacing(name="lines not counted", screen=lines(10, count=None), verdict=None),
    zoom(name="no viewport element", screen=viewport(None), verdict=SATISFIED),
    zoom(name="width only", screen=viewport("width=device-width, initial-scale=1"), verdict=SATISFIED),
    zoom(name="twice", screen=viewport("maximum-scale=2"), verdict=SATISFIED, measured=2),
    zoom(
        name="hardly",
        screen=viewport("width=device-width; maximum-scale = 1.5"),
        verdict=VIOLATED,
        measured=1.5,
        reason="zoom-capped",
    ),
    *(
        zoom(
            name=f"forbidden by {content}",
            screen=viewport(content),
            verdict=VIOLATED,
            measured=1.0,
            reason="zoom-forbidden",
        )
        for content in ("user-scalable=no", "User-Scalable=0,maximum-scale=5", "user-scalable = false")
    ),
    *(
        zoom(name=f"means nothing: {content}", screen=viewport(content), verdict=SATISFIED)
        for content in ("maximum-scale=wide", "maximum-scale=1e999", "user-scalable=yes", "=no", "")
    ),
    zoom(
        name="allowed by a negative number",
        screen=viewport("maximum-scale=-1"),
        verdict=SATISFIED,
        measured=-1,
    ),
    zoom(
        name="not read",
        screen=page(settings={}),
        verdict=NOT_VERIFIED,
        reason="unknown-viewport",
    ),
]


def test_verdict(case: Case) -> None:
    check(case)


def test_the_texts_of_a_phone_that_nobody_measured_are_counted() -> None:
    screen = phone(*(el(each, "text", "明细") for each in ("a", "b")), mode="elderly")
    [finding] = findings_of(size(name="", screen=screen, verdict=None))
    assert finding.values == {"texts": 2}
