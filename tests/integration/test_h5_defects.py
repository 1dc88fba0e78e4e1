"""Every named defect of the sample bank raises exactly what the table lists: no less, no more."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from suite_runner import ROOT, run_h5

from pytest_mobcompliance import Verdict, audit
from pytest_mobcompliance.screen.bundle import find_bundles, read_bundle

TABLE = tomllib.loads(Path(__file__).with_name("h5_defects.toml").read_text("utf-8"))
DEFECTS = {
    entry["name"]: entry
    for entry in tomllib.loads((ROOT / "examples/h5_bank/defects.toml").read_text("utf-8"))["defect"]
}
# Rules over every configured screen: one walk, captured once, recorded and judged again.
WALKS = "accessibility or elderly_mode"
EVERYTHING = os.environ.get("MOB_TEST_MATRIX") == "1"
"""``make test-matrix``: every defect against every check."""


def listed(name: str, part: str) -> set[tuple[str, ...]]:
    return {tuple(row) for row in TABLE[name].get(part, [])}


def rules_over(record: Path) -> set[tuple[str, ...]]:
    """(rule, element) of everything violated on the screens that were recorded."""
    return {
        (finding.rule, finding.element.label if finding.element else "page")
        for path in find_bundles(record).values()
        for finding in audit(read_bundle(path))
        if finding.verdict is Verdict.VIOLATED
    }


def test_every_defect_is_in_the_table() -> None:
    assert set(TABLE) == set(DEFECTS)


def test_no_defect_goes_unnoticed() -> None:
    assert [name for name in TABLE if not listed(name, "raises")] == []


@pytest.mark.parametrize("name", sorted(TABLE))
def test_defect_raises_what_is_listed(name: str, appium: str, tmp_path: Path) -> None:
    chosen = () if EVERYTHING else ("-m", f"{DEFECTS[name]['area']} or ({WALKS})")
    run = run_h5(tmp_path, appium, "--mob-app", f"index.html?defects={name}", *chosen)
    assert run.raised() == listed(name, "raises") | (listed(name, "elsewhere") if EVERYTHING else set())
    if not EVERYTHING:  # checks of other areas record more screens
        assert rules_over(run.records) == listed(name, "rules")
    assert run.code == 1
