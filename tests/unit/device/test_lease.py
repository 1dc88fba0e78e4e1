from __future__ import annotations

from typing import Any

import pytest

from pytest_mobcompliance.device.lease import ATTACHED, EMULATED, lease_for, virtual_phone
from pytest_mobcompliance.errors import ConfigurationError
from pytest_mobcompliance.messages import load_messages
from pytest_mobcompliance.settings import AppSettings, DeviceSettings, Settings, VirtualSettings


def settings(**devices: DeviceSettings) -> Settings:
    return Settings(app=AppSettings(url="http://127.0.0.1/"), devices=devices)


def android(**devices: DeviceSettings) -> Settings:
    return Settings(app=AppSettings(platform="android", package="cn.example.bank"), devices=devices)


def test_without_devices_a_handset_is_emulated() -> None:
    lease = lease_for(settings(), "", "main")
    assert (lease.name, lease.width, lease.height, lease.pixel_ratio) == (EMULATED, 390, 844, 2.0)


def test_first_declared_device_is_the_default() -> None:
    small = DeviceSettings(width=320, height=568, pixel_ratio=3)
    assert lease_for(settings(small=small, large=DeviceSettings()), "", "gw0").width == 320


def test_named_device_is_taken() -> None:
    lease = lease_for(settings(a=DeviceSettings(), b=DeviceSettings(server="http://127.0.0.1:1")), "b", "gw1")
    assert (lease.name, lease.worker, lease.server) == ("b", "gw1", "http://127.0.0.1:1")


@pytest.mark.parametrize("make", [settings, android])
def test_unknown_device_is_refused_with_the_nearest(make: Any) -> None:
    with pytest.raises(ConfigurationError, match="write 'small'"):
        lease_for(make(small=DeviceSettings(udid="S")), "smal", "main")


def test_phone_without_a_declaration_is_the_attached_one() -> None:
    lease = lease_for(android(), "", "main")
    assert (lease.name, lease.udid, lease.virtual) == (ATTACHED, None, None)


def test_phone_is_named_by_its_udid() -> None:
    assert lease_for(android(), "R58M123ABC", "main").udid == "R58M123ABC"
    p1 = DeviceSettings(udid="192.168.1.5:5555", server="http://127.0.0.1:1", capabilities={"x": 1})
    lease = lease_for(android(p1=p1), "192.168.1.5:5555", "main")
    assert (lease.udid, lease.server, lease.capabilities) == (
        "192.168.1.5:5555",
        "http://127.0.0.1:1",
        {"x": 1},
    )


def test_udid_is_nothing_for_pages() -> None:
    with pytest.raises(ConfigurationError, match="one of chromium"):
        lease_for(settings(), "R58M123ABC", "main")


# --- virtual phones


def test_virtual_phone_with_what_it_shall_be() -> None:
    lease = lease_for(
        android(),
        "virtual?api=30&vendor=miui&defects=no-notice,no-purpose&latency_ms=100&night=true&font_scale=1.3&root=false"
        "&faults=prompt-twice,prompt-covers",
        "gw0",
    )
    assert (lease.name, lease.worker) == ("virtual", "gw0")
    assert lease.virtual == VirtualSettings(
        api=30,
        vendor="miui",
        defects=("no-notice", "no-purpose"),
        latency_ms=100,
        night=True,
        font_scale=1.3,
        root=False,
        faults=("prompt-twice", "prompt-covers"),
    )


@pytest.mark.parametrize("device", ["", "p1", "virtually", "virtual-2"])
def test_other_names_are_no_virtual_phone(device: str) -> None:
    assert virtual_phone(device) is None


def test_plain_virtual_phone_is_the_usual_one() -> None:
    assert virtual_phone("virtual") == VirtualSettings()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("vendr=miui", ["unknown key 'vendr'", "write 'vendor'"]),
        ("colour=red", ["unknown key 'colour'", "one of api, vendor"]),
        ("api=19", ["api=19", "a number of at least 26"]),
        ("vendor=htc", ["vendor=htc", "'aosp'"]),
        ("locale=../x", ["locale=../x"]),
        ("defects=no-notise", ["unknown defect 'no-notise'", "mean 'no-notice'"]),
        ("faults=prompt-falls", ["faults=", "prompt-twice"]),
    ],
)
def test_wrong_wishes_are_refused_with_what_there_is(query: str, said: list[str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        virtual_phone(f"virtual?{query}")
    for part in said:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("colour=red", ["得到：未知的键 'colour'", "应为：api、vendor"]),
        ("api=19", ["应为：不小于 26 的数字", "下一步：请删除 'api'"]),
        ("defects=no-notise", ["得到：未知的缺陷 'no-notise'，是否应为 'no-notice'？"]),
        ("defects=zzzz", ["得到：未知的缺陷 'zzzz'，可用的有：account-enumeration、"]),
    ],
)
def test_wrong_wishes_are_refused_in_the_language_of_the_run(query: str, said: list[str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        virtual_phone(f"virtual?{query}")
    told = load_messages("zh-CN").said(caught.value.told)
    assert [part for part in said if part not in told] == []


def test_virtual_phone_runs_no_page() -> None:
    with pytest.raises(ConfigurationError, match="platform 'web'"):
        lease_for(settings(), "virtual", "main")


def test_declared_device_may_be_virtual() -> None:
    lease = lease_for(android(v=DeviceSettings(virtual=VirtualSettings(api=29))), "v", "main")
    assert lease.virtual is not None
    assert lease.virtual.api == 29
