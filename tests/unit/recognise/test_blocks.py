"""Documents become blocks: HTML, plain text, captured screens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_mobcompliance.recognise.blocks import Block, blocks_of_screens, blocks_of_text, page_of_html
from pytest_mobcompliance.screen import Element, Platform, Screen


def said(html: str) -> list[str]:
    return [block.text for block in page_of_html(html).blocks]


def test_headings_and_paragraphs_of_a_page() -> None:
    page = page_of_html(
        "<head><title> 隐私政策 </title><style>p{}</style></head><body><h2>一、收集</h2><p>甲</p></body>"
    )
    assert page.title == "隐私政策"
    assert page.blocks == (Block("一、收集", True), Block("甲"))


def test_parts_of_a_sentence_stay_together_and_rows_keep_their_cells() -> None:
    assert said("<p>注册<b>地址</b>：<span>示例市</span></p>") == ["注册地址：示例市"]
    assert said(
        "<table><tr><th>名称</th><th>目的</th></tr><tr><td>示例推送</td><td>提醒</td></tr></table>"
    ) == [
        "名称 | 目的",
        "示例推送 | 提醒",
    ]


def test_entities_are_words() -> None:
    assert said("<p>&#38544;&#31169;&nbsp;&amp;&lt;安全&gt;</p>") == ["隐私 &<安全>"]


def test_what_a_page_holds_and_does_not_show_is_kept_apart() -> None:
    page = page_of_html(
        "<p>前</p><div style='display:none'><p>折叠</p><script>x</script></div><script>y</script>"
    )
    assert [block.text for block in page.blocks] == ["前"]
    assert "折叠" in page.folded[0].text
    assert not any("y" in block.text for block in page.folded)


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>var a = '运营者';</script>",
        "<style>.a::after{content:'运营者'}</style>",
        "<div hidden>运营者</div>",
        "<div style='display: none'>运营者<div>地址</div></div>",
        "<p style='visibility:hidden'>运营者",
        "<template>运营者</template>",
        "<!-- 运营者 -->",
        "<noscript>运营者</noscript>",
    ],
)
def test_what_no_reader_sees_is_left_out(unseen: str) -> None:
    assert said(f"<body><p>前</p>{unseen}<p>后</p></body>") == ["前", "后"]


def test_a_page_whose_tags_do_not_match_is_read_all_the_same() -> None:
    assert said("<p>甲<p>乙<li>丙</div></b>丁<br>戊") == ["甲", "乙", "丙", "丁", "戊"]


@given(st.text(alphabet="<>/=\"'!-&;#pdivhr 隐私政策", max_size=200))
def test_no_page_is_too_broken(html: str) -> None:
    assert all(block.text for block in page_of_html(html).blocks)


def test_nesting_has_no_depth_that_stops_it() -> None:
    assert said("<div>" * 50_000 + "甲" + "</div>" * 50_000) == ["甲"]


def test_lines_that_were_only_wrapped_are_put_together() -> None:
    lines = ["我们把您的个人信息存放在中华人民共和国境内，保存到账号", "注销为止，不会更久。"]
    text = "\n".join(["一、存储", *lines, "二、权利", "您可以查阅。"])
    assert [block.text for block in blocks_of_text(text)] == [
        "一、存储",
        "我们把您的个人信息存放在中华人民共和国境内，保存到账号注销为止，不会更久。",
        "二、权利",
        "您可以查阅。",
    ]


def test_lines_of_a_text_that_is_not_wrapped_stay_apart() -> None:
    long = "我们" * 60 + "。"
    assert [b.text for b in blocks_of_text(f"更新日期：2024 年 1 月 1 日\n{long}\n")] == [
        "更新日期：2024 年 1 月 1 日",
        long,
    ]


@given(st.text(max_size=300))
def test_no_character_of_a_text_is_lost(text: str) -> None:
    kept = "".join("".join(block.text.split()) for block in blocks_of_text(text))
    assert kept == "".join(text.split())


# ------------------------------------------------------------------ screens


def screen(*elements: Element, platform: Platform = Platform.ANDROID) -> Screen:
    return Screen(platform=platform, elements=elements, size=(390, 844))


def texts(*words: str) -> Screen:
    return screen(*(Element(id=str(n), text=each, visible=True) for n, each in enumerate(words)))


def test_what_two_parts_show_counts_once() -> None:
    parts = [
        texts("隐私政策", "甲", "乙", "丙"),
        texts("隐私政策", "乙", "丙", "丁"),
        texts("隐私政策", "丁", "戊"),
    ]
    assert [b.text for b in blocks_of_screens(parts)] == ["隐私政策", "甲", "乙", "丙", "丁", "戊"]


def test_a_paragraph_that_is_said_twice_is_kept_twice() -> None:
    assert [b.text for b in blocks_of_screens([texts("甲", "乙", "甲")])] == ["甲", "乙", "甲"]


def test_descriptions_count_where_there_is_no_text_and_hidden_ones_do_not() -> None:
    shown = screen(
        Element(id="a", name="只有描述", visible=True), Element(id="b", text="看不见", visible=False)
    )
    assert [b.text for b in blocks_of_screens([shown])] == ["只有描述"]


def test_cells_and_parts_of_sentences_of_a_captured_page_stand_together() -> None:
    page = screen(
        Element(id="p", class_name="p", text="注册地址：", visible=True),
        Element(id="b", class_name="b", text="示例市", visible=True, parent="p"),
        Element(id="1", class_name="td", text="示例推送", visible=True, parent="tr"),
        Element(id="2", class_name="td", text="提醒", visible=True, parent="tr"),
        Element(id="3", class_name="td", text="别的", visible=True, parent="tr2"),
        Element(id="h", class_name="h2", role="heading", text="标题", visible=True),
        platform=Platform.WEB,
    )
    assert blocks_of_screens([page]) == (
        Block("注册地址：示例市"),
        Block("示例推送 | 提醒"),
        Block("别的"),
        Block("标题", True),
    )
