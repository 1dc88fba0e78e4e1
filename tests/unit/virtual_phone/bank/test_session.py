"""How a login at the demo bank ends by itself."""

from __future__ import annotations

import pytest
from bank_in_hand import InHand, agreed

from pytest_mobcompliance.virtual_phone.bank.server import BankServer
from pytest_mobcompliance.virtual_phone.bank.session import AWAY, ELSEWHERE, IDLE, OVER


def customer(*defects: str) -> InHand:
    return InHand(*defects, kept={**agreed(), "account": True}, open_="account")


def showing(bank: InHand) -> str:
    return bank.process.bank.page.name


def test_a_login_that_nobody_uses_ends_and_says_so() -> None:
    bank = customer()
    bank.context.pass_time(IDLE - 1)
    assert showing(bank) == "account"
    bank.context.pass_time(2)
    assert showing(bank) == "login"
    assert OVER in bank.said()


def test_each_way_to_a_screen_begins_the_time_anew() -> None:
    bank = customer()
    bank.context.pass_time(IDLE - 1)
    bank.tap("account_transfer")
    bank.context.pass_time(IDLE - 1)
    bank.process.back()
    bank.context.pass_time(IDLE - 1)
    assert showing(bank) == "account"


def test_a_login_ends_on_whichever_screen_the_user_is() -> None:
    bank = customer()
    bank.visit("help")
    bank.context.pass_time(IDLE + 1)
    assert showing(bank) == "help"
    assert OVER not in bank.said()
    bank.visit("account")
    assert showing(bank) == "login"


def test_a_login_ends_sooner_in_the_background() -> None:
    bank = customer()
    bank.process.paused()
    bank.context.pass_time(AWAY + 1)
    bank.process.resumed()
    assert showing(bank) == "login"


def test_who_comes_back_in_time_is_still_logged_in() -> None:
    bank = customer()
    bank.process.paused()
    bank.context.pass_time(AWAY - 1)
    bank.process.resumed()
    bank.context.pass_time(AWAY)
    assert showing(bank) == "account"


@pytest.mark.parametrize("defect", ["session-never-ends", "background-keeps-login"])
def test_a_defect_keeps_the_login(defect: str) -> None:
    bank = customer(defect)
    if defect == "background-keeps-login":
        bank.process.paused()
    bank.context.pass_time(2 * IDLE)
    assert showing(bank) == "account"


def test_a_guest_is_not_timed() -> None:
    bank = InHand(kept=agreed(), open_="help")
    assert bank.context.timers == 0


@pytest.mark.parametrize(("defects", "again"), [((), False), (("back-after-logout",), True)])
def test_back_after_logging_out(defects: tuple[str, ...], again: bool) -> None:
    bank = customer(*defects)
    bank.visit("settings")
    bank.tap("settings_logout")
    seen = []
    while bank.process.back():
        seen.append(showing(bank))
    assert ("account" in seen) is again
    bank.visit("account")
    assert showing(bank) == "login"


def test_a_login_counts_until_there_is_a_newer_one() -> None:
    server = BankServer()
    first = server.open()
    assert server.counts(first)
    second = server.open()
    assert not server.counts(first)
    assert server.counts(second)


def two_phones(*defects: str) -> tuple[InHand, InHand]:
    """The same account on two phones, opened on one after the other."""
    server = BankServer()
    phones = InHand(*defects, kept=agreed()), InHand(kept=agreed())
    for phone in phones:
        phone.process.bank.server = server
        phone.log_in()
        assert showing(phone) == "account"
    return phones


def test_the_first_of_two_phones_is_told_and_logged_out() -> None:
    first, second = two_phones()
    first.visit("account")
    assert showing(first) == "login"
    assert ELSEWHERE in first.said()
    second.visit("account")
    assert showing(second) == "account"


def test_a_step_further_on_the_first_phone_is_no_longer_a_customer_s() -> None:
    first, _ = two_phones()
    first.tap("account_transfer")
    assert showing(first) == "login"
    first.log_in()
    assert showing(first) == "account"
    assert first.process.bank.why_over == ""


def test_the_defect_lets_both_go_on() -> None:
    first, _ = two_phones("second-device-unnoticed")
    first.visit("account")
    assert showing(first) == "account"


def test_an_account_that_nobody_opened_at_the_server_stays() -> None:
    bank = customer()
    bank.process.bank.server.open()
    bank.visit("account")
    assert showing(bank) == "account"
