"""Clause 16: permissions are asked for when they are used, with a purpose, and a no is respected."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager

import pytest

from pytest_mobcompliance.device.app import App, PermissionRequest, request_kind
from pytest_mobcompliance.device.find import match
from pytest_mobcompliance.device.flows import accept_notice, first_notice, notice_and_screen, refuse
from pytest_mobcompliance.device.tour import tour
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.recognise import PermissionPrompt, UnknownDialog, fold
from pytest_mobcompliance.screen import Platform, Screen
from pytest_mobcompliance.settings import Locator, PurposeSettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

pytestmark = [pytest.mark.permissions, pytest.mark.needs("permissions")]

IDLE = 1.5
"""Seconds of doing nothing, in which nothing may be asked for."""
ASKED = 3.0
"""Seconds in which a feature that is used asks for its permission."""
MOST_PROMPTS = 4
"""Permissions that one feature may ask for, one after another."""
KINDS = ("geolocation", "camera", "notifications")
NOTIFICATIONS_API = 33
"""Android asks for notifications from here on; before that they need no permission."""
FOR_A_PERSON = frozenset({"unknown-dialog", "unconfirmed-family"})
"""Faults of the rig that a person can judge: a dialog that nobody may answer."""


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


@pytest.mark.requirement("16.minimal-collection/none-before-consent")
def test_nothing_is_asked_before_consent(mob_app: App, mob_verdict: MobVerdict) -> None:
    """While the privacy notice waits for its answer, no permission is asked for."""
    with _reviewed(mob_app, mob_verdict):
        mob_app.launch()
        notice = first_notice(mob_app)
        time.sleep(IDLE)
        asked = _requests(mob_app, mob_verdict)
        if asked:
            mob_verdict.violated("asked-before-consent", _list(asked), mob_app.capture("first-start"))
        still, screen = notice_and_screen(mob_app) if notice is not None else (None, mob_app.capture())
        asked = _requests(mob_app, mob_verdict)  # looking for the notice refuses what stands before it
        if asked:
            mob_verdict.violated("asked-before-consent", _list(asked), screen)
    if notice is None or still is None:
        when = "shown" if notice is None else f"left {IDLE:g} s later"
        mob_verdict.not_verified("no-notice-seen", f"no privacy notice was {when}: before what consent?")
    mob_verdict.observe("notice at the end of the wait", True)
    mob_verdict.observe("requests before consent", 0)


@pytest.mark.requirement("16.minimal-collection/only-when-used")
def test_nothing_is_asked_without_use(mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict) -> None:
    """Who only looks at screens is asked for nothing."""
    if not mob_settings.screens:
        mob_verdict.not_verified("not-configured", "add [screens]")
    with _reviewed(mob_app, mob_verdict):
        mob_app.launch()
        first_notice(mob_app)
        time.sleep(IDLE)
        before = len(_requests(mob_app, mob_verdict))  # those belong to the check above
        accept_notice(mob_app)
        time.sleep(IDLE)
        missed = list(tour(mob_app, mob_settings, lambda name: None))
        asked = _requests(mob_app, mob_verdict)[before:]
        if asked:
            mob_verdict.violated("asked-without-use", _list(asked), mob_app.capture())
        if any(finding.reason in FOR_A_PERSON for finding in missed):
            reason = next(finding.reason for finding in missed if finding.reason in FOR_A_PERSON)
            mob_verdict.needs_review(reason, mob_app.capture())
    mob_verdict.findings(missed)
    mob_verdict.observe("requests without use", 0)


@pytest.mark.requirement("16.minimal-collection/purpose-told")
@pytest.mark.parametrize("kind", KINDS)
def test_purpose_is_told(kind: str, purpose: PurposeSettings, mob_app: App, mob_verdict: MobVerdict) -> None:
    """The declared purpose stands on the screen before the request, or beside the system's dialog."""
    with _reviewed(mob_app, mob_verdict):
        mob_app.launch()
        accept_notice(mob_app)
        mob_app.go(purpose.screen)
        screen = mob_app.capture(f"before-{kind}")
        _has_runtime_permission(kind, screen, mob_verdict)
        told = _tells(screen, purpose.purpose)
        if not _ask(mob_app, kind, purpose, mob_verdict):
            mob_verdict.needs_review("no-request-seen", mob_app.capture(), f"{kind} was not asked for")
        if not told and mob_app.prompt() is not None:
            screen = mob_app.capture(f"dialog-{kind}")
            told = _tells(screen, purpose.purpose)
    if not told:
        mob_verdict.violated("no-purpose", f"{kind} is asked for without saying “{purpose.purpose}”", screen)
    mob_verdict.observe(kind, purpose.purpose)


@pytest.mark.requirement("16.minimal-collection/denial-respected")
@pytest.mark.parametrize("kind", KINDS)
def test_denial_is_respected(
    kind: str,
    purpose: PurposeSettings,
    mob_app: App,
    mob_settings: Settings,
    mob_verdict: MobVerdict,
) -> None:
    """After a no, which the system has noted, the screen still works, and nothing asks again by itself."""
    with _reviewed(mob_app, mob_verdict):
        mob_app.launch()
        accept_notice(mob_app)
        mob_app.set_permission(kind, "denied")
        mob_app.go(purpose.screen)
        screen = mob_app.capture(f"before-{kind}")
        _has_runtime_permission(kind, screen, mob_verdict)
        assert purpose.trigger is not None
        if not _ask(mob_app, kind, purpose, mob_verdict):
            mob_verdict.needs_review("no-request-seen", mob_app.capture(), f"{kind} was not asked for")
        _refuse_all(mob_app, kind, mob_verdict)
        answered = len(_requests(mob_app, mob_verdict))
        time.sleep(IDLE)
        if len(_requests(mob_app, mob_verdict)) > answered:
            mob_verdict.violated("asked-again", f"{kind} is asked for again after a no", mob_app.capture())
        expect = mob_settings.screens[purpose.screen].expect
        if not _all_there(mob_app, [each for each in (expect, purpose.trigger) if each is not None]):
            mob_verdict.violated("denial-blocks", f"the screen is unusable without {kind}", mob_app.capture())
        if "home" in mob_settings.screens:
            mob_app.go("home")
        state = mob_app.permission_state(kind)
    if state is None:
        mob_verdict.not_verified("permission-state-unknown", f"nothing tells whether {kind} is granted")
    if state == "granted" or (state != "denied" and screen.platform is not Platform.WEB):
        # A browser without a user keeps `prompt`; Android and iOS note every no.
        mob_verdict.needs_review("denial-not-noted", screen, f"{kind} was refused, its state is {state}")
    mob_verdict.observe(kind, f"denied once, asked once, the screen still works; state: {state}")


@contextmanager
def _reviewed(app: App, verdict: MobVerdict) -> Generator[None]:
    """Within the block, a dialog that nobody may answer is for a person to look at."""
    try:
        yield
    except RigError as error:
        if error.reason not in FOR_A_PERSON:
            raise
        verdict.needs_review(error.reason, app.capture(), str(error).splitlines()[0])


def _has_runtime_permission(kind: str, screen: Screen, verdict: MobVerdict) -> None:
    """End the check where the system asks for no such permission at all."""
    level = screen.settings.get("api_level")
    old = isinstance(level, int) and level < NOTIFICATIONS_API
    if kind == "notifications" and screen.platform is Platform.ANDROID and old:
        verdict.not_applicable(
            "no-runtime-permission", f"Android asks for notifications from API {NOTIFICATIONS_API} on"
        )


def _all_there(app: App, wanted: Sequence[Locator]) -> bool:
    """Tell whether all of them are on the screen, further down too: tapping one may have moved it."""
    missing = [each for each in wanted if not app.exists(each)]
    parts = app.captures("after-refusal") if missing else []
    return all(any(match(part, each) is not None for part in parts) for each in missing)


def _requests(app: App, verdict: MobVerdict) -> list[PermissionRequest]:
    """What was asked for so far, the dialog that stands now included; a strange one ends the check."""
    prompt = app.prompt()
    if isinstance(prompt, UnknownDialog):
        verdict.needs_review("unknown-dialog", app.capture(), f"{prompt.package}: {prompt.text}")
    return app.requests_for_permission()


def _list(requests: list[PermissionRequest]) -> str:
    return ", ".join(sorted({f"{request.kind} on {request.url}" for request in requests}))


def _tells(screen: Screen, purpose: str) -> bool:
    wanted = fold(purpose)
    return any(wanted in fold(element.text or element.name or "") for element in screen.shown())


def _ask(app: App, kind: str, purpose: PurposeSettings, verdict: MobVerdict) -> bool:
    """Use the feature, and tell whether it asked for the permission in time."""
    assert purpose.trigger is not None
    before = _count(app, kind, verdict)
    app.tap(purpose.trigger)
    end = time.monotonic() + ASKED
    while _count(app, kind, verdict) == before and time.monotonic() < end:
        time.sleep(0.1)
    return _count(app, kind, verdict) > before


def _count(app: App, kind: str, verdict: MobVerdict) -> int:
    return sum(request.kind == kind for request in _requests(app, verdict))


def _refuse_all(app: App, kind: str, verdict: MobVerdict) -> None:
    """Refuse the dialogs of one request by meaning; the same question twice is asking again."""
    refused: set[str] = set()
    for _ in range(MOST_PROMPTS):
        prompt = app.prompt()
        if not isinstance(prompt, PermissionPrompt):
            return
        if prompt.permission in refused:
            asked = request_kind(prompt.permission)
            verdict.violated("asked-again", f"{asked} is asked for again after a no", app.capture())
        if not refuse(app):
            reason = "no-such-answer" if prompt.confirmed else "unconfirmed-family"
            verdict.needs_review(reason, app.capture(f"dialog-{kind}"), prompt.message)
        refused.add(prompt.permission)
