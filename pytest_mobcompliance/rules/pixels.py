"""What rules ask of the picture of a phone's screen, and when they must not trust it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..findings import Verdict
from ..screen import Element, Screen, ScreenshotState
from ..screen.ink import TextInk
from ..screen.measured import Measured, measured_of
from .model import Judgement
from .tree import last_inside

ERRORS: Final = 2.0
"""Errors of a measured size that a verdict keeps away from its limit: what `benchmarks/accuracy.py` draws was
measured within as many for 99 of 100 texts and more."""
_COVERED = 0.25
"""Share of a text's box that something painted later must take to cover it."""


def unseen(screen: Screen) -> str:
    """Why nothing can be measured in the picture of a screen; empty when it can."""
    state = screen.screenshot_state
    if state is not ScreenshotState.OK or screen.screenshot is None:
        return f"screenshot-{ScreenshotState.UNAVAILABLE if state is ScreenshotState.OK else state}"
    return ""


def blind(reason: str, elements: Sequence[Element]) -> Judgement:
    """One finding for all that could not be measured for the same reason."""
    count = {"texts": len(elements)}
    return Judgement(element=None, verdict=Verdict.NOT_VERIFIED, reason=reason, values=count)


def measurable(screen: Screen, elements: Sequence[Element]) -> list[tuple[Element, Measured]]:
    """Return those elements that show words in the picture; dots of a password and lone marks are none."""
    measured = measured_of(screen)
    if measured is None:
        return []
    return [
        (element, measured)
        for element in elements
        if element.bounds is not None
        and not element.password
        and any(letter.isalnum() for letter in element.text or "")
    ]


Doubt: TypeAlias = Callable[[Element], str]


def doubts(screen: Screen) -> Doubt:
    """Return what tells why the picture in an element's box may not show all of it, or not its own.

    ``clipped``, ``covered`` by what is painted later (a sheet, a floating button), or empty. What is
    transparent there covers nothing, which a tree does not tell: so this raises doubts only. Places are
    looked up once, and only where somebody asks.
    """

    @cache
    def painted() -> tuple[Mapping[str, int], NDArray[np.float64]]:
        """The place of the last element inside each; left, top, right and bottom of all that is shown, px."""
        nowhere = (math.nan,) * 4
        boxes = [nowhere if each.visible is False else each.bounds or nowhere for each in screen.elements]
        return last_inside(screen)[1], np.array(boxes, np.float64).reshape(-1, 4).T.copy()

    def doubt(element: Element) -> str:
        if element.clipped:
            return "clipped"
        if element.bounds is None:
            return ""
        last, boxes = painted()
        left, top, right, bottom = element.bounds
        over = boxes[:, last[element.id] + 1 :]
        width = np.minimum(over[2], right) - np.maximum(over[0], left)
        height = np.minimum(over[3], bottom) - np.maximum(over[1], top)
        least = _COVERED * (right - left) * (bottom - top)
        covered = (width > 0) & (height > 0) & (width * height >= least)
        return "covered" if np.count_nonzero(covered) else ""

    return doubt


def size_of(ink: TextInk) -> tuple[float, float] | None:
    """Return the least and the most that a measured size may be in dp; None where nothing is known."""
    if ink.size_dp is None or ink.error_dp is None:
        return None
    return ink.size_dp - ERRORS * ink.error_dp, ink.size_dp + ERRORS * ink.error_dp
