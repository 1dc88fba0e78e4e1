"""What a marked test does, and the verdict it gets: the table of design and README, line by line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SUITE = """
    import pytest
    from pytest_mobcompliance import ComplianceViolation, Finding, Verdict
    from pytest_mobcompliance.errors import RigError

    def finding(verdict, **more):
        return Finding(rule="9.house", requirement="16.privacy-notice", verdict=verdict, **more)

    @pytest.mark.requirement("16.privacy-notice/satisfied")
    def test_satisfied(mob_verdict):
        mob_verdict.observe("seen", 1)

    @pytest.mark.requirement("16.privacy-notice/satisfied-by-finding")
    def test_satisfied_by_finding(mob_verdict):
        mob_verdict.findings([finding(Verdict.SATISFIED)])

    @pytest.mark.requirement("16.privacy-notice/violated")
    def test_violated(mob_verdict):
        mob_verdict.findings([finding(Verdict.SATISFIED), finding(Verdict.VIOLATED, reason="bad")])

    @pytest.mark.requirement("16.privacy-notice/asserted")
    def test_asserted():
        assert 1 == 2

    @pytest.mark.requirement("16.privacy-notice/review")
    def test_review(mob_verdict):
        mob_verdict.needs_review("look-here")

    @pytest.mark.requirement("16.privacy-notice/nothing-observed")
    def test_nothing_observed():
        pass

    @pytest.mark.requirement("16.privacy-notice/no-findings")
    def test_no_findings(mob_verdict):
        mob_verdict.findings([])

    @pytest.mark.requirement("16.privacy-notice/rig")
    def test_rig():
        raise RigError(reason="server-died", who="w", where="w", got="g", wanted="w", next_step="n")

    @pytest.mark.requirement("16.privacy-notice/bug")
    def test_bug():
        raise TypeError("a bug in the check")

    @pytest.mark.requirement("16.privacy-notice/skipped")
    def test_skipped():
        pytest.skip("not today")

    @pytest.mark.requirement("16.privacy-notice/absent")
    def test_absent(mob_verdict):
        mob_verdict.not_applicable("no-such-function")

    @pytest.fixture
    def broken():
        raise TypeError("a bug in a fixture")

    @pytest.mark.requirement("16.privacy-notice/broken-fixture")
    def test_broken_fixture(broken):
        pass

    @pytest.fixture
    def dirty():
        yield
        raise TypeError("could not clean up")

    @pytest.mark.requirement("16.privacy-notice/dirty")
    def test_dirty(dirty, mob_verdict):
        mob_verdict.observe("seen", 1)

    @pytest.mark.requirement("16.privacy-notice/expected-failure")
    @pytest.mark.xfail(reason="known")
    def test_expected_failure():
        assert False

    @pytest.mark.requirement("16.privacy-notice/swallowed")
    def test_swallowed(mob_verdict):
        try:
            mob_verdict.findings([finding(Verdict.VIOLATED, reason="bad")])
        except AssertionError:
            pass
"""

EXPECTED = {
    "satisfied": ("satisfied", ""),
    "satisfied-by-finding": ("satisfied", ""),
    "violated": ("violated", "bad"),
    "asserted": ("violated", "assertion"),
    "review": ("needs-review", "look-here"),
    "nothing-observed": ("not-verified", "nothing-observed"),
    "no-findings": ("not-verified", "nothing-observed"),
    "rig": ("not-verified", "server-died"),
    "bug": ("not-verified", "error"),
    "skipped": ("not-verified", "skipped"),
    "absent": ("not-applicable", "no-such-function"),
    "broken-fixture": ("not-verified", "error"),
    "dirty": ("not-verified", "error"),
    "expected-failure": ("violated", "assertion"),
    "swallowed": ("violated", "bad"),
}


def test_each_outcome_gets_its_verdict(
    pytester: pytest.Pytester,
    xdist: tuple[str, ...],
    run: Callable[..., pytest.RunResult],
    ledger: Callable[[], dict[str, dict[str, Any]]],
) -> None:
    pytester.makepyfile(SUITE)
    result = run(*xdist)
    seen = {
        check.partition("/")[2]: (record["verdict"], record["reason"]) for check, record in ledger().items()
    }
    assert seen == EXPECTED
    result.assert_outcomes(passed=3, failed=5, skipped=5, errors=2, xfailed=1)
    assert result.ret == 1


def test_same_verdicts_without_allure(
    pytester: pytest.Pytester,
    run: Callable[..., pytest.RunResult],
    ledger: Callable[[], dict[str, dict[str, Any]]],
) -> None:
    pytester.makepyfile(SUITE)
    run("-p", "no:allure_pytest", "-p", "no:xdist")
    assert {c.partition("/")[2]: r["verdict"] for c, r in ledger().items()} == {
        check: verdict for check, (verdict, _) in EXPECTED.items()
    }
