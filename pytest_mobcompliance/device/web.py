"""`WebApp`: the verbs of an app over a page in a real browser."""

from __future__ import annotations

import base64
import json
import re
import secrets
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from typing import Any, TypeVar
from urllib.parse import urldefrag, urljoin, urlsplit

from appium.webdriver.webdriver import WebDriver
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    NoAlertPresentException,
    NoSuchFrameException,
    StaleElementReferenceException,
    WebDriverException,
)
from selenium.webdriver.remote.webelement import WebElement
from urllib3.exceptions import HTTPError, ReadTimeoutError

from ..errors import RigError
from ..messages import say
from ..rules.axe import AXE_OPTIONS, load_axe_script
from ..screen import Screen
from ..screen.web import load_collect_script, parse_web
from ..settings import Locator, Settings, Step
from .app import PermissionRequest
from .assistance import Assistance, nobody
from .lease import Lease
from .pauses import sit_out
from .session import Session, kept_out_of_the_log, translate
from .steps import configured_screen, mode_steps, not_found, not_reached
from .telling import OnEvent, Teller, now_ms

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds that an element may take to appear before a tap gives up."""
RETRIES = 3
"""Times that an interaction is tried again when the page moved under it."""
SCROLL = "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})"
MOVING = (StaleElementReferenceException, ElementClickInterceptedException, ElementNotInteractableException)
"""What the driver raises when the page moved between the look and the touch."""
# Larger text on this page and on every page after it; the root may not be there yet.
# In documents inside the page too, as far as they are of its origin. Without a percentage it is taken back.
SCALE = """
(function scale(within, percent) {
  const root = within.documentElement;
  if (!root) {
    new MutationObserver((_, observer) => {
      if (within.documentElement) { observer.disconnect(); scale(within, percent); }
    }).observe(within, { childList: true });
    return;
  }
  root.style.setProperty("-webkit-text-size-adjust", percent);
  for (const frame of within.querySelectorAll("iframe, frame")) {
    if (frame.contentDocument) scale(frame.contentDocument, percent);
  }
})(document, %s);
"""
RENEWABLE = frozenset({"session-lost", "command-timeout", "page-timeout", "script-timeout"})
"""Faults of a reset after which a new session helps: even an empty page could not be opened."""
PERMISSION_NAMES = {
    "geolocation": "geolocation",
    "camera": "camera",
    "microphone": "microphone",
    "notifications": "notifications",
    "clipboard": "clipboard-read",
}
MOVED = re.compile(r"aborted by navigation|document unloaded|execution context|Cannot find context|detached")
"""What the driver says of a script whose page went away under it."""
# What the browser says of a permission: one of its own three words.
STATE = """
const asked = navigator.permissions;  // absent in an insecure context
return asked ? asked.query({ name: arguments[0] }).then(found => found.state, () => null) : null;
"""
# Two frames: what a tap changed is laid out and painted; before that, up to 2 s for documents inside the page
# that still load. The half second covers pages that paint no more.
SETTLE = """
return new Promise(done => {
  const end = () => done(true);
  const loads = frame => {
    try {
      const inner = frame.contentDocument;
      if (!inner || frame.loading === "lazy") return false;
      const unopened = inner.URL === "about:blank" && frame.src !== "" && frame.src !== inner.URL;
      return unopened || inner.readyState !== "complete";
    } catch (error) { return false; }
  };
  const painted = () => { setTimeout(end, 500); requestAnimationFrame(() => requestAnimationFrame(end)); };
  const until = performance.now() + 2000;
  (function look() {
    const waits = performance.now() < until && [...document.querySelectorAll("iframe")].some(loads);
    if (waits) setTimeout(look, 20); else painted();
  })();
})
"""


class WebApp:
    """`App` and `WebVerbs` over an Appium session with the Chromium driver.

    :param start: address of the start page.
    :param on_capture: told of every screen that is captured.
    :param on_event: told of whatever happens, for the timeline; see `Teller`.
    :param assistance: who helps with codes and steps; nobody by default.
    """

    def __init__(
        self,
        driver: WebDriver,
        settings: Settings,
        start: str,
        lease: Lease,
        on_capture: Callable[[Screen], None] | None = None,
        on_event: OnEvent | None = None,
        assistance: Assistance | None = None,
    ) -> None:
        self.assistance = assistance or nobody()
        self._driver = driver
        self._tell = Teller(on_event)
        self._requests_told = 0  # of those that the page's record holds
        self._launched = False
        self._settings = settings
        self._start = start
        self._lease = lease
        self._on_capture = on_capture
        self._mode = "standard"
        self._name = ""
        self._key = ""
        self._recorder = ""
        self._decided: dict[str, str] = {}  # permissions decided beforehand, since the last reset
        self._scales: list[str] = []  # scripts that enlarge the text of every page to come
        self._enlarged = ""  # the script of a block that enlarges the text, while it lasts
        self._display: tuple[int, int, float] | None = None  # the viewport of a block, while it lasts
        self._inside = False
        self._lost: RigError | None = None
        self._prepare()

    def _prepare(self) -> None:
        with self._told(say("new session")):
            self._driver.set_page_load_timeout(self._settings.web.page_timeout)
            self._driver.set_script_timeout(self._settings.web.script_timeout)
            self._driver.command_executor.add_command(  # type: ignore[no-untyped-call]
                "cdp", "POST", "/session/$sessionId/goog/cdp/execute"
            )

    # --- the life of the app

    def launch(self) -> None:
        """Open the start page."""
        self._mode, self._launched = "standard", True
        self._tell("launch")
        self._visit(self._start)

    def restart(self) -> None:
        """Leave the page and open the start page again; what the app stored stays."""
        self._tell("restart")
        self._open("about:blank")
        self._visit(self._start)

    def reset(self) -> None:
        """Forget everything the site stored, every permission, and every change of the display.

        A browser that crashed, or that a page holds up for good, is opened anew: once for each reset.
        """
        try:
            self._reset()
        except RigError as fault:
            if fault.reason not in RENEWABLE or not isinstance(self._driver, Session):
                raise
            self._renew(self._driver)
            self._reset()

    def _renew(self, session: Session) -> None:
        if self._lost is not None:
            self._tell("gone", self._lost.got, reason=self._lost.reason)
        stuck, self._lost = self._lost is not None, None
        self._inside, self._recorder = False, ""
        self._scales.clear()
        self._enlarged = ""
        with self._told(say("new session after a lost one")):
            session.renew(stuck=stuck)
        self._prepare()

    def _reset(self) -> None:
        with self._told("reset"):
            self._surface()
            with suppress(NoAlertPresentException):
                self._driver.switch_to.alert.dismiss()
            self._close_other_windows()
        self._open("about:blank")
        origin = self._origin()
        self._cdp("Storage.clearDataForOrigin", origin=origin, storageTypes="all")
        self._cdp("Network.clearBrowserCookies")
        self._cdp("Network.clearBrowserCache")
        self._cdp("Browser.resetPermissions")
        self._decided.clear()
        self._display = None
        self._cdp("Emulation.setEmulatedMedia", features=[])
        self._override_metrics(self._lease.width, self._lease.height, self._lease.pixel_ratio)
        self._enlarged = ""
        while self._scales:
            self._cdp("Page.removeScriptToEvaluateOnNewDocument", identifier=self._scales.pop())
        self._set_network(offline=False)
        self._install_recorder()
        self._mode, self._name = "standard", ""
        self._requests_told, self._launched = 0, False
        self._tell.reset()

    def background(self, seconds: float) -> None:
        """Put another window in front: the page is told that it is hidden, and later that it is back."""
        self._tell("background", f"{seconds:g} s", seconds=seconds)
        with self._told("background"):
            front = self._driver.current_window_handle
            self._driver.switch_to.new_window("tab")
            try:
                sit_out(seconds, self._driver.get_window_size)
            finally:
                self._driver.close()
                self._driver.switch_to.window(front)
        self._settle()

    def let_pass(self, seconds: float) -> None:
        """Touch nothing for so many seconds; the session stays open."""
        self._tell.wait(seconds)
        with self._told("let_pass"):
            sit_out(seconds, self._driver.get_window_size)

    def _close_other_windows(self) -> None:
        first, *others = self._driver.window_handles
        for window in others:
            self._driver.switch_to.window(window)
            self._driver.close()
        if others:
            self._driver.switch_to.window(first)

    def _install_recorder(self) -> None:
        if self._recorder:
            self._cdp("Page.removeScriptToEvaluateOnNewDocument", identifier=self._recorder)
        self._key = f"__mobcompliance_{secrets.token_hex(4)}"
        body = (files(__package__) / "recorder.js").read_text("utf-8").rstrip()
        source = f"{body}({json.dumps(self._key)});"
        answer = self._cdp("Page.addScriptToEvaluateOnNewDocument", source=source)
        self._recorder = str(answer["identifier"])

    # --- going places

    def visit(self, address: str) -> None:
        """Open an address of the app; a bare ``#…`` keeps the start page and its query."""
        self._tell("visit", address.partition("?")[0])
        self._visit(address)

    def _visit(self, address: str) -> None:
        target = (
            urldefrag(self._start).url + address if address.startswith("#") else urljoin(self._start, address)
        )
        self._open(target)
        self._settle()

    def _open(self, address: str) -> None:
        with self._told(address):
            self._driver.get(address)

    def _settle(self) -> None:
        if self._display is not None:  # chromedriver puts its own size back with every page
            self._override_metrics(*self._display)
        with self._told(say("settle")):
            self._script(SETTLE)

    def _script(self, script: str, *arguments: object) -> Any:
        """Run a script; once more when the page went away under it."""
        try:
            return self._driver.execute_script(script, *arguments)
        except WebDriverException as error:
            if MOVED.search(error.msg or "") is None:
                raise
            return self._driver.execute_script(script, *arguments)

    def go(self, screen: str) -> None:
        """Go to a configured screen and wait for what it expects.

        :raises RigError: ``screen-not-reached``.
        :raises ConfigurationError: for a screen that is not configured.
        """
        configured = configured_screen(self._settings, screen)
        self._tell("go", screen)
        self._visit(configured.url if configured.url is not None else self._start)
        self._take(configured.path)
        self._name = screen
        expect = configured.expect
        if expect is not None and not self.wait_for(expect, self._settings.web.page_timeout):
            patience = self._settings.web.page_timeout
            raise not_reached(screen, f"“{self._page_title()}”", expect, patience)

    def _take(self, steps: tuple[Step, ...]) -> None:
        for step in steps:
            self.tap(step.tap)

    def _page_title(self) -> str:
        with self._told(say("title")):
            return str(self._driver.title)

    def back(self) -> None:
        """Press the browser's Back."""
        self._tell("back")
        with self._told("back"):
            self._driver.back()
        self._settle()

    def switch_mode(self, mode: str) -> None:
        """Switch by the steps of ``[elderly]``. :raises ConfigurationError: without them."""
        self._take(mode_steps(self._settings, mode))
        self._mode = mode

    # --- touching things; every use looks the element up anew

    def _find(self, locator: Locator) -> WebElement | None:
        """Find a visible element. The driver stands in the element's frame afterwards; see `_surface`."""
        script = (files(__package__) / "find.js").read_text("utf-8")
        with self._told(str(locator)):
            self._surface()
            with suppress(StaleElementReferenceException, NoSuchFrameException):  # gone again: not there
                while (found := self._script(script, locator.strategy, locator.value)) is not None:
                    element: WebElement = found["element"]
                    if not found["frame"]:
                        return element
                    self._driver.switch_to.frame(element)
                    self._inside = True
        return None

    def _surface(self) -> None:
        """Leave the frame that `_find` went into."""
        if self._inside:
            self._inside = False
            self._driver.switch_to.default_content()

    def _await(self, locator: Locator, timeout: float) -> WebElement | None:
        end = time.monotonic() + timeout
        while True:
            element = self._find(locator)
            if element is not None or time.monotonic() > end:
                return element
            time.sleep(0.05)

    def exists(self, locator: Locator) -> bool:
        """Tell whether a visible element is there now."""
        return self.wait_for(locator, 0.0)

    def wait_for(self, locator: Locator, timeout: float) -> bool:
        """Wait up to ``timeout`` seconds for a visible element."""
        try:
            return self._await(locator, timeout) is not None
        finally:
            with self._told(str(locator)):
                self._surface()

    def text_of(self, locator: Locator) -> str:
        """The element's visible text."""
        return self._with(locator, lambda element: str(element.text).strip())

    def tap(self, locator: Locator) -> None:
        """Scroll to an element and click it. :raises RigError: ``element-not-found``."""
        moment = 0.0

        def click(element: WebElement) -> None:
            nonlocal moment
            moment = now_ms()
            element.click()

        self._with(locator, click)
        self._tell.tap(locator, moment)
        self._settle()

    def type(self, locator: Locator, secret: str) -> None:
        """Replace what a field holds. :raises RigError: ``element-not-found``."""

        def replace(element: WebElement) -> None:
            element.clear()
            with kept_out_of_the_log():
                element.send_keys(secret)

        self._with(locator, replace)
        self._tell("type", locator.value)

    def _with(self, locator: Locator, act: Callable[[WebElement], T]) -> T:
        for attempt in range(RETRIES):
            element = self._await(locator, PATIENCE)
            if element is None:
                break
            with self._told(str(locator)):
                try:
                    self._driver.execute_script(SCROLL, element)
                    done = act(element)
                    self._surface()
                    return done
                except MOVING:
                    if attempt == RETRIES - 1:
                        raise
                    time.sleep(0.2)
        raise not_found(f"“{self._page_title()}”", locator, PATIENCE)

    # --- looking

    def capture(self, name: str | None = None) -> Screen:
        """One script and one screenshot."""
        with self._told("capture"):
            if self._enlarged:  # a document inside the page may have come after its page
                self._driver.execute_script(self._enlarged)
            options = {"maxElements": self._settings.web.max_elements}
            payload = self._script(load_collect_script(), options)
            picture = self._picture()
        screen = parse_web(payload, picture, name=name or self._name, mode=self._mode)
        self._tell.capture(screen)
        if self._on_capture is not None:
            self._on_capture(screen)
        return screen

    def captures(self, name: str | None = None) -> list[Screen]:
        """One part: a page is captured whole, what is scrolled out of the picture too."""
        return [self.capture(name)]

    def _picture(self) -> bytes:
        """The viewport as PNG, by the browser's quick encoder: same pixels, a third of the time less."""
        fast = {"cmd": "Page.captureScreenshot", "params": {"format": "png", "optimizeForSpeed": True}}
        try:
            return base64.b64decode(self._driver.execute("cdp", fast)["value"]["data"])
        except (WebDriverException, KeyError, TypeError):  # a browser that does not offer it
            return self._driver.get_screenshot_as_png()

    def run_axe(self, source: str) -> dict[str, Any]:
        """Run axe-core inside the page. :param source: the script that defines ``axe``."""
        with self._told("axe-core"):
            self._driver.execute_script(source)
            result = self._driver.execute_script(load_axe_script(), dict(AXE_OPTIONS))
        return dict(json.loads(result))

    def what_it_can(self) -> frozenset[str]:
        """A page in a browser: no shell."""
        second = {"second_device"} if self._settings.second_device else set()
        return frozenset({"screenshot", "reset", "webview", "permissions", "network", *second})

    # --- the browser's own instruments

    def requests_for_permission(self) -> list[PermissionRequest]:
        """What the page asked for since the last `reset`.

        :raises RigError: ``requests-not-recorded`` on a page that the recorder could not write on.
        """
        with self._told(say("permission requests")):
            noted = self._driver.execute_script(
                "try { return sessionStorage.getItem(arguments[0]) } catch (e) { return null }", self._key
            )
        if not isinstance(noted, str):
            raise RigError(
                reason="requests-not-recorded",
                who="mob_app",
                where=say("permission requests"),
                got=say("a page without our record: another origin, or no storage"),
                wanted=say("the page that was launched, with its session storage"),
                next_step=say("look whether the start page redirects to another host"),
            )
        requests = [PermissionRequest(**request) for request in json.loads(noted)]
        for request in requests[self._requests_told :]:
            self._tell("prompt", time_ms=request.time_ms, permission=request.kind, family="browser")
            self._tell.states.setdefault(request.kind, None)
        self._requests_told = len(requests)
        return requests

    def set_permission(self, kind: str, state: str) -> None:
        """Decide a permission beforehand: ``granted``, ``denied`` or ``prompt``."""
        permission = {"name": PERMISSION_NAMES[kind]}
        self._cdp("Browser.setPermission", permission=permission, setting=state, origin=self._origin())
        self._decided[kind] = state
        self._tell("decision", kind, state=state)

    def permission_state(self, kind: str) -> str | None:
        """What the browser says of a permission, else what was decided beforehand; else None."""
        if kind not in PERMISSION_NAMES:
            return None
        with self._told(say("state of {kind}", kind=kind)):
            state = self._driver.execute_script(STATE, PERMISSION_NAMES[kind])
        known = str(state) if state else self._decided.get(kind)
        self._tell.state(kind, known)
        return known

    def tell_rest(self) -> None:
        """At the end of a test, tell what only the browser knows: requests, and states of permissions.

        What cannot be asked any more is left out.
        """
        if not self._launched or not self._tell.listens:
            return
        with suppress(RigError):
            self.requests_for_permission()
            for kind in tuple(self._tell.states):
                self.permission_state(kind)

    def prompt(self) -> None:
        """No dialog stands in a driven browser: requests are decided beforehand, else left open."""

    def answer(self, meaning: str) -> None:
        """Not possible. :raises RigError: ``no-prompt``."""
        raise RigError(
            reason="no-prompt",
            who="mob_app.answer",
            where=say("the browser's permission prompts"),
            got=repr(meaning),
            wanted=say("a permission dialog of the system; a page has none that could be seen"),
            next_step=say("decide beforehand with set_permission"),
        )

    @contextmanager
    def viewport(self, width: int, height: int, pixel_ratio: float) -> Iterator[None]:
        """Another screen size in CSS px, until the block ends, on every page opened in it."""
        self._display = (width, height, pixel_ratio)
        try:
            self._settle()
            yield
        finally:
            self._display = None
            self._override_metrics(self._lease.width, self._lease.height, self._lease.pixel_ratio)
            self._settle()

    def _override_metrics(self, width: int, height: int, ratio: float) -> None:
        self._cdp(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=ratio,
            mobile=True,
        )

    @contextmanager
    def text_scale(self, factor: float) -> Iterator[None]:
        """Larger text until the block ends: ``text-size-adjust`` on the root of this and later pages."""
        before, script = self._enlarged, SCALE % json.dumps(f"{factor:.0%}")
        installed = str(self._cdp("Page.addScriptToEvaluateOnNewDocument", source=script)["identifier"])
        self._scales.append(installed)
        self._enlarged = script
        try:
            self._run(script)
            yield
        finally:
            self._enlarged = before
            if installed in self._scales:  # a reset inside the block took it out already
                self._scales.remove(installed)
                self._cdp("Page.removeScriptToEvaluateOnNewDocument", identifier=installed)
            self._run(SCALE % json.dumps(""))

    @contextmanager
    def dark_mode(self, on: bool) -> Iterator[None]:
        """``prefers-color-scheme`` until the block ends."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if on else "light"}
        self._cdp("Emulation.setEmulatedMedia", features=[scheme])
        try:
            yield
        finally:
            self._cdp("Emulation.setEmulatedMedia", features=[])

    @contextmanager
    def offline(self, on: bool) -> Iterator[None]:
        """Without network until the block ends."""
        self._set_network(offline=on)
        try:
            yield
        finally:
            self._set_network(offline=False)

    def _set_network(self, *, offline: bool) -> None:
        # -1: no limit
        speed = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        if offline:
            self._cdp("Network.enable")
        self._cdp("Network.emulateNetworkConditions", offline=offline, **speed)

    # --- the wire

    def _run(self, script: str, *arguments: object) -> None:
        with self._told(say("script")):
            self._driver.execute_script(script, *arguments)
        self._settle()

    def _cdp(self, command: str, **parameters: object) -> dict[str, Any]:
        with self._told(command):
            answer = self._driver.execute("cdp", {"cmd": command, "params": parameters})
        return dict(answer["value"] or {})

    def _origin(self) -> str:
        parts = urlsplit(self._start)
        return f"{parts.scheme}://{parts.netloc}"

    @contextmanager
    def _told(self, where: str) -> Generator[None]:
        """Turn what selenium and the wire raise into rig faults that say where.

        A command that outlasts the configured time blocks the session for minutes, for Appium lets the next
        one wait behind it: from then on every command fails at once.
        """
        if self._lost is not None:
            raise RigError(
                reason="session-lost",
                who="mob_session",
                where=where,
                got=say("a session that is stuck since “{where}”", where=self._lost.where),
                wanted=say("a session that answers"),
                next_step=self._lost.next_step,
            )
        try:
            yield
        except (WebDriverException, HTTPError, OSError) as error:
            fault = translate(error, where)
            if isinstance(error, ReadTimeoutError):
                self._lost = fault
            raise fault from error
