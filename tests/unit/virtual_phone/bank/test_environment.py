"""What the bank says when it is left, and on an unsafe device."""

from __future__ import annotations

import pytest
from bank_in_hand import InHand, agreed

from pytest_mobcompliance.virtual_phone.bank.environment import IN_BACKGROUND, WARNINGS


def test_leaving_is_said_and_taken_back_on_return() -> None:
    bank = InHand(kept=agreed())
    bank.process.resumed()
    assert bank.context.toasts == []
    bank.process.paused()
    assert bank.context.toasts == [IN_BACKGROUND]
    bank.process.resumed()
    assert bank.context.toasts == []


def test_the_defect_says_nothing() -> None:
    bank = InHand("no-background-notice", kept=agreed())
    bank.process.paused()
    bank.process.resumed()
    assert bank.context.toasts == []


def test_the_transfer_is_secure_but_for_the_defect() -> None:
    for on, secure in (((), True), (("screenshot-allowed",), False)):
        bank = InHand(*on, kept=agreed(account=True), open_="transfer")
        assert [pane.secure for pane in bank.panes] == [secure]
        bank.visit("help")
        assert [pane.secure for pane in bank.panes] == [False]


@pytest.mark.parametrize("unsafe", [{"rooted"}, {"emulated"}, {"rooted", "emulated"}])
def test_an_unsafe_device_is_warned_of_once(unsafe: set[str]) -> None:
    bank = InHand(kept=agreed())
    bank.context.surroundings = frozenset(unsafe)
    warned = [words for kind, words in WARNINGS.items() if kind in unsafe]
    assert [words for words in bank.said() if words in WARNINGS.values()] == warned
    bank.tap("environment_go_on")
    assert bank.view("home_title") is not None


def test_a_safe_device_and_the_defect_have_no_warning() -> None:
    for on, unsafe in (((), set()), (("no-environment-warning",), {"rooted"})):
        bank = InHand(*on, kept=agreed())
        bank.context.surroundings = frozenset(unsafe)
        assert bank.view("environment") is None


def test_the_notice_comes_first() -> None:
    bank = InHand()
    bank.context.surroundings = frozenset({"rooted"})
    assert bank.view("environment") is None
