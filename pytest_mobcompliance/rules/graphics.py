"""Contrast of what is no text and must be seen to use the app: icons, and the frames of fields.

Measured in the screenshot on every platform. A machine is sure of little here: only an icon that is tapped
and has no words or, where the standard names frames, a field that shows nothing else violates anything; a
person sees to the rest.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..findings import Verdict
from ..screen import Element, Screen
from ..screen.colors import HIGH, Colors, measure_frame
from ..screen.measured import Measured, measured_of
from ..screen.picture import count_colors
from .contrast import SURE, colors_seen
from .model import Judgement, Limits
from .pixels import unseen
from .tree import nearest_around

_ROUNDING = 0.01
_ICON = 96.0
"""dp: what is larger is a picture, a map or a banner (Material's icons are drawn at 18 to 48)."""
_SHADES = 0.2
"""Distinct colours by pixels, from where a small picture is a photograph; smooth edges of icons give 0.05."""
_IMAGES = frozenset({"img", "image"})


def nontext_contrast(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Contrast ratio of icons and of fields' frames with what surrounds them.

    Not judged: what is disabled, icons beside words of the same target, photographs, fields without a frame.
    """
    measured = measured_of(screen)
    off = nearest_around(screen, lambda element: element.enabled is False and bool(element.clickable))
    target = nearest_around(screen, lambda element: bool(element.clickable))
    wordy = _wordy(screen)
    missed = 0
    for element in screen.shown():
        if element.enabled is False or off[element.id] or element.reader_hidden:
            continue
        field = bool(element.editable)
        alone = not field and _is_icon_button(element, wordy, target[element.id])
        if not field and not alone and not _is_named_picture(element, wordy, target[element.id]):
            continue
        if measured is None or element.bounds is None:
            missed += alone
            continue
        one = _of_field(element, measured, limits) if field else _of_icon(screen, element, measured, limits)
        if one is not None:
            sure = alone or (field and "frame" in limits and not _shows_words(element))
            yield _demoted(one, sure=sure)
    if missed:
        yield Judgement(
            element=None,
            verdict=Verdict.NOT_VERIFIED,
            reason=unseen(screen) or "out-of-picture",
            values={"icons": missed},
        )


def _wordy(screen: Screen) -> set[str]:
    """Return the ids of elements with a shown text in or below them."""
    wordy: set[str] = set()
    for element in reversed(screen.elements):
        if element.visible is not False and (element.text or element.id in wordy):
            wordy.update((element.id, element.parent or ""))
    return wordy


def _is_icon_button(element: Element, wordy: set[str], target: Element | None) -> bool:
    """Whether the element is tapped, small, and shows no words, its own or its row's."""
    if not element.clickable or element.id in wordy or (target is not None and target.id in wordy):
        return False
    return _is_small(element)


def _is_named_picture(element: Element, wordy: set[str], target: Element | None) -> bool:
    """Whether the element is a small picture that says something and is no part of a target."""
    return element.role in _IMAGES and bool(element.name) and target is None and _is_small(element)


def _is_small(element: Element) -> bool:
    size = element.size_dp
    return size is not None and min(size) > 0 and max(size) <= _ICON


def _shows_words(element: Element) -> bool:
    return bool(element.text or element.hint or element.value)


def _demoted(one: Judgement, *, sure: bool) -> Judgement:
    """A violation that a machine is sure of, else a question."""
    element = one.element
    clipped = isinstance(element, Element) and bool(element.clipped)
    if one.verdict is not Verdict.SATISFIED and clipped:
        reason = "clipped"
    elif one.verdict is Verdict.VIOLATED and not sure:
        reason = one.reason
    else:
        return one
    return Judgement(
        element=element,
        verdict=Verdict.NEEDS_REVIEW,
        measured=one.measured,
        required=one.required,
        reason=reason,
        values=one.values,
    )


# ---- icons -----------------------------------------------------------------------------------------------


def _of_icon(screen: Screen, element: Element, measured: Measured, limits: Limits) -> Judgement | None:
    """Judge an icon; None for a photograph. A picture in the target is what is looked at."""
    inner = [one for one in screen.subtree(element) if one.role in _IMAGES and one.bounds is not None]
    shown = inner[0] if len(inner) == 1 else element
    if _is_photograph(measured, shown):
        return None
    needed = (limits["min"],)
    drawn, outline = measured.colors(shown, needed), measured.graphic(shown, needed)
    assert drawn is not None, shown.id
    assert outline is not None, shown.id
    best = _best(drawn, outline)
    verdict, reason = _verdict(best, limits["min"])
    if verdict is Verdict.VIOLATED and outline.ratio + _ROUNDING >= limits["min"]:
        verdict, reason = Verdict.NEEDS_REVIEW, "low-contrast"  # a pale sign on a fill that stands out
    small = limits.get("small", 0.0)
    if verdict is Verdict.SATISFIED and best.ratio + _ROUNDING < small:
        # Less is enough for letters above 18 dp; whether for an icon, a person must say.
        verdict, reason = Verdict.NEEDS_REVIEW, "standard-has-exceptions"
    return Judgement(
        element=element,
        verdict=verdict,
        measured=round(best.ratio, 2) if best.confidence >= SURE else None,
        required=small if reason == "standard-has-exceptions" else limits["min"],
        reason=reason,
        values=colors_seen(best),
    )


def _best(drawn: Colors, outline: Colors) -> Colors:
    """What is drawn on the icon's own fill, where there is such; else the icon against its surroundings."""
    if drawn.confidence >= HIGH or drawn.confidence >= outline.confidence:
        return drawn
    return outline


def _verdict(colors: Colors, least: float) -> tuple[Verdict, str]:
    if colors.confidence < HIGH:
        return Verdict.NEEDS_REVIEW, colors.reason or "borderline"
    if colors.ratio + _ROUNDING < least:
        return Verdict.VIOLATED, "low-contrast"
    return Verdict.SATISFIED, ""


def _is_photograph(measured: Measured, element: Element) -> bool:
    assert element.bounds is not None, element.id
    crop, _ = measured.picture.crop(element.bounds)
    return count_colors(crop)[0].size > _SHADES * max(1, crop.size)


# ---- fields ----------------------------------------------------------------------------------------------


def _of_field(element: Element, measured: Measured, limits: Limits) -> Judgement | None:
    """Judge the frame or the line of a field; None without one: no standard asks for it.

    ``frame``: what a profile asks of frames; those without it name icons only.
    """
    assert element.bounds is not None, element.id
    least = limits.get("frame", limits["min"])
    colors = measure_frame(measured.picture, element.bounds, measured.density, limits=(least,))
    if colors is None:
        return None
    verdict, reason = _verdict(colors, least)
    return Judgement(
        element=element,
        verdict=verdict,
        measured=round(colors.ratio, 2),
        required=least,
        reason=reason,
        values=colors_seen(colors),
    )
