"""Titles that a reviewer reads in Allure: names of checks, words for parameters, and nothing personal."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import md5

import pytest

Run = Callable[..., pytest.RunResult]
NAME = "测试丁丁"

SETTINGS = f"""
[app]
url = "http://127.0.0.1/"
[identities.alice]
name = "{NAME}"
"""

SUITE = f"""
import allure, pytest

@pytest.mark.requirement("16.privacy-notice/lists")
@pytest.mark.parametrize("title", ["第三方", "个人信息收集清单", "{NAME}"])
def test_lists(title, mob_verdict):
    mob_verdict.observe("seen", 1)

@pytest.mark.requirement("16.notice-content/dates")
@pytest.mark.xdist_group("policy")
def test_dates(mob_verdict):
    mob_verdict.observe("seen", 1)

@pytest.mark.requirement("16.privacy-notice/own")
@pytest.mark.parametrize("place", ["home", "首页"])
def test_own(place, mob_verdict):
    mob_verdict.observe("seen", 1)

@allure.title("清单齐全")
@pytest.mark.requirement("16.data-management/entries")
def test_titled(mob_verdict):
    mob_verdict.observe("seen", 1)
"""


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.path.joinpath("mobcompliance.toml").write_text(SETTINGS, "utf-8")
    pytester.makeini("[pytest]\nmarkers = xdist_group: known without xdist too")
    pytester.makepyfile(SUITE)
    return pytester


def shown(pytester: pytest.Pytester) -> dict[str, list[str]]:
    """Titles of Allure's results by full name, sorted; of those that a test has only."""
    titles: dict[str, list[str]] = {}
    for file in pytester.path.glob("allure/*-result.json"):
        result = json.loads(file.read_text("utf-8"))
        if "/" in result["fullName"]:
            assert result["testCaseId"] == md5(result["fullName"].encode(), usedforsecurity=False).hexdigest()
            titles.setdefault(result["fullName"], []).append(result["name"])
    return {check: sorted(names) for check, names in titles.items()}


@pytest.mark.parametrize("workers", [("-p", "no:xdist"), ("-n2", "--dist=loadgroup")], ids=["no-xdist", "n2"])
def test_titles_are_names_with_words_for_parameters(
    workers: tuple[str, ...], suite: pytest.Pytester, run: Run
) -> None:
    run(*workers, "--alluredir", "allure").assert_outcomes(passed=7)
    lists = "查阅清单可在二级菜单内找到"
    assert shown(suite) == {
        "16.privacy-notice/lists": [
            f"{lists} [identity]",
            f"{lists} [个人信息收集清单]",
            f"{lists} [第三方]",
        ],
        "16.notice-content/dates": ["隐私政策写明发布或生效日期"],
        "16.privacy-notice/own": ["16.privacy-notice/own [home]", "16.privacy-notice/own [首页]"],
        "16.data-management/entries": ["清单齐全"],
    }


def test_titles_are_in_the_language_of_the_run(suite: pytest.Pytester, here: Run) -> None:
    here("--alluredir", "allure", "--mob-lang", "en", "-k", "dates").assert_outcomes(passed=1, deselected=6)
    assert shown(suite)["16.notice-content/dates"] == ["The policy is dated"]


def test_check_that_never_ran_has_the_same_title(suite: pytest.Pytester, run: Run) -> None:
    suite.makeconftest("def pytest_runtest_call(item): item.session.shouldstop = 'enough'")
    run("-p", "no:xdist", "--alluredir", "allure")
    titles = shown(suite)
    assert titles["16.notice-content/dates"] == ["隐私政策写明发布或生效日期"]
    assert "查阅清单可在二级菜单内找到 [个人信息收集清单]" in titles["16.privacy-notice/lists"]
    assert all(title.endswith("（16.privacy-notice/own）") for title in titles["16.privacy-notice/own"])
