"""What a page says of itself, and consent that the customer gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..findings import Verdict
from ..screen import Screen
from .model import Judgement, Limits

_CONSENT = ("同意", "授权", "阅读", "协议", "agree", "consent")
_FILING = re.compile(r"ICP\s*备|备案号", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_APP_NUMBER = re.compile(r"[\u4e00-\u9fff]ICP备\d{6,10}号-\d+[AKX](?![0-9A-Z])", re.IGNORECASE)
_WEBSITE_NUMBER = re.compile(r"[\u4e00-\u9fff]ICP备\d{6,10}号(?:-\d+)?(?![-0-9A-Z])", re.IGNORECASE)


def preticked(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether a box that gives consent is ticked before the customer touched it."""
    for element in screen.shown():
        said = (element.name or element.text or "").casefold()
        if element.role not in ("checkbox", "switch") or not any(word in said for word in _CONSENT):
            continue
        verdict, reason = Verdict.SATISFIED, ""
        if element.checked is None:
            verdict, reason = Verdict.NEEDS_REVIEW, "unknown-state"
        elif element.checked:
            verdict, reason = Verdict.VIOLATED, "preticked"
        yield Judgement(element=element, verdict=verdict, reason=reason)


def filing_number(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether a filing number has the form of an app's; numbers of that form end in A, K or X so far seen."""
    for element in screen.shown():
        text = element.text or ""
        if not _FILING.search(text) or not any(letter.isdigit() for letter in text):
            continue  # says nothing of it, or is the label beside the number
        packed = _BLANKS.sub("", text)
        verdict, reason = Verdict.VIOLATED, "malformed-number"
        if _APP_NUMBER.search(packed):
            verdict, reason = Verdict.SATISFIED, ""
        elif _WEBSITE_NUMBER.search(packed):
            verdict, reason = Verdict.NEEDS_REVIEW, "website-number"
        yield Judgement(element=element, verdict=verdict, reason=reason)
