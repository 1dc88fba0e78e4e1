"""Clause 16: what closing the account asks for, how long it takes, and what is left of it."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.find import match
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.forms import form, identity, log_in, submit_button
from pytest_mobcompliance.device.outcome import FOLLOWS
from pytest_mobcompliance.device.walk import text_of
from pytest_mobcompliance.messages import say, say_all
from pytest_mobcompliance.recognise import asked_more, closing_days, fold, own_part
from pytest_mobcompliance.recognise.text import clickable_of
from pytest_mobcompliance.screen import Platform, Screen
from pytest_mobcompliance.settings import CODE_SOURCES, ClosingSettings, Settings, Step
from pytest_mobcompliance.verdict import MobVerdict

pytestmark = pytest.mark.privacy

MOST_DAYS = 15
"""Working days until an account is closed (TC260-PG-20202A, 6.1)."""
MOST_CALENDAR_DAYS = 21
"""Days that 15 working days take where there is no holiday."""


@pytest.fixture
def closing(mob_settings: Settings, mob_verdict: MobVerdict) -> ClosingSettings:
    """How the account is closed; not-verified when it is not declared."""
    return mob_settings.closing or mob_verdict.not_verified("not-configured", say("add [closing]"))


@pytest.mark.requirement("16.data-management/closing")
def test_closing_asks_for_nothing_more(
    closing: ClosingSettings, mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """Closing the account, as far as the last step: no photograph, face or card beyond what the app had, and
    at most 15 working days."""
    steps = _to_the_last_step(mob_app, mob_settings, closing, mob_verdict)
    if any(_is_unseen(parts) for parts in steps):
        mob_verdict.not_verified("in-webview", say("a step is a page that only its frame is seen of"))
    texts = [
        each.text or each.name or "" for parts in steps for part in parts for each in own_part(part).shown()
    ]
    asked, had = asked_more(texts), _known_data(mob_settings)
    mob_verdict.observe(say("path"), [str(step.tap) for step in closing.path])
    mob_verdict.observe(say("asked for"), {**asked})
    new = [kind for kind in asked if kind not in had]
    days = closing_days(texts)
    mob_verdict.observe(say("days"), [_days(number, kind) for number, kind, _ in days])
    wrong: list[tuple[str, str, str]] = []
    if new and ("held_photo" in new or form(mob_settings, "registration") is not None):
        wrong += [("closing-asks-more", f"{kind}: “{asked[kind]}”", asked[kind]) for kind in new]
    wrong += [
        (
            "closing-too-late",
            say("{days} working days, at most {most}: “{said}”", days=number, most=MOST_DAYS, said=said),
            said,
        )
        for number, kind, said in days
        if kind == "working" and number > MOST_DAYS
    ]
    if wrong:
        reason, _, words = wrong[0]
        mob_verdict.violated(reason, say_all([detail for _, detail, _ in wrong]), _showing(steps, words))
    if new:
        detail = say("{kinds}: does registration ask for it too? Add [forms.registration]", kinds=new)
        mob_verdict.needs_review("may-be-more-than-needed", _showing(steps, asked[new[0]]), detail)
    long = [said for number, kind, said in days if kind == "calendar" and number > MOST_CALENDAR_DAYS]
    if long:
        mob_verdict.needs_review("calendar-days", _showing(steps, long[0]), f"“{long[0]}”")


def _days(number: int, kind: str) -> str:
    """A number of days, working or calendar ones."""
    if kind == "working":
        return say("{number} working", number=number)
    return say("{number} calendar", number=number)


def _is_unseen(parts: list[Screen]) -> bool:
    """Whether a page inside the app shows no words: it was seen from outside."""
    if any(part.platform is Platform.WEB for part in parts):
        return False
    frames = ((part, each) for part in parts for each in part.shown() if each.role == "webview")
    return any(
        not any(each.text or each.name for each in part.subtree(frame) if each.id != frame.id)
        for part, frame in frames
    )


def _known_data(settings: Settings) -> set[str]:
    """What the app takes from its users anyway (TC260-PG-20203A, 2.10: closing may ask for no more)."""
    registration = form(settings, "registration")
    card = {"card"} if registration is not None and "card" in registration.fields else set()
    return {kind for kind in ("face", "id_photo") if kind in settings.consents} | card


def _showing(steps: list[list[Screen]], words: str) -> Screen:
    """The part that shows words; the last one if none does alone."""
    parts = [part for step in steps for part in step]
    return next((part for part in parts if fold(words) in text_of([part])), parts[-1])


def _to_the_last_step(
    app: App, settings: Settings, closing: ClosingSettings, verdict: MobVerdict
) -> list[list[Screen]]:
    """Go as far as the step that cannot be taken back; returns what every step showed, in parts."""
    app.launch()
    accept_notice(app)
    if form(settings, "login") is not None:
        log_in(app, settings)
    app.go(closing.screen)
    typed: set[str] = set()
    steps: list[list[Screen]] = []
    for step in closing.path:
        below = steps[-1] if steps else app.captures("closing")
        for meaning, locator in closing.fields.items():
            there = app.exists(locator) or any(match(part, locator) is not None for part in below)
            if meaning not in typed and there:
                app.type(locator, _value(settings, meaning, verdict))
                typed.add(meaning)
        if any(_is_last(part, step, closing) for part in below):
            detail = say(
                "{tap} of the path is {submit} on the screen: it is not tapped",
                tap=step.tap,
                submit=closing.submit,
            )
            verdict.needs_review("last-step-not-reached", below[0], detail)
        app.tap(step.tap)
        steps.append(app.captures(f"closing-{len(steps) + 1}"))
    if not app.wait_for(closing.submit, FOLLOWS):
        detail = say("no {locator}", locator=closing.submit)
        verdict.needs_review("last-step-not-reached", steps[-1][0] if steps else None, detail)
    return steps or [app.captures("closing")]


def _is_last(screen: Screen, step: Step, closing: ClosingSettings) -> bool:
    """Whether a step of the path would tap what closes the account, found in another way."""
    tapped, last = match(screen, step.tap), match(screen, closing.submit)
    if tapped is None or last is None:
        return False
    own = [each.id for each in (clickable_of(screen, tapped) or tapped, clickable_of(screen, last) or last)]
    return own[0] == own[1]


def _value(settings: Settings, meaning: str, verdict: MobVerdict) -> str:
    """What is typed into a field: of a declared identity, on test packages only."""
    if settings.package not in settings.app.test_packages:
        verdict.not_verified("destructive-not-allowed", say("values are typed on [app] test_packages only"))
    value = str(getattr(identity(settings), meaning))
    if meaning == "code" and value in CODE_SOURCES:
        verdict.not_verified("not-configured", say("write a fixed test code into [identities]"))
    return value


@pytest.mark.destructive
@pytest.mark.requirement("16.data-management/closing-completes")
def test_closing_ends_the_account(
    closing: ClosingSettings, mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """Whose account was closed is logged out, also after a restart."""
    closed = next((each for each in mob_settings.screens.values() if each.login), None)
    login = form(mob_settings, "login")
    if login is None or closed is None or closed.url is None or closed.expect is None:
        mob_verdict.not_verified(
            "not-configured", say("add [forms.login] and a screen with login = true, url and expect")
        )
    _to_the_last_step(mob_app, mob_settings, closing, mob_verdict)
    mob_app.tap(closing.submit)
    if not mob_app.wait_for(closing.done, FOLLOWS):
        unseen = say("no {locator} after the last step", locator=closing.done)
        mob_verdict.needs_review("no-answer", mob_app.capture(), unseen)
    mob_app.restart()
    mob_app.visit(closed.url)
    if mob_app.wait_for(closed.expect, FOLLOWS / 2):
        mob_verdict.violated(
            "still-logged-in", say("the account was closed and opens without a login"), mob_app.capture()
        )
    if not mob_app.exists(login.fields.get("password") or submit_button(mob_app, login)):
        mob_verdict.needs_review("no-login-asked", mob_app.capture())
    mob_verdict.observe(say("after closing"), say("a login is asked for"))
