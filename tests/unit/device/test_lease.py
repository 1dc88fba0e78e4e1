from __future__ import annotations

from pathlib import Path

import pytest

from pytest_mobcompliance.device.capabilities import web_capabilities
from pytest_mobcompliance.device.lease import EMULATED, lease_for
from pytest_mobcompliance.errors import ConfigurationError
from pytest_mobcompliance.settings import AppSettings, DeviceSettings, Settings


def settings(**devices: DeviceSettings) -> Settings:
    return Settings(app=AppSettings(url="http://127.0.0.1/"), devices=devices)


def test_without_devices_a_handset_is_emulated() -> None:
    lease = lease_for(settings(), "", "main")
    assert (lease.name, lease.width, lease.height, lease.pixel_ratio) == (EMULATED, 390, 844, 2.0)


def test_first_declared_device_is_the_default() -> None:
    small = DeviceSettings(width=320, height=568, pixel_ratio=3)
    assert lease_for(settings(small=small, large=DeviceSettings()), "", "gw0").width == 320


def test_named_device_is_taken() -> None:
    lease = lease_for(settings(a=DeviceSettings(), b=DeviceSettings(server="http://127.0.0.1:1")), "b", "gw1")
    assert (lease.name, lease.worker, lease.server) == ("b", "gw1", "http://127.0.0.1:1")


def test_unknown_device_is_refused_with_the_nearest() -> None:
    with pytest.raises(ConfigurationError, match="write 'small'"):
        lease_for(settings(small=DeviceSettings()), "smal", "main")


def test_capabilities_emulate_the_lease() -> None:
    lease = lease_for(settings(a=DeviceSettings(width=360, height=640, pixel_ratio=3)), "a", "main")
    options = web_capabilities(settings(), lease, Path("profile"), 40001)["goog:chromeOptions"]
    metrics = options["mobileEmulation"]["deviceMetrics"]
    assert (metrics["width"], metrics["height"], metrics["pixelRatio"]) == (360, 640, 3)
    assert "--user-data-dir=profile" in options["args"]
