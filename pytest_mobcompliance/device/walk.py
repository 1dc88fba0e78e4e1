"""A walk: every configured screen, captured once and judged by many checks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..errors import RigError
from ..findings import Finding, Json, Verdict
from ..recognise import own_part
from ..recognise.text import fold
from ..screen import Platform, Screen
from ..settings import Settings
from .app import App
from .flows import accept_notice
from .tour import missed, tour

_PART = re.compile(r"~\d+$")


@dataclass(frozen=True, slots=True)
class Walk:
    """What one walk saw: screens, axe-core's result for each, and the screens it could not reach."""

    screens: tuple[Screen, ...]
    """In their order; of a long screen all parts: ``home``, ``home~2`` …"""
    axe: Mapping[str, Mapping[str, Json]] | None
    """By screen name; None when axe-core was not to be run."""
    missed: tuple[Finding, ...]
    """One not-verified finding for each screen that was not reached."""
    axe_missed: tuple[Finding, ...] = ()
    """One for each screen on which axe-core did not end."""

    def parts_of(self, name: str) -> tuple[Screen, ...]:
        """Return all parts of a screen of the configuration; none when it was not reached."""
        return tuple(screen for screen in self.screens if screen_of(screen.name) == name)

    def texts(self) -> dict[str, str]:
        """Return the app's own texts, folded, by screen of the configuration: those of all its parts."""
        names = dict.fromkeys(screen_of(screen.name) for screen in self.screens)
        return {name: text_of(self.parts_of(name)) for name in names}


def text_of(parts: Iterable[Screen]) -> str:
    """Return the app's own texts on the parts of a screen, folded.

    On a phone a description counts where there is no text: some toolkits write all their texts there.
    """
    return fold(
        " ".join(
            said
            for part in parts
            for each in own_part(part).shown()
            if (said := each.text or (each.name if part.platform is not Platform.WEB else None))
        )
    )


def screen_of(part: str) -> str:
    """Return the name of the screen that a part belongs to: ``home`` of ``home~3``."""
    return _PART.sub("", part)


def whole_over_clipped(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out what was judged of a clipped element, where another part of its screen shows it whole.

    A row at the edge of one part stands in the middle of the next; there it is judged for sure. Elements are
    told apart by rule, screen and label.
    """
    listed = list(findings)
    whole = {_subject(f) for f in listed if f.element is not None and not _is_clipped(f)}
    return [f for f in listed if not (_is_clipped(f) and _subject(f) in whole)]


def _is_clipped(finding: Finding) -> bool:
    return finding.reason == "clipped" and finding.verdict is Verdict.NEEDS_REVIEW


def _subject(finding: Finding) -> tuple[str, str, str]:
    label = finding.element.label if finding.element is not None else ""
    return finding.rule, screen_of(finding.screen), label


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
        screens.extend(app.captures(name))
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
        names = list(dict.fromkeys(screen_of(screen.name) for screen in screens))
        return Walk((), None, tuple(missed(name, lost) for name in names))
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
