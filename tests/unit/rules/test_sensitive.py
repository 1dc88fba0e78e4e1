"""12.password-masked and 13.clear-data. The numbers are made up or printed in standards as examples."""

from __future__ import annotations

import json
from functools import partial

import pytest
from rule_cases import SATISFIED, THE_SCREEN, VIOLATED, Case, check, el, findings_of, page, phone

from pytest_mobcompliance.screen import Screen

masked = partial(Case, rule="12.password-masked")
clear = partial(Case, rule="13.clear-data", required=0)

CARD, ID_NUMBER, PHONE = "6217000000000000012", "11010519491231002X", "13800138000"


def field(name: str | None = None, password: bool | None = None, **facts: object) -> Screen:
    return page(el("it", "textbox", name, **{"editable": True, "password": password} | facts))


def text(words: str | None, **facts: object) -> Screen:
    return page(el("it", "text", words, **facts))


def fine(name: str, screen: Screen) -> Case:
    return clear(name=name, screen=screen, element=THE_SCREEN, verdict=SATISFIED, measured=0)


CASES = [
    masked(name="hidden", screen=field("登录密码", True), verdict=SATISFIED),
    masked(name="hidden, without name", screen=field(None, True), verdict=SATISFIED),
    *(
        masked(name=f"shown: {what}", screen=field(**facts), verdict=VIOLATED, reason="password-in-clear")
        for what, facts in {
            "by its name": {"name": "登录密码", "password": False},
            "by its hint": {"hint": "請輸入密碼", "password": False},
            "by its id": {"resource_id": "userPwd", "password": False},
            "in English": {"name": "Password", "password": None},
        }.items()
    ),
    *(
        masked(
            name=f"on a phone, {'hidden' if hides else 'shown'}",
            screen=phone(el("it", "textbox", editable=True, password=hides, resource_id="edit_password")),
            verdict=SATISFIED if hides else VIOLATED,
            reason="" if hides else "password-in-clear",
        )
        for hides in (True, False)
    ),
    masked(
        name="a field of an app that is called after passwords",
        screen=page(
            el("it", "textbox", editable=True, resource_id="cn.passwd.app:id/amount"), platform="android"
        ),
        verdict=None,
    ),
    masked(name="a password that holds once", screen=field("动态密码", False), verdict=None),
    masked(
        name="a password beside one that holds once",
        screen=field("登录密码或动态密码", False),
        verdict=VIOLATED,
        reason="password-in-clear",
    ),
    masked(name="another field", screen=field("手机号", False), verdict=None),
    masked(name="words about passwords", screen=text("忘记密码"), verdict=None),
    *(
        clear(
            name=kind, screen=text(f"号码 {number} 。"), verdict=VIOLATED, measured=1, reason=f"clear-{kind}"
        )
        for kind, number in (("card", CARD), ("id-number", ID_NUMBER), ("phone", PHONE))
    ),
    clear(
        name="two at once",
        screen=text(f"{PHONE} {CARD}"),
        verdict=VIOLATED,
        measured=2,
        reason="clear-phone",
    ),
    clear(
        name="only in what readers hear",
        screen=page(el("it", "img", name=f"卡 {CARD}")),
        verdict=VIOLATED,
        measured=1,
        reason="clear-card",
    ),
    clear(
        name="said once though its container repeats it",
        screen=page(el("row", name=f"卡 {CARD}"), el("it", "text", CARD, parent="row")),
        verdict=VIOLATED,
        measured=1,
        reason="clear-card",
    ),
    clear(
        name="on a phone",
        screen=phone(el("row", clickable=True), el("it", "text", PHONE, parent="row")),
        verdict=VIOLATED,
        measured=1,
        reason="clear-phone",
    ),
    fine("of the system", phone(el("it", "text", PHONE, package="com.android.systemui"))),
    fine("masked on a phone", phone(el("it", "text", "138****0001"))),
    fine("masked", text("尾号 0012，138****8000，110***********002X")),
    fine("numbers of other kinds", text("订单 6217000000000000013，余额 6217.00")),
    fine("not shown", text(PHONE, visible=False)),
    fine("typed by the user", page(el("it", "textbox", PHONE, editable=True))),
]


def test_verdict(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("number", [CARD, ID_NUMBER, PHONE])
def test_a_finding_never_holds_the_number(number: str) -> None:
    screen = text(
        f"给 {number} 转账", value=number, hint=number, resource_id=f"row-{number}", href=f"tel:{number}"
    )
    [finding] = findings_of(clear(name="", screen=screen, verdict=None))
    assert finding.element is not None
    told = json.dumps([finding.to_json(), finding.element.to_json()], ensure_ascii=False)
    assert number not in told
    assert "给 *** 转账" in told
