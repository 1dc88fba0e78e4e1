"""Findings about a screen that was left alone: nothing may change while its user reads."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import Final

from ..findings import Finding, Verdict
from ..recognise.change import Change, changes
from ..screen import Screen
from .pixels import unseen

STILL: Final = "6.still"
"""No rule of the table: it takes several captures of one screen."""
_REQUIREMENT = "6.elderly-mode"
_SURE = frozenset({"text", "gone", "new", "moved"})
_OTHER = _SURE | {"left"}
"""Kinds of change that make it another state of the screen."""
_REASONS = {"number": "numbers-change", "picture": "picture-changes"}


def still_findings(captures: Sequence[Screen]) -> list[Finding]:
    """Judge captures of a screen, one after another, that nobody touched between (MIIT 2021 app 2.3).

    What changes again and again, or leaves the screen, is violated. A person judges digits that change (there
    may be a reason to show them live), what only the picture tells (a video, an animation), and what changed
    and then stayed: it may have come late, also in stages. A picture that changed once is no change. Where
    nothing changed, a single capture or one whose picture shows nothing proves nothing: not-verified.

    The finding's ``values``: the ``kind`` of the change, and what the text ``was`` and is ``now``.
    """
    steps = [found for one, other in pairwise(captures) if (found := changes(one, other))]
    sure = [found for found in steps if _is_sure(found)]
    deciding = sure or steps
    left = [change for found in steps for change in found if change.kind == "left"]
    told = left or (deciding[-1] if deciding else ())
    repeated = len(deciding) > 1 and (not sure or _goes_on(captures))
    judged = [_finding(change, captures[-1], repeated=repeated) for change in told]
    return [finding for finding in judged if finding is not None] or [_nothing_changed(captures)]


def _is_sure(found: Sequence[Change]) -> bool:
    return any(change.kind in _SURE for change in found)


def _goes_on(captures: Sequence[Screen]) -> bool:
    """Whether it still changed at the last look, or was back at an earlier state: what comes late stays."""
    if _is_sure(changes(captures[-2], captures[-1])):
        return True
    moments = range(len(captures))
    differs = {
        (one, other): any(change.kind in _OTHER for change in changes(captures[one], captures[other]))
        for one, other in combinations(moments, 2)
    }
    return any(
        not differs[one, other] and any(differs[step] for step in pairwise(moments[one : other + 1]))
        for one, other in differs
    )


def _finding(change: Change, screen: Screen, *, repeated: bool) -> Finding | None:
    verdict, reason = Verdict.NEEDS_REVIEW, _REASONS.get(change.kind, "changed-once")
    if change.kind == "picture" and not repeated:
        return None
    if change.kind == "left" or (repeated and change.kind in _SURE):
        verdict, reason = Verdict.VIOLATED, "changes-by-itself"
    return Finding(
        rule=STILL,
        requirement=_REQUIREMENT,
        verdict=verdict,
        element=change.element,
        reason=reason,
        screen=screen.name,
        values={"kind": change.kind, "was": change.was, "now": change.now},
    )


def _nothing_changed(captures: Sequence[Screen]) -> Finding:
    reason = "one-capture" if len(captures) == 1 else ""
    reason = next(filter(None, map(unseen, captures)), reason)
    verdict = Verdict.NOT_VERIFIED if reason else Verdict.SATISFIED
    return Finding(
        rule=STILL, requirement=_REQUIREMENT, verdict=verdict, reason=reason, screen=captures[-1].name
    )
