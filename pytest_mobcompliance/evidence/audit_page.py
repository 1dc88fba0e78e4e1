"""What the rules say of recorded screens, put together: one problem with its places, as JSON and as a page.

Everything that stands in an `Audited` is redacted already; words of the app that go into sentences are
redacted once more on their way out.
"""

from __future__ import annotations

import base64
import io
import re
import struct
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined
from PIL import Image

from ..findings import Finding, Json, Verdict
from ..messages import Messages
from ..rules import Rule
from ..screen import Screen
from .annotate import annotate
from .distinct import fingerprints, place_json, rank, worst_of
from .fixes import fix_of, fixes_on
from .paint import clamp, open_picture
from .redact import HMAC_DIGITS, Redactor
from .tables import PLACES_MOST, amount, sentence, severity_word, standards

FORMAT = "mobcompliance-audit"
VERSION = 1
PROBLEMS = (Verdict.VIOLATED, Verdict.NEEDS_REVIEW)
"""The verdicts that somebody has to do something about."""
UNJUDGED = (Verdict.NOT_VERIFIED, Verdict.NOT_APPLICABLE)
_ON_NUMBERS = "13.clear-data"
"""The rule that a recording cannot be judged by once its personal data are covered."""
_COVER = re.compile(rf"‹[\w.+-]+#[0-9a-f]{{{HMAC_DIGITS}}}›")
_WIDEST = 720  # px of a picture on the page: sharp at twice the width that it is shown in
_JPEG_QUALITY = 85
_PAGES = Environment(
    loader=PackageLoader("pytest_mobcompliance.evidence", "."),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

Words: TypeAlias = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A finding with redacted element, and the fingerprint of its problem, made before it was redacted."""

    finding: Finding
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """One recorded screen, redacted, and what the rules said of it.

    ``source``: the file, as it was named. ``covered``: its personal data were covered when it was recorded.
    """

    source: str
    screen: Screen
    elderly: bool
    seen: tuple[Seen, ...]
    covered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a problem shows: the number of the screen (from 1) and the finding there."""

    screen: int
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to put right or to look at, with all its places; ``finding`` is the worst of them."""

    number: int
    finding: Finding
    fingerprint: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjudged:
    """What was not judged: the verdict (None: nothing was said), why, by which rules, on which screens."""

    verdict: Verdict | None
    reason: str
    rules: tuple[str, ...]
    screens: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """An audit as a whole. ``errors``: source → why it could not be read."""

    screens: tuple[Audited, ...]
    rules: tuple[Rule, ...]
    profile: str
    errors: Mapping[str, str]


def audited(
    source: str, screen: Screen, elderly: bool, findings: Iterable[Finding], redactor: Redactor
) -> Audited:
    """Redact a judged screen together with the elements that its findings are about.

    Of a recording that was redacted itself nobody can say that it shows no personal data.
    """
    covered = any(
        _COVER.search(text) for each in screen.elements for text in (each.text, each.name, each.value) if text
    )
    hidden = redactor.screen(screen)
    listed = list(findings)
    seen = tuple(
        Seen(
            finding=replace(each, element=hidden.index.get(getattr(each.element, "id", ""), each.element)),
            fingerprint=fingerprint,
        )
        for each, fingerprint in zip(listed, fingerprints(listed), strict=True)
        if not (covered and each.rule == _ON_NUMBERS and each.verdict is Verdict.SATISFIED)
    )
    return Audited(source=redactor.text(source), screen=hidden, elderly=elderly, seen=seen, covered=covered)


# ------------------------------------------------------------------ put together


def problems_of(audit: Audit) -> tuple[Problem, ...]:
    """Put findings about one thing together, whatever the screen and the mode.

    The worst ones come first, rule by rule, and of one rule what shows in most places.
    """
    places: dict[str, list[Place]] = {}
    for number, each in enumerate(audit.screens, 1):
        for seen in each.seen:
            if seen.finding.verdict in PROBLEMS:
                places.setdefault(seen.fingerprint, []).append(Place(screen=number, finding=seen.finding))
    order = {rule.id: place for place, rule in enumerate(audit.rules)}
    found = [
        (worst_of([place.finding for place in where]), key, tuple(where)) for key, where in places.items()
    ]
    found.sort(key=lambda one: (rank(one[0]), order.get(one[0].rule, 0), -len(one[2]), one[2][0].screen))
    return tuple(
        Problem(number=number, finding=finding, fingerprint=fingerprint, places=where)
        for number, (finding, fingerprint, where) in enumerate(found, 1)
    )


def unjudged_of(audit: Audit) -> tuple[Unjudged, ...]:
    """Say what was not judged and why; rules that said nothing at all come last.

    Reasons of the latter: ``other-mode`` (no screen of the mode that the rule is for), ``other-platform``,
    ``nothing-there`` (nothing on the screens that the rule speaks of), and ``redacted``.
    """
    kept: dict[tuple[Verdict | None, str], tuple[dict[str, None], dict[int, None]]] = {}
    spoke = set()
    for number, each in enumerate(audit.screens, 1):
        for seen in each.seen:
            spoke.add(seen.finding.rule)
            if seen.finding.verdict in UNJUDGED:
                _note(kept, seen.finding.verdict, seen.finding.reason, seen.finding.rule, number)
        if each.covered and any(rule.id == _ON_NUMBERS for rule in audit.rules):
            spoke.add(_ON_NUMBERS)
            _note(kept, None, "redacted", _ON_NUMBERS, number)
    for rule in audit.rules if audit.screens else ():
        if rule.id not in spoke:
            _note(kept, None, _why_silent(rule, audit.screens), rule.id, None)
    rows = [
        Unjudged(verdict=verdict, reason=reason, rules=tuple(rules), screens=tuple(screens))
        for (verdict, reason), (rules, screens) in kept.items()
    ]
    order = {verdict: place for place, verdict in enumerate((*UNJUDGED, None))}
    return tuple(sorted(rows, key=lambda row: (order[row.verdict], row.reason)))


def _note(
    kept: dict[tuple[Verdict | None, str], tuple[dict[str, None], dict[int, None]]],
    verdict: Verdict | None,
    why: str,
    rule: str,
    screen: int | None,
) -> None:
    rules, screens = kept.setdefault((verdict, why), ({}, {}))
    rules[rule] = None
    if screen is not None:
        screens[screen] = None


def _why_silent(rule: Rule, screens: Iterable[Audited]) -> str:
    here = [each for each in screens if rule.native or each.screen.platform.value in rule.platforms]
    if not here:
        return "other-platform"
    in_mode = (rule.elderly == "both" or (rule.elderly == "only") == each.elderly for each in here)
    return "nothing-there" if any(in_mode) else "other-mode"


def counts_of(audit: Audit) -> dict[str, Counter[Verdict]]:
    """Count the findings of each rule by verdict; every rule of the audit is there."""
    counts: dict[str, Counter[Verdict]] = {rule.id: Counter() for rule in audit.rules}
    for each in audit.screens:
        for seen in each.seen:
            counts.setdefault(seen.finding.rule, Counter())[seen.finding.verdict] += 1
    return counts


def screen_names(audit: Audit, messages: Messages) -> tuple[str, ...]:
    """Name the screens for people: the mode behind the name, and the source where two are called the same."""
    names = [
        messages("audit/in-elderly", name=each.screen.name or each.source)
        if each.elderly
        else each.screen.name or each.source
        for each in audit.screens
    ]
    often = Counter(names)
    return tuple(
        f"{name} [{each.source}]" if often[name] > 1 else name
        for name, each in zip(names, audit.screens, strict=True)
    )


def element_of(finding: Finding) -> str:
    """Name what a finding is about; empty for a whole screen."""
    return finding.element.label if finding.element is not None else ""


def rule_title(rule: Rule, messages: Messages) -> str:
    """Return the rule's name for people: ours, else what a project's rule brings along, else its id."""
    path = f"rules/{rule.id}/title"
    if messages.has(path):
        return messages(path)
    return rule.messages.get(messages.lang, {}).get("title", rule.id)


def titles_of(audit: Audit, messages: Messages) -> dict[str, str]:
    """Return the names of the audit's rules by id."""
    return {rule.id: rule_title(rule, messages) for rule in audit.rules}


def why(row: Unjudged, messages: Messages) -> str:
    """Return the reason in words, else its code."""
    paths = (f"audit/silent/{row.reason}", f"rules/reasons/{row.reason}")
    return next((messages(path) for path in paths if messages.has(path)), row.reason)


# ------------------------------------------------------------------ JSON


def audit_json(audit: Audit, messages: Messages, redactor: Redactor) -> Json:
    """Return the audit as JSON types, redacted. Keys stay from version to version::

    format "mobcompliance-audit" · version 1 · lang · profile · rules [id]
    screens      [{number, source, name, mode, elderly, platform, size [px, px], density, font_scale,
                   locale, screenshot}]              mode: as recorded; elderly: as judged
    problems     [{number, rule, title, requirement, verdict, severity, reason, element, sentence, measured,
                   required, unit, profile, standards, fingerprint, fix, fix_on {platform: text},
                   places [{screen, verdict, element, bounds [px × 4] or null, measured, required}]}]
    counts       {rule: {verdict: number of findings}}
    not_judged   [{verdict or null, reason, why, rules [id], screens [number]}]
    errors       [{source, message}]                 files that could not be read
    """
    return redactor.json(
        {
            "format": FORMAT,
            "version": VERSION,
            "lang": messages.lang,
            "profile": audit.profile,
            "rules": [rule.id for rule in audit.rules],
            "screens": [_screen_json(number, each) for number, each in enumerate(audit.screens, 1)],
            "problems": [_problem_json(problem, audit, messages) for problem in problems_of(audit)],
            "counts": {
                rule: {verdict.value: count[verdict] for verdict in Verdict if count[verdict]}
                for rule, count in counts_of(audit).items()
            },
            "not_judged": [
                {
                    "verdict": row.verdict.value if row.verdict is not None else None,
                    "reason": row.reason,
                    "why": why(row, messages),
                    "rules": list(row.rules),
                    "screens": list(row.screens),
                }
                for row in unjudged_of(audit)
            ],
            "errors": [{"source": source, "message": text} for source, text in audit.errors.items()],
        }
    )


def _screen_json(number: int, each: Audited) -> dict[str, Json]:
    screen = each.screen
    return {
        "number": number,
        "source": each.source,
        "name": screen.name,
        "mode": screen.mode,
        "elderly": each.elderly,
        "platform": screen.platform.value,
        "size": list(screen.size),
        "density": screen.density,
        "font_scale": screen.font_scale,
        "locale": screen.locale,
        "screenshot": screen.screenshot_state.value,
    }


def _problem_json(problem: Problem, audit: Audit, messages: Messages) -> dict[str, Json]:
    finding = problem.finding
    return {
        "number": problem.number,
        "rule": finding.rule,
        "title": titles_of(audit, messages).get(finding.rule, finding.rule),
        "requirement": finding.requirement,
        "verdict": finding.verdict.value,
        "severity": finding.severity,
        "reason": finding.reason,
        "element": element_of(finding) or None,
        "sentence": sentence(finding, messages),
        "measured": finding.measured,
        "required": finding.required,
        "unit": finding.unit,
        "profile": finding.profile,
        "standards": standards(finding, audit.rules),
        "fingerprint": problem.fingerprint,
        "fix": fix_of(finding, messages),
        "fix_on": dict(fixes_on(finding, messages)),
        "places": [{**place_json(place.finding), "screen": place.screen} for place in problem.places],
    }


# ------------------------------------------------------------------ the page


@dataclass(frozen=True, slots=True)
class _Spot:
    """A part of the picture that leads to its finding, in per cent of the picture."""

    number: int
    count: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Shot:
    """The annotated picture of a screen as a ``data:`` URI."""

    uri: str
    spots: tuple[_Spot, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """A problem on one screen: the worst of its places there, and how many there are."""

    problem: Problem
    finding: Finding
    places: int


def audit_page(
    audit: Audit,
    messages: Messages,
    redact: Words,
    symbols: Mapping[Verdict, str],
    drawing: Callable[[Sequence[Audited]], Iterable[Audited]] = iter,
) -> str:
    """Return the audit as one page of HTML that needs nothing else: no script, no outside resource.

    :param redact: takes personal data out of a text, before it is escaped.
    :param symbols: a sign for each verdict.
    :param drawing: gives the screens one by one, as they are drawn: where a progress is shown.
    """
    found = problems_of(audit)
    broken = list(dict.fromkeys(problem.finding.rule for problem in found))
    by_screen = _by_screen(found)
    titles = titles_of(audit, messages)
    return _PAGES.get_template("audit.html.j2").render(
        audit=audit,
        say=messages,
        lang=messages.lang,
        now=f"{datetime.now().astimezone():%Y-%m-%d %H:%M %z}",
        names=[redact(name) for name in screen_names(audit, messages)],
        problems=found,
        totals=Counter(problem.finding.verdict for problem in found),
        rule_totals=Counter(problem.finding.rule for problem in found),
        broken=broken,
        rows={number: _rows(by_screen.get(number, ())) for number in range(1, len(audit.screens) + 1)},
        shots=[_shot(each.screen, by_screen.get(n, ())) for n, each in enumerate(drawing(audit.screens), 1)],
        counts=counts_of(audit),
        unjudged=unjudged_of(audit),
        errors={redact(source): redact(text) for source, text in audit.errors.items()},
        shown=PROBLEMS,
        verdicts=list(Verdict),
        symbols=symbols,
        redact=redact,
        amount=amount,
        element_of=element_of,
        most=PLACES_MOST,
        sentence=lambda finding: redact(sentence(finding, messages)),
        fix=lambda finding: fix_of(finding, messages),
        fixes=lambda finding: fixes_on(finding, messages),
        title=lambda rule: titles.get(rule, rule),
        examples={problem.finding.rule: problem.finding for problem in reversed(found)},
        sources={
            problem.finding.rule: standards(problem.finding, audit.rules) for problem in reversed(found)
        },
        severity=lambda name: severity_word(name, messages),
        why=lambda row: redact(why(row, messages)),
    )


def _by_screen(found: Iterable[Problem]) -> dict[int, list[tuple[Problem, Finding]]]:
    by_screen: dict[int, list[tuple[Problem, Finding]]] = {}
    for problem in found:
        for place in problem.places:
            by_screen.setdefault(place.screen, []).append((problem, place.finding))
    return by_screen


def _rows(placed: Iterable[tuple[Problem, Finding]]) -> tuple[_Row, ...]:
    by_number: dict[int, list[tuple[Problem, Finding]]] = {}
    for problem, finding in placed:
        by_number.setdefault(problem.number, []).append((problem, finding))
    return tuple(
        _Row(group[0][0], worst_of([finding for _, finding in group]), len(group))
        for group in by_number.values()
    )


def _shot(screen: Screen, placed: Sequence[tuple[Problem, Finding]]) -> _Shot | None:
    """Draw the numbers on the screen; None when there is no picture that shows anything."""
    numbers = [problem.number for problem, _ in placed]
    picture = annotate(screen, [finding for _, finding in placed], numbers)
    if picture is None:
        return None
    size: tuple[int, int] = struct.unpack(">II", picture[16:24])  # of the PNG's first chunk
    shown = _png_size(screen)
    return _Shot(_data_uri(picture), tuple(_spots(placed, shown, size)))


def _png_size(screen: Screen) -> tuple[int, int]:
    size: tuple[int, int] = struct.unpack(">II", (screen.screenshot or b"")[16:24])
    return size


def _spots(
    placed: Iterable[tuple[Problem, Finding]], shown: tuple[int, int], size: tuple[int, int]
) -> Iterator[_Spot]:
    """:param shown: px of the screenshot. :param size: px of the picture, which may have a strip below."""
    counted: Counter[int] = Counter()
    for problem, finding in placed:
        bounds = finding.element.bounds if finding.element is not None else None
        box = clamp(bounds, shown) if bounds is not None else None
        if box is None:
            continue
        counted[problem.number] += 1
        left, top = 100 * box[0] / size[0], 100 * box[1] / size[1]
        width, height = 100 * (box[2] - box[0] + 1) / size[0], 100 * (box[3] - box[1] + 1) / size[1]
        number = counted[problem.number]
        yield _Spot(problem.number, number, *(round(part, 3) for part in (left, top, width, height)))


def _data_uri(png: bytes) -> str:
    picture = open_picture(png)
    if picture is None:  # nothing else than what `annotate` has just written
        return ""
    if picture.width > _WIDEST:
        height = max(1, round(picture.height * _WIDEST / picture.width))
        picture = picture.resize((_WIDEST, height), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    return f"data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"
