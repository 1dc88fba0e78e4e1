"""What a page says of itself, and consent that the customer gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

from ..findings import Verdict
from ..recognise.text import clickable_of, spoken
from ..screen import Element, Screen
from .model import Judgement, Limits
from .tree import is_native

_CONSENT = ("同意", "授权", "阅读", "协议", "agree", "consent")
# Other registers have a 备案号 too: the police, insurance products, algorithms. Those are not judged.
_FILING = re.compile(r"ICP\s*备|(?:ICP|APP|应用|小程序|网站)[^，。；,;]{0,6}备案(?:编)?号", re.IGNORECASE)
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]\s*ICP\s*备\s*(\d{6,10})\s*号(?:\s*-\s*\d+(?:\s*([A-Z]))?)?(?![-0-9A-Z])",
    re.IGNORECASE,
)
_APP_LETTERS = "AKX"
_APP_DIGITS = range(8, 11)


def preticked(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether a box that gives consent is ticked before the customer touched it."""
    for element in screen.shown():
        if element.role not in ("checkbox", "switch"):
            continue
        said = (element.name or element.text or "").casefold() or _said_beside(screen, element)
        if not any(word in said for word in _CONSENT):
            continue
        verdict, reason = Verdict.SATISFIED, ""
        if element.checked is None:
            verdict, reason = Verdict.NEEDS_REVIEW, "unknown-state"
        elif element.checked:
            verdict, reason = Verdict.VIOLATED, "preticked"
        yield Judgement(element=element, verdict=verdict, reason=reason)


def _said_beside(screen: Screen, element: Element) -> str:
    """What stands beside a box without words: on a phone, in the row that carries its tap or its parent."""
    if not is_native(screen):
        return ""
    row = None if element.clickable else clickable_of(screen, element)
    around = row or next(screen.ancestors(element), None)
    return spoken(screen, around) if around is not None else ""


def filing_number(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether a filing number has the form of an app's: 8 to 10 digits, and A, K or X at the end.

    That form is inferred from live numbers; what comes close to it is for a person to look at.
    """
    for element in screen.shown():
        text = normalize("NFKC", element.text or "")
        if not _FILING.search(text) or not any(letter.isdigit() for letter in text):
            continue  # says nothing of it, or is the label beside the number
        numbers = _NUMBER.findall(text)
        lettered = [(len(digits), letter.upper()) for digits, letter in numbers if letter]
        if any(length in _APP_DIGITS and letter in _APP_LETTERS for length, letter in lettered):
            verdict, reason = Verdict.SATISFIED, ""
        elif numbers:
            verdict, reason = Verdict.NEEDS_REVIEW, "unusual-number" if lettered else "website-number"
        else:
            verdict, reason = Verdict.VIOLATED, "malformed-number"
        yield Judgement(element=element, verdict=verdict, reason=reason)
