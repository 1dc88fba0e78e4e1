"""What the phone keeps of its apps: packages, processes, questions that wait, lines of its log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .apps import App, Manifest, Process
from .permissions import Permissions, Request
from .views import Window


class PhoneError(Exception):
    """The phone cannot do what was asked; the message is what Android would say."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of logcat. ``time``: s since 1970."""

    time: float
    pid: int
    level: str
    tag: str
    text: str
    uid: int = 1000
    """User id of who wrote it: Android's own for each app; 1000 is the system."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What a finger reached. ``kind``: ``tap``, or ``text`` for typing; ``view``: its id, else its words."""

    kind: str
    package: str
    view: str


@dataclass(frozen=True, slots=True)
class Message:
    """A short message in the inbox. ``time``: s since 1970."""

    time: float
    text: str


@dataclass(frozen=True, slots=True)
class Notification:
    """What an app tells in the notification shade."""

    package: str
    id: int
    title: str
    text: str


@dataclass(slots=True)
class Installed:
    """An app on the phone. ``process``: None when it does not run."""

    app: App
    permissions: Permissions
    first_install: float
    last_update: float
    is_system: bool = False
    storage: dict[str, Any] = field(default_factory=dict)
    process: Process | None = None
    pid: int = 0
    hung_since: float | None = None
    """When a touch first met a process that does not answer."""
    hangs: bool = False
    last_shown: tuple[Window, ...] = ()
    """Its windows when it was left last, for the recent tasks; none where one of them is protected."""

    @property
    def manifest(self) -> Manifest:
        return self.app.manifest


@dataclass(slots=True)
class Asking:
    """A request for permissions that waits for its user, group by group."""

    package: str
    names: tuple[str, ...]
    ahead: list[Request]
    answered: Callable[[Mapping[str, bool]], None]
    state: dict[str, Any] = field(default_factory=dict)
    is_disturbed: bool = False
    """A fault of the phone put another question before it, or it is that question."""
    is_answered: bool = False
    """Its first question was answered, and shows a second time."""


def full_name(package: str, activity: str) -> str:
    """An activity's name in full: ``.Main`` → ``cn.example.bank.Main``."""
    return f"{package}{activity}" if activity.startswith(".") else activity
