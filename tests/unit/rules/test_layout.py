"""10.page-overflow, 10.text-cut, 10.text-overlap."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial

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

from pytest_mobcompliance.screen import Element, Screen

overflow = partial(Case, rule="10.page-overflow", element=THE_SCREEN)
cut = partial(Case, rule="10.text-cut")
overlap = partial(Case, rule="10.text-overlap")


def wide(width: float, **facts: object) -> Screen:
    return page(page_size_dp=(width, 2000.0), **facts)


def texts(box: tuple[float, float, float, float], **facts: object) -> Screen:
    """One text at the top, 100 × 20, and another one where it is said."""
    return page(el("first", "text", "余额", (0, 0, 100, 20)), el("it", "text", "明细", box, **facts))


def run(id: str, box: tuple[float, float, float, float], parent: str = "p", lines: int = 2) -> Element:
    return el(id, "text", "一段话", box, class_name="span", line_count=lines, parent=parent)


def on_phone(
    *around: Element, first: str = "body", it: str = "body", says: str = "最近一年的明细", **facts: object
) -> Screen:
    """Two texts that fill most of their boxes and overlap by 15 dp, in the containers that are named."""
    return phone(
        *around,
        el("first", "text", "可用余额合计", (0, 0, 100, 20), parent=first),
        el("it", "text", says, (50, 5, 150, 40), parent=it, **facts),
    )


def title_bar(title: str, *, top: float = 0.0, **facts: object) -> Screen:
    """A title as wide as the screen, and a button at its end."""
    return phone(
        el("done", "button", "完成", (326, 0, 390, 48)), el("it", "text", title, (0, top, 390, 48), **facts)
    )


def box(id: str, parent: str, top: float, bottom: float) -> Element:
    return el(id, box=(0, top, 390, bottom), parent=parent)


def one_line() -> Sheet:
    return Sheet().text(10, 20, 36)


def two_lines() -> Sheet:
    return Sheet().text(10, 20, 36, words=2, lines=2)


def boxes(count: int) -> Sheet:
    """Two lines of boxes that stand for letters which a font lacks."""
    return Sheet().boxes(10, 20, 36, count).boxes(10, 74, 36, count)


def photograph() -> Sheet:
    dice, sheet = random.Random(4), Sheet()
    for x in range(0, 400, 4):
        for y in range(0, 80, 4):
            sheet.block(x, y, x + 4, y + 4, f"#{dice.randrange(1 << 24):06x}")
    return sheet.text(10, 20, 36)


def drawn(
    sheet: Sheet,
    says: str = WORDS,
    *,
    top: float = 10,
    right: float = 400,
    bottom: float = 66,
    over: Element | None = None,
    **facts: object,
) -> Screen:
    """A text of a phone, and the picture of it; nothing is drawn outside of its box."""
    sheet.block(0, bottom, 400, 400).block(0, 0, 400, top).block(right, 0, 400, 400)
    text = el("it", "text", says, (0, top, right, bottom), **facts)
    return phone(text, *([over] if over else []), **sheet.shown)


def shortened(
    says: str = 3 * WORDS, *, font_scale: float | None, row: bool = False, **facts: object
) -> Screen:
    """A title of one line that ends in an ellipsis."""
    sheet = one_line().dots(154, 36, 36)
    around = [el("row", "generic", None, (0, 0, 400, 80), clickable=True)] if row else []
    title = el("it", "text", says, (0, 10, 200, 66), parent="row" if row else "body", **facts)
    return phone(*around, title, font_scale=font_scale, **sheet.shown)


WRAPPED = ((0, 0, 300, 40), (100, 20, 200, 40))

CASES = [
    overflow(name="fits", screen=wide(390), verdict=SATISFIED, measured=390, required=390),
    overflow(name="rounded", screen=wide(391), verdict=SATISFIED, measured=391, required=390),
    overflow(
        name="too wide",
        screen=wide(480),
        verdict=VIOLATED,
        measured=480,
        required=390,
        reason="page-too-wide",
    ),
    overflow(
        name="the browser zoomed out to show it",
        screen=wide(480, size=(480, 1038)),
        verdict=VIOLATED,
        measured=480,
        required=390,
        reason="page-too-wide",
    ),
    overflow(
        name="several px per dp",
        screen=wide(390, size=(1170, 2532), density=3.0, settings={}),
        verdict=SATISFIED,
        measured=390,
        required=390,
    ),
    overflow(
        name="page size unknown",
        screen=page(page_size_dp=None),
        verdict=NOT_VERIFIED,
        reason="unknown-page-size",
    ),
    overflow(
        name="density unknown", screen=wide(480, density=None), verdict=NOT_VERIFIED, reason="unknown-density"
    ),
    overflow(name="on a phone", screen=phone(), verdict=NOT_APPLICABLE, reason="pages-only"),
    cut(
        name="on a phone without a picture",
        element=THE_SCREEN,
        screen=phone(el("e", "text", "余额")),
        verdict=NOT_VERIFIED,
        reason="screenshot-unavailable",
    ),
    cut(name="drawn whole", screen=drawn(one_line()), verdict=SATISFIED),
    cut(name="drawn whole in a box as wide as it is", screen=drawn(one_line(), right=156), verdict=SATISFIED),
    cut(name="drawn whole in two lines", screen=drawn(two_lines(), 4 * WORDS, bottom=120), verdict=SATISFIED),
    cut(
        name="drawn in narrower letters, with room beside them",
        screen=drawn(one_line(), WORDS + "手机"),
        verdict=SATISFIED,
    ),
    cut(
        name="boxes in place of letters that a font lacks",
        screen=drawn(boxes(8), 4 * "转账汇款", right=310, bottom=120),
        verdict=SATISFIED,
    ),
    *(
        cut(name=f"cut {where}", screen=screen, verdict=VIOLATED, reason="text-cut")
        for where, screen in (
            ("through the lower half of its letters", drawn(one_line(), bottom=40)),
            ("through the upper half of its letters", drawn(one_line(), top=36)),
            ("through its second line", drawn(two_lines(), 4 * WORDS, bottom=94)),
            ("before its third line", drawn(two_lines(), 6 * WORDS, right=310, bottom=120)),
            ("through a letter at its end", drawn(one_line(), 2 * WORDS, right=136)),
        )
    ),
    cut(
        name="a little of it may be cut",
        screen=drawn(one_line(), bottom=49),
        verdict=NEEDS_REVIEW,
        reason="may-be-cut",
    ),
    cut(name="scrolled out in part", screen=drawn(one_line(), bottom=40, clipped=True), verdict=None),
    cut(name="scrolled out all but its text", screen=drawn(one_line(), clipped=True), verdict=SATISFIED),
    cut(
        name="cut, or covered",
        screen=drawn(one_line(), bottom=40, over=el("over", "button", None, (0, 30, 400, 60))),
        verdict=NEEDS_REVIEW,
        reason="covered",
    ),
    *(
        cut(name=f"an ellipsis {when}", screen=screen, verdict=NEEDS_REVIEW, reason="ellipsis")
        for when, screen in (
            ("at usual size", shortened(font_scale=1.0)),
            ("at a size that nobody knows", shortened(font_scale=None)),
            ("with enlarged text, in a row that opens", shortened(font_scale=2.0, row=True)),
        )
    ),
    *(
        cut(name=f"an ellipsis {when}", screen=screen, verdict=VIOLATED, reason="text-cut")
        for when, screen in (
            ("with enlarged text", shortened(font_scale=2.0)),
            ("on a button with enlarged text", shortened(font_scale=2.0, row=True, clickable=True)),
        )
    ),
    cut(
        name="an ellipsis of its own",
        screen=shortened(WORDS + "……", font_scale=2.0),
        verdict=SATISFIED,
    ),
    *(
        cut(name=f"drawn, but {what}", screen=screen, verdict=NEEDS_REVIEW, reason=reason)
        for what, screen, reason in (
            ("nothing shows", drawn(Sheet()), "no-ink"),
            ("on a photograph", drawn(photograph()), "background-image"),
        )
    ),
    cut(name="what users type", screen=drawn(one_line(), bottom=40, editable=True), verdict=None),
    cut(name="drawn marks that are no words", screen=drawn(one_line(), "****", bottom=40), verdict=None),
    cut(name="fits", screen=page(el("it", "text", "余额", text_cut=False)), verdict=SATISFIED),
    cut(
        name="cut off",
        screen=page(el("it", "text", "余额", text_cut=True)),
        verdict=VIOLATED,
        reason="text-cut",
    ),
    cut(name="not known", screen=page(el("it", "combobox", "余额")), verdict=None),
    cut(name="no text", screen=page(el("it", "text", text_cut=True)), verdict=None),
    cut(
        name="a style's ellipsis",
        screen=page(el("it", "text", "余额", text_cut=True, text_ellipsis=True)),
        verdict=NEEDS_REVIEW,
        reason="ellipsis",
    ),
    cut(
        name="a style's ellipsis with enlarged text",
        screen=replace(page(el("it", "text", "余额", text_cut=True, text_ellipsis=True)), font_scale=2.0),
        verdict=VIOLATED,
        reason="text-cut",
    ),
    overlap(name="below", screen=texts((0, 20, 100, 40)), verdict=SATISFIED, measured=0, required=0),
    overlap(name="touching", screen=texts((0, 18, 100, 40)), verdict=SATISFIED, measured=0, required=0),
    overlap(name="beside", screen=texts((100, 0, 200, 20)), verdict=SATISFIED, measured=0, required=0),
    overlap(
        name="on it",
        screen=texts((50, 5, 150, 40)),
        verdict=VIOLATED,
        measured=15,
        required=0,
        reason="text-overlap",
    ),
    overlap(
        name="in a dialog over the page",
        screen=page(
            el("first", "text", "余额", (0, 0, 100, 20)),
            el("over", "dialog"),
            el("it", "text", "明细", (50, 5, 150, 40), parent="over"),
        ),
        verdict=SATISFIED,
        measured=0,
        required=0,
    ),
    overlap(
        name="inside the other's own element",
        screen=texts((50, 5, 90, 15), parent="first"),
        verdict=SATISFIED,
        measured=0,
        required=0,
    ),
    overlap(
        name="pieces of one paragraph that wraps",
        screen=page(el("p"), run("first", WRAPPED[0]), run("it", WRAPPED[1], lines=1)),
        verdict=SATISFIED,
        measured=0,
        required=0,
    ),
    overlap(
        name="lines of two paragraphs",
        screen=page(el("p"), el("q"), run("first", WRAPPED[0]), run("it", WRAPPED[1], "q")),
        verdict=VIOLATED,
        measured=20,
        required=0,
        reason="text-overlap",
    ),
    overlap(
        name="neighbours on a phone",
        screen=on_phone(),
        verdict=VIOLATED,
        measured=15,
        required=0,
        reason="text-overlap",
    ),
    overlap(
        name="a short title beside a button",
        screen=title_bar("转账", top=8),
        verdict=NEEDS_REVIEW,
        measured=40,
        required=0,
        reason="text-may-overlap",
    ),
    overlap(
        name="a title that runs below a button",
        screen=title_bar("向本人在其他银行开立的借记账户发起的大额实时跨行转账业务", top=8),
        verdict=VIOLATED,
        measured=15.4,
        required=0,
        reason="text-overlap",
    ),
    overlap(
        name="two short texts at the ends of wide boxes",
        screen=phone(
            el("first", "text", "余额", (0, 0, 220, 20)), el("it", "text", "明细", (216, 4, 390, 24))
        ),
        verdict=NEEDS_REVIEW,
        measured=4,
        required=0,
        reason="text-may-overlap",
    ),
    overlap(
        name="in a web view of a phone",
        screen=on_phone(in_webview=True),
        verdict=NEEDS_REVIEW,
        measured=15,
        required=0,
        reason="in-webview",
    ),
    overlap(
        name="a row of a phone that grew into the next",
        screen=on_phone(box("a", "body", 0, 20), box("b", "body", 18, 60), first="a", it="b"),
        verdict=VIOLATED,
        measured=15,
        required=0,
        reason="text-overlap",
    ),
    *(
        overlap(name=name, screen=screen, verdict=SATISFIED, measured=0, required=0)
        for name, screen in {
            "a toast that the app draws over its list": on_phone(
                box("list", "body", 0, 800), box("toast", "body", 0, 60), first="list", it="toast"
            ),
            "a sheet over the page": on_phone(
                box("p", "body", 0, 844),
                box("row", "p", 0, 60),
                box("sheet", "body", 0, 500),
                first="row",
                it="sheet",
            ),
            "another window": phone(
                el("first", "text", "余额", (0, 0, 100, 20)),
                el("it", "text", "明细", (50, 5, 150, 40), parent="other window"),
            ),
            "a badge on its row": on_phone(box("row", "body", 0, 60), first="row"),
        }.items()
    ),
    *(
        overlap(name=f"of the system: {name}", screen=on_phone(**facts), verdict=None)
        for name, facts in {
            "the status bar": {"package": "com.android.systemui"},
            "the keyboard": {"package": "com.example.inputmethod"},
            "a toast": {"class_name": "android.widget.Toast"},
        }.items()
    ),
    overlap(name="not for readers", screen=texts((50, 5, 150, 40), reader_hidden=True), verdict=None),
    overlap(name="out of the picture", screen=texts((50, 5, 150, 40), bounds_dp=None), verdict=None),
    overlap(name="a line of one px", screen=texts((50, 5, 150, 6)), verdict=None),
]


def test_verdict(case: Case) -> None:
    check(case)


def test_the_other_text_is_named() -> None:
    findings = findings_of(overlap(name="", screen=texts((50, 5, 150, 40)), verdict=None))
    assert [dict(finding.values) for finding in findings] == [{}, {"other": "text “余额”"}]


@pytest.mark.parametrize("seed", range(3))
def test_the_sweep_finds_what_comparing_all_pairs_finds(seed: int) -> None:
    draw = random.Random(seed)
    boxes = []
    for _ in range(120):
        left, top = draw.uniform(0, 900), draw.uniform(0, 900)
        boxes.append((left, top, left + draw.uniform(3, 90), top + draw.uniform(3, 60)))
    rows = [el(f"t{n}", "text", "字", box) for n, box in enumerate(boxes)]
    findings = findings_of(overlap(name="", screen=page(*rows), verdict=None))
    found = {finding.element.id for finding in findings if finding.verdict is VIOLATED}
    expected = {
        f"t{n}"
        for n, one in enumerate(boxes)
        for m, other in enumerate(boxes)
        if (other[1], m) < (one[1], n)
        and min(min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1]))
        > 2
    }
    assert found == expected
    assert expected


def test_a_text_that_meets_one_of_a_heap_is_violated() -> None:
    heap = [el(f"t{number}", "text", "余额", (0, 0, 390, 20)) for number in range(50)]
    under = el("under", "text", "最近一年的明细和余额", (0, 0, 130, 20))
    it = el("it", "text", "可用余额合计及冻结金额", (20, 1, 150, 21))
    findings = findings_of(overlap(name="", screen=phone(under, *heap, it), verdict=None))
    assert (findings[-1].verdict, findings[-1].values["other"]) == (VIOLATED, "text “最近一年的明细和余额”")
