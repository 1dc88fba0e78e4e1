"""The controller keeps the ledger: crashes, reruns and deselection leave no gap and hide nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Ledger = Callable[[], dict[str, dict[str, Any]]]
Run = Callable[..., pytest.RunResult]


def matrix(pytester: pytest.Pytester) -> dict[str, Any]:
    (file,) = pytester.path.glob("mobcompliance-report/*/matrix.json")
    return json.loads(file.read_text("utf-8"))


def requirement(pytester: pytest.Pytester, wanted: str) -> dict[str, Any]:
    return next(
        row for clause in matrix(pytester)["clauses"] for row in clause["requirements"] if row["id"] == wanted
    )


def test_crashed_worker_leaves_not_verified(pytester: pytest.Pytester, run: Run, ledger: Ledger) -> None:
    pytester.makepyfile(
        """
        import os, pytest
        @pytest.mark.requirement("16.privacy-notice/before")
        def test_before(mob_verdict): mob_verdict.observe("seen", 1)
        @pytest.mark.requirement("16.privacy-notice/crash")
        def test_crash(): os._exit(1)
        @pytest.mark.requirement("16.privacy-notice/after")
        def test_after(mob_verdict): mob_verdict.observe("seen", 1)
        """
    )
    run("-n1", "--max-worker-restart=1")
    verdicts = {check.partition("/")[2]: (r["verdict"], r["reason"]) for check, r in ledger().items()}
    assert verdicts == {
        "before": ("satisfied", ""),
        "crash": ("not-verified", "crashed"),
        "after": ("satisfied", ""),
    }


def test_what_never_ran_is_not_verified(pytester: pytest.Pytester, run: Run, ledger: Ledger) -> None:
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.requirement("16.privacy-notice/first")
        def test_first(): assert False
        @pytest.mark.requirement("16.privacy-notice/second")
        def test_second(mob_verdict): mob_verdict.observe("seen", 1)
        """
    )
    run("-p", "no:xdist", "-x")
    assert ledger()["16.privacy-notice/second"]["reason"] == "never-ran"


def test_deselected_is_not_verified(
    pytester: pytest.Pytester, xdist: tuple[str, ...], run: Run, ledger: Ledger
) -> None:
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.requirement("16.privacy-notice/first")
        def test_first(mob_verdict): mob_verdict.observe("seen", 1)
        @pytest.mark.requirement("16.privacy-notice/second")
        def test_second(mob_verdict): mob_verdict.observe("seen", 1)
        """
    )
    run(*xdist, "-k", "first")
    assert ledger()["16.privacy-notice/second"]["reason"] == "deselected"
    assert requirement(pytester, "16.privacy-notice")["verdict"] == "not-verified"


def test_rerun_never_hides_a_violation(pytester: pytest.Pytester, xdist: tuple[str, ...], run: Run) -> None:
    pytester.makepyfile(
        """
        import pytest
        tries = []
        @pytest.mark.requirement("16.privacy-notice/flaky")
        def test_flaky(mob_verdict):
            tries.append(1)
            assert len(tries) > 1
            mob_verdict.observe("seen", 1)
        """
    )
    result = run(*xdist, "--reruns", "2")
    assert result.ret == 1
    row = requirement(pytester, "16.privacy-notice")
    assert row["verdict"] == "violated"
    assert row["checks"][0]["unstable"] is True


def test_rerun_may_repair_a_rig_fault(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(
        """
        import pytest
        from pytest_mobcompliance.errors import RigError
        tries = []
        @pytest.mark.requirement("16.privacy-notice/flaky")
        def test_flaky(mob_verdict):
            tries.append(1)
            if len(tries) == 1:
                raise RigError(reason="server-died", who="w", where="w", got="g", wanted="w", next_step="n")
            mob_verdict.observe("seen", 1)
        """
    )
    assert run("-p", "no:xdist", "--reruns", "2").ret == 0
    assert requirement(pytester, "16.privacy-notice")["checks"][0]["verdict"] == "satisfied"


def test_all_clauses_are_in_the_matrix(pytester: pytest.Pytester, xdist: tuple[str, ...], run: Run) -> None:
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.requirement("16.complaint-channel/x")
        def test_one(mob_verdict): mob_verdict.observe("seen", 1)
        """
    )
    result = run(*xdist)
    assert result.ret == 0
    assert [clause["number"] for clause in matrix(pytester)["clauses"]] == list(range(1, 19))
    for number in ("第一条", "第十八条"):
        result.stdout.fnmatch_lines([f"*{number}*"])


def test_ledger_keeps_what_came_before_an_interrupt(
    pytester: pytest.Pytester, run: Run, ledger: Ledger
) -> None:
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.requirement("16.privacy-notice/first")
        def test_first(mob_verdict): mob_verdict.observe("seen", 1)
        @pytest.mark.requirement("16.privacy-notice/second")
        def test_second(): raise KeyboardInterrupt
        """
    )
    run("-p", "no:xdist")
    assert ledger()["16.privacy-notice/first"]["verdict"] == "satisfied"
    assert ledger()["16.privacy-notice/second"]["reason"] == "crashed"


def test_duration_is_that_of_the_whole_test(pytester: pytest.Pytester, run: Run, ledger: Ledger) -> None:
    pytester.makepyfile(
        """
        import pytest, time
        @pytest.fixture
        def slow():
            time.sleep(0.1)
            yield
        @pytest.mark.requirement("16.privacy-notice/slow")
        def test_slow(slow, mob_verdict):
            time.sleep(0.1)
            mob_verdict.observe("seen", 1)
        """
    )
    run("-p", "no:xdist")
    assert ledger()["16.privacy-notice/slow"]["duration"] >= 0.2


def test_each_workers_crash_counts_where_all_run_everything(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(
        """
        import os, pytest
        @pytest.mark.requirement("16.privacy-notice/x")
        def test_x(mob_verdict):
            if os.environ["PYTEST_XDIST_WORKER"] == "gw1": os._exit(1)
            mob_verdict.observe("seen", 1)
        """
    )
    run("--dist=each", "--tx=2*popen", "--max-worker-restart=0")
    assert requirement(pytester, "16.privacy-notice")["verdict"] == "not-verified"


def test_violation_stays_allures_last_word_after_a_rerun(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(
        """
        import pytest
        tries = []
        @pytest.mark.requirement("16.privacy-notice/x")
        def test_x(mob_verdict):
            tries.append(1)
            mob_verdict.observe("seen", 1)
            assert len(tries) > 1
        """
    )
    run("-p", "no:xdist", "--reruns=1", "--alluredir=allure")
    results = [json.loads(path.read_text("utf-8")) for path in pytester.path.glob("allure/*-result.json")]
    attempts = sorted(
        (r for r in results if r["fullName"] == "16.privacy-notice/x"), key=lambda r: int(r["stop"])
    )
    assert [attempt["status"] for attempt in attempts] == ["failed", "passed", "failed"]
    assert len({attempt["historyId"] for attempt in attempts}) == 1
