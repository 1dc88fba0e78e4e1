"""One problem for one thing, wherever people read: the failure, the ledger, the matrix, Allure."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., pytest.RunResult]
SUITE = """
import pytest
from pytest_mobcompliance import Element, Screen
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.screen import Platform

def button(at):
    return Element(id=at, role="button", name="返回", bounds=(0, 0, 20, 20), visible=True)

def found(name, at, measured):
    facts = {"rule": "6.target-size", "requirement": "6.accessibility", "severity": "critical"}
    return Finding(
        element=button(at), screen=name, measured=measured, required=44, unit="dp", reason="too-small",
        verdict=Verdict.VIOLATED, **facts,
    )

@pytest.mark.requirement("6.accessibility/back")
@pytest.mark.parametrize("width", [320, 360])
def test_back(width, mob_verdict):
    names = [f"s{number}@{width}" for number in range(10)]
    same = [found(name, "a", 40 - n) for n, name in enumerate(names)]
    mob_verdict.findings([*same, found(names[0], "b", 9)])
"""
CHECK = "6.accessibility/back"


@pytest.fixture
def written(pytester: pytest.Pytester, run: Run) -> tuple[str, Path]:
    """What the run printed, and its folder."""
    pytester.makepyfile(SUITE)
    output = run("-p", "no:xdist", "--mob-lang", "en", "--alluredir", "allure").stdout.str()
    (folder,) = pytester.path.glob("mobcompliance-report/run-*")
    return output, folder


def test_same_button_on_ten_screens_is_one_problem(
    written: tuple[str, Path], pytester: pytest.Pytester
) -> None:
    output, folder = written
    lines = [line.strip() for line in output.splitlines() if line.startswith("    • ")]
    assert len(lines) == 4, "two things of one name, at two widths"
    assert "• s0@320, s1@320, s2@320, s3@320 … +6: button “返回”: " in lines[0]
    assert "31 dp; at least 44 dp (critical) [6.target-size]" in lines[0]
    assert sum(line.startswith("      to fix: enlarge") for line in output.splitlines()) == 2

    records = [json.loads(line) for line in (folder / "ledger.jsonl").read_text("utf-8").splitlines()[1:]]
    for record in records:
        assert len(record["findings"]) == 11, "all of them stay"
        one, two = record["problems"]
        assert (len(one["places"]), one["measured"], len(two["places"])) == (10, 31, 1)
        assert one["fingerprint"] == record["findings"][0]["fingerprint"] != two["fingerprint"]
    assert [p["fingerprint"] for p in records[0]["problems"]] == [
        p["fingerprint"] for p in records[1]["problems"]
    ]

    matrix: Any = json.loads((folder / "matrix.json").read_text("utf-8"))
    (row,) = (
        check
        for clause in matrix["clauses"]
        for requirement in clause["requirements"]
        for check in requirement["checks"]
        if check["check"] == CHECK
    )
    assert [len(problem["places"]) for problem in row["problems"]] == [20, 2]
    assert len(row["findings"]) == 22
    page = (folder / "matrix.html").read_text("utf-8")
    assert page.count('<td class="n">') == 2
    assert "s9@360" in page
    assert "TouchDelegate" in page

    results = [json.loads(file.read_text("utf-8")) for file in pytester.path.glob("allure/*-result.json")]
    steps = [step for result in results if result["fullName"] == CHECK for step in result["steps"]]
    assert [len(step["steps"]) for step in steps] == [2, 2]


def test_account_that_is_called_like_a_key_loses_no_problem(pytester: pytest.Pytester, here: Run) -> None:
    pytester.path.joinpath("mobcompliance.toml").write_text(
        '[app]\nurl = "x"\n[identities.a]\nname = "places"\naccount = "element"\npassword = "screen"\n',
        "utf-8",
    )
    pytester.makepyfile(SUITE)
    here("--mob-lang", "en")
    (page,) = pytester.path.glob("mobcompliance-report/run-*/matrix.html")
    assert "s9@360" in page.read_text("utf-8")
