"""Finds personal numbers that are shown in clear: bank card, resident ID, mainland mobile phone."""

from __future__ import annotations

import re
from typing import NamedTuple

from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

# Digits in full width count as digits; one character stays one character, so places hold.
_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF38: "X", 0xFF58: "x"}
_GAP = r"[ \u00a0\u2009-]"
_ID = re.compile(rf"(?<![\dA-Za-z*＊•])\d{{6}}{_GAP}?\d{{8}}{_GAP}?\d{{3}}[\dXx](?![\dA-Za-z*＊•])")
_CARD = re.compile(rf"(?<![\d.*＊•])(?:\d{{4}}{_GAP}?){{3,4}}\d{{1,4}}(?![\d*＊•]|\.\d)")
_PHONE = re.compile(
    rf"(?<![\d*＊•])(?<![\d]\.)(?:(?:\+|00)?86{_GAP}?)?(1[3-9]\d{_GAP}?\d{{4}}{_GAP}?\d{{4}})(?![\d*＊•])"
)
_ISSUERS = ("62", "4", "5")
"""First digits: UnionPay, Visa, Mastercard. Other long numbers pass Luhn one time in ten."""
_CARD_DIGITS = range(16, 20)


class Sensitive(NamedTuple):
    """One number in clear. ``start`` and ``end`` are places in the text that was searched."""

    kind: str
    """``id_number``, ``card`` or ``phone``."""
    value: str
    """Digits without gaps."""
    start: int
    end: int


def find_sensitive(text: str) -> list[Sensitive]:
    """Return the numbers that a text shows in clear, in order; masked forms (``138****5678``) are none.

    A resident ID needs a real birth date, place and check digit, a card 16 to 19 digits, an issuer's first
    digits and the Luhn check digit.
    """
    plain = text.translate(_WIDTH)
    found: list[Sensitive] = []
    for kind, pattern, accept in (
        ("id_number", _ID, _is_resident_id),
        ("card", _CARD, _is_card),
        ("phone", _PHONE, _is_phone),
    ):
        for hit in pattern.finditer(plain):
            group = hit.lastindex or 0
            value = re.sub(r"[^\dXx]", "", hit.group(group)).upper()
            start, end = hit.span(group)
            if accept(value) and not any(start < one.end and one.start < end for one in found):
                found.append(Sensitive(kind, value, start, end))
    return sorted(found, key=lambda one: one.start)


def _is_resident_id(value: str) -> bool:
    try:
        ric.validate(value)
    except ValidationError:
        return False
    return True


def _is_card(value: str) -> bool:
    return len(value) in _CARD_DIGITS and value.startswith(_ISSUERS) and bool(luhn.is_valid(value))


def _is_phone(value: str) -> bool:
    return len(value) == 11
