"""Settings of an Android phone, changed for a while: written into the journal first, put back afterwards."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Any, Protocol

from ..errors import RigError
from ..messages import say
from .journal import Change
from .screen_reader import ScreenReader, is_running, services_in

PER_APP_LOCALES = 33
"""API level from which on an app has a language of its own (Android 13)."""
READER_STARTS = 10.0
"""Seconds that a screen reader may take to start."""
NO_PROXY = ":0"
"""Value of the setting ``http_proxy`` that means none."""
CLOCK_SLACK = 30
"""Seconds that the phone's clock may differ from where it was set to."""
_SERVICES, _ACCESSIBILITY = "enabled_accessibility_services", "accessibility_enabled"
_OVER_WIFI = re.compile(r"^(\d+\.\d+\.\d+\.\d+:\d+|.*\._adb-tls.*)$")
_ON_LOOPBACK = ("127.", "localhost")


class Notes(Protocol):
    """Where changes are written down before they are made; see `journal.Journal` and `journal.Memory`."""

    def note(self, setting: str, old: str, restore: str) -> Change: ...

    def done(self, change: Change) -> None: ...

    def leftovers(self) -> list[Change]: ...


class Display:
    """What of a phone's settings can be changed; each change ends with its block, also after an error.

    :param shell: runs a command on the phone; RigError ``capability-missing`` where the session may not.
    :param mobile: runs one of the driver's own commands.
    """

    def __init__(
        self, shell: Callable[[str], str], mobile: Callable[..., Any], journal: Notes, udid: str | None
    ) -> None:
        self._shell = shell
        self._mobile = mobile
        self._journal = journal
        self._udid = udid
        self._known: dict[str, str] = {}
        self._changed_now: Counter[str] = Counter()

    def forget(self) -> None:
        """A new session: somebody may have changed the phone since."""
        self._known.clear()

    def _read(self, setting: str, command: str) -> str:
        """What a command tells of a setting. Asked once, for it is put back after each change."""
        if self._changed_now[setting]:
            return self._shell(command)
        if setting not in self._known:
            self._known[setting] = self._shell(command)
        return self._known[setting]

    @contextmanager
    def _changed(
        self,
        setting: str,
        old: str,
        restore: str,
        change: Callable[[], object],
        undo: Callable[[], object] | None = None,
        read: Callable[[], object] | None = None,
        wanted: object = None,
    ) -> Generator[None]:
        """Note, change, and undo at the end; a fault of undoing hides none of the block's own.

        :param read: reads the setting as the phone has it; then ``wanted`` must hold after the change, and
            what was there before after undoing. What was not undone stays in the journal.
        :raises RigError: reason ``setting-ignored`` when the phone did not take the change.
        """
        before = read() if read is not None else None
        noted = self._journal.note(setting, old, restore)

        def back() -> None:
            self._changed_now[setting] -= 1
            self._known.pop(setting, None)
            if undo is None:
                self._shell(restore)
            else:
                undo()
            if read is None or read() == before:
                self._journal.done(noted)

        self._changed_now[setting] += 1
        try:
            change()
            if read is not None and (now := read()) != wanted:
                raise _ignored(setting, str(now), str(wanted))
            yield
        except BaseException:
            with suppress(RigError):
                back()
            raise
        back()

    @contextmanager
    def density(self, dpi: int) -> Generator[None]:
        """Another density in dpi, so that the screen is wider or narrower in dp."""
        told = self._densities()
        back = f"wm density {told.get('Override', 'reset')}"
        old = told.get("Override") or told.get("Physical", "unknown")

        def read() -> str:
            now = self._densities()
            return now.get("Override") or now.get("Physical", "unknown")

        change = f"wm density {dpi}"
        with self._changed("density", old, back, lambda: self._shell(change), read=read, wanted=str(dpi)):
            yield

    def _densities(self) -> dict[str, str]:
        """In dpi: ``Physical`` is the display's, ``Override`` what was set instead."""
        return dict(re.findall(r"(Override|Physical) density: (\d+)", self._read("density", "wm density")))

    @contextmanager
    def font_scale(self, factor: float) -> Generator[None]:
        """Larger or smaller text, everywhere on the phone."""
        old = self.read_font_scale()
        restore = (
            "settings delete system font_scale" if old is None else f"settings put system font_scale {old:g}"
        )
        change = f"settings put system font_scale {factor:g}"
        told = "unset" if old is None else f"{old:g}"

        def read() -> float:
            now = self.read_font_scale()
            return 1.0 if now is None else now

        with self._changed(
            "font_scale",
            told,
            restore,
            lambda: self._shell(change),
            read=read,
            wanted=float(f"{factor:g}"),
        ):
            yield

    def read_font_scale(self) -> float | None:
        """The phone's font scale; None when it was never set (then it is 1.0)."""
        told = self._read("font_scale", "settings get system font_scale").strip()
        try:
            return float(told)
        except ValueError:
            return None

    @contextmanager
    def http_proxy(self, address: str) -> Generator[None]:
        """Requests of all apps through a proxy (``host:port``).

        ``:0`` takes it away: a setting that is only deleted stays in force until the phone is restarted.
        """
        old = self._read_proxy()
        restore = f"settings put global http_proxy {old or NO_PROXY}"
        change = f"settings put global http_proxy {address}"
        with self._changed(
            "http_proxy",
            old or "unset",
            restore,
            lambda: self._shell(change),
            read=self._read_proxy,
            wanted=address,
        ):
            yield

    def _read_proxy(self) -> str:
        """The phone's proxy; empty for none."""
        told = self._shell("settings get global http_proxy").strip()
        return "" if told in ("null", NO_PROXY) else told

    @contextmanager
    def screen_reader(self, reader: ScreenReader) -> Generator[None]:
        """A screen reader that runs, beside whatever accessibility services are on already.

        :raises RigError: ``setting-ignored``; ``screen-reader-suppressed`` where it is on and does not run.
        """
        told = {key: self._shell(f"settings get secure {key}").strip() for key in (_SERVICES, _ACCESSIBILITY)}
        others = [each for each in services_in(told[_SERVICES]) if each != reader.service]
        restore = ";".join(_put(key, old, "secure") for key, old in told.items())
        wanted = ":".join([*others, reader.service])
        change = f"settings put secure {_SERVICES} {wanted};settings put secure {_ACCESSIBILITY} 1"

        def read() -> list[str]:
            return services_in(self._shell(f"settings get secure {_SERVICES}"))

        with self._changed(
            "screen_reader",
            told[_SERVICES] or "unset",
            restore,
            lambda: self._shell(change),
            read=read,
            wanted=[*others, reader.service],
        ):
            self._await_reader(reader)
            yield

    def _await_reader(self, reader: ScreenReader) -> None:
        end = time.monotonic() + READER_STARTS
        while not is_running(self._shell("dumpsys accessibility")):
            if time.monotonic() > end:
                raise RigError(
                    reason="screen-reader-suppressed",
                    who="mob_app",
                    where=reader.service,
                    got=say("switched on, and not running {seconds:g} s later", seconds=READER_STARTS),
                    wanted=say("touchExplorationEnabled=true in dumpsys accessibility"),
                    next_step=say("keep disableSuppressAccessibilityService true; end other UI automation"),
                )
            time.sleep(0.2)

    @contextmanager
    def night(self, on: bool) -> Generator[None]:
        """Dark mode, or light."""

        def read() -> str:
            return str(self._mobile("getUiMode", mode="night") or "no")

        old = read()

        def switch(value: str) -> None:
            self._mobile("setUiMode", mode="night", value=value)

        wanted = "yes" if on else "no"
        with self._changed(
            "night",
            old,
            f"cmd uimode night {old}",
            lambda: switch(wanted),
            lambda: switch(old),
            read=read,
            wanted=wanted,
        ):
            yield

    @contextmanager
    def clock(self, seconds: int) -> Generator[None]:
        """The clock so many s ahead, and not set by the network meanwhile. Only root may do that.

        It is put back by as much as it was moved, so the time that passed meanwhile stays. What the journal
        keeps does so only while the clock is still ahead: the phone may have been put right since.
        """
        seconds += 1  # it is set in whole seconds, and must not fall short
        auto = self._shell("settings get global auto_time").strip()
        begun = self._now()
        ahead = begun + seconds - CLOCK_SLACK
        by_network = _put("auto_time", auto, "global")
        back = f"date @$(($(date +%s) - {seconds}))"
        restore = f"[ $(date +%s) -lt {ahead} ] || {back} && {by_network}"
        noted = self._journal.note("clock", auto, restore)

        def undo() -> None:
            before = self._now_or(lambda: self._shell(restore))
            moved = before >= ahead
            try:
                if moved:
                    self._shell(back)
            finally:
                self._shell(by_network)
            if not moved or self._now() <= before - seconds + CLOCK_SLACK:
                self._journal.done(noted)

        try:
            self._shell("settings put global auto_time 0")
            self._shell(f"date @$(($(date +%s) + {seconds}))")
            if (now := self._now()) < ahead:
                later = [say("{seconds} s later", seconds=each) for each in (now - begun, seconds)]
                raise _ignored("clock", *later)
            yield
        except BaseException:
            with suppress(RigError):  # what cannot be put back now stays in the journal
                undo()
            raise
        undo()

    def _now_or(self, act: Callable[[], object]) -> int:
        """The phone's clock; where it cannot be read, do something before that is said."""
        try:
            return self._now()
        except RigError:
            act()
            raise

    def _now(self) -> int:
        """The phone's clock, whole s since 1970; what a shell says before it is passed over.

        :raises RigError: ``clock-unreadable``.
        """
        told = self._shell("date +%s")
        last = (told.split() or [""])[-1]
        if not last.isdigit():
            raise RigError(
                reason="clock-unreadable",
                who="mob_app",
                where="date +%s",
                got=repr(told[:40]),
                wanted=say("seconds since 1970"),
                next_step=say("look what the phone's shell answers to this command"),
            )
        return int(last)

    @contextmanager
    def locale(self, package: str, tag: str, api: int | None) -> Generator[None]:
        """Another language of the app (Android 13 or newer)."""
        if api is None or api < PER_APP_LOCALES:
            raise RigError(
                reason="capability-missing",
                who="mob_app",
                where="locale",
                got=say("API level {api}", api=api or say("unknown")),
                wanted=say(
                    "{level} or higher: there an app has a language of its own", level=PER_APP_LOCALES
                ),
                next_step=say("run on a phone with Android 13 or newer"),
            )
        told = self._shell(f"cmd locale get-app-locales {package} --user 0")
        found = re.search(r"\[([^\]]*)\]", told)
        old = found[1] if found else ""
        base = f"cmd locale set-app-locales {package} --user 0"
        restore = f"{base} --locales {old}" if old else base
        change = f"{base} --locales {tag}"
        with self._changed("locale", old or "unset", restore, lambda: self._shell(change)):
            yield

    @contextmanager
    def rotation(self, quarter: int) -> Generator[None]:
        """Turned by so many quarters (0 upright, 1 on its left side), and held there."""
        auto = self._shell("settings get system accelerometer_rotation").strip()
        user = self._shell("settings get system user_rotation").strip()
        keys = {"accelerometer_rotation": auto, "user_rotation": user}
        restore = ";".join(_put(key, old) for key, old in keys.items())
        change = f"settings put system accelerometer_rotation 0;settings put system user_rotation {quarter}"
        with self._changed("rotation", f"{auto} {user}", restore, lambda: self._shell(change)):
            yield

    @contextmanager
    def offline(self) -> Generator[None]:
        """Neither Wi-Fi nor mobile data. :raises RigError: where the phone itself hangs on Wi-Fi."""
        if self._udid and _OVER_WIFI.match(self._udid) and not self._udid.startswith(_ON_LOOPBACK):
            raise RigError(
                reason="capability-missing",
                who="mob_app",
                where="network",
                got=say("a phone that is reached over Wi-Fi ({udid})", udid=self._udid),
                wanted=say("one on a cable: without Wi-Fi it would be lost"),
                next_step=say("connect the phone by USB"),
            )
        told = self._mobile("getConnectivity", services=["wifi", "data"]) or {}
        old = {name: bool(told.get(name)) for name in ("wifi", "data")}
        restore = ";".join(f"svc {name} {'enable' if on else 'disable'}" for name, on in old.items())
        words = " ".join(f"{name}={'on' if on else 'off'}" for name, on in old.items())
        with self._changed(
            "network",
            words,
            restore,
            lambda: self._mobile("setConnectivity", wifi=False, data=False),
            lambda: self._mobile("setConnectivity", **old),
        ):
            yield


def _ignored(setting: str, got: str, wanted: str) -> RigError:
    return RigError(
        reason="setting-ignored",
        who="mob_app",
        where=setting,
        got=say("{got}, read after it was changed", got=got),
        wanted=wanted,
        next_step=say("allow it in the phone's developer options (some vendors have a switch of their own)"),
    )


def _put(key: str, old: str, table: str = "system") -> str:
    if old in ("", "null"):
        return f"settings delete {table} {key}"
    return f"settings put {table} {key} {old}"
