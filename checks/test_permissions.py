"""Clause 16: permissions are asked for, and what they guard is used, when it is needed and with a purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, reduce

import pytest

from pytest_mobcompliance.device.app import Access, App, PermissionRequest, PhoneVerbs
from pytest_mobcompliance.device.asking import (
    IDLE,
    Left,
    Looked,
    Used,
    begin,
    is_certain,
    kind_of,
    look_around,
    requested,
    use,
    use_and_leave,
    uses_since,
)
from pytest_mobcompliance.device.find import match
from pytest_mobcompliance.device.flows import accept_notice, first_notice, notice_and_screen
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.recognise import fold, judge_purpose
from pytest_mobcompliance.screen import Element, Screen
from pytest_mobcompliance.settings import PurposeSettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

from .permitted import FOR_A_PERSON, KINDS, not_asked_at_run_time, reviewed, where

pytestmark = [pytest.mark.permissions, pytest.mark.needs("permissions")]

BEHIND = ("geolocation", "microphone", "camera")
"""Kinds whose use goes on unseen when an app is left, the likeliest first."""
AWAY = 5.0
"""Seconds that the app is in the background."""
CONTROLS = frozenset({"button", "link"})
"""Roles whose words say what they do, and not what a permission is for."""


@pytest.fixture
def not_on_pages(mob_settings: Settings, mob_verdict: MobVerdict) -> None:
    """A page gets at what is guarded through the calls that are recorded as its requests."""
    if mob_settings.app.platform == "web":
        mob_verdict.not_applicable("seen-as-requests", say("what a page uses is judged as what it asks for"))


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
    return cache(lambda: look_around(mob_handset, mob_settings, where(mob_handset, "shell")))


# ------------------------------------------------------------------ before consent, and without use


@pytest.mark.requirement("16.minimal-collection/none-before-consent")
def test_nothing_is_asked_before_consent(mob_app: App, mob_verdict: MobVerdict) -> None:
    """While the privacy notice waits for its answer, no permission is asked for."""
    with reviewed(mob_app, mob_verdict):
        mob_app.launch()
        notice = first_notice(mob_app)
        mob_app.let_pass(IDLE)
        asked = requested(mob_app)
        if asked:
            mob_verdict.violated("asked-before-consent", _list(asked), mob_app.capture("first-start"))
        still, screen = notice_and_screen(mob_app) if notice is not None else (None, mob_app.capture())
        asked = requested(mob_app)  # looking for the notice refuses what stands before it
        if asked:
            mob_verdict.violated("asked-before-consent", _list(asked), screen)
    if notice is None or still is None:
        none = say("no privacy notice was shown: before what consent?")
        gone = say("no privacy notice was left {seconds:g} s later: before what consent?", seconds=IDLE)
        mob_verdict.not_verified("no-notice-seen", none if notice is None else gone)
    mob_verdict.observe(say("notice at the end of the wait"), True)
    mob_verdict.observe(say("requests before consent"), 0)


@pytest.mark.requirement("16.minimal-collection/no-access-before-consent")
@pytest.mark.needs("shell")
@pytest.mark.usefixtures("not_on_pages")
def test_nothing_is_used_before_consent(mob_app: App, mob_verdict: MobVerdict) -> None:
    """While the notice waits, nothing that Android guards is used: no clipboard, no place, no identifier."""
    phone: PhoneVerbs = mob_app  # type: ignore[assignment] # only Android offers a shell
    with reviewed(mob_app, mob_verdict):
        since = phone.clock_ms()
        mob_app.launch()
        first_notice(mob_app)
        mob_app.let_pass(IDLE)
        uses = uses_since(phone, since)
        still, screen = notice_and_screen(mob_app)
    certain = [each for each in uses if is_certain(each)]
    for each in uses:
        began = (each.time_ms - since) / 1000
        mob_verdict.observe(each.operation, say("{seconds:.1f} s after the start", seconds=began))
    if still is None:
        mob_verdict.not_verified("no-notice-seen", say("no privacy notice was left: before what consent?"))
    if certain:
        mob_verdict.violated("used-before-consent", say("{uses}", uses=_uses(certain)), screen)
    if uses:
        mob_verdict.needs_review("used-before-consent", screen, say("{uses}", uses=_uses(uses)))
    mob_verdict.observe(say("uses before consent"), 0)


@pytest.mark.requirement("16.minimal-collection/only-when-used")
def test_nothing_is_asked_without_use(
    mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict, looked: Callable[[], Looked]
) -> None:
    """Who only looks at screens is asked for nothing."""
    if not mob_settings.screens:
        mob_verdict.not_verified("not-configured", say("add [screens]"))
    with reviewed(mob_app, mob_verdict):
        seen = looked()
    if seen.asked:
        mob_verdict.violated("asked-without-use", _list(seen.asked), seen.screen)
    reason = next((finding.reason for finding in seen.missed if finding.reason in FOR_A_PERSON), None)
    if reason is not None:
        mob_verdict.needs_review(reason, seen.screen)
    mob_verdict.findings(seen.missed)
    mob_verdict.observe(say("requests without use"), 0)


@pytest.mark.requirement("16.minimal-collection/no-access-without-use")
@pytest.mark.needs("shell")
@pytest.mark.usefixtures("not_on_pages")
def test_nothing_is_used_without_use(
    mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict, looked: Callable[[], Looked]
) -> None:
    """On a tour, nothing that Android guards is used, but for what has a purpose in the configuration."""
    if not mob_settings.screens:
        mob_verdict.not_verified("not-configured", say("add [screens]"))
    with reviewed(mob_app, mob_verdict):
        seen = looked()
    uses = seen.uses or ()
    certain = [each for each in uses if is_certain(each) and kind_of(each) not in mob_settings.permissions]
    if certain:
        mob_verdict.violated("used-without-use", say("{uses}", uses=_uses(certain)), seen.screen)
    if uses:
        mob_verdict.needs_review("used-without-use", seen.screen, say("{uses}", uses=_uses(uses)))
    mob_verdict.findings(seen.missed)
    mob_verdict.observe(say("uses without a feature"), 0)


@pytest.mark.requirement("16.minimal-collection/not-in-background")
@pytest.mark.needs("shell")
def test_nothing_is_used_in_the_background(
    mob_app: App, mob_verdict: MobVerdict, features: Mapping[str, PurposeSettings]
) -> None:
    """A permission that was granted is not used while the app is in the background."""
    phone: PhoneVerbs = mob_app  # type: ignore[assignment] # only Android offers a shell
    kind = next((each for each in BEHIND if each in features), None)
    if kind is None:
        mob_verdict.not_applicable("not-declared", say("none of {kinds} is declared", kinds=BEHIND))
    with reviewed(mob_app, mob_verdict):
        mob_app.launch()
        accept_notice(mob_app)
        left = use_and_leave(mob_app, kind, features[kind], phone, AWAY)
        uses = uses_since(phone, left.used_ms)
        screen = mob_app.capture()
    if phone.permission_state(kind) != "granted":
        mob_verdict.not_verified("not-granted", say("{kind} could not be granted by its dialog", kind=kind))
    _judge_behind(kind, left, uses, screen, mob_verdict)


def _judge_behind(kind: str, left: Left, uses: Sequence[Access], screen: Screen, verdict: MobVerdict) -> None:
    """What was used since the feature was: in the background, on return, or, as it should, in front alone."""
    for each in uses:
        began, lasted = (each.time_ms - left.left_ms) / 1000, each.lasted_ms / 1000
        when = say(
            "began {began:.1f} s after the app was left, lasted {lasted:.1f} s", began=began, lasted=lasted
        )
        if began < 0:
            when = say(
                "began {before:.1f} s before the app was left, lasted {lasted:.1f} s",
                before=-began,
                lasted=lasted,
            )
        verdict.observe(each.operation, when)
    behind = [each for each in uses if left.is_behind(each, AWAY)]
    certain = [each for each in behind if is_certain(each) and left.goes_on(each)]
    if certain:
        verdict.violated("used-in-background", say("{uses}", uses=_uses(certain)), screen)
    if behind:  # what Android refused is tried all the same, and what ends late may have been told late
        verdict.needs_review("used-in-background", screen, say("{uses}", uses=_uses(behind)))
    back = [each for each in uses if each.time_ms > left.left_ms + AWAY * 1000]
    if back:  # Android remembers the last use alone
        hides = say("{uses} on return hides what came before", uses=_uses(back))
        verdict.not_verified("used-on-return", hides)
    if not any(kind_of(each) == kind and not each.refused for each in uses):
        unseen = say("not even the use of {kind} in front was noted by the phone", kind=kind)
        verdict.not_verified("no-use-seen", unseen)
    verdict.observe(kind, say("granted, used, then not in {seconds:g} s in the background", seconds=AWAY))


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
    with reviewed(mob_app, mob_verdict):
        seen = _asked(used(kind), mob_verdict)
    if not any(_tells(screen, purpose) for screen in seen.told_on()):
        screen = seen.told_on()[-1]
        if any(_says(screen, purpose.purpose) for screen in seen.told_on()):
            told = say(
                "“{purpose}” stands on a control only, and says not what {kind} is for",
                purpose=purpose.purpose,
                kind=kind,
            )
            mob_verdict.needs_review("purpose-unclear", screen, told)
        told = say("{kind} is asked for without saying “{purpose}”", kind=kind, purpose=purpose.purpose)
        mob_verdict.violated("no-purpose", told, screen)
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
    with reviewed(mob_app, mob_verdict):
        seen = _asked(used(kind), mob_verdict)
    said = {each.text: (each.specific, each.vague_words) for each in seen.purposes()}
    if not said and any(_tells(screen, purpose) for screen in seen.told_on()):
        judged = judge_purpose(purpose.purpose)
        said[purpose.purpose] = (judged.specific, judged.vague_words)
    specific = [text for text, (names, _) in said.items() if names]
    vague = [text for text, (_, words) in said.items() if words]
    screen = seen.told_on()[-1]
    if not said:
        mob_verdict.not_verified("no-purpose-seen", say("nothing is said of {kind}, vague or not", kind=kind))
    if not specific and vague:
        told = say("{kind}: “{said}” names no function", kind=kind, said=vague[0])
        mob_verdict.violated("vague-purpose", told, screen)
    if not specific:
        told = say("{kind}: “{said}”", kind=kind, said=next(iter(said)))
        mob_verdict.needs_review("purpose-unclear", screen, told)
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
    with reviewed(mob_app, mob_verdict):
        seen = _asked(used(kind), mob_verdict)
    here = {str(other) for other, each in mob_settings.permissions.items() if each.trigger == purpose.trigger}
    told = say("one tap asks for {kinds}", kinds=_both(seen.asked))
    if len(seen.asked) > 1 and not set(seen.asked) <= here:
        mob_verdict.violated("asked-at-once", told, (*seen.dialogs, seen.before)[0])
    if len(seen.asked) > 1:
        mob_verdict.needs_review("several-for-one-feature", (*seen.dialogs, seen.before)[0], told)
    if seen.stopped:
        mob_verdict.needs_review(seen.stopped, seen.dialogs[-1], say("what follows this dialog was not seen"))
    steps = max(1, len(seen.dialogs))
    mob_verdict.observe(kind, say("asked for alone, in {steps} step(s)", steps=steps))


# ------------------------------------------------------------------ parts


def _asked(seen: Used, verdict: MobVerdict) -> Used:
    """A use that led to its request; else the check ends."""
    if not seen.runtime:
        not_asked_at_run_time(verdict)
    if seen.kind not in seen.asked:
        unasked = say("{kind} was not asked for", kind=seen.kind)
        verdict.needs_review("no-request-seen", seen.before, unasked)
    return seen


def _list(requests: Sequence[PermissionRequest]) -> str:
    """Requests in one line, each with where it was made."""
    those = {say("{kind} on {url}", kind=request.kind, url=request.url) for request in requests}
    return say("{requests}", requests=sorted(those))


def _uses(uses: Sequence[Access]) -> list[str]:
    """Uses by kind and operation, each once."""
    return sorted({_use(each) for each in uses})


def _use(use: Access) -> str:
    if use.refused:
        return say("{kind} ({operation}, refused)", kind=kind_of(use), operation=use.operation)
    return f"{kind_of(use)} ({use.operation})"


def _both(kinds: Sequence[str]) -> str:
    """Kinds in one line: one and another."""
    return reduce(lambda one, other: say("{one} and {other}", one=one, other=other), kinds)


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
