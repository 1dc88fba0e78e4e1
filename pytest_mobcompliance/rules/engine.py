"""Runs rules over a screen: chooses thresholds, turns judgements into findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches

from ..errors import ConfigurationError
from ..findings import Finding, Measure, Verdict
from ..messages import say
from ..recognise.own import own_part
from ..screen import Platform, Screen, ScreenshotState
from .model import Judgement, Rule
from .table import DEFAULT_PROFILE, PROFILES, RULES

_POINT = 2.0
"""dp: smaller frames only count visits."""
_BY_MODE = ("normal", "elderly")


def audit(
    screen: Screen,
    *,
    profile: str = DEFAULT_PROFILE,
    elderly: bool | None = None,
    rules: Iterable[Rule] = RULES,
    thresholds: Mapping[str, float] | None = None,
) -> list[Finding]:
    """Judge a screen by rules; what is satisfied is a finding too.

    Only the app's own elements are judged: no system bar, keyboard, toast or permission dialog. A rule that
    needs what only pages tell says so of a phone's screen, in one finding.

    :param profile: whose numbers to use; a rule without numbers of that profile uses ``miit-2021``'s, or
        those it has. A finding names the profile that was used.
    :param elderly: by the rules of elderly mode or not; None asks ``screen.mode``.
    :param thresholds: numbers of the house, by rule and name: ``{"6.target-size.elderly": 64}``.
    :raises ConfigurationError: for an unknown profile or threshold, or two rules of one id.
    """
    chosen = check_rules(rules)
    known = chosen if chosen is RULES else (*RULES, *chosen)
    _check_profile(profile, known)
    house = check_thresholds(thresholds or {}, known)
    in_elderly = screen.mode == "elderly" if elderly is None else elderly
    whole, screen = screen, own_part(screen)
    unseen = _unseen(screen)
    return [
        finding
        for rule in chosen
        if _runs(rule, screen, in_elderly)
        for finding in _findings(rule, whole if rule.foreign else screen, profile, in_elderly, house, unseen)
    ]


def check_rules(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return the rules as a tuple. :raises ConfigurationError: for two of one id or an unknown need."""
    listed = rules if isinstance(rules, tuple) else tuple(rules)
    seen: set[str] = set()
    screen_fields = {each.name for each in fields(Screen)}
    for rule in listed:
        if rule.id in seen:
            raise ConfigurationError(
                who="pytest_mobcompliance_rules",
                where=say("rule {rule}", rule=rule.id),
                got=say("two rules with the id {rule!r}", rule=rule.id),
                wanted=say("a different id for every rule"),
                next_step=say("give the added rule an id of its own, such as 6.house-style"),
            )
        seen.add(rule.id)
        for need in rule.needs:
            if need not in screen_fields:
                place = say("rule {rule}: needs", rule=rule.id)
                raise _unknown(place, need, screen_fields, say("a field of Screen"))
    return listed


def check_thresholds(thresholds: Mapping[str, float], rules: Iterable[Rule] = RULES) -> Mapping[str, float]:
    """Return the house's thresholds. :raises ConfigurationError: for a key that no rule has."""
    if not thresholds:
        return thresholds
    known = {f"{rule.id}.{name}" for rule in rules for table in rule.thresholds.values() for name in table}
    for key in thresholds:
        if key not in known:
            wanted = say("a rule's id, a dot and the name of its threshold")
            raise _unknown("thresholds", key, known, wanted)
    return thresholds


def _check_profile(profile: str, rules: Iterable[Rule]) -> None:
    known = {*PROFILES, *(name for rule in rules for name in rule.thresholds)}
    if profile not in known:
        raise _unknown("profile", profile, known, say("a profile that a rule has numbers for"))


def _unknown(where: str, got: str, known: set[str], wanted: str) -> ConfigurationError:
    near = get_close_matches(got, sorted(known), n=1, cutoff=0.0)
    return ConfigurationError(
        who="audit",
        where=where,
        got=ascii(got)[:80],
        wanted=wanted,
        next_step=say("did you mean {near!r}? There are: {known}", near=near[0], known=sorted(known))
        if near
        else say("leave it out: no rule here has any"),
    )


def _runs(rule: Rule, screen: Screen, elderly: bool) -> bool:
    in_mode = rule.elderly == "both" or (rule.elderly == "only") == elderly
    return in_mode and (screen.platform.value in rule.platforms or _of_pages(rule, screen))


def _of_pages(rule: Rule, screen: Screen) -> bool:
    """Tell whether the rule says of a phone's screen that it is made for pages."""
    native = screen.platform is not Platform.WEB
    return native and bool(rule.native) and screen.platform.value not in rule.platforms


def _findings(
    rule: Rule, screen: Screen, profile: str, elderly: bool, house: Mapping[str, float], unseen: str
) -> Iterator[Finding]:
    used, limits = _limits(rule, profile, elderly, house)
    sentences: dict[str, Measure] = {
        f"sentence/{lang}/{verdict}": sentence
        for lang, of_verdict in rule.messages.items()
        for verdict, sentence in of_verdict.items()
    }
    for one in _judgements(rule, screen, limits, unseen):
        yield Finding(
            rule=rule.id,
            requirement=rule.requirement,
            verdict=one.verdict,
            element=one.element,
            measured=one.measured,
            required=limits.get("min") if one.required is None else one.required,
            unit=rule.unit,
            profile=used,
            reason=one.reason,
            severity=rule.severity,
            screen=screen.name,
            values={**sentences, **one.values} if sentences else one.values,
        )


def _unseen(screen: Screen) -> str:
    """Why a part of the screen was not read; empty when all of it was."""
    if screen.truncated:
        return "truncated"
    frames = (e for e in screen.shown() if e.role == "iframe" and e.in_webview and e.size_dp is not None)
    return "unread-frame" if any(min(frame.size_dp or (0.0,)) > _POINT for frame in frames) else ""


def _judgements(rule: Rule, screen: Screen, limits: Mapping[str, float], unseen: str) -> Iterator[Judgement]:
    """What the rule says, and that it says nothing of the part that was not read."""
    if _of_pages(rule, screen):
        yield Judgement(element=None, verdict=Verdict.NOT_APPLICABLE, reason="pages-only")
        return
    for need in rule.needs:
        reason = _missing(need, screen)
        if reason:
            yield Judgement(element=None, verdict=Verdict.NOT_VERIFIED, reason=reason)
            return
    try:
        for one in rule.judge(screen, limits):
            if not (unseen and one.element is None and one.verdict is Verdict.SATISFIED):
                yield one
    except Exception as error:
        error.add_note(f"while rule {rule.id} judged the screen {screen.name!r}")
        raise
    if unseen:
        yield Judgement(element=None, verdict=Verdict.NOT_VERIFIED, reason=unseen)


def _missing(need: str, screen: Screen) -> str:
    """Why the screen cannot be judged by what a rule needs; empty when it can."""
    if need == "screenshot" and screen.screenshot_state is not ScreenshotState.OK:
        return f"screenshot-{screen.screenshot_state.value}"  # a black picture is there, and shows nothing
    if getattr(screen, need) is not None:
        return ""
    return f"unknown-{need.removesuffix('_dp').replace('_', '-')}"


def _limits(
    rule: Rule, profile: str, elderly: bool, house: Mapping[str, float]
) -> tuple[str, Mapping[str, float]]:
    if not rule.thresholds:
        return "", {}
    names = (profile, DEFAULT_PROFILE, *rule.thresholds)
    used = next(name for name in names if name in rule.thresholds)
    limits = dict(rule.thresholds[used])
    limits.update({name: house[key] for name in limits if (key := f"{rule.id}.{name}") in house})
    if "elderly" in limits:
        mode = _BY_MODE[elderly]
        limits["min"] = limits[mode]
        if f"{rule.id}.{mode}" in house:
            limits.pop("certain", None)  # a number of the house has no exceptions
    return used, limits
