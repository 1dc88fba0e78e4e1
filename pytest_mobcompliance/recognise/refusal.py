"""What the answer to a refused form is about: a refusal for another reason proves nothing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files

from .login_answer import tells_trouble
from .text import fold


def told_of(text: str) -> frozenset[str]:
    """Return what a refusal speaks of, by meaning: fields, ``age``, ``agree``, ``captcha``, ``too_often``."""
    return _said(text, "meanings")


def refuses(text: str, about: Collection[str]) -> bool:
    """Tell whether words refuse a form for what was wrong with it, and for nothing else.

    Words that name nothing do not: any trouble of the server says the same.

    :param about: meanings, one of which they have to name.
    """
    if tells_trouble(text) or tells_news(text) or _said(text, "otherwise"):
        return False
    return bool(told_of(text) & frozenset(about))


def tells_news(text: str) -> bool:
    """Tell whether words refuse nothing: something is done, or a one-time code is on its way."""
    return bool(_said(text, "news"))


def asks_for_code(text: str) -> bool:
    """Tell whether words ask for a one-time code that was not got or not typed yet."""
    return bool(_said(text, "asks"))


def _said(text: str, group: str) -> frozenset[str]:
    said = fold(text)
    return frozenset(meaning for meaning, pattern in _words()[group].items() if re.search(pattern, said))


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((files(__package__) / "refusal.toml").read_text("utf-8"))
