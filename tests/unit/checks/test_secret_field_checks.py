"""What the checks of typing in secret make of an app in memory."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import pytest
from told import Ended, Told

from pytest_mobcompliance.checks import secret_fields
from pytest_mobcompliance.checks import test_clipboard as clipboards
from pytest_mobcompliance.checks import test_keyboards as keyboards
from pytest_mobcompliance.checks import test_passwords as passwords
from pytest_mobcompliance.device.echo import Echo
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import IdentitySettings, Locator, Settings

OWN, SYSTEM = "cn.example.bank", "com.example.ime/.Keyboard"
DIGITS = "0123456789"
SCREENS = {
    "login": {"url": "bank://login"},
    "register": {"url": "bank://register"},
    "transfer": {"url": "bank://transfer", "login": True},
}
LOGIN = {
    "screen": "login",
    "fields": {"account": {"id": "account"}, "password": {"id": "password"}},
    "submit": {"id": "go"},
    "done": {"id": "done"},
}
TRANSFER = {
    "screen": "transfer",
    "fields": {"payee": {"id": "payee"}, "password": {"id": "proof"}, "code": {"id": "proof"}},
    "submit": {"id": "go"},
    "verify": {"id": "pin"},
    "error": {"id": "error"},
    "done": {"id": "sent"},
}
PERSON = IdentitySettings(account="13800000001", password="Demo-Pass-2024", payee="测试乙", code="246810")


def settings(*, forms: dict[str, Any] | None = None, **verification: Any) -> Settings:
    return Settings.model_validate(
        {
            "app": {"platform": "android", "package": OWN, "test_packages": [OWN]},
            "screens": SCREENS,
            "forms": {"login": LOGIN, "transfer": TRANSFER} if forms is None else forms,
            "identities": {"alice": PERSON.model_dump()},
            "verification": verification,
        }
    )


def keys(order: str) -> tuple[Element, ...]:
    return tuple(
        Element(
            id=f"k{digit}", text=digit, visible=True, package=OWN, bounds=(at * 10.0, 0.0, at * 10.0 + 9, 9)
        )
        for at, digit in enumerate(order)
    )


class InMemory:
    """A phone with an app of a login and a transfer.

    ``system_for``: fields that the phone's keyboard shows for. ``orders``: of the keys, one for each opening.
    ``beside``: what stands beside them for what was pressed. ``shows``: what a submitted transfer comes to;
    ``early``: what shows before. ``closed``: fields that keep away from the
    clipboard; ``mute``: those that do not tell what they hold.
    """

    def __init__(
        self,
        *,
        system_for: tuple[str, ...] = (),
        own_for: tuple[str, ...] = (),
        orders: tuple[str, ...] = (DIGITS,),
        shows: tuple[str, ...] = ("pin",),
        early: tuple[str, ...] = (),
        pin: Element | None = None,
        closed: tuple[str, ...] = ("password",),
        copies_only: tuple[str, ...] = (),
        mute: tuple[str, ...] = (),
        method: str = SYSTEM,
        beside: Callable[[str], str] = lambda pressed: "●" * len(pressed),
    ) -> None:
        self.system_for, self.own_for, self.orders = system_for, own_for, orders
        self.shows, self.early = shows, early
        self.pin, self.closed, self.copies_only, self.mute, self.method = (
            pin,
            closed,
            copies_only,
            mute,
            method,
        )
        self.beside, self.pressed = beside, ""
        self.focus = ""
        self.held: dict[str, str] = {}
        self.clip, self.selected = "旧", False
        self.clips: list[str] = []
        self.openings = 0
        self.log: list[str] = []

    def launch(self) -> None:
        self.log.append("launch")

    def go(self, screen: str) -> None:
        self.focus, self.held = "", {}

    def tap(self, locator: Locator) -> None:
        if locator.value in DIGITS:
            self.pressed += locator.value
            return
        self.focus, self.selected = locator.value, False
        if locator.value == "go":
            self.openings += 1
            self.focus = "verify" if self.pin is None else ""

    def type(self, locator: Locator, secret: str) -> None:
        self.held[locator.value] = secret

    def back(self) -> None:
        self.focus = ""

    def let_pass(self, seconds: float) -> None:
        self.log.append("waited")

    def exists(self, locator: Locator) -> bool:
        return locator.value in (self.shows if self.openings else self.early)

    def text_of(self, locator: Locator) -> str:
        return "余额不足"

    def capture(self) -> Screen:
        shown: tuple[Element, ...] = () if self.pin is None else (self.pin,)
        if self.focus == "verify" or self.focus in self.own_for:
            order = self.orders[(self.openings - 1) % len(self.orders)]
            dots = Element(id="dots", text=self.beside(self.pressed), visible=True, package=OWN)
            shown = (*keys(order), dots)
        return Screen(platform=Platform.ANDROID, elements=shown, size=(100, 10), package=OWN)

    def keyboard_shown(self) -> bool:
        return self.focus in self.system_for

    def input_method(self) -> str:
        return self.method

    def holds(self, locator: Locator) -> int:
        return 0 if locator.value in self.mute else len(self.held.get(locator.value, ""))

    def select_all(self) -> None:
        self.selected = True

    def copy(self) -> None:
        if self.selected and self.focus not in self.closed:
            self.clip = self.held[self.focus]

    def paste(self) -> None:
        if self.focus not in (*self.closed, *self.copies_only):
            self.held[self.focus] = self.held.get(self.focus, "") + self.clip

    def clipboard(self) -> str:
        return self.clip

    def set_clipboard(self, words: str) -> None:
        self.clip = words
        self.clips.append(words)

    @contextmanager
    def clipboard_kept(self) -> Generator[None]:
        before = self.clip
        try:
            yield
        finally:
            self.clip = before


class ClosesAtOnce(InMemory):
    """An app whose keyboard closes when a key was pressed."""

    def tap(self, locator: Locator) -> None:
        super().tap(locator)
        if locator.value in DIGITS:
            self.focus = ""


class ClosesAtLast(InMemory):
    """An app whose keyboard closes when the last key was pressed."""

    def tap(self, locator: Locator) -> None:
        super().tap(locator)
        if self.pressed == keyboards.PRESSED:
            self.focus = ""


class KeyboardThatGoesAway(InMemory):
    """The phone's keyboard of the field before still shows at the first look."""

    looks = 0

    def keyboard_shown(self) -> bool:
        self.looks += 1
        return self.looks == 1


@pytest.fixture(autouse=True)
def _shortly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret_fields, "accept_notice", lambda app: None)
    monkeypatch.setattr(keyboards, "log_in", lambda app, known: app.log.append("log in"))
    monkeypatch.setattr(keyboards, "SHOWS", 0.0)


def end_of(act: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(Ended) as ended:
        act()
    return ended.value.args[0], ended.value.args[1]


# ---------------------------------------------------------------- what is typed is not shown

BLANK = Screen(platform=Platform.ANDROID, elements=(), size=(1, 1))


def typed(monkeypatch: pytest.MonkeyPatch, echo: Echo, known: Settings | None = None) -> Told:
    monkeypatch.setattr(passwords, "echo_of", lambda app, locator, secret: echo)
    told = Told()
    passwords.test_passwords_are_not_shown(InMemory(), known or settings(), told, PERSON)  # type: ignore[arg-type]
    return told


def test_dots_are_observed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(typed(monkeypatch, Echo(BLANK, drawn=False)).seen) == ["login: password"]


@pytest.mark.parametrize(
    ("echo", "ruling"),
    [
        (Echo(BLANK, in_text=True), ("violated", "shown-in-clear")),
        (Echo(BLANK, drawn=True), ("violated", "shown-in-clear")),
        (Echo(BLANK, drawn=True, steady=False), ("needs-review", "field-unsteady")),
        (Echo(BLANK, drawn=True, marked=True), ("needs-review", "field-marked")),
        (Echo(BLANK, hidden=True), ("not-verified", "screenshot-hidden")),
        (Echo(BLANK), ("not-verified", "field-not-drawn")),
    ],
)
def test_what_shows_and_what_was_not_seen(
    monkeypatch: pytest.MonkeyPatch, echo: Echo, ruling: tuple[str, str]
) -> None:
    assert end_of(lambda: typed(monkeypatch, echo)) == ruling


def test_without_forms_nothing_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    ruling = end_of(lambda: typed(monkeypatch, Echo(BLANK), settings(forms={})))
    assert ruling == ("not-verified", "not-configured")


# ---------------------------------------------------------------- keyboards


def keyboard(app: InMemory, secret: str, known: Settings | None = None) -> Told:
    told = Told()
    keyboards.test_secrets_are_typed_on_an_own_keyboard(
        app,  # type: ignore[arg-type]
        known or settings(),
        told,  # type: ignore[arg-type]
        PERSON,
        secret,  # type: ignore[arg-type]
    )
    return told


def test_a_password_on_the_phones_keyboard_is_the_houses_to_judge() -> None:
    def app() -> InMemory:
        return InMemory(system_for=("account", "password"))

    assert end_of(lambda: keyboard(app(), "password")) == ("needs-review", "system-keyboard")
    listed = settings(own_keyboard=["password"])
    assert end_of(lambda: keyboard(app(), "password", listed)) == ("violated", "system-keyboard")
    left_out = keyboard(app(), "password", settings(own_keyboard=["verify"]))
    assert "leaves password out" in str(left_out.seen["login: password"])


def test_a_keyboard_that_goes_away_is_that_of_the_field_before() -> None:
    known = settings(own_keyboard=["password", "verify"])
    gone = KeyboardThatGoesAway(own_for=("password",))
    assert keyboard(gone, "password", known).seen == {"login: password": "the app's own keyboard"}
    assert keyboard(KeyboardThatGoesAway(), "verify", known).seen == {
        "transfer: verify": "the app's own keyboard"
    }


def test_the_phones_keyboard_beside_own_keys_is_no_violation() -> None:
    both = InMemory(system_for=("verify",))
    ruling = end_of(lambda: keyboard(both, "verify", settings(own_keyboard=["verify"])))
    assert ruling == ("needs-review", "system-keyboard")


def test_an_input_method_of_the_apps_own_is_not_the_phones() -> None:
    told = keyboard(InMemory(system_for=("password",), method=f"{OWN}/.Keys"), "password")
    assert f"{OWN}/.Keys" in str(told.seen["login: password"])


def test_no_keyboard_of_the_phone_counts_where_another_field_has_it() -> None:
    told = keyboard(InMemory(system_for=("account",)), "password")
    assert told.seen == {"login: password": "no keyboard of the phone"}
    assert keyboard(InMemory(own_for=("password",)), "password").seen == {
        "login: password": "the app's own keyboard"
    }
    assert end_of(lambda: keyboard(InMemory(), "password")) == ("not-verified", "no-keyboard-seen")


def test_the_own_keyboard_for_a_transfer() -> None:
    app = InMemory()
    assert keyboard(app, "verify").seen == {"transfer: verify": "the app's own keyboard"}
    assert app.log == ["launch", "log in"]


def test_the_phones_keyboard_for_a_transfer() -> None:
    field = Element(
        id="pin", resource_id=f"{OWN}:id/pin", password=True, visible=True, package=OWN, bounds=(0, 0, 9, 9)
    )
    app = InMemory(pin=field, system_for=(f"{OWN}:id/pin", "pin"))
    assert end_of(lambda: keyboard(app, "verify", settings(own_keyboard=["verify"]))) == (
        "violated",
        "system-keyboard",
    )
    nothing = InMemory(pin=field)
    assert end_of(lambda: keyboard(nothing, "verify")) == ("needs-review", "keys-not-told")


def test_a_transfer_that_asks_nothing_more() -> None:
    assert end_of(lambda: keyboard(InMemory(shows=()), "verify")) == ("not-verified", "no-verification-seen")
    no_verify = settings(forms={"login": LOGIN})
    assert end_of(lambda: keyboard(InMemory(), "verify", no_verify)) == ("not-verified", "not-configured")


@pytest.mark.parametrize(
    ("shows", "reason"),
    [
        (("sent",), "no-verification"),
        (("sent", "pin"), "done-while-verifying"),
        (("error",), "right-person-refused"),
    ],
)
def test_a_transfer_that_comes_to_something_else_is_submitted_once(
    shows: tuple[str, ...], reason: str
) -> None:
    app = InMemory(shows=shows)
    assert end_of(lambda: places(app, random_keyboard=True)) == ("needs-review", reason)
    assert app.openings == 1


def test_what_shows_before_a_transfer_tells_nothing() -> None:
    app = InMemory(early=("sent",))
    assert end_of(lambda: places(app, random_keyboard=True)) == ("needs-review", "shown-before-submit")
    assert app.openings == 0


def test_what_proves_a_transfer_is_not_typed() -> None:
    app = InMemory()
    keyboard(app, "verify")
    assert app.held == {"payee": "测试乙"}


def places(app: InMemory, **verification: Any) -> Told:
    told = Told()
    keyboards.test_keys_of_the_own_keyboard_change_places(
        app,  # type: ignore[arg-type]
        settings(**verification),
        told,  # type: ignore[arg-type]
        PERSON,
    )
    return told


@pytest.mark.parametrize(
    ("orders", "ruling"),
    [
        ((DIGITS,), ("violated", "fixed-keyboard")),
        ((DIGITS, DIGITS, DIGITS[::-1]), ("needs-review", "keyboard-repeats")),
        ((DIGITS[:9],), ("needs-review", "keys-not-told")),
    ],
)
def test_keys_that_stay(orders: tuple[str, ...], ruling: tuple[str, str]) -> None:
    assert end_of(lambda: places(InMemory(orders=orders), random_keyboard=True)) == ruling


def test_keys_that_move() -> None:
    orders = (DIGITS, DIGITS[::-1], DIGITS[5:] + DIGITS[:5])
    assert places(InMemory(orders=orders), random_keyboard=True).seen == {
        "orders of the keys": ", ".join(orders)
    }


def test_moving_keys_are_a_house_value() -> None:
    assert end_of(lambda: places(InMemory())) == ("not-verified", "no-house-value")


def pressed(app: InMemory, **verification: Any) -> Told:
    told = Told()
    known = settings(**(verification or {"own_keyboard": ["verify"]}))
    keyboards.test_pressed_digits_are_not_shown(app, known, told, PERSON)  # type: ignore[arg-type]
    return told


def test_dots_beside_the_keys() -> None:
    app = InMemory()
    assert pressed(app).seen == {"texts beside the keys": "●●●"}
    assert app.pressed == keyboards.PRESSED
    assert pressed(InMemory(beside=lambda digits: "●" * len(digits) + "○" * (6 - len(digits)))).seen == {
        "texts beside the keys": "●●●○○○"
    }


@pytest.mark.parametrize(
    ("beside", "ruling"),
    [
        (lambda digits: digits, ("violated", "digits-shown")),
        (lambda digits: " ".join(digits), ("violated", "digits-shown")),
        (lambda digits: f"已输入 {len(digits)} 位", ("needs-review", "digits-shown")),
        (lambda digits: "请输入", ("not-verified", "press-not-seen")),
        (lambda digits: "完成" if digits else "请输入", ("not-verified", "press-not-seen")),
        (lambda digits: "●" * min(len(digits), 1), ("not-verified", "press-not-seen")),
    ],
)
def test_what_stands_beside_the_keys(beside: Callable[[str], str], ruling: tuple[str, str]) -> None:
    assert end_of(lambda: pressed(InMemory(beside=beside))) == ruling


def test_keys_that_are_not_told_or_go_away() -> None:
    assert end_of(lambda: pressed(InMemory(orders=("123",)))) == ("needs-review", "keys-not-told")
    assert end_of(lambda: pressed(ClosesAtOnce())) == ("needs-review", "keys-not-told")
    assert end_of(lambda: pressed(ClosesAtLast())) == ("needs-review", "keys-not-told")


def test_without_an_own_keyboard_nothing_is_pressed() -> None:
    app = InMemory()
    ruling = end_of(lambda: pressed(app, own_keyboard=["password"]))
    assert ruling == ("not-verified", "not-configured")
    assert (app.pressed, app.openings) == ("", 0)
    assert pressed(app, random_keyboard=True).seen


# ---------------------------------------------------------------- clipboard


def clipboard(app: InMemory, known: Settings | None = None) -> Told:
    told = Told()
    clipboards.test_secrets_keep_away_from_the_clipboard(
        app,  # type: ignore[arg-type]
        known or settings(no_clipboard=True),
        told,  # type: ignore[arg-type]
        PERSON,
    )
    return told


def test_fields_that_keep_away_from_the_clipboard() -> None:
    app = InMemory()
    assert clipboard(app).seen == {"login: password": "nothing pasted, nothing copied"}
    assert app.clip == "旧"


def test_what_was_copied_is_overwritten_at_once() -> None:
    app = InMemory(closed=(), copies_only=("password",))
    assert end_of(lambda: clipboard(app)) == ("violated", "copied-out")
    assert app.clips[-1] == clipboards.WORD


@pytest.mark.parametrize(
    ("app", "ruling"),
    [
        (InMemory(closed=()), ("violated", "paste-taken")),
        (InMemory(closed=(), copies_only=("password",)), ("violated", "copied-out")),
        (InMemory(mute=("password",)), ("not-verified", "field-stays-empty")),
        (InMemory(closed=("account", "password")), ("not-verified", "clipboard-not-observed")),
    ],
)
def test_fields_that_use_it(app: InMemory, ruling: tuple[str, str]) -> None:
    assert end_of(lambda: clipboard(app)) == ruling
    assert app.clip == "旧"


def test_the_clipboard_is_a_house_value() -> None:
    assert end_of(lambda: clipboard(InMemory(), settings())) == ("not-verified", "no-house-value")


def test_without_a_field_to_compare_nothing_is_said() -> None:
    alone = {**LOGIN, "fields": {"password": {"id": "password"}}}
    known = settings(forms={"login": alone}, no_clipboard=True)
    assert end_of(lambda: clipboard(InMemory(), known)) == ("not-verified", "clipboard-not-observed")
