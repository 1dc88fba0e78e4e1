"""Waits: long ones in parts, so that a session never falls silent; short ones until something is seen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Protocol

SLICE = 10.0
"""Seconds that a session is left without a command: Appium gives a command of the shell 20 s."""
LOOKS = 0.2
"""s between two looks at what is waited for."""


def slices(seconds: float) -> Iterator[float]:
    """A time in parts, after each of which the server hears of the session again."""
    while seconds > SLICE:
        yield SLICE
        seconds -= SLICE
    yield seconds


def sit_out(seconds: float, hear: Callable[[], object]) -> None:
    """Wait on this machine's clock; ``hear``, called after each part, lets the server hear of the session."""
    for part in slices(seconds):
        time.sleep(part)
        hear()


class Waits(Protocol):
    """What lets a phone's time pass."""

    def let_pass(self, seconds: float) -> None: ...


def within(app: Waits, seconds: float, seen: Callable[[], bool]) -> bool:
    """Look until something is seen; False when so many seconds went by, on the phone's clock or ours.

    A phone whose time passes at once need not be waited for; one that is slow is looked at no longer.
    """
    begun, passed = time.monotonic(), 0.0
    while not seen():
        if max(passed, time.monotonic() - begun) >= seconds:
            return False
        app.let_pass(LOOKS)
        passed += LOOKS
    return True
