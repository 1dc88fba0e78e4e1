"""Mends XML that other tools broke, where it can only be read in one way; the rest is the parser's to refuse.

Lines stay where they were, so that later errors name the right one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..messages import say

_LARGEST = 8 * 1024 * 1024
"""Characters; beyond any real source that somebody broke by hand."""

_KNOWN = (
    *(
        "index",
        "package",
        "class",
        "text",
        "content-desc",
        "resource-id",
        "checkable",
        "checked",
        "clickable",
    ),
    *("enabled", "focusable", "focused", "long-clickable", "password", "scrollable", "selected", "bounds"),
    *("displayed", "hint", "showing-hint", "rotation", "instance", "naf", "NAF", "visible-to-user"),
    *("type", "name", "label", "value", "visible", "accessible", "x", "y", "width", "height", "traits"),
)
_NAME = r"[^\s<>/\"'=!?&][^\s<>/\"'=]{0,300}+"
_ATTRIBUTE = r"\s++[^\s<>/\"'=]{1,100}+\s*+=\s*+(?:\"[^\"]{0,100000}\"|'[^']{0,100000}')"
_TAG = re.compile(rf"<(/?)({_NAME})((?:{_ATTRIBUTE}){{0,200}}+)(\s*+/?)>")
_PAIR = re.compile(r"(\s++)([^\s<>/\"'=]+)\s*+=\s*+(\"[^\"]*\"|'[^']*')")

# Quotes inside a value: it ends where a known attribute or the end of the tag follows.
_WORD = "|".join(sorted(map(re.escape, _KNOWN), key=len, reverse=True))
_ENDS = rf"(?=\s++(?:{_WORD})=\"|\s*+/?>)"
_LOOSE = rf"\s++(?:{_WORD})=\"[^<>]{{0,100000}}?\"{_ENDS}"
_LOOSE_TAG = re.compile(rf"<()({_NAME})((?:{_LOOSE}){{1,200}}+)(\s*+/?)>")
_LOOSE_PAIR = re.compile(rf"(\s++)({_WORD})=(\"[^<>]*?\")(?=\s++(?:{_WORD})=\"|\s*+\Z)")

_NO_NAME = re.compile(r"[^A-Za-z0-9_.\-]")
_BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_REFERENCE = re.compile(r"&#(?:(\d{1,7})|x([0-9a-fA-F]{1,6}));")
_SURROGATES = re.compile(r"&#(5[5-6]\d{3});&#(5[6-7]\d{3});")


@dataclass(frozen=True, slots=True)
class Conflict:
    """What can be read in two ways. ``line`` counts from 0 at the first line of the text."""

    line: int
    got: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Mended:
    """The text, and what was mended in it: ``ampersand``, ``attribute-twice``, ``character``, ``less-than``,
    ``quote``, ``tag-name``; empty when there is nothing that can be mended."""

    text: str
    reasons: tuple[str, ...] = ()
    conflict: Conflict | None = None


class _TwiceError(Exception):
    """An attribute stands twice in a tag, with different values."""


def mend(text: str) -> Mended:
    """Return the text as XML, as far as it can only be meant in one way. Text between tags is left out."""
    if len(text) > _LARGEST:
        return Mended(text)
    reasons: set[str] = set()
    parts: list[str] = []
    try:
        for part in _parts(text, reasons):
            parts.append(part)
    except _TwiceError as twice:
        line = "".join(parts).count("\n")
        return Mended(text, (), _conflict(line, str(twice)))
    return Mended("".join(parts), tuple(sorted(reasons)))


def _conflict(line: int, attribute: str) -> Conflict:
    return Conflict(
        line, say("the attribute {attribute} twice", attribute=attribute), say("each attribute once")
    )


def _parts(text: str, reasons: set[str]) -> Iterator[str]:
    at = 0
    while True:
        start = text.find("<", at)
        if start < 0:
            yield _blank(text[at:])
            return
        between = text[at:start]
        if _BARE.search(between):
            reasons.add("ampersand")
        yield _blank(between)
        closing = next((end for begin, end in _SKIPPED if text.startswith(begin, start)), "")
        if closing:
            end = text.find(closing, start)
            if end < 0:
                yield text[start:]
                return
            at = end + len(closing)
            yield _blank(text[start:at])
            continue
        found = _TAG.match(text, start)
        if found is None:
            found = _LOOSE_TAG.match(text, start)
            if found is None:
                yield text[start:]  # the parser tells what is wrong here
                return
            reasons.add("quote")
            yield _tag(found, _LOOSE_PAIR, reasons)
        else:
            yield _tag(found, _PAIR, reasons)
        at = found.end()


_SKIPPED = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))


def _blank(text: str) -> str:
    return "\n" * text.count("\n")


def _tag(found: re.Match[str], pair: re.Pattern[str], reasons: set[str]) -> str:
    slash, name, attributes, end = found.groups()
    plain = _NO_NAME.sub(".", name)
    if not (plain[0].isalpha() or plain[0] == "_"):
        plain = f"_{plain}"
    known: dict[str, str] = {}
    written: list[str] = []
    for one in pair.finditer(attributes):
        space, key, value = one.groups()
        value = _value(value[1:-1], reasons)
        if key not in known:
            known[key] = value
            written.append(f'{space}{key}="{value}"')
        elif known[key] == value:
            reasons.add("attribute-twice")
            written.append(_blank(space))
        else:
            raise _TwiceError(key)
    if plain != name:
        reasons.add("tag-name")
        if not slash and "class" not in known:
            written.append(f' class="{_value(name, reasons)}"')
    return f"<{slash}{plain}{''.join(written)}{end}>"


def _value(value: str, reasons: set[str]) -> str:
    if "&" in value:
        joined = _SURROGATES.sub(_join, value)
        cleaned = _REFERENCE.sub(_character, joined)
        if cleaned != value:
            reasons.add("character")
        value = _BARE.sub("&amp;", cleaned)
        if value != cleaned:
            reasons.add("ampersand")
    if "<" in value:
        reasons.add("less-than")
        value = value.replace("<", "&lt;")
    return value.replace('"', "&quot;")


def _join(found: re.Match[str]) -> str:
    """Two references to the halves of one character, as some phones write emoji."""
    high, low = int(found.group(1)), int(found.group(2))
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        return found.group()
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _character(found: re.Match[str]) -> str:
    """A reference to what XML does not allow becomes U+FFFD, as in `text.clean`."""
    code = int(found.group(1)) if found.group(1) else int(found.group(2), 16)
    legal = (
        code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF
    )
    return found.group() if legal else "\ufffd"
