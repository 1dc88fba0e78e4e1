"""What Android remembers of an app's uses of what it guards: read from ``appops get <package>``.

The lines are the same from Android 8 on: ``CAMERA: allow; time=+1m2s345ms ago; rejectTime=+3h1ms ago``, and
behind them ``(running)`` while it is in use, else ``; duration=+27ms``. Sources: AOSP, ``AppOpsService``
(S #456672117); recorded on Android 10 to 16 (S #66033926710, #53825784410, #57401982249, #69418665428).
Lines of the uid tell modes and no times. Only the last use and the last refusal are remembered.
"""

from __future__ import annotations

import re

from .app import Access

_LINE = re.compile(r"^\s*(?:Uid mode: )?([\w()]+): \w+(.*)$")
_TIMES = re.compile(r"; (time|rejectTime)=([+-]?[\ddhms]+) ago")
_LASTED = re.compile(r"; duration=([+-]?[\ddhms]+)")
_PARTS = re.compile(r"(\d+)(d|h|ms|m|s)")
_MILLISECONDS = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}
RUNNING = "(running)"
_NOBODY = re.compile(r"^Error: No UID for ", re.MULTILINE)


def is_unknown(told: str) -> bool:
    """Whether the phone said that it has no such app: then no accesses mean nothing."""
    return _NOBODY.search(told) is not None


def accesses_in(told: str, now_ms: float) -> tuple[Access, ...]:
    """Read the uses and refusals, the earliest first.

    :param told: what ``appops get`` printed.
    :param now_ms: the phone's clock at that moment, ms since 1970. What is in use now lasts until now.
    """
    found = []
    for line in told.splitlines():
        named = _LINE.match(line)
        if named is None:
            continue
        operation, rest = named[1], named[2]
        for what, ago in _TIMES.findall(rest):
            refused = what == "rejectTime"
            began = now_ms - duration_ms(ago)
            found.append(Access(operation, began, refused, 0.0 if refused else _lasted(rest, now_ms - began)))
    return tuple(sorted(found, key=lambda each: each.time_ms))


def _lasted(rest: str, until_now: float) -> float:
    """How long the use of a line was, ms; a length that is not told, or is none (``-1ms``), counts as 0."""
    told = _LASTED.search(rest)
    lasted = until_now if RUNNING in rest else duration_ms(told[1]) if told is not None else 0.0
    return max(0.0, lasted)


def duration_ms(words: str) -> int:
    """A duration as Android prints it, in ms: ``+1m2s345ms`` is 62 345; ``-3s0ms`` is still to come."""
    sign = -1 if words.startswith("-") else 1
    return sign * sum(int(number) * _MILLISECONDS[unit] for number, unit in _PARTS.findall(words))


def clock_in(told: str) -> float | None:
    """Read ``date +%s.%N`` as ms since 1970; None for anything else.

    A ``date`` that knows no ``%N`` tells whole seconds.
    """
    found = re.match(r"\s*(\d{9,11})(?:\.(\d{9}))?", told)
    if found is None:
        return None
    return int(found[1]) * 1000 + int(found[2] or 0) / 1_000_000
