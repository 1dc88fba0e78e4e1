"""One-time codes and steps that somebody else supplies, and codes out of the inbox."""

from __future__ import annotations

import pytest
from appium.webdriver.appium_connection import AppiumConnection

from pytest_mobcompliance.device.assistance import Assistance, code_from_inbox, code_in, nobody, pass_step
from pytest_mobcompliance.errors import RigError

NEW = "Row: 0 date=2000, body=【示例银行】您的验证码是246810，5分钟内有效。"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (NEW, "246810"),
        ("Row: 0 date=2000, body=135790（登录验证码），请勿泄露", "135790"),
        ("Row: 0 date=2000, body=动态密码：1234，金额 500.00 元", "1234"),
        ("Row: 0 date=2000, body=Your code is 778899.\nBank", "778899"),
        ("Row: 0 date=2000, body=尾号0012的卡支出 50000 元", None),
        ("Row: 0 date=2000, body=验证码 123456789", None),
        ("No result found.\n", None),
        ("", None),
    ],
)
def test_code_stands_next_to_the_words(told: str, code: str | None) -> None:
    assert code_in(told, 1000) == code


def test_what_came_before_the_request_is_no_code() -> None:
    assert code_in(NEW, 2001) is None


def test_newest_message_counts_and_others_are_passed_over() -> None:
    told = "\n".join(
        [
            "Row: 0 date=3000, body=您有一笔新账单，",
            "请查看",
            "Row: 1 date=2500, body=验证码 222222，",
            "勿告诉他人",
            "Row: 2 date=2000, body=验证码 111111",
        ]
    )
    assert code_in(told, 1000) == "222222"


def test_inbox_is_asked_until_a_message_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_mobcompliance.device.assistance.LOOKS_AGAIN", 0.0)
    answers = iter(["No result found.\n", NEW])
    asked: list[str] = []

    def shell(command: str) -> str:
        asked.append(command)
        assert AppiumConnection.extra_headers["X-Appium-Is-Sensitive"] == "true"
        return next(answers)

    assert code_from_inbox(shell, 1999.9, wait=5) == "246810"
    assert "'date>=1999'" in asked[0]
    assert "X-Appium-Is-Sensitive" not in AppiumConnection.extra_headers


def test_inbox_without_a_message_has_no_code() -> None:
    assert code_from_inbox(lambda command: "No result found.\n", 0, wait=0) is None


def test_step_is_passed_by_who_says_so() -> None:
    asked: list[tuple[str, str]] = []

    def step(kind: str, purpose: str) -> bool:
        asked.append((kind, purpose))
        return True

    pass_step(Assistance(code=nobody().code, step=step), "face", "login")
    assert asked == [("face", "login")]


@pytest.mark.parametrize("answer", [None, False])
def test_step_that_nobody_passes_is_the_rigs_lack(answer: bool | None) -> None:
    with pytest.raises(RigError, match="nobody who passes") as caught:
        pass_step(Assistance(code=nobody().code, step=lambda kind, purpose: answer), "u-key", "transfer")
    assert caught.value.reason == "no-step-source"
