"""The text of a document as blocks: from HTML, from plain text, from captured screens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser

from ..screen import Element, Platform, Screen
from .own import own_part

CELL = " | "
"""Between the cells of a table's row."""
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_UNSEEN = frozenset(
    ["script", "style", "noscript", "template", "svg", "iframe", "object", "select", "datalist"]
)
"""Elements whose text no reader sees as text of the page."""
_INLINE = frozenset(
    [
        *(
            "a",
            "abbr",
            "b",
            "bdi",
            "bdo",
            "big",
            "cite",
            "code",
            "del",
            "dfn",
            "em",
            "font",
            "i",
            "ins",
            "kbd",
        ),
        *("label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u"),
        *("var", "wbr"),
    ]
)
_ENDS_BEFORE = frozenset(["p", "li", "dt", "dd", "td", "th", "tr"])
"""Elements whose end tag may be left out: one begins where the one before it ends."""
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_CELLS = frozenset(["td", "th"])
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SENTENCE_ENDS = "。！？；：!?;:.”》）)"
_WRAPPED = (20, 60)
"""Characters: a text whose longest line is shorter or longer was not wrapped."""
_FULL = 0.9
"""Share of the longest line from which on a line without a full stop goes on in the next one."""
_BEGINS_ANEW = re.compile(
    r"\s*(第[一二三四五六七八九十百\d]+[章节条部]|[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十\d]+[)）]"
    r"|\d+([.．]\d+)*[、.．)）]|[-*•·#])"
)


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or row of a table, as it is written. ``heading``: marked as one."""

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page of HTML in words. ``title``: of the page, empty without one."""

    title: str
    blocks: tuple[Block, ...]
    folded: tuple[Block, ...] = ()
    """What it holds and does not show, like a chapter that a tap unfolds."""


# ------------------------------------------------------------------ HTML and plain text


def page_of_html(html: str) -> Page:
    """Return what a reader of the page sees: entities resolved, scripts, styles and hidden parts left out.

    Only what the page itself says counts as hidden (``hidden``, ``style``), not what its style sheets say.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.flush()
    return Page("".join(reader.title).strip(), tuple(reader.blocks), blocks_of_text("\n".join(reader.folded)))


def blocks_of_text(text: str) -> tuple[Block, ...]:
    """Return the paragraphs of a plain text; lines that were only wrapped are put together again."""
    lines = [line.strip() for line in text.splitlines()]
    longest = max(map(len, lines), default=0)
    full = longest * _FULL if _WRAPPED[0] <= longest <= _WRAPPED[1] else float("inf")
    blocks: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and line and not _BEGINS_ANEW.match(line):
            blocks[-1] += line
        elif line:
            blocks.append(line)
        goes_on = bool(line) and len(line) >= full and line[-1] not in _SENTENCE_ENDS and CELL not in line
    return tuple(map(Block, blocks))


class _Reader(HTMLParser):
    """Collects blocks; ``hidden``: the element that is not shown, and how many of its name are open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.title: list[str] = []
        self.folded: list[str] = []
        self._said: list[str] = []
        self._heading = False
        self._in_title = False
        self._hidden = ("", 0)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name, depth = self._hidden
        self._in_title = tag == "title" and not self.title
        if name in _ENDS_BEFORE and tag == name:
            name = ""
        if name:
            self._hidden = (name, depth + (tag == name))
            return
        self._hidden = ("", 0)
        if tag in _VOID:
            if tag in ("br", "hr"):
                self.flush()
            return
        if tag in _UNSEEN or _is_hidden(attrs):
            self._hidden = (tag, 1)
        if tag in _CELLS:
            self._said.append(CELL)
        elif tag not in _INLINE:
            self.flush()
            self._heading = tag in _HEADINGS

    def handle_endtag(self, tag: str) -> None:
        name, depth = self._hidden
        self._in_title = self._in_title and tag != "title"
        if name:
            depth -= tag == name
            self._hidden = (name, depth) if depth else ("", 0)
        elif tag not in _INLINE and tag not in _CELLS:
            self.flush()
            self._heading = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
        elif not self._hidden[0]:
            self._said.append(data)
        elif self._hidden[0] not in _UNSEEN:
            self.folded.append(data)

    def flush(self) -> None:
        """End the block that is open."""
        said = " ".join("".join(self._said).split()).removeprefix(CELL.strip()).strip()
        self._said.clear()
        if said:
            self.blocks.append(Block(said, self._heading))


def _is_hidden(attrs: list[tuple[str, str | None]]) -> bool:
    return any(name == "hidden" or (name == "style" and _HIDING.search(value or "")) for name, value in attrs)


# ------------------------------------------------------------------ captured screens


def blocks_of_screens(parts: Iterable[Screen]) -> tuple[Block, ...]:
    """Return the texts of a document's screens in their order; what two parts both show counts once."""
    blocks: list[Block] = []
    before: list[Block] = []
    for part in parts:
        shown = list(_blocks_of(part))
        blocks += shown[_overlap(before, shown) :]
        before = shown
    return tuple(blocks)


def folded_blocks(parts: Iterable[Screen]) -> tuple[Block, ...]:
    """Return the texts that pages hold and do not show; what a phone does not show is not in its tree."""
    return tuple(
        Block(" ".join(element.text.split()))
        for part in parts
        if part.platform is Platform.WEB
        for element in part.elements
        if element.text and element.class_name not in _UNSEEN and element.visible is False
    )


def joined(parts: Iterable[Screen]) -> bool:
    """Tell whether each part shows something that the one before it shows too, but for the bars around it.

    Where two share nothing, what stands between them may never have been seen.
    """
    before: list[Block] = []
    for part in parts:
        shown = list(_blocks_of(part))
        top = _same(before, shown)
        bottom = _same(before[top:][::-1], shown[top:][::-1])
        left, right = before[top : len(before) - bottom], shown[top : len(shown) - bottom]
        if left and right and set(left).isdisjoint(right):
            return False
        before = shown
    return True


def _same(one: list[Block], other: list[Block]) -> int:
    """How many blocks both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _overlap(before: list[Block], after: list[Block]) -> int:
    """How many blocks the later part begins with that the part before it ends with.

    Bars stand in both at the same place: they are looked past.
    """
    same = _same(before, after)  # the title bar
    rest = after[same:]
    for length in range(len(rest), 0, -1):
        if before[-length:] == rest[:length]:
            return same + length
    known = set(before)
    seen = 0  # a paragraph that the edge cuts may differ: what was seen in a row is passed over
    while seen < len(rest) and rest[seen] in known:
        seen += 1
    return same + seen


def _blocks_of(screen: Screen) -> Iterator[Block]:
    """Texts in the order of the tree; on a page, parts of one sentence and cells of one row together.

    On a phone one view may hold the whole document: each of its lines is a block.
    """
    web = screen.platform is Platform.WEB
    open_: Block | None = None
    holder: str | None = None
    for element in own_part(screen).shown():
        told = element.text or ("" if web else element.name) or ""
        *lines, said = ([" ".join(told.split())] if web else _lines(told)) or [""]
        if not said:
            continue
        join = _joins(screen, element, holder) if web and open_ is not None else None
        if open_ is not None and join is not None:
            open_ = replace(open_, text=open_.text + join + said)
            continue
        if open_ is not None:
            yield open_
        yield from map(Block, lines)
        open_ = Block(said, element.role == "heading" and not lines)
        holder = element.parent if element.class_name in _CELLS | _INLINE else element.id
    if open_ is not None:
        yield open_


def _lines(text: str) -> list[str]:
    return [line for each in text.splitlines() if (line := " ".join(each.split()))]


def _joins(screen: Screen, element: Element, holder: str | None) -> str | None:
    """What stands between an element's text and the block before it; None when it begins a new one."""
    if element.class_name in _CELLS:
        return CELL if element.parent == holder else None
    if element.class_name not in _INLINE:
        return None
    around = element.parent
    while around is not None and around in screen.index:
        if around == holder:
            return ""
        if screen[around].class_name not in _INLINE:
            return None
        around = screen[around].parent
    return None
