"""From what happened to a test to its verdict: one decision, made phase by phase."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from .errors import ConfigurationError, RigError
from .findings import Verdict, worst
from .ledger.notes import Notes

_TIMEOUT = re.compile(r"Timeout \(?>[\d.]+s")
"""How pytest-timeout says that a test hung: it fails the test, though nobody knows whose fault it was."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict of a phase with its reason code and one line of detail."""

    verdict: Verdict
    reason: str = ""
    detail: str = ""


def rule_on(when: str, error: BaseException | None, notes: Notes) -> Ruling:
    """Decide what a phase says about the check.

    :param when: ``setup``, ``call`` or ``teardown``.
    :param error: what the phase raised, None if nothing.
    """
    if error is None:
        return _rule_on_silence(when, notes)
    hung = isinstance(error, pytest.fail.Exception) and _TIMEOUT.match(str(error))
    if isinstance(error, AssertionError | pytest.fail.Exception) and not hung:
        return _rule_on_violation(error, notes)
    if notes.verdict is Verdict.VIOLATED:
        # Something else went wrong on the way out, such as giving the display its size back.
        return Ruling(notes.verdict, notes.reason, notes.detail)
    if isinstance(error, pytest.skip.Exception):
        if notes.verdict is not None:
            return Ruling(notes.verdict, notes.reason, notes.detail)
        return Ruling(Verdict.NOT_VERIFIED, "skipped", str(error))
    if isinstance(error, RigError):
        return Ruling(Verdict.NOT_VERIFIED, error.reason, _first_line(error))
    if isinstance(error, ConfigurationError | pytest.UsageError):
        return Ruling(Verdict.NOT_VERIFIED, "configuration", _first_line(error))
    if hung:
        return Ruling(Verdict.NOT_VERIFIED, "timeout", _first_line(error))
    return Ruling(Verdict.NOT_VERIFIED, "error", f"{type(error).__name__}: {_first_line(error)}")


def _rule_on_silence(when: str, notes: Notes) -> Ruling:
    if when != "call":
        return Ruling(Verdict.SATISFIED)
    if notes.verdict is not None:
        return Ruling(notes.verdict, notes.reason, notes.detail)
    found = worst(finding.verdict for finding in notes.findings) if notes.findings else None
    if found not in (None, Verdict.SATISFIED):
        return Ruling(found, next(f.reason for f in notes.findings if f.verdict is found))
    if not notes.observations:
        return Ruling(Verdict.NOT_VERIFIED, "nothing-observed")
    return Ruling(Verdict.SATISFIED)


def _rule_on_violation(error: BaseException, notes: Notes) -> Ruling:
    broken = [f for f in notes.findings if f.verdict is Verdict.VIOLATED]
    reason = broken[0].reason if broken else notes.reason or "assertion"
    return Ruling(Verdict.VIOLATED, reason, _first_line(error))


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def combine(call: Ruling, teardown: Ruling) -> Ruling:
    """A failed clean-up takes a satisfied verdict back; it never softens a violation."""
    if call.verdict is Verdict.SATISFIED and teardown.verdict is not Verdict.SATISFIED:
        return Ruling(Verdict.NOT_VERIFIED, teardown.reason or "teardown", teardown.detail)
    return call
