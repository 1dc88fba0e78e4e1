"""What the answer to a refused login tells beside that something was wrong."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.recognise.login_answer import (
    attempts_told,
    tells_lock,
    tells_trouble,
    without_attempts,
    without_numbers,
    without_typed,
)

WRONG = "账号或密码不正确"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (WRONG, ""),
        (f"{WRONG}，还剩 2 次机会", "还剩2次机会"),
        (f"{WRONG}。您今日还可尝试三次", "你今日还可尝试三次"),
        (f"{WRONG}，剩余次数：4", "剩余次数:4"),
        (f"{WRONG}；再输错 1 次账号将被锁定", "再输错1次账号将被锁定"),
        ("Wrong password. 3 attempts left.", "3attemptsleft"),
        ("Wrong password! 3 more tries", "3moretries"),
        ("短信验证码已发送，60 秒后重试", ""),
    ],
)
def test_attempts_that_are_left(text: str, told: str) -> None:
    assert attempts_told(text) == told


@pytest.mark.parametrize(
    "text",
    [WRONG, f"{WRONG}，还剩 2 次机会", f"{WRONG}，还剩 1 次。", "账号 或 密码不正确！", f"帐{WRONG[1:]}"],
)
def test_answers_are_one_but_for_the_count(text: str) -> None:
    assert without_attempts(text) == WRONG


@pytest.mark.parametrize(
    ("text", "locked"),
    [
        ("密码错误次数过多，账号已锁定，请明天再试", True),
        ("您的账号已被临时锁定", True),
        ("账号被冻结", True),
        ("请 15 分钟后重试", True),
        ("Your account has been locked", True),
        (WRONG, False),
        (f"{WRONG}，再输错 2 次账号将被锁定", False),
        (f"{WRONG}，连续错误 5 次将被锁定", False),
        ("网络繁忙，请稍后再试", False),
    ],
)
def test_a_lock_is_no_warning_and_no_trouble(text: str, locked: bool) -> None:
    assert tells_lock(text) is locked


@pytest.mark.parametrize("text", ["网络异常", "请求超时", "系统维护中", "Network error"])
def test_trouble_says_nothing_of_the_password(text: str) -> None:
    assert tells_trouble(text)
    assert not tells_trouble(WRONG)


@pytest.mark.parametrize(
    ("text", "typed", "left"),
    [
        ("账号 Alice@Bank.cn 不存在", ["alice@bank.cn"], "账号不存在"),
        ("138 0000 0001 未注册", ["13800000001"], "未注册"),
        ("还剩 1 次机会", ["1", ""], "还剩1次机会"),
        ("alice2 alice", ["alice", "alice2"], ""),
    ],
)
def test_typed_accounts_are_taken_out(text: str, typed: list[str], left: str) -> None:
    assert without_typed(text, typed) == left


def test_numbers_are_one_sign_each() -> None:
    assert without_numbers("登录失败[20260101-17]138****0001") == "登录失败[#-#]#"
