"""Clause 12: what a login opens, what it tells a stranger, and how often somebody may guess."""

from __future__ import annotations

from string import digits

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.forms import fill, form, standing
from pytest_mobcompliance.device.outcome import FOLLOWS
from pytest_mobcompliance.device.pauses import within
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.recognise import find_captcha, refuses, tells_news, told_of
from pytest_mobcompliance.recognise.login_answer import (
    attempts_told,
    tells_lock,
    tells_trouble,
    without_attempts,
    without_numbers,
    without_typed,
)
from pytest_mobcompliance.settings import FormSettings, IdentitySettings, ScreenSettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

from .entering import ask_for, asks_login
from .submitting import changed, own_identity, refusal, starts_anew

pytestmark = pytest.mark.identity

NAMES_WHO = frozenset({"password", "name", "phone", "card", "id_number"})
"""What a refusal of the account or of its password may speak of: a bank's accounts have all these names."""


# ------------------------------------------------------------------ what a login opens


@pytest.mark.requirement("12.identity/guest-closed")
def test_account_screens_are_closed_to_guests(
    mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """Who is not logged in sees no screen that needs a login: neither inside the app nor by deep link."""
    login = form(mob_settings, "login")
    closed = {name: s for name, s in mob_settings.screens.items() if s.login}
    if login is None or not closed:
        mob_verdict.not_verified("not-configured", say("add [forms.login] and screens with login = true"))
    known = {name: s for name, s in closed.items() if s.expect is not None and (s.url or s.path)}
    unasked = []
    mob_app.launch()
    accept_notice(mob_app)
    for name, screen in known.items():
        if _opens(mob_app, name, screen):
            told = say("{name} opens without a login", name=name)
            mob_verdict.violated("open-to-guests", told, mob_app.capture(name))
        if _asks_login(mob_app, login):
            mob_verdict.observe(name, say("login asked"))
        else:
            unasked.append((name, mob_app.capture(name)))
    for name, seen in unasked:
        told = say("{name} does not open, and asks for no login", name=name)
        mob_verdict.needs_review("no-login-asked", seen, told)
    if unknown := [name for name in closed if name not in known]:
        ways = say("add expect, and url or path, to the screens {names}", names=unknown)
        mob_verdict.not_verified("not-configured", ways)


def _opens(app: App, name: str, screen: ScreenSettings) -> bool:
    """Ask for a screen by its deep link or its path, and tell whether it shows."""
    expected = screen.expect
    assert expected is not None
    ask_for(app, name, screen)
    if screen.url and not screen.path:
        return within(app, FOLLOWS / 2, lambda: app.exists(expected))
    return app.exists(expected)


def _asks_login(app: App, login: FormSettings) -> bool:
    """Tell whether the login comes up."""
    return within(app, FOLLOWS / 2, lambda: asks_login(app, login))


# ------------------------------------------------------------------ what it tells a stranger


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/same-answer")
def test_login_answers_alike(
    mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict, person: IdentitySettings
) -> None:
    """An unknown account and a wrong password get the same answer."""
    login = form(mob_settings, "login")
    if login is None or not login.error:
        mob_verdict.not_verified("not-configured", say("add [forms.login] with error"))
    if "unknown" not in mob_settings.identities:
        mob_verdict.not_verified(
            "not-configured", say("add [identities.unknown] with an account that nobody has")
        )
    if not person.password:
        mob_verdict.not_verified("not-configured", say("the first of [identities] has no password"))
    unknown = mob_settings.identities["unknown"]
    answers = []
    for instead in (
        {"account": unknown.account, "phone": unknown.phone or unknown.account},
        {"password": changed(person.password)},
    ):
        starts_anew(mob_app)
        fill(mob_app, login, person, instead=instead)
        refused = refusal(mob_app, login, mob_verdict)
        if refused is None:
            mob_verdict.needs_review("no-answer", mob_app.capture(), say("no error message was seen"))
        if tells_lock(refused):
            why = say("“{answer}”: is the account locked already?", answer=refused)
            mob_verdict.needs_review("account-locked", mob_app.capture(), why)
        _is_about_the_password(mob_app, mob_verdict, refused)
        answers.append(refused)
    said = say(
        "“{one}” for an unknown account, “{other}” for a wrong password", one=answers[0], other=answers[1]
    )
    typed = {each for who in (person, unknown) for each in (who.account, who.phone)}
    plain = [without_attempts(without_typed(answer, typed)) for answer in answers]
    if plain[0] != plain[1]:
        if without_numbers(plain[0]) == without_numbers(plain[1]):
            mob_verdict.needs_review("numbers-differ", mob_app.capture(), said)
        mob_verdict.violated("account-enumeration", said, mob_app.capture())
    if bool(attempts_told(answers[0])) != bool(attempts_told(answers[1])):
        mob_verdict.needs_review("attempts-told-once", mob_app.capture(), said)
    mob_verdict.observe(say("answer to both"), answers[0])


def _is_about_the_password(app: App, verdict: MobVerdict, answer: str) -> None:
    """Leave to a person what was refused, or may have been, before anybody looked at account and password.

    Words that name neither count: most apps say no more than that something was wrong.
    """
    if not answer:
        verdict.needs_review(
            "refused-otherwise", app.capture(), say("the answer was gone before it was read")
        )
    if tells_trouble(answer):
        verdict.needs_review("login-not-tried", app.capture(), f"“{answer}”")
    told = told_of(answer)
    if tells_news(answer) or (told and not told & NAMES_WHO):
        verdict.needs_review("refused-otherwise", app.capture(), f"“{answer}”")
    screen = app.capture()
    found = find_captcha(screen)
    if found is not None and found.certain:
        verdict.needs_review("captcha-asked", screen, say("a captcha stands beside the login, unsolved"))


# ------------------------------------------------------------------ how often somebody may guess


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/lock")
def test_wrong_passwords_lock_the_account(
    mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """After the house's number of wrong passwords the right one is refused too; a lock before that is fine.

    The account stays locked, on a real server perhaps until the next day: it is one that nothing else uses.
    """
    login, most = form(mob_settings, "login"), mob_settings.verification.attempts
    if login is None or not login.error:
        mob_verdict.not_verified("not-configured", say("add [forms.login] with error"))
    if most is None:
        mob_verdict.not_verified("no-house-value", say("set [verification] attempts"))
    customer = own_identity(mob_settings, mob_verdict, "lock_identity")
    if not customer.password:
        mob_verdict.not_verified("not-configured", say("the identity of lock_identity has no password"))
    _is_let_in(mob_app, mob_verdict, login, customer)
    answers = _guessed(mob_app, mob_verdict, login, customer, most)
    told = say("{most} wrong passwords, house value [verification] attempts = {most}", most=most)
    mob_app.restart()  # so that no words of the wrong ones stand there
    fill(mob_app, login, customer)
    last = refusal(mob_app, login, mob_verdict)
    if last is None:
        opens = say("the right password still opens after {told}", told=told)
        mob_verdict.violated("not-locked", opens, mob_app.capture())
    if not tells_lock(last):
        _is_about_the_password(mob_app, mob_verdict, last)
        same = without_attempts(last) in map(without_attempts, answers)
        if not same or not refuses(last, NAMES_WHO):
            other = say("“{answer}” after {told}", answer=last, told=told)
            mob_verdict.needs_review("refused-otherwise", mob_app.capture(), other)
    for number, answer in enumerate(answers, start=1):
        if attempts_told(answer):
            mob_verdict.observe(say("told after {number}", number=number), attempts_told(answer))
    mob_verdict.observe(say("right password after {told}", told=told), say("refused: {said}", said=last))


def _is_let_in(app: App, verdict: MobVerdict, login: FormSettings, customer: IdentitySettings) -> None:
    """Log in once, and begin anew: what is refused from the start proves no lock."""
    starts_anew(app)
    fill(app, login, customer)
    refused = refusal(app, login, verdict)
    if refused is not None:
        why = say(
            "“{answer}” before any wrong password: an earlier run may have locked the account", answer=refused
        )
        verdict.needs_review("right-person-refused", app.capture(), why)
    starts_anew(app)


def _guessed(
    app: App, verdict: MobVerdict, login: FormSettings, customer: IdentitySettings, times: int
) -> list[str]:
    """Try wrong passwords, each another, and return the answers; a lock on the way does not end it."""
    answers = []
    for wrong in wrong_passwords(customer.password, times):
        if any(standing(app, login)):
            app.restart()  # an old answer that stays would have to be waited for
        fill(app, login, customer, instead={"password": wrong})
        refused = refusal(app, login, verdict)
        if refused is None:
            verdict.violated("wrong-value-accepted", say("a wrong password opens the account"), app.capture())
        if not tells_lock(refused):
            _is_about_the_password(app, verdict, refused)
        answers.append(refused)
    return answers


def wrong_passwords(right: str, times: int) -> list[str]:
    """Passwords that end in another sign than the right one: an app may count the same one once only."""
    signs = [sign for sign in f"{digits}abcdefghijk" if sign != right[-1]]
    return [right[:-1] + sign for sign in signs[:times]]
