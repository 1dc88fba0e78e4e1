"""`--mob-replay`: recorded screens are judged without device, server or browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., pytest.RunResult]
Ledger = Callable[[], dict[str, dict[str, Any]]]


def suite(pytester: pytest.Pytester, body: str) -> None:
    pytester.makepyfile(
        f"""
        import pytest
        @pytest.mark.requirement("6.accessibility/x")
        def test_one(mob_app, mob_walk, mob_server, mob_session, mob_audit, mob_verdict):
            {body}
        """
    )


SEE = 'mob_app.go("about"); mob_verdict.observe("screen", mob_app.capture().name)'


@pytest.mark.parametrize("way", ["option", "ini"])
def test_recorded_screens_are_shown(
    way: str, recorded: Path, pytester: pytest.Pytester, here: Run, ledger: Ledger
) -> None:
    suite(pytester, f"assert not mob_server and mob_session is None; {SEE}")
    if way == "ini":
        pytester.makeini("[pytest]\nmob_replay = recorded\n")
    here(*(("--mob-replay", "recorded") if way == "option" else ())).assert_outcomes(passed=1)
    record = ledger()["6.accessibility/x"]
    assert (record["observations"], record["os"]) == ({"screen": "about"}, "replay")


def test_what_needs_a_living_app_is_not_verified(
    recorded: Path, pytester: pytest.Pytester, here: Run, ledger: Ledger
) -> None:
    suite(pytester, "mob_app.restart()")
    result = here("--mob-replay", "recorded")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*下一步：*--mob-replay*"])
    record = ledger()["6.accessibility/x"]
    assert (record["verdict"], record["reason"]) == ("not-verified", "replay")


def test_walk_goes_through_the_recorded_screens(
    recorded: Path, pytester: pytest.Pytester, here: Run, ledger: Ledger
) -> None:
    with (pytester.path / "mobcompliance.toml").open("a") as file:
        file.write('[screens.later]\nurl = "#/later"\n')
    suite(
        pytester,
        'seen = mob_walk("standard"); '
        'mob_verdict.observe("seen", [s.name for s in seen.screens]); '
        'mob_verdict.observe("missed", [[f.screen, f.reason] for f in seen.missed])',
    )
    here("--mob-replay", "recorded").assert_outcomes(passed=1)
    assert ledger()["6.accessibility/x"]["observations"] == {
        "seen": ["home", "about"],
        "missed": [["later", "replay"]],
    }


def test_damaged_recording_leaves_the_others(
    recorded: Path, pytester: pytest.Pytester, here: Run, ledger: Ledger
) -> None:
    (recorded / "home" / "screenshot.png").write_bytes(b"no picture")
    suite(
        pytester,
        'seen = mob_walk("standard"); '
        'mob_verdict.observe("seen", [s.name for s in seen.screens]); '
        "mob_verdict.findings(seen.missed)",
    )
    here("--mob-replay", "recorded").assert_outcomes(skipped=1)
    record = ledger()["6.accessibility/x"]
    assert (record["verdict"], record["reason"]) == ("not-verified", "recording-damaged")
    assert record["observations"] == {"seen": ["about"]}


def test_unreadable_recording_is_named(
    recorded: Path, pytester: pytest.Pytester, here: Run, ledger: Ledger
) -> None:
    (recorded / "home" / "screen.json").write_text("{", "utf-8")
    suite(pytester, SEE)
    result = here("--mob-replay", "recorded")
    result.stdout.fnmatch_lines([f"*{Path('recorded', 'home', 'screen.json')}*"])
    assert ledger()["6.accessibility/x"]["reason"] == "recording-damaged"


@pytest.mark.parametrize(("folder", "got"), [("nowhere", "没有这个文件夹"), ("empty", "没有录下的界面")])
def test_folder_without_recordings_is_a_usage_error(
    folder: str, got: str, pytester: pytest.Pytester, here: Run
) -> None:
    pytester.mkdir("empty")
    result = here("--mob-replay", folder)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: --mob-replay: *{folder}", f"*得到：{got}"])
