"""The clause matrix for people and programs: lines for a terminal, JSON, and one page of HTML."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..evidence.files import write_whole
from ..evidence.fixes import fix_of, fixes_on
from ..evidence.named import name_of
from ..evidence.tables import amount, finding_from_json, places_line, sentence, severity_word
from ..findings import Json, Verdict
from ..messages import Messages
from ..rules.describe import describe_reason
from .items import DESELECTED
from .matrix import ClauseRow, Matrix, RequirementRow

BUILT_IN = "nfra-2024-09-12"
SYMBOLS = {
    Verdict.VIOLATED: "✘",
    Verdict.NEEDS_REVIEW: "?",
    Verdict.NOT_VERIFIED: "○",
    Verdict.WAIVED: "~",
    Verdict.SATISFIED: "✔",
    Verdict.NOT_APPLICABLE: "–",
}
"""A sign for each verdict, so that it is told without colour."""
_NARROWEST = 40  # columns: below that a line says nothing any more
_LABEL_MOST = 48
_PAGES = Environment(
    loader=PackageLoader("pytest_mobcompliance.ledger", "."),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A small picture on the page: a ``data:`` URI and the words below it."""

    uri: str
    caption: str


def columns(text: str) -> int:
    """Return how many terminal columns a text takes; Chinese characters take two."""
    return sum(_columns_of(one) for one in text)


def _columns_of(one: str) -> int:
    if unicodedata.combining(one) or unicodedata.category(one) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(one) in "WF" else 1


def _cut(text: str, width: int) -> str:
    """Cut a text to a number of columns; the last one then shows that there was more."""
    if columns(text) <= width:
        return text
    used = 0
    for place, one in enumerate(text):
        used += _columns_of(one)
        if used > width - 1:
            return f"{text[:place].rstrip()}…"
    return text


def _pad(text: str, width: int) -> str:
    cut = _cut(text, width)
    return cut + " " * (width - columns(cut))


def matrix_lines(matrix: Matrix, messages: Messages, width: int | None = None) -> list[str]:
    """Return a line per clause, an indented one per requirement that was tested, and one of totals.

    What was only left out of the run is counted, in one line per clause; why a clause has its verdict stands
    below its line where it would be cut. Needs no colour: signs and words say the verdict.

    :param width: terminal columns that no line exceeds (but never less than 40); None: lines are whole.
    """
    width = None if width is None else max(width, _NARROWEST)
    labels = [clause.clause.label(messages.lang) for clause in matrix.clauses]
    label_width = min(max(map(columns, labels)), _LABEL_MOST, *([] if width is None else [width - 20]))
    word_width = max(columns(messages(f"verdicts/{verdict.value}")) for verdict in Verdict)
    lines: list[str] = []
    for label, clause in zip(labels, matrix.clauses, strict=True):
        word = _pad(messages(f"verdicts/{clause.verdict.value}"), word_width)
        name = _pad(label, label_width if width is not None else max(label_width, columns(label)))
        head = f"{name}  {SYMBOLS[clause.verdict]} {word}  {_counted(clause.counts)}"
        lines += _beside_or_below(head, main_reason(clause, messages), width)
        lines += _requirement_lines(clause, messages)
    totals = Counter(row.verdict for clause in matrix.clauses for row in clause.requirements)
    parts = [f"{SYMBOLS[v]} {messages(f'verdicts/{v.value}')} {totals[v]}" for v in Verdict if totals[v]]
    lines.append(f"  {messages('report/total')}: {'  '.join(parts)}")
    return lines if width is None else [_cut(line, width) for line in lines]


def _beside_or_below(head: str, reason: str, width: int | None) -> list[str]:
    """A clause's line with its reason, which stands below where it would be cut."""
    line = f"{head}  {reason}".rstrip()
    return [line] if width is None or columns(line) <= width else [head, f"    {reason}"]


def _counted(counts: Mapping[Verdict, int]) -> str:
    return " ".join(f"{SYMBOLS[verdict]}{count}" for verdict, count in counts.items())


def main_reason(clause: ClauseRow, messages: Messages) -> str:
    """Return the reason that most requirements of the clause's verdict have, and of how many it is one's."""
    reason, count = clause.main_reason
    if not reason:
        return ""
    words = reason_words(reason, messages)
    return words if clause.counts[clause.verdict] == 1 else f"{words} ×{count}"


def _requirement_lines(clause: ClauseRow, messages: Messages) -> list[str]:
    tested = [row for row in clause.requirements if row.checks and not row.left_out]
    left_out = sum(row.left_out for row in clause.requirements)
    lines = [_requirement_line(row, messages) for row in tested]
    if left_out and (tested or clause.main_reason != (DESELECTED, left_out)):
        lines.append(f"    {messages('report/left-out', count=left_out)}")
    return lines


def _requirement_line(row: RequirementRow, messages: Messages) -> str:
    word = messages(f"verdicts/{row.verdict.value}")
    head = f"    {SYMBOLS[row.verdict]} {row.id} {row.requirement.title(messages.lang)} – {word}"
    ran = [check for check in row.checks if check not in row.deselected]
    if row.reason == DESELECTED:
        names = ", ".join(f"{SYMBOLS[each.verdict]} {_check_name(each.check, each.unstable)}" for each in ran)
        return f"{head} ({messages('report/checks-left-out', count=len(row.deselected))}): {names}"
    why = f" ({reason_words(row.reason, messages)})" if row.reason else ""
    deciding = [check for check in ran if check.verdict is row.verdict]
    names = ", ".join(_check_name(check.check, check.unstable) for check in deciding)
    where = f": {names}" if names and row.verdict not in (Verdict.SATISFIED, Verdict.WAIVED) else ""
    return f"{head}{why}{where}"


def _check_name(check: str, unstable: bool) -> str:
    return check.partition("/")[2] + (" (!)" if unstable else "")


def reason_words(reason: str, messages: Messages) -> str:
    """Return the words for a reason code: the run's, else the rules', else the code itself."""
    path = f"verdicts/reason/{reason}"
    return messages(path) if messages.has(path) else describe_reason(reason, messages)


def export_matrix(
    folder: Path,
    matrix: Matrix,
    messages: Messages,
    *,
    title: str,
    simulated: bool,
    pictures: Mapping[str, Sequence[Picture]] | None = None,
    left_changed: Sequence[Mapping[str, Json]] = (),
    timeline: str = "",
) -> None:
    """Write the matrix as JSON and HTML; ``title`` names the app. :raises OSError: as usual.

    :param left_changed: settings of devices that the run could not put back: ``device``, ``setting``, ``old``
        and the ``command`` that does it.
    :param timeline: file of the timeline's picture, beside the page.

    The built-in notice goes to ``matrix.json`` and ``matrix.html``, others to ``matrix-<id>.*``.
    """
    name = "matrix" if matrix.notice.id == BUILT_IN else f"matrix-{matrix.notice.id}"
    data = matrix.to_json(title=title, simulated=simulated, lang=messages.lang)
    data["left_changed"] = [dict(change) for change in left_changed]
    write_whole(folder / f"{name}.json", json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    page = matrix_page(
        matrix,
        messages,
        title=title,
        simulated=simulated,
        pictures=pictures,
        left_changed=left_changed,
        timeline=timeline,
    )
    write_whole(folder / f"{name}.html", page)


def matrix_page(
    matrix: Matrix,
    messages: Messages,
    *,
    title: str,
    simulated: bool,
    pictures: Mapping[str, Sequence[Picture]] | None = None,
    left_changed: Sequence[Mapping[str, Json]] = (),
    timeline: str = "",
) -> str:
    """Return the matrix as one self-contained, printable page of HTML.

    :param pictures: small annotated screenshots by check id.
    :param timeline: file of the timeline's picture, beside the page.
    """
    checks = [check for clause in matrix.clauses for row in clause.requirements for check in row.checks]
    return _PAGES.get_template("matrix.html.j2").render(
        matrix=matrix,
        say=messages,
        lang=messages.lang,
        title=title,
        simulated=simulated,
        left_changed=left_changed,
        timeline=timeline,
        now=f"{datetime.now().astimezone():%Y-%m-%d %H:%M %z}",
        devices=_joined(f"{record.device} {record.os}" for check in checks for record in check.records),
        verdicts=list(Verdict),
        symbols=SYMBOLS,
        counts=Counter(clause.verdict for clause in matrix.clauses),
        requirement_counts=Counter(row.verdict for clause in matrix.clauses for row in clause.requirements),
        pictures={check.check: (pictures or {}).get(check.check, ()) for check in checks},
        reason_words=lambda reason: reason_words(reason, messages),
        main_reason=lambda clause: main_reason(clause, messages),
        name_of=lambda check: name_of(check, messages),
        amount=amount,
        finding_of=finding_from_json,
        sentence=lambda finding: sentence(finding, messages),
        fix=lambda finding: fix_of(finding, messages),
        fixes=lambda finding: fixes_on(finding, messages),
        severity=lambda finding: severity_word(finding.severity, messages),
        places=lambda problem: places_line((place["screen"] for place in problem["places"]), most=None),
    )


def _joined(names: Iterable[str]) -> str:
    return "; ".join(sorted({name.strip() for name in names if name.strip()}))
