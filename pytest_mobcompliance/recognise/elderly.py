"""Finds the way into the elderly mode (长辈版) and out of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ..screen import Element, Screen
from .text import clickable_of, fold


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "elderly.toml").read_text("utf-8"))


def _standard_names() -> tuple[str, ...]:
    return (_words()["standard"], *_words()["aliases"])


ELDERLY_NAMES: tuple[str, ...] = _standard_names()
"""The standard name and the three aliases by which a search must find the mode (MIIT 2021)."""


@cache
def _entries() -> tuple[re.Pattern[str], ...]:
    """One pattern for each name, the standard one first."""
    words = _words()
    names = (*_standard_names(), *words["others"])
    return tuple(re.compile(f"{words['before']}{re.escape(fold(name))}{words['after']}") for name in names)


@cache
def _leave() -> re.Pattern[str]:
    return re.compile(_words()["leave"])


def is_entry(text: str) -> bool:
    """Tell whether a button's text leads into the elderly mode; sentences and product zones do not."""
    return _rank(fold(text)) is not None


def is_leave(text: str) -> bool:
    """Tell whether a button's text leads back to the standard version."""
    return _leave().search(fold(text)) is not None


def find_entry(screen: Screen) -> Element | None:
    """Return what to tap to enter the elderly mode, the standard name before all others; else None."""
    best: tuple[int, Element] | None = None
    for element in screen.shown():
        if element.role == "heading" or element.editable:
            continue
        ranks = [_rank(fold(said)) for said in (element.name, element.text) if said]
        rank = min((rank for rank in ranks if rank is not None), default=None)
        target = clickable_of(screen, element) if rank is not None else None
        if rank is None or target is None or target.enabled is False:
            continue
        if best is None or rank < best[0]:
            best = (rank, target)
    return best[1] if best is not None else None


find_elderly_entry = find_entry


def find_leave(screen: Screen) -> Element | None:
    """Return what to tap to get back to the standard version; else None."""
    for element in screen.shown():
        said = element.name or element.text
        if said and element.role != "heading" and is_leave(said):
            target = clickable_of(screen, element)
            if target is not None:
                return target
    return None


def _rank(text: str) -> int | None:
    if _leave().search(text):
        return None
    return next((n for n, name in enumerate(_entries()) if name.fullmatch(text)), None)
