"""What the checks of screenshots and recent tasks make of what a phone shows, without a phone."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from PIL import Image
from told import Ended, Told

from pytest_mobcompliance.checks import test_sensitive_screens as checks
from pytest_mobcompliance.device.app import AppWindow
from pytest_mobcompliance.device.walk import Walk
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.rules import RULES, audit
from pytest_mobcompliance.screen import Element, Platform, Screen, ScreenshotState
from pytest_mobcompliance.settings import Settings

PACKAGE, LABEL = "cn.example.bank", "示例银行"
OK, HIDDEN = ScreenshotState.OK, ScreenshotState.HIDDEN
UNIFORM, UNAVAILABLE = ScreenshotState.UNIFORM, ScreenshotState.UNAVAILABLE
SECURE, OPEN = (AppWindow("main", True),), (AppWindow("main", False),)
UNKNOWN = (AppWindow("main", None),)
SIZE = (200, 400)
CARD = (20.0, 40.0, 180.0, 360.0)


def settings(platform: str = "android", *sensitive: str) -> Settings:
    app: dict[str, object] = {"platform": platform, "name": LABEL}
    app |= {"url": "http://127.0.0.1/"} if platform == "web" else {"package": PACKAGE}
    screens = {name: {"sensitive": name in sensitive} for name in ("transfer", "card")}
    return Settings.model_validate({"app": app, "screens": screens})


def png(color: str, spots: bool) -> bytes:
    picture, held = Image.new("RGB", SIZE, color), io.BytesIO()
    for number in range(40 if spots else 0):
        picture.putpixel((30 + 3 * number, 60 + 7 * number), (255, 0, 0))
    picture.save(held, "PNG")
    return held.getvalue()


def screen(name: str, state: ScreenshotState = OK, *elements: Element) -> Screen:
    picture = png("#ffffff", spots=True) if state is OK else None
    return Screen(
        platform=Platform.ANDROID,
        elements=elements,
        size=SIZE,
        name=name,
        package=PACKAGE,
        screenshot=picture,
        screenshot_state=state,
    )


def recents(state: ScreenshotState = OK, *, named: str = LABEL, picture: bytes | None = None) -> Screen:
    card = Element(id="card", role="button", name=named, visible=True, bounds=CARD, package="launcher")
    shown = screen("recents", state, card)
    return replace(shown, screenshot=picture) if picture is not None else shown


def missed(name: str) -> Finding:
    return Finding(
        rule="walk", requirement="", verdict=Verdict.NOT_VERIFIED, reason="login-failed", screen=name
    )


@dataclass
class Phone:
    """A phone whose every sensitive screen looks like ``shown``."""

    shown: Screen = field(default_factory=lambda: screen("transfer"))
    flags: tuple[AppWindow, ...] | None = OPEN
    beside: list[Screen] = field(default_factory=lambda: [screen("home")])
    keys: list[str] = field(default_factory=list)

    def launch(self) -> None:
        pass

    def capture(self, name: str) -> Screen:
        return replace(self.shown, name=name)

    def app_windows(self) -> tuple[AppWindow, ...]:
        if self.flags is None:
            raise RigError(
                reason="capability-missing", who="w", where="w", got="g", wanted="w", next_step="n"
            )
        return self.flags

    @contextmanager
    def left_by(self, key: str) -> Iterator[Callable[[], Screen]]:
        self.keys.append(key)
        looks = iter(self.beside)
        last = self.beside[-1]
        yield lambda: next(looks, last)


class Ruling(Told):
    def told(self, name: str, lines: list[str]) -> None:
        self.seen[name] = "\n".join(lines)

    def findings(self, found: list[Finding]) -> None:
        if found:
            raise Ended("not-verified", found[0].reason)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def tour(
        app: Any, settings: Settings, look: Callable[[str], None], names: list[str]
    ) -> Iterator[Finding]:
        for name in names:
            if name == "card":
                yield missed(name)
            else:
                look(name)

    monkeypatch.setattr(checks, "tour", tour)
    monkeypatch.setattr(checks, "accept_notice", lambda app: None)
    monkeypatch.setattr(checks, "BETWEEN", 0)


def ended(
    check: Callable[..., None], phone: Phone, names: tuple[str, ...] = ("transfer",)
) -> tuple[str, str, dict[str, object]]:
    told = Ruling()
    try:
        check(list(names), phone, settings("android", *names), told)
    except Ended as end:
        verdict, reason = end.args
        return verdict, reason, told.seen
    return "satisfied", "", told.seen


def sensitive(chosen: Settings) -> list[str] | tuple[str, str]:
    fixture = checks.sensitive.__wrapped__  # type: ignore[attr-defined]
    try:
        return list(fixture(chosen, Told()))
    except Ended as end:
        return end.args[0], end.args[1]


def test_only_screens_that_are_declared_sensitive_are_looked_at() -> None:
    assert sensitive(settings("android", "transfer")) == ["transfer"]
    assert sensitive(settings("android")) == ("not-verified", "not-configured")


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("web", ("not-applicable", "browser-decides")),
        ("ios", ("not-verified", "capability-missing")),
    ],
)
def test_only_android_lets_apps_decide(platform: str, expected: tuple[str, str]) -> None:
    assert sensitive(settings(platform, "transfer")) == expected


@pytest.mark.parametrize(
    ("state", "flags", "launcher", "expected"),
    [
        (HIDDEN, SECURE, OK, ("satisfied", "")),
        (OK, SECURE, OK, ("satisfied", "")),  # the flag counts: some rigs see through it
        (UNAVAILABLE, SECURE, UNAVAILABLE, ("satisfied", "")),
        (HIDDEN, OPEN, OK, ("satisfied", "")),
        (HIDDEN, None, OK, ("satisfied", "")),
        (HIDDEN, OPEN, HIDDEN, ("not-verified", "screenshots-black")),
        (HIDDEN, None, UNAVAILABLE, ("not-verified", "screenshots-black")),
        (OK, OPEN, OK, ("violated", "screenshot-possible")),
        (OK, None, OK, ("violated", "screenshot-possible")),
        (OK, UNKNOWN, OK, ("violated", "screenshot-possible")),
        (OK, (*SECURE, *OPEN), OK, ("violated", "screenshot-possible")),
        (UNIFORM, OPEN, OK, ("needs-review", "screenshot-uniform")),
        (UNAVAILABLE, OPEN, OK, ("not-verified", "screenshot-unavailable")),
        (UNAVAILABLE, None, OK, ("not-verified", "screenshot-unavailable")),
    ],
)
def test_flag_and_picture_decide(
    state: ScreenshotState,
    flags: tuple[AppWindow, ...] | None,
    launcher: ScreenshotState,
    expected: tuple[str, str],
) -> None:
    phone = Phone(screen("transfer", state), flags, [screen("home", launcher)])
    verdict, reason, seen = ended(checks.test_sensitive_screens_cannot_be_captured, phone)
    assert (verdict, reason) == expected
    assert f"screenshot {state.value}" in str(seen["transfer"])
    assert ("FLAG_SECURE" in str(seen["transfer"])) is (flags not in (None, UNKNOWN))


def test_the_launcher_is_looked_at_only_where_black_alone_would_decide() -> None:
    for state, flags, keys in ((HIDDEN, SECURE, []), (OK, OPEN, []), (HIDDEN, OPEN, ["home"])):
        phone = Phone(screen("transfer", state), flags)
        ended(checks.test_sensitive_screens_cannot_be_captured, phone)
        assert phone.keys == keys


@pytest.mark.parametrize(
    "check",
    [checks.test_sensitive_screens_cannot_be_captured, checks.test_recent_tasks_show_nothing_sensitive],
)
def test_screens_that_were_not_reached_are_not_verified(check: Callable[..., None]) -> None:
    phone = Phone(screen("transfer", HIDDEN), SECURE, [recents(picture=png("#000000", spots=False))])
    assert ended(check, phone, ("transfer", "card"))[:2] == ("not-verified", "login-failed")


@pytest.mark.parametrize(
    ("beside", "shown", "expected"),
    [
        (recents(picture=png("#000000", spots=False)), (HIDDEN, SECURE), ("satisfied", "")),
        (recents(picture=png("#f5f5f5", spots=False)), (OK, OPEN), ("satisfied", "")),
        (recents(HIDDEN), (HIDDEN, SECURE), ("satisfied", "")),
        (recents(HIDDEN), (HIDDEN, OPEN), ("needs-review", "thumbnail-unclear")),
        (recents(), (HIDDEN, SECURE), ("needs-review", "thumbnail-unclear")),
        (recents(UNAVAILABLE), (HIDDEN, SECURE), ("needs-review", "thumbnail-unclear")),
        (recents(named="其他应用"), (HIDDEN, SECURE), ("needs-review", "thumbnail-not-found")),
    ],
)
def test_the_thumbnail_decides(
    beside: Screen, shown: tuple[ScreenshotState, tuple[AppWindow, ...]], expected: tuple[str, str]
) -> None:
    phone = Phone(screen("transfer", shown[0]), shown[1], [beside])
    verdict, reason, seen = ended(checks.test_recent_tasks_show_nothing_sensitive, phone)
    assert (verdict, reason) == expected
    assert phone.keys == ["recents"]
    assert "transfer" in seen


@pytest.mark.parametrize("by", ["is_picture_of", "words_on"])
def test_what_shows_the_screen_is_violated(monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    monkeypatch.setattr(checks, by, lambda *given: ["收款人姓名"])
    phone = Phone(beside=[recents()])
    assert ended(checks.test_recent_tasks_show_nothing_sensitive, phone)[:2] == (
        "violated",
        "shown-in-recents",
    )


def test_toasts_are_waited_for() -> None:
    toast = Element(id="toast", role="text", text="已切换到后台", class_name=checks.TOAST, visible=True)
    blank = recents(picture=png("#000000", spots=False))
    over = replace(blank, elements=(*blank.elements, toast))
    phone = Phone(screen("transfer", HIDDEN), SECURE, [over, over, over, blank, blank])
    with phone.left_by("recents") as look:
        assert checks._settled(look) is blank
    restless = [
        replace(blank, elements=(replace(blank.elements[0], name=chr(0x4E00 + n)),)) for n in range(99)
    ]
    with Phone(beside=restless).left_by("recents") as look:
        assert checks._settled(look) is restless[checks.MOST_LOOKS]


@pytest.mark.parametrize("flags", [OPEN, UNKNOWN, None])
def test_the_picture_of_a_card_is_waited_for(flags: tuple[AppWindow, ...] | None) -> None:
    blank, loaded = recents(picture=png("#f5f5f5", spots=False)), recents()
    phone = Phone(screen("transfer"), flags, [blank, blank, blank, loaded])
    assert ended(checks.test_recent_tasks_show_nothing_sensitive, phone)[:2] == (
        "needs-review",
        "thumbnail-unclear",
    )


def test_a_protected_card_needs_no_second_picture() -> None:
    blank = recents(picture=png("#000000", spots=False))
    phone = Phone(screen("transfer", HIDDEN), SECURE, [blank, blank, recents()])
    assert ended(checks.test_recent_tasks_show_nothing_sensitive, phone)[0] == "satisfied"


# ------------------------------------------------------------------ numbers

OWN, PAYEE = "6217000000000000013", "6217000000000000021"  # with wrong check digits


def masked(words: str, **identities: dict[str, str]) -> tuple[list[str], dict[str, object]]:
    """What the check finds on a screen that says these words."""
    said = Element(id="said", role="text", text=words, visible=True)
    chosen = Settings.model_validate(
        {"app": {"platform": "android", "package": PACKAGE}, "identities": identities}
    )
    told = Ruling()
    shown = screen("confirm", OK, said)
    walked = Walk((shown,), None, ())

    def judged(mode: str, *rules: str) -> list[Finding]:
        asked = [rule for rule in RULES if rule.id in rules]
        return [each for each in audit(shown, rules=asked) if each.verdict is Verdict.VIOLATED]

    try:
        checks.test_personal_data_are_masked(judged, lambda mode: walked, chosen, told)  # type: ignore[arg-type]
    except Ended as end:
        return [end.args[1]], told.seen
    return [], told.seen


def test_the_account_that_money_goes_to_may_be_read() -> None:
    people = {"alice": {"card": OWN, "payee_card": PAYEE}, "bob": {"card": PAYEE}}
    assert masked(f"收款账号 {PAYEE}", **people)[0] == []
    assert masked(f"付款账号 {OWN}", **people)[0] == ["clear-card"]
    assert masked(f"付款账号 {OWN}")[0] == []


def test_so_may_one_with_right_check_digits() -> None:
    own, payee = "6217000000000000012", "6217000000000000020"
    people = {"alice": {"card": own, "payee_card": payee}}
    found, seen = masked(f"收款账号 {payee}", **people)
    assert found == []
    assert seen["account of the payee in full, to be compared"] == "confirm"
    for words in (own, f"{own} {payee}", "6217000000000000038"):
        assert masked(words, **people)[0] == ["clear-card"]
    assert masked(own, alice={"card": own, "payee_card": own})[0] == ["clear-card"]
    assert masked(payee)[0] == ["clear-card"]


def test_masking_is_called_common_practice() -> None:
    assert "common practice" in str(masked("首页")[1])
