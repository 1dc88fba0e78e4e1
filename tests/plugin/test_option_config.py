"""`--mob-config`: which settings file a run works with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., pytest.RunResult]


@pytest.fixture
def banks(pytester: pytest.Pytester) -> Path:
    """Two settings files, and a test that says which one it got."""
    folder = pytester.path / "conf"
    folder.mkdir()
    for name in ("甲", "乙"):
        (folder / f"{name}.toml").write_text(f'[app]\nname = "{name}"\nurl = "http://127.0.0.1/"\n', "utf-8")
    pytester.makepyfile("def test_one(mob_settings): print(f'bank={mob_settings.app.name}')")
    return folder


def test_file_is_named_on_the_command_line(banks: Path, here: Run) -> None:
    result = here("-s", "--mob-config", "conf/甲.toml")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*bank=甲*"])


def test_command_line_wins_over_the_ini_file(banks: Path, pytester: pytest.Pytester, here: Run) -> None:
    pytester.makeini("[pytest]\nmob_config = conf/甲.toml\n")
    here("-s").stdout.fnmatch_lines(["*bank=甲*"])
    here("-s", "--mob-config", "conf/乙.toml").stdout.fnmatch_lines(["*bank=乙*"])


def test_ini_path_counts_from_the_ini_file(
    banks: Path, pytester: pytest.Pytester, here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makeini("[pytest]\nmob_config = conf/甲.toml\n")
    below = pytester.mkdir("below")
    (below / "test_below.py").write_text("def test_two(mob_settings): print(mob_settings.app.name)")
    monkeypatch.chdir(below)
    result = here("-s", ".")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*甲*"])


def test_without_the_option_the_nearest_file_is_taken(
    banks: Path, pytester: pytest.Pytester, here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makeini("[pytest]\n")
    (pytester.path / "mobcompliance.toml").write_bytes((banks / "甲.toml").read_bytes())
    monkeypatch.chdir(banks)
    here("-s", "..").stdout.fnmatch_lines(["*bank=甲*"])
    (banks / "mobcompliance.toml").write_bytes((banks / "乙.toml").read_bytes())
    here("-s", "..").stdout.fnmatch_lines(["*bank=乙*"])


def test_folder_is_no_settings_file(banks: Path, here: Run) -> None:
    result = here("--mob-config", "conf")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: mobcompliance.toml: *conf", "*得到：Is a directory"])


def test_file_of_an_ini_file_must_exist_too(pytester: pytest.Pytester, here: Run) -> None:
    pytester.makeini("[pytest]\nmob_config = nowhere.toml\n")
    result = here()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*nowhere.toml*"])
