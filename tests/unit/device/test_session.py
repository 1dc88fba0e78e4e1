from __future__ import annotations

import logging

import pytest
from appium.webdriver.appium_connection import AppiumConnection
from selenium.common.exceptions import (
    InvalidSessionIdException,
    TimeoutException,
    UnexpectedAlertPresentException,
    WebDriverException,
)
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.remote_connection import LOGGER as SELENIUM_LOG
from selenium.webdriver.remote.remote_connection import RemoteConnection
from urllib3.exceptions import HTTPError, MaxRetryError, ProtocolError, ReadTimeoutError

from pytest_mobcompliance.device.server import free_port
from pytest_mobcompliance.device.session import (
    bodies_kept_back,
    kept_out_of_the_log,
    refused,
    renewed,
    translate,
)
from pytest_mobcompliance.messages import load_messages

PHONES = [
    (
        "'GET /source' cannot be proxied to UiAutomator2 server because the instrumentation process is not "
        "running (probably crashed)",
        "session-lost",
    ),
    ("Could not proxy command to the remote server. Original error: socket hang up", "session-lost"),
    (
        "Could not proxy command to the remote server. Original error: connect ECONNREFUSED 127.0.0.1:8200",
        "session-lost",
    ),
    ("stream has been aborted", "session-lost"),
    (
        "Command 'adb shell am start' exited with code 1\nerror: cannot connect to daemon at tcp:5037",
        "device-offline",
    ),
    (
        "Command 'adb shell am start' exited with code 1\nerror: protocol fault (couldn't read status)",
        "device-offline",
    ),
    ("Command 'adb shell am start' exited with code 1\nerror: closed", "device-offline"),
    ("Error executing adbExec. Original error: adb: device 'R58M123ABC' not found", "device-offline"),
    ("Error executing adbExec. Original error: error: device offline", "device-offline"),
    ("Error executing adbExec. Original error: error: device unauthorized.", "device-unauthorised"),
    ("Potentially insecure feature 'adb_shell' has not been enabled.", "capability-missing"),
    ("Potentially insecure feature 'uiautomator2:adb_shell' has not been enabled.", "capability-missing"),
]
"""What the UiAutomator2 driver says, and what it means."""


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (InvalidSessionIdException("gone"), "session-lost"),
        (WebDriverException("disconnected: not connected to DevTools"), "session-lost"),
        (WebDriverException("tab crashed"), "session-lost"),
        (TimeoutException("timeout: Timed out receiving message from renderer"), "page-timeout"),
        (TimeoutException("script timeout"), "script-timeout"),
        (UnexpectedAlertPresentException("alert"), "unexpected-alert"),
        (MaxRetryError(None, "/", ConnectionRefusedError()), "server-died"),
        (ProtocolError("Connection aborted."), "server-died"),
        (ConnectionResetError(104, "reset"), "server-died"),
        (ReadTimeoutError(None, "/", "Read timed out."), "command-timeout"),
        (WebDriverException("element click intercepted"), "command-failed"),
        *((WebDriverException(message), reason) for message, reason in PHONES),
    ],
)
def test_errors_are_told_apart(error: Exception, reason: str) -> None:
    told = translate(error, "somewhere")
    assert told.reason == reason
    assert "somewhere" in str(told)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (
            "session not created: This version of ChromeDriver only supports Chrome version 120",
            "chromedriver-mismatch",
        ),
        ("unknown error: cannot find Chrome binary", "chromium-missing"),
        ("spawn /usr/bin/chromedriver ENOENT", "chromedriver-missing"),
        ("Could not find a driver for automationName 'Chromium'", "driver-missing"),
        ("No matching capabilities found", "driver-missing"),
        ("Device R58M123ABC was not in the list of connected devices", "device-offline"),
        ("Could not find a connected Android device in 20000ms", "device-offline"),
        ("adb: error: device unauthorized.", "device-unauthorised"),
        ("Neither ANDROID_HOME nor ANDROID_SDK_ROOT environment variable was exported", "sdk-missing"),
        ("adb: failed to install x.apk: Failure [INSTALL_FAILED_USER_RESTRICTED]", "install-refused"),
        (
            "java.lang.SecurityException: requires android.permission.WRITE_SECURE_SETTINGS",
            "usb-debugging-limited",
        ),
        ("The instrumentation process cannot be initialized", "driver-not-started"),
        ("something else", "session-refused"),
    ],
)
def test_refusal_names_what_is_missing(message: str, reason: str) -> None:
    told = refused("http://127.0.0.1:1", {"appium:automationName": "Chromium"}, message)
    assert told.reason == reason
    assert "new session (Chromium)" in str(told)


def test_advice_inside_an_advice_is_translated_with_it() -> None:
    told = refused("http://127.0.0.1:1", {"appium:automationName": "Chromium"}, "spawn chromedriver ENOENT")
    assert load_messages("zh-CN").said(told.told).splitlines() == [
        "mob_session: 在 http://127.0.0.1:1 建立会话（Chromium）",
        "  得到：spawn chromedriver ENOENT",
        "  应为：成功建立会话",
        "  下一步：请运行 apt-get install chromium-driver；其余问题可用 `mobcompliance doctor` 检查",
    ]


def test_renewed_session_takes_nothing_that_the_old_browser_may_hold() -> None:
    wanted = {
        "browserName": "chrome",
        "appium:chromedriverPort": 1,
        "goog:chromeOptions": {"binary": "b", "args": ["--headless=new", "--user-data-dir=/tmp/x"]},
    }
    assert renewed(wanted, 2, "aa") == {
        "browserName": "chrome",
        "appium:chromedriverPort": 2,
        "goog:chromeOptions": {"binary": "b", "args": ["--headless=new", "--user-data-dir=/tmp/x-aa"]},
    }
    assert wanted["appium:chromedriverPort"] == 1


def test_renewed_session_on_another_platform_asks_for_the_same() -> None:
    assert renewed({"platformName": "Android"}, 2, "aa") == {"platformName": "Android"}


def test_renewed_session_on_a_phone_takes_ports_of_its_own() -> None:
    ports = ("appium:systemPort", "appium:mjpegServerPort", "appium:wdaLocalPort")
    wanted = dict.fromkeys(ports, 1) | {"appium:udid": "S1"}
    again = renewed(wanted, 2, "aa")
    assert again["appium:udid"] == "S1"
    assert len({again[port] for port in ports} - {1}) == 3


def test_advertisement_of_the_client_is_left_out() -> None:
    error = WebDriverException(
        "it failed; For documentation on this error, please visit: https://x.example/a#b"
    )
    assert translate(error, "here").got == "it failed"


def test_what_is_kept_out_of_the_log_ends_with_its_block() -> None:
    before = dict(AppiumConnection.extra_headers)
    inside = []

    def fail() -> None:
        with kept_out_of_the_log():
            inside.append(AppiumConnection.extra_headers["X-Appium-Is-Sensitive"])
            raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        fail()
    assert inside == ["true"]
    assert AppiumConnection.extra_headers == before


def test_seleniums_log_has_no_bodies_within_the_block(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    typed = {"text": "13800000001", "value": list("13800000001")}
    with bodies_kept_back():
        SELENIUM_LOG.debug("%s %s %s", "POST", "http://127.0.0.1/value", str(typed))
        SELENIUM_LOG.debug("Remote response: status=%s | data=%s | headers=%s", 200, "13800000001", {})
        SELENIUM_LOG.debug("another form: 13800000001")
    assert caplog.messages == [
        "POST http://127.0.0.1/value …",
        "Remote response: status=200 | data=… | headers=…",
    ]
    SELENIUM_LOG.debug("%s %s %s", "POST", "http://127.0.0.1/other", "{}")
    assert caplog.messages[-1].endswith("{}")  # sessions of others are their own


def test_selenium_still_logs_in_the_forms_that_are_known(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, SELENIUM_LOG.name)
    remote = RemoteConnection(client_config=ClientConfig(f"http://127.0.0.1:{free_port()}"))
    with bodies_kept_back(), pytest.raises((HTTPError, OSError)):
        remote.execute(Command.SEND_KEYS_TO_ELEMENT, {"sessionId": "s", "id": "e", "text": "13800000001"})
    (message,) = [record.message for record in caplog.records if record.name == SELENIUM_LOG.name]
    assert message.endswith("/session/s/element/e/value …")
