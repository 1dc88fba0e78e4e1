"""What checks and their items are called where people read."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.evidence.named import heading_of, name_of, readable, title_of
from pytest_mobcompliance.messages import load_messages

ZH, EN = load_messages("zh-CN"), load_messages("en")
LISTS = "16.privacy-notice/lists"


@pytest.mark.parametrize(
    "part",
    ["第三方", "第三方".encode("unicode_escape").decode()],
    ids=["plain", "escaped"],
)
def test_item_has_the_name_of_its_check_and_words_for_its_parameter(part: str) -> None:
    assert title_of(LISTS, part, ZH) == "查阅清单可在二级菜单内找到 [第三方]"
    assert title_of(LISTS, part, EN).endswith(" [data that third parties get]")


def test_parameter_without_words_stays() -> None:
    assert title_of(LISTS, "phone-2", ZH) == "查阅清单可在二级菜单内找到 [phone-2]"


@pytest.mark.parametrize("check", ["16.privacy-notice/own", "16.privacy-notice", "16.a/b/c", "test_a", ""])
def test_check_of_the_users_own_keeps_its_id(check: str) -> None:
    assert name_of(check, ZH) == ""
    assert title_of(check, "", ZH) == heading_of(check, "", ZH) == check


def test_parameters_of_the_users_own_check_keep_their_words() -> None:
    assert title_of("16.privacy-notice/own", "home", ZH) == "16.privacy-notice/own [home]"


def test_heading_has_the_id_as_well() -> None:
    assert heading_of(LISTS, "", ZH) == f"查阅清单可在二级菜单内找到 · {LISTS}"


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        (r"\u957f\u8f88\u7248", "长辈版"),
        (r"caf\xe9", "café"),
        (r"\U0001f600", "😀"),
        (r"\\u957f", r"\\u957f"),
        (r"\x00\x1b[0m", r"\x00\x1b[0m"),
        (r"\u202e\ud800\Uffffffff", r"\u202e\ud800\Uffffffff"),
        (r"\n\u95", r"\n\u95"),
    ],
)
def test_escapes_of_what_can_be_seen_are_undone(escaped: str, plain: str) -> None:
    assert readable(escaped) == plain
