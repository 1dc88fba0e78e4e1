"""How to put it right: one source of it, for every rule, in both languages."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from pytest_mobcompliance.evidence.distinct import SEVERITIES
from pytest_mobcompliance.evidence.fixes import fix_of, fix_on, fixes_on
from pytest_mobcompliance.evidence.tables import fix_lines, severity_word
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.messages import LANGUAGES, load_messages
from pytest_mobcompliance.rules import RULES, Rule

EN = load_messages("en")
in_each_language = pytest.mark.parametrize("lang", LANGUAGES)


def of(rule: str, **values: str) -> Finding:
    return Finding(rule=rule, requirement="", verdict=Verdict.VIOLATED, values=values)


@in_each_language
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_says_how_for_each_of_its_platforms_or_in_one_way_for_all(rule: Rule, lang: str) -> None:
    ways = fixes_on(of(rule.id), load_messages(lang))
    assert fix_of(of(rule.id), load_messages(lang))
    assert set(ways) >= set(rule.platforms) or (not ways and rule.severity != "critical")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_both_languages_name_the_same_platforms(rule: Rule) -> None:
    one, other = (set(fixes_on(of(rule.id), load_messages(lang))) for lang in LANGUAGES)
    assert one == other


@in_each_language
def test_way_for_all_platforms_names_none(lang: str) -> None:
    for rule in RULES:
        short = fix_of(of(rule.id), load_messages(lang))
        assert not [word for word in ("Android", "iOS", "android:", "aria-") if word in short], rule.id


@in_each_language
def test_there_is_no_second_place_for_it(lang: str) -> None:
    folder = files("pytest_mobcompliance.messages") / lang
    topics: dict[str, dict[str, Any]] = {
        name: tomllib.loads((folder / f"{name}.toml").read_text("utf-8")) for name in ("audit", "report")
    }
    assert not [name for name, topic in topics.items() if "fix" in topic]


def test_platform_that_is_known_gets_its_own_way() -> None:
    finding = of("6.target-size")
    assert "TouchDelegate" in fix_on(finding, EN, "android")
    assert fix_on(finding, EN, "") == fix_of(finding, EN)
    assert fix_on(of("11.filing-number"), EN, "web") == fix_of(of("11.filing-number"), EN)


def test_lines_begin_with_the_way_for_all() -> None:
    short, *ways = fix_lines(of("6.target-size"), EN)
    assert short == fix_of(of("6.target-size"), EN)
    assert [way.split(":")[0] for way in ways] == ["Android", "iOS", "Web"]


def test_rule_of_a_project_brings_its_own_way_along() -> None:
    brought = of("6.house", **{"sentence/en/fix": "use the house style", "sentence/en/fix-ios": "HouseKit"})
    assert list(fix_lines(brought, EN)) == ["use the house style", "iOS: HouseKit"]
    assert fix_on(brought, EN, "ios") == "HouseKit"
    assert list(fix_lines(of("6.house"), EN)) == []


@pytest.mark.parametrize("severity", SEVERITIES)
@in_each_language
def test_severities_have_words(severity: str, lang: str) -> None:
    assert load_messages(lang).has(f"report/severity/{severity}")
    assert severity_word("house", load_messages(lang)) == "house"
