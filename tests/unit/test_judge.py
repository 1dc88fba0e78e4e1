"""From what a phase raised, and what was noted, to the verdict."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.errors import ComplianceViolation, ConfigurationError, RigError
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.judge import Ruling, combine, rule_on
from pytest_mobcompliance.ledger.notes import Notes

WORDS = {"who": "w", "where": "here", "got": "g", "wanted": "w", "next_step": "n"}
RIG = RigError(reason="session-lost", **WORDS)


def finding(verdict: Verdict, reason: str = "") -> Finding:
    return Finding(rule="9.house", requirement="16.privacy-notice", verdict=verdict, reason=reason)


def notes(*findings: Finding, **observed: int) -> Notes:
    made = Notes()
    made.add(findings)
    made.observations.update(observed)
    return made


@pytest.mark.parametrize(
    ("error", "verdict", "reason"),
    [
        (AssertionError("1 == 2"), "violated", "assertion"),
        (ComplianceViolation("bad"), "violated", "assertion"),
        (pytest.fail.Exception("no"), "violated", "assertion"),
        (pytest.fail.Exception("Timeout (>5.0s) from pytest-timeout."), "not-verified", "timeout"),
        (pytest.skip.Exception("later"), "not-verified", "skipped"),
        (RIG, "not-verified", "session-lost"),
        (ConfigurationError(**WORDS), "not-verified", "configuration"),
        (pytest.UsageError("wrong"), "not-verified", "configuration"),
        (TypeError("a bug"), "not-verified", "error"),
        (KeyboardInterrupt(), "not-verified", "error"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)
@pytest.mark.parametrize("when", ["setup", "call"])
def test_whose_fault_an_error_is(when: str, error: BaseException, verdict: str, reason: str) -> None:
    ruling = rule_on(when, error, notes(seen=1))
    assert (ruling.verdict, ruling.reason) == (verdict, reason)


def test_detail_is_one_line() -> None:
    assert rule_on("call", RIG, Notes()).detail == "w: here"
    assert rule_on("call", TypeError("a\nb"), Notes()).detail == "TypeError: a"
    assert rule_on("call", KeyError(), Notes()).detail == "KeyError: KeyError"


@pytest.mark.parametrize("when", ["setup", "teardown"])
def test_quiet_phase_beside_the_test_says_nothing_against_it(when: str) -> None:
    assert rule_on(when, None, Notes()) == Ruling(Verdict.SATISFIED)


def test_nothing_observed_is_not_verified() -> None:
    assert rule_on("call", None, Notes()) == Ruling(Verdict.NOT_VERIFIED, "nothing-observed")


@pytest.mark.parametrize("seen", [notes(seen=0), notes(finding(Verdict.SATISFIED))], ids=["value", "finding"])
def test_one_observation_is_enough(seen: Notes) -> None:
    assert rule_on("call", None, seen) == Ruling(Verdict.SATISFIED)


def test_worst_finding_that_nothing_raised_decides() -> None:
    seen = notes(
        finding(Verdict.SATISFIED), finding(Verdict.NOT_VERIFIED, "b"), finding(Verdict.NEEDS_REVIEW, "a")
    )
    assert rule_on("call", None, seen) == Ruling(Verdict.NEEDS_REVIEW, "a")


def test_decision_of_the_check_stands() -> None:
    seen = notes(seen=1)
    seen.decide(Verdict.NOT_APPLICABLE, "no-such-function", "There is no transfer.")
    wanted = Ruling(Verdict.NOT_APPLICABLE, "no-such-function", "There is no transfer.")
    assert rule_on("call", None, seen) == wanted
    assert rule_on("call", pytest.skip.Exception("not applicable"), seen) == wanted


def test_reason_of_a_violation_is_the_finding_that_broke_it() -> None:
    seen = notes(finding(Verdict.NEEDS_REVIEW, "maybe"), finding(Verdict.VIOLATED, "too-small"))
    assert rule_on("call", ComplianceViolation("small\nmore"), seen) == Ruling(
        Verdict.VIOLATED, "too-small", "small"
    )


@pytest.mark.parametrize(
    "error", [RIG, TypeError("a bug"), pytest.skip.Exception("later"), ConfigurationError(**WORDS)]
)
def test_violation_is_not_lost_in_a_later_fault(error: BaseException) -> None:
    seen = Notes()
    seen.decide(Verdict.VIOLATED, "cut-off", "The amount is cut off.")
    assert rule_on("call", error, seen) == Ruling(Verdict.VIOLATED, "cut-off", "The amount is cut off.")


def test_worse_decision_is_kept() -> None:
    seen = Notes()
    seen.decide(Verdict.NEEDS_REVIEW, "first")
    seen.decide(Verdict.NOT_APPLICABLE, "second")
    assert (seen.verdict, seen.reason) == (Verdict.NEEDS_REVIEW, "first")
    seen.decide(Verdict.VIOLATED, "third")
    assert (seen.verdict, seen.reason) == (Verdict.VIOLATED, "third")


BROKEN = Ruling(Verdict.NOT_VERIFIED, "error", "could not clean up")


def test_failed_clean_up_takes_satisfied_back() -> None:
    assert combine(Ruling(Verdict.SATISFIED), BROKEN) == BROKEN


def test_assertion_in_the_clean_up_is_no_violation_of_the_app() -> None:
    ruling = combine(Ruling(Verdict.SATISFIED), Ruling(Verdict.VIOLATED, "assertion"))
    assert (ruling.verdict, ruling.reason) == (Verdict.NOT_VERIFIED, "assertion")


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.SATISFIED])
def test_failed_clean_up_changes_no_other_verdict(verdict: Verdict) -> None:
    call = Ruling(verdict, "reason")
    assert combine(call, BROKEN) == call
    assert combine(call, Ruling(Verdict.SATISFIED)) == call
