"""Clause 12: data travel encrypted, and not to whoever stands in between.

The app is used through a proxy of our own, which lets nothing through. That no request is plain is what the
clause asks; that a foreign certificate is refused is common practice: of JR/T 0092 5.5 only the title is
known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pytest

from pytest_mobcompliance.device.app import PhoneVerbs
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.proxy import Outcome, Seen
from pytest_mobcompliance.device.tour import tour
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.messages import say, say_all
from pytest_mobcompliance.settings import Settings
from pytest_mobcompliance.verdict import MobVerdict

pytestmark = pytest.mark.identity

SETTLES = 3.0
"""s after the last screen, in which requests may still begin."""
CANNOT = ("proxy-not-reachable", "extra-missing")
"""Reasons why no proxy can be had: not a fault of this run."""
PRACTICE = say("common practice of the industry; no article that was read says so")

UNSEEN = say("not seen is what the app asks for once it has an answer, nor behind the login")
"""How far the proxy sees: an app stops where its first requests fail."""


@pytest.fixture
def on_phone(mob_settings: Settings, mob_verdict: MobVerdict) -> None:
    """A page's connections are the browser's: it refuses certificates, and plain addresses show as such."""
    if mob_settings.app.platform == "web":
        told = say("a page leaves its connections to the browser")
        mob_verdict.not_applicable("connections-of-the-browser", told)


@pytest.fixture
def seen(
    on_phone: None, mob_app: PhoneVerbs, mob_settings: Settings, mob_verdict: MobVerdict
) -> Sequence[Seen]:
    """What the app asks of the network on the way over its screens, as far as they need no login."""
    try:
        found, agreed = _through_proxy(mob_app, mob_settings)
    except RigError as fault:
        if fault.reason not in CANNOT:
            raise
        mob_verdict.not_verified(fault.reason, say_all([fault.got, fault.next_step]))
    silent = say("the app asked the proxy for nothing")
    if not agreed:
        silent = say(
            "the first start shows no notice to agree to, and before an agreement the app sent nothing;"
            " see 16.privacy-notice/first-start"
        )
    return found or mob_verdict.not_verified("no-traffic-seen", silent)


def _through_proxy(app: PhoneVerbs, settings: Settings) -> tuple[Sequence[Seen], bool]:
    """What was asked for, and whether a notice was agreed to; “got it” is no agreement."""
    opened = [name for name, screen in settings.screens.items() if not screen.login]
    with app.through_proxy() as proxy:
        app.launch()
        agreed = accept_notice(app)
        list(tour(app, settings, lambda name: None, opened))  # without a network some may not be reached
        app.let_pass(SETTLES)
        return proxy.seen, agreed


@pytest.mark.requirement("12.encrypted-transport/cleartext")
@pytest.mark.needs("shell")
def test_nothing_is_sent_in_clear(seen: Sequence[Seen], mob_verdict: MobVerdict) -> None:
    """No request of the app that is made before the login, and without an answer, is plain HTTP."""
    hosts = _hosts(seen)
    if "plain" in hosts:
        plain = say("asked for without encryption: {hosts}", hosts=hosts["plain"])
        mob_verdict.violated("cleartext", plain)
    unclear = _never_clear(seen)
    if unclear:
        told = say("no more than unclear connections to {hosts}, which may be plain ones", hosts=unclear)
        mob_verdict.needs_review("encryption-unclear", detail=told)
    far = say(
        "{hosts} (requests seen: {number}; {unseen})", hosts=_named(seen), number=len(seen), unseen=UNSEEN
    )
    mob_verdict.observe(say("hosts asked for encrypted"), far)


@pytest.mark.requirement("12.encrypted-transport/foreign-certificate")
@pytest.mark.needs("shell")
def test_a_foreign_certificate_is_refused(seen: Sequence[Seen], mob_verdict: MobVerdict) -> None:
    """Whoever shows a certificate that nobody trusts gets no request."""
    hosts = _hosts(seen)
    if "accepted" in hosts:
        told = say(
            "a request was sent to whoever answered for {hosts} ({practice})",
            hosts=hosts["accepted"],
            practice=PRACTICE,
        )
        mob_verdict.violated("foreign-certificate-accepted", told)
    if "unclear" in hosts:
        told = say("neither refused nor used: the certificate for {hosts}", hosts=hosts["unclear"])
        mob_verdict.needs_review("certificate-unclear", detail=told)
    if "refused" not in hosts:
        mob_verdict.not_verified("no-traffic-seen", say("no encrypted connection was begun"))
    far = say(
        "{hosts} (requests seen: {number}; {unseen}; {practice})",
        hosts=hosts["refused"],
        number=len(seen),
        unseen=UNSEEN,
        practice=PRACTICE,
    )
    mob_verdict.observe(say("certificate refused for"), far)


def _hosts(seen: Sequence[Seen]) -> Mapping[Outcome, Sequence[str]]:
    """The hosts by what came of it."""
    kinds = dict.fromkeys(each.outcome for each in seen)
    return {kind: _named(each for each in seen if each.outcome == kind) for kind in kinds}


def _never_clear(seen: Sequence[Seen]) -> Sequence[str]:
    """The hosts of which no connection was seen to be encrypted, and none to be plain."""
    clear = {each.host for each in seen if each.outcome != "unclear"}
    return _named(each for each in seen if each.host not in clear)


def _named(seen: Iterable[Seen]) -> Sequence[str]:
    return sorted({each.host for each in seen})
