"""Permission states as Android tells them: read from ``dumpsys package``, or from the driver's lists."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

OLDEST = 23
"""API level from which on permissions are asked for at run time (Android 6)."""
_LINE = re.compile(r"^\s*([\w.]+): granted=(true|false)(?:, flags=\[\s*([^\]]*?)\s*\])?")
_NAME = re.compile(r"^\s*([\w.]+)(?::.*)?$")
_REQUESTED = re.compile(r"^\s*requested permissions:\s*$", re.MULTILINE)
_ACTION = re.compile(r"^ {6}([\w.]+\.\w+):$", re.MULTILINE)
_BLOCK = re.compile(r"^\s*runtime permissions:\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Held:
    """One runtime permission of the app: whether it is granted, and its flags (``USER_SET`` …)."""

    granted: bool
    flags: frozenset[str]


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "android_permissions.toml").read_text("utf-8"))


def names_of(kind: str, api: int | None) -> tuple[str, ...]:
    """Return the permissions behind a kind of request; none where this Android asks for none at run time."""
    row = _table().get(kind)
    if row is None or (api is not None and api < row.get("since", OLDEST)):
        return ()
    return tuple(row["names"])


def decided_with(kind: str) -> frozenset[str]:
    """Return what an answer to a dialog of this kind may decide; empty for an unknown kind."""
    row = _table().get(kind, {})
    return frozenset([*row.get("names", ()), *row.get("also", ())])


def runtime_permissions(dump: str) -> dict[str, Held]:
    """Read the first user's runtime permissions from ``dumpsys package``; empty when it has no such block."""
    start = _BLOCK.search(dump)
    if start is None:
        return {}
    held: dict[str, Held] = {}
    for line in dump[start.end() :].splitlines()[1:]:
        found = _LINE.match(line)
        if found is None:
            break
        flags = frozenset(part.strip() for part in (found[3] or "").split("|") if part.strip())
        held[found[1]] = Held(found[2] == "true", flags)
    return held


def requested_permissions(dump: str) -> tuple[str, ...]:
    """Read ``requested permissions:`` from ``dumpsys package``, in the manifest's order; empty without one.

    Some devices print remarks behind a name (``SEND_SMS: restricted=true``).
    """
    start = _REQUESTED.search(dump)
    if start is None:
        return ()
    names = []
    for line in dump[start.end() :].splitlines()[1:]:
        found = _NAME.match(line)
        if found is None:
            break
        names.append(found[1])
    return tuple(dict.fromkeys(names))


def answered_actions(dump: str) -> tuple[str, ...]:
    """Read from ``dumpsys package`` which actions the app's activities, receivers and services answer.

    They stand as headings of its resolver tables, before the package itself (shape: S #2761017997,
    #30339224931, #70908382245). Empty when the phone prints no such table.
    """
    tables = dump.partition("\nPackages:")[0]
    if "Resolver Table:" not in tables:
        return ()
    return tuple(dict.fromkeys(_ACTION.findall(tables)))


def state_in_dump(held: Mapping[str, Held], names: Collection[str]) -> str | None:
    """``granted``, ``denied`` (by the user) or ``prompt``; None when the app asks for none of the names."""
    known = [held[name] for name in names if name in held]
    if not known:
        return None
    if any(each.granted for each in known):
        return "granted"
    return "denied" if any(each.flags & {"USER_SET", "USER_FIXED"} for each in known) else "prompt"


def state_in_lists(
    granted: Collection[str], denied: Collection[str], names: Collection[str], *, asked: bool
) -> str | None:
    """The same from the driver's lists, which tell no flags: not granted is denied once it was asked for."""
    if any(name in granted for name in names):
        return "granted"
    if not any(name in denied for name in names):
        return None
    return "denied" if asked else "prompt"
