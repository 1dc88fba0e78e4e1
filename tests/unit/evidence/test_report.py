"""What reaches Allure at the end of a run, and the table of findings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pytest_mobcompliance.evidence import report
from pytest_mobcompliance.evidence.distinct import distinct
from pytest_mobcompliance.evidence.files import run_folder_name, write_whole
from pytest_mobcompliance.evidence.tables import finding_from_json, places_line, problems_table
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.ledger.matrix import build_matrix
from pytest_mobcompliance.ledger.records import Record
from pytest_mobcompliance.messages import load_messages
from pytest_mobcompliance.notice import load_notice

NOTICE = load_notice()
SAY = load_messages("zh-CN")
CRASHED = Record(
    check="16.privacy-notice/crash", item="a.py::t", verdict=Verdict.NOT_VERIFIED, reason="crashed"
)


def results(tmp_path: Path, *records: Record) -> dict[str, dict[str, Any]]:
    (tmp_path / "run").mkdir()
    (tmp_path / "run/matrix.html").write_text("<p>matrix")
    matrix = build_matrix(NOTICE, records, ())
    report.finish(tmp_path / "results", tmp_path / "run", [matrix], records, SAY)
    found = [json.loads(file.read_text("utf-8")) for file in (tmp_path / "results").glob("*-result.json")]
    return {each["fullName"]: each for each in found}


def test_every_requirement_has_a_result(tmp_path: Path) -> None:
    found = results(tmp_path)
    assert set(found) == {each.id for each in NOTICE.requirements}
    assert {each["status"] for each in found.values()} == {"skipped"}


def test_crashed_item_is_broken(tmp_path: Path) -> None:
    found = results(tmp_path, CRASHED)
    assert found["16.privacy-notice/crash"]["status"] == "broken"
    assert "16.privacy-notice" not in found


def test_settings_for_the_renderer_are_written(tmp_path: Path) -> None:
    results(tmp_path, CRASHED)
    config = (tmp_path / "run/allurerc.mjs").read_text("utf-8")
    assert json.loads(config.removeprefix("export default ").removesuffix(";\n"))["plugins"]["awesome"]
    assert (tmp_path / "results/categories.json").exists()
    (extra,) = (tmp_path / "results").glob("*-globals.json")
    (attached,) = json.loads(extra.read_text("utf-8"))["attachments"]
    assert (tmp_path / "results" / attached["source"]).read_text() == "<p>matrix"


def test_labels_put_a_check_under_its_clause() -> None:
    requirement = NOTICE.requirement("16.privacy-notice")
    labels = dict(report.labels_for(requirement, NOTICE, "zh-CN"))
    assert labels["feature"].startswith("16 第十六条")
    assert "(16.privacy-notice)" in labels["story"]


def test_nothing_is_attached_without_allure() -> None:
    finding = Finding(rule="house", requirement="6.accessibility", verdict=Verdict.VIOLATED)
    report.attach_findings([finding], [], SAY)


def test_table_is_escaped() -> None:
    data = {"rule": "house", "verdict": "violated", "element": "<img src=x>", "measured": 9.0, "unit": "dp"}
    table = problems_table(distinct([finding_from_json(data)]), SAY)
    assert "<img" not in table
    assert "9 dp" in table


def test_files_are_whole(tmp_path: Path) -> None:
    write_whole(tmp_path / "a/b.txt", "一")
    assert [file.name for file in (tmp_path / "a").iterdir()] == ["b.txt"]
    assert run_folder_name() != run_folder_name()


def test_places_are_named_once_and_parts_are_no_places_of_their_own() -> None:
    assert places_line(["home", "home~2", "pay", "pay"]) == "home, pay ×2"
    assert places_line([*"abcdef", ""]) == "a, b, c, d … +2"
    assert places_line("abcdef", most=None) == "a, b, c, d, e, f"
    assert places_line([]) == ""
