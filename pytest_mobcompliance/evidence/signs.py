"""The legend of a timeline's picture: what the signs mean that stand in this one, and no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from ..screen.names import without_part
from .lanes import WIDTH, Look, breadth, element, text
from .pace import Passage
from .timeline import LANES, Event

_LINE = 19.0
_GAP = 24.0
_SHAPE = 18.0
_SHAPES: Final[Mapping[str, tuple[str, str]]] = {
    "used": ("use", "l6 -7l6 7l-6 7z"),
    "refused": ("use hollow", "l6 -7l6 7l-6 7z"),
    "tick": ("card", "m3 -7h7v13h-7z"),
}
"""Class and outline of the signs that are no characters."""


def draw_signs(root: ET.Element, passages: Sequence[Passage], look: Look, top: float) -> float:
    """Draw each sign that occurs with its meaning, in as many lines as they need; return where they end."""
    left, group = 12.0, element(root, "g", "signs")
    for sign in dict.fromkeys(_signs(passages, look)):
        cls, outline = _SHAPES.get(sign, ("", ""))
        before = _SHAPE if outline else 0.0
        words = look.messages(f"timeline/sign/{sign}")
        width = before + breadth(words)
        if left > 12 and left + width > WIDTH - 12:
            left, top = 12.0, top + _LINE
        if outline:
            element(group, "path", cls, d=f"M{left:g} {top + 13:g}{outline}")
        text(group, left + before, top + 17, words, "soft", WIDTH - 24)
        left += width + _GAP
    return top + _LINE if left > 12 else top


def _signs(passages: Sequence[Passage], look: Look) -> Iterator[str]:
    events = [moment.event for passage in passages for moment in passage.moments]
    kinds = {event.kind for event in events}
    yield from (kind for kind in LANES["touch"] if kind in kinds)
    if kinds & {"consent", "answer", "permission", "decision", "gone"}:
        yield "answers"
    yield from (sign for event in events for sign in _of_event(event, look))
    folds = [fold for passage in passages for moment in passage.moments for fold in moment.folds]
    folds += [passage.rest for passage in passages if passage.rest is not None]
    yield from (["fold"] if folds else [])
    yield from (["simulated"] if any(fold.simulated for fold in folds) else [])
    yield from (["reckoned"] if any(fold.clock and not fold.read for fold in folds) else [])


def _of_event(event: Event, look: Look) -> Iterator[str]:
    """The signs of an event that not all of its kind have."""
    if event.kind == "consent" and event.detail.get("given") is None:
        yield "seen"
    if event.kind == "access":
        yield "refused" if event.detail.get("refused") else "used"
    if event.kind == "screen" and id(event) not in look.pictures:
        yield "tick"
    elif event.kind == "screen" and without_part(event.label) != event.label:
        yield "part"
