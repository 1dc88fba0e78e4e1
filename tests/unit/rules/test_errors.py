"""6.error-color-only."""

from __future__ import annotations

from functools import partial

import pytest
from rule_cases import NEEDS_REVIEW, SATISFIED, VIOLATED, Case, check, el, page, phone

from pytest_mobcompliance.rules.errors import may_tell, tells
from pytest_mobcompliance.screen import Element

wrong = partial(Case, rule="6.error-color-only")


def field(**facts: object) -> Element:
    known: dict[str, object] = {
        "box": (0, 100, 300, 148),
        "editable": True,
        "invalid": True,
        "name": "手机号",
    }
    return el("it", "textbox", **known | facts)  # type: ignore[arg-type]


def text(said: str, top: float, left: float = 0) -> Element:
    return el("t", "text", said, (left, top, left + 200, top + 20))


CASES = [
    wrong(name="said below", screen=page(field(), text("手机号格式不正确", 150)), verdict=SATISFIED),
    wrong(name="said above, on a phone", screen=phone(field(), text("号码有误", 76)), verdict=SATISFIED),
    wrong(name="said by the field", screen=page(field(error="请再想想")), verdict=SATISFIED),
    wrong(name="said in its name", screen=page(field(name="手机号，格式错误")), verdict=SATISFIED),
    *(
        wrong(
            name=f"a label above says {said}",
            screen=phone(field(), text(said, 76)),
            verdict=NEEDS_REVIEW,
            reason="words-unclear",
        )
        for said in ("身份证号 必填", "转账限额超过5万元请到柜台", "交易失败?联系客服", "Required")
    ),
    wrong(
        name="its name and its hint say that it is needed",
        screen=phone(field(name="身份证号 必填", hint="请输入手机号, 必填")),
        verdict=VIOLATED,
        reason="color-only",
    ),
    *(
        wrong(
            name=f"what stands in the empty field says what is right, the name being {name}",
            screen=phone(field(name=name, hint="请输入正确的手机号")),
            verdict=NEEDS_REVIEW,
            reason="words-unclear",
        )
        for name in ("手机号", "请输入正确的手机号")
    ),
    wrong(name="a colour only", screen=page(field()), verdict=VIOLATED, reason="color-only"),
    wrong(
        name="its label is no message",
        screen=phone(field(), text("手机号", 76)),
        verdict=VIOLATED,
        reason="color-only",
    ),
    wrong(
        name="the label of the next field is no message",
        screen=page(
            field(), text("银行卡号", 158), el("n", "textbox", "银行卡号", (0, 188, 300, 236), editable=True)
        ),
        verdict=VIOLATED,
        reason="color-only",
    ),
    wrong(
        name="a text below that says something else",
        screen=page(field(), text("仅限大陆号码", 150)),
        verdict=NEEDS_REVIEW,
        reason="words-unclear",
    ),
    wrong(
        name="said elsewhere",
        screen=page(field(), text("提交失败", 700)),
        verdict=NEEDS_REVIEW,
        reason="words-unclear",
    ),
    wrong(
        name="without a box",
        screen=page(field(box=None, full_bounds_dp=None)),
        verdict=VIOLATED,
        reason="color-only",
    ),
    wrong(name="not marked", screen=page(field(invalid=False)), verdict=None),
    wrong(name="nothing is known", screen=page(field(invalid=None)), verdict=None),
    wrong(name="not for readers", screen=page(field(reader_hidden=True)), verdict=None),
]


def test_verdict(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(
    ("said", "sure", "perhaps"),
    [
        ("手机号码格式不正确", True, True),
        ("密码不能为空", True, True),
        ("Invalid number", True, True),
        ("账号不存在", False, True),
        ("59秒后重新获取", False, False),
        (None, False, False),
    ],
)
def test_words_that_tell(said: str | None, sure: bool, perhaps: bool) -> None:
    assert (tells(said), may_tell(said)) == (sure, perhaps)
