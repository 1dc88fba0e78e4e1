"""`Screen.from_files` on page sources: the reader is chosen by content, and errors name file and line."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from PIL import Image

from pytest_mobcompliance import Screen
from pytest_mobcompliance.errors import ScreenParseError
from pytest_mobcompliance.screen import Platform

CAPTURES = Path(__file__).parent / "captures"
DUMP = '<hierarchy rotation="0">\n<node text="%s" bounds="[0,0][9,9]"/>\n</hierarchy>'


def read(tmp_path: Path, content: str | bytes, **options: object) -> Screen:
    path = tmp_path / "home.xml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return Screen.from_files(source=path, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("suffix", [".xml", ".uix", ".txt", ".json", ""])
@pytest.mark.parametrize(
    ("name", "platform"),
    [
        ("uia2_home.xml", Platform.ANDROID),
        ("dump_transfer.uix", Platform.ANDROID),
        ("dump_windows.xml", Platform.ANDROID),
        ("xcuitest_login.xml", Platform.IOS),
    ],
)
def test_the_content_tells_the_platform_not_the_name(tmp_path, name, platform, suffix):
    path = tmp_path / f"capture{suffix}"
    shutil.copy(CAPTURES / name, path)
    screen = Screen.from_files(source=path)
    assert (screen.platform, screen.name) == (platform, "capture")
    assert len(screen.elements) > 3


def test_picture_density_and_font_scale(tmp_path):
    picture = tmp_path / "home.png"
    file = io.BytesIO()
    Image.new("RGB", (720, 1280)).save(file, "PNG")
    picture.write_bytes(file.getvalue())
    screen = Screen.from_files(
        source=CAPTURES / "dump_transfer.uix", screenshot=str(picture), density=2.0, font_scale=1.3
    )
    assert (screen.size, screen.density, screen.font_scale) == ((720, 1280), 2.0, 1.3)
    assert screen.screenshot_state.value == "hidden"
    with pytest.raises(ScreenParseError, match=r"none\.png"):
        Screen.from_files(source=CAPTURES / "dump_transfer.uix", screenshot=tmp_path / "none.png")


def test_a_density_that_is_not_the_picture_s_is_refused(tmp_path):
    picture = tmp_path / "login.png"
    file = io.BytesIO()
    Image.new("RGB", (1170, 2532)).save(file, "PNG")
    picture.write_bytes(file.getvalue())
    source = CAPTURES / "xcuitest_login.xml"
    assert Screen.from_files(source=source, screenshot=picture, density=3).density == 3
    with pytest.raises(ScreenParseError, match="density=2"):
        Screen.from_files(source=source, screenshot=picture, density=2)


# ------------------------------------------------------------------ encodings


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gbk", "gb18030"]
)
@pytest.mark.parametrize("before", ["", "console\n", "控制台:\n"])
def test_encodings_whatever_the_header_says(tmp_path, codec, before):
    text = before + '<?xml version="1.0" encoding="UTF-8"?>' + DUMP % "转账汇款 中文 测试"
    assert read(tmp_path, text.encode(codec)).elements[1].text == "转账汇款 中文 测试"


def test_the_header_decides_where_the_bytes_do_not(tmp_path):
    text = '<?xml version="1.0" encoding="Big5"?>' + DUMP % "轉帳"
    assert read(tmp_path, text.encode("big5")).elements[1].text == "轉帳"


def test_emoji_written_as_two_surrogates_by_old_phones(tmp_path):
    cesu = DUMP.encode() % "转账\ud83d\ude00".encode("utf-8", "surrogatepass")
    assert read(tmp_path, cesu).elements[1].text == "转账😀"
    assert read(tmp_path, DUMP % "转账&#55357;&#56832;").elements[1].text == "转账😀"


def test_one_damaged_character_leaves_the_others(tmp_path):
    raw = (DUMP % "转账汇款理财").encode()
    damaged = raw.replace("汇".encode(), b"\xe6\xb1")
    assert read(tmp_path, damaged).elements[1].text == "转账\ufffd款理财"


def test_bytes_of_no_encoding_name_line_and_place(tmp_path):
    with pytest.raises(ScreenParseError, match=r"home\.xml, line 2\n.*neither UTF-8 nor GB18030, at byte 37"):
        read(tmp_path, DUMP.encode() % b"\xff\xff\xff")


# ------------------------------------------------------------------ mended where it is certain


@pytest.mark.parametrize(
    ("written", "meant", "reason"),
    [
        ("存款 & 理财", "存款 & 理财", "ampersand"),
        ("a&nbsp;b", "a&nbsp;b", "ampersand"),
        ("收益<3%", "收益<3%", "less-than"),
        ("收益<b>高</b>", "收益<b>高</b>", "less-than"),
        ('点"同意"继续', '点"同意"继续', "quote"),
        ("响铃&#7;", "响铃\ufffd", "character"),
        ("半个&#xD83D;", "半个\ufffd", "character"),
    ],
)
def test_broken_values_are_mended_where_they_can_only_mean_one_thing(tmp_path, written, meant, reason):
    screen = read(tmp_path, DUMP % written)
    assert screen.elements[1].text == meant
    assert screen.elements[1].bounds == (0.0, 0.0, 9.0, 9.0)
    assert screen.settings["source_mended"] == [reason]


def test_control_characters_are_replaced_as_on_the_web(tmp_path):
    screen = read(tmp_path, DUMP % "a\x01b\x00c")
    assert screen.elements[1].text == "a\ufffdb\ufffdc"


def test_an_attribute_may_stand_twice_if_it_says_the_same(tmp_path):
    twice = '<hierarchy>\n<node text="转账" text="转账"/></hierarchy>'
    assert read(tmp_path, twice).settings["source_mended"] == ["attribute-twice"]
    with pytest.raises(ScreenParseError, match=r"home\.xml, line 2\n  got: the attribute text twice"):
        read(tmp_path, '<hierarchy>\n<node text="转账" text="理财"/></hierarchy>')


def test_inner_classes_as_tags(tmp_path):
    screen = read(tmp_path, '<hierarchy><android.app.ActionBar$Tab text="首页" /></hierarchy>')
    assert (screen.elements[1].class_name, screen.elements[1].role) == ("android.app.ActionBar$Tab", "tab")


def test_console_text_that_looks_like_xml(tmp_path):
    dump = DUMP % "转账"
    screen = read(tmp_path, f"adb: <no devices> & a warning\n{dump}\nshell@phone:/ $ echo <done> & exit\n")
    assert [e.text for e in screen.elements] == [None, "转账"]
    assert screen.settings["windows"] == 1


# ------------------------------------------------------------------ refused


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty file"),
        ("ERROR: null root node returned by UiTestAutomationBridge.\n", "no XML: 'ERROR: null root node"),
        ("<html><body/></html>", "<html>"),
        ('<hierarchy>\n<node text="转', r"home\.xml, line 2\n  got: the end, inside <hierarchy> of line 1"),
        ("<hierarchy>\n<node>\n<node/>\n", r"home\.xml, line 4\n  got: the end, inside <node> of line 2"),
        ("<hierarchy>\n<node></nod>\n</hierarchy>", r"home\.xml, line 2, column \d+\n  got: mismatched tag"),
        ("adb warning\n\n<hierarchy>\n<node a=1/>\n</hierarchy>", r"home\.xml, line 4, column \d+\n"),
        ('{"format": "other"}', "format 'other'"),
        ("[]", "a JSON list"),
        ("{", "no valid JSON"),
    ],
)
def test_errors_name_the_file_the_line_and_what_is_wrong(tmp_path, content, message):
    with pytest.raises(ScreenParseError, match=message) as caught:
        read(tmp_path, content)
    assert str(tmp_path / "home.xml") in str(caught.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ScreenParseError, match="no such file"):
        Screen.from_files(source=tmp_path / "none.xml")
    with pytest.raises(ScreenParseError):
        Screen.from_files(source=tmp_path)


def test_lines_are_right_after_mending(tmp_path):
    content = '<hierarchy>\n<node text="a & b"\n text="a & b"/>\n<!--\n-->\n<node></wrong>\n</hierarchy>'
    with pytest.raises(ScreenParseError, match=r"line 6, column \d+\n  got: mismatched tag"):
        read(tmp_path, content)
