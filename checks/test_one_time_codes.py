"""Clause 12: a one-time code of the registration serves once, and the next one takes a while."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection
from typing import NoReturn, get_args

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.forms import fill
from pytest_mobcompliance.device.outcome import FOLLOWS
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.recognise import (
    Countdown,
    asks_for_code,
    find_countdown,
    fold,
    own_part,
    refuses,
    says_sent,
    says_too_often,
)
from pytest_mobcompliance.screen import Screen
from pytest_mobcompliance.settings import FormField, FormSettings, IdentitySettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

from .submitting import accepted, code_is_fixed, refusal, starts_anew

pytestmark = pytest.mark.identity

COUNTS_ON = 3.0
"""Seconds after which a countdown of seconds has gone on for sure, also where it is drawn late."""


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/code-once")
def test_a_used_code_is_refused(
    mob_app: App,
    mob_settings: Settings,
    mob_verdict: MobVerdict,
    registration: FormSettings,
    fields: Collection[FormField],
    registrant: IdentitySettings,
    proven: set[str],
) -> None:
    """A code that a registration has used is refused when no new one was asked for."""
    if "code" not in fields or not registrant.code:
        told = say("{field} is not in the form and the identity", field="code")
        mob_verdict.not_verified("not-configured", told)
    starts_anew(mob_app, mob_settings, registrant)
    fill(mob_app, registration, registrant)
    used = registrant.code if code_is_fixed(registrant) else _code_in(mob_app.capture())
    if not used:
        told = say("the code that was typed cannot be read in its field")
        mob_verdict.not_verified("code-not-read", told)
    if not accepted(mob_app, registration, mob_verdict):
        detail = say("the declared identity is refused, so its code was not used")
        mob_verdict.needs_review("right-person-refused", mob_app.capture(), detail)
    proven.add(registration.screen)
    mob_app.restart()
    fill(mob_app, registration, registrant, instead={"code": used}, ask_code=False)
    said = refusal(mob_app, registration, mob_verdict)
    if said is None and code_is_fixed(registrant):
        detail = say("a fixed test code is accepted twice, which tells nothing of real ones")
        mob_verdict.needs_review("fixed-code", mob_app.capture(), detail)
    if said is None:
        detail = say("a code that was used registers once more")
        mob_verdict.violated("code-reused", detail, mob_app.capture())
    if not refuses(said, ("code",)) or asks_for_code(said):
        detail = say("refused with “{said}”: because the code was used, or for another reason?", said=said)
        mob_verdict.needs_review("refused-otherwise", mob_app.capture(), detail)
    mob_verdict.observe(say("used code"), say("refused: {said}", said=said))


def _code_in(screen: Screen) -> str:
    """The one-time code that stands in a field: the only value of 4 to 8 digits; empty without one."""
    values = [fold(each.value or "") for each in own_part(screen).shown() if each.editable]
    codes = [value for value in values if re.fullmatch(r"\d{4,8}", value)]
    return codes[0] if len(codes) == 1 else ""


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/code-resend")
def test_another_code_takes_a_while(
    mob_app: App,
    mob_settings: Settings,
    mob_verdict: MobVerdict,
    registration: FormSettings,
    registrant: IdentitySettings,
) -> None:
    """After a code was asked for, no other one is to be had for the time that the house has set."""
    wait = mob_settings.verification.resend_seconds
    if wait is None:
        mob_verdict.not_verified("no-house-value", say("set [verification] resend_seconds"))
    button = registration.send_code
    if button is None:
        mob_verdict.not_verified("not-configured", say("add send_code to [forms.registration]"))
    starts_anew(mob_app, mob_settings, registrant)
    fill(mob_app, registration, registrant, leave_out=set(get_args(FormField)) - {"phone", "account"})
    mob_verdict.observe(say("house value [verification] resend_seconds"), wait)
    begun = time.monotonic()
    mob_app.tap(button)
    screen, countdown = _watched(mob_app, lambda seen: find_countdown(seen) is not None)
    if countdown is None:
        _asks_again_at_once(mob_app, mob_verdict, registration)
    # Begun with the tap at the earliest, rounded down by a second at the most.
    longest = countdown.seconds + 1 + time.monotonic() - begun
    if longest < wait:
        detail = say(
            "counts {seconds} s down, house value [verification] resend_seconds = {wait}",
            seconds=countdown.seconds,
            wait=wait,
        )
        mob_verdict.violated("resend-too-soon", detail, screen)
    mob_verdict.observe(say("counts down from"), countdown.seconds)
    _stays_blocked(mob_app, mob_verdict, registration, countdown)


def _watched(app: App, enough: Callable[[Screen], bool]) -> tuple[Screen, Countdown | None]:
    """Look until there is enough to see, or the time for an answer is over."""
    end = time.monotonic() + FOLLOWS
    while True:
        screen = app.capture()
        if enough(screen) or time.monotonic() > end:
            return screen, find_countdown(screen)
        time.sleep(0.1)


def _stays_blocked(app: App, verdict: MobVerdict, form: FormSettings, first: Countdown) -> None:
    """While it counts down, a tap on what asks for a code starts nothing anew."""
    app.let_pass(COUNTS_ON)
    before = app.capture()
    counted = find_countdown(before)
    if counted is None or counted.seconds >= first.seconds:
        detail = say("“{seconds} s” does not count down", seconds=first.seconds)
        verdict.needs_review("resend-unclear", before, detail)
    if form.send_code is None or not app.exists(form.send_code):
        verdict.observe(say("asked again"), say("nothing to tap meanwhile"))
        return
    app.tap(form.send_code)
    after = app.capture()
    again = find_countdown(after)
    if again is not None and again.seconds > counted.seconds:
        detail = say(
            "asked again at {left} s, it counts from {seconds} s", left=counted.seconds, seconds=again.seconds
        )
        verdict.violated("resend-not-blocked", detail, after)
    if _newly(before, after, says_sent):
        verdict.violated("resend-not-blocked", say("asked again while it counts, another is sent"), after)
    if again is None:
        told = say("after a second tap nothing counts down any more")
        verdict.needs_review("resend-unclear", after, told)
    verdict.observe(say("asked again"), say("it goes on counting"))


def _asks_again_at_once(app: App, verdict: MobVerdict, form: FormSettings) -> NoReturn:
    """Nothing counts down: what a second tap answers decides. Ends the check."""
    before = app.capture()
    if form.send_code is None or not app.exists(form.send_code):
        verdict.needs_review("resend-unclear", before, say("the button is gone, and nothing counts down"))
    app.tap(form.send_code)
    answers = (says_sent, says_too_often)
    after, countdown = _watched(app, lambda seen: any(_newly(before, seen, each) for each in answers))
    if _newly(before, after, says_too_often):
        told = say("refused as too often; for how long, nothing tells")
        verdict.needs_review("wait-not-told", after, told)
    if countdown is None and _newly(before, after, says_sent):
        verdict.violated("resend-not-blocked", say("asked again at once, another code is sent"), after)
    told = say("whether a second tap sends another code was not seen")
    verdict.needs_review("resend-unclear", after, told)


def _newly(before: Screen, after: Screen, says: Callable[[str], bool]) -> bool:
    """Whether something is said, toasts included, that was not said before."""
    return any(says(words) for words in _words(after) - _words(before))


def _words(screen: Screen) -> set[str]:
    shown = (each for each in screen.shown() if not each.editable)
    return {fold(said) for each in shown if (said := each.text or each.name)} - {""}
