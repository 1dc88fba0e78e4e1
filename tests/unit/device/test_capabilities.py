from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from pytest_mobcompliance.device.capabilities import (
    Ports,
    android_capabilities,
    free_ports,
    ios_capabilities,
    refuse_blind,
    web_capabilities,
)
from pytest_mobcompliance.device.lease import Lease, lease_for
from pytest_mobcompliance.device.server import free_distinct_ports
from pytest_mobcompliance.errors import ConfigurationError
from pytest_mobcompliance.settings import AppSettings, DeviceSettings, Settings

PORTS = Ports(40001, 40002, 40003)
ANDROID = Settings(app=AppSettings(platform="android", package="cn.example.bank"))
IOS = Settings(app=AppSettings(platform="ios", bundle_id="cn.example.bank"))


def test_web_capabilities_emulate_the_lease() -> None:
    settings = Settings(
        app=AppSettings(url="http://127.0.0.1/"),
        devices={"a": DeviceSettings(width=360, height=640, pixel_ratio=3)},
    )
    options = web_capabilities(settings, lease_for(settings, "a", "main"), Path("profile"), 40001)[
        "goog:chromeOptions"
    ]
    metrics = options["mobileEmulation"]["deviceMetrics"]
    assert (metrics["width"], metrics["height"], metrics["pixelRatio"]) == (360, 640, 3)
    assert "--user-data-dir=profile" in options["args"]


def test_browser_remembers_nothing_that_is_typed() -> None:
    settings = Settings(app=AppSettings(url="http://127.0.0.1/"))
    asked = web_capabilities(settings, lease_for(settings, "", "main"), Path("profile"), 40001)
    kept = {"autofill.profile_enabled", "credentials_enable_service", "profile.password_manager_enabled"}
    assert {name for name in kept if asked["goog:chromeOptions"]["prefs"][name] is False} == kept


def test_android_needs_no_more_than_a_udid_or_nothing() -> None:
    plain = android_capabilities(ANDROID, Lease(name="attached", worker="main"), PORTS)
    named = android_capabilities(ANDROID, Lease(name="p1", worker="main", udid="S1"), PORTS)
    assert named == plain | {"appium:udid": "S1"}
    assert (plain["platformName"], plain["appium:automationName"]) == ("Android", "UiAutomator2")
    ports = ("appium:systemPort", "appium:mjpegServerPort", "appium:chromedriverPort")
    assert [plain[name] for name in ports] == [40001, 40002, 40003]
    assert (plain["appium:noReset"], plain["appium:autoLaunch"]) == (True, False)


@pytest.mark.parametrize("name", ["systemPort", "appium:systemPort"])
def test_capabilities_of_the_settings_replace_ours(name: str) -> None:
    lease = Lease(name="p1", worker="main", capabilities={name: 7, "appium:adbPort": 5038})
    asked = android_capabilities(ANDROID, lease, PORTS)
    assert (asked["appium:systemPort"], asked["appium:adbPort"]) == (7, 5038)
    assert "systemPort" not in asked


def test_ios_capabilities() -> None:
    asked = ios_capabilities(IOS, Lease(name="i1", worker="main", udid="U1"), PORTS)
    assert (asked["appium:automationName"], asked["appium:bundleId"]) == ("XCUITest", "cn.example.bank")
    assert (asked["appium:wdaLocalPort"], asked["appium:udid"]) == (40001, "U1")
    assert not any("Alerts" in name for name in asked)


def test_app_without_a_name_is_a_configuration_fault() -> None:
    lease = Lease(name="p1", worker="main")
    with pytest.raises(ConfigurationError, match=r"app\.package"):
        android_capabilities(Settings(app=AppSettings(platform="android")), lease, PORTS)
    with pytest.raises(ConfigurationError, match=r"app\.bundle_id"):
        ios_capabilities(Settings(app=AppSettings(platform="ios")), lease, PORTS)


@pytest.mark.parametrize(
    ("capabilities", "name"),
    [
        ({"appium:autoGrantPermissions": True}, "appium:autoGrantPermissions"),
        ({"autoAcceptAlerts": True}, "autoAcceptAlerts"),
        ({"appium:autoDismissAlerts": "true"}, "appium:autoDismissAlerts"),
        ({"appium:auto_grant_permissions": 1}, "appium:auto_grant_permissions"),
        ({"appium:AutoGrantPermissions": True}, "appium:AutoGrantPermissions"),
        ({"appium:options": {"autoGrantPermissions": True}}, "appium:options.autoGrantPermissions"),
        ({"appium:options": {"appium:autoAcceptAlerts": True}}, "appium:options.appium:autoAcceptAlerts"),
        ({"firstMatch": [{"appium:autoDismissAlerts": True}]}, "firstMatch.appium:autoDismissAlerts"),
        ({"appium:settings[defaultAlertAction]": "accept"}, "appium:settings[defaultAlertAction]"),
        ({"appium:settings": {"defaultAlertAction": "dismiss"}}, "appium:settings.defaultAlertAction"),
    ],
)
def test_nothing_may_answer_dialogs_unseen(capabilities: dict[str, Any], name: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(name)) as caught:
        refuse_blind(capabilities)
    assert "set_permission" in str(caught.value)
    with pytest.raises(ValidationError, match="permission dialogs unseen"):
        DeviceSettings(capabilities=capabilities)


@pytest.mark.parametrize(
    "capabilities",
    [
        {"appium:autoGrantPermissions": False, "appium:options": {"autoAcceptAlerts": False}},
        {"appium:settings[defaultAlertAction]": "", "appium:appPackage": "cn.example.autoGrantPermissions"},
    ],
)
def test_what_is_switched_off_answers_nothing(capabilities: dict[str, Any]) -> None:
    refuse_blind(capabilities)
    DeviceSettings(capabilities=capabilities)


def test_no_two_ports_of_a_session_are_one() -> None:
    for _ in range(50):
        assert len(set(free_distinct_ports(200))) == 200


def test_no_two_leases_share_a_port() -> None:
    names = ("appium:systemPort", "appium:mjpegServerPort", "appium:chromedriverPort")
    asked = [
        android_capabilities(ANDROID, Lease(name=f"p{n}", worker=f"gw{n}", udid=f"S{n}"), free_ports())
        for n in range(4)
    ]
    assert all(len({capabilities[name] for name in names}) == 3 for capabilities in asked)
    different = {capabilities[name] for capabilities in asked for name in names}
    assert len(different) > 10  # the system may give a port again that was free before
