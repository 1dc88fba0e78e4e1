"""`App`: the verbs that tests and checks use, whatever stands behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from ..findings import Json
from ..recognise import PermissionPrompt, UnknownDialog
from ..screen import Screen
from ..settings import Locator
from .android_permissions import Held
from .assistance import Assistance
from .proxy import Proxy

MOST_PARTS = 12
"""Parts of one screen: an endless list is looked at so far, and no further."""
_KIND_OF = {"location": "geolocation"}


@dataclass(frozen=True, slots=True)
class PermissionRequest:
    """The app asked for a permission.

    ``kind``: see `request_kind`. ``time_ms`` since 1970. ``url``: address of the page; on a phone, the screen
    or activity that it was seen on. ``user_activated``: just after a tap; None when that is not known.
    """

    kind: str
    time_ms: float
    url: str
    user_activated: bool | None


@dataclass(frozen=True, slots=True)
class Access:
    """The last use, or the last refusal, of something that Android guards, as the phone remembers it.

    ``operation``: Android's name (``CAMERA``, ``FINE_LOCATION``, ``RECORD_AUDIO``, ``READ_CLIPBOARD`` …).
    ``time_ms``: when it began, since 1970 by the phone's own clock. ``refused``: the app wanted it and did
    not get it. ``lasted_ms``: how long, until now where it still runs; 0 where the phone tells no length.
    """

    operation: str
    time_ms: float
    refused: bool
    lasted_ms: float = 0.0

    @property
    def ended_ms(self) -> float:
        """When it ended, ms since 1970."""
        return self.time_ms + self.lasted_ms


@dataclass(frozen=True, slots=True)
class AppWindow:
    """A window of the app that shows. ``secure``: it has FLAG_SECURE; None where no flags are printed."""

    title: str
    secure: bool | None


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line that the app wrote into the phone's log."""

    tag: str
    text: str


@dataclass(frozen=True, slots=True)
class AppLog:
    """The app's lines since a moment.

    ``whole``: False where the phone had thrown the first away already, or where it does not tell the app's
    user id, by which the lines of all its processes are known.
    """

    lines: tuple[LogLine, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class PrivateFile:
    """A file that the app keeps for itself. ``path`` within its folder; ``whole``: all of it was read.

    ``plain``: False for kinds in which no text stands as it is: those are not read.
    """

    path: str
    text: str
    whole: bool
    plain: bool = True


@dataclass(frozen=True, slots=True)
class NotificationText:
    """What a notification says, as the phone's list of them has it. ``hidden``: not, or not all of it."""

    text: str
    hidden: bool


def request_kind(permission: str) -> str:
    """Return the word of the settings and of `PermissionRequest` for a prompt's permission.

    ``location`` is called ``geolocation`` there, as browsers call it; all others keep their name.
    """
    return _KIND_OF.get(permission, permission)


class App(Protocol):
    """The app on its device. Locators are re-found at every use; no element is ever kept.

    Every verb raises `RigError` when the rig stands in the way; ``capability-missing`` when this session
    cannot do it, ``unknown-dialog`` or ``unconfirmed-family`` when a dialog stands before the app that nobody
    may answer.
    """

    @property
    def assistance(self) -> Assistance:
        """Who helps with what a machine cannot know or do alone."""

    # --- the life of the app

    def launch(self) -> None:
        """Open the app as its user does."""

    def restart(self) -> None:
        """Close and open the app; its data stay."""

    def reset(self) -> None:
        """Bring the app back to the state of a first start: no data, no permissions."""

    def background(self, seconds: float) -> None:
        """Put the app into the background for so many seconds."""

    def let_pass(self, seconds: float) -> None:
        """Touch nothing for so many seconds of the device's time; the session stays open."""

    # --- going places

    def go(self, screen: str) -> None:
        """Go to a screen of the configuration and wait until it is there."""

    def visit(self, address: str) -> None:
        """Open an address of the app (deep link) without waiting for anything but its loading."""

    def back(self) -> None:
        """Go back as the user does."""

    def switch_mode(self, mode: str) -> None:
        """Switch to ``elderly`` or ``standard``."""

    # --- touching things

    def tap(self, locator: Locator) -> None:
        """Tap an element, scrolled into view first."""

    def type(self, locator: Locator, secret: str) -> None:
        """Replace the content of a field; the value is kept out of Appium's log."""

    def exists(self, locator: Locator) -> bool:
        """Tell whether a visible element is there now."""

    def wait_for(self, locator: Locator, timeout: float) -> bool:
        """Wait up to so many seconds for a visible element."""

    def text_of(self, locator: Locator) -> str:
        """The element's visible text, folded."""

    # --- looking

    def capture(self, name: str | None = None) -> Screen:
        """Capture the screen once: tree and picture."""

    def captures(self, name: str | None = None) -> list[Screen]:
        """Capture the screen in parts: what shows, then after each scroll of its main list, to the end.

        At most `MOST_PARTS`, called ``home``, ``home~2``, ``home~3``; it is scrolled back up afterwards.
        Where one capture holds all, there is one part. A page inside an app comes last: ``home~web``.
        """

    # --- permissions

    def requests_for_permission(self) -> list[PermissionRequest]:
        """The requests since the last `reset`, in their order, each once."""

    def prompt(self) -> PermissionPrompt | UnknownDialog | None:
        """The system's permission dialog that stands now."""

    def answer(self, meaning: str) -> None:
        """Tap the button of that meaning of the prompt that stands.

        ``deny_forever`` is a button of its own, or a box to tick (``dont_ask_again``) beside the refusal.

        :raises RigError: ``no-prompt``, ``no-such-answer``, ``unconfirmed-family``.
        """

    def set_permission(self, kind: str, state: str) -> None:
        """Decide beforehand: ``granted``, ``denied``, or ``prompt``, which takes the decision back.

        On phones a dialog that stands in the way without a decision is answered with a denial.
        """

    def permission_state(self, kind: str) -> str | None:
        """``granted``, ``denied`` or ``prompt`` as system or browser tell it; None when they do not."""

    # --- the display

    def viewport(self, width: int, height: int, pixel_ratio: float) -> AbstractContextManager[None]:
        """Another screen size, in dp, until the block ends."""

    def text_scale(self, factor: float) -> AbstractContextManager[None]:
        """Larger text (1.0 to 2.0) until the block ends."""

    def dark_mode(self, on: bool) -> AbstractContextManager[None]:
        """Dark mode, or light, until the block ends."""

    def what_it_can(self) -> frozenset[str]:
        """Which words of the marker ``needs`` this session offers."""


class PhoneVerbs(App, Protocol):
    """What only Android phones offer."""

    def screen_reader(self) -> AbstractContextManager[str]:
        """With the phone's screen reader on until the block ends; gives its package.

        :raises RigError: ``no-screen-reader``, ``screen-reader-suppressed``, ``reader-in-the-way``.
        """

    def accesses(self) -> tuple[Access, ...]:
        """The last use and the last refusal of each app-op since the last `reset`, the earliest first."""

    def shell(self, command: str) -> str:
        """Run a command of the phone's own shell and return what it prints."""

    def keyboard_shown(self) -> bool:
        """Whether the phone's own keyboard shows; a keyboard that the app draws is none of it."""

    def input_method(self) -> str:
        """The keyboard that the phone uses, as ``package/service``."""

    def holds(self, locator: Locator) -> int:
        """How many characters a field holds; a password tells as many dots."""

    def select_all(self) -> None:
        """Select what the field that has the input holds, as Ctrl+A does."""

    def copy(self) -> None:
        """Copy what is selected, if the field lets it go."""

    def paste(self) -> None:
        """Paste into the field that has the input, if it takes it."""

    def clipboard(self) -> str:
        """What is on the clipboard."""

    def set_clipboard(self, words: str) -> None:
        """Put words on the clipboard."""

    def clipboard_kept(self) -> AbstractContextManager[None]:
        """What is on the clipboard now is there again when the block ends."""

    def clock_ms(self) -> float:
        """The phone's clock, ms since 1970."""

    def declared_permissions(self) -> tuple[str, ...]:
        """What the manifest asks for, with what Android adds to it for older apps."""

    def answered_actions(self) -> tuple[str, ...]:
        """The actions that its activities, receivers and services answer; empty where none are listed."""

    def held_permissions(self) -> Mapping[str, Held]:
        """The runtime permissions, each with whether it is granted and with its flags."""

    def is_running(self) -> bool:
        """Whether a process of the app is there."""

    def foreground(self) -> str:
        """Package of the window in front: the app's, another app's, or that of a system dialog."""

    def app_windows(self) -> tuple[AppWindow, ...]:
        """The app's windows that show content now, the front one first.

        :raises RigError: ``capability-missing`` without a shell.
        """

    def surroundings(self) -> Mapping[str, str]:
        """Whether an app can find out that the phone is ``rooted`` or ``emulated``; each with what tells it.

        :raises RigError: ``capability-missing`` without a shell.
        """

    def allow_notifications(self) -> None:
        """Allow the app its notifications, where a check needs what it says and not how it asks.

        :raises RigError: ``capability-missing`` without a shell.
        """

    def through_proxy(self) -> AbstractContextManager[Proxy]:
        """With a proxy of our own between the phone and its network until the block ends.

        :raises RigError: ``proxy-not-reachable`` on phones that do not reach this machine; ``extra-missing``.
        """

    def mark_log(self) -> str:
        """Write a line of our own into the phone's log, and return its words."""

    def log_since(self, mark: str) -> AppLog:
        """The app's lines of the phone's log since a line that `mark_log` wrote.

        :raises RigError: ``log-unreadable`` where our own lines do not come back.
        """

    def private_files(self) -> tuple[PrivateFile, ...]:
        """What the app keeps for itself: preferences, files, databases.

        :raises RigError: ``not-debuggable`` on a phone whose shell is not root; ``files-unreadable``.
        """

    def notifications(self) -> tuple[NotificationText, ...]:
        """What the app's notifications say that show now."""

    def left_by(self, key: str) -> AbstractContextManager[Callable[[], Screen]]:
        """With the app left by the key ``home`` or ``recents`` until the block ends, which brings it back.

        Gives what looks at the display.
        """

    def clock_forward(self, hours: float) -> AbstractContextManager[None]:
        """With the phone's clock so many hours ahead until the block ends; what passed meanwhile stays.

        :raises RigError: ``capability-missing`` without ``clock``; ``setting-ignored``.
        """

    def version_code(self) -> int | None:
        """Number of the version that is installed; None where the phone does not tell."""

    def other_version(self, package_file: str) -> AbstractContextManager[None]:
        """Another version may be there until the block ends, which installs this file again.

        Written down first, as a changed setting is.
        """

    def upgrade(self, package_file: str) -> None:
        """Install another version over the app; its data and permissions stay.

        :param package_file: path of an ``.apk`` on the server's machine.
        """

    def install_anew(self, package_file: str) -> None:
        """Remove the app with its data and install this file; nothing is granted.

        :param package_file: path of an ``.apk`` on the server's machine.
        """


class WebVerbs(App, Protocol):
    """What only pages offer: the reference engine for them."""

    def run_axe(self, source: str) -> dict[str, Json]:
        """Run axe-core inside the page and return its result."""
