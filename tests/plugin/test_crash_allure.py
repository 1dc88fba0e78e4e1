"""A worker that dies leaves no gap, neither in the ledger nor in the Allure report."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from pytest_mobcompliance import load_notice

Run = Callable[..., pytest.RunResult]
Ledger = Callable[[], dict[str, dict[str, Any]]]

SUITE = """
    import os, pytest

    @pytest.mark.requirement("16.privacy-notice/crash")
    @pytest.mark.parametrize("width", [320, 430])
    def test_crash(width, mob_verdict):
        if width == 320:
            os._exit(1)
        mob_verdict.observe("seen", 1)

    @pytest.mark.requirement("16.privacy-notice/violated")
    def test_violated(): assert False

    @pytest.mark.parametrize("n", range(4))
    @pytest.mark.requirement("16.complaint-channel/fine")
    def test_fine(n, mob_verdict): mob_verdict.observe("seen", 1)
"""


def results(pytester: pytest.Pytester) -> dict[str, list[dict[str, Any]]]:
    """Allure results by full name."""
    found = defaultdict(list)
    for file in pytester.path.glob("allure/*-result.json"):
        result = json.loads(file.read_text("utf-8"))
        found[result["fullName"]].append(result)
    return found


def test_crashed_check_is_in_ledger_and_report(pytester: pytest.Pytester, run: Run, ledger: Ledger) -> None:
    pytester.makepyfile(SUITE)
    result = run("-n2", "--alluredir", "allure")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    (file,) = pytester.path.glob("mobcompliance-report/*/ledger.jsonl")
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    crashed = [line for line in lines if line.get("reason") == "crashed"]
    assert [(line["verdict"], line["item"].rpartition("::")[2]) for line in crashed] == [
        ("not-verified", "test_crash[320]")
    ]
    assert ledger()["16.privacy-notice/violated"]["verdict"] == "violated"

    found = results(pytester)
    ended = sorted(found["16.privacy-notice/crash"], key=lambda each: each["status"])
    assert [each["status"] for each in ended] == ["broken", "passed"]
    assert "test_crash[320]" in ended[0]["name"]
    assert "crashed" in ended[0]["statusDetails"]["message"]
    for result_ in ended:
        labels = {(label["name"], label["value"]) for label in result_["labels"]}
        assert any(name == "story" and "16.privacy-notice" in value for name, value in labels)
        assert any(name == "feature" and value.startswith("16") for name, value in labels)
    assert len(found["16.complaint-channel/fine"]) == 4
    assert {each["status"] for each in found["16.privacy-notice/violated"]} == {"failed"}


def test_every_requirement_has_a_result(pytester: pytest.Pytester, run: Run) -> None:
    """Also those that nobody automated, and also when a worker died."""
    pytester.makepyfile(SUITE)
    run("-n2", "--alluredir", "allure")
    stories = {
        label["value"]
        for of_name in results(pytester).values()
        for each in of_name
        for label in each["labels"]
        if label["name"] == "story"
    }
    for requirement in load_notice().requirements:
        assert any(f"({requirement.id})" in story for story in stories), requirement.id


def test_what_never_ran_is_in_the_report(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(SUITE)
    # Outside of xdist nothing may crash: the session would end with it.
    run("-p", "no:xdist", "-x", "-k", "violated or fine", "--alluredir", "allure")
    (never,) = [each for each in results(pytester)["16.complaint-channel/fine"] if "[3]" in each["name"]]
    assert never["status"] == "skipped"
    assert "never-ran" in never["statusDetails"]["message"]
