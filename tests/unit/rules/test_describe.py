"""Every finding of a rule is said in both languages, and nothing unconfirmed is called required."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest
from rule_cases import SATISFIED, THE_SCREEN, Case, all_cases, findings_of, where

from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.messages import LANGUAGES, load_messages
from pytest_mobcompliance.rules import RULES, Rule
from pytest_mobcompliance.rules.describe import describe, describe_fix, describe_reason
from pytest_mobcompliance.rules.policy import SIMPLIFIED, TEXT_SIZE, VAGUE
from pytest_mobcompliance.rules.still import STILL
from pytest_mobcompliance.screen import Platform

ALL = all_cases()
OPEN = [case for case in ALL if case.verdict not in (None, SATISFIED)]
KINDS = {(case.rule, case.verdict, case.reason): case for case in OPEN}
CALLS_IT_REQUIRED = re.compile(
    "标准要求|标准规定|规定要求|法规要求|按标准|(?:standard|law|regulation)s? (?:requires?|demands?|asks?)",
    re.IGNORECASE,
)
OF_THE_ENGINE = {f"screenshot-{state}" for state in ("hidden", "uniform", "unavailable")}
OF_THE_ENGINE |= {"truncated", "unread-frame"}
OF_AXE = {"axe-violation", "axe-incomplete"}
OF_STILL = {"one-capture"}
OF_POLICIES = {"not-chinese", "traditional-chinese", "some-traditional", "vague-list"}
"""Given by findings about a document; see test_policy_findings.py."""
OF_PIXELS = {"neighbour", "underlined", "unexplained", "unknown-width"}
"""Why a measurement of the picture is not sure; no rule gives them yet."""
OWN_TESTS = ("reasons", STILL, SIMPLIFIED, TEXT_SIZE, VAGUE)
"""Topics whose sentences are no verdicts of a table's rule; the others have tests of their own."""
OF_CHECKS = {("6.text-can-grow", "violated"), ("walk", "not-verified")}
"""What a check knows for sure with the help of the configuration, and the rule alone does not; a screen of a
tour that was not reached."""

in_each_language = pytest.mark.parametrize("lang", LANGUAGES)
each_kind = pytest.mark.parametrize(
    "kind", KINDS.values(), ids=["/".join((rule, verdict, reason)) for rule, verdict, reason in KINDS]
)


def finding_of(case: Case) -> Finding:
    [finding] = [each for each in findings_of(case) if where(each) == case.element]
    return finding


def stored(lang: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((files("pytest_mobcompliance.messages") / lang / "rules.toml").read_text("utf-8"))


@in_each_language
@each_kind
def test_every_kind_of_finding_has_a_sentence(kind: Case, lang: str):
    messages, finding = load_messages(lang), finding_of(kind)
    assert messages.has(f"rules/{kind.rule}/{kind.verdict}")
    said = describe(finding, messages)
    assert said.strip()
    assert not re.search(r"[{}]|\bNone\b|\?", said)
    assert kind.rule not in said, "fell back to bare numbers"
    if kind.reason:
        reason = describe_reason(kind.reason, messages)
        assert reason != kind.reason, "the reason has no sentence"
        assert not ({"in-webview", "clipped"} & {kind.reason}) or reason in said


@in_each_language
@each_kind
def test_numbers_of_a_violation_are_in_its_sentence(kind: Case, lang: str):
    finding = finding_of(kind)
    if kind.verdict is Verdict.VIOLATED and finding.unit and isinstance(finding.measured, int | float):
        number = f"{finding.measured:.2f}".rstrip("0").rstrip(".")
        assert number in describe(finding, load_messages(lang))


@in_each_language
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_title_and_a_way_to_put_it_right(rule: Rule, lang: str):
    messages = load_messages(lang)
    assert messages.has(f"rules/{rule.id}/title")
    assert describe_fix(Finding(rule=rule.id, requirement="", verdict=Verdict.VIOLATED), messages)


@in_each_language
def test_no_sentence_is_for_what_cannot_be(lang: str):
    said = {
        (rule, verdict) for rule, known in stored(lang).items() for verdict in known if rule not in OWN_TESTS
    }
    given = {(case.rule, str(case.verdict)) for case in OPEN}
    of_rules = {(rule.id, part) for rule in RULES for part in ("title", "fix")}
    of_platforms = {(rule.id, f"fix-{platform}") for rule in RULES for platform in Platform}
    assert said - of_platforms == given | of_rules | OF_CHECKS
    reasons = {case.reason for case in OPEN} | OF_THE_ENGINE | OF_AXE | OF_STILL | OF_PIXELS | OF_POLICIES
    assert set(stored(lang)["reasons"]) == reasons


def test_both_languages_say_the_same_things():
    one, other = map(stored, LANGUAGES)
    assert {topic: set(known) for topic, known in one.items()} == {
        topic: set(known) for topic, known in other.items()
    }


@pytest.mark.parametrize("topic", stored("zh-CN"))
def test_both_languages_tell_the_same_numbers(topic: str):
    def holes(lang: str) -> dict[str, set[str]]:
        return {key: set(re.findall(r"{(\w+)}", sentence)) for key, sentence in stored(lang)[topic].items()}

    one, other = map(holes, LANGUAGES)
    assert one == other


@in_each_language
@each_kind
def test_no_text_of_a_rule_with_an_unconfirmed_source_says_that_a_standard_requires_it(kind: Case, lang: str):
    [rule] = [rule for rule in RULES if rule.id == kind.rule]
    if any(source.confidence == "C" for source in rule.sources):
        messages, finding = load_messages(lang), finding_of(kind)
        title = messages(f"rules/{rule.id}/title")
        for said in (describe(finding, messages), describe_fix(finding, messages), title):
            assert not CALLS_IT_REQUIRED.search(said)


@in_each_language
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_with_nothing_confirmed_behind_it_demands_nothing(rule: Rule, lang: str):
    if all(source.confidence == "C" for source in rule.sources):
        told = " ".join(stored(lang)[rule.id].values())
        assert not re.search(r"标准|要求|规定|必须|应当|\bmust\b|\brequire|\bstandard", told)


def test_the_words_that_must_not_be_said_are_recognised():
    assert all(map(CALLS_IT_REQUIRED.search, ("按标准要求脱敏", "标准要求", "The standard requires it")))


def test_the_sentence_of_a_project_is_used_for_its_rule():
    values = {"sentence/en/violated": "{measured} is odd", "sentence/zh-CN/violated": "{measured} 是奇数"}
    finding = Finding(rule="6.house", requirement="", verdict=Verdict.VIOLATED, measured=3, values=values)
    assert [describe(finding, load_messages(lang)) for lang in LANGUAGES] == ["3 是奇数", "3 is odd"]


@pytest.mark.parametrize(
    "sentence", ["{nothing}", "{", "{measured.x}", "{0}", "{measured[x]}", "{measured:d}"]
)
def test_a_sentence_that_cannot_be_filled_gives_way_to_the_numbers(sentence: str):
    finding = Finding(
        rule="6.house",
        requirement="",
        verdict=Verdict.VIOLATED,
        measured=3.10,
        required=4,
        unit="dp",
        reason="odd",
        values={"sentence/en/violated": sentence},
    )
    assert describe(finding, load_messages("en")) == "6.house odd 3.1 dp (4 dp)"


@in_each_language
def test_what_nobody_foresaw_is_told_by_its_code(lang: str):
    messages = load_messages(lang)
    assert describe_reason("never-heard-of", messages) == "never-heard-of"
    bare = Finding(rule="6.house", requirement="", verdict=Verdict.NOT_VERIFIED)
    assert (describe(bare, messages), describe_fix(bare, messages)) == ("6.house not-verified", "")


def test_the_whole_screen_is_not_taken_for_an_element():
    assert all(finding_of(case).element is None for case in OPEN if case.element == THE_SCREEN)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh-CN", "没有看到这个页面：没有找到元素（home: 没有 text=注册）"),
        ("en", "the screen was not seen: the element was not found (home: 没有 text=注册)"),
    ],
)
def test_a_screen_that_was_not_reached_is_told_in_words(lang: str, said: str):
    away = Finding(
        rule="walk",
        requirement="",
        verdict=Verdict.NOT_VERIFIED,
        reason="element-not-found",
        values={"detail": "home: 没有 text=注册"},
    )
    assert describe(away, load_messages(lang)) == said
