"""Clauses 11 and 16: notice, choice, lists, rights, complaint channel and filing number."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.explore import Found, identity_of, search
from pytest_mobcompliance.device.flows import accept_notice, first_notice, locator_of, notice_again
from pytest_mobcompliance.device.walk import Judged, Walker, text_of
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.recognise import (
    PrivacyNotice,
    complaint_channels,
    fold,
    is_policy_link,
    is_withdrawal,
    own_part,
    response_days,
)
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import Settings
from pytest_mobcompliance.verdict import MobVerdict

pytestmark = pytest.mark.privacy

MOST_TAPS = 4
"""Taps from the main screen to the policy (CAC 2019-191 method, item 1.3)."""
LONGEST_TITLE = 30
"""Characters; longer texts are sentences."""
LONGEST_HEAD = 10
"""Characters of a column's head, such as 信息使用目的; longer texts are sentences."""
MOST_DAYS = 15
"""Working days until a complaint is answered (CAC 2019-191 method, item 6.5)."""
LOADS = 10.0
"""Seconds that a document may take until its texts change no more."""
STILL = 0.5
"""Seconds between two looks that must show the same texts."""
LISTS = {
    "个人信息收集清单": ("信息", "目的", "场景"),
    "第三方": ("信息", "目的", "场景", "方式"),
}
"""The two lists and what their columns tell (MIIT 2021-292)."""


@pytest.fixture
def notice(mob_app: App, mob_verdict: MobVerdict) -> PrivacyNotice:
    """The notice of the first start; a first start without one is a violation."""
    mob_app.launch()
    found = first_notice(mob_app)
    return found or mob_verdict.violated(
        "no-notice", "the first start shows no privacy notice", mob_app.capture("first-start")
    )


@pytest.mark.requirement("16.privacy-notice/first-start")
def test_first_start_shows_a_notice(notice: PrivacyNotice, mob_verdict: MobVerdict) -> None:
    """Before anything else, the app says what it collects and where the policy is."""
    if not notice.policy_links:
        mob_verdict.violated("no-policy-link", "the notice has no link to the privacy policy")
    mob_verdict.observe("policy links", [link.label for link in notice.policy_links])


@pytest.mark.requirement("16.privacy-notice/real-choice")
def test_notice_leaves_a_choice(notice: PrivacyNotice, mob_verdict: MobVerdict) -> None:
    """Agree and decline, both real; “got it” is neither."""
    if notice.agree is None:
        mob_verdict.violated("no-agree", "the notice has no button to agree")
    if notice.decline is None:
        mob_verdict.violated("no-decline", "the notice has no button to decline")
    mob_verdict.observe("agree", notice.agree.label)
    mob_verdict.observe("decline", notice.decline.label)


@pytest.mark.requirement("16.privacy-notice/not-preticked")
def test_nothing_is_preticked(notice: PrivacyNotice, judged: Judged, mob_verdict: MobVerdict) -> None:
    """Consent is a tick that the user sets."""
    if notice.preticked:
        boxes = ", ".join(box.label for box in notice.preticked)
        mob_verdict.violated("preticked", f"ticked from the start: {boxes}")
    mob_verdict.observe("boxes ticked in the notice", 0)
    mob_verdict.findings(judged("standard", "16.preticked"))


@pytest.mark.requirement("16.privacy-notice/decline-respected")
def test_decline_does_not_trap(notice: PrivacyNotice, mob_app: App, mob_verdict: MobVerdict) -> None:
    """After a no, and at most one more question, the user is let go or may look around."""
    screen = mob_app.capture()
    for _ in range(2):
        if notice.decline is None:
            mob_verdict.violated("no-decline", "the notice has no button to decline")
        mob_app.tap(locator_of(notice.decline, screen))
        again = notice_again(mob_app)
        if again is None:
            mob_verdict.observe("after declining", "the notice is gone")
            return
        notice, screen = again
    mob_verdict.violated("decline-traps", "declined twice, the notice still stands", mob_app.capture())


@pytest.mark.requirement("16.privacy-notice/within-four-taps")
def test_policy_is_near(mob_app: App, mob_verdict: MobVerdict) -> None:
    """From the main screen, the policy is at most four taps away."""
    mob_app.launch()
    accept_notice(mob_app)
    found = search(mob_app, is_policy_link, MOST_TAPS, mob_app.restart)
    if found.path is None and not found.complete:
        mob_verdict.needs_review("search-incomplete", mob_app.capture(), f"{found.pages} pages seen")
    if found.path is None:
        mob_verdict.violated(
            "policy-too-deep", f"no link to it within {MOST_TAPS} taps ({found.pages} pages seen)"
        )
    mob_verdict.observe("path", list(found.path))


def _open(app: App, settings: Settings, verdict: MobVerdict, address: str) -> None:
    """Open a link, unless it leads to a host that nobody allowed."""
    screen = app.capture()
    host = urlsplit(address).hostname
    if host not in {urlsplit(screen.url or "").hostname, *settings.links.allowed_hosts}:
        verdict.needs_review("other-host", screen, f"{host} is not in [links] allowed_hosts: not opened")
    app.visit(address)


@pytest.mark.requirement("16.privacy-notice/own-document")
def test_policy_is_its_own_document(
    notice: PrivacyNotice, mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """The link opens the policy itself, not a chapter of the user agreement."""
    screen = mob_app.capture("first-start")
    native = screen.platform is not Platform.WEB
    links = [link for link in notice.policy_links if (link.href or native) and is_policy_link(link)]
    if native:
        links = links or list(notice.policy_links)  # the whole text in which the policy's name is tapped
    if not links:
        mob_verdict.needs_review("policy-not-a-link", screen)
    screen = _opened(mob_app, mob_settings, mob_verdict, links[0], screen, "policy")
    titles = _titles(screen)
    if not any(map(_is_policy_title, titles)) or (native and any(map(_is_agreement, titles))):
        opened = screen.title or titles[0]
        mob_verdict.violated("policy-not-own-document", f"the link opens “{opened}”", screen)
    mob_verdict.observe("document", screen.title or titles[0])


def _opened(
    app: App, settings: Settings, verdict: MobVerdict, link: Element, screen: Screen, name: str
) -> Screen:
    """Open a link and return what shows then; where it has no address, a tap tells where it leads."""
    if link.href:
        _open(app, settings, verdict, link.href)
        return _loaded(app, name)
    app.tap(locator_of(link, screen))
    behind = _loaded(app, name)
    if screen.platform is Platform.WEB:
        return behind
    if _is_seen_from_outside(behind):
        verdict.needs_review("in-webview", behind, f"what {link.label} opens shows no text to read")
    own = own_part(behind)
    same = identity_of(own) == identity_of(own_part(screen))
    if same or not any(each.text or each.name for each in own.shown()):
        verdict.needs_review("link-target-unseen", behind, f"what {link.label} opens was not seen")
    return behind


def _loaded(app: App, name: str) -> Screen:
    """The screen once its own texts change no more; as it is after `LOADS` seconds."""
    end = time.monotonic() + LOADS
    screen = app.capture(name)
    while time.monotonic() < end:
        time.sleep(STILL)
        before, screen = screen, app.capture(name)
        if text_of([before]) == text_of([screen]):
            break
    return screen


def _is_seen_from_outside(screen: Screen) -> bool:
    """Tell whether a web view shows that says nothing: its page cannot be read from outside."""
    own = own_part(screen).shown()
    views = [each for each in own if each.role == "webview"]
    inside = [each for view in views for each in screen.subtree(view)]
    return bool(views) and not any(each.text or each.name for each in inside if each not in views)


def _titles(screen: Screen) -> list[str]:
    """What may be the title of a document: first heading and page title; on a phone, what stands at the top.

    There it is the first heading, else the first two short texts of the upper half: a bar's and the page's.
    """
    headings = [fold(e.name or e.text or "") for e in own_part(screen).shown() if e.role == "heading"]
    if screen.platform is Platform.WEB:
        return [*headings[:1], fold(screen.title or "")]
    top = [
        fold(e.text)
        for e in own_part(screen).shown()
        if e.text and not e.clickable and (e.bounds is None or e.bounds[1] < screen.size[1] / 2)
    ]
    return headings[:1] or [text for text in top if len(text) <= LONGEST_TITLE][:2] or [""]


def _is_policy_title(heading: str) -> bool:
    """The policy's own title, not that of an agreement with the policy in it (CAC 2019-191 method, 1.3)."""
    return bool(re.search(r"隐私|个人信息保护", heading)) and not _is_agreement(heading)


def _is_agreement(heading: str) -> bool:
    return re.search(r"(用户|服务|会员)\w{0,4}协议", heading) is not None


@pytest.mark.requirement("16.privacy-notice/lists")
@pytest.mark.parametrize("title", LISTS)
def test_lists_are_shown(title: str, mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict) -> None:
    """What is collected, and what is shared, stands in a list in the second menu level."""
    mob_app.launch()
    accept_notice(mob_app)
    if "settings" not in mob_settings.screens:
        mob_verdict.not_verified("not-configured", "add [screens.settings]")
    found = _search_settings(mob_app, lambda e: title in fold(e.name or "") and "清单" in (e.name or ""), 2)
    if found.path is None and not found.complete:
        mob_verdict.needs_review("search-incomplete", mob_app.capture(), f"{found.pages} pages seen")
    if found.path is None or found.element is None:
        mob_verdict.violated(
            "list-missing", f"“{title}” is not within two taps of the settings", mob_app.capture()
        )
    before = found.screen or mob_app.capture()
    screen = _opened(mob_app, mob_settings, mob_verdict, found.element, before, f"list-{title}")
    labels, prose = _columns(mob_app, screen)
    lacking = [column for column in LISTS[title] if not any(column in each for each in [*labels, *prose])]
    if lacking:
        mob_verdict.violated("columns-missing", f"“{title}” does not tell: {', '.join(lacking)}", screen)
    told = [column for column in LISTS[title] if not any(column in each for each in labels)]
    if told:
        detail = f"“{title}” names only within sentences: {', '.join(told)}"
        mob_verdict.needs_review("columns-in-prose", screen, detail)
    mob_verdict.observe(title, " › ".join(found.path))


def _search_settings(app: App, wanted: Callable[[Element], bool], taps: int) -> Found:
    """Search from the settings screen, which is gone to again whenever Back does not lead there."""

    def begin() -> None:
        app.restart()
        app.go("settings")

    app.go("settings")
    return search(app, wanted, taps, begin)


def _columns(app: App, screen: Screen) -> tuple[list[str], list[str]]:
    """What a list tells: by the heads of its columns, and within running text.

    On a phone, where no tree has columns, short texts are heads; the titles of the list are none.
    """
    if screen.platform is Platform.WEB:
        return [fold(e.name or e.text or "") for e in screen.shown() if e.role == "columnheader"], []
    titles = {title for title in _titles(screen) if "清单" in title}
    parts = app.captures(screen.name)
    texts = [text for part in parts for e in own_part(part).shown() if (text := fold(e.text or e.name or ""))]
    texts = [text for text in texts if text not in titles]
    return [t for t in texts if len(t) <= LONGEST_HEAD], [t for t in texts if len(t) > LONGEST_HEAD]


@pytest.mark.requirement("16.privacy-notice/withdrawal")
def test_consent_can_be_withdrawn(mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict) -> None:
    """An entry to withdraw consent can be found from the settings."""
    if "settings" not in mob_settings.screens:
        mob_verdict.not_verified("not-configured", "add [screens.settings]")
    mob_app.launch()
    accept_notice(mob_app)
    found = _search_settings(mob_app, is_withdrawal, 3)
    if found.path is None and not found.complete:
        mob_verdict.needs_review("search-incomplete", mob_app.capture(), f"{found.pages} pages seen")
    if found.path is None:
        mob_verdict.violated("no-withdrawal", "no entry to withdraw consent", mob_app.capture())
    mob_verdict.observe("path", " › ".join(found.path))


@pytest.mark.requirement("16.complaint-channel/published")
def test_complaint_channel_is_published(walked: Walker, mob_verdict: MobVerdict) -> None:
    """A channel for complaints is named; a time of response that is promised is at most 15 working days."""
    walk = walked("standard")
    texts = walk.texts()
    channels = {name: found for name, text in texts.items() if (found := complaint_channels(text))}
    if not channels:
        mob_verdict.findings(walk.missed)
        mob_verdict.violated("no-complaint-channel", "no screen names a channel for complaints")
    days = [day for name in channels for day in response_days(texts[name])]
    if days and min(days) > MOST_DAYS:
        mob_verdict.violated("response-too-late", f"{min(days)} working days, at most {MOST_DAYS}")
    mob_verdict.observe("channels", {name: list(found) for name, found in channels.items()})
    mob_verdict.observe("working days", min(days, default=None))


@pytest.mark.requirement("11.filing/shown")
def test_filing_number_is_shown(walked: Walker, judged: Judged, mob_verdict: MobVerdict) -> None:
    """The app's filing number is shown, well-formed, beside a link to the register."""
    walk = walked("standard")
    found: list[Finding] = judged("standard", "11.filing-number")
    if all(finding.verdict is Verdict.NOT_VERIFIED for finding in found):
        mob_verdict.findings(walk.missed)
        mob_verdict.violated("no-filing-number", "no screen shows a filing number")
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
            "the tree does not tell where it leads",
        )
    if not links:
        mob_verdict.violated("no-filing-link", "no link to beian.miit.gov.cn")
    mob_verdict.observe("link", links[0])
