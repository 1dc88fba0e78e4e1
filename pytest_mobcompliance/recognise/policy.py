"""Reads a privacy policy: which items it tells, in which words and where; which lists it leaves open."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from itertools import accumulate
from typing import Any, Literal, TypeAlias

from ..findings import Json
from .blocks import Block, blocks_of_text
from .text import fold, shortened

State: TypeAlias = Literal["told", "unclear", "denied", "missing"]
SDK = "sdk:"
PERMISSION = "permission:"
"""What ids of items begin with that the caller asks for by name or kind."""
_NUMBERED = re.compile(
    r"(第[一二三四五六七八九十百\d]{1,4}[章节条部]|[一二三四五六七八九十]{1,3}[、.]"
    r"|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}(?:\.\d{1,2})+|\d{1,2}[、.)])"
)
_DIGITS = {name: number for number, name in enumerate("一二三四五六七八九", start=1)}
_DATE = re.compile(r"(\d{4})(?:[年./-](?=\d{1,2}[月./-])|(?=\d{4}(?!\d)))(\d{1,2})[月./-]?(\d{1,2})")
_LONGEST_WHOLE = 64
_WHOLE = re.compile(r"[\w.@+%*-]+(?:[ -]\d[\w*]*)*", re.ASCII)
"""A number with its gaps, an address, a word of Latin letters; of at most so many characters."""
_SENTENCES = re.compile(r"[。！？!?；;\n]+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an item comes from. ``confidence``: A the text was read, B a secondary text."""

    standard: str
    article: str
    confidence: Literal["A", "B"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that a policy has to tell. Patterns are over folded text; see ``policy.toml``."""

    id: str
    group: str
    needed: bool
    told: tuple[re.Pattern[str], ...] = ()
    told_in: tuple[tuple[str, re.Pattern[str]], ...] = ()
    """Kind of section and pattern."""
    unclear: re.Pattern[str] | None = None
    denied: re.Pattern[str] | None = None
    may_deny: bool = False
    dated: bool = False
    """What tells it holds a date, which must be one of the calendar."""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the policy says about an item. ``quote``: its own words; empty when it says nothing.

    ``unclear``: words about it, and not what is asked. ``denied``: it says that there is no such thing, which
    may stand beside a promise of it. ``start``: place in the folded text, -1 without a quote.
    """

    item: str
    group: str
    state: State
    needed: bool = True
    quote: str = ""
    section: str = ""
    start: int = -1
    sources: tuple[Source, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """Return it as JSON types."""
        return {
            "item": self.item,
            "group": self.group,
            "state": self.state,
            "needed": self.needed,
            "quote": self.quote,
            "section": self.section,
            "sources": [f"{each.standard} {each.article} ({each.confidence})" for each in self.sources],
        }


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the policy under one heading. ``kind``: empty where the heading is of none that is known."""

    title: str
    kind: str
    start: int


@dataclass(frozen=True, slots=True)
class Vague:
    """A list that is left open beside a kind of data or a purpose. ``word``: what leaves it open."""

    word: str
    quote: str
    section: str
    start: int


@dataclass(frozen=True, slots=True)
class Days:
    """A promised time of answer. ``working``: in working days."""

    number: int
    working: bool
    quote: str
    to_user: bool
    """To what a user asks or complains about, and not of a business: refunds, claims, applications."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Numbers for the person who judges whether it is plain; no rule gives a limit (CAC 2019-191, 2.4)."""

    characters: int
    sentences: int
    mean_sentence: float
    """Characters."""
    longest_sentence: int

    def to_json(self) -> dict[str, Json]:
        """Return it as JSON types."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A policy that was read. ``found``: by item, those that are missing too."""

    sections: tuple[Section, ...]
    found: Mapping[str, Found]
    vague: tuple[Vague, ...]
    answers: tuple[Days, ...]
    channels: tuple[str, ...]
    """Kinds of channel beside a word for complaints."""
    elsewhere: tuple[str, ...]
    """Names of lists of third parties or SDKs that stand in documents of their own."""
    elsewhere_permissions: tuple[str, ...]
    sdk_columns: tuple[str, ...]
    statistics: Statistics
    han: int
    """Chinese characters."""
    traditional: int
    """Those of them that only traditional Chinese has."""
    text: str = field(repr=False)
    """Folded."""

    @property
    def doubt(self) -> str:
        """A reason code for why this may not be a whole policy in Chinese; empty when nothing says so."""
        data = _words()["whole"]
        if self.han < data["least_han"] * self.statistics.characters:
            return "not-chinese"
        if _compiled(data["folded"]).search(self.text) or _compiled(data["summary"]).search(self.text):
            return "policy-folded"
        kinds = {section.kind for section in self.sections} - {""}
        short = self.statistics.characters < data["least"] or len(kinds) < data["least_kinds"]
        return "policy-short" if short else ""

    @property
    def offers_simplified(self) -> bool:
        """Whether it names a simplified version of itself, as a switch of languages does."""
        return "简体" in self.text

    @property
    def speaks_of_complaints(self) -> bool:
        """Whether it has words for complaints, or for what users may want to say, whatever stands beside."""
        return re.search(_words()["complaint"]["spoken"], self.text) is not None

    def group(self, name: str) -> tuple[Found, ...]:
        """Return what was found of the items of a group that are needed."""
        return tuple(each for each in self.found.values() if each.group == name and each.needed)

    @property
    def traditional_share(self) -> float:
        """Share of traditional characters, 0 to 1."""
        return self.traditional / self.han if self.han else 0.0

    def to_json(self) -> dict[str, Json]:
        """Return everything but the text as JSON types."""
        return {
            "doubt": self.doubt,
            "sections": [{"title": each.title, "kind": each.kind} for each in self.sections],
            "found": [each.to_json() for each in self.found.values()],
            "vague": [{"word": v.word, "quote": v.quote, "section": v.section} for v in self.vague],
            "answers": [{"days": d.number, "working": d.working, "quote": d.quote} for d in self.answers],
            "channels": list(self.channels),
            "elsewhere": [*self.elsewhere, *self.elsewhere_permissions],
            "sdk_columns": list(self.sdk_columns),
            "statistics": self.statistics.to_json(),
            "han": self.han,
            "traditional_share": round(self.traditional_share, 4),
        }


def read_policy(
    document: str | Iterable[Block],
    *,
    sdks: Mapping[str, Collection[str]] | None = None,
    permissions: Collection[str] = (),
) -> Policy:
    """Read a policy's text.

    :param document: plain text, or blocks.
    :param sdks: by name, the other names under which an SDK may be told.
    :param permissions: kinds of request that must be named; see the table ``permissions``.
    """
    blocks = blocks_of_text(document) if isinstance(document, str) else tuple(document)
    text = _Text(blocks)
    items = (*ITEMS, *_permission_items(permissions))
    found = {item.id: _look(text, item) for item in items}
    found |= {SDK + name: _look_for_sdk(text, name, others) for name, others in (sdks or {}).items()}
    han = _HAN.findall("".join(block.text for block in blocks))
    return Policy(
        sections=text.sections,
        found=found,
        vague=tuple(_vague(text)),
        answers=tuple(_answers(text)),
        channels=_channels(text),
        elsewhere=_named(text, "elsewhere"),
        elsewhere_permissions=_named(text, "elsewhere_permissions"),
        sdk_columns=_sdk_columns(text),
        statistics=_statistics(blocks),
        han=len(han),
        traditional=sum(map(_is_traditional, han)),
        text=text.folded,
    )


# ------------------------------------------------------------------ the catalogue


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "policy.toml").read_text("utf-8"))


def _compiled(pattern: str) -> re.Pattern[str]:
    for name, part in _words()["parts"].items():
        pattern = pattern.replace(f"<<{name}>>", part)
    return re.compile(pattern)


def _item(entry: Mapping[str, Any]) -> Item:
    return Item(
        id=entry["id"],
        group=entry["group"],
        needed=entry["needed"],
        told=tuple(map(_compiled, entry.get("told", ()))),
        told_in=tuple((kind, _compiled(each)) for kind, each in entry.get("told_in", {}).items()),
        unclear=_compiled(entry["unclear"]) if "unclear" in entry else None,
        denied=_compiled(entry["denied"]) if "denied" in entry else None,
        may_deny=entry.get("may_deny", False),
        dated=entry.get("dated", False),
        sources=tuple(Source(**each) for each in entry["sources"]),
    )


ITEMS = tuple(map(_item, _words()["item"]))
"""What every policy is searched for."""


def permission_kinds() -> tuple[str, ...]:
    """Kinds of request whose words are known."""
    return tuple(_words()["permissions"])


def _permission_items(kinds: Collection[str]) -> Iterator[Item]:
    words = _words()
    around = words["permission"]
    for kind in dict.fromkeys(kinds):
        if kind not in words["permissions"]:
            continue
        named = f"(?:{words['permissions'][kind]})"
        yield Item(
            id=PERMISSION + kind,
            group="permissions",
            needed=True,
            told=(re.compile(around["before"] + named), re.compile(named + around["after"])),
            told_in=(("permissions", re.compile(named)),),
            unclear=re.compile(f"{named}|{words['permissions_near'][kind]}"),
            sources=tuple(Source(**each) for each in around["sources"]),
        )


# ------------------------------------------------------------------ the text


@cache
def _traditional() -> Mapping[int, int]:
    data = _words()["traditional"]
    return str.maketrans(data["hant"], data["hans"])


def _is_traditional(character: str) -> bool:
    """Whether only traditional Chinese writes it: the mainland's GB 2312 lacks it, Taiwan's Big5 has it."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        try:
            character.encode("big5")
        except UnicodeEncodeError:
            return False
        return True
    return False


class _Text:
    """Blocks folded into one text with a line break between them, and the way back to their own words."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        folded = ["".join(map(fold, block.text)).translate(_traditional()) for block in blocks]
        whole = [fold(each) for each in folded]  # 登陆 is two characters
        folded = [two if len(two) == len(one) else one for one, two in zip(folded, whole, strict=True)]
        self.folded = "\n".join(folded)
        self._starts = list(accumulate((len(each) + 1 for each in folded), initial=0))[:-1]
        self.sections = tuple(_sections(blocks, folded, self._starts))
        self._section_starts = [section.start for section in self.sections]
        self._known: dict[int, list[int]] = {}

    @cached_property
    def no(self) -> re.Pattern[str]:
        """A no before what is told."""
        return _compiled("<<no>>")

    @cached_property
    def unless(self) -> re.Pattern[str]:
        """What makes a no a case that is spoken of."""
        return _compiled("<<unless>>")

    def section(self, start: int) -> Section:
        """The section that a place lies in."""
        number = bisect_right(self._section_starts, start) - 1
        return self.sections[number] if number >= 0 else Section("", "", 0)

    def spans(self, kind: str) -> Iterator[tuple[int, int]]:
        """Begin and end of each section of a kind."""
        ends = [*self._section_starts[1:], len(self.folded)]
        for section, end in zip(self.sections, ends, strict=False):
            if section.kind == kind:
                yield section.start, end

    def quote(self, start: int, end: int) -> str:
        """The words of the document at a place: its sentence, or so much of it as fits."""
        most = int(_words()["longest_quote"])
        number = bisect_right(self._starts, start) - 1
        own, places = self._blocks[number].text, self._places(number)
        if not places:
            return shortened(own, most)
        first = places[min(start - self._starts[number], len(places) - 1)]
        last = places[min(max(end - 1 - self._starts[number], 0), len(places) - 1)] + 1
        near = max(0, first - most)
        left = max((hit.end() for hit in _SENTENCES.finditer(own, near, first)), default=near)
        stop = _SENTENCES.search(own, last, last + most)
        right = stop.start() if stop is not None else min(len(own), last + most)
        if right - left > most:
            spare = max(most - 2 - (last - first), 0)
            left = _uncut(own, max(left, first - spare // 2))[1]
            right = _uncut(own, min(right, left + most - 2))[0]
            return f"{'…' if left else ''}{own[left:right].strip()}{'…' if right < len(own) else ''}"
        return own[left:right].strip()

    def _places(self, number: int) -> Sequence[int]:
        """Where in its block each folded character stood."""
        if number not in self._known:
            own = self._blocks[number].text
            self._known[number] = [at for at, one in enumerate(own) for _ in fold(one)]
        return self._known[number]

    def is_denied(self, start: int, end: int) -> bool:
        """Whether a no stands before the end of what was found, in the same part of the sentence."""
        left = max(self.folded.rfind(mark, max(0, start - 24), start) for mark in ",。;:!?\n、|")
        first = max(left + 1, start - 24, 0)
        no = self.no.search(self.folded, first, end)
        return no is not None and self.unless.search(self.folded, first, no.start()) is None


def _uncut(text: str, at: int) -> tuple[int, int]:
    """Begin and end of the number or address that a place lies within, else the place twice.

    Half of one is nothing that anybody would recognise and redact.
    """
    for whole in _WHOLE.finditer(text, max(0, at - _LONGEST_WHOLE), at + _LONGEST_WHOLE):
        if whole.start() < at < whole.end():
            return whole.start(), whole.end()
    return at, at


def _sections(blocks: Sequence[Block], folded: Sequence[str], starts: Sequence[int]) -> Iterator[Section]:
    """Headings by mark or by number; a heading of no known kind belongs to the one above it."""
    longest = int(_words()["longest_heading"])
    above: list[tuple[int, str]] = []
    for block, words, start in zip(blocks, folded, starts, strict=True):
        numbered = _NUMBERED.match(words)
        if not words or len(words) > longest or words[-1] in "。;,:" or not (block.heading or numbered):
            continue
        level = _level(numbered[0]) if numbered else 0
        while above and above[-1][0] >= level:
            above.pop()
        kind = _kind(words) or (above[-1][1] if above else "")
        above.append((level, kind))
        yield Section(block.text.strip(), kind, start)


def _level(number: str) -> int:
    """How deep a heading's number says that it stands; 0 is a heading without one."""
    if number.startswith("第"):
        return 2 if number[-1] == "条" else 1
    if number[0] in "一二三四五六七八九十":
        return 3
    if number[0] == "(":
        return 4
    return 5 + number.rstrip(".").count(".")


def _kind(heading: str) -> str:
    return next((kind for kind, words in _words()["sections"].items() if re.search(words, heading)), "")


# ------------------------------------------------------------------ looking for items


def _look(text: _Text, item: Item) -> Found:
    """The best that the text says of an item; what it denies beside it makes a person look."""
    denied = item.denied.search(text.folded) if item.denied is not None else None
    told, no = _first(text, item)
    if denied is not None:
        return _found(text, item, "denied", denied)
    if told is not None:
        return _found(text, item, "told", told)
    if no is not None:
        return _found(text, item, "denied", no)
    hint = item.unclear.search(text.folded) if item.unclear is not None else None
    return _found(text, item, "unclear" if hint else "missing", hint)


def _first(text: _Text, item: Item) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """The first hit that tells it, and the first that denies it."""
    no: re.Match[str] | None = None
    for hit in _hits(text, item):
        if item.dated and not _is_date(hit[0]):
            continue
        if item.may_deny or not text.is_denied(hit.start(), hit.end()):
            return hit, no
        no = no or hit
    return None, no


def _is_date(said: str) -> bool:
    """Whether one of the dates in a text is in the calendar: 2024年13月1日 is not."""
    for year, month, day in _DATE.findall(said):
        try:
            date(int(year), int(month), int(day))
        except ValueError:
            continue
        return True
    return False


def _hits(text: _Text, item: Item) -> Iterator[re.Match[str]]:
    for kind, pattern in item.told_in:
        for start, end in text.spans(kind):
            yield from pattern.finditer(text.folded, start, end)
    for pattern in item.told:
        yield from pattern.finditer(text.folded)


def _found(text: _Text, item: Item, state: State, hit: re.Match[str] | None) -> Found:
    return Found(
        item=item.id,
        group=item.group,
        state=state,
        needed=item.needed,
        quote=text.quote(hit.start(), hit.end()) if hit else "",
        section=text.section(hit.start()).title if hit else "",
        start=hit.start() if hit else -1,
        sources=item.sources,
    )


def _look_for_sdk(text: _Text, name: str, others: Collection[str]) -> Found:
    """An SDK by any of its names: told where SDKs or third parties are spoken of."""
    data = _words()["sdk"]
    near = int(data["near"])
    item = Item(
        id=SDK + name,
        group="third-parties",
        needed=True,
        sources=tuple(Source(**each) for each in data["sources"]),
    )
    named = [folded for each in (name, *others) if (folded := fold(each).translate(_traditional()))]
    pattern = re.compile("|".join(map(_as_word, named)) or "(?!)")
    somewhere: re.Match[str] | None = None
    for hit in pattern.finditer(text.folded):
        somewhere = somewhere or hit
        around = text.folded[max(0, hit.start() - near) : hit.end() + near]
        if text.section(hit.start()).kind == "sharing" or re.search(data["words"], around):
            state: State = "denied" if text.is_denied(hit.start(), hit.end()) else "told"
            return _found(text, item, state, hit)
    return _found(text, item, "unclear" if somewhere else "missing", somewhere)


def _as_word(name: str) -> str:
    """A pattern for a name; Latin letters and digits around it make it another one."""
    begin = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", name) else ""
    end = r"(?![a-z0-9])" if re.search(r"[a-z0-9]$", name) else ""
    return begin + re.escape(name) + end


def _named(text: _Text, list_: str) -> tuple[str, ...]:
    """Names of other documents in which a list stands."""
    hits = _compiled(_words()["lists"][list_]).finditer(text.folded)
    return tuple(dict.fromkeys(name for hit in hits for name in hit.groups() if name))


def _sdk_columns(text: _Text) -> tuple[str, ...]:
    """Which columns the table of SDKs has, of those that are asked of it; none without such a table."""
    columns: Mapping[str, str] = _words()["sdk"]["columns"]
    for line in text.folded.splitlines():
        cells = line.split("|")
        if len(cells) > 2 and len(line) <= 200 and re.search(columns["name"], line):
            rest = "|".join(cells[1:])
            return ("name", *(name for name, words in columns.items() if re.search(words, rest)))
    return ()


# ------------------------------------------------------------------ vague lists, promises, plainness


def _vague(text: _Text) -> Iterator[Vague]:
    """Lists left open in sections on collection, beside a kind of data or a purpose."""
    data = _words()["vague"]
    near = int(data["near"])
    pattern = re.compile(f"(?:{data['example']})|(?<![{data['not_before']}])(?:{data['etc']})")
    for start, end in text.spans("collection"):
        for hit in pattern.finditer(text.folded, start, end):
            before = _same_sentence(text.folded[max(start, hit.start() - near) : hit.start()], last=True)
            after = _same_sentence(text.folded[hit.end() : min(end, hit.end() + near)], last=False)
            around = before if hit[0] == "等" and re.search(data["about"], before) else before + after
            if re.search(data["about"], around):
                section = text.section(hit.start()).title
                yield Vague(hit[0], text.quote(hit.start(), hit.end()), section, hit.start())


def _same_sentence(words: str, *, last: bool) -> str:
    return re.split(r"[。;\n]", words)[-1 if last else 0]


def _channels(text: _Text) -> tuple[str, ...]:
    """Kinds of channel that stand near a word for complaints; a supervisor's own hotline is none."""
    data = _words()["complaint"]
    near, beside = int(data["near"]), int(data["beside"])
    found = []
    for kind, pattern in data["channels"].items():
        for hit in _compiled(pattern).finditer(text.folded):
            around = text.folded[max(0, hit.start() - near) : hit.end() + near]
            whose = _same_sentence(text.folded[max(0, hit.start() - beside) : hit.start()], last=True)
            if re.search(data["regulators"], whose + hit[0]):
                continue
            if re.search(data["words"], around):
                found.append(kind)
                break
    return tuple(found)


def _answers(text: _Text) -> Iterator[Days]:
    """Times within which an answer is promised."""
    data = _words()["answer"]
    near = int(data["near"])
    for hit in re.finditer(data["days"], text.folded):
        left = text.folded[max(0, hit.start() - near) : hit.start()]
        right = text.folded[hit.end() : hit.end() + near]
        if re.search(data["words"], _same_sentence(left, last=True) + _same_sentence(right, last=False)):
            number = _number(hit[1])
            around = _same_sentence(left, last=True) + _same_sentence(right, last=False)
            to_user = bool(re.search(data["asked"], around)) and not re.search(data["business"], around)
            if number:
                yield Days(number, hit[2] == "工作日", text.quote(hit.start(), hit.end()), to_user)


def _number(said: str) -> int:
    """A number from 1 to 99 in digits or Chinese; 0 for none."""
    if said.isdigit():
        return int(said)
    tens, ten, ones = said.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _statistics(blocks: Iterable[Block]) -> Statistics:
    lengths = [
        length
        for block in blocks
        for part in _SENTENCES.split(block.text)
        if (length := len("".join(part.split())))
    ]
    count = len(lengths)
    return Statistics(
        characters=sum(lengths),
        sentences=count,
        mean_sentence=round(sum(lengths) / count, 1) if count else 0.0,
        longest_sentence=max(lengths, default=0),
    )
