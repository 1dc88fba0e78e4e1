"""Clauses 11 and 16: lists, withdrawal, entries to users' rights, complaint channel and filing number."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.consent import decline
from pytest_mobcompliance.device.explore import SETTINGS, Sought, Survey, Surveyor, lead, retrace, seek
from pytest_mobcompliance.device.flows import accept_notice, first_notice, locator_of, sighting
from pytest_mobcompliance.device.forms import log_in
from pytest_mobcompliance.device.outcome import FOLLOWS, outcome
from pytest_mobcompliance.device.walk import Judged, Walker, text_of
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.recognise import (
    MOST_DAYS,
    Listed,
    Right,
    complaint_channels,
    confirm_button,
    fold,
    is_entry,
    is_guest_mode,
    is_list,
    is_near_list,
    is_withdrawal,
    own_part,
    response_days,
    told_by_people,
    withdrawal_button,
)
from pytest_mobcompliance.screen import Platform, Screen
from pytest_mobcompliance.settings import Settings
from pytest_mobcompliance.verdict import MobVerdict

from .documents import opened, titles

pytestmark = pytest.mark.privacy

LONGEST_HEAD = 10
"""Characters of a column's head, such as 信息使用目的; longer texts are sentences."""
MENU_LEVELS = 2
"""Taps from the settings to the two lists (MIIT 2021-292: the second menu level)."""
MOST_CONFIRMATIONS = 3
"""Buttons in a row that ask whether the user is sure."""
LISTS: dict[str, tuple[Listed, tuple[str, ...]]] = {
    "个人信息收集清单": ("collected", ("信息", "目的", "场景")),
    "第三方": ("shared", ("信息", "目的", "场景", "方式")),
}
"""The two lists, how they are recognised, and what their columns tell (MIIT 2021-292)."""
RIGHTS: tuple[Right, ...] = ("correct", "delete", "close")
WHO = {"guest": say("guest"), "customer": say("customer")}
"""Who found an entry."""


def _require(sought: Sought, verdict: MobVerdict, reason: str, detail: str) -> None:
    """End the check where nobody found what was looked for; what a guest does not see a customer may."""
    found = sought.found
    if found.path is not None:
        return
    screen = next(sought.surveys[-1].places()).screen
    if sought.who == "guest":
        verdict.needs_review("seen-as-guest-only", screen, say("add [forms.login] to look as a customer"))
    if not found.complete:
        verdict.needs_review("search-incomplete", screen, say("{pages} pages seen", pages=found.pages))
    verdict.violated(reason, detail, screen)


def _path(sought: Sought) -> str:
    return " › ".join(sought.found.path or ())


def _found_by(sought: Sought) -> str:
    return say("{path} ({who})", path=_path(sought), who=WHO[sought.who])


# ------------------------------------------------------------------ lists


@pytest.mark.requirement("16.privacy-notice/lists")
@pytest.mark.parametrize("title", LISTS)
def test_lists_are_shown(
    title: str,
    survey: Survey,
    mob_survey: Surveyor,
    mob_app: App,
    mob_settings: Settings,
    mob_verdict: MobVerdict,
) -> None:
    """What is collected, and what is shared, stands in a list in the second menu level."""
    which, columns = LISTS[title]
    sought = seek(lambda element: is_list(which, element), mob_survey, mob_settings, MENU_LEVELS)
    found = sought.found
    if found.path is None:
        near = seek(lambda e: is_near_list(which, e), mob_survey, mob_settings, MENU_LEVELS).found
        if near.element is not None:
            unclear = say("is “{label}” the list?", label=near.element.label)
            mob_verdict.needs_review("list-unclear", near.screen, unclear)
    missing = say("“{title}” is not within two taps of the settings", title=title)
    _require(sought, mob_verdict, "list-missing", missing)
    assert found.element is not None
    assert found.screen is not None
    lead(mob_app, sought, mob_settings)
    screen = opened(mob_app, mob_settings, mob_verdict, found.element, found.screen, f"list-{title}")
    labels, prose = _columns(mob_app, screen)
    absent = [column for column in columns if not any(column in each for each in [*labels, *prose])]
    if absent:
        untold = say("“{title}” does not tell: {columns}", title=title, columns=absent)
        mob_verdict.violated("columns-missing", untold, screen)
    told = [column for column in columns if not any(column in each for each in labels)]
    if told:
        detail = say("“{title}” names only within sentences: {columns}", title=title, columns=told)
        mob_verdict.needs_review("columns-in-prose", screen, detail)
    mob_verdict.observe(title, _path(sought))


def _columns(app: App, screen: Screen) -> tuple[list[str], list[str]]:
    """What a list tells: by the heads of its columns, and within running text.

    On a phone, where no tree has columns, short texts are heads; the titles of the list are none.
    """
    if screen.platform is Platform.WEB:
        return [fold(e.name or e.text or "") for e in screen.shown() if e.role == "columnheader"], []
    heads = {title for title in titles(screen) if "清单" in title}
    parts = app.captures(screen.name)
    texts = [text for part in parts for e in own_part(part).shown() if (text := fold(e.text or e.name or ""))]
    texts = [text for text in texts if text not in heads]
    return [t for t in texts if len(t) <= LONGEST_HEAD], [t for t in texts if len(t) > LONGEST_HEAD]


# ------------------------------------------------------------------ withdrawal


@pytest.mark.requirement("16.privacy-notice/withdrawal")
def test_consent_can_be_withdrawn(
    survey: Survey, mob_survey: Surveyor, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """An entry to withdraw consent can be found from the settings."""
    sought = seek(is_withdrawal, mob_survey, mob_settings)
    _require(sought, mob_verdict, "no-withdrawal", say("no entry to withdraw consent"))
    mob_verdict.observe(say("path"), _found_by(sought))


@pytest.mark.requirement("16.data-management/withdrawal-works")
def test_withdrawal_takes_the_consent_back(
    survey: Survey, mob_survey: Surveyor, mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """After consent was withdrawn the app asks anew, or works without it and says so."""
    sought = seek(is_withdrawal, mob_survey, mob_settings)
    found = sought.found
    if found.element is None:
        mob_verdict.not_verified("no-withdrawal", say("see the check 16.privacy-notice/withdrawal"))
    before = _agreed(mob_app, sought, mob_settings)
    mob_app.tap(locator_of(found.element, found.screen))
    tapped = _confirm(mob_app)
    mob_verdict.observe(say("tapped"), [*(found.path or ()), *tapped])
    if not tapped:
        nothing = say("behind {path}: nothing", path=_path(sought))
        mob_verdict.needs_review("withdrawal-not-confirmed", found.screen, nothing)
    if (instead := _restart(mob_app)) is not None:
        detail = say("after a restart the app is not in front: {instead}", instead=instead)
        mob_verdict.needs_review("withdrawal-unclear", found.screen, detail)
    after = mob_app.capture("after-withdrawal")
    if is_guest_mode(text_of([after])) and not is_guest_mode(text_of([before])):
        mob_verdict.observe(say("after a restart"), say("it runs without consent, and says so"))
        return
    if first_notice(mob_app, may_leave=True) is not None:
        mob_verdict.observe(say("after a restart"), say("the notice asks anew"))
        return
    asked = _asks_at_once(mob_app, mob_settings)
    if asked:  # no proof by itself: who only looks around may be offered a scan as well
        detail = say(
            "after {path} and a restart, {kind} is asked for as before", path=_path(sought), kind=asked
        )
        if _is_for_agreed_only(mob_app, mob_settings, asked):
            mob_verdict.violated("withdrawal-without-effect", detail, after)
        mob_verdict.needs_review("withdrawal-unclear", after, detail)
    behind = say("behind {path}: {tapped}", path=_path(sought), tapped=tapped)
    mob_verdict.needs_review("withdrawal-unclear", after, behind)


def _agreed(app: App, sought: Sought, settings: Settings) -> Screen:
    """Go to the entry after a first start; returns what the app showed right after the consent."""
    app.reset()
    app.launch()
    accept_notice(app)
    home = app.capture("before-withdrawal")
    if sought.who == "customer":
        log_in(app, settings)
    retrace(app, sought.found)
    return home


def _confirm(app: App) -> list[str]:
    """Tap what withdraws, and what asks whether that is meant; returns the words of what was tapped."""
    tapped: list[str] = []
    while len(tapped) < MOST_CONFIRMATIONS:
        try:
            parts = app.captures("withdrawal")
        except RigError as fault:
            if fault.reason == "app-not-in-front":  # some apps close themselves then
                break
            raise
        find = confirm_button if tapped else withdrawal_button
        hit = next(((button, part) for part in parts if (button := find(part)) is not None), None)
        words = (hit[0].name or hit[0].text or "") if hit is not None else ""
        if hit is None or words in tapped:
            break
        app.tap(locator_of(*hit))
        tapped.append(words)
    return tapped


def _restart(app: App) -> str | None:
    """Restart the app; what shows when it is not in front then."""
    try:
        app.restart()
    except RigError as fault:
        if fault.reason != "app-not-in-front":
            raise
        return fault.got
    return None


def _asks_at_once(app: App, settings: Settings) -> str:
    """Use the features that need a permission; the kind that one asks for without consent."""
    for kind, purpose in settings.permissions.items():
        if purpose.trigger is None:
            continue
        app.go(purpose.screen)
        followed = outcome(app, purpose.trigger, lambda before, after: False, FOLLOWS)
        if followed.asked:
            return kind
    return ""


def _is_for_agreed_only(app: App, settings: Settings, kind: str) -> bool:
    """Whether the feature asks who declined at the first start for consent, and not for its permission."""
    app.reset()
    app.launch()
    seen = sighting(app)
    if seen.notice is None or decline(app, seen.notice, seen.screen).outcome != "gone":
        return False
    purpose = settings.permissions[kind]  # type: ignore[index]
    assert purpose.trigger is not None
    try:
        app.go(purpose.screen)
        followed = outcome(app, purpose.trigger, lambda before, after: False, FOLLOWS)
    except RigError:
        return False  # closed to who declined, or gone: nothing to compare with
    return not followed.asked and first_notice(app, may_leave=True) is not None


# ------------------------------------------------------------------ correction, deletion, closing


@pytest.mark.requirement("16.data-management/entries")
@pytest.mark.parametrize("right", RIGHTS)
def test_rights_have_their_entries(
    right: Right,
    survey: Survey,
    mob_survey: Surveyor,
    mob_settings: Settings,
    mob_verdict: MobVerdict,
) -> None:
    """Each right has an entry: data put right, deleted, the account closed (CAC 2019-191, item 6.1)."""
    sought = seek(lambda element: is_entry(right, element), mob_survey, mob_settings)
    if sought.found.path is not None:
        mob_verdict.observe(right, _found_by(sought))
        return
    said = told_by_people(right, (text for each in sought.surveys for text in _texts(each)))
    if said and sought.who == "customer":
        mob_verdict.needs_review("right-through-people", None, say("no entry, but: “{said}”", said=said))
    mob_verdict.observe(say("pages seen"), sought.found.pages)
    _require(sought, mob_verdict, "no-entry", say("no entry to {right}", right=right))


def _texts(survey: Survey) -> Iterable[str]:
    return (
        said
        for place in survey.places()
        for part in place.parts
        for each in own_part(part).shown()
        if (said := each.text or each.name)
    )


# ------------------------------------------------------------------ complaints and filing


def _is_nowhere(
    tells: Callable[[str], bool], surveyor: Surveyor, settings: Settings, verdict: MobVerdict
) -> None:
    """End the check where a screen that is not under ``[screens]`` may tell it.

    :param tells: of the folded text of a screen.
    """
    if SETTINGS not in settings.screens:
        beside = say("add [screens.{name}]: nothing beside was seen", name=SETTINGS)
        verdict.needs_review("search-incomplete", None, beside)
    survey = surveyor("guest")
    for place in survey.places():
        if tells(text_of(place.parts)):
            way = " › ".join(place.path) or SETTINGS
            shows = say("{way} shows it: add it to [screens]", way=way)
            verdict.needs_review("screen-not-configured", place.screen, shows)
    if not survey.find(lambda element: False).complete:
        unseen = say("some screens behind the settings were not seen")
        verdict.needs_review("search-incomplete", None, unseen)


@pytest.mark.requirement("16.complaint-channel/published")
def test_complaint_channel_is_published(
    walked: Walker, mob_survey: Surveyor, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """A channel for complaints is named; a time of response that is promised is at most 15 working days."""
    walk = walked("standard")
    texts = walk.texts()
    channels = {name: found for name, text in texts.items() if (found := complaint_channels(text))}
    if not channels:
        mob_verdict.findings(walk.missed)
        _is_nowhere(lambda text: bool(complaint_channels(text)), mob_survey, mob_settings, mob_verdict)
        mob_verdict.violated("no-complaint-channel", say("no screen names a channel for complaints"))
    days = [day for name in channels for day in response_days(texts[name])]
    if days and min(days) > MOST_DAYS:
        late = say("{days} working days, at most {most}", days=min(days), most=MOST_DAYS)
        mob_verdict.violated("response-too-late", late)
    mob_verdict.observe(say("channels"), {name: list(found) for name, found in channels.items()})
    mob_verdict.observe(say("working days"), min(days, default=None))


@pytest.mark.requirement("11.filing/shown")
def test_filing_number_is_shown(
    walked: Walker,
    judged: Judged,
    mob_survey: Surveyor,
    mob_settings: Settings,
    mob_verdict: MobVerdict,
) -> None:
    """The app's filing number is shown, well-formed, beside a link to the register."""
    walk = walked("standard")
    found: list[Finding] = judged("standard", "11.filing-number")
    if all(finding.verdict is Verdict.NOT_VERIFIED for finding in found):
        mob_verdict.findings(walk.missed)
        _is_nowhere(lambda text: "icp备" in text, mob_survey, mob_settings, mob_verdict)
        mob_verdict.violated("no-filing-number", say("no screen shows a filing number"))
    mob_verdict.findings(found)
    links = [
        element.href
        for screen in walk.screens
        for element in screen.shown()
        if "beian.miit.gov.cn" in (element.href or "")
    ]
    natives = [screen for screen in walk.screens if screen.platform is not Platform.WEB]
    if not links and natives:
        shows = [screen for screen in natives if any(f.screen == screen.name for f in found if f.element)]
        mob_verdict.needs_review(
            "link-target-unseen",
            (shows or natives)[0],
            say("the tree does not tell where it leads"),
        )
    if not links:
        mob_verdict.violated("no-filing-link", say("no link to beian.miit.gov.cn"))
    mob_verdict.observe(say("link"), links[0])
