"""What every app's verbs read from the configuration, and how they say that it does not fit the app."""

from __future__ import annotations

from ..errors import ConfigurationError, RigError
from ..messages import say
from ..settings import Locator, ScreenSettings, Settings, Step


def configured_screen(settings: Settings, name: str) -> ScreenSettings:
    """How a screen is reached. :raises ConfigurationError: for one that is not configured."""
    screen = settings.screens.get(name)
    if screen is None:
        raise ConfigurationError(
            who="mob_app.go",
            where=f"[screens.{name}]",
            got=say("nothing"),
            wanted=say("one of {names}", names=list(settings.screens))
            if settings.screens
            else say("one of no screen is configured"),
            next_step=say("add [screens.{name}] to mobcompliance.toml", name=name),
        )
    return screen


def mode_steps(settings: Settings, mode: str) -> tuple[Step, ...]:
    """How the mode is switched. :raises ConfigurationError: without ``[elderly]``."""
    if settings.elderly is None:
        raise ConfigurationError(
            who="mob_app.switch_mode",
            where="[elderly]",
            got=say("nothing"),
            wanted=say("on and off: how the elderly mode is switched"),
            next_step=say("add [elderly] to mobcompliance.toml"),
        )
    return settings.elderly.on if mode == "elderly" else settings.elderly.off


def not_reached(screen: str, shown: str, expect: Locator, patience: float) -> RigError:
    """A screen lacks what is expected of it. ``shown``: what is there; ``patience``: s that were waited."""
    return RigError(
        reason="screen-not-reached",
        who="mob_app.go",
        where=f"[screens.{screen}]",
        got=say("{shown} without {expect}", shown=shown, expect=expect),
        wanted=say("{expect} within {seconds:g} s", expect=expect, seconds=patience),
        next_step=say("correct url, path or expect of the screen, or look why the app does not show it"),
    )


def not_found(shown: str, locator: Locator, patience: float) -> RigError:
    """An element is not there. ``shown``: what is; ``patience``: s that were waited."""
    return RigError(
        reason="element-not-found",
        who="mob_app",
        where=shown,
        got=say("nothing visible for {locator}", locator=locator),
        wanted=say("an element within {seconds:g} s", seconds=patience),
        next_step=say("correct the locator in mobcompliance.toml, or look why the app does not show it"),
    )
