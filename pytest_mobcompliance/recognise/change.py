"""What became different on a screen between two captures, though nobody touched it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias

from ..screen import Box, Element, Platform, Screen
from ..screen.picture import Picture, picture_of
from .own import own_part
from .text import fold

ChangeKind: TypeAlias = Literal["text", "number", "gone", "new", "moved", "left", "picture"]

_MOVED = 2.0
"""dp (px where no density is known): less is rounding."""
_FEW = 0.0002
"""Share of a picture's pixels that may differ: a caret that blinks."""
_LEFT = 0.5
"""Share of the words that were there: if less of them stayed, the screen is another one."""
_WORDED = 4
"""Elements with words: with fewer it was hardly a screen yet."""
_LONGEST = 40
"""Characters of a text that are told."""
_PASSING = frozenset({"progressbar", "timer"})
"""Roles of what is there to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """``kind``: words or only digits of a text; gone, new or moved; another screen; only the picture.

    ``element`` as it is on the later screen, on the earlier one when it is gone; None for the screen as a
    whole. ``was`` and ``now``: the words, at most 40 characters.
    """

    kind: ChangeKind
    element: Element | None
    was: str = ""
    now: str = ""


def changes(before: Screen, after: Screen) -> tuple[Change, ...]:
    """Compare two captures of one screen: first what the trees tell, else the pictures.

    Only the app's own elements count, and of them what says something, can be tapped or is a picture. Clocks,
    progress, and countdowns until a code can be asked for again may change. What moved because something
    came or went is not told.
    """
    earlier, later = own_part(before), own_part(after)
    was, now = _subjects(earlier), _subjects(later)
    pairs, gone, new = _match(was, now)
    if _is_left(earlier, was, pairs):
        return (Change(kind="left", element=None),)
    found = [change for one, other in pairs if (change := _reworded(one, other)) is not None]
    found += [Change(kind="gone", element=each, was=_told(each)) for each in gone]
    found += [Change(kind="new", element=each, now=_told(each)) for each in new]
    if not found:
        found = [Change(kind="moved", element=other) for one, other in pairs if _is_moved(one, other)][:1]
    if found:
        return tuple(_innermost(found, earlier, later))
    harmless = [each for one, other in pairs if _said(one) != _said(other) for each in (one, other)]
    return tuple(_repainted(before, after, now, harmless))


def _subjects(screen: Screen) -> list[Element]:
    return [
        each
        for each in screen.shown()
        if each.role not in _PASSING and (_said(each) or each.clickable or each.role == "img")
    ]


def _said(element: Element) -> str:
    return fold(element.text or element.name or "")


def _told(element: Element) -> str:
    return (element.text or element.name or "").strip()[:_LONGEST]


# ------------------------------------------------------------------ what the trees tell

_Pairs: TypeAlias = list[tuple[Element, Element]]


def _match(was: Sequence[Element], now: Sequence[Element]) -> tuple[_Pairs, list[Element], list[Element]]:
    """Pair what is the same thing on both screens; return the pairs, what is gone and what is new."""
    pairs: _Pairs = []
    gone: list[Element] = []
    new: list[Element] = []
    matcher = SequenceMatcher(
        None, [_key(each) for each in was], [_key(each) for each in now], autojunk=False
    )
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pairs += zip(was[i1:i2], now[j1:j2], strict=True)
            continue
        left = list(now[j1:j2])
        for number, one in enumerate(was[i1:i2]):
            other = _same_thing(one, left, i2 - i1 == j2 - j1, number + len(left) - (j2 - j1))
            if other is None:
                gone.append(one)
            else:
                pairs.append((one, other))
                left.remove(other)
        new += left
    return pairs, gone, new


def _key(element: Element) -> tuple[str, str | None, str]:
    return element.role, element.resource_id, _said(element)


def _is_left(earlier: Screen, was: Sequence[Element], pairs: _Pairs) -> bool:
    """Whether another screen has taken its place; one that was still loading has only come to its own."""
    worded = sum(1 for each in was if _said(each))
    kept = sum(1 for one, _ in pairs if _said(one))
    if worded < _WORDED or kept >= _LEFT * worded:
        return False
    progress = _words()["progress"]
    return not any(each.role in _PASSING or re.search(progress, _said(each)) for each in earlier.shown())


def _same_thing(one: Element, among: Sequence[Element], aligned: bool, place: int) -> Element | None:
    """What bears other words now: of the same id; else, without any, of the same role and place."""
    if one.resource_id:
        alike = (each for each in among if (each.role, each.resource_id) == (one.role, one.resource_id))
        return next(alike, None)
    if not aligned or not 0 <= place < len(among):
        return None
    other = among[place]
    return other if other.role == one.role and not other.resource_id else None


def _reworded(one: Element, other: Element) -> Change | None:
    was, now = _said(one), _said(other)
    if was == now or _may_change(was, now):
        return None
    kind: ChangeKind = "number" if re.sub(r"\d+", "#", was) == re.sub(r"\d+", "#", now) else "text"
    return Change(kind=kind, element=other, was=_told(one), now=_told(other))


def _may_change(was: str, now: str) -> bool:
    words = _words()
    if re.search(words["countdown"], was) and re.search(words["countdown"], now):
        return True
    if re.search(words["progress"], was) and re.search(words["progress"], now):
        return True
    rest = [re.sub(words["clock"], "", each) for each in (was, now)]
    return rest[0] == rest[1]


def _is_moved(one: Element, other: Element) -> bool:
    boxes = [(one.bounds_dp, other.bounds_dp), (one.bounds, other.bounds)]
    was, now = next(((a, b) for a, b in boxes if a is not None and b is not None), (None, None))
    return (
        was is not None
        and now is not None
        and any(abs(a - b) > _MOVED for a, b in zip(was, now, strict=True))
    )


def _innermost(found: Sequence[Change], *screens: Screen) -> Iterator[Change]:
    """Leave out what only changed because something inside it did: a button's name is made of its texts."""
    around: set[str] = set()
    for change in found:
        for screen in screens:
            known = screen.index.get(change.element.id) if change.element is not None else None
            if known is not None:
                around |= {each.id for each in screen.ancestors(known)}
    for change in found:
        if change.element is None or change.element.id not in around:
            yield change


# ------------------------------------------------------------------ what only the pictures tell


def _repainted(
    before: Screen, after: Screen, shown: Sequence[Element], harmless: Iterable[Element]
) -> Iterator[Change]:
    """At most one change: the smallest element around all pixels that differ; the screen, if the sizes do.

    Not compared: what is above the app's first element (the status bar), fields (a caret), what may change.
    Nothing can be told when one of the pictures is missing.
    """
    one, other = picture_of(before), picture_of(after)
    boxes = [each.bounds for each in shown if each.bounds is not None]
    if one is None or other is None:
        return
    if one.size != other.size:
        yield Change(kind="picture", element=None)
        return
    top = 0.0 if after.platform is Platform.WEB else max(0.0, min((box[1] for box in boxes), default=0.0))
    passing = [each for each in after.shown() if each.role in _PASSING or each.editable]
    place = _differing(one, other, top, [each.bounds for each in (*harmless, *passing) if each.bounds])
    if place is not None:
        yield Change(kind="picture", element=_around(place, after))


def _differing(one: Picture, other: Picture, top: float, left_out: Iterable[Box]) -> Box | None:
    """The box in px around the pixels that differ; None when they are too few to count."""
    differs = one.packed != other.packed
    differs[: round(top)] = False
    for x1, y1, x2, y2 in left_out:
        differs[max(0, int(y1)) : max(0, int(y2) + 1), max(0, int(x1)) : max(0, int(x2) + 1)] = False
    rows, columns = differs.nonzero()
    if rows.size <= _FEW * differs.size:
        return None
    return float(columns.min()), float(rows.min()), float(columns.max() + 1), float(rows.max() + 1)


def _around(place: Box, screen: Screen) -> Element | None:
    def area(element: Element) -> float:
        box = element.bounds or (0.0, 0.0, 0.0, 0.0)
        return (box[2] - box[0]) * (box[3] - box[1])

    holding = [
        each
        for each in screen.shown()
        if each.bounds is not None
        and each.bounds[0] <= place[0]
        and each.bounds[1] <= place[1]
        and each.bounds[2] >= place[2]
        and each.bounds[3] >= place[3]
    ]
    return min(holding, key=area, default=None)


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "change.toml").read_text("utf-8"))
