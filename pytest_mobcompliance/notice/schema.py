"""What a catalogue file may hold: the shape by pydantic, the sense by the functions below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ..messages import say
from .model import Area, Confidence, Decided, chinese_number

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Loose = Annotated[str, StringConstraints(strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
OWN = "notice"
"""The key under which the notice itself stands among its standards."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StandardData(Part):
    title_zh: Text
    title_en: Text
    number: Loose = ""


class SourceData(Part):
    standard: Slug
    article: Loose = ""
    confidence: Confidence
    note_zh: Loose = ""
    note_en: Loose = ""

    @model_validator(mode="after")
    def _reservations_are_told(self) -> Self:
        if bool(self.note_zh) != bool(self.note_en):
            raise ValueError(say("a note in both languages, or in none"))
        if self.confidence == "C" and not self.note_zh:
            raise ValueError(
                say(
                    "note_zh and note_en beside confidence C: the article was not found, "
                    "say whose value it is"
                )
            )
        return self


class RequirementData(Part):
    id: Annotated[str, StringConstraints(pattern=r"^\d+\.[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    title_zh: Text
    title_en: Text
    asks_zh: Text
    asks_en: Text
    decided: Decided
    decided_because_zh: Text
    decided_because_en: Text
    left_to_human_zh: Loose = ""
    left_to_human_en: Loose = ""
    areas: tuple[Area, ...] = ()
    sources: tuple[SourceData, ...] = ()

    @model_validator(mode="after")
    def _people_know_their_part(self) -> Self:
        told = (bool(self.left_to_human_zh), bool(self.left_to_human_en))
        wanted = self.decided in ("partial", "attested")
        if told != (wanted, wanted):
            raise ValueError(
                say(
                    "left_to_human_zh and left_to_human_en where decided is partial or attested, and nowhere "
                    "else"
                )
            )
        return self

    @property
    def prose(self) -> str:
        """All that is said about it, to look for standards that it names."""
        spoken = ("title", "asks", "decided_because", "left_to_human")
        return "\n".join(getattr(self, f"{key}_{lang}") for key in spoken for lang in ("zh", "en"))


class ClauseData(Part):
    number: Annotated[int, Field(ge=1, le=99)]
    numeral: Text
    title_zh: Text
    title_en: Text
    requirements: Annotated[tuple[RequirementData, ...], Field(min_length=1)]


class HeadData(Part):
    id: Slug
    title_zh: Text
    title_en: Text
    date: date
    document_number: Loose = ""
    source: Text
    confidence: Literal["A", "B"]
    """How sure the text of the notice itself is; it counts as a source of every requirement."""
    standards: Mapping[Slug, StandardData] = Field(default_factory=dict)


class Flaw(Exception):
    """What the shape cannot see: where in the file, what is there, what would be right."""

    def __init__(self, where: str, got: str, wanted: str) -> None:
        self.where, self.got, self.wanted = where, got, wanted
        super().__init__(f"{where}: {got}; wanted: {wanted}")


def check_sense(head: HeadData, clauses: Sequence[ClauseData]) -> None:
    """Refuse a catalogue whose parts contradict each other. :raises Flaw: at the first one."""
    for check in (_numbering, _ids, _known_standards, _no_unconfirmed_claims):
        for flaw in check(head, clauses):
            raise flaw


def _numbering(_: HeadData, clauses: Sequence[ClauseData]) -> Iterator[Flaw]:
    if not clauses:
        yield Flaw("clauses", say("no clause at all"), say("at least one clause"))
    for expected, clause in enumerate(clauses, start=1):
        if clause.number != expected:
            yield Flaw(
                _in_clause(clause, "number"),
                say("{number} in place {place}", number=clause.number, place=expected),
                say("clause numbers 1, 2, 3 … in order, without a gap"),
            )
        numeral = f"第{chinese_number(clause.number)}条"
        if clause.numeral != numeral:
            yield Flaw(_in_clause(clause, "numeral"), repr(clause.numeral), repr(numeral))


def _in_clause(clause: ClauseData, key: str) -> str:
    return say("clause {number}: {key}", number=clause.number, key=key)


def _in_requirement(requirement: RequirementData, key: str) -> str:
    return say("requirement {id}: {keys}", id=requirement.id, keys=key)


def _ids(_: HeadData, clauses: Sequence[ClauseData]) -> Iterator[Flaw]:
    seen: set[str] = set()
    for clause in clauses:
        for requirement in clause.requirements:
            where = _in_requirement(requirement, "id")
            if requirement.id in seen:
                yield Flaw(where, say("an id that is already taken"), say("an id of its own"))
            seen.add(requirement.id)
            if not requirement.id.startswith(f"{clause.number}."):
                yield Flaw(
                    where,
                    say("{id!r} in clause {number}", id=requirement.id, number=clause.number),
                    say("an id that begins with '{number}.'", number=clause.number),
                )


def _known_standards(head: HeadData, clauses: Sequence[ClauseData]) -> Iterator[Flaw]:
    if OWN in head.standards:
        yield Flaw(
            f"standards.{OWN}",
            say("the key that stands for the notice itself"),
            say("another key: the notice is a source of every requirement without being listed"),
        )
    for clause in clauses:
        for requirement in clause.requirements:
            for source in requirement.sources:
                if source.standard not in head.standards:
                    yield Flaw(
                        _in_requirement(requirement, "sources.standard"),
                        say("the unknown standard {standard!r}", standard=source.standard),
                        say("one of {choices}", choices=list(head.standards)),
                    )


def _no_unconfirmed_claims(head: HeadData, clauses: Sequence[ClauseData]) -> Iterator[Flaw]:
    """A text may name a standard only if an A or B source of the same requirement backs it."""
    names = {key: each.number for key, each in head.standards.items() if each.number}
    for clause in clauses:
        for requirement in clause.requirements:
            backed = {each.standard for each in requirement.sources if each.confidence != "C"}
            for key, number in names.items():
                if number in requirement.prose and key not in backed:
                    yield Flaw(
                        say("requirement {id}", id=requirement.id),
                        say(
                            "its text names {number!r}, which no A or B source of it confirms", number=number
                        ),
                        say("a text that does not name the standard, or a source that was read"),
                    )
