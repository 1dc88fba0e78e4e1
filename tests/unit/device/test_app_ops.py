"""App-ops from what phones printed: single lines of published dumps, of whatever app they tell."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.device.app import Access
from pytest_mobcompliance.device.app_ops import accesses_in, clock_in, duration_ms, is_unknown

NOW = 1_800_000_000_000.0
# Android 14 or newer: uid modes, the last without the prefix, then the package's (S #66033926710, shortened).
NEWER = """\
Uid mode: COARSE_LOCATION: foreground
BLUETOOTH_ADVERTISE: ignore
READ_MEDIA_VISUAL_USER_SELECTED: ignore
FINE_LOCATION: allow; time=+10m48s986ms ago
GPS: allow; time=+10m48s966ms ago; duration=+27ms
WAKE_LOCK: allow; time=+2m17s14ms ago; duration=+369ms
MONITOR_LOCATION: allow; time=+10m48s988ms ago; duration=+15ms
ACCESS_RESTRICTED_SETTINGS: default; rejectTime=+6h20m2s425ms ago
"""
# A TV with Android 14 (S #53825784410).
TELEVISION = """\
WAKE_LOCK: allow; time=+5m55s466ms ago; duration=+2s889ms
READ_MEDIA_IMAGES: allow; time=+1m43s406ms ago
AUTO_START: ignore; rejectTime=+7m6s72ms ago
"""
# Used and refused (S #57401982249); HyperOS (S #70957366941); Android 10 (S #69418665428).
BOTH = (
    "SYSTEM_ALERT_WINDOW: allow; time=+16m38s369ms ago; rejectTime=+44d20h55m53s75ms ago;"
    " duration=+40s994ms\n"
)
XIAOMI = """\
Uid mode: ACCESS_RESTRICTED_SETTINGS: allow
ACCESS_RESTRICTED_SETTINGS: default; time=+19h26m44s501ms ago
MIUIOP(10008): allow; time=+4h5m22s172ms ago
MIUIOP(10053): ignore
"""
NOTHING = ("No operations.\n", "No operations.\nDefault mode: default\n", "Uid mode: CAMERA: ignore\n", "")


def ago(minutes: float = 0, seconds: float = 0, *, hours: float = 0, days: float = 0) -> float:
    return NOW - (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000


def test_uses_and_refusals_the_earliest_first() -> None:
    assert accesses_in(NEWER, NOW) == (
        Access("ACCESS_RESTRICTED_SETTINGS", ago(20, 2.425, hours=6), True),
        Access("MONITOR_LOCATION", ago(10, 48.988), False, 15),
        Access("FINE_LOCATION", ago(10, 48.986), False),
        Access("GPS", ago(10, 48.966), False, 27),
        Access("WAKE_LOCK", ago(2, 17.014), False, 369),
    )


def test_other_phones() -> None:
    assert [(each.operation, each.refused) for each in accesses_in(TELEVISION, NOW)] == [
        ("AUTO_START", True),
        ("WAKE_LOCK", False),
        ("READ_MEDIA_IMAGES", False),
    ]
    assert accesses_in(BOTH, NOW) == (
        Access("SYSTEM_ALERT_WINDOW", ago(55, 53.075, days=44, hours=20), True),
        Access("SYSTEM_ALERT_WINDOW", ago(16, 38.369), False, 40_994),
    )
    assert {each.operation for each in accesses_in(XIAOMI, NOW)} == {
        "ACCESS_RESTRICTED_SETTINGS",
        "MIUIOP(10008)",
    }


def test_what_lasts_ends_later_than_it_began() -> None:
    (use,) = accesses_in("FINE_LOCATION: allow; time=+10s0ms ago; duration=+9s0ms\n", NOW)
    assert (use.time_ms, use.ended_ms) == (NOW - 10_000, NOW - 1000)
    (use,) = accesses_in("CAMERA: allow; time=+10s0ms ago; duration=-1ms\n", NOW)
    assert use.ended_ms == use.time_ms


def test_what_runs_lasts_until_now() -> None:
    """As AOSP writes it (S #456672117): the time is when it began."""
    told = "CAMERA: allow; time=+3s5ms ago; rejectTime=+1h0m0s0ms ago (running)\n"
    assert accesses_in(told, NOW) == (
        Access("CAMERA", ago(hours=1), True),
        Access("CAMERA", NOW - 3005, False, 3005),
    )


@pytest.mark.parametrize("told", NOTHING)
def test_no_use_is_none(told: str) -> None:
    assert accesses_in(told, NOW) == ()


@pytest.mark.parametrize(
    ("words", "ms"),
    [
        ("+1m2s345ms", 62_345),
        ("+27ms", 27),
        ("0", 0),
        ("+3d13h35m", 308_100_000),
        ("-3s0ms", -3000),
        ("+5m1ms", 300_001),
    ],
)
def test_durations(words: str, ms: int) -> None:
    assert duration_ms(words) == ms


def test_a_clock_that_was_put_back_leaves_uses_ahead() -> None:
    assert accesses_in("CAMERA: allow; time=-2m0s0ms ago\n", NOW) == (Access("CAMERA", NOW + 120_000, False),)


@pytest.mark.parametrize(
    ("told", "ms"),
    [
        ("1795667324.669210910\n", 1_795_667_324_669.2109),
        ("1795667324.N\n", 1_795_667_324_000),
        ("1795667324\n", 1_795_667_324_000),
        ("date: bad\n", None),
        ("", None),
    ],
)
def test_clock(told: str, ms: float | None) -> None:
    read = clock_in(told)
    assert read is None if ms is None else read == pytest.approx(ms, abs=0.01)


def test_an_app_that_is_not_there() -> None:
    assert is_unknown("Error: No UID for cn.example.bank in user 0\n")
    assert not is_unknown(NEWER)
