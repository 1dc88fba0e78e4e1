"""Findings about a screen that was left alone: nothing may change while its user reads."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ..findings import Finding, Measure, Verdict
from ..messages import LANGUAGES, load_messages
from ..recognise.change import Change, changes
from ..screen import Screen

STILL: Final = "6.still"
"""No rule of the table: it takes several captures of one screen."""
_SURE = frozenset({"text", "gone", "new", "moved"})
_REASONS = {"number": "numbers-change", "picture": "picture-changes"}


def still_findings(captures: Sequence[Screen]) -> list[Finding]:
    """Judge captures of a screen, one after another, that nobody touched between (MIIT 2021 app 2.3).

    What changes more than once, or leaves the screen, is violated. A person judges digits that change (there
    may be a reason to show them live), what only the picture tells (a video, an animation), and what changed
    once and then stayed: it may have come late. A picture that changed once is no change.
    """
    steps = [found for one, other in pairwise(captures) if (found := changes(one, other))]
    sure = [found for found in steps if any(change.kind in _SURE for change in found)]
    deciding = sure or steps
    left = [change for found in steps for change in found if change.kind == "left"]
    told = left or (deciding[-1] if deciding else ())
    judged = [_finding(change, captures[-1], repeated=len(deciding) > 1) for change in told]
    return [finding for finding in judged if finding is not None] or [
        Finding(rule=STILL, requirement="6.elderly-mode", verdict=Verdict.SATISFIED, screen=captures[-1].name)
    ]


def _finding(change: Change, screen: Screen, *, repeated: bool) -> Finding | None:
    verdict, reason = Verdict.NEEDS_REVIEW, _REASONS.get(change.kind, "changed-once")
    if change.kind == "picture" and not repeated:
        return None
    if change.kind == "left" or (repeated and change.kind in _SURE):
        verdict, reason = Verdict.VIOLATED, "changes-by-itself"
    values: dict[str, Measure] = {
        f"sentence/{lang}/{verdict}": load_messages(lang)(f"still/{change.kind}/{verdict}")
        for lang in LANGUAGES
        if load_messages(lang).has(f"still/{change.kind}/{verdict}")
    }
    return Finding(
        rule=STILL,
        requirement="6.elderly-mode",
        verdict=verdict,
        element=change.element,
        reason=reason,
        screen=screen.name,
        values={**values, "was": change.was, "now": change.now},
    )
