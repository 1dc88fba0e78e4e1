"""`--mob-app`: another app than the settings' own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., pytest.RunResult]
SITE = "https://test.example.bank/index.html"
SETTINGS = f'[app]\nurl = "{SITE}"\ntest_packages = ["test.example.bank"]\n'
SUITE = """
    def test_one(mob_start_url): print(f"start={mob_start_url}")
"""


@pytest.fixture(autouse=True)
def suite(pytester: pytest.Pytester) -> None:
    (pytester.path / "mobcompliance.toml").write_text(SETTINGS, "utf-8")
    pytester.makepyfile(SUITE)


def served(pytester: pytest.Pytester) -> Path:
    site = pytester.mkdir("site")
    text = '[app]\nserve = "site"\nurl = "index.html"\ntest_packages = ["127.0.0.1"]\n'
    (pytester.path / "mobcompliance.toml").write_text(text, "utf-8")
    return site


def test_settings_have_a_start_page_of_their_own(here: Run) -> None:
    here("-s").stdout.fnmatch_lines([f"*start={SITE}*"])


def test_another_page_is_opened(here: Run) -> None:
    here("-s", "--mob-app", "https://next.example.bank/").stdout.fnmatch_lines(
        ["*start=https://next.example.bank/*"]
    )


def test_ini_twin(pytester: pytest.Pytester, here: Run) -> None:
    pytester.makeini("[pytest]\nmob_app = https://next.example.bank/\n")
    here("-s").stdout.fnmatch_lines(["*start=https://next.example.bank/*"])


def test_page_of_the_served_folder(pytester: pytest.Pytester, here: Run) -> None:
    served(pytester)
    here("-s", "--mob-app", "new.html?a=1").stdout.re_match_lines(
        [r".*start=http://127\.0\.0\.1:\d+/new\.html\?a=1"]
    )


def test_whole_address_is_opened_instead_of_the_served_folder(pytester: pytest.Pytester, here: Run) -> None:
    served(pytester)
    here("-s", "--mob-app", "https://next.example.bank/").stdout.fnmatch_lines(
        ["*start=https://next.example.bank/*"]
    )


def test_page_of_no_site_is_refused(here: Run) -> None:
    result = here("--mob-app", "index.html")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --mob-app: *", "*得到：'index.html'", "*写完整的地址*"])


@pytest.mark.parametrize("where", ["own site", "served folder"])
def test_destructive_checks_stay_off_the_other_app(
    where: str, pytester: pytest.Pytester, here: Run, ledger: Callable[[], dict[str, Any]]
) -> None:
    if where == "served folder":
        served(pytester)
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.destructive
        @pytest.mark.requirement("16.privacy-notice/x")
        def test_one(mob_verdict): mob_verdict.observe("destroyed", 1)
        """
    )
    here("--mob-app", "https://live.example.bank/").assert_outcomes(skipped=1)
    record = ledger()["16.privacy-notice/x"]
    assert (record["reason"], record["detail"]) == ("destructive-not-allowed", "live.example.bank")
    assert record["observations"] == {}
