"""Clause 16: the privacy notice of the first start, and the choice that it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

from pytest_mobcompliance.device.apk import is_of, read_manifest
from pytest_mobcompliance.device.app import App, PhoneVerbs
from pytest_mobcompliance.device.consent import (
    WAYS,
    after,
    asked_after_refusal,
    beside,
    changed_states,
    closed_to,
    compared,
    decide_permissions,
    decline,
    earlier_version,
    first_policy,
    granted_anew,
    guest_screens,
    install,
    opens_after_consent,
    taken_for,
)
from pytest_mobcompliance.device.document import Document
from pytest_mobcompliance.device.flows import Sighting, accept_notice, sighting
from pytest_mobcompliance.device.lease import Lease
from pytest_mobcompliance.device.walk import Judged
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.recognise import PrivacyNotice
from pytest_mobcompliance.settings import Settings
from pytest_mobcompliance.verdict import Audit, MobVerdict

pytestmark = pytest.mark.privacy

MOST_OPERABLE = 1.0
"""Seconds that something may be tapped before the notice: the house's patience with a screen that is on its
way out. The rules say that the notice comes first (CAC 2019-191 method, item 1.2) and give no time: so a
person looks. A notice that does not show within `NOTICE_APPEARS` of a page is none."""
RESTARTS = 2
"""More than one question in 48 hours is frequent (TC260-PG-20202A, 3.3); two restarts need no clock."""
BESIDE = "a touch beside it"
"""The one of `WAYS` that needs a place to touch."""
WAYS_SAID: Mapping[str, str] = {
    each: each for each in (say("a touch beside it"), say("home and back"), say("a restart"), say("back"))
}
"""`WAYS` as people read them."""


@dataclass(frozen=True, slots=True)
class Versions:
    """Installation files of the version before and of the one under test."""

    earlier: Path
    current: Path


@pytest.fixture
def versions(mob_settings: Settings, mob_lease: Lease, mob_verdict: MobVerdict) -> Versions:
    """What ``[app] previous`` and ``[app] file`` name, if both are of the app under test.

    A file that does not tell whose it is counts as none, but for a demo app's: the app is removed before
    another is installed.
    """
    app = mob_settings.app
    if app.file is None or app.previous is None:
        lacking = [name for name, file in (("previous", app.previous), ("file", app.file)) if not file]
        names = (
            say("{one} and {other}", one=lacking[0], other=lacking[-1]) if len(lacking) > 1 else lacking[0]
        )
        mob_verdict.not_verified("not-configured", say("add {lacking} to [app]", lacking=names))
    both = Versions(mob_settings.resolve(app.previous), mob_settings.resolve(app.file))
    for file in (both.earlier, both.current):
        if not file.is_file():
            mob_verdict.not_verified("file-missing", say("there is no file {name}", name=file.name))
        is_own = is_of(file, app.package or "")
        if is_own is False or (is_own is None and not app.demo and mob_lease.virtual is None):
            other = say("{file} is no .apk of {package}", file=file.name, package=app.package)
            mob_verdict.not_verified("other-package", other)
    return both


def _same_build(app: PhoneVerbs, file: Path, verdict: MobVerdict) -> None:
    """The file holds the version that is installed: after the check it is what the phone has."""
    told = read_manifest(file)
    wanted = told.version_code if told is not None else None
    there = app.version_code()
    if wanted is not None and there is not None and wanted != there:
        other = say(
            "{file} is version {wanted}, the phone has {there}", file=file.name, wanted=wanted, there=there
        )
        verdict.not_verified("other-build", other)


@pytest.fixture
def installed(mob_settings: Settings, mob_verdict: MobVerdict) -> None:
    """An app that is installed: a page is not, and no user upgrades it."""
    if mob_settings.app.platform == "web":
        mob_verdict.not_applicable("no-upgrades", say("a page is not installed, and not upgraded"))


# ------------------------------------------------------------------ the first start


@pytest.mark.requirement("16.privacy-notice/first-start")
def test_first_start_shows_a_notice(mob_app: App, mob_verdict: MobVerdict) -> None:
    """Before anything else, the app says what it collects and where the policy is."""
    mob_app.launch()
    seen = sighting(mob_app)
    if seen.notice is None:
        _no_notice(seen, mob_verdict)
    if not seen.notice.policy_links:
        mob_verdict.violated("no-policy-link", say("the notice has no link to the privacy policy"))
    mob_verdict.observe(say("seconds in which something could be tapped before it"), round(seen.operable, 1))
    if seen.operable >= MOST_OPERABLE:
        lasted = say("for {seconds:.1f} s", seconds=seen.operable)
        mob_verdict.needs_review("operable-before-notice", seen.before, lasted)
    if seen.skippable >= MOST_OPERABLE:  # an advertisement, most likely: whether that is “before” is disputed
        mob_verdict.needs_review("skip-before-notice", seen.before)
    mob_verdict.observe(say("policy links"), [link.label for link in seen.notice.policy_links])


def _no_notice(seen: Sighting, verdict: MobVerdict) -> NoReturn:
    """Behind what can be skipped the notice may still come: nobody skipped it."""
    if seen.splash:
        verdict.needs_review("skip-before-notice", seen.screen, say("no privacy notice until it is skipped"))
    verdict.violated("no-notice", say("the first start shows no privacy notice"), seen.screen)


# ------------------------------------------------------------------ what it looks like


def _begin(app: App, verdict: MobVerdict, unseen: str) -> tuple[PrivacyNotice, Sighting]:
    """The first start with its notice; without one the check ends.

    :param unseen: what the check would have judged.
    """
    app.launch()
    seen = sighting(app)
    return seen.notice or _not_told(seen, verdict, unseen), seen


def _not_told(seen: Sighting, verdict: MobVerdict, unseen: str) -> NoReturn:
    """A notice that is missing is one violation, first-start's: nothing of it was seen."""
    none = say("the first start shows no privacy notice")
    if seen.splash:
        none = say("no privacy notice until it is skipped")
    told = say(
        "{none}, so it cannot be told {unseen}; see 16.privacy-notice/first-start", none=none, unseen=unseen
    )
    verdict.not_verified("no-notice-seen", told)


@pytest.mark.requirement("16.privacy-notice/real-choice")
def test_notice_leaves_a_choice(mob_app: App, mob_verdict: MobVerdict) -> None:
    """Agree and decline, both real; “got it” is neither."""
    notice, _ = _begin(mob_app, mob_verdict, say("which answers it offers"))
    if notice.agree is None:
        mob_verdict.violated("no-agree", say("the notice has no button to agree"))
    if notice.decline is None:
        mob_verdict.violated("no-decline", say("the notice has no button to decline"))
    mob_verdict.observe(say("agree"), notice.agree.label)
    mob_verdict.observe(say("decline"), notice.decline.label)


@pytest.mark.requirement("16.privacy-notice/comparable-choice")
def test_choices_are_comparable(mob_app: App, mob_audit: Audit, mob_verdict: MobVerdict) -> None:
    """Who wants to decline finds the button as easily as who wants to agree."""
    notice, began = _begin(mob_app, mob_verdict, say("whether both answers are as easy to find"))
    lacking = "no-agree" if notice.agree is None else "no-decline"
    if notice.agree is None or notice.decline is None:
        mob_verdict.not_verified(lacking, say("there are not two answers to compare"))
    mob_verdict.findings(mob_audit(began.screen, rules=("16.unequal-choice",)))


@pytest.mark.requirement("16.privacy-notice/not-preticked")
def test_nothing_is_preticked(mob_app: App, judged: Judged, mob_verdict: MobVerdict) -> None:
    """Consent is a tick that the user sets, in the notice and on other screens."""
    mob_app.launch()
    seen = sighting(mob_app)
    if seen.notice is not None and seen.notice.preticked:
        boxes = [box.label for box in seen.notice.preticked]
        mob_verdict.violated("preticked", say("ticked from the start: {boxes}", boxes=boxes))
    if seen.notice is not None:
        mob_verdict.observe(say("boxes ticked in the notice"), 0)
    mob_verdict.findings(judged("standard", "16.preticked"))
    if seen.notice is None:
        _not_told(seen, mob_verdict, say("whether a box in it is ticked"))


# ------------------------------------------------------------------ a refusal, and no answer


@pytest.mark.requirement("16.privacy-notice/decline-respected")
def test_decline_does_not_trap(mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict) -> None:
    """After a no, and at most one more question, the user is let go or may look around."""
    notice, seen = _begin(mob_app, mob_verdict, say("what follows a refusal"))
    refusal = decline(mob_app, notice, seen.screen)
    if refusal.outcome == "no-way":
        mob_verdict.violated("no-decline", say("the notice has no button to decline"))
    if refusal.outcome == "stays":
        mob_verdict.violated("decline-traps", say("declined twice, the notice still stands"), refusal.screen)
    mob_verdict.observe(say("questions"), refusal.questions)
    if refusal.outcome == "left":
        _judge_leaving(mob_app, mob_verdict)
        return
    mob_verdict.observe(say("after declining"), say("the notice is gone"))
    guests = guest_screens(mob_settings)
    if not guests:  # a page that only says that nothing goes on without consent is no notice either
        mob_verdict.needs_review("guest-screens-unknown", refusal.screen, say("no screen has guest = true"))
    blocked = [
        (name, screen) for name in guests if (screen := closed_to(mob_app, mob_settings, name)) is not None
    ]
    unfit = [name for name, _ in blocked if not opens_after_consent(mob_app, mob_settings, name)]
    for name, screen in blocked:
        if name not in unfit:
            told = say("after a refusal {name} does not open", name=name)
            mob_verdict.violated("guest-blocked", told, screen)
    if unfit:
        mob_verdict.not_verified(
            "screen-not-reached", say("{names}: does not open after consent either", names=unfit)
        )
    mob_verdict.observe(say("screens that are open to guests"), list(guests))


def _judge_leaving(app: App, verdict: MobVerdict) -> None:
    """Who was let go is asked anew, or may look around: the next start must not act on a consent."""
    app.launch()
    seen = sighting(app)
    if seen.notice is None and (taken := taken_for(app, seen.screen)) != "declined":
        if taken == "agreed":
            verdict.violated("refusal-is-consent", say("the app opens as if it was agreed to"), seen.screen)
        verdict.needs_review(
            "refusal-unclear", seen.screen, say("after a refusal the next start shows no notice")
        )
    verdict.observe(say("after declining"), say("the app was left; its next start does not act on a consent"))


@pytest.mark.requirement("16.privacy-notice/not-asked-again")
def test_a_refusal_is_remembered(mob_app: App, mob_verdict: MobVerdict) -> None:
    """Who declined and looks around is asked at most once more at the next starts."""
    notice, began = _begin(mob_app, mob_verdict, say("whether a refusal is remembered"))
    refusal = decline(mob_app, notice, began.screen)
    if refusal.outcome == "left":
        mob_verdict.not_applicable("left-on-refusal", say("the app is left on a refusal, so each start asks"))
    if refusal.outcome != "gone":
        mob_verdict.not_verified("decline-traps", say("the notice does not take a no"))
    asked = asked_after_refusal(mob_app, began, RESTARTS)
    if asked > 1:
        told = say(
            "after a refusal, {asked} of {restarts} restarts ask again", asked=asked, restarts=RESTARTS
        )
        mob_verdict.violated("asked-again", told, mob_app.capture())
    mob_verdict.observe(say("notices at {restarts} restarts after a refusal", restarts=RESTARTS), asked)


@pytest.mark.requirement("16.privacy-notice/no-answer-is-no-consent")
def test_no_answer_is_no_consent(mob_app: App, mob_verdict: MobVerdict) -> None:
    """Back, a touch beside the notice, home and back, a restart: without an answer nothing is agreed to."""
    _, seen = _begin(mob_app, mob_verdict, say("what no answer is taken for"))
    for name, way in WAYS.items():
        if name == BESIDE and beside(seen) is None:
            continue
        then = after(mob_app, way, seen)
        if then.notice is None:  # let in for now; whether that is remembered, the next start tells
            mob_app.restart()
            then = sighting(mob_app)
        if then.notice is None:
            _judge_silence(mob_app, WAYS_SAID[name], then, mob_verdict)
            return
        seen = then
        mob_verdict.observe(WAYS_SAID[name], say("the notice stands"))


def _judge_silence(app: App, way: str, then: Sighting, verdict: MobVerdict) -> None:
    """What an app makes of silence is seen from what it shows: closing a notice may count as a refusal."""
    taken = taken_for(app, then.screen)
    if taken == "agreed":
        told = say("after {way} the app acts as if it was agreed to", way=way)
        verdict.violated("silence-is-consent", told, then.screen)
    if taken == "":
        told = say("after {way} the notice is gone for good", way=way)
        verdict.needs_review("silence-unclear", then.screen, told)
    verdict.observe(way, say("taken for a refusal"))


# ------------------------------------------------------------------ a newer version


@pytest.mark.requirement("16.privacy-notice/update-told")
@pytest.mark.needs("shell", "permissions")
def test_a_newer_policy_is_told(
    versions: Versions, mob_app: PhoneVerbs, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """Who agreed to the policy of the version before is told of a newer one, and asked."""
    _same_build(mob_app, versions.current, mob_verdict)
    with earlier_version(mob_app, versions.earlier, versions.current):
        mob_app.launch()
        first = sighting(mob_app)
        accept_notice(mob_app)
        mob_app.upgrade(str(versions.current))
        mob_app.launch()
        seen = sighting(mob_app)
        policies = [] if seen.notice is not None else _policies(mob_app, mob_settings, versions)
    if seen.notice is not None:
        mob_verdict.observe(say("after the upgrade"), seen.notice.container.label)
        return
    changed = compared(*policies)
    if changed == "same":
        mob_verdict.not_applicable("policy-unchanged", say("both versions have the same policy"))
    if changed == "newer":
        mob_verdict.violated(
            "update-silent", say("the policy changed, and the upgrade does not tell"), seen.screen
        )
    if changed == "unread" and first.notice is None and policies[1] is None:  # neither version asks
        _not_told(first, mob_verdict, say("whether a newer policy is told"))
    reason = "policies-not-compared" if changed == "unread" else "policies-differ"
    problems = [each.problem if each is not None else say("no link") for each in policies]
    told = say("the upgrade shows no notice")
    if why := [problem for problem in dict.fromkeys(problems) if problem]:
        told = say("the upgrade shows no notice; {why}", why=why)
    mob_verdict.needs_review(reason, seen.screen, told)


def _policies(app: PhoneVerbs, settings: Settings, versions: Versions) -> list[Document | None]:
    """The policy of both versions, as their first starts show it."""
    policies = []
    for file in (versions.earlier, versions.current):
        install(app, file)
        policies.append(first_policy(app, settings))
    return policies


@pytest.mark.permissions
@pytest.mark.requirement("16.minimal-collection/kept-after-upgrade")
@pytest.mark.needs("shell", "permissions")
def test_an_upgrade_keeps_what_was_refused(
    installed: None,
    versions: Versions,
    mob_app: PhoneVerbs,
    mob_settings: Settings,
    mob_verdict: MobVerdict,
) -> None:
    """What the user granted and refused is as it was after an upgrade."""
    _same_build(mob_app, versions.current, mob_verdict)
    with earlier_version(mob_app, versions.earlier, versions.current):
        mob_app.launch()
        accept_notice(mob_app)
        answers = decide_permissions(mob_app, mob_settings)
        before = mob_app.held_permissions()
        mob_app.upgrade(str(versions.current))
        mob_app.launch()
        then = mob_app.held_permissions()
    if not answers:
        mob_verdict.not_verified("no-request-seen", say("no feature asked for a permission"))
    changed = changed_states(before, then)
    if changed:
        mob_verdict.violated("permission-changed", say("other after the upgrade: {names}", names=changed))
    if anew := granted_anew(before, then):
        mob_verdict.needs_review("granted-anew", detail=", ".join(anew))
    mob_verdict.observe(say("answers before the upgrade"), dict(answers))
    mob_verdict.observe(say("permissions that are as before"), len(then))
