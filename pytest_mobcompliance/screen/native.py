"""What the parsers of native screens share: paths, boxes, flags, and what a class is in the web's words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from .model import Box

LONGEST = 1e6
"""Units of the source; larger numbers only come from a broken one."""
_LONGEST_PATH = 1200
"""Characters: about 80 levels. Below that a path begins anew, or paths would take the square of the depth."""
_FLAGS: Mapping[str | None, bool] = {
    **dict.fromkeys(("true", "True", "TRUE", "1"), True),
    **dict.fromkeys(("false", "False", "FALSE", "0"), False),
}


@cache
def tables() -> Mapping[str, Any]:
    """Return `native.toml`."""
    return tomllib.loads((files(__package__) / "native.toml").read_text("utf-8"))


def flag(value: str | None) -> bool | None:
    """Return what a true-or-false attribute says; None when it is missing or says something else."""
    return _FLAGS.get(value)


def words(value: str | None) -> str | None:
    """Return a text as it stands; None when it is missing or blank."""
    return value if value is not None and value.strip() else None


def number(value: str | None) -> float | None:
    """Return a finite number of a sane size, else None."""
    try:
        known = float(value) if value is not None and len(value) < 40 else None
    except ValueError:
        return None
    return known if known is not None and -LONGEST <= known <= LONGEST else None


def paths(segments: Sequence[str], parents: Sequence[int]) -> list[str]:
    """Return a different path for each node: ``root/FrameLayout[1]/Button[2]``, counted per parent.

    ``~n/…`` begins a path anew at the n-th node where the tree is deeper than paths may be long.
    """
    made: list[str] = []
    counts: dict[tuple[int, str], int] = {}
    for segment, parent in zip(segments, parents, strict=True):
        if parent < 0:
            made.append(segment)
            continue
        key = (parent, segment)
        counts[key] = counts.get(key, 0) + 1
        above = made[parent] if len(made[parent]) <= _LONGEST_PATH else f"~{parent}"
        made.append(f"{above}/{segment}[{counts[key]}]")
    return made


@dataclass(frozen=True, slots=True)
class Canvas:
    """From units of the source (px on Android, points on iOS) to px of the picture and to dp.

    ``size``: width and height of the display in units of the source, None when unknown.
    """

    size: tuple[float, float] | None
    to_px: float | None
    to_dp: float | None

    def seen(self, box: Box) -> Box | None:
        """Return the part on the display; None when there is none."""
        return overlap(box, (0.0, 0.0, *(self.size or (LONGEST, LONGEST))))

    def px(self, box: Box) -> Box | None:
        return _times(box, self.to_px)

    def dp(self, box: Box) -> Box | None:
        return _times(box, self.to_dp)


def overlap(one: Box, other: Box) -> Box | None:
    """Return the common part of two boxes, None when they have none."""
    left, top = max(one[0], other[0]), max(one[1], other[1])
    right, bottom = min(one[2], other[2]), min(one[3], other[3])
    return (left, top, right, bottom) if right > left and bottom > top else None


def _times(box: Box, factor: float | None) -> Box | None:
    if factor is None:
        return None
    if factor == 1:
        return box
    left, top, right, bottom = box
    return (
        round(left * factor, 2),
        round(top * factor, 2),
        round(right * factor, 2),
        round(bottom * factor, 2),
    )
