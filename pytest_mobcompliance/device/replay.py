"""Recorded screens instead of a device: answers `go` and `capture`, nothing else."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from ..errors import RigError, ScreenParseError
from ..messages import say
from ..screen import Screen
from ..screen.bundle import find_bundles, read_bundle
from ..settings import Locator
from .assistance import Assistance, nobody


class ReplayApp:
    """`App` over a folder of bundles; whatever needs a living app is not-verified ``replay``.

    :raises RigError: ``recording-damaged``.
    """

    def __init__(self, folder: Path, assistance: Assistance | None = None) -> None:
        self.assistance = assistance or nobody()
        self._folder = folder
        with _readable():
            self._bundles = find_bundles(folder)
        self._mode = "standard"
        self._name = ""

    def _refuse(self, verb: str) -> NoReturn:
        raise RigError(
            reason="replay",
            who="mob_app",
            where=str(self._folder),
            got=verb,
            wanted=say("go or capture of a recorded screen"),
            next_step=say("run without --mob-replay to see what a living app does"),
        )

    def launch(self) -> None:
        """Nothing is launched: what the first screen was is in the recording."""

    def reset(self) -> None:
        """Back to the standard mode; a recording has no other state."""
        self._mode, self._name = "standard", ""

    def restart(self) -> None:
        """Not possible. :raises RigError: ``replay``."""
        self._refuse(say("restart"))

    def background(self, seconds: float) -> None:
        """Not possible. :raises RigError: ``replay``."""
        self._refuse(say("background"))

    def let_pass(self, seconds: float) -> None:
        """Nothing changes in a recording."""

    def go(self, screen: str) -> None:
        """Turn to a recorded screen. :raises RigError: ``replay`` when it was not recorded."""
        if (screen, self._mode) not in self._bundles:
            self._refuse(
                say("go to {screen!r} ({mode}), which is not recorded", screen=screen, mode=self._mode)
            )
        self._name = screen

    def visit(self, address: str) -> None:
        """Not possible. :raises RigError: ``replay``."""
        self._refuse(say("visit {address}", address=address))

    def tap(self, locator: Locator) -> None:
        """Not possible. :raises RigError: ``replay``."""
        self._refuse(say("tap {locator}", locator=locator))

    def type(self, locator: Locator, secret: str) -> None:
        """Not possible. :raises RigError: ``replay``."""
        self._refuse(say("type into {locator}", locator=locator))

    def exists(self, locator: Locator) -> bool:
        """Not possible. :raises RigError: ``replay``."""
        self._refuse(say("exists {locator}", locator=locator))

    def wait_for(self, locator: Locator, timeout: float) -> bool:
        """Not possible. :raises RigError: ``replay``."""
        self._refuse(say("wait for {locator}", locator=locator))

    def text_of(self, locator: Locator) -> str:
        """Not possible. :raises RigError: ``replay``."""
        self._refuse(say("text of {locator}", locator=locator))

    def back(self) -> None:
        """Not possible. :raises RigError: ``replay``."""
        self._refuse(say("back"))

    def switch_mode(self, mode: str) -> None:
        """Look at the screens that were recorded in this mode."""
        self._mode = mode

    def capture(self, name: str | None = None) -> Screen:
        """Read a recorded screen. :raises RigError: ``replay``; ``recording-damaged``."""
        wanted = (name or self._name, self._mode)
        if wanted not in self._bundles:
            self._refuse(
                say("capture of {screen!r} ({mode}), which is not recorded", screen=wanted[0], mode=wanted[1])
            )
        with _readable():
            return read_bundle(self._bundles[wanted])

    def captures(self, name: str | None = None) -> list[Screen]:
        """Read all recorded parts of a screen. :raises RigError: ``replay``; ``recording-damaged``."""
        whole = name or self._name
        parts = [self.capture(whole)]
        while (f"{whole}~{len(parts) + 1}", self._mode) in self._bundles:
            parts.append(self.capture(f"{whole}~{len(parts) + 1}"))
        return parts

    def prompt(self) -> None:
        """None: a recording has no dialog of the moment."""

    def answer(self, meaning: str) -> NoReturn:
        """Not possible. :raises RigError: ``replay``."""
        self._refuse(say("answer {meaning}", meaning=meaning))

    def permission_state(self, kind: str) -> NoReturn:
        """Not possible. :raises RigError: ``replay``."""
        self._refuse(say("state of permission {kind}", kind=kind))

    def requests_for_permission(self) -> NoReturn:
        """Not possible. :raises RigError: ``replay``."""
        self._refuse(say("permission requests"))

    def set_permission(self, kind: str, state: str) -> NoReturn:
        """Not possible. :raises RigError: ``replay``."""
        self._refuse(say("set permission {kind}", kind=kind))

    def viewport(self, width: int, height: int, pixel_ratio: float) -> NoReturn:
        """Not possible. :raises RigError: ``replay``."""
        self._refuse(say("viewport {width}×{height}", width=width, height=height))

    def text_scale(self, factor: float) -> NoReturn:
        """Not possible. :raises RigError: ``replay``."""
        self._refuse(say("text scale {factor:g}", factor=factor))

    def dark_mode(self, on: bool) -> NoReturn:
        """Not possible. :raises RigError: ``replay``."""
        self._refuse(say("dark mode"))

    def screen_reader(self) -> NoReturn:
        """Not possible. :raises RigError: ``replay``."""
        self._refuse(say("screen reader"))

    def run_axe(self, source: str) -> NoReturn:
        """Not possible. :raises RigError: ``replay``."""
        self._refuse("axe-core")

    def what_it_can(self) -> frozenset[str]:
        """Nothing that needs a device."""
        return frozenset()


@contextmanager
def _readable() -> Generator[None]:
    """A damaged recording is the rig's fault, like a device that does not answer."""
    try:
        yield
    except ScreenParseError as error:
        raise RigError(
            reason="recording-damaged",
            who="mob_app",
            where=error.where,
            got=error.got,
            wanted=error.wanted,
            next_step=error.next_step,
        ) from error
