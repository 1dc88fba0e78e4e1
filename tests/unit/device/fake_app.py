"""An app in memory: pages that link to each other, and whatever is asked of it written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from pytest_mobcompliance.device.app import PermissionRequest
from pytest_mobcompliance.device.assistance import nobody
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.recognise import PermissionPrompt, UnknownDialog
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import Locator

HOST = "http://127.0.0.1/"


def fault(reason: str, where: str = "here") -> RigError:
    return RigError(reason=reason, who="fake", where=where, got="g", wanted="w", next_step="n")


def element(id: str, role: str = "button", text: str | None = None, **facts: object) -> Element:
    known = {"visible": True, "clickable": role in ("button", "link"), "name": text, "text": text}
    return Element(id=id, role=role, **known | facts)


def page(
    *elements: Element, name: str = "", url: str | None = None, platform: str = "web", **facts: object
) -> Screen:
    """A page of elements that all lie in its body, those that name another parent aside."""
    inside = [each if each.parent else replace(each, parent="body") for each in elements]
    tree = [Element(id="body", class_name="body", role="generic", visible=True), *inside]
    children = {each.id: tuple(one.id for one in tree if one.parent == each.id) for each in tree}
    whole = tuple(replace(each, children=children[each.id]) for each in tree)
    return Screen(platform=Platform(platform), elements=whole, size=(390, 844), name=name, url=url, **facts)


class FakeApp:
    """`App` over a mapping of screens; ``log`` says what was done.

    :param faults: what fails, by verb or by ``verb argument``.

    ``doors``: what a tap leads to, from any screen or, as ``screen>locator``, from one. ``prompts``: the
    dialogs that stand, the first in front. A screen called ``home~2`` is the second part of ``home``.
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
        self.way: list[str] = []
        self.prompts: list[PermissionPrompt | UnknownDialog] = []
        self.requests: list[PermissionRequest] = []
        self.states: dict[str, str | None] = {}
        self.assistance = nobody()

    def _did(self, verb: str, argument: object = "") -> None:
        line = f"{verb} {argument}".strip()
        self.log.append(line)
        for key in (line, verb):
            if key in self.faults:
                raise self.faults[key]

    def let_pass(self, seconds: float) -> None:
        self._did("let_pass", f"{seconds:g}")

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
        self.way.append(self.shown)
        door = self.doors.get(f"{self.shown}>{locator.value}") or self.doors.get(locator.value)
        self.shown = door or self.shown

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
        self.shown = self.way.pop() if self.way else self.shown

    def switch_mode(self, mode: str) -> None:
        self._did("switch_mode", mode)

    def capture(self, name: str | None = None) -> Screen:
        self._did("capture", name or self.shown)
        screen = self.screens[self.shown]
        return replace(screen, name=name or screen.name)

    def captures(self, name: str | None = None) -> list[Screen]:
        shown, parts = self.shown, [self.capture(name)]
        while f"{shown}~{len(parts) + 1}" in self.screens:
            part = self.screens[f"{shown}~{len(parts) + 1}"]
            parts.append(replace(part, name=f"{name or parts[0].name}~{len(parts) + 1}"))
        return parts

    def requests_for_permission(self) -> list[PermissionRequest]:
        return list(self.requests)

    def prompt(self) -> PermissionPrompt | UnknownDialog | None:
        return self.prompts[0] if self.prompts else None

    def answer(self, meaning: str) -> None:
        self._did("answer", meaning)
        self.prompts.pop(0)

    def set_permission(self, kind: str, state: str) -> None:
        self._did("set_permission", f"{kind} {state}")
        self.states[kind] = state

    def permission_state(self, kind: str) -> str | None:
        return self.states.get(kind)

    @contextmanager
    def viewport(self, width: int, height: int, pixel_ratio: float) -> Iterator[None]:
        self._did("viewport", width)
        yield

    @contextmanager
    def text_scale(self, factor: float) -> Iterator[None]:
        self._did("text_scale", factor)
        yield

    @contextmanager
    def dark_mode(self, on: bool) -> Iterator[None]:
        self._did("dark_mode", on)
        yield

    def what_it_can(self) -> frozenset[str]:
        return frozenset()
