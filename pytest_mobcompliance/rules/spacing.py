"""How far small targets stand apart; how large what closes a floating window is, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import dist

from ..findings import Verdict
from ..screen import Box, Element, Screen
from .floating import closes, floating_words, floats, id_words
from .grid import Grid
from .model import Judgement, Limits
from .size import WITH_LABEL, Taps, judge_size, spoken_name, targets
from .tree import SCRIM, nearest_around, own_id, said, union, whole

_ROUNDING = 0.5
"""dp; layout rounds to whole device px."""


def target_spacing(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Diameter in dp of the circle around a small target that meets neither another nor another's circle.

    Small: a side shorter than ``min`` dp; larger targets need no room. The diameter is told up to ``min``.
    """
    taps, least = Taps(screen), limits["min"]
    placed: list[_Target] = []
    for element in targets(screen):
        size, box = taps.size(element), element.full_bounds_dp or element.bounds_dp
        if size is None or box is None:
            yield Judgement(element=element, verdict=Verdict.NOT_VERIFIED, reason="unknown-density")
        elif min(size) > 0:
            placed.append(_Target(element, box, min(size) + _ROUNDING < least))
    grid = Grid([target.box for target in placed])
    enough = _large_enough(placed)
    for target in placed:
        if not target.small:
            yield Judgement(element=target.element, verdict=Verdict.SATISFIED)
            continue
        free, other = _free(target, placed, grid, least)
        verdict, reason = Verdict.SATISFIED, ""
        if free + _ROUNDING < least:
            verdict, reason = judge_size(target.element, free, limits)
        if verdict is Verdict.VIOLATED:
            reason = "too-near"
            if _purpose(target.element) in enough:
                verdict, reason = Verdict.NEEDS_REVIEW, "standard-has-exceptions"
        yield Judgement(
            element=target.element,
            verdict=verdict,
            measured=round(free, 2),
            reason=reason,
            values={} if other is None else {"other": other.label},
        )


@dataclass(frozen=True, slots=True)
class _Target:
    element: Element
    box: Box
    small: bool

    @property
    def centre(self) -> tuple[float, float]:
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2


def _free(
    target: _Target, placed: Sequence[_Target], grid: Grid, least: float
) -> tuple[float, Element | None]:
    """The diameter that is free, at most ``least``, and which element ends it."""
    x, y = target.centre
    free, nearest = least, None
    for number in grid.near((x - least, y - least, x + least, y + least)):
        other = placed[number]
        if other is target or _one_control(target.element, other.element):
            continue
        left, top, right, bottom = other.box
        apart = 2 * dist((x, y), (min(max(x, left), right), min(max(y, top), bottom)))
        if other.small:
            apart = min(apart, dist((x, y), other.centre))
        if apart < free:
            free, nearest = apart, other.element
        if free <= 0:
            break
    return free, nearest


def _one_control(one: Element, other: Element) -> bool:
    """A box to tick and its label are tapped for the same thing."""
    with_label = one.role in WITH_LABEL or other.role in WITH_LABEL
    return with_label and spoken_name(one) == spoken_name(other)


def _large_enough(placed: Sequence[_Target]) -> set[tuple[str, str]]:
    """What the targets that are not small are for; WCAG lets a small one stand that has such a twin."""
    return {purpose for target in placed if not target.small and (purpose := _purpose(target.element))}


def _purpose(element: Element) -> tuple[str, str] | None:
    """Name and address, where both are known."""
    name = spoken_name(element)
    return (name, element.href) if name and element.href else None


# ------------------------------------------------------------------ floating windows


def close_button_size(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Width and height in dp of what closes a dialog or another floating window; the smaller one decides.

    Other buttons are told by their name or id; which windows float, by role or id.
    """
    window = nearest_around(screen, floats)
    for element in screen.shown():
        if window[element.id] is None or not element.clickable or not closes(element):
            continue
        size, box = element.size_dp, whole(element)
        if size is None:
            if box is not None:
                yield Judgement(element=element, verdict=Verdict.NOT_VERIFIED, reason="unknown-density")
            continue
        if min(size) <= 0:
            continue
        verdict, reason = judge_size(element, min(size), limits)
        yield Judgement(element=element, verdict=verdict, measured=round(min(size), 2), reason=reason)


def close_button_place(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether what closes a floating window stands at its upper left, upper right or lower middle.

    In thirds of the box around all that the window says and offers. A dialog told by its role may be a
    question with its answers in a row, which the standard does not mean: there a person judges.
    """
    window = nearest_around(screen, floats)
    inside = _content(screen, window)
    for element in screen.shown():
        around, box = window[element.id], whole(element)
        if around is None or box is None or not element.clickable or not closes(element):
            continue
        verdict, reason = Verdict.SATISFIED, ""
        if element.in_webview or element.clipped:
            verdict, reason = Verdict.NEEDS_REVIEW, "in-webview" if element.in_webview else "clipped"
        elif not _in_place(box, inside.get(around.id, box)):
            sure = (
                bool(id_words(around) & floating_words()["window_ids"])
                and around.role not in floating_words()["roles"]
            )
            verdict = Verdict.VIOLATED if sure else Verdict.NEEDS_REVIEW
            reason = "close-elsewhere"
        yield Judgement(element=element, verdict=verdict, reason=reason)


def _content(screen: Screen, window: Mapping[str, Element | None]) -> dict[str, Box]:
    """For each floating window, the box around what is said, drawn or tapped in it."""
    content: dict[str, Box] = {}
    for element in screen.shown():
        around, box = window[element.id], whole(element)
        speaks = said(element) or element.role == "img" or element.clickable
        if around is None or box is None or not speaks or own_id(element) == SCRIM:
            continue
        known = content.get(around.id)
        content[around.id] = box if known is None else union(known, box)
    return content


def _in_place(box: Box, window: Box) -> bool:
    x = _third((box[0] + box[2]) / 2, window[0], window[2])
    y = _third((box[1] + box[3]) / 2, window[1], window[3])
    return (x, y) in ((0, 0), (2, 0), (1, 2))


def _third(at: float, start: float, end: float) -> int:
    """0, 1 or 2; in a window without any length all is in the middle."""
    return min(2, int(3 * (at - start) / (end - start))) if end > start else 1
