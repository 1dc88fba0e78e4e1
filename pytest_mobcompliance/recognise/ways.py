"""Finds by which ways a screen lets people say who they are: by their face, and by others."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ..screen import Element, Screen
from .own import own_part
from .text import fold


@dataclass(frozen=True, slots=True)
class LoginWays:
    """What a screen offers, in the order it stands.

    ``face``: words of a face way. ``other``: fields to type a proof into, and words of other ways that can be
    tapped. ``more``: what opens further ways. ``mute``: can be tapped and says nothing, holds a page or a
    picture whose words nobody sees, or is a field that asks only who somebody is: another way may be there.
    """

    face: tuple[Element, ...]
    other: tuple[Element, ...]
    more: tuple[Element, ...]
    mute: tuple[Element, ...]


def login_ways(screens: Iterable[Screen]) -> LoginWays:
    """Return the ways that the parts of a screen offer together."""
    parts = [own_part(screen) for screen in screens]
    shown = [(part, element) for part in parts for element in part.shown()]
    return LoginWays(
        face=tuple(element for _, element in shown if _is_face(element)),
        other=tuple(element for _, element in shown if _is_field(element) or _is_other(element)),
        more=tuple(element for _, element in shown if _says(element, "more")),
        mute=tuple(element for part, element in shown if _is_mute(part, element) or _asks_who(element)),
    )


def _is_face(element: Element) -> bool:
    return _says(element, "face") and not _says(element, "not_face")


def _is_other(element: Element) -> bool:
    """Another way is named together with what it is for (密码登录, 短信验证); a label names it alone."""
    if _is_face(element) or _says(element, "not_other"):
        return False
    return _says(element, "other_named") or (_says(element, "other") and _says(element, "other_deed"))


def _is_field(element: Element) -> bool:
    """A password field, or one whose words ask for what only its owner knows."""
    return bool(element.password) or _asks(element, "field")


def _asks_who(element: Element) -> bool:
    """A field that somebody is named in; its proof may be asked for once that is done."""
    return _asks(element, "names") and not _is_field(element)


def _asks(element: Element, which: str) -> bool:
    asks = " ".join(each for each in (element.name, element.hint, element.text) if each)
    return bool(element.editable) and re.search(_words()[which], fold(asks)) is not None


def _is_mute(screen: Screen, element: Element) -> bool:
    """Whether nobody can tell what it offers; what stands inside it speaks for it."""
    if element.role == "webview":
        return True
    inside = screen.subtree(element)
    return bool(element.clickable) and not any(part.text or part.name for part in inside)


def _says(element: Element, which: str) -> bool:
    """Whether short words of the element fit; what is typed into says nothing of the app's."""
    said = fold(element.text or element.name or "")
    if not said or element.editable or len(said) > _words()["longest"]:
        return False
    return re.search(_words()[which], said) is not None


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "ways.toml").read_text("utf-8"))
