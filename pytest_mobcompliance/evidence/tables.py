"""Findings in words: one sentence each, and a table of them as HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment

from ..findings import Finding, Json, Measure, Verdict
from ..messages import Messages
from ..rules import RULES
from ..rules.describe import describe, describe_fix

_TABLE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""\
<!doctype html>
<html lang="{{ lang }}"><head><meta charset="utf-8"><title>{{ say("report/findings") }}</title><style>
body { font: 14px/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  color: #1c2430 }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #cdd4de; padding: .35em .6em; text-align: left; vertical-align: top;
  overflow-wrap: anywhere }
th { background: #eef1f5; white-space: nowrap }
</style></head><body><table>
<tr>{% for column in columns %}<th>{{ say("report/column/" ~ column) }}</th>{% endfor %}</tr>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table></body></html>
""")
_COLUMNS = (
    *("number", "verdict", "screen", "element", "measured", "required", "profile", "standard"),
    *("sentence", "fix", "rule"),
)


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


def findings_table(
    findings: Iterable[Finding], messages: Messages, redact: Callable[[str], str] = str
) -> str:
    """Return a page with one row per finding; whatever the app says in it stays text.

    :param redact: takes personal data out of a cell, before it is escaped.
    """
    rows = [
        [redact(str(cell)) for cell in _cells(number, finding, messages)]
        for number, finding in enumerate(findings, 1)
    ]
    return _TABLE.render(rows=rows, columns=_COLUMNS, say=messages, lang=messages.lang)


def _cells(number: int, finding: Finding, messages: Messages) -> tuple[object, ...]:
    return (
        number,
        messages(f"verdicts/{finding.verdict.value}"),
        finding.screen,
        finding.element.label if finding.element is not None else "",
        amount(finding.measured, finding.unit),
        amount(finding.required, finding.unit),
        finding.profile,
        standards(finding),
        sentence(finding, messages),
        describe_fix(finding, messages),
        finding.rule,
    )


def standards(finding: Finding) -> str:
    """Name the standards and articles behind the finding's rule; empty for rules of a project."""
    return "; ".join(
        f"{source.standard} {source.article}".strip()
        for rule in RULES
        if rule.id == finding.rule
        for source in rule.sources
        if source.backs(finding.profile)  # nobody may say that an unconfirmed text requires it
    )
