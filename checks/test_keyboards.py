"""Clause 12: secrets are typed on a keyboard of the app's own, which tells nobody what is pressed."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.device.app import App, PhoneVerbs
from pytest_mobcompliance.device.echo import ECHO
from pytest_mobcompliance.device.flows import locator_of
from pytest_mobcompliance.device.forms import answer_of, fill, form, log_in, submit
from pytest_mobcompliance.device.pauses import within
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.recognise.keys import DIGITS, bullets, digit_keys, key_order, texts_beside_keys
from pytest_mobcompliance.screen import Screen
from pytest_mobcompliance.settings import FormSettings, IdentitySettings, Secret, Settings
from pytest_mobcompliance.verdict import MobVerdict

from .secret_fields import PLAIN, SECRETS, begin, or_not_configured, secret_fields
from .test_transfer import PROOFS

pytestmark = pytest.mark.identity

SHOWS = 2.0
"""s in which a keyboard comes up after a field was tapped, and in which that of the one before goes away."""
OPENINGS = 3
"""Of the app's own keyboard: ten keys stand the same twice by chance once in 3.6 million times."""
PRESSED = "861"
"""Digits that are pressed where a trading password is asked for: made up, as taps are written down in clear,
and fewer than any has, so that nothing is done with them."""
VERIFY = "transfer: verify"
"""Form and field where the trading password is asked for, named as `Field` names its own."""


@pytest.mark.needs("shell")
@pytest.mark.requirement("12.hardening/own-keyboard")
@pytest.mark.parametrize("secret", ["password", pytest.param("verify", marks=pytest.mark.destructive)])
def test_secrets_are_typed_on_an_own_keyboard(
    mob_app: PhoneVerbs,
    mob_settings: Settings,
    mob_verdict: MobVerdict,
    person: IdentitySettings,
    secret: Secret,
) -> None:
    """The phone's keyboard, which other companies make, does not show for a secret."""
    begin(mob_app)
    if secret == "verify":
        _look_at_verify(mob_app, mob_settings, mob_verdict, person)
        return
    for field in secret_fields(mob_app, mob_settings, person, SECRETS):
        mob_app.tap(field.locator)
        if _keyboard_stays(mob_app):
            _judge_keyboard(mob_app, mob_settings, mob_verdict, "password", str(field))
        elif digit_keys(mob_app.capture()):
            mob_verdict.observe(str(field), say("the app's own keyboard"))
        elif _shows_for_others(mob_app, mob_settings, person, field.form):
            mob_verdict.observe(str(field), say("no keyboard of the phone"))
        else:
            mob_verdict.not_verified(
                "no-keyboard-seen", say("the phone's keyboard shows for no field at all")
            )
    or_not_configured(mob_verdict, mob_settings)


def _look_at_verify(
    app: PhoneVerbs, settings: Settings, verdict: MobVerdict, person: IdentitySettings
) -> None:
    transfer = _verified(settings, verdict)
    _pass_login(app, settings, transfer)
    screen = _open_verify(app, verdict, person, transfer)
    field = next((each for each in screen.shown() if each.password and each.package == screen.package), None)
    if field is not None and not digit_keys(screen):
        app.tap(locator_of(field, screen))
    if _keyboard_stays(app):
        _judge_keyboard(app, settings, verdict, "verify", VERIFY)
    elif digit_keys(screen := app.capture()):
        verdict.observe(VERIFY, say("the app's own keyboard"))
    else:
        neither = say("neither the phone's keyboard nor ten digit keys")
        verdict.needs_review("keys-not-told", screen, neither)


def _keyboard_comes(app: PhoneVerbs) -> bool:
    return within(app, SHOWS, app.keyboard_shown)


def _keyboard_stays(app: PhoneVerbs) -> bool:
    """Whether the phone's keyboard comes up, and is not the one of the field before that goes away."""
    if not _keyboard_comes(app):
        return False
    app.let_pass(SHOWS)
    return app.keyboard_shown()


def _judge_keyboard(
    app: PhoneVerbs, settings: Settings, verdict: MobVerdict, secret: Secret, place: str
) -> None:
    """The phone's keyboard shows. One way to guard a secret is an own keyboard; others cannot be seen.

    JR/T 0092 5.1.2.1 names several, so only the house's own rule makes a violation of it.
    """
    keyboard, own = app.input_method(), settings.verification.own_keyboard
    screen = app.capture()
    if keyboard.partition("/")[0] == settings.package:
        verdict.observe(place, say("the app's own input method {keyboard}", keyboard=keyboard))
    elif digit_keys(screen):
        beside = say("{place}: {keyboard} shows beside the app's own keys", place=place, keyboard=keyboard)
        verdict.needs_review("system-keyboard", screen, beside)
    elif own is None:
        detail = say(
            "{place} is typed on {keyboard}; [verification] own_keyboard does not say whether it may",
            place=place,
            keyboard=keyboard,
        )
        verdict.needs_review("system-keyboard", screen, detail)
    elif secret in own:
        rule = say("house value [verification] own_keyboard names {secret}", secret=secret)
        typed = say("{place} is typed on {keyboard}; {rule}", place=place, keyboard=keyboard, rule=rule)
        verdict.violated("system-keyboard", typed, screen)
    else:
        allowed = say(
            "{keyboard}; house value [verification] own_keyboard leaves {secret} out: that it may be typed on"
            " the phone's keyboard is the house's own choice, nothing that the app does",
            keyboard=keyboard,
            secret=secret,
        )
        verdict.observe(place, allowed)


def _shows_for_others(app: PhoneVerbs, settings: Settings, person: IdentitySettings, name: str) -> bool:
    """Whether the phone's keyboard comes up for any other field of the form."""
    for field in secret_fields(app, settings, person, PLAIN):
        if field.form == name:
            app.tap(field.locator)
            return _keyboard_comes(app)
    return False


@pytest.mark.destructive
@pytest.mark.requirement("12.hardening/random-keyboard")
def test_keys_of_the_own_keyboard_change_places(
    mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict, person: IdentitySettings
) -> None:
    """The keys of the app's own keyboard stand elsewhere each time that it opens."""
    if not mob_settings.verification.random_keyboard:
        mob_verdict.not_verified("no-house-value", say("set [verification] random_keyboard = true"))
    transfer = _verified(mob_settings, mob_verdict)
    begin(mob_app)
    _pass_login(mob_app, mob_settings, transfer)
    orders = []
    for _ in range(OPENINGS):
        screen = _open_verify(mob_app, mob_verdict, person, transfer)
        keys = digit_keys(screen)
        if not keys:
            none = say("no ten keys with a digit each are in the tree")
            mob_verdict.needs_review("keys-not-told", screen, none)
        orders.append(key_order(keys))
        mob_app.back()
    rule = say("house value [verification] random_keyboard")
    if len(set(orders)) == 1:
        detail = say(
            "the keys stand as {order} {times} times; {rule}", order=orders[0], times=OPENINGS, rule=rule
        )
        mob_verdict.violated("fixed-keyboard", detail, screen)
    if len(set(orders)) < OPENINGS:
        repeats = say("{orders}; {rule}", orders=orders, rule=rule)
        mob_verdict.needs_review("keyboard-repeats", screen, repeats)
    mob_verdict.observe(say("orders of the keys"), ", ".join(orders))


def _verified(settings: Settings, verdict: MobVerdict) -> FormSettings:
    """The transfer, which asks for another secret."""
    transfer = form(settings, "transfer")
    if transfer is None or transfer.verify is None:
        verdict.not_verified("not-configured", say("add [forms.transfer] with verify"))
    return transfer


def _pass_login(app: App, settings: Settings, transfer: FormSettings) -> None:
    if settings.screens[transfer.screen].login:
        log_in(app, settings)


def _open_verify(app: App, verdict: MobVerdict, person: IdentitySettings, transfer: FormSettings) -> Screen:
    """Submit a transfer, and give the screen that asks once more who the user is.

    What proves it at once stays empty, and what is done without being asked ends the check: no money leaves.
    """
    fill(app, transfer, person, leave_out=PROOFS)
    if app.exists(transfer.done):
        shown = say("done of [forms.transfer] shows before anything is submitted")
        verdict.needs_review("shown-before-submit", app.capture(), shown)
    submit(app, transfer)
    asked = answer_of(app, transfer.model_copy(update={"done": transfer.verify})).came
    screen = app.capture()
    if app.exists(transfer.done):
        reason = "no-verification" if asked is None else "done-while-verifying"
        verdict.needs_review(reason, screen, say("the transfer is done"))
    if asked == "refused":
        refused = say("the transfer is refused as it is declared")
        verdict.needs_review("right-person-refused", screen, refused)
    if asked is None:
        unasked = say("the transfer does not ask once more who the user is")
        verdict.not_verified("no-verification-seen", unasked)
    return screen


@pytest.mark.destructive
@pytest.mark.requirement("12.hardening/no-echo")
def test_pressed_digits_are_not_shown(
    mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict, person: IdentitySettings
) -> None:
    """What is pressed on the app's own keyboard is dots in the texts beside it; no picture is looked at."""
    transfer = _verified(mob_settings, mob_verdict)
    known = mob_settings.verification
    if "verify" not in (known.own_keyboard or ()) and not known.random_keyboard:
        mob_verdict.not_verified("not-configured", say('name "verify" in [verification] own_keyboard'))
    begin(mob_app)
    _pass_login(mob_app, mob_settings, transfer)
    before = _open_verify(mob_app, mob_verdict, person, transfer)
    if not digit_keys(before):
        none = say("no ten keys with a digit each are in the tree")
        mob_verdict.needs_review("keys-not-told", before, none)
    for digit in PRESSED:
        screen = mob_app.capture()
        key = digit_keys(screen).get(digit)
        if key is None:
            gone = say("the keys went away after one was pressed")
            mob_verdict.needs_review("keys-not-told", screen, gone)
        mob_app.tap(locator_of(key, screen))
    mob_app.let_pass(ECHO)
    after = mob_app.capture()
    mob_app.back()
    if not digit_keys(after):
        gone = say("the keys went away when some were pressed")
        mob_verdict.needs_review("keys-not-told", after, gone)
    new = list((texts_beside_keys(after) - texts_beside_keys(before)).elements())
    shown = "".join(character for text in new for character in text if character in DIGITS)
    if PRESSED in shown:
        beside = say("beside the keys stand the digits that were pressed")
        mob_verdict.violated("digits-shown", beside, after)
    if shown:
        maybe = say("new digits stand beside the keys, maybe a count")
        mob_verdict.needs_review("digits-shown", after, maybe)
    dots = sum(bullets(text) for text in new)
    if dots != len(PRESSED):
        seen = say(
            "{dots} dots are new beside the keys after {pressed} were pressed",
            dots=dots,
            pressed=len(PRESSED),
        )
        mob_verdict.not_verified("press-not-seen", seen)
    mob_verdict.observe(say("texts beside the keys"), " ".join(sorted(new)))
