"""What ink a text should leave: height and width in em, by the classes of its characters (`glyphs.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

_TELLING = frozenset({"chinese", "digit", "capital", "tall", "deep", "low", "bracket"})
"""Classes whose height says something; a line of full stops does not, nor does 一 alone."""

_SIDES = 0.07
"""em: how much the room beside the first and the last character differs from its class, together."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """Ink of one class of characters, in em; see `glyphs.toml`."""

    name: str
    top: float
    bottom: float
    advance: float
    left: float
    right: float
    spread: float


@dataclass(frozen=True, slots=True)
class Extent:
    """What the ink of one line should measure, in em. ``slack``: how uncertain the width is."""

    top: float
    bottom: float
    width: float
    slack: float
    chinese: int
    """How many Chinese characters of full height it has."""
    telling: bool

    @property
    def height(self) -> float:
        return self.top + self.bottom


UNKNOWN = Glyph("unknown", 0.8, 0.1, 0.8, 0.05, 0.05, 0.5)
"""Emoji, icon fonts and scripts that nobody measured."""


def glyphs_of(text: str) -> list[Glyph]:
    """The class of each character, combining marks and selectors left out."""
    return [_glyph(char) for char in text if not _silent(char)]


@lru_cache(maxsize=1024)
def read_text(text: str) -> tuple[tuple[Glyph, ...], Extent | None]:
    """Both for a text in one line; kept, since one rule asks after the other."""
    glyphs = tuple(glyphs_of(text))
    return glyphs, extent_of(glyphs)


def extent_of(glyphs: Iterable[Glyph]) -> Extent | None:
    """The ink of one line; None when nothing in it leaves ink."""
    line = list(glyphs)
    while line and line[0].name == "space":
        line = line[1:]
    while line and line[-1].name == "space":
        line = line[:-1]
    if not line:
        return None
    inked = [glyph for glyph in line if glyph.name != "space"]
    slack = sum(glyph.spread**2 for glyph in line) ** 0.5
    # Characters of one face differ from the middle in one direction, so their errors add up.
    slack = 0.5 * slack + 0.5 * sum(glyph.spread for glyph in line) + _SIDES
    return Extent(
        top=max(glyph.top for glyph in inked),
        bottom=max(glyph.bottom for glyph in inked),
        width=sum(glyph.advance for glyph in line) - line[0].left - line[-1].right,
        slack=slack,
        chinese=sum(glyph.name == "chinese" and glyph.top > 0.75 for glyph in inked),
        telling=any(glyph.name in _TELLING and glyph.top + glyph.bottom > 0.4 for glyph in inked),
    )


def _silent(char: str) -> bool:
    return char in "\u200b\u200c\u200d\ufeff\u2060" or "\ufe00" <= char <= "\ufe0f" or char in "\r\n\t"


@lru_cache(maxsize=4096)
def _glyph(char: str) -> Glyph:
    singles, ranges = _classes()
    if char in singles:
        return singles[char]
    code = ord(char)
    return next((glyph for first, last, glyph in ranges if first <= code <= last), UNKNOWN)


@lru_cache(maxsize=1)
def _classes() -> tuple[Mapping[str, Glyph], list[tuple[int, int, Glyph]]]:
    data = tomllib.loads(resources.files(__package__).joinpath("glyphs.toml").read_text("utf-8"))
    singles: dict[str, Glyph] = {}
    ranges: list[tuple[int, int, Glyph]] = []
    for row in data["class"]:
        row = dict(row)
        chars, spans = row.pop("chars", ""), row.pop("ranges", [])
        glyph = Glyph(**row)
        singles |= dict.fromkeys(chars, glyph)
        ranges += [(first, last, glyph) for first, last in spans]
    return singles, ranges
