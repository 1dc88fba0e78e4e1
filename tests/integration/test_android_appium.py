"""Real Appium, real UiAutomator2 driver, real adb client; only the phone is simulated."""

from __future__ import annotations

import base64
import io
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from appium import webdriver
from appium.webdriver.common.appiumby import AppiumBy
from phones import FEATURES, Plugged, capabilities, mobile, options, plugged, session
from PIL import Image
from selenium.common.exceptions import NoSuchElementException, WebDriverException
from suite_runner import ROOT
from urllib3.exceptions import HTTPError

from pytest_mobcompliance.device.android import AndroidApp
from pytest_mobcompliance.device.lease import Lease
from pytest_mobcompliance.device.server import AppiumServer, start_server
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.screen import ScreenshotState, classify_screenshot
from pytest_mobcompliance.settings import Locator, demo_settings
from pytest_mobcompliance.virtual_phone.appium.endpoint import Endpoint
from pytest_mobcompliance.virtual_phone.apps import Intent
from pytest_mobcompliance.virtual_phone.bank import pack
from pytest_mobcompliance.virtual_phone.bank.app import PACKAGE
from pytest_mobcompliance.virtual_phone.bank.forms import ACCOUNT, PASSWORD
from pytest_mobcompliance.virtual_phone.partner import PACKAGE as PARTNER
from pytest_mobcompliance.virtual_phone.phone import Phone
from pytest_mobcompliance.virtual_phone.spec import PhoneSpec

CAMERA = "android.permission.CAMERA"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One Appium server for the file, with `mobile: shell` allowed."""
    running = start(tmp_path_factory.mktemp("appium"))
    try:
        yield running.url
    finally:
        running.stop()


def start(folder: Path) -> AppiumServer:
    return start_server(ROOT / "rig", ROOT, timeout=90, log=folder / "appium.log", insecure=FEATURES)


@pytest.fixture
def rig() -> Iterator[Plugged]:
    with plugged() as phones:
        yield phones


def agree(driver: webdriver.Remote) -> None:
    """Open the bank and agree to its privacy notice."""
    mobile(driver, "activateApp", appId=PACKAGE)
    driver.find_element(AppiumBy.ID, "notice_agree").click()


# ------------------------------------------------------------ adb alone


def test_the_real_client(rig: Plugged, tmp_path: Path) -> None:
    serial = rig.phones[0].serial
    assert rig.client("devices").stdout.splitlines()[1] == f"{serial}\tdevice"
    assert rig.client("shell", "getprop", "ro.build.version.sdk").stdout == "34\n"
    failed = rig.client("shell", "foo")
    assert (failed.returncode, failed.stderr) == (127, "/system/bin/sh: foo: inaccessible or not found\n")
    local = tmp_path / "a.bin"
    local.write_bytes(bytes(range(256)) * 1000)
    assert rig.client("push", str(local), "/sdcard/a.bin").returncode == 0
    assert rig.client("pull", "/sdcard/a.bin", str(tmp_path / "b.bin")).returncode == 0
    assert (tmp_path / "b.bin").read_bytes() == local.read_bytes()
    picture = rig.client("shell", "screencap", "-p", "/sdcard/s.png")
    assert (picture.returncode, picture.stdout) == (0, "")
    rig.client("pull", "/sdcard/s.png", str(tmp_path / "s.png"))
    assert (tmp_path / "s.png").read_bytes() == rig.phones[0].screenshot()
    refused = rig.client("install", str(tmp_path / "s.png"))
    assert refused.returncode == 1
    gone = rig.client("-s", "other", "shell", "ls")
    assert (gone.returncode, gone.stderr) == (1, "error: device 'other' not found\n")


# ------------------------------------------------------------ a session


def test_a_phone_needs_nothing_but_its_name(server: str, rig: Plugged) -> None:
    """The driver installs its server and its settings app on the phone by itself, as on a new one."""
    phone, before = rig.phones[0], threading.active_count()
    hidden = dict(phone.settings["global"])
    with session(server, capabilities(rig, phone.serial)) as driver:
        told = driver.capabilities
        assert (told["deviceApiLevel"], told["platformVersion"]) == (34, "14")
        assert (told["deviceScreenSize"], told["deviceScreenDensity"]) == ("1080x2340", 440)
        assert {"io.appium.settings", "io.appium.uiautomator2.server"} <= set(phone.installed)
        assert phone.settings["global"]["hidden_api_policy"] == "1"
        agree(driver)
        assert driver.find_element(AppiumBy.ID, "home_title").is_displayed()
    assert phone.settings["global"] == hidden
    assert rig.client("forward", "--list").stdout.strip() == ""
    assert phone.unmodelled == []
    assert rig.cables[0].server is None
    end = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < end:
        time.sleep(0.05)
    assert threading.active_count() <= before


def test_look_and_touch(server: str, rig: Plugged) -> None:
    phone = rig.phones[0]
    with session(server, capabilities(rig, phone.serial)) as driver:
        agree(driver)
        assert "<hierarchy" in driver.page_source
        assert driver.get_screenshot_as_png() == phone.screenshot()
        with pytest.raises(NoSuchElementException):
            driver.find_element(AppiumBy.ID, "none")
        mobile(driver, "deepLink", url="examplebank://app/search", package=PACKAGE)
        field = driver.find_element(
            AppiumBy.ANDROID_UIAUTOMATOR, 'new UiSelector().resourceIdMatches(".*search_field")'
        )
        field.click()
        assert driver.is_keyboard_shown()
        field.send_keys("长辈版")
        assert driver.find_element(AppiumBy.ID, "search_field").text == "长辈版"
        driver.back()  # closes the keyboard
        assert not driver.is_keyboard_shown()
        driver.back()
        assert driver.current_package == PACKAGE
    assert phone.unmodelled == []


def test_settings_of_the_phone(server: str, rig: Plugged) -> None:
    phone = rig.phones[0]
    with session(server, capabilities(rig, phone.serial)) as driver:
        agree(driver)
        assert mobile(driver, "shell", command="settings", args=["get", "system", "font_scale"]) == "1.0\n"
        mobile(driver, "shell", command="settings put system font_scale 1.3")
        mobile(driver, "setUiMode", mode="night", value="yes")
        mobile(driver, "setConnectivity", wifi=False, data=False)
        assert (phone.font_scale, phone.night, phone.online) == (1.3, True, False)
        assert mobile(driver, "getConnectivity") == {"wifi": False, "data": False, "airplaneMode": False}
        with pytest.raises(WebDriverException, match="inaccessible or not found"):
            mobile(driver, "shell", command="foo")
        phone.clipboard = "剪贴板"
        assert base64.b64decode(mobile(driver, "getClipboard")).decode() == "剪贴板"
    assert phone.unmodelled == ["foo"]


def test_permissions(server: str, rig: Plugged) -> None:
    phone = rig.phones[0]
    with session(server, capabilities(rig, phone.serial)) as driver:
        assert CAMERA in mobile(driver, "getPermissions", type="denied", appPackage=PACKAGE)
        mobile(driver, "changePermissions", permissions=[CAMERA], appPackage=PACKAGE)
        assert phone.installed[PACKAGE].permissions.granted(CAMERA)
        assert CAMERA in mobile(driver, "getPermissions", type="granted", appPackage=PACKAGE)
        mobile(driver, "clearApp", appId=PACKAGE)
        assert CAMERA in mobile(driver, "getPermissions", type="denied", appPackage=PACKAGE)
        agree(driver)
        mobile(driver, "deepLink", url="examplebank://app/nearby", package=PACKAGE)
        driver.find_element(AppiumBy.ID, "nearby_locate").click()
        assert driver.current_package == "com.android.permissioncontroller"
        assert driver.current_activity == ".permission.ui.GrantPermissionsActivity"
        dialog = "com.android.permissioncontroller:id/permission_deny_button"
        driver.find_element(AppiumBy.ID, dialog).click()
        assert driver.current_package == PACKAGE
        flags = mobile(driver, "shell", command=f"dumpsys package {PACKAGE} | grep ACCESS_FINE_LOCATION:")
        assert re.search(r"granted=false, flags=\[ .*USER_SET", flags)


def test_protected_screens_come_out_black(server: str, rig: Plugged) -> None:
    phone = rig.phones[0]
    with session(server, capabilities(rig, phone.serial)) as driver:
        agree(driver)
        mobile(driver, "deepLink", url="examplebank://app/login", package=PACKAGE)
        for name, words in (("login_account", ACCOUNT), ("login_password", PASSWORD)):
            driver.find_element(AppiumBy.ID, name).send_keys(words)
        driver.find_element(AppiumBy.ID, "login_submit").click()
        mobile(driver, "deepLink", url="examplebank://app/transfer", package=PACKAGE)
        assert phone.shows_secure()
        with Image.open(io.BytesIO(driver.get_screenshot_as_png())) as picture:
            app = picture.crop((0, round(24 * phone.density), picture.width, picture.height // 2))
            assert app.convert("L").getextrema() == (0, 0)
        assert classify_screenshot(driver.get_screenshot_as_png()) is ScreenshotState.HIDDEN
        assert driver.find_element(AppiumBy.ID, "transfer_title")


def test_upgrade_keeps_data_and_grants(server: str, rig: Plugged, tmp_path: Path) -> None:
    """`mobile: installApp`, as `AndroidApp.upgrade` asks for it, over the real adb client."""
    phone, file = rig.phones[0], tmp_path / "bank.apk"
    file.write_bytes(pack(version_code=2))
    dump = f"dumpsys package {PACKAGE}"
    with session(server, capabilities(rig, phone.serial)) as driver:
        agree(driver)
        mobile(driver, "shell", command=f"pm grant {PACKAGE} {CAMERA}")
        before = mobile(driver, "shell", command=dump)
        assert "versionCode=1 " in before
        mobile(driver, "installApp", appPath=str(file), replace=True, grantPermissions=False)
        after = mobile(driver, "shell", command=dump)
        assert "versionCode=2 " in after
        assert f"{CAMERA}: granted=true" in after
        mobile(driver, "activateApp", appId=PACKAGE)
        assert driver.find_element(AppiumBy.ID, "home_title").is_displayed()  # it was agreed to: no notice
        with pytest.raises(NoSuchElementException):
            driver.find_element(AppiumBy.ID, "notice_agree")
    assert phone.unmodelled == []


def test_what_a_phone_tells_beside_its_screen(server: str, rig: Plugged) -> None:
    """The verbs of `AndroidState`, by commands that the real driver and the real adb client pass on."""
    phone, settings = rig.phones[0], demo_settings()
    with session(server, capabilities(rig, phone.serial)) as driver:
        app = AndroidApp(driver, settings, Lease(name="p1", worker="main"))
        assert {"shell", "clock"} <= app.what_it_can()
        app.reset()
        assert not app.is_running()
        app.launch()
        app.tap(Locator(id="notice_agree"))
        assert (app.is_running(), app.foreground()) == (True, PACKAGE)
        app.go("scan")
        app.tap(Locator(id="scan_start"))
        app.answer("deny")
        assert not app.held_permissions()[CAMERA].granted
        assert "USER_SET" in app.held_permissions()[CAMERA].flags
        assert CAMERA in app.declared_permissions()
        phone.installed[PACKAGE].permissions.note("CAMERA", phone.now())
        (access,) = app.accesses()
        assert (access.operation, access.refused) == ("CAMERA", True)
        before = app.clock_ms()
        assert abs(access.time_ms - before) < 10_000
        with app.clock_forward(48):
            assert app.clock_ms() - before >= 48 * 3600 * 1000
        assert app.clock_ms() - before < 60_000
        phone.start(Intent(package=PARTNER))
        assert app.foreground() == PARTNER
        for version, file in ((0, settings.app.previous), (1, settings.app.file)):
            assert file is not None
            (app.upgrade if version else app.install_anew)(str(settings.resolve(file)))
            assert phone.installed[PACKAGE].manifest.version_code == version
    assert phone.unmodelled == []


def test_a_dialog_that_changes_is_answered_by_nobody(server: str) -> None:
    """Another question takes its place between look and tap: the driver has found the button, taps none."""
    with plugged(PhoneSpec(faults=("prompt-changes",))) as rig:
        phone = rig.phones[0]
        with session(server, capabilities(rig, phone.serial)) as driver:
            app = AndroidApp(driver, demo_settings(), Lease(name="p1", worker="main"))
            app.reset()
            app.launch()
            app.tap(Locator(id="notice_agree"))
            app.go("scan")
            app.tap(Locator(id="scan_start"))
            with pytest.raises(RigError, match="in the moment of the tap; nothing was pressed"):
                app.answer("deny")
            assert not any("USER_SET" in each.flags for each in app.held_permissions().values())


def test_upgrade_over_a_real_install(server: str, rig: Plugged, tmp_path: Path) -> None:
    """`mobile: installApp` streams a file through the real adb client; what is no app is refused."""
    file = tmp_path / "new.apk"
    file.write_bytes(b"no app")
    with (
        session(server, capabilities(rig, rig.phones[0].serial)) as driver,
        pytest.raises(WebDriverException, match="INSTALL_PARSE_FAILED_NOT_APK"),
    ):
        mobile(driver, "installApp", appPath=str(file))


@pytest.mark.parametrize(
    "spec",
    [
        PhoneSpec(api=26, vendor="emui", density=480, width=1080, height=1920),
        PhoneSpec(api=29, vendor="miui", locale="en-US"),
        PhoneSpec(api=31, vendor="oneui", font_scale=1.3),
        PhoneSpec(api=36, vendor="originos", night=True),
    ],
    ids=lambda spec: f"{spec.vendor}-{spec.api}",
)
def test_both_doors_show_the_same_phone(server: str, spec: PhoneSpec) -> None:
    """Tree, picture and what the driver tells of the phone."""
    with plugged(spec) as rig, session(server, capabilities(rig, spec.serial)) as behind_adb:
        phone = rig.phones[0]
        endpoint = Endpoint(phone)
        try:
            agree(behind_adb)
            with session(endpoint.url, capabilities(rig, spec.serial)) as inside:
                assert inside.page_source == behind_adb.page_source
                assert inside.get_screenshot_as_png() == behind_adb.get_screenshot_as_png()
                told = ("deviceApiLevel", "platformVersion", "deviceScreenSize", "pixelRatio", "viewportRect")
                assert [inside.capabilities[key] for key in told] == [
                    behind_adb.capabilities[key] for key in told
                ]
                for command in (
                    "getCurrentPackage",
                    "getCurrentActivity",
                    "getConnectivity",
                    "isKeyboardShown",
                ):
                    assert mobile(inside, command) == mobile(behind_adb, command), command
        finally:
            endpoint.close()
        assert phone.unmodelled == []


def test_two_phones_on_one_server(server: str) -> None:
    with plugged(PhoneSpec(serial="phone-a"), PhoneSpec(serial="phone-b", api=30, vendor="miui")) as rig:
        one, other = rig.phones
        with (
            session(server, capabilities(rig, one.serial)) as first,
            session(server, capabilities(rig, other.serial)) as second,
        ):
            mobile(first, "activateApp", appId=PACKAGE)
            assert (one.front == PACKAGE, other.front == PACKAGE) == (True, False)
            assert [d.capabilities["deviceApiLevel"] for d in (first, second)] == [34, 30]
            failures: list[BaseException] = []

            def work(driver: webdriver.Remote, phone: Phone) -> None:
                try:
                    for _ in range(5):
                        mobile(driver, "activateApp", appId=PACKAGE)
                        assert driver.get_screenshot_as_png() == phone.screenshot()
                        assert mobile(driver, "shell", command="getprop ro.serialno") == f"{phone.serial}\n"
                except BaseException as error:
                    failures.append(error)

            threads = [threading.Thread(target=work, args=pair) for pair in ((first, one), (second, other))]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
            assert failures == []


# ------------------------------------------------------------ what breaks


@contextmanager
def broken(url: str, rig: Plugged) -> Iterator[webdriver.Remote]:
    """A session that something happens to. What it says of it is the test's business, its end is not."""
    with (
        suppress(WebDriverException, HTTPError),
        session(url, capabilities(rig, rig.phones[0].serial)) as driver,
    ):
        yield driver


def answers(driver: webdriver.Remote) -> str:
    """What a session says when it is asked for the tree, after adb had time to notice."""
    time.sleep(0.5)
    with pytest.raises((WebDriverException, HTTPError)) as caught:
        assert driver.page_source
    return str(caught.value)


def test_the_server_on_the_phone_dies(server: str, rig: Plugged) -> None:
    with broken(server, rig) as driver:
        rig.cables[0].kill_server()
        assert "the instrumentation process is not running" in answers(driver)
    with session(server, capabilities(rig, rig.phones[0].serial)) as driver:
        assert "<hierarchy" in driver.page_source


def test_a_phone_is_unplugged(server: str) -> None:
    """Another one stays: without any, the driver looks for phones for minutes before its session ends."""
    with plugged(PhoneSpec(serial="phone-a"), PhoneSpec(serial="phone-b")) as rig:
        cable = rig.cables[0]
        with broken(server, rig) as driver:
            rig.adb.unplug(cable.serial)
            assert "the instrumentation process is not running" in answers(driver)
            with pytest.raises(WebDriverException, match="device 'phone-a' not found"):
                mobile(driver, "shell", command="echo x")
        rig.adb.plug(cable)
        with session(server, capabilities(rig, cable.serial)) as driver:
            assert mobile(driver, "shell", command="echo back") == "back\n"


def test_a_phone_that_is_not_there(server: str, rig: Plugged) -> None:
    with pytest.raises(WebDriverException, match="not in the list of connected devices"):
        webdriver.Remote(server, options=options(capabilities(rig, "other")))


@pytest.mark.parametrize("state", ["offline", "unauthorized"])
def test_the_phone_cannot_be_used(server: str, rig: Plugged, state: str) -> None:
    serial = rig.phones[0].serial
    with broken(server, rig) as driver:
        rig.adb.set_state(serial, state)
        with pytest.raises(WebDriverException, match=state):
            mobile(driver, "shell", command="echo x")
        rig.adb.set_state(serial, "device")
        assert mobile(driver, "shell", command="echo x") == "x\n"


def test_the_adb_server_goes(server: str, rig: Plugged) -> None:
    with broken(server, rig) as driver:
        rig.adb.close()
        assert "the instrumentation process is not running" in answers(driver)
    assert "cannot connect to daemon" in rig.client("devices").stderr


def test_the_appium_server_dies(rig: Plugged, tmp_path: Path) -> None:
    running = start(tmp_path)
    try:
        with broken(running.url, rig) as driver:
            agree(driver)
            running.process.kill()
            running.process.wait(10)
            assert re.search(r"(?i)refused|aborted|reset", answers(driver))
    finally:
        running.stop()
    assert rig.phones[0].front == PACKAGE
