"""How large text is and can get, how far lines and paragraphs stand apart, whether pages can be zoomed."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import TypeAlias

from ..findings import Verdict
from ..recognise.text import fold
from ..screen import Element, Platform, Screen
from ..screen.colors import HIGH
from ..screen.ink import TextInk
from ..screen.measured import Measured
from ..screen.sp import NONLINEAR_SINCE
from .contrast import MOST, texts_of
from .model import Judgement, Limits
from .pixels import ERRORS, Doubt, blind, doubts, each_measured, measurable, size_of, unseen
from .tree import is_native, ornament

_SIZE_ROUNDING = 0.05
"""dp"""
_SPACING_ROUNDING = 0.01
_SAME_HEIGHT = 0.5
"""dp"""
_PITCH_OFF = 1.0
"""px: how far off the pitch of measured lines is; of most paragraphs of `benchmarks/accuracy.py` less."""
_LETTERS = 3
"""On each line of a paragraph, at least; a single letter does not tell its baseline."""
_PROSE = frozenset("。！？；.!?;")
"""What ends sentences: a paragraph has one; rows of facts have none."""
_MAIN = 0.75
"""Share of a screen's characters that must be measured and large, for main text to be large."""
_OLD_LARGEST = 1.3
"""Text scale: the largest that Android's own settings offer before version 14; adb sets any."""
_SAME_SIZE = 0.06
"""Measured sizes that differ by a smaller share are one size: two errors each."""
_PAIR = re.compile(r"([a-z-]+)\s*=\s*([^\s,;]+)")


def text_size(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Size in dp of each element's own text.

    Phones tell it of some texts only, with the driver's setting ``includeExtraRenderingInfo``; the others are
    measured in the picture.
    """
    silent: list[Element] = []
    for element in _texts(screen):
        size = element.text_size_dp
        if size is None and is_native(screen):
            silent.append(element)
            continue
        if size is None:
            yield Judgement(element=element, verdict=Verdict.NOT_VERIFIED, reason="unknown-text-size")
            continue
        small = size + _SIZE_ROUNDING < limits["min"]
        verdict, reason = _too_small(element) if small else (Verdict.SATISFIED, "")
        yield Judgement(element=element, verdict=verdict, measured=round(size, 2), reason=reason)
    doubt, texts = doubts(screen), texts_of(screen)

    def under(element: Element) -> bool:
        return texts.cover(screen, element, MOST)

    def judge(element: Element, ink: TextInk) -> Judgement:
        return _by_ink(element, ink, limits["min"], doubt, under)

    yield from each_measured(screen, silent, Measured.text, judge, _unmeasurable(screen))


def _too_small(element: Element) -> tuple[Verdict, str]:
    """What a size below the limit means: the article is about main text, and not every text is."""
    most, secondary = _secondary()
    said = fold(element.text or "")
    verdict, reason = Verdict.VIOLATED, "text-too-small"
    if len(said) <= most and secondary.search(said):
        verdict, reason = Verdict.NEEDS_REVIEW, "standard-has-exceptions"
    return verdict, reason


@cache
def _secondary() -> tuple[int, re.Pattern[str]]:
    """How long secondary text may be, in characters, and what it holds, folded."""
    table = tomllib.loads((files(__package__) / "text.toml").read_text("utf-8"))["secondary"]
    return table["most"], re.compile("|".join(table["words"]))


def _texts(screen: Screen) -> Iterator[Element]:
    return (element for element in screen.shown() if element.text and not ornament(element))


def _unmeasurable(screen: Screen) -> str:
    return unseen(screen) or ("" if screen.density else "unknown-density")


def _by_ink(
    element: Element, ink: TextInk, least: float, doubt: Doubt, under: Callable[[Element], bool]
) -> Judgement:
    """The verdict on a measured size: sure where the limit lies outside of what it may be.

    ``under``: whether another text may be what was measured.
    """
    known, verdict = size_of(ink), Verdict.NEEDS_REVIEW
    if known is None or ink.confidence < HIGH:
        reason = "clipped" if element.clipped else ink.reason
    elif known[1] + _SIZE_ROUNDING < least:
        reason = doubt(element)
        verdict, reason = (verdict, reason) if reason else _too_small(element)
    elif known[0] + _SIZE_ROUNDING >= least:
        verdict, reason = (verdict, "covered") if under(element) else (Verdict.SATISFIED, "")
    else:
        reason = "clipped" if element.clipped else "borderline"
    return Judgement(
        element=element,
        verdict=verdict,
        measured=ink.size_dp,
        reason=reason,
        values={} if ink.error_dp is None else {"error": round(ERRORS * ink.error_dp, 2)},
    )


def text_can_grow(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether the text of a screen that was captured with enlarged text reaches ``min`` dp.

    The specification asks it of the text of main functions and screens. Main text is here what most of the
    characters of a screen stand in: it stays small when more than half of them do, satisfied when three
    quarters reach ``min`` and none is known to be smaller. At the usual text size nothing is said; where the
    text was enlarged less than ``largest`` times, it may grow further. What stays small is for a person: a
    setting of the app's own is enough, and the picture does not tell of one. So is what is large enough only
    at a scale that the settings of an older Android do not offer.
    """
    scale = screen.font_scale or 1.0
    if scale <= 1:
        return
    texts = [element for element in _texts(screen) if not element.clipped]
    silent = [element for element in texts if element.text_size_dp is None]
    reason = _unmeasurable(screen)
    if silent and reason:
        yield blind(reason, silent)
        return
    spans = _spans(screen, texts)
    total = sum(weight for _, _, weight in spans)
    if not total:
        return
    least = limits["min"] - _SIZE_ROUNDING
    small = sum(weight for _, most, weight in spans if most < least)
    verdict, reason = Verdict.NEEDS_REVIEW, "part-stays-small" if small else "partly-measured"
    if _is_large(spans, least):
        verdict, reason = Verdict.SATISFIED, ""
        if not _is_large(spans, least * max(1.0, scale / _offered(screen))):
            verdict, reason = Verdict.NEEDS_REVIEW, "larger-than-settings-offer"
    elif small > total / 2:
        reason = "not-largest" if scale < limits["largest"] else "text-stays-small"
    yield Judgement(
        element=None,
        verdict=verdict,
        measured=_middle(spans),
        reason=reason,
        values={"share": round(100 * small / total)},
    )


_Span: TypeAlias = tuple[float, float, int]
"""The least and the most that the size of a text may be, dp, and its characters."""


def _is_large(spans: Sequence[_Span], least: float) -> bool:
    """Whether main text is of ``least`` dp and more."""
    large = sum(weight for low, _, weight in spans if low >= least)
    return large >= _MAIN * sum(weight for *_, weight in spans) and all(most >= least for _, most, _ in spans)


def _offered(screen: Screen) -> float:
    """The largest text scale that the phone's own settings offer; infinite where no limit is known.

    Up to that version sizes grow evenly with the scale, so that they can be told for a smaller one.
    """
    level = screen.settings.get("api_level")
    old = screen.platform is Platform.ANDROID and type(level) is int and level < NONLINEAR_SINCE
    return _OLD_LARGEST if old else math.inf


def _spans(screen: Screen, texts: Sequence[Element]) -> list[_Span]:
    """What is known of the sizes of texts: 0 to infinity where nothing is."""
    silent = [element for element in texts if element.text_size_dp is None]
    spans = [
        (element.text_size_dp, element.text_size_dp, len(element.text or ""))
        for element in texts
        if element.text_size_dp is not None
    ]
    doubt = doubts(screen)
    for element, measured in measurable(screen, silent):
        ink = measured.text(element)
        known = size_of(ink) if ink is not None and ink.confidence >= HIGH else None
        low, most = known or (0.0, math.inf)
        if known is not None and doubt(element):
            low, most = 0.0, math.inf
        spans.append((low, most, len(element.text or "")))
    return spans


def _middle(spans: Sequence[_Span]) -> float | None:
    """The size in dp that half of the characters of known size do not exceed."""
    known = sorted(((low + most) / 2, weight) for low, most, weight in spans if most < math.inf)
    left = sum(weight for _, weight in known) / 2
    for size, weight in known:
        left -= weight
        if left <= 0:
            return round(size, 2)
    return None


def line_spacing(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Line height over text size, of texts with two or more lines; on phones from baseline to baseline."""
    if is_native(screen):
        yield from _pitches(screen, limits)
        return
    for element in screen.shown():
        if not element.text or element.line_count is None or element.line_count < 2:
            continue
        if not element.text_size_dp or element.line_height_dp is None:
            yield Judgement(element=element, verdict=Verdict.NOT_VERIFIED, reason="unknown-line-height")
            continue
        spacing = element.line_height_dp / element.text_size_dp
        tight = spacing + _SPACING_ROUNDING < limits["min"]
        yield Judgement(
            element=element,
            verdict=Verdict.VIOLATED if tight else Verdict.SATISFIED,
            measured=round(spacing, 2),
            reason="lines-too-tight" if tight else "",
        )


def _pitches(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    texts, doubt = [element for element in _texts(screen) if _is_prose(element)], doubts(screen)

    def judge(element: Element, ink: TextInk) -> Judgement | None:
        return _by_pitch(screen, element, ink, limits["min"], doubt)

    yield from each_measured(screen, texts, Measured.text, judge)


def _by_pitch(screen: Screen, element: Element, ink: TextInk, least: float, doubt: Doubt) -> Judgement | None:
    """The verdict on a measured line spacing; None for one line, a label that wraps, or nothing that could be
    told from what lies behind it."""
    if ink.lines < 2 or len(element.text or "") < _LETTERS * ink.lines:
        return None
    verdict, reason = Verdict.NEEDS_REVIEW, ink.reason
    spacing, error = _spacing(screen, element, ink)
    if spacing is None or ink.confidence < HIGH or not ink.line_pitch_px:
        reason = "clipped" if element.clipped else reason or "no-telling-glyphs"
    else:
        off = spacing * math.hypot(error, _PITCH_OFF / ink.line_pitch_px)
        if spacing - off + _SPACING_ROUNDING >= least:
            verdict, reason = Verdict.SATISFIED, ""
        elif spacing + off + _SPACING_ROUNDING >= least:
            reason = "clipped" if element.clipped else "borderline"
        elif not (reason := doubt(element)):
            verdict, reason = Verdict.VIOLATED, "lines-too-tight"
    shown = None if spacing is None else round(spacing, 2)
    return Judgement(element=element, verdict=verdict, measured=shown, reason=reason)


def _is_prose(element: Element) -> bool:
    """Whether a text may be a paragraph, which a phone's tree does not tell: sentences that nobody taps."""
    return not element.clickable and element.role != "heading" and bool(_PROSE & set(element.text or ""))


def _spacing(screen: Screen, element: Element, ink: TextInk) -> tuple[float | None, float]:
    """Pitch over size, and how far off that is for the size, as a share; a size that is told is exact."""
    told = (element.text_size_dp or 0.0) * (screen.density or 0.0)
    if told and ink.line_pitch_px:
        return ink.line_pitch_px / told, 0.0
    return ink.line_spacing, ERRORS * (ink.error or 0.0)


def paragraph_spacing(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """From the last line of a paragraph to the first of the next, over the line height.

    Of neighbouring ``p`` of one line height, one of them with two or more lines. Where padding inside the
    boxes may be the room that lacks between them, a person must look. A phone's tree names no paragraphs:
    there they are neighbours of one parent, text of one size and two or more lines each.
    """
    if is_native(screen):
        yield from _stacked(screen, limits)
        return
    before: dict[str, Element] = {}
    for element in screen.shown():
        above = before.get(element.parent or "")
        before[element.parent or ""] = element
        if above is None or not _paragraphs(above, element):
            continue
        least, most = _pitch(above, element)
        verdict, reason = Verdict.SATISFIED, ""
        if most + _SPACING_ROUNDING < limits["min"]:
            verdict, reason = Verdict.VIOLATED, "paragraphs-too-near"
        elif least + _SPACING_ROUNDING < limits["min"]:
            verdict, reason = Verdict.NEEDS_REVIEW, "unknown-padding"
        yield Judgement(element=element, verdict=verdict, measured=round(least, 2), reason=reason)


def _paragraphs(above: Element, below: Element) -> bool:
    pair = (above, below)
    if any(one.class_name != "p" or not one.text or not one.line_height_dp for one in pair):
        return False
    if abs((above.line_height_dp or 0) - (below.line_height_dp or 0)) > _SAME_HEIGHT:
        return False
    one, other = above.full_bounds_dp, below.full_bounds_dp
    if one is None or other is None or max(each.line_count or 1 for each in pair) < 2:
        return False
    return other[1] >= one[3] - _SAME_HEIGHT and one[0] < other[2] and other[0] < one[2]


def _pitch(above: Element, below: Element) -> tuple[float, float]:
    """In line heights: without any padding inside the boxes, and with as much as they have room for."""
    height = above.line_height_dp or 1.0
    one, other = above.full_bounds_dp or (0, 0, 0, 0), below.full_bounds_dp or (0, 0, 0, 0)
    room = sum(
        max(0.0, box[3] - box[1] - (each.line_count or 1) * height)
        for each, box in ((above, one), (below, other))
    )
    gap = other[1] - one[3]
    return (gap + height) / height, (gap + room + height) / height


def _stacked(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """From the last baseline of a text to the first of the next one, over the pitch of its lines."""
    texts, doubt = [element for element in _texts(screen) if _is_prose(element)], doubts(screen)
    before: dict[str, tuple[Element, TextInk]] = {}

    def judge(element: Element, ink: TextInk) -> Judgement | None:
        above = before.pop(element.parent or "", None)
        if ink.confidence < HIGH or ink.lines < 2 or not ink.baselines:
            return None
        before[element.parent or ""] = (element, ink)
        if above is None or not _one_style(above, (element, ink)):
            return None
        return _by_steps(above, (element, ink), limits["min"], doubt)

    yield from each_measured(screen, texts, Measured.text, judge)


def _by_steps(
    above: tuple[Element, TextInk], below: tuple[Element, TextInk], least: float, doubt: Doubt
) -> Judgement:
    (one, ink), (other, next_ink) = above, below
    pitch = ink.line_pitch_px or 0.0
    steps = (next_ink.baselines[0] - ink.baselines[-1]) / pitch
    off = _PITCH_OFF * math.sqrt(2) / pitch
    verdict, reason = Verdict.SATISFIED, ""
    if steps + off < least:
        reason = doubt(one) or doubt(other) or "paragraphs-too-near"
        verdict = Verdict.VIOLATED if reason == "paragraphs-too-near" else Verdict.NEEDS_REVIEW
    elif steps - off < least:
        verdict, reason = Verdict.NEEDS_REVIEW, "borderline"
    return Judgement(element=other, verdict=verdict, measured=round(steps, 2), reason=reason)


def _one_style(above: tuple[Element, TextInk], below: tuple[Element, TextInk]) -> bool:
    """Tell whether two texts look like paragraphs: one size, one left edge, the second below the first."""
    (one, ink), (other, next_ink) = above, below
    if one.bounds is None or other.bounds is None or not ink.size_px or not next_ink.size_px:
        return False
    if not ink.line_pitch_px or next_ink.baselines[0] <= ink.baselines[-1]:
        return False
    same_size = abs(ink.size_px / next_ink.size_px - 1) <= _SAME_SIZE
    return same_size and abs(one.bounds[0] - other.bounds[0]) <= ink.size_px / 2


def zoom_blocked(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether the page's viewport element forbids zooming, or less than ``min`` times.

    A page without such an element can be zoomed; a capture that did not look for one proves nothing.
    """
    if "meta_viewport" not in screen.settings:
        yield Judgement(element=None, verdict=Verdict.NOT_VERIFIED, reason="unknown-viewport")
        return
    pairs = dict(_PAIR.findall(str(screen.settings.get("meta_viewport") or "").casefold()))
    most = _number(pairs.get("maximum-scale"))
    forbidden = pairs.get("user-scalable") in ("no", "0", "0.0", "false")
    capped = most is not None and 0 <= most < limits["min"]
    yield Judgement(
        element=None,
        verdict=Verdict.VIOLATED if forbidden or capped else Verdict.SATISFIED,
        measured=1.0 if forbidden else most,
        reason="zoom-forbidden" if forbidden else "zoom-capped" if capped else "",
    )


def _number(value: str | None) -> float | None:
    if value is None or not re.fullmatch(r"[+-]?\d{1,9}(\.\d{0,9})?", value):
        return None
    return float(value)
