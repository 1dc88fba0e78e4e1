"""Steps that ask for consent to one thing, told apart from the screen below them."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_mobcompliance.recognise import names_data, purpose_in, recognise_consent, taking
from pytest_mobcompliance.screen import Element, Platform, Screen

FACE = "人脸登录需要采集您的人脸图像，仅用于核对是不是您本人。"


def element(text: str, role: str = "button", **facts: Any) -> Element:
    known = {"id": text, "visible": True, "clickable": role == "button", "text": text, "name": text}
    return Element(**{"role": role, **known, **facts})


def screen(*elements: Element) -> Screen:
    return Screen(platform=Platform.WEB, elements=elements, size=(390, 844), name="s")


LOGIN = (element("登录", "heading"), element("账号", "textbox", editable=True), element("人脸登录"))


def test_box_over_a_screen_is_told_by_what_is_new() -> None:
    box = recognise_consent(
        screen(*LOGIN), screen(*LOGIN, element(FACE, "text"), element("暂不同意"), element("同意并开始"))
    )
    assert box is not None
    assert box.names("face")
    assert not box.names("id_photo")
    assert "核对" in box.purpose
    assert box.agree.text == "同意并开始"
    assert box.decline is not None
    assert box.decline.text == "暂不同意"
    assert box.preticked == ()


def test_buttons_of_the_screen_below_answer_nothing() -> None:
    below = (*LOGIN, element("下一步"), element("取消"))
    assert recognise_consent(screen(*below), screen(*below, element(FACE, "text"))) is None
    box = recognise_consent(screen(*below), screen(*below, element(FACE, "text"), element("同意")))
    assert box is not None
    assert box.decline is None


def test_form_is_no_consent() -> None:
    field = element("身份证件号码", "textbox", editable=True)
    assert recognise_consent(screen(*LOGIN), screen(field, element("下一步"), element("返回"))) is None


def test_what_is_ticked_beforehand_is_told() -> None:
    ticked = element("我同意", "checkbox", checked=True)
    box = recognise_consent(screen(), screen(ticked, element("同意并授权"), element("拒绝")))
    assert box is not None
    assert [each.id for each in box.preticked] == ["我同意"]


@pytest.mark.parametrize(
    ("agree", "decline"),
    [
        ("同意", "不同意"),
        ("确认授权", "取消"),
        ("去拍摄", "暂不开启"),
        ("继续前往", "返回"),
        ("开始识别", "使用密码登录"),
        ("允许", "不允许"),
    ],
)
def test_answers_are_told_apart(agree: str, decline: str) -> None:
    box = recognise_consent(screen(), screen(element(decline), element(agree)))
    assert box is not None
    assert box.decline is not None
    assert (box.agree.text, box.decline.text) == (agree, decline)


def test_who_gets_what() -> None:
    said = "前往后我们将向示例生活提供您的手机号码和姓名，用于缴费。"
    box = recognise_consent(
        screen(), screen(element(said, "text"), element("暂不前往"), element("同意并前往"))
    )
    assert box is not None
    assert box.kinds == ("手机号码", "姓名")
    vague = recognise_consent(screen(), screen(element("您的姓名很重要", "text"), element("同意")))
    assert vague is not None
    assert vague.kinds == ()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("face", "将采集您的面部特征"),
        ("id_photo", "请拍摄身份证人像面"),
        ("id_photo", "上传证件照片"),
        ("location", "获取您的精确位置"),
    ],
)
def test_data_are_known_by_their_words(data: str, text: str) -> None:
    assert names_data(data, text)


def test_documents_alone_name_nothing() -> None:
    text = "我已阅读并同意《用户协议》和《隐私政策》"
    assert not any(names_data(data, text) for data in ("face", "id_photo", "location"))
    assert purpose_in(text) == ""
    assert purpose_in("用于。") == ""


def test_page_takes_the_place_of_the_screen_before() -> None:
    page = (element("转到上一层级"), element(FACE, "text"), element("开始识别"))
    box = recognise_consent(screen(*LOGIN), screen(*page))
    assert box is not None
    assert box.decline is None
    assert box.is_page


@pytest.mark.parametrize(
    "box",
    [
        (*LOGIN, element(FACE, "text"), element("同意")),
        (element("", "dialog"), element(FACE, "text"), element("同意")),
        (element(FACE, "text", bounds=(40, 300, 350, 500)), element("同意", bounds=(40, 500, 350, 560))),
    ],
)
def test_box_over_the_screen_is_no_page(box: tuple[Element, ...]) -> None:
    found = recognise_consent(screen(*LOGIN), screen(*box))
    assert found is not None
    assert not found.is_page


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("face", "请正对屏幕"),
        ("face", "请将脸部放入框内"),
        ("id_photo", "请将身份证放入画面"),
        ("id_photo", "请对准身份证"),
    ],
)
def test_what_is_being_taken_is_told_by_what_is_new(data: str, said: str) -> None:
    assert taking(data, screen(*LOGIN), screen(*LOGIN, element(said, "text"))) == said
    assert taking(data, screen(*LOGIN, element(said, "text")), screen(*LOGIN, element(said, "text"))) == ""
    assert taking(data, screen(), screen(element("未采集人脸，请使用密码登录", "text"))) == ""
    assert taking("location", screen(), screen(element(said, "text"))) == ""
