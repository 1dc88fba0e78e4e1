"""What follows a tap on something that should ask first: a box, a request, or another app or site."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..errors import RigError
from ..messages import Said
from ..screen import Platform, Screen
from ..settings import Locator
from .app import App, PermissionRequest

FOLLOWS = 3.0
"""Seconds in which something follows a tap."""
LOOKS = 0.2
"""Seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What followed a tap."""

    before: Screen
    after: Screen
    """The last screen of the app itself."""
    asked: tuple[PermissionRequest, ...] = ()
    """Permissions that were asked for since the tap."""
    left: str = ""
    """What showed instead of the app, in words; empty while the app is in front."""
    instead: tuple[str, ...] = ()
    """The packages of it, or the page's host."""

    def left_for(self, package: str, host: str) -> str:
        """Which of an app and a site showed instead; empty for others, and for windows of the system."""
        return next((each for each in (package, host) if each and each in self.instead), "")


def outcome(
    app: App, trigger: Locator, enough: Callable[[Screen, Screen], bool], seconds: float = FOLLOWS
) -> Outcome:
    """Tap, and look until the app was left, a permission was asked for, or the new screen is ``enough``.

    :param enough: told of the screens before and after.
    """
    before = app.capture("before")
    known = len(app.requests_for_permission())
    app.tap(trigger)
    return watch(app, before, known, enough, seconds)


def watch(
    app: App,
    before: Screen,
    known: int,
    enough: Callable[[Screen, Screen], bool] = lambda before, after: False,
    seconds: float = FOLLOWS,
) -> Outcome:
    """The same without a tap.

    :param known: how many permissions had been asked for before.
    """
    end = time.monotonic() + seconds
    after = before
    while True:
        try:
            seen = app.capture("after")
        except RigError as fault:
            if fault.reason != "app-not-in-front":
                raise
            return Outcome(before, after, left=fault.got, instead=_packages(fault))
        if seen.platform is Platform.WEB and _host(seen) != _host(before):
            return Outcome(before, after, left=_host(seen), instead=(_host(seen),))
        after = seen
        asked = tuple(app.requests_for_permission()[known:])
        if asked or enough(before, after) or time.monotonic() >= end:
            return Outcome(before, after, asked)
        time.sleep(LOOKS)


def _packages(fault: RigError) -> tuple[str, ...]:
    """The packages in front that an error names (`NativeApp`)."""
    told = fault.got.values.get("packages") if isinstance(fault.got, Said) else None
    return tuple(map(str, told)) if isinstance(told, list) else ()


def _host(screen: Screen) -> str:
    return urlsplit(screen.url or "").hostname or ""
