"""Long waits in parts, so that a session never falls silent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

SLICE = 10.0
"""Seconds that a session is left without a command: Appium gives a command of the shell 20 s."""


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
