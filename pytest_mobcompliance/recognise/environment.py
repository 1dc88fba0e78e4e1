"""Finds what an app says about surroundings that it does not trust."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from .text import fold

MOST_SAID = 120
"""Characters of a message, our own number: a longer text is a document."""


@cache
def _words() -> Mapping[str, str]:
    return tomllib.loads((files(__package__) / "environment.toml").read_text("utf-8"))


def says_unsafe(texts: Iterable[str], kind: str) -> str:
    """Return the first text that warns of a device that is ``rooted`` or ``emulated``; empty without one."""
    words = _words()
    for text in texts:
        folded = fold(text)
        warns = re.search(words["warning"], folded) and not re.search(words["no_warning"], folded)
        if len(text) <= MOST_SAID and warns and re.search(words[kind], folded):
            return text
    return ""


def goes_on(labels: Iterable[str]) -> list[str]:
    """Return those labels of buttons that do not leave the app."""
    return [label for label in labels if not re.search(_words()["leave"], fold(label))]


def says_background(texts: Iterable[str]) -> str:
    """Return the first text that says that the app is in the background now; empty when none does."""
    return next(
        (
            text
            for text in texts
            if len(text) <= MOST_SAID and re.search(_words()["background"], fold(text)) is not None
        ),
        "",
    )
