"""Words of users' rights, as settings pages and closing flows write them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pytest_mobcompliance.recognise import (
    Listed,
    Right,
    asked_more,
    chosen_content,
    closing_days,
    confirm_button,
    is_entry,
    is_guest_mode,
    is_list,
    is_near_list,
    is_personalised,
    personalised_switch,
    tailored_content,
    told_by_people,
    withdrawal_button,
)
from pytest_mobcompliance.recognise.text import fold
from pytest_mobcompliance.screen import Element, Platform, Screen


def element(text: str, role: str = "button", **facts: Any) -> Element:
    known = {"id": text, "visible": True, "clickable": role == "button", "text": text, "name": text}
    return Element(**{"role": role, **known, **facts})


def screen(*elements: Element) -> Screen:
    children = {e.id: tuple(each.id for each in elements if each.parent == e.id) for e in elements}
    whole = tuple(replace(each, children=children[each.id]) for each in elements)
    return Screen(platform=Platform.WEB, elements=whole, size=(390, 844), name="s")


@pytest.mark.parametrize(
    ("right", "words"),
    [
        ("correct", "更正个人信息"),
        ("correct", "修改个人资料"),
        ("correct", "个人信息修改"),
        ("correct", "更换手机号"),
        ("delete", "删除个人信息"),
        ("delete", "删除我的数据"),
        ("delete", "个人信息删除"),
        ("close", "注销账号"),
        ("close", "注销帐户"),
        ("close", "账号注销"),
        ("close", "永久注销"),
        ("close", "注销手机银行"),
        ("close", "删除账号"),
    ],
)
def test_entries_are_known_by_their_words(right: Right, words: str) -> None:
    assert is_entry(right, element(words))
    others = {"correct", "delete", "close"} - {right}
    assert not [other for other in others if is_entry(other, element(words))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("right", "words"),
    [
        ("correct", "修改密码"),
        ("correct", "账户明细"),
        ("correct", "你可以联系客服更正你的个人信息，我们在十五个工作日内答复你"),
        ("delete", "清除缓存"),
        ("delete", "清除缓存数据"),
        ("delete", "清除浏览数据"),
        ("delete", "删除聊天信息"),
        ("delete", "删除通知信息"),
        ("close", "删除收款账户"),
        ("close", "取消关联账户"),
        ("close", "关闭账户变动提醒"),
        ("close", "关闭账户保护"),
        ("close", "取消账户绑定"),
        ("correct", "修改收款信息"),
        ("delete", "删除收款人"),
        ("close", "退出登录"),
        ("close", "注销须知"),
        ("close", "关闭通知"),
    ],
)
def test_other_words_are_no_entry(right: Right, words: str) -> None:
    assert not is_entry(right, element(words))


@pytest.mark.parametrize("words", ["个性化推荐", "个性化广告", "定向推送", "程序化广告", "推荐管理"])
def test_what_is_tailored_is_known_by_its_words(words: str) -> None:
    assert is_personalised(element(words))


@pytest.mark.parametrize("words", ["个性化皮肤", "推荐好友", "消息推送"])
def test_other_settings_are_not_what_is_tailored(words: str) -> None:
    assert not is_personalised(element(words))


def test_switch_has_its_own_words_or_those_of_its_row() -> None:
    other = element("消息推送", "switch", checked=True)
    own = element("个性化推荐", "switch", checked=True, clickable=True)
    found = personalised_switch(screen(other, own))
    assert found is not None
    assert found.id == "个性化推荐"
    row = element("", "generic", id="row", clickable=True)
    label = element("个性化推荐", "text", id="label", parent="row")
    bare = element("", "switch", id="switch", parent="row", checked=False)
    found = personalised_switch(screen(row, label, bare))
    assert found is not None
    assert found.id == "switch"
    assert personalised_switch(screen(other, element("个性化推荐", "text"))) is None


def test_withdrawal_is_confirmed_by_the_button_that_says_so() -> None:
    title = element("撤回同意", "heading")
    found = withdrawal_button(screen(title, element("取消"), element("确认撤回")))
    assert found is not None
    assert found.id == "确认撤回"
    found = withdrawal_button(screen(title, element("取消"), element("确定")))
    assert found is not None
    assert found.id == "确定"
    assert withdrawal_button(screen(title, element("取消"), element("返回"))) is None
    assert withdrawal_button(screen(element("撤回同意", "text", clickable=False))) is None
    assert confirm_button(screen(element("暂不"), element("取消"))) is None


def test_right_through_people_is_quoted() -> None:
    said = "需要更正个人信息的，请联系客服办理"
    assert told_by_people("correct", ["欢迎使用。" + said + "。谢谢"]) == said
    assert told_by_people("correct", ["可以在设置里更正。客服热线 400-000-0000"]) == ""
    assert told_by_people("delete", [said]) == ""


def test_running_without_consent_is_told() -> None:
    assert is_guest_mode(fold("当前为仅浏览模式"))
    assert is_guest_mode(fold("您正在使用游客模式"))
    for other in ("长辈版", "夜间浏览模式", "退出浏览模式", "浏览模式设置"):
        assert not is_guest_mode(fold(other)), other


def test_tailored_content_is_quoted() -> None:
    assert tailored_content(fold("猜您喜欢：稳健理财")) == fold("猜您喜欢")
    assert tailored_content(fold("为您推荐")) == fold("为您推荐")
    assert tailored_content(fold("推荐给好友")) == ""
    assert tailored_content(fold("为您精选 稳健理财")) == ""
    assert chosen_content(fold("为您精选 稳健理财")) == fold("为您精选")


@pytest.mark.parametrize(
    ("which", "words"),
    [
        ("collected", "个人信息收集清单"),
        ("collected", "已收集个人信息清单"),
        ("collected", "收集个人信息清单"),
        ("collected", "个人信息清单"),
        ("collected", "个人信息收集明细"),
        ("shared", "第三方信息共享清单"),
        ("shared", "与第三方共享个人信息清单"),
        ("shared", "个人信息第三方共享清单"),
        ("shared", "第三方SDK目录"),
    ],
)
def test_lists_are_known_by_their_names(which: Listed, words: str) -> None:
    other: Listed = "shared" if which == "collected" else "collected"
    assert is_list(which, element(words))
    assert not is_list(other, element(words))
    assert not is_near_list(other, element(words))


def test_names_near_to_a_list_are_told_apart() -> None:
    assert is_near_list("collected", element("收集信息一览列表"))
    assert is_near_list("shared", element("第三方SDK共享"))
    for words in ("隐私政策", "个人信息", "交易明细", "功能列表"):
        assert not is_near_list("collected", element(words)), words
        assert not is_near_list("shared", element(words)), words
    assert not is_list("collected", element("我们在个人信息收集清单里告诉你收集什么，以及为什么需要这些信息"))


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("请上传手持身份证照片", {"held_photo"}),
        ("请拍摄身份证正面", {"id_photo"}),
        ("请完成人脸识别", {"face"}),
        ("请先绑定银行卡", {"card"}),
        ("无需人脸识别，也不要求上传手持身份证照片", set()),
        ("请输入短信验证码", set()),
    ],
)
def test_what_a_closing_asks_for(said: str, kinds: set[str]) -> None:
    assert set(asked_more(["注销账号", said])) == kinds


def test_what_is_not_asked_for_in_one_sentence_may_be_in_the_next() -> None:
    assert set(asked_more(["无需绑定银行卡。请完成人脸识别。"])) == {"face"}


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("我们将在15个工作日内删除您的信息", [(15, "working")]),
        ("注销申请在三十个工作日内处理", [(30, "working")]),
        ("注销在30天后生效", [(30, "calendar")]),
        ("账号将在六十日内完成注销", [(60, "calendar")]),
        ("本规则自2024年3月31日后生效", []),
        ("投诉在30个工作日内答复", []),
    ],
)
def test_days_of_a_closing(said: str, days: list[tuple[int, str]]) -> None:
    assert [(number, kind) for number, kind, _ in closing_days([said])] == days
