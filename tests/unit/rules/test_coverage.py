"""No rule without a passing, a violating and a review case in these tables; no reason without one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from rule_cases import NEEDS_REVIEW, NOT_VERIFIED, SATISFIED, VIOLATED, all_cases

import pytest_mobcompliance.rules
from pytest_mobcompliance.rules import RULES, Rule

ALL = all_cases()
SEEN = {rule.id: {case.verdict for case in ALL if case.rule == rule.id} for rule in RULES}
OTHER_WORDS = {"user-scalable", "maximum-scale"}  # of the viewport element
FAMILIES = (
    *("asking", "contrast", "disclosure", "emphasis", "errors", "graphics", "inducement", "layout", "naming"),
    *("reader", "sensitive", "size", "spacing", "structure", "text", "unexposed"),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_its_cases(rule: Rule):
    assert SATISFIED in SEEN[rule.id]
    assert (VIOLATED in SEEN[rule.id]) is not bool(rule.no_violation), rule.no_violation
    assert (NEEDS_REVIEW in SEEN[rule.id]) is not bool(rule.no_review), rule.no_review
    assert not (rule.no_review and rule.no_violation)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_something_that_it_leaves_alone(rule: Rule):
    """A thing it does not speak of or, if it judges whole screens, a second one that satisfies it."""
    quiet = [case for case in ALL if case.rule == rule.id and case.verdict in (None, SATISFIED)]
    assert len(quiet) >= 2


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.needs], ids=lambda rule: rule.id)
def test_every_need_has_a_case_without_it(rule: Rule):
    reasons = {case.reason for case in ALL if case.rule == rule.id and case.verdict is NOT_VERIFIED}
    assert {f"unknown-{need.removesuffix('_dp').replace('_', '-')}" for need in rule.needs} <= reasons


def test_no_case_is_of_an_unknown_rule_or_told_twice():
    assert {case.rule for case in ALL} == {rule.id for rule in RULES}
    names = [(case.rule, case.name) for case in ALL]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_reason_in_the_code_has_a_case(family: str):
    source = Path(pytest_mobcompliance.rules.__file__).with_name(f"{family}.py").read_text("utf-8")
    words = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
    reasons = {word for word in words if isinstance(word, str) and re.fullmatch("[a-z]+(-[a-z]+)+", word)}
    assert reasons - OTHER_WORDS <= {case.reason for case in ALL}


def test_every_family_of_rules_is_looked_at():
    modules = {rule.judge.__module__.rpartition(".")[2] for rule in RULES}
    assert modules == set(FAMILIES)


def test_every_rule_is_run_by_a_check():
    checks = Path(pytest_mobcompliance.rules.__file__).parents[2] / "checks"
    written = "".join(path.read_text("utf-8") for path in checks.glob("test_*.py"))
    assert [rule.id for rule in RULES if f'"{rule.id}"' not in written] == []
