"""Words of a timeline for what the project itself calls things; all else stays as it is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_mobcompliance.evidence.pace import Fold
from pytest_mobcompliance.evidence.timeline import Event
from pytest_mobcompliance.evidence.wording import capture, fold_words, hours, span, worded
from pytest_mobcompliance.messages import LANGUAGES, load_messages

ZH, EN = load_messages("zh-CN"), load_messages("en")


def event(kind: str, label: str = "", at: float = 0.0, worker: str = "gw0", **detail: object) -> Event:
    return Event(kind=kind, time_ms=at, label=label, worker=worker, device="p1", detail=detail)


def labels(*events: Event) -> list[str]:
    return [each.label for each in worded(events, ZH)]


# --- captures


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("first-start", "首次启动"),
        ("before-geolocation", "申请位置权限之前"),
        ("dialog-camera", "相机权限弹窗"),
        ("explains-notifications", "说明通知权限的用途"),
        ("transfer×2.0", "字号放大 2 倍：transfer"),
        ("transfer×1.5~3", "字号放大 1.5 倍：transfer~3"),
        ("home@320~2", "宽 320：home~2"),
        ("register@form", "表单：register"),
        ("register@filled", "已填写：register"),
        ("register@submit", "提交前：register"),
        ("register@error", "报错：register"),
        ("first-start@reader", "读屏：首次启动"),
        ("home-dark~2", "深色：home~2"),
        ("closing-2", "注销第 2 步"),
        ("list-个人信息收集清单~2", "清单：个人信息收集清单~2"),
        ("search-长辈版", "搜索：长辈版"),
        ("before-withdrawal", "撤回同意之前"),
        ("policy~4", "隐私政策~4"),
    ],
)
def test_capture_says_what_it_shows(name: str, said: str) -> None:
    assert capture(name, ZH) == said


@pytest.mark.parametrize(
    "name",
    ["transfer", "home~2", "before-tax", "dialog-", "list-all", "search-result", "closing-x", "", "~2", "×2"],
)
def test_name_of_a_screen_of_the_settings_stays(name: str) -> None:
    assert capture(name, ZH) == name


@given(st.text())
def test_any_name_can_be_said(name: str) -> None:
    assert isinstance(capture(name, ZH), str)
    assert isinstance(capture(name, EN), str)


# --- events


def test_keys_waits_and_clocks_are_said_in_words() -> None:
    assert labels(
        event("background", "home"),
        event("background", "recents"),
        event("background", "135 s", seconds=135.0),
        event("wait", "315 s", seconds=315.0),
        event("clock", "-47 h", hours=-47.0),
        event("screen", "first-start"),
    ) == ["主页键", "最近任务", "135 秒", "315 秒", "−47 小时", "首次启动"]


def test_button_of_the_notice_has_the_words_that_stood_on_it() -> None:
    assert labels(
        event("tap", "notice_agree", 5.0),
        event("tap", "notice_agree", 5.0, worker="gw1"),
        event("consent", "同意并继续", 5.0, given=True),
        event("tap", "login_submit", 9.0),
    ) == ["同意并继续", "notice_agree", "同意并继续", "login_submit"]


@pytest.mark.parametrize(
    "meaning",
    [
        *("allow", "allow_all", "allow_always", "allow_foreground", "allow_once", "allow_selected"),
        *("deny", "deny_forever", "keep_current"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_answer_without_words_of_its_own_has_ours(meaning: str, lang: str) -> None:
    messages = load_messages(lang)
    (bare, other) = worded(
        [event("answer", meaning, meaning=meaning), event("answer", "好", meaning=meaning)], messages
    )
    assert bare.label == messages(f"timeline/answer/{meaning}")
    assert other.label == "好"


def test_names_of_others_stay() -> None:
    told = [
        event("go", "first-start"),
        event("visit", "examplebank://app/home"),
        event("type", "login_account"),
        event("access", "CAMERA"),
        event("front", "com.example.launcher", role="other"),
        event("answer", "later-meaning", meaning="later-meaning"),
        event("background", "power"),
    ]
    assert labels(*told) == [each.label for each in told]


def test_wait_in_the_background_is_one_event() -> None:
    away = event("background", "135 s", seconds=135.0)
    wait = event("wait", "135 s", seconds=135.0)
    front = event("front", "", role="away")
    assert [each.kind for each in worded([away, front, wait], ZH)] == ["background", "front"]
    assert [each.kind for each in worded([away, event("tap"), wait], ZH)] == ["background", "tap", "wait"]
    other = event("wait", "135 s", worker="gw1", seconds=135.0)
    assert [each.kind for each in worded([away, other], ZH)] == ["background", "wait"]
    assert [each.kind for each in worded([event("wait"), event("wait")], ZH)] == ["wait", "wait"]


# --- time


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(11, "11 s"), (119, "119 s"), (120, "2 min"), (5400, "90 min"), (172800, "48 h"), (9000, "2.5 h")],
)
def test_pause_is_said_in_its_largest_unit(seconds: float, said: str) -> None:
    assert span(seconds, EN) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(12.5, "12.5 s"), (135, "135 s"), (315, "315 s"), (300, "5 min"), (7200, "2 h")]
)
def test_wait_is_said_as_it_was_asked_for(seconds: float, said: str) -> None:
    assert span(seconds, EN, told=True) == said


@pytest.mark.parametrize(("amount", "said"), [(24.0, "+24 小时"), (-47.0, "−47 小时"), (0.5, "+0.5 小时")])
def test_clock_is_set_by_hours_with_a_sign(amount: float, said: str) -> None:
    assert hours(amount, ZH) == said


@pytest.mark.parametrize(
    ("fold", "said"),
    [
        (Fold(315.4), "5.3 分钟"),
        (Fold(315.0, told=True), "315 秒"),
        (Fold(315.0, told=True, simulated=True), "315 秒（模拟）"),
        (Fold(-86400.0, clock=(0.0, 0.0)), "时钟 −24 小时"),
    ],
)
def test_fold_says_what_it_leaves_out(fold: Fold, said: str) -> None:
    assert fold_words(fold, ZH) == said
