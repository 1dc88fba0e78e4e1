"""What the checks of leaks say of a log, files and notifications, without an app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

import pytest
from fake_app import FakeApp, fault, page
from told import Ended, Told

from pytest_mobcompliance.checks import test_leaks as leaks
from pytest_mobcompliance.device.app import AppLog, LogLine, NotificationText, PrivateFile
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.findings import Finding
from pytest_mobcompliance.screen import Screen
from pytest_mobcompliance.settings import Settings

PHONE, PASSWORD = "13800000001", "Demo-Pass-2024"
VALUES = {"password": PASSWORD, "code": "246810", "phone": PHONE, "name": "测试甲"}


class Verdict(Told):
    """`Told` for checks without a screen to show."""

    def needs_review(self, reason: str, screen: Screen | None = None, detail: str = "") -> NoReturn:
        assert PHONE not in detail
        raise Ended("needs-review", reason)

    def violated(self, reason: str, detail: str, screen: Screen | None = None) -> NoReturn:
        assert not {PHONE, PASSWORD} & set(detail.split())
        raise Ended("violated", reason)

    def findings(self, found: list[Finding]) -> None:
        if found:
            raise Ended("not-verified", found[0].reason)


class Phone(FakeApp):
    """A phone with what the app left on it."""

    def __init__(
        self,
        *,
        log: AppLog | None = None,
        files: tuple[PrivateFile, ...] = (),
        notifications: tuple[NotificationText, ...] = (),
    ) -> None:
        super().__init__({"home": page(platform="android"), "account": page(platform="android")})
        self.left_log = log or AppLog((), True)
        self.files = files
        self.told = notifications
        self.there = {"account_title"}

    def mark_log(self) -> str:
        return "mark"

    def log_since(self, mark: str) -> AppLog:
        assert mark == "mark"
        return self.left_log

    def private_files(self) -> tuple[PrivateFile, ...]:
        self._did("private_files")
        return self.files

    def notifications(self) -> tuple[NotificationText, ...]:
        return self.told

    def allow_notifications(self) -> None:
        self._did("allow_notifications")


def settings(*, closed: bool = True, tested: bool = True, platform: str = "android") -> Settings:
    app: dict[str, Any] = {"platform": platform, "package": "cn.example.bank", "url": "https://bank.example"}
    return Settings.model_validate(
        {
            "app": app | {"test_packages": ["cn.example.bank"] if tested else []},
            "screens": {"login": {}, "account": {"login": closed}},
            "identities": {"alice": {"account": PHONE, "password": PASSWORD}},
            "forms": {
                "login": {
                    "screen": "login",
                    "fields": {"account": {"id": "a"}, "password": {"id": "p"}},
                    "submit": {"id": "s"},
                    "done": {"id": "account_title"},
                }
            },
        }
    )


@pytest.fixture(autouse=True)
def _agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaks, "accept_notice", lambda app: None)


def ended(check: Any, phone: Phone, **more: Any) -> tuple[str, str] | Mapping[str, object]:
    """Verdict and reason; of a check that is satisfied, what it observed."""
    verdict = Verdict()
    try:
        check(phone, settings(**more), verdict, VALUES)
    except Ended as end:
        return end.args[0], end.args[1]
    return verdict.seen


def lines(*texts: str, whole: bool = True) -> Phone:
    return Phone(log=AppLog(tuple(LogLine("Login", text) for text in texts), whole))


# ------------------------------------------------------------------ log


@pytest.mark.parametrize(
    ("phone", "told"),
    [
        (lines("138****0001 logged in"), {"lines of the app": 1}),
        (lines(), ("not-verified", "log-silent")),
        (lines(whole=False), ("not-verified", "log-cut")),
        (lines(f"user {PHONE}"), ("violated", "logged-in-clear")),
        (lines(f"user {PHONE}", whole=False), ("violated", "logged-in-clear")),
        (lines("took 246810"), ("needs-review", "maybe-personal")),
        (lines("call 13911112222"), ("needs-review", "maybe-personal")),
        (lines("ok", whole=False), ("not-verified", "log-cut")),
    ],
)
def test_log(phone: Phone, told: object) -> None:
    assert ended(leaks.test_log_tells_nothing_personal, phone) == told
    assert phone.typed == {"a": PHONE, "p": PASSWORD}


def test_without_a_login_nothing_was_there_to_leak() -> None:
    told = ended(leaks.test_log_tells_nothing_personal, lines("ok"), tested=False)
    assert told == ("not-verified", "destructive-not-allowed")


def test_an_app_without_screens_behind_the_login_is_logged_in_all_the_same() -> None:
    phone = lines("ok")
    assert ended(leaks.test_log_tells_nothing_personal, phone, closed=False) == {"lines of the app": 1}
    assert phone.typed["p"] == PASSWORD


# ------------------------------------------------------------------ files


READ = f"1 of shared_prefs, files, databases; not looked at: {leaks.NOT_LOOKED_AT}"
PASSED = READ.replace("; not", "; left out, since no text stands in them as it is: .so (1×); not")
LIBRARY = PrivateFile("files/a.SO", "", False, plain=False)


def stored(text: str, whole: bool = True) -> Phone:
    return Phone(files=(PrivateFile("shared_prefs/a.xml", text, whole),))


@pytest.mark.parametrize(
    ("phone", "told"),
    [
        (stored("<map/>"), {"files read": READ}),
        (Phone(), ("not-verified", "no-files-seen")),
        (Phone(files=(LIBRARY,)), ("not-verified", "no-files-seen")),
        (Phone(files=(*stored("").files, LIBRARY)), {"files read": PASSED}),
        (stored(f"<string>{PASSWORD}</string>"), ("violated", "stored-in-clear")),
        (stored(f"<string>{PHONE}</string>"), ("needs-review", "maybe-personal")),
        (stored("<map/>", whole=False), ("not-verified", "files-cut")),
    ],
)
def test_files(phone: Phone, told: object) -> None:
    assert ended(leaks.test_files_hold_nothing_personal_in_clear, phone) == told


def test_a_release_build_costs_no_login() -> None:
    phone = stored("<map/>")
    phone.faults["private_files"] = fault("not-debuggable")
    told = ended(leaks.test_files_hold_nothing_personal_in_clear, phone)
    assert told == ("not-verified", "not-debuggable")
    assert phone.typed == {}


def test_any_other_fault_is_the_rigs() -> None:
    phone = stored("<map/>")
    phone.faults["private_files"] = fault("files-unreadable")
    with pytest.raises(RigError):
        ended(leaks.test_files_hold_nothing_personal_in_clear, phone)


# ------------------------------------------------------------------ notifications


def notified(text: str, hidden: bool = False) -> Phone:
    return Phone(notifications=(NotificationText(text, hidden),))


@pytest.mark.parametrize(
    ("phone", "told"),
    [
        (notified("138****0001 已登录"), {"notifications": f"1 ({leaks.PRACTICE})"}),
        (notified(f"{PHONE} 已登录"), ("violated", "notified-in-clear")),
        (notified("测试甲先生，您好"), ("needs-review", "maybe-personal")),
        (notified("android.title=String [length=4]", hidden=True), ("not-verified", "notification-hidden")),
        (Phone(), ("not-verified", "no-notification")),
    ],
)
def test_notifications(phone: Phone, told: object) -> None:
    assert ended(leaks.test_notifications_tell_nothing_personal, phone) == told


@pytest.mark.parametrize(("state", "allowed"), [("prompt", True), ("granted", False), (None, False)])
def test_notifications_are_allowed_where_they_have_to_be(state: str | None, allowed: bool) -> None:
    phone = notified("ok")
    phone.states["notifications"] = state
    ended(leaks.test_notifications_tell_nothing_personal, phone)
    assert ("allow_notifications" in phone.log) is allowed


# ------------------------------------------------------------------ fixtures


def test_pages_leave_no_traces_of_their_own() -> None:
    with pytest.raises(Ended) as caught:
        leaks.on_phone.__wrapped__(settings(platform="web"), Verdict())  # type: ignore[attr-defined]
    assert caught.value.args == ("not-applicable", "traces-of-the-browser")
    leaks.on_phone.__wrapped__(settings(), Verdict())  # type: ignore[attr-defined]


def test_an_identity_without_values_can_leak_none() -> None:
    person = settings().identities["alice"]
    assert set(leaks.values.__wrapped__(person, Verdict())) == {"password", "account"}  # type: ignore[attr-defined]
    by_hook = person.model_copy(update={"code": "hook"})
    assert "code" not in leaks.values.__wrapped__(by_hook, Verdict())  # type: ignore[attr-defined]
    fixed = person.model_copy(update={"code": "246810"})
    assert "code" in leaks.values.__wrapped__(fixed, Verdict())  # type: ignore[attr-defined]
    empty = person.model_copy(update={"account": "", "password": ""})
    with pytest.raises(Ended):
        leaks.values.__wrapped__(empty, Verdict())  # type: ignore[attr-defined]
