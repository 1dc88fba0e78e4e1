"""Texts made comparable."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_mobcompliance.recognise import fold, shortened


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


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("短句", 4, "短句"),
        ("请致电网点咨询", 5, "请致电网…"),
        ("手机13800000001可用", 8, "手机…"),
        ("手机138 0000 0001可用", 9, "手机…"),
        ("写信到 someone@bank.example 投诉", 12, "写信到…"),
        ("Allow the bank to send you notifications", 20, "Allow the bank to…"),
        ("6217000000000000012", 10, "…"),
    ],
)
def test_a_cut_leaves_no_half_number(text, most, short):
    assert shortened(text, most) == short


@given(st.text("0123456789 -Xab中", max_size=60), st.integers(1, 30))
def test_what_was_cut_fits(text, most):
    assert len(shortened(text, most)) <= max(most, 1)
