"""The server on the phone: its routes over a phone with a small app, and how it refuses."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from pytest_mobcompliance.virtual_phone.appium.elements import ELEMENT_KEY
from pytest_mobcompliance.virtual_phone.appium.ondevice import SETTINGS, OnDeviceServer
from pytest_mobcompliance.virtual_phone.apps import Context, Intent, Manifest, Pane
from pytest_mobcompliance.virtual_phone.phone import Phone
from pytest_mobcompliance.virtual_phone.views import button, check, column, field_, scroll, stack, text

PACKAGE = "cn.example.small"
BUTTON = "android.widget.Button"


class SmallApp:
    manifest = Manifest(package=PACKAGE, label="小应用", permissions=("android.permission.CAMERA",))

    def start(self, context: Context) -> SmallProcess:
        return SmallProcess(context)


class SmallProcess:
    """One page with two screens, a dialog and fields."""

    activity = ".Main"

    def __init__(self, context: Context) -> None:
        self.context = context
        self.facts: dict[str, Any] = {"taps": 0, "name": "", "secret": "", "screen": "first"}
        self.secure = False

    def open(self, intent: Intent) -> None:
        """Nothing to do."""

    def panes(self) -> Sequence[Pane]:
        put = self.facts.__setitem__
        if self.facts["screen"] == "second":
            return [Pane(root=column(text("第二屏"), button("转账", self.tapped), height="fill"))]
        page = column(
            text(f"点了 {self.facts['taps']} 次", id="count", heading=True),
            text("只有名称", desc="说明", id="described"),
            button("点", self.tapped, id="tap"),
            button("去", lambda: put("screen", "second")),
            button(
                "问", lambda: self.context.request(["android.permission.CAMERA"], lambda _: None), id="ask"
            ),
            check("同意", bool(self.facts.get("agreed")), lambda: put("agreed", True), id="agree"),
            field_(self.facts["name"], lambda words: put("name", words), id="name", hint="姓名"),
            field_(self.facts["secret"], lambda words: put("secret", words), id="secret", password=True),
            scroll(*(text(f"第 {n} 行", height=60) for n in range(30)), id="list"),
            height="fill",
        )
        panes = [Pane(root=page, secure=self.secure)]
        if self.facts.get("dialog"):
            root = column(
                text("确定？", id="android:id/alertTitle"),
                button("好", lambda: put("dialog", "yes"), id="android:id/button1"),
                button("不", lambda: put("dialog", ""), id="android:id/button2"),
                stack(),
                width=280,
            )
            panes.append(Pane(root=root, kind="dialog", key="sure"))
        return panes

    def tapped(self) -> None:
        self.facts["taps"] += 1

    def back(self) -> bool:
        gone, self.facts["screen"] = self.facts["screen"] == "first", "first"
        return not gone

    def paused(self) -> None:
        """Nothing to do."""

    def resumed(self) -> None:
        """Nothing to do."""


class Client:
    """Asks the server below its session."""

    def __init__(self) -> None:
        self.phone = Phone(apps=[SmallApp()])
        self.phone.start(Intent(package=PACKAGE))
        self.server = OnDeviceServer(self.phone)
        answer = self.server.handle(
            "POST", "/session", {"capabilities": {"firstMatch": [{}], "alwaysMatch": {}}}
        )
        self.session = answer[1]["value"]["sessionId"]
        self.post("/appium/settings", settings={"waitForSelectorTimeout": 0})

    @property
    def facts(self) -> dict[str, Any]:
        process = self.phone.installed[PACKAGE].process
        assert isinstance(process, SmallProcess)
        return process.facts

    def get(self, path: str) -> Any:
        return self._value(self.server.handle("GET", f"/session/{self.session}{path}", None))

    def post(self, path: str, **body: Any) -> Any:
        return self._value(self.server.handle("POST", f"/session/{self.session}{path}", body))

    def refused(self, method: str, path: str, **body: Any) -> tuple[int, str, str]:
        status, answer = self.server.handle(method, f"/session/{self.session}{path}", body)
        assert status != 200, answer
        return status, answer["value"]["error"], answer["value"]["message"]

    def find(self, strategy: str, selector: str, context: str = "") -> str:
        found = self.post("/element", strategy=strategy, selector=selector, context=context, multiple=False)
        return str(found[ELEMENT_KEY])

    def find_all(self, strategy: str, selector: str, context: str = "") -> list[str]:
        found = self.post("/elements", strategy=strategy, selector=selector, context=context, multiple=True)
        return [each["ELEMENT"] for each in found]

    def texts(self, strategy: str, selector: str, context: str = "") -> list[str]:
        return [self.get(f"/element/{each}/text") for each in self.find_all(strategy, selector, context)]

    def _value(self, answer: tuple[int, dict[str, Any]]) -> Any:
        status, body = answer
        assert status == 200, body
        json.dumps(body)
        return body["value"]


@pytest.fixture
def client() -> Client:
    return Client()


def picture(encoded: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGB")


# ------------------------------------------------------------------ sessions and settings


def test_status_and_sessions_need_no_session() -> None:
    server = OnDeviceServer(Phone())
    assert server.handle("GET", "/status", None)[1]["value"]["ready"] is True
    assert server.handle("GET", "/sessions", None)[1]["value"] == []


def test_a_session_that_ended_is_not_known(client: Client) -> None:
    assert [each["id"] for each in client.server.handle("GET", "/sessions", None)[1]["value"]] == [
        client.session
    ]
    assert client.server.handle("DELETE", f"/session/{client.session}", None)[0] == 200
    assert client.refused("GET", "/source")[:2] == (404, "invalid session id")


def test_an_unknown_route_is_an_unknown_command(client: Client) -> None:
    assert client.refused("GET", "/nothing")[:2] == (404, "unknown command")
    assert client.refused("DELETE", "/source")[:2] == (404, "unknown command")


def test_settings_are_kept_until_the_session_ends(client: Client) -> None:
    client.post("/appium/settings", settings={"snapshotMaxDepth": 20, "madeUp": 1})
    assert client.get("/appium/settings") == {**SETTINGS, "snapshotMaxDepth": 20, "waitForSelectorTimeout": 0}
    client.server.handle("POST", "/session", {})
    again = client.server.handle("GET", "/sessions", None)[1]["value"][0]["id"]
    settings = client.server.handle("GET", f"/session/{again}/appium/settings", None)[1]["value"]
    assert settings == SETTINGS


@pytest.mark.parametrize(
    "settings", [{"snapshotMaxDepth": 501}, {"enableMultiWindows": 1}, {"snapshotMaxDepth": "9"}]
)
def test_settings_of_another_kind_are_refused(client: Client, settings: dict[str, Any]) -> None:
    assert client.refused("POST", "/appium/settings", settings=settings)[:2] == (400, "invalid argument")


# ------------------------------------------------------------------ the display


def test_the_source_shows_the_app_and_follows_the_settings(client: Client) -> None:
    tree = ElementTree.fromstring(client.get("/source"))
    assert tree.attrib["width"] == "1080"
    assert {node.attrib["package"] for node in tree.iter() if "package" in node.attrib} == {PACKAGE}
    client.post("/appium/settings", settings={"enableMultiWindows": True})
    packages = {node.attrib.get("package") for node in ElementTree.fromstring(client.get("/source")).iter()}
    assert {PACKAGE, "com.android.systemui"} <= packages


def test_screenshots_are_whole_or_of_one_element(client: Client) -> None:
    whole = picture(client.get("/screenshot"))
    assert whole.size == (1080, 2340)
    button_ = client.find("id", "tap")
    box = client.get(f"/element/{button_}/rect")
    assert picture(client.get(f"/element/{button_}/screenshot")).size == (box["width"], box["height"])


def test_a_protected_window_comes_out_black_or_fails(client: Client) -> None:
    process = client.phone.installed[PACKAGE].process
    assert isinstance(process, SmallProcess)
    process.secure = True
    client.phone.changed()
    shown = picture(client.get("/screenshot"))
    below_bar = round(24 * client.phone.density)
    above_bar = shown.height - round(48 * client.phone.density)
    app = shown.crop((0, below_bar, shown.width, above_bar))
    assert app.getextrema() == ((0, 0), (0, 0), (0, 0))
    assert shown.getextrema() != ((0, 0), (0, 0), (0, 0))  # the bars are none of the app's
    client.phone.fails_secure = True
    assert client.refused("GET", "/screenshot") == (
        500,
        "unable to capture screen",
        "Failed to capture a screenshot. Does the current view have 'secure' flag set?",
    )


def test_the_display_turns(client: Client) -> None:
    assert client.get("/orientation") == "PORTRAIT"
    assert client.post("/orientation", orientation="LANDSCAPE") == "LANDSCAPE"
    assert client.get("/window/current/size") == {"width": 2340, "height": 1080}
    assert client.get("/rotation") == {"x": 0, "y": 0, "z": 90}
    client.post("/rotation", x=0, y=0, z=0)
    assert client.get("/orientation") == "PORTRAIT"
    assert client.refused("POST", "/rotation", x=0, y=0, z=45)[1] == "invalid argument"


# ------------------------------------------------------------------ finding


@pytest.mark.parametrize(
    ("strategy", "selector", "expected"),
    [
        ("id", "tap", ["点"]),
        ("id", f"{PACKAGE}:id/tap", ["点"]),
        ("id", "cn.example.other:id/tap", []),
        ("accessibility id", "说明", ["只有名称"]),
        ("class name", BUTTON, ["点", "去", "问"]),
        ("-android uiautomator", 'new UiSelector().text("去")', ["去"]),
        ("-android uiautomator", f'className("{BUTTON}").instance(2)', ["问"]),
        ("xpath", f"//{BUTTON}", ["点", "去", "问"]),
        ("xpath", "//*[@checkable='true' and @text=\"同意\"]", ["同意"]),
    ],
)
def test_finds_by(client: Client, strategy: str, selector: str, expected: list[str]) -> None:
    assert client.texts(strategy, selector) == expected


def test_finds_below_an_element(client: Client) -> None:
    rows = client.find("id", "list")
    assert client.texts("class name", "android.widget.TextView", rows)[0] == "第 0 行"
    assert client.texts("-android uiautomator", 'textContains("行").instance(1)', rows) == ["第 1 行"]
    assert client.find_all("id", "tap", rows) == []


def test_what_is_not_there_is_refused_in_the_servers_words(client: Client) -> None:
    status, code, message = client.refused("POST", "/element", strategy="id", selector="absent", context="")
    assert (status, code) == (404, "no such element")
    assert message.startswith("An element could not be located on the page")


@pytest.mark.parametrize(
    ("strategy", "selector"),
    [
        ("-android uiautomator", "new UiSelector().colour(1)"),
        ("xpath", "//*[contains(@text, 'a')]"),
        ("css selector", "#tap"),
    ],
)
def test_what_is_no_selector_is_invalid(client: Client, strategy: str, selector: str) -> None:
    body = {"strategy": strategy, "selector": selector, "context": ""}
    assert client.refused("POST", "/elements", **body)[:2] == (400, "invalid selector")
    assert client.refused("POST", "/element", **body)[:2] == (400, "invalid selector")


def test_a_ui_selector_is_waited_for(client: Client) -> None:
    client.post("/appium/settings", settings={"waitForSelectorTimeout": 2000})
    process = client.phone.installed[PACKAGE].process
    assert isinstance(process, SmallProcess)
    process.context.later(0.15, lambda: client.facts.__setitem__("screen", "second"))
    found = client.find("-android uiautomator", 'text("第二屏")')
    assert client.get(f"/element/{found}/text") == "第二屏"


def test_scrolls_until_the_element_shows(client: Client) -> None:
    assert client.texts("-android uiautomator", 'text("第 27 行")') == []
    found = client.find(
        "-android uiautomator",
        'new UiScrollable(new UiSelector().scrollable(true)).scrollIntoView(text("第 27 行"))',
    )
    assert client.get(f"/element/{found}/text") == "第 27 行"
    assert client.texts("-android uiautomator", 'text("第 0 行")') == []
    expression = 'new UiScrollable(new UiSelector().scrollable(true)).scrollTextIntoView("没有")'
    body = {"strategy": "-android uiautomator", "selector": expression, "context": ""}
    assert client.refused("POST", "/element", **body)[1] == "no such element"


# ------------------------------------------------------------------ elements


def test_clicks_reach_the_app(client: Client) -> None:
    client.post(f"/element/{client.find('id', 'tap')}/click")
    assert client.facts["taps"] == 1


def test_an_element_outlives_a_new_drawing(client: Client) -> None:
    count = client.find("id", "count")
    client.post(f"/element/{client.find('id', 'tap')}/click")
    assert client.get(f"/element/{count}/text") == "点了 1 次"


def test_an_element_that_went_is_stale(client: Client) -> None:
    one = client.find("class name", "android.widget.CheckBox")
    many = client.find_all("class name", "android.widget.CheckBox")[0]
    go = client.find("-android uiautomator", 'text("去")')
    client.post(f"/element/{go}/click")
    status, code, message = client.refused("GET", f"/element/{one}/text")
    assert (status, code) == (404, "stale element reference")
    assert message == "The element 'By.clazz: android.widget.CheckBox' does not exist in DOM anymore"
    assert client.refused("POST", f"/element/{many}/click")[2] == (
        "Cached elements 'By.clazz: android.widget.CheckBox' do not exist in DOM anymore"
    )
    assert client.refused("GET", "/element/nobody/text")[1] == "no such element"


def test_another_view_at_its_place_is_found_again_by_its_locator(client: Client) -> None:
    first = client.find("class name", BUTTON)
    client.facts["screen"] = "second"
    client.phone.changed()
    assert client.get(f"/element/{first}/text") == "转账"


def test_text_is_appended_replaced_and_cleared(client: Client) -> None:
    name = client.find("id", "name")
    assert client.get(f"/element/{name}/text") == "姓名"
    client.post(f"/element/{name}/value", elementId=name, text="测试", replace=False)
    client.post(f"/element/{name}/value", elementId=name, text="甲", replace=False)
    assert client.facts["name"] == "测试甲"
    client.post(f"/element/{name}/value", elementId=name, text="测试乙", replace=True)
    assert client.get(f"/element/{name}/text") == "测试乙"
    client.post(f"/element/{name}/clear", elementId=name)
    assert client.facts["name"] == ""


def test_a_password_shows_dots(client: Client) -> None:
    secret = client.find("id", "secret")
    client.post(f"/element/{secret}/value", elementId=secret, text="abc123", replace=False)
    assert client.facts["secret"] == "abc123"
    assert client.get(f"/element/{secret}/text") == "••••••"


def test_keys_go_to_the_field_with_the_focus(client: Client) -> None:
    assert client.refused("POST", "/keys", text="x")[1] == "no such element"
    assert client.refused("GET", "/element/active")[1] == "no such element"
    name = client.find("id", "name")
    client.post(f"/element/{name}/click")
    assert client.get(f"/element/{name}/attribute/focused") == "true"
    client.post("/keys", text="测试甲\\n", replace=False)
    assert client.facts["name"] == "测试甲"
    assert not client.phone.keyboard_shown()


def test_only_fields_take_text(client: Client) -> None:
    count = client.find("id", "count")
    assert client.refused("POST", f"/element/{count}/value", elementId=count, text="x")[:2] == (
        400,
        "invalid element state",
    )


def test_attributes_are_told_as_strings(client: Client) -> None:
    described = client.find("id", "described")
    told = {name: client.get(f"/element/{described}/attribute/{name}") for name in ATTRIBUTES}
    assert told == ATTRIBUTES
    assert client.get(f"/element/{described}/name") == "说明"
    box = client.get(f"/element/{described}/rect")
    left, top = box["x"], box["y"]
    edges = f"[{left},{top}][{left + box['width']},{top + box['height']}]"
    assert client.get(f"/element/{described}/attribute/bounds") == edges
    assert client.get(f"/element/{described}/location") == {"x": left, "y": top}
    assert client.get(f"/element/{described}/size") == {"width": box["width"], "height": box["height"]}
    assert json.loads(client.get(f"/element/{client.find('id', 'list')}/attribute/contentSize"))[
        "scrollableOffset"
    ]
    status, code, message = client.refused("GET", f"/element/{described}/attribute/colour")
    assert (status, code) == (400, "invalid argument")
    assert message.startswith("'colour' attribute is unknown for the element.")


ATTRIBUTES = {
    "text": "只有名称",
    "content-desc": "说明",
    "contentDescription": "说明",
    "name": "说明",
    "class": "android.widget.TextView",
    "className": "android.widget.TextView",
    "resource-id": f"{PACKAGE}:id/described",
    "resourceId": f"{PACKAGE}:id/described",
    "package": PACKAGE,
    "checkable": "false",
    "checked": "false",
    "clickable": "false",
    "enabled": "true",
    "focusable": "false",
    "long-clickable": "false",
    "password": "false",
    "scrollable": "false",
    "selected": "false",
    "displayed": "true",
    "hint": None,
    "index": "1",
    "heading": "false",
}


# ------------------------------------------------------------------ fingers and keys


def pointer(*actions: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"type": "pointer", "id": "finger", "parameters": {"pointerType": "touch"}, "actions": list(actions)}
    ]


def at(x: float, y: float, duration: int = 0, origin: Any = "viewport") -> dict[str, Any]:
    return {"type": "pointerMove", "x": x, "y": y, "duration": duration, "origin": origin}


DOWN, UP = {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}


def test_actions_tap_beside_an_element_or_on_it(client: Client) -> None:
    tap = client.find("id", "tap")
    client.post("/actions", actions=pointer(at(0, 0, origin={ELEMENT_KEY: tap}), DOWN, UP))
    box = client.get(f"/element/{tap}/rect")
    client.post("/actions", actions=pointer(at(box["x"] + 5, box["y"] + 5), DOWN, UP))
    assert client.facts["taps"] == 2


def test_actions_swipe_what_scrolls(client: Client) -> None:
    client.post("/actions", actions=pointer(at(500, 2000), DOWN, at(500, 1400, 300), UP))
    assert client.texts("-android uiautomator", 'text("第 0 行")') == []
    client.post("/actions", actions=pointer(at(500, 1400), DOWN, at(0, 600, 300, "pointer"), UP))
    assert client.texts("-android uiautomator", 'text("第 0 行")') == ["第 0 行"]


def test_actions_type(client: Client) -> None:
    client.post(f"/element/{client.find('id', 'name')}/click")
    presses = [{"type": kind, "value": letter} for letter in "甲乙\ue003" for kind in ("keyDown", "keyUp")]
    client.post("/actions", actions=[{"type": "key", "id": "keys", "actions": presses}])
    assert client.facts["name"] == "甲"


@pytest.mark.parametrize(
    "actions",
    [
        [{"type": "pointer"}],
        [{"type": "brush", "actions": []}],
        pointer({"type": "pointerMove"}),
        pointer({"type": "x"}),
    ],
)
def test_malformed_actions_are_refused(client: Client, actions: list[Any]) -> None:
    assert client.refused("POST", "/actions", actions=actions)[:2] == (400, "invalid argument")


def test_scroll_gestures_tell_whether_there_is_more(client: Client) -> None:
    origin = {ELEMENT_KEY: client.find("id", "list")}
    assert client.post("/appium/gestures/scroll", origin=origin, direction="down", percent=1.0) is True
    assert client.post("/appium/gestures/scroll", origin=origin, direction="down", percent=9.0) is False
    assert client.post("/appium/gestures/scroll", origin=origin, direction="down", percent=1.0) is False
    assert client.post("/appium/gestures/scroll", origin=origin, direction="up", percent=0.5) is True
    area = {"left": 0, "top": 1500, "width": 1080, "height": 600}
    assert client.post("/appium/gestures/fling", area=area, direction="up") is True
    assert client.post("/appium/gestures/swipe", area=area, direction="down", percent=1.0) is None
    assert client.post("/appium/gestures/scroll", area=area, direction="left", percent=1.0) is False


def test_click_gestures(client: Client) -> None:
    origin = {ELEMENT_KEY: client.find("id", "tap")}
    client.post("/appium/gestures/click", origin=origin)
    client.post("/appium/gestures/click", origin=origin, offset={"x": 3, "y": 3})
    client.post("/appium/gestures/double_click", origin=origin)
    client.post("/appium/gestures/long_click", origin=origin)
    assert client.facts["taps"] == 4


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("scroll", {"direction": "down", "percent": 1}, "The scroll area coordinates must be provided"),
        ("click", {}, "Click offset coordinates must be provided if element is not set"),
        (
            "swipe",
            {"area": {"left": 0, "top": 0, "width": 9, "height": 9}, "direction": "up", "percent": 2},
            "Percent",
        ),
        (
            "swipe",
            {"area": {"left": 0, "top": 0, "width": 9, "height": 9}, "direction": "in", "percent": 1},
            "direction",
        ),
    ],
)
def test_gestures_without_a_place_are_refused(
    client: Client, name: str, body: dict[str, Any], why: str
) -> None:
    status, code, message = client.refused("POST", f"/appium/gestures/{name}", **body)
    assert (status, code) == (400, "invalid argument")
    assert why in message


def test_back_and_keys_are_pressed(client: Client) -> None:
    client.facts["screen"] = "second"
    client.phone.changed()
    client.post("/back")
    assert client.facts["screen"] == "first"
    client.post("/appium/device/press_keycode", keycode=3)
    assert client.phone.focus()[0] == "com.android.launcher3"


# ------------------------------------------------------------------ device and alerts


def test_the_device_tells_what_it_is(client: Client) -> None:
    info = client.get("/appium/device/info")
    assert info["apiVersion"] == "34"
    assert info["platformVersion"] == "14"
    assert info["realDisplaySize"] == "1080x2340"
    assert client.get("/appium/device/pixel_ratio") == 2.75
    assert client.get("/appium/device/display_density") == 440
    assert client.get("/appium/device/system_bars") == {"statusBar": 66}
    assert set(client.get("/appium/device/battery_info")) == {"level", "status"}


def test_the_clipboard_is_shared(client: Client) -> None:
    encoded = base64.b64encode("复制".encode()).decode()
    client.post("/appium/device/set_clipboard", content=encoded, contentType="plaintext")
    assert client.phone.clipboard == "复制"
    assert client.post("/appium/device/get_clipboard") == encoded


def test_alerts_are_answered_by_their_buttons(client: Client) -> None:
    assert client.refused("GET", "/alert/text")[:2] == (404, "no such alert")
    client.facts["dialog"] = "open"
    client.phone.changed()
    assert client.get("/alert/text") == "确定？"
    assert client.refused("POST", "/alert/accept", buttonLabel="也许")[1] == "no such alert"
    client.post("/alert/accept")
    assert client.facts["dialog"] == "yes"
    client.post("/alert/dismiss")
    assert client.facts["dialog"] == ""


def test_a_permission_dialog_is_the_window_in_front(client: Client) -> None:
    client.post(f"/element/{client.find('id', 'ask')}/click")
    assert client.find_all("id", f"{PACKAGE}:id/tap") == []
    tree = ElementTree.fromstring(client.get("/source"))
    assert "permissioncontroller" in tree[0].attrib["package"]
    client.post("/alert/dismiss")
    assert not client.phone.installed[PACKAGE].permissions.granted("android.permission.CAMERA")
    assert client.find("id", "tap")
