"""The end of a run on the controller: what enters the ledger, what is written, how the run ends."""

from __future__ import annotations

import html
import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pytest_mobcompliance.closing import close_run, keep, print_matrices
from pytest_mobcompliance.device.journal import Journal
from pytest_mobcompliance.findings import Verdict
from pytest_mobcompliance.ledger.items import ListedItem, write_items
from pytest_mobcompliance.ledger.records import Record
from pytest_mobcompliance.ledger.writer import read_ledger
from pytest_mobcompliance.messages import load_messages
from pytest_mobcompliance.notice import load_notice
from pytest_mobcompliance.reporting import PROPERTY
from pytest_mobcompliance.stash import Run

CHECK, ITEM = "16.complaint-channel/x", "a.py::test_a"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(
        folder=tmp_path / "run",
        key=b"k" * 32,
        worker="controller",
        root=tmp_path,
        config_file=None,
        settings=None,
        device="",
        server="auto",
        profile="miit-2021",
        messages=load_messages("zh-CN"),
        record=None,
        replay=None,
        require=(),
        notices=(load_notice(),),
    )


def record(verdict: Verdict = Verdict.SATISFIED, check: str = CHECK, item: str = ITEM) -> Record:
    return Record(check=check, item=item, verdict=verdict)


def report(of: Record | None, when: str = "teardown", outcome: str = "passed") -> pytest.TestReport:
    properties: list[tuple[str, Any]] = [("theirs", 1)]
    if of is not None:
        properties.append((PROPERTY, json.dumps(of.to_json())))
    return cast(pytest.TestReport, SimpleNamespace(when=when, outcome=outcome, user_properties=properties))


def session(status: int = 0, allure: Path | None = None) -> Any:
    option = SimpleNamespace(allure_report_dir=str(allure) if allure else None)
    return SimpleNamespace(exitstatus=status, config=SimpleNamespace(option=option))


def listed(run: Run, *items: ListedItem) -> None:
    run.folder.mkdir(parents=True)
    write_items(run.folder, "gw0", items)


# --- into the ledger


def test_verdict_of_the_last_phase_is_kept(run: Run) -> None:
    assert keep(run, report(record())) == record()
    assert run.records == read_ledger(run.folder) == [record()]


@pytest.mark.parametrize("when", ["setup", "call"])
def test_earlier_phases_are_not(run: Run, when: str) -> None:
    assert keep(run, report(record(), when)) is None
    assert not run.folder.exists()


@pytest.mark.parametrize("when", ["setup", "call"])
def test_attempt_that_is_rerun_is_kept(run: Run, when: str) -> None:
    bad = record(Verdict.VIOLATED)
    assert keep(run, report(bad, when, "rerun")) == bad
    keep(run, report(record()))
    assert read_ledger(run.folder) == [bad, record()]


def test_tests_of_others_leave_no_trace(run: Run) -> None:
    assert keep(run, report(None)) is None
    assert not run.folder.exists()


# --- the end


def test_run_without_any_check_writes_nothing(run: Run) -> None:
    ended = session()
    assert close_run(run, ended) == []
    assert (ended.exitstatus, run.matrices, run.folder.exists()) == (0, (), False)


def test_run_that_was_refused_is_a_usage_error_and_writes_nothing(run: Run) -> None:
    run.refusal = "an unknown requirement"
    ended = session()
    assert close_run(run, ended) == []
    assert (ended.exitstatus, run.folder.exists()) == (pytest.ExitCode.USAGE_ERROR, False)


def test_gaps_are_filled_with_the_reason(run: Run) -> None:
    listed(
        run,
        ListedItem(ITEM, CHECK, False),
        ListedItem("a.py::test_b", "16.complaint-channel/b", False),
        ListedItem("a.py::test_c", "16.complaint-channel/c", False),
        ListedItem("a.py::test_d", "16.complaint-channel/d", True),
    )
    keep(run, report(record()))
    run.started |= {ITEM, "a.py::test_b"}
    gaps = close_run(run, session())
    assert {gap.item[-1]: (gap.verdict, gap.reason) for gap in gaps} == {
        "b": (Verdict.NOT_VERIFIED, "crashed"),
        "c": (Verdict.NOT_VERIFIED, "never-ran"),
        "d": (Verdict.NOT_VERIFIED, "deselected"),
    }
    assert read_ledger(run.folder) == [record(), *gaps]


def test_matrix_is_written_with_every_clause(run: Run) -> None:
    keep(run, report(record()))
    close_run(run, session())
    data = json.loads((run.folder / "matrix.json").read_text("utf-8"))
    assert [clause["number"] for clause in data["clauses"]] == list(range(1, 19))
    assert (run.folder / "matrix.html").is_file()


@pytest.mark.parametrize(
    ("verdict", "before", "after"),
    [
        (Verdict.SATISFIED, 0, 0),
        (Verdict.NOT_VERIFIED, 0, 0),
        (Verdict.NEEDS_REVIEW, 0, 0),
        (Verdict.VIOLATED, 0, 1),
        (Verdict.VIOLATED, pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERRUPTED),
    ],
)
def test_only_a_violation_fails_a_run_that_asks_for_nothing(
    run: Run, verdict: Verdict, before: int, after: int
) -> None:
    keep(run, report(record(verdict)))
    ended = session(before)
    close_run(run, ended)
    assert ended.exitstatus == after


@pytest.mark.parametrize(
    ("verdict", "after"),
    [
        (Verdict.SATISFIED, 0),
        (Verdict.WAIVED, 0),
        (Verdict.NOT_APPLICABLE, 0),
        (Verdict.NEEDS_REVIEW, 1),
        (Verdict.NOT_VERIFIED, 1),
    ],
)
def test_what_is_required_must_hold(run: Run, verdict: Verdict, after: int) -> None:
    run.require = ("16.complaint-channel",)
    keep(run, report(record(verdict)))
    ended = session()
    close_run(run, ended)
    assert ended.exitstatus == after


def test_requirement_that_nobody_tested_fails_the_gate(run: Run) -> None:
    run.require = ("12.identity",)
    ended = session()
    close_run(run, ended)
    assert ended.exitstatus == 1
    assert (run.folder / "matrix.json").is_file()


def test_allure_results_are_completed(run: Run, tmp_path: Path) -> None:
    keep(run, report(record()))
    close_run(run, session(allure=tmp_path / "allure"))
    names = {
        json.loads(file.read_text("utf-8"))["fullName"]
        for file in (tmp_path / "allure").glob("*-result.json")
    }
    untested = {each.id for each in run.notices[0].requirements} - {"16.complaint-channel"}
    assert untested <= names


def test_gaps_of_a_simulated_phone_are_simulated_too(run: Run) -> None:
    run.virtual = True
    listed(run, ListedItem(ITEM, CHECK, False))
    assert [gap.simulated for gap in close_run(run, session())] == [True]
    assert [each.simulated for each in read_ledger(run.folder)] == [True]


def test_what_stays_changed_on_a_device_stands_in_the_matrix(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_mobcompliance.closing.find_adb", lambda *_: None)
    journal = Journal(run.folder.parent, "p1", run=run.folder.name, udid="SERIAL-1")
    journal.note("font_scale", "1.15", "settings put system font_scale 1.15")
    keep(run, report(record()))
    close_run(run, session())
    (left,) = json.loads((run.folder / "matrix.json").read_text("utf-8"))["left_changed"]
    assert (left["device"], left["setting"], left["old"]) == ("p1", "font_scale", "1.15")
    page = html.unescape((run.folder / "matrix.html").read_text("utf-8"))
    assert "adb -s SERIAL-1 shell 'settings put system font_scale 1.15'" in page


def test_run_that_left_nothing_says_so(run: Run) -> None:
    keep(run, report(record()))
    close_run(run, session())
    assert json.loads((run.folder / "matrix.json").read_text("utf-8"))["left_changed"] == []


# --- the terminal


class Terminal:
    _tw = SimpleNamespace(fullwidth=80)

    def __init__(self, real: bool) -> None:
        self.lines: list[str] = []
        self.real = real

    def isatty(self) -> bool:
        return self.real

    def write_line(self, line: str, **style: bool) -> None:
        self.lines.append(line)

    def write_sep(self, sep: str, title: str) -> None:
        self.lines.append(title)


def printed(run: Run, *, real: bool = True) -> list[str]:
    terminal = Terminal(real)
    print_matrices(run, cast(pytest.TerminalReporter, terminal))
    return terminal.lines


def test_matrix_and_its_folder_are_printed_once(run: Run) -> None:
    keep(run, report(record()))
    close_run(run, session())
    lines = printed(run)
    assert lines[0] == run.notices[0].title("zh-CN")
    assert sum(str(run.folder) in line for line in lines) == 1
    for clause in run.notices[0].clauses:
        assert any(clause.numeral in line for line in lines)


def test_only_a_real_terminal_cuts_lines(run: Run) -> None:
    reason = "x" * 90
    keep(run, report(replace(record(Verdict.VIOLATED), reason=reason)))
    close_run(run, session())
    cut, whole = (sum(reason in line for line in printed(run, real=real)) for real in (True, False))
    assert (cut, whole) == (0, 2)  # of the clause and of its requirement


@pytest.mark.parametrize(
    ("markexpr", "keyword", "told"),
    [
        ("privcy", "", "没有登记“privcy”这个标记：是否想写 privacy？"),
        ("privacy and not(qwertz)", "", "没有登记“qwertz”这个标记。"),
        ("", "regstration", "没有名称含“regstration”的检查：是否想写 registration？"),
        ("", "Registration and not qwertz", "没有名称含“qwertz”的检查。"),
        ("", "test_registraton_refuses", "：是否想写 test_registration_refuses？"),
        ("privacy", "Registration", ""),
        ("", "", ""),
    ],
)
def test_a_run_that_selects_nothing_says_so(run: Run, markexpr: str, keyword: str, told: str) -> None:
    write_items(run.folder, "main", [ListedItem("a.py::test_registration_refuses", CHECK, True)])
    ended = session()
    ended.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
    ended.config.option.markexpr, ended.config.option.keyword = markexpr, keyword
    ended.config.getini = lambda name: ["privacy: area of the check", "needs(*words): what it needs"]
    close_run(run, ended)
    (line,) = [line for line in printed(run) if "没有选中任何检查" in line]
    assert line.endswith(told or "排除。")
    assert line.count("没有") == (2 if told else 1)
    assert all(given in line for given in (markexpr, keyword))


@pytest.mark.parametrize(
    ("markexpr", "told"), [("identity or privcy", ["privcy"]), ("identity or nightly", []), ("privacy", [])]
)
def test_a_word_that_is_near_a_marker_is_told_though_others_ran(
    run: Run, markexpr: str, told: list[str]
) -> None:
    write_items(run.folder, "main", [ListedItem(ITEM, CHECK, False)])
    keep(run, report(record()))
    ended = session()
    ended.config.option.markexpr = markexpr
    ended.config.getini = lambda name: ["privacy: area of the check", "identity: another"]
    close_run(run, ended)
    assert [word for word in ("privcy", "nightly") if any(word in line for line in run.warnings)] == told


def test_a_run_of_other_tests_has_nothing_to_say(run: Run) -> None:
    """``-k`` that names a plain test leaves out the checks on purpose."""
    write_items(run.folder, "main", [ListedItem("a.py::test_registration_refuses", CHECK, True)])
    close_run(run, session())
    assert run.warnings == []


def test_a_run_that_selects_something_has_nothing_to_say(run: Run) -> None:
    items = [ListedItem(ITEM, CHECK, False), ListedItem("a.py::test_b", CHECK, True)]
    write_items(run.folder, "main", items)
    keep(run, report(record()))
    close_run(run, session())
    assert run.warnings == []


def test_nothing_is_printed_for_others(run: Run) -> None:
    assert printed(run) == []


def test_refusal_is_printed(run: Run) -> None:
    run.refusal = "an unknown requirement"
    assert printed(run) == ["ERROR: an unknown requirement"]
