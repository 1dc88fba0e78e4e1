"""What Android offers to one running process of an app."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import network
from .apps import Intent
from .state import Installed, Message, Notification, PhoneError

if TYPE_CHECKING:
    from .phone import Phone

NOTIFY = "android.permission.POST_NOTIFICATIONS"
ASKED_FOR = 33
"""API level from which on notifications take a permission (Android 13)."""
TOAST = 2.0
"""s that a short toast stays."""


class RunningContext:
    """`apps.Context` for one process; what is left of a dead process does nothing."""

    def __init__(self, phone: Phone, known: Installed) -> None:
        self._phone = phone
        self._known = known
        self._pid = known.pid

    @property
    def storage(self) -> dict[str, Any]:
        return self._known.storage

    @property
    def surroundings(self) -> frozenset[str]:
        return frozenset(self._phone.spec.surroundings)

    @property
    def api(self) -> int:
        return self._phone.spec.api

    @property
    def night(self) -> bool:
        return self._phone.night

    @property
    def font_scale(self) -> float:
        return self._phone.font_scale

    @property
    def online(self) -> bool:
        return self._phone.online

    def now(self) -> float:
        return self._phone.now()

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        def if_alive() -> None:
            if self._known.pid == self._pid:
                self._phone.let(self._known, lambda process: act())

        self._phone.clock.later(seconds, if_alive)

    def granted(self, permission: str) -> bool:
        return self._known.permissions.granted(permission)

    def request(self, permissions: Sequence[str], answered: Callable[[Mapping[str, bool]], None]) -> None:
        self._phone.ask(self._known.manifest.package, permissions, answered)

    def use(self, operation: str, *, by_service: bool = False, seconds: float = 0.0) -> None:
        self._note(operation, by_service=by_service, lasts=seconds)

    def _note(self, operation: str, *, by_service: bool = False, lasts: float = 0.0) -> bool:
        in_front = by_service or self._phone.front == self._known.manifest.package
        permissions = self._known.permissions
        return permissions.note(operation, self._phone.now(), in_front=in_front, lasts=lasts)

    def start(self, intent: Intent) -> None:
        try:
            self._phone.start(intent)
        except PhoneError as error:
            self.log("ActivityNotFoundException", str(error), "W")

    def toast(self, words: str) -> Callable[[], None]:
        shown = (self._phone.clock.passed() + TOAST, words)
        self._phone.shown_toasts.append(shown)
        self._phone.changed()

        def cancel() -> None:
            if shown in self._phone.shown_toasts:
                self._phone.shown_toasts.remove(shown)
                self._phone.changed()

        return cancel

    def log(self, tag: str, words: str, level: str = "I") -> None:
        self._phone.log(level, tag, words, self._pid, self._phone.uid_of(self._known.manifest.package))

    def fetch(self, address: str, *, trusts_any: bool = False) -> None:
        if self.online:
            network.fetch(
                self._phone.settings["global"].get("http_proxy", ""), address, trusts_any=trusts_any
            )

    def notify(self, number: int, title: str, words: str) -> None:
        if self._phone.spec.api < ASKED_FOR or self.granted(NOTIFY):
            self._phone.notify(Notification(self._known.manifest.package, number, title, words))

    def message(self, words: str) -> None:
        self._phone.inbox.append(Message(self._phone.now(), words))

    def clipboard(self) -> str:
        return self._phone.clipboard if self._note("READ_CLIPBOARD") else ""

    def copy(self, words: str) -> None:
        self._phone.clipboard = words

    def leave(self) -> None:
        if self._phone.front == self._known.manifest.package:
            self._phone.leave(self._known)

    def crash(self, error: str) -> None:
        self._phone.crash(self._known, error)

    def hang(self) -> None:
        self._known.hangs = True
