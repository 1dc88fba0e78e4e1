"""Every named defect of the sample bank raises exactly what the table lists: no less, no more."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from defect_table import ENGLISH, Triples, chosen, doubted, named, on_in, reviewed, rows
from suite_runner import ROOT, run_h5

from pytest_mobcompliance import Verdict, audit
from pytest_mobcompliance.screen.bundle import find_bundles, read_bundle

BANK = ROOT / "examples" / "h5_bank"
DEFECTS = named(BANK / "defects.toml")
BEHAVIOURS = named(BANK / "behaviours.toml")
TABLE = rows(Path(__file__).with_name("h5_defects.toml"), DEFECTS, BEHAVIOURS)
# Rules over every configured screen: one walk, captured once, recorded and judged again.
WALKS = ("accessibility", "elderly_mode")
TICKED = ("register@filled", "register@error", "register@submit")
"""Screens of a form that a check filled in: it ticked the box itself."""
EVERYTHING = os.environ.get("MOB_TEST_MATRIX") == "1"
"""``make test-matrix``: every defect against every check."""


def rules_over(record: Path) -> Triples:
    """(rule, element) of everything violated on the screens that were recorded."""
    return frozenset(
        (finding.rule, finding.element.label if finding.element else "page")
        for (name, _), path in find_bundles(record).items()
        for finding in audit(read_bundle(path))
        if finding.verdict is Verdict.VIOLATED and not (finding.rule == "16.preticked" and name in TICKED)
    )


def test_everything_is_in_the_table_once() -> None:
    assert on_in(TABLE.values(), behaves=False) == sorted(DEFECTS)
    assert on_in(TABLE.values(), behaves=True) == sorted(BEHAVIOURS)


def test_no_defect_goes_unnoticed() -> None:
    assert [row.name for row in TABLE.values() if not (row.behaves or row.raises or row.reviews)] == []


@pytest.mark.parametrize("name", sorted(TABLE))
def test_defect_raises_what_is_listed(name: str, appium: str, tmp_path: Path) -> None:
    row = TABLE[name]
    options = () if EVERYTHING else chosen(row.areas, WALKS, row.only)
    site = f"index.html?defects={','.join(row.on)}"
    run = run_h5(tmp_path, appium, "--mob-app", site, *ENGLISH, *options)
    assert run.raised() == row.raises | (row.elsewhere if EVERYTHING else frozenset()), run.output
    assert row.doubts <= doubted(run), run.output
    if not EVERYTHING:  # checks of other areas record more screens
        assert rules_over(run.records) == row.rules
        if row.reviews is not None:
            assert reviewed(run) == row.reviews, run.output
    assert run.code == (1 if row.raises else 0)
