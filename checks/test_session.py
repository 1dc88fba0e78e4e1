"""Clause 12: how a login ends, by itself, by logging out, and by another device.

How long a login may last unused is a house value: of the rules that were read, none names a number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Literal, TypeAlias, cast

import pytest

from pytest_mobcompliance.device.app import App, PhoneVerbs
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.forms import form, log_in
from pytest_mobcompliance.device.outcome import FOLLOWS
from pytest_mobcompliance.device.pauses import within
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.messages import Said, say
from pytest_mobcompliance.recognise import tells_login_over, tells_other_device
from pytest_mobcompliance.settings import FormSettings, SessionSettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

from .entering import ask_for, asks_login

pytestmark = pytest.mark.identity

MARGIN = 15.0
"""s that are waited beyond the house value: an app may look at its clock only now and then."""
BACKS = 5
"""Presses of Back after logging out: as many screens as the check itself opened, and a few more."""
SETTLES = 3.0
"""s that logging out may take: Back pressed at once would only interrupt it."""
STAYS = 1.0
"""s after which a screen that came back must still show: what only flashes up shows nobody anything."""

PROCESSES = "pidof {package}; true"
"""Shell command for the ids of an app's processes; finding none is no failure."""

Kept: TypeAlias = Literal["open", "asked", "told", "unclear"]
"""What shows when a customer's screen is asked for; ``open``: itself."""
KEPT: Mapping[Kept, Said] = {
    "open": say("open"),
    "asked": say("login asked"),
    "told": say("told that it is over"),
    "unclear": say("unclear"),
}
"""The same in words."""


@pytest.fixture
def login(mob_settings: Settings, mob_verdict: MobVerdict) -> FormSettings:
    """The login form; not-verified when it is not declared."""
    declared = form(mob_settings, "login")
    return declared or mob_verdict.not_verified("not-configured", say("add [forms.login]"))


@pytest.fixture
def ending(mob_settings: Settings, mob_verdict: MobVerdict) -> SessionSettings:
    """What the configuration says of a login's end; not-verified without it."""
    known = mob_settings.session or mob_verdict.not_verified("not-configured", say("add [session]"))
    if mob_settings.screens[known.screen].expect is None:
        told = say("add expect to [screens.{name}]", name=known.screen)
        mob_verdict.not_verified("not-configured", told)
    return known


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/session-idle")
def test_login_ends_when_it_is_not_used(
    ending: SessionSettings,
    login: FormSettings,
    mob_app: App,
    mob_settings: Settings,
    mob_verdict: MobVerdict,
) -> None:
    """After the house's time without a touch, a customer's screen asks for a login again."""
    most = ending.idle_seconds or mob_verdict.not_verified(
        "no-house-value", say("set [session] idle_seconds: no rule that was read names a number")
    )
    rule = _rule("idle_seconds", f"{most:g}")
    _ends_after(mob_app.let_pass, most, rule, mob_app, mob_settings, ending, login, mob_verdict)


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/session-background")
def test_login_ends_in_the_background(
    ending: SessionSettings,
    login: FormSettings,
    mob_app: App,
    mob_settings: Settings,
    mob_verdict: MobVerdict,
) -> None:
    """After the house's time in the background, a customer's screen asks for a login again."""
    most = ending.background_seconds or mob_verdict.not_verified(
        "no-house-value", say("set [session] background_seconds: no rule that was read names a number")
    )
    rule = _rule("background_seconds", f"{most:g}")
    _ends_after(mob_app.background, most, rule, mob_app, mob_settings, ending, login, mob_verdict)


def _rule(key: str, value: str) -> str:
    """A house value as the configuration has it: the same in every language."""
    return f"[session] {key} = {value}"


def _ends_after(
    wait: Callable[[float], None],
    most: float,
    rule: str,
    app: App,
    settings: Settings,
    ending: SessionSettings,
    login: FormSettings,
    verdict: MobVerdict,
) -> None:
    """Log in, wait for longer than the house allows, and look whether a login is asked for again.

    :param wait: lets so many s pass in the way that the check is about.
    """
    _log_in(app, settings, ending)
    _must_hold(app, settings, ending, login, verdict)
    process = _process(app, settings)
    wait(most + MARGIN)
    lives = _process(app, settings) == process
    kept = _kept(app, settings, ending, login)
    _must_be_over(kept, app, verdict, rule, lives=lives)
    with suppress(RigError):  # only for the timeline: it shows what the wait ended in
        app.capture(f"{login.screen}@ended")


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/session-logout")
def test_logging_out_ends_the_login(
    ending: SessionSettings,
    login: FormSettings,
    mob_app: App,
    mob_settings: Settings,
    mob_verdict: MobVerdict,
) -> None:
    """After logging out neither Back nor the way to a customer's screen shows it."""
    if not ending.logout or not ending.logout_screen:
        mob_verdict.not_verified("not-configured", say("add logout and logout_screen to [session]"))
    _log_in(mob_app, mob_settings, ending)
    _must_hold(mob_app, mob_settings, ending, login, mob_verdict)
    mob_app.go(ending.logout_screen)
    for step in ending.logout:
        mob_app.tap(step.tap)
    mob_app.let_pass(SETTLES)
    _back_shows_nothing(mob_app, mob_settings, login, mob_verdict)
    kept = _kept(mob_app, mob_settings, ending, login)
    if kept == "open":
        told = say("{name} still opens after logging out", name=ending.screen)
        mob_verdict.violated("login-kept", told, mob_app.capture())
    _must_be_asked(kept, mob_app, mob_verdict)


@pytest.mark.destructive
@pytest.mark.needs("second_device")
@pytest.mark.requirement("12.identity/second-device")
def test_a_login_on_another_device_is_noticed(
    ending: SessionSettings,
    login: FormSettings,
    mob_app: App,
    mob_second_app: App,
    mob_settings: Settings,
    mob_verdict: MobVerdict,
) -> None:
    """When the same account is opened on a second device, the first one is told or logged out."""
    _log_in(mob_app, mob_settings, ending)
    _must_hold(mob_app, mob_settings, ending, login, mob_verdict)
    _log_in(mob_second_app, mob_settings, ending)
    mob_verdict.observe(say("house value"), _rule("second_device", ending.second_device))
    mob_app.let_pass(SETTLES)
    if _is_told(mob_app, ending):
        mob_verdict.observe(say("first device"), say("told"))
        return
    kept = _kept(mob_app, mob_settings, ending, login)
    if _is_told(mob_app, ending):
        mob_verdict.observe(say("first device"), say("told"))
        return
    if kept == "open":
        told = say("the first device goes on and is told nothing; house value [session] second_device")
        mob_verdict.violated("second-device-unnoticed", told, mob_app.capture())
    _must_be_asked(kept, mob_app, mob_verdict)


def _is_told(app: App, ending: SessionSettings) -> bool:
    """Whether the user is told of the other device, by what the configuration names or by common words."""
    if ending.notice is not None and app.exists(ending.notice):
        return True
    return tells_other_device(app.capture()) is not None


def _log_in(app: App, settings: Settings, ending: SessionSettings) -> None:
    """Log in and show the customer's screen: what follows is about a login that holds."""
    app.launch()
    accept_notice(app)
    log_in(app, settings)
    app.go(ending.screen)


def _must_hold(
    app: App, settings: Settings, ending: SessionSettings, login: FormSettings, verdict: MobVerdict
) -> None:
    """Ask for the customer's screen once more, at once and by the same way as later.

    Where the way itself ends the login (an app that is closed on it may hold the login in memory only), a
    login that is asked for later tells nothing.
    """
    kept = _kept(app, settings, ending, login)
    if kept != "open":
        why = say("{name} asked for again just after the login: {kept}", name=ending.screen, kept=KEPT[kept])
        verdict.needs_review("login-not-held", app.capture(), why)


def _process(app: App, settings: Settings) -> str:
    """Ids of the app's processes, sorted; empty where no shell tells them."""
    if "shell" not in app.what_it_can():
        return ""
    told = cast(PhoneVerbs, app).shell(PROCESSES.format(package=settings.package))
    return " ".join(sorted(told.split()))


def _must_be_over(kept: Kept, app: App, verdict: MobVerdict, rule: str, *, lives: bool) -> None:
    """A login that is still open is a violation; one that ended with the app's process tells nothing.

    :param lives: whether the process that was logged in is still there.
    """
    verdict.observe(say("house value"), rule)
    if kept == "open":
        told = say("the login still holds {seconds:g} s later; house value {rule}", seconds=MARGIN, rule=rule)
        verdict.violated("login-kept", told, app.capture())
    if not lives:
        why = say(
            "the app's process ended meanwhile: was it the app, or the phone, which closes others' apps?"
        )
        verdict.needs_review("process-ended", app.capture(), why)
    _must_be_asked(kept, app, verdict)


def _must_be_asked(kept: Kept, app: App, verdict: MobVerdict) -> None:
    if kept == "unclear":
        told = say("neither the screen nor a login was seen for sure")
        verdict.needs_review("no-login-asked", app.capture(), told)
    verdict.observe(say("customer's screen"), KEPT[kept])


# ------------------------------------------------------------------ what shows


def _kept(app: App, settings: Settings, ending: SessionSettings, login: FormSettings) -> Kept:
    """Ask for the customer's screen, and tell what shows.

    It counts as open when it stays and nothing says that the login is over: an app may show what it has
    before its server tells it so.
    """
    if _asks_by_itself(app, login):
        return "asked"
    screen = settings.screens[ending.screen]
    ask_for(app, ending.screen, screen)
    if within(app, FOLLOWS, lambda: asks_login(app, login)):
        return "asked"
    shows = screen.expect is not None and app.exists(screen.expect)
    told = tells_login_over(app.capture(ending.screen)) is not None
    if shows != told:
        return "open" if shows else "told"
    return "unclear"


def _asks_by_itself(app: App, login: FormSettings) -> bool:
    """Whether the login stands there already; an app that closed itself is opened again."""
    try:
        return asks_login(app, login)
    except RigError as error:
        if error.reason != "app-not-in-front":
            raise
        app.launch()
        return False


def _back_shows_nothing(app: App, settings: Settings, login: FormSettings, verdict: MobVerdict) -> None:
    """Press Back until the app is left; no customer's screen may come back and stay."""
    for pressed in range(1, BACKS + 1):
        try:
            app.back()
            name = _customers_screen(app, settings, login)
        except RigError as error:
            if error.reason != "app-not-in-front":
                raise
            app.launch()
            verdict.observe(say("Back"), say("leaves the app at press {number}", number=pressed))
            return
        if name:
            told = say("Back shows {name} again after logging out", name=name)
            verdict.violated("back-after-logout", told, app.capture(name))
    verdict.observe(say("Back"), say("pressed {times} times, no customer's screen", times=BACKS))


def _customers_screen(app: App, settings: Settings, login: FormSettings) -> str:
    """Name of the customer's screen that shows and stays; empty for none."""
    closed = {
        name: each.expect for name, each in settings.screens.items() if each.login and each.expect is not None
    }
    shown = [name for name, expect in closed.items() if app.exists(expect)]
    if shown:
        app.let_pass(STAYS)
    return next((name for name in shown if app.exists(closed[name]) and not asks_login(app, login)), "")
