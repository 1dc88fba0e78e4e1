"""`--mob-profile`: which thresholds `mob_audit` judges by."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., pytest.RunResult]
Ledger = Callable[[], dict[str, dict[str, Any]]]
CHECK = "6.accessibility/target-size"


@pytest.fixture(autouse=True)
def replay(pytester: pytest.Pytester, recorded: Path) -> None:
    """A recorded button of 30 dp: large enough by one profile, too small by the others."""
    pytester.makepyfile(
        f"""
        import pytest
        @pytest.mark.requirement("{CHECK}")
        def test_one(mob_app, mob_audit, mob_verdict):
            mob_app.go("home")
            mob_verdict.findings(mob_audit(rules=["6.target-size"]))
        """
    )


@pytest.mark.parametrize(
    ("args", "verdict", "required"),
    [((), "violated", 44), (("--mob-profile", "atf"), "violated", 48)],
    ids=["default", "atf"],
)
def test_numbers_are_those_of_the_profile(
    args: tuple[str, ...], verdict: str, required: float, here: Run, ledger: Ledger
) -> None:
    here("--mob-replay", "recorded", *args)
    record = ledger()[CHECK]
    (finding,) = record["findings"]
    assert (record["verdict"], finding["required"], finding["measured"]) == (verdict, required, 30)
    assert finding["profile"] == (args[1] if args else "miit-2021")


def test_another_profile_gives_another_verdict(here: Run, ledger: Ledger) -> None:
    here("--mob-replay", "recorded", "--mob-profile", "wcag-aa").assert_outcomes(passed=1)
    assert ledger()[CHECK]["verdict"] == "satisfied"


def test_ini_twin(pytester: pytest.Pytester, here: Run, ledger: Ledger) -> None:
    pytester.makeini("[pytest]\nmob_profile = wcag-aa\n")
    here("--mob-replay", "recorded").assert_outcomes(passed=1)
    assert ledger()[CHECK]["verdict"] == "satisfied"


def test_house_rule_wins_over_the_profile(pytester: pytest.Pytester, here: Run, ledger: Ledger) -> None:
    with (pytester.path / "mobcompliance.toml").open("a", encoding="utf-8") as file:
        file.write('[thresholds]\n"6.target-size.normal" = { value = 50, reason = "house rule 12" }\n')
    here("--mob-replay", "recorded", "--mob-profile", "atf")
    assert ledger()[CHECK]["findings"][0]["required"] == 50


def test_unknown_profile_is_a_usage_error(here: Run) -> None:
    result = here("--mob-profile", "wcag")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--mob-profile: invalid choice: 'wcag'*wcag-aa*"])
