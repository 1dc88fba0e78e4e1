"""Problems in words: one sentence each, where they show, and a table of them as HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment

from ..findings import Finding, Json, Measure, Verdict
from ..messages import Messages
from ..rules import RULES, Rule
from ..rules.describe import describe
from ..screen.names import without_part
from .distinct import Problem
from .fixes import fix_of, fixes_on

_TABLE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""\
<!doctype html>
<html lang="{{ lang }}"><head><meta charset="utf-8"><title>{{ say("report/findings") }}</title><style>
body { font: 14px/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  color: #1c2430 }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #cdd4de; padding: .35em .6em; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; white-space: pre-line }
th { background: #eef1f5; white-space: nowrap }
</style></head><body><table>
<tr>{% for column in columns %}<th>{{ say("report/column/" ~ column) }}</th>{% endfor %}</tr>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table></body></html>
""")
_COLUMNS = (
    *("number", "verdict", "severity", "element", "sentence", "screen", "measured", "required"),
    *("profile", "standard", "fix", "rule"),
)
PLACES_MOST = 4
"""Screens that are named on one line; of the others only the number."""


@dataclass(frozen=True, slots=True)
class _Named:
    """The element of a finding that was read back: only what its sentence needs."""

    label: str
    bounds: tuple[float, float, float, float] | None = None

    def to_json(self) -> dict[str, Json]:
        return {"label": self.label}


def finding_from_json(data: Mapping[str, Any]) -> Finding:
    """Rebuild a finding that `Finding.to_json` wrote. :raises KeyError: without rule or verdict."""
    bounds = data.get("bounds")
    element = data.get("element")
    return Finding(
        rule=data["rule"],
        requirement=data.get("requirement", ""),
        verdict=Verdict(data["verdict"]),
        element=_Named(str(element), tuple(bounds) if bounds else None) if element is not None else None,
        measured=data.get("measured"),
        required=data.get("required"),
        unit=data.get("unit", ""),
        profile=data.get("profile", ""),
        reason=data.get("reason", ""),
        severity=data.get("severity", "normal"),
        screen=data.get("screen", ""),
        values=data.get("values", {}),
    )


def sentence(finding: Finding, messages: Messages) -> str:
    """Say what the finding means."""
    return describe(finding, messages)


def amount(value: Measure, unit: str) -> str:
    """Write a measure with its unit, without digits that nobody measured."""
    if value is None:
        return ""
    if isinstance(value, float):
        value = f"{value:.2f}".rstrip("0").rstrip(".")
    return f"{value} {unit}".strip()


def places_line(names: Iterable[str], most: int | None = PLACES_MOST) -> str:
    """Name the screens that something shows on, each once, with how often; ``home ×2, pay … +6``.

    What shows on several parts of a screen is there once: scrolling does not make it more.
    """
    often: dict[str, int] = {}
    for name, count in Counter(filter(None, names)).items():
        often[without_part(name)] = max(count, often.get(without_part(name), 0))
    said = [f"{name} ×{count}" if count > 1 else name for name, count in often.items()]
    more = f" … +{len(said) - most}" if most is not None and len(said) > most else ""
    return ", ".join(said[:most]) + more


def severity_word(severity: str, messages: Messages) -> str:
    """Return the severity for people, else as the rule says it."""
    path = f"report/severity/{severity}"
    return messages(path) if messages.has(path) else severity


def fix_lines(finding: Finding, messages: Messages) -> Iterator[str]:
    """Give the way for all platforms, then one line for each that has a way of its own."""
    if short := fix_of(finding, messages):
        yield short
    for platform, way in fixes_on(finding, messages).items():
        yield messages("report/fix-on", platform=messages(f"report/platform/{platform}"), way=way)


def problems_table(
    problems: Iterable[Problem], messages: Messages, redact: Callable[[str], str] = str
) -> str:
    """Return a page with one row per problem; whatever the app says in it stays text.

    :param redact: takes personal data out of a cell, before it is escaped.
    """
    rows = [
        [redact(str(cell)) for cell in _cells(number, problem, messages)]
        for number, problem in enumerate(problems, 1)
    ]
    return _TABLE.render(rows=rows, columns=_COLUMNS, say=messages, lang=messages.lang)


def _cells(number: int, problem: Problem, messages: Messages) -> tuple[object, ...]:
    finding = problem.finding
    return (
        number,
        messages(f"verdicts/{finding.verdict.value}"),
        severity_word(finding.severity, messages),
        finding.element.label if finding.element is not None else "",
        sentence(finding, messages),
        places_line((place.screen for place in problem.places), most=None),
        amount(finding.measured, finding.unit),
        amount(finding.required, finding.unit),
        finding.profile,
        standards(finding),
        "\n".join(fix_lines(finding, messages)),
        f"{finding.rule} {problem.fingerprint}",
    )


def standards(finding: Finding, rules: Iterable[Rule] = RULES) -> str:
    """Name the standards and articles behind the finding's rule; empty for a rule that is not among these."""
    return "; ".join(
        f"{source.standard} {source.article}".strip()
        for rule in rules
        if rule.id == finding.rule
        for source in rule.sources
        if source.backs(finding.profile)  # nobody may say that an unconfirmed text requires it
    )
