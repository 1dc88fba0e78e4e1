"""Android's scaled pixels (sp): how many dp they are at a font scale."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

NONLINEAR_SINCE = 34
"""API level from which sp are no multiple of dp (developer.android.com/about/versions/14/features)."""
_LEAST = 1.03
"""Font scale below which sp stay in proportion (AOSP, ``isNonLinearFontScalingActive``)."""


def dp_of(sp: float, font_scale: float, api_level: int) -> float:
    """Return the size in dp of a text of so many sp."""
    scales, sizes, table = _curves()
    if api_level < NONLINEAR_SINCE or font_scale < _LEAST or font_scale > scales[-1]:
        return sp * font_scale
    return _along(
        sp, sizes, [_along(font_scale, scales, [row[at] for row in table]) for at in range(len(sizes))]
    )


def _along(value: float, known: Sequence[float], results: Sequence[float]) -> float:
    """On the straight lines between known points; outside them in proportion to the nearest one."""
    if value <= known[0] or value >= known[-1]:
        end = 0 if value <= known[0] else -1
        return value * results[end] / known[end]
    at = bisect_right(known, value)
    share = (value - known[at - 1]) / (known[at] - known[at - 1])
    return results[at - 1] + (results[at] - results[at - 1]) * share


@cache
def _curves() -> tuple[list[float], list[float], list[list[float]]]:
    """`sp.toml`: font scales, sizes in sp, and for each scale the sizes in dp."""
    data = tomllib.loads((files(__package__) / "sp.toml").read_text("utf-8"))
    rows = sorted((float(scale), list(row)) for scale, row in data["dp"].items())
    return [scale for scale, _ in rows], list(data["sp"]), [row for _, row in rows]
