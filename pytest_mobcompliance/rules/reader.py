"""What a screen reader comes to, as Android's tree tells it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from ..findings import Verdict
from ..screen import Element, Screen
from .model import Judgement, Limits
from .pixels import boxes_of, covered_shares
from .tree import SCRIM, last_inside, nearest_around, own_id, said, whole

_COVERED = 0.9
"""Share from which on an element counts as covered; layout rounds, and shadows overlap."""
_CONTROLS = frozenset(
    {"button", "checkbox", "radio", "switch", "tab", "slider", "link", "textbox", "searchbox", "combobox"}
)
"""Roles that name a control, whether it says anything or not."""


def reader_unreachable(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether a reader comes to all that is operated; ``importantForAccessibility`` may take it out of reach.

    What lies inside a control that is reached is operated by that one. A plain view without words may only
    catch taps; where its text is reached, a double tap on the text operates it on some phones.
    """
    around = nearest_around(screen, lambda e: bool(e.clickable) and not e.reader_hidden)
    place, last = last_inside(screen)
    read = sorted(place[e.id] for e in screen.shown() if e.reader_hidden is not True and said(e))
    for element in screen.shown():
        operated = (element.clickable or element.editable) and element.enabled is not False
        if not operated or element.reader_hidden is None or own_id(element) == SCRIM:
            continue
        first = bisect_right(read, place[element.id])
        if not element.reader_hidden or around[element.id] is not None:
            yield Judgement(element=element, verdict=Verdict.SATISFIED)
        elif first < len(read) and read[first] <= last[element.id]:
            yield Judgement(element=element, verdict=Verdict.NEEDS_REVIEW, reason="read-not-operated")
        elif said(element) or element.role in _CONTROLS:
            yield Judgement(element=element, verdict=Verdict.VIOLATED, reason="out-of-reach")
        else:
            yield Judgement(element=element, verdict=Verdict.NEEDS_REVIEW, reason="nothing-in-it")


def reader_focus(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether a reader that runs stands in what was opened; without a running reader nothing is judged.

    What is drawn over the place where it stands was opened without its notice.
    """
    if not screen.settings.get("screen_reader"):
        return
    stands_on = next((element for element in screen.elements if element.reader_focused), None)
    if stands_on is None:
        yield Judgement(element=None, verdict=Verdict.NEEDS_REVIEW, reason="reader-elsewhere")
    elif _is_covered(screen, stands_on):
        yield Judgement(element=stands_on, verdict=Verdict.NEEDS_REVIEW, reason="reader-behind")
    else:
        yield Judgement(element=stands_on, verdict=Verdict.SATISFIED)


def _is_covered(screen: Screen, element: Element) -> bool:
    """Whether nearly all of it lies under something later in the tree that has words or catches taps."""
    place, last = last_inside(screen)
    box = whole(element)
    later = [e for e in screen.shown() if place[e.id] > last[element.id] and (said(e) or e.clickable)]
    if box is None:
        return False
    return bool((covered_shares(box, boxes_of([whole(each) for each in later])) >= _COVERED).any())
