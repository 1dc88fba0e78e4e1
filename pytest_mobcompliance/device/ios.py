"""`IosApp`: the verbs of an app on an iPhone, over the XCUITest driver."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress

from appium.webdriver.common.appiumby import AppiumBy

from ..errors import ConfigurationError, RigError
from ..findings import Json
from ..messages import say
from ..screen import Element, Screen
from ..screen.ios import parse_ios
from ..settings import Locator
from .native import NativeApp, Selector

SERVICES = {
    "camera": "camera",
    "microphone": "microphone",
    "geolocation": "location",
    "photos": "photos",
    "contacts": "contacts",
    "calendar": "calendar",
    "nearby": "bluetooth",
}
"""Services of ``mobile: resetPermission`` by kind of request (XCUITest driver, execute methods)."""
STATES = {"yes": "granted", "limited": "granted", "no": "denied", "unset": "prompt"}
"""Answers of ``mobile: getPermission``."""
# Sizes of Dynamic Type, and how large body text is at each against 17 pt at L (Human Interface Guidelines).
SIZES = {
    "XS": 14 / 17,
    "S": 15 / 17,
    "M": 16 / 17,
    "L": 1.0,
    "XL": 19 / 17,
    "XXL": 21 / 17,
    "XXXL": 23 / 17,
    "AXS": 28 / 17,
    "AS": 33 / 17,
    "AM": 40 / 17,
}
OTHER_WAY = {"down": "up", "up": "down"}
"""A finger moves up to see what is below."""


class IosApp(NativeApp):
    """`App` over a session with the XCUITest driver. Alerts are answered by the words of their buttons."""

    # --- the session

    def _prepare(self) -> None:
        """Read the screen's scale: the source gives points, the picture pixels."""
        self._can: frozenset[str] | None = None
        self._scale: float | None = None
        with suppress(RigError):  # older drivers tell it only in their capabilities
            info = self._mobile("deviceScreenInfo") or {}
            self._scale = float(info["scale"]) if info.get("scale") else None
        if self._scale is None:
            ratio = self._driver.capabilities.get("pixelRatio")
            self._scale = float(ratio) if ratio else None

    def what_it_can(self) -> frozenset[str]:
        """Asked once for each session. There is no shell on an iPhone, and its clock stays as it is."""
        if self._can is None:
            words = {"screenshot"}
            if self._settings.second_device:
                words.add("second_device")
            if self._driver.capabilities.get("isSimulator") or self._simulated():
                words |= {"reset", "permissions"}
            self._can = frozenset(words)
        return self._can

    def _simulated(self) -> bool:
        with suppress(RigError):
            return bool((self._mobile("deviceInfo") or {}).get("isSimulator"))
        return False

    # --- the life of the app

    def _bring_up(self) -> None:
        self._mobile("activateApp", bundleId=self._package)

    def _end(self) -> None:
        self._mobile("terminateApp", bundleId=self._package)

    def _clear(self) -> None:
        """Forget the data (simulators), and ask for each permission anew."""
        with suppress(RigError):
            self._mobile("terminateApp", bundleId=self._package)
        self._mobile("clearApp", bundleId=self._package)
        for service in SERVICES.values():
            with suppress(RigError):  # not every system knows every service
                self._mobile("resetPermission", service=service)

    def _away(self, seconds: float) -> None:
        self._mobile("backgroundApp", seconds=seconds)

    def _open(self, address: str) -> None:
        self._mobile("deepLink", url=address, bundleId=self._package)

    def _in_front(self, screen: Screen) -> bool:
        root = screen.elements[0]
        return root.package in (None, self._package) and any(e.bounds for e in screen.elements[1:])

    def _refuse_broken(self, screen: Screen) -> None:
        """iOS closes an app that crashed without a word; that it is not in front tells."""

    # --- touching things

    def _selector(self, locator: Locator) -> Selector:
        value = predicate_string(locator.value)
        if locator.strategy in ("id", "accessibility_id"):
            return AppiumBy.ACCESSIBILITY_ID, locator.value
        if locator.strategy == "text":
            return AppiumBy.IOS_PREDICATE, f"(label == {value} OR value == {value}) AND visible == 1"
        if locator.strategy == "class":
            kind = locator.value.removeprefix("XCUIElementType")
            return AppiumBy.IOS_PREDICATE, f"type == {predicate_string(f'XCUIElementType{kind}')}"
        if locator.strategy == "predicate":
            return AppiumBy.IOS_PREDICATE, locator.value
        raise ConfigurationError(
            who="mobcompliance.toml",
            where=str(locator),
            got=say("the strategy {strategy!r} on iOS", strategy=locator.strategy),
            wanted=say("id, accessibility_id, text, class or predicate"),
            next_step=say("css finds on pages: name the element by its id or text"),
        )

    def _selector_of(self, element: Element, screen: Screen | None = None) -> Selector:
        parts = [f"type == {predicate_string(element.class_name)}"] if element.class_name else []
        if element.resource_id:
            parts.append(f"name == {predicate_string(element.resource_id)}")
        words = element.name or element.text
        if words:
            parts.append(f"label == {predicate_string(words)}")
        return AppiumBy.IOS_PREDICATE, " AND ".join(parts)

    def _press_button(self, element: Element, check: Callable[[], None]) -> None:
        """Answer an alert by the words of its button, which must be among those that it has now."""
        words = element.name or element.text or ""
        offered = self._mobile("alert", action="getButtons") or []
        if words not in offered:
            raise RigError(
                reason="element-not-found",
                who="mob_app.answer",
                where=say("alert"),
                got=say(
                    "no button “{words}” among {offered}",
                    words=words,
                    offered=[str(each) for each in offered] or say("none"),
                ),
                wanted=say("the button that the alert showed a moment ago"),
                next_step=say("run again; the alert closed by itself"),
            )
        check()
        self._mobile("alert", action="accept", buttonLabel=words)

    def _scroll(self, area: Element, direction: str) -> bool:
        with self._told(say("scroll")):
            found = self._driver.find_elements(*self._selector_of(area))[:1]
        where = {"elementId": found[0].id} if found else {}
        self._mobile("swipe", direction=OTHER_WAY[direction], velocity=1000, **where)
        return True  # the driver does not tell the end; two captures alike do

    def _hide_keyboard(self) -> None:
        with suppress(RigError):  # there may be none, or none that closes
            self._mobile("hideKeyboard")

    # --- looking

    def _parse(self, source: str, picture: bytes | None, name: str) -> Screen:
        settings: dict[str, Json] = {"pixel_ratio": self._scale} if self._scale else {}
        return parse_ios(
            source,
            picture,
            density=self._scale,
            package=self._package,
            name=name,
            mode=self._mode,
            settings=settings,
        )

    # --- permissions and settings

    def permission_state(self, kind: str) -> str | None:
        """``granted``, ``denied`` or ``prompt`` on simulators; None on an iPhone, which does not tell."""
        service = SERVICES.get(kind)
        if service is None:
            return None
        try:
            told = self._mobile("getPermission", service=service, bundleId=self._package)
        except RigError as fault:
            if fault.reason != "command-failed":
                raise
            return None
        return STATES.get(str(told))

    @contextmanager
    def viewport(self, width: int, height: int, pixel_ratio: float) -> Generator[None]:
        """Not possible: an iPhone has the screen that it has. :raises RigError: ``capability-missing``."""
        raise _not_on_ios(
            say("viewport {width}×{height}", width=width, height=height),
            say("run on a simulator of that size"),
        )
        yield

    @contextmanager
    def text_scale(self, factor: float) -> Generator[None]:
        """The size of Dynamic Type nearest to the factor, until the block ends (simulators)."""
        size = min(SIZES, key=lambda name: abs(SIZES[name] - factor))
        with self._changed("ContentSize", "size", size):
            yield

    @contextmanager
    def dark_mode(self, on: bool) -> Generator[None]:
        """Dark appearance, or light, until the block ends."""
        with self._changed("Appearance", "style", "dark" if on else "light"):
            yield

    @contextmanager
    def _changed(self, what: str, key: str, value: str) -> Generator[None]:
        told = self._mobile(f"get{what}")
        old = told.get(key) if isinstance(told, dict) else told
        self._mobile(f"set{what}", **{key: value})
        self._sight = None
        try:
            yield
        finally:
            self._mobile(f"set{what}", **{key: old})
            self._sight = None


def predicate_string(text: str) -> str:
    """A text as a string of an NSPredicate."""
    return json.dumps(text, ensure_ascii=False)


def _not_on_ios(got: str, next_step: str) -> RigError:
    return RigError(
        reason="capability-missing",
        who="mob_app",
        where="iOS",
        got=got,
        wanted=say("something that the system lets a test change"),
        next_step=next_step,
    )
