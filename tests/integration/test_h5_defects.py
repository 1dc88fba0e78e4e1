"""Every named defect of the sample bank raises exactly what the table lists: no less, no more."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from suite_runner import ROOT, run_checks

from pytest_mobcompliance import Verdict, audit
from pytest_mobcompliance.screen.bundle import find_bundles, read_bundle

TABLE = tomllib.loads(Path(__file__).with_name("h5_defects.toml").read_text("utf-8"))
DEFECTS = {
    entry["name"]: entry
    for entry in tomllib.loads((ROOT / "examples/h5_bank/defects.toml").read_text("utf-8"))["defect"]
}
# Rules over every configured screen: one walk, captured once, recorded and judged again.
WALKS = "accessibility or elderly_mode"


def rules_over(record: Path) -> set[tuple[str, str]]:
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
    assert [name for name, row in TABLE.items() if not row["raises"]] == []


@pytest.mark.parametrize("name", sorted(TABLE))
def test_defect_raises_what_is_listed(name: str, appium: str, tmp_path: Path) -> None:
    area = DEFECTS[name]["area"]
    run = run_checks(
        tmp_path, appium, "--mob-app", f"index.html?defects={name}", "-m", f"{area} or ({WALKS})"
    )
    assert run.raised() == {tuple(row) for row in TABLE[name]["raises"]}
    assert rules_over(run.records) == {tuple(row) for row in TABLE[name].get("rules", [])}
    assert run.code == 1
