"""What an Appium server with the UiAutomator2 driver says to a client, for a phone in this process.

Neither Node nor adb is needed. Routes, bodies and errors follow Appium 3.8, appium-uiautomator2-driver 8.7.0.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from .. import reader
from ..apps import App
from ..bank.server import BankServer
from ..phone import Phone
from ..serving import Reply, Request, Serving, as_json
from ..spec import BRANDS, RELEASES, PhoneSpec
from ..state import LogLine
from .driver import NATIVE, Driver
from .ondevice import OnDeviceServer
from .refusal import NO_SESSION, UNKNOWN, Refusal

Json = Any
Body = Mapping[str, Any]
DRIVER_SETTINGS: Mapping[str, Any] = {
    "imageMatchThreshold": 0.4,
    "fixImageFindScreenshotDims": True,
    "fixImageTemplateSize": False,
    "fixImageTemplateScale": False,
    "defaultImageTemplateScale": 1.0,
    "checkForImageElementStaleness": True,
    "autoUpdateImageElementPosition": False,
    "imageElementTapStrategy": "w3cActions",
    "getMatchedImageResult": False,
}
"""Settings that the driver keeps itself. Source: appium-base-driver."""
STRATEGIES = ("xpath", "id", "class name", "accessibility id", "-android uiautomator")
_POLL = 0.1  # s between two looks while a search waits for its element
_LEVELS = {"V": "DEBUG", "D": "DEBUG", "I": "INFO", "W": "WARNING", "E": "SEVERE", "F": "SEVERE"}


class Endpoint:
    """A phone with an Appium server in front of it, on a free port of 127.0.0.1.

    :param latency_ms: what each command takes on top, as real phones do (50 to 300).
    :param open_apk: turns an installation file into an app, for ``mobile: installApp``.
    :param port: 0 takes a free one.
    """

    def __init__(
        self,
        phone: Phone,
        *,
        latency_ms: float = 0.0,
        open_apk: Callable[[bytes], App] | None = None,
        port: int = 0,
    ) -> None:
        self.phone = phone
        self._latency = latency_ms / 1000
        self._open_apk = open_apk
        self._server = OnDeviceServer(phone)
        self._session: _Session | None = None
        self._serving = Serving(self._reply, port)
        self.url = self._serving.url

    @property
    def unmodelled(self) -> list[str]:
        """Commands that were asked of the phone's shell and that nobody modelled."""
        return self.phone.unmodelled

    def close(self) -> None:
        """End the server and free its port."""
        self._serving.close()

    def _reply(self, request: Request) -> Reply:
        if self._latency and request.path != "/status":
            time.sleep(self._latency)
        try:
            return as_json({"value": self._answer(request)})
        except Refusal as refusal:
            return as_json({"value": refusal.to_json()}, refusal.status)
        except Exception as error:  # as Appium does with whatever a driver throws
            unknown = Refusal("unknown error", f"{type(error).__name__}: {error}")
            return as_json({"value": unknown.to_json()}, unknown.status)

    def _answer(self, request: Request) -> Json:
        if request.body is None:
            raise Refusal("invalid argument", "The request body could not be read as JSON")
        path = request.path.rstrip("/")
        if path == "/status":
            build = {"version": "3.8.0", "simulated": True}
            return {"ready": True, "message": "The server is ready to accept new connections", "build": build}
        if path == "/session" and request.method == "POST":
            self._session = _Session(self.phone, self._server, request.body, self._open_apk)
            return {"sessionId": self._session.id, "capabilities": self._session.answered}
        found = re.fullmatch(r"/session/([^/]+)(/.*)?", path)
        if found is None:
            raise Refusal("unknown command", UNKNOWN)
        session = self._session
        if session is None or session.id != found[1]:
            raise Refusal("invalid session id", NO_SESSION)
        if not found[2] and request.method == "DELETE":
            self._session = None
            session.end()
            return None
        return session.answer(request.method, found[2] or "", request.body)


def start_endpoint(
    spec: Mapping[str, Any] | PhoneSpec,
    *,
    defects: Collection[str] = (),
    latency_ms: float = 0.0,
    port: int = 0,
    server: BankServer | None = None,
) -> Endpoint:
    """The demo phone, and its endpoint.

    :param spec: keywords of `PhoneSpec`, or one.
    :param defects: of the demo bank, by name.
    :param latency_ms: see `Endpoint`, as `port`.
    :param server: the demo bank's, where several phones share it.
    :raises ValueError: for a phone or defect that is not simulated.
    :raises TypeError: for a keyword that `PhoneSpec` has not.
    """
    from ..demo import demo_phone, installer  # here, so that an endpoint without the bank loads without it

    chosen = spec if isinstance(spec, PhoneSpec) else PhoneSpec(**spec)
    phone = demo_phone(chosen, defects, server)
    return Endpoint(phone, latency_ms=latency_ms, open_apk=installer(defects, server), port=port)


# ------------------------------------------------------------------ one session


class _Session:
    """A session of the driver, with the one it has on the phone."""

    def __init__(
        self,
        phone: Phone,
        server: OnDeviceServer,
        body: Body,
        open_apk: Callable[[bytes], App] | None,
    ) -> None:
        self.id = str(uuid.uuid4())
        self._phone = phone
        self._server = server
        self._capabilities = _capabilities(body)
        udid = self._capabilities.get("udid")
        if udid not in (None, phone.serial):
            raise Refusal("session not created", f"Device {udid} was not in the list of connected devices")
        self._implicit = 0.0
        device = server.handle("POST", "/session", {"capabilities": {"alwaysMatch": self._capabilities}})[1]
        self._device = str(device["value"]["sessionId"])
        kept = self._capabilities.get("disableSuppressAccessibilityService") is True
        reader.connect(phone, suppress=not kept)
        package = str(self._capabilities.get("appPackage") or "")
        self._driver = Driver(phone, self._ask, app_package=package, open_apk=open_apk)
        given = {
            name[9:-1]: value for name, value in self._capabilities.items() if name.startswith("settings[")
        }
        if given or self._capabilities.get("settings"):
            self._ask(
                "POST",
                "/appium/settings",
                {"settings": {**(self._capabilities.get("settings") or {}), **given}},
            )
        if package:
            self._prepare(package)
        self.answered = self._describe()

    def _prepare(self, package: str) -> None:
        if not self._capabilities.get("noReset"):
            with self._phone.lock:
                if package in self._phone.installed:
                    self._phone.clear(package)
        if self._capabilities.get("autoLaunch", True):
            self._driver.launch(package, str(self._capabilities.get("appActivity") or ""))

    def _describe(self) -> dict[str, Any]:
        phone = self._phone
        brand, model = BRANDS[phone.spec.vendor]
        return {
            **self._capabilities,
            "platformName": self._capabilities.get("platformName", "Android"),
            "platform": "LINUX",
            "webStorageEnabled": False,
            "takesScreenshot": True,
            "javascriptEnabled": True,
            "databaseEnabled": False,
            "networkConnectionEnabled": True,
            "locationContextEnabled": False,
            "warnings": {},
            "desired": dict(self._capabilities),
            "deviceName": phone.serial,
            "deviceUDID": phone.serial,
            "pixelRatio": f"{phone.density:g}",
            "statBarHeight": self._ask("GET", "/appium/device/system_bars", {})["statusBar"],
            "viewportRect": self._driver.viewport({}),
            "deviceApiLevel": phone.api,
            "platformVersion": RELEASES[phone.api],
            "deviceManufacturer": brand,
            "deviceModel": model,
            "deviceScreenSize": f"{phone.width}x{phone.height}",
            "deviceScreenDensity": phone.dpi,
        }

    def end(self) -> None:
        """End the session on the phone."""
        package = str(self._capabilities.get("appPackage") or "")
        if package and not self._capabilities.get("noReset"):
            self._driver.terminate({"appId": package})
        self._server.handle("DELETE", f"/session/{self._device}", None)
        reader.disconnect(self._phone)

    def _ask(self, method: str, path: str, body: Body) -> Json:
        """Ask the server on the phone. :raises Refusal: what it refuses."""
        _, answer = self._server.handle(method, f"/session/{self._device}{path}", body)
        value = answer["value"]
        if isinstance(value, dict) and {"error", "message", "stacktrace"} <= value.keys():
            raise Refusal(value["error"], value["message"])
        return value

    def answer(self, method: str, path: str, body: Body) -> Json:
        """Answer one command; ``path`` stands below the session."""
        for known, pattern, act in _ROUTES:
            found = pattern.fullmatch(path)
            if known == method and found:
                try:
                    return act(self, body, **found.groupdict())
                except (KeyError, TypeError) as error:
                    raise Refusal(
                        "invalid argument", f"Parameters were incorrect. {type(error).__name__}: {error}"
                    ) from error
        if (method, path) in _PROXIED or _PROXIED_ELEMENT.fullmatch(f"{method} {path}"):
            return self._ask(method, path, body)
        raise Refusal("unknown command", UNKNOWN)

    # ------------------------------------------------------------------ elements

    def _find_one(self, body: Body, element: str = "") -> Json:
        return self._wait(lambda: self._search(body, element, multiple=False))

    def _find_many(self, body: Body, element: str = "") -> Json:
        return self._wait(lambda: self._search(body, element, multiple=True))

    def _search(self, body: Body, context: str, *, multiple: bool) -> Json:
        strategy, selector = body["using"], body["value"]
        if strategy not in STRATEGIES:
            raise Refusal(
                "invalid selector", f"Locator Strategy '{strategy}' is not supported for this session"
            )
        asked = {"strategy": strategy, "selector": selector, "context": context, "multiple": multiple}
        return self._ask("POST", "/elements" if multiple else "/element", asked)

    def _wait(self, look: Callable[[], Json]) -> Json:
        """Look again until something is found or the implicit wait is over."""
        end = time.monotonic() + self._implicit
        while True:
            try:
                found = look()
                if found or time.monotonic() >= end:
                    return found
            except Refusal as refusal:
                if refusal.code != "no such element" or time.monotonic() >= end:
                    raise
            time.sleep(_POLL)

    def _value(self, body: Body, element: str) -> Json:
        words = body["text"] if body.get("text") is not None else body["value"]
        words = "".join(words) if isinstance(words, list) else str(words)
        return self._ask(
            "POST", f"/element/{element}/value", {"elementId": element, "text": words, "replace": False}
        )

    def _attribute(self, body: Body, element: str, name: str) -> Json:
        value = self._ask("GET", f"/element/{element}/attribute/{name}", {})
        return "null" if value is None else str(value)  # the driver makes a string of it

    def _flag(self, name: str) -> Callable[[str], bool]:
        def ask(element: str) -> bool:
            return str(self._ask("GET", f"/element/{element}/attribute/{name}", {})).lower() == "true"

        return ask

    def _displayed(self, body: Body, element: str) -> Json:
        return self._flag("displayed")(element)

    def _enabled(self, body: Body, element: str) -> Json:
        return self._flag("enabled")(element)

    def _selected(self, body: Body, element: str) -> Json:
        return self._flag("selected")(element)

    # ------------------------------------------------------------------ the rest

    def _details(self, body: Body) -> Json:
        return {**self.answered, **self._ask("GET", "", {})}

    def _execute(self, body: Body) -> Json:
        return self._driver.execute(str(body["script"]), list(body.get("args") or []))

    def _actions(self, body: Body) -> Json:
        touches = [
            {**source, "parameters": {"pointerType": "touch"}} if source.get("type") == "pointer" else source
            for source in body["actions"]
        ]
        return self._ask("POST", "/actions", {"actions": touches})

    def _nothing(self, body: Body) -> Json:
        return None

    def _window_rect(self, body: Body) -> Json:
        return {**self._ask("GET", "/window/current/size", {}), "x": 0, "y": 0}

    def _handle(self, body: Body) -> Json:
        return "1"

    def _handles(self, body: Body) -> Json:
        return ["1"]

    def _get_settings(self, body: Body) -> Json:
        return {**DRIVER_SETTINGS, **self._ask("GET", "/appium/settings", {})}

    def _set_settings(self, body: Body) -> Json:
        return self._ask("POST", "/appium/settings", {"settings": body["settings"]})

    def _timeouts(self, body: Body) -> Json:
        return {"command": 60000, "implicit": round(self._implicit * 1000)}

    def _set_timeouts(self, body: Body) -> Json:
        wait = body.get("implicit", body.get("ms"))
        if wait is not None:
            if not isinstance(wait, int | float) or isinstance(wait, bool) or wait < 0:
                raise Refusal("invalid argument", f"'{wait}' is not a timeout in ms")
            self._implicit = wait / 1000
        return None

    def _contexts(self, body: Body) -> Json:
        return [NATIVE]  # WebViews of release builds cannot be debugged

    def _context(self, body: Body) -> Json:
        return NATIVE

    def _switch(self, body: Body) -> Json:
        if body["name"] != NATIVE:
            raise Refusal("unknown error", "No such context found.")
        return None

    def _log_types(self, body: Body) -> Json:
        return ["logcat", "bugreport", "server"]

    def _log(self, body: Body) -> Json:
        if body["type"] == "logcat":
            return [_record(line) for line in list(self._phone.logcat)]
        if body["type"] in self._log_types({}):
            raise Refusal("unknown error", f"The simulated phone keeps no log of type '{body['type']}'")
        raise Refusal("unknown error", f"Unsupported log type '{body['type']}'")

    def _open_url(self, body: Body) -> Json:
        self._driver.open(str(body["url"]), str(self._capabilities.get("appPackage") or "") or None)
        return None

    def _events(self, body: Body) -> Json:
        return {"commands": []}


def _capabilities(body: Body) -> dict[str, Any]:
    """What a client asked for, without the prefix ``appium:``. :raises Refusal: when it is not W3C's form."""
    asked = body.get("capabilities")
    if not isinstance(asked, Mapping):
        raise Refusal("invalid argument", "W3C capabilities should be provided: 'capabilities' is missing")
    first = asked.get("firstMatch") or [{}]
    merged = {**(first[0] if isinstance(first, Sequence) else {}), **(asked.get("alwaysMatch") or {})}
    wanted = {name.removeprefix("appium:"): value for name, value in merged.items()}
    platform, engine = str(wanted.get("platformName", "")), str(wanted.get("automationName", "UiAutomator2"))
    if platform.lower() != "android" or engine.lower() != "uiautomator2":
        raise Refusal(
            "session not created",
            f"Could not find a driver for automationName '{engine}' and platformName '{platform}'. "
            "The simulated phone is driven by UiAutomator2 on Android",
        )
    return wanted


def _record(line: LogLine) -> dict[str, Any]:
    stamp = time.strftime("%m-%d %H:%M:%S", time.gmtime(line.time + 8 * 3600))
    millis = int(line.time % 1 * 1000)
    words = f"{stamp}.{millis:03d} {line.pid:5d} {line.pid:5d} {line.level} {line.tag}: {line.text}"
    return {"timestamp": round(line.time * 1000), "level": _LEVELS.get(line.level, "INFO"), "message": words}


_Act = Callable[..., Json]


def _route(line: str, act: _Act) -> tuple[str, re.Pattern[str], _Act]:
    method, path = line.split() if " " in line else (line, "")
    return method, re.compile(re.sub(r":(\w+)", r"(?P<\1>[^/]+)", path)), act


_PROXIED = {
    ("GET", "/source"),
    ("GET", "/screenshot"),
    ("POST", "/back"),
    ("GET", "/orientation"),
    ("POST", "/orientation"),
    ("GET", "/rotation"),
    ("POST", "/rotation"),
    ("GET", "/element/active"),
    ("GET", "/alert/text"),
    ("POST", "/alert/accept"),
    ("POST", "/alert/dismiss"),
    ("GET", "/window/current/size"),
    ("POST", "/appium/device/set_clipboard"),
    ("POST", "/appium/device/get_clipboard"),
    ("POST", "/appium/device/press_keycode"),
    ("POST", "/appium/device/long_press_keycode"),
    ("GET", "/appium/device/display_density"),
    ("GET", "/appium/device/system_bars"),
}
"""What goes to the server on the phone as it came."""
_PROXIED_ELEMENT = re.compile(
    r"GET /element/[^/]+/(text|name|rect|size|location|screenshot)|POST /element/[^/]+/(click|clear)"
)
_ACTS: Mapping[str, _Act] = {
    "GET": _Session._details,
    "GET /appium/capabilities": lambda session, body: {"capabilities": session.answered},
    "POST /element": _Session._find_one,
    "POST /elements": _Session._find_many,
    "POST /element/:element/element": _Session._find_one,
    "POST /element/:element/elements": _Session._find_many,
    "POST /element/:element/value": _Session._value,
    "GET /element/:element/attribute/:name": _Session._attribute,
    "GET /element/:element/displayed": _Session._displayed,
    "GET /element/:element/enabled": _Session._enabled,
    "GET /element/:element/selected": _Session._selected,
    "POST /execute/sync": _Session._execute,
    "POST /actions": _Session._actions,
    "DELETE /actions": _Session._nothing,
    "GET /window/rect": _Session._window_rect,
    "GET /window": _Session._handle,
    "GET /window/handles": _Session._handles,
    "GET /appium/settings": _Session._get_settings,
    "POST /appium/settings": _Session._set_settings,
    "GET /timeouts": _Session._timeouts,
    "POST /timeouts": _Session._set_timeouts,
    "GET /contexts": _Session._contexts,
    "GET /context": _Session._context,
    "POST /context": _Session._switch,
    "GET /log/types": _Session._log_types,
    "GET /se/log/types": _Session._log_types,
    "POST /log": _Session._log,
    "POST /se/log": _Session._log,
    "POST /url": _Session._open_url,
    "POST /appium/events": _Session._events,
}
_ROUTES = [_route(line, act) for line, act in _ACTS.items()]
