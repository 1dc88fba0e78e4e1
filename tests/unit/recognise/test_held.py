"""Values of a declared identity in texts that are no screens."""

from __future__ import annotations

import base64
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pytest_mobcompliance.recognise.held import OTHERS, Held, held_in, is_telling, values_of

PERSON = {
    "name": "测试甲",
    "id_number": "99999919900101001X",
    "phone": "13800000001",
    "card": "6217000000000000012",
    "account": "13800000001",
    "password": "Demo-Pass&2024",
    "code": "246810",
    "new_password": "",
    "payee": "测试乙",
}
VALUES = values_of(PERSON)
OTHER_CARD = "6217000000000000020"
OTHER_ID = "11010519491231002X"
"""The specimen of GB 11643: nobody's."""


def test_each_value_is_looked_for_once() -> None:
    assert list(VALUES) == ["password", "code", "id_number", "card", "phone", "name"]
    assert values_of({"name": "a"}) == {}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("login of 13800000001 ok", "phone"),
        ("tel=138 0000 0001", "phone"),
        ("您好，测试甲先生", "name"),
        ("id 99999919900101001x", "id_number"),
        ("card=6217-0000-0000-0000-012", "card"),
        ("GET /login?p=Demo-Pass%262024", "password"),
        ("<string>Demo-Pass&amp;2024</string>", "password"),
        (f"v={base64.b64encode(b'Demo-Pass&2024').decode()}", "password"),
    ],
)
def test_values_are_found_however_they_are_written(text: str, kind: str) -> None:
    assert held_in(text, VALUES) == [Held(kind, sure=True)]


@pytest.mark.parametrize(
    "text",
    [
        "138****0001 logged in",
        "trace 1380000012",
        "2468101",
        "a246810",
        "2\x004\x006\x008\x001\x000\x001\x00",
        "at 1767225600123 ms",
        "",
    ],
)
def test_what_only_looks_like_it_is_none(text: str) -> None:
    assert held_in(text, VALUES) == []


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("91380000000012", None),
        ("9138000000012", True),
        ("x13800000001y", True),
        ("Demo-Pass&20245", True),
    ],
)
def test_telling_values_are_found_within_longer_ones(text: str, sure: bool | None) -> None:
    assert [each.sure for each in held_in(text, VALUES)] == ([] if sure is None else [sure])


@pytest.mark.parametrize(
    ("value", "text", "sure"),
    [
        ("abc123", "f0abc1239e", False),
        ("abc123", "p=abc123", True),
        ("testcustomer", "testcustomers", False),
        ("testcustomer", "testcustomer", True),
        ("测试", "测试环境", False),
    ],
)
def test_what_may_be_a_part_of_something_else(value: str, text: str, sure: bool) -> None:
    assert held_in(text, {"account": value}) == [Held("account", sure)]


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le", "UTF-16be"])
def test_a_database_sets_its_columns_side_by_side(tmp_path: Path, encoding: str) -> None:
    person = {kind: value for kind, value in VALUES.items() if kind not in ("code", "name")}
    with closing(sqlite3.connect(tmp_path / "app.db")) as base, base:
        base.execute(f"PRAGMA encoding = '{encoding}'")
        base.execute("CREATE TABLE customer (phone TEXT, card TEXT, id TEXT, password TEXT, token TEXT)")
        row = (person["phone"], person["card"], person["id_number"], person["password"], "99abc123")
        base.execute("INSERT INTO customer VALUES (?, ?, ?, ?, ?)", row)
    text = (tmp_path / "app.db").read_bytes().decode("utf-8", "replace")
    assert held_in(text, VALUES) == [Held(kind, sure=True) for kind in person]


def test_a_code_between_bytes_of_a_file_is_found() -> None:
    assert held_in("x\x00246810\x00y", VALUES) == [Held("code", sure=False)]
    assert held_in("=\x002\x004\x006\x008\x001\x000\x00;", VALUES) == [Held("code", sure=False)]


def test_a_short_code_may_be_another_number() -> None:
    assert held_in("took 246810 ns", VALUES) == [Held("code", sure=False)]


@pytest.mark.parametrize(
    ("value", "telling"),
    [
        ("test", False),
        ("246810", False),
        ("abc123", True),
        ("password", True),
        ("甲乙", False),
        ("甲乙丙", True),
    ],
)
def test_telling_values(value: str, telling: bool) -> None:
    assert is_telling(value) is telling


def test_numbers_of_others() -> None:
    assert held_in(f"{OTHER_CARD} {OTHER_CARD}", VALUES) == [Held(f"{OTHERS}card", sure=False)]
    assert held_in(f"id:{OTHER_ID}", VALUES) == [Held(f"{OTHERS}id_number", sure=True)]
    assert held_in("p=13911112222;", {}) == [Held(f"{OTHERS}phone", sure=False)]
    assert held_in("x13911112222", {}) == []
