"""The Appium session: opened, closed, and its errors told apart."""

from __future__ import annotations

import contextlib
import logging
import re
import secrets
from collections.abc import Generator
from typing import Any

from appium.options.common import AppiumOptions
from appium.webdriver.appium_connection import AppiumConnection
from appium.webdriver.client_config import AppiumClientConfig
from appium.webdriver.webdriver import WebDriver
from selenium.common.exceptions import (
    InvalidSessionIdException,
    NoSuchWindowException,
    TimeoutException,
    UnexpectedAlertPresentException,
    WebDriverException,
)
from selenium.webdriver.common.proxy import Proxy, ProxyType
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.remote_connection import LOGGER as SELENIUM_LOG
from urllib3.exceptions import HTTPError, ReadTimeoutError

from ..errors import RigError
from ..messages import say
from .server import free_port, is_loopback

# What the driver's own refusal contains, the reason code, and what helps.
_REFUSALS = (
    (
        r"unauthorized",
        "device-unauthorised",
        say("unlock the phone and allow USB debugging for this computer"),
    ),
    (
        r"not in the list of connected devices|Could not find a connected Android device"
        r"|device '?[^ ]*'? not found|device offline|no devices/emulators",
        "device-offline",
        say("connect the phone and look for it with `adb devices`"),
    ),
    (
        r"ANDROID_HOME|ANDROID_SDK_ROOT|Could not find 'adb",
        "sdk-missing",
        say("apt-get install adb, and let ANDROID_HOME name a folder with platform-tools/adb"),
    ),
    (
        r"INSTALL_FAILED_(USER_RESTRICTED|ABORTED|VERIFICATION)|install.*(canceled|not allowed) by user",
        "install-refused",
        say(
            "allow installing over USB in the phone's developer options (a switch of its own on many brands)"
        ),
    ),
    (
        r"WRITE_SECURE_SETTINGS|GRANT_RUNTIME_PERMISSIONS|INJECT_EVENTS",
        "usb-debugging-limited",
        say("switch on the security settings of USB debugging in the phone's developer options"),
    ),
    (
        r"instrumentation process (cannot be initialized|is not running)",
        "driver-not-started",
        say("unlock the phone, remove io.appium.uiautomator2.server from it and run again"),
    ),
    (
        r"only supports Chrome version|supports Chrome version \d+",
        "chromedriver-mismatch",
        say("apt-get install chromium chromium-driver, both of one version"),
    ),
    (r"cannot find Chrome binary|no chrome binary", "chromium-missing", say("apt-get install chromium")),
    (
        r"executable.*(not found|not exist)|ENOENT|chromedriver",
        "chromedriver-missing",
        say("apt-get install chromium-driver"),
    ),
    (
        r"Could not find a driver|No matching|not installed",
        "driver-missing",
        say("`npm ci` in the folder of the server"),
    ),
)


# What an error of a command contains once the device or what runs on it is gone, and its reason code.
_GONE = (
    (r"device unauthorized", "device-unauthorised", say("unlock the phone and allow USB debugging again")),
    (
        r"device '?[^ ']*'? not found|device offline|no devices/emulators found"
        r"|not in the list of connected devices|Could not find a connected Android device"
        r"|cannot connect to daemon|protocol fault|error: closed",
        "device-offline",
        say("connect the phone again and look for it with `adb devices`"),
    ),
    (
        r"instrumentation process is not running|cannot be proxied to UiAutomator2"
        r"|Could not proxy command.*(socket hang up|ECONNREFUSED|ECONNRESET)|stream has been aborted",
        "session-lost",
        say("run again; the driver's server on the phone ended"),
    ),
    (
        r"insecure feature '?[\w:]*adb_shell",
        "capability-missing",
        say("start the server with --allow-insecure uiautomator2:adb_shell"),
    ),
)
CLOSING = 20
"""Seconds that a session may take to end: with its phone gone, Appium looks for it for minutes."""
_ADVERT = re.compile(r"; For documentation on this error, please visit: .*")
"""What selenium adds to some messages."""
RENEWABLE = frozenset(
    {"session-lost", "command-timeout", "page-timeout", "script-timeout", "device-offline", "server-died"}
)
"""Faults after which a new session may help."""
SENSITIVE = {"X-Appium-Is-Sensitive": "true"}
"""Appium 3 keeps a request with this header out of its log."""


class Session(WebDriver):
    """A session that can be opened anew when its browser or driver ended or is stuck."""

    def __init__(self, server: str, wanted: dict[str, Any], config: AppiumClientConfig) -> None:
        self._wanted = wanted
        self._config = config
        super().__init__(
            command_executor=server,
            options=AppiumOptions().load_capabilities(wanted),
            client_config=config,
        )

    def execute(
        self, driver_command: str | Generator[dict[str, Any], Any, Any], params: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """As Selenium's, whose log is told of commands and their status only."""
        with bodies_kept_back():
            answer: dict[str, Any] = super().execute(driver_command, params)
        return answer

    def renew(self, *, stuck: bool) -> None:
        """Open the session anew, with a new browser profile and a driver port of its own.

        :param stuck: the old session or its phone does not answer, so it is not asked to end (in time, Appium
            does that).
        :raises WebDriverException: when it is refused.
        """
        if not stuck:
            with contextlib.suppress(WebDriverException, HTTPError, OSError), self.hurried():
                self.execute(Command.QUIT)
        self.start_session(renewed(self._wanted, free_port(), secrets.token_hex(2)))

    @contextlib.contextmanager
    def hurried(self) -> Generator[None]:
        """Within the block, no command is waited for longer than `CLOSING`."""
        usual = self._config.timeout
        self._config.timeout = min(CLOSING, usual or CLOSING)
        try:
            yield
        finally:
            self._config.timeout = usual


def renewed(wanted: dict[str, Any], port: int, suffix: str) -> dict[str, Any]:
    """The same capabilities, with nothing that the old browser or driver may still hold."""
    browser = dict(wanted.get("goog:chromeOptions", {}))
    browser["args"] = [
        f"{argument}-{suffix}" if argument.startswith("--user-data-dir=") else argument
        for argument in browser.get("args", [])
    ]
    ours: dict[str, Any] = {"goog:chromeOptions": browser, "appium:chromedriverPort": port}
    for name in ("appium:systemPort", "appium:mjpegServerPort", "appium:wdaLocalPort"):
        if name in wanted:
            ours[name] = free_port()
    return wanted | {name: value for name, value in ours.items() if name in wanted}


def open_session(server: str, capabilities: dict[str, Any], timeout: float) -> Session:
    """Open a session.

    :param timeout: seconds that one command may take.
    :raises RigError: ``session-refused``, ``driver-missing``, ``chromium-missing``, ``chromedriver-missing``
        or ``server-died``.
    """
    config = AppiumClientConfig(
        remote_server_addr=server,
        timeout=timeout,
        # Asking again would wait three times longer for a server that does not answer.
        init_args_for_pool_manager={"init_args_for_pool_manager": {"retries": False}},
        # A proxy that the environment names is not for this machine itself.
        proxy=Proxy({"proxyType": ProxyType.DIRECT}) if is_loopback(server) else None,
    )
    try:
        return Session(server, capabilities, config)
    except WebDriverException as error:
        raise refused(server, capabilities, _told(error)) from error
    except (HTTPError, OSError) as error:
        raise translate(error, say("{server}: new session", server=server)) from error


def refused(server: str, capabilities: dict[str, Any], message: str) -> RigError:
    """Tell what is missing by what the driver says when it opens no session."""
    reason, help_ = "session-refused", say("`mobcompliance doctor` tells what is missing")
    for pattern, code, advice in _REFUSALS:
        if re.search(pattern, message, re.IGNORECASE):
            reason, help_ = code, say("{advice}; `mobcompliance doctor` looks for the rest", advice=advice)
            break
    return RigError(
        reason=reason,
        who="mob_session",
        where=say(
            "{server}: new session ({driver})",
            server=server,
            driver=capabilities.get("appium:automationName"),
        ),
        got=_ADVERT.sub("", message.splitlines()[0])[:300] if message else say("no reason"),
        wanted=say("a session"),
        next_step=help_,
    )


def close_session(driver: WebDriver) -> None:
    """Close a session; one that is gone already is closed."""
    hurry = driver.hurried() if isinstance(driver, Session) else contextlib.nullcontext()
    with contextlib.suppress(WebDriverException, HTTPError, OSError), hurry:
        driver.quit()


def translate(error: Exception, where: str) -> RigError:
    """Tell what an error of a command means for the rig."""
    got, told = _one_line(error), _told(error)
    reason, wanted, next_step = "command-failed", say("an answer"), say("look at the Appium log of the run")
    gone = next((row for row in _GONE if re.search(row[0], told, re.DOTALL)), None)
    if gone is not None:
        _, reason, next_step = gone
    elif isinstance(error, InvalidSessionIdException | NoSuchWindowException) or re.search(
        r"session.*(terminated|not found|not started)|disconnected|crashed", got
    ):
        reason, next_step = "session-lost", say("run again; the browser or its driver ended")
    elif isinstance(error, UnexpectedAlertPresentException):
        reason, wanted = "unexpected-alert", say("no dialog")
        next_step = say("close the dialog in the steps before")
    elif isinstance(error, TimeoutException):
        script = "script" in got.lower()
        reason = "script-timeout" if script else "page-timeout"
        wanted = say("a page that finishes loading")
        next_step = say("open the page by hand, or raise [web] page_timeout")
    elif isinstance(error, ReadTimeoutError):
        reason, next_step = "command-timeout", say("raise [server] command_timeout if the device is slow")
    elif isinstance(error, HTTPError | OSError):
        reason, wanted = "server-died", say("a server that answers")
        next_step = say("read the Appium log in the run's folder")
    return RigError(
        reason=reason, who="mob_session", where=where, got=got, wanted=wanted, next_step=next_step
    )


@contextlib.contextmanager
def kept_out_of_the_log() -> Generator[None]:
    """Within the block, requests tell Appium to keep them out of its log."""
    before = AppiumConnection.extra_headers
    AppiumConnection.extra_headers = {**before, **SENSITIVE}
    try:
        yield
    finally:
        AppiumConnection.extra_headers = before


@contextlib.contextmanager
def bodies_kept_back() -> Generator[None]:
    """Within the block, Selenium's log has no body: not what is typed, key by key, and no screen or picture.

    Once written by a handler, in a live log or a log file, nothing redacts it any more.
    """
    SELENIUM_LOG.addFilter(_without_bodies)
    try:
        yield
    finally:
        SELENIUM_LOG.removeFilter(_without_bodies)


def _without_bodies(record: logging.LogRecord) -> bool:
    match record.msg, record.args:
        case "%s %s %s", (method, url, _):
            record.args = (method, url, "…")
        case str(message), (status, _, _) if message.startswith("Remote response: status=%s"):
            record.args = (status, "…", "…")
        case _:
            return False  # another Selenium may put bodies anywhere
    return True


def _told(error: Exception) -> str:
    """All that an error says; what adb answered stands at its end."""
    return str(getattr(error, "msg", None) or str(error) or type(error).__name__).strip()


def _one_line(error: Exception) -> str:
    return _ADVERT.sub("", _told(error).splitlines()[0])[:300]
