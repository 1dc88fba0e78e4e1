"""Findings about a policy that was opened: in simplified Chinese, large enough, without open lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ..findings import Finding, Verdict
from ..recognise import own_part
from ..recognise.policy import Policy
from ..screen import Platform, Screen
from ..screen.colors import HIGH
from ..screen.measured import measured_of

SIMPLIFIED: Final = "16.policy-simplified"
TEXT_SIZE: Final = "16.policy-text-size"
VAGUE: Final = "16.policy-vague"
"""No rules of the table: they judge a document, not a screen."""
_READABLE = "16.privacy-notice"
_CONTENT = "16.notice-content"
NO_HAN, LEAST_HAN = 0.02, 0.2
"""Shares of Chinese characters: below the first a text is not Chinese, below the second a person looks. What
is required is a version in simplified Chinese (CAC 2019-191 method, 1.4); the house's numbers only tell that
a text is none, and lie far from what either kind of text has."""
DOUBTFUL, TRADITIONAL = 0.03, 0.15
"""Shares of characters that only traditional Chinese has. Of traditional texts it is a third and more, of
simplified ones a name now and then: between the two a person looks."""
LEAST_DP = 12.0
"""The house's number for the size of a policy's text; no rule gives one (CAC 2019-191, 1.4, says 过小)."""
SHORTEST_TEXT = 12
"""Characters: shorter ones are numbers of pages and labels."""


def simplified_finding(policy: Policy, screen: str, *, surely: bool = True) -> Finding:
    """Judge whether the policy is in simplified Chinese (CAC 2019-191 method, item 1.4).

    :param surely: the whole text was read and offers no other one; else a person looks at what is wrong.
    """
    share = policy.traditional_share
    chinese = policy.han / max(policy.statistics.characters, 1)
    verdict, reason = Verdict.SATISFIED, ""
    if chinese < NO_HAN and policy.statistics.characters:
        verdict, reason = Verdict.VIOLATED, "not-chinese"
    elif chinese < LEAST_HAN:
        verdict, reason = Verdict.NEEDS_REVIEW, "not-chinese"
    elif share >= TRADITIONAL:
        verdict, reason = Verdict.VIOLATED, "traditional-chinese"
    elif share >= DOUBTFUL:
        verdict, reason = Verdict.NEEDS_REVIEW, "some-traditional"
    if verdict is Verdict.VIOLATED and not surely:
        verdict = Verdict.NEEDS_REVIEW
    return Finding(
        rule=SIMPLIFIED,
        requirement=_READABLE,
        verdict=verdict,
        measured=round(share * 100, 1),
        required=TRADITIONAL * 100,
        unit="%",
        reason=reason,
        screen=screen,
    )


def text_size_findings(screens: Iterable[Screen]) -> Iterator[Finding]:
    """Judge the size of the policy's texts by the house's number; what is smaller, a person looks at.

    Sizes are the driver's, else measured in the picture; a text whose size nobody knows is not judged, and
    where that is so of all of them, the finding is not-verified.
    """
    judged = False
    last = ""
    for screen in screens:
        measured = measured_of(screen) if screen.platform is not Platform.WEB else None
        last = screen.name
        for element in own_part(screen).shown():
            if not element.text or len(element.text) < SHORTEST_TEXT:
                continue
            size = element.text_size_dp
            if size is None and measured is not None and (ink := measured.text(element)) is not None:
                size = ink.size_dp if ink.confidence >= HIGH else None
            if size is None:
                continue
            judged = True
            small = size < LEAST_DP
            yield Finding(
                rule=TEXT_SIZE,
                requirement=_READABLE,
                verdict=Verdict.NEEDS_REVIEW if small else Verdict.SATISFIED,
                element=element,
                measured=round(size, 1),
                required=LEAST_DP,
                unit="dp",
                reason="text-too-small" if small else "",
                screen=screen.name,
            )
    if not judged:
        yield Finding(
            rule=TEXT_SIZE,
            requirement=_READABLE,
            verdict=Verdict.NOT_VERIFIED,
            reason="unknown-text-size",
            screen=last,
        )


def vague_findings(policy: Policy, screen: str) -> list[Finding]:
    """One finding for each way in which lists are left open, with how often and the first example.

    Never a violation: nearly all policies have such lists (TC260-PG-20202A, 2.1, asks to avoid them).
    """
    words = dict.fromkeys(each.word for each in policy.vague)
    found = [
        Finding(
            rule=VAGUE,
            requirement=_CONTENT,
            verdict=Verdict.NEEDS_REVIEW,
            measured=sum(each.word == word for each in policy.vague),
            required=0,
            unit="count",
            reason="vague-list",
            screen=screen,
            values={"word": word, "quote": next(v.quote for v in policy.vague if v.word == word)},
        )
        for word in words
    ]
    return found or [
        Finding(
            rule=VAGUE, requirement=_CONTENT, verdict=Verdict.SATISFIED, measured=0, required=0, screen=screen
        )
    ]
