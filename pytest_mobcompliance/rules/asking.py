"""What an app asks of its user: gestures with many fingers, captchas for the eyes alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ..findings import Verdict
from ..recognise.captcha import find_captcha, other_ways
from ..recognise.text import fold, spoken
from ..screen import Element, Screen
from .model import Judgement, Limits
from .tree import is_native, said

# ------------------------------------------------------------------ gestures


def many_fingers(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """How many fingers the screen's words ask for; more than ``max`` only where they say that it must be so.

    A person judges words that only tell of such a gesture, that leave the number open, that speak of the
    phone's own gestures, and those that tell of another way or of what a control on the screen is called.
    Gestures that no words tell of are not seen; of a screen without any words nothing is said.
    """
    asked: set[str] = set()
    for element in screen.shown():
        words = fold(element.text or element.name or "")
        found = _asking(words)
        if found is None or words in asked:
            continue
        asked.add(words)
        count = _words()["numbers"].get(found["number"])
        verdict, reason = Verdict.SATISFIED, ""
        if count is None or count > limits["max"]:
            reason = _doubt(words, found, count) or _control_for(screen, element, words)
            verdict = Verdict.NEEDS_REVIEW if reason else Verdict.VIOLATED
        if verdict is Verdict.VIOLATED:
            reason = "asks-many-fingers"
        yield Judgement(
            element=element, verdict=verdict, measured=count, required=int(limits["max"]), reason=reason
        )
    if not asked and any(map(said, screen.shown())):
        yield Judgement(element=None, verdict=Verdict.SATISFIED)


def _asking(words: str) -> re.Match[str] | None:
    """The first mention of several fingers that is no refusal of them, and not said to be switched off."""
    known = _words()
    for found in re.finditer(known["fingers"], words):
        off = re.match(known["switched_off"], words[found.end() :])
        if not off and not re.search(known["refused"], words[: found.start()]):
            return found
    return None


def _doubt(words: str, found: re.Match[str], count: int | None) -> str:
    """Why the words alone do not prove that the gesture is needed; empty when they do."""
    known = _words()
    around = words[max(0, found.start() - known["near"]) : found.end() + known["near"]]
    if re.search(known["of_the_system"], words):
        return "system-gesture"
    if count is None:
        return "fingers-not-told"
    named = re.match(known["only_named"], words[found.end() :])
    done = not named and re.search(known["gesture"], around.replace(found.group(), ""))
    clause = _part(words, found, ",。.;!?")
    asked = re.search(known["asked"], clause) and not re.search(known["free"], _part(words, found, "。.;!?"))
    if not done or not (asked or re.search(known["needed"], clause)):
        return "gesture-only-named"
    return "other-way-told" if re.search(known["other_way"], words) else ""


def _part(words: str, found: re.Match[str], ends: str) -> str:
    """What stands around the fingers as far as the next of some signs on each side."""
    before, after = words[: found.start()], words[found.end() :]
    start = max(before.rfind(sign) for sign in ends) + 1
    stop = min((place for sign in ends if (place := after.find(sign)) >= 0), default=len(after))
    return before[start:] + found.group() + after[:stop]


def _control_for(screen: Screen, asking: Element, words: str) -> str:
    """Whether something to tap is called what the words say that the gesture does: 三指下滑返回首页."""
    inside = {part.id for part in screen.subtree(asking)} | {around.id for around in screen.ancestors(asking)}
    for element in screen.shown():
        if not element.clickable or element.enabled is False or element.id in inside:
            continue
        name = spoken(screen, element)
        if len(name) >= _words()["shortest_name"] and name in words:
            return "other-way-told"
    return ""


# ------------------------------------------------------------------ captchas


def captcha_alternative(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether a captcha for the eyes has another way beside it that can be tapped.

    A person judges what may lead to one, what only has to be dragged, words that may be about something else,
    and a phone's screen that scrolls on: the other way may stand further down. Of a screen without any words
    nothing is said.
    """
    captcha = find_captcha(screen)
    if captcha is None:
        if any(map(said, screen.shown())):
            yield Judgement(element=None, verdict=Verdict.NOT_APPLICABLE, reason="no-captcha")
        return
    ways = other_ways(screen)
    if ways.sure:
        yield Judgement(
            element=captcha.element, verdict=Verdict.SATISFIED, values={"other": ways.sure[0].label}
        )
        return
    verdict, reason = Verdict.NEEDS_REVIEW, ""
    if captcha.element.in_webview:
        reason = "in-webview"
    elif ways.perhaps:
        reason = "other-way-perhaps"
    elif screen.truncated or (is_native(screen) and any(each.scrollable for each in screen.shown())):
        reason = "more-below"
    elif captcha.kind == "slider":
        reason = "only-dragged"
    elif not captcha.certain:
        reason = "captcha-only-named"
    else:
        verdict, reason = Verdict.VIOLATED, "eyes-only"
    yield Judgement(element=captcha.element, verdict=verdict, reason=reason)


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "asking.toml").read_text("utf-8"))
