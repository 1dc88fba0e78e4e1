"""The endpoint through the real Appium client: sessions, elements, ``mobile:`` commands, the demo bank."""

from __future__ import annotations

import contextlib
import io
import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from appium import webdriver
from appium.common.exceptions import NoSuchContextException
from appium.options.android import UiAutomator2Options
from appium.webdriver.common.appiumby import AppiumBy
from PIL import Image
from selenium.common.exceptions import (
    InvalidArgumentException,
    InvalidSelectorException,
    InvalidSessionIdException,
    NoSuchElementException,
    SessionNotCreatedException,
    StaleElementReferenceException,
    UnknownMethodException,
    WebDriverException,
)
from selenium.webdriver.common.action_chains import ActionChains

from pytest_mobcompliance.virtual_phone import reader
from pytest_mobcompliance.virtual_phone.appium.endpoint import Endpoint, start_endpoint
from pytest_mobcompliance.virtual_phone.apps import App, Intent
from pytest_mobcompliance.virtual_phone.bank import BankApp, pack
from pytest_mobcompliance.virtual_phone.phone import Phone

BANK = "cn.example.bank"
CAMERA = "android.permission.CAMERA"
Open = Callable[..., webdriver.Remote]
Start = Callable[[Endpoint], Endpoint]


@pytest.fixture
def start() -> Iterator[Start]:
    """Endpoints that are closed after their sessions."""
    started: list[Endpoint] = []

    def keep(endpoint: Endpoint) -> Endpoint:
        started.append(endpoint)
        return endpoint

    yield keep
    for endpoint in started:
        endpoint.close()


@pytest.fixture
def endpoint(start: Start) -> Endpoint:
    return start(start_endpoint({}))


@pytest.fixture
def open_session(start: Start) -> Iterator[Open]:
    opened: list[webdriver.Remote] = []

    def open_(url: str, **capabilities: Any) -> webdriver.Remote:
        wanted = {"appium:noReset": True, "appium:autoLaunch": False, **capabilities}
        driver = webdriver.Remote(url, options=UiAutomator2Options().load_capabilities(wanted))
        driver.update_settings({"waitForSelectorTimeout": 0})
        opened.append(driver)
        return driver

    yield open_
    for driver in opened:
        with contextlib.suppress(WebDriverException):  # another session ended it
            driver.quit()


@pytest.fixture
def driver(endpoint: Endpoint, open_session: Open) -> webdriver.Remote:
    return open_session(endpoint.url)


@pytest.fixture
def home(endpoint: Endpoint, driver: webdriver.Remote) -> webdriver.Remote:
    """The bank behind its privacy notice."""
    driver.execute_script("mobile: activateApp", {"appId": BANK})
    driver.find_element(AppiumBy.ID, f"{BANK}:id/notice_agree").click()
    return driver


def ask(url: str, body: Any = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


# ------------------------------------------------------------------ sessions


def test_a_session_opens_and_tells_of_the_phone(driver: webdriver.Remote) -> None:
    told = driver.capabilities
    assert told["platformName"] == "Android"
    assert told["deviceUDID"] == "virtual-phone"
    assert told["deviceApiLevel"] == 34
    assert told["deviceScreenSize"] == "1080x2340"
    assert told["deviceScreenDensity"] == 440
    assert told["pixelRatio"] == "2.75"
    assert told["viewportRect"] == {"left": 0, "top": 66, "width": 1080, "height": 2274}
    assert told["desired"]["noReset"] is True


def test_the_phone_is_as_it_was_ordered(start: Start, open_session: Open) -> None:
    endpoint = start(
        start_endpoint({"api": 30, "vendor": "miui", "serial": "p1"}, defects=["unnamed-button"])
    )
    driver = open_session(endpoint.url)
    assert driver.capabilities["platformVersion"] == "11"
    assert driver.capabilities["deviceUDID"] == "p1"
    assert driver.capabilities["deviceManufacturer"] == "Xiaomi"
    with pytest.raises(ValueError, match="unnamed-buton"):
        start_endpoint({}, defects=["unnamed-buton"])
    with pytest.raises(ValueError, match="api 99"):
        start_endpoint({"api": 99})


def test_a_launch_is_asked_for_by_capabilities(endpoint: Endpoint, open_session: Open) -> None:
    driver = open_session(endpoint.url, **{"appium:appPackage": BANK, "appium:autoLaunch": True})
    assert (driver.current_package, driver.current_activity) == (BANK, ".Main")
    assert driver.find_element(AppiumBy.ID, "notice_agree").is_displayed()


@pytest.mark.parametrize(
    "capabilities",
    [{"appium:udid": "another"}, {"platformName": "iOS"}, {"appium:automationName": "Espresso"}],
)
def test_what_the_phone_cannot_be_is_refused(
    endpoint: Endpoint, open_session: Open, capabilities: dict[str, Any]
) -> None:
    with pytest.raises(SessionNotCreatedException):
        open_session(endpoint.url, **capabilities)


def test_a_new_session_ends_the_one_before(
    endpoint: Endpoint, driver: webdriver.Remote, open_session: Open
) -> None:
    open_session(endpoint.url)
    with pytest.raises(InvalidSessionIdException, match="either terminated or not started"):
        _ = driver.page_source


def test_two_endpoints_know_nothing_of_each_other(
    home: webdriver.Remote, start: Start, open_session: Open
) -> None:
    other = open_session(start(start_endpoint({"serial": "other"})).url)
    assert other.current_package != BANK
    assert home.current_package == BANK


def test_close_frees_the_port() -> None:
    endpoint = start_endpoint({})
    port = int(endpoint.url.rpartition(":")[2])
    endpoint.close()
    with socket.create_server(("127.0.0.1", port)):
        pass
    with pytest.raises(OSError, match="Connection refused"):
        ask(f"{endpoint.url}/status")


def test_latency_is_added_without_holding_the_phone(start: Start, open_session: Open) -> None:
    endpoint = start(start_endpoint({}, latency_ms=40))
    driver = open_session(endpoint.url)
    before = time.monotonic()
    _ = driver.page_source
    assert time.monotonic() - before >= 0.04


# ------------------------------------------------------------------ HTTP


def test_status_needs_no_session(endpoint: Endpoint) -> None:
    status, answer = ask(f"{endpoint.url}/status")
    assert status == 200
    assert answer["value"]["ready"] is True


def test_other_hosts_are_refused(endpoint: Endpoint) -> None:
    assert ask(f"{endpoint.url}/status", headers={"Host": "phone.example"})[0] == 403
    assert ask(f"{endpoint.url}/status", headers={"Origin": "http://phone.example"})[0] == 403
    assert ask(f"{endpoint.url}/status", headers={"Origin": endpoint.url})[0] == 200


@pytest.mark.parametrize("path", ["/nothing", "/session/{id}/nothing", "/session/{id}/appium/device/shake"])
def test_an_unknown_command_is_answered_as_appium_does(
    endpoint: Endpoint, driver: webdriver.Remote, path: str
) -> None:
    status, answer = ask(endpoint.url + path.format(id=driver.session_id))
    assert status == 404
    assert answer["value"]["error"] == "unknown command"
    assert answer["value"]["message"].startswith("The requested resource could not be found")


def test_malformed_requests_are_invalid_arguments(endpoint: Endpoint, driver: webdriver.Remote) -> None:
    assert (
        ask(f"{endpoint.url}/session", {"desiredCapabilities": {}})[1]["value"]["error"] == "invalid argument"
    )
    assert ask(f"{endpoint.url}/session", ["a list"])[1]["value"]["error"] == "invalid argument"
    element = f"{endpoint.url}/session/{driver.session_id}/element"
    assert ask(element, {"using": "id"})[1]["value"]["error"] == "invalid argument"


# ------------------------------------------------------------------ elements


def test_finds_clicks_and_reads(home: webdriver.Remote) -> None:
    words = home.find_element(AppiumBy.ANDROID_UIAUTOMATOR, 'new UiSelector().text("搜索")')
    assert words.is_displayed()
    assert words.is_enabled()
    assert not words.is_selected()
    assert words.get_attribute("class") == "android.widget.TextView"
    assert words.get_attribute("content-desc") == "null"  # the driver makes a string of null
    assert set(words.rect) == {"x", "y", "width", "height"}
    with pytest.raises(NoSuchElementException):
        home.find_element(AppiumBy.ACCESSIBILITY_ID, "没有")
    assert home.find_elements(AppiumBy.ID, "absent") == []
    with pytest.raises(InvalidSelectorException, match="Could not parse selector expression"):
        home.find_element(AppiumBy.ANDROID_UIAUTOMATOR, "new UiSelector().colour()")
    with pytest.raises(InvalidSelectorException):
        home.find_element(AppiumBy.CSS_SELECTOR, "#tab_home")


def test_an_element_of_the_notice_is_stale_once_it_is_gone(
    endpoint: Endpoint, driver: webdriver.Remote
) -> None:
    driver.execute_script("mobile: activateApp", {"appId": BANK})
    agree = driver.find_element(AppiumBy.ID, f"{BANK}:id/notice_agree")
    agree.click()
    with pytest.raises(StaleElementReferenceException, match="does not exist in DOM anymore"):
        agree.click()


def test_an_implicit_wait_waits(endpoint: Endpoint, home: webdriver.Remote) -> None:
    home.implicitly_wait(0.3)
    before = time.monotonic()
    with pytest.raises(NoSuchElementException):
        home.find_element(AppiumBy.ID, "absent")
    assert time.monotonic() - before >= 0.3


def test_types_into_fields(home: webdriver.Remote) -> None:
    home.execute_script("mobile: deepLink", {"url": "examplebank://app/login", "package": BANK})
    field = home.find_elements(AppiumBy.CLASS_NAME, "android.widget.EditText")[0]
    field.click()
    assert home.is_keyboard_shown()
    field.send_keys("13800000001")
    assert field.text == "13800000001"
    field.clear()
    assert home.switch_to.active_element == field or home.switch_to.active_element.text == field.text
    ActionChains(home).send_keys("138").perform()
    assert field.text == "138"
    home.execute_script("mobile: type", {"text": "00000001"})
    assert field.text == "13800000001"
    home.hide_keyboard()
    assert not home.is_keyboard_shown()


def test_source_and_screenshot(home: webdriver.Remote) -> None:
    tree = ElementTree.fromstring(home.page_source)
    assert tree.tag == "hierarchy"
    assert any(node.attrib.get("text") == "搜索" for node in tree.iter())
    with Image.open(io.BytesIO(home.get_screenshot_as_png())) as picture:
        assert picture.size == (1080, 2340)
    assert home.get_window_size() == {"width": 1080, "height": 2340}


def test_settings_change_the_tree(home: webdriver.Remote) -> None:
    full = len(home.page_source)
    home.update_settings({"ignoreUnimportantViews": True})
    assert len(home.page_source) < full
    settings = home.get_settings()
    assert settings["ignoreUnimportantViews"] is True
    assert settings["snapshotMaxDepth"] == 70
    assert "imageMatchThreshold" in settings


def test_fingers(home: webdriver.Remote) -> None:
    home.execute_script("mobile: deepLink", {"url": "examplebank://app/policy", "package": BANK})
    page = home.find_element(AppiumBy.ANDROID_UIAUTOMATOR, "new UiSelector().scrollable(true)")
    given = {"elementId": page.id, "direction": "down", "percent": 0.5}
    assert home.execute_script("mobile: scrollGesture", given) is True
    first = home.page_source
    home.swipe(500, 1800, 500, 900, 200)
    second = home.page_source
    assert second != first
    area = {"left": 100, "top": 400, "width": 800, "height": 1200}
    assert home.execute_script("mobile: swipeGesture", {**area, "direction": "down", "percent": 0.7}) is None
    assert home.page_source != second
    with pytest.raises(InvalidArgumentException, match="scroll area coordinates"):
        home.execute_script("mobile: scrollGesture", {"direction": "down", "percent": 1})


def test_the_display_turns_and_goes_back(home: webdriver.Remote) -> None:
    home.orientation = "LANDSCAPE"
    assert home.get_window_size()["width"] == 2340
    home.orientation = "PORTRAIT"
    assert home.orientation == "PORTRAIT"
    assert home.contexts == ["NATIVE_APP"]
    assert home.current_context == "NATIVE_APP"
    home.switch_to.context("NATIVE_APP")
    with pytest.raises(NoSuchContextException):
        home.switch_to.context("WEBVIEW_cn.example.bank")


# ------------------------------------------------------------------ mobile: commands


def test_shell(driver: webdriver.Remote) -> None:
    assert (
        driver.execute_script("mobile: shell", {"command": "getprop", "args": ["ro.build.version.sdk"]})
        == "34\n"
    )
    told = driver.execute_script("mobile: shell", {"command": "echo a", "includeStderr": True})
    assert told == {"stdout": "a\n", "stderr": ""}
    with pytest.raises(WebDriverException, match="Cannot execute the 'frobnicate' shell command"):
        driver.execute_script("mobile: shell", {"command": "frobnicate"})


def test_what_nobody_modelled_is_noted(endpoint: Endpoint, driver: webdriver.Remote) -> None:
    with pytest.raises(WebDriverException, match="inaccessible or not found"):
        driver.execute_script("mobile: shell", {"command": "frobnicate"})
    assert any("frobnicate" in line for line in endpoint.phone.unmodelled)


def test_commands_and_arguments_are_checked(driver: webdriver.Remote) -> None:
    with pytest.raises(UnknownMethodException, match="Unsupported execute method 'mobile: fly'"):
        driver.execute_script("mobile: fly")
    with pytest.raises(InvalidArgumentException, match="Parameters were incorrect"):
        driver.execute_script("mobile: activateApp", {})
    with pytest.raises(InvalidArgumentException, match="correct format of arguments"):
        driver.execute_script("mobile: activateApp", BANK, BANK)
    with pytest.raises(UnknownMethodException, match="Method is not implemented"):
        driver.execute_script("return 1")


def test_the_life_of_an_app(home: webdriver.Remote) -> None:
    assert home.is_app_installed(BANK)
    assert home.query_app_state(BANK) == 4
    home.background_app(-1)
    assert home.query_app_state(BANK) == 3
    home.activate_app(BANK)
    assert home.current_package == BANK
    home.background_app(2)
    assert home.current_package == BANK
    assert home.terminate_app(BANK)
    assert not home.terminate_app(BANK)
    assert home.query_app_state(BANK) == 1
    home.execute_script("mobile: clearApp", {"appId": BANK})
    home.activate_app(BANK)
    assert home.find_element(AppiumBy.ID, "notice_agree").is_displayed()
    assert home.remove_app(BANK)
    assert home.query_app_state(BANK) == 0
    with pytest.raises(WebDriverException, match="launchable activity"):
        home.activate_app(BANK)


def test_activities_and_links(home: webdriver.Remote) -> None:
    told = home.execute_script("mobile: startActivity", {"component": f"{BANK}/.Main", "wait": True})
    assert f"cmp={BANK}/.Main" in told
    home.execute_script("mobile: deepLink", {"url": "examplebank://app/about", "package": BANK})
    assert home.current_package == BANK
    with pytest.raises(WebDriverException, match="Error attempting to start URI"):
        home.execute_script("mobile: deepLink", {"url": "nobody://x"})


def test_an_app_is_installed_from_a_file(tmp_path: Path, start: Start, open_session: Open) -> None:
    def open_apk(raw: bytes) -> App:
        if raw != b"bank":
            raise ValueError("no bank")
        return BankApp()

    driver = open_session(start(Endpoint(Phone(), open_apk=open_apk)).url)
    path = tmp_path / "bank.apk"
    path.write_bytes(b"bank")
    assert not driver.is_app_installed(BANK)
    driver.install_app(str(path))
    assert driver.is_app_installed(BANK)
    path.write_bytes(b"something else")
    with pytest.raises(WebDriverException, match="INSTALL_PARSE_FAILED_NOT_APK"):
        driver.install_app(str(path))
    with pytest.raises(WebDriverException, match="does not exist"):
        driver.install_app(str(tmp_path / "absent.apk"))


def test_an_older_version_is_not_installed_over_a_newer_one(
    tmp_path: Path, start: Start, open_session: Open
) -> None:
    path = tmp_path / "bank.apk"
    path.write_bytes(pack(version_code=0, version_name="0.9.0"))
    driver = open_session(start(start_endpoint({})).url)
    with pytest.raises(WebDriverException, match="INSTALL_FAILED_VERSION_DOWNGRADE"):
        driver.install_app(str(path))
    driver.remove_app(BANK)
    driver.install_app(str(path))
    listed = driver.execute_script("mobile: listApps")
    assert listed[BANK]["versionCode"] == 0


def test_permissions(endpoint: Endpoint, home: webdriver.Remote) -> None:
    def names(kind: str) -> list[str]:
        return list(home.execute_script("mobile: getPermissions", {"appPackage": BANK, "type": kind}))

    assert CAMERA in names("requested")
    assert CAMERA in names("denied")
    home.execute_script("mobile: changePermissions", {"appPackage": BANK, "permissions": [CAMERA]})
    assert CAMERA in names("granted")
    home.execute_script(
        "mobile: changePermissions", {"appPackage": BANK, "permissions": CAMERA, "action": "revoke"}
    )
    assert CAMERA in names("denied")
    for nothing in ("android.permission.INTERNET", "android.permission.MADE_UP"):
        home.execute_script("mobile: changePermissions", {"appPackage": BANK, "permissions": nothing})
    with pytest.raises(InvalidArgumentException, match="must not be empty"):
        home.execute_script("mobile: changePermissions", {"appPackage": BANK, "permissions": []})
    with pytest.raises(InvalidArgumentException, match="Unknown permissions type"):
        names("maybe")


def test_a_permission_dialog_is_in_front_until_it_is_answered(
    endpoint: Endpoint, home: webdriver.Remote
) -> None:
    endpoint.phone.ask(BANK, [CAMERA], lambda _: None)
    prompt = ElementTree.fromstring(home.page_source)[0].attrib["package"]
    assert "permissioncontroller" in prompt
    home.find_element(AppiumBy.ID, f"{prompt}:id/permission_allow_foreground_only_button").click()
    assert endpoint.phone.installed[BANK].permissions.granted(CAMERA)
    assert home.current_package == BANK


def test_the_device_and_its_switches(endpoint: Endpoint, home: webdriver.Remote) -> None:
    home.execute_script("mobile: setUiMode", {"mode": "night", "value": "yes"})
    assert home.execute_script("mobile: getUiMode", {"mode": "night"}) == "yes"
    assert endpoint.phone.night
    home.execute_script("mobile: setConnectivity", {"wifi": False, "data": False})
    assert home.execute_script("mobile: getConnectivity") == {
        "wifi": False,
        "data": False,
        "airplaneMode": False,
    }
    assert not endpoint.phone.online
    assert home.execute_script("mobile: deviceInfo")["displayDensity"] == 440
    assert home.execute_script("mobile: batteryInfo") == {"level": 1.0, "state": 5}
    assert home.execute_script("mobile: getDisplayDensity") == 440
    assert home.get_system_bars()["statusBar"]["height"] == 66
    assert home.get_device_time().endswith("+08:00")
    home.lock()
    assert home.is_locked()
    home.unlock()
    assert not home.is_locked()
    home.press_keycode(4)
    home.open_notifications()
    home.set_clipboard_text("复制")
    assert home.get_clipboard_text() == "复制"


def test_logcat_tells_of_the_app(endpoint: Endpoint, home: webdriver.Remote) -> None:
    endpoint.phone.log("E", "Bank", "hello")
    assert "logcat" in home.log_types
    last = home.get_log("logcat")[-1]
    assert last["level"] == "SEVERE"
    assert last["message"].endswith("E Bank: hello")


def test_an_endpoint_may_stand_over_a_phone_of_ones_own(start: Start, open_session: Open) -> None:
    phone = Phone(apps=[BankApp()])
    phone.start(Intent(package=BANK))
    assert open_session(start(Endpoint(phone)).url).current_package == BANK


@pytest.mark.parametrize("kept", [False, True])
def test_a_session_suspends_a_screen_reader_unless_it_is_told_not_to(
    endpoint: Endpoint, open_session: Open, kept: bool
) -> None:
    phone = endpoint.phone
    phone.settings["secure"][reader.SERVICES] = reader.SERVICE
    driver = open_session(endpoint.url, **{"appium:disableSuppressAccessibilityService": kept})
    assert reader.is_bound(phone) is kept
    assert ('a11y-focused="true"' in driver.page_source) is kept
    driver.quit()
    assert reader.is_bound(phone)
