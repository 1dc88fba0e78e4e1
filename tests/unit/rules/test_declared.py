"""Numbers of the declared fake identities, whatever their check digits."""

from __future__ import annotations

import pytest
from rule_cases import el, page, phone

from pytest_mobcompliance.findings import Verdict
from pytest_mobcompliance.rules.declared import declared_in_clear, shows_only
from pytest_mobcompliance.screen import Screen
from pytest_mobcompliance.settings import IdentitySettings

ID_NUMBER, CARD, PHONE = "999999199001010016", "6217000000000000013", "20000000001"
PERSON = IdentitySettings(id_number=ID_NUMBER, card=CARD, phone=PHONE)
REAL = IdentitySettings(card="6217000000000000012", phone="13800000001")


def reasons(screen: Screen, person: IdentitySettings = PERSON) -> list[str]:
    return [finding.reason for finding in declared_in_clear(screen, person)]


def text(words: str, **facts: object) -> Screen:
    return page(el("it", "text", words, **facts))


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (f"证件号码 {ID_NUMBER}", "clear-id-number"),
        ("999999 19900101 0016", "clear-id-number"),
        ("卡号：6217 0000 0000 0000 013", "clear-card"),
        ("200-0000-0001", "clear-phone"),
    ],
)
def test_what_is_shown_in_full_is_found(words: str, reason: str) -> None:
    assert reasons(text(words)) == [reason]


@pytest.mark.parametrize(
    "screen",
    [
        text("证件号码 9999**********0016"),
        text(f"流水号 7{ID_NUMBER}2"),
        text(ID_NUMBER, visible=False),
        page(el("it", "textbox", ID_NUMBER, editable=True)),
        phone(el("it", "text", ID_NUMBER, package="com.android.systemui")),
    ],
)
def test_masked_typed_and_other_numbers_are_fine(screen: Screen) -> None:
    assert reasons(screen) == []


def test_what_the_rule_finds_itself_is_not_told_twice() -> None:
    assert reasons(text("6217000000000000012，13800000001"), REAL) == []


def test_empty_and_short_numbers_are_not_looked_for() -> None:
    assert reasons(text("尾号 1234567"), IdentitySettings(card="1234567")) == []


@pytest.mark.parametrize(
    ("words", "only"),
    [
        (f"收款账号 {REAL.card}", True),
        ("收款账号 6217 0000 0000 0000 012", True),
        (f"{REAL.card} {REAL.phone}", False),
        (REAL.phone, False),
        ("收款账号 6217 **** 0012", False),
    ],
)
def test_an_element_may_show_one_number_alone(words: str, only: bool) -> None:
    assert shows_only(el("it", "text", words), REAL.card) is only
    assert not shows_only(None, REAL.card)


def test_a_finding_holds_no_number() -> None:
    (finding,) = declared_in_clear(text(f"证件号码 {ID_NUMBER}"), PERSON)
    assert finding.verdict is Verdict.VIOLATED
    assert ID_NUMBER not in str(finding)
