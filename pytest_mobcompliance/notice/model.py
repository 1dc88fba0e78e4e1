"""A notice in memory: frozen data with its words in two languages."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from ..messages import load_messages

Decided: TypeAlias = Literal["automated", "partial", "attested", "supervisor"]
Area: TypeAlias = Literal[
    "accessibility", "elderly_mode", "identity", "privacy", "permissions", "compatibility"
]
Confidence: TypeAlias = Literal["A", "B", "C"]

_DIGITS = "〇一二三四五六七八九"


def chinese_number(number: int) -> str:
    """Write 1 to 99 as a Chinese numeral, the way articles are counted (``21`` → ``二十一``).

    :raises ValueError: outside 1 to 99.
    """
    if not 1 <= number <= 99:
        raise ValueError(f"{number} is not between 1 and 99")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


_NUMBERS = {chinese_number(number): number for number in range(1, 100)}


def _article_in_english(article: str) -> str:
    """Reword what counts articles in Chinese (第六条, 第1项, 附录B); other numbering stays."""
    article = re.sub(
        r"第([一二三四五六七八九十]+)条",
        lambda found: f"art. {_NUMBERS.get(found[1], found[1])} ",
        article,
    )
    article = re.sub(r"第(\d+)项", r"item \1 ", article)
    article = article.replace("附录", "annex ").replace("、", ", ")
    return re.sub(r" +(?=,|$)", "", article)


def _pick(lang: str, zh: str, en: str) -> str:
    # load_messages refuses an unknown language, so that nobody gets the wrong one silently.
    return zh if load_messages(lang).lang == "zh-CN" else en


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A rule, standard or circular that stands behind a requirement.

    ``number`` is its official number, by which texts would mention it; empty when it has none.
    """

    id: str
    title_zh: str
    title_en: str
    number: str = ""

    def title(self, lang: str) -> str:
        """Return its name. :raises ValueError: for an unknown language."""
        return _pick(lang, self.title_zh, self.title_en)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a requirement comes from, and how sure that is.

    ``confidence``: A, the text was read; B, a secondary source says so; C, the article was not
    found, so that only the institution itself can stand for it (``note`` says why).
    """

    standard: Standard
    article: str
    confidence: Confidence
    note_zh: str = ""
    note_en: str = ""

    @property
    def requires(self) -> bool:
        """Whether it may be said that the standard asks for this; never true for a C source."""
        return self.confidence != "C"

    def note(self, lang: str) -> str:
        """Return the reservation, or an empty string. :raises ValueError: for an unknown language."""
        return _pick(lang, self.note_zh, self.note_en)

    def cite(self, lang: str) -> str:
        """Word the citation so that nobody takes it for surer than it is.

        :raises ValueError: for an unknown language.
        """
        say = load_messages(lang)
        article = _pick(lang, self.article, _article_in_english(self.article))
        work = say("notice/cite/work", standard=self.standard.title(lang), article=article)
        key = f"notice/cite/{self.confidence}{'-note' if self.note_zh else ''}"
        return say(key, work=work.strip(" ,"), note=self.note(lang))


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One obligation of a clause, in our own words, with its permanent literal id."""

    id: str
    title_zh: str
    title_en: str
    asks_zh: str
    asks_en: str
    decided: Decided
    decided_because_zh: str
    decided_because_en: str
    left_to_human_zh: str = ""
    left_to_human_en: str = ""
    areas: tuple[Area, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def clause(self) -> int:
        """Number of the clause that it belongs to."""
        return int(self.id.partition(".")[0])

    @property
    def required_by(self) -> tuple[Source, ...]:
        """The sources of which it may be said that they ask for this (A and B, never C)."""
        return tuple(source for source in self.sources if source.requires)

    def title(self, lang: str) -> str:
        """Return the short name. :raises ValueError: for an unknown language."""
        return _pick(lang, self.title_zh, self.title_en)

    def asks(self, lang: str) -> str:
        """Return what it asks. :raises ValueError: for an unknown language."""
        return _pick(lang, self.asks_zh, self.asks_en)

    def decided_because(self, lang: str) -> str:
        """Return why it is decided this way. :raises ValueError: for an unknown language."""
        return _pick(lang, self.decided_because_zh, self.decided_because_en)

    def left_to_human(self, lang: str) -> str:
        """Return what a person still has to show; empty when automated or the supervisor's.

        :raises ValueError: for an unknown language.
        """
        return _pick(lang, self.left_to_human_zh, self.left_to_human_en)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A numbered article of the notice."""

    number: int
    numeral: str
    title_zh: str
    title_en: str
    requirements: tuple[Requirement, ...]

    def title(self, lang: str) -> str:
        """Return the short name. :raises ValueError: for an unknown language."""
        return _pick(lang, self.title_zh, self.title_en)

    def label(self, lang: str) -> str:
        """Return number and title, two digits first, so that sorted labels are in clause order.

        :raises ValueError: for an unknown language.
        """
        return load_messages(lang)(
            "notice/label", number=self.number, numeral=self.numeral, title=self.title(lang)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A regulation, split into clauses and requirements.

    ``document_number`` is empty when it is not known; ``source`` says where the text was read.
    """

    id: str
    title_zh: str
    title_en: str
    date: date
    document_number: str
    source: str
    clauses: tuple[Clause, ...]

    def title(self, lang: str) -> str:
        """Return its name. :raises ValueError: for an unknown language."""
        return _pick(lang, self.title_zh, self.title_en)

    @property
    def requirements(self) -> Iterator[Requirement]:
        """All requirements, in the order of the notice."""
        return (each for clause in self.clauses for each in clause.requirements)

    def requirement(self, id: str) -> Requirement:
        """Return the requirement with this id. :raises KeyError: naming the nearest one."""
        for each in self.requirements:
            if each.id == id:
                return each
        raise KeyError(f"{self.id} has no requirement {id!r}; the nearest is {self.nearest(id)!r}")

    def nearest(self, id: str) -> str | None:
        """Return the id that was probably meant, or None when nothing is like it."""
        ids = [each.id for each in self.requirements]
        same_slug = [each for each in ids if each.partition(".")[2] == id.rpartition(".")[2]]
        return next(iter(same_slug or difflib.get_close_matches(id, ids, n=1)), None)
