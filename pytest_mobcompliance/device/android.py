"""`AndroidApp`: the verbs of an app on an Android phone, over the UiAutomator2 driver."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from appium.webdriver.common.appiumby import AppiumBy
from appium.webdriver.webdriver import WebDriver

from ..errors import ConfigurationError, RigError, ScreenParseError
from ..findings import Json
from ..messages import say
from ..recognise import DIALOG_FAMILIES, DialogFamily
from ..screen import Element, Screen
from ..screen.android import parse_android
from ..screen.web import load_collect_script, parse_web
from ..settings import Locator, Settings
from .android_input import AndroidInput
from .android_permissions import names_of, runtime_permissions, state_in_dump, state_in_lists
from .android_settings import Display, Notes
from .android_traces import AndroidTraces
from .android_windows import AndroidWindows
from .assistance import Assistance
from .journal import Memory, put_back
from .lease import Lease
from .native import Selector
from .pauses import slices
from .screen_reader import ScreenReader, installed_reader
from .telling import OnEvent

NATIVE = "NATIVE_APP"
ADB_SHELL = say("start the server with --allow-insecure uiautomator2:adb_shell")
ADVICE = {
    "shell": ADB_SHELL,
    "clock": say("{advice}; only emulators and rooted phones let it set the time", advice=ADB_SHELL),
    "network": say("connect the phone by USB: one that is reached over Wi-Fi cannot leave it"),
    "webview": say("let a debuggable build of the app be tested, with a matching ChromeDriver"),
    "permissions": say("update appium-uiautomator2-driver"),
    "second_device": say("name another device as [session] second_device"),
}
"""What makes a session offer a word of the marker ``needs``."""
BOX_INSET = 0.05
"""Of a scrolling area's sides that a finger keeps away from: there the system has gestures of its own."""
PAGE_SHOWS = "return [document.visibilityState, window.innerWidth, window.innerHeight];"
RENDERING = "includeExtraRenderingInfo"
"""Driver setting: text sizes in the page source. Since driver 6.7.10 (server 9.10.0), from Android 11 on."""
TUTORIAL_STEPS = 4
"""Screens of a reader's tutorial that are left by Back before it is given up."""
LEAST_PAGE = 2
"""CSS px: a page that is not wider and higher than that is one that the app keeps out of sight."""
SCROLLED = 0.7
"""Of the area, in one scroll: what was cut at its edge is whole in the next part."""
ENDS = 5000
"""Milliseconds that the app may take to end; the driver itself waits 500, too short for a large one."""
NEW_TASK = "0x10200000"
"""``FLAG_ACTIVITY_NEW_TASK`` and ``RESET_TASK_IF_NEEDED``, as launchers start apps."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a session reads once of its phone; unknown is None. ``density``: px per dp."""

    api: int | None = None
    brand: str | None = None
    model: str | None = None
    release: str | None = None
    locale: str | None = None
    density: float | None = None
    font_scale: float | None = None
    night: bool | None = None


class AndroidApp(AndroidInput, AndroidTraces, AndroidWindows):
    """`App` over a session with the UiAutomator2 driver, on a real phone or the built-in one.

    :param journal: where changes of the phone's settings are written down first.
    :param on_capture: told of every screen that is captured.
    :param on_event: told of whatever happens, for the timeline.
    :param assistance: who helps with codes and steps; nobody by default.
    """

    def __init__(
        self,
        driver: WebDriver,
        settings: Settings,
        lease: Lease,
        on_capture: Callable[[Screen], None] | None = None,
        *,
        journal: Notes | None = None,
        families: tuple[DialogFamily, ...] = DIALOG_FAMILIES,
        on_event: OnEvent | None = None,
        assistance: Assistance | None = None,
    ) -> None:
        self._facts = Facts()
        self._can: frozenset[str] | None = None
        self._has_shell: bool | None = None
        self._tells_sizes = False
        self._reader: ScreenReader | None = None
        self._width: int | None = None  # px, as the phone is held
        self._journal: Notes = journal or Memory()
        self._display = Display(self.shell, self._mobile, self._journal, lease.udid)
        super().__init__(driver, settings, lease, on_capture, families, on_event, assistance)

    # --- the session

    def _prepare(self) -> None:
        """Put back what an earlier session left changed, set what shapes the tree, read the facts."""
        self._can = self._has_shell = None
        self._display.forget()
        for change in self._journal.leftovers():
            with suppress(RigError):  # without a shell it stays in the journal
                if put_back(change, self.shell):
                    self._journal.done(change)
        with self._told(say("driver settings")):
            self._driver.update_settings(dict(self._tree_settings()))
        self._tells_sizes = self._ask_for_text_sizes()
        self._facts = self._read_facts()

    def _tree_settings(self) -> dict[str, Json]:
        own = self._settings.android
        return {
            "ignoreUnimportantViews": own.ignore_unimportant_views,
            "allowInvisibleElements": own.invisible_elements,
            "enableMultiWindows": own.multi_windows,
            "snapshotMaxDepth": own.max_depth,
            "waitForIdleTimeout": own.idle_timeout,
            "waitForSelectorTimeout": 0,  # else a find that finds nothing takes 10 s
        }

    def _ask_for_text_sizes(self) -> bool:
        """Whether the server now tells text sizes; one that knows no such setting refuses or ignores it."""
        told: dict[str, object] = {}

        def ask() -> None:
            self._driver.update_settings({RENDERING: True})
            told.update(self._driver.get_settings() or {})

        return self._works(ask) and told.get(RENDERING) is True

    def _read_facts(self) -> Facts:
        info = dict(self._mobile("deviceInfo") or {})
        dpi, api = info.get("displayDensity"), str(info.get("apiVersion") or "")
        night = scale = None
        with suppress(RigError):  # below Android 10 there is no such command
            night = {"yes": True, "no": False}.get(str(self._mobile("getUiMode", mode="night")))
        with suppress(RigError):
            scale = self._display.read_font_scale() or 1.0
            self._has_shell = True
        return Facts(
            api=int(api) if api.isdigit() else None,
            brand=str(info["brand"]) if info.get("brand") else None,
            model=str(info["model"]) if info.get("model") else None,
            release=str(info["platformVersion"]) if info.get("platformVersion") else None,
            locale=str(info["locale"]).replace("_", "-") if info.get("locale") else None,
            density=float(dpi) / 160 if dpi else None,
            font_scale=scale,
            night=night,
        )

    @property
    def facts(self) -> Facts:
        """What the session read of its phone."""
        return self._facts

    def shell(self, command: str) -> str:
        """Run a command of the phone's own shell and return what it prints.

        :raises RigError: ``capability-missing`` where the server does not allow it.
        """
        return str(self._mobile("shell", command=command, args=[]) or "")

    def what_it_can(self) -> frozenset[str]:
        """Asked once for each session; `ADVICE` says how to get what is missing."""
        if self._can is None:
            self._can = frozenset(self._probe())
        return self._can

    def how_to_enable(self, word: str) -> str:
        """What makes a session offer a word of ``needs``; empty when nobody knows."""
        return ADVICE.get(word, "")

    def _probe(self) -> Generator[str]:
        yield from ("screenshot", "reset")
        if self._settings.second_device:
            yield "second_device"
        if self._works(lambda: self.shell("echo mobcompliance")):
            self._has_shell = True
            yield "shell"
            if self._works(lambda: self.shell("id -u")) and self.shell("id -u").strip() == "0":
                yield "clock"
        if self._works(lambda: self._mobile("getPermissions", type="granted", appPackage=self._package)):
            yield "permissions"
        if self._works(lambda: self._mobile("getConnectivity", services=["wifi"])):
            yield "network"
        if self._settings.android.webviews and self._works(lambda: self._driver.contexts):
            yield "webview"

    def _works(self, command: Callable[[], object]) -> bool:
        """Whether a command is offered; a session that is gone is no answer."""
        try:
            with self._told(say("probe")):
                command()
        except RigError as fault:
            if fault.reason not in ("command-failed", "capability-missing"):
                raise
            return False
        return True

    # --- the life of the app

    def _bring_up(self) -> None:
        activity = self._settings.app.activity
        try:
            if activity is None:
                self._mobile("activateApp", appId=self._package)
                return
            told = self._mobile(
                "startActivity",
                component=f"{self._package}/{activity}",
                action="android.intent.action.MAIN",
                categories="android.intent.category.LAUNCHER",
                flags=NEW_TASK,
                wait=True,  # else the answer does not tell what went wrong
            )
        except RigError as fault:
            raise self._missing(fault.got, fault) from fault
        if re.search(r"^Error|does not exist", str(told or ""), re.MULTILINE):
            raise self._missing(str(told).strip().splitlines()[-1], None)

    def _missing(self, got: str, fault: RigError | None) -> RigError:
        """A start that failed because the app is not there; any other fault as it is."""
        if fault is not None and not re.search(r"resolve|not installed|does not exist|launchable", got):
            return fault
        return RigError(
            reason="app-not-installed",
            who="mob_app.launch",
            where=self._package,
            got=got,
            wanted=say("an app of this package that can be started"),
            next_step=say("install the app on the phone, or correct [app] package and activity"),
        )

    def _end(self) -> None:
        self._mobile("terminateApp", appId=self._package, timeout=ENDS)

    def _clear(self) -> None:
        """Forget data and permissions; the driver itself does not tell whether that was refused."""
        if not self._has_shell:
            self._mobile("clearApp", appId=self._package)
            return
        try:
            told = self.shell(f"pm clear {self._package}").strip()
        except RigError as fault:
            if fault.reason != "command-failed" or self._mobile("isAppInstalled", appId=self._package):
                raise
            raise self._missing(say("not installed"), None) from fault
        if "Success" in told:
            return
        raise RigError(
            reason="reset-refused",
            who="mob_app.reset",
            where=self._package,
            got=told.splitlines()[-1] if told else say("no answer"),
            wanted=say("Success from pm clear"),
            next_step=say(
                "install the app, or switch on the security settings of USB debugging on the phone"
            ),
        )

    def _rest(self, seconds: float) -> None:
        """By the phone's own clock, where a shell tells it: nobody need wait for a simulated one."""
        if "shell" not in self.what_it_can():
            super()._rest(seconds)
            return
        self._sight = None  # what was seen is old, though no time went by here
        for part in slices(seconds):
            self.shell(f"sleep {part:g}")

    def _away(self, seconds: float) -> None:
        self._mobile("backgroundApp", seconds=seconds)

    def _open(self, address: str) -> None:
        try:
            self._mobile("deepLink", url=address, package=self._package)
        except RigError as fault:
            if not re.search(r"unable to resolve|not found|No Activity", fault.got, re.IGNORECASE):
                raise
            raise RigError(
                reason="address-unknown",
                who="mob_app.visit",
                where=address,
                got=fault.got,
                wanted=say("an address that {package} opens", package=self._package),
                next_step=say("correct the url of the screen, or the package of [app]"),
            ) from fault

    def _in_front(self, screen: Screen) -> bool:
        return any(e.package == self._package and e.bounds is not None for e in screen.shown())

    def _refuse_broken(self, screen: Screen) -> None:
        """Raise when the system says that an app crashed or hangs (``android:id/aerr_…``)."""
        ids = {element.resource_id for element in screen.shown() if element.package == "android"}
        broken = ids & {"android:id/aerr_close", "android:id/aerr_restart", "android:id/aerr_wait"}
        if not broken:
            return
        hangs = "android:id/aerr_wait" in ids
        title = next((e.text for e in screen.shown() if e.resource_id == "android:id/alertTitle"), None)
        self._sight = None
        raise RigError(
            reason="app-not-responding" if hangs else "app-crashed",
            who="mob_app",
            where=self._name or self._package,
            got=f"“{title}”" if title else say("“a dialog of the system”"),
            wanted=say("an app that answers") if hangs else say("an app that runs"),
            next_step=say("look for the cause in the phone's log (adb logcat)"),
        )

    # --- touching things

    def _selector(self, locator: Locator) -> Selector:
        value = locator.value
        if locator.strategy == "id":
            return _ui(is_exactly("resourceId", value if ":" in value else f"{self._package}:id/{value}"))
        if locator.strategy == "text":
            return _ui(is_exactly("text", value), self._own)
        if locator.strategy == "accessibility_id":
            return _ui(is_exactly("description", value), self._own)
        if locator.strategy == "class":
            if "." in value:
                return _ui(is_exactly("className", value), self._own)
            ends = rf"(.*\.)?{re.escape(value)}"
            return _ui(f".classNameMatches({_literal(ends)})", self._own)
        raise ConfigurationError(
            who="mobcompliance.toml",
            where=str(locator),
            got=say("the strategy {strategy!r} on Android", strategy=locator.strategy),
            wanted=say("id, accessibility_id, text or class"),
            next_step=say("css finds on pages, predicate on iOS: name the element by its id or text"),
        )

    def _selector_of(self, element: Element, screen: Screen | None = None) -> Selector:
        if screen is not None and _is_known_by_hint(element):
            return self._by_place(element, screen)
        parts = []
        if element.resource_id:
            parts.append(is_exactly("resourceId", element.resource_id))
        if element.text:
            parts.append(is_exactly("text", element.text))
        elif element.name:
            parts.append(is_exactly("description", element.name))
        if element.class_name:
            parts.append(is_exactly("className", element.class_name))
        if element.package == self._package:
            parts.append(self._own)
        return _ui(*parts)

    def _by_place(self, field: Element, screen: Screen) -> Selector:
        """The n-th of its class: a hint that was typed over can be seen in the source, not asked for."""
        alike = [
            each.id
            for each in screen.shown()
            if each.class_name == field.class_name and each.package == self._package
        ]
        place = f".instance({alike.index(field.id)})"
        return _ui(is_exactly("className", field.class_name or ""), self._own, place)

    @property
    def _own(self) -> str:
        """The condition that a view is the app's: keyboards and bars say the same words."""
        return is_exactly("packageName", self._package)

    def _scroll(self, area: Element, direction: str) -> bool:
        assert area.bounds is not None
        left, top, right, bottom = area.bounds
        across, down = (right - left) * BOX_INSET, (bottom - top) * BOX_INSET
        more = self._mobile(
            "scrollGesture",
            left=round(left + across),
            top=round(top + down),
            width=round(right - left - 2 * across),
            height=round(bottom - top - 2 * down),
            direction=direction,
            percent=SCROLLED,
        )
        return bool(more)

    def _hide_keyboard(self) -> None:
        with suppress(RigError):  # there may be none
            self._mobile("hideKeyboard")

    # --- looking

    def _parse(self, source: str, picture: bytes | None, name: str) -> Screen:
        facts = self._facts
        screen = parse_android(
            source,
            picture,
            density=facts.density,
            font_scale=facts.font_scale,
            locale=facts.locale,
            package=self._package,
            name=name,
            mode=self._mode,
            settings=self._recorded(),
        )
        self._width = screen.size[0]
        return screen

    def _recorded(self) -> dict[str, Json]:
        """What shaped the tree, kept with each screen."""
        facts = self._facts
        known: dict[str, Json] = {
            "api_level": facts.api,
            "brand": facts.brand,
            "model": facts.model,
            "night": facts.night,
            "screen_reader": self._reader.service if self._reader is not None else None,
        }
        shaped = {**self._tree_settings(), RENDERING: self._tells_sizes}
        return {**shaped, **{key: value for key, value in known.items() if value is not None}}

    def _in_webview(self, screen: Screen, name: str) -> Screen | None:
        """The page in a WebView of the app, by the script for pages.

        None where it cannot be looked into, and where the page itself says that it does not show: apps keep
        pages in store, out of sight or a few pixels large.
        The context is always switched back: a session left in a page finds nothing any more.
        """
        shows = any(e.class_name == "android.webkit.WebView" and e.bounds is not None for e in screen.shown())
        if not shows or not self._settings.android.webviews or "webview" not in self.what_it_can():
            return None
        with self._told(say("contexts")):
            contexts = self._driver.contexts
        wanted = next((each for each in contexts if each == f"WEBVIEW_{self._package}"), None)
        if wanted is None:
            return None
        try:
            with self._told(wanted):
                self._driver.switch_to.context(wanted)
                state, width, height = self._driver.execute_script(PAGE_SHOWS) or ("", 0, 0)
                if state != "visible" or min(width, height) <= LEAST_PAGE:
                    return None
                payload = self._driver.execute_script(
                    load_collect_script(), {"maxElements": self._settings.web.max_elements}
                )
                picture = self._driver.get_screenshot_as_png()
            page = parse_web(payload, picture, name=name, mode=self._mode)
        except (RigError, ScreenParseError) as fault:
            if isinstance(fault, RigError) and fault.reason not in ("command-failed", "script-timeout"):
                raise
            return None
        finally:
            with self._told(NATIVE):
                self._driver.switch_to.context(NATIVE)
        return replace(
            page,
            package=self._package,
            font_scale=self._facts.font_scale,
            settings={**page.settings, **self._recorded(), "context": wanted},
        )

    # --- permissions

    def permission_state(self, kind: str) -> str | None:
        """``granted``, ``denied`` or ``prompt`` as Android tells; None where it asks for none at run time.

        Without a shell the driver's lists are read. They tell no flags: what is not granted counts as denied
        once it was asked for.
        """
        names = names_of(kind, self._facts.api)
        if not names:
            return None
        if self._has_shell or "shell" in self.what_it_can():
            held = runtime_permissions(self.shell(f"dumpsys package {self._package}"))
            return state_in_dump(held, names)
        granted, denied = (
            self._mobile("getPermissions", type=which, appPackage=self._package) or []
            for which in ("granted", "denied")
        )
        asked = any(request.kind == kind for request in self._requests)
        return state_in_lists(granted, denied, names, asked=asked)

    # --- settings of the phone

    @contextmanager
    def viewport(self, width: int, height: int, pixel_ratio: float) -> Generator[None]:
        """A screen of this width in dp, by another density; its height follows from the phone's shape."""
        if self._width is None:
            self._look()
        dpi = round((self._width or 0) * 160 / width)
        before = self._facts
        with self._display.density(dpi):
            self._facts = replace(before, density=dpi / 160)
            with self._afterwards(before):
                yield

    @contextmanager
    def text_scale(self, factor: float) -> Generator[None]:
        """Larger text until the block ends, by the phone's own setting."""
        before = self._facts
        with self._display.font_scale(factor):
            self._facts = replace(before, font_scale=factor)
            with self._afterwards(before):
                yield

    @contextmanager
    def dark_mode(self, on: bool) -> Generator[None]:
        """The phone's dark mode, or light, until the block ends."""
        before = self._facts
        with self._display.night(on):
            self._facts = replace(before, night=on)
            with self._afterwards(before):
                yield

    @contextmanager
    def screen_reader(self) -> Generator[str]:
        """With the phone's screen reader on until the block ends; gives its package.

        :raises RigError: ``no-screen-reader``; ``screen-reader-suppressed``; ``reader-in-the-way``.
        """
        reader = installed_reader(self.shell("pm list packages"))
        if reader is None:
            raise RigError(
                reason="no-screen-reader",
                who="mob_app",
                where=say("screen reader"),
                got=say("none of those that are known among the phone's packages"),
                wanted=say("TalkBack, or the one of the phone's vendor"),
                next_step=say("install Android Accessibility Suite on the phone"),
            )
        with self._display.screen_reader(reader), self._afterwards(self._facts):
            self._reader = reader
            try:
                self._leave_tutorial(reader)
                yield reader.package
            finally:
                self._reader = None

    def _leave_tutorial(self, reader: ScreenReader) -> None:
        """A reader that is on for the first time may open its tutorial over everything."""
        for _ in range(TUTORIAL_STEPS):
            if not any(element.package == reader.package for element in self._look().screen.shown()):
                return
            with self._told("back"):
                self._driver.back()
            self._sight = None
        raise RigError(
            reason="reader-in-the-way",
            who="mob_app",
            where=reader.package,
            got=say("its own screen, after Back was pressed {times} times", times=TUTORIAL_STEPS),
            wanted=say("the phone's screen"),
            next_step=say("switch the reader on by hand once, and go through its tutorial"),
        )

    @contextmanager
    def locale(self, tag: str) -> Generator[None]:
        """Another language of the app (``en-US``) until the block ends (Android 13 or newer)."""
        before = self._facts
        with self._display.locale(self._package, tag, before.api):
            self._facts = replace(before, locale=tag)
            with self._afterwards(before):
                yield

    @contextmanager
    def landscape(self) -> Generator[None]:
        """The phone on its side until the block ends."""
        before = self._facts
        self._width = None
        with self._display.rotation(1), self._afterwards(before):
            yield
        self._width = None

    @contextmanager
    def offline(self, on: bool) -> Generator[None]:
        """Without network until the block ends."""
        if not on:
            yield
            return
        with self._display.offline():
            yield

    @contextmanager
    def _afterwards(self, before: Facts) -> Generator[None]:
        """The app redraws after a change; what was seen before counts no more, then and at the end."""
        self._sight = None
        try:
            yield
        finally:
            self._facts = before
            self._sight = None


def is_exactly(what: str, value: str) -> str:
    """A condition of a ``UiSelector``: its ``text``, ``description``, ``resourceId`` or ``className`` is so.

    The driver's server reads a string literal up to its closing quote and makes a quote of an escaped one;
    any other backslash stays. So a value that ends in a backslash can be no literal: it is written as a
    pattern.
    """
    if not value.endswith("\\"):
        return f".{what}({_literal(value)})"
    body = value.rstrip("\\")
    pattern = re.escape(body) + r"[\\]" * (len(value) - len(body))
    return f".{what}Matches({_literal(pattern)})"


def _literal(value: str) -> str:
    return '"' + value.replace('"', '\\"') + '"'


def _is_known_by_hint(element: Element) -> bool:
    """Whether a field has neither id nor text nor words of its own for a screen reader."""
    named = element.resource_id or element.text or element.name not in (None, element.hint)
    return bool(element.editable and element.hint and element.class_name and not named)


def _ui(*conditions: str) -> Selector:
    return AppiumBy.ANDROID_UIAUTOMATOR, f"new UiSelector(){''.join(conditions)}"


def handset_name(lease: Lease, facts: Facts) -> tuple[str, str]:
    """Name of the device and of its system, as reports show them."""
    system = f"Android {facts.release or '?'} (API {facts.api or '?'}"
    if lease.virtual is not None:
        vendor = {"aosp": "AOSP", "miui": "MIUI", "emui": "EMUI", "coloros": "ColorOS"}
        vendor |= {"originos": "OriginOS", "oneui": "One UI"}
        return lease.name, f"{system}, {vendor[lease.virtual.vendor]}), simulated"
    return lease.name, f"{system}, {facts.brand})" if facts.brand else f"{system})"
