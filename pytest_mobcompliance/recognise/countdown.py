"""What a screen says once it was asked for a one-time code: sent, refused, and how long until the next."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ..screen import Element, Screen
from .own import own_part
from .text import clickable_of, fold


@dataclass(frozen=True, slots=True)
class Countdown:
    """``seconds`` until another code may be asked for, as the element says."""

    element: Element
    seconds: int


def find_countdown(screen: Screen) -> Countdown | None:
    """Return what counts down to the next one-time code; else None.

    A number of seconds without other words counts on a button only: adverts count down as well.
    """
    own = own_part(screen)
    for element in own.shown():
        if element.editable:
            continue
        said = fold(element.text or element.name or "")
        if not said or len(said) > _words()["longest"]:
            continue
        patterns = [*_words()["counts"], *([_words()["alone"]] if _is_button(own, element) else [])]
        for pattern in patterns:
            if found := re.search(pattern, said):
                return Countdown(element, int(found["seconds"]))
    return None


def says_sent(text: str) -> bool:
    """Tell whether a text says that a one-time code is on its way."""
    said = fold(text)
    return bool(re.search(_words()["sent"], said) and not re.search(_words()["not_sent"], said))


def says_too_often(text: str) -> bool:
    """Tell whether a text refuses because something was asked for too often."""
    return re.search(_words()["refused"], fold(text)) is not None


def _is_button(screen: Screen, element: Element) -> bool:
    return element.role == "button" or clickable_of(screen, element) is not None


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "countdown.toml").read_text("utf-8"))
