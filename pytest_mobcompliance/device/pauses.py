"""Long waits in parts, so that a session never falls silent."""

from __future__ import annotations

from collections.abc import Iterator

SLICE = 10.0
"""Seconds that a session is left without a command: Appium gives a command of the shell 20 s."""


def slices(seconds: float) -> Iterator[float]:
    """A time in parts, after each of which the server hears of the session again."""
    while seconds > SLICE:
        yield SLICE
        seconds -= SLICE
    yield seconds
