"""Waits end when something is seen, or when the time is over on the phone's clock or on ours."""

from __future__ import annotations

import time

from pytest_mobcompliance.device.pauses import LOOKS, SLICE, slices, within


class Phone:
    """A phone whose time passes at once. ``slow``: s of our own time that each wait takes beside."""

    def __init__(self, slow: float = 0.0) -> None:
        self.slow, self.passed = slow, 0.0

    def let_pass(self, seconds: float) -> None:
        self.passed += seconds
        time.sleep(self.slow)


def test_a_wait_ends_when_it_is_seen() -> None:
    phone = Phone()
    assert within(phone, 60, lambda: phone.passed >= 1)
    assert 1 <= phone.passed < 1 + 2 * LOOKS


def test_a_wait_ends_by_the_phones_clock() -> None:
    phone = Phone()
    assert not within(phone, 60, lambda: False)
    assert 60 <= phone.passed < 61


def test_a_slow_phone_is_looked_at_no_longer() -> None:
    phone = Phone(slow=0.03)
    assert not within(phone, 0.05, lambda: False)
    assert phone.passed <= 2 * LOOKS


def test_nothing_passes_when_it_is_there_already() -> None:
    phone = Phone()
    assert within(phone, 0, lambda: True)
    assert phone.passed == 0


def test_long_waits_come_in_parts() -> None:
    assert list(slices(25)) == [SLICE, SLICE, 25 - 2 * SLICE]
