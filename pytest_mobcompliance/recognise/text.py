"""Texts made comparable: one spelling, no spaces, one width."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from ..screen import Element, Screen

# Spaces, zero-width and control characters, variation selectors, and the private use areas of icon fonts.
_DROPPED = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    r"\u2028-\u202f\u205f-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufffd\ud800-\udfff\ue000-\uf8ff"
    r"\U000e0000-\U000e0fff\U000f0000-\U0010ffff]+"
)
_MOST_SPOKEN = 400
"""Characters: longer than any button or document name, so that a whole page is never put together."""

_UNCUT = re.compile(
    r"[\d*＊•][\d*＊• \u00a0-]{0,40}[\d*＊•Xx]|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,64}|[A-Za-z0-9]{1,64}"
)
"""Numbers with their gaps, addresses, and words of Latin letters: half of one is nothing to be recognised."""


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return a text for comparing: half width, small letters, simplified Chinese, without any space.

    你 and 您, 账 and 帐, 登录 and 登陆 come out alike. Idempotent; not for showing to people.
    """
    hant, same = _tables()
    folded, before = text, None
    while folded != before:  # what is left after dropping may combine anew; twice is the rule
        before = folded
        folded = unicodedata.normalize("NFKC", folded).casefold().translate(hant)
        folded = _DROPPED.sub("", folded)
        for one, other in same.items():
            folded = folded.replace(one, other)
    return folded


def spoken(screen: Screen, element: Element) -> str:
    """Return what an element says, folded: its name, else its text, else the texts inside it."""
    own = element.name or element.text
    if own:
        return fold(own)
    inside = ""
    for part in screen.subtree(element):
        if part.visible is not False:
            inside += part.name or part.text or ""
        if len(inside) > _MOST_SPOKEN:
            break
    return fold(inside)


def clickable_of(screen: Screen, element: Element) -> Element | None:
    """Return what a tap on the element reaches: itself or the nearest clickable element around it."""
    if element.clickable:
        return element
    return next((around for around in screen.ancestors(element) if around.clickable), None)


def shortened(text: str, most: int) -> str:
    """Cut a text to at most ``most`` characters, never inside a number, an account or an address.

    Half a number is none that anybody would recognise and redact. What is cut ends in an ellipsis.
    """
    if len(text) <= most:
        return text
    end = most - 1
    for whole in _UNCUT.finditer(text, 0, most + 64):
        if whole.start() < end < whole.end():
            end = whole.start()
    return f"{text[:end].rstrip()}…"


@cache
def _tables() -> tuple[Mapping[int, int], Mapping[str, str]]:
    data = tomllib.loads((files(__package__) / "fold.toml").read_text("utf-8"))
    return str.maketrans(data["hant"], data["hans"]), data["same"]
