"""The table of rules: whose numbers they are, and how sure that is."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import get_args

import pytest

from pytest_mobcompliance.evidence.tables import standards
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.notice import Area, load_notice
from pytest_mobcompliance.rules import PROFILES, RULES, Rule
from pytest_mobcompliance.rules.table import JUDGES

MIIT_APP, MIIT_WEB = "工信厅信管函〔2021〕67号 附件2", "工信厅信管函〔2021〕67号 附件1"
WCAG = "WCAG 2.2"
CONFIDENCE = {
    (MIIT_APP, "1.1"): "A",
    (MIIT_APP, "1.2"): "A",
    (MIIT_APP, "1.3"): "A",
    (MIIT_APP, "1.4"): "A",
    (MIIT_APP, "1.5"): "A",
    (MIIT_APP, "2.1"): "A",
    (MIIT_APP, "2.2"): "A",
    (MIIT_APP, "2.4"): "A",
    (MIIT_APP, "4.1"): "A",
    (MIIT_APP, "5.1.1"): "A",
    (MIIT_APP, "5.1.2"): "A",
    (MIIT_WEB, "1.2.3"): "B",
    (MIIT_WEB, "1.4.3"): "B",
    (MIIT_WEB, "2.4.1"): "B",
    (MIIT_WEB, "2.4.2"): "B",
    ("T/TAF 114-2022", "4.3"): "A",
    ("T/TAF 114-2022", "4.3.1"): "A",
    **{("GB/T 37668-2019", article): "B" for article in ("3.2.1.3", "3.3.2.2", "3.3.3.6")},
    **{
        ("Accessibility Test Framework for Android", check): "A"
        for check in (
            *("TouchTargetSizeCheck", "TextContrastCheck", "DuplicateSpeakableTextCheck"),
            *("EditableContentDescCheck", "DuplicateClickableBoundsCheck"),
            *("ImageContrastCheck", "UnexposedTextCheck"),
        )
    },
    **{
        (WCAG, article): "A"
        for article in (
            *("1.1.1", "1.4.3", "1.4.4", "1.4.5", "1.4.10", "1.4.11", "2.4.3", "2.4.4", "2.4.9", "2.5.8"),
            *("3.3.1", "4.1.2"),
        )
    },
    ("工信部信管〔2023〕105号", ""): "B",
    ("JR/T 0092-2019", "5.1.2.1"): "B",
    ("JR/T 0092-2019", "5.1.2.2"): "C",
    ("JR/T 0171-2020", ""): "C",
    ("国信办秘字〔2019〕191号", "第三条第4项"): "A",
    ("TC260-PG-20202A", "3.5"): "A",
    ("TC260-PG-20202A", "3.1"): "A",
    ("工信部信管函〔2020〕164号", ""): "B",
}
"""How each article is known. A new source is entered here when it has been read."""
NUMBERS = {
    "6.target-size": {
        "miit-2021": {"normal": 44, "elderly": 60},
        "taf-114": {"normal": 44, "elderly": 48, "certain": 44},
        "wcag-aa": {"normal": 24, "elderly": 24, "certain": 0},
        "atf": {"normal": 48, "elderly": 48, "edge": 32},
    },
    "6.target-spacing": {"wcag-aa": {"min": 24}},
    "6.close-button-size": {"miit-2021": {"min": 44}, "taf-114": {"min": 44}},
    "6.text-contrast": {
        "miit-2021": {"normal": 4.5, "large": 3.0, "large_above": 18},
        "wcag-aa": {"normal": 4.5, "large": 3.0, "large_from": 24, "bold_from": 18.66},
        "atf": {"normal": 4.5, "large": 3.0, "large_from": 18, "bold_from": 14},
    },
    "6.nontext-contrast": {
        "miit-2021": {"min": 3.0, "small": 4.5},
        "wcag-aa": {"min": 3.0, "frame": 3.0},
        "atf": {"min": 3.0},
    },
    "6.text-size": {"miit-2021": {"min": 18}},
    "6.text-can-grow": {"miit-2021": {"min": 30, "largest": 2.0}},
    "6.line-spacing": {"miit-2021": {"min": 1.3}},
    "6.paragraph-spacing": {"miit-2021": {"min": 1.3}},
    "6.zoom-blocked": {"wcag-aa": {"min": 2}},
    "6.many-fingers": {"miit-2021": {"max": 2}},
    "16.unequal-choice": {
        "miit-2021": {
            **{"target": 44, "contrast": 4.5, "contrast_large": 3.0, "large_above": 18},
            **{"area": 3.0, "text": 1.25, "tone": 2.0},
        }
    },
}
EACH = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def finding(rule: Rule, profile: str = "") -> Finding:
    return Finding(rule=rule.id, requirement=rule.requirement, verdict=Verdict.VIOLATED, profile=profile)


def test_each_entry_has_its_function_and_each_function_its_entry():
    assert [rule.id for rule in RULES] == [
        entry["id"]
        for entry in tomllib.loads((files("pytest_mobcompliance.rules") / "rules.toml").read_text("utf-8"))[
            "rule"
        ]
    ]
    assert {rule.id: rule.judge for rule in RULES} == dict(JUDGES)


@EACH
def test_sources_are_as_sure_as_what_was_read(rule: Rule):
    assert rule.sources
    for source in rule.sources:
        known = CONFIDENCE.get((source.standard, source.article), "C")
        assert source.confidence == known, source


def test_numbers_are_those_that_the_profiles_give():
    assert {rule.id: dict(rule.thresholds) for rule in RULES if rule.thresholds} == NUMBERS


@EACH
def test_every_profile_with_numbers_has_a_source_that_was_read(rule: Rule):
    for profile in rule.thresholds:
        assert profile in PROFILES
        assert any(source.backs(profile) for source in rule.sources), profile
    assert {source.profile for source in rule.sources} - {""} <= set(rule.thresholds)


@EACH
def test_a_rule_serves_a_requirement_of_the_notice_and_shares_an_area_with_it(rule: Rule):
    requirement = load_notice().requirement(rule.requirement)
    assert rule.areas
    assert set(rule.areas) <= set(get_args(Area))
    assert not requirement.areas or set(rule.areas) & set(requirement.areas)


@EACH
def test_mode_area_and_severity_go_together(rule: Rule):
    assert rule.elderly != "only" or rule.areas == ("elderly_mode",)
    assert rule.elderly != "never" or "elderly_mode" not in rule.areas
    assert rule.severity in ("blocker", "critical", "normal", "minor", "trivial")


@EACH
def test_no_report_names_an_unconfirmed_source_as_the_standard(rule: Rule):
    for profile in ("", *PROFILES):
        named = standards(finding(rule, profile))
        for source in rule.sources:
            if source.confidence == "C":
                assert source.standard not in named or any(
                    other.standard == source.standard for other in rule.sources if other.confidence != "C"
                )


@pytest.mark.parametrize(
    ("profile", "named"),
    [
        ("miit-2021", f"{MIIT_APP} 2.1"),
        ("taf-114", "T/TAF 114-2022 4.3.1"),
        ("wcag-aa", "WCAG 2.2 2.5.8"),
        ("atf", "Accessibility Test Framework for Android TouchTargetSizeCheck"),
    ],
)
def test_a_finding_names_the_standard_whose_number_was_used(profile: str, named: str):
    [rule] = [rule for rule in RULES if rule.id == "6.target-size"]
    assert standards(finding(rule, profile)) == named


def test_a_rule_that_rests_on_nothing_confirmed_names_no_standard():
    unconfirmed = [rule for rule in RULES if all(source.confidence == "C" for source in rule.sources)]
    assert [rule.id for rule in unconfirmed] == ["6.name-repeats-role", "13.clear-data"]
    assert [standards(finding(rule)) for rule in unconfirmed] == ["", ""]
