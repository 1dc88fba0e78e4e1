"""Which screen reader a phone has, and whether it runs."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_PACKAGE = re.compile(r"^package:(\S+)$", re.MULTILINE)
_EXPLORES = re.compile(
    r"touchExplorationEnabled\s*=\s*true|isTouchExplorationEnabled\s*=\s*true", re.IGNORECASE
)
_EMPTY = ("", "null")


@dataclass(frozen=True, slots=True)
class ScreenReader:
    """A screen reader of a phone. ``service``: its component, as the phone's settings name it."""

    package: str
    service: str


def installed_reader(packages: str) -> ScreenReader | None:
    """Return the first known reader among what ``pm list packages`` printed."""
    found = set(_PACKAGE.findall(packages.replace("\r", "")))
    return next((reader for reader in _readers() if reader.package in found), None)


def services_in(setting: str) -> list[str]:
    """Return the components in ``enabled_accessibility_services`` as ``settings get`` prints it."""
    told = setting.strip()
    return [] if told in _EMPTY else [each for each in told.split(":") if each]


def is_running(dump: str) -> bool:
    """Whether ``dumpsys accessibility`` says that a screen reader runs: only readers explore by touch."""
    return _EXPLORES.search(dump) is not None


@cache
def _readers() -> tuple[ScreenReader, ...]:
    """`screen_readers.toml`."""
    data = tomllib.loads((files(__package__) / "screen_readers.toml").read_text("utf-8"))
    return tuple(ScreenReader(row["package"], row["service"]) for row in data["reader"])
