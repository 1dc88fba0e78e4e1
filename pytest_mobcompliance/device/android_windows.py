"""The windows of an app on an Android phone, what shows while the app is left, and how safe the phone is."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from ..screen import Screen
from .android_state import AndroidState
from .app import AppWindow

KEYS: Final = MappingProxyType({"home": 3, "recents": 187})
"""Keys that leave an app, by name: codes of ``android.view.KeyEvent``."""
SECURE: Final = 0x2000
"""``FLAG_SECURE`` of ``WindowManager.LayoutParams``: Android 8 prints all flags as one number."""
CONTENT: Final = frozenset({"1", "BASE_APPLICATION", "2", "APPLICATION"})
"""Types of the windows of activities and of their dialogs, as Android 8 and as later versions print them.
Toasts, popups, and what the system shows while an app starts are of other types."""
EMULATORS: Final = frozenset({"goldfish", "ranchu", "cutf_cvm", "cutf", "vbox86", "nox", "ttvm_x86"})
"""``ro.hardware`` of the emulators that are known: Android's own, Cuttlefish, and those for games."""
_PROPERTY = re.compile(r"^\[(ro\.(?:kernel|boot)\.qemu|ro\.hardware)\]: \[(.*)\]", re.MULTILINE)
_BLOCK = re.compile(r"^\s*Window #\d+ Window\{\S+ \S+ ([^}]*)\}:", re.MULTILINE)
_OWNER = re.compile(r"\bpackage=(\S+)")
_TYPE = re.compile(r"\bty=(\w+)")
_FLAGS = re.compile(r"(?<!\w)fl=(?:#([0-9a-fA-F]+)|([A-Z][A-Z_ ]*))")
_NOT_SHOWN = re.compile(r"mViewVisibility=0x[48]|mHasSurface=false|isOnScreen=false|isVisible=false")


def windows_in(told: str, package: str) -> tuple[AppWindow, ...]:
    """Read the windows of a package that show content, the front one first.

    :param told: what ``dumpsys window windows`` printed. Android 8 writes ``fl=#81812100``, later versions
        ``fl=LAYOUT_IN_SCREEN SECURE …`` on a line of its own.
    """
    heads = list(_BLOCK.finditer(told))
    ends = [*(head.start() for head in heads[1:]), len(told)]
    found = []
    for number, head in enumerate(heads):
        block = told[head.end() : ends[number]]
        owner, kind = _OWNER.search(block), _TYPE.search(block)
        own = owner[1] == package if owner is not None else head[1].partition("/")[0] == package
        if own and kind is not None and kind[1] in CONTENT and not _NOT_SHOWN.search(block):
            found.append(AppWindow(head[1], _secure(block)))
    return tuple(found)


def _secure(block: str) -> bool | None:
    flags = _FLAGS.search(block)
    if flags is None:
        return None
    return bool(int(flags[1], 16) & SECURE) if flags[1] else "SECURE" in flags[2].split()


def surroundings_in(su: str, properties: str) -> dict[str, str]:
    """Read whether a phone is ``rooted`` or ``emulated``, each with what tells it.

    A shell that is root itself (``adb root``) does not count, nor a build for development: apps see neither.

    :param su: what ``which su`` printed.
    :param properties: what ``getprop`` printed.
    """
    found = {}
    path = next((line for line in su.split() if line.startswith("/")), "")
    if path:
        found["rooted"] = path
    for name, value in _PROPERTY.findall(properties):
        if value.lower() in EMULATORS or (name.endswith("qemu") and value == "1"):
            found.setdefault("emulated", f"{name}={value}")
    return found


MUTED = frozenset({"prompt", "denied"})
"""States of the permission for notifications in which Android shows nobody what an app says from behind,
toasts included; from Android 13 on it has to be asked for."""


class AndroidWindows(AndroidState):
    """The verbs of `PhoneVerbs` about windows, and about what shows once the app is left."""

    def app_windows(self) -> tuple[AppWindow, ...]:
        """The app's windows that show now, the front one first.

        :raises RigError: ``capability-missing`` without a shell.
        """
        return windows_in(self.shell("dumpsys window windows"), self._package)

    def surroundings(self) -> Mapping[str, str]:
        """Whether the phone is ``rooted`` or ``emulated``, each with what tells it.

        :raises RigError: ``capability-missing`` without a shell.
        """
        return surroundings_in(self.shell("which su || echo none"), self.shell("getprop"))

    def allow_notifications(self) -> None:
        """Allow the app its notifications, as the user would; a `reset` takes that back.

        :raises RigError: ``capability-missing`` without a shell.
        """
        self.shell(f"pm grant {self._package} android.permission.POST_NOTIFICATIONS")

    @contextmanager
    def left_by(self, key: str) -> Generator[Callable[[], Screen]]:
        """With the app left by a key of `KEYS` until the block ends, which brings it to the front again.

        Gives what looks at the display: its screens are called after the key, and belong to no walk.
        """
        self._clear_the_way()
        self._touched = False
        self._tell("background", key)
        self._mobile("pressKey", keycode=KEYS[key])
        self._sight = None

        def look() -> Screen:
            return replace(self._pictured(self._look()), name=key, mode=self._mode)

        try:
            yield look
        finally:
            self._sight = None
            self._bring_up()
            self._await_front()
