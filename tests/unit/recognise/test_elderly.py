"""The way into the elderly mode and out of it."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.recognise import ELDERLY_NAMES, find_entry, find_leave
from pytest_mobcompliance.recognise.elderly import is_entry, is_leave
from pytest_mobcompliance.screen import Element, Platform, Screen


def screen(*elements: Element) -> Screen:
    return Screen(platform=Platform.WEB, elements=elements, size=(390, 844))


def test_names_are_the_standard_one_and_its_aliases():
    assert ELDERLY_NAMES == ("长辈版", "亲情版", "关爱版", "关怀版")


@pytest.mark.parametrize(
    "text",
    [
        *("长辈版", "切换长辈版", "开启长辈模式", "切换到长辈版", "进入长辈版", "去切换关怀版"),
        *("關懷版", "大字版", "长辈版 >", "长辈版入口", "Senior mode", "適老版"),
    ],
)
def test_entries(text):
    assert is_entry(text)
    assert not is_leave(text)


@pytest.mark.parametrize(
    "text",
    [
        *("退出长辈版", "退出关怀模式", "返回标准版", "切换标准版", "切换回标准版", "返回普通版"),
        *("恢复标准版", "关闭长辈版", "标准版"),
    ],
)
def test_ways_out(text):
    assert is_leave(text)
    assert not is_entry(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "养老专区",
            "养老金融",
            "个人养老金",
            "老年专区",
            "字体大小",
            "极速版",
            "企业版",
            "无障碍",
        ),
        *("青少年模式", "关怀", "已退出长辈模式", "长辈版是什么", "转账"),
    ],
)
def test_neither(text):
    assert not is_entry(text)
    assert not is_leave(text)


def test_the_standard_name_comes_before_the_others():
    alias = Element(id="1", role="button", name="大字版", clickable=True)
    standard = Element(id="2", role="button", name="长辈版", clickable=True)
    assert find_entry(screen(alias, standard)) is standard
    assert find_entry(screen(alias)) is alias


def test_the_entry_is_what_can_be_tapped():
    row = Element(id="1", role="generic", clickable=True, children=("2",))
    word = Element(id="2", role="text", text="长辈版", clickable=False, parent="1")
    assert find_entry(screen(row, word)) is row
    assert find_entry(screen(Element(id="1", role="text", text="长辈版", clickable=False))) is None
    assert find_entry(screen(Element(id="1", role="heading", name="长辈版"))) is None


def test_hidden_and_disabled_entries_are_none():
    hidden = Element(id="1", role="button", name="长辈版", clickable=True, visible=False)
    off = Element(id="2", role="button", name="长辈版", clickable=True, enabled=False)
    assert find_entry(screen(hidden, off)) is None


def test_the_way_out_is_found():
    out = Element(id="1", role="button", name="返回标准版", clickable=True)
    assert find_leave(screen(out)) is out
    assert find_leave(screen(Element(id="1", role="text", text="标准版"))) is None
