"""The privacy notice of a first start, and what only looks like one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_mobcompliance.recognise import (
    PrivacyNotice,
    is_advertisement,
    recognise_privacy_notice,
    skips_splash,
)
from pytest_mobcompliance.screen import Element, Platform, Screen

BODY = "我们非常重视您的个人信息和隐私保护。在您使用前，请您务必审慎阅读、充分理解"


class Page:
    """A small page built by hand: `add` returns the id of the new element."""

    def __init__(self, platform: Platform = Platform.WEB) -> None:
        self.elements: list[Element] = []
        self.platform = platform
        self.add(None, "document", id="html", class_name="html", bounds=(0, 0, 390, 844))
        self.add("html", "generic", id="body", class_name="body", bounds=(0, 0, 390, 844))

    def add(self, parent: str | None, role: str = "text", text: str | None = None, **facts: object):
        number = len(self.elements)
        known = {"id": f"e{number}", "visible": True, "clickable": False, "role": role}
        known |= {"text": text, "parent": parent} | facts
        self.elements.append(Element(**known))
        return known["id"]

    def button(self, parent: str, text: str, **facts: object):
        return self.add(parent, **{"role": "button", "text": text, "name": text, "clickable": True} | facts)

    def link(self, parent: str, text: str):
        return self.add(parent, "link", text, name=text, clickable=True, href="http://127.0.0.1/p.html")

    @property
    def screen(self) -> Screen:
        children = {e.id: tuple(c.id for c in self.elements if c.parent == e.id) for e in self.elements}
        elements = tuple(replace(e, children=children[e.id]) for e in self.elements)
        return Screen(platform=self.platform, elements=elements, size=(390, 844))

    def recognise(self) -> PrivacyNotice | None:
        return recognise_privacy_notice(self.screen)


def notice(
    *,
    title: str = "用户协议和隐私政策",
    buttons: tuple[str, ...] = ("不同意", "同意并继续"),
    role: str = "dialog",
    body: str = BODY,
) -> Page:
    page = Page()
    page.add("body", text="首页", bounds=(0, 100, 390, 130))
    box = page.add("body", role, class_name="div", bounds=(30, 200, 360, 600))
    page.add(box, "heading", title, name=title)
    page.add(box, text=body)
    page.link(box, "《用户协议》")
    page.link(box, "《隐私政策》")
    for button in buttons:
        page.button(box, button)
    return page


def texts(found: PrivacyNotice) -> dict[str, str | None]:
    buttons = (found.agree, found.decline, found.acknowledge_only)
    return dict(zip(("agree", "decline", "ack"), (b.text if b else None for b in buttons), strict=True))


def test_a_dialog_with_both_answers_is_a_notice():
    found = notice().recognise()
    assert found is not None
    assert texts(found) == {"agree": "同意并继续", "decline": "不同意", "ack": None}
    assert [link.text for link in found.policy_links] == ["《隐私政策》"]
    assert found.preticked == ()
    assert BODY in found.text
    assert found.container.role == "dialog"
    assert found.to_json()["agree"] == "button “同意并继续”"


@pytest.mark.parametrize(
    ("agree", "decline"),
    [
        ("同意", "不同意"),
        ("同意", "暂不同意"),
        ("我同意", "拒绝"),
        ("阅读并同意", "不同意并退出APP"),
        ("同意并接受", "暂不使用"),
        ("同意并使用", "取消"),
        ("同意并进入", "退出应用"),
        ("同 意", "不 同 意"),
        ("同意（5s）", "不同意"),
        ("同意", "不同意，仅浏览基础功能"),
        ("同意", "基本功能模式"),
        ("同意", "随便看看"),
        ("同意", "狠心离开"),
        ("同意並繼續", "不同意，僅瀏覽"),
        ("Agree and continue", "Disagree"),
    ],
)
def test_answers_in_their_many_wordings(agree, decline):
    found = notice(buttons=(decline, agree)).recognise()
    assert found is not None
    assert texts(found) == {"agree": agree, "decline": decline, "ack": None}


@pytest.mark.parametrize("button", ["我知道了", "好的", "确定", "立即体验", "开始使用"])
def test_a_notice_without_a_choice_has_only_an_acknowledgement(button):
    found = notice(buttons=(button,)).recognise()
    assert found is not None
    assert texts(found) == {"agree": None, "decline": None, "ack": button}


def test_a_missing_refusal_is_none():
    found = notice(buttons=("同意",)).recognise()
    assert found is not None
    assert found.decline is None


def test_a_box_over_the_page_needs_no_role():
    page = Page()
    page.button("body", "转账", bounds=(20, 300, 120, 340))
    page.add("body", text="余额", bounds=(20, 400, 120, 440))
    mask = page.add("body", "generic", class_name="div", bounds=(0, 0, 390, 844))
    box = page.add(mask, "generic", class_name="div", bounds=(30, 200, 360, 600))
    page.add(box, text="温馨提示")
    page.add(box, text="请阅读《隐私政策》全文")
    page.add(box, text="同意", clickable=True)
    found = page.recognise()
    assert found is not None
    assert found.agree.text == "同意"
    assert found.container.id == mask


def test_a_page_out_of_reach_behind_it_is_a_sign_too():
    page = Page()
    page.button("body", "转账", reader_hidden=True)
    box = page.add("body", "generic", class_name="div")
    page.add(box, text="欢迎使用，请阅读《隐私政策》")
    page.button(box, "同意")
    assert page.recognise().container.id == box


def test_a_welcome_page_with_both_answers_and_the_wording_is_a_notice():
    found = notice(role="generic").recognise()
    assert found is not None
    assert found.container.class_name == "body"


def test_a_page_without_any_sign_but_words_is_none():
    assert notice(role="generic", buttons=("同意",)).recognise() is None


def test_a_ticked_box_in_the_notice_is_preticked_even_behind_a_drawn_one():
    page = notice()
    dialog = next(e.id for e in page.elements if e.role == "dialog")
    label = page.add(dialog, "text", "我已阅读并同意《隐私政策》", class_name="label", clickable=True)
    box = page.add(label, "checkbox", checked=True, visible=False, name="我已阅读并同意")
    page.add(dialog, "checkbox", checked=False, name="订阅")
    found = page.recognise()
    assert [e.id for e in found.preticked] == [box]
    assert [link.text for link in found.policy_links] == ["《隐私政策》"]


def test_the_words_beside_a_box_are_not_the_button_that_agrees():
    page = Page()
    box = page.add("body", "dialog", class_name="div", bounds=(30, 200, 360, 600))
    page.add(box, "heading", "隐私保护提示", name="隐私保护提示")
    page.add(box, text=BODY + "《隐私政策》")
    page.add(box, "text", "我已阅读并接受", class_name="label", clickable=True)
    page.add(box, "generic", "同意", class_name="android.widget.TextView", clickable=True)
    agree = page.button(box, "同意")
    assert page.recognise().agree.id == agree


def test_the_tap_goes_to_the_clickable_element_around_the_word():
    page = notice(buttons=("不同意",))
    dialog = next(e.id for e in page.elements if e.role == "dialog")
    outer = page.add(dialog, "generic", clickable=True)
    page.add(outer, "text", "同意")
    assert page.recognise().agree.id == outer


def test_words_that_are_hidden_do_not_count():
    page = notice()
    page.elements = [replace(e, visible=False) if e.parent == "e3" else e for e in page.elements]
    assert page.recognise() is None


def test_a_native_notice_names_its_policy_inside_a_text():
    page = Page(Platform.ANDROID)
    page.add("body", text="首页", bounds=(0, 300, 390, 330))
    box = page.add("body", "", class_name="FrameLayout", bounds=(30, 200, 360, 600))
    page.add(box, text="服务协议和隐私政策")
    quoted = page.add(box, text="请你务必审慎阅读《服务协议》和《隐私政策》各条款")
    page.button(box, "暂不使用")
    page.button(box, "同意")
    found = page.recognise()
    assert texts(found) == {"agree": "同意", "decline": "暂不使用", "ack": None}
    assert [link.id for link in found.policy_links] == [quoted]


NEAR_MISSES = {
    "rating": ("喜欢就给个好评吧", "觉得好用吗？五星好评支持一下", ("残忍拒绝", "五星好评")),
    "update": ("发现新版本", "1. 优化隐私政策页面 2. 修复问题", ("暂不更新", "立即更新")),
    "update with got it": ("版本更新", "更新了《隐私政策》的入口", ("我知道了",)),
    "permission rationale": (
        "相机权限使用说明",
        "用于扫一扫，详见《隐私政策》",
        ("不同意", "同意"),
    ),
    "face": ("人脸识别服务", "请阅读《人脸识别服务协议》与《隐私政策》", ("不同意", "同意")),
    "log out": ("退出登录", "退出后仍适用《隐私政策》", ("取消", "确定")),
    "withdraw": ("撤回隐私政策同意", "撤回后我们将停止收集、使用您的个人信息", ("取消", "确定")),
    "minors": ("青少年模式", "为呵护未成年人健康成长", ("我知道了",)),
    "plain alert": ("提示", "网络异常，请稍后重试", ("取消", "确定")),
}


@pytest.mark.parametrize("case", NEAR_MISSES)
def test_other_dialogs_are_no_privacy_notice(case):
    title, body, buttons = NEAR_MISSES[case]
    page = Page()
    page.add("body", text="首页")
    box = page.add("body", "dialog")
    page.add(box, "heading", title, name=title)
    page.add(box, text=body)
    for button in buttons:
        page.button(box, button)
    assert page.recognise() is None


def test_a_login_form_with_a_consent_line_is_no_notice():
    for role in ("generic", "dialog"):
        page = Page()
        box = page.add("body", role, class_name="div")
        page.add(box, "heading", "登录", name="登录")
        page.add(box, "textbox", name="手机号", editable=True, clickable=True)
        page.add(box, "checkbox", name="我已阅读并同意《隐私政策》", checked=False, clickable=True)
        page.link(box, "《隐私政策》")
        page.button(box, "同意并登录")
        page.button(box, "取消")
        assert page.recognise() is None


def test_a_settings_page_with_a_policy_link_is_no_notice():
    page = Page()
    page.link("body", "隐私政策")
    page.button("body", "撤回同意")
    page.button("body", "退出登录")
    assert page.recognise() is None


def test_an_empty_screen_is_no_notice():
    assert Page().recognise() is None


# ------------------------------------------------------------------ phones


def native(*buttons: str, window: tuple[float, float, float, float] = (30, 200, 360, 600)) -> Page:
    """A dialog in a window of its own, as UiAutomator shows it: no role says what it is."""
    page = Page(Platform.ANDROID)
    page.elements = [Element(id="hierarchy", role="generic", class_name="hierarchy")]
    box = page.add("hierarchy", "generic", class_name="android.widget.FrameLayout", bounds=window)
    page.add(box, text="用户协议和隐私政策", bounds=window)
    page.add(box, text=f"{BODY}《用户协议》和《隐私政策》", bounds=window)
    for text in buttons:
        page.button(box, text, bounds=window)
    return page


def test_window_that_leaves_the_screen_free_is_a_dialog():
    found = native("我知道了").recognise()
    assert found is not None
    assert texts(found) == {"agree": None, "decline": None, "ack": "我知道了"}
    assert native("我知道了", window=(0, 0, 390, 844)).recognise() is None
    assert native("同意", "不同意", window=(0, 0, 390, 844)).recognise() is not None


def test_name_of_the_policy_in_a_sentence_is_its_link_on_a_phone():
    found = native("同意", "不同意").recognise()
    assert found is not None
    assert [link.text for link in found.policy_links] == [f"{BODY}《用户协议》和《隐私政策》"]


def test_bars_of_the_system_do_not_make_the_app_a_dialog():
    page = native("我知道了", window=(0, 0, 390, 844))
    own = [replace(e, package="cn.example.bank") for e in page.screen.elements]
    clock = Element(
        id="clock", role="text", text="12:00", package="com.android.systemui", bounds=(0, 0, 60, 20)
    )
    screen = replace(page.screen, elements=(*own, clock), package="cn.example.bank")
    assert recognise_privacy_notice(screen) is None


def test_a_page_of_its_own_with_a_plain_agreement_is_a_notice_on_a_phone():
    """iOS and Flutter draw the notice into the app's own window: tests/recordings/notices."""
    whole = (0, 0, 390, 844)
    found = native("同意", window=whole).recognise()
    assert found is not None
    assert texts(found) == {"agree": "同意", "decline": None, "ack": None}
    page = native("同意", window=whole)
    page.button("e1", "转账", bounds=whole)
    assert page.recognise() is None
    page = native("同意", window=whole)
    page.add("e1", text="第一条 本政策" * 150, bounds=whole)
    assert page.recognise() is None


def test_words_that_a_toolkit_draws_itself_are_names():
    """Flutter: the text is the content description (tests/recordings/notices)."""
    page = native("我拒绝", "同意")
    page.elements = [replace(e, text=None, name=e.name or e.text) for e in page.elements]
    found = page.recognise()
    assert found is not None
    assert (found.decline and found.decline.name, found.agree and found.agree.name) == ("我拒绝", "同意")
    assert BODY in found.text
    assert len(found.policy_links) == 1


@pytest.mark.parametrize("title", ["权限获取说明", "权限调用说明", "相机权限申请"])
def test_an_explanation_of_permissions_is_no_notice(title):
    page = native("不同意", "同意")
    page.elements = [replace(e, text=title) if e.text == "用户协议和隐私政策" else e for e in page.elements]
    assert page.recognise() is None


@pytest.mark.parametrize(
    ("words", "skips"),
    [
        *(
            (words, True)
            for words in (
                "跳过",
                "跳 过",
                "跳過 5",
                "5s 跳过",
                "跳过5s",
                "跳过广告",
                "点击跳过",
                "3秒|跳过",
                "跳过（3）",
                "Skip",
            )
        ),
        *((words, False) for words in ("转账", "立即查看", "跳过本步并同意隐私政策", "跳转", "5", "")),
    ],
)
def test_what_ends_a_splash_is_known_by_its_words(words: str, skips: bool) -> None:
    built = Page()
    button = built.button("body", words)
    screen = built.screen
    assert skips_splash(screen, screen[button]) is skips


def test_a_notice_of_an_update_is_a_notice() -> None:
    built = Page()
    box = built.add("body", "dialog")
    built.add(box, "heading", "隐私政策更新")
    built.add(box, text="我们更新了隐私政策，请您阅读《隐私政策》")
    built.button(box, "我知道了")
    notice = built.recognise()
    assert notice is not None
    assert notice.acknowledge_only is not None


@pytest.mark.parametrize(
    ("words", "leads"),
    [
        ("点击跳转至第三方页面", True),
        ("点击跳转详情页或第三方应用", True),
        ("摇一摇 查看详情", True),
        ("扭动手机", True),
        ("广告", False),
        ("转账", False),
        ("第三方信息共享清单", False),
    ],
)
def test_ways_into_an_advertisement_are_known_by_their_words(words: str, leads: bool) -> None:
    assert is_advertisement(words) is leads
