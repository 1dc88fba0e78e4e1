"""Names of captures: ``home~2`` is a part of a long screen, ``home@320`` and ``home×2`` show it changed."""

from __future__ import annotations

import re

_PART = re.compile(r"~\d+$")
_VARIANT = re.compile(r"[@×][\d.]+$")


def without_part(name: str) -> str:
    """Return the name without the number of the part: ``home@320`` of ``home@320~2``."""
    return _PART.sub("", name)


def screen_of(name: str) -> str:
    """Return the configured screen of a captured one: ``home`` of ``home~2``, ``home@320~3``, ``home×2``."""
    return _VARIANT.sub("", without_part(name))
