"""Whether both answers of the privacy notice are real, and as easy to see as each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..findings import Measure, Verdict
from ..recognise import PrivacyNotice, recognise_privacy_notice
from ..screen import Element, Screen
from ..screen.colors import HIGH
from ..screen.measured import measured_of
from .contrast import text_contrast
from .model import Judgement, Limits

_ROUNDING = 0.5
"""dp; layout rounds to whole device px."""
_CONTROLS = frozenset({"button", "link"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a notice as it shows; what is not known is None.

    ``width``, ``height``: of what is tapped, in dp. ``size``: of its words, in dp. ``tone``: contrast of its
    words. ``readable``: whether that is enough; None where nobody can say.
    """

    element: Element
    is_control: bool
    width: float | None
    height: float | None
    size: float | None
    tone: float | None
    required: Measure
    readable: bool | None


@dataclass(frozen=True, slots=True)
class Wrong:
    """What a refusal lacks: reason code, and numbers if it has any."""

    reason: str
    measured: Measure = None
    required: Measure = None


def unequal_choice(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether a user finds the refusal of a privacy notice as easily as its agreement.

    Clear buttons for both are asked for; so a refusal that is no control, too small to be tapped or too pale
    to be read beside an agreement that is none of it is a violation. By how much two good buttons may
    differ, no rule says: beyond the house's ratios a person looks. A notice without one of both answers is
    not judged here.
    """
    notice = recognise_privacy_notice(screen)
    if notice is None or notice.agree is None or notice.decline is None:
        return
    yield _judge(*_answers(screen, notice, limits), limits)


def _judge(yes: Answer, no: Answer, limits: Limits) -> Judgement:
    ratios = _ratios(yes, no)
    told: dict[str, Measure] = {**ratios}
    told["ratios"] = " / ".join("–" if each is None else f"{each:g}" for each in ratios.values())
    wrong = _wrong(yes, no, limits)
    if wrong is None:
        verdict, reason = _compared(yes, no, ratios, limits)
        return Judgement(element=no.element, verdict=verdict, reason=reason, values=told)
    doubt = _doubt(no.element, wrong)
    if doubt:
        return Judgement(element=no.element, verdict=Verdict.NEEDS_REVIEW, reason=doubt, values=told)
    return Judgement(
        element=no.element,
        verdict=Verdict.VIOLATED,
        measured=wrong.measured,
        required=wrong.required,
        reason=wrong.reason,
        values=told,
    )


def _doubt(element: Element, wrong: Wrong) -> str:
    """Why a fault may be none: boxes seen from outside may be zoomed, what is cut may be large enough."""
    if element.in_webview:
        return "in-webview"
    return "clipped" if wrong.reason == "decline-too-small" and element.clipped else ""


def _wrong(yes: Answer, no: Answer, limits: Limits) -> Wrong | None:
    """What is missing at the refusal and there at the agreement."""
    if yes.is_control and not no.is_control:
        return Wrong("decline-no-control")
    least, others = _smaller(no), _smaller(yes)
    target = limits["target"]
    if least is not None and others is not None and least + _ROUNDING < target <= others + _ROUNDING:
        return Wrong("decline-too-small", round(least, 2), target)
    if no.readable is False and yes.readable:
        return Wrong("decline-pale", no.tone, no.required)
    return None


def _compared(
    yes: Answer, no: Answer, ratios: Mapping[str, float | None], limits: Limits
) -> tuple[Verdict, str]:
    """What the ratios say of two answers that are both real, or both bad."""
    if None in (*ratios.values(), yes.readable, no.readable):
        return Verdict.NEEDS_REVIEW, "emphasis-unmeasured"
    beyond = [name for name, ratio in ratios.items() if ratio is not None and ratio > limits[name]]
    return (Verdict.NEEDS_REVIEW, "uneven-emphasis") if beyond else (Verdict.SATISFIED, "")


def _smaller(answer: Answer) -> float | None:
    return None if answer.width is None or answer.height is None else min(answer.width, answer.height)


def _ratios(yes: Answer, no: Answer) -> dict[str, float | None]:
    """How many times the agreement is the refusal: ``area`` to tap, ``text`` size, ``tone`` (contrast)."""
    area = [None if a.width is None or a.height is None else a.width * a.height for a in (yes, no)]
    pairs = {"area": (area[0], area[1]), "text": (yes.size, no.size), "tone": (yes.tone, no.tone)}
    return {name: round(one / two, 2) if one and two else None for name, (one, two) in pairs.items()}


# ------------------------------------------------------------------ one answer


def _answers(screen: Screen, notice: PrivacyNotice, limits: Limits) -> tuple[Answer, Answer]:
    assert notice.agree is not None
    assert notice.decline is not None
    of_text = {
        "normal": limits["contrast"],
        "large": limits["contrast_large"],
        "large_above": limits["large_above"],
    }
    judged = {
        one.element.id: one for one in text_contrast(screen, of_text) if isinstance(one.element, Element)
    }
    yes, no = (_answer(screen, each, judged) for each in (notice.agree, notice.decline))
    return yes, no


def _answer(screen: Screen, element: Element, judged: Mapping[str, Judgement]) -> Answer:
    """The words of an answer are its own, else the first ones inside it."""
    words = next((e for e in screen.subtree(element) if e.text and e.visible is not False), None)
    said = judged.get(words.id) if words is not None else None
    readable = {Verdict.SATISFIED: True, Verdict.VIOLATED: False}
    width, height = element.size_dp or (None, None)
    return Answer(
        element=element,
        is_control=(element.clickable is True or element.role in _CONTROLS) and not element.inline,
        width=width,
        height=height,
        size=_size(screen, words) if words is not None else None,
        tone=said.measured if said is not None and isinstance(said.measured, float) else None,
        required=said.required if said is not None else None,
        readable=readable.get(said.verdict) if said is not None else None,
    )


def _size(screen: Screen, words: Element) -> float | None:
    """Size of a text in dp as it is told, else as it is measured for sure."""
    if words.text_size_dp is not None:
        return words.text_size_dp
    measured = measured_of(screen)
    ink = measured.text(words) if measured is not None and words.bounds is not None else None
    return ink.size_dp if ink is not None and ink.confidence >= HIGH else None
