"""Personal numbers in clear. All are invented; check digits are computed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from pytest_mobcompliance.recognise import find_sensitive

CARD = "622202000000000" + luhn.calc_check_digit("622202000000000")
LONG_CARD = "622202000000000000" + luhn.calc_check_digit("622202000000000000")
ID = "11010519491231002" + ric.calc_check_digit("110105194912310020")
PHONE = "13800000000"


def kinds(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in find_sensitive(text)]


def spaced(digits: str) -> str:
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (CARD, [("card", CARD)]),
        (f"卡号：{spaced(CARD)}。", [("card", CARD)]),
        (spaced(LONG_CARD), [("card", LONG_CARD)]),
        (f"身份证{ID}", [("id_number", ID)]),
        (ID.lower(), [("id_number", ID)]),
        (f"{ID[:6]} {ID[6:14]} {ID[14:]}", [("id_number", ID)]),
        (PHONE, [("phone", PHONE)]),
        (f"+86 {PHONE}", [("phone", PHONE)]),
        ("138 0000 0000", [("phone", PHONE)]),
        ("１３８００００００００", [("phone", PHONE)]),
        (f"{PHONE}，{CARD}，{ID}", [("phone", PHONE), ("card", CARD), ("id_number", ID)]),
    ],
)
def test_numbers_in_clear(text, found):
    assert kinds(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *("138****0000", "138 **** 0000", "6222 **** **** 1234", "6222 0202 **** 6666"),
        *("**** **** **** 1234", "尾号1234", "110101********1234", "1****************X"),
        *(CARD[:-1] + str((int(CARD[-1]) + 1) % 10), ID[:-1] + "0", "110105194913310023"),
        *(
            "12800000000",
            "95588",
            "400-800-8000",
            "2024-09-12 12:00:00",
            "25,180.12",
            "3.13800000000",
        ),
        *("20240912120000000000001", f"1{CARD}", f"{PHONE}1", "版本 1.0.13800000000", ""),
    ],
)
def test_masked_wrong_and_other_numbers_are_not_reported(text):
    assert kinds(text) == []


def test_places_hold_in_the_text_that_was_given():
    text = f"手机 {PHONE} 卡 {spaced(CARD)}"
    for one in find_sensitive(text):
        assert text[one.start : one.end].replace(" ", "") == one.value


@given(st.text("0123456789 *-xX卡号", max_size=60))
def test_any_text_can_be_searched(text):
    ends = 0
    for one in find_sensitive(text):
        assert ends <= one.start < one.end <= len(text)
        ends = one.end
