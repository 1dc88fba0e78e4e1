"""What rules ask of the picture of a phone's screen, and when they must not trust it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..findings import Verdict
from ..screen import Box, Element, Screen, ScreenshotState
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


_Known = TypeVar("_Known")


def each_measured(
    screen: Screen,
    elements: Sequence[Element],
    measure: Callable[[Measured, Element], _Known | None],
    judge: Callable[[Element, _Known], Judgement | None],
    reason: str = "",
) -> Iterator[Judgement]:
    """Yield what ``judge`` says of each text by what ``measure`` finds in the picture.

    One finding for all where the picture shows nothing, or for a ``reason`` of the rule's own. All are
    measured before one is judged, see `Measured.take_apart`.
    """
    if elements and (reason := reason or unseen(screen)):
        yield blind(reason, elements)
        return
    known = [(element, measure(measured, element)) for element, measured in measurable(screen, elements)]
    for element, one in known:
        judgement = None if one is None else judge(element, one)
        if judgement is not None:
            yield judgement


Boxes: TypeAlias = NDArray[np.float64]
"""Four rows: left, top, right and bottom of many boxes; NaN for one that is nowhere."""


def boxes_of(boxes: Sequence[Box | None]) -> Boxes:
    nowhere = (math.nan,) * 4
    return np.array([box or nowhere for box in boxes], np.float64).reshape(-1, 4).T.copy()


def covered_shares(box: Box, boxes: Boxes, least: float = 0.0) -> NDArray[np.float64]:
    """How much of a box each of the others covers, 0..1; 0 where they share no more than ``least`` in one
    direction."""
    left, top, right, bottom = box
    width = np.minimum(boxes[2], right) - np.maximum(boxes[0], left)
    height = np.minimum(boxes[3], bottom) - np.maximum(boxes[1], top)
    shared = width * height * ((width > least) & (height > least))
    shares: NDArray[np.float64] = shared / ((right - left) * (bottom - top) or math.inf)
    return shares


Doubt: TypeAlias = Callable[[Element], str]


def doubts(screen: Screen) -> Doubt:
    """Return what tells why the picture in an element's box may not show all of it, or not its own.

    ``clipped``, ``covered`` by what is painted later (a sheet, a floating button), or empty. What is
    transparent there covers nothing, which a tree does not tell: so this raises doubts only. Places are
    looked up once, and only where somebody asks.
    """

    @cache
    def painted() -> tuple[Mapping[str, int], Boxes]:
        """The place of the last element inside each; and the boxes of all that is shown, px."""
        boxes = [None if each.visible is False else each.bounds for each in screen.elements]
        return last_inside(screen)[1], boxes_of(boxes)

    def doubt(element: Element) -> str:
        if element.clipped:
            return "clipped"
        if element.bounds is None:
            return ""
        last, boxes = painted()
        shares = covered_shares(element.bounds, boxes[:, last[element.id] + 1 :])
        return "covered" if np.count_nonzero(shares >= _COVERED) else ""

    return doubt


def size_of(ink: TextInk) -> tuple[float, float] | None:
    """Return the least and the most that a measured size may be in dp; None where nothing is known."""
    if ink.size_dp is None or ink.error_dp is None:
        return None
    return ink.size_dp - ERRORS * ink.error_dp, ink.size_dp + ERRORS * ink.error_dp
