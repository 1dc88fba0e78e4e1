"""`parse_ios`: the source of the XCUITest driver."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from pytest_mobcompliance.errors import ScreenParseError
from pytest_mobcompliance.screen import Element, Platform, Screen, parse_android, parse_ios
from pytest_mobcompliance.screen.bundle import read_bundle, write_bundle

CAPTURES = Path(__file__).parent / "captures"
APP = '<XCUIElementTypeApplication x="0" y="0" width="390" height="844">'


def capture(name: str, **options: object) -> Screen:
    return parse_ios((CAPTURES / name).read_bytes(), name="login", **options)  # type: ignore[arg-type]


def by_name(screen: Screen, name: str) -> Element:
    return next(e for e in screen.elements if name in (e.resource_id, e.name))


def one(tag: str, attributes: str = "", **options: object) -> Element:
    """The only element of an app."""
    source = f"{APP}<XCUIElementType{tag} {attributes}/></XCUIElementTypeApplication>"
    return parse_ios(source, **options).elements[1]  # type: ignore[arg-type]


def png(width: int, height: int) -> bytes:
    file = io.BytesIO()
    picture = Image.new("RGB", (width, height), "white")
    picture.putpixel((0, 0), (0, 0, 0))
    picture.save(file, "PNG")
    return file.getvalue()


def test_the_screen_itself():
    screen = capture("xcuitest_login.xml", locale="zh-Hans-CN", font_scale=1.2)
    assert screen.platform is Platform.IOS
    assert (screen.package, screen.locale, screen.font_scale) == ("cn.example.bank.ios", "zh-Hans-CN", 1.2)
    assert screen.elements[0].id == "Application"
    assert screen.elements[0].name == "测试银行"
    assert not screen.truncated


def test_a_button_has_every_field_that_the_source_tells():
    button = by_name(capture("xcuitest_login.xml", density=3), "login.submit")
    assert button.id == "Application/Window[1]/ScrollView[1]/Button[1]"
    assert (button.label, button.role, button.name) == ("#login.submit", "button", "登录")
    assert button.class_name == "XCUIElementTypeButton"
    assert button.bounds == button.full_bounds == (48.0, 903.0, 1122.0, 1035.0)
    assert button.bounds_dp == button.full_bounds_dp == (16.0, 301.0, 374.0, 345.0)
    assert (button.enabled, button.visible, button.focusable, button.clickable) == (False, True, True, True)
    assert (button.selected, button.clipped, button.in_webview, button.password) == (
        False,
        False,
        False,
        False,
    )
    assert button.checked is button.text is button.scrollable is button.text_size_dp is None


def test_fields_tell_hint_value_and_secret():
    screen = capture("xcuitest_login.xml")
    phone, password = by_name(screen, "login.phone"), by_name(screen, "login.password")
    assert (phone.role, phone.name, phone.text, phone.value) == ("textbox", "手机号", None, None)
    assert (phone.hint, phone.editable) == ("请输入手机号", True)
    assert (password.password, password.hint, password.input_type) == (True, "请输入密码", "password")
    assert password.text is password.value is None
    assert "••" not in str(screen.to_json())
    typed = one("TextField", 'value="13800000001" placeholderValue="手机号"')
    assert (typed.value, typed.text, typed.hint) == ("13800000001", "13800000001", "手机号")


def test_states():
    screen = capture("xcuitest_login.xml")
    assert by_name(screen, "记住我").checked is True
    assert (by_name(screen, "首页").role, by_name(screen, "首页").selected) == ("tab", True)
    assert by_name(screen, "我的").selected is False
    assert one("Button").selected is None
    assert one("Switch", 'value="0"').checked is False
    assert one("Switch").checked is None


def test_roles():
    screen = capture("xcuitest_login.xml")
    assert next(e for e in screen.elements if e.text == "登录").role == "heading"
    assert one("StaticText", 'traits="StaticText, Link" label="条款"').role == "link"
    assert one("TextView", 'value="条款"').role == "text"
    assert one("TextView", 'placeholderValue="留言"').role == "textbox"
    roles = [one(tag).role for tag in ("Slider", "ActivityIndicator", "Cell", "Table", "Other", "Unheard")]
    assert roles == ["slider", "progressbar", "listitem", "list", "generic", "generic"]


def test_what_answers_a_tap_is_unknown_but_of_controls():
    assert one("Link").clickable is True
    assert one("Other").clickable is None
    assert one("Other", 'traits="Button"').clickable is True


def test_frames_are_whole_so_what_is_cut_is_certain():
    screen = capture("xcuitest_login.xml")
    cell = next(e for e in screen.elements if e.class_name == "XCUIElementTypeCell")
    assert cell.full_bounds_dp == (0.0, 740.0, 390.0, 800.0)
    assert cell.bounds_dp == (0.0, 740.0, 390.0, 761.0)
    assert (cell.clipped, cell.size_dp) == (True, (390.0, 60.0))
    below = by_name(screen, "ad_bottom")
    assert (below.bounds, below.clipped, below.visible) == (None, True, False)
    assert below.full_bounds == (16.0, 1200.0, 96.0, 1280.0)


def test_everything_below_a_webview_says_so():
    screen = capture("xcuitest_login.xml")
    outer, inner = [e for e in screen.elements if e.role == "webview"]
    assert (outer.in_webview, inner.in_webview, by_name(screen, "隐私政策").in_webview) == (False, True, True)


def test_an_alert():
    screen = capture("xcuitest_alert.xml")
    alert = next(e for e in screen.elements if e.role == "dialog")
    assert alert.name == "“测试银行”想访问您的相机"
    assert [e.name for e in screen.subtree(alert) if e.role == "button"] == ["不允许", "允许"]
    assert [e.text for e in screen.subtree(alert) if e.text] == ["“测试银行”想访问您的相机", "用于扫一扫付款"]


# ------------------------------------------------------------------ density


def test_the_picture_tells_the_density_where_the_app_fills_it():
    screen = capture("xcuitest_login.xml", screenshot=png(1170, 2532))
    assert (screen.density, screen.size) == (3.0, (1170, 2532))
    assert by_name(screen, "login.submit").bounds == (48.0, 903.0, 1122.0, 1035.0)


def test_beside_another_app_only_points_are_known():
    screen = capture("xcuitest_login.xml", screenshot=png(2048, 1536))
    assert screen.density is None
    button = by_name(screen, "login.submit")
    assert button.bounds is button.full_bounds is None
    assert button.bounds_dp == (16.0, 301.0, 374.0, 345.0)


def test_without_a_picture_px_are_points():
    screen = capture("xcuitest_login.xml")
    assert (screen.density, screen.size) == (None, (390, 844))
    assert by_name(screen, "login.submit").bounds == (16.0, 301.0, 374.0, 345.0)


@pytest.mark.parametrize("density", [0.0, -3.0, 99.0])
def test_a_density_that_no_device_has_is_refused(density):
    with pytest.raises(ScreenParseError, match="density"):
        capture("xcuitest_login.xml", density=density)


def test_a_shrunk_picture_has_fewer_px_per_point_than_the_device():
    screen = capture("xcuitest_login.xml", screenshot=png(585, 1266), density=3)
    assert screen.density == 1.5
    assert by_name(screen, "login.submit").bounds_dp == (16.0, 301.0, 374.0, 345.0)


# ------------------------------------------------------------------ odd sources


def test_what_the_source_does_not_say_is_unknown():
    element = one("Other")
    known = {key for key, value in element.to_json().items() if value is not False}
    assert known == {"id", "role", "class_name", "parent"}
    assert (
        element.enabled is element.visible is element.focusable is element.clipped is element.checked is None
    )


@pytest.mark.parametrize("frame", ['x="NaN"', 'width="1e99"', 'height=""', 'y="oben"'])
def test_frames_that_are_no_numbers_are_unknown(frame):
    whole = {"x": "1", "y": "1", "width": "5", "height": "5"} | dict([frame.replace('"', "").split("=")])
    element = one("Other", " ".join(f'{key}="{value}"' for key, value in whole.items()))
    assert element.bounds is element.full_bounds is element.bounds_dp is None


def test_empty_frames_have_no_bounds():
    assert one("Other", 'x="5" y="5" width="0" height="20"').full_bounds is None
    assert one("Other", 'x="5" y="5" width="-9" height="20"').full_bounds is None


def test_several_apps_stand_below_a_root_of_ours():
    app = "<XCUIElementTypeApplication/>"
    screen = parse_ios(f"<AppiumAUT>{app}{app}</AppiumAUT>")
    ids = [e.id for e in screen.elements]
    assert ids == ["AppiumAUT", "AppiumAUT/Application[1]", "AppiumAUT/Application[2]"]
    assert parse_ios("<AppiumAUT/>").elements[0].id == "AppiumAUT"


def test_each_platform_refuses_the_other_s_source_and_says_who_reads_it():
    android = (CAPTURES / "uia2_home.xml").read_bytes()
    with pytest.raises(ScreenParseError, match="parse_android"):
        parse_ios(android)
    with pytest.raises(ScreenParseError, match="parse_ios"):
        parse_android((CAPTURES / "xcuitest_login.xml").read_bytes())
    with pytest.raises(ScreenParseError, match="<html>"):
        parse_ios("<html><body/></html>")


def test_thousands_of_levels():
    deep = 5000
    tag = "XCUIElementTypeOther"
    screen = parse_ios(f"{f'<{tag}>' * deep}{f'</{tag}>' * deep}")
    assert len(screen.index) == len(screen.elements) == deep


def test_a_tree_as_deep_as_the_driver_looks_is_truncated():
    source = f"{APP}<XCUIElementTypeOther/></XCUIElementTypeApplication>"
    assert parse_ios(source, settings={"snapshotMaxDepth": 1}).truncated
    assert not parse_ios(source, settings={"snapshotMaxDepth": 2}).truncated


def test_a_screen_survives_the_way_through_a_bundle(tmp_path):
    screen = capture("xcuitest_login.xml", screenshot=png(1170, 2532))
    assert read_bundle(write_bundle(tmp_path, screen)) == screen
