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
PRACTICE = "common practice of the industry; no article that was read says so"
"""What stands behind both checks of screenshots (source FIN-5.1.2-shot)."""
MASKING = "that data must be masked is common practice: of JR/T 0092 5.1.2.2 only the title was read"


@pytest.mark.requirement("13.leak-prevention/masked")
def test_personal_data_are_masked(
    judged: Judged, mob_walk: Walker, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """Cards, ID numbers and phone numbers are never shown in full, those of the customer's identity included.

    Common practice: see `MASKING`. The account that money goes to may be read, since it has to be compared.
    """
    found = judged("standard", "13.clear-data")
    mob_verdict.told("source", [MASKING])
    if mob_settings.identities:
        customer = identity(mob_settings)
        screens = mob_walk("standard").screens
        compared = [each for each in found if _is_of_the_payee(each, screens, customer)]
        if compared:
            names = ", ".join(dict.fromkeys(each.screen for each in compared))
            mob_verdict.observe("account of the payee in full, to be compared", names)
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
        mob_verdict.not_applicable("browser-decides", "a page cannot keep a browser from screenshots")
    if mob_settings.app.platform == "ios":
        mob_verdict.not_verified("capability-missing", "only Android tells how windows are protected")
    names = [name for name, screen in mob_settings.screens.items() if screen.sensitive]
    return names or mob_verdict.not_verified("not-configured", "add sensitive = true to some [screens]")


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
    def facts(self) -> str:
        """Both things that were looked at, in words."""
        flag = {True: "FLAG_SECURE", False: "no FLAG_SECURE", None: "flags unknown"}[self.secure]
        return f"{flag}, screenshot {self.state.value}"


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
        mob_verdict.observe(each.name, f"{each.facts} ({PRACTICE})")
    open_ = [each for each in unsure if each.state is ScreenshotState.OK]
    if open_:
        names = ", ".join(f"{each.name}: {each.facts}" for each in open_)
        mob_verdict.violated("screenshot-possible", f"{names} ({PRACTICE})", open_[0].screen)
    plain = [each for each in unsure if each.state is ScreenshotState.UNIFORM]
    if plain:
        mob_verdict.needs_review("screenshot-uniform", plain[0].screen, f"{plain[0].name}: {plain[0].facts}")
    if rig_is_black:
        mob_verdict.not_verified("screenshots-black", "the launcher's screenshot is black too")
    lost = [each for each in unsure if each.state is ScreenshotState.UNAVAILABLE]
    if lost:
        mob_verdict.not_verified("screenshot-unavailable", ", ".join(f"{e.name}: {e.facts}" for e in lost))
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
            return "thumbnail-not-found", f"no card of “{label}” was recognised"
        words = words_on(self.recents, thumbnail, self.shown.screen, label)
        if words:
            return "shown", f"the card says “{words[0]}”"
        if is_picture_of(self.recents, thumbnail, self.shown.screen):
            return "shown", "the thumbnail is a small picture of the screen"
        if self.recents.screenshot_state is ScreenshotState.HIDDEN and self.shown.secure:
            return "blank", "FLAG_SECURE, and the recent tasks are black"
        if is_blank(self.recents, thumbnail):
            return "blank", "the thumbnail is of one colour"
        return "thumbnail-unclear", f"the thumbnail shows something; {self.shown.facts}"


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
        mob_verdict.observe(each.shown.name, f"{ruling}: {why} ({PRACTICE})")
    for each, ruling, why in judged:
        if ruling == "shown":
            mob_verdict.violated("shown-in-recents", f"{each.shown.name}: {why} ({PRACTICE})", each.recents)
    for each, ruling, why in judged:
        if ruling != "blank":
            mob_verdict.needs_review(ruling, each.recents, f"{each.shown.name}: {why}; is [app] name right?")
    mob_verdict.findings(missed)
