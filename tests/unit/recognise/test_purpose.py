"""What an app says a permission is for: words of lexicon §3, and the places where they stand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pytest_mobcompliance.recognise import Purpose, find_purposes, judge_purpose, permission_named
from pytest_mobcompliance.screen import Element, Platform, Screen, parse_android, parse_ios

RECORDINGS = Path(__file__).resolve().parents[2] / "recordings"
APP = "cn.example.bank"
SIZE = (1080, 2340)
BOX = (90, 900, 990, 1500)


class Page:
    """A small page built by hand; `add` returns the id of the new element."""

    def __init__(self, platform: Platform = Platform.ANDROID) -> None:
        self.platform = platform
        self.elements = [Element(id="/", role="generic", visible=True, bounds=(0, 0, *SIZE))]
        self.add("/", "generic", id="/app", package=APP, bounds=(0, 0, *SIZE))

    def add(self, parent: str, role: str = "text", text: str | None = None, **facts: Any) -> str:
        known: dict[str, Any] = {"id": f"{parent}/{len(self.elements)}", "visible": True, "package": APP}
        known |= {"role": role, "text": text, "name": text, "parent": parent, "clickable": role == "button"}
        self.elements.append(Element(**known | facts))
        return str(self.elements[-1].id)

    @property
    def screen(self) -> Screen:
        children = {e.id: tuple(c.id for c in self.elements if c.parent == e.id) for e in self.elements}
        elements = tuple(replace(e, children=children[e.id]) for e in self.elements)
        return Screen(platform=self.platform, elements=elements, size=SIZE, package=APP)


def box(*texts: str, buttons: tuple[str, ...] = ("暂不", "去开启"), role: str = "generic") -> Screen:
    """A box of the app's own over its page."""
    page = Page()
    page.add("/app", text="首页")
    around = page.add("/app", role, bounds=BOX)
    for text in texts:
        page.add(around, text=text)
    for text in buttons:
        page.add(around, "button", text)
    return page.screen


def page(*texts: str) -> Screen:
    """Texts of a page, each below another part of it."""
    built = Page()
    for text in texts:
        part = built.add(built.add("/app", "generic"), "generic")
        built.add(part, text=text)
    return built.screen


def only(screen: Screen, permission: str | None = None) -> Purpose:
    (found,) = find_purposes(screen, permission)
    return found


def said(button: Element | None) -> str | None:
    return button.text if button else None


# ------------------------------------------------------------------ words


@pytest.mark.parametrize(
    "text",
    [
        "用于扫描二维码",
        "相机权限用于扫描二维码和拍摄身份证",
        "需要访问您的位置信息，用于查询附近网点",
        "用于人脸识别",
        "用于刷脸登录",
        "用于拍摄身份证、银行卡",
        "用于识别银行卡",
        "用于手机号转账时选择联系人",
        "用于保存收款二维码",
        "用于保存电子回单",
        "用于语音搜索",
        "麦克风：用于语音转账",
        "用于接收交易提醒",
        "开启通知，及时获得消息提醒",
        "用于异地交易风控",
        "为了更好地识别银行卡，请允许使用相机",
        "为保证资金安全，用于登录保护",
        "We use the camera to scan QR codes.",
    ],
)
def test_words_that_name_a_function(text: str):
    assert judge_purpose(text).specific


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("为保证您的正常使用，请允许相应权限", "为保证你的正常使用"),
        ("为了更好地为您提供服务", "为了更好地为你提供服务"),
        ("为提升用户体验，需要获取位置权限", "为提升用户体验"),
        ("为改善用户体验", "为改善用户体验"),
        ("为了给您提供更精准的服务", "为了给你提供更精准的服务"),
        ("请开启存储权限，以便正常使用", "以便正常使用"),
        ("需要先申请该权限，才能继续使用该业务", "才能继续使用该业务"),
        ("保障服务的正常运行", "保障服务的正常运行"),
        ("相机权限用于相关功能", "相关功能"),
        ("通讯录权限：业务需要", "业务需要"),
    ],
)
def test_words_that_name_none(text: str, vague: str):
    judged = judge_purpose(text)
    assert not judged.specific
    assert judged.vague_words == (vague,)


@pytest.mark.parametrize("text", ["用于拍照、扫码等功能", "用于提升服务质量及扫描二维码等用途"])
def test_an_open_list_names_a_function_and_stays_open(text: str):
    judged = judge_purpose(text)
    assert judged.specific
    assert judged.vague_words


@pytest.mark.parametrize("text", ["用于完成您选择的操作", "需要您的授权", "允许访问通讯录权限", ""])
def test_words_that_are_left_to_a_person(text: str):
    judged = judge_purpose(text)
    assert not judged.specific
    assert not judged.vague_words


@pytest.mark.parametrize("name", ["通讯录权限", "照片和视频权限", "存储权限", "电话权限", "日历、短信权限"])
def test_the_name_of_a_permission_is_no_function(name: str):
    assert not judge_purpose(f"示例银行申请{name}，为了保证功能的正常使用").specific


@pytest.mark.parametrize(
    ("text", "permission"),
    [
        ("开启定位权限", "location"),
        ("为查询附近网点，访问您的位置信息", "location"),
        ("保存回单需要存储权限", "storage"),
        ("照片和视频权限", "photos"),
        ("手机号转账选择联系人需要通讯录权限", "contacts"),
        ("附近设备权限：用于连接U盾", "nearby"),
        ("读取应用列表权限", "installed_apps"),
        ("开启消息通知，及时获得消息提醒", "notifications"),
        ("悬浮窗权限", "overlay"),
        ("Camera access", "camera"),
        ("今日天气", None),
        ("", None),
    ],
)
def test_which_permission_a_text_names(text: str, permission: str | None):
    assert permission_named(text) == permission


# ------------------------------------------------------------------ the app's own box


def test_a_box_of_the_app_before_the_system_asks():
    found = only(box("相机权限使用说明", "用于扫描二维码和拍摄身份证"))
    assert (found.permission, found.specific, found.vague_words) == ("camera", True, ())
    assert (found.text, found.element.text) == ("用于扫描二维码和拍摄身份证",) * 2
    assert (found.own_dialog, found.in_prompt) == (True, False)
    assert (said(found.go_on), said(found.decline)) == ("去开启", "暂不")
    told = json.loads(json.dumps(found.to_json()))
    assert (told["permission"], told["go_on"]) == ("camera", found.go_on.label if found.go_on else None)


@pytest.mark.parametrize("go_on", ["去设置", "前往授权", "立即开启", "允许", "同意", "确定", "下一步"])
@pytest.mark.parametrize("decline", ["取消", "暂不开启", "以后再说", "不允许", "拒绝", "忽略"])
def test_answers_in_their_many_wordings(go_on: str, decline: str):
    found = only(box("权限申请", "为查询附近网点，需要访问您的位置", buttons=(decline, go_on)))
    assert (said(found.go_on), said(found.decline)) == (go_on, decline)


def test_a_vague_box():
    found = only(box("权限申请说明", "为保证您的正常使用，请允许存储权限"))
    assert (found.permission, found.specific, found.own_dialog) == ("storage", False, True)
    assert found.vague_words == ("为保证你的正常使用",)


def test_a_box_that_closes_only_has_no_refusal():
    found = only(box("权限说明", "位置信息用于查询附近网点", buttons=("我知道了",)))
    assert (said(found.go_on), found.decline) == ("我知道了", None)


def test_a_dialog_by_its_role_needs_no_title():
    found = only(box("麦克风用于语音搜索", buttons=("好",), role="dialog"))
    assert (found.permission, found.own_dialog) == ("microphone", True)


def test_several_permissions_of_one_box_each_have_their_line():
    screen = box("权限申请说明", "位置信息：用于查询附近网点", "存储权限：用于保存电子回单", "欢迎")
    found = find_purposes(screen)
    assert [(one.permission, one.specific) for one in found] == [("location", True), ("storage", True)]
    assert only(screen, "storage").text == "存储权限：用于保存电子回单"
    assert find_purposes(screen, "camera") == ()


def test_a_line_that_names_no_permission_counts_for_any():
    screen = box("用于扫描二维码", "请开启相机权限", buttons=("取消", "去开启"))
    found = only(screen, "camera")
    assert (found.permission, found.specific) == (None, True)
    assert only(screen, "location") == found


@pytest.mark.parametrize(
    "screen",
    [
        box("提示", "确定要退出登录吗？", buttons=("取消", "确定")),
        box("发现新版本", "1. 扫码更快 2. 修复问题", buttons=("暂不更新", "立即更新")),
        box("附近网点", "查看全部", buttons=("取消", "确定")),
        page("设置", "通知", "相机", "版本 1.0.0"),
        page("扫码付款，用于线下商户", "转账给联系人"),
        Page().screen,
    ],
)
def test_other_words_are_no_purpose(screen: Screen):
    assert find_purposes(screen) == ()


def test_a_privacy_notice_is_no_purpose():
    screen = box(
        "用户协议和隐私政策",
        "我们非常重视您的个人信息。位置信息用于查询附近网点，请您审慎阅读《隐私政策》",
        buttons=("不同意", "同意"),
        role="dialog",
    )
    assert find_purposes(screen) == ()


# ------------------------------------------------------------------ the page


def test_a_sentence_on_the_page():
    """The virtual phone's bank says so above the button that opens the camera."""
    found = only(page("扫一扫", "相机仅用于扫描二维码，可以拒绝。"))
    assert (found.permission, found.specific, found.own_dialog) == ("camera", True, False)
    assert found.text == "相机仅用于扫描二维码，可以拒绝"
    assert (found.go_on, found.decline) == (None, None)


def test_a_line_under_the_name_of_the_permission():
    built = Page()
    row = built.add("/app", "generic")
    built.add(row, text="通讯录权限")
    built.add(row, text="用于手机号转账时选择收款人")
    found = only(built.screen)
    assert (found.permission, found.specific) == ("contacts", True)


def test_a_page_whose_buttons_stand_below_is_no_box():
    built = Page()
    built.add("/app", text="位置信息用于查询附近网点")
    built.add("/app", "button", "取消")
    built.add("/app", "button", "确定")
    assert not only(built.screen).own_dialog


def test_words_of_buttons_and_fields_are_none():
    built = Page()
    built.add("/app", "button", "开启相机用于扫描二维码")
    built.add("/app", "textbox", "位置用于查询附近网点", editable=True)
    assert find_purposes(built.screen) == ()


def test_a_policy_is_none():
    assert find_purposes(page("我们使用位置信息，用于查询附近网点，" + "并按照本政策处理" * 30)) == ()


# ------------------------------------------------------------------ the system's dialog


def prompt(package: str, *rows: tuple[str, str | None, str], platform: Platform = Platform.ANDROID) -> Screen:
    """A dialog of the system: (suffix of the id, text, role) of each node."""
    built = Page(platform)
    kind = "XCUIElementTypeAlert" if platform is Platform.IOS else None
    window = built.add("/", "generic", package=package, class_name=kind, bounds=BOX)
    for suffix, text, role in rows:
        built.add(
            window, role, text, package=package, resource_id=f"{package}:id/{suffix}" if suffix else None
        )
    return built.screen


MIUI = (
    ("permission_message", "要允许示例银行拍摄照片和录制视频吗？", "text"),
    ("permission_deny_button", "拒绝", "button"),
    ("permission_allow_foreground_only_button", "仅在使用中允许", "button"),
)


def test_the_line_of_the_app_in_a_miui_dialog():
    found = only(prompt("com.lbe.security.miui", *MIUI, ("", "用于扫描二维码", "text")))
    assert (found.permission, found.specific, found.in_prompt) == ("camera", True, True)
    assert (found.own_dialog, found.go_on, found.decline) == (False, None, None)


def test_the_line_of_the_app_in_a_dialog_of_harmony():
    screen = prompt(
        "com.ohos.permissionmanager",
        ("", "是否允许“示例银行”访问你的相机？", "text"),
        ("", "为了给您提供更精准的服务", "text"),
        ("", "禁止", "button"),
        ("", "允许", "button"),
    )
    found = only(screen)
    assert (found.permission, found.specific, found.in_prompt) == ("camera", False, True)


def test_the_usage_description_of_ios():
    screen = prompt(
        "com.apple.springboard",
        ("", "“示例银行”想访问你的相机", "text"),
        ("", "用于扫描二维码和拍摄身份证", "text"),
        ("", "不允许", "button"),
        ("", "好", "button"),
        platform=Platform.IOS,
    )
    found = only(screen)
    assert (found.permission, found.specific, found.in_prompt) == ("camera", True, True)
    assert found.element.text == "用于扫描二维码和拍摄身份证"


@pytest.mark.parametrize(
    "stock",
    [
        "只有当你使用该应用时，该应用才能访问",
        "您的“通知”可能包括提醒、声音和图标标记",
        "不再询问",
        "精确位置：打开",
    ],
)
def test_what_the_system_says_beside_its_question_is_none(stock: str):
    assert find_purposes(prompt("com.lbe.security.miui", *MIUI, ("", stock, "text"))) == ()


def test_aosp_lets_no_app_speak_in_its_dialog():
    package = "com.android.permissioncontroller"
    assert find_purposes(prompt(package, *MIUI, ("", "用于扫描二维码", "text"))) == ()


def test_the_page_behind_the_dialog_speaks_too():
    """What the law wants: the purpose is told when the system asks (TC260-20203A)."""
    screen = prompt("com.android.permissioncontroller", *MIUI)
    built = Page()
    built.elements = [replace(e, children=()) for e in screen.elements]
    built.add("/app", text="相机仅用于扫描二维码")
    found = only(built.screen, "camera")
    assert (found.text, found.in_prompt) == ("相机仅用于扫描二维码", False)


# ------------------------------------------------------------------ recordings


def recorded(name: str, package: str) -> Screen:
    source = (RECORDINGS / "dialogs" / f"{name}.xml").read_text("utf-8")
    if "XCUIElementType" in source:
        return parse_ios(source)
    return replace(parse_android(source), package=package)


@pytest.mark.parametrize(
    ("name", "package", "permission", "own_dialog"),
    [
        ("near_miss/rationale-overlay", "com.example.pet_time_lock", "overlay", True),
        ("ios/contacts", "", "contacts", False),
        ("ios/home-data", "", "home", False),
    ],
)
def test_recorded(name: str, package: str, permission: str, own_dialog: bool):
    found = find_purposes(recorded(name, package))
    assert {one.permission for one in found} == {permission}
    assert {one.own_dialog for one in found} == {own_dialog}
    assert {one.in_prompt for one in found} == {not own_dialog}


@pytest.mark.parametrize("name", ["near_miss/login", "near_miss/box-save", "near_miss/not-responding-system"])
def test_recorded_boxes_that_explain_nothing(name: str):
    assert find_purposes(recorded(name, "cn.example.other")) == ()
