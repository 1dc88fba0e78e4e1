"""Windows as ``dumpsys`` prints them, and the app left by a key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from appium.webdriver.webdriver import WebDriver

from pytest_mobcompliance.device.android import AndroidApp
from pytest_mobcompliance.device.android_windows import surroundings_in, windows_in
from pytest_mobcompliance.device.app import AppWindow
from pytest_mobcompliance.device.capabilities import android_capabilities, free_ports
from pytest_mobcompliance.device.lease import Lease
from pytest_mobcompliance.device.session import close_session, open_session
from pytest_mobcompliance.screen import ScreenshotState
from pytest_mobcompliance.settings import Locator, demo_settings
from pytest_mobcompliance.virtual_phone.appium.endpoint import Endpoint, start_endpoint
from pytest_mobcompliance.virtual_phone.system import LAUNCHER

PACKAGE = "cn.example.bank"
MAIN = f"{PACKAGE}/{PACKAGE}.Main"
LEASE = Lease(name="virtual", worker="main")


def block(attributes: str, *, title: str = MAIN, package: str = PACKAGE, more: str = "") -> str:
    return (
        f"  Window #3 Window{{1a2b3c u0 {title}}}:\n"
        f"    mOwnerUid=10100 showForAllUsers=false package={package} appop=NONE\n"
        f"    mAttrs={attributes}\n    mViewVisibility=0x0 mHaveFrame=true\n{more}"
    )


WORDS = "{{(0,0)(fillxfill) sim={{adjust=pan}} ty={kind}\n      fl={flags}\n      pfl=NO_MOVE_ANIMATION}}"
NUMBERS = "WM.LayoutParams{{(0,0)(fillxfill) sim=#20 ty={kind} fl=#{flags} wanim=0x103045b}}"


@pytest.mark.parametrize(
    ("attributes", "secure"),
    [
        (WORDS.format(kind="BASE_APPLICATION", flags="LAYOUT_IN_SCREEN SECURE SPLIT_TOUCH"), True),
        (WORDS.format(kind="BASE_APPLICATION", flags="LAYOUT_IN_SCREEN SPLIT_TOUCH"), False),
        (WORDS.format(kind="APPLICATION", flags="SECURE"), True),
        (NUMBERS.format(kind="1", flags="81812100"), True),
        (NUMBERS.format(kind="1", flags="81810100"), False),
        (NUMBERS.format(kind="2", flags="2000"), True),
        ("{(0,0)(fillxfill) ty=BASE_APPLICATION}", None),
        ("{(0,0)(fillxfill) ty=BASE_APPLICATION\n      pfl=SECURE}", None),
    ],
)
def test_flags_are_words_or_a_number(attributes: str, secure: bool | None) -> None:
    assert windows_in(block(attributes), PACKAGE) == (AppWindow(MAIN, secure),)


@pytest.mark.parametrize(
    "told",
    [
        "",
        "WINDOW MANAGER WINDOWS (dumpsys window windows)",
        block(WORDS.format(kind="TOAST", flags="SECURE")),
        block(NUMBERS.format(kind="2005", flags="2000")),
        block(WORDS.format(kind="BASE_APPLICATION", flags="SECURE"), package="cn.example.bank2"),
        block(WORDS.format(kind="BASE_APPLICATION", flags="SECURE"), more="    isOnScreen=false\n"),
        block(WORDS.format(kind="BASE_APPLICATION", flags="SECURE"), more="    mHasSurface=false shown\n"),
        block(WORDS.format(kind="BASE_APPLICATION", flags="A")).replace("ibility=0x0", "ibility=0x8"),
        block("{(0,0)(fillxfill)}"),
    ],
)
def test_what_shows_no_content_of_the_app_is_left_out(told: str) -> None:
    assert windows_in(told, PACKAGE) == ()


def test_each_window_has_flags_of_its_own() -> None:
    open_, secure = (
        block(WORDS.format(kind="BASE_APPLICATION", flags=flags)) for flags in ("SPLIT_TOUCH", "SECURE")
    )
    other = block(WORDS.format(kind="STATUS_BAR", flags="SECURE"), title="StatusBar", package="android")
    told = windows_in(f"{other}{secure}{open_}", PACKAGE)
    assert [window.secure for window in told] == [True, False]


def test_without_an_owner_the_title_tells_whose_it_is() -> None:
    told = block(WORDS.format(kind="BASE_APPLICATION", flags="SECURE")).replace(" package=", " owner=")
    assert windows_in(told, PACKAGE) == (AppWindow(MAIN, True),)
    assert windows_in(told, "cn.example") == ()


@pytest.mark.parametrize(
    ("su", "properties", "expected"),
    [
        ("", "", {}),
        ("none\n", "[ro.hardware]: [qcom]\n[ro.boot.qemu]: [0]\n[ro.debuggable]: [1]\n", {}),
        ("/system/xbin/su\n", "", {"rooted": "/system/xbin/su"}),
        ("", "[ro.hardware]: [ranchu]\n", {"emulated": "ro.hardware=ranchu"}),
        ("", "[ro.kernel.qemu]: [1]\n[ro.hardware]: [x]\n", {"emulated": "ro.kernel.qemu=1"}),
        ("", "[ro.boot.qemu]: [1]\r\n[ro.hardware]: [goldfish]\n", {"emulated": "ro.boot.qemu=1"}),
        ("", "[ro.hardware.egl]: [ranchu]\n", {}),
    ],
)
def test_unsafe_devices_are_told_by_what_apps_see(su: str, properties: str, expected: dict[str, str]) -> None:
    assert surroundings_in(su, properties) == expected


# ------------------------------------------------------------------ over the simulated phone

Opened = Callable[..., tuple[AndroidApp, Endpoint]]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """The bank's transfer, logged in."""
    ends: list[Endpoint] = []
    drivers: list[WebDriver] = []

    def opened(*defects: str, **spec: Any) -> tuple[AndroidApp, Endpoint]:
        end = start_endpoint(spec, defects=defects)
        ends.append(end)
        settings = demo_settings()
        driver = open_session(end.url, android_capabilities(settings, LEASE, free_ports()), 10)
        drivers.append(driver)
        app = AndroidApp(driver, settings, LEASE)
        app.reset()
        app.launch()
        app.tap(Locator(id="notice_agree"))
        end.phone.installed[PACKAGE].storage["account"] = True
        app.go("transfer")
        return app, end

    yield opened
    for driver in drivers:
        close_session(driver)
    for end in ends:
        end.close()


@pytest.mark.parametrize("api", [26, 34])
@pytest.mark.parametrize(("defects", "secure"), [((), True), (("screenshot-allowed",), False)])
def test_the_transfer_is_secure_but_for_the_defect(
    opened: Opened, api: int, defects: tuple[str, ...], secure: bool
) -> None:
    app, _ = opened(*defects, api=api)
    assert [window.secure for window in app.app_windows()] == [secure]
    app.go("help")
    assert [window.secure for window in app.app_windows()] == [False]


@pytest.mark.parametrize("key", ["home", "recents"])
def test_an_app_that_is_left_comes_back_as_it_was(opened: Opened, key: str) -> None:
    app, end = opened()
    with app.left_by(key) as look:
        beside = look()
        assert end.phone.front == LAUNCHER
        assert beside.name == key
        assert beside.screenshot_state is ScreenshotState.OK
    assert end.phone.front == PACKAGE
    assert app.exists(Locator(id="transfer_title"))


def test_it_comes_back_when_what_looked_failed(opened: Opened) -> None:
    app, end = opened()
    with pytest.raises(ZeroDivisionError), app.left_by("home"):
        raise ZeroDivisionError
    assert end.phone.front == PACKAGE


def test_notifications_are_allowed_until_the_reset(opened: Opened) -> None:
    app, _ = opened(api=34)
    assert app.permission_state("notifications") == "prompt"
    app.allow_notifications()
    assert app.permission_state("notifications") == "granted"
    app.reset()
    assert app.permission_state("notifications") == "prompt"


@pytest.mark.parametrize("unsafe", [(), ("rooted",), ("emulated",), ("rooted", "emulated")])
def test_the_phone_tells_how_safe_it_is(opened: Opened, unsafe: tuple[str, ...]) -> None:
    app, _ = opened("no-environment-warning", surroundings=unsafe)
    assert app.surroundings().keys() == {*unsafe}
