"""What the check of error messages makes of a refused form, without an app."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest

from pytest_mobcompliance.checks import test_error_states as checks
from pytest_mobcompliance.findings import Finding
from pytest_mobcompliance.rules import RULES, Rule, audit
from pytest_mobcompliance.screen import Element, Platform, Screen

BY_ID = {rule.id: rule for rule in RULES}
FORM = SimpleNamespace(screen="login", submit="submit", done="done", error=(), step=None)


def screen(words: Iterable[str], marked: bool) -> Screen:
    """A field at the top, and texts too far below it to be about it for sure."""
    places = [(0.0, 0.0, 200.0, 40.0), *((0.0, top, 200.0, top + 40.0) for top in (300.0, 400.0, 500.0))]
    field = Element(id="phone", role="textbox", name="手机号", visible=True, editable=True, invalid=marked)
    texts = [Element(id=words, role="text", text=words, name=words, visible=True) for words in words]
    placed = [
        replace(each, bounds=box, bounds_dp=box) for each, box in zip([field, *texts], places, strict=False)
    ]
    return Screen(platform=Platform.ANDROID, elements=tuple(placed), size=(390, 844), density=1.0)


class Form:
    """An app with one form, which shows other words once it is submitted, and marks its field or does not."""

    def __init__(self, words: Iterable[str], marked: bool) -> None:
        self.before, self.after = screen(["获取验证码"], False), screen(["获取验证码", *words], marked)
        self.submitted = False

    def launch(self) -> None:
        pass

    def exists(self, locator: object) -> bool:
        return False

    def tap(self, locator: object) -> None:
        self.submitted = True

    def capture(self, name: str) -> Screen:
        return self.after if self.submitted else self.before

    def captures(self, name: str) -> list[Screen]:
        return [self.capture(name)]


class Told:
    """A `MobVerdict` that keeps what it is told."""

    def __init__(self) -> None:
        self.said: list[object] = []

    def observe(self, name: str, value: object) -> None:
        self.said.append(value)

    def findings(self, found: Iterable[Finding]) -> None:
        self.said += [(finding.verdict.value, finding.reason) for finding in found]

    def needs_review(self, reason: str, screen: Screen, detail: str) -> NoReturn:
        self.said.append(("needs-review", reason))
        raise LookupError(detail)  # as the real one ends the check


def mob_audit(screen: Screen, *, rules: Iterable[Rule | str]) -> list[Finding]:
    return audit(screen, rules=[BY_ID[rule] for rule in rules if isinstance(rule, str)])


def said(monkeypatch: pytest.MonkeyPatch, *words: str, marked: bool) -> list[object]:
    """What the check says of a form that is refused with these words."""
    nothing: dict[str, Any] = {"accept_notice": lambda app: None, "fill": lambda *_, **__: None}
    nothing |= {
        "identity": lambda settings: None,
        "_wrong": lambda settings: (FORM, {"phone": "1"}),
        "FOLLOWS": 0,
    }
    for name, stand_in in nothing.items():
        monkeypatch.setattr(checks, name, stand_in)
    told = Told()
    with suppress(LookupError):
        checks.test_errors_are_said_in_words(Form(words, marked), None, told, mob_audit)  # type: ignore[arg-type]
    return told.said


REVIEW = ("needs-review", "words-unclear")


@pytest.mark.parametrize(
    ("words", "marked", "expected"),
    [
        (["手机号码格式不正确"], False, ["手机号码格式不正确"]),
        (["59秒后重新获取"], False, [REVIEW]),
        (["账号不存在"], False, [REVIEW]),
        ([], False, [("needs-review", "error-not-said")]),
        (["手机号码格式不正确"], True, ["手机号码格式不正确", REVIEW]),
        (["账号不存在"], True, [REVIEW]),
        (["59秒后重新获取"], True, [("violated", "color-only")]),
        ([], True, [("violated", "color-only")]),
    ],
)
def test_words_after_a_wrong_value(
    monkeypatch: pytest.MonkeyPatch, words: list[str], marked: bool, expected: list[object]
) -> None:
    assert said(monkeypatch, *words, marked=marked) == expected
