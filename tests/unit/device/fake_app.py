"""An app in memory: pages that link to each other, and whatever is asked of it written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import Locator

HOST = "http://127.0.0.1/"


def fault(reason: str, where: str = "here") -> RigError:
    return RigError(reason=reason, who="fake", where=where, got="g", wanted="w", next_step="n")


def element(id: str, role: str = "button", text: str | None = None, **facts: object) -> Element:
    known = {"visible": True, "clickable": role in ("button", "link"), "name": text, "text": text}
    return Element(id=id, role=role, **known | facts)


def page(*elements: Element, name: str = "", url: str | None = None) -> Screen:
    """A page of elements that all lie in its body, those that name another parent aside."""
    inside = [each if each.parent else replace(each, parent="body") for each in elements]
    tree = [Element(id="body", class_name="body", role="generic", visible=True), *inside]
    children = {each.id: tuple(one.id for one in tree if one.parent == each.id) for each in tree}
    whole = tuple(replace(each, children=children[each.id]) for each in tree)
    return Screen(platform=Platform.WEB, elements=whole, size=(390, 844), name=name, url=url)


class FakeApp:
    """`App` over a mapping of screens; ``log`` says what was done.

    :param faults: what fails, by verb or by ``verb argument``. ``doors``: what a tap leads to.
    """

    def __init__(
        self, screens: Mapping[str, Screen], *, faults: Mapping[str, Exception] | None = None
    ) -> None:
        self.screens = dict(screens)
        self.faults = dict(faults or {})
        self.shown: str = next(iter(self.screens), "")
        self.log: list[str] = []
        self.typed: dict[str, str] = {}
        self.there: set[str] = set()
        self.doors: dict[str, str] = {}

    def _did(self, verb: str, argument: object = "") -> None:
        line = f"{verb} {argument}".strip()
        self.log.append(line)
        for key in (line, verb):
            if key in self.faults:
                raise self.faults[key]

    def launch(self) -> None:
        self._did("launch")

    def restart(self) -> None:
        self._did("restart")

    def reset(self) -> None:
        self._did("reset")

    def background(self, seconds: float) -> None:
        self._did("background", seconds)

    def go(self, screen: str) -> None:
        self._did("go", screen)
        self.shown = screen

    def visit(self, address: str) -> None:
        self._did("visit", address)
        self.shown = address

    def tap(self, locator: Locator) -> None:
        self._did("tap", locator)
        self.shown = self.doors.get(locator.value, self.shown)

    def type(self, locator: Locator, secret: str) -> None:
        self._did("type", locator)
        self.typed[locator.value] = secret

    def exists(self, locator: Locator) -> bool:
        self._did("exists", locator)
        return locator.value in self.there

    def wait_for(self, locator: Locator, timeout: float) -> bool:
        self._did("wait_for", locator)
        return locator.value in self.there

    def text_of(self, locator: Locator) -> str:
        self._did("text_of", locator)
        return ""

    def back(self) -> None:
        self._did("back")

    def switch_mode(self, mode: str) -> None:
        self._did("switch_mode", mode)

    def capture(self, name: str | None = None) -> Screen:
        self._did("capture", name or self.shown)
        screen = self.screens[self.shown]
        return replace(screen, name=name or screen.name)

    def what_it_can(self) -> frozenset[str]:
        return frozenset()
