"""Clause 16: the privacy policy is near, and a document of its own."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.explore import search
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.recognise import PrivacyNotice, is_policy_link
from pytest_mobcompliance.screen import Platform
from pytest_mobcompliance.settings import Settings
from pytest_mobcompliance.verdict import MobVerdict

from .documents import is_agreement, is_policy_title, opened, titles

pytestmark = pytest.mark.privacy

MOST_TAPS = 4
"""Taps from the main screen to the policy (CAC 2019-191 method, item 1.3)."""


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
    screen = opened(mob_app, mob_settings, mob_verdict, links[0], screen, "policy")
    tops = titles(screen)
    if not any(map(is_policy_title, tops)) or (native and any(map(is_agreement, tops))):
        told = screen.title or tops[0]
        mob_verdict.violated("policy-not-own-document", f"the link opens “{told}”", screen)
    mob_verdict.observe("document", screen.title or tops[0])
