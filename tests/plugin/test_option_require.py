"""`--mob-require`: exit 1 unless what is named holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]
SUITE = """
    import pytest
    @pytest.mark.requirement("16.complaint-channel/x")
    def test_one(mob_verdict): mob_verdict.observe("seen", 1)
"""


@pytest.mark.parametrize(
    ("ids", "code"),
    [
        ("16.complaint-channel", 0),
        ("18", 0),
        ("第十八条", 0),
        ("16.complaint-channel,12.identity", 1),
        ("16", 1),
        ("1", 1),
    ],
)
def test_exit_status(ids: str, code: int, pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(SUITE)
    assert run("-p", "no:xdist", "--mob-require", ids).ret == code


def test_unknown_id_is_a_usage_error(pytester: pytest.Pytester, xdist: tuple[str, ...], run: Run) -> None:
    pytester.makepyfile(SUITE)
    result = run(*xdist, "--mob-require", "16.complaint-chanel")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*16.complaint-channel*"])


def test_what_is_not_met_is_named(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(SUITE)
    named = run("-p", "no:xdist", "--mob-lang", "en", "--mob-require", "16.complaint-channel,12.identity")
    named.stdout.fnmatch_lines(["*--mob-require: not met*: 12.identity*"])
    met = run("-p", "no:xdist", "--mob-lang", "en", "--mob-require", "16.complaint-channel")
    met.stdout.no_fnmatch_line("*--mob-require*")
