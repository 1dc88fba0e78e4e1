"""What rules ask of the picture of a phone's screen, and when they must not trust it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

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


def doubt(screen: Screen, element: Element) -> str:
    """Why what the picture shows in an element's box may not be all of it, or not its own; else empty."""
    if element.clipped:
        return "clipped"
    return "covered" if _is_covered(screen, element) else ""


def size_of(ink: TextInk) -> tuple[float, float] | None:
    """Return the least and the most that a measured size may be in dp; None where nothing is known."""
    if ink.size_dp is None or ink.error_dp is None:
        return None
    return ink.size_dp - ERRORS * ink.error_dp, ink.size_dp + ERRORS * ink.error_dp


def _is_covered(screen: Screen, element: Element) -> bool:
    """Tell whether something painted later lies over the element: a sheet, a floating button.

    What is transparent there covers nothing, which a tree does not tell: so this raises doubts only.
    """
    box = element.bounds
    if box is None:
        return False
    place, last = last_inside(screen)
    least = _COVERED * (box[2] - box[0]) * (box[3] - box[1])
    for other in screen.elements[last[element.id] + 1 :]:
        over = other.bounds
        if over is None or other.visible is False or other.id not in place:
            continue
        width = min(box[2], over[2]) - max(box[0], over[0])
        height = min(box[3], over[3]) - max(box[1], over[1])
        if width > 0 and height > 0 and width * height >= least:
            return True
    return False
