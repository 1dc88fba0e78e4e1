"""An app with forms, whose answers a test decides; shared by the files of this folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pytest_mobcompliance.device.assistance import nobody
from pytest_mobcompliance.device.pauses import LOOKS
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import Locator

Answer = Callable[[Mapping[str, str]], Mapping[str, str]]
"""From what is typed, by id, to what shows then: texts by id."""


class FormApp:
    """Forms that show what an answer says, until a screen is opened anew.

    ``stays``: what a screen showed still shows when it is opened again. ``closed``: what leads elsewhere.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.stays = False
        self.closed: dict[str, str] = {}
        self.faults: dict[str, str] = {}
        self.always: dict[str, str] = {}
        self.shown: dict[str, str] = {}
        self.typed: dict[str, str] = {}
        self.log: list[str] = []
        self.words: tuple[str, ...] = ()
        self.assistance = nobody()

    def launch(self) -> None:
        self.log.append("launch")

    def restart(self) -> None:
        self.log.append("restart")
        self.shown = {}

    def reset(self) -> None:
        self.log.append("reset")
        self.shown = {}

    def go(self, screen: str) -> None:
        self.log.append(f"go {screen}")
        if screen in self.faults:
            raise RigError(
                reason=self.faults[screen], who="fake", where=screen, got="g", wanted="w", next_step="n"
            )
        self._open(screen)

    def visit(self, address: str) -> None:
        self._open(address.rpartition("/")[2])

    def _open(self, screen: str) -> None:
        self.typed = {}
        kept = self.shown if self.stays else {}
        self.shown = {**kept, self.closed.get(screen, screen): "", **self.always}

    def type(self, locator: Locator, secret: str) -> None:
        self.typed[locator.value] = secret

    def tap(self, locator: Locator) -> None:
        self.shown = {**self.shown, **self.answer(self.typed)}

    def exists(self, locator: Locator) -> bool:
        return locator.value in self.shown

    def wait_for(self, locator: Locator, timeout: float) -> bool:
        return self.exists(locator)

    def text_of(self, locator: Locator) -> str:
        return self.shown.get(locator.value, "")

    def let_pass(self, seconds: float) -> None:
        assert seconds <= LOOKS, "no code is really sent"

    def capture(self, name: str | None = None) -> Screen:
        texts = [Element(id=words, role="text", text=words, name=words, visible=True) for words in self.words]
        return Screen(platform=Platform.WEB, elements=tuple(texts), size=(390, 844), name=name or "s")

    def captures(self, name: str | None = None) -> list[Screen]:
        return [self.capture(name)]
