"""Simulated phones behind a real adb client, for the files of this folder."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appium import webdriver
from appium.options.common import AppiumOptions
from suite_runner import ROOT

from pytest_mobcompliance.virtual_phone.adb.cable import Cable
from pytest_mobcompliance.virtual_phone.adb.server import AdbServer
from pytest_mobcompliance.virtual_phone.appium.ondevice import OnDeviceServer
from pytest_mobcompliance.virtual_phone.bank import app
from pytest_mobcompliance.virtual_phone.bank.server import BankServer
from pytest_mobcompliance.virtual_phone.demo import demo_phone, installer
from pytest_mobcompliance.virtual_phone.phone import Phone
from pytest_mobcompliance.virtual_phone.spec import PhoneSpec

ADB = ROOT / "rig/android-sdk/platform-tools/adb"
FEATURES = ("uiautomator2:adb_shell",)
"""What the Appium server must allow for `mobile: shell`."""


@dataclass(frozen=True, slots=True)
class Plugged:
    """An adb server with phones on it."""

    adb: AdbServer
    cables: tuple[Cable, ...]

    @property
    def phones(self) -> tuple[Phone, ...]:
        return tuple(cable.phone for cable in self.cables)

    def client(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run the real adb client."""
        command = [str(ADB), "-H", "127.0.0.1", "-P", str(self.adb.port), *args]
        return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)


@contextmanager
def plugged(
    *specs: PhoneSpec, defects: tuple[str, ...] = (), bank: BankServer | None = None
) -> Iterator[Plugged]:
    """Phones with the demo bank on an adb server of their own.

    :param bank: the bank's server, where the phones share it.
    """
    cables = [_cable(spec, defects, bank) for spec in specs or (PhoneSpec(),)]
    with AdbServer(cables) as adb:
        yield Plugged(adb, tuple(cables))


def _cable(spec: PhoneSpec, defects: tuple[str, ...], bank: BankServer | None) -> Cable:
    phone = demo_phone(spec, defects, bank)
    return Cable(phone, OnDeviceServer(phone), open_apk=installer(defects, bank))


def settings_file(rig: Plugged, folder: Path, second: str = "") -> Path:
    """The demo bank's settings with the phones of this rig as devices ``p1``, ``p2`` …

    :param second: the one that is the second device of an account; without, there is none.
    """
    tables = [
        f"""
[devices.p{number}]
udid = "{phone.serial}"
[devices.p{number}.capabilities]
"appium:adbPort" = {rig.adb.port}
"appium:remoteAdbHost" = "127.0.0.1"
"""
        for number, phone in enumerate(rig.phones, 1)
    ]
    file = folder / "mobcompliance.toml"
    bank = Path(app.__file__).with_name("mobcompliance.toml")
    own = bank.read_text("utf-8").replace('second_device = "virtual"', f'second_device = "{second}"')
    file.write_text(own + "".join(tables), "utf-8")
    for version in bank.parent.glob("*.apk"):  # what `[app] file` and `previous` name
        shutil.copy(version, folder)
    return file


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


def capabilities(rig: Plugged, serial: str, **more: Any) -> dict[str, Any]:
    """What a phone needs: its serial, and ports that are free. The rest is the driver's own business.

    The adb host is named although it is this one: else a client that finds no server starts and leaves one.
    """
    return {
        "platformName": "Android",
        "appium:automationName": "UiAutomator2",
        "appium:udid": serial,
        "appium:remoteAdbHost": "127.0.0.1",
        "appium:adbPort": rig.adb.port,
        "appium:systemPort": free_port(),
        "appium:suppressKillServer": True,
        "appium:noReset": True,
        "appium:autoLaunch": False,
        **{f"appium:{name}": value for name, value in more.items()},
    }


def options(wanted: dict[str, Any]) -> AppiumOptions:
    """Capabilities in the client's own form."""
    found = AppiumOptions()
    found.load_capabilities(wanted)
    return found


@contextmanager
def session(url: str, wanted: dict[str, Any]) -> Iterator[webdriver.Remote]:
    """A session; its end may fail when a test took the phone away."""
    driver = webdriver.Remote(url, options=options(wanted))
    try:
        driver.update_settings({"waitForSelectorTimeout": 0, "waitForIdleTimeout": 0})
        yield driver
        driver.quit()
    except BaseException:
        with suppress(Exception):  # the first failure is the one that counts
            driver.quit()
        raise


def mobile(driver: webdriver.Remote, name: str, /, **arguments: Any) -> Any:
    """A ``mobile:`` command."""
    return driver.execute_script(f"mobile: {name}", arguments)
