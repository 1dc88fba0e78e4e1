"""6.text-size, 6.text-can-grow, 6.line-spacing, 6.paragraph-spacing, 6.zoom-blocked."""

from __future__ import annotations

from functools import partial
from unittest.mock import ANY

import pytest
from drawn import WORDS, Sheet
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

from pytest_mobcompliance.screen import Element, Screen, ScreenshotState

size = partial(Case, rule="6.text-size", required=18)
grow = partial(Case, rule="6.text-can-grow", required=30, element=THE_SCREEN)
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


def dp(number: float) -> object:
    return pytest.approx(number, abs=0.4)


def times(number: float) -> object:
    return pytest.approx(number, abs=0.04)


def pictured(*texts: Element, sheet: Sheet, **facts: object) -> Screen:
    """A phone's screen in elderly mode, two px per dp, of which only the picture tells how large text is."""
    return phone(*texts, **{"mode": "elderly", **sheet.shown, **facts})


def sized(px: float, says: str = WORDS, *, sheet: Sheet | None = None, **facts: object) -> Screen:
    """A text of that size, drawn on the sheet."""
    drawn = (sheet or Sheet()).text(10, 20, px)
    return pictured(el("it", "text", says, (0, 10, 400, 20 + 1.2 * px)), sheet=drawn, **facts)


def lined(pitch: float, *, lines: int = 2, says: str = "", **facts: object) -> Screen:
    """Lines of eight letters of 18 dp, with the end of a sentence."""
    drawn = Sheet().text(10, 20, 36, words=2, lines=lines, pitch=pitch)
    text = el(
        "it", "text", says or 2 * lines * WORDS + ".", (0, 10, 400, 70 + (lines - 1) * 36 * pitch), **facts
    )
    return pictured(text, sheet=drawn)


def stacked(steps: float, *, says: str = "", lines: int = 2, px: float = 36, **facts: object) -> Screen:
    """Two paragraphs of lines of 1.5 times their size; ``steps``: pitches from the one to the other."""
    top = 20 + 36 * 1.5 * (1 + steps)
    drawn = Sheet().text(10, 20, 36, words=2, lines=2).text(10, top, px, words=2, lines=lines)
    words = says or 2 * lines * WORDS + "."
    one = el("one", "text", words, (0, 10, 400, 110))
    box = (0, top - 8, 400, top + 1.5 * px * lines)
    return pictured(one, el("it", **{"role": "text", "text": words, "box": box, **facts}), sheet=drawn)


def largest(*sizes: float, scale: float | None = 2.0, **facts: object) -> Screen:
    """Texts of ten letters each, of told sizes."""
    texts = [el(f"t{at}", "text", "十" * 10, text_size_dp=each) for at, each in enumerate(sizes)]
    return page(*texts, mode="elderly", font_scale=scale, **facts)


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
    size(
        name="on a phone whose driver tells it",
        screen=phone(el("it", "text", "余额", text_size_dp=16.0), mode="elderly"),
        verdict=VIOLATED,
        measured=16,
        reason="text-too-small",
    ),
    *(
        line(
            name=f"on a phone without a picture ({state})",
            element=THE_SCREEN,
            screen=phone(el("e", "text", "余额。"), mode="elderly", screenshot_state=state),
            verdict=NOT_VERIFIED,
            reason=f"screenshot-{state}",
        )
        for line in (size, spacing, paragraphs)
        for state in (ScreenshotState.HIDDEN, ScreenshotState.UNIFORM, ScreenshotState.UNAVAILABLE)
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
        reason="screenshot-unavailable",
    ),
    size(
        name="drawn on a phone of unknown density",
        element=THE_SCREEN,
        screen=sized(48, density=None),
        verdict=NOT_VERIFIED,
        reason="unknown-density",
    ),
    size(name="drawn large enough", screen=sized(40), verdict=SATISFIED, measured=dp(20)),
    size(
        name="drawn to the very edges of its box",
        screen=pictured(el("it", "text", WORDS, (11, 20, 170, 58)), sheet=Sheet().text(10, 20, 40)),
        verdict=SATISFIED,
        measured=dp(20),
    ),
    size(
        name="drawn beside a switch",
        screen=pictured(
            el("it", "switch", WORDS, (0, 0, 400, 80)),
            sheet=Sheet().text(100, 20, 40).block(10, 10, 70, 70, "#1a56c4"),
        ),
        verdict=SATISFIED,
        measured=dp(20),
    ),
    size(
        name="drawn too small",
        screen=sized(28),
        verdict=VIOLATED,
        measured=dp(14),
        reason="text-too-small",
    ),
    size(
        name="drawn as large as asked, within the error",
        screen=sized(36),
        verdict=NEEDS_REVIEW,
        measured=dp(18),
        reason="borderline",
    ),
    size(
        name="drawn too small, and cut by what scrolls",
        screen=pictured(
            el("it", "text", WORDS, (0, 10, 400, 60), clipped=True), sheet=Sheet().text(10, 20, 28)
        ),
        verdict=NEEDS_REVIEW,
        measured=dp(14),
        reason="clipped",
    ),
    size(
        name="drawn too small, below something else",
        screen=pictured(
            el("it", "text", WORDS, (0, 10, 400, 60)),
            el("over", "button", None, (0, 0, 400, 60)),
            sheet=Sheet().text(10, 20, 28),
        ),
        verdict=NEEDS_REVIEW,
        measured=dp(14),
        reason="covered",
    ),
    *(
        size(
            name=f"drawn, but not measured well: {reason}",
            screen=screen,
            verdict=NEEDS_REVIEW,
            measured=ANY,
            reason=reason,
        )
        for reason, screen in (
            (
                "no-ink",
                pictured(el("it", "text", WORDS, (0, 100, 400, 160)), sheet=Sheet().text(10, 20, 28)),
            ),
            ("text-differs", sized(40, "手机号码与证件")),
            ("unknown-glyphs", sized(40, "手机号\U0001f600")),
            ("no-telling-glyphs", sized(40, "一一一一")),
            (
                "cut",
                pictured(el("it", "text", WORDS, (0, 32, 400, 90)), sheet=Sheet().text(10, 20, 40)),
            ),
        )
    ),
    size(
        name="boxes in place of letters that a font lacks",
        screen=pictured(el("it", "text", WORDS, (0, 10, 400, 60)), sheet=Sheet().boxes(10, 20, 28, 4)),
        verdict=NEEDS_REVIEW,
        reason="unknown-glyphs",
    ),
    *(
        size(
            name=f"a line at the foot of a page: {says}",
            screen=elderly(12, says),
            verdict=NEEDS_REVIEW,
            measured=12,
            reason="standard-has-exceptions",
        )
        for says in ("© 2026 示例银行", "版权所有 示例银行", "京ICP备1号", "京公网安备1号")
    ),
    size(
        name="a paragraph that speaks of copyright",
        screen=elderly(12, "版权所有：" + 12 * "账户余额"),
        verdict=VIOLATED,
        measured=12,
        reason="text-too-small",
    ),
    size(
        name="a large line at the foot of a page",
        screen=elderly(18, "京ICP备1号"),
        verdict=SATISFIED,
        measured=18,
    ),
    size(
        name="drawn small at the foot of a page",
        screen=sized(28, "版权所有"),
        verdict=NEEDS_REVIEW,
        measured=dp(14),
        reason="standard-has-exceptions",
    ),
    *(
        size(
            name=f"drawn large enough, {where} another text of its words",
            screen=pictured(
                *(el(each, "text", WORDS, (0, 10, 400, 68)) for each in ids), sheet=Sheet().text(10, 20, 40)
            ),
            verdict=NEEDS_REVIEW,
            measured=dp(20),
            reason="covered",
            others=frozenset({"other"}),
        )
        for where, ids in (("under", ("it", "other")), ("over", ("other", "it")))
    ),
    size(
        name="drawn large enough, with a text inside of it",
        screen=pictured(
            el("it", "text", WORDS, (0, 10, 400, 68)),
            el("in", "text", WORDS, (0, 10, 400, 68), parent="it"),
            sheet=Sheet().text(10, 20, 40),
        ),
        verdict=SATISFIED,
        measured=dp(20),
    ),
    size(name="drawn marks that are no words", screen=sized(28, "＊＊＊＊"), verdict=None),
    size(
        name="drawn dots of a password",
        screen=pictured(
            el("it", "textbox", "••••1", (0, 10, 400, 60), password=True), sheet=Sheet().text(10, 20, 28)
        ),
        verdict=None,
    ),
    size(
        name="not in the picture", screen=pictured(el("it", "text", WORDS, None), sheet=Sheet()), verdict=None
    ),
    grow(name="all of it", screen=largest(30, 36), verdict=SATISFIED, measured=30),
    grow(
        name="most of it stays small",
        screen=largest(20, 20, 36),
        verdict=NEEDS_REVIEW,
        measured=20,
        reason="text-stays-small",
    ),
    grow(
        name="a part stays small",
        screen=largest(20, 30, 36),
        verdict=NEEDS_REVIEW,
        measured=30,
        reason="part-stays-small",
    ),
    grow(
        name="small, but not enlarged as far as it goes",
        screen=largest(20, 20, scale=1.3),
        verdict=NEEDS_REVIEW,
        measured=20,
        reason="not-largest",
    ),
    grow(
        name="large before it was enlarged that far",
        screen=largest(32, scale=1.3),
        verdict=SATISFIED,
        measured=32,
    ),
    *(
        grow(
            name=f"large at twice the size, which {what}",
            screen=largest(36, platform=platform, settings=known),
            verdict=SATISFIED,
            measured=36,
        )
        for what, platform, known in (
            ("Android offers since 14", "android", {"api_level": 34}),
            ("a phone of unknown version may offer", "android", {}),
            ("no version of Android tells of a page", "web", {"api_level": 33}),
        )
    ),
    grow(
        name="large at twice the size, which Android 13 does not offer",
        screen=largest(36, 60, platform="android", settings={"api_level": 33}),
        verdict=NEEDS_REVIEW,
        measured=36,
        reason="larger-than-settings-offer",
    ),
    grow(
        name="large at twice the size, and at what Android 13 offers",
        screen=largest(48, platform="android", settings={"api_level": 33}),
        verdict=SATISFIED,
        measured=48,
    ),
    grow(
        name="large at what Android 13 offers",
        screen=largest(30, scale=1.3, platform="android", settings={"api_level": 33}),
        verdict=SATISFIED,
        measured=30,
    ),
    grow(name="at usual size", screen=largest(20, scale=1.0), verdict=None),
    grow(name="at a size that nobody knows", screen=largest(20, scale=None), verdict=None),
    grow(name="no text", screen=largest(), verdict=None),
    grow(name="drawn large enough", screen=sized(64, font_scale=2.0), verdict=SATISFIED, measured=dp(32)),
    grow(
        name="drawn too small",
        screen=sized(50, font_scale=2.0),
        verdict=NEEDS_REVIEW,
        measured=dp(25),
        reason="text-stays-small",
    ),
    grow(
        name="drawn, and not measured well",
        screen=sized(64, "手机号码与证件", font_scale=2.0),
        verdict=NEEDS_REVIEW,
        reason="partly-measured",
    ),
    grow(
        name="drawn large, but for a quarter that is not measured",
        screen=pictured(
            el("big", "text", 3 * WORDS, (0, 10, 800, 90)),
            el("mark", "text", "\U0001f600一一", (0, 100, 400, 190)),
            sheet=Sheet(800).text(10, 20, 64, words=3).text(10, 110, 64),
            font_scale=2.0,
        ),
        verdict=SATISFIED,
        measured=dp(32),
    ),
    grow(
        name="on a phone without a picture",
        screen=phone(el("e", "text", "余额"), mode="elderly", font_scale=2.0),
        verdict=NOT_VERIFIED,
        reason="screenshot-unavailable",
    ),
    spacing(name="drawn wide enough", screen=lined(1.5), verdict=SATISFIED, measured=times(1.5)),
    spacing(
        name="drawn tight", screen=lined(1.1), verdict=VIOLATED, measured=times(1.1), reason="lines-too-tight"
    ),
    spacing(
        name="drawn as asked, within the error",
        screen=lined(1.3),
        verdict=NEEDS_REVIEW,
        measured=times(1.3),
        reason="borderline",
    ),
    spacing(
        name="drawn tight, and cut by what scrolls",
        screen=lined(1.1, clipped=True),
        verdict=NEEDS_REVIEW,
        measured=times(1.1),
        reason="clipped",
    ),
    spacing(
        name="drawn in lines that measure differently",
        screen=pictured(
            el("it", "text", 3 * WORDS + "与.", (0, 10, 400, 190)),
            sheet=Sheet().text(10, 20, 24).text(10, 70, 36).text(10, 130, 52),
        ),
        verdict=NEEDS_REVIEW,
        measured=ANY,
        reason="several-sizes",
    ),
    spacing(
        name="drawn beside a box to tick",
        screen=pictured(
            el("it", "checkbox", 4 * WORDS + ".", (0, 10, 400, 130)),
            sheet=Sheet().text(100, 20, 36, words=2, lines=2).block(20, 45, 60, 85, "#1a56c4"),
        ),
        verdict=SATISFIED,
        measured=times(1.5),
    ),
    spacing(
        name="drawn tight, of a size that the driver tells",
        screen=lined(1.2, text_size_dp=18.0),
        verdict=VIOLATED,
        measured=times(1.2),
        reason="lines-too-tight",
    ),
    spacing(name="drawn in one line", screen=sized(36), verdict=None),
    spacing(
        name="drawn label that wraps",
        screen=pictured(
            el("it", "text", "手机.", (0, 10, 400, 140)), sheet=Sheet().text(10, 20, 36, lines=2)
        ),
        verdict=None,
    ),
    *(
        spacing(name=f"drawn tight, no paragraph: {what}", screen=screen, verdict=None)
        for what, screen in (
            ("words that end no sentence", lined(1.1, says=4 * WORDS)),
            ("something to tap", lined(1.1, clickable=True)),
        )
    ),
    paragraphs(name="drawn far enough", screen=stacked(1.6), verdict=SATISFIED, measured=times(1.6)),
    paragraphs(
        name="drawn as near as the lines",
        screen=stacked(1.0),
        verdict=VIOLATED,
        measured=times(1.0),
        reason="paragraphs-too-near",
    ),
    paragraphs(
        name="drawn as far as asked, within the error",
        screen=stacked(1.3),
        verdict=NEEDS_REVIEW,
        measured=times(1.3),
        reason="borderline",
    ),
    paragraphs(
        name="drawn near, and cut by what scrolls",
        screen=stacked(1.0, clipped=True),
        verdict=NEEDS_REVIEW,
        measured=times(1.0),
        reason="clipped",
    ),
    *(
        paragraphs(name=f"drawn, not compared: {what}", screen=screen, verdict=None)
        for what, screen in (
            ("rows of facts", stacked(1.0, says=4 * WORDS)),
            ("something to tap", stacked(1.0, clickable=True)),
            ("a heading", stacked(1.0, role="heading")),
            ("in another box", stacked(1.0, parent="one")),
            ("of another size", stacked(1.0, px=30)),
        )
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


def test_how_far_off_a_measured_size_may_be_is_told() -> None:
    [finding] = findings_of(size(name="", screen=sized(40), verdict=None))
    assert finding.values["error"] == pytest.approx(0.8, abs=0.1)  # twice 0.02 of 20 dp


def test_a_size_that_the_driver_tells_needs_no_picture() -> None:
    screen = phone(el("it", "text", "明细", text_size_dp=18.0), mode="elderly")
    [finding] = findings_of(size(name="", screen=screen, verdict=None))
    assert finding.verdict is SATISFIED


def test_how_much_of_the_text_stays_small_is_told() -> None:
    [finding] = findings_of(grow(name="", screen=largest(20, 30, 36), verdict=None))
    assert finding.values == {"share": 33}
