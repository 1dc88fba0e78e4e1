"""What can be switched on by name: defects that checks must find, and behaviours that none may mind."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """One entry of ``defects.toml`` or ``behaviours.toml``. ``area``: of the checks that it is about."""

    name: str
    area: str
    zh: str
    en: str


def _load(file: str, kind: str) -> Mapping[str, Switch]:
    data = tomllib.loads((files(__package__) / file).read_text("utf-8"))
    return {entry["name"]: Switch(**entry) for entry in data[kind]}


DEFECTS = _load("defects.toml", "defect")
BEHAVIOURS = _load("behaviours.toml", "behaviour")


SWITCHES: Mapping[str, Switch] = {**DEFECTS, **BEHAVIOURS}
"""All of them."""


def unknown_in(names: Iterable[str]) -> tuple[str, str] | None:
    """Return the first name that nothing has, and the one that is most like it, empty for none."""
    for name in names:
        if name not in SWITCHES:
            return name, next(iter(get_close_matches(name, SWITCHES, n=1)), "")
    return None


def known(names: Collection[str]) -> frozenset[str]:
    """Return the names. :raises ValueError: for one that is neither a defect nor a behaviour."""
    if unknown := unknown_in(names):
        name, near = unknown
        hint = f"did you mean {near!r}? " if near else ""
        raise ValueError(f"unknown defect {name!r}: {hint}There are: {', '.join(sorted(SWITCHES))}")
    return frozenset(names)
