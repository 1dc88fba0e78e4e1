"""What the answer to a refused form is about: a refusal for another reason proves nothing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files

from .text import fold


def told_of(text: str) -> frozenset[str]:
    """Return what a refusal speaks of, by meaning: fields, ``age``, ``agree``, ``captcha``, ``too_often``."""
    said = fold(text)
    return frozenset(meaning for meaning, pattern in _words().items() if re.search(pattern, said))


def is_for_another_reason(text: str, about: Collection[str]) -> bool:
    """Tell whether a refusal speaks of something else than what was wrong with the form.

    :param about: meanings, one of which it has to name; words that name nothing leave it open.
    """
    told = told_of(text)
    return bool(told) and not told & frozenset(about)


@cache
def _words() -> Mapping[str, str]:
    return tomllib.loads((files(__package__) / "refusal.toml").read_text("utf-8"))
