"""Each check of the package has a name for people, in both languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from pytest_mobcompliance.messages import LANGUAGES

ROOT = Path(__file__).parents[2]
MODULES = sorted(path.stem for path in (ROOT / "checks").glob("test_*.py"))
SHORTEST, LONGEST = 6, {"zh-CN": 20, "en": 60}
"""Characters of a name."""


def _marked() -> Iterator[tuple[str, list[pytest.Mark]]]:
    """Id and marks of each test of the package that is a check."""
    for module in MODULES:
        for name, test in vars(import_module(f"pytest_mobcompliance.checks.{module}")).items():
            if name.startswith("test_") and hasattr(test, "pytestmark"):
                marks: list[pytest.Mark] = test.pytestmark
                yield from ((str(mark.args[0]), marks) for mark in marks if mark.name == "requirement")


CHECKS = {check: [mark for mark in marks if mark.name == "parametrize"] for check, marks in _marked()}


def _topic(lang: str) -> dict[str, Any]:
    path = ROOT / "pytest_mobcompliance" / "messages" / lang / "checks.toml"
    return tomllib.loads(path.read_text("utf-8"))


def _names(lang: str) -> dict[str, str]:
    topic = _topic(lang)
    del topic["part"]
    return {f"{requirement}/{key}": name for requirement, own in topic.items() for key, name in own.items()}


def _parts() -> set[str]:
    """What pytest makes of the parameters of checks, before it is escaped."""
    values = [value for marks in CHECKS.values() for mark in marks for value in mark.args[1]]
    return {str(value.values[0] if hasattr(value, "values") else value) for value in values}


def test_checks_were_found_at_all() -> None:
    text = "".join((ROOT / "checks" / f"{module}.py").read_text("utf-8") for module in MODULES)
    assert len(CHECKS) == len(re.findall(r"^@pytest\.mark\.requirement\(", text, re.MULTILINE)) > 100


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_check_has_a_name_and_no_name_is_left_over(lang: str) -> None:
    assert _names(lang).keys() == CHECKS.keys()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_differ(lang: str) -> None:
    names = list(_names(lang).values())
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_are_short_and_say_something(lang: str) -> None:
    names = _names(lang).values()
    assert [name for name in names if not SHORTEST <= len(name) <= LONGEST[lang]] == []
    assert [name for name in names if name != name.strip() or name.endswith(("。", "."))] == []


def test_chinese_names_are_chinese_and_english_ones_are_not() -> None:
    assert [name for name in _names("zh-CN").values() if len(re.findall("[一-鿿]", name)) < SHORTEST] == []
    assert [name for name in _names("en").values() if re.search("[一-鿿]", name)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_parameter_has_words_in_the_language_and_none_is_left_over(lang: str) -> None:
    words = _topic(lang)["part"]
    assert words.keys() <= _parts()
    bare = {part for part in _parts() - words.keys() if part.isascii()}
    assert bare == set()
