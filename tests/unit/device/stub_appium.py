"""A server that speaks as Appium with the UiAutomator2 driver does, over screens written by hand."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
PACKAGE = "cn.example.bank"
CONTROLLER = "com.android.permissioncontroller"
INFO = {
    "apiVersion": "34",
    "platformVersion": "14",
    "brand": "google",
    "model": "Pixel",
    "displayDensity": 320,
    "locale": "zh_CN",
    "realDisplaySize": "720x1280",
}


class Refused(Exception):
    """An error as the driver answers it: W3C code and message."""

    def __init__(self, message: str, error: str = "unknown error") -> None:
        super().__init__(message)
        self.error = error


def view(text: str = "", **facts: Any) -> str:
    """One node of a page source; keywords are attributes, with ``_`` for ``-``; ``inside``: what it holds."""
    inside = "".join(facts.pop("inside", ()))
    own = {
        "class": facts.pop("kind", "android.widget.TextView"),
        "package": PACKAGE,
        "text": text,
        "bounds": "[0,100][720,200]",
        "clickable": "true",
        "enabled": "true",
        "displayed": "true",
        **{name.replace("_", "-"): str(value) for name, value in facts.items()},
    }
    if "id" in own:
        own["resource-id"] = own["id"] if ":" in own["id"] else f"{PACKAGE}:id/{own['id']}"
        del own["id"]
    attributes = " ".join(f"{name}={quoteattr(value)}" for name, value in own.items())
    return f"<{own['class']} {attributes}>{inside}</{own['class']}>"


def page(*views: str) -> str:
    """A page source; the app's window fills the display."""
    root = view(kind="android.widget.FrameLayout", bounds="[0,0][720,1280]", clickable="false", inside=views)
    return f'<?xml version="1.0"?><hierarchy rotation="0" width="720" height="1280">{root}</hierarchy>'


def camera_prompt() -> str:
    """AOSP's dialog for the camera, as API 30 and later show it."""

    def own(text: str, suffix: str, top: int, kind: str = "android.widget.Button") -> str:
        return view(
            text,
            kind=kind,
            id=f"{CONTROLLER}:id/{suffix}",
            package=CONTROLLER,
            bounds=f"[100,{top}][620,{top + 80}]",
        )

    box = view(
        kind="android.widget.LinearLayout",
        package=CONTROLLER,
        bounds="[80,400][640,900]",
        inside=(
            own(
                "要允许“示例银行”拍摄照片和录制视频吗？", "permission_message", 420, "android.widget.TextView"
            ),
            own("仅在使用该应用时允许", "permission_allow_foreground_only_button", 520),
            own("仅限这一次", "permission_allow_one_time_button", 620),
            own("不允许", "permission_deny_button", 720),
        ),
    )
    return f'<hierarchy rotation="0" width="720" height="1280">{box}</hierarchy>'


@dataclass
class Stub:
    """The phone behind the server: what shows, what a tap does, and every command that was asked."""

    source: str | Callable[[], str] = ""
    taps: dict[str, Callable[[], object]] = field(default_factory=dict)
    """By text, id or description of what is tapped."""
    mobile: dict[str, Callable[[dict[str, Any]], Any]] = field(default_factory=dict)
    shell: dict[str, str | Callable[[], str]] | None = field(default_factory=dict)
    """Answers by command; None: the feature is off."""
    picture: bytes | Callable[[], bytes] = b""
    routes: dict[str, Callable[[dict[str, Any]], Any]] = field(default_factory=dict)
    """Further answers, by ``METHOD path`` below the session."""
    asked: list[str] = field(default_factory=list)
    headers: list[tuple[str, str | None]] = field(default_factory=list)
    sessions: list[dict[str, Any]] = field(default_factory=list)
    nodes: dict[str, dict[str, str]] = field(default_factory=dict)
    night: str = "no"
    url: str = ""

    # --- answers

    def answer(self, method: str, path: str, body: dict[str, Any]) -> Any:
        if path == "/session":
            self.sessions.append(body["capabilities"]["firstMatch"][0] | body["capabilities"]["alwaysMatch"])
            self.asked.append("new session")
            return {"sessionId": f"s{len(self.sessions)}", "capabilities": {"platformName": "Android"}}
        below = re.sub(r"^/session/[^/]+", "", path)
        known = self.routes.get(f"{method} {below}")
        if known is not None:
            self.asked.append(f"{method} {below}")
            return known(body)
        if below == "/execute/sync":
            return self._script(body["script"], (body["args"] or [{}])[0])
        return self._driver(method, below, body)

    def _script(self, script: str, arguments: dict[str, Any]) -> Any:
        name = script.removeprefix("mobile: ")
        if name != "shell":
            self.asked.append(name)
        if name in self.mobile:
            return self.mobile[name](arguments)
        if name == "shell":
            return self._shell(arguments["command"])
        if name == "deviceInfo":
            return INFO
        if name == "setUiMode":
            self.night = arguments["value"]
        return {
            "getUiMode": self.night,
            "scrollGesture": False,
            "getConnectivity": {"wifi": True, "data": False},
        }.get(name)

    def _shell(self, command: str) -> str:
        self.asked.append(f"$ {command}")
        if self.shell is None:
            raise Refused("Potentially insecure feature 'adb_shell' has not been enabled.")
        told = self.shell.get(command, "Success" if command.startswith("pm clear") else "")
        self._take(command)
        return told if isinstance(told, str) else told()

    def _take(self, command: str) -> None:
        """What is changed is read so afterwards, where a test has said what stands there at first."""
        assert self.shell is not None
        if put := re.fullmatch(r"settings (?:put|delete) system (\w+) ?(\S*)", command):
            read, value = f"settings get system {put[1]}", put[2] or "null"
            if isinstance(self.shell.get(read), str):
                self.shell[read] = value
        elif changed := re.fullmatch(r"wm density (\d+|reset)", command):
            now = self.shell.get("wm density", "")
            if not isinstance(now, str):
                return
            physical = now.partition("\n")[0]
            override = "" if changed[1] == "reset" else f"\nOverride density: {changed[1]}"
            self.shell["wm density"] = f"{physical}{override}"

    def _driver(self, method: str, path: str, body: dict[str, Any]) -> Any:
        if path == "/source":
            self.asked.append("source")
            return self.source if isinstance(self.source, str) else self.source()
        if path == "/screenshot":
            self.asked.append("screenshot")
            picture = self.picture if isinstance(self.picture, bytes) else self.picture()
            return base64.b64encode(picture).decode()
        if path == "/elements":
            self.asked.append(f"find {body['value'].removeprefix('new UiSelector()')}")
            return [{ELEMENT: each} for each in self._found(body["value"])]
        touched = re.fullmatch(r"/element/([^/]+)/(click|clear|value|text)", path)
        if touched is not None:
            return self._touch(touched[1], touched[2], body)
        self.asked.append(f"{method} {path}")
        if path == "/window/rect":
            return {"x": 0, "y": 0, "width": 720, "height": 1280}
        return ["NATIVE_APP"] if path == "/contexts" else None

    def _found(self, selector: str) -> list[str]:
        wanted = [
            (name, value.replace('\\"', '"'))
            for name, value in re.findall(r'\.(\w+)\("((?:\\"|[^"])*)"\)', selector)
        ]
        source = self.source if isinstance(self.source, str) else self.source()
        found = []
        for place, node in enumerate(ElementTree.fromstring(source).iter()):
            if node.tag != "hierarchy" and all(self._is(node, name, value) for name, value in wanted):
                key = f"e{len(self.asked)}-{place}"
                self.nodes[key] = dict(node.attrib)
                found.append(key)
        return found

    def _is(self, node: ElementTree.Element, name: str, value: str) -> bool:
        key = {"resourceId": "resource-id", "description": "content-desc", "className": "class"}.get(
            name, name.removesuffix("Name")
        )
        if name.endswith("Matches"):
            key = {"classNameMatches": "class", "textMatches": "text"}[name]
            return re.fullmatch(value, node.get(key, "")) is not None
        return node.get(key, "") == value

    def _touch(self, key: str, verb: str, body: dict[str, Any]) -> Any:
        self.asked.append(verb)
        node = self.nodes[key]
        if verb == "text":
            return node.get("text", "")
        if verb == "click":
            names = (
                node.get("text"),
                node.get("resource-id", "").rpartition("/")[2],
                node.get("content-desc"),
            )
            for name in names:
                if name in self.taps:
                    return self.taps[name]() and None
        return None


def serve(stub: Stub) -> Callable[[], None]:
    """Serve a stub on loopback; call what is returned to end it."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Nothing belongs into the test's output."""

        def _handle(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            stub.headers.append((self.path, self.headers.get("X-Appium-Is-Sensitive")))
            status, value = 200, None
            try:
                value = stub.answer(self.command, self.path, body)
            except Refused as refused:
                status, value = 500, {"error": refused.error, "message": str(refused), "stacktrace": ""}
            data = json.dumps({"value": value}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_DELETE = _handle  # noqa: N815 - names that the base class calls

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    stub.url = f"http://127.0.0.1:{server.server_port}"

    def close() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return close
