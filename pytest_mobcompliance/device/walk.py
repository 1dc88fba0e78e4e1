"""A walk: every configured screen, captured once and judged by many checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..errors import RigError
from ..findings import Finding, Json
from ..screen import Screen
from ..settings import Settings
from .app import App
from .flows import accept_notice
from .tour import missed, tour


@dataclass(frozen=True, slots=True)
class Walk:
    """What one walk saw: screens, axe-core's result for each, and the screens it could not reach."""

    screens: tuple[Screen, ...]
    axe: Mapping[str, Mapping[str, Json]] | None
    """By screen name; None when axe-core was not to be run."""
    missed: tuple[Finding, ...]
    """One not-verified finding for each screen that was not reached."""
    axe_missed: tuple[Finding, ...] = ()
    """One for each screen on which axe-core did not end."""


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
    failed: list[Finding] = []
    run_axe = getattr(app, "run_axe", None) if axe is not None else None

    def look(name: str) -> None:
        screens.append(app.capture(name))
        if run_axe is None:
            return
        try:
            results[name] = run_axe(axe)
        except RigError as error:
            failed.append(missed(name, error))

    names = [name for name, screen in settings.screens.items() if mode != "elderly" or screen.elderly]
    not_reached = tuple(tour(app, settings, look, names))
    if mode == "elderly" and not _still_elderly(app, settings):
        lost = RigError(
            reason="elderly-mode-lost",
            who="mob_walk",
            where="elderly mode",
            got="the standard version at the end of the walk",
            wanted="the elderly mode, kept from screen to screen",
            next_step="see the check 6.elderly-mode/kept",
        )
        return Walk((), None, tuple(missed(screen.name, lost) for screen in screens))
    ran = results if run_axe is not None else None
    return Walk(tuple(screens), ran, not_reached, tuple(failed))


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
