"""Clause 16: permissions are asked for when they are used, with a purpose, and a no is respected."""

from __future__ import annotations

import time

import pytest

from pytest_mobcompliance.device.app import WebVerbs
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.tour import tour
from pytest_mobcompliance.device.web import PermissionRequest
from pytest_mobcompliance.recognise import fold
from pytest_mobcompliance.screen import Screen
from pytest_mobcompliance.settings import PurposeSettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

pytestmark = [pytest.mark.permissions, pytest.mark.needs("permissions")]

IDLE = 1.5
"""Seconds of doing nothing, in which nothing may be asked for."""
KINDS = ("geolocation", "camera", "notifications")


@pytest.fixture
def purpose(
    request: pytest.FixtureRequest, mob_settings: Settings, mob_verdict: MobVerdict
) -> PurposeSettings:
    """What the configuration declares for this permission; not-applicable when it declares none."""
    kind: str = request.node.callspec.params["kind"]
    declared = dict(mob_settings.permissions).get(kind)  # type: ignore[call-overload]
    if declared is None:
        mob_verdict.not_applicable("not-declared", f"[permissions.{kind}] is not declared")
    if declared.trigger is None:
        mob_verdict.not_verified("not-configured", f"add trigger to [permissions.{kind}]")
    return PurposeSettings.model_validate(declared)


def _list(requests: list[PermissionRequest]) -> str:
    return ", ".join(sorted({f"{request.kind} on {request.url}" for request in requests}))


@pytest.mark.requirement("16.minimal-collection/none-before-consent")
def test_nothing_is_asked_before_consent(mob_app: WebVerbs, mob_verdict: MobVerdict) -> None:
    """While the privacy notice waits for its answer, no permission is asked for."""
    mob_app.launch()
    time.sleep(IDLE)
    asked = mob_app.requests_for_permission()
    if asked:
        mob_verdict.violated("asked-before-consent", _list(asked), mob_app.capture("first-start"))
    mob_verdict.observe("requests before consent", 0)


@pytest.mark.requirement("16.minimal-collection/only-when-used")
def test_nothing_is_asked_without_use(
    mob_app: WebVerbs, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """Who only looks at screens is asked for nothing."""
    if not mob_settings.screens:
        mob_verdict.not_verified("not-configured", "add [screens]")
    mob_app.launch()
    time.sleep(IDLE)
    before = len(mob_app.requests_for_permission())  # those belong to the check above
    accept_notice(mob_app)
    time.sleep(IDLE)
    missed = list(tour(mob_app, mob_settings, lambda name: None))
    asked = mob_app.requests_for_permission()[before:]
    if asked:
        mob_verdict.violated("asked-without-use", _list(asked), mob_app.capture())
    mob_verdict.findings(missed)
    mob_verdict.observe("requests without use", 0)


@pytest.mark.requirement("16.minimal-collection/purpose-told")
@pytest.mark.parametrize("kind", KINDS)
def test_purpose_is_told(
    kind: str, purpose: PurposeSettings, mob_app: WebVerbs, mob_verdict: MobVerdict
) -> None:
    """The declared purpose stands on the screen before the request."""
    mob_app.launch()
    accept_notice(mob_app)
    mob_app.go(purpose.screen)
    screen = mob_app.capture(f"before-{kind}")
    told = _tells(screen, purpose.purpose)
    if not _ask(mob_app, kind, purpose):
        mob_verdict.needs_review("no-request-seen", mob_app.capture(), f"{kind} was not asked for")
    if not told:
        mob_verdict.violated("no-purpose", f"{kind} is asked for without saying “{purpose.purpose}”", screen)
    mob_verdict.observe(kind, purpose.purpose)


@pytest.mark.requirement("16.minimal-collection/denial-respected")
@pytest.mark.parametrize("kind", KINDS)
def test_denial_is_respected(
    kind: str,
    purpose: PurposeSettings,
    mob_app: WebVerbs,
    mob_settings: Settings,
    mob_verdict: MobVerdict,
) -> None:
    """After a no the screen still works, and nothing asks again by itself."""
    mob_app.launch()
    accept_notice(mob_app)
    mob_app.set_permission(kind, "denied")
    mob_app.go(purpose.screen)
    assert purpose.trigger is not None
    if not _ask(mob_app, kind, purpose):
        mob_verdict.needs_review("no-request-seen", mob_app.capture(), f"{kind} was not asked for")
    answered = len(mob_app.requests_for_permission())
    time.sleep(IDLE)
    if len(mob_app.requests_for_permission()) > answered:
        mob_verdict.violated("asked-again", f"{kind} is asked for again after a no", mob_app.capture())
    expect = mob_settings.screens[purpose.screen].expect
    if (expect is not None and not mob_app.exists(expect)) or not mob_app.exists(purpose.trigger):
        mob_verdict.violated("denial-blocks", f"the screen is unusable without {kind}", mob_app.capture())
    if "home" in mob_settings.screens:
        mob_app.go("home")
    mob_verdict.observe(kind, "denied once, asked once, the screen still works")


def _tells(screen: Screen, purpose: str) -> bool:
    wanted = fold(purpose)
    return any(wanted in fold(element.text or element.name or "") for element in screen.shown())


def _ask(app: WebVerbs, kind: str, purpose: PurposeSettings) -> bool:
    """Use the feature, and tell whether it asked for the permission within 3 s."""
    assert purpose.trigger is not None
    before = _count(app, kind)
    app.tap(purpose.trigger)
    end = time.monotonic() + 3.0
    while _count(app, kind) == before and time.monotonic() < end:
        time.sleep(0.1)
    return _count(app, kind) > before


def _count(app: WebVerbs, kind: str) -> int:
    return sum(request.kind == kind for request in app.requests_for_permission())
