"""11.filing-number and 16.preticked."""

from __future__ import annotations

from functools import partial

from rule_cases import NEEDS_REVIEW, SATISFIED, VIOLATED, Case, check, el, page, phone

from pytest_mobcompliance.screen import Screen

filing = partial(Case, rule="11.filing-number")
tick = partial(Case, rule="16.preticked")


def beside(checked: bool | None, words: str = "我已阅读并同意《用户协议》", **row: object) -> Screen:
    """A phone's box without words of its own; the words stand beside it."""
    return phone(
        el("row", **row),
        el("it", "checkbox", checked=checked, clickable=not row, parent="row"),
        el("words", "text", words, parent="row"),
    )


def text(words: str) -> Screen:
    return page(el("it", "text", words))


def box(said: str, checked: bool | None, role: str = "checkbox", **facts: object) -> Screen:
    return page(el("it", role, said, checked=checked, **facts))


CASES = [
    *(
        filing(name=f"an app's: {words}", screen=text(words), verdict=SATISFIED)
        for words in (
            "沪ICP备20240001号-1A",
            "APP备案号：粤ICP备2024000001号-4K",
            "京icp备 20240001 号 - 2x",
            "沪ＩＣＰ备２０２４０００１号－１Ａ",
            "沪ICP备20240001号-1A Example Bank",
            "沪ICP备20240001号-1A，公安备案号 31010102000001",
            "网站 沪ICP备20240001号-1；APP 沪ICP备20240001号-2A",
        )
    ),
    *(
        filing(
            name=f"a website's: {words}", screen=text(words), verdict=NEEDS_REVIEW, reason="website-number"
        )
        for words in ("沪ICP备20240001号", "沪ICP备20240001号-1", "沪ICP备20240001号-1 Bank")
    ),
    *(
        filing(name=f"unusual: {words}", screen=text(words), verdict=NEEDS_REVIEW, reason="unusual-number")
        for words in ("沪ICP备20240001号-1B", "沪ICP备202400号-1A")
    ),
    *(
        filing(name=f"malformed: {words}", screen=text(words), verdict=VIOLATED, reason="malformed-number")
        for words in (
            "沪ICP备2024号-1A",
            "ICP备20240001号-1A",
            "沪ICP备20240001号-12AB",
            "APP备案号：2024",
            "应用备案编号 20240001",
            "小程序ICP备案号 12",
        )
    ),
    *(
        filing(name=f"says nothing of it: {words}", screen=text(words), verdict=None)
        for words in (
            "余额 100",
            "ICP备案号",
            "沪公网安备31010102000001号",
            "公安备案号：31010102000001",
            "产品备案号 C00012024",
            "算法备案号：网信算备310101240001号",
            "沪ICP证030001号",
        )
    ),
    filing(name="on a phone", screen=phone(el("it", "text", "沪ICP备20240001号-1A")), verdict=SATISFIED),
    tick(name="words beside it, to be ticked", screen=beside(False), verdict=SATISFIED),
    tick(name="words beside it, ticked", screen=beside(True), verdict=VIOLATED, reason="preticked"),
    tick(
        name="words in its row, ticked",
        screen=beside(True, clickable=True),
        verdict=VIOLATED,
        reason="preticked",
    ),
    tick(name="words beside it, unknown", screen=beside(None), verdict=NEEDS_REVIEW, reason="unknown-state"),
    tick(name="other words beside it", screen=beside(True, "记住手机号"), verdict=None),
    tick(name="to be ticked", screen=box("我已阅读并同意", False), verdict=SATISFIED),
    tick(name="ticked", screen=box("我已阅读并同意", True), verdict=VIOLATED, reason="preticked"),
    tick(name="a switch", screen=box("授权查询征信", True, "switch"), verdict=VIOLATED, reason="preticked"),
    tick(name="in English", screen=box("I Agree", True), verdict=VIOLATED, reason="preticked"),
    tick(name="its text alone", screen=box("同意", True, name=None), verdict=VIOLATED, reason="preticked"),
    tick(name="unknown", screen=box("同意协议", None), verdict=NEEDS_REVIEW, reason="unknown-state"),
    tick(name="no consent", screen=box("记住手机号", True), verdict=None),
    tick(name="a button", screen=box("同意", True, "button"), verdict=None),
    tick(name="not shown", screen=box("同意", True, visible=False), verdict=None),
]


def test_verdict(case: Case) -> None:
    check(case)
