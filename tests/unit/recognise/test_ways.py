"""By which ways a screen lets people say who they are."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_mobcompliance.recognise import login_ways
from pytest_mobcompliance.screen import Element, Platform, Screen


def element(text: str, role: str = "button", **facts: Any) -> Element:
    said = text or None
    known: dict[str, Any] = {"text": said, "name": said, "visible": True, "clickable": role == "button"}
    return Element(id=text or role, role=role, **known | facts)


def screen(*elements: Element) -> Screen:
    return Screen(platform=Platform.WEB, elements=elements, size=(390, 844), density=1.0)


@pytest.mark.parametrize(
    "words", ["刷脸登录", "人脸登录", "面容ID登录", "开始刷脸", "请正对屏幕", "Face ID", "人脸识别"]
)
def test_face_is_told_by_its_words(words: str) -> None:
    assert login_ways([screen(element(words))]).face


@pytest.mark.parametrize(
    "words",
    [
        "人脸识别服务协议",
        "人脸登录设置",
        "如何刷脸登录",
        "撤回人脸信息授权",
        "登录",
        "我们会采集您的人脸图像，仅用于核对是不是您本人，您可以拒绝",
    ],
)
def test_what_only_tells_of_faces_is_no_way(words: str) -> None:
    assert login_ways([screen(element(words))]).face == ()


@pytest.mark.parametrize(
    "words",
    [
        "密码登录",
        "验证码登录",
        "短信验证",
        "指纹登录",
        "手势登录",
        "账号登录",
        "手机号登录",
        "手机号码快捷登录",
        "账号密码登录",
        "获取验证码",
        "本机号码一键登录",
        "到网点办理",
        "人工审核",
    ],
)
def test_other_ways_are_told_by_their_words(words: str) -> None:
    ways = login_ways([screen(element("刷脸登录"), element(words))])
    assert [each.text for each in ways.other] == [words]


@pytest.mark.parametrize(
    "words",
    [
        "没有账号，去注册",
        "忘记密码",
        "忘记登录密码",
        "找回密码",
        "重置登录密码",
        "切换账号登录",
        "其他账号登录",
        "登录账号",
        "登录手机号",
        "联系客服",
        "刷脸登录后可改密码",
        "登录",
    ],
)
def test_other_words_are_no_way(words: str) -> None:
    assert login_ways([screen(element(words))]).other == ()


@pytest.mark.parametrize(
    ("facts", "counts"),
    [
        ({"password": True, "editable": True}, True),
        ({"editable": True, "hint": "请输入手机号"}, False),
        ({"editable": True, "hint": "登录账号"}, False),
        ({"editable": True, "hint": "Country code"}, False),
        ({"editable": True, "hint": "Code"}, True),
        ({"editable": True, "hint": "账号密码"}, True),
        ({"editable": True, "name": "短信验证码"}, True),
        ({"editable": True, "hint": "搜索"}, False),
    ],
)
def test_fields_are_a_way_by_what_they_ask(facts: dict[str, Any], counts: bool) -> None:
    field = element("", "textbox", **facts)
    assert bool(login_ways([screen(field)]).other) is counts


@pytest.mark.parametrize(
    "words",
    [
        "其他登录方式",
        "更多登录方式",
        "换个方式",
        "切换登录方式",
        "使用其他方式验证",
        "切换账号登录",
        "其他账号",
    ],
)
def test_what_opens_further_ways(words: str) -> None:
    assert [each.text for each in login_ways([screen(element(words))]).more] == [words]


def test_what_cannot_be_read_is_mute() -> None:
    holder = element("", children=("密码登录",))
    inside = element("密码登录", "text", parent="button")
    assert login_ways([screen(holder, inside)]).mute == ()
    silent = element("")
    assert login_ways([screen(silent)]).mute == (silent,)
    web = element("", "webview", clickable=False)
    assert login_ways([screen(web)]).mute == (web,)


def test_a_field_that_only_names_somebody_may_lead_to_another_way() -> None:
    names = element("", "textbox", editable=True, hint="请输入手机号")
    proves = element("", "textbox", editable=True, hint="手机号的验证码")
    assert login_ways([screen(names)]).mute == (names,)
    assert login_ways([screen(proves)]).mute == ()


def test_parts_of_a_screen_count_together() -> None:
    ways = login_ways([screen(element("刷脸登录")), screen(element("密码登录"))])
    assert (len(ways.face), len(ways.other)) == (1, 1)
