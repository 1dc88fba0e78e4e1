from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from pytest_mobcompliance.device.doctor import BRANDS, DRIVERS, Diagnosis, diagnose
from pytest_mobcompliance.messages import load_messages
from pytest_mobcompliance.settings import DEMO

ADB = """
case "$*" in
  --version) echo "Android Debug Bridge version 1.0.41" ;;
  devices) printf 'List of devices attached\\n{devices}\\n' ;;
  *ro.product.brand*) echo "{brand}" ;;
  *ro.product.model*) echo "Model X" ;;
  *version.release*) echo "14" ;;
  *keyevent*) echo "{pressed}" ;;
esac
"""
REFUSED = "java.lang.SecurityException: Injecting to another application requires INJECT_EVENTS permission"

DECLARED = ("identities", "unfit", "forms", "test-packages", "house-values")
"""What is looked for in the settings."""


@pytest.fixture
def rig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root folder with settings for an Android app, a server, its driver and an SDK."""
    for name in ("ANDROID_HOME", "ANDROID_SDK_ROOT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    (tmp_path / "mobcompliance.toml").write_text(
        '[app]\nplatform = "android"\npackage = "cn.example.bank"\n', "utf-8"
    )
    program(tmp_path / "rig" / "node_modules" / ".bin" / "appium", "echo 3.8.0")
    package = tmp_path / "rig" / "node_modules" / "appium-uiautomator2-driver" / "package.json"
    package.parent.mkdir(parents=True)
    package.write_text(json.dumps({"version": "8.7.0"}))
    return tmp_path


def program(file: Path, body: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def adb(rig: Path, devices: str = "S1\\tdevice", brand: str = "google", pressed: str = "") -> None:
    body = ADB.format(devices=devices, brand=brand, pressed=pressed)
    program(rig / "rig" / "android-sdk" / "platform-tools" / "adb", body)


def found(rig: Path) -> dict[str, Diagnosis]:
    return {each.item: each for each in diagnose(rig / "mobcompliance.toml", rig)}


def test_android_needs_no_browser(rig: Path) -> None:
    adb(rig)
    told = found(rig)
    assert (told["driver-android"].ok, told["driver-android"].found) == (True, "8.7.0")
    assert told["adb"].found == "Android Debug Bridge version 1.0.41"
    assert told["android-home"].found.endswith("rig/android-sdk")
    assert told["phone"].found == "S1: google Model X, Android 14"
    assert told["usb-debugging"].ok
    assert not {"chromium", "chromedriver", "driver", "axe"} & told.keys()


@pytest.mark.parametrize(
    ("devices", "item"),
    [("", "phone"), ("S1\\tunauthorized", "phone-unauthorized"), ("S1\\toffline", "phone-offline")],
)
def test_phone_that_is_not_ready(rig: Path, devices: str, item: str) -> None:
    adb(rig, devices)
    assert not found(rig)[item].ok


@pytest.mark.parametrize(
    ("brand", "item"),
    [("Redmi", "usb-debugging-xiaomi"), ("vivo", "usb-debugging-vivo"), ("Nokia", "usb-debugging")],
)
def test_switch_that_is_off_is_named_by_brand(rig: Path, brand: str, item: str) -> None:
    adb(rig, brand=brand, pressed=REFUSED)
    assert not found(rig)[item].ok
    adb(rig, brand=brand)
    assert found(rig)[item].ok


def test_no_adb_at_all(rig: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    told = found(rig)
    assert [told[item].ok for item in ("adb", "android-home", "phone")] == [False] * 3


def test_pages_need_no_phone(rig: Path) -> None:
    (rig / "mobcompliance.toml").write_text('[app]\nurl = "http://127.0.0.1/"\n', "utf-8")
    told = found(rig)
    assert {"chromium", "driver", "axe"} <= told.keys()
    assert not {"adb", "phone"} & told.keys()


def test_without_settings_nobody_knows_what_the_app_needs(rig: Path) -> None:
    adb(rig, "")
    told = {each.item: each for each in diagnose(None, rig)}
    assert {item: each.platform for item, each in told.items() if each.platform} == {
        **dict.fromkeys(("driver", "chromium", "chromedriver", "same-version", "axe"), "web"),
        **dict.fromkeys(("driver-android", "adb", "android-home", "phone"), "android"),
        "driver-ios": "ios",
    }
    assert [item for item, each in told.items() if each.needed] == ["settings", "python", "node", "appium"]


def test_what_the_settings_leave_open_stops_nobody(rig: Path) -> None:
    adb(rig)
    told = found(rig)
    assert {told[item].needed for item in DECLARED} == {False}
    assert {told[item].ok for item in DECLARED} == {False}
    assert told["forms"].found == "✗ login  ✗ registration  ✗ reset  ✗ transfer"
    (rig / "mobcompliance.toml").write_text(DEMO.read_text("utf-8"), "utf-8")
    assert {item: found(rig)[item].ok for item in DECLARED} == dict.fromkeys(DECLARED, True)


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_everything_has_a_name_and_a_remedy(lang: str) -> None:
    messages = load_messages(lang)
    items = [item for item, _ in DRIVERS.values()]
    items += ["adb", "android-home", "phone", "phone-offline", "phone-unauthorized", "usb-debugging"]
    items += [*(f"usb-debugging-{owner}" for owner in BRANDS), *DECLARED]
    for platform in DRIVERS:
        assert messages.has(f"doctor/only/{platform}")
    for item in items:
        assert messages.has(f"doctor/item/{item}")
        assert messages.has(f"doctor/fix/{item}")
