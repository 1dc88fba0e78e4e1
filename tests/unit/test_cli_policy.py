"""``mobcompliance policy``: what it says of a document, and with which status it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pytest_mobcompliance.cli import main
from pytest_mobcompliance.cli_policy import item_name
from pytest_mobcompliance.messages import LANGUAGES, load_messages
from pytest_mobcompliance.recognise.policy import ITEMS

WHOLE = (Path(__file__).parents[2] / "examples" / "h5_bank" / "policy.html").read_text("utf-8")


def run(*args: object) -> Result:
    return CliRunner().invoke(main, ["policy", *map(str, args)], catch_exceptions=False)


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    file = tmp_path / "policy.html"
    file.write_text(WHOLE, "utf-8")
    return file


def test_a_whole_policy(whole: Path) -> None:
    done = run(whole, "--sdk", "示例推送", "--permission", "camera", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "operator: address" in done.output
    assert "“注册地址：示例市示例区示例路 1 号”" in done.output
    assert "missing 0" in done.output


def test_numbers_of_people_are_redacted(tmp_path: Path) -> None:
    file, out = tmp_path / "policy.txt", tmp_path / "out.json"
    file.write_text("个人信息保护负责人的联系方式：13800000001。" + "我们保护您的个人信息。" * 20, "utf-8")
    done = run(file, "--json", out)
    assert "负责人的联系方式" in done.output
    assert "13800000001" not in done.output + out.read_text("utf-8")


def test_what_is_missing_makes_the_status_1(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = run(whole, "--sdk", "别的推送", "--json", out, "--lang", "en")
    assert done.exit_code == 1
    (told,) = json.loads(out.read_text("utf-8"))
    states = {each["item"]: each["state"] for each in told["policy"]["found"]}
    assert (states["sdk:别的推送"], states["date"]) == ("missing", "told")
    assert told["title"] == "隐私政策 - 示例银行"


def test_a_policy_without_a_channel_for_complaints_is_incomplete(tmp_path: Path) -> None:
    file = tmp_path / "policy.html"
    begin, end = WHOLE.index('<section class="policy-complaint">'), WHOLE.index('<p><a id="document-back"')
    file.write_text(WHOLE[:begin] + WHOLE[end:], "utf-8")
    done = run(file, "--lang", "en")
    assert (done.exit_code, "✘ complaint channels" in done.output) == (1, True)


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("policy.pdf", b"%PDF-1.4", "no page of text"),
        ("policy.txt", b"", "next to no text"),
        ("none.html", None, "the policy's file cannot be read: No such file"),
    ],
)
def test_what_cannot_be_read_makes_the_status_2(
    name: str, body: bytes | None, words: str, whole: Path, tmp_path: Path
) -> None:
    file = tmp_path / name
    if body is not None:
        file.write_bytes(body)
    done = run(file, whole, "--lang", "en")
    assert done.exit_code == 2
    assert words in done.output
    assert "missing 0" in done.output  # the other one is read


def test_open_lists_and_other_documents_are_told(tmp_path: Path) -> None:
    file = tmp_path / "policy.txt"
    file.write_text(
        "一、信息收集\n我们收集姓名等信息。\n详见《第三方SDK目录》。" + "我们重视您的隐私。" * 20, "utf-8"
    )
    output = run(file, "--lang", "en").output
    assert "“等” leaves lists on collection open, 1 times" in output
    assert "told in other documents, which were not read: 第三方sdk目录" in output


def test_words_of_a_document_do_not_steer_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "policy.txt"
    file.write_text("更新日期：2024年1月8日\x1b[2J\u202e" + "我们重视您的隐私。" * 20, "utf-8")
    output = run(file).output
    assert "\x1b" not in output
    assert "\u202e" not in output


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_item_has_a_name(lang: str) -> None:
    messages = load_messages(lang)
    assert all(item_name(item.id, messages) for item in ITEMS)


def test_an_unknown_permission_is_refused(whole: Path) -> None:
    assert run(whole, "--permission", "teleport").exit_code == 2
