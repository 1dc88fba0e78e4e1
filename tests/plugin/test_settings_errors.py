"""What a user sees when the configuration is wrong: one message, no traceback, nothing started."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]


def test_misspelt_key(pytester: pytest.Pytester, xdist: tuple[str, ...], run: Run) -> None:
    pytester.path.joinpath("mobcompliance.toml").write_text('[app]\nplatfrom = "web"\nurl = "x"\n', "utf-8")
    pytester.makepyfile("def test_one(mob_app): pass")
    result = run(*xdist)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*mobcompliance.toml: app.platfrom", "*what to do next: write 'platform'"])


def test_config_that_does_not_exist(pytester: pytest.Pytester, xdist: tuple[str, ...], run: Run) -> None:
    pytester.makepyfile("def test_one(): pass")
    result = run(*xdist, "--mob-config", "nowhere.toml")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*nowhere.toml*"])


def test_ini_value_that_is_no_choice(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makeini("[pytest]\nmob_profile = miit-2012\n")
    pytester.makepyfile("def test_one(): pass")
    result = run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*mob_profile = 'miit-2012'*miit-2021*"])


def test_no_settings_at_all(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile("def test_one(mob_app): pass")
    result = run("-p", "no:xdist")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*what to do next: write a mobcompliance.toml*"])
