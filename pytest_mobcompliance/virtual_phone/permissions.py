"""Runtime permissions of one installed app, as Android keeps them: grants, flags, questions, app-ops.

Pure state; the facts by API level stand in ``permissions.toml`` with their sources.
`dialogs` draws the questions.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

Background = Literal["none", "with", "upgrade"]
"""Whether a question is about the time when the app is not in front: not at all, as well, or only."""
ALLOWING = frozenset(
    {"allow", "allow_all", "allow_foreground", "allow_always", "allow_once", "allow_selected"}
)
"""Meanings of buttons that grant something."""
REFUSING = frozenset({"deny", "deny_forever", "keep_current"})
"""Meanings of buttons that leave things as they are, or take them back."""
MODES = ("allow", "ignore", "deny", "default", "foreground")
"""Modes of app-ops (S #71300437820)."""
_CLIPBOARD = frozenset({"READ_CLIPBOARD", "WRITE_CLIPBOARD"})
_CLIPBOARD_IN_FRONT = 29
"""API level since which only the app in front reaches the clipboard (Android 10)."""
_SELECTED = "android.permission.READ_MEDIA_VISUAL_USER_SELECTED"
_FINE = "android.permission.ACCESS_FINE_LOCATION"
_COARSE = "android.permission.ACCESS_COARSE_LOCATION"
_NOTIFICATIONS = "android.permission.POST_NOTIFICATIONS"


class PermissionError_(Exception):  # noqa: N801 - the builtin has the plain name
    """The package manager refuses. ``error``: the Java exception; the message is its message."""

    def __init__(self, error: str, message: str) -> None:
        super().__init__(message)
        self.error = error

    def text(self, verb: str, api: int) -> str:
        """What ``pm grant`` or ``pm revoke`` prints (shapes: S #58308387657, #70631494506)."""
        if api <= _facts()["levels"]["install_errors_short_until"]:
            start = (
                "Bad argument" if self.error.endswith("IllegalArgumentException") else "Operation not allowed"
            )
            return f"{start}: {self.error}: {self}\n"
        where = "\tat com.android.server.pm.permission.PermissionManagerService"
        return f"\nException occurred while executing '{verb}':\n{self.error}: {self}\n{where}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question to the user: a group of permissions that the app wants now.

    ``names``: all that an answer decides. ``asked_before``: the user decided on it once (`USER_SET`), so
    that a denial is for good where Android says so. ``precision``: the user chooses between precise and
    approximate. ``coarse_only``: only the approximate location is wanted. ``coarse_granted``: approximate is
    granted, precise wanted. ``partial``: some photos may be chosen; ``selected_before``: some were.
    ``one_time_granted``: what is granted ends when the app leaves. ``target_sdk``: of the app, which some
    sentences follow.
    """

    group: str
    names: tuple[str, ...]
    asked_before: bool = False
    background: Background = "none"
    precision: bool = False
    coarse_only: bool = False
    coarse_granted: bool = False
    partial: bool = False
    selected_before: bool = False
    one_time_granted: bool = False
    target_sdk: int = 34


@dataclass(frozen=True, slots=True)
class Op:
    """One app-op. ``uid``: the mode is the uid's. ``time``, ``reject_time``: of the last use, refusal, s.

    ``lasts``: seconds of the last use; 0 for one without a length.
    """

    name: str
    mode: str
    uid: bool = False
    time: float | None = None
    reject_time: float | None = None
    lasts: float = 0.0


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    group: str
    op: str
    since: int
    background: bool
    vendors: tuple[str, ...]


@dataclass(slots=True)
class _State:
    granted: bool = False
    flags: set[str] = field(default_factory=set)


@cache
def _facts() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("permissions.toml").read_text(encoding="utf-8"))


def full(name: str) -> str:
    """A permission's whole name: ``CAMERA`` → ``android.permission.CAMERA``."""
    return name if "." in name else f"android.permission.{name}"


@cache
def _kinds() -> Mapping[str, _Kind]:
    return {
        full(short): _Kind(
            name=full(short),
            group=group,
            op=fact.get("op", ""),
            since=fact.get("since", 26),
            background=fact.get("background", False),
            vendors=tuple(facts.get("vendors", ())),
        )
        for group, facts in _facts()["groups"].items()
        for short, fact in facts["permissions"].items()
    }


GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        group: tuple(map(full, facts["permissions"]))  # the order of the file
        for group, facts in _facts()["groups"].items()
    }
)
"""Permission groups, and the names of their permissions."""


def group_of(name: str) -> str:
    """The group of a runtime permission; empty for any other."""
    kind = _kinds().get(name)
    return kind.group if kind else ""


def has_one_time(group: str, api: int) -> bool:
    """Whether "only this time" is offered for a group."""
    return api >= int(_facts()["groups"][group].get("one_time", 1 << 10))


def holds_in_use(group: str, api: int) -> bool:
    """Whether a plain grant of a group ends where the app is not in front."""
    return api >= int(_facts()["groups"][group].get("while_in_use", 1 << 10))


def _with_implied(requested: Sequence[str], api: int, target_sdk: int) -> tuple[str, ...]:
    names = list(dict.fromkeys(requested))
    for rule in _facts()["implied"]:
        is_due = api >= rule.get("since", 0) and target_sdk < rule.get("below", 1 << 10)
        if is_due and (not rule["has"] or full(rule["has"]) in names):
            names += [full(short) for short in rule["adds"] if full(short) not in names]
    return tuple(names)


class Permissions:
    """What one app may do. ``requested``: names in the manifest, and what Android adds to them.

    :param vendor: of the phone; some have permissions of their own.
    :param package: named in errors.
    """

    def __init__(
        self,
        requested: Sequence[str],
        *,
        api: int,
        target_sdk: int,
        vendor: str = "aosp",
        package: str = "",
    ) -> None:
        self.api = api
        self.target_sdk = target_sdk
        self.vendor = vendor
        self.package = package
        self.declared = tuple(dict.fromkeys(requested))
        self.requested = _with_implied(self.declared, api, target_sdk)
        self._states = {
            name: _State(flags=self._first_flags()) for name in self.requested if self._kind(name)
        }
        self._package_modes: dict[str, str] = {}
        self._uid_modes: dict[str, str] = {}
        self._times: dict[str, float] = {}
        self._lasts: dict[str, float] = {}
        self._rejects: dict[str, float] = {}

    def _first_flags(self) -> set[str]:
        if self.api < _facts()["user_sensitive_since"]:
            return set()
        return {"USER_SENSITIVE_WHEN_GRANTED", "USER_SENSITIVE_WHEN_DENIED"}

    def _kind(self, name: str) -> _Kind | None:
        """Facts of a runtime permission that this phone knows."""
        kind = _kinds().get(name)
        if kind is None or kind.since > self.api or (kind.vendors and self.vendor not in kind.vendors):
            return None
        return kind

    def _level(self, name: str) -> int:
        return int(_facts()["levels"][name])

    # ------------------------------------------------------------------ reading

    def granted(self, name: str) -> bool:
        """Whether the app holds a permission now."""
        state = self._states.get(name)
        if state is not None:
            return state.granted
        return name in self.requested and name in _install_names()

    def flags(self, name: str) -> frozenset[str]:
        """Flags of a runtime permission (`USER_SET`, `USER_FIXED`, `ONE_TIME`, …)."""
        state = self._states.get(name)
        return frozenset(state.flags) if state else frozenset()

    def runtime(self) -> tuple[str, ...]:
        """The runtime permissions that the app asks for, in the manifest's order."""
        return tuple(self._states)

    # ------------------------------------------------------------------ the package manager

    def _changeable(self, name: str) -> _State:
        known = self._kind(name) is not None
        others = _install_names() | {full(short) for short in _facts()["install"]["special"]}
        if not known and name not in others:
            raise PermissionError_("java.lang.IllegalArgumentException", f"Unknown permission: {name}")
        if name not in self.requested:
            said = f"Package {self.package} has not requested permission {name}"
            raise PermissionError_("java.lang.SecurityException", said)
        if not known:
            said = f"Permission {name} requested by {self.package} is not a changeable permission type"
            raise PermissionError_("java.lang.SecurityException", said)
        return self._states[name]

    def grant(self, name: str) -> None:
        """``pm grant``. :raises PermissionError_: for what the app never asked for, or nobody can change."""
        self._changeable(name).granted = True

    def revoke(self, name: str) -> None:
        """``pm revoke``; leaves `USER_SET` (S #69432693930, a single report).

        :raises PermissionError_: as `grant`.
        """
        state = self._changeable(name)
        state.granted = False
        state.flags.discard("ONE_TIME")
        state.flags.add("USER_SET")

    def set_flags(self, name: str, flags: Iterable[str], on: bool) -> None:
        """``pm set-permission-flags``, ``clear-permission-flags``; flags as written there (``user-fixed``).

        :raises PermissionError_: as `grant`.
        """
        state = self._changeable(name)
        named = {flag.replace("-", "_").upper() for flag in flags}
        state.flags = state.flags | named if on else state.flags - named

    def reset(self) -> None:
        """As after ``pm clear``: nothing granted, nothing asked, no app-op used."""
        for name in self._states:
            self._states[name] = _State(flags=self._first_flags())
        for table in (self._package_modes, self._uid_modes, self._times, self._lasts, self._rejects):
            table.clear()

    def kept_for(self, requested: Sequence[str], target_sdk: int) -> Permissions:
        """Those of the app's next version: what the user decided stays."""
        other = Permissions(
            requested, api=self.api, target_sdk=target_sdk, vendor=self.vendor, package=self.package
        )
        for name, state in self._states.items():
            if name in other._states:
                other._states[name] = _State(state.granted, set(state.flags))
        other._package_modes |= self._package_modes
        other._uid_modes |= self._uid_modes
        other._times |= self._times
        other._lasts |= self._lasts
        other._rejects |= self._rejects
        return other

    # ------------------------------------------------------------------ asking

    def ask(self, names: Sequence[str]) -> list[Request]:
        """The questions that a request leads to, one per group, in order; the rest is decided now."""
        groups: dict[str, list[str]] = {}
        for name in dict.fromkeys(names):
            if name in self._states:
                groups.setdefault(group_of(name), []).append(name)
        made = (self._request(group, wanted) for group, wanted in groups.items())
        return [request for request in made if request is not None]

    def system_asks(self) -> list[Request]:
        """What the system asks by itself when an app for an older version is first opened: notifications.

        Once only (S `NotificationGrantBehavior.kt`).
        """
        old = self.api >= self._level("notifications") > self.target_sdk
        if not old or self.granted(_NOTIFICATIONS) or "USER_SET" in self.flags(_NOTIFICATIONS):
            return []
        return [Request(group="NOTIFICATIONS", names=(_NOTIFICATIONS,), target_sdk=self.target_sdk)]

    def _request(self, group: str, wanted: list[str]) -> Request | None:
        asked = [name for name in wanted if not self.granted(name)]
        if not asked or self._never_asked(group):
            return None
        if any("USER_FIXED" in self.flags(name) for name in asked):
            return None
        ahead = [name for name in self._decided_with(group, wanted) if not self.granted(name)]
        request = Request(
            group=group,
            names=tuple(ahead),
            asked_before=any("USER_SET" in self.flags(name) for name in asked),
            target_sdk=self.target_sdk,
        )
        if group == "LOCATION":
            return self._about_location(request)
        if group == "READ_MEDIA_VISUAL":
            return self._about_photos(request)
        behind = [name for name in ahead if _kinds()[name].background]
        if behind:
            return self._about_background(request, behind)
        return self._unless_granted(request)

    def _decided_with(self, group: str, wanted: list[str]) -> list[str]:
        """What an answer decides: the wanted ones, and what Android added to the manifest of an older app."""
        added = [name for name in self.requested if name not in self.declared and name in self._states]
        with_files = group == "STORAGE" and self.target_sdk < self._level("media_split")
        groups = {group, "READ_MEDIA_VISUAL", "READ_MEDIA_AURAL"} if with_files else {group}
        chosen = [*wanted, *(name for name in added if group_of(name) in groups)]
        return list(dict.fromkeys(chosen))

    def _never_asked(self, group: str) -> bool:
        """Refused without a dialog (S `StorageGrantBehavior.kt`, `NotificationGrantBehavior.kt`)."""
        if group == "STORAGE":
            return self.api >= self._level("media_split") and self.target_sdk >= self._level("media_split")
        return group == "NOTIFICATIONS" and self.target_sdk < self._level("notifications")

    def _unless_granted(self, request: Request) -> Request | None:
        """Who holds one permission of a group gets its others without a question (G)."""
        others = [name for name in GROUPS[request.group] if name not in request.names]
        held = [name for name in others if self.granted(name)]
        if not held:
            return request
        one_time = any("ONE_TIME" in self.flags(name) for name in held)
        for name in request.names:
            self._put(name, granted=True, once=one_time)
        return None

    def _about_background(self, request: Request, behind: list[str]) -> Request | None:
        if self.api >= self._level("background_apart") and self.target_sdk >= self._level("background_apart"):
            return None  # the settings page decides, or nobody: asked together with the rest it is refused
        in_front = [name for name in request.names if name not in behind]
        if in_front:
            return replace(request, background="with")
        held = [name for name in GROUPS[request.group] if self.granted(name)]
        once = any("ONE_TIME" in self.flags(name) for name in held)
        return replace(request, background="upgrade", one_time_granted=once) if held else None

    def _about_location(self, request: Request) -> Request | None:
        behind = [name for name in request.names if _kinds()[name].background]
        chooses = self.api >= self._level("precision") and self.target_sdk >= self._level("precision")
        wants_fine = _FINE in request.names
        if behind:
            asked = self._about_background(request, behind)
            if asked is None or asked.background == "upgrade":
                return asked
            request = asked
        if self.granted(_FINE) and not behind:
            return self._unless_granted(request)
        if self.granted(_COARSE) and wants_fine:
            return replace(request, coarse_granted=True) if chooses else self._unless_granted(request)
        coarse_only = not wants_fine and self.api >= self._level("precision")
        return replace(request, precision=chooses and wants_fine, coarse_only=coarse_only)

    def _about_photos(self, request: Request) -> Request | None:
        wanted = [name for name in request.names if name != _SELECTED]
        partial = self.api >= self._level("photos_partial") and (
            self.target_sdk >= self._level("photos_partial") or _SELECTED in self.declared
        )
        if not partial:
            return self._unless_granted(replace(request, names=tuple(wanted))) if wanted else None
        names = tuple(dict.fromkeys((*wanted, _SELECTED)))
        return replace(request, names=names, partial=True, selected_before=self.granted(_SELECTED))

    # ------------------------------------------------------------------ answering

    def answer(
        self, request: Request, meaning: str, *, precise: bool = True, dont_ask_again: bool = False
    ) -> None:
        """Write down what the user decided; anything but a known meaning is Back, which decides nothing.

        S PM@22.0 `GrantPermissionsViewHandlerImpl.onClick`, `GrantPermissionsViewModel.kt`.
        """
        if meaning == "allow_selected":
            self._put(_SELECTED, granted=True)
            return
        if meaning in ALLOWING:
            self._allow(request, meaning, precise=precise)
        elif meaning in REFUSING:
            self._refuse(request, meaning, dont_ask_again=dont_ask_again)

    def _allow(self, request: Request, meaning: str, *, precise: bool) -> None:
        for name in request.names:
            behind = _kinds()[name].background
            if behind and meaning != "allow_always" and request.background != "none":
                self._states[name].flags.add("USER_SET")
                continue
            if name == _FINE and request.precision and not precise:
                continue
            self._put(name, granted=True, once=meaning == "allow_once")
        if request.precision or request.coarse_granted:
            chosen = _FINE if precise else _COARSE
            if chosen in self._states:
                self._states[chosen].flags.add("SELECTED_LOCATION_ACCURACY")

    def _refuse(self, request: Request, meaning: str, *, dont_ask_again: bool) -> None:
        second = request.asked_before and self.api >= self._level("second_denial_fixes")
        for_good = second or dont_ask_again or meaning == "deny_forever"
        for name in request.names:
            if name == _SELECTED and meaning == "keep_current":
                continue
            self._put(name, granted=False)
            if for_good and not request.selected_before:
                self._states[name].flags.add("USER_FIXED")

    def _put(self, name: str, *, granted: bool, once: bool = False) -> None:
        """``once``: without `USER_SET`, so that the next question offers a plain denial (G)."""
        state = self._states[name]
        state.granted = granted
        state.flags -= {"USER_FIXED", "USER_SET", "ONE_TIME"}
        state.flags.add("ONE_TIME" if once else "USER_SET")

    def left_foreground(self) -> None:
        """One-time grants end; their flag stays (S #36060604307)."""
        for state in self._states.values():
            if "ONE_TIME" in state.flags:
                state.granted = False

    # ------------------------------------------------------------------ app-ops

    def op(self, op: str) -> str:
        """The mode in force: the uid's where it is not ``allow``, else the package's, else the default."""
        uid = self._uid_mode(op)
        if uid not in (None, "allow"):
            return str(uid)
        return self._package_modes.get(op) or uid or _default_mode(op)

    def set_op(self, op: str, mode: str, *, uid: bool = False) -> None:
        """``appops set``. :raises ValueError: for an unknown mode."""
        if mode not in MODES:
            raise ValueError(f"mode {mode!r}: one of {', '.join(MODES)}")
        (self._uid_modes if uid else self._package_modes)[op] = mode

    def reset_ops(self) -> None:
        """``appops reset``: modes set by hand go, uses stay."""
        self._package_modes.clear()
        self._uid_modes.clear()

    def note(self, op: str, time: float, *, in_front: bool = True, lasts: float = 0.0) -> bool:
        """The app uses an op at ``time`` (s), for ``lasts`` s; tell whether it may.

        What is allowed in the foreground only is refused behind another app (S #56441346203: the mode
        ``foreground``), and so is the clipboard since Android 10 (D "Privacy changes in Android 10").
        """
        names = [kind.name for kind in _kinds().values() if kind.op == op and kind.name in self._states]
        held = not names or any(self.granted(name) for name in names)
        mode = self.op(op)
        is_limited = mode == "foreground" or (op in _CLIPBOARD and self.api >= _CLIPBOARD_IN_FRONT)
        may = held and mode not in ("ignore", "deny") and (in_front or not is_limited)
        (self._times if may else self._rejects)[op] = time
        if may:
            self._lasts[op] = lasts
        return may

    def ops(self) -> list[Op]:
        """All ops with a mode or a use of their own: the uid's first, then the package's."""
        uid = [Op(op, mode, uid=True) for op, mode in self._all_uid_modes() if mode != "allow"]
        seen = dict.fromkeys((*self._package_modes, *self._times, *self._rejects))
        package = [
            Op(
                name=op,
                mode=self._package_modes.get(op, _default_mode(op)),
                time=self._times.get(op),
                reject_time=self._rejects.get(op),
                lasts=self._lasts.get(op, 0.0),
            )
            for op in sorted(seen)
        ]
        return uid + package

    def ops_text(self, now: float, op: str = "") -> str:
        """What ``appops get`` prints (shape: S #56441346203, #70070908586); ``op``: only this one."""
        listed = [each for each in self.ops() if not op or each.name == op]
        if not listed:
            return "No operations.\n" + (f"Default mode: {_default_mode(op)}\n" if op else "")
        lines = [_op_line(each, now) for each in listed]
        if listed[0].uid:
            lines[0] = f"Uid mode: {lines[0]}"
        return "\n".join(lines) + "\n"

    def _all_uid_modes(self) -> Iterator[tuple[str, str]]:
        ops = [kind.op for name in self._states if (kind := self._kind(name)) is not None and kind.op]
        for op in dict.fromkeys((*ops, *self._uid_modes)):
            mode = self._uid_mode(op)
            if mode is not None:
                yield op, mode

    def _uid_mode(self, op: str) -> str | None:
        """Set by hand, else what follows from the grants."""
        if op in self._uid_modes:
            return self._uid_modes[op]
        if self.api < self._level("ops_follow_grants"):
            return None
        kinds = [kind for name in self._states if (kind := self._kind(name)) is not None and kind.op == op]
        if not op or not kinds:
            return None
        if not any(self.granted(kind.name) for kind in kinds):
            return "ignore"
        group = kinds[0].group
        behind = any(self.granted(name) for name in GROUPS[group] if _kinds()[name].background)
        return "foreground" if holds_in_use(group, self.api) and not behind else "allow"

    # ------------------------------------------------------------------ dumpsys package

    def dump(
        self, user: str = "    User 0: installed=true hidden=false suspended=false stopped=false"
    ) -> list[str]:
        """The lines of ``dumpsys package`` about permissions; ``user``: the line between the blocks."""
        lines = ["    requested permissions:", *(f"      {name}" for name in self.requested)]
        install = [name for name in self.requested if name in _install_names()]
        if install:
            lines += ["    install permissions:", *(f"      {name}: granted=true" for name in install)]
        lines += [user]
        if full("INTERNET") in install:
            lines += ["      gids=[3003]"]
        return [*lines, "      runtime permissions:", *map(self._runtime_line, self._states)]

    def _runtime_line(self, name: str) -> str:
        state = self._states[name]
        flags = "|".join(flag for flag in _facts()["flags"] if flag in state.flags)
        blank = " " if self.api <= self._level("dump_blank_until") and flags else ""
        return f"        {name}: granted={str(state.granted).lower()}, flags=[ {flags}{blank}]"


@cache
def _install_names() -> frozenset[str]:
    return frozenset(map(full, _facts()["install"]["names"]))


def _default_mode(op: str) -> str:
    return str(_facts()["ops"].get(op, "allow"))


def _op_line(op: Op, now: float) -> str:
    said = f"{op.name}: {op.mode}"
    if op.time is not None:
        said += f"; time={_ago(now - op.time)} ago"
    if op.reject_time is not None:
        said += f"; rejectTime={_ago(now - op.reject_time)} ago"
    if op.time is not None and op.lasts:  # shapes: S #456672117
        is_running = op.time <= now < op.time + op.lasts
        said += " (running)" if is_running else f"; duration={_ago(op.lasts)}"
    return said


def _ago(seconds: float) -> str:
    """A duration as Android prints it (``TimeUtils.formatDuration``): ``+1m2s345ms``, ``-3s0ms``, ``0``."""
    ms = round(seconds * 1000)
    if ms == 0:
        return "0"
    sign, ms = ("-" if ms < 0 else "+"), abs(ms)
    parts = []
    for unit, size in (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)):
        if ms >= size:
            parts.append(f"{ms // size}{unit}")
            ms %= size
    return sign + "".join([*parts, f"{ms}ms"])
