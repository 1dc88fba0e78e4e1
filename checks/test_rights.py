"""Clauses 11 and 16: lists, withdrawal, complaint channel and filing number."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.explore import Found, search
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.walk import Judged, Walker
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.recognise import complaint_channels, fold, is_withdrawal, own_part, response_days
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import Settings
from pytest_mobcompliance.verdict import MobVerdict

from .documents import opened, titles

pytestmark = pytest.mark.privacy

LONGEST_HEAD = 10
"""Characters of a column's head, such as 信息使用目的; longer texts are sentences."""
MOST_DAYS = 15
"""Working days until a complaint is answered (CAC 2019-191 method, item 6.5)."""
LISTS = {
    "个人信息收集清单": ("信息", "目的", "场景"),
    "第三方": ("信息", "目的", "场景", "方式"),
}
"""The two lists and what their columns tell (MIIT 2021-292)."""


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
    screen = opened(mob_app, mob_settings, mob_verdict, found.element, before, f"list-{title}")
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
    heads = {title for title in titles(screen) if "清单" in title}
    parts = app.captures(screen.name)
    texts = [text for part in parts for e in own_part(part).shown() if (text := fold(e.text or e.name or ""))]
    texts = [text for text in texts if text not in heads]
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
