"""`NativeApp`: what the verbs of an app have in common on phones, whichever system they run.

One look is one page source. It is taken after whatever changes the screen, tells whether a permission dialog
stands there, and serves the next question if nothing happened in between; so a tap costs three commands.
"""

from __future__ import annotations

import logging
import re
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from appium.webdriver.webdriver import WebDriver
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.remote.webelement import WebElement
from urllib3.exceptions import HTTPError, ReadTimeoutError

from ..errors import RigError, ScreenParseError
from ..messages import say
from ..recognise import (
    DIALOG_FAMILIES,
    TOAST,
    DialogFamily,
    PermissionPrompt,
    UnknownDialog,
    recognise_prompt,
    shortened,
)
from ..screen import Element, Screen, ScreenshotState
from ..settings import Locator, ScreenSettings, Settings, Step
from .app import MOST_PARTS, Access, PermissionRequest, request_kind
from .assistance import Assistance, nobody
from .find import is_toast, main_scroller, match, said, same
from .lease import Lease
from .pauses import SLICE, sit_out
from .prompt_guard import changed, covered, covering, same_prompt
from .session import RENEWABLE, Session, kept_out_of_the_log, translate
from .steps import configured_screen, mode_steps, not_found, not_reached
from .telling import OnEvent, Teller, now_ms

T = TypeVar("T")
Selector = tuple[str, str]
"""Strategy and value of a find command."""

LOG = logging.getLogger(__name__)
RETRIES = 3
"""Times that an interaction is tried again when the element went stale under it."""
MOST_LOOKS = 4
"""Sources that a capture takes until two of them agree; toasts and animations may go on for good."""
MOST_PROMPTS = 8
"""Permission dialogs in a row that stand in the way of one step."""
MOST_BACKS = 6
"""Times that Back is pressed to get to where a screen's path begins."""
FADES = 0.3
"""Seconds between two looks at a dialog that was answered and still shows."""
FRESH = 0.1
"""Seconds that a look tells what is there now; a dialog may come at any time after."""
STAYS_AWAY = -1.0
"""``mobile: backgroundApp``: the driver does not bring the app back."""
COMES_BACK = 1.0
"""Seconds that the app may be away from the screen while one of its windows replaces another."""
_BESIDE_APPS = frozenset({"com.android.systemui"})
"""Packages whose bars show beside whatever is in front."""
GIVE_UP = 2
"""New sessions in a row that are refused before no more are asked for."""


@dataclass(slots=True)
class Sight:
    """What the last page source showed, and when. ``fresh``: no question was answered from it yet."""

    source: str
    screen: Screen
    fresh: bool = True
    taken: float = field(default_factory=time.monotonic)

    def is_new(self) -> bool:
        """Whether it tells what is there now."""
        return time.monotonic() - self.taken < FRESH


class NativeApp(ABC):
    """`App` over an Appium session on a phone; the systems fill in what they do differently.

    :param on_capture: told of every screen that is captured.
    :param families: the permission dialogs that are known.
    :param on_event: told of whatever happens, for the timeline; see `Teller`.
    :param assistance: who helps with codes and steps; nobody by default.
    """

    def __init__(
        self,
        driver: WebDriver,
        settings: Settings,
        lease: Lease,
        on_capture: Callable[[Screen], None] | None = None,
        families: tuple[DialogFamily, ...] = DIALOG_FAMILIES,
        on_event: OnEvent | None = None,
        assistance: Assistance | None = None,
    ) -> None:
        self.assistance = assistance or nobody()
        self._driver = driver
        self._tell = Teller(on_event)
        self._settings = settings
        self._lease = lease
        self._on_capture = on_capture
        self._families = families
        self._package = settings.package or ""
        self._mode = "standard"
        self._name = ""
        self._sight: Sight | None = None
        self._standing: PermissionPrompt | UnknownDialog | None = None
        self._noted: tuple[str, ...] | None = None  # the dialog that stands, once it is in the list
        self._touched: bool | None = None
        self._typed = False
        self._requests: list[PermissionRequest] = []
        self._decided: dict[str, str] = {}
        self._lost: RigError | None = None
        self._refusals = 0
        self._prepare()

    # --- what the systems do differently

    @abstractmethod
    def _prepare(self) -> None:
        """Whatever a new session needs once."""

    @abstractmethod
    def _parse(self, source: str, picture: bytes | None, name: str) -> Screen:
        """Make a screen of a page source."""

    @abstractmethod
    def _selector(self, locator: Locator) -> Selector:
        """How the driver finds a locator. :raises ConfigurationError: for a strategy of another platform."""

    @abstractmethod
    def _selector_of(self, element: Element, screen: Screen | None = None) -> Selector:
        """How the driver finds a captured element. ``screen``: the one that it was just captured on."""

    @abstractmethod
    def _bring_up(self) -> None:
        """Start the app, or bring it to the front."""

    @abstractmethod
    def _end(self) -> None:
        """Close the app."""

    @abstractmethod
    def _clear(self) -> None:
        """Delete what the app stored and what it was allowed."""

    @abstractmethod
    def _away(self, seconds: float) -> None:
        """Put the app into the background and bring it back."""

    @abstractmethod
    def _open(self, address: str) -> None:
        """Open a deep link."""

    @abstractmethod
    def _scroll(self, area: Element, direction: str) -> bool:
        """Scroll ``down`` or ``up`` by most of the area; False when the driver says that this was the end."""

    @abstractmethod
    def _in_front(self, screen: Screen) -> bool:
        """Whether the app is what shows."""

    @abstractmethod
    def _refuse_broken(self, screen: Screen) -> None:
        """Raise when the system says that the app crashed or hangs."""

    def _hide_keyboard(self) -> None:
        """Close the keyboard that typing opened."""
        self._mobile("hideKeyboard")

    def _press_button(self, element: Element, check: Callable[[], None]) -> None:
        """Tap a button of the system's dialog.

        :param check: called between finding and tapping it; raises when the tap must not be.
        """
        where = say("dialog: {button}", button=element.label)
        with self._told(where):
            found = next(iter(self._driver.find_elements(*self._selector_of(element))), None)
        check()
        if found is not None:
            with self._told(where):
                try:
                    found.click()
                except StaleElementReferenceException:
                    check()  # it went, and was not pressed
            return
        raise RigError(
            reason="element-not-found",
            who="mob_app",
            where=say("permission dialog"),
            got=say("no {button}", button=element.label),
            wanted=say("the button that the dialog showed a moment ago"),
            next_step=say("run again; the dialog closed by itself"),
        )

    def _in_webview(self, screen: Screen, name: str) -> Screen | None:
        """The page in a WebView of the app, where it shows and can be looked into."""
        return None

    # --- the life of the app

    def launch(self) -> None:
        """Open the app as its user does. :raises RigError: ``app-not-in-front``."""
        self._mode, self._touched = "standard", False
        self._tell("launch", self._package)
        self._start()

    def restart(self) -> None:
        """Close and open the app; its data stay."""
        self._touched = False
        self._tell("restart", self._package)
        self._end()
        self._start()

    def reset(self) -> None:
        """Bring the app back to the state of a first start: no data, no permissions, not running.

        A driver that crashed, or a phone that was away, gets a new session: once for each reset.
        """
        try:
            self._reset()
        except RigError as fault:
            renewable = fault.reason in RENEWABLE and isinstance(self._driver, Session)
            if not renewable or self._refusals >= GIVE_UP:
                raise
            self._renew(fault)
            self._reset()

    def _reset(self) -> None:
        with self._told(say("health of the driver")):  # clearing asks adb alone, and would not notice its end
            self._driver.get_window_size()
        self._fresh()
        self._clear()
        self._tell.reset()

    def _fresh(self) -> None:
        """As before the first start: nothing was seen, asked or decided."""
        self._mode, self._name, self._touched, self._typed = "standard", "", None, False
        self._requests.clear()
        self._decided.clear()
        self._forget()

    def _forget(self) -> None:
        """What was seen counts no more."""
        self._sight = self._standing = self._noted = None

    def _renew(self, fault: RigError) -> None:
        """Open the session anew. One that is refused leaves an app whose every command fails at once."""
        assert isinstance(self._driver, Session)
        self._tell("gone", fault.got, reason=fault.reason)
        stuck, self._lost = self._lost is not None or fault.reason == "device-offline", None
        try:
            with self._told(say("new session after a lost one")):
                self._driver.renew(stuck=stuck)
            self._forget()
            self._prepare()
        except RigError as refusal:
            self._refusals += 1
            self._lost = refusal
            raise
        self._refusals = 0

    def background(self, seconds: float) -> None:
        """Put the app into the background for so many seconds.

        A long while is no single command: no server lets one take so long.
        """
        self._clear_the_way()
        self._touched = False
        self._tell("background", f"{seconds:g} s", seconds=seconds)
        self._tell.front("", "away")
        if seconds <= SLICE:
            self._away(seconds)
        else:
            self._away(STAYS_AWAY)
            self._rest(seconds)
            self._bring_up()
        self._await_front()

    def let_pass(self, seconds: float) -> None:
        """Touch nothing for so many seconds of the phone's time; the session stays open."""
        self._tell.wait(seconds)
        self._rest(seconds)

    def _rest(self, seconds: float) -> None:
        """The same, untold."""
        self._sight = None
        with self._told("let_pass"):
            sit_out(seconds, self._driver.get_window_size)

    def _start(self) -> None:
        self._forget()
        self._bring_up()
        self._await_front()

    def _await_front(self) -> None:
        """Look until the app shows, or a permission dialog over it."""
        patience = self._settings.android.app_wait
        end = time.monotonic() + patience
        while True:
            screen = self._look().screen
            if self._standing is not None or self._in_front(screen):
                return
            if time.monotonic() > end:
                break
            time.sleep(0.2)
        raise self._not_in_front(screen, patience)

    def _not_in_front(self, screen: Screen, patience: float) -> RigError:
        shown = (element for element in screen.elements if element.class_name != TOAST)
        seen = sorted({element.package for element in shown if element.package})
        running = self._alive() if self._tell.listens else None
        self._tell("gone", ", ".join(seen), reason="app-not-in-front", running=running)
        return RigError(
            reason="app-not-in-front",
            who="mob_app",
            where=self._package,
            got=say("{packages} on the screen", packages=seen) if seen else say("nothing on the screen"),
            wanted=say("the app within {seconds:g} s", seconds=patience),
            next_step=say("open the app by hand, correct [app], or raise [android] app_wait"),
        )

    # --- going places

    def visit(self, address: str) -> None:
        """Open a deep link of the app. :raises RigError: ``app-not-in-front`` when it leads elsewhere."""
        self._clear_the_way()
        self._tell("visit", address.partition("?")[0])
        self._visit(address)

    def _visit(self, address: str) -> None:
        self._touched = False
        with kept_out_of_the_log():  # an address may carry a token
            self._open(address)
        self._await_front()

    def go(self, screen: str) -> None:
        """Go to a configured screen and wait for what it expects.

        :raises RigError: ``screen-not-reached``.
        :raises ConfigurationError: for a screen that is not configured.
        """
        configured = configured_screen(self._settings, screen)
        self._clear_the_way()
        self._tell("go", screen)
        if configured.url is not None:
            self._visit(configured.url)
        else:
            self._begin(configured)
        self._take(configured.path)
        self._name = screen
        patience = self._settings.android.app_wait
        expect = configured.expect
        if expect is not None and not self.wait_for(expect, patience):
            raise not_reached(screen, self._words(), expect, patience)

    def _begin(self, screen: ScreenSettings) -> None:
        """Get to where a screen's path begins: back, step by step, else by a restart."""
        first = screen.path[0].tap if screen.path else screen.expect
        left = False
        for _ in range(MOST_BACKS):
            if first is None or left:
                break
            if self._is_there(first):
                return
            self._back()
            if self._standing is None and not self._in_front(self._see().screen):
                left = True  # that was the first screen
                self._start()
        if first is not None and self._is_there(first):
            return
        if not left:
            self.restart()

    def _take(self, steps: tuple[Step, ...]) -> None:
        for step in steps:
            self.tap(step.tap)

    def _words(self) -> str:
        """The first words on the screen, to tell people where the app is."""
        texts = [e.text for e in self._see().screen.shown() if e.text and e.package in (None, self._package)]
        return f"“{' '.join(texts)[:60]}”"

    def back(self) -> None:
        """Go back as the user does."""
        self._clear_the_way()
        self._touched = True
        self._tell("back")
        self._back()

    def _back(self) -> None:
        with self._told("back"):
            self._driver.back()
        self._look()

    def switch_mode(self, mode: str) -> None:
        """Switch by the steps of ``[elderly]``. :raises ConfigurationError: without them."""
        self._take(mode_steps(self._settings, mode))
        self._mode = mode

    # --- touching things; every use looks the element up anew

    def tap(self, locator: Locator) -> None:
        """Tap an element, scrolled to first. :raises RigError: ``element-not-found``."""
        moment = 0.0

        def click(element: WebElement) -> None:
            nonlocal moment
            moment = now_ms()
            element.click()

        self._clear_the_way()
        self._with(locator, click)
        self._tell.tap(locator, moment)
        self._touched, self._typed = True, False
        self._look()

    def type(self, locator: Locator, secret: str) -> None:
        """Replace what a field holds. :raises RigError: ``element-not-found``."""

        def fill(element: WebElement) -> None:
            element.clear()
            with kept_out_of_the_log():
                element.send_keys(secret)

        self._clear_the_way()
        self._with(locator, fill)
        self._tell("type", locator.value.rpartition(":id/")[2])
        self._touched, self._typed, self._sight = True, True, None

    def text_of(self, locator: Locator) -> str:
        """The element's visible text, or that of what is in it."""
        screen = self._see().screen
        element = match(screen, locator)
        if element is not None:
            return said(screen, element)
        return self._with(locator, lambda found: str(found.text).strip())

    def exists(self, locator: Locator) -> bool:
        """Tell whether a visible element is there now. What stands in the way is left standing.

        :raises RigError: ``app-not-in-front``: what is absent from another app is not absent from this one.
        """
        there = self._is_there(locator)
        if not there:
            self._require_front()
        return there

    def _is_there(self, locator: Locator) -> bool:
        self._selector(locator)  # a strategy of another platform is refused
        if self._sight is not None and self._sight.fresh and self._sight.is_new():
            self._sight.fresh = False
            if match(self._sight.screen, locator) is not None:
                return True
        if locator.strategy in ("text", "accessibility_id") or is_toast(locator):
            sight = self._look()
            sight.fresh = False
            return match(sight.screen, locator) is not None
        return self._find(locator) is not None

    def wait_for(self, locator: Locator, timeout: float) -> bool:
        """Wait up to ``timeout`` seconds for a visible element. :raises RigError: as `exists` does."""
        end = time.monotonic() + timeout
        while not self._is_there(locator):
            if time.monotonic() > end:
                self._require_front()
                return False
            time.sleep(0.2)
        return True

    def _find(self, locator: Locator) -> WebElement | None:
        with self._told(str(locator)):
            return next(iter(self._driver.find_elements(*self._selector(locator))), None)

    def _find_seen(self, locator: Locator, screen: Screen) -> WebElement | None:
        """Find by the raw text of what matches on a captured screen: folded texts only match here."""
        element = match(screen, locator)
        if element is None:
            return None
        with self._told(str(locator)), kept_out_of_the_log():  # the words of a screen may be a customer's
            return next(iter(self._driver.find_elements(*self._selector_of(element, screen))), None)

    def _with(self, locator: Locator, act: Callable[[WebElement], T]) -> T:
        """Find an element and do something with it.

        What does not show is waited for while the screen changes, and looked for by scrolling once it rests.
        """
        patience = self._settings.android.step_timeout
        end = time.monotonic() + patience
        stale = 0
        searched: Screen | None = None
        while True:
            element = self._find(locator)
            if element is None:
                before, screen = self._sight, self._look().screen
                if self._standing is not None:
                    self._clear_the_way()
                    continue
                element = self._find_seen(locator, screen)
                if element is None and self._typed:
                    self._typed = False
                    self._hide_keyboard()
                    continue
                rests = before is not None and same(before.screen, screen)
                if element is None and rests and (searched is None or not same(searched, screen)):
                    searched = screen
                    element = self._search(locator)
            if element is not None:
                with self._told(str(locator)):
                    try:
                        return act(element)
                    except StaleElementReferenceException:
                        stale += 1
                        if stale == RETRIES:
                            raise
                        continue
            if time.monotonic() > end:
                break
            time.sleep(0.1)
        raise not_found(self._words(), locator, patience)

    def _search(self, locator: Locator) -> WebElement | None:
        """Scroll down to the end of the main list, then up to its top, until the element shows."""
        for direction in ("down", "up"):
            for _ in range(self._settings.android.max_scrolls):
                before = self._see().screen
                area = main_scroller(before, self._package)
                if area is None:
                    return None
                more = self._scroll(area, direction)
                after = self._look().screen
                element = self._find(locator) or self._find_seen(locator, after)
                if element is not None:
                    return element
                if not more or same(before, after, numbers=True):
                    break
        return None

    # --- looking

    def _look(self) -> Sight:
        """Take a page source, and notice what the system put over the app."""
        with self._told(say("page source")):
            source = self._driver.page_source
        screen = self._read(source)
        self._sight = sight = Sight(source, screen)
        try:
            self._refuse_broken(screen)
        except RigError as fault:
            self._tell("gone", fault.got, reason=fault.reason)
            raise
        self._notice(screen)
        self._tell_front(screen)
        return sight

    def _tell_front(self, screen: Screen) -> None:
        """Tell what is in front, where that is another package than before."""
        if not self._tell.listens:
            return
        if self._standing is not None:
            self._tell.front(_package_of(self._standing), "dialog")
        elif self._in_front(screen):
            self._tell.front(self._package, "app")
        else:
            shown = Counter(e.package for e in screen.shown() if e.package not in (None, *_BESIDE_APPS))
            self._tell.front(str(shown.most_common(1)[0][0]) if shown else "", "other")

    def _require_front(self) -> Sight:
        """The last look, if it is new and shows the app or a permission dialog, else a new one that does.

        :raises RigError: ``app-not-in-front`` when a call, a lock screen or another app stays before it.
        """
        sight = self._sight if self._sight is not None and self._sight.is_new() else self._look()
        end = time.monotonic() + COMES_BACK
        while self._standing is None and not self._in_front(sight.screen):
            if time.monotonic() > end:
                raise self._not_in_front(sight.screen, COMES_BACK)
            time.sleep(FRESH)
            sight = self._look()
        sight.fresh = False
        return sight

    def _see(self) -> Sight:
        """The last look, if nothing happened since, else a new one."""
        return self._sight or self._look()

    def _read(self, source: str) -> Screen:
        try:
            return self._parse(source, None, self._name)
        except ScreenParseError as error:
            raise RigError(
                reason="source-unreadable",
                who="mob_app",
                where=error.where,
                got=error.got,
                wanted=error.wanted,
                next_step=say("run again; if it stays, look at the source in the Appium log"),
            ) from error

    def capture(self, name: str | None = None) -> Screen:
        """Source and picture, once the screen has come to rest. :raises RigError: ``app-not-in-front``."""
        label = name or self._name
        before = self._sight
        sight = self._look()
        for _ in range(MOST_LOOKS - 1):
            if before is not None and same(before.screen, sight.screen):
                break
            before, sight = sight, self._look()
        if self._standing is None and not self._in_front(sight.screen):
            sight = self._require_front()
        screen = replace(self._pictured(sight), name=label, mode=self._mode)
        self._tell.capture(screen)
        if self._on_capture is not None:
            self._on_capture(screen)
        return screen

    def _pictured(self, sight: Sight) -> Screen:
        """The screen with its picture, classified; one that the driver may not take is hidden or missing."""
        picture, state = self._picture()
        if picture is not None:
            try:
                return self._parse(sight.source, picture, sight.screen.name)
            except ScreenParseError:
                state = ScreenshotState.UNAVAILABLE  # half a picture, or one of another size
        return replace(sight.screen, screenshot_state=state)

    def _picture(self) -> tuple[bytes | None, ScreenshotState]:
        try:
            with self._told(say("screenshot")):
                return self._driver.get_screenshot_as_png(), ScreenshotState.OK
        except RigError as fault:
            if fault.reason != "command-failed":
                raise
            secure = re.search(r"secure", fault.got, re.IGNORECASE)
            return None, ScreenshotState.HIDDEN if secure else ScreenshotState.UNAVAILABLE

    def captures(self, name: str | None = None) -> list[Screen]:
        """What shows, then what follows below it; scrolled back up afterwards.

        A page in a WebView that can be looked into comes last, whole, as ``home~web``.
        """
        label = name or self._name
        parts = self._scrolled(label)
        page = self._in_webview(parts[0], f"{label}~web") if self._standing is None else None
        if page is None:
            return parts
        self._tell.capture(page)
        if self._on_capture is not None:
            self._on_capture(page)
        return [*parts, page]

    def _scrolled(self, label: str) -> list[Screen]:
        parts = [self.capture(label)]
        area = main_scroller(self._see().screen, self._package)
        if area is None:
            return parts
        most = min(MOST_PARTS, self._settings.android.max_scrolls + 1)
        more = True
        while more and len(parts) < most:
            more = self._scroll(area, "down")
            self._look()
            part = self.capture(f"{label}~{len(parts) + 1}")
            if same(parts[-1], part, numbers=True):
                break
            parts.append(part)
        for _ in range(len(parts) if len(parts) > 1 else 0):
            if not self._scroll(area, "up"):
                break
        self._sight = None
        return parts

    # --- permissions

    def requests_for_permission(self) -> list[PermissionRequest]:
        """The dialogs that were seen since the last `reset`, in their order, the one that stands included."""
        running = self._touched is not None
        if running and (self._sight is None or not self._sight.is_new()):
            self._look()
        return list(self._requests)

    def set_permission(self, kind: str, state: str) -> None:
        """Decide beforehand how a dialog that stands in the way is answered; nothing is granted by it.

        ``prompt`` takes the decision back: without one, a dialog is refused.
        """
        self._decided[kind] = state

    def prompt(self) -> PermissionPrompt | UnknownDialog | None:
        """The system's permission dialog that stands now."""
        if self._sight is None or not self._sight.fresh or not self._sight.is_new():
            self._look()
        assert self._sight is not None
        self._sight.fresh = False
        return self._standing

    def answer(self, meaning: str) -> None:
        """Tap the button of that meaning; ``deny_forever`` may be a box to tick and a refusal.

        :raises RigError: ``no-prompt``, ``unknown-dialog``, ``unconfirmed-family``, ``no-such-answer``.
        """
        standing = self.prompt()
        if standing is None:
            raise RigError(
                reason="no-prompt",
                who="mob_app.answer",
                where=meaning,
                got=say("no permission dialog"),
                wanted=say("one that can be answered"),
                next_step=say("wait for mob_app.prompt() before answering"),
            )
        prompt = self._answerable(standing)
        if meaning == "deny_forever" and meaning not in prompt.buttons and prompt.dont_ask_again is not None:
            meaning = "deny"  # Android 6 to 9: a box to tick beside the refusal
            self._press_button(prompt.dont_ask_again, lambda: self._require_prompt(prompt, meaning))
            self._look()
        self._answer(prompt, meaning)

    def _answerable(self, standing: PermissionPrompt | UnknownDialog) -> PermissionPrompt:
        if isinstance(standing, PermissionPrompt) and standing.confirmed:
            return standing
        unknown = isinstance(standing, UnknownDialog)
        words = standing.text if isinstance(standing, UnknownDialog) else standing.message
        raise RigError(
            reason="unknown-dialog" if unknown else "unconfirmed-family",
            who="mob_app",
            where=say("permission dialog"),
            got=f"“{shortened(words, 80)}”",
            wanted=say("a dialog whose buttons are known for certain"),
            next_step=say("answer it by hand, and send its page source to the authors of the dialog table"),
        )

    def _answer(self, prompt: PermissionPrompt, meaning: str) -> None:
        button = prompt.buttons.get(meaning)
        if button is None:
            raise RigError(
                reason="no-such-answer",
                who="mob_app.answer",
                where=f"“{shortened(prompt.message, 80)}”",
                got=say("no button that means {meaning}", meaning=meaning),
                wanted=say("one of {names}", names=list(prompt.buttons)),
                next_step=say("answer by a meaning that this dialog offers"),
            )
        key = self._noted
        for tries in range(2):  # a tap may be lost while the dialog still moves into its place
            moment = now_ms()
            with self._decides(prompt):
                self._press_button(button, lambda: self._require_prompt(prompt, meaning))
                self._touched = True
                if tries == 0:  # before the next look, which may find that the app crashed
                    self._tell.answer(prompt, meaning, moment)
                gone = self._is_gone(key)
            LOG.info("answered %s (%s) with %s", prompt.permission, prompt.family, meaning)
            if gone:
                self._tell_state(request_kind(prompt.permission), moment)
                return
        raise _prompt_stays(
            say(
                "“{words}” after two taps on {button}",
                words=shortened(prompt.message, 80),
                button=button.label,
            )
        )

    def _require_prompt(self, prompt: PermissionPrompt, meaning: str) -> None:
        """Look once more: the dialog that was recognised must be the one that gets the tap.

        :raises RigError: ``prompt-changed``, ``prompt-covered``.
        """
        screen = self._look().screen
        now = self._standing
        if not isinstance(now, PermissionPrompt) or not same_prompt(prompt, now):
            raise changed(prompt, now)
        over = covering(screen, now.buttons[meaning], self._package)
        if over is not None:
            raise covered(prompt, over)

    @contextmanager
    def _decides(self, prompt: PermissionPrompt) -> Generator[None]:
        """Around a tap on a dialog: afterwards the system must not have taken it for another question."""
        yield

    def _is_gone(self, key: tuple[str, ...] | None) -> bool:
        """Whether another screen or dialog shows; one that fades out does for a while."""
        for look in range(3):
            if look:
                time.sleep(FADES)
            self._look()
            if self._noted != key or self._standing is None:
                return True
        return False

    def _notice(self, screen: Screen) -> None:
        self._standing = recognise_prompt(screen, families=self._families)
        if not isinstance(self._standing, PermissionPrompt):
            self._noted = None
            self._tell.unknown(self._standing)
            return
        # Android asks a second time with other buttons: that is another dialog, though it says the same.
        key = (self._standing.permission, self._standing.message, *sorted(self._standing.buttons))
        if key != self._noted:
            self._noted = key
            kind = request_kind(self._standing.permission)
            where = self._name or self._package
            self._requests.append(PermissionRequest(kind, time.time() * 1000, where, self._touched))
            self._tell.prompt(self._standing)

    def _clear_the_way(self) -> None:
        """Answer the dialogs that stand before the next step, as decided beforehand, else by a refusal."""
        for _ in range(MOST_PROMPTS):
            if self._standing is None:
                return
            prompt = self._answerable(self._standing)
            decision = self._decided.get(request_kind(prompt.permission), "denied")
            meaning = prompt.meaning_for("granted" if decision == "granted" else "denied")
            try:
                self._answer(prompt, meaning or decision)
            except RigError as fault:
                if fault.reason != "prompt-changed" or self._standing is not None:
                    raise  # one that closed by itself stands in nobody's way
        raise _prompt_stays(say("{number} dialogs one after the other", number=MOST_PROMPTS))

    # --- the timeline

    def tell_rest(self) -> None:
        """At the end of a test, tell what only the system knows: states of permissions, and accesses.

        What cannot be asked any more is left out.
        """
        if self._touched is None or not self._tell.listens:  # nothing ran since the reset
            return
        self._tell_states()
        with suppress(RigError):
            self._tell.accesses(self._known_accesses())

    def _tell_state(self, kind: str, moment: float | None = None) -> None:
        """Ask the system for a permission's state, and tell it where it changed.

        :param moment: when the answer was given that may have changed it, ms since 1970.
        """
        if self._tell.listens:
            with suppress(RigError):
                self._tell.state(kind, self.permission_state(kind), moment)

    def _tell_states(self) -> None:
        """The same for all permissions of which a state was told."""
        for kind in tuple(self._tell.states):
            self._tell_state(kind)

    def _known_accesses(self) -> tuple[Access, ...]:
        """What the system says that the app used; only some tell."""
        return ()

    def _alive(self) -> bool | None:
        """Whether a process of the app is there; None where that is not known."""
        return None

    @abstractmethod
    def permission_state(self, kind: str) -> str | None:
        """``granted``, ``denied`` or ``prompt``; None where the system does not tell."""

    # --- the wire

    def _mobile(self, name: str, /, **arguments: Any) -> Any:
        """Run one of the driver's ``mobile:`` commands."""
        with self._told(f"mobile: {name}"):
            return self._driver.execute_script(f"mobile: {name}", arguments)

    @contextmanager
    def _told(self, where: str) -> Generator[None]:
        """Turn what selenium and the wire raise into rig faults that say where.

        A command that outlasts the configured time blocks the session for minutes, for Appium lets the next
        one wait behind it; and to a phone that is gone, each command takes the driver 20 s. From then on
        every command fails at once, until `reset` gets a new session.
        """
        if self._lost is not None:
            raise RigError(
                reason=self._lost.reason,
                who="mob_session",
                where=where,
                got=say("no session since “{where}”: {got}", where=self._lost.where, got=self._lost.got),
                wanted=say("a session that answers"),
                next_step=self._lost.next_step,
            )
        try:
            yield
        except (WebDriverException, HTTPError, OSError) as error:
            fault = translate(error, where)
            if isinstance(error, ReadTimeoutError) or fault.reason == "device-offline":
                self._lost = fault
            raise fault from error


def _package_of(standing: PermissionPrompt | UnknownDialog) -> str:
    if isinstance(standing, UnknownDialog):
        return standing.package
    return next((button.package for button in standing.buttons.values() if button.package), "")


def _prompt_stays(got: str) -> RigError:
    return RigError(
        reason="prompt-stays",
        who="mob_app",
        where=say("permission dialog"),
        got=got,
        wanted=say("the app behind it"),
        next_step=say("look at the app by hand; it may ask again after every refusal"),
    )
