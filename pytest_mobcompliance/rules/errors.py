"""Whether what is wrong is said in words, and not by a colour alone."""

from __future__ import annotations

import tomllib
from bisect import bisect_left
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

    For a person to judge are words elsewhere on the screen, those that labels say as well, and a text below
    that says something else. What stands in an empty field stood there before, and in its name as well when
    it has no other.
    """
    wrong = [element for element in screen.shown() if element.invalid and not element.reader_hidden]
    if not wrong:
        return
    texts = [(box, e) for e in screen.shown() if e.text and not e.editable and (box := whole(e)) is not None]
    tops = sorted(box[1] for e in screen.shown() if e.editable and (box := whole(e)) is not None)
    grid = Grid([box for box, _ in texts])
    telling = {element.id for _, element in texts if tells(element.text)}
    anywhere = any(may_tell(element.text) for _, element in texts)
    for element in wrong:
        box = whole(element)
        near = [texts[number] for number in set(grid.near(_grown(box)))] if box is not None else []
        near = [(other, text) for other, text in near if box is not None and _touch(_grown(box), other)]
        told = bool(element.error) or (element.name != element.hint and tells(element.name))
        if told or any(text.id in telling for _, text in near):
            yield Judgement(element=element, verdict=Verdict.SATISFIED)
        elif anywhere or tells(element.hint) or any(box and _may_mean(other, box, tops) for other, _ in near):
            yield Judgement(element=element, verdict=Verdict.NEEDS_REVIEW, reason="words-unclear")
        else:
            yield Judgement(element=element, verdict=Verdict.VIOLATED, reason="color-only")


def tells(text: str | None) -> bool:
    """Tell whether a text says that something is wrong, in words that only messages say."""
    return _says(text, "sure")


def may_tell(text: str | None) -> bool:
    """Tell whether a text may say so: labels and advice say the words, too (``必填``, ``不超过 5 万元``)."""
    return tells(text) or _says(text, "perhaps")


def _says(text: str | None, how: str) -> bool:
    said = fold(text or "")
    return any(word in said for word in _words()[how])


def _may_mean(text: Box, field: Box, tops: Sequence[float]) -> bool:
    """Whether a text below may speak of the field; a label is as near to the field that follows.

    ``tops``: of all fields, in order.
    """
    room = text[1] - field[3]
    follows = bisect_left(tops, text[3] - 1)
    return room >= -1 and (follows == len(tops) or room < tops[follows] - text[3])


def _grown(box: Box) -> Box:
    return box[0] - _NEAR, box[1] - _NEAR, box[2] + _NEAR, box[3] + _NEAR


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """`errors.toml`, folded."""
    data = tomllib.loads((files(__package__) / "errors.toml").read_text("utf-8"))
    return {how: tuple(map(fold, words)) for how, words in data.items()}
