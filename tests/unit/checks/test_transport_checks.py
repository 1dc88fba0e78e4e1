"""What the checks of transport say of what an app asks of the network, without one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
from fake_app import FakeApp, fault, page
from told import Ended, Told

from pytest_mobcompliance.checks import test_transport as transport
from pytest_mobcompliance.device.proxy import Outcome, Seen
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.screen import Screen
from pytest_mobcompliance.settings import Settings

API = "api.bank.example"


class Verdict(Told):
    """`Told` for checks without a screen to show."""

    def needs_review(self, reason: str, screen: Screen | None = None, detail: str = "") -> NoReturn:
        raise Ended("needs-review", reason)


class Phone(FakeApp):
    """A phone behind a proxy that saw some requests."""

    def __init__(self, *seen: Seen) -> None:
        super().__init__({"home": page(platform="android")})
        self.seen = seen

    @contextmanager
    def through_proxy(self) -> Iterator[Any]:
        self._did("through_proxy")
        yield SimpleNamespace(seen=self.seen)


def settings(platform: str = "android") -> Settings:
    app = {"platform": platform, "package": "cn.example.bank", "url": "https://bank.example"}
    return Settings.model_validate({"app": app, "screens": {"home": {}, "account": {"login": True}}})


def ended(check: Any, *outcomes: Outcome) -> tuple[str, str] | dict[str, object]:
    verdict = Verdict()
    try:
        check([Seen(API, outcome) for outcome in outcomes], verdict)
    except Ended as end:
        return end.args[0], end.args[1]
    return verdict.seen


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [
        (("refused",), {"hosts asked for encrypted": f"{API} (requests seen: 1; {transport.UNSEEN})"}),
        (
            ("accepted", "unclear"),
            {"hosts asked for encrypted": f"{API} (requests seen: 2; {transport.UNSEEN})"},
        ),
        (("unclear", "unclear"), ("needs-review", "encryption-unclear")),
        (("unclear", "plain"), ("violated", "cleartext")),
        (("refused", "plain"), ("violated", "cleartext")),
    ],
)
def test_cleartext(outcomes: tuple[Outcome, ...], told: object) -> None:
    assert ended(transport.test_nothing_is_sent_in_clear, *outcomes) == told


REFUSED = f"{API} (requests seen: 2; {transport.UNSEEN}; {transport.PRACTICE})"


def test_a_host_that_was_never_seen_encrypted_is_for_a_person() -> None:
    with pytest.raises(Ended) as caught:
        transport.test_nothing_is_sent_in_clear([Seen(API, "refused"), Seen("b", "unclear")], Verdict())
    assert caught.value.args == ("needs-review", "encryption-unclear")


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [
        (("refused", "refused"), {"certificate refused for": REFUSED}),
        (("refused", "accepted"), ("violated", "foreign-certificate-accepted")),
        (("refused", "unclear"), ("needs-review", "certificate-unclear")),
        (("plain",), ("not-verified", "no-traffic-seen")),
    ],
)
def test_foreign_certificate(outcomes: tuple[Outcome, ...], told: object) -> None:
    assert ended(transport.test_a_foreign_certificate_is_refused, *outcomes) == told


# ------------------------------------------------------------------ fixtures


@pytest.fixture(autouse=True)
def _agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "accept_notice", lambda app: True)


def seen_by(phone: Phone, verdict: Verdict | None = None) -> Any:
    return transport.seen.__wrapped__(None, phone, settings(), verdict or Verdict())  # type: ignore[attr-defined]


def test_what_is_seen_on_the_screens_before_the_login() -> None:
    phone = Phone(Seen(API, "refused"))
    assert seen_by(phone) == (Seen(API, "refused"),)
    assert [line for line in phone.log if line.startswith("go")] == ["go home"]


@pytest.mark.parametrize("agreed", [False, True])
def test_an_app_that_asks_for_nothing_says_nothing(agreed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody could agree, the missing notice is what to look at first."""
    monkeypatch.setattr(transport, "accept_notice", lambda app: agreed)
    verdict = Verdict()
    with pytest.raises(Ended) as caught:
        seen_by(Phone(), verdict)
    assert caught.value.args == ("not-verified", "no-traffic-seen")
    assert ("16.privacy-notice/first-start" in verdict.detail) is not agreed


def test_what_was_seen_without_an_agreement_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "accept_notice", lambda app: False)
    assert seen_by(Phone(Seen(API, "plain"))) == (Seen(API, "plain"),)


@pytest.mark.parametrize("reason", transport.CANNOT)
def test_phones_that_no_proxy_reaches(reason: str) -> None:
    phone = Phone()
    phone.faults["through_proxy"] = fault(reason)
    with pytest.raises(Ended) as caught:
        seen_by(phone)
    assert caught.value.args == ("not-verified", reason)


def test_any_other_fault_is_the_rigs() -> None:
    phone = Phone()
    phone.faults["through_proxy"] = fault("setting-ignored")
    with pytest.raises(RigError):
        seen_by(phone)


def test_connections_of_a_page_are_the_browsers() -> None:
    on_phone = transport.on_phone.__wrapped__  # type: ignore[attr-defined]
    with pytest.raises(Ended) as caught:
        on_phone(settings("web"), Verdict())
    assert caught.value.args == ("not-applicable", "connections-of-the-browser")
    on_phone(settings(), Verdict())
