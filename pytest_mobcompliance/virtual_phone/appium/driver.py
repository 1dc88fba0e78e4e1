"""What the UiAutomator2 driver does itself, in Appium's process: the ``mobile:`` commands.

Their names, arguments, answers and errors follow appium-uiautomator2-driver 8.7.0 with appium-android-driver
14.2.0. What those do by a shell command is done by the same command here.
"""

from __future__ import annotations

import base64
import io
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from ..apps import App
from ..permissions import PermissionError_
from ..shell.shell import Shell
from ..shell.tools_apps import refused_install
from ..state import PhoneError
from .elements import ELEMENT_KEY
from .refusal import Refusal

if TYPE_CHECKING:
    from ..phone import Phone

Json = Any
Arguments = Mapping[str, Any]
AskServer = Callable[[str, str, Mapping[str, Any]], Json]
"""Method, path below the session and body, for the server on the phone."""
NATIVE = "NATIVE_APP"
_PERMISSION = re.compile(r"android\.\w*\.?permission\.\w+")
"""Source: appium-adb, which finds permissions in ``dumpsys package`` with it."""
_FOCUSED_APP = re.compile(
    r"^\s*mFocusedApp.+Record\{.*\s([^\s/}]+)/([^\s/},]+),?(?:\s[^\s/}]+)*\}", re.MULTILINE
)
_FOCUSED_WINDOW = re.compile(r"^\s*mCurrentFocus.+\{.+\s([^\s/]+)/([^\s}]+)", re.MULTILINE)
"""Lines of ``dumpsys window``. Source: appium-adb, ``getFocusedPackageAndActivity``."""
_SERVICES = ("wifi", "data", "airplaneMode")
_EXTRAS = ("s", "sn", "z", "i", "l", "f", "u", "cn", "ia", "ial", "la", "lal", "fa", "fal", "sa", "sal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A ``mobile:`` command."""

    act: Callable[[Driver, Arguments], Json]
    required: tuple[str, ...] = ()


class Driver:
    """The driver's own commands on one phone.

    :param app_package: of the session, taken where a command names none.
    :param open_apk: turns an installation file into an app; raises `ValueError` for a file that is none.
    """

    def __init__(
        self,
        phone: Phone,
        ask: AskServer,
        *,
        app_package: str = "",
        open_apk: Callable[[bytes], App] | None = None,
    ) -> None:
        self._phone = phone
        self._ask = ask
        self._package = app_package
        self._open_apk = open_apk
        self._shell = Shell(phone, open_apk=open_apk)

    def execute(self, script: str, arguments: Sequence[Any]) -> Json:
        """Carry out ``execute/sync``.

        :raises Refusal: ``unknown method`` for a script, ``unsupported operation`` for a command that is not
            there, ``invalid argument`` for arguments that do not fit, and what the command itself raises.
        """
        name = re.sub(r"^mobile:\s*", "mobile: ", script.strip())
        if not name.startswith("mobile: "):
            raise Refusal("unknown method", "Method is not implemented")
        command = COMMANDS.get(name.removeprefix("mobile: "))
        if command is None:
            known = ", ".join(sorted(COMMANDS))
            raise Refusal(
                "unsupported operation",
                f"Unsupported execute method '{name}'. Execute methods of the simulated driver are: {known}",
            )
        given = _given(arguments)
        missing = [key for key in command.required if given.get(key) is None]
        if missing:
            raise Refusal(
                "invalid argument",
                f"Parameters were incorrect. We wanted {{'required': {list(command.required)}}} "
                f"and you sent {sorted(given)}",
            )
        try:
            return command.act(self, given)
        except (PhoneError, PermissionError_) as error:
            raise Refusal("unknown error", str(error)) from None

    # ------------------------------------------------------------------ shell

    def _adb(self, command: str) -> str:
        """Output of a shell command. :raises Refusal: when it fails, as appium-adb says it."""
        result = self._shell.run(command)
        stdout = result.stdout.decode("utf-8", "replace")
        if result.code:
            stderr = result.stderr.decode("utf-8", "replace")
            raise Refusal(
                "unknown error",
                f"Error executing adbExec. Original error: 'Command 'adb -s {self._phone.serial} shell "
                f"{command}' exited with code {result.code}'; Command output: {stderr or stdout}",
            )
        return stdout

    def shell(self, given: Arguments) -> Json:
        command = given["command"]
        if not isinstance(command, str):
            raise Refusal("invalid argument", "The 'command' argument is mandatory")
        words = given.get("args") or []
        words = words if isinstance(words, list) else [words]
        result = self._shell.run(" ".join([command, *map(str, words)]))
        stdout, stderr = (each.decode("utf-8", "replace") for each in (result.stdout, result.stderr))
        if result.code:
            raise Refusal(
                "unknown error",
                f"Cannot execute the '{command}' shell command. Original error: Command exited with code "
                f"{result.code}. StdOut: {stdout}. StdErr: {stderr}",
            )
        return {"stdout": stdout, "stderr": stderr} if given.get("includeStderr") else stdout

    # ------------------------------------------------------------------ apps

    def activate(self, given: Arguments) -> Json:
        package = str(given["appId"])
        self.launch(package, "")
        return None

    def launch(self, package: str, activity: str) -> None:
        """Start an app's activity, by default that of its icon. :raises Refusal: when there is none."""
        if not activity:
            brief = self._adb(f"cmd package resolve-activity --brief {package}").split()
            component = brief[-1] if brief and brief[-1].startswith(f"{package}/") else ""
            if not component:
                raise Refusal(
                    "unknown error",
                    f"Unable to resolve the launchable activity of '{package}'. Is it installed?",
                )
        else:
            component = f"{package}/{activity}"
        output = self._adb(
            "am start-activity -a android.intent.action.MAIN -c android.intent.category.LAUNCHER "
            f"-f 0x10200000 -n {component}"
        )
        if re.search(r"^error:", output, re.IGNORECASE | re.MULTILINE):
            raise Refusal("unknown error", f"Cannot activate '{package}'. Original error: {output}")

    def terminate(self, given: Arguments) -> Json:
        package = str(given["appId"])
        with self._phone.lock:
            known = self._phone.installed.get(package)
            if known is None or known.process is None:
                return False
            self._phone.force_stop(package)
        return True

    def state(self, given: Arguments) -> Json:
        package = str(given["appId"])
        with self._phone.lock:
            known = self._phone.installed.get(package)
            if known is None:
                return 0
            if known.process is None:
                return 1
            in_front = re.compile(rf"(mCurrentFocus|mFocusedApp).*\b{re.escape(package)}/")
            return 4 if in_front.search(self._windows()) else 3

    def is_installed(self, given: Arguments) -> Json:
        return str(given["appId"]) in self._phone.installed

    def list_apps(self, given: Arguments) -> Json:
        with self._phone.lock:
            return {
                package: {"packageName": package, "versionCode": known.manifest.version_code}
                for package, known in self._phone.installed.items()
            }

    def clear(self, given: Arguments) -> Json:
        package = str(given["appId"])
        with self._phone.lock:
            if package in self._phone.installed:
                self._phone.clear(package)
        return None

    def background(self, given: Arguments) -> Json:
        seconds = float(given.get("seconds", -1))
        with self._phone.lock:
            package = self._in_front()[0]
            self._phone.press(3)
        if seconds < 0:
            return None
        self._phone.advance(seconds)  # nobody has to wait for a simulated phone
        self.launch(package, "")
        return None

    def install(self, given: Arguments) -> Json:
        path = Path(str(given["appPath"]))
        if not path.is_file() or path.suffix != ".apk":
            raise Refusal(
                "unknown error",
                f"The application at '{path}' does not exist or is not accessible, or is no .apk file",
            )
        if self._open_apk is None:
            raise Refusal(
                "unknown error", "INSTALL_FAILED_INVALID_APK: this simulated phone installs no files"
            )
        try:
            app = self._open_apk(path.read_bytes())
        except ValueError as error:
            raise Refusal("unknown error", f"INSTALL_PARSE_FAILED_NOT_APK: {error}") from None
        refused = refused_install(self._phone.installed.get(app.manifest.package), app.manifest)
        if refused:
            raise Refusal("unknown error", f"Error executing adbExec. Original error: 'Failure [{refused}]'")
        self._phone.install(app)
        if given.get("grantPermissions"):
            self._change("grant", app.manifest.package, list(app.manifest.permissions))
        return None

    def remove(self, given: Arguments) -> Json:
        package = str(given["appId"])
        with self._phone.lock:
            if package not in self._phone.installed:
                return False
            self._phone.uninstall(package)
        return True

    def start_activity(self, given: Arguments) -> Json:
        words = ["am", "start-activity"]
        words += ["--user", str(given["user"])] if given.get("user") is not None else []
        words += ["-W"] if given.get("wait") else []
        words += ["-S"] if given.get("stop") else []
        return self._adb(" ".join(words + _intent(given)))

    def deep_link(self, given: Arguments) -> Json:
        self.open(str(given["url"]), given.get("package"), wait=given.get("waitForLaunch", True))
        return None

    def open(self, url: str, package: str | None, *, wait: bool = True) -> None:
        """Open an address. :raises Refusal: when no app takes it."""
        words = [
            "am",
            "start",
            *(["-W"] if wait else []),
            "-a",
            "android.intent.action.VIEW",
            "-d",
            _escaped(url),
        ]
        output = self._adb(" ".join([*words, *([package] if package else [])]))
        if "unable to resolve intent" in output.lower():
            raise Refusal("unknown error", f"Error attempting to start URI. Original error: {output}")

    def current_package(self, given: Arguments) -> Json:
        return self._in_front()[0]

    def current_activity(self, given: Arguments) -> Json:
        return self._in_front()[1]

    def _in_front(self) -> tuple[str, str]:
        """Package and activity of what is in front, as appium-adb reads it."""
        windows = self._windows()
        for pattern in (_FOCUSED_APP, _FOCUSED_WINDOW):
            if found := pattern.search(windows):
                return found[1], found[2]
        raise Refusal(
            "unknown error", "Could not retrieve the currently focused package and activity of the phone"
        )

    def _windows(self) -> str:
        return self._adb(f"dumpsys window {'displays' if self._phone.api >= 29 else 'windows'}")

    # ------------------------------------------------------------------ permissions

    def permissions(self, given: Arguments) -> Json:
        kind = str(given.get("type") or "requested").lower()
        if kind not in ("requested", "granted", "denied"):
            raise Refusal("invalid argument", f"Unknown permissions type '{kind}'")
        known = self._phone.installed.get(str(given.get("appPackage") or self._package))
        if known is None:
            return []
        rights = known.permissions
        wanted = [
            name
            for name in rights.requested
            if kind == "requested" or rights.granted(name) == (kind == "granted")
        ]
        return [found[0] for found in map(_PERMISSION.search, wanted) if found]

    def change_permissions(self, given: Arguments) -> Json:
        package = str(given.get("appPackage") or self._package)
        if not package:
            raise Refusal("invalid argument", "A valid appPackage must be provided")
        names = given["permissions"]
        if not names:
            raise Refusal("invalid argument", "'permissions' argument must not be empty")
        target = str(given.get("target") or "pm").lower()
        if target not in ("pm", "appops"):
            raise Refusal("invalid argument", "'target' argument must be one of: pm,appops")
        action = str(given.get("action") or ("allow" if target == "appops" else "grant")).lower()
        wanted = [names] if isinstance(names, str) else list(names)
        if target == "appops":
            self._change_ops(package, wanted, action)
            return None
        if action not in ("grant", "revoke"):
            raise Refusal(
                "invalid argument", f"Unknown action '{action}'. Only grant and revoke are supported"
            )
        if [name.lower() for name in wanted] == ["all"]:
            wanted = self.permissions(
                {"appPackage": package, "type": "denied" if action == "grant" else "granted"}
            )
        self._change(action, package, wanted)
        return None

    def _change_ops(self, package: str, names: Sequence[str], action: str) -> None:
        if action not in ("allow", "deny", "ignore", "default"):
            raise Refusal("invalid argument", f"Unknown action '{action}'")
        for name in names:
            self._adb(f"appops set {package} {name} {action}")

    def _change(self, action: str, package: str, names: Sequence[str]) -> None:
        """``pm grant`` or ``pm revoke``; of what cannot be changed the driver says nothing."""
        for name in names:
            try:
                (self._phone.grant if action == "grant" else self._phone.revoke)(package, name)
            except PermissionError_ as error:
                if not re.search("not a changeable permission type|Unknown permission", str(error)):
                    raise

    # ------------------------------------------------------------------ the device

    def get_ui_mode(self, given: Arguments) -> Json:
        output = self._adb(f"cmd uimode {given['mode']}")
        found = re.search(r":\s+(\w+)", output)
        if found is None:
            raise Refusal("unknown error", f"Cannot parse the command response: {output}")
        return found[1]

    def set_ui_mode(self, given: Arguments) -> Json:
        self._adb(f"cmd uimode {given['mode']} {given['value']}")
        return None

    def connectivity(self, given: Arguments) -> Json:
        asked = given.get("services") or _SERVICES
        asked = [asked] if isinstance(asked, str) else list(asked)
        unknown = [name for name in asked if name not in _SERVICES]
        if unknown:
            raise Refusal("invalid argument", f"Service name {unknown} is not known. There are {_SERVICES}")
        phone = self._phone
        states = {"wifi": phone.wifi, "data": phone.data, "airplaneMode": phone.airplane}
        return {name: states[name] for name in asked}

    def set_connectivity(self, given: Arguments) -> Json:
        wanted = {name: given[name] for name in _SERVICES if given.get(name) is not None}
        if not wanted:
            raise Refusal("invalid argument", f"Either one of {list(_SERVICES)} options must be provided")
        keys = {"wifi": "wifi_on", "data": "mobile_data", "airplaneMode": "airplane_mode_on"}
        with self._phone.lock:
            for name, on in wanted.items():
                self._phone.settings["global"][keys[name]] = "1" if on else "0"
            self._phone.changed()
        return None

    def battery(self, given: Arguments) -> Json:
        facts = self._ask("GET", "/appium/device/battery_info", {})
        return {"level": facts["level"], "state": facts["status"]}

    def device_time(self, given: Arguments) -> Json:
        moment = time.gmtime(self._phone.now() + 8 * 3600)
        return time.strftime("%Y-%m-%dT%H:%M:%S+08:00", moment)

    def system_bars(self, given: Arguments) -> Json:
        with self._phone.lock:
            bars = [window.root.box for window in self._phone.windows() if window.kind == "bar"]
        facts = [
            {"visible": True, "x": left, "y": top, "width": right - left, "height": bottom - top}
            for left, top, right, bottom in bars
        ]
        return dict(zip(("statusBar", "navigationBar"), facts, strict=True))

    def hide_keyboard(self, given: Arguments) -> Json:
        return self._phone.hide_keyboard()

    def keyboard_shown(self, given: Arguments) -> Json:
        return self._phone.keyboard_shown()

    def lock(self, given: Arguments) -> Json:
        self._phone.press(223)
        return True

    def unlock(self, given: Arguments) -> Json:
        self._phone.press(224)
        return None

    def is_locked(self, given: Arguments) -> Json:
        return not self._phone.awake

    def type(self, given: Arguments) -> Json:
        self._phone.type_text(str(given["text"]))
        return True

    def contexts(self, given: Arguments) -> Json:
        return []

    def viewport(self, given: Arguments) -> Json:
        size, bars = (
            self._ask("GET", "/window/current/size", {}),
            self._ask("GET", "/appium/device/system_bars", {}),
        )
        top = bars["statusBar"]
        return {"left": 0, "top": top, "width": size["width"], "height": size["height"] - top}

    def viewport_screenshot(self, given: Arguments) -> Json:
        place = self.viewport({})
        raw = base64.b64decode(self._ask("GET", "/screenshot", {}))
        box = (0, place["top"], place["width"], place["top"] + place["height"])
        written = io.BytesIO()
        with Image.open(io.BytesIO(raw)) as picture:
            picture.crop(box).save(written, "PNG", compress_level=1)
        return base64.b64encode(written.getvalue()).decode()

    # ------------------------------------------------------------------ fingers, keys, alerts

    def press(self, given: Arguments) -> Json:
        body = {name: given[name] for name in ("keycode", "metastate") if name in given}
        return self._ask("POST", "/appium/device/press_keycode", body)

    def accept(self, given: Arguments) -> Json:
        return self._ask("POST", "/alert/accept", {"buttonLabel": given.get("buttonLabel")})

    def dismiss(self, given: Arguments) -> Json:
        return self._ask("POST", "/alert/dismiss", {"buttonLabel": given.get("buttonLabel")})

    def replace(self, given: Arguments) -> Json:
        body = {"text": given["text"], "replace": True}
        return self._ask("POST", f"/element/{given['elementId']}/value", body)

    def scroll_back_to(self, given: Arguments) -> Json:
        path = f"/appium/element/{given['elementId']}/scroll_to/{_unwrapped(given['elementToId'])}"
        return self._ask("POST", path, {})

    def scroll(self, given: Arguments) -> Json:
        """Scroll the first scrolling view until an element shows."""
        words = {
            "accessibility id": f'.description("{given["selector"]}")',
            "class name": f'.className("{given["selector"]}")',
            "-android uiautomator": str(given["selector"]),
        }.get(given["strategy"])
        if words is None:
            raise Refusal(
                "invalid selector", f"strategy '{given['strategy']}' is not supported for scrolling"
            )
        expression = f"new UiScrollable(new UiSelector().scrollable(true)).scrollIntoView({words})"
        body = {"strategy": "-android uiautomator", "selector": expression, "multiple": False}
        self._ask("POST", "/element", body)
        return None


def _gesture(name: str) -> Callable[[Driver, Arguments], Json]:
    def act(driver: Driver, given: Arguments) -> Json:
        body: dict[str, Any] = {
            key: given[key] for key in ("direction", "percent", "speed", "duration") if key in given
        }
        if given.get("elementId"):
            body["origin"] = {ELEMENT_KEY: given["elementId"]}
        for target, left, top in (
            ("offset", "x", "y"),
            ("start", "startX", "startY"),
            ("end", "endX", "endY"),
        ):
            if _are_numbers(given, left, top):
                body[target] = {"x": given[left], "y": given[top]}
        if _are_numbers(given, "left", "top", "width", "height"):
            body["area"] = {key: given[key] for key in ("left", "top", "width", "height")}
        return driver._ask("POST", f"/appium/gestures/{name}", body)

    return act


def _are_numbers(given: Arguments, *names: str) -> bool:
    return all(isinstance(given.get(name), int | float) for name in names)


def _asked(method: str, path: str, *names: str) -> Callable[[Driver, Arguments], Json]:
    """A command that is one request of the server."""

    def act(driver: Driver, given: Arguments) -> Json:
        return driver._ask(method, path, {name: given[name] for name in names if name in given})

    return act


def _given(arguments: Sequence[Any]) -> dict[str, Any]:
    if len(arguments) > 1:
        raise Refusal(
            "invalid argument",
            "Did not get correct format of arguments for execute method. Expected zero or one arguments",
        )
    given = arguments[0] if arguments else {}
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise Refusal("invalid argument", "Did not receive an appropriate execute method parameters object")
    known = dict(given)
    if "elementId" not in known and "element" in known:
        known["elementId"] = known["element"]
    if "elementId" in known:
        known["elementId"] = _unwrapped(known["elementId"])
    return known


def _unwrapped(element: Any) -> str:
    if isinstance(element, Mapping):
        return str(element.get(ELEMENT_KEY) or element.get("ELEMENT") or "")
    return str(element or "")


def _escaped(word: str) -> str:
    return re.sub(r"([\s&|<>;()$`\\\"'*?#~])", r"\\\1", word)


def _intent(given: Arguments) -> list[str]:
    """What ``am`` is told of an intent. :raises Refusal: for extras that are none."""
    words = [str(given["intent"])] if given.get("intent") else []
    for name, flag in (("action", "-a"), ("uri", "-d"), ("mimeType", "-t"), ("identifier", "-i")):
        if given.get(name):
            words += [flag, str(given[name])]
    categories = given.get("categories") or []
    for category in [categories] if isinstance(categories, str) else categories:
        words += ["-c", str(category)]
    for name, flag in (("component", "-n"), ("package", "-p")):
        if given.get(name):
            words += [flag, str(given[name])]
    for extra in given.get("extras") or []:
        if not isinstance(extra, list) or len(extra) < 2 or extra[0] not in _EXTRAS:
            raise Refusal("invalid argument", f"Extra argument '{extra}' is not known: [type, key, value]")
        words += [f"--e{extra[0]}", *map(str, extra[1:3])]
    return words + (["-f", str(given["flags"])] if given.get("flags") else [])


COMMANDS: Mapping[str, Command] = {
    "shell": Command(act=Driver.shell, required=("command",)),
    "activateApp": Command(act=Driver.activate, required=("appId",)),
    "terminateApp": Command(act=Driver.terminate, required=("appId",)),
    "queryAppState": Command(act=Driver.state, required=("appId",)),
    "isAppInstalled": Command(act=Driver.is_installed, required=("appId",)),
    "listApps": Command(act=Driver.list_apps),
    "clearApp": Command(act=Driver.clear, required=("appId",)),
    "backgroundApp": Command(act=Driver.background),
    "installApp": Command(act=Driver.install, required=("appPath",)),
    "removeApp": Command(act=Driver.remove, required=("appId",)),
    "startActivity": Command(act=Driver.start_activity),
    "deepLink": Command(act=Driver.deep_link, required=("url",)),
    "getCurrentPackage": Command(act=Driver.current_package),
    "getCurrentActivity": Command(act=Driver.current_activity),
    "getPermissions": Command(act=Driver.permissions),
    "changePermissions": Command(act=Driver.change_permissions, required=("permissions",)),
    "getUiMode": Command(act=Driver.get_ui_mode, required=("mode",)),
    "setUiMode": Command(act=Driver.set_ui_mode, required=("mode", "value")),
    "getConnectivity": Command(act=Driver.connectivity),
    "setConnectivity": Command(act=Driver.set_connectivity),
    "deviceInfo": Command(act=_asked("GET", "/appium/device/info")),
    "batteryInfo": Command(act=Driver.battery),
    "getDeviceTime": Command(act=Driver.device_time),
    "getDisplayDensity": Command(act=_asked("GET", "/appium/device/display_density")),
    "getDeclaredOrientation": Command(act=_asked("GET", "/appium/device/declared_orientation")),
    "getSystemBars": Command(act=Driver.system_bars),
    "hideKeyboard": Command(act=Driver.hide_keyboard),
    "isKeyboardShown": Command(act=Driver.keyboard_shown),
    "lock": Command(act=Driver.lock),
    "unlock": Command(act=Driver.unlock),
    "isLocked": Command(act=Driver.is_locked),
    "type": Command(act=Driver.type, required=("text",)),
    "replaceElementValue": Command(act=Driver.replace, required=("elementId", "text")),
    "pressKey": Command(act=Driver.press, required=("keycode",)),
    "getContexts": Command(act=Driver.contexts),
    "getClipboard": Command(act=_asked("POST", "/appium/device/get_clipboard")),
    "setClipboard": Command(
        act=_asked("POST", "/appium/device/set_clipboard", "content", "contentType", "label"),
        required=("content",),
    ),
    "openNotifications": Command(act=_asked("POST", "/appium/device/open_notifications")),
    "resetAccessibilityCache": Command(act=_asked("POST", "/appium/reset_ax_cache")),
    "listWindows": Command(act=_asked("POST", "/appium/list_windows")),
    "listDisplays": Command(act=_asked("POST", "/appium/list_displays")),
    "acceptAlert": Command(act=Driver.accept),
    "dismissAlert": Command(act=Driver.dismiss),
    "viewportRect": Command(act=Driver.viewport),
    "viewportScreenshot": Command(act=Driver.viewport_screenshot),
    "scrollBackTo": Command(act=Driver.scroll_back_to, required=("elementId", "elementToId")),
    "scroll": Command(act=Driver.scroll, required=("strategy", "selector")),
    "clickGesture": Command(act=_gesture("click")),
    "doubleClickGesture": Command(act=_gesture("double_click")),
    "longClickGesture": Command(act=_gesture("long_click")),
    "dragGesture": Command(act=_gesture("drag")),
    "flingGesture": Command(act=_gesture("fling"), required=("direction",)),
    "swipeGesture": Command(act=_gesture("swipe"), required=("direction", "percent")),
    "scrollGesture": Command(act=_gesture("scroll"), required=("direction", "percent")),
    "pinchOpenGesture": Command(act=_gesture("pinch_open"), required=("percent",)),
    "pinchCloseGesture": Command(act=_gesture("pinch_close"), required=("percent",)),
}
"""By name behind ``mobile:``."""
