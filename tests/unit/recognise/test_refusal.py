"""What the answer to a refused form is about."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.recognise import is_for_another_reason, told_of


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
    ("words", "about", "other"),
    [
        ("短信验证码不正确", ("code",), False),
        ("短信验证码不正确", ("id_number",), True),
        ("信息有误", ("id_number",), False),
        ("", ("id_number",), False),
        ("姓名与身份证不符", ("name",), False),
    ],
)
def test_refusal_for_another_reason(words: str, about: tuple[str, ...], other: bool) -> None:
    assert is_for_another_reason(words, about) is other
