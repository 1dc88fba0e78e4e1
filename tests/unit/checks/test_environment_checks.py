"""What the check of the background notice makes of what an app says, without a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NoReturn

import pytest
from told import Ended, Told

from pytest_mobcompliance.checks import test_environment as checks
from pytest_mobcompliance.device.app import NotificationText
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import Settings

SAID = "示例银行已切换到后台运行"


def settings(platform: str = "android", background: str | None = "warn") -> Settings:
    app: dict[str, object] = {"platform": platform, "name": "示例银行"}
    app |= {"url": "http://127.0.0.1/"} if platform == "web" else {"package": "cn.example.bank"}
    return Settings.model_validate({"app": app, "environment": {"background": background}})


def screen(words: str) -> Screen:
    said = Element(id="toast", role="text", text=words, class_name="android.widget.Toast", visible=True)
    return Screen(platform=Platform.ANDROID, elements=(said,), size=(360, 720))


def away(reason: str) -> RigError:
    return RigError(reason=reason, who="w", where="w", got="g", wanted="w", next_step="n")


@dataclass
class Phone:
    """A phone that shows ``beside`` once the app is left. ``state``: of its notifications."""

    beside: list[str] = field(default_factory=lambda: [SAID])
    state: str | None = None
    grants: bool = True
    shell: bool = True
    notes: tuple[str, ...] = ()
    log: list[str] = field(default_factory=list)

    def launch(self) -> None:
        self.log.append("launch")

    def notifications(self) -> tuple[NotificationText, ...]:
        if not self.shell:
            raise away("capability-missing")
        return tuple(NotificationText(each, hidden=False) for each in self.notes)

    def permission_state(self, kind: str) -> str | None:
        return self.state

    def allow_notifications(self) -> None:
        self.log.append("allow")
        if not self.shell:
            raise away("capability-missing")
        self.state = "granted" if self.grants else self.state

    @contextmanager
    def left_by(self, key: str) -> Iterator[Callable[[], Screen]]:
        self.log.append(key)
        looks = iter(self.beside)
        yield lambda: screen(next(looks, self.beside[-1]))


def ended(phone: Phone, chosen: Settings | None = None) -> tuple[str, str]:
    told = Told()
    try:
        checks.test_going_into_the_background_is_said(phone, chosen or settings(), told)  # type: ignore[arg-type]
    except Ended as end:
        return end.args[0], end.args[1]
    return "satisfied", str(told.seen["background notice"])


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "accept_notice", lambda app: None)
    monkeypatch.setattr(checks, "WITHIN", 0.5)


def test_what_is_said_is_told_with_the_house_value() -> None:
    phone = Phone(["桌面", SAID])
    verdict, observed = ended(phone)
    assert verdict == "satisfied"
    assert SAID in observed
    assert "house value" in observed
    assert phone.log == ["launch", "home"]


@pytest.mark.parametrize("state", [None, "granted"])
def test_silence_is_violated_where_it_could_be_heard(state: str | None) -> None:
    assert ended(Phone(["桌面"], state)) == ("violated", "no-background-notice")


def test_what_another_app_may_have_said_is_for_a_person() -> None:
    assert ended(Phone(["QQ音乐正在后台运行"])) == ("needs-review", "notice-of-whom")
    assert ended(Phone(["QQ音乐正在后台运行", SAID]))[0] == "satisfied"


@pytest.mark.parametrize(
    ("facts", "own"),
    [
        ({"package": "cn.example.bank"}, True),
        ({"package": "cn.example.music"}, False),
        ({"package": "cn.example.bank", "class_name": checks.TOAST}, False),  # of whom, a toast does not tell
    ],
)
def test_a_window_tells_by_its_package_whose_it_is(facts: dict[str, str], own: bool) -> None:
    said = Element(id="said", role="text", text="已切换到后台运行", visible=True, **facts)  # type: ignore[arg-type]
    there = Screen(platform=Platform.ANDROID, elements=(said,), size=(360, 720), package="cn.example.bank")
    heard = checks._heard(lambda: there, "示例银行")
    assert (bool(heard.own), bool(heard.other)) == (own, True)


def test_a_silent_notification_says_it_too() -> None:
    note = f"android.title=String (示例银行)\n  android.text=String ({SAID})\n" + "x" * 200
    verdict, observed = ended(Phone(["桌面"], notes=(note,)))
    assert verdict == "satisfied"
    assert SAID in observed
    assert ended(Phone(["桌面"], notes=("android.title=String (优惠)",)))[0] == "violated"
    assert ended(Phone(["桌面"], notes=(note,), shell=False))[0] == "violated"


def test_notifications_are_allowed_first() -> None:
    phone = Phone(["桌面"], "prompt")
    assert ended(phone) == ("violated", "no-background-notice")
    assert phone.log == ["launch", "allow", "home"]


@pytest.mark.parametrize(("grants", "shell"), [(False, True), (True, False)])
def test_silence_of_a_muted_app_is_for_a_person(grants: bool, shell: bool) -> None:
    muted = Phone(["桌面"], "denied", grants, shell)
    assert ended(muted) == ("needs-review", "notice-may-be-muted")
    assert ended(Phone([SAID], "denied", grants, shell))[0] == "satisfied"


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (settings("web"), ("not-applicable", "browser-decides")),
        (settings("ios"), ("not-verified", "capability-missing")),
        (settings(background=None), ("not-verified", "no-house-value")),
    ],
)
def test_where_nothing_is_to_be_said(chosen: Settings, expected: tuple[str, str]) -> None:
    phone = Phone()
    assert ended(phone, chosen) == expected
    assert phone.log == []


# ------------------------------------------------------------------ on an unsafe device

WARNING = "检测到您的设备已获取 ROOT 权限，存在安全风险"


@dataclass
class Unsafe:
    """A phone that is ``found`` unsafe, and whose app shows these screens one after the other."""

    screens: list[Screen]
    found: dict[str, str] = field(default_factory=lambda: {"rooted": "/system/xbin/su"})
    looks: int = 0
    closes: int | None = None
    """Looks after which the app is not in front any more."""
    fault: str = "app-not-in-front"

    def launch(self) -> None:
        if self.closes == 0:
            raise away(self.fault)

    def surroundings(self) -> dict[str, str]:
        return self.found

    def capture(self, name: str) -> Screen:
        self.looks += 1
        if self.closes is not None and self.looks > self.closes:
            raise away(self.fault)
        return self.screens[min(self.looks, len(self.screens)) - 1]


def dialog(words: str, *buttons: str) -> Screen:
    said = Element(id="words", role="text", text=words, visible=True)
    more = [Element(id=each, role="button", text=each, visible=True, clickable=True) for each in buttons]
    return Screen(platform=Platform.ANDROID, elements=(said, *more), size=(360, 720))


class Seeing(Told):
    """An app that is not there has no screen to be looked at."""

    def needs_review(self, reason: str, screen: Screen | None = None, detail: str = "") -> NoReturn:
        assert screen is not None or reason == "closed-when-unsafe"
        raise Ended("needs-review", reason)


def judged(phone: Unsafe, wanted: str | None = "warn", kind: str = "rooted") -> tuple[str, str]:
    app = {"platform": "android", "package": "cn.example.bank"}
    chosen = Settings.model_validate({"app": app, "environment": {kind: wanted}})
    told = Seeing()
    check = (
        checks.test_a_rooted_device_is_warned_of if kind == "rooted" else checks.test_an_emulator_is_warned_of
    )
    try:
        check(phone, chosen, told)  # type: ignore[arg-type]
    except Ended as end:
        return end.args[0], end.args[1]
    return "satisfied", str(told.seen[kind])


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "STARTS", 0.2)


def test_a_warning_before_or_behind_the_notice_counts() -> None:
    home, warned = dialog("首页", "转账"), dialog(WARNING, "继续使用")
    for screens in ([warned], [home, warned], [home, home, home, warned]):
        verdict, observed = judged(Unsafe(screens))
        assert verdict == "satisfied"
        assert WARNING in observed
        assert "/system/xbin/su" in observed
        assert "house value" in observed


def test_no_warning_is_violated() -> None:
    assert judged(Unsafe([dialog("首页")])) == ("violated", "no-environment-warning")
    emulator = Unsafe([dialog("检测到模拟器，存在风险")], {"emulated": "ro.boot.qemu=1"})
    assert judged(emulator, kind="emulated")[0] == "satisfied"
    rooted = Unsafe([dialog(WARNING)], {"emulated": "ro.boot.qemu=1"})
    assert judged(rooted, kind="emulated") == ("violated", "no-environment-warning")


@pytest.mark.parametrize("wanted", ["warn", "block"])
@pytest.mark.parametrize("closes", [0, 1])
def test_an_app_that_closes_itself_is_for_a_person(wanted: str, closes: int) -> None:
    home = dialog("首页")
    assert judged(Unsafe([home], closes=closes), wanted) == ("needs-review", "closed-when-unsafe")
    assert judged(Unsafe([dialog(WARNING)], closes=1), wanted)[0] == "satisfied"


def test_other_faults_are_the_rigs() -> None:
    with pytest.raises(RigError):
        judged(Unsafe([dialog("首页")], closes=0, fault="session-lost"))


@pytest.mark.parametrize(
    ("buttons", "verdict"),
    [(("退出",), "satisfied"), ((), "satisfied"), (("退出应用", "继续使用"), "needs-review")],
)
def test_who_blocks_offers_the_way_out_only(buttons: tuple[str, ...], verdict: str) -> None:
    assert judged(Unsafe([dialog(WARNING, *buttons)]), "block")[0] == verdict


@pytest.mark.parametrize(
    ("found", "wanted", "kind", "expected"),
    [
        ({}, "warn", "rooted", ("not-verified", "not-rooted")),
        ({}, "warn", "emulated", ("not-verified", "not-emulated")),
        ({"rooted": "/su"}, None, "rooted", ("not-verified", "no-house-value")),
    ],
)
def test_safe_devices_need_no_warning(
    found: dict[str, str], wanted: str | None, kind: str, expected: tuple[str, str]
) -> None:
    assert judged(Unsafe([dialog(WARNING)], found), wanted, kind) == expected
