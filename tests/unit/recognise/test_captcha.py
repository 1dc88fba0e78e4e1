"""What counts as a captcha for the eyes, and as a way around it."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_mobcompliance.recognise import find_captcha, other_ways
from pytest_mobcompliance.screen import Element, Platform, Screen


def screen(*elements: Element) -> Screen:
    return Screen(platform=Platform.WEB, elements=elements, size=(390, 844), density=1.0)


def element(id: str, role: str, text: str | None = None, **facts: Any) -> Element:
    known: dict[str, Any] = {"text": text, "name": text, "visible": True, "clickable": role == "button"}
    return Element(id=id, role=role, **known | facts)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("拖动滑块完成拼图", "puzzle"),
        ("拖动滑块 填充缺口", "puzzle"),
        ("请依次点击：行 银 例", "choice"),
        ("请按顺序点击", "choice"),
        ("图 形 验 证 码", "picture"),
        ("看不清？换一张", "picture"),
        ("向右滑动完成验证", "slider"),
        ("滑块验证", "slider"),
    ],
)
def test_kind_is_told_by_the_words(words: str, kind: str) -> None:
    found = find_captcha(screen(element("a", "text", "登录"), element("b", "text", words)))
    assert found is not None
    assert (found.element.id, found.kind) == ("b", kind)


@pytest.mark.parametrize(
    "id", ["captcha", "iv_captcha", "loginCaptcha", "cn.example:id/img_code_imgcode", "kaptcha"]
)
def test_picture_is_told_by_its_id(id: str) -> None:
    found = find_captcha(screen(element("p", "img", None, resource_id=id)))
    assert found is not None
    assert found.kind == "picture"


@pytest.mark.parametrize("id", ["capture", "recaptchas", "img_card", "cn.captcha.bank:id/logo", None])
def test_other_pictures_are_none(id: str | None) -> None:
    assert find_captcha(screen(element("p", "img", None, resource_id=id))) is None


def test_picture_comes_before_the_words_about_it() -> None:
    shown = screen(element("w", "text", "图形验证码"), element("p", "img", "验证码"))
    found = find_captcha(shown)
    assert found is not None
    assert found.element.id == "p"


@pytest.mark.parametrize(
    ("others", "certain"),
    [
        ([], False),
        ([("text", "安全验证")], True),
        ([("button", "安全验证")], False),
        ([("text", "短信验证码")], False),
        ([("img", "验证码")], True),
    ],
)
def test_words_alone_are_not_certain(others: list[tuple[str, str]], certain: bool) -> None:
    around = [element(f"o{number}", role, text) for number, (role, text) in enumerate(others)]
    found = find_captcha(screen(element("w", "text", "请按顺序点击"), *around))
    assert found is not None
    assert found.certain is certain


def test_a_field_for_a_code_is_none() -> None:
    assert find_captcha(screen(element("f", "textbox", None, hint="请输入验证码", editable=True))) is None


def test_ways_are_sorted_by_how_sure_they_are() -> None:
    shown = screen(
        element("a", "button", "联系客服"),
        element("b", "button", "语音验证码"),
        element("c", "button", "获取语音验证码"),
        element("d", "text", "语音验证码"),
        element("e", "button", "播放验证码", enabled=False),
        element("f", "button", "密码登录"),
    )
    ways = other_ways(shown)
    assert [each.id for each in ways.sure] == ["b", "c"]
    assert [each.id for each in ways.perhaps] == ["a", "f"]


def test_a_spoken_code_is_not_sure_where_a_message_is_asked_for() -> None:
    shown = screen(
        element("b", "button", "语音验证码"),
        element("c", "button", "播放验证码"),
        element("f", "textbox", None, hint="短信验证码", editable=True),
    )
    ways = other_ways(shown)
    assert [each.id for each in ways.sure] == ["c"]
    assert [each.id for each in ways.perhaps] == ["b"]
