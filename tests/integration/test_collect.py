"""`collect.js` in a real Chromium: every fact on a page that was written to have it."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from pytest_mobcompliance.findings import Verdict
from pytest_mobcompliance.rules.axe import AXE_OPTIONS, axe_findings, load_axe_script
from pytest_mobcompliance.screen import (
    Element,
    Screen,
    ScreenshotState,
    load_collect_script,
    parse_web,
)

PAGE = Path(__file__).parent / "pages" / "collect.html"
CHROMIUM, CHROMEDRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not shutil.which(CHROMEDRIVER), reason="no chromedriver on this machine"),
]


@pytest.fixture(scope="session")
def browser() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ARGUMENTS:
        options.add_argument(argument)
    metrics = {"width": 390, "height": 844, "pixelRatio": 2.0, "touch": True, "mobile": True}
    options.add_experimental_option("mobileEmulation", {"deviceMetrics": metrics})
    driver = webdriver.Chrome(options=options, service=Service(CHROMEDRIVER))
    yield driver
    driver.quit()


def capture(driver: webdriver.Chrome, most: int = 50_000) -> Screen:
    payload = driver.execute_script(load_collect_script(), {"maxElements": most})
    return parse_web(payload, driver.get_screenshot_as_png(), name="page")


@pytest.fixture(scope="session")
def screen(browser: webdriver.Chrome) -> Screen:
    browser.get(PAGE.as_uri())
    return capture(browser)


@pytest.fixture(scope="session")
def by_id(screen: Screen) -> dict[str, object]:
    return {e.resource_id: e for e in screen.elements if e.resource_id}


def test_page_facts_are_those_of_the_page(screen):
    assert screen.title == "采集页"
    assert screen.locale == "zh-CN"
    assert screen.url == PAGE.as_uri()
    assert screen.size == Image.open(io.BytesIO(screen.screenshot)).size == (780, 1688)
    assert screen.density == 2.0
    assert screen.font_scale == 1.0
    assert screen.page_size_dp[0] == 390
    assert screen.page_size_dp[1] > 3000
    assert screen.screenshot_state is ScreenshotState.OK
    assert screen.settings["meta_viewport"] == "width=device-width, initial-scale=1"
    assert not screen.truncated


def test_ids_are_unique_paths_that_know_parents_and_children(screen):
    ids = [element.id for element in screen.elements]
    assert len(ids) == len(set(ids))
    assert ids[0] == "html"
    for element in screen.elements[1:]:
        assert element.id.startswith(f"{element.parent}/")
        assert element.id in screen[element.parent].children


@pytest.mark.parametrize(
    ("element", "role", "name"),
    [
        ("title", "heading", "首页 标准版"),
        ("inline-link", "link", "《隐私政策》"),
        ("icon", "button", None),
        ("pseudo", "button", "活动（新）"),
        ("spoken", "button", "关闭"),
        ("phone", "textbox", "手机号"),
        ("nameless", "textbox", "请输入姓名"),
        ("password", "textbox", "登录密码"),
        ("tick", "checkbox", "我已阅读"),
        ("switch", "switch", "大字"),
        ("bank", "combobox", None),
        ("send", "button", "登录"),
        ("logo", "img", "银行标志"),
        ("drawing", "img", "二维码"),
        ("decoration", "img", None),
        ("in-shadow", "button", "影子里"),
        ("fits", "text", None),
    ],
)
def test_role_and_name(by_id, element, role, name):
    assert (by_id[element].role, by_id[element].name) == (role, name)


def test_own_text_leaves_out_the_text_of_children(by_id):
    assert by_id["title"].text == "首页"
    assert by_id["running"].text == "请阅读 后继续。"
    assert by_id["send"].text == "登录"
    assert by_id["bank"].text == "农行"


@pytest.mark.parametrize(
    ("element", "visible"),
    [
        *(("none", False), ("in-none", False), ("hidden", False), ("faint", False)),
        *(("reader-only", False), ("in-details", False), ("aria-hidden", True), ("title", True)),
        *(("below-the-fold", True), ("too-tall", True), ("framed", True), ("in-shadow", True)),
    ],
)
def test_visible_is_what_is_rendered(by_id, element, visible):
    assert by_id[element].visible is visible


@pytest.mark.parametrize(
    ("element", "clickable"),
    [
        *(("inline-link", True), ("pseudo", True), ("phone", True), ("tick", True)),
        *(("consent", True), ("switch", True), ("bank", True), ("hand", True), ("summary", True)),
        *(("hand-child", False), ("title", False), ("fits", False), ("logo", False)),
    ],
)
def test_clickable(by_id, element, clickable):
    assert by_id[element].clickable is clickable


def test_state_of_controls(by_id):
    assert by_id["off"].enabled is False
    assert by_id["off"].focusable is False
    assert by_id["in-fieldset"].enabled is False
    assert by_id["phone"].enabled is True
    assert by_id["phone"].focusable is True
    assert by_id["phone"].editable is True
    assert by_id["phone"].input_type == "tel"
    assert by_id["phone"].hint == "请输入手机号"
    assert by_id["phone"].value == "13800000000"
    assert by_id["tick"].checked is True
    assert by_id["switch"].checked is False
    assert by_id["title"].checked is None
    assert by_id["bank"].value == "农行"
    assert by_id["scroller"].scrollable is True
    assert by_id["inline-link"].href.endswith("/pages/privacy.html")


def test_what_is_typed_into_a_masked_field_never_leaves_the_page(by_id, screen):
    assert by_id["password"].password is True
    assert by_id["secret"].password is True
    assert by_id["phone"].password is False
    assert "hunter2" not in str(screen.to_json())
    assert "123456" not in str(screen.to_json())


def test_only_a_link_between_letters_is_inline(by_id):
    assert by_id["inline-link"].inline is True
    assert by_id["alone-link"].inline is False


def test_reader_hidden(by_id):
    assert by_id["aria-hidden"].reader_hidden is True
    assert by_id["decoration"].reader_hidden is True
    assert by_id["logo"].reader_hidden is False


def test_bounds_are_the_visible_part_in_px_of_the_picture(by_id):
    half = by_id["half-row"]
    assert half.clipped is True
    assert half.full_bounds_dp[3] - half.full_bounds_dp[1] == 24
    assert half.bounds_dp[3] - half.bounds_dp[1] == 16
    assert half.bounds == tuple(2 * edge for edge in half.bounds_dp)
    assert by_id["third-row"].bounds is None
    assert by_id["third-row"].clipped is True
    assert by_id["below-the-fold"].bounds is None
    assert by_id["first-row"].clipped is False


@pytest.mark.parametrize(
    ("element", "cut"),
    [
        *(("too-tall", True), ("ellipsis", True), ("clamp", True), ("fits", False)),
        *(("half-row", False), ("slide-1", False), ("slide-2", False), ("title", False)),
    ],
)
def test_text_is_cut_where_nothing_scrolls_it_into_view(by_id, element, cut):
    assert by_id[element].text_cut is cut


@pytest.mark.parametrize(
    ("element", "ellipsis"), [("ellipsis", True), ("clamp", True), ("too-tall", False), ("fits", None)]
)
def test_an_ellipsis_is_told_from_a_cut(by_id, element, ellipsis):
    assert by_id[element].text_ellipsis is ellipsis


def test_text_facts(by_id):
    assert by_id["fits"].text_size_dp == 16
    assert by_id["fits"].line_height_dp == 24
    assert by_id["fits"].line_count == 1
    assert by_id["title"].text_weight == 700
    assert by_id["zoomed"].text_size_dp == 24
    assert by_id["shrunk"].text_size_dp == 10
    assert by_id["framed"].text_size_dp == 14
    assert by_id["framed"].line_height_dp is None
    assert by_id["two-lines"].line_count == 2
    assert 16 < by_id["two-lines"].line_height_dp < 32


def test_colours_are_composed(by_id):
    assert by_id["fits"].color == (34, 34, 34)
    assert by_id["fits"].background == (255, 255, 255)
    assert by_id["half"].color == (128, 128, 128)
    assert by_id["group"].background == (128, 128, 128)
    assert by_id["group"].color == (255, 255, 255)
    assert by_id["oklch"].color == (0, 116, 122)
    assert by_id["framed"].background == (255, 238, 238)


@pytest.mark.parametrize(
    ("element", "reason"),
    [("picture", "image"), ("gradient", "gradient"), ("under", "covered")],
)
def test_an_unknown_background_says_why(browser, element, reason):
    browser.get(PAGE.as_uri())
    browser.execute_script(f"document.getElementById('{element}').scrollIntoView()")
    found = next(e for e in capture(browser).elements if e.resource_id == element)
    assert found.background is None
    assert found.background_reason == reason


def test_a_floating_text_has_a_known_background_only_where_it_can_be_looked_through(browser, by_id):
    assert by_id["badge"].bounds is None
    assert by_id["badge"].background_reason == "positioned"
    browser.get(PAGE.as_uri())
    browser.execute_script("document.getElementById('badge').scrollIntoView()")
    found = next(e for e in capture(browser).elements if e.resource_id == "badge")
    assert found.background == (250, 250, 250)


def test_frames_and_shadow_trees(by_id, screen):
    frame, framed = by_id["frame"], by_id["framed"]
    assert framed.frame == frame.id
    assert framed.full_bounds_dp[0] == frame.full_bounds_dp[0] + 2
    assert framed.full_bounds_dp[1] == frame.full_bounds_dp[1] + 2 + 10
    assert by_id["in-shadow"].frame == by_id["card"].id
    assert by_id["slotted"].parent.endswith("/slot[1]")
    assert by_id["foreign"].role == "iframe"
    assert by_id["foreign"].in_webview is True
    assert by_id["foreign"].children == ()


def test_odd_characters_are_replaced(by_id):
    assert by_id["odd"].text == "尖括号 </script><b>\ufffd\ufffd"


def test_names_that_javascript_uses_itself_do_no_harm(by_id):
    assert by_id["clobbered"].class_name == "form"
    assert by_id["strange"].id.endswith("/constructor[1]")
    assert by_id["strange"].role == "text"


def test_a_page_nested_deeper_than_any_parser_allows_is_cut(browser):
    browser.get("data:text/html,<meta charset=utf-8>")
    browser.execute_script(
        "let el = document.body;"
        "for (let i = 0; i < 700; i++) el = el.appendChild(document.createElement('div'))"
    )
    screen = capture(browser)
    assert screen.truncated
    assert 600 <= len(screen.elements) < 700


def test_the_page_is_left_as_it_was(browser):
    browser.get(PAGE.as_uri())
    before = browser.page_source
    capture(browser)
    assert browser.page_source == before
    assert browser.execute_script("return [].toJSON()") == "spoiled"


def test_text_scale_of_the_root_is_seen(browser):
    browser.get(PAGE.as_uri())
    browser.execute_script("document.documentElement.style.textSizeAdjust = '200%'")
    screen = capture(browser)
    assert screen.font_scale == 2.0
    fits = next(e for e in screen.elements if e.resource_id == "fits")
    assert fits.text_size_dp == 32


def test_an_open_modal_takes_the_rest_from_the_reader(browser):
    browser.get(PAGE.as_uri())
    browser.execute_script(
        "const d = document.createElement('dialog'); d.id = 'modal';"
        "d.innerHTML = '<button id=yes>好</button>'; document.body.append(d); d.showModal()"
    )
    by_id = {e.resource_id: e for e in capture(browser).elements}
    assert by_id["modal"].role == "dialog"
    assert by_id["yes"].reader_hidden is False
    assert by_id["title"].reader_hidden is True
    assert by_id["phone"].focusable is False


WRONG = """data:text/html;charset=utf-8,<!doctype html><html lang=zh-CN><title>x</title>
<input id=a aria-invalid=true aria-errormessage=m><p id=m>号码不正确</p>
<input id=b aria-invalid=true aria-describedby="help said"><p id=help>18 位</p><p id=said role=alert>有误</p>
<input id=c aria-invalid=true aria-errormessage=h><p id=h hidden>看不见</p>
<input id=d aria-invalid=false><input id=e>"""


def test_fields_that_say_that_they_are_wrong(browser):
    browser.get(WRONG)
    known = {e.resource_id: e for e in capture(browser).elements if e.resource_id}
    assert [(known[each].invalid, known[each].error) for each in "abcde"] == [
        (True, "号码不正确"),
        (True, "有误"),  # what only helps is no error
        (True, None),
        (False, None),
        (None, None),
    ]


def test_a_page_wider_than_the_phone_keeps_its_layout_width(browser):
    browser.get("data:text/html,<meta name=viewport content='width=device-width'><div style='width:800px'>x")
    screen = capture(browser)
    assert screen.settings["layout_width"] == 390
    assert screen.page_size_dp[0] > 390
    assert screen.density == pytest.approx(780 / screen.settings["viewport_width"])


def test_twenty_thousand_nodes_are_captured_up_to_the_limit(browser):
    browser.get("data:text/html,<meta charset=utf-8>")
    browser.execute_script(
        "document.body.innerHTML = '<p><span>文字</span><a href=x>链接</a></p>'.repeat(6700)"
    )
    started = time.perf_counter()
    screen = capture(browser)
    assert len(screen.elements) > 20_000
    assert not screen.truncated
    assert time.perf_counter() - started < 20
    short = capture(browser, most=1000)
    assert len(short.elements) == 1000
    assert short.truncated


def test_axe_names_the_same_elements_by_the_same_path(browser):
    """What `axe.js` adds to axe-core's result is the path that `collect.js` gives the element."""
    source = Path(__file__).parents[2] / "rig/node_modules/axe-core/axe.min.js"
    if not source.is_file():
        pytest.skip("axe-core is not installed in rig/")
    browser.get(PAGE.as_uri())
    browser.execute_script("delete Array.prototype.toJSON")
    browser.execute_script(source.read_text("utf-8"))
    result = browser.execute_script(load_axe_script(), dict(AXE_OPTIONS))
    found = axe_findings(result, capture(browser))
    named = {f.element.label for f in found if f.verdict is Verdict.VIOLATED}
    assert {"#icon", "#bank", "#in-fieldset"} <= named
    assert all(isinstance(f.element, Element) for f in found if f.verdict is Verdict.VIOLATED)
    assert Verdict.SATISFIED in {f.verdict for f in found}
