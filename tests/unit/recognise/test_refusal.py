"""What the answer to a refused form is about."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.recognise import asks_for_code, refuses, tells_news, told_of


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("请填写短信验证码", {"code"}),
        ("短信验证码已失效，请重新获取", {"code"}),
        ("身份证件号码不正确", {"id_number"}),
        ("证件有效期已过", {"id_number", "id_expiry"}),
        ("身份证已过期", {"id_number", "id_expiry"}),
        ("未满 16 周岁不能注册", {"age"}),
        ("请填写真实姓名", {"name"}),
        ("密码过于简单", {"password"}),
        ("动态密码错误", {"code"}),
        ("请填写本人银行卡号", {"card"}),
        ("请先阅读并同意用户协议", {"agree"}),
        ("请先勾选", {"agree"}),
        ("请输入手机号", {"phone"}),
        ("操作频繁，请稍后再试", {"too_often"}),
        ("请输入图形验证码", {"code", "captcha"}),
        ("系统繁忙", set()),
    ],
)
def test_words_name_what_they_are_about(words: str, about: set[str]) -> None:
    assert told_of(words) == about


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("短信验证码不正确", ("code",)),
        ("短信验证码已失效，请重新发送", ("code",)),
        ("验证码错误，请重新发送", ("code",)),
        ("姓名与身份证不符", ("name",)),
        ("身份证号不存在", ("id_number",)),
        ("手机号验证未成功", ("phone",)),
        ("Wrong ID number: registration unsuccessful", ("id_number",)),
    ],
)
def test_refusal_of_what_is_wrong(words: str, about: tuple[str, ...]) -> None:
    assert refuses(words, about)


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("短信验证码不正确", ("id_number",)),
        ("信息有误", ("id_number",)),
        ("", ("id_number",)),
        ("注册成功", ("code",)),
        ("手机号注册成功", ("phone",)),
        ("验证码已发送", ("code",)),
        ("短信验证码已重新发送", ("code",)),
        ("验证码已发送至 138****0001", ("code",)),
        ("网络异常，请检查网络", ("code",)),
        ("身份核验服务异常", ("id_number",)),
        ("系统错误 500", ("code",)),
        ("该身份证号已注册", ("id_number",)),
        ("证件号码已存在", ("id_number",)),
        ("该手机号已被他人绑定", ("phone",)),
        ("您已是我行客户，请用手机号登录", ("phone",)),
        ("This phone is already registered", ("phone",)),
    ],
)
def test_words_that_refuse_something_else_or_nothing(words: str, about: tuple[str, ...]) -> None:
    assert not refuses(words, about)


@pytest.mark.parametrize("words", ["注册成功", "验证码已发送", "已向 138****0001 发送短信", "Code sent"])
def test_news(words: str) -> None:
    assert tells_news(words)
    assert not tells_news("验证码不正确")


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("请先获取验证码", True),
        ("请输入验证码", True),
        ("您还没有获取验证码", True),
        ("验证码不能为空", True),
        ("请重新获取验证码", False),
        ("请输入正确的验证码", False),
        ("验证码已失效", False),
    ],
)
def test_code_that_is_missing_rather_than_wrong(words: str, asked: bool) -> None:
    assert asks_for_code(words) is asked
