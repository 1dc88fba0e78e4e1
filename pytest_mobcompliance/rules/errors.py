"""Whether what is wrong is said in words, and not by a colour alone."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from ..findings import Verdict
from ..recognise.text import fold
from ..screen import Box, Screen
from .grid import Grid
from .model import Judgement, Limits
from .tree import whole

_NEAR = 48.0
"""dp; a message stands in the line below a field, above it or beside it."""


def error_color_only(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether a field marked as wrong has words about it: its own, or in a text within 48 dp.

    Words elsewhere on the screen, and a text below that says something else, are for a person to judge.
    """
    wrong = [element for element in screen.shown() if element.invalid and not element.reader_hidden]
    if not wrong:
        return
    texts = [(box, e) for e in screen.shown() if e.text and not e.editable and (box := whole(e)) is not None]
    fields = [box for e in screen.shown() if e.editable and (box := whole(e)) is not None]
    grid = Grid([box for box, _ in texts])
    anywhere = any(_tells(element.text) for _, element in texts)
    for element in wrong:
        box = whole(element)
        near = [texts[number] for number in sorted(set(grid.near(_grown(box))))] if box is not None else []
        near = [(other, text) for other, text in near if box is not None and _touch(_grown(box), other)]
        told = bool(element.error) or _tells(element.name) or _tells(element.hint)
        if told or any(_tells(text.text) for _, text in near):
            yield Judgement(element=element, verdict=Verdict.SATISFIED)
        elif anywhere or any(box is not None and _may_mean(other, box, fields) for other, _ in near):
            yield Judgement(element=element, verdict=Verdict.NEEDS_REVIEW, reason="words-unclear")
        else:
            yield Judgement(element=element, verdict=Verdict.VIOLATED, reason="color-only")


def _may_mean(text: Box, field: Box, fields: Sequence[Box]) -> bool:
    """Whether a text below may speak of the field; a label is as near to the field that follows."""
    room = text[1] - field[3]
    follows = [other[1] - text[3] for other in fields if other[1] >= text[3] - 1]
    return room >= -1 and all(room < gap for gap in follows)


def _tells(text: str | None) -> bool:
    said = fold(text or "")
    return any(word in said for word in _words())


def _grown(box: Box) -> Box:
    return box[0] - _NEAR, box[1] - _NEAR, box[2] + _NEAR, box[3] + _NEAR


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@cache
def _words() -> tuple[str, ...]:
    """`errors.toml`, folded."""
    data = tomllib.loads((files(__package__) / "errors.toml").read_text("utf-8"))
    return tuple(map(fold, data["words"]))
