"""The markers `needs`, `destructive`, `requirement` and the areas, on a user's own tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_mobcompliance.suite import AREAS, NEEDS

Run = Callable[..., pytest.RunResult]
Ledger = Callable[[], dict[str, dict[str, Any]]]

# A handset that offers two of the words, and notes that it was reset.
HANDSET = """
    import pytest

    class Handset:
        resets = 0
        def what_it_can(self): return frozenset({"screenshot", "reset"})
        def reset(self): Handset.resets += 1

    @pytest.fixture(scope="session")
    def mob_handset(): return Handset()
"""


def needs(pytester: pytest.Pytester, *words: str) -> None:
    pytester.makeconftest(HANDSET)
    pytester.makepyfile(
        f"""
        import pytest
        @pytest.mark.requirement("16.privacy-notice/x")
        @pytest.mark.needs({", ".join(map(repr, words))})
        def test_one(mob_app, mob_verdict): mob_verdict.observe("resets", mob_app.resets)
        """
    )


def test_met_needs_run(pytester: pytest.Pytester, here: Run, ledger: Ledger) -> None:
    needs(pytester, "screenshot", "reset")
    here().assert_outcomes(passed=1)
    assert ledger()["16.privacy-notice/x"]["observations"] == {"resets": 1}


def test_unmet_needs_are_not_verified_and_named(pytester: pytest.Pytester, here: Run, ledger: Ledger) -> None:
    needs(pytester, "screenshot", "shell", "clock")
    result = here("-rs")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*未验证：本会话不具备：clock、shell*"])
    record = ledger()["16.privacy-notice/x"]
    assert (record["verdict"], record["reason"]) == ("not-verified", "capability-missing")
    assert record["detail"] == "clock、shell"


def test_needs_of_class_and_function_add_up(pytester: pytest.Pytester, here: Run, ledger: Ledger) -> None:
    pytester.makeconftest(HANDSET)
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.needs("shell")
        class TestAll:
            @pytest.mark.requirement("16.privacy-notice/x")
            @pytest.mark.needs("network", "reset")
            def test_one(self, mob_app, mob_verdict): mob_verdict.observe("seen", 1)
        """
    )
    here().assert_outcomes(skipped=1)
    assert ledger()["16.privacy-notice/x"]["detail"] == "network、shell"


def test_replay_offers_nothing(recorded: Path, pytester: pytest.Pytester, here: Run, ledger: Ledger) -> None:
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.requirement("16.privacy-notice/x")
        @pytest.mark.needs("network")
        def test_one(mob_app, mob_verdict): mob_verdict.observe("seen", 1)
        """
    )
    here("--mob-replay", "recorded").assert_outcomes(skipped=1)
    assert ledger()["16.privacy-notice/x"]["reason"] == "capability-missing"


DESTRUCTIVE = """
    import pytest
    @pytest.fixture
    def opened():
        print("the app was opened")
    @pytest.mark.destructive
    @pytest.mark.requirement("16.privacy-notice/x")
    def test_one(opened, mob_verdict): mob_verdict.observe("destroyed", 1)
"""


@pytest.mark.parametrize(
    "settings",
    [
        None,
        '[app]\nurl = "https://live.example.bank/"\n',
        '[app]\nurl = "https://live.example.bank/"\ntest_packages = ["test.example.bank"]\n',
        '[app]\nplatform = "android"\npackage = "cn.example.bank"\ntest_packages = ["cn.example.ban"]\n',
        '[app]\nplatform = "android"\nactivity = ".Main"\ntest_packages = ["None"]\n',
    ],
    ids=["no-settings", "no-test-packages", "other-host", "other-package", "no-package"],
)
def test_destructive_stays_off_apps_that_are_not_for_tests(
    settings: str | None, pytester: pytest.Pytester, here: Run, ledger: Ledger
) -> None:
    if settings is not None:
        (pytester.path / "mobcompliance.toml").write_text(settings, "utf-8")
    pytester.makepyfile(DESTRUCTIVE)
    result = here("-s", "-rs")
    result.assert_outcomes(skipped=1)
    result.stdout.no_fnmatch_line("*the app was opened*")
    result.stdout.fnmatch_lines(["*未验证：* 不在 [[]app] test_packages 中*"])
    record = ledger()["16.privacy-notice/x"]
    assert (record["verdict"], record["reason"]) == ("not-verified", "destructive-not-allowed")


@pytest.mark.parametrize(
    "settings",
    [
        '[app]\nurl = "https://test.example.bank:8443/a"\ntest_packages = ["test.example.bank"]\n',
        '[app]\nplatform = "ios"\nbundle_id = "cn.example.test"\ntest_packages = ["cn.example.test"]\n',
    ],
    ids=["host", "bundle"],
)
def test_destructive_runs_on_test_packages(
    settings: str, pytester: pytest.Pytester, here: Run, ledger: Ledger
) -> None:
    (pytester.path / "mobcompliance.toml").write_text(settings, "utf-8")
    pytester.makepyfile(DESTRUCTIVE)
    here().assert_outcomes(passed=1)
    assert ledger()["16.privacy-notice/x"]["verdict"] == "satisfied"


@pytest.mark.parametrize(
    "marks",
    [
        "@pytest.mark.requirement()",
        "@pytest.mark.requirement(16)",
        '@pytest.mark.requirement(id="16.privacy-notice/x")',
        '@pytest.mark.requirement("16.privacy-notice/x")\n@pytest.mark.requirement("12.identity/x")',
        '@pytest.mark.requirement("16.privacy-notice/")',
        '@pytest.mark.requirement("/x")',
    ],
    ids=["nothing", "number", "keyword", "two-markers", "no-check", "no-requirement"],
)
def test_requirement_is_exactly_one_id(marks: str, pytester: pytest.Pytester, here: Run) -> None:
    pytester.makepyfile(f"import pytest\n{marks}\ndef test_one(): raise SystemExit('ran')\n")
    result = here()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*marker requirement: test_requirement*::test_one*"])


def test_checks_of_one_requirement_decide_it_together(
    pytester: pytest.Pytester, here: Run, ledger: Ledger
) -> None:
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.requirement("16.complaint-channel/a")
        def test_a(mob_verdict): mob_verdict.observe("seen", 1)
        @pytest.mark.requirement("16.complaint-channel/b")
        def test_b(): assert False
        """
    )
    assert here("--mob-require", "16.complaint-channel").ret == pytest.ExitCode.TESTS_FAILED
    assert {check: record["verdict"] for check, record in ledger().items()} == {
        "16.complaint-channel/a": "satisfied",
        "16.complaint-channel/b": "violated",
    }


def test_one_requirement_marker_serves_a_whole_class_only_once(pytester: pytest.Pytester, here: Run) -> None:
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.requirement("16.privacy-notice/x")
        class TestAll:
            def test_one(self): pass
            def test_two(self): pass
        """
    )
    result = here()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*检查编号 '16.privacy-notice/x'，已为 *::test_one 所用"])


def test_areas_choose_tests_under_strict_markers(pytester: pytest.Pytester, here: Run) -> None:
    body = "import pytest\n" + "".join(f"@pytest.mark.{area}\ndef test_{area}(): pass\n" for area in AREAS)
    pytester.makepyfile(body)
    here("--strict-markers", "-m", "elderly_mode or identity").assert_outcomes(
        passed=2, deselected=len(AREAS) - 2
    )


def test_markers_are_listed_with_their_signatures(pytester: pytest.Pytester, here: Run) -> None:
    text = here("--markers").stdout.str()
    for signature in ("requirement(id)", "needs(*words)", "destructive", *AREAS):
        assert f"@pytest.mark.{signature}:" in text
    for word in NEEDS:
        assert word in text
