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
def test_lines_are_whole_without_a_width(lang: str) -> None:
    lines = matrix_lines(matrix(record(Verdict.VIOLATED, reason="x" * 90)), load_messages(lang))
    assert sum("x" * 90 in line for line in lines) == 2
    for clause in NOTICE.clauses:
        assert any(clause.label(lang) in line for line in lines)


def test_a_reason_that_does_not_fit_beside_its_clause_stands_below() -> None:
    narrow, wide = (matrix_lines(matrix(), load_messages("en"), width) for width in (80, 120))
    head, gap, reason = wide[0].rpartition("  ")
    assert (narrow[:2], gap) == ([head, f"    {reason}"], "  ")


def lines_of_clause_16(*reasons: tuple[str, Verdict, str]) -> list[str]:
    """Its line and those below it, for records of its checks with verdict and reason."""
    records = [record(verdict, check, check, reason) for check, verdict, reason in reasons]
    lines = matrix_lines(matrix(*records), load_messages("en"))
    first = next(number for number, line in enumerate(lines) if line.startswith("16 "))
    return lines[first : next(n for n, line in enumerate(lines) if line.startswith("17 "))]


LEFT_OUT = (Verdict.NOT_VERIFIED, "deselected")


def test_requirements_that_were_left_out_are_counted_in_one_line() -> None:
    head, ran, partly, left_out = lines_of_clause_16(
        ("16.privacy-notice/a", Verdict.SATISFIED, ""),
        ("16.complaint-channel/a", Verdict.SATISFIED, ""),
        ("16.complaint-channel/b", *LEFT_OUT),
        ("16.complaint-channel/c", *LEFT_OUT),
        ("16.notice-content/a", *LEFT_OUT),
        ("16.data-management/a", *LEFT_OUT),
    )
    assert head.endswith("○9 ✔1  a person's evidence is missing ×4")
    assert ran == "    ✔ 16.privacy-notice Privacy notice and consent – satisfied"
    assert partly == (
        "    ○ 16.complaint-channel Complaint channel published – not verified "
        "(checks not selected in this run: 2): ✔ a"
    )
    assert left_out == "    requirements not selected in this run: 2"


def test_checks_that_were_left_out_are_not_named_beside_those_that_ran() -> None:
    lost = ("16.privacy-notice/b", Verdict.NOT_VERIFIED, "session-lost")
    _, ran = lines_of_clause_16(("16.privacy-notice/a", *LEFT_OUT), lost)
    assert ran.endswith(f"not verified ({load_messages('en')('verdicts/reason/session-lost')}): b")


def test_an_item_that_ran_gives_the_check_its_reason() -> None:
    lost = record(Verdict.NOT_VERIFIED, item="b", reason="session-lost")
    found = row(matrix(record(Verdict.NOT_VERIFIED, reason="deselected"), lost))
    assert [found.reason, found.checks[0].reason] == ["session-lost"] * 2


def test_a_clause_of_which_nothing_ran_says_so_once() -> None:
    left_out = [(f"{each.id}/a", *LEFT_OUT) for each in NOTICE.requirements if each.id.startswith("16.")]
    (head,) = lines_of_clause_16(*left_out)
    assert head.endswith(f"not selected in this run ×{len(left_out)}")


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        (["look", "small", "small"], ("small", 2)),
        (["small", "look"], ("small", 1)),  # as they stand in the notice
        (["", "look"], ("look", 1)),
        ([""], ("", 0)),
    ],
)
def test_a_clause_tells_the_reason_of_most_of_its_worst(reasons: list[str], told: tuple[str, int]) -> None:
    ids = [each.id for each in NOTICE.requirements if each.id.startswith("16.")]
    bad = [record(Verdict.VIOLATED, f"{name}/a", name, r) for name, r in zip(ids, reasons, strict=False)]
    (clause,) = [each for each in matrix(*bad).clauses if each.number == 16]
    assert clause.main_reason == told


def test_the_page_tells_the_reason_in_the_clauses_head(tmp_path: Path) -> None:
    export_matrix(tmp_path, matrix(), load_messages("zh-CN"), title="", simulated=False)
    page = (tmp_path / "matrix.html").read_text("utf-8")
    head = page.partition('id="clause-15"')[2].partition("</div>")[0]
    assert '<span class="soft">缺少人工证明材料 ×5</span>' in head


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


@pytest.mark.parametrize(
    ("lang", "name"),
    [("zh-CN", "首次启动先显示隐私提示"), ("en", "The first start shows the privacy notice first")],
)
def test_check_has_its_name_beside_its_id(lang: str, name: str, tmp_path: Path) -> None:
    ids = ("16.privacy-notice/first-start", "16.privacy-notice/own")
    bad = [record(Verdict.VIOLATED, check, check) for check in ids]
    export_matrix(tmp_path, matrix(*bad), load_messages(lang), title="", simulated=False)
    data = json.loads((tmp_path / "matrix.json").read_text("utf-8"))
    rows = [check for c in data["clauses"] for r in c["requirements"] for check in r["checks"]]
    assert [(each["check"], each["name"]) for each in rows] == [(ids[0], name), (ids[1], ids[1])]
    page = (tmp_path / "matrix.html").read_text("utf-8")
    assert f'<td class="id"><b>{name}</b><br><code>{ids[0]}</code>' in page
    assert f'<td class="id"><code>{ids[1]}</code>' in page


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
    assert check.observed(load_messages("en")) == (
        "targets 8; house value: [session] idle_seconds = 300; path: a, b; house value resend_seconds: 60; "
        "asked for: –; days: close: 15 working"
    )


def test_house_values_are_not_added_up_in_chinese_either() -> None:
    records = [
        replace(record(Verdict.SATISFIED, item=n), observations={"机构自定值 [verification] least_age": 16})
        for n in "ab"
    ]
    (check,) = row(matrix(*records)).checks
    assert check.observed(load_messages("zh-CN")) == "机构自定值 [verification] least_age: 16"


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("zh-CN", "可点击区域：2 处符合；仍在: 是；路径: a、b"),
        ("en", "Target size: 2 as they should be; 仍在: yes; 路径: a, b"),
    ],
)
def test_what_was_seen_is_told_in_words(lang: str, told: str) -> None:
    seen = {"6.target-size": 2, "仍在": True, "路径": ["a", "b"]}
    (check,) = row(matrix(replace(record(Verdict.SATISFIED), observations=seen))).checks
    assert check.observed(load_messages(lang)) == told
