"""axe-core's results as findings."""

from __future__ import annotations

import json

import pytest

from pytest_mobcompliance.errors import ScreenParseError
from pytest_mobcompliance.findings import Verdict
from pytest_mobcompliance.rules.axe import (
    AXE_OPTIONS,
    axe_findings,
    load_axe_script,
    requirement_of,
)
from pytest_mobcompliance.screen import Element, Platform, Screen

SCREEN = Screen(
    platform=Platform.WEB,
    name="home",
    size=(780, 1688),
    elements=(
        Element(id="html", class_name="html", role="document"),
        Element(id="html/body", class_name="body", parent="html"),
        Element(id="html/body/a[1]", class_name="a", role="link", bounds=(0, 0, 10, 10)),
        Element(id="html/body/button[1]", class_name="button", role="button", resource_id="pay"),
    ),
)


def rule(name: str, impact: str | None, *nodes: dict[str, object]) -> dict[str, object]:
    return {
        "id": name,
        "impact": impact,
        "help": f"{name} 的说明",
        "helpUrl": "u",
        "nodes": list(nodes),
    }


def result(**lists: list[dict[str, object]]) -> dict[str, object]:
    return {"violations": [], "incomplete": [], "passes": []} | lists


def one(node: dict[str, object], **kind: str):
    [found] = axe_findings(result(violations=[rule("label", "critical", node)]), SCREEN)
    return found


def test_each_node_of_a_violation_is_a_finding():
    nodes = [
        {"target": ["#pay"], "failureSummary": "修复"},
        {"target": ["a"], "path": "html/body/a[1]"},
    ]
    first, second = axe_findings(result(violations=[rule("label", "serious", *nodes)]), SCREEN)
    assert first.rule == second.rule == "6.axe.label"
    assert first.verdict is Verdict.VIOLATED
    assert first.requirement == "6.accessibility"
    assert first.element is SCREEN["html/body/button[1]"]
    assert second.element is SCREEN["html/body/a[1]"]
    assert (first.reason, first.screen, first.profile) == ("axe-violation", "home", "wcag-aa")
    assert first.values["help"] == "label 的说明"
    assert first.values["failure"] == "修复"
    assert first.fingerprint != second.fingerprint
    json.dumps(first.to_json())


def test_incomplete_needs_a_review_and_says_why():
    node = {
        "target": ["#pay"],
        "any": [{"id": "x", "message": "背景是图", "messageKey": "bgImage"}],
    }
    [found] = axe_findings(result(incomplete=[rule("color-contrast", "serious", node)]), SCREEN)
    assert found.verdict is Verdict.NEEDS_REVIEW
    assert found.reason == "axe-incomplete-bgImage"
    assert found.values["failure"] == "背景是图"


def test_a_rule_that_passes_is_one_observation():
    [found] = axe_findings(result(passes=[rule("html-has-lang", None)]), SCREEN)
    assert (found.verdict, found.rule, found.reason) == (
        Verdict.SATISFIED,
        "6.axe.html-has-lang",
        "",
    )


def test_a_rule_that_fails_somewhere_is_not_satisfied_elsewhere():
    both = result(violations=[rule("label", "minor", {"target": ["x"]})], passes=[rule("label", None)])
    assert [f.verdict for f in axe_findings(both, SCREEN)] == [Verdict.VIOLATED]


@pytest.mark.parametrize(
    ("impact", "severity"),
    [
        ("critical", "critical"),
        ("serious", "normal"),
        ("moderate", "minor"),
        ("minor", "trivial"),
        (None, "normal"),
    ],
)
def test_impact_becomes_severity(impact, severity):
    found = axe_findings(result(violations=[rule("label", impact, {"target": ["x"]})]), SCREEN)
    assert found[0].severity == severity


@pytest.mark.parametrize(
    ("target", "label"),
    [
        (["#pay"], "#pay"),
        (["main > #pay"], "#pay"),
        (["html"], "document html"),
        ([".gone"], ".gone"),
        ([["my-card", "button"]], "my-card > button"),
        (["#frame", "#inner"], "#frame > #inner"),
        (None, "?"),
    ],
)
def test_a_node_without_element_is_named_by_its_selector(target, label):
    assert one({"target": target}).element.label == label


def test_a_rule_of_tomorrow_serves_accessibility():
    assert requirement_of("something-new") == "6.accessibility"
    assert requirement_of("css-orientation-lock") == "10.compatibility"


def test_the_string_that_the_script_returns_is_understood():
    found = axe_findings(json.dumps(result(passes=[rule("label", None)])), SCREEN)
    assert len(found) == 1


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        "null",
        {},
        {"violations": 1},
        result(violations=[1]),
        result(violations=[{"id": "x"}]),
    ],
)
def test_what_is_no_result_is_refused(bad):
    with pytest.raises(ScreenParseError, match="axe"):
        axe_findings(bad, SCREEN)


def test_options_run_wcag_21_aa_without_advice():
    assert AXE_OPTIONS["runOnly"] == {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    }
    assert "axe.run" in load_axe_script()
