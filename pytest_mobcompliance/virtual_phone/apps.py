"""What an app on the phone is: its manifest, its running process, and what Android offers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from .views import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What is to be started. ``data``: a deep link."""

    package: str = ""
    activity: str = ""
    data: str = ""
    extras: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the package manager knows of an app. ``schemes``: of its deep links."""

    package: str
    label: str
    launcher: str = ".Main"
    activities: tuple[str, ...] = (".Main",)
    permissions: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    version_name: str = "1.0.0"
    version_code: int = 1
    target_sdk: int = 34
    debuggable: bool = False
    regrants: bool = False
    """Its installer grants everything anew when it is upgraded, whatever the user had refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """One window that a process wants on the display."""

    root: View
    kind: str = "application"
    """``application`` (fills the display) or ``dialog`` (in the middle, what is behind is dimmed)."""
    secure: bool = False
    cancelable: bool = True
    """Dialogs: whether a tap beside it or Back closes it; the process hears of it by `Process.back`."""
    key: str = ""


class Process(Protocol):
    """A running app. It is asked for its panes at each look, so they follow from its state alone."""

    def open(self, intent: Intent) -> None:
        """An activity of the app is started, or brought back with an empty intent."""

    @property
    def activity(self) -> str:
        """Name of the activity on top (``.Main``); empty when the app has none left."""

    def panes(self) -> Sequence[Pane]:
        """What the activity on top shows, the front last."""

    def back(self) -> bool:
        """Back was pressed; False when the app has nothing to go back to and leaves the display."""

    def paused(self) -> None:
        """Another app came to the front."""

    def resumed(self) -> None:
        """The app is in front again."""


class Context(Protocol):
    """What Android offers to a process."""

    @property
    def storage(self) -> dict[str, Any]:
        """The app's own data: kept over process death and upgrades, gone after ``pm clear``."""

    @property
    def surroundings(self) -> frozenset[str]:
        """What the app finds out about an unsafe device: ``rooted``, ``emulated``."""

    @property
    def api(self) -> int: ...
    @property
    def night(self) -> bool: ...
    @property
    def font_scale(self) -> float: ...
    @property
    def online(self) -> bool: ...

    def now(self) -> float:
        """Seconds since 1970 by the phone's clock."""

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Do something when so much time has passed, if the process still lives."""

    def granted(self, permission: str) -> bool: ...

    def request(self, permissions: Sequence[str], answered: Callable[[Mapping[str, bool]], None]) -> None:
        """Ask the user; ``answered`` is told what is granted, at once where nothing is to be asked."""

    def use(self, operation: str, *, by_service: bool = False, seconds: float = 0.0) -> None:
        """An app-op is used (``CAMERA``, ``FINE_LOCATION``, ``READ_CLIPBOARD``), for so many seconds.

        ``by_service``: by a foreground service, which keeps what is allowed in front when the app is left
        (D "Foreground services", while-in-use access).
        """

    def start(self, intent: Intent) -> None:
        """Start another app's activity, such as the browser with an address."""

    def toast(self, words: str) -> Callable[[], None]:
        """Show a message for a while; returns what takes it away at once (``Toast.cancel``)."""

    def log(self, tag: str, words: str, level: str = "I") -> None: ...

    def fetch(self, address: str, *, trusts_any: bool = False) -> None:
        """Ask a server for an address; ``trusts_any``: whatever certificate it shows. See `network`."""

    def notify(self, number: int, title: str, words: str) -> None:
        """Show a notification instead of an earlier one of this number; without the permission, none."""

    def message(self, words: str) -> None:
        """The app's server, which is not simulated, sends a short message to this phone."""

    def clipboard(self) -> str: ...

    def copy(self, words: str) -> None: ...

    def leave(self) -> None:
        """The app leaves the display, as after ``finishAffinity``."""

    def crash(self, error: str) -> None:
        """The process dies; the system says so."""

    def hang(self) -> None:
        """The process answers no more; the system says so."""


class App(Protocol):
    """An installed app."""

    @property
    def manifest(self) -> Manifest: ...

    def start(self, context: Context) -> Process:
        """A new process."""
