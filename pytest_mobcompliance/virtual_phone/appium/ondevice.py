"""The UiAutomator2 server as it answers on the phone: routes, sessions, settings, elements, touches.

Routes and errors follow appium-uiautomator2-server 10.6.6; `endpoint` and the forwarded port of `adb` ask it.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import time
import uuid
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PIL import Image

from .. import reader, system
from ..hierarchy import page_source
from ..spec import BRANDS, RELEASES
from ..state import PhoneError
from . import gestures
from .elements import ELEMENT_KEY, Elements, Locator, Seen, attribute, rect, trees, walk, whole
from .refusal import NO_ELEMENT, NO_SESSION, UNKNOWN, Refusal

if TYPE_CHECKING:
    from ..phone import Phone

Json = Any
Answer = tuple[int, dict[str, Any]]
SETTINGS: Mapping[str, Any] = {
    "actionAcknowledgmentTimeout": 3000,
    "allowInvisibleElements": False,
    "alwaysTraversableViewClasses": "",
    "currentDisplayId": 0,
    "disableIdLocatorAutocompletion": False,
    "elementResponseAttributes": "name,text",
    "enableMultiWindows": False,
    "enableNotificationListener": True,
    "enableTopmostWindowFromActivePackage": False,
    "enforceXPath1": False,
    "ignoreUnimportantViews": False,
    "includeA11yActionsInPageSource": False,
    "includeExtraRenderingInfo": False,
    "includeExtrasInPageSource": False,
    "keyInjectionDelay": 0,
    "limitXPathContextScope": True,
    "mapTestTagToResourceId": False,
    "mjpegBilinearFiltering": False,
    "mjpegScalingFactor": 50,
    "mjpegServerFramerate": 10,
    "mjpegServerPort": 7810,
    "mjpegServerScreenshotQuality": 50,
    "normalizeTagNames": False,
    "scrollAcknowledgmentTimeout": 200,
    "serverPort": 6790,
    "shouldUseCompactResponses": True,
    "shutdownOnPowerDisconnect": True,
    "simpleBoundsCalculation": False,
    "snapshotMaxDepth": 70,
    "trackScrollEvents": True,
    "useResourcesForOrientationDetection": False,
    "waitForIdleTimeout": 10000,
    "waitForSelectorTimeout": 10000,
    "wakeLockTimeout": 86400000,
}
"""The server's settings with its defaults. Source: its ``Settings`` classes; timeouts in ms."""
_CTRL = 0x1000
"""``META_CTRL_ON`` of `android.view.KeyEvent`."""
_POLL = 0.05  # s between two looks for an element that is not there yet
_SECURE = "Failed to capture a screenshot. Does the current view have 'secure' flag set?"
_NO_ALERT = "No alert is present on the screen"
_ALERT_BUTTON = re.compile(r"^android:id/button\d+$|^.+:id/permission_\w+_button$")
_ALERT_TITLE = re.compile(r"^.+:id/(alertTitle|alert_title|permission_message|message)$")
_YES = re.compile(r"button1$|permission_allow")
_NO = re.compile(r"button2$|permission_deny|permission_no")


class OnDeviceServer:
    """The server of one phone. It has at most one session, as the real one.

    :param phone: its lock is taken around each command, not while a search waits.
    """

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._session = ""
        self._capabilities: Mapping[str, Any] = {}
        self._settings = dict(SETTINGS)
        self._elements = Elements(phone, self._settings)

    def handle(self, method: str, path: str, body: Mapping[str, Any] | None) -> Answer:
        """Answer one request: HTTP status and JSON."""
        try:
            value = self._answer(method, path, body or {})
        except Refusal as refusal:
            return refusal.status, {"sessionId": self._session or None, "value": refusal.to_json()}
        return 200, {"sessionId": self._session or None, "value": value}

    def _answer(self, method: str, path: str, body: Mapping[str, Any]) -> Json:
        for route, pattern, act in _ROUTES:
            found = pattern.fullmatch(path)
            if route == method and found:
                arguments = found.groupdict()
                session = arguments.pop("session", None)
                if session is not None and session != self._session:
                    raise Refusal("invalid session id", NO_SESSION)
                return self._carry_out(act, body, arguments)
        raise Refusal("unknown command", f"{UNKNOWN}: {method} {path}")

    def _carry_out(self, act: _Act, body: Mapping[str, Any], arguments: Mapping[str, str]) -> Json:
        if act is OnDeviceServer._find_one:
            return self._find_patiently(body, **arguments)
        with self._phone.lock:
            try:
                return act(self, body, **arguments)
            except PhoneError as error:
                raise Refusal("invalid element state", str(error)) from None
            except (KeyError, TypeError, ValueError) as error:
                raise Refusal("invalid argument", f"{type(error).__name__}: {error}") from None

    def _find_patiently(self, body: Mapping[str, Any]) -> Json:
        """A `UiSelector` is waited for, as ``waitForSelectorTimeout`` says; other strategies look once."""
        patience = 0.0
        if body.get("strategy") == "-android uiautomator":
            patience = float(self._settings["waitForSelectorTimeout"]) / 1000
        end = time.monotonic() + patience
        while True:
            try:
                with self._phone.lock:
                    return self._find_one(body)
            except Refusal as refusal:
                if refusal.code != "no such element" or time.monotonic() >= end:
                    raise
            time.sleep(_POLL)

    # ------------------------------------------------------------------ sessions

    def _status(self, body: Mapping[str, Any]) -> Json:
        return {
            "ready": True,
            "message": "UiAutomator2 Server is ready to accept commands",
            "build": {"version": "10.6.6"},
        }

    def _sessions(self, body: Mapping[str, Any]) -> Json:
        return [{"id": self._session, "capabilities": self._capabilities}] if self._session else []

    def _open(self, body: Mapping[str, Any]) -> Json:
        asked = body.get("capabilities") or {}
        first = (asked.get("firstMatch") or [{}])[0]
        self._capabilities = {**first, **(asked.get("alwaysMatch") or {})}
        self._session = str(uuid.uuid4())
        self._settings.clear()
        self._settings.update(SETTINGS)
        self._elements = Elements(self._phone, self._settings)
        return {"sessionId": self._session, "capabilities": dict(self._capabilities)}

    def _close(self, body: Mapping[str, Any]) -> Json:
        self._session = ""
        return None

    def _details(self, body: Mapping[str, Any]) -> Json:
        return {"lastScrollData": None}

    def _get_settings(self, body: Mapping[str, Any]) -> Json:
        return dict(self._settings)

    def _set_settings(self, body: Mapping[str, Any]) -> Json:
        for name, value in dict(body["settings"]).items():
            if name not in SETTINGS:
                continue  # skipped with a line in its log
            wanted = type(SETTINGS[name])
            if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
                raise Refusal(
                    "invalid argument",
                    f"Invalid '{name}' setting value type. Got: {type(value).__name__}. "
                    f"Expected: {wanted.__name__}.",
                )
            if name == "snapshotMaxDepth" and not 1 <= value <= 500:
                raise Refusal(
                    "invalid argument",
                    f"Invalid {name} value specified, must be in range 1..500. {value} was given",
                )
            self._settings[name] = value
        return None

    # ------------------------------------------------------------------ the display

    def _source(self, body: Mapping[str, Any]) -> Json:
        phone = self._phone
        return page_source(
            phone.windows(),
            active=phone.active(),
            width=phone.width,
            height=phone.height,
            rotation=phone.rotation,
            settings=self._settings,
            api=phone.api,
            focused=phone.focus_key,
            reader=reader.stands_on(phone),
            toasts=phone.toasts(),
        )

    def _screenshot(self, body: Mapping[str, Any]) -> Json:
        return base64.b64encode(self._picture()).decode()

    def _picture(self) -> bytes:
        if self._phone.fails_secure and self._phone.shows_secure():
            raise Refusal("unable to capture screen", _SECURE)
        return self._phone.screenshot()

    def _size(self, body: Mapping[str, Any]) -> Json:
        return {"width": self._phone.width, "height": self._phone.height}

    def _orientation(self, body: Mapping[str, Any]) -> Json:
        return "LANDSCAPE" if self._phone.rotation % 2 else "PORTRAIT"

    def _set_orientation(self, body: Mapping[str, Any]) -> Json:
        wanted = str(body["orientation"]).upper()
        if wanted not in ("PORTRAIT", "LANDSCAPE"):
            raise Refusal("invalid argument", f"orientation must be PORTRAIT or LANDSCAPE, not {wanted}")
        self._turn(1 if wanted == "LANDSCAPE" else 0)
        return self._orientation(body)

    def _rotation(self, body: Mapping[str, Any]) -> Json:
        return {"x": 0, "y": 0, "z": self._phone.rotation * 90}

    def _set_rotation(self, body: Mapping[str, Any]) -> Json:
        quarter, rest = divmod(int(body["z"]), 90)
        if rest or quarter not in range(4):
            raise Refusal(
                "invalid argument",
                f"Rotation value of {body['z']} degrees is not supported. "
                "Only 0, 90, 180 and 270 degrees could be translated into a valid screen rotation",
            )
        self._turn(quarter)
        return None

    def _turn(self, quarter: int) -> None:
        self._phone.settings["system"]["accelerometer_rotation"] = "0"
        self._phone.settings["system"]["user_rotation"] = str(quarter)
        self._phone.changed()

    # ------------------------------------------------------------------ elements

    def _find_one(self, body: Mapping[str, Any]) -> Json:
        return self._search(body, multiple=False)[0]

    def _find_many(self, body: Mapping[str, Any]) -> Json:
        return self._search(body, multiple=True)

    def _search(self, body: Mapping[str, Any], *, multiple: bool) -> list[Json]:
        strategy, selector = body.get("strategy"), body.get("selector")
        if not isinstance(strategy, str) or not isinstance(selector, str):
            raise Refusal("invalid argument", "'strategy' and 'selector' are mandatory")
        package = "" if self._settings["disableIdLocatorAutocompletion"] else self._app_package()
        locator = Locator(strategy=strategy, selector=selector, package=package)
        found = self._elements.search(locator, str(body.get("context") or ""), multiple=multiple)
        self._phone.disturb("prompt-changes")
        return [_element(name) for name in found]

    def _app_package(self) -> str:
        """What an id without a package belongs to: the session's app, else what is in front."""
        return str(self._capabilities.get("appPackage") or "") or self._phone.focus()[0]

    def _active(self, body: Mapping[str, Any]) -> Json:
        return _element(self._elements.keep(self._focused()))

    def _focused(self) -> Seen:
        for root in whole(self._phone):
            for item in walk(root):
                if item.attributes["focused"] == "true":
                    return item
        raise Refusal("no such element", NO_ELEMENT)

    def _click(self, body: Mapping[str, Any], element: str) -> Json:
        self._phone.disturb("prompt-presses")
        item = self._elements.get(element)
        if item.shows:
            self._phone.tap(*item.centre)
        return None

    def _value(self, body: Mapping[str, Any], element: str) -> Json:
        self._write(self._elements.get(element), body)
        return None

    def _keys(self, body: Mapping[str, Any]) -> Json:
        self._write(self._focused(), body)
        return None

    def _write(self, item: Seen, body: Mapping[str, Any]) -> None:
        words = body.get("text")
        if words is None:
            words = "".join(body["value"])
        words = str(words)
        enter = words.endswith("\\n")
        words = words.removesuffix("\\n")
        replaces = str(body.get("replace", False)).lower() == "true"
        before = item.node.view.text if item.node is not None and not replaces else ""
        self._set_text(item, before + words)
        if enter:
            self._phone.press(66)

    def _set_text(self, item: Seen, words: str) -> None:
        if item.node is None or not item.node.view.editable or not item.node.view.enabled:
            raise Refusal(
                "invalid element state",
                f"Cannot set the element to '{words}'. Did you interact with the correct element?",
            )
        self._phone.set_text(item.node.key, words)

    def _clear(self, body: Mapping[str, Any], element: str) -> Json:
        self._set_text(self._elements.get(element), "")
        return None

    def _text(self, body: Mapping[str, Any], element: str) -> Json:
        return self._elements.get(element).attributes["text"]

    def _name(self, body: Mapping[str, Any], element: str) -> Json:
        return self._elements.get(element).attributes.get("content-desc")

    def _attribute(self, body: Mapping[str, Any], element: str, name: str) -> Json:
        return attribute(self._elements.get(element), name)

    def _rect(self, body: Mapping[str, Any], element: str) -> Json:
        return rect(self._elements.get(element))

    def _element_size(self, body: Mapping[str, Any], element: str) -> Json:
        box = rect(self._elements.get(element))
        return {"width": box["width"], "height": box["height"]}

    def _location(self, body: Mapping[str, Any], element: str) -> Json:
        box = rect(self._elements.get(element))
        return {"x": box["x"], "y": box["y"]}

    def _element_picture(self, body: Mapping[str, Any], element: str) -> Json:
        item = self._elements.get(element)
        with Image.open(io.BytesIO(self._picture())) as picture:
            part = picture.crop(item.box)
        written = io.BytesIO()
        part.save(written, "PNG", compress_level=1)
        return base64.b64encode(written.getvalue()).decode()

    def _first_visible(self, body: Mapping[str, Any], element: str) -> Json:
        children = self._elements.get(element).children
        if not children or not isinstance(children[0], Seen):
            raise Refusal("no such element", NO_ELEMENT)
        return _element(self._elements.keep(children[0]))

    def _scroll_to(self, body: Mapping[str, Any], element: str, other: str) -> Json:
        """Scroll the one element until the other shows."""
        container = self._elements.get(element)
        if container.node is None or not container.node.view.scroll:
            raise Refusal("invalid argument", "The given origin element must be a valid scrollable UiObject")
        for _ in range(30):
            top, bottom = container.box[1], container.box[3]
            node = self._elements.get(other).node
            if node is None or (node.seen is not None and node.seen == node.box):
                break
            self._phone.scroll(
                container.node.key, node.box[1] - top if node.box[1] < top else (bottom - top) // 2
            )
        return None

    # ------------------------------------------------------------------ fingers and keys

    def _actions(self, body: Mapping[str, Any]) -> Json:
        gestures.perform(self._phone, body["actions"], self._elements.get)
        return None

    def _gesture(self, body: Mapping[str, Any], name: str) -> Json:
        return gestures.gesture(self._phone, name, body, self._elements.get)

    def _back(self, body: Mapping[str, Any]) -> Json:
        self._phone.press(4)
        return None

    def _press(self, body: Mapping[str, Any]) -> Json:
        ctrl = bool(int(body.get("metastate") or 0) & _CTRL)
        self._phone.press(int(body["keycode"]), ctrl=ctrl)
        return None

    # ------------------------------------------------------------------ the device

    def _info(self, body: Mapping[str, Any]) -> Json:
        phone = self._phone
        brand, model = BRANDS[phone.spec.vendor]
        return {
            "androidId": hashlib.sha256(phone.serial.encode()).hexdigest()[:16],
            "apiVersion": str(phone.api),
            "bluetooth": {"state": "ON"},
            "brand": brand,
            "carrierName": "",
            "displayDensity": phone.dpi,
            "locale": phone.locale.replace("-", "_"),
            "manufacturer": brand,
            "model": model,
            "networks": [{"typeName": "WIFI", "connected": phone.online, "available": phone.online}],
            "platformVersion": RELEASES[phone.api],
            "realDisplaySize": f"{phone.width}x{phone.height}",
            "timeZone": "Asia/Shanghai",
        }

    def _pixel_ratio(self, body: Mapping[str, Any]) -> Json:
        return self._phone.density

    def _density(self, body: Mapping[str, Any]) -> Json:
        return self._phone.dpi

    def _bars(self, body: Mapping[str, Any]) -> Json:
        return {"statusBar": round(system.STATUS_BAR * self._phone.density)}

    def _battery(self, body: Mapping[str, Any]) -> Json:
        return {"level": 1.0, "status": 5}

    def _declared_orientation(self, body: Mapping[str, Any]) -> Json:
        return "SCREEN_ORIENTATION_UNSPECIFIED"

    def _get_clipboard(self, body: Mapping[str, Any]) -> Json:
        return base64.b64encode(self._phone.clipboard.encode()).decode()

    def _set_clipboard(self, body: Mapping[str, Any]) -> Json:
        kind = str(body.get("contentType") or "plaintext").lower()
        if kind != "plaintext":
            raise Refusal(
                "invalid argument",
                f"Only '[PLAINTEXT]' content types are supported. '{kind}' is given instead",
            )
        self._phone.clipboard = base64.b64decode(body["content"]).decode()
        return None

    def _nothing(self, body: Mapping[str, Any]) -> Json:
        return None

    def _windows(self, body: Mapping[str, Any]) -> Json:
        return [
            {
                "packageName": window.package,
                "rect": dict(zip(("left", "top", "right", "bottom"), window.root.box, strict=True)),
                "isActive": window is self._phone.active(),
            }
            for window in reversed(self._phone.windows())
        ]

    def _displays(self, body: Mapping[str, Any]) -> Json:
        return [{"id": 0, "isDefault": True, "name": "Built-in Screen"}]

    # ------------------------------------------------------------------ alerts

    def _alert(self) -> list[Seen]:
        """What a dialog in front holds. :raises Refusal: ``no such alert``."""
        window = self._phone.active()
        items = [item for root in trees(self._phone, {}) for item in walk(root)]
        if window.kind == "application" or not any(_ALERT_BUTTON.match(_id(item)) for item in items):
            raise Refusal("no such alert", _NO_ALERT)
        return items

    def _alert_text(self, body: Mapping[str, Any]) -> Json:
        items = self._alert()
        titles = [item for item in items if _ALERT_TITLE.match(_id(item))]
        others = [item for item in items if item.attributes["text"] and not _ALERT_BUTTON.match(_id(item))]
        return next((item.attributes["text"] for item in [*titles, *others]), "")

    def _accept(self, body: Mapping[str, Any]) -> Json:
        return self._press_alert(_YES, body)

    def _dismiss(self, body: Mapping[str, Any]) -> Json:
        return self._press_alert(_NO, body)

    def _press_alert(self, kind: re.Pattern[str], body: Mapping[str, Any]) -> Json:
        buttons = [item for item in self._alert() if item.attributes["clickable"] == "true"]
        label = body.get("buttonLabel")
        fitting = [
            item
            for item in buttons
            if (item.attributes["text"] == label if label else kind.search(_id(item)))
        ]
        if not fitting:
            raise Refusal("no such alert", "The expected button cannot be detected on the alert")
        self._phone.tap(*fitting[0].centre)
        return None


def _id(item: Seen) -> str:
    return item.attributes.get("resource-id", "")


def _element(name: str) -> dict[str, str]:
    return {"ELEMENT": name, ELEMENT_KEY: name}


_Act = Callable[..., Json]


def _route(line: str, act: _Act) -> tuple[str, re.Pattern[str], _Act]:
    """``GET S/source``: ``S`` stands for the session, ``E`` for an element in it, ``:name`` for one part."""
    method, path = line.split()
    path = path.replace("E/", "S/element/:element/", 1) if path.startswith("E/") else path
    path = re.sub(r"^S(?=/|$)", "/session/:session", path)
    return method, re.compile(re.sub(r":(\w+)", r"(?P<\1>[^/]+)", path)), act


_ACTS: Mapping[str, _Act] = {
    "GET /status": OnDeviceServer._status,
    "GET /sessions": OnDeviceServer._sessions,
    "POST /session": OnDeviceServer._open,
    "GET S": OnDeviceServer._details,
    "GET S/": OnDeviceServer._details,
    "DELETE S": OnDeviceServer._close,
    "GET S/appium/settings": OnDeviceServer._get_settings,
    "POST S/appium/settings": OnDeviceServer._set_settings,
    "GET S/source": OnDeviceServer._source,
    "GET S/screenshot": OnDeviceServer._screenshot,
    "GET S/window/:handle/size": lambda server, body, handle: server._size(body),
    "GET S/orientation": OnDeviceServer._orientation,
    "POST S/orientation": OnDeviceServer._set_orientation,
    "GET S/rotation": OnDeviceServer._rotation,
    "POST S/rotation": OnDeviceServer._set_rotation,
    "POST S/element": OnDeviceServer._find_one,
    "POST S/elements": OnDeviceServer._find_many,
    "GET S/element/active": OnDeviceServer._active,
    "POST E/click": OnDeviceServer._click,
    "POST E/value": OnDeviceServer._value,
    "POST E/clear": OnDeviceServer._clear,
    "GET E/text": OnDeviceServer._text,
    "GET E/name": OnDeviceServer._name,
    "GET E/attribute/:name": OnDeviceServer._attribute,
    "GET E/rect": OnDeviceServer._rect,
    "GET E/size": OnDeviceServer._element_size,
    "GET E/location": OnDeviceServer._location,
    "GET E/screenshot": OnDeviceServer._element_picture,
    "GET S/screenshot/:element": OnDeviceServer._element_picture,
    "GET S/appium/element/:element/first_visible": OnDeviceServer._first_visible,
    "POST S/appium/element/:element/scroll_to/:other": OnDeviceServer._scroll_to,
    "POST S/keys": OnDeviceServer._keys,
    "POST S/actions": OnDeviceServer._actions,
    "POST S/appium/gestures/:name": OnDeviceServer._gesture,
    "POST S/back": OnDeviceServer._back,
    "POST S/appium/device/press_keycode": OnDeviceServer._press,
    "POST S/appium/device/long_press_keycode": OnDeviceServer._press,
    "POST S/appium/device/open_notifications": OnDeviceServer._nothing,
    "POST S/appium/reset_ax_cache": OnDeviceServer._nothing,
    "POST S/appium/list_windows": OnDeviceServer._windows,
    "POST S/appium/list_displays": OnDeviceServer._displays,
    "GET S/appium/device/info": OnDeviceServer._info,
    "GET S/appium/device/pixel_ratio": OnDeviceServer._pixel_ratio,
    "GET S/appium/device/display_density": OnDeviceServer._density,
    "GET S/appium/device/system_bars": OnDeviceServer._bars,
    "GET S/appium/device/battery_info": OnDeviceServer._battery,
    "GET S/appium/device/declared_orientation": OnDeviceServer._declared_orientation,
    "POST S/appium/device/get_clipboard": OnDeviceServer._get_clipboard,
    "POST S/appium/device/set_clipboard": OnDeviceServer._set_clipboard,
    "GET S/alert/text": OnDeviceServer._alert_text,
    "POST S/alert/accept": OnDeviceServer._accept,
    "POST S/alert/dismiss": OnDeviceServer._dismiss,
}
_ROUTES = [_route(line, act) for line, act in _ACTS.items()]
