"""The phone's clock, which can be moved, and what is to happen at its time."""

from __future__ import annotations

import time
from collections.abc import Callable

_MOST_AT_ONCE = 100
"""A timer that sets itself again without delay must not run for ever."""


class Clock:
    """Time in s since 1970.

    Two things move it: time that passes faster than outside (`move`), and somebody who sets it (`set`).
    What is to happen later waits for time to pass, as Android's timers do: setting the clock does not bring
    it nearer.
    """

    def __init__(self) -> None:
        self._offset = 0.0
        self._set_ahead = 0.0
        self._during: float | None = None  # while what was due is done: when that was
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0

    def now(self) -> float:
        """The time by this clock."""
        return self.passed() + self._set_ahead

    def passed(self) -> float:
        """The time as it passed; the same as `now` for a clock that nobody set."""
        return time.time() + self._offset if self._during is None else self._during

    def set(self, moment: float) -> None:
        """Set the clock to a time, s since 1970."""
        self._set_ahead = moment - self.passed()

    def put_right(self) -> None:
        """Set the clock by the network's time."""
        self._set_ahead = 0.0

    def move(self, seconds: float) -> None:
        """Let so much time pass at once."""
        self._offset += seconds

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Note down what is to be done after so much time."""
        self._count += 1
        self._timers.append((self.passed() + seconds, self._count, act))

    def run_due(self) -> bool:
        """Do what is due, in the order of its time and as if it were that time; tell whether there was any.

        Nobody may have looked at the phone since then.
        """
        for done in range(_MOST_AT_ONCE):
            due = [timer for timer in self._timers if timer[0] <= self.passed()]
            if not due:
                return done > 0
            first = min(due, key=lambda timer: timer[:2])
            self._timers.remove(first)
            self._during = first[0]
            try:
                first[2]()
            finally:
                self._during = None
        return True
