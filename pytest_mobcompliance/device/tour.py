"""A tour: screen after screen of the configuration, those behind the login last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from ..errors import ConfigurationError, RigError
from ..findings import Finding, Verdict
from ..messages import say
from ..settings import Settings
from .app import App
from .forms import log_in

Toured: TypeAlias = Callable[[Callable[[str], None]], list[Finding]]
"""From what is done on each screen, to the screens that were not reached."""


def tour(
    app: App, settings: Settings, look: Callable[[str], None], names: Iterable[str] | None = None
) -> Iterator[Finding]:
    """Go to each screen and ``look`` at it; yield one not-verified finding for each that was not reached.

    The app is launched and its notice accepted already. Logged in is once: refusals may lock the account.

    :param names: some of the configured screens; None for all.
    """
    chosen = list(settings.screens if names is None else names)
    opened = [name for name in chosen if not settings.screens[name].login]
    closed = [name for name in chosen if settings.screens[name].login]
    for name in opened:
        yield from _visit(app, name, look)
    refused = _enter(app, settings) if closed else None
    for name in closed:
        if refused is None:
            yield from _visit(app, name, look)
        else:
            yield missed(name, refused)


def _visit(app: App, name: str, look: Callable[[str], None]) -> Iterator[Finding]:
    try:
        app.go(name)
        look(name)
    except (RigError, ConfigurationError) as error:
        yield missed(name, error)


def _enter(app: App, settings: Settings) -> RigError | ConfigurationError | None:
    """Log in, and return what stood in the way; recorded screens need no login."""
    try:
        log_in(app, settings)
    except (RigError, ConfigurationError) as error:
        return None if isinstance(error, RigError) and error.reason == "replay" else error
    return None


def missed(name: str, error: RigError | ConfigurationError) -> Finding:
    """A screen that was not reached, as a finding."""
    return Finding(
        rule="walk",
        requirement="",
        verdict=Verdict.NOT_VERIFIED,
        reason=error.reason if isinstance(error, RigError) else "configuration",
        screen=name,
        values={"detail": say("{where}: {got}", where=error.where, got=error.got)},
    )
