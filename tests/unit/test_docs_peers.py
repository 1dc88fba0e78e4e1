"""The tables of docs/peers.md are those of the data, and the data are true of the rules."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from pytest_mobcompliance.rules import RULES

ROOT = Path(__file__).resolve().parents[2]
DOCS = (ROOT / "docs" / "peers.md").read_text("utf-8")
BY_ID = {rule.id: rule for rule in RULES}
CLASSES = {
    "TouchTargetSizeCheck",
    "TextContrastCheck",
    "ImageContrastCheck",
    "TextSizeCheck",
    "SpeakableTextPresentCheck",
    "EditableContentDescCheck",
    "DuplicateSpeakableTextCheck",
    "RedundantDescriptionCheck",
    "LinkPurposeUnclearCheck",
    "ClassNameCheck",
    "ClickableSpanCheck",
    "DuplicateClickableBoundsCheck",
    "TraversalOrderCheck",
    "UnexposedTextCheck",
}
"""Every check class of ATF, as its source tree lists them."""


def tables() -> ModuleType:
    """`benchmarks/tables.py`, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("bench_tables", ROOT / "benchmarks" / "tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TABLES = tables()
CHECKS = TABLES.read_atf()


def test_every_class_of_atf_has_one_row() -> None:
    assert sorted(check["class"] for check in CHECKS) == sorted(CLASSES)
    rows = [line for line in TABLES.part(DOCS, "atf").splitlines() if line.startswith("| ")][1:]
    assert sorted(row.split(" | ")[0].removeprefix("| ") for row in rows) == sorted(CLASSES)


@pytest.mark.parametrize("check", CHECKS, ids=[check["class"] for check in CHECKS])
def test_a_row_names_rules_that_there_are_with_their_numbers(check: dict[str, object]) -> None:
    assert check["decides"]
    assert check["words"]
    rules = check["rules"]
    assert isinstance(rules, list)
    assert set(rules) <= BY_ID.keys()
    assert rules or str(check["words"]).startswith("None: ")
    theirs = check.get("theirs", {})
    assert isinstance(theirs, dict)
    assert theirs.keys() <= set(rules)
    for rule, numbers in theirs.items():
        ours = BY_ID[rule].thresholds["atf"]
        assert {name: ours[name] for name in numbers} == numbers


def test_a_rule_with_numbers_of_atf_stands_in_a_row_that_compares_them() -> None:
    compared = {rule for check in CHECKS for rule in check.get("theirs", {})}
    assert compared == {rule.id for rule in RULES if "atf" in rule.thresholds}


def test_a_rule_that_names_a_class_of_atf_as_its_source_stands_in_its_row() -> None:
    rows = {check["class"]: set(check["rules"]) for check in CHECKS}
    for rule in RULES:
        for source in rule.sources:
            if source.standard.startswith("Accessibility Test Framework"):
                assert rule.id in rows[source.article]


def test_the_table_in_the_document_is_that_of_the_data() -> None:
    assert TABLES.part(DOCS, "atf") == TABLES.render_atf(BY_ID), "run `make bench-peers`"


def test_every_explanation_of_a_disagreement_stands_in_the_document() -> None:
    file = ROOT / "benchmarks" / "peers" / "explanations.toml"
    data = tomllib.loads(file.read_text("utf-8"))
    told = TABLES.part(DOCS, "axe")
    missing = [
        each["id"] for each in data["explanation"] if f"* *{each['id']}*: {each['words']}." not in told
    ]
    assert not missing, "run `make bench-peers`, or take the explanation away"
    assert told.count("\n* *") == len(data["explanation"])
    assert "unexplained" not in told


def test_what_is_written_between_the_marks_replaces_what_stood_there() -> None:
    text = "a\n<!-- generated: x -->\nold\n<!-- end: x -->\nb"
    assert TABLES.part(text, "x") == "old"
    assert TABLES.put(text, "x", r"new \1") == text.replace("old", r"new \1")
    with pytest.raises(ValueError, match="generated: y"):
        TABLES.put(text, "y", "new")
