"""A project that has the plugin installed and uses none of it does not notice it."""

from __future__ import annotations

from collections.abc import Callable

import pytest


def test_nothing_is_printed_or_written(
    pytester: pytest.Pytester, xdist: tuple[str, ...], run: Callable[..., pytest.RunResult]
) -> None:
    pytester.makepyfile("def test_one(): assert True")
    before = {path.name for path in pytester.path.iterdir()}
    result = run(*xdist)
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*mobcompliance-report*")
    result.stdout.no_fnmatch_line("*第*条*")
    created = {path.name for path in pytester.path.iterdir()} - before
    pytesters_own = {"stdout", "stderr", "runpytest-0", "runpytest-current"}
    assert created - pytesters_own <= {"__pycache__"}


def test_no_connection_is_opened(pytester: pytest.Pytester, run: Callable[..., pytest.RunResult]) -> None:
    pytester.makeconftest(
        """
        import socket, sys
        def refuse(event, args):
            if event == "socket.connect":
                raise RuntimeError("connected")
        sys.addaudithook(refuse)
        """
    )
    pytester.makepyfile("def test_one(): assert True")
    run("-p", "no:xdist").assert_outcomes(passed=1)


def test_broken_settings_do_not_break_help(
    pytester: pytest.Pytester, run: Callable[..., pytest.RunResult]
) -> None:
    pytester.path.joinpath("mobcompliance.toml").write_text("[app", "utf-8")
    result = run("--help")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*--mob-device*"])
