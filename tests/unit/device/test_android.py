from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from stub_appium import CONTROLLER, PACKAGE, Refused, Stub, camera_prompt, page, serve, view

from pytest_mobcompliance.device.android import AndroidApp, Facts, handset_name
from pytest_mobcompliance.device.capabilities import android_capabilities, free_ports
from pytest_mobcompliance.device.journal import Journal
from pytest_mobcompliance.device.lease import Lease
from pytest_mobcompliance.device.session import close_session, open_session
from pytest_mobcompliance.errors import ConfigurationError, RigError
from pytest_mobcompliance.messages import load_messages
from pytest_mobcompliance.screen import ScreenshotState
from pytest_mobcompliance.settings import Locator, SessionSettings, Settings, VirtualSettings

LEASE = Lease(name="p1", worker="main", udid="SERIAL-1")
HOME = page(
    view("示例银行", clickable="false", bounds="[0,0][720,90]"),
    view("转账", id="tab_pay"),
    view("请登录您的帐号", kind="android.widget.Button", bounds="[0,300][720,400]"),
    view(content_desc="扫一扫", kind="android.widget.ImageButton", bounds="[0,500][96,596]"),
    view(kind="android.widget.EditText", id="amount", bounds="[0,700][720,800]"),
)
PAY = page(view("收款人"), view("返回", bounds="[0,300][720,400]"))
PAY_TAB = Locator(id="tab_pay")
OWN = f'.packageName("{PACKAGE}")'
CALL = page().replace(PACKAGE, "com.android.incallui")


def settings(**more: Any) -> Settings:
    return Settings.model_validate(
        {
            "app": {"platform": "android", "package": PACKAGE, **more.pop("app", {})},
            "android": {"step_timeout": 0.6, "app_wait": 0.5, **more.pop("android", {})},
            "screens": {
                "transfer": {"path": [{"tap": {"id": "tab_pay"}}], "expect": {"text": "收款人"}},
                "deep": {"url": "examplebank://app/deep", "expect": {"text": "收款人"}},
                "absent": {"path": [{"tap": {"id": "tab_pay"}}], "expect": {"text": "没有"}},
            },
            **more,
        }
    )


def png(color: str = "white", second: str = "black", size: tuple[int, int] = (720, 1280)) -> bytes:
    picture = Image.new("RGB", size, color)
    picture.paste(second, (0, 0, 50, 50))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def stub() -> Iterator[Stub]:
    made = Stub(source=HOME, picture=png(), shell={"settings get system font_scale": "1.15", "id -u": "2000"})
    close = serve(made)
    yield made
    close()


Opened = Callable[..., AndroidApp]


@pytest.fixture
def opened(stub: Stub) -> Iterator[Opened]:
    """Open the app over the stub; commands of opening are forgotten."""
    drivers = []

    def opened(config: Settings | None = None, **more: Any) -> AndroidApp:
        chosen = config or settings()
        capabilities = android_capabilities(chosen, LEASE, free_ports())
        driver = open_session(stub.url, capabilities, 10)
        drivers.append(driver)
        app = AndroidApp(driver, chosen, LEASE, **more)
        stub.asked.clear()
        return app

    yield opened
    for driver in drivers:
        close_session(driver)


@pytest.fixture
def app(opened: Opened) -> AndroidApp:
    return opened()


def showing(stub: Stub, source: str) -> Callable[[], None]:
    return lambda: setattr(stub, "source", source)


# --- finding and touching


def test_tap_costs_a_find_a_click_and_one_source(app: AndroidApp, stub: Stub) -> None:
    app.tap(PAY_TAB)
    assert stub.asked == ['find .resourceId("cn.example.bank:id/tab_pay")', "click", "source"]


@pytest.mark.parametrize(
    ("locator", "asked"),
    [
        (Locator(id="android:id/button1"), '.resourceId("android:id/button1")'),
        (Locator(text='说"是"\\否\n'), '.text("说\\"是\\"\\否\n")' + OWN),
        (Locator(text="C:\\"), '.textMatches("C:[\\\\]")' + OWN),
        (Locator(accessibility_id="扫一扫"), '.description("扫一扫")' + OWN),
        (
            Locator.model_validate({"class": "android.widget.Button"}),
            '.className("android.widget.Button")' + OWN,
        ),
        (Locator.model_validate({"class": "Button"}), '.classNameMatches("(.*\\.)?Button")' + OWN),
    ],
)
def test_locators_become_selectors(app: AndroidApp, locator: Locator, asked: str) -> None:
    assert app._selector(locator) == ("-android uiautomator", f"new UiSelector(){asked}")


@pytest.mark.parametrize("strategy", ["css", "predicate"])
def test_strategies_of_other_platforms_are_refused(app: AndroidApp, strategy: str) -> None:
    for verb in (app.tap, app.exists, lambda locator: app.wait_for(locator, 0)):
        with pytest.raises(ConfigurationError, match="id, accessibility_id, text or class"):
            verb(Locator.model_validate({strategy: "x"}))


def test_text_that_ends_in_a_backslash_is_found(app: AndroidApp, stub: Stub) -> None:
    stub.source = page(view("C:"), view("C:\\"), view('说"是"'))
    for text in ("C:\\", '说"是"'):
        app.tap(Locator(text=text))
        assert stub.asked[-1] == "source"


def test_words_of_another_app_are_not_the_apps(app: AndroidApp, stub: Stub) -> None:
    """A keyboard offers the words that the app shows, too."""
    key = view("转账", package="com.android.inputmethod", bounds="[0,900][720,1000]")
    stub.source = page(key, view("余额"))
    assert not app.exists(Locator(text="转账"))
    with pytest.raises(RigError):
        app.tap(Locator(text="转账"))


def test_words_of_a_screen_are_kept_out_of_the_log(app: AndroidApp, stub: Stub) -> None:
    app.tap(Locator(text="请登陆你的账号"))
    told = [kept for path, kept in stub.headers if path.endswith("/elements")]
    assert told == [None, "true"]
    stub.headers.clear()
    app.visit("examplebank://app/pay?token=1")
    assert [kept for path, kept in stub.headers if path.endswith("/execute/sync")] == ["true"]


def test_folded_text_is_tapped_by_its_raw_text(app: AndroidApp, stub: Stub) -> None:
    stub.taps["请登录您的帐号"] = showing(stub, PAY)
    app.tap(Locator(text="请登陆你的账号"))
    assert app.exists(Locator(text="收款人"))


def test_field_whose_hint_was_typed_over_is_found_by_its_place(app: AndroidApp, stub: Stub) -> None:
    kind = "android.widget.EditText"
    filled = view("••••", kind=kind, hint="登录密码", showing_hint="false", password="true")
    stub.source = page(view("甲", kind=kind, hint="姓名", showing_hint="false"), filled)
    app.type(Locator(text="登录密码"), "pass-1")
    assert f'find .className("{kind}"){OWN}.instance(1)' in stub.asked


def test_nothing_found_says_where_and_ends_in_time(app: AndroidApp) -> None:
    with pytest.raises(RigError, match="示例银行 转账") as caught:
        app.tap(Locator(id="gone"))
    assert caught.value.reason == "element-not-found"
    assert "within 0.6 s" in caught.value.wanted


def test_stale_elements_are_tried_three_times(app: AndroidApp, stub: Stub) -> None:
    def stale() -> None:
        raise Refused("The element is stale", "stale element reference")

    stub.taps["tab_pay"] = stale
    with pytest.raises(RigError, match="stale"):
        app.tap(PAY_TAB)
    assert stub.asked.count("click") == 3


def test_other_refusals_of_a_click_are_not_tried_again(app: AndroidApp, stub: Stub) -> None:
    def refuse() -> None:
        raise Refused("no", "invalid element state")

    stub.taps["tab_pay"] = refuse
    with pytest.raises(RigError, match="no"):
        app.tap(PAY_TAB)
    assert stub.asked.count("click") == 1


def long_list(first: int) -> str:
    rows = [view(f"第{first + n}行", bounds=f"[0,{200 + n * 200}][720,{400 + n * 200}]") for n in range(5)]
    return page(
        view(
            kind="android.widget.ScrollView",
            scrollable="true",
            clickable="false",
            bounds="[0,200][720,1200]",
            inside=rows,
        )
    )


def scrolling(stub: Stub, last: int = 10) -> dict[str, int]:
    """A list of rows that scrolls by four of its five rows."""
    at = {"row": 0}

    def scroll(arguments: dict[str, Any]) -> bool:
        step = 4 if arguments["direction"] == "down" else -4
        at["row"] = min(max(at["row"] + step, 0), last)
        at["box"] = tuple(arguments[side] for side in ("left", "top", "width", "height"))  # type: ignore[assignment]
        return 0 < at["row"] < last

    stub.source = lambda: long_list(at["row"])
    stub.mobile["scrollGesture"] = scroll
    return at


def test_element_below_is_scrolled_to(app: AndroidApp, stub: Stub) -> None:
    at = scrolling(stub)
    app.tap(Locator(text="第9行"))
    assert at["row"] == 8
    assert at["box"] == (36, 250, 648, 900)
    assert stub.asked[-2:] == ["click", "source"]


def test_element_above_is_scrolled_back_to(app: AndroidApp, stub: Stub) -> None:
    at = scrolling(stub)
    at["row"] = 10
    app.tap(Locator(text="第0行"))
    assert at["row"] == 0


def test_scrolls_are_bounded(opened: Opened, stub: Stub) -> None:
    app = opened(settings(android={"max_scrolls": 2}))
    scrolling(stub, last=1000)
    with pytest.raises(RigError):
        app.tap(Locator(text="第999行"))
    assert stub.asked.count("scrollGesture") <= 4


def test_captures_show_the_whole_list_and_scroll_back(app: AndroidApp, stub: Stub) -> None:
    at = scrolling(stub)
    parts = app.captures("list")
    assert [part.name for part in parts] == ["list", "list~2", "list~3", "list~4"]
    rows = {e.text for part in parts for e in part.elements if e.text}
    assert rows == {f"第{n}行" for n in range(15)}
    assert at["row"] == 0


def test_screen_that_does_not_scroll_is_one_capture(app: AndroidApp) -> None:
    assert [part.name for part in app.captures("home")] == ["home"]


def test_typing_replaces_and_is_kept_out_of_the_log(app: AndroidApp, stub: Stub) -> None:
    app.type(Locator(id="amount"), "测试 123")
    assert stub.asked[1:] == ["clear", "value"]
    marked = [path for path, header in stub.headers if header == "true"]
    assert len(marked) == 1
    assert marked[0].endswith("/value")


def test_keyboard_in_the_way_is_closed(app: AndroidApp, stub: Stub) -> None:
    covered = page(view(kind="android.widget.EditText", id="amount"))
    stub.source = covered
    stub.mobile["hideKeyboard"] = lambda _: showing(stub, HOME)()
    app.type(Locator(id="amount"), "1")
    app.tap(PAY_TAB)
    assert "hideKeyboard" in stub.asked


def test_exists_asks_nothing_when_a_look_just_told(app: AndroidApp, stub: Stub) -> None:
    app.tap(PAY_TAB)
    stub.asked.clear()
    assert app.exists(PAY_TAB)
    assert stub.asked == []
    stub.source = PAY  # what a look told holds once: who asks again wants to know anew
    assert not app.exists(PAY_TAB)


def test_text_of_a_row_is_that_of_its_parts(app: AndroidApp, stub: Stub) -> None:
    stub.source = page(
        view(kind="android.widget.LinearLayout", id="row", inside=(view("余额"), view("100.00")))
    )
    assert app.text_of(Locator(id="row")) == "余额 100.00"


# --- going places


def test_launch_waits_for_the_app(app: AndroidApp, stub: Stub) -> None:
    launcher = page().replace(PACKAGE, "com.android.launcher")
    shown = iter([launcher, launcher, HOME])
    stub.source = lambda: next(shown, HOME)
    app.launch()
    assert stub.asked == ["activateApp", "source", "source", "source"]


def test_app_that_stays_away_is_named(app: AndroidApp, stub: Stub) -> None:
    """Not so the system's package that the driver gives to toasts."""
    toast = '<android.widget.Toast package="com.android.settings" class="android.widget.Toast" text="x" />'
    launcher = page().replace(PACKAGE, "com.android.launcher")
    stub.source = launcher.replace("</hierarchy>", f"{toast}</hierarchy>")
    with pytest.raises(RigError, match=r"com\.android\.launcher") as caught:
        app.launch()
    assert caught.value.reason == "app-not-in-front"
    assert caught.value.got == "com.android.launcher on the screen"
    assert load_messages("zh-CN").said(caught.value.got) == "屏幕上是 com.android.launcher"


@pytest.mark.parametrize(
    "look",
    [
        lambda app: app.capture(),
        lambda app: app.captures(),
        lambda app: app.exists(PAY_TAB),
        lambda app: app.exists(Locator(text="转账")),
        lambda app: app.wait_for(PAY_TAB, 0),
    ],
    ids=["capture", "captures", "id", "text", "wait_for"],
)
def test_what_a_call_covers_is_not_absent(
    app: AndroidApp, stub: Stub, look: Callable[[AndroidApp], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_mobcompliance.device.native.COMES_BACK", 0.01)
    app.launch()
    stub.source = CALL
    time.sleep(0.15)
    with pytest.raises(RigError, match=r"com\.android\.incallui") as caught:
        look(app)
    assert caught.value.reason == "app-not-in-front"
    stub.source = camera_prompt()  # that is the app's doing: it may be looked at
    look(app)


def test_window_that_replaces_another_is_waited_for(app: AndroidApp, stub: Stub) -> None:
    shown = iter([CALL, CALL, CALL])
    stub.source = lambda: next(shown, PAY)
    assert any(e.text == "收款人" for e in app.capture().elements)


def test_app_has_time_to_end(app: AndroidApp, stub: Stub) -> None:
    asked: list[dict[str, Any]] = []
    stub.mobile["terminateApp"] = asked.append
    app.restart()
    assert asked == [{"appId": PACKAGE, "timeout": 5000}]


def test_configured_activity_is_started(opened: Opened, stub: Stub) -> None:
    asked: dict[str, Any] = {}
    stub.mobile["startActivity"] = lambda arguments: asked.update(arguments) or "Starting: Intent"
    opened(settings(app={"activity": ".Main"})).launch()
    assert asked["component"] == f"{PACKAGE}/.Main"


@pytest.mark.parametrize("activity", [None, ".Main"])
def test_app_that_is_not_installed(opened: Opened, stub: Stub, activity: str | None) -> None:
    def refuse(_: dict[str, Any]) -> str:
        raise Refused("Unable to resolve the launchable activity of 'cn.example.bank'")

    stub.mobile["activateApp"] = refuse
    stub.mobile["startActivity"] = lambda _: "Error type 3\nError: Activity class does not exist."
    with pytest.raises(RigError) as caught:
        opened(settings(app={"activity": activity})).launch()
    assert caught.value.reason == "app-not-installed"


def test_path_begins_where_its_first_step_shows(app: AndroidApp, stub: Stub) -> None:
    """From a screen deeper in, Back leads there; nothing is restarted."""
    stub.source = PAY
    stub.routes["POST /back"] = lambda _: showing(stub, HOME)()
    stub.taps["tab_pay"] = showing(stub, PAY)
    app.go("transfer")
    assert stub.asked.count("POST /back") == 1
    assert "terminateApp" not in stub.asked


def test_app_left_by_back_is_opened_again(app: AndroidApp, stub: Stub) -> None:
    stub.source = page(view("别处"))
    stub.routes["POST /back"] = lambda _: showing(stub, page().replace(PACKAGE, "launcher"))()
    stub.mobile["activateApp"] = lambda _: showing(stub, HOME)()
    stub.taps["tab_pay"] = showing(stub, PAY)
    app.go("transfer")
    assert app.exists(Locator(text="收款人"))


def test_deep_link_of_a_screen_is_opened(app: AndroidApp, stub: Stub) -> None:
    asked: dict[str, Any] = {}

    def open_link(arguments: dict[str, Any]) -> None:
        asked.update(arguments)
        stub.source = PAY

    stub.mobile["deepLink"] = open_link
    app.go("deep")
    assert asked == {"url": "examplebank://app/deep", "package": PACKAGE}


def test_a_deep_link_of_another_app_is_named(app: AndroidApp, stub: Stub) -> None:
    def refuse(_: dict[str, Any]) -> None:
        raise Refused("Error: Activity not started, unable to resolve Intent { act=VIEW dat=other://x }")

    stub.mobile["deepLink"] = refuse
    with pytest.raises(RigError, match="correct the url") as caught:
        app.go("deep")
    assert caught.value.reason == "address-unknown"


def test_screen_not_reached_says_what_shows(app: AndroidApp) -> None:
    with pytest.raises(RigError, match="示例银行") as caught:
        app.go("absent")
    assert caught.value.reason == "screen-not-reached"
    with pytest.raises(ConfigurationError, match="transfer, deep, absent"):
        app.go("nowhere")


@pytest.mark.parametrize(
    ("button", "reason"), [("aerr_wait", "app-not-responding"), ("aerr_restart", "app-crashed")]
)
def test_dialogs_of_a_broken_app_are_told(app: AndroidApp, stub: Stub, button: str, reason: str) -> None:
    stub.source = page(
        view("示例银行没有响应", id="android:id/alertTitle", package="android"),
        view("x", id=f"android:id/{button}", package="android"),
    )
    with pytest.raises(RigError, match="示例银行没有响应") as caught:
        app.launch()
    assert caught.value.reason == reason


def test_mode_is_switched_by_its_steps(opened: Opened, stub: Stub) -> None:
    app = opened(settings(elderly={"on": [{"tap": {"id": "tab_pay"}}], "off": []}))
    app.switch_mode("elderly")
    assert app.capture("home").mode == "elderly"
    app.restart()
    assert app.capture("home").mode == "elderly"
    app.launch()
    assert app.capture("home").mode == "standard"


# --- looking


def test_capture_after_a_tap_is_a_source_and_a_picture(app: AndroidApp, stub: Stub) -> None:
    app.tap(PAY_TAB)
    stub.asked.clear()
    screen = app.capture("home")
    assert stub.asked == ["source", "screenshot"]
    assert (screen.name, screen.density, screen.font_scale, screen.locale) == ("home", 2.0, 1.15, "zh-CN")
    assert (screen.package, screen.screenshot_state) == (PACKAGE, ScreenshotState.OK)
    known = {"ignoreUnimportantViews": False, "snapshotMaxDepth": 70, "api_level": 34, "brand": "google"}
    assert known.items() <= screen.settings.items()
    assert screen.settings["night"] is False


SIZED = page(view("示例银行", text_size="14.0", text_unit="sp"))


@pytest.mark.parametrize("refuses", [False, True])
def test_text_sizes_are_asked_for_and_whether_they_come_is_recorded(stub, opened, refuses):
    kept: dict[str, Any] = {}

    def change(body: dict[str, Any]) -> None:
        if refuses and "includeExtraRenderingInfo" in body["settings"]:
            raise Refused("UnsupportedSettingException: Setting 'includeExtraRenderingInfo' is not supported")
        kept.update(body["settings"])

    stub.routes["POST /appium/settings"] = change
    stub.routes["GET /appium/settings"] = lambda body: kept
    stub.source = SIZED
    screen = opened().capture()
    assert kept["snapshotMaxDepth"] == 70
    assert screen.settings["includeExtraRenderingInfo"] is not refuses
    title = next(e for e in screen.elements if e.text == "示例银行")
    assert title.text_size_dp == 16.4  # 14 sp at 1.15, Android 14


def test_a_server_that_passes_over_the_setting_tells_no_sizes(opened):
    assert opened().capture().settings["includeExtraRenderingInfo"] is False


def test_capture_waits_until_the_screen_rests(app: AndroidApp, stub: Stub) -> None:
    shown = iter([page(view("加载")), page(view("加载"), view("一")), HOME])
    stub.source = lambda: next(shown, HOME)
    assert any(e.text == "转账" for e in app.capture().elements)
    assert stub.asked == ["source"] * 4 + ["screenshot"]


def test_clock_and_toast_do_not_keep_a_capture_waiting(app: AndroidApp, stub: Stub) -> None:
    second = iter(range(100))

    def ticking() -> str:
        toast = view(f"提示{next(second)}", kind="android.widget.Toast", package="android")
        return page(view(f"剩余 {next(second)} 秒"), toast)

    stub.source = ticking
    app.capture()
    assert stub.asked == ["source", "source", "screenshot"]


def test_endless_animation_is_captured_all_the_same(app: AndroidApp, stub: Stub) -> None:
    place = iter(range(0, 1000, 10))
    stub.source = lambda: page(view("动", bounds=f"[{next(place)},0][720,90]"))
    app.capture()
    assert stub.asked == ["source"] * 4 + ["screenshot"]


@pytest.mark.parametrize(
    ("picture", "state"),
    [
        (png("black", "black"), ScreenshotState.HIDDEN),
        (png("red", "red"), ScreenshotState.UNIFORM),
        (png()[:200], ScreenshotState.UNAVAILABLE),
        ("Unable to capture a secure window", ScreenshotState.HIDDEN),
        ("Could not take a screenshot", ScreenshotState.UNAVAILABLE),
    ],
    ids=["black", "uniform", "half", "secure", "failed"],
)
def test_pictures_are_classified(
    app: AndroidApp, stub: Stub, picture: bytes | str, state: ScreenshotState
) -> None:
    def refuse() -> bytes:
        raise Refused(str(picture))

    stub.picture = picture if isinstance(picture, bytes) else refuse
    screen = app.capture()
    assert screen.screenshot_state is state
    assert any(e.text == "转账" for e in screen.elements)


def test_broken_source_is_the_rigs_fault(app: AndroidApp, stub: Stub) -> None:
    stub.source = "<hierarchy><broken"
    with pytest.raises(RigError) as caught:
        app.capture()
    assert caught.value.reason == "source-unreadable"


def test_every_capture_is_told(opened: Opened) -> None:
    seen = []
    opened(on_capture=seen.append).capture("home")
    assert [screen.name for screen in seen] == ["home"]


# --- WebViews

WEB = page(view(kind="android.webkit.WebView", bounds="[0,100][720,1280]"))


def debuggable(
    stub: Stub, collect: Callable[[], Any], shows: tuple[str, int, int] = ("visible", 360, 590)
) -> list[str]:
    """A WebView whose page can be looked into; returns the contexts that were switched to."""
    switched: list[str] = []
    stub.source = WEB
    stub.routes["GET /contexts"] = lambda _: ["NATIVE_APP", "WEBVIEW_chrome", f"WEBVIEW_{PACKAGE}"]
    stub.routes["POST /context"] = lambda body: switched.append(body["name"])
    stub.routes["POST /execute/sync"] = lambda body: (
        stub._script(body["script"], (body["args"] or [{}])[0])
        if body["script"].startswith("mobile:")
        else shows
        if body["script"].startswith("return [document.visibilityState")
        else collect()
    )
    return switched


PAYLOAD = {
    "format": "mobcompliance-web",
    "version": 1,
    "page": {
        "url": "https://bank.example/help",
        "title": "帮助",
        "lang": "zh-CN",
        "width": 360,
        "height": 590,
    }
    | {"pixel_ratio": 2, "scroll_width": 360, "scroll_height": 900, "font_scale": 1.0, "dark": False}
    | {"meta_viewport": "width=device-width"},
    "truncated": False,
    "nodes": [
        {"parent": -1, "segment": "html", "class_name": "html", "role": "document"},
        {"parent": 0, "segment": "p[1]", "class_name": "p", "role": "paragraph", "text": "客服电话"},
    ],
}


def test_page_in_a_webview_is_captured_by_the_script_for_pages(app: AndroidApp, stub: Stub) -> None:
    switched = debuggable(stub, lambda: PAYLOAD)
    stub.picture = png(size=(720, 1180))
    told: list[str] = []
    app._on_capture = lambda screen: told.append(screen.name)
    native, screen = app.captures("help")
    assert (native.platform, native.name) == ("android", "help")
    assert any(e.class_name == "android.webkit.WebView" for e in native.elements)
    assert told == ["help", "help~web"]
    assert switched == [f"WEBVIEW_{PACKAGE}", "NATIVE_APP"]
    assert (screen.platform, screen.name, screen.package) == ("web", "help~web", PACKAGE)
    assert any(e.text == "客服电话" for e in screen.elements)
    assert (screen.settings["context"], screen.settings["api_level"]) == (f"WEBVIEW_{PACKAGE}", 34)


@pytest.mark.parametrize("reply", [None, {"nonsense": 1}], ids=["script-fails", "no-page"])
def test_context_is_switched_back_whatever_happens_in_the_page(
    app: AndroidApp, stub: Stub, reply: Any
) -> None:
    def collect() -> Any:
        if reply is None:
            raise Refused("javascript error", "javascript error")
        return reply

    switched = debuggable(stub, collect)
    (screen,) = app.captures("help")
    assert switched == [f"WEBVIEW_{PACKAGE}", "NATIVE_APP"]
    assert any(e.class_name == "android.webkit.WebView" for e in screen.elements)


def test_webview_that_cannot_be_debugged_is_seen_from_outside(app: AndroidApp, stub: Stub) -> None:
    stub.source = WEB
    assert [part.platform for part in app.captures()] == ["android"]
    assert "POST /context" not in stub.asked


@pytest.mark.parametrize("shows", [("hidden", 360, 590), ("visible", 1, 1), ("visible", 360, 2)])
def test_page_that_does_not_show_is_none(app: AndroidApp, stub: Stub, shows: tuple[str, int, int]) -> None:
    switched = debuggable(stub, lambda: PAYLOAD, shows)
    assert [part.platform for part in app.captures()] == ["android"]
    assert switched[-1] == "NATIVE_APP"


def test_page_is_left_alone_while_a_dialog_stands(app: AndroidApp, stub: Stub) -> None:
    switched = debuggable(stub, lambda: PAYLOAD)
    dialog = camera_prompt().split(">", 1)[1]
    stub.source = WEB.replace("</hierarchy>", dialog)
    assert [part.platform for part in app.captures()] == ["android"]
    assert switched == []


def test_webviews_are_not_asked_for_on_other_screens(app: AndroidApp, stub: Stub) -> None:
    app.captures()
    assert "GET /contexts" not in stub.asked


# --- permissions


def asking(stub: Stub) -> None:
    """A tap on the scanner brings up the system's dialog; any answer leads to the next screen."""
    stub.taps["扫一扫"] = showing(stub, camera_prompt())
    for button in ("permission_allow_foreground_only_button", "permission_deny_button"):
        stub.taps[button] = showing(stub, HOME)


SCAN = Locator(accessibility_id="扫一扫")


def test_dialog_is_noted_once_with_what_led_to_it(app: AndroidApp, stub: Stub) -> None:
    asking(stub)
    app.tap(SCAN)
    app.capture()
    app.prompt()
    (request,) = app.requests_for_permission()
    assert (request.kind, request.url, request.user_activated) == ("camera", PACKAGE, True)
    app.reset()
    assert app.requests_for_permission() == []


def test_dialog_at_launch_was_not_led_to_by_the_user(app: AndroidApp, stub: Stub) -> None:
    stub.source = camera_prompt()
    app.launch()
    assert [each.user_activated for each in app.requests_for_permission()] == [False]


@pytest.mark.parametrize("ask", [lambda app: app.prompt(), lambda app: app.requests_for_permission()])
def test_dialog_that_comes_after_the_start_is_seen(
    app: AndroidApp, stub: Stub, ask: Callable[[AndroidApp], Any]
) -> None:
    app.launch()
    stub.source = camera_prompt()
    time.sleep(0.15)
    assert ask(app)


@pytest.mark.parametrize(
    ("decision", "text"),
    [(None, "不允许"), ("denied", "不允许"), ("prompt", "不允许"), ("granted", "仅在使用该应用时允许")],
)
def test_dialog_in_the_way_is_answered_by_meaning(
    app: AndroidApp, stub: Stub, decision: str | None, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    asking(stub)
    if decision:
        app.set_permission("camera", decision)
    app.tap(SCAN)
    assert app.exists(Locator(id=f"{CONTROLLER}:id/permission_deny_button"))  # looking answers nothing
    stub.asked.clear()
    app.tap(PAY_TAB)
    dump = f"$ dumpsys package {PACKAGE}"
    assert [each.partition(" ")[0] for each in stub.asked[:6]] == [
        "$",
        "find",
        "source",
        "click",
        "source",
        "$",
    ]
    assert stub.asked[0] == stub.asked[5] == dump  # the system tells what was decided
    assert f'.text("{text}")' in stub.asked[1]
    assert "camera" in caplog.text


def test_the_same_dialog_again_counts_again(app: AndroidApp, stub: Stub) -> None:
    asking(stub)
    app.tap(SCAN)
    app.answer("deny")
    app.tap(SCAN)
    assert len(app.requests_for_permission()) == 2


def test_dialog_that_never_left_was_asked_once(
    app: AndroidApp, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tap that the dialog did not take is no second question; it is tapped once more, and no more."""
    monkeypatch.setattr("pytest_mobcompliance.device.native.FADES", 0.0)
    asking(stub)
    stub.taps["permission_deny_button"] = showing(stub, camera_prompt())
    app.tap(SCAN)
    stub.asked.clear()
    with pytest.raises(RigError, match="two taps") as caught:
        app.answer("deny")
    assert caught.value.reason == "prompt-stays"
    assert stub.asked.count("click") == 2
    assert len(app.requests_for_permission()) == 1


def test_dialog_that_takes_the_second_tap_was_asked_once(
    app: AndroidApp, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_mobcompliance.device.native.FADES", 0.0)
    asking(stub)
    taps = iter([camera_prompt(), HOME])
    stub.taps["permission_deny_button"] = lambda: showing(stub, next(taps))()
    app.tap(SCAN)
    app.answer("deny")
    assert app.prompt() is None
    assert len(app.requests_for_permission()) == 1


def test_dialog_that_was_gone_in_between_counts_again(app: AndroidApp, stub: Stub) -> None:
    asking(stub)
    app.tap(SCAN)
    app.answer("deny")
    stub.source = camera_prompt()
    time.sleep(0.15)
    assert app.prompt() is not None
    assert len(app.requests_for_permission()) == 2


def test_second_question_with_other_buttons_counts(app: AndroidApp, stub: Stub) -> None:
    asking(stub)
    second = camera_prompt().replace("不允许", "不允许，且不再询问")
    second = second.replace("permission_deny_button", "permission_deny_and_dont_ask_again_button")
    stub.taps["permission_deny_button"] = showing(stub, second)
    app.tap(SCAN)
    app.answer("deny")
    assert len(app.requests_for_permission()) == 2


def test_app_that_never_stops_asking_ends_the_step(
    app: AndroidApp, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_mobcompliance.device.native.FADES", 0.0)
    asking(stub)
    stub.taps["permission_deny_button"] = showing(stub, camera_prompt())
    app.tap(SCAN)
    with pytest.raises(RigError) as caught:
        app.tap(PAY_TAB)
    assert caught.value.reason == "prompt-stays"


def test_answers_that_are_not_offered(app: AndroidApp, stub: Stub) -> None:
    with pytest.raises(RigError) as caught:
        app.answer("deny")
    assert caught.value.reason == "no-prompt"
    stub.source = camera_prompt()
    with pytest.raises(RigError, match="allow_foreground, allow_once, deny") as caught:
        app.answer("allow_always")
    assert caught.value.reason == "no-such-answer"


def test_unknown_dialog_is_never_answered(app: AndroidApp, stub: Stub) -> None:
    stub.taps["扫一扫"] = showing(
        stub, page(view("从未见过的问题", package=CONTROLLER), view("好", package=CONTROLLER))
    )
    app.tap(SCAN)
    stub.asked.clear()
    with pytest.raises(RigError, match="从未见过的问题") as caught:
        app.tap(PAY_TAB)
    assert caught.value.reason == "unknown-dialog"
    assert "click" not in stub.asked


DUMP = """
    User 0: ceDataInode=1 installed=true
      runtime permissions:
        android.permission.ACCESS_FINE_LOCATION: granted=false, flags=[ USER_SET|USER_FIXED ]
        android.permission.ACCESS_COARSE_LOCATION: granted=true, flags=[ USER_SET ]
        android.permission.CAMERA: granted=false, flags=[ USER_SET|USER_SENSITIVE_WHEN_DENIED]
        android.permission.POST_NOTIFICATIONS: granted=false
    User 10: ceDataInode=2 installed=true
      runtime permissions:
        android.permission.CAMERA: granted=true, flags=[ USER_SET]
"""


@pytest.mark.parametrize(
    ("kind", "state"),
    [("geolocation", "granted"), ("camera", "denied"), ("notifications", "prompt"), ("sms", None)],
)
def test_permissions_are_read_from_the_system(app: AndroidApp, stub: Stub, kind: str, state: str) -> None:
    assert stub.shell is not None
    stub.shell[f"dumpsys package {PACKAGE}"] = DUMP
    assert app.permission_state(kind) == state


def test_permissions_without_a_shell_come_from_the_driver(opened: Opened, stub: Stub) -> None:
    stub.shell = None
    lists = {"granted": ["android.permission.CAMERA"], "denied": ["android.permission.RECORD_AUDIO"]}
    stub.mobile["getPermissions"] = lambda arguments: lists[arguments["type"]]
    app = opened()
    assert app.permission_state("camera") == "granted"
    assert app.permission_state("microphone") == "prompt"  # nobody asked yet
    assert app.permission_state("contacts") is None


def test_notifications_need_no_permission_below_android_13(opened: Opened, stub: Stub) -> None:
    stub.mobile["deviceInfo"] = lambda _: {"apiVersion": "32", "displayDensity": 320}
    assert opened().permission_state("notifications") is None


# --- the session


def test_reset_clears_and_says_when_it_is_refused(app: AndroidApp, stub: Stub) -> None:
    app.reset()
    assert stub.asked == ["GET /window/rect", f"$ pm clear {PACKAGE}"]
    assert stub.shell is not None
    stub.shell[f"pm clear {PACKAGE}"] = "Failed"
    with pytest.raises(RigError) as caught:
        app.reset()
    assert caught.value.reason == "reset-refused"


@pytest.mark.parametrize(("there", "reason"), [(False, "app-not-installed"), (True, "command-failed")])
def test_reset_of_an_app_that_is_not_there_says_so(
    there: bool, reason: str, app: AndroidApp, stub: Stub
) -> None:
    def refuse() -> str:
        raise Refused("Cannot execute the 'pm clear' shell command. Original error: Failed")

    assert stub.shell is not None
    stub.shell[f"pm clear {PACKAGE}"] = refuse
    stub.mobile["isAppInstalled"] = lambda _: there
    with pytest.raises(RigError) as caught:
        app.reset()
    assert caught.value.reason == reason


def test_reset_without_a_shell_is_the_drivers(opened: Opened, stub: Stub) -> None:
    stub.shell = None
    opened().reset()
    assert stub.asked == ["GET /window/rect", "clearApp"]


def test_driver_that_crashed_is_opened_anew_once(app: AndroidApp, stub: Stub) -> None:
    def crashed(_: dict[str, Any]) -> dict[str, int]:
        if len(stub.sessions) == 1:
            raise Refused("'GET /x' cannot be proxied: the instrumentation process is not running (crashed)")
        return {"x": 0, "y": 0, "width": 720, "height": 1280}

    stub.routes["GET /window/rect"] = crashed
    app.reset()
    first, second = stub.sessions
    for port in ("appium:systemPort", "appium:mjpegServerPort", "appium:chromedriverPort"):
        assert first[port] != second[port]
    assert first["appium:udid"] == second["appium:udid"]
    assert "POST /appium/settings" in stub.asked


def test_phone_that_is_gone_is_not_asked_for_ever(app: AndroidApp, stub: Stub) -> None:
    """Each question to a phone that is gone takes the driver 20 s: after two new sessions there are none."""

    def gone(*_: Any) -> Any:
        asked.append("x")
        command = "Command 'adb -s SERIAL-1 shell " + "x" * 300 + "' exited with code 1"
        raise Refused(f"Cannot execute it. Original error: {command}\nadb: device 'SERIAL-1' not found")

    asked: list[str] = []
    answer = stub.answer
    stub.answer = lambda m, p, b: gone() if m != "DELETE" else answer(m, p, b)  # type: ignore[method-assign]
    tried = []
    for verb in (app.reset, app.launch, app.reset, app.reset, app.capture, app.reset):
        with pytest.raises(RigError) as caught:
            verb()
        tried.append((caught.value.reason, len(asked)))
    assert tried == [("device-offline", n) for n in (2, 2, 3, 3, 3, 3)]


def test_what_the_session_can_do_is_asked_once(app: AndroidApp, stub: Stub) -> None:
    words = {"shell", "screenshot", "reset", "webview", "permissions", "network"}
    assert app.what_it_can() == words
    asked = len(stub.asked)
    assert app.what_it_can() == words
    assert len(stub.asked) == asked


def test_a_second_device_is_offered_where_it_is_configured(opened: Opened) -> None:
    ending = SessionSettings(screen="account", second_device="p2")
    app = opened(settings().model_copy(update={"session": ending}))
    assert "second_device" in app.what_it_can()
    assert "second_device" in app.how_to_enable("second_device")


def test_what_is_lacking_can_be_had(opened: Opened, stub: Stub) -> None:
    stub.shell = None
    app = opened()
    assert not {"shell", "clock"} & app.what_it_can()
    assert "--allow-insecure uiautomator2:adb_shell" in app.how_to_enable("shell")


# --- settings of the phone


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path, "p1", run="run-1", udid="SERIAL-1")


def asked_by_shell(stub: Stub) -> list[str]:
    return [each.removeprefix("$ ") for each in stub.asked if each.startswith("$ ")]


def changed_by_shell(stub: Stub) -> list[str]:
    """Without the commands that only read."""
    reads = re.compile(r"settings get .*|wm density|cmd locale get-.*")
    return [each for each in asked_by_shell(stub) if not reads.fullmatch(each)]


CHANGES = [
    (
        lambda app: app.text_scale(1.5),
        "settings put system font_scale 1.5",
        "settings put system font_scale 1.15",
    ),
    (lambda app: app.viewport(320, 568, 2), "wm density 360", "wm density reset"),
    (lambda app: app.locale("en-US"), "--locales en-US", "--locales zh-CN"),
    (lambda app: app.landscape(), "user_rotation 1", "accelerometer_rotation 1"),
]


@pytest.mark.parametrize(("change", "doing", "undoing"), CHANGES, ids=["text", "width", "locale", "rotation"])
@pytest.mark.parametrize("fails", [False, True], ids=["ends", "fails"])
def test_changes_are_written_down_first_and_put_back(
    opened: Opened,
    stub: Stub,
    journal: Journal,
    change: Callable[[AndroidApp], Any],
    doing: str,
    undoing: str,
    fails: bool,
) -> None:
    assert stub.shell is not None
    stub.shell["wm density"] = "Physical density: 320"
    stub.shell[f"cmd locale get-app-locales {PACKAGE} --user 0"] = f"Locales for {PACKAGE} are [zh-CN]"
    stub.shell["settings get system accelerometer_rotation"] = "1"
    stub.shell["settings get system user_rotation"] = "0"
    app = opened(journal=journal)
    try:
        with change(app):
            (noted,) = journal.leftovers()
            assert undoing in noted.restore
            assert doing in changed_by_shell(stub)[-1]
            if fails:
                raise ValueError("the check's own")
    except ValueError:
        assert fails
    assert undoing in changed_by_shell(stub)[-1]
    assert journal.leftovers() == []


def test_screens_say_what_was_changed(opened: Opened, stub: Stub) -> None:
    assert stub.shell is not None
    stub.shell["wm density"] = "Physical density: 320\nOverride density: 280"
    app = opened()
    with app.text_scale(2.0), app.viewport(360, 640, 2):
        inside = app.capture()
    after = app.capture()
    assert (inside.font_scale, inside.density) == (2.0, 2.0)
    assert (after.font_scale, after.density) == (1.15, 2.0)
    assert "wm density 280" in asked_by_shell(stub)


def test_night_needs_no_shell(opened: Opened, stub: Stub, journal: Journal) -> None:
    stub.shell = None
    asked = []

    def switch(arguments: dict[str, Any]) -> None:
        stub.night = arguments["value"]
        asked.append(stub.night)

    stub.mobile["setUiMode"] = switch
    app = opened(journal=journal)
    with app.dark_mode(True):
        assert journal.leftovers()[0].restore == "cmd uimode night no"
        assert app.capture().settings["night"] is True
    assert asked == ["yes", "no"]


def test_network_is_put_back_as_it_was(opened: Opened, stub: Stub, journal: Journal) -> None:
    asked = []
    stub.mobile["setConnectivity"] = asked.append
    with opened(journal=journal).offline(True):
        assert journal.leftovers()[0].restore == "svc wifi enable;svc data disable"
    assert asked == [{"wifi": False, "data": False}, {"wifi": True, "data": False}]


def test_phone_on_wifi_keeps_it(opened: Opened, stub: Stub) -> None:
    app = opened()
    app._display._udid = "192.168.1.5:5555"
    with pytest.raises(RigError) as caught, app.offline(True):
        pass
    assert caught.value.reason == "capability-missing"
    assert "setConnectivity" not in stub.asked


def test_change_without_a_shell_says_how_to_get_one(opened: Opened, stub: Stub) -> None:
    stub.shell = None
    with pytest.raises(RigError, match="allow-insecure") as caught, opened().text_scale(2.0):
        pass
    assert caught.value.reason == "capability-missing"


def test_what_could_not_be_put_back_stays_in_the_journal(
    opened: Opened, stub: Stub, journal: Journal
) -> None:
    app = opened(journal=journal)
    with pytest.raises(RigError), app.text_scale(1.5):
        stub.shell = None
    (left,) = journal.leftovers()
    assert (left.device, left.setting, left.old) == ("p1", "font_scale", "1.15")
    assert left.command == "adb -s SERIAL-1 shell 'settings put system font_scale 1.15'"


def test_new_session_puts_back_what_the_lost_one_could_not(
    opened: Opened, stub: Stub, journal: Journal
) -> None:
    """Else every check after a crash would look at a phone with large text."""
    app = opened(journal=journal)
    lost = {"now": False}

    def size(_: dict[str, Any]) -> dict[str, int]:
        if lost["now"] and len(stub.sessions) == 1:
            raise Refused("'GET /x' cannot be proxied: the instrumentation process is not running (crashed)")
        return {"width": 720, "height": 1280}

    stub.routes["GET /window/rect"] = size
    shell, stub.shell = stub.shell, dict(stub.shell or {})
    with pytest.raises(RigError), app.text_scale(1.5):
        stub.shell = None
    assert journal.leftovers()
    stub.shell, lost["now"] = shell, True
    app.reset()
    assert journal.leftovers() == []
    assert "settings put system font_scale 1.15" in asked_by_shell(stub)


@pytest.mark.parametrize(
    "change",
    [lambda app: app.text_scale(1.5), lambda app: app.viewport(320, 568, 2), lambda app: app.dark_mode(True)],
    ids=["text", "width", "night"],
)
def test_change_that_the_phone_ignores_is_no_change(
    opened: Opened, stub: Stub, journal: Journal, change: Callable[[AndroidApp], Any]
) -> None:
    """Else the checks would judge a screen with small text as one with large text."""
    assert stub.shell is not None
    stub.shell["wm density"] = lambda: "Physical density: 320"
    stub.shell["settings get system font_scale"] = lambda: "1.15"
    stub.mobile["setUiMode"] = lambda arguments: None
    with pytest.raises(RigError) as caught, change(opened(journal=journal)):
        pytest.fail("the block must not be entered")
    assert caught.value.reason == "setting-ignored"
    assert journal.leftovers() == []  # it is as it was


def test_restore_that_the_phone_ignores_stays_in_the_journal(
    opened: Opened, stub: Stub, journal: Journal
) -> None:
    assert stub.shell is not None
    app = opened(journal=journal)
    with app.text_scale(1.5):
        stub.shell["settings get system font_scale"] = lambda: "1.5"
    (left,) = journal.leftovers()
    assert (left.setting, left.old) == ("font_scale", "1.15")


def test_upgrade_grants_nothing(app: AndroidApp, stub: Stub) -> None:
    asked: dict[str, Any] = {}
    stub.mobile["installApp"] = lambda arguments: asked.update(arguments)
    app.upgrade("new.apk")
    assert asked == {"appPath": "new.apk", "replace": True, "grantPermissions": False}


def test_handsets_are_named_by_their_system() -> None:
    facts = Facts(api=34, release="14", brand="Xiaomi")
    assert handset_name(LEASE, facts) == ("p1", "Android 14 (API 34, Xiaomi)")
    simulated = Lease(name="virtual", worker="main", virtual=VirtualSettings(vendor="oneui"))
    assert handset_name(simulated, facts) == ("virtual", "Android 14 (API 34, One UI), simulated")


def test_what_stands_in_a_setting_is_asked_only_after_a_change(opened: Opened, stub: Stub) -> None:
    """The check of text sizes changes it for every screen; each command to a phone takes its time."""
    assert stub.shell is not None
    stub.shell["wm density"] = "Physical density: 320"
    app = opened()
    for _ in range(3):
        with app.text_scale(2.0), app.viewport(320, 568, 2):
            pass
    asked = asked_by_shell(stub)
    # The session read the scale at its start; then each change and each undoing is read back.
    assert asked.count("settings get system font_scale") == 6
    assert asked.count("wm density") == 1 + 6
    assert asked.count("settings put system font_scale 1.15") == 3


def test_change_inside_a_change_is_put_back_to_the_outer_one(opened: Opened, stub: Stub) -> None:
    assert stub.shell is not None
    scale = {"now": "1.15"}
    for value in ("1.15", "1.5", "2"):
        stub.shell[f"settings put system font_scale {value}"] = lambda value=value: (
            scale.update(now=value) or ""
        )
    stub.shell["settings get system font_scale"] = lambda: scale["now"]
    app = opened()
    with app.text_scale(1.5):
        with app.text_scale(2.0):
            assert scale["now"] == "2"
        assert scale["now"] == "1.5"
    assert scale["now"] == "1.15"


def test_turned_phone_is_wider(opened: Opened, stub: Stub) -> None:
    assert stub.shell is not None
    stub.shell["wm density"] = "Physical density: 320"
    app = opened()
    app.capture()
    with app.landscape():
        stub.source = HOME.replace('width="720" height="1280"', 'width="1280" height="720"')
        with app.viewport(640, 360, 2):
            pass
    assert "wm density 320" in asked_by_shell(stub)


# --- the screen reader

TALKBACK = "com.google.android.marvin.talkback"


@pytest.fixture
def with_reader(stub: Stub) -> Stub:
    """A phone with TalkBack that starts when its setting names it."""
    on, key = f"{TALKBACK}/{TALKBACK}.TalkBackService", "settings {} secure enabled_accessibility_services"
    enabled = "settings put secure accessibility_enabled"
    now = {"services": "null"}
    stub.shell = {
        "id -u": "2000",
        "settings get system font_scale": "1.0",
        "pm list packages": f"package:{TALKBACK}\n",
        "settings get secure accessibility_enabled": "0",
        key.format("get"): lambda: now["services"],
        f"{key.format('put')} {on};{enabled} 1": lambda: now.update(services=on) or "",
        f"{key.format('delete')};{enabled} 0": lambda: now.update(services="null") or "",
        "dumpsys accessibility": lambda: f"touchExplorationEnabled={str(now['services'] == on).lower()}",
    }
    return stub


def test_screens_say_that_a_reader_runs(with_reader: Stub, opened: Opened) -> None:
    app = opened()
    with app.screen_reader() as package:
        assert package == TALKBACK
        assert app.capture().settings["screen_reader"] == f"{TALKBACK}/{TALKBACK}.TalkBackService"
    assert "screen_reader" not in app.capture().settings
    assert with_reader.asked.count("dumpsys accessibility") == 0  # asked by the shell
    assert with_reader.asked.count("$ dumpsys accessibility") == 1


def test_its_tutorial_is_left(with_reader: Stub, opened: Opened) -> None:
    app, shown = opened(), [HOME]
    tutorial = HOME.replace(PACKAGE, TALKBACK)
    with_reader.source = lambda: shown[-1]
    with_reader.routes["POST /back"] = lambda body: shown.pop()
    shown += [tutorial, tutorial]
    with app.screen_reader():
        assert shown == [HOME]


def test_a_tutorial_that_stays_is_in_the_way(with_reader: Stub, opened: Opened) -> None:
    app = opened()
    with_reader.source = HOME.replace(PACKAGE, TALKBACK)
    with pytest.raises(RigError) as caught, app.screen_reader():
        pass
    assert caught.value.reason == "reader-in-the-way"
    assert with_reader.asked[-1] == "$ settings get secure enabled_accessibility_services"  # undone, and read


def test_a_phone_without_a_reader(with_reader: Stub, opened: Opened) -> None:
    assert with_reader.shell is not None
    with_reader.shell["pm list packages"] = "package:com.android.settings\n"
    with pytest.raises(RigError) as caught, opened().screen_reader():
        pass
    assert caught.value.reason == "no-screen-reader"
