"""What one check has noted so far: the only thing that is written while a check runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..findings import Finding, Json, Verdict, worst
from ..screen import Screen


@dataclass(slots=True)
class Notes:
    """Findings, observations and screens of one check, from its set-up to its end.

    ``verdict`` is set when the check itself decided (needs-review, not-applicable, not-verified).
    """

    findings: list[Finding] = field(default_factory=list)
    observations: dict[str, Json] = field(default_factory=dict)
    screens: dict[tuple[str, str], Screen] = field(default_factory=dict)
    verdict: Verdict | None = None
    reason: str = ""
    detail: str = ""
    duration: float = 0.0
    """Seconds, of all phases so far."""

    def decide(self, verdict: Verdict, reason: str, detail: str = "") -> None:
        """Note the check's own decision; a worse one that stands already is kept."""
        if self.verdict is None or worst((self.verdict, verdict)) is verdict:
            self.verdict, self.reason, self.detail = verdict, reason, detail

    def add(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Note findings; the satisfied ones count as observations, by rule. Return the new ones."""
        new = tuple(findings)
        self.findings.extend(new)
        for finding in new:
            if finding.verdict is Verdict.SATISFIED:
                seen = self.observations.get(finding.rule, 0)
                self.observations[finding.rule] = (seen if isinstance(seen, int) else 0) + 1
        return new

    def remember(self, screen: Screen) -> None:
        """Keep a screen, so that its findings can be drawn on it."""
        self.screens[screen.name, screen.mode] = screen
