"""A finding in words."""

from __future__ import annotations

from collections.abc import Mapping

from ..findings import Finding, Measure, Verdict
from ..messages import Messages


def describe(finding: Finding, messages: Messages) -> str:
    """Return the sentence of a finding in the language of ``messages``; never raises.

    The rule's sentence of ours (the one for ``kind`` among the finding's values, if there is such), else the
    one that the rule brings along, else what axe-core said, else the rule's id with reason and numbers.
    """
    verdict = finding.verdict.value
    numbers = _numbers(finding, messages)
    own = finding.values.get(f"sentence/{messages.lang}/{verdict}")
    stored = f"rules/{finding.rule}/{verdict}"
    paths = (f"{stored}-{finding.values.get('kind')}", stored)
    for sentence in (*(messages(path) for path in paths if messages.has(path)), own):
        if isinstance(sentence, str) and (filled := _fill(sentence, numbers)):
            return filled
    helped = finding.values.get("help")
    if helped:
        failure = finding.values.get("failure")
        return f"{helped}: {failure}" if failure else str(helped)
    return _plainly(finding, numbers)


def describe_fix(finding: Finding, messages: Messages) -> str:
    """Return how to put it right, empty when nothing is known."""
    path = f"rules/{finding.rule}/fix"
    return messages(path) if messages.has(path) else ""


def describe_reason(reason: str, messages: Messages) -> str:
    """Return the words for a reason code: the rules', else the run's, else the code."""
    paths = (f"rules/reasons/{reason}", f"verdicts/reason/{reason}")
    return next((messages(path) for path in paths if messages.has(path)), reason)


def describe_verdict(verdict: Verdict, why: str, messages: Messages) -> str:
    """Return a verdict and what stands behind it, in one sentence."""
    return messages("verdicts/told", verdict=messages(f"verdicts/{verdict.value}"), why=why)


def _numbers(finding: Finding, messages: Messages) -> dict[str, str]:
    values: Mapping[str, Measure] = {
        **finding.values,
        "measured": finding.measured,
        "required": finding.required,
    }
    return {
        **{name: _shown(value) for name, value in values.items()},
        "unit": finding.unit,
        "reason": finding.reason,
        "why": describe_reason(finding.reason, messages),
        "profile": finding.profile,
    }


def _fill(sentence: str, numbers: Mapping[str, str]) -> str:
    try:
        return sentence.format_map(numbers)
    except (KeyError, ValueError, IndexError, AttributeError, TypeError):
        return ""  # a sentence of a project's rule may ask for what the finding has not


def _shown(value: Measure) -> str:
    if value is None:
        return "?"
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)


def _plainly(finding: Finding, numbers: Mapping[str, str]) -> str:
    parts = [finding.rule, finding.reason or finding.verdict.value]
    if finding.measured is not None:
        parts.append(f"{numbers['measured']} {finding.unit}".strip())
    if finding.required is not None:
        parts.append(f"({numbers['required']} {finding.unit}".strip() + ")")
    return " ".join(parts)
