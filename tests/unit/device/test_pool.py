from __future__ import annotations

import pytest

from pytest_mobcompliance.device.pool import Pool, pool_for
from pytest_mobcompliance.errors import ConfigurationError
from pytest_mobcompliance.settings import (
    AppSettings,
    DeviceSettings,
    ScreenSettings,
    SessionSettings,
    Settings,
    VirtualSettings,
)


def android(**devices: DeviceSettings) -> Settings:
    return Settings(app=AppSettings(platform="android", package="cn.example.bank"), devices=devices)


PHONES = {"p1": DeviceSettings(udid="S1"), "p2": DeviceSettings(udid="S2")}


def test_each_worker_has_a_device_of_its_own() -> None:
    pool = pool_for(android(**PHONES), "")
    assert [pool.take("gw0"), pool.take("gw1"), pool.take("gw2")] == ["p1", "p2", None]
    assert pool.take("gw0") == "p1"  # asked again, the same
    assert (pool.lacks(2), pool.lacks(3), pool.size) == (0, 1, 2)


def test_device_of_a_crashed_worker_goes_to_its_replacement() -> None:
    pool = pool_for(android(**PHONES), "")
    pool.take("gw0")
    pool.take("gw1")
    pool.give_back("gw0")
    pool.give_back("gw0")  # twice is once
    assert pool.take("gw2") == "p1"
    assert pool.take("gw3") is None


def test_named_device_is_the_only_one() -> None:
    pool = pool_for(android(**PHONES), "p2")
    assert (pool.take("gw0"), pool.lacks(2)) == ("p2", 1)


def test_the_second_device_of_an_account_is_nobody_s_first() -> None:
    settings = android(**PHONES).model_copy(
        update={
            "screens": {"account": ScreenSettings()},
            "session": SessionSettings(screen="account", second_device="p1"),
        }
    )
    pool = pool_for(settings, "")
    assert (pool.take("gw0"), pool.take("gw1")) == ("p2", None)


def test_attached_phone_is_one() -> None:
    pool = pool_for(android(), "")
    assert (pool.take("gw0"), pool.take("gw1")) == ("attached", None)


@pytest.mark.parametrize("device", ["virtual", "virtual?api=30"])
def test_virtual_phones_are_as_many_as_workers(device: str) -> None:
    pool = pool_for(android(**PHONES), device)
    assert {pool.take(f"gw{n}") for n in range(9)} == {device}
    assert pool.lacks(9) == 0


def test_declared_virtual_phones_take_turns() -> None:
    declared = {name: DeviceSettings(virtual=VirtualSettings()) for name in ("a", "b")}
    pool = pool_for(android(**declared), "")
    assert [pool.take(f"gw{n}") for n in range(4)] == ["a", "b", "a", "b"]


def test_emulated_handsets_are_as_many_as_workers() -> None:
    pool = pool_for(Settings(app=AppSettings(url="http://127.0.0.1/")), "")
    assert [pool.take("gw0"), pool.take("gw1")] == ["", ""]
    assert pool.lacks(50) == 0


def test_device_that_is_not_there() -> None:
    with pytest.raises(ConfigurationError, match="write 'p1'"):
        pool_for(android(**PHONES), "p11")


def test_pool_gives_what_it_got_back_first() -> None:
    pool = Pool(["a", "b", "c"], unlimited=False)
    pool.take("gw0")
    pool.give_back("gw0")
    assert pool.take("gw1") == "a"
