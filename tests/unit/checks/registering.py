"""A registration in memory, which answers by what was typed; shared by the files of this folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pytest_mobcompliance.device.assistance import nobody
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import Locator, Settings

FIELDS = ("phone", "code", "name", "id_number", "id_expiry", "card", "password")
ALICE = {
    "name": "测试甲",
    "id_number": "999999199001010016",
    "id_expiry": "长期",
    "phone": "13800000001",
    "card": "6217000000000000012",
    "password": "Demo-Pass-2024",
    "code": "246810",
}
Answer = Callable[[Mapping[str, str]], str | None]
"""What the app answers to values by meaning: empty for yes, words for no, None for silence."""


def settings(fields: tuple[str, ...] = FIELDS, **more: Any) -> Settings:
    """A configuration with a registration form whose locators are the meanings of its fields."""
    form = {
        "screen": "register",
        "fields": {name: {"id": name} for name in fields},
        "send_code": {"id": "send"},
        "submit": {"id": "submit"},
        "error": {"id": "error"},
        "answers_within": 0.2,
        "done": {"id": "done"},
    }
    known: dict[str, Any] = {
        "app": {"url": "http://127.0.0.1/", "test_packages": ["127.0.0.1"]},
        "screens": {"register": {"url": "#/register"}},
        "identities": {"alice": ALICE},
        "forms": {"registration": form},
    }
    return Settings.model_validate(known | more)


class Registration:
    """``log`` says what was done.

    ``faded``: the words of a refusal are gone before they are read. ``knows``: what the app fills in itself.
    ``stands``: what the error says before anything is submitted; None where it does not show.
    ``later``: looks at the error, after which it says something else; empty for done.
    ``ready``: whether the button that submits can be pressed, by what is typed.
    """

    def __init__(
        self,
        answer: Answer = lambda values: "",
        *,
        faded: bool = False,
        knows: Mapping[str, str] | None = None,
        stands: str | None = None,
        later: tuple[int, str] | None = None,
        ready: Callable[[Mapping[str, str]], bool] = lambda values: True,
    ) -> None:
        self.answer, self.faded, self.knows, self.stands = answer, faded, dict(knows or {}), stands
        self.later, self.ready = later, ready
        self.looks = 0
        self.typed: dict[str, str] = {}
        self.said: str | None = None
        self.log: list[str] = []
        self.assistance = nobody()

    def launch(self) -> None:
        self.typed, self.said, self.looks = dict(self.knows), None, 0

    reset = restart = launch

    def let_pass(self, seconds: float) -> None:
        self.log.append(f"let_pass {seconds:g}")

    def go(self, screen: str) -> None:
        self.launch()

    def tap(self, locator: Locator) -> None:
        self.log.append(f"tap {locator.value}")
        if locator.value == "submit" and self.ready(self.typed):
            self.said, self.looks = self.answer(self.typed), 0

    def type(self, locator: Locator, secret: str) -> None:
        self.typed[locator.value] = secret

    def exists(self, locator: Locator) -> bool:
        if locator.value == "done":
            return self.said == ""
        return locator.value == "error" and (bool(self.said) or self.stands is not None)

    def text_of(self, locator: Locator) -> str:
        if locator.value != "error":
            return ""
        if self.faded:
            raise fault("element-not-found")
        said = self.said or self.stands or ""
        if self.later is not None and self.said is not None:
            self.looks += 1
            if self.looks >= self.later[0]:
                self.said = self.later[1]
        return said

    def what_it_can(self) -> frozenset[str]:
        return frozenset()

    def capture(self, name: str | None = None) -> Screen:
        held = [
            Element(
                id=key,
                resource_id=key,
                role="textbox",
                editable=True,
                value=value,
                visible=True,
                bounds=(0, 0, 9, 9),
            )
            for key, value in self.typed.items()
        ]
        box = (0, 0, 9, 9)
        ready = self.ready(self.typed)
        button = Element(id="submit", resource_id="submit", visible=True, bounds=box, enabled=ready)
        return Screen(platform=Platform.WEB, elements=(*held, button), size=(390, 844), name=name or "s")


def fault(reason: str) -> RigError:
    return RigError(reason=reason, who="fake", where="here", got="g", wanted="w", next_step="n")
