from __future__ import annotations

import pytest
from selenium.common.exceptions import (
    InvalidSessionIdException,
    TimeoutException,
    UnexpectedAlertPresentException,
    WebDriverException,
)
from urllib3.exceptions import MaxRetryError, ProtocolError, ReadTimeoutError

from pytest_mobcompliance.device.session import refused, renewed, translate


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
        ("something else", "session-refused"),
    ],
)
def test_refusal_names_what_is_missing(message: str, reason: str) -> None:
    told = refused("http://127.0.0.1:1", {"appium:automationName": "Chromium"}, message)
    assert told.reason == reason
    assert "new session (Chromium)" in str(told)


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
