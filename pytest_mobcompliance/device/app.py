"""`App`: the verbs that tests and checks use, whatever stands behind them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Protocol

from ..findings import Json
from ..screen import Screen
from ..settings import Locator


class App(Protocol):
    """The app on its device. Locators are re-found at every use; no element is ever kept.

    Every verb raises `RigError` when the rig stands in the way.
    """

    def launch(self) -> None:
        """Open the app as its user does."""

    def restart(self) -> None:
        """Close and open the app; its data stay."""

    def reset(self) -> None:
        """Bring the app back to the state of a first start: no data, no permissions."""

    def background(self, seconds: float) -> None:
        """Put the app into the background for so many seconds."""

    def go(self, screen: str) -> None:
        """Go to a screen of the configuration and wait until it is there."""

    def visit(self, address: str) -> None:
        """Open an address of the app (deep link) without waiting for anything but its loading."""

    def tap(self, locator: Locator) -> None:
        """Tap an element, scrolled into view first."""

    def type(self, locator: Locator, secret: str) -> None:
        """Replace the content of a field; the value is kept out of Appium's log."""

    def exists(self, locator: Locator) -> bool:
        """Tell whether a visible element is there now."""

    def wait_for(self, locator: Locator, timeout: float) -> bool:
        """Wait up to so many seconds for a visible element."""

    def text_of(self, locator: Locator) -> str:
        """The element's visible text, folded."""

    def back(self) -> None:
        """Go back as the user does."""

    def switch_mode(self, mode: str) -> None:
        """Switch to ``elderly`` or ``standard``."""

    def capture(self, name: str | None = None) -> Screen:
        """Capture the screen once: tree and picture."""

    def what_it_can(self) -> frozenset[str]:
        """Which words of the marker ``needs`` this session offers."""


class WebVerbs(App, Protocol):
    """What only pages offer: the browser's own instruments."""

    def requests_for_permission(self) -> list[Any]:
        """The requests since the last `reset`, recorded before the page's own scripts."""

    def set_permission(self, kind: str, state: str) -> None:
        """Decide beforehand: ``granted``, ``denied`` or ``prompt``."""

    def viewport(self, width: int, height: int, pixel_ratio: float) -> AbstractContextManager[None]:
        """Another screen size, in CSS px, until the block ends."""

    def text_scale(self, factor: float) -> AbstractContextManager[None]:
        """Larger text (1.0 to 2.0) until the block ends."""

    def dark_mode(self, on: bool) -> AbstractContextManager[None]:
        """``prefers-color-scheme`` until the block ends."""

    def run_axe(self, source: str) -> dict[str, Json]:
        """Run axe-core inside the page and return its result."""
