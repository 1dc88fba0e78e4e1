"""`MobVerdict`: how a check says what it saw; and the type of `mob_audit`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NoReturn, Protocol

import pytest

from .errors import ComplianceViolation
from .evidence import report
from .evidence.distinct import Problem, distinct
from .evidence.fixes import fix_on
from .evidence.tables import places_line, severity_word
from .findings import Finding, Json, Verdict, worst
from .ledger.notes import Notes
from .messages import Messages
from .rules import Rule
from .rules.describe import describe, describe_reason, describe_verdict
from .screen import Screen
from .stash import Run


class Audit(Protocol):
    """The type of `mob_audit`."""

    def __call__(
        self,
        screen: Screen | None = None,
        *,
        rules: Iterable[Rule | str] | None = None,
        elderly: bool | None = None,
    ) -> list[Finding]: ...


class MobVerdict:
    """What a check says at its end. Whatever is not satisfied raises or skips at once."""

    def __init__(self, notes: Notes, run: Run) -> None:
        self._notes = notes
        self._run = run

    def observe(self, name: str, value: Json) -> None:
        """Record something seen that is as it should be; a check without any is not-verified.

        What `messages.say` put together stands in the report's language.
        """
        messages = self._run.messages
        self._notes.observations[messages.said(name)] = _in_language(value, messages)

    def told(self, name: str, lines: Iterable[str]) -> None:
        """Show lines to whoever reads the report; they decide nothing."""
        said = self._run.messages.said
        report.attach_text(said(name), self._run.redactor.text("\n".join(map(said, lines))))

    def findings(self, found: Iterable[Finding]) -> None:
        """Judge findings: the worst decides; satisfied ones count as observations.

        What is not applicable decides only where nothing else was said and nothing was observed.

        :raises ComplianceViolation: when one is violated. Skips for needs-review and not-verified.
        """
        __tracebackhide__ = True
        new = self._notes.add(self._spoken(finding) for finding in found)
        idle = (Verdict.SATISFIED, Verdict.NOT_APPLICABLE)
        open_ = [finding for finding in new if finding.verdict not in idle]
        if not open_ and not self._notes.observations:
            open_ = [finding for finding in new if finding.verdict is Verdict.NOT_APPLICABLE]
        self._show(open_)
        if not open_:
            return
        verdict = worst(finding.verdict for finding in open_)
        deciding = [finding for finding in open_ if finding.verdict is verdict]
        self._end(verdict, deciding[0].reason, "\n".join(self._lines(distinct(deciding))))

    def violated(self, reason: str, detail: str, screen: Screen | None = None) -> NoReturn:
        """A required behaviour is absent.

        :param reason: a short code for the ledger, like ``no-decline``.
        :param detail: one sentence: what was seen and what was wanted; put together by `messages.say`, it is
            told in the report's language.
        :raises ComplianceViolation: always.
        """
        __tracebackhide__ = True
        self._end(Verdict.VIOLATED, reason, detail, screen)

    def needs_review(self, reason: str, screen: Screen | None = None, detail: str = "") -> NoReturn:
        """A person must look; the screen is attached."""
        __tracebackhide__ = True
        self._end(Verdict.NEEDS_REVIEW, reason, detail, screen)

    def not_applicable(self, reason: str, detail: str = "") -> NoReturn:
        """The app has no such function."""
        __tracebackhide__ = True
        self._end(Verdict.NOT_APPLICABLE, reason, detail)

    def not_verified(self, reason: str, detail: str = "") -> NoReturn:
        """Something stood in the way of seeing it."""
        __tracebackhide__ = True
        self._end(Verdict.NOT_VERIFIED, reason, detail)

    def _end(self, verdict: Verdict, reason: str, detail: str, screen: Screen | None = None) -> NoReturn:
        __tracebackhide__ = True
        text = self._run.redactor.text(
            self._run.messages.said(detail) or describe_reason(reason, self._run.messages)
        )
        self._notes.decide(verdict, reason, text.splitlines()[0])
        if screen is not None:
            self._notes.remember(screen)
            report.attach_screen(self._run.redactor.screen(screen), (), self._run.messages)
        if verdict is Verdict.VIOLATED:
            raise ComplianceViolation(text)
        pytest.skip(describe_verdict(verdict, text, self._run.messages))

    def _spoken(self, finding: Finding) -> Finding:
        said = self._run.messages.said
        values = {key: said(each) if isinstance(each, str) else each for key, each in finding.values.items()}
        return replace(finding, values=values)

    def _show(self, findings: list[Finding]) -> None:
        screens = [self._run.redactor.screen(screen) for screen in self._notes.screens.values()]
        report.attach_findings(findings, screens, self._run.messages, self._run.redactor.text)

    def _lines(self, problems: Iterable[Problem]) -> Iterator[str]:
        """One line for each thing to say, and below the first of each rule how to put it right.

        Two things of one name stay two lines; what is said of whole screens is said once for all of them.
        """
        lines: dict[tuple[str, str], list[Finding]] = {}
        for problem in problems:
            thing = problem.fingerprint if problem.finding.element is not None else ""
            lines.setdefault((self._sentence(problem.finding), thing), []).extend(problem.places)
        told: set[str] = set()
        for (said, _), places in lines.items():
            names = [place.screen for place in places]
            where = places_line(names if places[0].element is not None else dict.fromkeys(names))
            yield f"• {where}: {said}" if where else f"• {said}"
            way = "" if places[0].rule in told else self._way(places[0])
            if way:
                yield f"  {self._run.messages('report/fix-line', way=way)}"
            told.add(places[0].rule)

    def _sentence(self, finding: Finding) -> str:
        name = f"{finding.element.label}: " if finding.element is not None else ""
        severity = f" ({severity_word(finding.severity, self._run.messages)})"
        violated = finding.verdict is Verdict.VIOLATED
        return f"{name}{describe(finding, self._run.messages)}{severity if violated else ''} [{finding.rule}]"

    def _way(self, finding: Finding) -> str:
        """How a violation is put right on the platform that was looked at; on any, if that is not known."""
        if finding.verdict is not Verdict.VIOLATED:
            return ""
        platforms = {screen.platform.value for screen in self._notes.screens.values()}
        return fix_on(finding, self._run.messages, platforms.pop() if len(platforms) == 1 else "")


def _in_language(value: Json, messages: Messages) -> Json:
    """An observed value in the report's language, also inside lists and tables."""
    if isinstance(value, str):
        return messages.said(value)
    if isinstance(value, list | tuple):
        return [_in_language(each, messages) for each in value]
    if isinstance(value, dict):
        return {messages.said(key): _in_language(each, messages) for key, each in value.items()}
    return value
