"""Finds what tells a user that the login is over, or that the account was opened on another device."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ..screen import Element, Screen
from .own import own_part
from .text import fold


def tells_login_over(screen: Screen) -> Element | None:
    """Return the app's own text that says that the login ended, else None."""
    words = _words()
    return _said(screen, f"{words['over']}|{words['elsewhere']}")


def tells_other_device(screen: Screen) -> Element | None:
    """Return the app's own text that says that the account is in use on another device, else None."""
    return _said(screen, _words()["elsewhere"])


def _said(screen: Screen, pattern: str) -> Element | None:
    words = _words()
    for element in own_part(screen).shown():
        text = fold(element.text or element.name or "")
        if len(text) > words["longest"] or element.editable or re.search(words["about"], text):
            continue
        if re.search(pattern, text):
            return element
    return None


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "session.toml").read_text("utf-8"))
