from __future__ import annotations

import pytest
from selenium.common.exceptions import (
    InvalidSessionIdException,
    TimeoutException,
    UnexpectedAlertPresentException,
    WebDriverException,
)
from urllib3.exceptions import MaxRetryError, ProtocolError, ReadTimeoutError

from pytest_mobcompliance.device.session import translate


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
