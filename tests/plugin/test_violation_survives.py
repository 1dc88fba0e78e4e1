"""A violation that was seen stays one, whatever goes wrong after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., pytest.RunResult]
Ledger = Callable[[], dict[str, dict[str, Any]]]

SUITE = """
    import pytest
    from contextlib import contextmanager
    from pytest_mobcompliance.errors import RigError

    @contextmanager
    def small_screen(fault):
        try:
            yield
        finally:
            raise fault

    LOST = RigError(reason="session-lost", who="w", where="w", got="g", wanted="w", next_step="n")

    @pytest.mark.requirement("10.compatibility/rig")
    def test_rig(mob_verdict):
        with small_screen(LOST):
            mob_verdict.violated("cut-off", "The amount is cut off.")

    @pytest.mark.requirement("10.compatibility/bug")
    def test_bug(mob_verdict):
        with small_screen(TypeError("a bug")):
            mob_verdict.violated("cut-off", "The amount is cut off.")

    @pytest.mark.requirement("10.compatibility/skipped")
    def test_skipped(mob_verdict):
        try:
            mob_verdict.violated("cut-off", "The amount is cut off.")
        except AssertionError:
            pytest.skip("later")

    @pytest.mark.requirement("10.compatibility/softened")
    def test_softened(mob_verdict):
        try:
            mob_verdict.violated("cut-off", "The amount is cut off.")
        except AssertionError:
            mob_verdict.not_applicable("no-such-function")

    @pytest.fixture
    def dirty():
        yield
        raise LOST

    @pytest.mark.requirement("10.compatibility/dirty")
    def test_dirty(dirty, mob_verdict):
        mob_verdict.violated("cut-off", "The amount is cut off.")

    @pytest.mark.requirement("10.compatibility/known")
    @pytest.mark.xfail(reason="known")
    def test_known(mob_verdict):
        mob_verdict.violated("cut-off", "The amount is cut off.")
"""


def test_nothing_later_hides_it(pytester: pytest.Pytester, here: Run, ledger: Ledger) -> None:
    pytester.makepyfile(SUITE)
    result = here()
    records = ledger().values()
    assert len(records) == 6
    assert {(record["verdict"], record["reason"]) for record in records} == {("violated", "cut-off")}
    result.assert_outcomes(failed=5, errors=1, xfailed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_expected_failure_still_fails_the_run(pytester: pytest.Pytester, here: Run) -> None:
    """pytest may expect it; the notice does not."""
    pytester.makepyfile(SUITE)
    result = here("-k", "known")
    result.assert_outcomes(xfailed=1, deselected=5)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
