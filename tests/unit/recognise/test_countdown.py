"""What counts as a countdown to the next one-time code."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_mobcompliance.recognise import find_countdown, says_sent, says_too_often
from pytest_mobcompliance.screen import Element, Platform, Screen


def element(text: str, role: str = "text", **facts: Any) -> Element:
    known: dict[str, Any] = {"text": text, "name": text, "visible": True, "clickable": role == "button"}
    return Element(id=text, role=role, **known | facts)


def screen(*elements: Element) -> Screen:
    return Screen(platform=Platform.WEB, elements=elements, size=(390, 844), density=1.0)


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("重新获取(59s)", 59),
        ("重新获取（60）", 60),
        ("重新发送 (5s)", 5),
        ("获取验证码 58秒", 58),
        ("59秒后重试", 59),
        ("58 秒后可重新获取", 58),
        ("30s后重发", 30),
        ("请 60 秒后再试", 60),
        ("已发送(120s)", 120),
        ("Resend in 42s", 42),
    ],
)
def test_countdown_is_told_by_its_words(words: str, seconds: int) -> None:
    found = find_countdown(screen(element("登录"), element(words)))
    assert found is not None
    assert (found.element.text, found.seconds) == (words, seconds)


@pytest.mark.parametrize(
    "words",
    [
        "获取验证码",
        "重新获取",
        "请输入6位验证码",
        "获取6位验证码",
        "验证码60秒内有效",
        "验证码已发送至138****0001",
        "95000",
        "发送至 10690000",
        "短信验证码将在几秒后送达，如果一直没有收到，请在59秒后重试或联系客服",
    ],
)
def test_other_words_are_none(words: str) -> None:
    assert find_countdown(screen(element(words), element(words, "button"))) is None


def test_a_number_alone_counts_on_a_button_only() -> None:
    assert find_countdown(screen(element("59s"))) is None
    found = find_countdown(screen(element("59s", "button", clickable=False, enabled=False)))
    assert found is not None
    assert found.seconds == 59


def test_what_is_typed_counts_nothing_down() -> None:
    assert find_countdown(screen(element("59秒后重试", "textbox", editable=True))) is None


@pytest.mark.parametrize(
    ("words", "sent", "too_often"),
    [
        ("验证码已发送", True, False),
        ("验证码已重新发送", True, False),
        ("短信已下发至 138****0001", True, False),
        ("发送成功", True, False),
        ("验证码发送失败", False, False),
        ("短信未发送", False, False),
        ("短信发送过于频繁", True, True),
        ("操作频繁，请稍后再试", False, True),
        ("请勿重复获取", False, True),
        ("手机号码格式不正确", False, False),
    ],
)
def test_answers_to_asking(words: str, sent: bool, too_often: bool) -> None:
    assert (says_sent(words), says_too_often(words)) == (sent, too_often)
