"""One problem instead of many findings: the same button on ten screens is one thing to put right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..findings import Finding, Json, Verdict, fingerprint_of, worst
from ..screen.names import screen_of

SEVERITIES = ("blocker", "critical", "serious", "normal", "moderate", "minor", "trivial")
"""Worst first."""
_BLIND = (Verdict.NOT_VERIFIED, Verdict.NOT_APPLICABLE)
_ORDER = tuple(Verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to put right or to look at: all findings of one rule and reason about one element.

    ``places``: the findings, in their order. ``finding``: the worst of them, which speaks for all.
    """

    fingerprint: str
    finding: Finding
    places: tuple[Finding, ...]

    def to_json(self) -> dict[str, Json]:
        """Return the worst finding as JSON types, with the problem's own fingerprint and its ``places``."""
        return {
            **self.finding.to_json(),
            "fingerprint": self.fingerprint,
            "places": [place_json(place) for place in self.places],
        }


def place_json(place: Finding) -> dict[str, Json]:
    """Return what differs from place to place: screen, element with its box in px, and what was measured."""
    whole = place.to_json()
    return {key: whole[key] for key in ("screen", "verdict", "element", "bounds", "measured", "required")}


def distinct(findings: Iterable[Finding]) -> tuple[Problem, ...]:
    """Put findings together that are about the same thing, whatever the screen, its part or the mode.

    Satisfied ones are left out. Worst verdict first, then the worst severity, rule by rule in order of
    appearance, and of one rule what shows in most places.
    """
    open_ = [finding for finding in findings if finding.verdict is not Verdict.SATISFIED]
    grouped: dict[str, list[Finding]] = {}
    for finding, key in zip(open_, fingerprints(open_), strict=True):
        grouped.setdefault(key, []).append(finding)
    problems = [
        Problem(fingerprint=key, finding=worst_of(places), places=tuple(places))
        for key, places in grouped.items()
    ]
    rules = list(dict.fromkeys(finding.rule for finding in open_))
    order = {rule: place for place, rule in enumerate(rules)}
    return tuple(
        sorted(problems, key=lambda one: (rank(one.finding), order[one.finding.rule], -len(one.places)))
    )


def fingerprints(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return the fingerprint of the problem that each finding belongs to.

    It is made of rule, reason and what the element is called: its resource id, else role and name, else its
    path. Of several without resource id that are called the same on one screen, the first has the
    fingerprint of the finding itself, the second another one, and so on: so each of them meets its like on
    the next screen. Rows of a list that share a resource id come from one template, and are one problem.

    A finding about a whole screen belongs to that screen; what merely stood in the way of judging it is the
    same on all of them. Nothing here depends on boxes, or on which other screens were seen.
    """
    seen: dict[tuple[str, str], dict[object, int]] = {}
    keys: list[str] = []
    for finding in findings:
        base = _identity(finding)
        if finding.element is None or finding.element.label.startswith("#"):
            keys.append(base)
            continue
        alike = seen.setdefault((finding.screen, base), {})
        number = alike.setdefault(getattr(finding.element, "id", None) or finding.element.bounds, len(alike))
        keys.append(fingerprint_of(base, str(number + 1)) if number else base)
    return tuple(keys)


def _identity(finding: Finding) -> str:
    if finding.element is not None:
        return finding.fingerprint
    if finding.verdict in _BLIND:
        return fingerprint_of(finding.rule, finding.reason)
    return replace(finding, screen=screen_of(finding.screen)).fingerprint


def worst_of(places: Sequence[Finding]) -> Finding:
    """Return the one with the worst verdict, and of these the one that is furthest from what is required."""
    verdict = worst(place.verdict for place in places)
    return max((place for place in places if place.verdict is verdict), key=_distance)


def _distance(finding: Finding) -> float:
    return _gap(finding.measured, finding.required)


def _gap(measured: object, required: object) -> float:
    if isinstance(measured, int | float) and isinstance(required, int | float):
        return abs(float(measured) - float(required))
    return 0.0


def rank(finding: Finding) -> tuple[int, int]:
    """Return where a finding stands among others: the worst first."""
    return _rank(finding.verdict, finding.severity)


def _rank(verdict: Verdict, severity: str) -> tuple[int, int]:
    known = severity in SEVERITIES
    return _ORDER.index(verdict), SEVERITIES.index(severity) if known else len(SEVERITIES)


# ------------------------------------------------------------------ problems that were written down


def joined(problems: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Json], ...]:
    """Put problems of several records together that `Problem.to_json` wrote: places of one fingerprint."""
    grouped: dict[object, list[Mapping[str, Any]]] = {}
    for number, problem in enumerate(problems):
        grouped.setdefault(problem.get("fingerprint", number), []).append(problem)
    return tuple(
        {**_speaker(group), "places": [place for one in group for place in one["places"]]}
        for group in sorted(grouped.values(), key=lambda group: _written_rank(_speaker(group)))
    )


def alone(finding: Mapping[str, Any]) -> dict[str, Json]:
    """Return a finding that was written down as a problem with one place."""
    keys = ("screen", "verdict", "element", "bounds", "measured", "required")
    return {**finding, "places": [{key: finding.get(key) for key in keys}]}


def _speaker(group: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return min(group, key=lambda one: (_written_rank(one), -_gap(one.get("measured"), one.get("required"))))


def _written_rank(problem: Mapping[str, Any]) -> tuple[int, int]:
    return _rank(Verdict(problem["verdict"]), problem.get("severity", "normal"))
