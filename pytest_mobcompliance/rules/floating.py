"""What floats over a screen until it is closed (浮窗), and what closes it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from ..recognise.text import fold
from ..screen import Element
from .tree import SCRIM, own_id


def floats(element: Element) -> bool:
    """Tell whether the element is a window that lies over the screen until it is closed, by role or id."""
    return element.role in floating_words()["roles"] or bool(
        id_words(element) & floating_words()["window_ids"]
    )


def closes(element: Element) -> bool:
    """Tell whether the element closes such a window, by its name or id."""
    if own_id(element) == SCRIM:
        return False  # closes by a tap beside the window; nobody sees it
    return fold(element.name or element.text or "") in floating_words()["close_names"] or bool(
        id_words(element) & floating_words()["close_ids"]
    )


def id_words(element: Element) -> set[str]:
    """The words of an id: ``iv_close``, ``ivClose`` and ``iv-close`` have two."""
    own = own_id(element) or element.resource_id or ""
    if not own:
        return set()
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", own)
    return set(re.split(r"[^a-z0-9]+", apart.casefold()))


@cache
def floating_words() -> Mapping[str, frozenset[str]]:
    """`floating.toml`, names folded."""
    data = tomllib.loads((files(__package__) / "floating.toml").read_text("utf-8"))
    return {key: frozenset(map(fold, words)) for key, words in data.items()}
