"""Wrong ids stop the run before the first test, with the nearest right one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

BAD = {
    "unknown requirement": (
        '@pytest.mark.requirement("16.privacy-notise/x")',
        "*下一步：是否应为 '16.privacy-notice/x'？",
    ),
    "no check": ('@pytest.mark.requirement("16.privacy-notice")', "*应为：<要求>/<检查> 的形式*"),
    "two ids": (
        '@pytest.mark.requirement("16.privacy-notice/x", "12.identity/x")',
        "*得到：1 个标记，编号 *",
    ),
    "unknown need": (
        '@pytest.mark.requirement("16.privacy-notice/x")\n@pytest.mark.needs("shel")',
        "*得到：'shel'",
    ),
    "need that nobody asks for": (
        '@pytest.mark.requirement("16.privacy-notice/x")\n@pytest.mark.needs("shell")',
        "*应为：使用夹具 mob_app*",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_wrong_marker_is_a_usage_error(
    name: str, pytester: pytest.Pytester, xdist: tuple[str, ...], run: Callable[..., pytest.RunResult]
) -> None:
    marker, message = BAD[name]
    pytester.makepyfile(f"import pytest\n{marker}\ndef test_one(): raise SystemExit('ran')")
    result = run(*xdist)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    (
        result.stdout if any(message.strip("*") in line for line in result.outlines) else result.stderr
    ).fnmatch_lines([message])
    result.stdout.no_fnmatch_line("*INTERNALERROR*")


def test_duplicate_check_is_a_usage_error(
    pytester: pytest.Pytester, run: Callable[..., pytest.RunResult]
) -> None:
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.requirement("16.privacy-notice/x")
        def test_one(): pass
        @pytest.mark.requirement("16.privacy-notice/x")
        def test_two(): pass
        """
    )
    result = run("-p", "no:xdist")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*检查编号 '16.privacy-notice/x'，已为 *::test_one 所用"])


def test_parameters_share_a_check(pytester: pytest.Pytester, run: Callable[..., pytest.RunResult]) -> None:
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.requirement("16.privacy-notice/x")
        @pytest.mark.parametrize("n", [1, 2])
        def test_one(n, mob_verdict): mob_verdict.observe("n", n)
        """
    )
    run("-p", "no:xdist").assert_outcomes(passed=2)
