"""A walk: every configured screen, captured once and judged by many checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from ..errors import RigError
from ..findings import Finding, Json, Verdict
from ..messages import say
from ..recognise import own_part
from ..recognise.text import fold
from ..screen import Element, Platform, Screen
from ..screen.names import without_part
from ..settings import Settings
from .app import App
from .flows import accept_notice
from .tour import missed, tour

LARGEST_TEXT: Final = 2.0
"""Text scale: the largest that Android offers since version 14."""
ELDERLY_LARGEST: Final = "elderly-largest"
"""A walk in elderly mode with the largest text."""


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
        return tuple(screen for screen in self.screens if without_part(screen.name) == name)

    def texts(self) -> dict[str, str]:
        """Return the app's own texts, folded, by screen of the configuration: those of all its parts."""
        names = dict.fromkeys(without_part(screen.name) for screen in self.screens)
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


def whole_over_clipped(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out what was judged of a clipped element, where another part of its screen shows it whole.

    A row at the edge of one part stands in the middle of the next; there it is judged for sure. Elements are
    told apart by rule, screen, label and words, since rows of a list may share an id.
    """
    listed = list(findings)
    whole: dict[tuple[str, ...], set[str]] = {}
    for finding in listed:
        if finding.element is not None and not _is_clipped(finding):
            whole.setdefault(_subject(finding), set()).add(finding.screen)
    return [f for f in listed if not (_is_clipped(f) and whole.get(_subject(f), set()) - {f.screen})]


def _is_clipped(finding: Finding) -> bool:
    return finding.reason == "clipped" and finding.verdict is Verdict.NEEDS_REVIEW


def _subject(finding: Finding) -> tuple[str, ...]:
    element = finding.element
    words = (element.text or element.name or "") if isinstance(element, Element) else ""
    label = element.label if element is not None else ""
    return finding.rule, without_part(finding.screen), label, words


def joined(parts: Sequence[Screen], base: Screen) -> Screen:
    """Return one of the parts of a screen, with what the others say and offer behind its own elements.

    For questions about the whole: nothing scrolls any more, and what another part shows has no place here.
    """
    others = [
        replace(
            each,
            id=f"{part.name}/{each.id}",
            parent=f"{part.name}/{each.parent}" if each.parent is not None else None,
            children=tuple(f"{part.name}/{child}" for child in each.children),
            bounds=None,
            bounds_dp=None,
            full_bounds=None,
            full_bounds_dp=None,
        )
        for part in parts
        if part is not base
        for each in part.elements
    ]
    return replace(base, elements=tuple(replace(each, scrollable=None) for each in (*base.elements, *others)))


Walker: TypeAlias = Callable[[str], Walk]
"""The type of `mob_walk`: from ``standard``, ``elderly`` or `ELDERLY_LARGEST` to the walk."""
Judged: TypeAlias = Callable[..., list[Finding]]
"""From a mode and rule ids to the findings of these rules on every screen of that walk."""


def walk(app: App, settings: Settings, mode: str, axe: str | None) -> Walk:
    """Reset the app, accept the notice and go through the screens, those behind the login last.

    :param mode: ``standard``, ``elderly`` or `ELDERLY_LARGEST`.
    :param axe: source of axe-core, to run it on each screen as well.
    """
    elderly, largest = mode != "standard", mode == ELDERLY_LARGEST
    app.reset()
    app.launch()
    accept_notice(app)
    if elderly:
        app.switch_mode("elderly")
    screens: list[Screen] = []
    results: dict[str, Mapping[str, Json]] = {}
    failed: list[Finding] = []
    run_axe = getattr(app, "run_axe", None) if axe is not None else None

    def look(name: str) -> None:
        screens.extend(app.captures(f"{name}×{LARGEST_TEXT}" if largest else name))
        if run_axe is None:
            return
        try:
            results[name] = run_axe(axe)
        except RigError as error:
            failed.append(missed(name, error))

    names = [name for name, screen in settings.screens.items() if screen.elderly or not elderly]
    with app.text_scale(LARGEST_TEXT) if largest else nullcontext():
        not_reached = tuple(tour(app, settings, look, names))
    if elderly and not _still_elderly(app, settings):
        lost = RigError(
            reason="elderly-mode-lost",
            who="mob_walk",
            where=say("elderly mode"),
            got=say("the standard version at the end of the walk"),
            wanted=say("the elderly mode, kept from screen to screen"),
            next_step=say("see the check 6.elderly-mode/kept"),
        )
        names = list(dict.fromkeys(without_part(screen.name) for screen in screens))
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
