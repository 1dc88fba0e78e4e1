"""Texts made comparable."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_mobcompliance.recognise import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("跳 过", "跳过"),
        ("登\u3000录", "登录"),
        ("推\u200b荐\ufeff", "推荐"),
        ("\ue601跳过", "跳过"),
        ("ＡＰＰ（１）", "app(1)"),
        ("關閉此廣告", "关闭此广告"),
        ("隱私權政策", "隐私权政策"),
        ("確定", "确定"),
        ("您的帐号", "你的账号"),
        ("登陆", "登录"),
        ("", ""),
    ],
)
def test_spellings_of_one_word_become_one(text, folded):
    assert fold(text) == folded


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_every_traditional_character_has_its_simplified_form():
    data = tomllib.loads((files("pytest_mobcompliance.recognise") / "fold.toml").read_text("utf-8"))
    assert len(data["hant"]) == len(data["hans"])
    assert not set(data["hant"]) & set(data["hans"])
