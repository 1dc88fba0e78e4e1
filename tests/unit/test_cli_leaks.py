"""``mobcompliance leaks``: what it says of a folder, and with which status it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from pytest_mobcompliance.cli import main
from pytest_mobcompliance.messages import LANGUAGES, load_messages
from pytest_mobcompliance.settings import DEMO

PHONE, NAME = "13800000001", "测试甲"


def run(*args: object, identities: Path = DEMO) -> Result:
    command = ["leaks", *map(str, args), "--identities", str(identities)]
    return CliRunner().invoke(main, command, catch_exceptions=False)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "ledger.jsonl").write_text('{"check": "12.x", "detail": "‹phone#3fa2c1›"}\n', "utf-8")
    return folder


def test_nothing_found(report: Path) -> None:
    done = run(report, "--lang", "en")
    assert done.exit_code == 0, done.output
    assert done.output == "Nothing was found. All of the 1 files were read.\n"


def test_a_find_is_told_without_its_value(report: Path, tmp_path: Path) -> None:
    (report / f"{PHONE}.json").write_text(json.dumps({"name": NAME}))
    out = tmp_path / "out.json"
    done = run(report, "--json", out, "--lang", "en")
    assert done.exit_code == 1
    assert "✘ value  alice.name" in done.output
    assert "escapes undone, line 1" in done.output
    assert "Found 2 times, in 1 of 2 files." in done.output
    told = out.read_text("utf-8")
    for value in (PHONE, NAME):
        assert value not in done.output + told
    assert [leak["whose"] for leak in json.loads(told)["leaks"]] == [
        ["alice.phone", "alice.account"],
        ["alice.name"],
    ]


def test_pictures_that_nobody_reads_are_never_clean(report: Path) -> None:
    Image.new("RGB", (8, 8)).save(report / "a.png")
    done = run(report, "--lang", "en")
    assert done.exit_code == 2
    assert "Pictures that were not read: 1." in done.output
    assert "Nothing was found in what was read of the 2 files." in done.output
    assert run(report, "--without-pictures").exit_code == 0


def test_an_unread_file_is_not_clean(report: Path) -> None:
    (report / "trace.gz").write_bytes(b"\x1f\x8b\x08\0damaged")
    done = run(report, "--without-pictures", "--lang", "en")
    assert done.exit_code == 2
    assert f"damaged  {report / 'trace.gz'} › gzip" in done.output


def test_a_folder_without_files_proves_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, "--lang", "en")
    assert (done.exit_code, done.output) == (2, "There is no file to look through.\n")


def test_a_missing_folder(report: Path) -> None:
    done = run(report, report / "none")
    assert done.exit_code == 2
    assert "none" in done.output


def test_identities_as_json_and_what_is_too_short(report: Path, tmp_path: Path) -> None:
    file = tmp_path / "people.json"
    file.write_text(json.dumps({"identities": {"bob": {"name": "乙某某", "code": "1234"}}}), "utf-8")
    (report / "log.txt").write_text("乙某某 1234", "gb18030")
    done = run(report, "--lang", "en", identities=file)
    assert done.exit_code == 1
    assert "bob.name" in done.output
    assert "every report: bob.code" in done.output


@pytest.mark.parametrize(
    ("name", "text", "english", "chinese"),
    [
        ("a.toml", "[app]\nurl = 'x'", "no [identities]", "没有 [identities]"),
        ("a.toml", "[identities]", "no [identities]", "没有 [identities]"),
        ("a.toml", "[identities.bob]", "without a single value", "没有任何值"),
        ("a.toml", f"[identities.bob]\nphone = {PHONE}", "phone is not text", "phone 有误，应为文本"),
        ("a.toml", f"[identities.bob]\nmobile = '{PHONE}'", "unknown key 'mobile'", "未知的键 'mobile'"),
        ("a.toml", f"[identities.bob]\nphone = '{PHONE}", "TOMLDecodeError", "TOMLDecodeError"),
        ("a.json", '["identities"]', "no [identities]", "没有 [identities]"),
        ("a.json", "{", "JSONDecodeError", "JSONDecodeError"),
        ("none.toml", None, "No such file", "No such file"),
    ],
)
def test_a_file_without_identities_is_refused(
    name: str, text: str | None, english: str, chinese: str, report: Path, tmp_path: Path
) -> None:
    file = tmp_path / name
    if text is not None:
        file.write_text(text, "utf-8")
    for lang, words in (("en", english), ("zh-CN", chinese)):
        done = run(report, "--lang", lang, identities=file)
        assert done.exit_code == 2
        assert "--identities" in done.output
        assert words in done.output
        assert PHONE not in done.output


def _paths(node: object, before: str = "") -> set[str]:
    if not isinstance(node, dict):
        return {before}
    return {path for key, inner in node.items() for path in _paths(inner, f"{before}/{key}")}


def test_both_languages_say_the_same() -> None:
    chinese, english = (load_messages(lang)._topics["leaks"] for lang in LANGUAGES)
    assert _paths(chinese) == _paths(english)
