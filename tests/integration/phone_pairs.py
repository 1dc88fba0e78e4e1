"""Which Android version and vendor each run on the virtual phone takes: together they take every pair."""

from __future__ import annotations

import tomllib
from itertools import product
from pathlib import Path
from typing import Any

from suite_runner import ROOT

BANK = ROOT / "pytest_mobcompliance" / "virtual_phone" / "bank"
TABLE: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("phone_defects.toml").read_text("utf-8")
)
DEFECTS: dict[str, dict[str, Any]] = {
    entry["name"]: entry for entry in tomllib.loads((BANK / "defects.toml").read_text("utf-8"))["defect"]
}
BEHAVIOURS: dict[str, dict[str, Any]] = {
    entry["name"]: entry
    for entry in tomllib.loads((BANK / "behaviours.toml").read_text("utf-8"))["behaviour"]
}
API_LEVELS = range(26, 37)
VENDORS = ("aosp", "miui", "emui", "coloros", "originos", "oneui")
ANSWERED = [(api, vendor) for api in range(33, 37) for vendor in ("aosp", "miui")]
"""Where defects of permissions are looked for: all three are asked for (notifications from 33), by dialogs
that published captures show."""


def _shared_out() -> tuple[dict[str, tuple[int, str]], list[tuple[int, str]]]:
    """A pair for each defect and behaviour, and the pairs that are left."""
    free = list(product(API_LEVELS, VENDORS))
    free.sort(key=lambda pair: (pair[0] * 7 + VENDORS.index(pair[1]) * 5) % 11)  # neighbours differ in both
    taken: dict[str, tuple[int, str]] = {}
    by_need = sorted(TABLE, key=lambda name: DEFECTS[name]["area"] != "permissions")
    for name in [*by_need, *BEHAVIOURS]:
        needs_answers = name in DEFECTS and DEFECTS[name]["area"] == "permissions"
        pair = next(pair for pair in free if not needs_answers or pair in ANSWERED)
        free.remove(pair)
        taken[name] = pair
    return taken, free


PAIR_OF, CLEAN_PAIRS = _shared_out()
