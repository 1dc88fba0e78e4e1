"""Clause 13: what screens show of a customer's data, and to whom."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import pytest

from pytest_mobcompliance.device.app import AppWindow, PhoneVerbs
from pytest_mobcompliance.device.find import same
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.forms import identity
from pytest_mobcompliance.device.tour import tour
from pytest_mobcompliance.device.walk import Judged, Walker
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.findings import Finding
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.recognise.own import TOAST
from pytest_mobcompliance.recognise.recents import is_blank, is_picture_of, thumbnail_of, words_on
from pytest_mobcompliance.rules.declared import declared_in_clear, shows_only
from pytest_mobcompliance.screen import Element, Screen, ScreenshotState
from pytest_mobcompliance.settings import IdentitySettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

pytestmark = pytest.mark.identity

MOST_LOOKS = 16
"""Looks at the recent tasks until two agree: launchers move them into place, and toasts go after a while.
Our own number."""
BETWEEN = 0.3
"""Seconds between two of them, our own number."""
LOADS = 4
"""Looks in a row that must agree, pictures too, before a card of one colour may be the whole of it: launchers
paint such a card first and load the picture of the task then. Our own number: 0.9 s and what looks take."""
PRACTICE = say("common practice of the industry; no article that was read says so")
"""What stands behind both checks of screenshots (source FIN-5.1.2-shot)."""
MASKING = say("that data must be masked is common practice: of JR/T 0092 5.1.2.2 only the title was read")
FLAGS: dict[bool | None, str] = {
    True: "FLAG_SECURE",
    False: say("no FLAG_SECURE"),
    None: say("flags unknown"),
}
PICTURES = {
    ScreenshotState.OK: say("screenshot ok"),
    ScreenshotState.HIDDEN: say("screenshot hidden"),
    ScreenshotState.UNIFORM: say("screenshot uniform"),
    ScreenshotState.UNAVAILABLE: say("screenshot unavailable"),
}
"""What is told of a sensitive screen: whether its windows are protected, and what its picture shows."""
RULINGS = {"shown": say("shown"), "blank": say("blank")}
"""How the recent tasks can be judged, apart from reasons why a person must look."""


@pytest.mark.requirement("13.leak-prevention/masked")
def test_personal_data_are_masked(
    judged: Judged, mob_walk: Walker, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """Cards, ID numbers and phone numbers are never shown in full, those of the customer's identity included.

    Common practice: see `MASKING`. The account that money goes to may be read, since it has to be compared.
    """
    found = judged("standard", "13.clear-data")
    mob_verdict.told(say("source"), [MASKING])
    if mob_settings.identities:
        customer = identity(mob_settings)
        screens = mob_walk("standard").screens
        compared = [each for each in found if _is_of_the_payee(each, screens, customer)]
        if compared:
            names = ", ".join(dict.fromkeys(each.screen for each in compared))
            mob_verdict.observe(say("account of the payee in full, to be compared"), names)
        found = [each for each in found if each not in compared]
        for screen in screens:
            found += declared_in_clear(screen, customer)
    mob_verdict.findings(found)


def _is_of_the_payee(finding: Finding, screens: Sequence[Screen], customer: IdentitySettings) -> bool:
    """Whether a finding is of the payee's account alone, which is not the customer's own."""
    account = customer.payee_card
    if not account or account == customer.card or not isinstance(finding.element, Element):
        return False
    there = [screen for screen in screens if screen.name == finding.screen]
    return any(shows_only(screen.index.get(finding.element.id), account) for screen in there)


# ------------------------------------------------------------------ screenshots


@pytest.fixture
def sensitive(mob_settings: Settings, mob_verdict: MobVerdict) -> list[str]:
    """Screens that nobody may make a picture of; only Android tells, and lets apps decide."""
    if mob_settings.app.platform == "web":
        mob_verdict.not_applicable("browser-decides", say("a page cannot keep a browser from screenshots"))
    if mob_settings.app.platform == "ios":
        mob_verdict.not_verified("capability-missing", say("only Android tells how windows are protected"))
    names = [name for name, screen in mob_settings.screens.items() if screen.sensitive]
    return names or mob_verdict.not_verified("not-configured", say("add sensitive = true to some [screens]"))


@dataclass(frozen=True, slots=True)
class Pictured:
    """A sensitive screen as a screenshot shows it. ``secure``: see `_all_secure`."""

    screen: Screen
    secure: bool | None

    @property
    def name(self) -> str:
        return self.screen.name

    @property
    def state(self) -> ScreenshotState:
        return self.screen.screenshot_state

    @property
    def facts(self) -> list[str]:
        """Both things that were looked at, in words."""
        return [FLAGS[self.secure], PICTURES[self.state]]

    @property
    def told(self) -> str:
        return say("{screen}: {facts}", screen=self.name, facts=self.facts)


@pytest.mark.requirement("13.leak-prevention/secure-screens")
@pytest.mark.needs("screenshot")
def test_sensitive_screens_cannot_be_captured(
    sensitive: list[str], mob_app: PhoneVerbs, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """Screens that are declared sensitive are kept out of screenshots."""
    seen: list[Pictured] = []

    def look(name: str) -> None:
        screen = mob_app.capture(name)
        seen.append(Pictured(screen, _all_secure(_windows(mob_app))))

    missed = _toured(mob_app, mob_settings, sensitive, look)
    unsure = [each for each in seen if not each.secure]
    black = [each for each in unsure if each.state is ScreenshotState.HIDDEN]
    rig_is_black = bool(black) and _launcher_is_black(mob_app)
    for each in seen:
        mob_verdict.observe(each.name, say("{facts} ({practice})", facts=each.facts, practice=PRACTICE))
    open_ = [each for each in unsure if each.state is ScreenshotState.OK]
    if open_:
        possible = say("{screens} ({practice})", screens=[each.told for each in open_], practice=PRACTICE)
        mob_verdict.violated("screenshot-possible", possible, open_[0].screen)
    plain = [each for each in unsure if each.state is ScreenshotState.UNIFORM]
    if plain:
        mob_verdict.needs_review("screenshot-uniform", plain[0].screen, plain[0].told)
    if rig_is_black:
        mob_verdict.not_verified("screenshots-black", say("the launcher's screenshot is black too"))
    lost = [each for each in unsure if each.state is ScreenshotState.UNAVAILABLE]
    if lost:
        mob_verdict.not_verified(
            "screenshot-unavailable", say("{screens}", screens=[each.told for each in lost])
        )
    mob_verdict.findings(missed)


def _toured(
    app: PhoneVerbs, settings: Settings, names: Sequence[str], look: Callable[[str], None]
) -> list[Finding]:
    """Look at some screens, logged in where they need it; returns those that were not reached."""
    app.launch()
    accept_notice(app)
    return list(tour(app, settings, look, names))


def _windows(app: PhoneVerbs) -> tuple[AppWindow, ...]:
    """The app's windows; none where the session has no shell to ask."""
    with suppress(RigError):
        return app.app_windows()
    return ()


def _all_secure(windows: Sequence[AppWindow]) -> bool | None:
    """Whether all windows that show have FLAG_SECURE; None where that is not told."""
    if any(window.secure is False for window in windows):
        return False
    return True if windows and all(window.secure for window in windows) else None


def _launcher_is_black(app: PhoneVerbs) -> bool:
    """Whether this rig's screenshots are black whatever shows."""
    with app.left_by("home") as look:
        return _settled(look).screenshot_state is not ScreenshotState.OK


def _settled(look: Callable[[], Screen], *, loads: bool = False) -> Screen:
    """What shows once two looks agree and no toast lies over it any more.

    :param loads: pictures may come later than what holds them: `LOADS` looks must agree, pictures included.
    """
    before, agreed = look(), 1
    for _ in range(MOST_LOOKS):
        time.sleep(BETWEEN)
        after = look()
        alike = same(before, after) and not any(each.class_name == TOAST for each in after.shown())
        if loads and before.screenshot != after.screenshot:
            alike = False
        agreed = agreed + 1 if alike else 1
        if agreed >= (LOADS if loads else 2):
            return after
        before = after
    return before


# ------------------------------------------------------------------ recent tasks


@dataclass(frozen=True, slots=True)
class Left:
    """A sensitive screen, and the recent tasks that were opened from it."""

    shown: Pictured
    recents: Screen

    def judged(self, label: str) -> tuple[str, str]:
        """``shown``, ``blank`` or a reason why a person must look, and what speaks for it."""
        thumbnail = thumbnail_of(self.recents, label)
        if thumbnail is None:
            return "thumbnail-not-found", say("no card of “{label}” was recognised", label=label)
        words = words_on(self.recents, thumbnail, self.shown.screen, label)
        if words:
            return "shown", say("the card says “{words}”", words=words[0])
        if is_picture_of(self.recents, thumbnail, self.shown.screen):
            return "shown", say("the thumbnail is a small picture of the screen")
        if self.recents.screenshot_state is ScreenshotState.HIDDEN and self.shown.secure:
            return "blank", say("FLAG_SECURE, and the recent tasks are black")
        if is_blank(self.recents, thumbnail):
            return "blank", say("the thumbnail is of one colour")
        something = say("the thumbnail shows something; {facts}", facts=self.shown.facts)
        return "thumbnail-unclear", something


@pytest.mark.requirement("13.leak-prevention/recents")
@pytest.mark.needs("screenshot")
def test_recent_tasks_show_nothing_sensitive(
    sensitive: list[str], mob_app: PhoneVerbs, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """Among the recent tasks nothing is to be read of a sensitive screen."""
    seen: list[Left] = []

    def look(name: str) -> None:
        shown = Pictured(mob_app.capture(name), _all_secure(_windows(mob_app)))
        with mob_app.left_by("recents") as beside:
            seen.append(Left(shown, _settled(beside, loads=shown.secure is not True)))

    missed = _toured(mob_app, mob_settings, sensitive, look)
    label = mob_settings.app.name
    judged = [(each, *each.judged(label)) for each in seen]
    for each, ruling, why in judged:
        said = say(
            "{ruling}: {why} ({practice})", ruling=RULINGS.get(ruling, ruling), why=why, practice=PRACTICE
        )
        mob_verdict.observe(each.shown.name, said)
    for each, ruling, why in judged:
        if ruling == "shown":
            shown = say("{screen}: {why} ({practice})", screen=each.shown.name, why=why, practice=PRACTICE)
            mob_verdict.violated("shown-in-recents", shown, each.recents)
    for each, ruling, why in judged:
        if ruling != "blank":
            unsure = say("{screen}: {why}; is [app] name right?", screen=each.shown.name, why=why)
            mob_verdict.needs_review(ruling, each.recents, unsure)
    mob_verdict.findings(missed)
