"""Page sources and dumps of the virtual phone."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from pytest_mobcompliance.virtual_phone.hierarchy import dump, page_source, snapshot
from pytest_mobcompliance.virtual_phone.layout import Display, lay_out
from pytest_mobcompliance.virtual_phone.views import (
    BUTTON,
    VIEW,
    WEB,
    View,
    Window,
    button,
    check,
    column,
    field_,
    image,
    row,
    scroll,
    text,
)

SIZE = (1080, 2340)
ORDER = [
    *(
        "index",
        "package",
        "class",
        "text",
        "content-desc",
        "resource-id",
        "checkable",
        "checked",
        "clickable",
    ),
    *("enabled", "focusable", "focused", "long-clickable", "password", "scrollable", "selected", "bounds"),
    *("displayed", "hint", "extras", "a11y-important", "screen-reader-focusable", "input-type"),
    *("drawing-order", "showing-hint", "text-entry-key", "dismissable", "a11y-focused", "heading"),
    *("live-region", "context-clickable", "content-invalid", "error", "actions", "window-id"),
    *("text-size", "text-unit"),
]


def window(root: View, kind="application", area=(0, 66, 1080, 2208), scrolled=None, **facts) -> Window:
    display = Display(density=2.75, scrolled=scrolled or {})
    node = lay_out(root, area, display, facts.get("key", ""))
    return Window(package="cn.example.bank", activity="cn.example.bank.Main", root=node, kind=kind, **facts)


def source(*windows: Window, active=None, **facts) -> str:
    return page_source(windows, active=active or windows[-1], width=SIZE[0], height=SIZE[1], **facts)


def parsed(*windows: Window, **facts) -> ET.Element:
    return ET.fromstring(source(*windows, **facts).encode())


def named(tree: ET.Element, name: str) -> ET.Element:
    found = [each for each in tree.iter() if each.get("resource-id", "").endswith(name)]
    assert len(found) == 1, name
    return found[0]


HOME = column(
    text('账户 <总览> & "更多"', id="title", heading=True),
    image("search", "搜索", id="search", on_tap=lambda: None),
    image("picture", id="decoration"),
    field_("", lambda words: None, id="phone", hint="手机号"),
    field_("246810", lambda words: None, id="pin", password=True),
    check("同意", True, lambda: None, id="agree"),
    scroll(*(text(f"第{number}行", id=f"line_{number}", height=60) for number in range(60)), id="list"),
    id="home",
    height="fill",
)


# ------------------------------------------------------------------ form


def test_the_head_is_the_servers():
    lines = source(window(HOME)).split("\r\n")
    assert lines[0] == "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>"
    assert lines[1] == '<hierarchy index="0" class="hierarchy" rotation="0" width="1080" height="2340">'
    assert lines[2].startswith('  <android.widget.FrameLayout index="0" package="cn.example.bank" class=')
    assert lines[-1] == "</hierarchy>"


def test_attributes_stand_in_the_servers_order():
    tree = parsed(
        window(HOME), settings={"includeExtrasInPageSource": True, "includeA11yActionsInPageSource": True}
    )
    for element in list(tree.iter())[1:]:
        assert list(element.attrib) == [name for name in ORDER if name in element.attrib]
        assert element.tag == element.get("class")


def test_an_app_stands_in_androids_frames():
    tree = parsed(window(HOME))
    decor = tree[0]
    assert [decor.tag, decor[0].tag, decor[0][0].get("resource-id")] == [
        "android.widget.FrameLayout",
        "android.widget.LinearLayout",
        "android:id/content",
    ]
    assert decor.get("bounds") == "[0,0][1080,2340]"
    assert decor[0][0][0].get("resource-id") == "cn.example.bank:id/home"


def test_facts_of_views():
    tree = parsed(window(HOME), focused="0/phone")
    title, search, phone = named(tree, "/title"), named(tree, "/search"), named(tree, "/phone")
    assert title.get("text") == '账户 <总览> & "更多"'
    assert (title.get("heading"), title.get("a11y-important"), title.get("clickable")) == (
        "true",
        "true",
        "false",
    )
    assert (search.get("content-desc"), search.get("clickable"), search.get("text")) == ("搜索", "true", "")
    assert named(tree, "/decoration").get("a11y-important") == "false"
    assert "content-desc" not in named(tree, "/decoration").attrib
    assert (phone.get("text"), phone.get("hint"), phone.get("showing-hint")) == ("手机号", "手机号", "true")
    assert (phone.get("focused"), phone.get("input-type")) == ("true", "1")
    assert named(tree, "/agree").get("checked") == "true"
    assert named(tree, "/list").get("scrollable") == "true"


def test_sizes_are_told_when_they_are_asked_for():
    asked = {"includeExtraRenderingInfo": True}
    root = column(
        text("标题", id="title", size=20), text("时间", id="clock", size=12, in_px=True), image("x", id="i")
    )
    tree = parsed(window(root), settings=asked)
    title, clock = named(tree, "/title"), named(tree, "/clock")
    assert (title.get("text-size"), title.get("text-unit")) == ("20.0", "sp")
    assert (clock.get("text-size"), clock.get("text-unit")) == ("33.0", "px")  # 12 dp at 2.75 px
    assert "text-size" not in named(tree, "/i").attrib
    assert "text-size" not in named(parsed(window(root)), "/title").attrib
    assert "text-size" not in named(parsed(window(root), settings=asked, api=29), "/title").attrib


def test_fields_say_that_they_are_wrong():
    def field(**facts):
        return field_("1", lambda words: None, **facts)

    root = column(field(id="a", invalid=True), field(id="b", error="身份证件号码不正确"), field(id="c"))
    told = [(named(tree, f"/{name}").attrib) for tree in [parsed(window(root))] for name in "abc"]
    assert [(each["content-invalid"], each.get("error")) for each in told] == [
        ("true", None),
        ("true", "身份证件号码不正确"),
        ("false", None),
    ]


def test_where_a_screen_reader_stands():
    tree = parsed(window(HOME), reader="0/phone")
    assert [each.get("resource-id") for each in tree.iter() if each.get("a11y-focused") == "true"] == [
        "cn.example.bank:id/phone"
    ]


def test_passwords_are_bullets():
    pin = named(parsed(window(HOME)), "/pin")
    assert (pin.get("text"), pin.get("password"), pin.get("input-type")) == ("••••••", "true", "129")


def test_letters_that_xml_cannot_hold():
    tree_source = source(window(column(text("坏\x07字 😀\n下", id="odd"))))
    assert "坏?字 &#128512;&#10;下" in tree_source
    assert named(ET.fromstring(tree_source.encode()), "/odd").get("text") == "坏?字 😀\n下"


@pytest.mark.parametrize(
    ("cls", "tag"),
    [
        ("cn.example.Outer$Inner", "cn.example.Outer.Inner"),
        ("cn.example.账户View", "cn.example.账户View"),
        ("1a b", "a_b"),
        ("", "android.view.View"),
        ("$", "android.view.View"),
    ],
)
def test_class_names_become_names_of_elements(cls, tag):
    odd = named(parsed(window(column(View(cls=cls, text="x", id="odd")))), "/odd")
    assert odd.tag == tag
    assert odd.get("class") == cls


def test_older_phones_tell_less():
    element = named(parsed(window(HOME), api=27), "/title")
    assert not {"heading", "screen-reader-focusable", "text-entry-key"} & set(element.attrib)
    assert element.get("showing-hint") == "false"


# ------------------------------------------------------------------ what is listed


def test_what_does_not_show_is_left_out_unless_asked_for():
    shown = window(HOME)
    assert not [each for each in parsed(shown).iter() if each.get("resource-id", "").endswith("/line_59")]
    line = named(parsed(shown, settings={"allowInvisibleElements": True}), "/line_59")
    assert line.get("displayed") == "false"
    top, bottom = re.fullmatch(r"\[0,(-?\d+)\]\[1080,(-?\d+)\]", line.get("bounds")).groups()
    assert int(top) > int(bottom)  # cut by the list: its edges cross, as on phones


def test_bounds_are_cut_by_what_scrolls_and_index_counts_all_children():
    shown = window(HOME, scrolled={"0/list": 100})
    tree = parsed(shown)
    listed = named(tree, "/list")
    top = re.match(r"\[0,(\d+)\]", listed.get("bounds")).group(1)
    assert listed[0].get("bounds").startswith(f"[0,{top}]")
    later = parsed(window(HOME, scrolled={"0/list": 1000}))
    assert int(named(later, "/list")[0].get("index")) > 0


def test_compressed_trees_leave_plain_layouts_out():
    full, short = parsed(window(HOME)), parsed(window(HOME), settings={"ignoreUnimportantViews": True})
    names = {each.get("resource-id", "").rpartition("/")[2] for each in short.iter()}
    assert {"title", "search", "phone", "list"} <= names
    assert not {"home", "content", "decoration"} & names
    assert len(list(short.iter())) < len(list(full.iter()))
    assert short[0].tag == "android.widget.FrameLayout"
    assert [each.get("index") for each in short[0]] == [str(n) for n in range(len(short[0]))]


def test_depth_can_be_limited():
    deep: View = text("底", id="bottom")
    for _ in range(90):
        deep = column(deep)
    assert not [each for each in parsed(window(deep)).iter() if each.get("text") == "底"]
    assert named(parsed(window(deep), settings={"snapshotMaxDepth": 200}), "/bottom").get("text") == "底"
    assert len(list(parsed(window(deep), settings={"snapshotMaxDepth": 10}).iter())) == 11


def test_only_the_active_window_unless_all_are_asked_for():
    bar = window(row(text("9:41", id="clock")), "bar", (0, 0, 1080, 66))
    app = window(HOME, key="app")
    keys = window(column(text("q", id="key_q", on_tap=lambda: None)), "keyboard", (0, 1600, 1080, 2340))
    assert len(parsed(bar, app, keys, active=app)) == 1
    tree = parsed(bar, app, keys, active=app, settings={"enableMultiWindows": True})
    assert len(tree) == 3
    assert [each.get("index") for each in tree] == ["0", "1", "2"]
    assert named(tree, "/key_q").get("text-entry-key") == "true"
    assert named(tree, "/clock").get("window-id") != named(tree, "/title").get("window-id")


def test_what_a_dialog_covers_is_not_listed():
    bar = window(row(text("9:41", id="clock")), "bar", (0, 0, 1080, 66))
    dialog = window(column(text("提示", id="tip")), "dialog", (100, 900, 980, 1300), dim=True)
    tree = parsed(bar, window(HOME), dialog, settings={"enableMultiWindows": True})
    names = {each.get("resource-id", "").rpartition("/")[2] for each in tree.iter()}
    assert {"tip", "clock"} <= names
    assert "title" not in names
    assert tree[0].get("bounds") == dialog_bounds(dialog)


def dialog_bounds(shown: Window) -> str:
    left, top, right, bottom = shown.root.box
    return f"[{left},{top}][{right},{bottom}]"


def test_toasts_come_last_and_can_be_switched_off():
    tree = parsed(window(HOME), toasts=["转账成功"])
    assert tree[-1].attrib == {
        "index": "1",
        "package": "com.android.settings",
        "class": "android.widget.Toast",
        "text": "转账成功",
        "displayed": "true",
    }
    silent = parsed(window(HOME), toasts=["转账成功"], settings={"enableNotificationListener": False})
    assert len(silent) == 1


def test_another_display_is_empty():
    tree = parsed(window(HOME), settings={"currentDisplayId": 2})
    assert (tree.tag, len(tree)) == ("hierarchy", 0)


def test_pages_keep_their_own_ids_and_tell_chromiums_roles():
    page = View(
        cls=WEB,
        children=(
            View(cls=BUTTON, text="下一步", id="next", on_tap=lambda: None),
            View(cls=VIEW, text="段落"),
        ),
    )
    tree = parsed(window(column(page)), settings={"includeExtrasInPageSource": True})
    element = named(tree, "next")
    assert element.get("resource-id") == "next"
    assert element.get("drawing-order") == "0"
    assert "AccessibilityNodeInfo.chromeRole=button" in element.get("extras")
    assert "extras" not in parsed(window(column(page)))[0].attrib


def test_items_know_their_nodes():
    shown = window(HOME)
    (root,) = snapshot([shown], active=shown, width=1080, height=2340)
    by_node = {item.node.view.id: item for item in root.walk() if item.node is not None}
    assert by_node["search"].box == next(node for node in shown.root.walk() if node.view.id == "search").seen


# ------------------------------------------------------------------ uiautomator dump


def test_a_dump_is_one_line_of_nodes():
    written = dump(window(HOME), 1)
    assert "\n" not in written
    tree = ET.fromstring(written.encode())
    assert tree.attrib == {"rotation": "1"}
    assert {each.tag for each in list(tree.iter())[1:]} == {"node"}
    title = named(tree, "/title")
    assert list(title.attrib) == [
        *("index", "text", "resource-id", "class", "package", "content-desc", "checkable", "checked"),
        *("clickable", "enabled", "focusable", "focused", "scrollable", "long-clickable", "password"),
        *("selected", "bounds", "drawing-order", "hint"),
    ]
    assert "drawing-order" not in dump(window(HOME), api=30)


def test_a_dump_marks_what_has_no_words():
    tree = ET.fromstring(
        dump(
            window(
                column(
                    image("search", "", id="mute", on_tap=lambda: None),
                    button("转账", lambda: None, id="pay"),
                )
            )
        ).encode()
    )
    assert named(tree, "/mute").get("NAF") == "true"
    assert "NAF" not in named(tree, "/pay").attrib
