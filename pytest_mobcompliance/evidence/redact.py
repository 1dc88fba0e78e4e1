"""Takes personal data out of texts, JSON and screens before they leave the run.

What is recognised: the declared identities (in base64 too), mobile numbers, bank cards (Luhn), resident
ID numbers (by shape or checksum), password fields, and the patterns a project adds. Each value becomes a
token like ``‹card19#3fa2c1›``: kind, length class, and the start of an HMAC with the run's random key. So
two occurrences can be compared, and none can be guessed back.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import quote

from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from ..findings import Json
from ..screen import Element, Screen, ScreenshotState
from ..settings import Settings
from .paint import cover
from .seen import Seen
from .unwrap import BASE64, LOWER

HMAC_DIGITS = 6
"""Hex digits of the HMAC in a token: enough to tell thousands of values of one run apart."""
SHORTEST_ASCII = 4
"""A declared value in ASCII that is shorter would be found inside ordinary words and numbers."""
SHORTEST_NAME = 2
"""Characters of the shortest declared value with other letters (a Chinese name)."""
SHORTEST_CODE = 6
"""Digits from which on a one-time code is found wherever it stands by itself. A shorter one stands in every
report as a size or a time: it is found in quotes, alone, and behind a word for it (`leaks.SHORTEST_CODE`)."""
_CODE_WORDS = ("码", "code", "otp", "pin")
_CODE_GAP = 3  # characters between such a word and the code, as in `验证码是：1234`

# What stays: tokens, and names of run folders, whose date and time pass for a card one time in ten.
_TOKEN = re.compile(rf"‹[\w.+-]+#[0-9a-f]{{{HMAC_DIGITS}}}›|-20\d{{6}}-\d{{6}}-[0-9a-f]{{4,7}}\b")
_SEPARATOR = "[\\s\\-‐-―.·\u00ad\u200b\u2060]"
# A chain: groups of digits with one or two separators between them; each step consumes, so it is linear.
_CHAIN = re.compile(rf"\d+(?:{_SEPARATOR}{{1,2}}\d+)*")
_GROUP = re.compile(r"\d+")
# WebDriver sends what is typed as a list of characters too.
_BETWEEN_KEYS = r"""\\{0,4}["']\s*,\s*\\{0,4}["']"""
_PHONE = re.compile(r"(?:0{0,2}86)?1[3-9]\d{9}")  # with or without the country code
_ID_18 = re.compile(r"[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]")
_ID_15 = re.compile(r"[1-9]\d{5}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}")  # issued until 1999
_CARD_LENGTHS = range(14, 20)  # not 13: the lengths in use, and 13 digits are a time in milliseconds
_LONGEST = 19
_LONGEST_GROUP = 8  # the birth date within an ID number; cards and phones are written in groups of 3 to 6
_SHORTEST_GROUP = 3  # fewer digits between separators are a date or a time, not a number
_CODES = frozenset(
    ["check", "item", "worker", "verdict", "reason", "rule", "requirement", "unit", "profile", "fingerprint"]
)
"""Keys of records and findings under which ids and codes stand, never words of the app."""
_FIELDS = _CODES | {"detail", "device", "os", "parameters", "attempt", "findings", "observations", "duration"}
_FIELDS |= {"problems", "places", "screen", "element", "bounds", "measured", "required", "severity", "values"}
_MOST_ENCODED = 65536
"""Characters of base64 that are looked into: most pictures are longer, and what else is so long stays."""
_URL_SAFE = str.maketrans("-_", "+/")
_CLASSES = ((1, "1"), (4, "2-4"), (8, "5-8"), (16, "9-16"))
_IDS = frozenset(
    ["check", "item"]
)  # by these the ledger finds a record again: an account called `test` ends it
_BULLETS = frozenset("•●*·∙⁕＊")


@dataclass(frozen=True, slots=True)
class _Hit:
    """A stretch of text that has to go; without a kind, a token that stays."""

    start: int
    end: int
    kind: str = ""
    value: str = ""


class Redactor:
    """Redacts with one key; two redactors with the same key give the same tokens.

    :param names: values of declared identities: names, numbers, accounts, passwords.
    :param patterns: pairs of a kind (``customer-number``) and a regular expression.
    :param key: random, of this run, never written.
    :param codes: one-time codes that are known.
    :raises re.error: for a pattern that is no regular expression.
    """

    def __init__(
        self,
        names: Iterable[str] = (),
        patterns: Iterable[tuple[str, str]] = (),
        *,
        key: bytes,
        codes: Iterable[str] = (),
    ) -> None:
        self._key = key
        self._declared = _declared_pattern(names)
        self._patterns = tuple((_kind(label), re.compile(pattern)) for label, pattern in patterns)
        self._codes = frozenset(code.strip() for code in codes) - {""}
        self._code = _code_pattern(self._codes)
        self._seen = Seen()

    def also(self, *codes: str) -> Redactor:
        """Return a redactor that knows these one-time codes as well; this one stays as it is."""
        more = {code.strip() for code in codes} - {""} - self._codes
        if not more:
            return self
        other = copy(self)
        other._codes = self._codes | more
        other._code = _code_pattern(other._codes)
        other._seen = Seen()
        return other

    def text(self, text: str) -> str:
        """Return the text with every sensitive stretch replaced by its token. Idempotent.

        A long text is searched once: what a test printed comes with each of its reports, and then to Allure
        and to the terminal.
        """
        known = self._seen.get(text)
        if known is not None:
            return known
        hidden = _replaced(text, self._hits(text), self._token)
        self._seen.keep(text, hidden)
        return hidden

    def outline(self, text: str) -> str:
        """Return the text with the kind of each sensitive stretch in its place, the same in every run."""
        return _replaced(text, self._hits(text), lambda kind, _: kind)

    def json(self, value: Json) -> Json:
        """Return the value with every string, key and long whole number redacted.

        Ids and codes of records and findings stay: an account named ``test`` must not turn the node id of
        every test into a token, or nothing could be told apart.
        """
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {
                key if key in _FIELDS else self.text(key): item if _is_code(key, item) else self.json(item)
                for key, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.json(item) for item in value]
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, float) and not value.is_integer():
            return value
        digits = str(int(value))
        hidden = _replaced(digits, self._hits(digits, codes=False), self._token)  # a code is never a number
        return value if hidden == digits else hidden

    def screen(self, screen: Screen) -> Screen:
        """Return the screen with texts redacted and boxes painted over what the picture shows of them."""
        elements = tuple(self._element(element) for element in screen.elements)
        boxes = [
            element.bounds
            for element, hidden in zip(screen.elements, elements, strict=True)
            if element.bounds is not None and self._to_cover(screen, element, hidden)
        ]
        picture = cover(screen.screenshot, boxes) if screen.screenshot and boxes else screen.screenshot
        lost = screen.screenshot is not None and picture is None
        return replace(
            screen,
            elements=elements,
            screenshot=picture,
            screenshot_state=ScreenshotState.UNAVAILABLE if lost else screen.screenshot_state,
            url=self._maybe(screen.url),
            title=self._maybe(screen.title),
            settings=cast("dict[str, Json]", self.json(dict(screen.settings))),
        )

    def _element(self, element: Element) -> Element:
        changes: dict[str, Any] = {
            name: self._maybe(getattr(element, name))
            for name in ("name", "text", "value", "hint", "error", "href", "resource_id")
        }
        if element.password:
            secrets = {element.text, element.value} - {None, ""}
            for name in ("text", "value", "name"):
                content = getattr(element, name)
                if content and content in secrets and set(content) - _BULLETS:
                    changes[name] = self._token("password", content)
        if all(getattr(element, name) == new for name, new in changes.items()):
            return element
        return replace(element, **changes)

    def _to_cover(self, screen: Screen, element: Element, hidden: Element) -> bool:
        if element.password:
            return True
        if any(
            getattr(element, name) != getattr(hidden, name) for name in ("text", "value", "hint", "error")
        ):
            return True
        if element.name == hidden.name:
            return False
        # A name is often made of the texts inside: then it is these that are covered, not the whole card.
        inside = " ".join(child.text for child in screen.subtree(element) if child.text)
        return self.text(inside) == inside

    def _maybe(self, text: str | None) -> str | None:
        return None if text is None else self.text(text)

    def _hits(self, text: str, *, codes: bool = True) -> list[_Hit]:
        hits = [_Hit(found.start(), found.end()) for found in _TOKEN.finditer(text)]
        taken = [(hit.start, hit.end) for hit in hits]
        for kind, pattern in self._searches(codes):
            for found in pattern.finditer(text):
                if found.end() > found.start() and not _inside(taken, found):
                    hits.append(_Hit(found.start(), found.end(), kind, found.group()))
        if self._declared is not None:
            hits.extend(_encoded(text, self._declared))
        hits.extend(hit for found in _CHAIN.finditer(text) for hit in _numbers(text, found))
        # Of two hits on the same stretch the number's own kind says more than `identity`.
        return sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.kind == "identity"))

    def _searches(self, codes: bool) -> Iterator[tuple[str, re.Pattern[str]]]:
        if self._declared is not None:
            yield "identity", self._declared
        if codes and self._code is not None:
            yield "code", self._code
        yield from self._patterns

    def _token(self, kind: str, value: str) -> str:
        plain = _canonical(value)
        digest = hmac.new(self._key, plain.encode("utf-8", "backslashreplace"), hashlib.sha256).hexdigest()
        length = str(len(plain)) if kind in ("card", "id", "phone") else _length_class(len(plain))
        size = "" if kind == "phone" else length
        return f"‹{kind}{size}#{digest[:HMAC_DIGITS]}›"


def _is_code(key: str, value: Json) -> bool:
    """Whether a value is an id or a code; as a reason, a user's own test may give a sentence."""
    return key in _CODES and (key != "reason" or re.fullmatch(r"[a-z][a-z-]*", str(value)) is not None)


def _replaced(text: str, hits: Iterable[_Hit], token: Callable[[str, str], str]) -> str:
    parts: list[str] = []
    done = 0
    for hit in hits:
        if hit.start < done:
            if hit.end > done and hit.kind:  # the rest of an overlapping hit goes too
                done = hit.end
            continue
        parts.append(text[done : hit.start])
        parts.append(token(hit.kind, hit.value) if hit.kind else text[hit.start : hit.end])
        done = hit.end
    parts.append(text[done:])
    return "".join(parts)


def _code_pattern(codes: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern for one-time codes where they stand by themselves; None without any."""
    either = "|".join(place for code in sorted(codes, key=lambda c: (-len(c), c)) for place in _places(code))
    return re.compile(either, re.IGNORECASE) if either else None


def _places(code: str) -> Iterator[str]:
    if len(code) < SHORTEST_ASCII:
        return
    yield _BETWEEN_KEYS.join(map(re.escape, code))
    plain = rf"(?<![0-9A-Za-z.]){''.join(map(_character, code))}(?![0-9A-Za-z]|\.\d)"
    if len(code) >= SHORTEST_CODE:
        yield plain
        return
    yield rf"\A\s*{plain}\s*\Z"
    yield rf"(?<=[\"'“‘]){plain}(?=\\?[\"'”’])"
    # A look behind has one length, so there is one for each distance.
    near = "|".join(f"(?<={word}{'.' * gap})" for word in _CODE_WORDS for gap in range(_CODE_GAP + 1))
    yield f"(?:{near}){plain}"


def redactor_for(
    settings: Settings | None, patterns: Iterable[tuple[str, str]] = (), *, key: bytes
) -> Redactor:
    """A redactor that knows the declared identities and their codes.

    :raises re.error: for a pattern that is no regular expression.
    """
    people = settings.identities.values() if settings is not None else ()
    names = [value for person in people for value in person.telling().values()]
    codes = [code for person in people for code in person.codes().values()]
    return Redactor(names, patterns, key=key, codes=codes)


def _encoded(text: str, declared: re.Pattern[str]) -> Iterator[_Hit]:
    """Base64 in which a declared value stands, as in ``Authorization: Basic …``; it goes as a whole."""
    for found in BASE64.finditer(text):
        run = "".join(found.group().split()).rstrip("=").translate(_URL_SAFE)
        if len(run) > _MOST_ENCODED or LOWER.fullmatch(run) or run.isdigit():
            continue
        for skipped in range(4):  # it may begin inside a word, as behind a path
            whole = run[skipped : skipped + (len(run) - skipped) // 4 * 4] + _rest(run[skipped:])
            plain = binascii.a2b_base64(whole).decode("utf-8", "ignore")
            if declared.search(plain):
                yield _Hit(found.start(), found.end(), "encoded", plain)
                break


def _rest(run: str) -> str:
    """The last characters of a run, filled up; one alone says nothing."""
    over = len(run) % 4
    return run[-over:] + "=" * (4 - over) if over > 1 else ""


def _declared_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    values = {name.strip() for name in names if _long_enough(name.strip())}
    spellings = {spelling for value in values for spelling in _spellings(value)}
    if not spellings:
        return None
    # Most places of a text begin none of them, and one look is quicker than one for each spelling.
    begins = "".join(sorted({re.escape(char) for value in values for char in _begins(value)}))
    either = "|".join(sorted(spellings, key=lambda s: (-len(s), s)))
    return re.compile(f"(?=[{begins}])(?:{either})", re.IGNORECASE)


def _begins(value: str) -> str:
    """The characters that a spelling of a value may begin with."""
    solid = re.sub(_SEPARATOR, "", value) or value
    wide = chr(ord("０") + int(solid[0])) if solid[0] in "0123456789" else ""
    return value[0] + solid[0] + wide + "\\%&"


def _long_enough(value: str) -> bool:
    return len(value) >= (SHORTEST_ASCII if value.isascii() else SHORTEST_NAME)


def _spellings(value: str) -> Iterator[str]:
    """Give patterns for the ways a value is written: spaced, full-width, escaped, as keys or entities."""
    yield _BETWEEN_KEYS.join(map(re.escape, value))
    gap = f"{_SEPARATOR}{{0,2}}"
    if sum(char.isdigit() for char in value) >= 5:
        solid = re.sub(_SEPARATOR, "", value)
        yield gap.join(_character(char) for char in solid)
        return
    if value.isascii():
        edge = "[a-z0-9]" if value.isalnum() else "(?!)"  # `anna` is not part of `savannah`
        yield f"(?<!{edge}){re.escape(value)}(?!{edge})"
    else:
        yield r"\s{0,2}".join(re.escape(char) for char in value if not char.isspace())
        yield "".join(map(_escaped, value))
        yield _BETWEEN_KEYS.join(map(_escaped, value))
        yield "".join(rf"\\{{1,4}}x{byte:02x}" for byte in value.encode("utf-8", "replace"))
        yield "".join(map(_entity, value))
    if quote(value) != value:
        yield re.escape(quote(value))


def _escaped(char: str) -> str:
    """A pattern for it in JSON, which may stand in JSON again."""
    return rf"\\{{1,4}}u{ord(char):04x}" if ord(char) < 0x10000 else re.escape(char)


def _entity(char: str) -> str:
    """A pattern for it in HTML and XML, as a number; what is ASCII stays itself there."""
    return re.escape(char) if char.isascii() else f"&\\#(?:0*{ord(char)}|x0*{ord(char):x});"


def _character(char: str) -> str:
    return f"[{char}{chr(ord('０') + int(char))}]" if char in "0123456789" else re.escape(char)


def _numbers(text: str, chain: re.Match[str]) -> Iterator[_Hit]:
    """Give phones, cards and ID numbers in a chain of digit groups, the longest at each place."""
    groups = list(_GROUP.finditer(text, chain.start(), chain.end()))
    first = 0
    while first < len(groups):
        last, hit = _longest_number(text, groups, first)
        if hit is not None:
            yield hit
        first = last + 1


def _longest_number(text: str, groups: Sequence[re.Match[str]], first: int) -> tuple[int, _Hit | None]:
    best: tuple[int, _Hit | None] = (first, None)
    digits = ""
    for last in range(first, len(groups)):
        if last > first and not _belongs(text, groups, first, last):
            break
        digits += _ascii_digits(groups[last].group())
        if len(digits) > _LONGEST:
            break
        end = groups[last].end()
        is_x = len(digits) == 17 and text[end : end + 1] in ("X", "x", "Ｘ", "ｘ")
        kind = _kind_of(digits + "X" if is_x else digits)
        if kind:
            end += is_x
            start = groups[first].start()
            best = (last, _Hit(start, end, kind, text[start:end]))
    return best


def _belongs(text: str, groups: Sequence[re.Match[str]], first: int, last: int) -> bool:
    """Groups of one number: the same separator throughout, none but the last shorter than three digits."""
    gap = text[groups[last - 1].end() : groups[last].start()]
    if gap == "." and len(groups[last - 1].group()) > _LONGEST_GROUP:
        return False  # a fraction, such as a time in milliseconds
    first_gap = text[groups[first].end() : groups[first + 1].start()]
    country = groups[first].group() in ("86", "086", "0086")
    enough = (last - 1 == first and country) or len(groups[last - 1].group()) >= _SHORTEST_GROUP
    return enough and (gap == first_gap or (country and last > first))


def _kind_of(digits: str) -> str:
    if _PHONE.fullmatch(digits):
        return "phone"
    if _ID_18.fullmatch(digits) or _ID_15.fullmatch(digits) or _is_resident_id(digits):
        return "id"
    if len(digits) in _CARD_LENGTHS and digits.isdigit() and len(set(digits)) > 1 and luhn.is_valid(digits):
        return "card"
    return ""


def _is_resident_id(digits: str) -> bool:
    try:
        return len(digits) == 18 and bool(ric.validate(digits))
    except (ValidationError, ValueError):
        return False


def _ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(char)) for char in text)


def _canonical(value: str) -> str:
    """The same for all spellings of a value, so that its tokens are the same."""
    folded = re.sub(_BETWEEN_KEYS, "", unicodedata.normalize("NFKC", value).casefold())
    solid = re.sub(_SEPARATOR, "", folded)
    return re.sub(r"\A(?:00)?86(?=1[3-9]\d{9}\Z)", "", solid)


def _length_class(length: int) -> str:
    return next((name for limit, name in _CLASSES if length <= limit), "17+")


def _kind(label: str) -> str:
    return re.sub(r"[^\w.-]+", "-", label).strip("-") or "pattern"


def _inside(taken: Sequence[tuple[int, int]], found: re.Match[str]) -> bool:
    """Tell whether a match touches a token that stands there already (``taken``: in order, apart)."""
    after = bisect_left(taken, (found.end(), 0))
    return after > 0 and found.start() < taken[after - 1][1]
