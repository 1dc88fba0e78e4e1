"""The clause matrix for people and programs: lines for a terminal, JSON, and one page of HTML."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..evidence.files import write_whole
from ..evidence.tables import amount, finding_from_json, sentence
from ..findings import Verdict
from ..messages import Messages
from ..rules.describe import describe_reason
from .matrix import Matrix, RequirementRow

BUILT_IN = "nfra-2024-09-12"
SYMBOLS = {
    Verdict.VIOLATED: "✘",
    Verdict.NEEDS_REVIEW: "?",
    Verdict.NOT_VERIFIED: "○",
    Verdict.WAIVED: "~",
    Verdict.SATISFIED: "✔",
    Verdict.NOT_APPLICABLE: "–",
}
_LABEL_COLUMNS = 44
_PAGES = Environment(
    loader=PackageLoader("pytest_mobcompliance.ledger", "."),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def columns(text: str) -> int:
    """Return how many terminal columns a text takes; Chinese characters take two."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )


def _cut(text: str, width: int) -> str:
    if columns(text) <= width:
        return text
    while text and columns(text) > width - 1:
        text = text[:-1]
    return f"{text}…"


def matrix_lines(matrix: Matrix, messages: Messages, width: int) -> list[str]:
    """Return a line per clause, and an indented one per requirement that has checks.

    No line is wider than ``width`` terminal columns.
    """
    width = max(width, 40)
    lines = []
    for clause in matrix.clauses:
        label = _cut(clause.clause.label(messages.lang), min(_LABEL_COLUMNS, width - 20))
        pad = " " * (min(_LABEL_COLUMNS, width - 20) - columns(label))
        word = messages(f"verdicts/{clause.verdict.value}")
        lines.append(_cut(f"{label}{pad}  {SYMBOLS[clause.verdict]} {word}", width))
        lines += [_cut(_requirement_line(row, messages), width) for row in clause.requirements if row.checks]
    return lines


def _requirement_line(row: RequirementRow, messages: Messages) -> str:
    word = messages(f"verdicts/{row.verdict.value}")
    why = f" ({reason_words(row.reason, messages)})" if row.reason else ""
    return f"    {SYMBOLS[row.verdict]} {row.id} {row.requirement.title(messages.lang)}: {word}{why}"


def reason_words(reason: str, messages: Messages) -> str:
    """Return the words for a reason code; the code itself when it comes from a check or a rule."""
    path = f"verdicts/reason/{reason}"
    return messages(path) if messages.has(path) else describe_reason(reason, messages)


def export_matrix(folder: Path, matrix: Matrix, messages: Messages, *, title: str, simulated: bool) -> None:
    """Write the matrix as JSON and HTML; ``title`` names the app. :raises OSError: as usual.

    The built-in notice goes to ``matrix.json`` and ``matrix.html``, others to ``matrix-<id>.*``.
    """
    name = "matrix" if matrix.notice.id == BUILT_IN else f"matrix-{matrix.notice.id}"
    data = matrix.to_json(title=title, simulated=simulated, lang=messages.lang)
    write_whole(folder / f"{name}.json", json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    write_whole(folder / f"{name}.html", matrix_page(matrix, messages, title=title, simulated=simulated))


def matrix_page(matrix: Matrix, messages: Messages, *, title: str, simulated: bool) -> str:
    """Return the matrix as one self-contained, printable page of HTML."""
    return _PAGES.get_template("matrix.html.j2").render(
        matrix=matrix,
        say=messages,
        lang=messages.lang,
        title=title,
        simulated=simulated,
        now=f"{datetime.now().astimezone():%Y-%m-%d %H:%M %z}",
        verdicts=list(Verdict),
        symbols=SYMBOLS,
        counts=Counter(clause.verdict for clause in matrix.clauses),
        requirement_counts=Counter(row.verdict for clause in matrix.clauses for row in clause.requirements),
        reason_words=lambda reason: reason_words(reason, messages),
        amount=amount,
        finding_of=finding_from_json,
        sentence=lambda finding: sentence(finding, messages),
    )
