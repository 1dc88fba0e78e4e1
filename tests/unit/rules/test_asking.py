"""6.many-fingers and 6.captcha-alternative."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
from rule_cases import (
    NEEDS_REVIEW,
    NOT_APPLICABLE,
    SATISFIED,
    THE_SCREEN,
    VIOLATED,
    Case,
    check,
    el,
    findings_of,
    page,
    phone,
)

from pytest_mobcompliance.screen import Element, ScreenshotState

fingers = partial(Case, rule="6.many-fingers")
asks = partial(fingers, verdict=VIOLATED, required=2, reason="asks-many-fingers")
unsure = partial(fingers, verdict=NEEDS_REVIEW, required=2)
quiet = partial(fingers, verdict=SATISFIED, element=THE_SCREEN)
captcha = partial(Case, rule="6.captcha-alternative")
eyes = partial(captcha, verdict=VIOLATED, reason="eyes-only")
named = partial(captcha, verdict=NEEDS_REVIEW, reason="captcha-only-named")
none = partial(captcha, verdict=NOT_APPLICABLE, element=THE_SCREEN, reason="no-captcha")


def picture(name: str | None = "图形验证码", **facts: object) -> Element:
    return el("it", "img", None, name=name, **facts)


BLANKS = (
    ("empty", phone()),
    ("one canvas", phone(el("it", "generic"), screenshot_state=ScreenshotState.HIDDEN)),
    ("words that are not shown", phone(el("it", "text", "转账", visible=False))),
)
silent: Mapping[str, Any] = {"verdict": None, "element": THE_SCREEN}

CASES = [
    *(
        asks(name=f"“{text}”", screen=page(el("it", "text", text)), measured=count)
        for text, count in (
            ("请用三指下滑返回首页", 3),
            ("请用三根手指向左滑动切换账户", 3),
            ("撤销上一步请用三指下滑", 3),
            ("只能 3 指长按打开菜单", 3),
            ("使用四指捏合回到桌面", 4),
            ("必须五个手指同时按住屏幕", 5),
            ("三指下滑方可提交", 3),
            ("请三指下滑返回", 3),
            ("返回首页须三指下滑", 3),
            ("不支持两指，只能用三指下滑", 3),
            ("如需查看基金净值，请用三指下滑", 3),
            ("Swipe down with three fingers to go back", 3),
            ("You must use a three-finger tap to open the menu", 3),
        )
    ),
    asks(
        name="on a phone, in elderly mode",
        screen=phone(el("it", "text", "请用三指下滑返回首页"), mode="elderly"),
        measured=3,
    ),
    asks(
        name="words in a description", screen=page(el("it", "img", None, name="请用三指双击放大")), measured=3
    ),
    unsure(
        name="a control of that name",
        screen=page(el("it", "text", "请用三指下滑返回首页"), el("b", "button", "返回首页")),
        measured=3,
        reason="other-way-told",
    ),
    unsure(
        name="another way in the same words",
        screen=page(el("it", "text", "必须三指双击放大，或点击右上角按钮")),
        measured=3,
        reason="other-way-told",
    ),
    unsure(
        name="how many is left open",
        screen=page(el("it", "text", "多指滑动切换页面")),
        reason="fingers-not-told",
    ),
    *(
        unsure(
            name=f"only named: “{text}”",
            screen=page(el("it", "text", text)),
            measured=3,
            reason="gesture-only-named",
        )
        for text in (
            *("三指手势", "必须了解的三指手势", "三指下滑返回首页", "三指捏合可快速返回首页"),
            *("可使用三指下滑返回", "试试三指下滑", "需要时三指下滑返回", "不仅三指下滑，双指下滑同样返回"),
            *(
                "请点击查看三指手势说明",
                "并不是必须三指下滑",
                "未必需要三指下滑",
                "不须两指，三指下滑更快",
                "申请记录三指下滑查看",
                "You can swipe down with three fingers",
                "Three-finger tap opens the menu",
            ),
        )
    ),
    unsure(
        name="the phone's own",
        screen=page(el("it", "text", "部分手机可三指下滑截屏")),
        measured=3,
        reason="system-gesture",
    ),
    asks(
        name="a button that cannot be tapped offers nothing",
        screen=page(el("it", "text", "请用三指下滑返回首页"), el("b", "button", "返回首页", enabled=False)),
        measured=3,
    ),
    asks(
        name="what is asked of its own row is no other way",
        screen=page(
            el("row", "button", None, name="三指下滑", children=("it",)),
            el("it", "text", "请用三指下滑返回首页", parent="row"),
        ),
        measured=3,
        others=frozenset({"row"}),
    ),
    *(
        quiet(name=f"nothing asked: “{text}”", screen=page(el("it", "text", text)))
        for text in (
            *(
                "双指张开可放大文字",
                "两根手指向下滑动",
                "无需三指滑动",
                "不要用三根手指按压屏幕",
                "三指标考核",
            ),
            *("第三指定账户", "十三指数基金", "指纹登录", "中指", "finger", "转账"),
            *("沪深三指点评", "中证5指基金点击申购", "3 指增强请点击查看", "请点击沪深3指查看"),
            *("不支持三指滑动", "没有三指手势", "三指左滑已停用", "无三指手势，三指点按无效"),
            *("请注意：三指左滑不再支持", "No need to use three fingers to scroll"),
        )
    ),
    quiet(
        name="not shown",
        screen=page(el("w", "text", "转账"), el("it", "text", "请用三指下滑", visible=False)),
    ),
    *(fingers(name=f"{what}: nothing seen", screen=blank, **silent) for what, blank in BLANKS),
    # ---
    *(
        eyes(name=f"words “{text}”", screen=page(el("it", "text", text)))
        for text in (*("请输入图形验证码", "滑动完成拼图验证", "选图验证", "Enter the captcha"),)
    ),
    *(
        eyes(
            name=f"a proof is asked for: “{text}”",
            screen=page(el("p", "text", proof), el("it", "text", text)),
        )
        for text, proof in (
            ("拖动滑块完成拼图", "安全验证"),
            ("向右滑动滑块填充缺口", "请完成验证"),
            ("请按顺序点击下列文字", "安全验证"),
            ("请点击下图中的汽车", "Verify that you are human"),
            ("选择所有包含桥的图片", "请完成验证"),
        )
    ),
    eyes(
        name="a field asks for what the picture shows",
        screen=phone(
            el("f", "textbox", None, hint="请输入验证码", editable=True, clickable=True),
            el("it", "button", "看不清？换一张"),
        ),
    ),
    *(
        named(name=f"words alone: “{text}”", screen=page(el("it", "button", text)))
        for text in (
            *("拖动滑块完成拼图", "请按顺序点击下列文字", "看不清？换一张", "选择所有包含桥的图片"),
            *("请选择图片中的文字", "图形验证码"),
        )
    ),
    named(
        name="a row that leads there",
        screen=phone(
            el("row", clickable=True), el("it", "text", "图形验证码", parent="row", clickable=False)
        ),
    ),
    named(
        name="only a message's code is asked for",
        screen=page(el("s", "text", "短信验证码"), el("it", "text", "请选择图片中的文字")),
    ),
    eyes(name="a field's hint", screen=page(el("it", "textbox", None, hint="图形验证码", editable=True))),
    eyes(name="a picture's name", screen=page(picture())),
    eyes(name="a picture called 验证码", screen=page(picture("验证码"))),
    eyes(name="a picture's id", screen=page(picture(None, resource_id="loginCaptcha"))),
    eyes(name="a picture's id on a phone", screen=phone(picture(None, resource_id="iv_img_code_captcha"))),
    eyes(
        name="the picture before the words",
        screen=page(el("words", "text", "图形验证码"), picture("验证码"), el("f", "textbox", editable=True)),
    ),
    eyes(
        name="a message's code is asked for as well",
        screen=page(picture(), el("sms", "button", "获取短信验证码")),
    ),
    eyes(
        name="words that cannot be tapped",
        screen=page(picture(), el("w", "text", "语音验证码")),
    ),
    *(
        captcha(
            name=f"another way: “{text}”",
            screen=page(picture(), el("b", "button", text)),
            verdict=SATISFIED,
        )
        for text in (
            *(
                "语音验证码",
                "收听语音验证码",
                "播放验证码",
                "改用语音验证",
                "无障碍验证",
            ),
            *("Audio challenge", "Get an audio challenge", "Audio", "Voice code", "Listen"),
        )
    ),
    captcha(
        name="another way in a row of a phone",
        screen=phone(
            picture(), el("row", clickable=True), el("w", "text", "语音验证码", parent="row", clickable=False)
        ),
        verdict=SATISFIED,
    ),
    *(
        captcha(
            name=f"perhaps another way: “{text}”",
            screen=page(picture(), el("b", "button", text)),
            verdict=NEEDS_REVIEW,
            reason="other-way-perhaps",
        )
        for text in (
            *("联系客服", "其他登录方式", "指纹登录", "短信验证码", "短信登录", "短信验证码登录", "改用短信"),
            *("换一种验证方式", "其他验证方式", "切换方式", "收不到短信?试试语音验证码", "Try another way"),
        )
    ),
    captcha(
        name="a spoken code where a message is asked for",
        screen=page(
            picture(),
            el("sms", "textbox", None, hint="短信验证码", editable=True),
            el("b", "button", "获取语音验证码"),
        ),
        verdict=NEEDS_REVIEW,
        reason="other-way-perhaps",
    ),
    *(
        eyes(name=f"no way: “{text}”", screen=page(picture(), el("b", "button", text)))
        for text in ("Invoices", "Voice over IP", "Audiobooks", "使用语音搜索转账", "通过电话咨询")
    ),
    captcha(
        name="only to be dragged",
        screen=page(el("it", "text", "按住滑块拖到最右边")),
        verdict=NEEDS_REVIEW,
        reason="only-dragged",
    ),
    captcha(
        name="seen from outside",
        screen=page(picture(in_webview=True)),
        verdict=NEEDS_REVIEW,
        reason="in-webview",
    ),
    captcha(
        name="a phone's screen that scrolls on",
        screen=phone(picture(), el("list", scrollable=True)),
        verdict=NEEDS_REVIEW,
        reason="more-below",
    ),
    *(
        none(name=f"no captcha: “{text}”", screen=page(el("it", "text", text)))
        for text in (
            *(
                "短信验证码",
                "请输入验证码",
                "获取验证码",
                "图形验证码看不清怎么办？",
                "拖动调整顺序",
                "选择图片上传",
            ),
            *(
                "滑动查看更多",
                "请选择所有账户",
                "我行在登录、找回密码和修改手机号码时会要求您输入图形验证码，用于防止他人冒用您的账户登录",
            ),
        )
    ),
    *(
        none(name=f"no captcha on a button: “{text}”", screen=page(el("it", "button", text)))
        for text in ("拼图", "智能拼图", "图片拼图工具", "选择所有图片", "图形验证码设置", "Captcha settings")
    ),
    none(name="a picture of something else", screen=page(el("it", "img", None, name="示例银行"))),
    none(name="not shown", screen=page(el("w", "text", "登录"), picture(visible=False))),
    *(captcha(name=f"{what}: nothing seen", screen=blank, **silent) for what, blank in BLANKS),
]


def test_verdict(case: Case) -> None:
    check(case)


def test_the_other_way_is_told() -> None:
    case = captcha(
        name="",
        screen=page(picture(), el("b", "button", "语音验证码", resource_id="voice")),
        verdict=SATISFIED,
    )
    [finding] = findings_of(case)
    assert finding.values == {"other": "#voice"}


def test_the_same_words_twice_are_one_finding() -> None:
    screen = page(el("a", "text", "请用三指下滑"), el("b", "text", "请用三指 下滑"))
    [finding] = findings_of(fingers(name="", screen=screen, verdict=VIOLATED))
    assert getattr(finding.element, "id", "") == "a"


@pytest.mark.parametrize(("allowed", "verdict"), [(3, SATISFIED), (2, VIOLATED)])
def test_number_of_the_house(allowed: int, verdict: str) -> None:
    options = {"thresholds": {"6.many-fingers.max": allowed}}
    screen = page(el("it", "text", "请用三指下滑返回"))
    found = findings_of(fingers(name="", screen=screen, verdict=VIOLATED, options=options))
    assert [(finding.verdict, finding.measured) for finding in found] == [(verdict, 3)]
