"""Values of declared identities are found in whatever a run left behind, and nothing else is."""

from __future__ import annotations

import base64
import gzip
import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pytest_mobcompliance.evidence import leaks
from pytest_mobcompliance.evidence.leaks import (
    Leak,
    Looked,
    Unread,
    files_below,
    find_in,
    look_through,
    wanted_of,
    words_in,
)
from pytest_mobcompliance.evidence.redact import Redactor
from pytest_mobcompliance.evidence.unwrap import Limits

ALICE = {
    "name": "测试甲",
    "id_number": "99999919900101001X",
    "phone": "13800000001",
    "card": "6217000000000000012",
    "account": "alice01",
    "password": "Demo-Pass-2024",
    "code": "246810",
}
WANTED, SHORT = wanted_of({"alice": ALICE})


def found(text: str) -> set[tuple[str, str]]:
    return {
        (kind, field.removeprefix("alice."))
        for kind, whose, *_ in find_in(text, WANTED)
        for field in whose or ("",)
    }


def look(folder: Path, *, words: str | None = None, limits: Limits | None = None) -> Looked:
    return look_through(files_below([folder], pytest.fail), WANTED, words_of=lambda _: words, limits=limits)


# ------------------------------------------------------------------ what is looked for


def test_every_field_is_looked_for() -> None:
    assert {one.whose for one in WANTED} == {(f"alice.{field}",) for field in ALICE}
    assert SHORT == ()


def test_fields_with_one_value_are_one() -> None:
    wanted, _ = wanted_of(
        {"a": {"phone": "138 0000 0001", "account": "+86 13800000001"}, "b": {"account": "13800000001"}}
    )
    assert [(one.value, one.whose) for one in wanted] == [
        ("13800000001", ("a.phone", "a.account", "b.account"))
    ]


def test_what_is_too_short_is_told_and_a_hook_is_no_code() -> None:
    wanted, short = wanted_of(
        {"a": {"name": "王", "code": "1234", "account": "bob", "phone": ""}, "b": {"code": "hook"}}
    )
    assert (wanted, short) == ((), ("a.name", "a.code", "a.account"))


# ------------------------------------------------------------------ in one text


@pytest.mark.parametrize("field", ALICE)
def test_as_declared(field: str) -> None:
    assert found(f"值：{ALICE[field]}。") == {("value", field)}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("138 0000 0001", "phone"),
        ("138-0000-0001", "phone"),
        ("+86 138 0000 0001", "phone"),
        ("008613800000001", "phone"),
        ("１３８０００００００１", "phone"),
        ("138\u200b0000\u200b0001", "phone"),
        ("6217-0000-0000-0000-012", "card"),
        ("6217 0000 0000 0000 012", "card"),
        ("99999919900101001x", "id_number"),
        ("999999 19900101 001X", "id_number"),
        ("99999919900101001Ｘ", "id_number"),
        ("测 试 甲", "name"),
        ("测\u3000试\n甲", "name"),
        ("demo-pass-2024", "password"),
        ("xDemo-Pass-2024y", "password"),
        ("ALICE01", "account"),
        ("code=246810&", "code"),
    ],
)
def test_other_spellings(text: str, field: str) -> None:
    assert found(f"a {text} b") == {("value", field)}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("0000001 3800 13800000", "phone"),
        ("138 0000 00", "phone"),
        ("217000000000", "card"),
        ("199001010", "id_number"),
        ("9900101001X", "id_number"),
        ("Demo-Pas", "password"),
        ("ass-2024", "password"),
        ("Demo-Pass-2020", "password"),
    ],
)
def test_long_parts(text: str, field: str) -> None:
    assert found(f"a {text}, b") == {("part", field)}


@pytest.mark.parametrize(
    "text",
    [
        "138****0001, 6217********0012, 621700****0012, 测**",
        "2024-06-07 10:11:12.199001, 1717754400123 ms, [0,0][1080,2340]",
        "malice012 palice01 1246810 0.246810 a246810",
        "000000 00000000",
        "Password pass-20",
        "id 3f0c2a1d-0000-4000-8000-138001234561 4a8c13812345678a4a8c13812345678a",
        "12.199001 id_199001010",
    ],
)
def test_what_is_no_leak(text: str) -> None:
    assert found(text) == set()


def test_a_redacted_value_is_no_leak() -> None:
    assert found("‹card19#3fa2c1› ‹phone#246810› ‹identity2-4#199001›") == set()
    redactor = Redactor(ALICE.values(), key=secrets.token_bytes(32))
    for field, value in ALICE.items():
        assert found(redactor.text(f"值：{value}。")) == set(), field


def test_words_of_a_token_are_looked_at() -> None:
    assert found("‹测试甲#3fa2c1›") == {("value", "name")}


@pytest.mark.parametrize(
    ("text", "kind"),
    [("电话13912345678。", "phone"), ("11010519491231002X", "id_number"), ("4111 1111 1111 1111", "card")],
)
def test_numbers_of_nobody(text: str, kind: str) -> None:
    assert found(text) == {(kind, "")}


def test_a_declared_number_is_not_nobodys() -> None:
    assert found("13800000001") == {("value", "phone")}


def test_count_and_line() -> None:
    text = "a\n13800000001 13800000001\n138 0000 0001\n 13912345678 13912345679"
    assert find_in(text, WANTED) == [("value", ("alice.phone",), 3, 2), ("phone", (), 2, 4)]


# ------------------------------------------------------------------ in files


def test_a_clean_folder(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "result.json").write_text('{"name": "‹card19#3fa2c1›"}', "utf-8")
    (tmp_path / ".hidden").write_text("nothing")
    assert look(tmp_path) == Looked(2, (), ())


def test_the_way_to_a_value_is_told(tmp_path: Path) -> None:
    inner = json.dumps({"text": base64.b64encode(gzip.compress("姓名 测试甲".encode())).decode()})
    (tmp_path / ".results.json").write_text(json.dumps({"attachment": inner}))
    (leak,) = look(tmp_path).leaks
    assert leak == Leak(str(tmp_path / ".results.json"), ("base64", "gzip"), "value", ("alice.name",), 1, 1)


def test_a_value_is_told_where_it_is_least_wrapped(tmp_path: Path) -> None:
    (tmp_path / "log").write_text(r"13800000001 \"quoted\" &lt; %20")
    assert [(leak.steps, leak.count) for leak in look(tmp_path).leaks] == [((), 1)]


def test_a_part_beside_the_whole_is_not_told(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("13800000001 " + quote("13800000"))
    assert [leak.kind for leak in look(tmp_path).leaks] == ["value"]


def test_names_of_files_count(tmp_path: Path) -> None:
    (tmp_path / "13800000001.txt").write_text("x")
    assert [leak.steps for leak in look(tmp_path).leaks] == [("file name",)]


def test_appiums_keys_are_found(tmp_path: Path) -> None:
    typed = {"text": "‹identity9-16#123456›", "value": list("Demo-Pass-2024")}
    (tmp_path / "appium.log").write_text(f"POST /value {typed}")
    assert [(leak.steps, leak.whose) for leak in look(tmp_path).leaks] == [
        (("characters",), ("alice.password",))
    ]


def test_pictures_are_read_or_told(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    Image.new("RGB", (8, 8)).save(tmp_path / "b.jpg")
    blind = look(tmp_path)
    assert (blind.leaks, [one.why for one in blind.unread]) == ((), ["picture", "picture"])
    seen = look(tmp_path, words="户名 测试甲")
    assert ([leak.steps for leak in seen.leaks], seen.unread) == ([("words in picture",)] * 2, ())


def test_what_is_unread_the_same_way_is_told_once(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    Image.new("RGB", (9, 9)).save(tmp_path / "b.png")
    uris = [base64.b64encode((tmp_path / name).read_bytes()).decode() for name in ("a.png", "b.png")]
    page = tmp_path / "sub" / "page.html"
    page.parent.mkdir()
    page.write_text("".join(f'<img src="data:image/png;base64,{uri}">' for uri in uris))
    assert look(page.parent).unread == (Unread(str(page), ("base64",), "picture", 2),)


def test_what_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "large").write_text("0" * 99)
    (tmp_path / "link").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "shut").write_text("x")
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "shut":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    told = {Path(one.file).name: one.why for one in look(tmp_path, limits=Limits(size=50)).unread}
    assert told == {"large": "too-large", "link": "link", "pipe": "unreadable", "shut": "unreadable"}


def test_files_are_given_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    places = [tmp_path, tmp_path / "a.txt", tmp_path / "." / "a.txt"]
    assert [file.name for _, file in files_below(places, pytest.fail)] == ["a.txt"]


def test_words_in_a_picture_are_those_of_all_frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words: list[str | None] = ["one", "two", "three", None]
    monkeypatch.setattr(leaks, "read_text", lambda picture, box: words.pop(0))
    file = tmp_path / "a.gif"
    colours = [Image.new("RGB", (8, 8), name) for name in ("red", "blue")]
    colours[0].save(file, save_all=True, append_images=colours[1:])
    assert words_in(file.read_bytes()) == "one\ntwo"
    assert words_in(file.read_bytes()) is None  # one frame was read, the other not
    assert words_in(b"no picture") is None


ESCAPES = {
    "none": str,
    "JSON": json.dumps,
    "URL": quote,
    "entities": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "keys": lambda text: json.dumps(list(text)),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "spaced": " ".join,
}


@given(
    st.sampled_from(sorted(set(ALICE) - {"account", "password", "code"})),
    st.lists(st.sampled_from(sorted(ESCAPES)), max_size=4),
    st.text(st.characters(exclude_categories=("Nd", "No", "Cs")), max_size=8),
)
def test_a_planted_value_is_found(field: str, escapes: Sequence[str], around: str) -> None:
    text = "".join(ESCAPES["spaced"](ALICE[field])) if escapes[:1] == ["spaced"] else ALICE[field]
    for each in escapes:
        text = text if each == "spaced" else ESCAPES[each](text)
    planted = f"{around} {text} {around}".encode()
    hits = [
        one for one in leaks._in_file("f", planted, WANTED, lambda _: None, None) if isinstance(one, Leak)
    ]
    assert ("value", (f"alice.{field}",)) in {(one.kind, one.whose) for one in hits}
