"""The clause matrix: every clause of the notice with what the ledger says about it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ..errors import ConfigurationError
from ..evidence.distinct import alone, joined
from ..evidence.named import name_of
from ..findings import Json, Verdict, worst
from ..messages import SEPARATORS, Messages, load_messages, say
from ..notice import Clause, Notice, Requirement
from .items import DESELECTED, ListedItem, missing_records
from .records import Record

MET = frozenset([Verdict.SATISFIED, Verdict.WAIVED, Verdict.NOT_APPLICABLE])
"""Verdicts with which nothing is left to do."""
_WITHOUT_ATTESTATION = {"partial": Verdict.NEEDS_REVIEW, "attested": Verdict.NOT_VERIFIED}
"""The most that checks alone can reach where a person has a say."""


LIMITS = ("house value", "机构自定值")
"""How the name of an observation begins that is a limit, and no count."""
MOST_TOLD = 120
"""Characters of one observed value in the matrix; the ledger has the whole."""


def _seen(name: str, values: list[Json], messages: Messages) -> str:
    """One kind of observation of all records of a check; a rule by its name and how often it was met."""
    counts = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    if len(counts) == len(values) and messages.has(f"rules/{name}/title"):
        return messages("report/met", rule=messages(f"rules/{name}/title"), count=sum(counts))
    if len(counts) == len(values) and not name.startswith(LIMITS):
        return f"{name} {sum(counts)}"
    told = dict.fromkeys(_told(value, messages) for value in values)
    words = SEPARATORS[messages.lang][1].join(
        each if len(each) <= MOST_TOLD else f"{each[:MOST_TOLD]}…" for each in told
    )
    return f"{name}: {words}" if words else name


def _told(value: Json, messages: Messages) -> str:
    """An observed value as text; a list or table that is empty is a dash."""
    parts = SEPARATORS[messages.lang][0]
    if isinstance(value, dict):
        return parts.join(f"{key}: {_told(each, messages)}" for key, each in value.items()) or "–"
    if isinstance(value, list):
        return parts.join(_told(each, messages) for each in value) or "–"
    if isinstance(value, bool):
        return messages(f"report/{'yes' if value else 'no'}")
    return str(value)


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check: the worst of its items. ``records`` hold the deciding attempt of each item.

    ``unstable``: one attempt violated and another did not.
    """

    check: str
    verdict: Verdict
    reason: str
    detail: str
    unstable: bool
    records: tuple[Record, ...]

    @property
    def findings(self) -> tuple[Mapping[str, Json], ...]:
        """The findings of all items."""
        return tuple(finding for record in self.records for finding in record.findings)

    @property
    def problems(self) -> tuple[Mapping[str, Json], ...]:
        """What the findings of all items come to: one for each distinct thing, with all its places."""
        return joined(
            problem
            for record in self.records
            for problem in record.problems or map(alone, record.findings)  # an older ledger has no problems
        )

    def observed(self, messages: Messages) -> str:
        """What was seen to be right: counts are added up, other values stand once each."""
        values: dict[str, list[Json]] = {}
        for record in self.records:
            for name, value in record.observations.items():
                values.setdefault(name, []).append(value)
        return SEPARATORS[messages.lang][1].join(_seen(name, told, messages) for name, told in values.items())

    @property
    def device(self) -> str:
        """Names of the devices, or an empty string."""
        return ", ".join(dict.fromkeys(record.device for record in self.records if record.device))

    def to_json(self, lang: str) -> dict[str, Json]:
        """Return the row as JSON types; ``name`` is the check's name, of one without its id."""
        return {
            "check": self.check,
            "name": name_of(self.check, load_messages(lang)) or self.check,
            "verdict": self.verdict.value,
            "reason": self.reason,
            "detail": self.detail,
            "unstable": self.unstable,
            "device": self.device,
            "observations": [dict(record.observations) for record in self.records],
            "findings": [dict(finding) for finding in self.findings],
            "problems": [dict(problem) for problem in self.problems],
        }


_Judged = TypeVar("_Judged", Record, CheckRow)


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """One requirement with its checks; satisfied only when all of them are and nobody else must attest."""

    id: str
    requirement: Requirement
    verdict: Verdict
    reason: str
    checks: tuple[CheckRow, ...]

    @property
    def deselected(self) -> tuple[CheckRow, ...]:
        """Its checks that were left out of this run."""
        return tuple(check for check in self.checks if check.reason == DESELECTED)

    @property
    def left_out(self) -> bool:
        """Whether it has checks, and all of them were left out of this run."""
        return bool(self.checks) and len(self.deselected) == len(self.checks)

    def to_json(self, lang: str) -> dict[str, Json]:
        """Return the row as JSON types."""
        return {
            "id": self.id,
            "title": self.requirement.title(lang),
            "decided": self.requirement.decided,
            "left_to_human": self.requirement.left_to_human(lang),
            "verdict": self.verdict.value,
            "reason": self.reason,
            "checks": [check.to_json(lang) for check in self.checks],
        }


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause; the worst of its requirements."""

    number: int
    clause: Clause
    verdict: Verdict
    requirements: tuple[RequirementRow, ...]

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many requirements have each verdict, worst first; without the verdicts that none has."""
        seen = Counter(row.verdict for row in self.requirements)
        return {verdict: seen[verdict] for verdict in Verdict if seen[verdict]}

    @property
    def main_reason(self) -> tuple[str, int]:
        """The reason that most requirements of the clause's verdict have, and how many; empty without any."""
        deciding = (row for row in self.requirements if row.verdict is self.verdict)
        reasons = Counter(row.reason for row in deciding if row.reason)
        return next(iter(reasons.most_common(1)), ("", 0))

    def to_json(self, lang: str) -> dict[str, Json]:
        """Return the row as JSON types."""
        return {
            "number": self.number,
            "numeral": self.clause.numeral,
            "title": self.clause.title(lang),
            "verdict": self.verdict.value,
            "counts": {verdict.value: count for verdict, count in self.counts.items()},
            "requirements": [row.to_json(lang) for row in self.requirements],
        }


@dataclass(frozen=True, slots=True)
class Matrix:
    """All clauses of a notice, in its order, whether anything was run for them or not."""

    notice: Notice
    clauses: tuple[ClauseRow, ...]

    def to_json(self, *, title: str = "", simulated: bool = False, lang: str = "zh-CN") -> dict[str, Json]:
        """Return the matrix as JSON types. ``title`` names the app that was looked at."""
        return {
            "notice": self.notice.id,
            "notice_title": self.notice.title(lang),
            "document_number": self.notice.document_number,
            "simulated": simulated,
            "title": title,
            "clauses": [clause.to_json(lang) for clause in self.clauses],
        }


def build_matrix(notice: Notice, records: Sequence[Record], items: Sequence[ListedItem]) -> Matrix:
    """Compute the matrix from the ledger. Items without any record count as not verified."""
    by_check: dict[str, list[Record]] = defaultdict(list)
    for record in (*records, *missing_records(items, records, frozenset())):
        by_check[record.check].append(record)
    by_requirement: dict[str, list[CheckRow]] = defaultdict(list)
    for check, attempts in by_check.items():
        by_requirement[check.partition("/")[0]].append(_check_row(check, attempts))
    clauses = []
    for clause in notice.clauses:
        rows = tuple(_requirement_row(each, by_requirement[each.id]) for each in clause.requirements)
        clauses.append(ClauseRow(clause.number, clause, worst(row.verdict for row in rows), rows))
    return Matrix(notice, tuple(clauses))


def _check_row(check: str, records: Iterable[Record]) -> CheckRow:
    attempts = _by_cell(records)
    decided = tuple(_deciding(each) for each in attempts)
    verdict = worst(record.verdict for record in decided)
    first = _deciding_first(decided, verdict)
    return CheckRow(check, verdict, first.reason, first.detail, any(map(_unstable, attempts)), decided)


def _deciding_first(each: Sequence[_Judged], verdict: Verdict) -> _Judged:
    """The first that has this verdict; what ran comes before what was left out."""
    return min((one for one in each if one.verdict is verdict), key=lambda one: one.reason == DESELECTED)


def _by_cell(records: Iterable[Record]) -> list[list[Record]]:
    """Group attempts by item and device; one that ended before it had a device joins its item's only one."""
    by_item: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_item[record.item].append(record)
    cells: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for item, attempts in by_item.items():
        devices = {record.device for record in attempts if record.device}
        only = devices.pop() if len(devices) == 1 else ""
        for record in attempts:
            cells[item, record.device or only].append(record)
    return list(cells.values())


def _unstable(attempts: Iterable[Record]) -> bool:
    # What the rig did does not count: only two different answers about the app do.
    verdicts = {record.verdict for record in attempts} - {Verdict.NOT_VERIFIED}
    return Verdict.VIOLATED in verdicts and len(verdicts) > 1


def _deciding(attempts: Sequence[Record]) -> Record:
    # A violation that was seen once was seen; only a fault of the rig may be repaired by a rerun.
    violated = [record for record in attempts if record.verdict is Verdict.VIOLATED]
    return (violated or attempts)[-1]


def _requirement_row(requirement: Requirement, checks: Sequence[CheckRow]) -> RequirementRow:
    verdict, reason = _judge(requirement, checks)
    return RequirementRow(requirement.id, requirement, verdict, reason, tuple(checks))


def _judge(requirement: Requirement, checks: Sequence[CheckRow]) -> tuple[Verdict, str]:
    if not checks:
        if requirement.decided == "supervisor":
            return Verdict.NOT_APPLICABLE, "supervisor"
        reason = "attestation-missing" if requirement.decided == "attested" else "no-check"
        return Verdict.NOT_VERIFIED, reason
    verdict = worst(check.verdict for check in checks)
    if verdict in (Verdict.SATISFIED, Verdict.WAIVED) and requirement.decided in _WITHOUT_ATTESTATION:
        return _WITHOUT_ATTESTATION[requirement.decided], "attestation-missing"
    return verdict, _deciding_first(checks, verdict).reason


def unmet(matrices: Iterable[Matrix], ids: Iterable[str]) -> list[str]:
    """Return those ids (``16``, ``第十六条``, ``16.privacy-notice``) that are not met, in the order given.

    Met is satisfied, waived or not applicable; an id that no notice has is unmet.
    """
    verdicts: dict[str, list[Verdict]] = defaultdict(list)
    for matrix in matrices:
        for clause in matrix.clauses:
            for name in (str(clause.number), clause.clause.numeral):
                verdicts[name].append(clause.verdict)
            for row in clause.requirements:
                verdicts[row.id].append(row.verdict)
    return [name for name in ids if not verdicts[name] or any(each not in MET for each in verdicts[name])]


def check_required(notices: Sequence[Notice], ids: Iterable[str]) -> None:
    """Make sure that each id names a clause or a requirement.

    :raises ConfigurationError: naming the nearest one.
    """
    known = {each.id for notice in notices for each in notice.requirements}
    for notice in notices:
        for clause in notice.clauses:
            known |= {str(clause.number), clause.numeral}
    for name in ids:
        if name in known:
            continue
        near = next((found for notice in notices if (found := notice.nearest(name))), None)
        raise ConfigurationError(
            who="--mob-require",
            where=repr(name),
            got=say("neither a clause nor a requirement of any notice"),
            wanted=say("a clause like 16 or 第十六条, or a requirement like 16.privacy-notice"),
            next_step=say("did you mean {near!r}?", near=near)
            if near
            else say("look the id up in the clause matrix"),
        )
