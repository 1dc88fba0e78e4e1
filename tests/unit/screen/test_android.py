"""`parse_android`: UiAutomator2 source and files of ``uiautomator dump``, in the shapes people publish."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from PIL import Image

from pytest_mobcompliance.errors import ScreenParseError
from pytest_mobcompliance.screen import Element, Platform, Screen, ScreenshotState, parse_android
from pytest_mobcompliance.screen.bundle import read_bundle, write_bundle

CAPTURES = Path(__file__).parent / "captures"
HEAD = '<hierarchy rotation="0" width="1080" height="2274">'


def capture(name: str, **options: object) -> Screen:
    return parse_android((CAPTURES / name).read_bytes(), name="home", **options)  # type: ignore[arg-type]


def by_id(screen: Screen, short: str, number: int = 0) -> Element:
    return [e for e in screen.elements if (e.resource_id or "").rpartition("/")[2] == short][number]


def one(attributes: str, *, cls: str = "android.view.View", **options: object) -> Element:
    """The only view of a screen."""
    screen = parse_android(f"{HEAD}<{cls} {attributes}/></hierarchy>", **options)  # type: ignore[arg-type]
    assert len(screen.elements) == 2
    return screen.elements[1]


def png(width: int, height: int) -> bytes:
    file = io.BytesIO()
    picture = Image.new("RGB", (width, height), "white")
    picture.putpixel((0, 0), (0, 0, 0))
    picture.save(file, "PNG")
    return file.getvalue()


# ------------------------------------------------------------------ UiAutomator2


def test_the_screen_itself():
    screen = capture(
        "uia2_home.xml",
        density=2.75,
        font_scale=1.3,
        locale="zh-CN",
        activity=".Main",
        settings={"ignoreUnimportantViews": False},
    )
    assert screen.platform is Platform.ANDROID
    assert (screen.size, screen.density, screen.font_scale) == ((1080, 2400), 2.75, 1.3)
    assert (screen.package, screen.activity, screen.locale) == ("cn.example.bank", ".Main", "zh-CN")
    assert screen.settings == {"rotation": 0, "windows": 1, "ignoreUnimportantViews": False}
    assert screen.screenshot_state is ScreenshotState.UNAVAILABLE
    assert not screen.truncated
    root = screen.elements[0]
    assert (root.id, root.parent, root.bounds) == ("hierarchy", None, (0.0, 0.0, 1080.0, 2400.0))
    assert all(screen[element.parent] for element in screen.elements[1:] if element.parent)


def test_a_control_has_every_field_that_the_source_tells():
    row = by_id(capture("uia2_home.xml", density=2.75), "account_row", 1)
    assert row.id == "hierarchy/FrameLayout[1]/LinearLayout[1]/FrameLayout[1]/RecyclerView[1]/LinearLayout[2]"
    assert row.label == "#account_row"
    assert (row.role, row.class_name, row.package) == (
        "listitem",
        "android.widget.LinearLayout",
        "cn.example.bank",
    )
    assert row.bounds == (0.0, 880.0, 1080.0, 1100.0)
    assert row.bounds_dp == (0.0, 320.0, 392.73, 400.0)
    assert row.full_bounds is row.full_bounds_dp is None
    assert (row.clickable, row.focusable, row.enabled, row.visible) == (True, True, True, True)
    assert (row.selected, row.password, row.scrollable, row.editable) == (False, False, False, False)
    assert row.checked is row.text is row.name is row.hint is row.value is row.text_size_dp is None
    assert (row.clipped, row.in_webview) == (False, False)
    assert len(row.children) == 3


def test_roles_are_the_web_s():
    screen = capture("uia2_home.xml")
    roles = {short: by_id(screen, short).role for short in ("menu", "title", "elderly_switch", "search")}
    assert roles == {"menu": "button", "title": "heading", "elderly_switch": "switch", "search": "textbox"}
    roles = {
        short: by_id(screen, short).role for short in ("banner", "accounts", "agree", "tabs", "tab_home")
    }
    assert list(roles.values()) == ["img", "list", "checkbox", "tablist", "tab"]
    assert by_id(screen, "agree_text").role == "text"


@pytest.mark.parametrize(
    ("cls", "role"),
    [
        ("androidx.appcompat.widget.AppCompatCheckBox", "checkbox"),
        ("android.widget.RadioButton", "radio"),
        ("com.google.android.material.switchmaterial.SwitchMaterial", "switch"),
        ("android.support.v7.widget.RecyclerView", "list"),
        ("android.widget.MultiAutoCompleteTextView", "textbox"),
        ("androidx.appcompat.widget.SearchView$SearchAutoComplete", "textbox"),
        ("com.tencent.smtt.webkit.WebView", "webview"),
        ("android.app.AlertDialog", "dialog"),
        ("android.widget.SeekBar", "slider"),
        ("android.widget.ProgressBar", "progressbar"),
        ("androidx.compose.ui.platform.ComposeView", "generic"),
        ("io.flutter.view.FlutterView", "generic"),
        ("android.view.View", "generic"),
        ("a.b.c", "generic"),
    ],
)
def test_old_new_and_foreign_classes(cls, role):
    assert one(f'class="{cls}" bounds="[0,0][9,9]"').role == role


def test_dialogs_are_told_by_the_ids_of_the_frameworks():
    assert one('resource-id="android:id/parentPanel"').role == "dialog"
    assert one('resource-id="cn.example:id/design_bottom_sheet"').role == "dialog"


def test_what_is_checked_is_known_only_of_what_can_be_checked():
    screen = capture("uia2_home.xml")
    assert by_id(screen, "agree").checked is True
    assert by_id(screen, "elderly_switch").checked is False
    assert by_id(screen, "agree_text").checked is None
    assert one('checked="true"').checked is True
    assert one('checked="false"').checked is None


def test_texts_keep_escapes_emoji_and_icon_glyphs():
    screen = capture("uia2_home.xml")
    assert by_id(screen, "account_name", 1).text == "定期账户 <三年>"
    assert by_id(screen, "agree_text").text == "已阅读 & 同意《隐私政策》"
    assert one('text="&#xe601;"').text == "\ue601"
    assert one('text="行&#10;行"').text == "行\n行"
    assert one('text="  "').text is None


def test_a_hint_is_no_text():
    search = by_id(capture("uia2_home.xml"), "search")
    assert (search.text, search.value) == (None, None)
    assert search.hint == search.name == "搜索 功能、产品 🔍"
    assert search.editable is True


def test_several_windows_keyboard_and_toast():
    screen = capture("uia2_windows.xml")
    assert screen.settings["windows"] == 3
    assert len(screen.elements[0].children) == 4
    assert screen.package == "cn.example.bank"
    assert {e.package for e in screen.elements[1:]} == {
        *("cn.example.bank", "com.example.keyboard", "com.android.systemui", "com.android.settings"),
    }
    toast = screen.elements[-1]
    assert (toast.role, toast.text, toast.bounds, toast.visible) == ("alert", "网络不给力", None, True)


def test_fields_say_what_may_be_typed_into_them():
    screen = capture("uia2_windows.xml")
    phone = by_id(screen, "phone")
    assert (phone.text, phone.value, phone.hint) == ("13800000001", "13800000001", "请输入手机号")
    assert (phone.input_type, phone.password) == ("tel", False)
    custom = by_id(screen, "custom")
    assert (custom.role, custom.editable) == ("textbox", True)
    assert custom.class_name == "com.example.widget.SafeInput$Inner"


@pytest.mark.parametrize("short", ["password", "new_password", "custom"])
def test_nothing_of_a_password_is_kept(short):
    screen = capture("uia2_windows.xml")
    field = by_id(screen, short)
    assert field.text is field.value is None
    assert field.input_type == "password"
    written = str(screen.to_json())
    assert "s3cret-shown" not in written
    assert "••" not in written


def test_a_password_that_is_shown_is_no_password_field_and_yet_kept_out():
    assert by_id(capture("uia2_windows.xml"), "new_password").password is False


def test_a_permission_dialog():
    screen = capture("uia2_permission.xml")
    assert screen.package == "com.google.android.permissioncontroller"
    message = by_id(screen, "permission_message")
    assert message.text == "允许“测试银行”拍摄照片和录制视频吗？"
    assert message.resource_id == "com.android.permissioncontroller:id/permission_message"
    buttons = [e.text for e in screen.elements if e.role == "button"]
    assert buttons == ["仅在使用该应用时允许", "仅限这一次", "不允许"]


def test_everything_below_a_webview_says_so():
    screen = capture("uia2_webview.xml")
    outer, inner = [e for e in screen.elements if e.role == "webview"]
    assert (outer.in_webview, inner.in_webview) == (False, True)
    assert all(e.in_webview for e in screen.subtree(inner))
    assert not screen.elements[1].in_webview
    title = next(e for e in screen.elements if e.resource_id == "main-title")
    assert (title.role, title.label) == ("heading", "#main-title")
    below = next(e for e in screen.elements if e.text == "联系我们")
    assert (below.visible, below.bounds, below.clipped) == (False, None, True)


def test_a_window_that_leaves_room_at_both_sides_is_a_dialog():
    screen = capture("uia2_permission.xml")
    assert [e.id for e in screen.elements if e.role == "dialog"] == ["hierarchy/FrameLayout[1]"]
    for other in ("uia2_home.xml", "uia2_windows.xml", "dump_windows.xml"):
        assert all(e.role != "dialog" for e in capture(other).elements)


# ------------------------------------------------------------------ uiautomator dump


def test_a_dump_with_console_text_around_it():
    screen = capture("dump_transfer.uix", density=2.0)
    assert screen.size == (720, 1280)
    assert screen.settings == {"rotation": 0, "windows": 1}
    assert by_id(screen, "amount").bounds_dp == (0.0, 80.0, 360.0, 120.0)


def test_in_a_dump_a_text_may_be_a_hint_so_the_value_is_unknown():
    amount, pin = (by_id(capture("dump_transfer.uix"), short) for short in ("amount", "pin"))
    assert (amount.text, amount.hint, amount.value) == ("请输入金额", None, None)
    assert (pin.password, pin.text, pin.name, pin.value) == (True, None, None, None)


def test_a_dump_of_windows_on_a_turned_phone():
    screen = capture("dump_windows.xml")
    assert screen.size == (2340, 1080)
    assert screen.settings == {"rotation": 1, "windows": 2}
    assert by_id(screen, "ok").role == "button"


def test_two_dumps_in_one_file_are_windows_of_one_screen():
    one_dump = '<?xml version="1.0"?><hierarchy rotation="0"><node class="android.view.View"/></hierarchy>\n'
    screen = parse_android(f"{one_dump}UI hierchary dumped to: /sdcard/w.xml\n{one_dump}")
    assert [e.id for e in screen.elements] == ["hierarchy", "hierarchy/View[1]", "hierarchy/View[2]"]


# ------------------------------------------------------------------ unknown is None


def test_what_the_source_does_not_say_is_unknown():
    element = one("", cls="a.b.Custom")
    known = {key for key, value in element.to_json().items() if value is not False}
    assert known == {"id", "role", "class_name", "parent"}
    assert element.in_webview is False
    assert element.clickable is element.enabled is element.visible is element.checked is None
    assert element.editable is element.password is element.clipped is element.scrollable is None


def test_bounds_in_dp_need_the_density():
    screen = capture("uia2_home.xml")
    assert screen.density is None
    assert all(e.bounds_dp is None for e in screen.elements)


@pytest.mark.parametrize("density", [0, -1, 1000])
def test_a_density_that_no_phone_has_is_refused(density):
    with pytest.raises(ScreenParseError, match="density"):
        parse_android("<hierarchy/>", density=density)


# ------------------------------------------------------------------ bounds


@pytest.mark.parametrize(
    ("bounds", "wanted", "visible", "clipped"),
    [
        ("[10,20][30,40]", (10.0, 20.0, 30.0, 40.0), None, False),
        ("[ 10 , 20 ] [30,40]", (10.0, 20.0, 30.0, 40.0), None, False),
        ("[-40,20][30,40]", (0.0, 20.0, 30.0, 40.0), None, True),
        ("[1000,20][1200,40]", (1000.0, 20.0, 1080.0, 40.0), None, True),
        ("[0,3000][1080,3100]", None, None, True),  # scrolled out of the picture
        ("[0,0][0,0]", None, False, None),
        ("[0,2400][1080,2274]", None, False, None),  # inverted: behind the navigation bar
        ("[1080,20][0,40]", None, False, None),
        ("[10,20][30", None, None, None),
        ("[1,2,3,4]", None, None, None),
        ("[99999999999,0][1,1]", None, None, None),
        ("", None, None, None),
    ],
)
def test_bounds_of_all_kinds(bounds, wanted, visible, clipped):
    element = one(f'bounds="{bounds}"')
    assert (element.bounds, element.visible, element.clipped) == (wanted, visible, clipped)


def test_what_touches_the_edge_of_a_scrolling_view_may_be_cut():
    screen = capture("uia2_home.xml")
    clipped = [by_id(screen, "account_row", n).clipped for n in range(3)]
    assert clipped == [True, False, True]
    assert [by_id(screen, "account_icon", n).clipped for n in range(3)] == [False, False, True]


def test_only_in_the_direction_in_which_it_scrolls():
    chips = [by_id(capture("dump_transfer.uix"), "chip", n).clipped for n in range(3)]
    assert chips == [True, False, True]


def test_a_floating_view_at_one_edge_of_the_display_may_be_cut_but_not_an_item_of_a_bar():
    assert by_id(capture("dump_transfer.uix"), "float_ad").clipped is True
    home = capture("uia2_home.xml")
    assert [by_id(home, short).clipped for short in ("tab_home", "tab_me", "tabs")] == [False, False, False]


@pytest.mark.parametrize("scrollable", ["true", "false"])
def test_a_list_that_cannot_scroll_cuts_nothing(scrollable):
    source = (
        f'{HEAD}<android.widget.ListView scrollable="{scrollable}" bounds="[0,100][1080,900]">'
        '<android.view.View bounds="[50,100][500,300]"/><android.view.View bounds="[50,300][500,500]"/>'
        "</android.widget.ListView></hierarchy>"
    )
    clipped = [e.clipped for e in parse_android(source).elements[2:]]
    assert clipped == [scrollable == "true", False]


# ------------------------------------------------------------------ picture


def test_bounds_are_px_of_the_picture():
    source = f'{HEAD}<android.view.View bounds="[100,200][300,400]"/></hierarchy>'
    screen = parse_android(source, png(1080, 2400), density=2.75)
    assert (screen.size, screen.density) == ((1080, 2400), 2.75)
    assert screen.screenshot_state is ScreenshotState.OK
    halved = parse_android(source, png(540, 1200), density=2.75)
    assert (halved.size, halved.density) == ((540, 1200), 1.375)
    assert halved.elements[1].bounds == (50.0, 100.0, 150.0, 200.0)
    assert halved.elements[1].bounds_dp == screen.elements[1].bounds_dp == (36.36, 72.73, 109.09, 145.45)


def test_a_picture_of_the_turned_phone_is_of_another_moment():
    with pytest.raises(ScreenParseError, match="not turned"):
        parse_android(f"{HEAD}<android.view.View/></hierarchy>", png(2400, 1080))


def test_a_damaged_picture_names_itself():
    with pytest.raises(ScreenParseError, match="screenshot"):
        parse_android("<hierarchy/>", png(4, 4)[:-20])


def test_the_picture_cuts_what_reaches_out_of_it():
    source = '<hierarchy><node bounds="[10,10][60,60]"/></hierarchy>'
    assert parse_android(source, png(40, 40)).elements[1].bounds == (10.0, 10.0, 40.0, 40.0)


# ------------------------------------------------------------------ text size, readers, depth


@pytest.mark.parametrize(
    ("unit", "font_scale", "settings", "wanted"),
    [
        ("dp", None, {}, 18.0),
        ("px", None, {}, 9.0),
        ("sp", 1.0, {}, 18.0),
        ("sp", None, {}, None),
        ("sp", 1.5, {}, None),  # not in proportion since Android 14, and the level is unknown
        ("sp", 1.5, {"api_level": 34}, 24.0),  # large texts grow less
        ("sp", 1.5, {"api_level": 33}, 27.0),
        ("sp", None, {"api_level": 34}, None),
        ("mm", 1.0, {}, None),
    ],
)
def test_text_sizes_that_the_driver_tells(unit, font_scale, settings, wanted):
    attributes = f'text-size="18.0" text-unit="{unit}"'
    element = one(attributes, density=2.0, font_scale=font_scale, settings=settings)
    assert element.text_size_dp == wanted


def test_a_px_size_needs_the_density():
    element = one('text-size="36.0" text-unit="px"', density=None, font_scale=1.0)
    assert element.text_size_dp is None


@pytest.mark.parametrize(
    ("attributes", "invalid", "error"),
    [
        ('content-invalid="true"', True, None),
        ('content-invalid="true" error="身份证件号码不正确"', True, "身份证件号码不正确"),
        ('content-invalid="false" error="太短"', True, "太短"),  # Material's fields say the words only
        ('content-invalid="false"', False, None),
        ('error=" "', None, None),
    ],
)
def test_fields_that_say_that_they_are_wrong(attributes, invalid, error):
    element = one(attributes, density=2.0)
    assert (element.invalid, element.error) == (invalid, error)


def test_where_a_screen_reader_stands():
    assert one('a11y-focused="true"', density=2.0).reader_focused is True
    assert one("", density=2.0).reader_focused is None


def test_what_readers_pass_over():
    screen = capture("uia2_home.xml")
    assert by_id(screen, "account_icon").reader_hidden is True
    assert by_id(screen, "menu").reader_hidden is False
    assert one("").reader_hidden is None
    layout = (
        '<node a11y-important="false"><node a11y-important="false" clickable="true"><node/></node></node>'
    )
    elements = parse_android(f"<hierarchy>{layout}</hierarchy>").elements
    assert [e.reader_hidden for e in elements[1:]] == [None, True, None]


@pytest.mark.parametrize(("limit", "cut"), [(2, True), (3, False), (0, False)])
def test_a_tree_as_deep_as_the_driver_looks_is_truncated(limit, cut):
    source = "<hierarchy><node><node/></node></hierarchy>"
    assert parse_android(source, settings={"snapshotMaxDepth": limit}).truncated is cut


def test_thousands_of_levels():
    deep = 5000
    node = '<android.widget.FrameLayout bounds="[0,0][9,9]">'
    screen = parse_android(f"{HEAD}{node * deep}{'</android.widget.FrameLayout>' * deep}</hierarchy>")
    assert len(screen.index) == len(screen.elements) == deep + 1
    assert max(len(e.id) for e in screen.elements) < 1300
    assert sum(1 for _ in screen.ancestors(screen.elements[-1])) == deep


def test_a_screen_survives_the_way_through_a_bundle(tmp_path):
    for name in ("uia2_home.xml", "uia2_windows.xml", "dump_transfer.uix"):
        screen = capture(name, density=2.75, activity=".Main")
        assert read_bundle(write_bundle(tmp_path, screen)) == screen


def test_the_time_grows_in_proportion_to_the_tree():
    row = '<android.widget.TextView text="转账" clickable="true" bounds="[0,%d][1080,%d]"/>'

    def seconds(count: int) -> float:
        rows = "".join(row % (n, n + 90) for n in range(count))
        source = f'{HEAD}<android.widget.ListView scrollable="true" bounds="[0,0][1080,2000]">{rows}'
        source += "</android.widget.ListView></hierarchy>"
        best = 99.0
        for _ in range(3):
            start = time.process_time()
            parse_android(source, density=2.0)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(8000) < 20 * seconds(1000)  # 8 in proportion, 64 if each looked at all others
