"""`--mob-lang`: the language of everything that reviewers read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_mobcompliance import load_notice

Run = Callable[..., pytest.RunResult]
NOTICE = load_notice()


@pytest.fixture(autouse=True)
def suite(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.requirement("16.complaint-channel/x")
        def test_one(mob_verdict): mob_verdict.observe("seen", 1)
        """
    )


def page(pytester: pytest.Pytester) -> str:
    (file,) = pytester.path.glob("mobcompliance-report/*/matrix.html")
    return file.read_text("utf-8")


def test_chinese_is_the_default(pytester: pytest.Pytester, here: Run) -> None:
    here().stdout.fnmatch_lines([f"*{NOTICE.title('zh-CN')}*"])
    assert NOTICE.title("zh-CN") in page(pytester)
    assert '<html lang="zh-CN"' in page(pytester)


@pytest.mark.parametrize("way", ["option", "ini"])
def test_english(way: str, pytester: pytest.Pytester, here: Run) -> None:
    if way == "ini":
        pytester.makeini("[pytest]\nmob_lang = en\n")
    result = here(*(("--mob-lang", "en") if way == "option" else ()))
    result.stdout.fnmatch_lines([f"*{NOTICE.title('en')}*"])
    html = page(pytester)
    assert '<html lang="en"' in html
    for clause in NOTICE.clauses:
        assert clause.title("en") in html


@pytest.mark.parametrize("way", ["option", "ini"])
def test_unknown_language_is_a_usage_error(way: str, pytester: pytest.Pytester, here: Run) -> None:
    if way == "ini":
        pytester.makeini("[pytest]\nmob_lang = fr\n")
    result = here(*(("--mob-lang", "fr") if way == "option" else ()))
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*'fr'*zh-CN*en*"])
