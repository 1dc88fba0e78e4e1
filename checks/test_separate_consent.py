"""Clause 16: faces, photographs of an ID, places and data for a partner need a consent of their own."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.flows import accept_notice, locator_of
from pytest_mobcompliance.device.forms import log_in
from pytest_mobcompliance.device.outcome import FOLLOWS, LOOKS, Outcome, outcome, watch
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.recognise import (
    ConsentBox,
    PermissionPrompt,
    fold,
    names_data,
    own_part,
    purpose_in,
    recognise_consent,
    taking,
)
from pytest_mobcompliance.screen import Platform, Screen
from pytest_mobcompliance.settings import ConsentSettings, Locator, PartnerSettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

pytestmark = pytest.mark.privacy

IDLE = 1.5
"""Seconds after a refusal in which nothing may go on."""
KINDS = ("face", "id_photo", "location")
_WHO = say("Add package or host to [partners]")


@pytest.mark.needs("permissions")
@pytest.mark.requirement("16.legal-duties/separate-consent")
@pytest.mark.parametrize("kind", KINDS)
def test_consent_to_one_thing_is_asked_for(
    kind: str, mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """Before a face, an ID or the place is taken, a step of its own names it and its purpose (PIPL 29).

    For the place, the system's own dialog is such a step where the screen says beside it what it is for.
    """
    consent: ConsentSettings | None = dict(mob_settings.consents).get(kind)  # type: ignore[call-overload]
    if consent is None and mob_settings.consents:
        mob_verdict.not_applicable("not-declared", say("[consents.{kind}] is not declared", kind=kind))
    if consent is None:
        mob_verdict.not_verified("not-configured", say("add [consents.{kind}]", kind=kind))
    followed = _begin(mob_app, mob_settings, consent)
    if followed.asked and kind == "location" and _tells_of_the_place(followed.before):
        mob_verdict.observe(kind, say("told on the screen, and asked for by the system alone"))
        return
    if followed.asked:
        asked = sorted({each.kind for each in followed.asked})
        detail = say("{kind}: {asked} is asked for and no consent before", kind=kind, asked=asked)
        if kind == "location":
            mob_verdict.violated("no-separate-consent", detail, followed.after)
        followed = _allow(mob_app, followed, consent.trigger)  # a camera that may be used took no face yet
        if recognise_consent(followed.before, followed.after) is None:
            # A page has opened with the yes what it asks for.
            films = followed.after.platform is Platform.WEB
            if films or taking(kind, followed.before, followed.after):
                mob_verdict.violated("no-separate-consent", detail, followed.after)
            mob_verdict.needs_review("no-consent-seen", followed.after, detail)
        mob_verdict.observe(say("asked for before"), ", ".join(asked))
    box = _box(followed, kind, mob_verdict)
    if not box.names(kind):
        detail = say("it does not name {name}", name=kind)
        mob_verdict.needs_review("consent-names-nothing", followed.after, detail)
    if not box.purpose:
        detail = say("{kind}: for what?", kind=kind)
        mob_verdict.needs_review("consent-without-purpose", followed.after, detail)
    refused = _refuse(mob_app, followed, box, mob_verdict)
    if refused.asked:
        detail = say("{kind} is taken although it was refused", kind=kind)
        mob_verdict.violated("refused-in-vain", detail, refused.after)
    if refused.left:
        detail = say("after a no to {kind}: {shown}", kind=kind, shown=refused.left)
        mob_verdict.needs_review("other-in-front", refused.after, detail)
    mob_verdict.observe(kind, box.purpose)


@pytest.mark.requirement("16.legal-duties/partner-consent")
def test_partners_get_nothing_unasked(mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict) -> None:
    """Before a partner opens, the user is told who gets what, and may refuse (CAC 2019-191, item 5.3)."""
    if not mob_settings.partners:
        mob_verdict.not_verified("not-configured", say("add [partners]"))
    for key, partner in mob_settings.partners.items():
        name = partner.name or key
        mob_app.reset()
        followed = _begin(mob_app, mob_settings, partner)
        went = followed.left_for(partner.package, partner.host)
        if went:
            detail = say("{name} opens without a question: {shown}", name=name, shown=went)
            mob_verdict.violated("partner-unasked", detail, followed.before)
        if followed.left:
            detail = say(
                "is it {name}, without a question: {shown}? {who}", name=name, shown=followed.left, who=_WHO
            )
            mob_verdict.needs_review("other-in-front", followed.before, detail)
        box = _box(followed, name, mob_verdict)
        if fold(name) not in fold(box.text):
            detail = say("it does not name {name}", name=name)
            mob_verdict.needs_review("consent-names-nobody", followed.after, detail)
        if not box.kinds:
            detail = say("which data does {name} get?", name=name)
            mob_verdict.needs_review("consent-names-nothing", followed.after, detail)
        refused = _refuse(mob_app, followed, box, mob_verdict)
        if refused.left_for(partner.package, partner.host):
            detail = say("{name} opens although it was refused", name=name)
            mob_verdict.violated("refused-in-vain", detail, followed.after)
        if refused.left:
            detail = say("is it {name}, after a no: {shown}? {who}", name=name, shown=refused.left, who=_WHO)
            mob_verdict.needs_review("other-in-front", followed.after, detail)
        mob_verdict.observe(name, ", ".join(box.kinds))


def _begin(app: App, settings: Settings, asking: ConsentSettings | PartnerSettings) -> Outcome:
    """Go where the feature is, use it, and see what follows."""
    app.launch()
    accept_notice(app)
    if settings.screens[asking.screen].login:
        log_in(app, settings)
    app.go(asking.screen)
    return outcome(app, asking.trigger, _can_be_refused)


def _can_be_refused(before: Screen, after: Screen) -> bool:
    """Whether a consent came up with all its buttons: they may be drawn one after the other."""
    box = recognise_consent(before, after)
    return box is not None and box.decline is not None


def _allow(app: App, followed: Outcome, trigger: Locator) -> Outcome:
    """Allow what the system asks for, and look for the consent behind it."""
    prompt = app.prompt()
    meaning = prompt.meaning_for("granted") if isinstance(prompt, PermissionPrompt) else None
    if isinstance(prompt, PermissionPrompt) and prompt.confirmed and meaning is not None:
        app.answer(meaning)
    elif followed.after.platform is Platform.WEB:  # a browser without a user refused already
        for each in followed.asked:
            app.set_permission(each.kind, "granted")
        app.tap(trigger)
        watch(app, followed.before, len(app.requests_for_permission()), seconds=LOOKS)
    known = len(app.requests_for_permission())
    return watch(app, followed.before, known, _can_be_refused, FOLLOWS)


def _box(followed: Outcome, about: str, verdict: MobVerdict) -> ConsentBox:
    """The box that came up: one that leaves a choice, with nothing ticked beforehand. A page has Back."""
    box = recognise_consent(followed.before, followed.after)
    if box is None:
        detail = say("{about}: after the tap nothing was seen that can be agreed to", about=about)
        if followed.left:
            detail = say(
                "{about}: after {shown} nothing was seen that can be agreed to",
                about=about,
                shown=followed.left,
            )
        verdict.needs_review("no-consent-seen", followed.after, detail)
    if box.decline is None and not box.is_page:
        detail = say("{about}: nothing to decline with", about=about)
        verdict.violated("consent-without-choice", detail, followed.after)
    if box.preticked:
        ticked = [each.label for each in box.preticked]
        detail = say("{about}: ticked from the start: {ticked}", about=about, ticked=ticked)
        verdict.violated("consent-preticked", detail, followed.after)
    return box


def _refuse(app: App, followed: Outcome, box: ConsentBox, verdict: MobVerdict) -> Outcome:
    """Say no, by Back where a page has no button for it; a person looks where Back changes nothing."""
    known = len(app.requests_for_permission())
    if box.decline is not None:
        app.tap(locator_of(box.decline, followed.after))
        return watch(app, followed.after, known, seconds=IDLE)
    app.back()
    refused = watch(app, followed.after, known, seconds=IDLE)
    stays = recognise_consent(followed.before, refused.after)
    if stays is not None and not (refused.left or refused.asked):
        detail = say("no button declines, and Back does nothing")
        verdict.needs_review("consent-without-choice", refused.after, detail)
    return refused


def _tells_of_the_place(screen: Screen) -> bool:
    said = (each.text or each.name or "" for each in own_part(screen).shown())
    return any(names_data("location", text) and purpose_in(text) for text in said)
