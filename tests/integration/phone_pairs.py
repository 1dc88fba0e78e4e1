"""Which Android version and vendor each run on the virtual phone takes: together they take every pair."""

from __future__ import annotations

from itertools import product
from pathlib import Path

from defect_table import named, on_in, rows
from suite_runner import ROOT

BANK = ROOT / "pytest_mobcompliance" / "virtual_phone" / "bank"
DEFECTS = named(BANK / "defects.toml")
BEHAVIOURS = named(BANK / "behaviours.toml")
TABLE = rows(Path(__file__).with_name("phone_defects.toml"), DEFECTS, BEHAVIOURS)
ALONE = sorted(BEHAVIOURS.keys() - on_in(TABLE.values(), behaves=True))
"""Behaviours without a row: nothing is violated; what needs review is not listed."""
API_LEVELS = range(26, 37)
VENDORS = ("aosp", "miui", "emui", "coloros", "originos", "oneui")
ASKS = "upgrade-regrants"
"""A defect of another area that shows only once a permission was answered."""
ANSWERED = [(api, vendor) for api in range(33, 37) for vendor in ("aosp", "miui")]
"""Where defects of permissions are looked for: all three are asked for (notifications from 33), by dialogs
that published captures show."""

ASKED_AGAIN = [(api, vendor) for api in range(26, 30) for vendor in ("aosp", "miui")]
"""Where the system asks again after a second no."""


def _fits(name: str, pair: tuple[int, str]) -> bool:
    """Whether a row shows what it must on this phone."""
    if name in TABLE and TABLE[name].asks_again:
        return pair in ASKED_AGAIN
    return not _answers(name) or pair in ANSWERED


def _is_choosy(name: str) -> bool:
    return _answers(name) or (name in TABLE and TABLE[name].asks_again)


def _answers(name: str) -> bool:
    """Whether a row's checks must answer dialogs to see its defects."""
    return name in TABLE and ("permissions" in TABLE[name].areas or ASKS in TABLE[name].on)


def _shared_out() -> tuple[dict[str, tuple[int, str]], list[tuple[int, str]]]:
    """A pair for each row and behaviour, and the pairs that are left."""
    free = list(product(API_LEVELS, VENDORS))
    free.sort(key=lambda pair: (pair[0] * 7 + VENDORS.index(pair[1]) * 5) % 11)  # neighbours differ in both
    taken: dict[str, tuple[int, str]] = {}
    for name in [*sorted(TABLE, key=lambda name: not _is_choosy(name)), *ALONE]:
        pair = next(pair for pair in free if _fits(name, pair))
        free.remove(pair)
        taken[name] = pair
    return taken, free


PAIR_OF, CLEAN_PAIRS = _shared_out()
