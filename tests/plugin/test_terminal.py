"""What a tester reads on the terminal: of a violation, and of a run that selected nothing."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]

SUITE = """
    import pytest
    from pytest_mobcompliance import ComplianceViolation, Finding, Verdict

    @pytest.mark.identity
    @pytest.mark.requirement("12.identity/same-answer")
    def test_told(mob_verdict):
        source = "of the check"
        mob_verdict.violated("account-enumeration", "“甲”或“乙”")

    @pytest.mark.requirement("12.identity/own")
    def test_found(mob_verdict):
        source = "of the check"
        mob_verdict.findings(
            [
                Finding(rule=rule, requirement="12.identity", verdict=Verdict.VIOLATED, reason="no-notice")
                for rule in ("9.house", "9.home")
            ]
        )

    @pytest.fixture
    def seen(mob_verdict):
        source = "of the check"
        mob_verdict.violated("no-decline", "")

    @pytest.mark.requirement("16.privacy-notice/own")
    def test_set_up(seen):
        pass

    @pytest.mark.requirement("16.privacy-notice/expected")
    @pytest.mark.xfail(reason="known")
    def test_expected(mob_verdict):
        mob_verdict.violated("no-decline", "")

    @pytest.mark.requirement("16.privacy-notice/asserted")
    def test_asserted():
        source = "of the check"
        assert 1 == 2

    @pytest.mark.requirement("16.privacy-notice/raised")
    def test_raised():
        source = "of the check"
        raise ComplianceViolation("by hand")
"""

TOLD = [
    "不符合：错误提示透露账号是否存在",
    "  要求：12.identity 注册用户身份核验",
    "  检查：12.identity/same-answer 账号不存在与密码错误提示一致",
    "  详情：“甲”或“乙”",
    "  位置：test_it.py:8",
]
FOUND = [
    "不符合：没有显示隐私提示",
    "  要求：12.identity 注册用户身份核验",
    "  检查：12.identity/own",
    "  详情：",
    "    • 9.house no-notice (一般) [[]9.house[]]",
    "    • 9.home no-notice (一般) [[]9.home[]]",
    "  位置：test_it.py:13",
]
SET_UP = [
    "不符合：隐私提示没有“不同意”",
    "  要求：16.privacy-notice 隐私告知与同意",
    "  检查：16.privacy-notice/own",
    "  位置：test_it.py:23",
]
SUMMARY = [
    "FAILED test_it.py::test_told - 错误提示透露账号是否存在：“甲”或“乙”",
    "FAILED test_it.py::test_found - 没有显示隐私提示：9.house no-notice (一般) *",
    "ERROR test_it.py::test_set_up - 隐私提示没有“不同意”",
]


@pytest.fixture(autouse=True)
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    pytester.makepyfile(test_it=SUITE)
    monkeypatch.setenv("COLUMNS", "160")  # what pytest cuts its own summary by


def told(result: pytest.RunResult) -> str:
    """What a run printed above its matrix."""
    return result.stdout.str().partition("01 第一条")[0]


@pytest.mark.parametrize("workers", [("-p", "no:xdist"), ("-n1",)], ids=["no-xdist", "n1"])
def test_a_violation_is_told_by_what_is_wrong(workers: tuple[str, ...], run: Run) -> None:
    result = run(*workers, "-k", "told or found or set_up")
    for lines in (TOLD, FOUND, SET_UP):
        result.stdout.fnmatch_lines(lines, consecutive=True)
    for line in SUMMARY:
        result.stdout.fnmatch_lines([line])
    assert "source =" not in told(result)
    assert "ComplianceViolation" not in told(result)


def test_a_fixture_elsewhere_is_told_by_its_own_line(pytester: pytest.Pytester, here: Run) -> None:
    pytester.makeconftest(
        """
        import pytest

        @pytest.fixture
        def elsewhere(mob_verdict):
            mob_verdict.violated("no-decline", "")
        """
    )
    pytester.makepyfile(
        test_it="""
        import pytest

        @pytest.mark.requirement("16.privacy-notice/own")
        def test_set_up(elsewhere):
            pass
        """
    )
    here().stdout.fnmatch_lines(["  位置：conftest.py:5"])


def test_errors_that_are_each_others_cause_end(pytester: pytest.Pytester, here: Run) -> None:
    """A retry may raise the first fault from the second."""
    pytester.makepyfile(
        test_it="""
        import pytest
        from pytest_mobcompliance.errors import RigError

        @pytest.mark.requirement("16.privacy-notice/own")
        def test_retried(mob_verdict):
            first = RigError(reason="page-timeout", who="a", where="b", got="c", wanted="d", next_step="e")
            try:
                raise ValueError("second") from first
            except ValueError as second:
                raise first from second
        """
    )
    here().stdout.fnmatch_lines(["*  得到：c*"])


def test_in_english(here: Run) -> None:
    here("--mob-lang", "en", "-k", "told").stdout.fnmatch_lines(
        [
            "Violated: * account *",
            "  requirement: 12.identity *",
            "  check: 12.identity/same-answer *",
            "  detail: “甲”或“乙”",
            "  at: test_it.py:8",
        ],
        consecutive=True,
    )


@pytest.mark.parametrize("asked", ["--tb=long", "--tb=short", "--full-trace"])
def test_who_asks_for_the_traceback_gets_it(asked: str, here: Run) -> None:
    result = here(asked, "-k", "test_told")
    assert 'mob_verdict.violated("account-enumeration"' in told(result)
    assert "不符合：" not in told(result)
    result.stdout.fnmatch_lines(SUMMARY[:1])


def test_a_line_for_each_tells_the_reason(here: Run) -> None:
    here("--tb=line", "-k", "test_told").stdout.fnmatch_lines(["*test_it.py:8: 错误提示透露账号是否存在：*"])


@pytest.mark.parametrize("name", ["test_asserted", "test_raised"])
def test_what_has_no_words_of_ours_keeps_its_traceback(name: str, here: Run) -> None:
    assert 'source = "of the check"' in told(here("-k", name))


def test_allure_has_the_same_words(pytester: pytest.Pytester, here: Run) -> None:
    here("-k", "test_told", "--alluredir", "allure")
    results = (json.loads(path.read_text("utf-8")) for path in pytester.path.glob("allure/*-result.json"))
    (details,) = [each["statusDetails"] for each in results if each["status"] == "failed"]
    assert details["message"] == "错误提示透露账号是否存在：“甲”或“乙”"
    assert details["trace"].splitlines() == TOLD


def test_allure_still_says_that_a_failure_was_expected(pytester: pytest.Pytester, here: Run) -> None:
    here("-k", "test_expected", "--alluredir", "allure")
    results = (json.loads(path.read_text("utf-8")) for path in pytester.path.glob("allure/*-result.json"))
    (details,) = [each["statusDetails"] for each in results if each["fullName"].endswith("/expected")]
    assert details["message"].startswith("XFAIL known")


def test_without_a_terminal(here: Run) -> None:
    assert here("-p", "no:terminal", "-k", "test_told").ret == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize("workers", [("-p", "no:xdist"), ("-n1",)], ids=["no-xdist", "n1"])
def test_a_misspelt_area_is_named(workers: tuple[str, ...], run: Run) -> None:
    result = run(*workers, "-m", "identty")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    (line,) = [line for line in result.outlines if "没有选中任何检查" in line]
    assert line.endswith("6 项全部被 -m 'identty' 排除。没有登记“identty”这个标记：是否想写 identity？")
