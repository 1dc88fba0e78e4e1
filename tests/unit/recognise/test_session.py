"""Words that say that a login is over."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.recognise import tells_login_over, tells_other_device
from pytest_mobcompliance.screen import Element, Platform, Screen


def saying(words: str, **facts: object) -> Screen:
    known = {"id": "w", "role": "text", "text": words, "visible": True}
    return Screen(
        platform=Platform.WEB,
        elements=(Element(**known | facts),),
        size=(390, 844),
        name="s",
        url="http://h/",
    )


@pytest.mark.parametrize(
    "words",
    [
        "登录超时",
        "登陆已超时，请重新登录",
        "会话已失效",
        "为保障安全已自动退出",
        "您的账号在其他设备登录",
        "您的帐号已在另一台手机登录，如非本人操作请修改密码",
        "您已被迫下线",
    ],
)
def test_a_login_is_over(words: str) -> None:
    assert tells_login_over(saying(words)) is not None


@pytest.mark.parametrize(
    "words",
    [
        "立即登录",
        "退出登录",
        "会话超时设置",
        "五分钟后自动退出",
        "超时将自动退出",
        "登录超时怎么办",
        "转账超时",
        "我的会话",
        "您的账号在其他设备登录。" * 6,
    ],
)
def test_it_is_not_over(words: str) -> None:
    assert tells_login_over(saying(words)) is None


def test_what_a_user_typed_says_nothing() -> None:
    assert tells_login_over(saying("登录超时", editable=True)) is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("您的账号已在其他设备上登录", True),
        ("您的账号在别处登录", False),
        ("已被强制下线", True),
        ("登录超时", False),
    ],
)
def test_another_device(words: str, told: bool) -> None:
    assert (tells_other_device(saying(words)) is not None) is told
