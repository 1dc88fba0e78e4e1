"""What is recognised on published screens, and the document that says so."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pytest_mobcompliance.recognise import DIALOG_FAMILIES

ROOT = Path(__file__).resolve().parents[3]
DOCS = (ROOT / "docs" / "recognition.md").read_text("utf-8")
RECORDINGS = ROOT / "tests" / "recordings"


def bench() -> ModuleType:
    """`benchmarks/recognition.py`, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("bench_recognition", ROOT / "benchmarks" / "recognition.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look for the annotations of their fields
    spec.loader.exec_module(module)
    return module


BENCH = bench()
MEASURED = BENCH.measure()
PROMPTS = [each for each in MEASURED if each.row["kind"] == "prompt"]
NOTICES = [each for each in MEASURED if each.row["kind"] == "notice"]
OTHERS = [each for each in MEASURED if each.row["kind"] not in ("prompt", "notice")]


def name(measured: Any) -> str:
    return str(measured.row["file"])


def test_the_document_says_what_is_measured() -> None:
    assert BENCH.part(DOCS) == BENCH.render(MEASURED), "run `make bench-recognition`"


def test_every_recording_stands_in_the_index_with_its_source() -> None:
    listed = [each.row["file"] for each in MEASURED]
    there = sorted(path.relative_to(RECORDINGS).as_posix() for path in RECORDINGS.rglob("*.xml"))
    assert sorted(listed) == there
    for each in MEASURED:
        assert each.row["source"]
        assert each.row["transcribed"] in ("whole", "fragment")
        assert "virtual_phone" not in each.row["source"]


@pytest.mark.parametrize("measured", PROMPTS, ids=name)
def test_a_published_prompt_is_right(measured: Any) -> None:
    families = {family.name for family in DIALOG_FAMILIES if family.confirmed}
    assert measured.row["family"] in families
    assert measured.recognised
    assert measured.permission
    assert measured.buttons
    assert measured.prompt.confirmed
    assert measured.notice is None


@pytest.mark.parametrize("measured", OTHERS, ids=name)
def test_nothing_else_is_taken_for_a_prompt_or_a_notice(measured: Any) -> None:
    assert measured.prompt is None
    assert measured.notice is None


@pytest.mark.parametrize("measured", NOTICES, ids=name)
def test_a_published_notice_is_right_or_known_to_be_missed(measured: Any) -> None:
    missed = "missed" in measured.row
    assert measured.recognised is not missed
    assert measured.buttons is not missed


def test_a_family_without_a_recording_is_shown_as_such() -> None:
    with_one = {each.row["family"] for each in PROMPTS}
    for family in {each.name for each in DIALOG_FAMILIES} - with_one:
        assert f"| {family} |" in DOCS
        assert "none found" in next(line for line in DOCS.splitlines() if line.startswith(f"| {family} |"))


def test_what_is_written_between_the_marks_replaces_what_stood_there() -> None:
    text = f"a\n{BENCH.START}old{BENCH.END}\nb"
    assert BENCH.part(text) == "old"
    assert BENCH.put(text, "new") == text.replace("old", "new")
    with pytest.raises(ValueError, match="generated: recognition"):
        BENCH.put("nothing", "new")
