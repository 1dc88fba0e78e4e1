from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from pytest_mobcompliance.device.journal import (
    Journal,
    Memory,
    left_by,
    leftovers,
    put_back,
    put_back_by_adb,
    safe_name,
)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path, "p1", run="run-1", udid="SERIAL-1", adb_port=5038)


def test_change_is_on_disk_before_it_is_made(journal: Journal) -> None:
    change = journal.note("font_scale", "1.0", "settings put system font_scale 1.0")
    (line,) = [json.loads(each) for each in journal.file.read_text("utf-8").splitlines()]
    assert journal.file.name == "SERIAL-1.jsonl"
    assert (line["device"], line["old"], line["run"], line["udid"]) == ("p1", "1.0", "run-1", "SERIAL-1")
    assert change.command == "adb -H 127.0.0.1 -P 5038 -s SERIAL-1 shell 'settings put system font_scale 1.0'"


def test_what_is_done_is_no_leftover(journal: Journal) -> None:
    first = journal.note("a", "1", "x")
    second = journal.note("b", "2", "y")
    third = journal.note("c", "3", "z")
    journal.done(second)
    assert journal.leftovers() == [third, first]  # the latest first
    journal.done(first)
    journal.done(third)
    assert journal.leftovers() == []


def test_line_that_was_cut_off_hides_nothing(journal: Journal) -> None:
    first = journal.note("a", "1", "x")
    with journal.file.open("ab") as file:
        file.write(b'{"id": "half')
    second = journal.note("b", "2", "y")
    assert journal.leftovers() == [second, first]


def test_no_journal_is_no_leftover(tmp_path: Path) -> None:
    assert leftovers(tmp_path / "nothing.jsonl") == []
    assert list(left_by(tmp_path, "run-1")) == []


def test_run_finds_what_it_left_itself(tmp_path: Path, journal: Journal) -> None:
    ours = journal.note("a", "1", "x")
    Journal(tmp_path, "p2", run="run-0").note("a", "1", "x")
    assert [(file, change) for file, change in left_by(tmp_path, "run-1")] == [(journal.file, ours)]


def test_putting_back_asks_the_phone(journal: Journal) -> None:
    change = journal.note("font_scale", "1.0", "settings put system font_scale 1.0")
    asked: list[str] = []
    assert put_back(change, lambda command: asked.append(command) or "")  # type: ignore[func-returns-value]
    assert asked == ["settings put system font_scale 1.0"]


@pytest.mark.parametrize(
    "told",
    [
        "Error: no such setting",
        "Security exception: not allowed",
        "java.lang.SecurityException: Permission denial: writing to settings requires x",
        "\nException occurred while executing 'put':\njava.lang.SecurityException: no",
    ],
)
def test_phone_that_refuses_is_heard(journal: Journal, told: str) -> None:
    assert not put_back(journal.note("a", "1", "x"), lambda _: told)


def program(folder: Path, body: str) -> str:
    file = folder / "adb"
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


def test_adb_puts_back_on_the_right_phone(tmp_path: Path, journal: Journal) -> None:
    change = journal.note("a", "1", "settings put system x 1")
    adb = program(tmp_path, f'echo "$*" > {tmp_path}/asked')
    assert put_back_by_adb(journal.file, change, adb)
    assert (
        tmp_path / "asked"
    ).read_text() == "-H 127.0.0.1 -P 5038 -s SERIAL-1 shell settings put system x 1\n"
    assert journal.leftovers() == []


@pytest.mark.parametrize("body", ["exit 1", "echo 'error: device offline' >&2; exit 1"])
def test_phone_out_of_adbs_reach_stays_in_the_journal(tmp_path: Path, journal: Journal, body: str) -> None:
    change = journal.note("a", "1", "x")
    assert not put_back_by_adb(journal.file, change, program(tmp_path, body))
    assert not put_back_by_adb(journal.file, change, str(tmp_path / "no-adb"))
    assert journal.leftovers() == [change]


def test_adb_that_hangs_is_not_waited_for(
    tmp_path: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_mobcompliance.device.journal.PATIENCE", 0.2)
    change = journal.note("a", "1", "x")
    assert not put_back_by_adb(journal.file, change, program(tmp_path, "exec sleep 30"))


def test_udids_become_file_names_of_their_own() -> None:
    assert safe_name("R58M123ABC") == "R58M123ABC"
    odd = {safe_name(each) for each in ("a:1", "a_1", "a/1", "../x", "测试")}
    assert len(odd) == 5
    assert not any(set(each) & set("/:\\") for each in odd)


def test_phone_that_ends_with_this_process_is_remembered_only() -> None:
    memory = Memory()
    first, second = memory.note("a", "1", "x"), memory.note("b", "2", "y")
    assert memory.leftovers() == [second, first]
    memory.done(second)
    assert memory.leftovers() == [first]
