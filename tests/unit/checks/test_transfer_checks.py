"""What the check of a transfer makes of an app whose answers are made up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pytest
from form_app import FormApp
from told import Ended, Told

from pytest_mobcompliance.checks import test_transfer as transfer
from pytest_mobcompliance.settings import Settings

ALICE = {"account": "a", "password": "right-1", "payee": "测试乙", "payee_card": "2", "amount": "1.00"}
PAYMENT = ("payee", "payee_card", "amount")
LOGIN = {
    "screen": "login",
    "fields": {"account": {"id": "account"}, "password": {"id": "password"}},
    "submit": {"id": "submit"},
    "done": {"id": "in"},
}
TRANSFER = {
    "screen": "transfer",
    "fields": {name: {"id": name} for name in PAYMENT},
    "submit": {"id": "submit"},
    "error": {"id": "error"},
    "verify": {"id": "verify"},
    "done": {"id": "done"},
}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No notice is looked for, and nobody waits long."""
    monkeypatch.setattr(transfer, "accept_notice", lambda app: None)
    monkeypatch.setattr(transfer, "LOOKS", 0.01)


def seen(
    *shows: str, says: str = "", always: str = "", person: Mapping[str, str] = ALICE, **instead: Any
) -> object:
    """How the check ended on an app that shows this after a transfer was submitted."""

    def answer(typed: Mapping[str, str]) -> Mapping[str, str]:
        if "account" in typed:
            return {"in": ""}
        submitted.append(dict(typed))
        return {each: says if each == "error" else "" for each in shows}

    submitted: list[Mapping[str, str]] = []
    given = Settings.model_validate(
        {
            "app": {"url": "http://127.0.0.1/", "test_packages": ["127.0.0.1"]},
            "screens": {"login": {"url": "app/login"}, "transfer": {"url": "app/transfer"}},
            "identities": {"alice": person},
            "forms": {"login": LOGIN, "transfer": TRANSFER} | instead,
        }
    )
    app, told = FormApp(answer), Told()
    app.always = {always: ""} if always else {}
    try:
        transfer.test_transfer_verifies_who_sends(
            cast(Any, app), given, cast(Any, told), given.identities["alice"]
        )
    except Ended as end:
        return end.args
    assert submitted == [{name: ALICE[name] for name in PAYMENT}]  # once, and nothing else is typed
    return told.seen


ASKED = {"before the transfer": "verification asked"}


@pytest.mark.parametrize(
    ("shows", "end"),
    [
        (["verify"], ASKED),
        (["done"], ("violated", "no-verification")),
        (["done", "verify"], ("needs-review", "done-while-verifying")),
        (["error"], ("needs-review", "right-person-refused")),
        (["error", "done"], ("needs-review", "right-person-refused")),
        ([], ("needs-review", "no-answer")),
    ],
)
def test_what_shows_after_a_transfer_was_submitted(shows: list[str], end: object) -> None:
    assert seen(*shows) == end


@pytest.mark.parametrize(
    ("shows", "says", "end"),
    [
        (["error", "done"], "转账成功", ("violated", "no-verification")),
        (["error", "verify"], "正在提交，请稍候", ASKED),
        (["error"], "余额不足", ("needs-review", "right-person-refused")),
    ],
)
def test_good_news_are_no_refusal(shows: list[str], says: str, end: object) -> None:
    assert seen(*shows, says=says) == end


@pytest.mark.parametrize("always", ["done", "verify"])
def test_what_shows_beforehand_proves_nothing(always: str) -> None:
    assert seen("done", always=always) == ("needs-review", "shown-before-submit")


def test_what_proves_who_sends_stays_empty() -> None:
    fields = {name: {"id": name} for name in (*PAYMENT, "code", "password")}
    person = ALICE | {"code": "246810"}
    assert seen("verify", person=person, transfer=TRANSFER | {"fields": fields}) == ASKED


def test_a_transfer_needs_its_settings() -> None:
    missing = ("not-verified", "not-configured")
    assert seen(person=ALICE | {"amount": ""}) == missing
    without = {name: value for name, value in TRANSFER.items() if name != "verify"}
    assert seen(transfer=without) == missing


def test_without_a_form_nothing_is_said() -> None:
    given = Settings.model_validate({"app": {"url": "http://127.0.0.1/"}})
    with pytest.raises(Ended, match="not-configured"):
        transfer.test_transfer_verifies_who_sends(
            cast(Any, FormApp(lambda typed: {})), given, cast(Any, Told()), cast(Any, None)
        )
