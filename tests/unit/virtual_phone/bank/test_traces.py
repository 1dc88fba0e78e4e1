"""What a login at the demo bank leaves behind outside its screens."""

from __future__ import annotations

from bank_in_hand import PERSON, InHand, agreed

from pytest_mobcompliance.virtual_phone.bank.traces import masked

ACCOUNT, PASSWORD = PERSON["phone"], PERSON["password"]


def customer(*defects: str, password: str = PASSWORD) -> InHand:
    bank = InHand(*defects, kept=agreed(), open_="login")
    bank.type("login_account", ACCOUNT)
    bank.type("login_password", password)
    bank.tap("login_submit")
    return bank


def left_by(bank: InHand) -> str:
    context = bank.context
    return " ".join((*context.logged, *context.notified, *map(str, context.storage.values())))


def test_a_login_leaves_nothing_in_clear() -> None:
    bank = customer()
    assert ACCOUNT not in left_by(bank)
    assert PASSWORD not in left_by(bank)
    assert masked(ACCOUNT) in bank.context.notified[0]
    assert bank.context.logged == ["customer logged in"]


def test_defects_leave_it() -> None:
    assert ACCOUNT in customer("logs-account").context.logged[0]
    assert PASSWORD in customer("stores-password").context.storage.values()
    assert ACCOUNT in customer("notification-in-clear").context.notified[0]


def test_a_refused_login_leaves_nothing() -> None:
    context = customer(password="wrong").context
    assert not context.logged
    assert not context.notified


# ------------------------------------------------------------------ the network

NEWS, COUNT = "https://api.bank.example/news", "http://stat.bank.example/count"


def test_nothing_is_asked_for_before_consent() -> None:
    bank = InHand()
    assert not bank.context.fetched
    bank.tap("notice_agree")
    assert bank.context.fetched == [(NEWS, False)]


def test_each_start_asks_for_the_news() -> None:
    assert InHand(kept=agreed()).context.fetched == [(NEWS, False)]


def test_defects_of_the_way() -> None:
    fetched = InHand("cleartext-request", "trusts-any-certificate", kept=agreed()).context.fetched
    assert fetched == [(NEWS, True), (COUNT, False)]
