"""Clause 16: a no to a permission is noted, kept, and ends nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache

import pytest

from pytest_mobcompliance.device.app import App, request_kind
from pytest_mobcompliance.device.asking import (
    IDLE,
    MOST_PROMPTS,
    Kept,
    Start,
    begin,
    boxes_that_come_back,
    close_own_box,
    is_fixed,
    is_noted,
    is_runtime,
    refuse_for_good,
    requested,
    starts_after_denial,
)
from pytest_mobcompliance.device.consent import closed_to, opens_after_consent
from pytest_mobcompliance.device.find import match
from pytest_mobcompliance.device.flows import ASKED, accept_notice, refuse
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.recognise import PermissionPrompt
from pytest_mobcompliance.screen import Screen
from pytest_mobcompliance.settings import Locator, PurposeSettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

from .permitted import KINDS, not_asked_at_run_time, reviewed, where

pytestmark = [pytest.mark.permissions, pytest.mark.needs("permissions")]

OTHERS = 3
"""Screens that are opened after a denial, to see whether they still work."""
MOST_IN_48_HOURS = 1
"""Questions by the app itself within 48 hours of a no (TC260-PG-20202A 3.3, TC260-PG-20204A 3.2 f)."""
BROKEN = frozenset({"app-crashed", "app-not-responding"})
"""Faults that are the app's."""


@pytest.fixture(scope="session")
def kept(mob_handset: App, mob_settings: Settings) -> Callable[[], Kept]:
    """What follows when everything is refused and the app is started again; judged by several checks."""
    purposes = {str(kind): each for kind, each in mob_settings.permissions.items() if each.trigger}
    clock = where(mob_handset, "shell", "clock")
    return cache(lambda: starts_after_denial(mob_handset, mob_settings, purposes, clock))


@pytest.mark.requirement("16.minimal-collection/denial-respected")
@pytest.mark.parametrize("kind", KINDS)
def test_denial_is_respected(
    kind: str,
    purpose: PurposeSettings,
    mob_app: App,
    mob_settings: Settings,
    mob_verdict: MobVerdict,
) -> None:
    """After a no, which the system has noted, the app lives, its screens work, and nothing asks again."""
    with reviewed(mob_app, mob_verdict):
        mob_app.launch()
        accept_notice(mob_app)
        mob_app.set_permission(kind, "denied")
        mob_app.go(purpose.screen)
        screen = mob_app.capture(f"before-{kind}")
        if not is_runtime(kind, screen):
            not_asked_at_run_time(mob_verdict)
        assert purpose.trigger is not None
        if not _ask(mob_app, kind, purpose):
            unasked = say("{kind} was not asked for", kind=kind)
            mob_verdict.needs_review("no-request-seen", mob_app.capture(), unasked)
        with _alive(mob_app, kind, mob_verdict):
            _refuse_all(mob_app, kind, mob_verdict)
            answered = len(requested(mob_app))
            mob_app.let_pass(IDLE)
            if len(requested(mob_app)) > answered:
                again = say("{kind} is asked for again after a no", kind=kind)
                mob_verdict.violated("asked-again", again, mob_app.capture())
            if not _is_usable(mob_app, mob_settings, purpose):
                unusable = say("the screen is unusable without {kind}", kind=kind)
                mob_verdict.violated("denial-blocks", unusable, mob_app.capture())
            state = mob_app.permission_state(kind)
            opened = _open_others(mob_app, mob_settings, purpose.screen)
        blocked = {name: seen for name, seen in opened.items() if seen is not None}
        _judge_blocked(mob_app, mob_settings, kind, blocked, mob_verdict)
    _is_noted(kind, state, screen, mob_verdict)
    works = [say("this screen"), *opened]
    told = say("denied once, asked once; works: {works}; state: {state}", works=works, state=state)
    mob_verdict.observe(kind, told)


@pytest.mark.requirement("16.minimal-collection/denial-kept")
def test_denial_is_kept(
    mob_app: App,
    mob_verdict: MobVerdict,
    features: Mapping[str, PurposeSettings],
    kept: Callable[[], Kept],
) -> None:
    """Started again within the run, the app does not ask by itself for what was refused."""
    with reviewed(mob_app, mob_verdict):
        after = kept()
    starts = [each for each in after.starts if not each.hours]
    _was_denied(after, starts, features, mob_verdict)
    if any(each.asked for each in starts):
        told = say("after a no, {starts}", starts=after.told(starts))
        mob_verdict.violated("asked-on-restart", told, after.screen)
    _were_seen(starts, mob_verdict)
    mob_verdict.observe(say("starts after the denial, the clock left alone"), len(starts))


@pytest.mark.requirement("16.minimal-collection/denial-kept-48-hours")
@pytest.mark.needs("shell", "clock")
def test_denial_is_kept_for_48_hours(
    mob_app: App,
    mob_verdict: MobVerdict,
    features: Mapping[str, PurposeSettings],
    kept: Callable[[], Kept],
) -> None:
    """With the clock moved, one question at most comes by itself within 48 hours of a no."""
    with reviewed(mob_app, mob_verdict):
        after = kept()
    _was_denied(after, after.starts, features, mob_verdict)
    count = after.most_asked()  # the figure is one permission's
    told = say("after a no, {starts}", starts=after.told(after.starts))
    if count > MOST_IN_48_HOURS:
        often = say("{count} questions in 48 hours: {told}", count=count, told=told)
        mob_verdict.violated("asked-too-often", often, after.screen)
    if count:
        mob_verdict.needs_review("asked-on-restart", after.screen, told)
    if not any(each.hours for each in after.starts):
        mob_verdict.not_verified("clock-not-moved", say("no start was seen with the clock moved"))
    _were_seen(after.starts, mob_verdict)
    mob_verdict.observe(say("questions within 48 hours"), 0)


@pytest.mark.requirement("16.minimal-collection/dont-ask-again")
def test_no_for_good_is_no_loop(
    mob_app: App,
    mob_settings: Settings,
    mob_verdict: MobVerdict,
    features: Mapping[str, PurposeSettings],
) -> None:
    """After a no for good, the feature may say where to change it; no box comes back, nobody is led away."""
    tried: list[str] = []
    asking: list[str] = []
    with reviewed(mob_app, mob_verdict):
        begin(mob_app, mob_settings)
        for kind, declared in features.items():
            mob_app.go(declared.screen)
            before = mob_app.capture(f"before-{kind}")
            if not is_runtime(kind, before):
                continue
            with _alive(mob_app, kind, mob_verdict):
                refusals = refuse_for_good(mob_app, kind, declared)
                if not refusals:
                    asking.append(kind)
                    continue
                for screen in boxes_that_come_back(mob_app):
                    back = say("{kind}: the box about it comes back when it is closed", kind=kind)
                    mob_verdict.violated("settings-loop", back, screen)
            state = mob_app.permission_state(kind)
            _is_noted(kind, state, before, mob_verdict)
            if not is_fixed(kind, before, refusals, where(mob_app, "shell")):
                asking.append(kind)
                continue
            tried.append(kind)
            told = say("refused until the system asked no more; state: {state}", state=state)
            mob_verdict.observe(kind, told)
    if asking:
        told = say("{kinds}: the system went on asking, or never asked", kinds=asking)
        mob_verdict.not_verified("no-refusal-for-good", told)
    if not tried:
        told = say("no permission: the system went on asking, or never asked")
        mob_verdict.not_verified("no-refusal-for-good", told)


# ------------------------------------------------------------------ parts


@contextmanager
def _alive(app: App, kind: str, verdict: MobVerdict) -> Generator[None]:
    """Within the block, an app that broke or ended did so after the denial that came before.

    An app that runs on behind something else may have left by itself: for a person to judge.
    """
    try:
        yield
    except RigError as error:
        if error.reason not in BROKEN | {"app-not-in-front"}:
            raise
        phone = where(app, "shell")
        if error.reason in BROKEN or (phone is not None and not phone.is_running()):
            verdict.violated("denial-ends-app", say("after a no to {kind} the app does not go on", kind=kind))
        told = say(
            "after a no to {kind}: {where}, {shown}",
            kind=kind,
            where=error.headline,
            shown=error.got,
        )
        verdict.needs_review("denial-ends-app", detail=told)


def _was_denied(
    after: Kept, starts: Sequence[Start], features: Mapping[str, PurposeSettings], verdict: MobVerdict
) -> None:
    """The denials that a check builds on were seen, and are noted by the system.

    :param starts: those that the check judges; each is named in its evidence.
    """
    if not after.denied:
        unasked = say("none of {kinds} was asked for", kinds=list(features))
        verdict.needs_review("no-request-seen", after.screen, unasked)
    for kind, state in after.denied.items():
        verdict.observe(kind, say("refused; state: {state}", state=state))
        _is_noted(kind, state, after.screen, verdict)
    for number, start in enumerate(starts, 1):
        name = say("start {number}", number=number)
        if start.hours:
            name = say("start {number}, the clock moved by {hours:g} h", number=number, hours=start.hours)
        verdict.observe(name, say("{time} ({asked})", time=start.at, asked=start.told()))


def _is_noted(kind: str, state: str | None, screen: Screen, verdict: MobVerdict) -> None:
    """End the check where the system has not noted the denial that it builds on."""
    if state is None:
        unknown = say("nothing tells whether {kind} is granted", kind=kind)
        verdict.not_verified("permission-state-unknown", unknown)
    if not is_noted(state, screen):
        other = say("{kind} was refused, its state is {state}", kind=kind, state=state)
        verdict.needs_review("denial-not-noted", screen, other)


def _were_seen(starts: Sequence[Start], verdict: MobVerdict) -> None:
    """End the check where a start asked for nothing, for all that was seen of it."""
    unseen = [number for number, each in enumerate(starts, 1) if not (each.opened or each.asked)]
    if unseen:
        told = say("start {numbers}: no screen with `expect` came up", numbers=unseen)
        verdict.not_verified("screen-not-reached", told)


def _all_there(app: App, wanted: Sequence[Locator]) -> bool:
    """Tell whether all of them are on the screen, further down too: tapping one may have moved it."""
    missing = [each for each in wanted if not app.exists(each)]
    parts = app.captures("after-refusal") if missing else []
    return all(any(match(part, each) is not None for part in parts) for each in missing)


def _is_usable(app: App, settings: Settings, purpose: PurposeSettings) -> bool:
    """Whether the feature's screen goes on, once a box about the denial is closed, or its user is elsewhere.

    What needs the permission may end (TC260-PG-20204A 3.2 e protects what does not).
    """
    here = settings.screens[purpose.screen].expect
    wanted = [each for each in (here, purpose.trigger) if each is not None]
    if _all_there(app, wanted) or (close_own_box(app) and _all_there(app, wanted)):
        return True
    others = (each.expect for name, each in settings.screens.items() if name != purpose.screen)
    return any(app.exists(each) for each in others if each is not None)


def _judge_blocked(
    app: App, settings: Settings, kind: str, blocked: Mapping[str, Screen], verdict: MobVerdict
) -> None:
    """A screen that did not open after a no, and opens without it, was blocked by the denial."""
    unfit = [name for name in blocked if not opens_after_consent(app, settings, name)]
    for name, seen in blocked.items():
        if name not in unfit:
            told = say("after a no to {kind}, {name} does not open", kind=kind, name=name)
            verdict.violated("denial-blocks", told, seen)
    if unfit:
        told = say("{names}: opens without a denial neither", names=unfit)
        verdict.not_verified("screen-not-reached", told)


def _open_others(app: App, settings: Settings, here: str) -> dict[str, Screen | None]:
    """Open some other screens; each with what shows instead of it, None where it opened."""
    open_ = [name for name, screen in settings.screens.items() if not screen.login and name != here]
    names = [name for name in open_ if name != "home"][: OTHERS - 1]
    names += [name for name in open_ if name == "home"]
    return {name: closed_to(app, settings, name) for name in names}


def _ask(app: App, kind: str, purpose: PurposeSettings) -> bool:
    """Use the feature, and tell whether it asked for the permission in time."""
    assert purpose.trigger is not None
    before = _count(app, kind)
    app.tap(purpose.trigger)
    end = time.monotonic() + ASKED
    while _count(app, kind) == before and time.monotonic() < end:
        time.sleep(0.1)
    return _count(app, kind) > before


def _count(app: App, kind: str) -> int:
    return sum(request.kind == kind for request in requested(app))


def _refuse_all(app: App, kind: str, verdict: MobVerdict) -> None:
    """Refuse the dialogs of one request by meaning; the same question twice is asking again."""
    refused: set[str] = set()
    for _ in range(MOST_PROMPTS):
        prompt = app.prompt()
        if not isinstance(prompt, PermissionPrompt):
            return
        if prompt.permission in refused:
            again = say("{kind} is asked for again after a no", kind=request_kind(prompt.permission))
            verdict.violated("asked-again", again, app.capture())
        if not refuse(app):
            reason = "no-such-answer" if prompt.confirmed else "unconfirmed-family"
            verdict.needs_review(reason, app.capture(f"dialog-{kind}"), prompt.message)
        refused.add(prompt.permission)
