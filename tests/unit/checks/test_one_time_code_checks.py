"""What the checks of one-time codes make of an app that sends them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from registering import ALICE, FIELDS, Registration, settings
from told import Ended, Told

from pytest_mobcompliance.checks import submitting
from pytest_mobcompliance.checks import test_one_time_codes as checks
from pytest_mobcompliance.device.assistance import Assistance
from pytest_mobcompliance.screen import Element, Screen
from pytest_mobcompliance.settings import Locator, Settings


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submitting, "accept_notice", lambda app: None)
    monkeypatch.setattr(checks, "FOLLOWS", 0.0)


def ended(check: str, app: Registration, made: Settings, told: Told) -> tuple[object, ...]:
    registration = made.forms["registration"]
    known: dict[str, Any] = {"registration": registration, "registrant": made.identities["alice"]}
    if "used_code" in check:
        known["proven"] = set()
    if "used" in check:
        known["fields"] = tuple(registration.fields)
    try:
        getattr(checks, check)(app, made, told, **known)
    except Ended as end:
        return end.args
    return ()


# ------------------------------------------------------------------ used once


class Codes(Registration):
    """A registration whose answers come one after the other."""

    def __init__(self, *answers: str | None) -> None:
        left = list(answers)
        super().__init__(lambda values: left.pop(0))
        self.codes: list[str] = []

    def tap(self, locator: Locator) -> None:
        if locator.value == "submit":
            self.codes.append(self.typed.get("code", ""))
        super().tap(locator)


def test_fixed_codes() -> None:
    check, made = "test_a_used_code_is_refused", settings()
    told, app = Told(), Codes("", "验证码已失效")
    assert ended(check, app, made, told) == ()
    assert told.seen == {"used code": "refused: 验证码已失效"}
    assert app.log.count("tap send") == 1  # none is asked for the second time
    assert app.codes == ["246810", "246810"]
    assert ended(check, Codes("", ""), made, Told()) == ("needs-review", "fixed-code")
    assert ended(check, Codes("", "该手机号已注册"), made, Told()) == ("needs-review", "refused-otherwise")
    for asked in ("请先获取验证码", "请获取短信验证码", "请输入验证码", "信息有误"):
        assert ended(check, Codes("", asked), made, Told()) == ("needs-review", "refused-otherwise")
    assert ended(check, Codes("", "验证码错误，请重新获取"), made, Told()) == ()
    assert ended(check, Codes("", "请输入正确的验证码"), made, Told()) == ()
    assert ended(check, Codes("没有", ""), made, Told()) == ("needs-review", "right-person-refused")
    assert ended(check, Codes("", None), made, Told()) == ("needs-review", "no-answer")
    fields = tuple(name for name in FIELDS if name != "code")
    assert ended(check, Codes("", ""), settings(fields), Told()) == ("not-verified", "not-configured")


def supplied(code: str, *answers: str) -> Codes:
    app = Codes(*answers)
    app.assistance = Assistance(code=lambda person, purpose: code, step=lambda kind, purpose: None)
    return app


def test_codes_that_a_hook_supplies() -> None:
    check, made = "test_a_used_code_is_refused", settings(identities={"alice": {**ALICE, "code": "hook"}})
    app = supplied("135790", "", "验证码已使用")
    assert ended(check, app, made, Told()) == ()
    assert app.codes == ["135790", "135790"]
    assert ended(check, supplied("135790", "", ""), made, Told()) == ("violated", "code-reused")
    assert ended(check, supplied("A1B2C3", "", ""), made, Told()) == ("not-verified", "code-not-read")


# ------------------------------------------------------------------ the next one


def said(*words: str) -> list[Element]:
    return [Element(id=each, role="text", text=each, visible=True) for each in words]


class Sends(Registration):
    """``after``: what shows after each tap on what asks for a code; ``counting``: after some time then.

    ``gone``: the button is not there any more once a code was asked for.
    """

    def __init__(
        self, *after: Sequence[str], counting: Mapping[int, Sequence[str]] | None = None, gone: bool = False
    ) -> None:
        super().__init__()
        self.after, self.counting, self.gone = after, dict(counting or {}), gone
        self.taps = 0
        self.shows: Sequence[str] = ("获取验证码",)

    def tap(self, locator: Locator) -> None:
        super().tap(locator)
        if locator.value == "send":
            self.shows = self.after[min(self.taps, len(self.after) - 1)]
            self.taps += 1

    def let_pass(self, seconds: float) -> None:
        self.shows = self.counting.get(self.taps, self.shows)

    def exists(self, locator: Locator) -> bool:
        return not (self.gone and self.taps) if locator.value == "send" else super().exists(locator)

    def capture(self, name: str | None = None) -> Screen:
        return replace(super().capture(name), elements=tuple(said(*self.shows)))


def resend_ends(app: Sends, told: Told | None = None, **verification: int) -> tuple[object, ...]:
    made = settings(verification=verification or {"resend_seconds": 60})
    return ended("test_another_code_takes_a_while", app, made, told or Told())


COUNTS = {1: ["57秒后重新获取"]}


def test_code_that_takes_a_while() -> None:
    told = Told()
    app = Sends(["重新获取(60s)"], ["重新获取(56s)"], counting=COUNTS)
    assert resend_ends(app, told) == ()
    assert told.seen["counts down from"] == 60
    assert told.seen["house value [verification] resend_seconds"] == 60
    assert set(app.typed) == {"phone"}  # nothing else is typed to have a code sent


def test_button_that_is_gone_meanwhile() -> None:
    assert resend_ends(Sends(["59s后重试"], counting=COUNTS, gone=True)) == ()


@pytest.mark.parametrize(
    ("app", "end"),
    [
        (Sends(["重新获取(30s)"]), ("violated", "resend-too-soon")),
        (Sends(["重新获取(60s)"], ["重新获取(60s)"], counting=COUNTS), ("violated", "resend-not-blocked")),
        (
            Sends(["重新获取(60s)"], ["重新获取(56s)", "验证码已发送"], counting=COUNTS),
            ("violated", "resend-not-blocked"),
        ),
        (Sends(["重新获取(60s)"]), ("needs-review", "resend-unclear")),  # it stands still
        (Sends(["重新获取(60s)"], ["获取验证码"], counting=COUNTS), ("needs-review", "resend-unclear")),
        (Sends(["已发送"], ["已发送", "验证码已重新发送"]), ("violated", "resend-not-blocked")),
        (Sends(["获取验证码"], ["操作频繁，请稍后再试"]), ("needs-review", "wait-not-told")),
        (Sends(["验证码已发送"]), ("needs-review", "resend-unclear")),
        (Sends(["获取验证码"], gone=True), ("needs-review", "resend-unclear")),
        (Sends(["获取验证码"], ["59秒后重试", "验证码已发送"]), ("needs-review", "resend-unclear")),
    ],
)
def test_other_answers(app: Sends, end: tuple[object, ...]) -> None:
    assert resend_ends(app) == end


def test_wait_is_a_value_of_the_house() -> None:
    assert resend_ends(Sends(["获取验证码"]), resend_seconds=30) != ("not-verified", "no-house-value")
    assert resend_ends(Sends(["获取验证码"]), attempts=5) == ("not-verified", "no-house-value")


def test_what_asks_for_a_code_must_be_named() -> None:
    made = settings(verification={"resend_seconds": 60})
    form: Any = made.forms["registration"].model_copy(update={"send_code": None})
    with pytest.raises(Ended) as caught:
        checks.test_another_code_takes_a_while(
            Registration(),
            made,
            Told(),
            form,
            made.identities["alice"],  # type: ignore[arg-type]
        )
    assert caught.value.args == ("not-verified", "not-configured")
