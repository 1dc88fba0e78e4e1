"""Records survive the way to disk and back, and gaps are filled."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_mobcompliance.findings import Verdict
from pytest_mobcompliance.ledger.items import ListedItem, missing_records, read_items, write_items
from pytest_mobcompliance.ledger.records import Record
from pytest_mobcompliance.ledger.writer import Ledger, read_ledger

RECORD = Record(
    check="16.privacy-notice/first-start",
    item="a.py::b",
    verdict=Verdict.VIOLATED,
    parameters={"mode": "长辈版"},
    findings=({"rule": "6.contrast"},),
)


def ledger(folder: Path) -> Ledger:
    return Ledger(folder, notice="n", title="示范银行", simulated=True)


def test_record_survives_json() -> None:
    assert Record.from_json(RECORD.to_json()) == RECORD
    assert RECORD.requirement == "16.privacy-notice"


def test_ledger_is_made_with_the_first_record(tmp_path: Path) -> None:
    book = ledger(tmp_path / "run")
    assert not (tmp_path / "run").exists()
    book.append(RECORD)
    book.append(RECORD)
    assert read_ledger(tmp_path / "run") == [RECORD, RECORD]
    assert '"simulated": true' in (tmp_path / "run/ledger.jsonl").read_text("utf-8").splitlines()[0]


def test_cut_last_line_is_left_out(tmp_path: Path) -> None:
    ledger(tmp_path).append(RECORD)
    with (tmp_path / "ledger.jsonl").open("a") as file:
        file.write('{"check": "16.pri')
    assert read_ledger(tmp_path) == [RECORD]


def test_damaged_line_in_the_middle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ledger.jsonl").write_text("{}\n{\n{}\n")
    with pytest.raises(ValueError, match="line 2"):
        read_ledger(tmp_path)


def test_items_of_all_workers_are_read_once(tmp_path: Path) -> None:
    one, two = ListedItem("a", "c/1", False), ListedItem("b", "c/2", True)
    write_items(tmp_path, "gw0", [one, two])
    write_items(tmp_path, "gw1", [one, two])
    assert read_items(tmp_path) == [one, two]
    assert read_items(tmp_path / "none") == []


def test_gaps_say_why() -> None:
    items = [
        ListedItem("a.py::b", "c/1", False),
        ListedItem("x", "c/2", False),
        ListedItem("y", "c/3", False),
        ListedItem("z", "c/4", True),
    ]
    gaps = missing_records(items, [RECORD], {"x"})
    assert [(gap.item, gap.reason) for gap in gaps] == [
        ("x", "crashed"),
        ("y", "never-ran"),
        ("z", "deselected"),
    ]
    assert {gap.verdict for gap in gaps} == {Verdict.NOT_VERIFIED}
