"""Finds a captcha that only eyes can solve, and the other ways that the screen offers beside it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

from ..screen import Element, Screen
from .text import clickable_of, fold, spoken

CaptchaKind = Literal["puzzle", "choice", "picture", "slider"]


@dataclass(frozen=True, slots=True)
class Captcha:
    """``kind``: to put together, to choose among pictures, to read from a picture, or to drag.

    ``certain``: a picture of it is there, or words on the screen ask for a proof; else it is only named.
    """

    element: Element
    kind: CaptchaKind
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Ways:
    """What can be tapped instead: ``sure`` does without eyes, ``perhaps`` may lead to something that does."""

    sure: tuple[Element, ...]
    perhaps: tuple[Element, ...]


def find_captcha(screen: Screen) -> Captcha | None:
    """Return the captcha of a screen, a picture of it before words about it; else None."""
    told: Captcha | None = None
    for element in screen.shown():
        if _is_picture_of_one(element):
            return Captcha(element, "picture")
        if told is None and (kind := _kind(element)) is not None:
            told = Captcha(element, kind)
            if element.role == "img":
                return told
    if told is None or any(_asks_for_proof(screen, each) for each in screen.shown()):
        return told
    return replace(told, certain=False)


def other_ways(screen: Screen) -> Ways:
    """Return what can be tapped in place of a captcha, in the order it stands.

    A spoken code may stand in for the message alone, where the screen asks for one.
    """
    words = _words()["ways"]
    messages = any(re.search(words["message"], said) for each in screen.shown() for said in _said(each))
    sure: list[Element] = []
    perhaps: list[Element] = []
    for element in screen.shown():
        if not element.clickable or element.enabled is False or element.editable:
            continue
        said = spoken(screen, element)
        if not said or len(said) > words["longest"]:
            continue
        code = re.search(words["spoken"], said)
        if re.search(words["sure"], said) or (code and not messages):
            sure.append(element)
        elif code or (re.search(words["perhaps"], said) and not re.search(words["not_perhaps"], said)):
            perhaps.append(element)
    return Ways(tuple(sure), tuple(perhaps))


def _is_picture_of_one(element: Element) -> bool:
    if element.role != "img":
        return False
    image = _words()["image"]
    own = (element.resource_id or "").rpartition(":id/")[2]
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", own).casefold()
    named = re.fullmatch(image["names"], fold(element.name or element.text or ""))
    return bool(named or re.search(image["ids"], apart))


def _kind(element: Element) -> CaptchaKind | None:
    """What captcha the element's own words tell of; None for other words, questions and long texts."""
    words = _words()
    for said in _said(element):
        if len(said) > words["longest"] or re.search(words["about"], said):
            continue
        for kind, pattern in words["kinds"].items():
            if re.search(pattern, said):
                return cast(CaptchaKind, kind)
    return None


def _asks_for_proof(screen: Screen, element: Element) -> bool:
    """Whether the element asks for a proof; what is tapped only leads to one, but for fields."""
    words = _words()
    return any(
        re.search(words["proof"], said) and not re.search(words["no_proof"], said)
        for said in _said(element)
        if len(said) <= words["longest"]
    ) and (bool(element.editable) or clickable_of(screen, element) is None)


def _said(element: Element) -> Iterator[str]:
    """What the element says of itself, folded: text, name and hint."""
    return (fold(each) for each in (element.text, element.name, element.hint) if each)


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "captcha.toml").read_text("utf-8"))
