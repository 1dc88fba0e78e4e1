"""Values of a declared identity in texts that are no screens."""

from __future__ import annotations

import base64

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
        "trace 9138000000012",
        "hash a13800000001f",
        "Demo-Pass&20245",
        "at 1767225600123 ms",
        "",
    ],
)
def test_what_only_looks_like_it_is_none(text: str) -> None:
    assert held_in(text, VALUES) == []


def test_a_short_code_may_be_another_number() -> None:
    assert held_in("took 246810 ns", VALUES) == [Held("code", sure=False)]


@pytest.mark.parametrize(
    ("value", "telling"),
    [("test", False), ("246810", False), ("abc123", True), ("password", True), ("甲乙", True)],
)
def test_telling_values(value: str, telling: bool) -> None:
    assert is_telling(value) is telling


def test_numbers_of_others() -> None:
    assert held_in(f"{OTHER_CARD} {OTHER_CARD}", VALUES) == [Held(f"{OTHERS}card", sure=False)]
    assert held_in(f"id:{OTHER_ID}", VALUES) == [Held(f"{OTHERS}id_number", sure=True)]
    assert held_in("p=13911112222;", {}) == [Held(f"{OTHERS}phone", sure=False)]
    assert held_in("x13911112222", {}) == []
