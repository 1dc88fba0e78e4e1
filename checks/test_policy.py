"""Clauses 6 and 16: the privacy policy is near, a document of its own, readable, and tells what it must."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.explore import search
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.policy import MOST_TAPS, PolicyRead
from pytest_mobcompliance.device.walk import whole_over_clipped
from pytest_mobcompliance.findings import Finding
from pytest_mobcompliance.messages import say, say_all
from pytest_mobcompliance.recognise import MOST_DAYS, is_policy_link
from pytest_mobcompliance.recognise.policy import Found, Policy
from pytest_mobcompliance.rules.policy import simplified_finding, text_size_findings, vague_findings
from pytest_mobcompliance.screen import Screen
from pytest_mobcompliance.settings import Settings
from pytest_mobcompliance.verdict import Audit, MobVerdict

from .documents import is_agreement, is_another_document, is_policy_title, titles

pytestmark = pytest.mark.privacy

SHORTEST_SURE = 400
"""Characters, the house's number: in which language a policy is, a shorter text does not surely tell."""
_SIMPLIFIED = re.compile(r"zh(?!.*(?:tw|hk|mo|hant))", re.IGNORECASE)
"""Languages of a device in which an app may be expected to show simplified Chinese."""
NOBODY_FOUND_IT = frozenset({"policy-not-found", "search-incomplete", "policy-unreachable"})
"""Why nothing was read without the policy being to blame; what else stands in the way, a person looks at."""


# ------------------------------------------------------------------ near, and of its own


@pytest.mark.requirement("16.privacy-notice/within-four-taps")
def test_policy_is_near(mob_app: App, mob_verdict: MobVerdict) -> None:
    """From the main screen, the policy is at most four taps away."""
    mob_app.launch()
    accept_notice(mob_app)
    found = search(mob_app, is_policy_link, MOST_TAPS, mob_app.restart)
    if found.path is None and not found.complete:
        seen = say("{pages} pages seen", pages=found.pages)
        mob_verdict.needs_review("search-incomplete", mob_app.capture(), seen)
    if found.path is None:
        mob_verdict.observe(say("pages seen"), found.pages)
        mob_verdict.violated("policy-too-deep", say("no link to it within {taps} taps", taps=MOST_TAPS))
    mob_verdict.observe(say("path"), list(found.path))
    mob_verdict.observe(say("taps"), len(found.path))


@pytest.mark.requirement("16.privacy-notice/own-document")
def test_policy_is_its_own_document(mob_policy: PolicyRead, mob_verdict: MobVerdict) -> None:
    """The notice's link opens the policy itself, not a chapter of the user agreement."""
    document = mob_policy.document
    screen = document.screens[0] if document.screens else None
    if not mob_policy.noticed:  # first-start's violation; a policy found elsewhere tells nothing of this link
        told = say(
            "{none}, so it cannot be told {unseen}; see 16.privacy-notice/first-start",
            none=say("the first start shows no privacy notice"),
            unseen=say("what its link opens"),
        )
        mob_verdict.not_verified("no-notice-seen", told)
    if mob_policy.way != "notice" or screen is None:
        mob_verdict.needs_review("policy-not-a-link", screen)
    if document.problem not in ("", "policy-cut"):
        mob_verdict.needs_review(document.problem, screen, document.detail)
    tops = titles(screen)
    title = screen.title or tops[0]
    told = say("the link opens “{title}”", title=title)
    if is_another_document(tops):
        mob_verdict.violated("policy-not-own-document", told, screen)
    if not any(map(is_policy_title, tops)) or any(map(is_agreement, tops)):
        mob_verdict.needs_review("policy-title-unclear", screen, told)
    mob_verdict.observe(say("document"), title)


# ------------------------------------------------------------------ what was read of it


@pytest.fixture
def policy(mob_policy: PolicyRead, mob_verdict: MobVerdict) -> Policy:
    """The policy's text; where none was read, the check ends with the reason."""
    document = mob_policy.document
    screen = document.screens[0] if document.screens else None
    if screen is not None and is_another_document(titles(screen)):
        mob_verdict.not_verified(
            "policy-not-own-document", say("another document was opened: nothing is read in it")
        )
    if mob_policy.policy is None or document.problem == "policy-empty":
        if document.problem in NOBODY_FOUND_IT:
            mob_verdict.not_verified(document.problem, document.detail)
        mob_verdict.needs_review(document.problem or "policy-empty", screen, document.detail)
    return mob_policy.policy


@pytest.fixture
def judge(mob_policy: PolicyRead, mob_verdict: MobVerdict) -> Callable[..., None]:
    """Judge items by what was found, and write down where, in the policy's own words.

    What is missing is violated, unless a part of the policy was not read, what was read may not be all of it,
    or it names another document for it.
    """

    def judge(found: Sequence[Found], elsewhere: Sequence[str] = ()) -> None:
        document = mob_policy.document
        screen = document.screens[0] if document.screens else None
        mob_verdict.told(say("policy"), [_line(each) for each in found])
        for each in found:
            mob_verdict.observe(_item(each.item), _quoted(each))
        missing = [_item(each.item) for each in found if each.state == "missing"]
        unclear = [each for each in found if each.state in ("unclear", "denied")]
        doubt = doubt_of(mob_policy)
        if missing and doubt:
            told = say("not in what was read: {items}", items=missing)
            mob_verdict.needs_review(doubt, screen, told)
        folded = mob_policy.folded.found.values() if mob_policy.folded is not None else ()
        hidden = [
            _item(each.item) for each in folded if each.state != "missing" and _item(each.item) in missing
        ]
        if hidden:
            told = say("in what it does not show: {items}", items=hidden)
            mob_verdict.needs_review("policy-folded", screen, told)
        if missing and elsewhere:
            told = say("{items}: it names {documents}", items=missing, documents=[*elsewhere])
            mob_verdict.needs_review("told-elsewhere", screen, told)
        if missing:
            mob_verdict.violated("policy-item-missing", say("not told: {items}", items=missing), screen)
        if unclear:
            quoted = [
                say("{item}: {quoted}", item=_item(each.item), quoted=_quoted(each)) for each in unclear
            ]
            mob_verdict.needs_review("policy-item-unclear", screen, say_all(quoted))

    return judge


def doubt_of(read: PolicyRead) -> str:
    """A reason code for why what was read may not be all of the policy; empty when nothing says so."""
    return read.document.problem or (read.policy.doubt if read.policy is not None else "policy-empty")


def _line(found: Found) -> str:
    sources = [f"{each.standard} {each.article}" for each in found.sources]
    item = _item(found.item)
    states = {
        "told": say("{item}: told", item=item),
        "unclear": say("{item}: unclear", item=item),
        "denied": say("{item}: denied", item=item),
        "missing": say("{item}: missing", item=item),
    }
    return say("{item}: {said} [{sources}]", item=states[found.state], said=_quoted(found), sources=sources)


def _quoted(found: Found) -> str:
    """The policy's own words about an item, with the section that they stand in; a dash for none."""
    if not found.quote:
        return "–"
    if not found.section:
        return f"“{found.quote}”"
    return say("“{quote}” ({section})", quote=found.quote, section=found.section)


ITEMS: Mapping[str, str] = {
    each: each
    for each in (
        say("operator-name"),
        say("operator-address"),
        say("operator-contact"),
        say("date"),
        say("storage-place"),
        say("storage-period"),
        say("storage-after"),
        say("right-look-up"),
        say("right-correct"),
        say("right-delete"),
        say("right-close"),
        say("right-withdraw"),
        say("minors-age"),
        say("minors-guardian"),
        say("sharing"),
        say("personalised"),
        say("security"),
        say("change"),
    )
}
"""What a policy has to tell, by the name that `recognise.policy` has for it."""


def _item(name: str) -> str:
    """Words for an item of a policy."""
    kind, _, what = name.partition(":")
    if kind == "permission":
        return say("permission:{name}", name=what)
    return say("sdk:{name}", name=what) if kind == "sdk" else ITEMS[name]


Judge = Callable[..., None]


# ------------------------------------------------------------------ readable


@pytest.mark.requirement("16.privacy-notice/readable")
def test_policy_is_readable(
    policy: Policy, mob_policy: PolicyRead, mob_audit: Audit, mob_verdict: MobVerdict
) -> None:
    """In simplified Chinese, of enough contrast, and not tiny (by the house's number, for a person)."""
    screens = mob_policy.document.screens
    if not screens:
        mob_verdict.not_verified(
            "policy-not-on-screen", say("it was read at its address only: nobody saw it shown")
        )
    name = screens[0].name
    foreign = [each.locale for each in screens if each.locale and not _SIMPLIFIED.match(each.locale)]
    if foreign:
        other = say("the device's language is {language}", language=foreign[0])
        mob_verdict.needs_review("another-language", screens[0], other)
    contrast: list[Finding] = [f for each in screens for f in mob_audit(each, rules=["6.text-contrast"])]
    long = policy.statistics.characters >= SHORTEST_SURE and doubt_of(mob_policy) in ("", "not-chinese")
    written = simplified_finding(policy, name, surely=long and not policy.offers_simplified)
    found = [written, *contrast, *text_size_findings(screens)]
    mob_verdict.observe(say("plainness"), policy.statistics.to_json())
    mob_verdict.findings(whole_over_clipped(found))


# ------------------------------------------------------------------ what it must tell


@pytest.mark.requirement("16.notice-content/operator")
def test_policy_names_the_operator(policy: Policy, judge: Judge) -> None:
    """Who is responsible: name, address, and how to reach who is in charge of personal information."""
    judge(policy.group("operator"))


@pytest.mark.requirement("16.notice-content/dates")
def test_policy_is_dated(policy: Policy, judge: Judge) -> None:
    """Since when it holds: one date of publication, effect or update."""
    judge(policy.group("dates"))


@pytest.mark.requirement("16.notice-content/storage")
def test_policy_tells_storage(policy: Policy, judge: Judge) -> None:
    """Where data are kept, how long, and what follows."""
    judge(policy.group("storage"))


@pytest.mark.requirement("16.notice-content/rights")
def test_policy_tells_the_rights(policy: Policy, judge: Judge) -> None:
    """How to look data up, correct and delete them, close the account, and take consent back."""
    judge(policy.group("rights"))


@pytest.mark.requirement("16.notice-content/permissions")
def test_policy_names_the_permissions(
    policy: Policy, mob_policy: PolicyRead, judge: Judge, mob_verdict: MobVerdict
) -> None:
    """Every permission of the settings and of the manifest."""
    if not mob_policy.permissions:
        mob_verdict.not_verified("not-configured", say("add [permissions]: which does the app ask for?"))
    judge(policy.group("permissions"), policy.elsewhere_permissions)


@pytest.mark.requirement("16.notice-content/third-parties")
def test_policy_names_third_parties(
    policy: Policy, judge: Judge, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """Every third party's SDK of the settings, by one of its names."""
    if mob_settings.sdks is None:
        mob_verdict.not_verified("not-configured", say("add [[sdks]], or sdks = [] when the app has none"))
    mob_verdict.observe(say("SDKs"), len(mob_settings.sdks))
    mob_verdict.observe(say("columns"), list(policy.sdk_columns))
    judge(policy.group("third-parties"), policy.elsewhere)


@pytest.mark.requirement("16.notice-content/vague-lists")
def test_policy_closes_its_lists(policy: Policy, mob_policy: PolicyRead, mob_verdict: MobVerdict) -> None:
    """What is collected is listed in full: no “and so on” beside data or purposes; a person judges."""
    screens = mob_policy.document.screens
    kinds = [section.kind for section in policy.sections]
    if "collection" not in kinds:
        mob_verdict.needs_review("no-collection-chapter", screens[0] if screens else None)
    mob_verdict.observe(say("sections on collection"), kinds.count("collection"))
    mob_verdict.observe(say("left open"), [f"{each.word}: “{each.quote}”" for each in policy.vague[:20]])
    mob_verdict.findings(vague_findings(policy, screens[0].name if screens else ""))


@pytest.mark.requirement("6.minors/policy")
def test_policy_has_rules_for_minors(policy: Policy, judge: Judge) -> None:
    """A rule for children below fourteen, with a guardian's consent."""
    judge(policy.group("minors"))


@pytest.mark.requirement("16.complaint-channel/in-policy")
def test_policy_names_a_complaint_channel(
    policy: Policy, mob_policy: PolicyRead, mob_verdict: MobVerdict
) -> None:
    """A channel for complaints; what is promised is an answer within 15 working days."""
    screen: Screen | None = next(iter(mob_policy.document.screens), None)
    mob_verdict.observe(say("answers"), [f"{each.number}: “{each.quote}”" for each in policy.answers[:20]])
    if not policy.channels:
        doubt = doubt_of(mob_policy)
        if doubt:
            mob_verdict.needs_review(doubt, screen, say("no channel for complaints in what was read"))
        folded = mob_policy.folded
        if folded is not None and folded.speaks_of_complaints:
            mob_verdict.needs_review(
                "policy-folded", screen, say("it speaks of complaints in what it does not show")
            )
        if policy.speaks_of_complaints:
            mob_verdict.needs_review(
                "complaint-unclear", screen, say("no channel beside what it says of complaints")
            )
        mob_verdict.violated(
            "no-complaint-channel", say("the policy names no channel for complaints"), screen
        )
    mob_verdict.observe(say("channels"), list(policy.channels))
    working = [each.number for each in policy.answers if each.working and each.to_user]
    late = [each for each in policy.answers if each.number > MOST_DAYS]
    if working and min(working) > MOST_DAYS:
        told = say("{days} working days, at most {most}", days=min(working), most=MOST_DAYS)
        mob_verdict.violated("response-too-late", told, screen)
    if late:
        told = say("at most {most} working days: “{quote}”", most=MOST_DAYS, quote=late[0].quote)
        mob_verdict.needs_review("answer-unclear", screen, told)
