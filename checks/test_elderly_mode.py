"""Clause 6: the elderly mode (长辈版): found, kept, readable, and free of advertising."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.flows import accept_notice, locator_of
from pytest_mobcompliance.device.walk import Judged
from pytest_mobcompliance.recognise import ELDERLY_NAMES, find_elderly_entry
from pytest_mobcompliance.screen import Screen
from pytest_mobcompliance.settings import ElderlySettings, Settings
from pytest_mobcompliance.verdict import MobVerdict

pytestmark = pytest.mark.elderly_mode

PAGE_SHOWS = 5.0
"""Seconds that a page may take to show the other mode."""


@pytest.fixture
def elderly(mob_settings: Settings, mob_verdict: MobVerdict) -> ElderlySettings:
    """How the configuration says that the mode is switched; not-verified without."""
    if mob_settings.elderly is None or not mob_settings.elderly.off:
        mob_verdict.not_verified("not-configured", "add [elderly] with on and off")
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
        mob_verdict.violated("no-elderly-entry", f"{place}: no entry to the elderly mode", parts[0])
    mob_verdict.observe(f"entry on {place}", entry.label)


@pytest.mark.requirement("6.elderly-mode/search")
@pytest.mark.parametrize("term", ELDERLY_NAMES)
def test_search_leads_to_it(
    term: str, mob_app: App, elderly: ElderlySettings, mob_settings: Settings, mob_verdict: MobVerdict
) -> None:
    """The app's own search finds the mode by its standard name and its three aliases."""
    if elderly.search is None:
        mob_verdict.not_verified("not-configured", "add [elderly.search]")
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
        mob_verdict.violated("search-finds-nothing", f"a search for {term} does not find it", screen)
    mob_app.tap(locator_of(entry, screen))
    if not mob_app.wait_for(elderly.off[0].tap, _patience(mob_settings)):
        mob_verdict.violated("search-leads-elsewhere", f"{entry.label} does not lead there", screen)
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
        mob_verdict.violated(
            "elderly-not-kept", "after a restart the standard version shows", mob_app.capture()
        )
    mob_verdict.observe("after restart", "elderly mode")


@pytest.mark.requirement("6.elderly-mode/readable")
def test_text_is_readable(judged: Judged, elderly: ElderlySettings, mob_verdict: MobVerdict) -> None:
    """Size, line spacing and contrast of the text."""
    rules = ("6.text-size", "6.line-spacing", "6.text-contrast")
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
