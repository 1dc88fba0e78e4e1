"""Finds what an app must disclose: policy links, withdrawal of consent, complaint channels."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ..screen import Element
from .text import fold

MOST_DAYS = 15
"""Working days until an answer to a request or a complaint (CAC 2019-191 method, items 6.3 and 6.5)."""


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "disclosure.toml").read_text("utf-8"))


def _spoken(element: Element) -> str:
    return fold(element.name or element.text or "")


def is_policy_link(element: Element) -> bool:
    """Tell whether the element's name is a privacy policy's, and not a whole paragraph."""
    spoken = _spoken(element)
    return len(spoken) <= 24 and re.search(_words()["policy"], spoken) is not None


def is_withdrawal(element: Element) -> bool:
    """Tell whether the element is an entry to withdraw consent."""
    spoken = _spoken(element)
    return len(spoken) <= 24 and re.search(_words()["withdrawal"], spoken) is not None


def is_menu(element: Element) -> bool:
    """Tell whether the element's name is one of a menu: what users open when they look for something."""
    spoken = _spoken(element)
    words = _words()
    names_one = re.search(words["menu"], spoken) and not re.search(words["not_menu"], spoken)
    return len(spoken) <= 8 and bool(names_one)


def complaint_channels(text: str) -> tuple[str, ...]:
    """Kinds of channel (``hotline``, ``mail``, ``form``, ``service``) that stand near a complaint word.

    :param text: folded text of a screen.
    """
    words = _words()
    near = int(words["near"])
    found = []
    for kind, pattern in words["channels"].items():
        for hit in re.finditer(pattern, text):
            around = text[max(0, hit.start() - near) : hit.end() + near]
            if hit.group() not in words["regulators"] and re.search(words["complaint"], around):
                found.append(kind)
                break
    return tuple(found)


def response_days(text: str) -> tuple[int, ...]:
    """Working days that a folded text promises, in the order they stand."""
    words = _words()["response"]
    numbers = re.findall(words["days"], text)
    return tuple(int(words["words"].get(number) or number) for number in numbers)
