"""What an ID number tells of itself."""

from __future__ import annotations

from datetime import date

import pytest

from pytest_mobcompliance.recognise import age_on, birth_date, check_digit_is_right


def test_check_digit() -> None:
    assert check_digit_is_right("11010519491231002X")  # the example of GB 11643
    assert check_digit_is_right(" 11010519491231002x ")
    assert check_digit_is_right("999999199001010016")  # no region, and nobody's number
    assert not check_digit_is_right("999999199001010017")
    assert not check_digit_is_right("99999919900101001")
    assert not check_digit_is_right("")


@pytest.mark.parametrize(
    ("number", "born"),
    [
        ("999999202206010022", date(2022, 6, 1)),
        ("999999202213010022", None),
        ("2022", None),
    ],
)
def test_birth_date(number: str, born: date | None) -> None:
    assert birth_date(number) == born


def test_age_is_in_full_years() -> None:
    assert age_on(date(2026, 5, 31), date(2010, 6, 1)) == 15
    assert age_on(date(2026, 6, 1), date(2010, 6, 1)) == 16
    assert age_on(date(2025, 2, 28), date(2008, 2, 29)) == 16
    assert age_on(date(2025, 3, 1), date(2008, 2, 29)) == 17
