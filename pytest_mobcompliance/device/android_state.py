"""What an Android phone tells of the app beside its screen, and what is done to the app and the clock."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import PurePath

from ..errors import RigError
from ..messages import say
from ..recognise import PermissionPrompt
from .android_permissions import (
    Held,
    answered_actions,
    decided_with,
    requested_permissions,
    runtime_permissions,
)
from .android_settings import Display, Notes
from .app import Access, request_kind
from .app_ops import accesses_in, clock_in, is_unknown
from .native import NativeApp
from .prompt_guard import another

NOW = "date +%s.%N"
"""What tells the phone's clock; see `app_ops.clock_in`."""
IN_BACKGROUND = 3
"""``mobile: queryAppState``: from here on a process of the app is there (1: only installed)."""


class AndroidState(NativeApp):
    """The verbs of `PhoneVerbs` that look behind the screen; `AndroidApp` adds the rest."""

    _display: Display
    _journal: Notes
    _has_shell: bool | None

    @abstractmethod
    def shell(self, command: str) -> str:
        """Run a command of the phone's own shell. :raises RigError: ``capability-missing``."""

    @abstractmethod
    def how_to_enable(self, word: str) -> str:
        """What makes a session offer a word of ``needs``."""

    @abstractmethod
    def what_it_can(self) -> frozenset[str]:
        """Which words of ``needs`` this session offers."""

    # --- what the system knows of the app

    def accesses(self) -> tuple[Access, ...]:
        """The last use and the last refusal of each app-op, the earliest first.

        :raises RigError: ``capability-missing`` without a shell; ``app-not-installed``.
        """
        now = self.clock_ms()
        told = self.shell(f"appops get {self._package}")
        if is_unknown(told):
            raise self._not_installed(told)
        found = accesses_in(told, now)
        self._tell.accesses(found)
        return found

    def _known_accesses(self) -> tuple[Access, ...]:
        return self.accesses() if "shell" in self.what_it_can() else ()

    def clock_ms(self) -> float:
        """The phone's clock, ms since 1970. :raises RigError: ``clock-unreadable``."""
        told = self.shell(NOW)
        now = clock_in(told)
        if now is None:
            raise RigError(
                reason="clock-unreadable",
                who="mob_app",
                where=NOW,
                got=repr(told[:40]),
                wanted=say("seconds since 1970"),
                next_step=say("look what the phone's shell answers to this command"),
            )
        self._tell.clock(now)
        return now

    def declared_permissions(self) -> tuple[str, ...]:
        """What the manifest asks for, with what Android adds. :raises RigError: ``app-not-installed``."""
        return requested_permissions(self._dump())

    def answered_actions(self) -> tuple[str, ...]:
        """Actions that the app's components answer; empty where the phone lists none.

        :raises RigError: ``app-not-installed``.
        """
        return answered_actions(self._dump())

    def held_permissions(self) -> Mapping[str, Held]:
        """The runtime permissions of the first user. :raises RigError: ``app-not-installed``."""
        return runtime_permissions(self._dump())

    def _dump(self) -> str:
        dump = self.shell(f"dumpsys package {self._package}")
        if f"Package [{self._package}]" not in dump:
            raise self._not_installed(dump)
        return dump

    def _not_installed(self, told: str) -> RigError:
        lines = told.strip().splitlines()
        return RigError(
            reason="app-not-installed",
            who="mob_app",
            where=self._package,
            got=lines[-1].strip() if lines else say("nothing"),
            wanted=say("an app of this package"),
            next_step=say("install the app on the phone, or correct [app] package"),
        )

    def is_running(self) -> bool:
        """Whether a process of the app is there, as the driver finds it; this needs no shell."""
        return int(self._mobile("queryAppState", appId=self._package) or 0) >= IN_BACKGROUND

    def _alive(self) -> bool | None:
        with suppress(RigError):
            return self.is_running()
        return None

    def foreground(self) -> str:
        """Package of the window in front, a dialog of the system included."""
        return str(self._mobile("getCurrentPackage") or "")

    @contextmanager
    def _decides(self, prompt: PermissionPrompt) -> Generator[None]:
        """Compare the permissions before and after a tap on a dialog, where a shell tells them.

        :raises RigError: ``another-answered`` when others changed and none of those that were asked for.
        """
        before = self._known_permissions()
        yield
        own = decided_with(request_kind(prompt.permission))
        after = self._known_permissions()
        if before is None or after is None or not own:
            return
        different = [name for name in after if after[name] != before.get(name)]
        if different and own.isdisjoint(different):
            raise another(prompt, different)

    def _known_permissions(self) -> Mapping[str, Held] | None:
        if not self._has_shell:
            return None
        with suppress(RigError):
            return self.held_permissions()
        return None

    # --- the clock

    @contextmanager
    def clock_forward(self, hours: float) -> Generator[None]:
        """With the phone's clock so many hours ahead until the block ends.

        :raises RigError: ``capability-missing`` where the shell may not set it; ``setting-ignored``.
        """
        if "clock" not in self.what_it_can():
            raise RigError(
                reason="capability-missing",
                who="mob_app",
                where="clock",
                got=say("a shell that may not set the time"),
                wanted=say("an emulator, or a phone whose adb shell is root"),
                next_step=self.how_to_enable("clock"),
            )
        with self._display.clock(round(hours * 3600)):
            self._tell.clock_moved(hours)
            self._sight = None
            try:
                yield
            finally:
                self._sight = None
        self._tell.clock_moved(-hours)

    # --- other versions of the app

    def version_code(self) -> int | None:
        """Number of the version that is installed; None where the phone does not tell.

        :raises RigError: ``app-not-installed``.
        """
        own = self._dump().partition(f"Package [{self._package}]")[2]
        told = re.search(r"^\s*versionCode=(\d+)", own, re.MULTILINE)
        return int(told[1]) if told else None

    @contextmanager
    def other_version(self, package_file: str) -> Generator[None]:
        """Another version of the app may be there until the block ends, which installs this file again.

        What a crash leaves stays in the journal until the version is there again; nobody but a person with
        the file can put it back, so what the journal runs only looks.
        """
        code = self.version_code()
        if code is None:
            yield
            return
        old = f"{code}: adb install -r {PurePath(package_file).name}"
        looks = f'dumpsys package {self._package} | grep -q "versionCode={code} "'
        noted = self._journal.note("app version", old, f'{looks} || echo "Error: another version"')
        try:
            yield
        finally:
            with suppress(RigError):  # what cannot be seen to be back stays in the journal
                if self.version_code() == code:
                    self._journal.done(noted)

    def upgrade(self, package_file: str) -> None:
        """Install another version over the app; its data and permissions stay.

        :param package_file: path of an ``.apk`` on the server's machine.
        """
        self._clear_the_way()
        self._tell("upgrade", PurePath(package_file).name)
        self._mobile("installApp", appPath=package_file, replace=True, grantPermissions=False)
        self._forget()
        self._tell_states()  # an upgrade must not change them

    def install_anew(self, package_file: str) -> None:
        """Remove the app with its data and install this file; nothing is granted. Counts as a `reset`.

        A file that cannot be installed leaves the phone without the app: look for it before.

        :param package_file: path of an ``.apk`` on the server's machine.
        """
        self._fresh()
        self._mobile("removeApp", appId=self._package)
        self._mobile("installApp", appPath=package_file, replace=False, grantPermissions=False)
        self._tell.reset("install", PurePath(package_file).name)
