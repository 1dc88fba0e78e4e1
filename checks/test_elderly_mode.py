"""Clause 6: the elderly mode (长辈版): found, kept, readable, easy to handle, calm, free of advertising."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.flows import accept_notice, locator_of
from pytest_mobcompliance.device.still import leave_alone
from pytest_mobcompliance.device.tour import tour
from pytest_mobcompliance.device.walk import ELDERLY_LARGEST, Judged
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.recognise import ELDERLY_NAMES, find_elderly_entry
from pytest_mobcompliance.rules.still import still_findings
from pytest_mobcompliance.screen import Screen
from pytest_mobcompliance.settings import ElderlySettings, Settings
from pytest_mobcompliance.verdict import Audit, MobVerdict

pytestmark = pytest.mark.elderly_mode

PAGE_SHOWS = 5.0
"""Seconds that a page may take to show the other mode."""


@pytest.fixture
def elderly(mob_settings: Settings, mob_verdict: MobVerdict) -> ElderlySettings:
    """How the configuration says that the mode is switched; not-verified without."""
    if mob_settings.elderly is None or not mob_settings.elderly.off:
        mob_verdict.not_verified("not-configured", say("add [elderly] with on and off"))
    return mob_settings.elderly


def _patience(settings: Settings) -> float:
    """Seconds until the mode must show; apps on phones start slowly."""
    return PAGE_SHOWS if settings.app.platform == "web" else settings.android.app_wait


@pytest.mark.requirement("6.elderly-mode/entry")
@pytest.mark.parametrize("place", ["home", "settings"])
def test_entry_is_there(
    place: str, screen_named: Callable[[str], tuple[Screen, ...]], mob_verdict: MobVerdict
) -> None:
    """An entry on the home screen, and one in the settings (MIIT 2021, entry)."""
    parts = screen_named(place)
    entry = next((found for part in parts if (found := find_elderly_entry(part)) is not None), None)
    if entry is None:
        none = say("{place}: no entry to the elderly mode", place=place)
        mob_verdict.violated("no-elderly-entry", none, parts[0])
    mob_verdict.observe(say("entry on {place}", place=place), entry.label)


@pytest.mark.requirement("6.elderly-mode/search")
@pytest.mark.parametrize("term", ELDERLY_NAMES)
def test_search_leads_to_it(
    term: str, mob_app: App, elderly: ElderlySettings, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """The app's own search finds the mode by its standard name and its three aliases."""
    if elderly.search is None:
        mob_verdict.not_verified("not-configured", say("add [elderly.search]"))
    mob_app.launch()
    accept_notice(mob_app)
    for step in elderly.search.path:
        mob_app.tap(step.tap)
    mob_app.type(elderly.search.field, term)
    if elderly.search.submit is not None:
        mob_app.tap(elderly.search.submit)
    screen = mob_app.capture(f"search-{term}")
    entry = find_elderly_entry(screen)
    if entry is None:
        nothing = say("a search for {term} does not find it", term=term)
        mob_verdict.violated("search-finds-nothing", nothing, screen)
    mob_app.tap(locator_of(entry, screen))
    if not mob_app.wait_for(elderly.off[0].tap, _patience(mob_settings)):
        elsewhere = say("{label} does not lead there", label=entry.label)
        mob_verdict.violated("search-leads-elsewhere", elsewhere, screen)
    mob_verdict.observe(term, entry.label)


@pytest.mark.requirement("6.elderly-mode/kept")
def test_mode_is_kept(
    mob_app: App, elderly: ElderlySettings, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """Who chose the mode finds it again after a restart."""
    mob_app.launch()
    accept_notice(mob_app)
    mob_app.switch_mode("elderly")
    mob_app.restart()
    if not mob_app.wait_for(elderly.off[0].tap, _patience(mob_settings)):
        standard = say("after a restart the standard version shows")
        mob_verdict.violated("elderly-not-kept", standard, mob_app.capture())
    mob_verdict.observe(say("after restart"), say("elderly mode"))


@pytest.mark.requirement("6.elderly-mode/readable")
def test_text_is_readable(judged: Judged, elderly: ElderlySettings, mob_verdict: MobVerdict) -> None:
    """Size, line and paragraph spacing, and contrast of the text."""
    rules = ("6.text-size", "6.line-spacing", "6.paragraph-spacing", "6.text-contrast")
    mob_verdict.findings(judged("elderly", *rules))


@pytest.mark.requirement("6.elderly-mode/target-size")
def test_targets_are_large(judged: Judged, elderly: ElderlySettings, mob_verdict: MobVerdict) -> None:
    """Main components are large enough to be hit."""
    mob_verdict.findings(judged("elderly", "6.target-size"))


@pytest.mark.requirement("6.elderly-mode/no-advertising")
def test_nothing_advertises(judged: Judged, elderly: ElderlySettings, mob_verdict: MobVerdict) -> None:
    """No advertising and no inducing buttons."""
    rules = ("6.advertising", "6.inducing-button")
    mob_verdict.findings(judged("elderly", *rules))


@pytest.mark.requirement("6.elderly-mode/floating-windows")
def test_floating_windows_close_easily(
    judged: Judged, elderly: ElderlySettings, mob_verdict: MobVerdict
) -> None:
    """What closes a floating window is large and where it is expected; small targets have room."""
    rules = ("6.close-button-size", "6.close-button-place", "6.target-spacing")
    mob_verdict.findings(judged("elderly", *rules))


@pytest.mark.requirement("6.elderly-mode/gestures")
def test_no_text_asks_for_three_fingers(
    judged: Judged, elderly: ElderlySettings, mob_verdict: MobVerdict
) -> None:
    """No text asks for three fingers or more; gestures that no text tells of, a person must try."""
    mob_verdict.findings(judged("elderly", "6.many-fingers"))


@pytest.mark.requirement("6.elderly-mode/captcha")
def test_captchas_have_another_way(
    judged_whole: Judged, elderly: ElderlySettings, mob_verdict: MobVerdict
) -> None:
    """A captcha for the eyes, where one is seen, has another way beside it (MIIT 2021 app 1.5)."""
    mob_verdict.findings(judged_whole("elderly", "6.captcha-alternative"))


@pytest.mark.requirement("6.elderly-mode/still")
@pytest.mark.needs("screenshot")  # which recordings do not offer: they hold a single moment
def test_nothing_changes_by_itself(
    mob_app: App, elderly: ElderlySettings, mob_settings: Settings, mob_audit: Audit, mob_verdict: MobVerdict
) -> None:
    """What is on a screen stays as it is while its user reads (MIIT 2021 app 2.3)."""
    names = elderly.still or tuple(n for n, screen in mob_settings.screens.items() if screen.elderly)[:1]
    if not names:
        mob_verdict.not_verified("not-configured", say("add elderly = true to a screen"))
    mob_app.launch()
    accept_notice(mob_app)
    mob_app.switch_mode("elderly")
    found: list[Finding] = []

    def look(name: str) -> None:
        captures = leave_alone(mob_app, name, elderly.still_seconds)
        mob_audit(captures[-1], rules=())  # remembers the screen: findings are drawn on it
        found.extend(still_findings(captures))

    missed = list(tour(mob_app, mob_settings, look, names))
    mob_verdict.findings([*found, *missed])


@pytest.mark.requirement("6.elderly-mode/large-text")
def test_largest_text_fits(judged: Judged, elderly: ElderlySettings, mob_verdict: MobVerdict) -> None:
    """With the largest text, nothing of the elderly mode is cut or runs into another."""
    rules = ("10.page-overflow", "10.text-cut", "10.text-overlap")
    mob_verdict.findings(judged(ELDERLY_LARGEST, *rules))


@pytest.mark.requirement("6.elderly-mode/text-can-grow")
def test_text_can_grow(judged: Judged, elderly: ElderlySettings, mob_verdict: MobVerdict) -> None:
    """The main text reaches 30 dp with the largest text setting (MIIT 2021 app 1.1).

    A text size of the app's own is enough; where the configuration says that the system's is the only one,
    text that stays small is violated.
    """
    found = judged(ELDERLY_LARGEST, "6.text-can-grow")
    if elderly.text_size == "system":
        found = [
            replace(one, verdict=Verdict.VIOLATED) if one.reason == "text-stays-small" else one
            for one in found
        ]
    mob_verdict.findings(found)
