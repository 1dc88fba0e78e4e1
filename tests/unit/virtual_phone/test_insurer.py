"""The second demo app: without ids, and compliant unless its one defect is switched on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pytest_mobcompliance.virtual_phone.apps import Intent
from pytest_mobcompliance.virtual_phone.demo import demo_phone
from pytest_mobcompliance.virtual_phone.insurer import PACKAGE
from pytest_mobcompliance.virtual_phone.phone import BACK, Phone
from pytest_mobcompliance.virtual_phone.spec import PhoneSpec
from pytest_mobcompliance.virtual_phone.state import Touched
from pytest_mobcompliance.virtual_phone.views import Node

PERSON = {
    "11 位手机号": "13700000001",
    "动态密码": "135791",
    "投保人姓名输入框": "测试己",
    "证件号码输入框": "999999199001010016",
    "本人的银行卡号": "6217000000000000012",
    "设置登陆密码": "Demo-Insure-2024",
}


class Hand:
    """A phone with the insurer in front, and fingers that find views by their words."""

    def __init__(self, *switched_on: str, page: str = "") -> None:
        self.phone: Phone = demo_phone(PhoneSpec(height=4000), switched_on)
        self.phone.start(Intent(package=PACKAGE))
        if page:
            self.tap("同意")
            self.open(page)

    def open(self, page: str) -> None:
        self.phone.start(Intent(data=f"exampleinsurer://open/{page}"))

    def nodes(self) -> Iterator[Node]:
        for window in self.phone.windows():
            if window.package == PACKAGE:
                yield from window.root.walk()

    def words(self) -> set[str]:
        return {said for node in self.nodes() for said in (node.view.text, node.view.desc) if said}

    def _node(self, words: str) -> Node:
        return next(n for n in self.nodes() if words in (n.view.desc, n.view.hint, n.view.text))

    def tap(self, words: str) -> None:
        self.phone.hide_keyboard()
        self.phone.click(self._node(words).key)

    def type(self, words: str, value: str) -> None:
        self.phone.set_text(self._node(words).key, value)

    def log_in(self, account: str, password: str) -> None:
        self.type("手机号/邮箱/帐号", account)
        self.type("登陆密码输入框", password)
        self.tap("登陆")


@pytest.mark.parametrize("page", ["home", "mine", "login", "register", "policies", "privacy"])
def test_nothing_has_an_id(page: str) -> None:
    assert {node.view.id for node in Hand(page=page).nodes()} == {""}


def test_notice_waits_and_can_be_declined() -> None:
    hand = Hand()
    assert "个人信息保护提示" in hand.words()
    hand.tap("《隐私政策》")
    assert "隐私政策" in hand.words()
    hand.phone.press(BACK)
    hand.tap("不同意，仅浏览")
    assert "欢迎来到示例保险" in hand.words()
    hand.phone.press(BACK)
    assert hand.phone.front != PACKAGE


def test_policies_are_closed_to_guests() -> None:
    assert "帐号登陆" in Hand(page="policies").words()


def test_unknown_deep_link_leads_home() -> None:
    assert "欢迎来到示例保险" in Hand(page="nowhere").words()


def test_customer_logs_in_and_out() -> None:
    hand = Hand(page="login")
    hand.log_in("13700000001", "Demo-Insure-2024")
    assert "我的保单" in hand.words()
    hand.tap("我的")
    hand.tap("退出登陆")
    hand.open("policies")
    assert "帐号登陆" in hand.words()


@pytest.mark.parametrize(("switched_on", "answers"), [((), 1), (("account-enumeration",), 2)])
def test_login_tells_accounts_only_by_its_defect(switched_on: tuple[str, ...], answers: int) -> None:
    told = set()
    for account in ("13700000001", "13900000009"):
        hand = Hand(*switched_on, page="login")
        hand.log_in(account, "wrong")
        (said,) = hand.phone.toasts()
        told.add(said)
    assert len(told) == answers


def register(hand: Hand, *, without: str = "", code: bool = True, tick: bool = True) -> None:
    if code:
        hand.tap("获取动态密码")
    for words, value in PERSON.items():
        hand.type(words, "" if words == without else value)
    if tick:
        hand.tap("已阅读并同意《隐私政策》")
    hand.tap("同意并注册")


def test_right_person_is_registered_with_a_code_by_message() -> None:
    hand = Hand(page="register")
    register(hand)
    assert "恭喜，注册完成" in hand.words()
    (message,) = hand.phone.inbox
    assert PERSON["动态密码"] in message.text


@pytest.mark.parametrize("lacks", [*({"without": each} for each in PERSON), {"tick": False}])
def test_registration_stays_grey_until_all_of_it_is_there(lacks: dict[str, Any]) -> None:
    hand = Hand(page="register")
    register(hand, **lacks)
    assert not hand._node("同意并注册").view.enabled
    assert not {"错误提示", "恭喜，注册完成"} & hand.words()


def test_registration_needs_a_code_that_was_sent() -> None:
    hand = Hand(page="register")
    register(hand, code=False)
    assert "错误提示" in hand.words()


def test_phone_writes_down_what_was_touched() -> None:
    hand = Hand(page="login")
    before = len(hand.phone.touched)
    hand.log_in("13700000001", "wrong")
    assert hand.phone.touched[before:] == [
        Touched("text", PACKAGE, "手机号/邮箱/帐号"),
        Touched("text", PACKAGE, "登陆密码输入框"),
        Touched("tap", PACKAGE, "登陆"),
    ]
