"""How time went by on a timeline: by which time each thing happened, and what is folded between two of them.

Events carry the time of the machine that runs the tests. A virtual phone lets a wait pass at once, and a
phone's clock can be set: so the time of what came later is put ahead by what the record tells of that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from .timeline import Event

FOLD_AFTER = 10.0
"""Seconds: a longer pause is folded."""
WAITS = frozenset({"wait", "background"})
"""Kinds of events that tell of a wait when it begins, with its ``seconds``."""
_AT_ONCE = 5.0
"""Seconds: a wait after which another check began sooner had passed at once; a real one is sat out in parts
twice as long."""
_LONGEST = 1e6
"""Seconds of a wait, and hours by which a clock is set: more is no time of a test."""


@dataclass(frozen=True, slots=True)
class Fold:
    """What is left out of the axis: ``seconds`` that passed, or by which a clock was set.

    ``told``: a wait of just this length was asked for. ``simulated``: it passed at once. ``clock``: the
    phone's time before and after, ms since 1970, where its clock was set; ``read``: by the phone itself, else
    reckoned from the clock of the machine that runs the tests.
    """

    seconds: float
    told: bool = False
    simulated: bool = False
    clock: tuple[float, float] | None = None
    read: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """An event on the axis.

    ``pause``: s since the event before, ``since``: s since the check began, both with simulated waits.
    ``clock_ms``: what a clock shows that was right when the check began, ms since 1970.
    """

    event: Event
    pause: float
    since: float
    clock_ms: float
    folds: tuple[Fold, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """The events of one check; ``rest``: the wait after the last of them, which ends at ``end`` (s)."""

    moments: tuple[Moment, ...]
    rest: Fold | None = None
    end: float = 0.0


def passages(events: Sequence[Event], *, simulated: bool) -> Iterator[Passage]:
    """Put the events of one device, in their order, on the axes of their checks.

    :param simulated: whether it may be a phone that lets a wait pass at once.
    """
    groups = [list(group) for _, group in groupby(events, key=lambda event: (event.check, event.part))]
    following = [group[0] for group in groups[1:]]
    for group, after in zip(groups, [*following, None], strict=True):
        yield _passage(group, after, simulated)


def _passage(events: Sequence[Event], after: Event | None, simulated: bool) -> Passage:
    """Put the events of one check on its axis. :param after: what happened next on the device."""
    axis = _Axis(events[0], simulated)
    moments = tuple(axis.place(event) for event in events)
    return Passage(moments, axis.rest(after), axis.end)


class _Axis:
    """Where the axis of a check has got to."""

    def __init__(self, first: Event, simulated: bool) -> None:
        self._simulated = simulated
        self._begun = self._before = first.time_ms
        self._skipped = self._put = 0.0  # s that passed at once, and by which the clock was set
        self._lead: float | None = None  # ms by which the phone's clock differs from ours besides
        self._wait: Event | None = None  # one that is not over
        self.end = 0.0
        """Where the last wait ends, in s."""

    def place(self, event: Event) -> Moment:
        """Take the next event."""
        pause = max(event.time_ms - self._before, 0.0) / 1000
        self._before = event.time_ms
        waited = self._end_wait(event, pause)
        pause = waited.seconds if waited is not None else pause
        folds = [waited or Fold(pause)] if pause > FOLD_AFTER else []
        folds += self._set_clock(event)
        if event.device_ms is not None:
            self._lead = event.device_ms - self._clock_ms(event)
        since = (event.time_ms - self._begun) / 1000 + self._skipped
        if told := seconds_of(event):
            self._wait, self.end = event, since + told
        return Moment(event, pause, since, self._clock_ms(event), tuple(folds))

    def rest(self, after: Event | None) -> Fold | None:
        """The wait that the last event began, if what happened next on the device leaves no doubt of it."""
        if self._wait is None or (told := seconds_of(self._wait)) <= FOLD_AFTER:
            return None
        real = told if after is None else (after.time_ms - self._wait.time_ms) / 1000
        at_once = self._simulated and real < _AT_ONCE
        return Fold(told, told=True, simulated=at_once) if at_once or real >= told * 0.9 else None

    def _end_wait(self, event: Event, pause: float) -> Fold | None:
        """The wait that this event ends, if it ends one that lasted as long as was told."""
        if self._wait is None or _meanwhile(event):
            return None
        wait, self._wait = self._wait, None
        told, real = seconds_of(wait), (event.time_ms - wait.time_ms) / 1000
        if self._simulated and real < told / 2 and not _lost(event):
            self._skipped += told - real
            return Fold(told, told=True, simulated=True)
        return Fold(told, told=True) if abs(pause - told) <= told / 10 else None

    def _set_clock(self, event: Event) -> Iterator[Fold]:
        """The fold of a clock that was set."""
        seconds = hours_of(event) * 3600
        if seconds:
            self._put += seconds
            after = event.device_ms
            if after is None:
                after = self._clock_ms(event) + (self._lead or 0.0)
            read = event.device_ms is not None or self._lead is not None
            yield Fold(seconds, clock=(after - seconds * 1000, after), read=read)

    def _clock_ms(self, event: Event) -> float:
        return event.time_ms + (self._skipped + self._put) * 1000


def seconds_of(event: Event) -> float:
    """How long the wait is that an event tells; 0 where it tells none."""
    return max(_number(event.detail.get("seconds")), 0.0) if event.kind in WAITS else 0.0


def hours_of(event: Event) -> float:
    """By how many hours an event tells that the phone's clock was set; 0 where it tells none."""
    return _number(event.detail.get("hours")) if event.kind == "clock" else 0.0


def _number(value: object) -> float:
    """A number of a record; 0 for anything else, and for one that no test can have."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(value) if abs(value) < _LONGEST else 0.0


def is_away(event: Event) -> bool:
    """Whether an event tells that nobody looks what is in front: it belongs to the wait before it."""
    return event.kind == "front" and event.detail.get("role") == "away"


def _meanwhile(event: Event) -> bool:
    """Whether an event may lie within a wait."""
    return is_away(event) or event.kind == "access"  # which the phone remembers


def _lost(event: Event) -> bool:
    """Whether an event tells that the session broke off: then nobody knows how long the wait was."""
    return event.kind == "gone" and event.detail.get("reason") != "app-not-in-front"
