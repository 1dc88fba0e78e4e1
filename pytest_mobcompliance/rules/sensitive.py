"""Passwords and personal numbers that anyone looking at the screen can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..findings import Verdict
from ..recognise.sensitive import Sensitive, find_sensitive
from ..screen import Element, Screen
from .model import Judgement, Limits
from .tree import own_id

_PASSWORD_WORDS = ("密码", "密碼", "password", "passwd", "pwd")
_ONCE = re.compile("(动态|動態|短信|簡訊|一次性)(密码|密碼|口令)|one-?time.?password")
"""Passwords that hold once: many apps show them, as they show codes."""
_MASK = "***"


def password_masked(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether every field for a password hides what is typed."""
    for element in screen.shown():
        if not element.editable and not element.password:
            continue
        about = " ".join(filter(None, (element.name, element.hint, own_id(element)))).casefold()
        lasting = _ONCE.sub("", about)
        if not element.password and not any(word in lasting for word in _PASSWORD_WORDS):
            continue
        yield Judgement(
            element=element,
            verdict=Verdict.SATISFIED if element.password else Verdict.VIOLATED,
            reason="" if element.password else "password-in-clear",
        )


def clear_data(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether a bank card, resident ID or phone number is shown unmasked.

    The finding never holds the number: the element in it is a copy with the numbers taken out.
    """
    shown = [element for element in screen.shown() if not element.editable]
    written: set[str] = set()
    hits: dict[str, list[Sensitive]] = {}
    for element in shown:
        found = [*_find(element.text), *_find(element.value)]
        if found:
            hits[element.id] = found
            written.update(one.value for one in found)
    for element in shown:  # a container's name repeats the text inside it: once is enough
        if element.id not in hits:
            found = [one for one in _find(element.name) if one.value not in written]
            if found:
                hits[element.id] = found
    for element_id, found in hits.items():
        kind = found[0].kind.replace("_", "-")
        yield Judgement(
            element=_without_numbers(screen[element_id]),
            verdict=Verdict.VIOLATED,
            measured=len(found),
            required=0,
            reason=f"clear-{kind}",
        )
    if not hits:
        yield Judgement(element=None, verdict=Verdict.SATISFIED, measured=0, required=0)


def _find(text: str | None) -> list[Sensitive]:
    return find_sensitive(text) if text else []


def _without_numbers(element: Element) -> Element:
    return replace(
        element,
        text=_masked(element.text),
        name=_masked(element.name),
        hint=_masked(element.hint),
        resource_id=_masked(element.resource_id),
        href=_masked(element.href),
        value=None,
    )


def _masked(text: str | None) -> str | None:
    for one in reversed(_find(text)):
        text = f"{(text or '')[: one.start]}{_MASK}{(text or '')[one.end :]}"
    return text
