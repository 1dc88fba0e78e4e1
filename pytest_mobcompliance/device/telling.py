"""Tells what happens to an app, as events of the timeline; the verbs call it, and nobody is asked again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from ..evidence.timeline import Event
from ..findings import Json
from ..recognise import PermissionPrompt, PrivacyNotice, UnknownDialog, recognise_privacy_notice, shortened
from ..screen import Screen
from ..settings import Locator
from .app import Access, request_kind
from .find import match

OnEvent: TypeAlias = Callable[[Event], None]

CLOCK_DRIFTS = 5000.0
"""Milliseconds that two readings of how far a phone's clock is ahead may differ and still be the same."""
SAME_ACCESS = 1500.0
"""Milliseconds that two answers about one access may differ: the phone tells how long ago it was."""


LONG = 5.0
"""s without a touch from which on a wait is told: what the app does meanwhile needs an explanation."""
MOST_WORDS = 60
"""Characters of a notice that are told of it."""


def now_ms() -> float:
    """The time of this machine, ms since 1970."""
    return time.time() * 1000


class Teller:
    """Turns what the verbs of an app do into events. Without a listener it does nothing.

    It knows what it told before: a state, a package in front, an access is told when it changes.
    """

    def __init__(self, on_event: OnEvent | None) -> None:
        self._on_event = on_event
        self._clocks: list[tuple[float, float]] = []  # since when the phone's clock is how far ahead, ms
        self._accesses: dict[tuple[str, bool], float] = {}  # the last use and refusal of each, phone's time
        self._forget()

    @property
    def listens(self) -> bool:
        """Whether somebody wants to know: else nothing need be asked."""
        return self._on_event is not None

    def __call__(
        self,
        kind: str,
        label: str = "",
        *,
        screen: Screen | None = None,
        time_ms: float | None = None,
        device_ms: float | None = None,
        **detail: Json,
    ) -> None:
        """Tell an event of now, or of ``time_ms``."""
        if self._on_event is not None:
            now = now_ms() if time_ms is None else time_ms
            self._on_event(
                Event(kind=kind, time_ms=now, label=label, detail=detail, device_ms=device_ms, screen=screen)
            )

    def _forget(self) -> None:
        self._shown: tuple[PrivacyNotice, Screen] | None = None
        self._front, self._strange = ("", ""), ""
        self.states: dict[str, str | None] = {}
        """What the system said last of each permission, by kind of request."""

    def reset(self, kind: str = "reset", label: str = "") -> None:
        """The app is as it was at first: whatever was known of it counts no more."""
        self._forget()
        self(kind, label)

    # --- the screen

    def capture(self, screen: Screen) -> None:
        """A screen was captured; a privacy notice that it shows is told once while it stands."""
        if not self.listens:
            return
        self("screen", screen.name, screen=screen, mode=screen.mode)
        notice = recognise_privacy_notice(screen)
        if notice is not None and self._shown is None:
            buttons = {"agree": notice.agree, "decline": notice.decline, "got_it": notice.acknowledge_only}
            named: dict[str, Json] = {key: one.label for key, one in buttons.items() if one is not None}
            self("notice", shortened(" ".join(notice.text.split()), MOST_WORDS), buttons=named)
        self._shown = (notice, screen) if notice is not None else None

    def tap(self, locator: Locator, moment: float) -> None:
        """An element was tapped; a button of the notice that was seen last is an answer to it.

        :param moment: when, in ms since 1970: what it led to may have been told already.
        """
        if not self.listens:
            return
        self("tap", locator.value.rpartition(":id/")[2], time_ms=moment, locator=str(locator))
        if self._shown is None:
            return
        notice, screen = self._shown
        tapped = match(screen, locator)
        if tapped is None:
            return
        got_it = notice.acknowledge_only  # having read it is no consent (MIIT-164)
        for button, given in ((notice.agree, True), (got_it, None), (notice.decline, False)):
            if button is not None and any(part.id == tapped.id for part in screen.subtree(button)):
                self._shown = None
                words = button.text or button.name or locator.value
                self("consent", words, time_ms=moment, given=given)
                return

    def wait(self, seconds: float) -> None:
        """Nothing is touched for so long; short waits are not told."""
        if seconds >= LONG:
            self("wait", f"{seconds:g} s", seconds=seconds)

    def front(self, package: str, role: str) -> None:
        """What is in front: ``app``, ``dialog`` (of the system), ``other``; ``away`` where nobody looks."""
        if (package, role) != self._front:
            self._front = (package, role)
            self("front", package, role=role)

    # --- permissions

    def unknown(self, dialog: UnknownDialog | None) -> None:
        """Which strange dialog stands now, if any; told once while it does."""
        words = dialog.text if dialog is not None else ""
        if dialog is not None and words != self._strange:
            self("prompt", words, permission="unknown", package=dialog.package, confirmed=False)
        self._strange = words

    def prompt(self, prompt: PermissionPrompt) -> None:
        """A permission dialog came up."""
        self._strange = ""
        self(
            "prompt",
            prompt.message,
            permission=request_kind(prompt.permission),
            family=prompt.family,
            confirmed=prompt.confirmed,
            buttons={meaning: button.label for meaning, button in prompt.buttons.items()},
        )

    def answer(self, prompt: PermissionPrompt, meaning: str, moment: float) -> None:
        """A button of it was tapped, at this moment (ms since 1970)."""
        button = prompt.buttons[meaning]
        words = button.text or button.name or meaning
        kind = request_kind(prompt.permission)
        self("answer", words, time_ms=moment, permission=kind, meaning=meaning)

    def state(self, kind: str, state: str | None, moment: float | None = None) -> None:
        """The system said what a permission's state is; told where it is another one than before.

        :param moment: when it changed, where an answer did it; the reading comes later (``read_ms``).
        """
        if kind in self.states and self.states[kind] == state:
            return
        before = self.states.get(kind)
        self.states[kind] = state
        self("permission", kind, time_ms=moment, state=state, before=before, read_ms=round(now_ms(), 3))

    # --- the phone's own times

    def clock(self, device_ms: float) -> None:
        """The phone's clock was read just now."""
        now = now_ms()
        ahead = device_ms - now
        if not self._clocks:
            self._clocks.append((float("-inf"), ahead))
        elif abs(ahead - self._clocks[-1][1]) > CLOCK_DRIFTS:
            self._clocks.append((now, ahead))

    def clock_moved(self, hours: float) -> None:
        """The phone's clock was moved ahead, or back, by so many hours."""
        now = now_ms()
        if not self._clocks:
            self._clocks.append((float("-inf"), 0.0))
        self._clocks.append((now, self._clocks[-1][1] + hours * 3_600_000))
        self("clock", f"{hours:+g} h", hours=hours)

    def accesses(self, found: Iterable[Access]) -> None:
        """What the phone remembers of accesses; those not told before go where they belong in time."""
        if not self.listens:
            return
        for access in found:
            key, at = (access.operation, access.refused), access.time_ms
            if abs(at - self._accesses.get(key, float("-inf"))) > SAME_ACCESS:
                self._accesses[key] = at
                when = controller_time(at, self._clocks, now_ms())
                self(
                    "access",
                    access.operation,
                    time_ms=when,
                    device_ms=at,
                    refused=access.refused,
                    lasted_ms=access.lasted_ms,
                )


def controller_time(device_ms: float, clocks: Sequence[tuple[float, float]], now: float) -> float:
    """When something happened that a phone's clock timed, by the clock of the machine that runs the tests.

    :param clocks: since when, and by how many ms, the phone's clock is ahead, in their order.
    :param now: nothing that is told now happened later.
    """
    ends = [*(since for since, _ in clocks[1:]), now]
    for (since, ahead), end in reversed(list(zip(clocks, ends, strict=False))):
        when = device_ms - ahead
        if since - CLOCK_DRIFTS <= when <= end + CLOCK_DRIFTS:
            return min(max(when, since), end)
    return min(device_ms - (clocks[-1][1] if clocks else 0.0), now)
