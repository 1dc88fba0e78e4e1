"""Clause 16: the privacy notice of the first start, and the choice that it leaves."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.flows import locator_of, notice_again
from pytest_mobcompliance.device.walk import Judged
from pytest_mobcompliance.recognise import PrivacyNotice
from pytest_mobcompliance.verdict import MobVerdict

pytestmark = pytest.mark.privacy


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
