"""Clause 16: only what the business needs is declared in the manifest and asked for at registration."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import get_args

import pytest

from pytest_mobcompliance.device.android_permissions import names_of
from pytest_mobcompliance.device.app import App, PhoneVerbs
from pytest_mobcompliance.device.find import match
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.forms import form, submit_button
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.recognise.collection import (
    AskedField,
    Unneeded,
    fields_asked,
    has_more_steps,
    meanings,
    necessary,
    special_access,
    unneeded,
)
from pytest_mobcompliance.recognise.text import spoken
from pytest_mobcompliance.screen import Screen
from pytest_mobcompliance.settings import FormSettings, Locator, PermissionKind, Settings
from pytest_mobcompliance.verdict import MobVerdict

from .field_words import worded

pytestmark = pytest.mark.permissions


@pytest.fixture
def with_manifest(mob_settings: Settings, mob_verdict: MobVerdict) -> None:
    """A page declares nothing; what an app for iOS declares stands in its package."""
    if mob_settings.app.platform == "web":
        none = say("a page has no manifest that asks for permissions")
        mob_verdict.not_applicable("no-manifest", none)


@pytest.mark.requirement("16.minimal-collection/declared")
@pytest.mark.needs("shell")
@pytest.mark.usefixtures("with_manifest")
def test_what_is_declared_has_a_purpose(
    mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """Each permission of the manifest that is asked for at run time has a purpose in the configuration."""
    if not mob_settings.permissions:
        mob_verdict.not_verified("not-configured", say("add [permissions.<kind>] with their purposes"))
    phone: PhoneVerbs = mob_app  # type: ignore[assignment] # only Android offers a shell
    declared = _declared(phone, mob_verdict)
    purposes = {str(kind): each.purpose for kind, each in mob_settings.permissions.items()}
    kinds = {name: kind for name in declared if (kind := _kind_behind(name))}
    for name, kind in kinds.items():
        if kind in purposes:
            mob_verdict.observe(_short(name), purposes[kind])
    lacking = [name for name, kind in kinds.items() if kind not in purposes]
    if lacking:
        told = say("declared without a purpose: {names}", names=_shorts(lacking))
        mob_verdict.violated("undeclared-purpose", told)
    others = [name for name in phone.held_permissions() if name in declared and name not in kinds]
    if others:
        told = say(
            "asked for at run time, of no kind that a purpose is declared for: {names}", names=_shorts(others)
        )
        mob_verdict.needs_review("undeclared-purpose", detail=told)
    mob_verdict.observe(say("declared permissions"), len(declared))


@pytest.mark.requirement("16.minimal-collection/not-needed")
@pytest.mark.needs("shell")
@pytest.mark.usefixtures("with_manifest")
def test_nothing_without_need_is_declared(
    mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """The manifest declares nothing that a bank has no need of: call log, messages, background location …"""
    phone: PhoneVerbs = mob_app  # type: ignore[assignment] # only Android offers a shell
    declared = _declared(phone, mob_verdict)
    found = list(unneeded(declared))
    known = mob_settings.permissions
    broken = [each for each in found if each.always or not (each.hint or each.kind in known)]
    if broken:
        told = say("declared without need: {names}", names=_with_articles(broken))
        mob_verdict.violated("declared-without-need", told)
    if found:
        told = say("is there a need for {names}?", names=_with_articles(found))
        mob_verdict.needs_review("need-for-a-person", detail=told)
    mob_verdict.observe(say("declared permissions"), ", ".join(_shorts(declared)))


@pytest.mark.requirement("16.minimal-collection/special-access")
@pytest.mark.needs("shell")
@pytest.mark.usefixtures("with_manifest")
def test_no_special_access_is_declared(mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict) -> None:
    """No window over other apps, no usage statistics, no service that reads other apps' screens.

    Some stand among the permissions of the manifest; services for accessibility and notifications, and device
    administration, are known by the action that they answer.
    """
    phone: PhoneVerbs = mob_app  # type: ignore[assignment] # only Android offers a shell
    actions = phone.answered_actions()
    found = special_access((*_declared(phone, mob_verdict), *actions))
    declared = mob_settings.special_access
    broken = [kind for kind, named in found if named and kind not in declared]
    if broken:
        told = say("asked for without a declared reason: {kinds}", kinds=broken)
        mob_verdict.violated("special-access", told)
    if found:
        kinds = [_with_reason(mob_settings, kind) for kind, _ in found]
        told = say("is express consent asked for {kinds}?", kinds=kinds)
        mob_verdict.needs_review("special-access", detail=told)
    if not actions:  # every app that can be started answers one
        mob_verdict.not_verified("services-unseen", say("the phone lists no action that the app answers"))
    mob_verdict.observe(say("special access by permission"), say("none"))
    services = say("services for accessibility, notifications, device administration")
    mob_verdict.observe(services, say("none"))


@pytest.mark.requirement("16.minimal-collection/registration-fields")
def test_registration_asks_for_what_is_needed(
    mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """Registration requires only what the rules call necessary for this kind; nothing is submitted."""
    declared = form(mob_settings, "registration")
    if declared is None:
        mob_verdict.not_verified("not-configured", say("add [forms.registration]"))
    app = mob_settings.app
    if app.kind == "insurance" and not app.necessary:
        mob_verdict.not_verified(
            "not-configured", say("the rules list nothing for insurance: add [app] necessary")
        )
    unknown = sorted(set(app.necessary) - meanings())
    if unknown:
        told = say("[app] necessary: nothing is called {names}", names=unknown)
        mob_verdict.not_verified("configuration", told)
    mob_app.launch()
    accept_notice(mob_app)
    mob_app.go(declared.screen)
    parts = mob_app.captures(declared.screen)
    _judge_fields(fields_asked(parts), mob_settings, mob_verdict, parts[0])
    _is_whole(mob_app, declared, parts, mob_verdict)


def _judge_fields(
    asked: Sequence[AskedField], settings: Settings, verdict: MobVerdict, screen: Screen
) -> None:
    """What must be filled in and is not necessary is violated; what may have to be is for a person."""
    app = settings.app
    if not asked:
        verdict.not_verified("no-fields-seen", say("the registration shows no field"))
    by_law, by_house = necessary(app.kind), necessary(app.kind, app.necessary)
    for each in asked:
        verdict.observe(each.label, _seen_of(each, by_law, by_house))
    beyond = [each for each in asked if each.meaning and each.meaning not in by_house]
    required = [each for each in beyond if each.required]
    if required:
        told = say("registration requires {fields}", fields=_with_meanings(required))
        verdict.violated("field-not-necessary", told, screen)
    unmarked = [each for each in beyond if each.required is None]
    if unmarked:
        told = say("must {fields} be filled in?", fields=_with_meanings(unmarked))
        verdict.needs_review("field-maybe-mandatory", screen, told)
    unclear = [each for each in asked if not each.meaning and each.required is not False]
    if unclear:
        told = say("what is asked for by {fields}?", fields=[each.label for each in unclear])
        verdict.needs_review("field-unknown", screen, told)
    house = [each for each in asked if each.meaning in by_house - by_law and each.required is not False]
    if house and app.kind != "insurance":
        told = say("which rule makes {fields} necessary?", fields=_with_meanings(house))
        verdict.needs_review("necessary-by-the-house", screen, told)


def _seen_of(field: AskedField, by_law: Collection[str], by_house: Collection[str]) -> str:
    """What a field asks for, who calls that necessary, and whether it says that it must be filled in."""
    asks = say("asks for what was not recognised")
    if field.meaning in by_house and field.meaning not in by_law:
        asks = say(
            "asks for {meaning}, which [app] necessary calls necessary, a house value",
            meaning=worded(field.meaning),
        )
    elif field.meaning in by_law:
        asks = say(
            "asks for {meaning}, which is necessary and may be required", meaning=worded(field.meaning)
        )
    elif field.meaning:
        asks = say(
            "asks for {meaning}, which is not necessary; may not be required", meaning=worded(field.meaning)
        )
    mark = say("no mark tells whether it is required")
    if field.required is not None:
        mark = say("marked as required") if field.required else say("marked as optional")
    return say("{asks}; {mark}", asks=asks, mark=mark)


def _with_meanings(fields: Sequence[AskedField]) -> list[str]:
    return [say("{label} ({meaning})", label=each.label, meaning=worded(each.meaning)) for each in fields]


def _is_whole(app: App, declared: FormSettings, parts: Sequence[Screen], verdict: MobVerdict) -> None:
    """A first step says nothing of those behind it, and going on might submit something."""
    wanted = {
        **{str(kind): where for kind, where in declared.fields.items()},
        "submit": submit_button(app, declared),
    }
    seen = {name: any(match(part, where) for part in parts) for name, where in wanted.items()}
    behind = [name for name, where in wanted.items() if not (seen[name] or app.exists(where))]
    if behind:
        verdict.needs_review("more-steps", parts[0], say("not on this step: {names}", names=behind))
    button = next((words for part in parts if (words := _words_of(part, wanted["submit"]))), "")
    button = button or app.text_of(wanted["submit"])
    if has_more_steps(button):
        verdict.needs_review("more-steps", parts[0], say("“{button}” leads on", button=button))


def _words_of(part: Screen, locator: Locator) -> str:
    found = match(part, locator)
    return spoken(part, found) if found is not None else ""


def _declared(phone: PhoneVerbs, verdict: MobVerdict) -> tuple[str, ...]:
    """The manifest's permissions; a package without a single one was not read."""
    return phone.declared_permissions() or verdict.not_verified(
        "no-manifest", say("the phone lists no permission of the app, not even for the network")
    )


def _kind_behind(name: str) -> str | None:
    """The kind of request that a permission belongs to; None for one that is not asked for at run time."""
    return next((kind for kind in get_args(PermissionKind) if name in names_of(kind, None)), None)


def _with_reason(settings: Settings, kind: str) -> str:
    known = dict(settings.special_access).get(kind)  # type: ignore[call-overload]
    reason = known.reason if known is not None else say("no reason declared")
    return say("{kind} ({reason})", kind=kind, reason=reason)


def _with_articles(found: Sequence[Unneeded]) -> list[str]:
    return [
        say(
            "{permission} ({source} {article})",
            permission=_short(each.permission),
            source=each.source,
            article=each.article,
        )
        for each in found
    ]


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def _shorts(names: Sequence[str]) -> list[str]:
    return [_short(name) for name in names]
