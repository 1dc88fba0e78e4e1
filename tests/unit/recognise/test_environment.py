"""What apps say when they are left, and of unsafe devices."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.recognise.environment import goes_on, says_background, says_unsafe


@pytest.mark.parametrize(
    "words",
    [
        "示例银行已切换到后台运行",
        "示例银行已切换至后台",
        "应用已进入后台，请注意防范风险",
        "手机银行正在后台运行",
        "您已离开当前应用",
        "手机銀行已轉為後台運行",
        "App is running in the background",
        "The app switched to the background",
    ],
)
def test_the_background_is_said(words: str) -> None:
    assert says_background(["桌面", words]) == words


@pytest.mark.parametrize(
    "words", ["", "桌面", "后台管理", "最近任务", "设置", "允许后台弹出界面", "进入后台" + "。" * 200]
)
def test_other_words_are_about_something_else(words: str) -> None:
    assert says_background([words]) == ""


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("检测到您的设备已获取 ROOT 权限，存在安全风险", {"rooted"}),
        ("您的手机已越狱，无法使用本应用", {"rooted"}),
        ("本应用不支持在模拟器上运行", {"emulated"}),
        ("This device is rooted: root access is a risk", {"rooted"}),
        ("检测到设备环境存在风险，请谨慎操作", {"rooted", "emulated"}),
        ("运行环境异常，无法继续使用", {"rooted", "emulated"}),
        ("为保障资金安全，请在可信的设备环境下登录，谨防风险", set()),
        ("投资有风险，系统环境升级中", set()),
        ("系统环境异常，请稍后再试", set()),
        ("我们收集设备信息（是否 root）以防范风险", set()),
        ("基金有风险，投资需谨慎", set()),
        ("网点 Roots Cafe 附近有优惠", set()),
        ("模拟器", set()),
        ("检测到模拟器" + "。" * 200, set()),
        ("", set()),
    ],
)
def test_an_unsafe_device_is_warned_of(words: str, kinds: set[str]) -> None:
    said = {kind for kind in ("rooted", "emulated") if says_unsafe(["首页", words], kind)}
    assert said == kinds


def test_what_leaves_the_app_goes_nowhere() -> None:
    assert goes_on(["退出应用", "继续使用", "知道了", "Exit"]) == ["继续使用", "知道了"]
