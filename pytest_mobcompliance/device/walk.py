"""A walk: every configured screen, captured once and judged by many checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..errors import ConfigurationError, RigError
from ..findings import Finding, Json, Verdict
from ..screen import Screen
from ..settings import Settings
from .app import App
from .flows import accept_notice, log_in


@dataclass(frozen=True, slots=True)
class Walk:
    """What one walk saw: screens, axe-core's result for each, and the screens it could not reach."""

    screens: tuple[Screen, ...]
    axe: Mapping[str, Mapping[str, Json]]
    """By screen name; empty when axe-core is not installed."""
    missed: tuple[Finding, ...]
    """One not-verified finding for each screen that was not reached."""


Walker: TypeAlias = Callable[[str], Walk]
"""The type of `mob_walk`: from ``standard`` or ``elderly`` to the walk."""
Judged: TypeAlias = Callable[..., list[Finding]]
"""From a mode and rule ids to the findings of these rules on every screen of that walk."""


def walk(app: App, settings: Settings, mode: str, axe: str | None) -> Walk:
    """Reset the app, accept the notice and go through the screens, those behind the login last.

    :param axe: source of axe-core, to run it on each screen as well.
    """
    app.reset()
    app.launch()
    accept_notice(app)
    if mode == "elderly":
        app.switch_mode(mode)
    screens: list[Screen] = []
    results: dict[str, Mapping[str, Json]] = {}
    missed: list[Finding] = []
    chosen = {
        name: screen.login for name, screen in settings.screens.items() if mode != "elderly" or screen.elderly
    }

    def look(name: str) -> None:
        try:
            app.go(name)
            screens.append(app.capture(name))
            run_axe = getattr(app, "run_axe", None)
            if axe is not None and run_axe is not None:
                results[name] = run_axe(axe)
        except (RigError, ConfigurationError) as error:
            missed.append(_missed(name, error))

    for name in (name for name, login in chosen.items() if not login):
        look(name)
    closed = [name for name, login in chosen.items() if login]
    refused = _enter(app, settings) if closed else None  # asked for once: refusals may lock the account
    for name in closed:
        if refused is None:
            look(name)
        else:
            missed.append(_missed(name, refused))
    if mode == "elderly" and not _still_elderly(app, settings):
        lost = RigError(
            reason="elderly-mode-lost",
            who="mob_walk",
            where="elderly mode",
            got="the standard version at the end of the walk",
            wanted="the elderly mode, kept from screen to screen",
            next_step="see the check 6.elderly-mode/kept",
        )
        return Walk((), {}, tuple(_missed(screen.name, lost) for screen in screens))
    return Walk(tuple(screens), results, tuple(missed))


def _still_elderly(app: App, settings: Settings) -> bool:
    """Whether the way out of the mode shows after a restart: else nobody knows what was captured."""
    if settings.elderly is None or not settings.elderly.off:
        return True
    try:
        app.restart()
        return app.wait_for(settings.elderly.off[0].tap, 5)
    except RigError as error:
        if error.reason != "replay":
            raise
        return True


def _enter(app: App, settings: Settings) -> RigError | ConfigurationError | None:
    """Log in, and return what stood in the way; recorded screens need no login."""
    try:
        log_in(app, settings)
    except (RigError, ConfigurationError) as error:
        return None if isinstance(error, RigError) and error.reason == "replay" else error
    return None


def _missed(name: str, error: RigError | ConfigurationError) -> Finding:
    return Finding(
        rule="walk",
        requirement="",
        verdict=Verdict.NOT_VERIFIED,
        reason=error.reason if isinstance(error, RigError) else "configuration",
        screen=name,
        values={"detail": str(error).splitlines()[0]},
    )
