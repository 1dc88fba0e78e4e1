"""The matrix: worst decides, a violation once seen stays, and nothing is silently satisfied."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pytest_mobcompliance.errors import ConfigurationError
from pytest_mobcompliance.findings import Verdict
from pytest_mobcompliance.ledger.exports import columns, export_matrix, matrix_lines
from pytest_mobcompliance.ledger.items import ListedItem
from pytest_mobcompliance.ledger.matrix import (
    Matrix,
    RequirementRow,
    build_matrix,
    check_required,
    unmet,
)
from pytest_mobcompliance.ledger.records import Record
from pytest_mobcompliance.messages import load_messages
from pytest_mobcompliance.notice import load_notice

NOTICE = load_notice()


def of(decided: str) -> str:
    return next(each.id for each in NOTICE.requirements if each.decided == decided)


AUTOMATED, PARTIAL, ATTESTED, SUPERVISOR = map(of, ("automated", "partial", "attested", "supervisor"))


def record(verdict: Verdict, check: str = f"{AUTOMATED}/x", item: str = "a", reason: str = "") -> Record:
    return Record(check=check, item=item, verdict=verdict, reason=reason)


def matrix(*records: Record, items: tuple[ListedItem, ...] = ()) -> Matrix:
    return build_matrix(NOTICE, records, items)


def row(matrix: Matrix, wanted: str = AUTOMATED) -> RequirementRow:
    return next(each for clause in matrix.clauses for each in clause.requirements if each.id == wanted)


def test_violation_outlives_a_rerun() -> None:
    found = row(matrix(record(Verdict.VIOLATED), record(Verdict.SATISFIED)))
    assert found.verdict is Verdict.VIOLATED
    assert found.checks[0].unstable


def test_last_attempt_counts_after_a_rig_fault() -> None:
    found = row(matrix(record(Verdict.NOT_VERIFIED), record(Verdict.SATISFIED)))
    assert found.verdict is Verdict.SATISFIED
    assert not found.checks[0].unstable


def test_worst_item_decides() -> None:
    found = row(matrix(record(Verdict.SATISFIED), record(Verdict.NEEDS_REVIEW, item="b", reason="look")))
    assert (found.verdict, found.reason) == (Verdict.NEEDS_REVIEW, "look")


@pytest.mark.parametrize(
    ("wanted", "verdict", "reason"),
    [
        (AUTOMATED, "not-verified", "no-check"),
        (PARTIAL, "not-verified", "no-check"),
        (ATTESTED, "not-verified", "attestation-missing"),
        (SUPERVISOR, "not-applicable", "supervisor"),
    ],
)
def test_requirement_without_checks(wanted: str, verdict: str, reason: str) -> None:
    found = row(matrix(), wanted)
    assert (found.verdict.value, found.reason) == (verdict, reason)


@pytest.mark.parametrize("seen", [Verdict.SATISFIED, Verdict.WAIVED])
@pytest.mark.parametrize(
    ("wanted", "most"), [(PARTIAL, Verdict.NEEDS_REVIEW), (ATTESTED, Verdict.NOT_VERIFIED)]
)
def test_checks_do_not_replace_a_person(wanted: str, most: Verdict, seen: Verdict) -> None:
    found = row(matrix(record(seen, f"{wanted}/x")), wanted)
    assert (found.verdict, found.reason) == (most, "attestation-missing")


def test_attempt_without_a_device_is_repaired_by_a_later_one() -> None:
    # the rig failed before the session was open, so the first attempt knows no device
    later = replace(record(Verdict.SATISFIED), device="small")
    assert row(matrix(record(Verdict.NOT_VERIFIED), later)).verdict is Verdict.SATISFIED


def test_each_device_counts() -> None:
    good, bad = (
        replace(record(v), device=d) for v, d in ((Verdict.SATISFIED, "a"), (Verdict.NOT_VERIFIED, "b"))
    )
    assert row(matrix(bad, good)).verdict is Verdict.NOT_VERIFIED


def test_item_without_record_is_not_verified() -> None:
    found = row(matrix(record(Verdict.SATISFIED), items=(ListedItem("b", f"{AUTOMATED}/y", False),)))
    assert (found.verdict, found.reason) == (Verdict.NOT_VERIFIED, "never-ran")


def test_unmet_takes_clauses_and_requirements() -> None:
    matrices = [matrix(record(Verdict.SATISFIED))]
    asked = ["16", "第十六条", AUTOMATED, "18", PARTIAL]
    assert unmet(matrices, asked) == ["16", "第十六条", PARTIAL]


def test_unknown_requirement_names_the_nearest() -> None:
    check_required([NOTICE], ["16", "第十六条", "16.privacy-notice"])
    with pytest.raises(ConfigurationError, match=r"did you mean '16\.privacy-notice'"):
        check_required([NOTICE], ["16.privacy-notise"])


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_lines_fit_and_name_all_clauses(lang: str) -> None:
    lines = matrix_lines(matrix(record(Verdict.VIOLATED, reason="x" * 90)), load_messages(lang), 60)
    assert max(map(columns, lines)) <= 60
    assert sum(not line.startswith(" ") for line in lines) == len(NOTICE.clauses)


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_exports_are_whole_and_escaped(lang: str, tmp_path: Path) -> None:
    hostile = "</script><img src=x onerror=alert(1)>"
    finding = {"rule": "house", "verdict": "violated", "element": hostile, "reason": "x"}
    bad = Record(
        check=f"{AUTOMATED}/x", item="a", verdict=Verdict.VIOLATED, detail=hostile, findings=(finding,)
    )
    export_matrix(tmp_path, matrix(bad), load_messages(lang), title=hostile, simulated=True)
    page = (tmp_path / "matrix.html").read_text("utf-8")
    data = json.loads((tmp_path / "matrix.json").read_text("utf-8"))
    assert "<img" not in page
    assert load_messages(lang)("report/simulated") in page
    assert [clause["number"] for clause in data["clauses"]] == list(range(1, 19))
    assert (data["simulated"], data["title"]) == (True, hostile)


def test_what_was_seen_is_told_with_its_values() -> None:
    seen = (
        {"targets": 3, "house value": "[session] idle_seconds = 300", "path": ["a", "b"]},
        {"targets": 4, "house value resend_seconds": 60, "asked for": {}, "days": {"close": ["15 working"]}},
        {"targets": 1, "house value resend_seconds": 60, "house value": "[session] idle_seconds = 300"},
    )
    records = [
        replace(record(Verdict.SATISFIED, item=str(n)), observations=each) for n, each in enumerate(seen)
    ]
    (check,) = row(matrix(*records)).checks
    assert check.observed == (
        "targets 8, house value: [session] idle_seconds = 300, path: a, b, house value resend_seconds: 60, "
        "asked for: –, days: close: 15 working"
    )


def test_house_values_are_not_added_up_in_chinese_either() -> None:
    records = [
        replace(record(Verdict.SATISFIED, item=n), observations={"机构自定值 [verification] least_age": 16})
        for n in "ab"
    ]
    (check,) = row(matrix(*records)).checks
    assert check.observed == "机构自定值 [verification] least_age: 16"
