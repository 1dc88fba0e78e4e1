"""What several checks share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.explore import SETTINGS, Survey, Surveyor
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.forms import fields_of, form, identity
from pytest_mobcompliance.device.tour import Toured, tour
from pytest_mobcompliance.device.walk import Judged, Walk, Walker, joined, whole_over_clipped
from pytest_mobcompliance.findings import Finding
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.screen import Screen
from pytest_mobcompliance.screen.names import without_part
from pytest_mobcompliance.settings import (
    FormField,
    FormSettings,
    IdentitySettings,
    PurposeSettings,
    Settings,
)
from pytest_mobcompliance.verdict import Audit, MobVerdict


@pytest.fixture
def judged(mob_walk: Walker, mob_audit: Audit) -> Judged:
    """Findings of rules on every screen of a walk, and the screens that it missed."""

    def judged(mode: str, *rules: str) -> list[Finding]:
        walk = mob_walk(mode)
        found = [f for screen in walk.screens for f in mob_audit(screen, rules=rules)]
        return [*walk.missed, *whole_over_clipped(found)]

    return judged


@pytest.fixture
def judged_whole(mob_walk: Walker, mob_audit: Audit) -> Judged:
    """The same for rules about what a screen offers as a whole, on whichever of its parts.

    What is found is told of the part that shows it.
    """

    def judged_whole(mode: str, *rules: str) -> list[Finding]:
        walk = mob_walk(mode)
        found = list(walk.missed)
        for name in dict.fromkeys(without_part(screen.name) for screen in walk.screens):
            parts = walk.parts_of(name)
            for base in parts:
                on_it = mob_audit(joined(parts, base), rules=rules)
                if all(getattr(f.element, "id", None) in (None, *base.index) for f in on_it):
                    break
            found += on_it
        return found

    return judged_whole


@pytest.fixture
def walked(mob_walk: Walker, mob_verdict: MobVerdict) -> Walker:
    """A walk that reached at least one screen: of nothing, nothing can be said."""

    def walked(mode: str) -> Walk:
        walk = mob_walk(mode)
        if not walk.screens:
            mob_verdict.findings(walk.missed)
            mob_verdict.not_verified("not-configured", say("add [screens]"))
        return walk

    return walked


@pytest.fixture
def toured(mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict) -> Toured:
    """Launch the app, pass its notice, and go to every configured screen."""

    def toured(look: Callable[[str], None]) -> list[Finding]:
        if not mob_settings.screens:
            mob_verdict.not_verified("not-configured", say("add [screens]"))
        mob_app.launch()
        accept_notice(mob_app)
        return list(tour(mob_app, mob_settings, look))

    return toured


@pytest.fixture
def survey(mob_survey: Surveyor, mob_settings: Settings, mob_verdict: MobVerdict) -> Survey:
    """What a guest can find from the settings."""
    if SETTINGS not in mob_settings.screens:
        mob_verdict.not_verified("not-configured", say("add [screens.{name}]", name=SETTINGS))
    return mob_survey("guest")


@pytest.fixture
def screen_named(mob_walk: Walker, mob_verdict: MobVerdict) -> Callable[[str], tuple[Screen, ...]]:
    """The parts of a screen of the standard walk; not-verified when there is none of that name."""

    def screen_named(name: str) -> tuple[Screen, ...]:
        parts = mob_walk("standard").parts_of(name)
        return parts or mob_verdict.not_verified(
            "screen-missing", say("[screens.{name}] is not configured or not reached", name=name)
        )

    return screen_named


@pytest.fixture
def purpose(
    request: pytest.FixtureRequest, mob_settings: Settings, mob_verdict: MobVerdict
) -> PurposeSettings:
    """What the configuration declares for this permission; not-applicable when it declares none."""
    kind: str = request.node.callspec.params["kind"]
    declared = dict(mob_settings.permissions).get(kind)  # type: ignore[call-overload]
    if declared is None:
        mob_verdict.not_applicable("not-declared", say("[permissions.{kind}] is not declared", kind=kind))
    if declared.trigger is None:
        mob_verdict.not_verified("not-configured", say("add trigger to [permissions.{kind}]", kind=kind))
    return PurposeSettings.model_validate(declared)


@pytest.fixture
def features(mob_settings: Settings, mob_verdict: MobVerdict) -> Mapping[str, PurposeSettings]:
    """All features with a permission that the configuration can use, by kind."""
    known = {str(kind): each for kind, each in mob_settings.permissions.items() if each.trigger is not None}
    return known or mob_verdict.not_verified("not-configured", say("add [permissions.<kind>] with trigger"))


@pytest.fixture
def registration(mob_settings: Settings, mob_verdict: MobVerdict) -> FormSettings:
    """The registration form; not-verified when it is not declared."""
    declared = form(mob_settings, "registration")
    return declared or mob_verdict.not_verified("not-configured", say("add [forms.registration]"))


@pytest.fixture
def fields(mob_app: App, registration: FormSettings) -> Collection[FormField]:
    """What the registration asks for, seen on its screen where the configuration does not name it."""
    if registration.fields:
        return tuple(registration.fields)
    mob_app.launch()
    accept_notice(mob_app)
    mob_app.go(registration.screen)
    return tuple(fields_of(mob_app, registration))


@pytest.fixture
def person(mob_settings: Settings) -> IdentitySettings:
    """The declared fake identity."""
    return identity(mob_settings)


@pytest.fixture
def registrant(mob_settings: Settings) -> IdentitySettings:
    """The identity that registers: the one that the house names for it, else the one that logs in."""
    return identity(mob_settings, mob_settings.verification.register_identity or None)


@pytest.fixture(scope="session")
def proven() -> set[str]:
    """Screens whose form was seen to be accepted: once for each worker, since each time may make an account.

    xdist keeps the checks that ask for it together (`suite.keep_together`).
    """
    return set()
