"""Clause 16: permissions are asked for when they are used, with a purpose, and a no is respected."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache

import pytest

from pytest_mobcompliance.device.app import Access, App, PermissionRequest, PhoneVerbs, request_kind
from pytest_mobcompliance.device.asking import (
    ASKED,
    IDLE,
    MOST_PROMPTS,
    NOTIFICATIONS_API,
    Kept,
    Left,
    Looked,
    Start,
    Used,
    begin,
    boxes_that_come_back,
    close_own_box,
    is_certain,
    is_fixed,
    is_noted,
    is_runtime,
    kind_of,
    look_around,
    refuse_for_good,
    requested,
    starts_after_denial,
    use,
    use_and_leave,
    uses_since,
)
from pytest_mobcompliance.device.consent import closed_to, opens_after_consent
from pytest_mobcompliance.device.find import match
from pytest_mobcompliance.device.flows import accept_notice, first_notice, notice_and_screen, refuse
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.recognise import PermissionPrompt, fold, judge_purpose
from pytest_mobcompliance.screen import Element, Screen
from pytest_mobcompliance.settings import Locator, PurposeSettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

pytestmark = [pytest.mark.permissions, pytest.mark.needs("permissions")]

KINDS = ("geolocation", "camera", "notifications")
BEHIND = ("geolocation", "microphone", "camera")
"""Kinds whose use goes on unseen when an app is left, the likeliest first."""
AWAY = 5.0
"""Seconds that the app is in the background."""
OTHERS = 3
"""Screens that are opened after a denial, to see whether they still work."""
MOST_IN_48_HOURS = 1
"""Questions by the app itself within 48 hours of a no (TC260-PG-20202A 3.3, TC260-PG-20204A 3.2 f)."""
FOR_A_PERSON = frozenset({"unknown-dialog", "unconfirmed-family"})
"""Faults of the rig that a person can judge: a dialog that nobody may answer."""
CONTROLS = frozenset({"button", "link"})
"""Roles whose words say what they do, and not what a permission is for."""
BROKEN = frozenset({"app-crashed", "app-not-responding"})
"""Faults that are the app's."""


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


@pytest.fixture
def features(mob_settings: Settings, mob_verdict: MobVerdict) -> Mapping[str, PurposeSettings]:
    """All features with a permission that the configuration can use, by kind."""
    known = {str(kind): each for kind, each in mob_settings.permissions.items() if each.trigger is not None}
    return known or mob_verdict.not_verified("not-configured", "add [permissions.<kind>] with trigger")


@pytest.fixture
def not_on_pages(mob_settings: Settings, mob_verdict: MobVerdict) -> None:
    """A page gets at what is guarded through the calls that are recorded as its requests."""
    if mob_settings.app.platform == "web":
        mob_verdict.not_applicable("seen-as-requests", "what a page uses is judged as what it asks for")


@pytest.fixture(scope="session")
def used(mob_handset: App, mob_settings: Settings) -> Callable[[str], Used]:
    """One use of a feature from a first start on, its dialogs refused; judged by several checks."""

    @cache
    def used(kind: str) -> Used:
        begin(mob_handset, mob_settings)
        return use(mob_handset, kind, dict(mob_settings.permissions)[kind])  # type: ignore[index]

    return used


@pytest.fixture(scope="session")
def looked(mob_handset: App, mob_settings: Settings) -> Callable[[], Looked]:
    """A tour through all screens without any use; judged by several checks."""
    return cache(lambda: look_around(mob_handset, mob_settings, _where(mob_handset, "shell")))


@pytest.fixture(scope="session")
def kept(mob_handset: App, mob_settings: Settings) -> Callable[[], Kept]:
    """What follows when everything is refused and the app is started again; judged by several checks."""
    purposes = {str(kind): each for kind, each in mob_settings.permissions.items() if each.trigger}
    clock = _where(mob_handset, "shell", "clock")
    return cache(lambda: starts_after_denial(mob_handset, mob_settings, purposes, clock))


# ------------------------------------------------------------------ before consent, and without use


@pytest.mark.requirement("16.minimal-collection/none-before-consent")
def test_nothing_is_asked_before_consent(mob_app: App, mob_verdict: MobVerdict) -> None:
    """While the privacy notice waits for its answer, no permission is asked for."""
    with _reviewed(mob_app, mob_verdict):
        mob_app.launch()
        notice = first_notice(mob_app)
        time.sleep(IDLE)
        asked = requested(mob_app)
        if asked:
            mob_verdict.violated("asked-before-consent", _list(asked), mob_app.capture("first-start"))
        still, screen = notice_and_screen(mob_app) if notice is not None else (None, mob_app.capture())
        asked = requested(mob_app)  # looking for the notice refuses what stands before it
        if asked:
            mob_verdict.violated("asked-before-consent", _list(asked), screen)
    if notice is None or still is None:
        when = "shown" if notice is None else f"left {IDLE:g} s later"
        mob_verdict.not_verified("no-notice-seen", f"no privacy notice was {when}: before what consent?")
    mob_verdict.observe("notice at the end of the wait", True)
    mob_verdict.observe("requests before consent", 0)


@pytest.mark.requirement("16.minimal-collection/no-access-before-consent")
@pytest.mark.needs("shell")
@pytest.mark.usefixtures("not_on_pages")
def test_nothing_is_used_before_consent(mob_app: App, mob_verdict: MobVerdict) -> None:
    """While the notice waits, nothing that Android guards is used: no clipboard, no place, no identifier."""
    phone: PhoneVerbs = mob_app  # type: ignore[assignment] # only Android offers a shell
    with _reviewed(mob_app, mob_verdict):
        since = phone.clock_ms()
        mob_app.launch()
        first_notice(mob_app)
        time.sleep(IDLE)
        uses = uses_since(phone, since)
        still, screen = notice_and_screen(mob_app)
    certain = [each for each in uses if is_certain(each)]
    for each in uses:
        mob_verdict.observe(each.operation, f"{(each.time_ms - since) / 1000:.1f} s after the start")
    if still is None:
        mob_verdict.not_verified("no-notice-seen", "no privacy notice was left: before what consent?")
    if certain:
        mob_verdict.violated("used-before-consent", _uses(certain), screen)
    if uses:
        mob_verdict.needs_review("used-before-consent", screen, _uses(uses))
    mob_verdict.observe("uses before consent", 0)


@pytest.mark.requirement("16.minimal-collection/only-when-used")
def test_nothing_is_asked_without_use(
    mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict, looked: Callable[[], Looked]
) -> None:
    """Who only looks at screens is asked for nothing."""
    if not mob_settings.screens:
        mob_verdict.not_verified("not-configured", "add [screens]")
    with _reviewed(mob_app, mob_verdict):
        seen = looked()
    if seen.asked:
        mob_verdict.violated("asked-without-use", _list(seen.asked), seen.screen)
    reason = next((finding.reason for finding in seen.missed if finding.reason in FOR_A_PERSON), None)
    if reason is not None:
        mob_verdict.needs_review(reason, seen.screen)
    mob_verdict.findings(seen.missed)
    mob_verdict.observe("requests without use", 0)


@pytest.mark.requirement("16.minimal-collection/no-access-without-use")
@pytest.mark.needs("shell")
@pytest.mark.usefixtures("not_on_pages")
def test_nothing_is_used_without_use(
    mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict, looked: Callable[[], Looked]
) -> None:
    """On a tour, nothing that Android guards is used, but for what has a purpose in the configuration."""
    if not mob_settings.screens:
        mob_verdict.not_verified("not-configured", "add [screens]")
    with _reviewed(mob_app, mob_verdict):
        seen = looked()
    uses = seen.uses or ()
    certain = [each for each in uses if is_certain(each) and kind_of(each) not in mob_settings.permissions]
    if certain:
        mob_verdict.violated("used-without-use", _uses(certain), seen.screen)
    if uses:
        mob_verdict.needs_review("used-without-use", seen.screen, _uses(uses))
    mob_verdict.findings(seen.missed)
    mob_verdict.observe("uses without a feature", 0)


@pytest.mark.requirement("16.minimal-collection/not-in-background")
@pytest.mark.needs("shell")
def test_nothing_is_used_in_the_background(
    mob_app: App, mob_verdict: MobVerdict, features: Mapping[str, PurposeSettings]
) -> None:
    """A permission that was granted is not used while the app is in the background."""
    phone: PhoneVerbs = mob_app  # type: ignore[assignment] # only Android offers a shell
    kind = next((each for each in BEHIND if each in features), None)
    if kind is None:
        mob_verdict.not_applicable("not-declared", f"none of {', '.join(BEHIND)} is declared")
    with _reviewed(mob_app, mob_verdict):
        mob_app.launch()
        accept_notice(mob_app)
        left = use_and_leave(mob_app, kind, features[kind], phone, AWAY)
        uses = uses_since(phone, left.used_ms)
        screen = mob_app.capture()
    if phone.permission_state(kind) != "granted":
        mob_verdict.not_verified("not-granted", f"{kind} could not be granted by its dialog")
    _judge_behind(kind, left, uses, screen, mob_verdict)


def _judge_behind(kind: str, left: Left, uses: Sequence[Access], screen: Screen, verdict: MobVerdict) -> None:
    """What was used since the feature was: in the background, on return, or, as it should, in front alone."""
    for each in uses:
        began = (each.time_ms - left.left_ms) / 1000
        verdict.observe(
            each.operation, f"{began:+.1f} s from when the app was left, for {each.lasted_ms / 1000:.1f} s"
        )
    behind = [each for each in uses if left.is_behind(each, AWAY)]
    certain = [each for each in behind if is_certain(each) and left.goes_on(each)]
    if certain:
        verdict.violated("used-in-background", _uses(certain), screen)
    if behind:  # what Android refused is tried all the same, and what ends late may have been told late
        verdict.needs_review("used-in-background", screen, _uses(behind))
    back = [each for each in uses if each.time_ms > left.left_ms + AWAY * 1000]
    if back:  # Android remembers the last use alone
        verdict.not_verified("used-on-return", f"{_uses(back)} on return hides what came before")
    if not any(kind_of(each) == kind and not each.refused for each in uses):
        verdict.not_verified("no-use-seen", f"not even the use of {kind} in front was noted by the phone")
    verdict.observe(kind, f"granted, used, then not in {AWAY:g} s in the background")


# ------------------------------------------------------------------ the purpose, and how many at once


@pytest.mark.requirement("16.minimal-collection/purpose-told")
@pytest.mark.parametrize("kind", KINDS)
def test_purpose_is_told(
    kind: str,
    purpose: PurposeSettings,
    mob_app: App,
    mob_verdict: MobVerdict,
    used: Callable[[str], Used],
) -> None:
    """The declared purpose stands on the screen before the request, or beside the system's dialog."""
    with _reviewed(mob_app, mob_verdict):
        seen = _asked(used(kind), mob_verdict)
    if not any(_tells(screen, purpose) for screen in seen.told_on()):
        screen = seen.told_on()[-1]
        if any(_says(screen, purpose.purpose) for screen in seen.told_on()):
            told = f"“{purpose.purpose}” stands on a control only, and says not what {kind} is for"
            mob_verdict.needs_review("purpose-unclear", screen, told)
        mob_verdict.violated("no-purpose", f"{kind} is asked for without saying “{purpose.purpose}”", screen)
    mob_verdict.observe(kind, purpose.purpose)


@pytest.mark.requirement("16.minimal-collection/purpose-specific")
@pytest.mark.parametrize("kind", KINDS)
def test_purpose_is_specific(
    kind: str,
    purpose: PurposeSettings,
    mob_app: App,
    mob_verdict: MobVerdict,
    used: Callable[[str], Used],
) -> None:
    """What is said of the use names a function; 为保证正常使用 does not (TC260-PG-20203A 2.6.1)."""
    with _reviewed(mob_app, mob_verdict):
        seen = _asked(used(kind), mob_verdict)
    said = {each.text: (each.specific, each.vague_words) for each in seen.purposes()}
    if not said and any(_tells(screen, purpose) for screen in seen.told_on()):
        judged = judge_purpose(purpose.purpose)
        said[purpose.purpose] = (judged.specific, judged.vague_words)
    specific = [text for text, (names, _) in said.items() if names]
    vague = [text for text, (_, words) in said.items() if words]
    screen = seen.told_on()[-1]
    if not said:
        mob_verdict.not_verified("no-purpose-seen", f"nothing is said of {kind}, vague or not")
    if not specific and vague:
        mob_verdict.violated("vague-purpose", f"{kind}: “{vague[0]}” names no function", screen)
    if not specific:
        mob_verdict.needs_review("purpose-unclear", screen, f"{kind}: “{next(iter(said))}”")
    mob_verdict.observe(kind, specific[0])


@pytest.mark.requirement("16.minimal-collection/one-at-a-time")
@pytest.mark.parametrize("kind", KINDS)
def test_one_permission_at_a_time(
    kind: str,
    purpose: PurposeSettings,
    mob_app: App,
    mob_verdict: MobVerdict,
    mob_settings: Settings,
    used: Callable[[str], Used],
) -> None:
    """One tap leads to questions about one permission; where it declares two, a person judges."""
    with _reviewed(mob_app, mob_verdict):
        seen = _asked(used(kind), mob_verdict)
    here = {str(other) for other, each in mob_settings.permissions.items() if each.trigger == purpose.trigger}
    told = f"one tap asks for {' and '.join(seen.asked)}"
    if len(seen.asked) > 1 and not set(seen.asked) <= here:
        mob_verdict.violated("asked-at-once", told, (*seen.dialogs, seen.before)[0])
    if len(seen.asked) > 1:
        mob_verdict.needs_review("several-for-one-feature", (*seen.dialogs, seen.before)[0], told)
    if seen.stopped:
        mob_verdict.needs_review(seen.stopped, seen.dialogs[-1], "what follows this dialog was not seen")
    mob_verdict.observe(kind, f"asked for alone, in {max(1, len(seen.dialogs))} step(s)")


# ------------------------------------------------------------------ after a no


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
    with _reviewed(mob_app, mob_verdict):
        mob_app.launch()
        accept_notice(mob_app)
        mob_app.set_permission(kind, "denied")
        mob_app.go(purpose.screen)
        screen = mob_app.capture(f"before-{kind}")
        _has_runtime_permission(kind, screen, mob_verdict)
        assert purpose.trigger is not None
        if not _ask(mob_app, kind, purpose):
            mob_verdict.needs_review("no-request-seen", mob_app.capture(), f"{kind} was not asked for")
        with _alive(mob_app, kind, mob_verdict):
            _refuse_all(mob_app, kind, mob_verdict)
            answered = len(requested(mob_app))
            time.sleep(IDLE)
            if len(requested(mob_app)) > answered:
                mob_verdict.violated(
                    "asked-again", f"{kind} is asked for again after a no", mob_app.capture()
                )
            if not _is_usable(mob_app, mob_settings, purpose):
                mob_verdict.violated(
                    "denial-blocks", f"the screen is unusable without {kind}", mob_app.capture()
                )
            state = mob_app.permission_state(kind)
            opened = _open_others(mob_app, mob_settings, purpose.screen)
        blocked = {name: seen for name, seen in opened.items() if seen is not None}
        _judge_blocked(mob_app, mob_settings, kind, blocked, mob_verdict)
    _is_noted(kind, state, screen, mob_verdict)
    works = f"this screen, {', '.join(opened)}" if opened else "this screen"
    mob_verdict.observe(kind, f"denied once, asked once; works: {works}; state: {state}")


@pytest.mark.requirement("16.minimal-collection/denial-kept")
def test_denial_is_kept(
    mob_app: App,
    mob_verdict: MobVerdict,
    features: Mapping[str, PurposeSettings],
    kept: Callable[[], Kept],
) -> None:
    """Started again within the run, the app does not ask by itself for what was refused."""
    with _reviewed(mob_app, mob_verdict):
        after = kept()
    _was_denied(after, features, mob_verdict)
    starts = [each for each in after.starts if not each.hours]
    if any(each.asked for each in starts):
        mob_verdict.violated("asked-on-restart", f"after a no, {after.told(starts)}", after.screen)
    _were_seen(starts, mob_verdict)
    mob_verdict.observe("starts after the denial", len(starts))


@pytest.mark.requirement("16.minimal-collection/denial-kept-48-hours")
@pytest.mark.needs("shell", "clock")
def test_denial_is_kept_for_48_hours(
    mob_app: App,
    mob_verdict: MobVerdict,
    features: Mapping[str, PurposeSettings],
    kept: Callable[[], Kept],
) -> None:
    """With the clock moved, one question at most comes by itself within 48 hours of a no."""
    with _reviewed(mob_app, mob_verdict):
        after = kept()
    _was_denied(after, features, mob_verdict)
    count = after.most_asked()  # the figure is one permission's
    told = f"after a no, {after.told(after.starts)}"
    if count > MOST_IN_48_HOURS:
        mob_verdict.violated("asked-too-often", f"{count} questions in 48 hours: {told}", after.screen)
    if count:
        mob_verdict.needs_review("asked-on-restart", after.screen, told)
    if not any(each.hours for each in after.starts):
        mob_verdict.not_verified("clock-not-moved", "no start was seen with the clock moved")
    _were_seen(after.starts, mob_verdict)
    mob_verdict.observe("questions within 48 hours", 0)


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
    with _reviewed(mob_app, mob_verdict):
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
                    mob_verdict.violated(
                        "settings-loop", f"{kind}: the box about it comes back when it is closed", screen
                    )
            state = mob_app.permission_state(kind)
            _is_noted(kind, state, before, mob_verdict)
            if not is_fixed(kind, before, refusals, _where(mob_app, "shell")):
                asking.append(kind)
                continue
            tried.append(kind)
            mob_verdict.observe(kind, f"refused until the system asked no more; state: {state}")
    if asking or not tried:
        told = ", ".join(asking) or "no permission"
        mob_verdict.not_verified("no-refusal-for-good", f"{told}: the system went on asking, or never asked")


# ------------------------------------------------------------------ parts


@contextmanager
def _reviewed(app: App, verdict: MobVerdict) -> Generator[None]:
    """Within the block, a dialog that nobody may answer is for a person to look at."""
    try:
        yield
    except RigError as error:
        if error.reason not in FOR_A_PERSON:
            raise
        verdict.needs_review(error.reason, app.capture(), str(error).splitlines()[0])


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
        phone = _where(app, "shell")
        if error.reason in BROKEN or (phone is not None and not phone.is_running()):
            verdict.violated("denial-ends-app", f"after a no to {kind} the app does not go on")
        told = f"after a no to {kind}: {str(error).splitlines()[0]}, {error.got}"
        verdict.needs_review("denial-ends-app", detail=told)


def _where(app: App, *words: str) -> PhoneVerbs | None:
    """The app with the verbs of phones, where the session offers these words; only Android does."""
    return app if set(words) <= app.what_it_can() else None  # type: ignore[return-value]


def _asked(seen: Used, verdict: MobVerdict) -> Used:
    """A use that led to its request; else the check ends."""
    if not seen.runtime:
        verdict.not_applicable(
            "no-runtime-permission", f"Android asks for notifications from API {NOTIFICATIONS_API} on"
        )
    if seen.kind not in seen.asked:
        verdict.needs_review("no-request-seen", seen.before, f"{seen.kind} was not asked for")
    return seen


def _was_denied(after: Kept, features: Mapping[str, PurposeSettings], verdict: MobVerdict) -> None:
    """The denials that a check builds on were seen, and are noted by the system."""
    if not after.denied:
        kinds = ", ".join(features)
        verdict.needs_review("no-request-seen", after.screen, f"none of {kinds} was asked for")
    for kind, state in after.denied.items():
        verdict.observe(kind, f"refused; state: {state}")
        _is_noted(kind, state, after.screen, verdict)
    for number, start in enumerate(after.starts, 1):
        verdict.observe(f"start {number}", f"{start.at} ({start})")


def _is_noted(kind: str, state: str | None, screen: Screen, verdict: MobVerdict) -> None:
    """End the check where the system has not noted the denial that it builds on."""
    if state is None:
        verdict.not_verified("permission-state-unknown", f"nothing tells whether {kind} is granted")
    if not is_noted(state, screen):
        verdict.needs_review("denial-not-noted", screen, f"{kind} was refused, its state is {state}")


def _were_seen(starts: Sequence[Start], verdict: MobVerdict) -> None:
    """End the check where a start asked for nothing, for all that was seen of it."""
    unseen = [number for number, each in enumerate(starts, 1) if not (each.opened or each.asked)]
    if unseen:
        told = ", ".join(map(str, unseen))
        verdict.not_verified("screen-not-reached", f"start {told}: no screen with `expect` came up")


def _has_runtime_permission(kind: str, screen: Screen, verdict: MobVerdict) -> None:
    """End the check where the system asks for no such permission at all."""
    if not is_runtime(kind, screen):
        verdict.not_applicable(
            "no-runtime-permission", f"Android asks for notifications from API {NOTIFICATIONS_API} on"
        )


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
            verdict.violated("denial-blocks", f"after a no to {kind}, {name} does not open", seen)
    if unfit:
        verdict.not_verified("screen-not-reached", f"{', '.join(unfit)}: opens without a denial neither")


def _open_others(app: App, settings: Settings, here: str) -> dict[str, Screen | None]:
    """Open some other screens; each with what shows instead of it, None where it opened."""
    open_ = [name for name, screen in settings.screens.items() if not screen.login and name != here]
    names = [name for name in open_ if name != "home"][: OTHERS - 1]
    names += [name for name in open_ if name == "home"]
    return {name: closed_to(app, settings, name) for name in names}


def _list(requests: Sequence[PermissionRequest]) -> str:
    return ", ".join(sorted({f"{request.kind} on {request.url}" for request in requests}))


def _uses(uses: Sequence[Access]) -> str:
    said = {f"{kind_of(each)} ({each.operation}{', refused' if each.refused else ''})" for each in uses}
    return ", ".join(sorted(said))


def _says(screen: Screen, words: str) -> list[Element]:
    """What on a screen has these words."""
    wanted = fold(words)
    return [each for each in screen.shown() if wanted in fold(each.text or each.name or "")]


def _tells(screen: Screen, purpose: PurposeSettings) -> bool:
    """Whether the purpose stands beside the controls: the feature's own button (扫一扫) explains nothing."""
    trigger = match(screen, purpose.trigger) if purpose.trigger is not None else None
    inside = {each.id for each in screen.subtree(trigger)} if trigger is not None else set()
    apart = (each for each in _says(screen, purpose.purpose) if each.id not in inside)
    return any(not each.clickable and each.role not in CONTROLS for each in apart)


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
            asked = request_kind(prompt.permission)
            verdict.violated("asked-again", f"{asked} is asked for again after a no", app.capture())
        if not refuse(app):
            reason = "no-such-answer" if prompt.confirmed else "unconfirmed-family"
            verdict.needs_review(reason, app.capture(f"dialog-{kind}"), prompt.message)
        refused.add(prompt.permission)
