"""``--mob-device virtual``: the built-in phone, without a settings file, a server or a device."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., pytest.RunResult]

SHELL = """
    import pytest

    def test_one(mob_session):
        mob_session.execute_script("mobile: shell", {"command": "getprop", "args": ["ro.build.version.sdk"]})
        with pytest.raises(Exception, match="frobnicate"):
            mob_session.execute_script("mobile: shell", {"command": "frobnicate"})
"""
CHECK = """
    import pytest

    @pytest.mark.requirement("16.privacy-notice/x")
    def test_one(mob_app, mob_verdict):
        mob_app.launch()
        mob_verdict.observe("api", mob_app.capture().settings["api_level"])
"""


def notes(folder: Path) -> list[Path]:
    return list(folder.glob("mobcompliance-report/run-*/unmodelled-*.txt"))


def test_a_command_that_nobody_modelled_is_noted(pytester: pytest.Pytester, here: Run) -> None:
    pytester.makepyfile(SHELL)
    here("--mob-device", "virtual").assert_outcomes(passed=1)
    (file,) = notes(pytester.path)
    (line,) = file.read_text("utf-8").splitlines()
    assert "frobnicate" in line


def test_the_phone_is_what_the_option_says(
    pytester: pytest.Pytester, here: Run, ledger: Callable[[], dict[str, Any]]
) -> None:
    pytester.makepyfile(CHECK)
    here("--mob-device", "virtual?api=29&vendor=emui").assert_outcomes(passed=1)
    record = ledger()["16.privacy-notice/x"]
    assert record["observations"]["api"] == 29
    assert record["simulated"] is True
    assert notes(pytester.path) == []


def test_without_an_app_only_an_explicit_phone_runs(pytester: pytest.Pytester, here: Run) -> None:
    pytester.makepyfile(CHECK)
    here().assert_outcomes(errors=1)
