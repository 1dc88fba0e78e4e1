"""Documents as the bank shows them: paragraphs that a defect takes out, adds, or makes hard to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from ..views import View
from .parts import document, heading, soft, style, words
from .state import Bank
from .style import PALE, Style

TINY = 10.0
"""sp: of a paragraph under the defect policy-tiny."""
Part: TypeAlias = str | Mapping[str, str]
"""A paragraph; as a table ``text``, shown ``without`` a defect or ``only`` with one."""


def paper(bank: Bank, title: str, text: Mapping[str, Any]) -> View:
    """A document: an introduction, and sections with a title and paragraphs."""
    look = style(bank)
    return document(bank, _written(bank, title, text), *_views(bank, look, text))


def _views(bank: Bank, look: Style, text: Mapping[str, Any]) -> Iterator[View]:
    first = {"text": text["intro"], "without": text.get("intro_without", "")}
    for part in (first, *text.get("more", ())):
        said = _said(bank, part)
        if said:
            yield soft(look, _written(bank, said, text))
    for section in text["section"]:
        if not _there(bank, section):
            continue
        yield heading(look, _written(bank, section["title"], text))
        for part in section["text"]:
            said = _said(bank, part)
            if said:
                yield _drawn(bank, words(look, _written(bank, said, text)), section.get("hard", ""))


def _there(bank: Bank, part: Mapping[str, Any]) -> bool:
    without, only = part.get("without", ""), part.get("only", "")
    return not (without and bank.has(without)) and (not only or bank.has(only))


def _said(bank: Bank, part: Part) -> str:
    if isinstance(part, str):
        return part
    return part["text"] if _there(bank, part) else ""


def _written(bank: Bank, said: str, text: Mapping[str, Any]) -> str:
    """In simplified characters, or in traditional ones under the defect."""
    pairs = text.get("traditional")
    if pairs is None or not bank.has("policy-traditional"):
        return said
    return said.translate(str.maketrans(pairs["hans"], pairs["hant"]))


def _drawn(bank: Bank, view: View, hard: str) -> View:
    """A paragraph of a section that a defect makes ``pale`` or ``tiny``."""
    if hard == "pale" and bank.has("policy-pale"):
        return replace(view, color=PALE[bank.context.night])
    return replace(view, size=TINY) if hard == "tiny" and bank.has("policy-tiny") else view
