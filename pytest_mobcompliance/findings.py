"""Verdicts, their precedence, and the finding that a rule returns."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Measure: TypeAlias = bool | int | float | str | None


_NUMBER = re.compile(r"\d(?:[\s.\-]?\d){6,}")
"""Seven digits or more, also in groups: of telephones, cards, identities, accounts, times."""


class Verdict(StrEnum):
    """What is known about a rule, a check, a requirement or a clause; worst first."""

    VIOLATED = "violated"
    NEEDS_REVIEW = "needs-review"
    NOT_VERIFIED = "not-verified"
    WAIVED = "waived"
    SATISFIED = "satisfied"
    NOT_APPLICABLE = "not-applicable"


_SEVEREST_FIRST = tuple(Verdict)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict that decides for the whole; nothing at all is not-verified."""
    return min(verdicts, key=_SEVEREST_FIRST.index, default=Verdict.NOT_VERIFIED)


def fingerprint_of(*parts: str) -> str:
    """Return twelve hex digits that stand for these parts: the same in every run and on every machine."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:12]


class Located(Protocol):
    """What a finding needs to know of an element (`pytest_mobcompliance.Element` is one)."""

    @property
    def label(self) -> str: ...
    @property
    def bounds(self) -> tuple[float, float, float, float] | None: ...
    def to_json(self) -> dict[str, Json]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One judgement of one rule, in numbers; sentences are made of it in `messages`.

    ``measured`` and ``required`` are in the unit that the rule's data names (dp, ratio, count).
    ``reason`` is a code, empty when satisfied. ``values`` holds further numbers for the sentence.
    """

    rule: str
    requirement: str
    verdict: Verdict
    element: Located | None = None
    measured: Measure = None
    required: Measure = None
    unit: str = ""
    profile: str = ""
    reason: str = ""
    severity: str = "normal"
    screen: str = ""
    values: Mapping[str, Measure] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits that stay the same from run to run and from screen to screen.

        Long numbers in what the element is called count for nothing: they change from account to account, and
        nobody may find one by trying all.
        """
        subject = self.element.label if self.element is not None else self.screen
        if not subject.startswith("#"):
            subject = _NUMBER.sub("#", subject)
        return fingerprint_of(self.rule, self.reason, subject)

    def to_json(self) -> dict[str, Json]:
        """Return the finding as JSON types; the element is reduced to its label and bounds."""
        return {
            "rule": self.rule,
            "requirement": self.requirement,
            "verdict": self.verdict.value,
            "element": self.element.label if self.element is not None else None,
            "bounds": list(self.element.bounds)
            if self.element is not None and self.element.bounds is not None
            else None,
            "measured": self.measured,
            "required": self.required,
            "unit": self.unit,
            "profile": self.profile,
            "reason": self.reason,
            "severity": self.severity,
            "screen": self.screen,
            "values": dict(self.values),
            "fingerprint": self.fingerprint,
        }
