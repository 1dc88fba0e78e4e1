"""Finds a captcha that only eyes can solve, and the other ways that the screen offers beside it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

from ..screen import Element, Screen
from .text import fold, spoken

CaptchaKind = Literal["puzzle", "choice", "picture", "slider"]


@dataclass(frozen=True, slots=True)
class Captcha:
    """``kind``: to put together, to choose among pictures, to read from a picture, or to drag."""

    element: Element
    kind: CaptchaKind


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
    return told


def other_ways(screen: Screen) -> Ways:
    """Return what can be tapped in place of a captcha, in the order it stands."""
    words = _words()["ways"]
    sure: list[Element] = []
    perhaps: list[Element] = []
    for element in screen.shown():
        if not element.clickable or element.enabled is False or element.editable:
            continue
        said = spoken(screen, element)
        if not said or len(said) > words["longest"]:
            continue
        if re.search(words["sure"], said):
            sure.append(element)
        elif re.search(words["perhaps"], said) and not re.search(words["not_perhaps"], said):
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
    for said in (fold(each) for each in (element.text, element.name, element.hint) if each):
        if len(said) > words["longest"] or re.search(words["about"], said):
            continue
        for kind, pattern in words["kinds"].items():
            if re.search(pattern, said):
                return cast(CaptchaKind, kind)
    return None


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "captcha.toml").read_text("utf-8"))
