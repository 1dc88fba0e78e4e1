"""What a resident ID number tells of itself: its birth date, and whether its check digit is right."""

from __future__ import annotations

import re
from datetime import date

from stdnum.cn import ric

_SHAPE = re.compile(r"\d{17}[\dX]")


def check_digit_is_right(number: str) -> bool:
    """Tell whether a number has 18 places and the check digit of GB 11643; its region is not looked up."""
    number = number.strip().upper()
    return _SHAPE.fullmatch(number) is not None and ric.calc_check_digit(number) == number[-1]


def birth_date(number: str) -> date | None:
    """Return the birth date in an ID number; None where there is none."""
    number = number.strip().upper()
    if not _SHAPE.fullmatch(number):
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def age_on(day: date, born: date) -> int:
    """Return full years on a day; a birthday on the 29th of February is kept on the 1st of March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
