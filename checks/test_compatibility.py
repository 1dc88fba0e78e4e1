"""Clauses 7 and 10: the app works on the screens, text sizes and modes that users have; links work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

import pytest
import requests

from pytest_mobcompliance.device.app import WebVerbs
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.walk import Walker
from pytest_mobcompliance.screen import Screen
from pytest_mobcompliance.settings import Settings
from pytest_mobcompliance.verdict import Audit, MobVerdict

pytestmark = pytest.mark.compatibility

LAYOUT = ("10.page-overflow", "10.text-cut", "10.text-overlap")
WIDTHS = (320, 360, 390, 430)
"""CSS px: the narrow and the wide end of phones in use, and the two most common widths."""
SCALES = (1.0, 1.5, 2.0)
"""Text scales (OS-font in the companion rules; the steps are this project's own choice)."""


def _screens(app: WebVerbs, settings: Settings) -> Iterator[str]:
    """Go to each screen that needs no login, and say its name."""
    app.launch()
    accept_notice(app)
    for name, screen in settings.screens.items():
        if not screen.login:
            app.go(name)
            yield name


def _captured(app: WebVerbs, name: str, display: AbstractContextManager[None]) -> Screen:
    with display:
        return app.capture(name)


@pytest.mark.requirement("10.compatibility/viewports")
def test_layout_fits_all_widths(
    mob_app: WebVerbs, mob_settings: Settings, mob_audit: Audit, mob_verdict: MobVerdict
) -> None:
    """No sideways scrolling, no cut and no overlapping text from 320 to 430 px."""
    found = [
        finding
        for name in _screens(mob_app, mob_settings)
        for width in WIDTHS
        for finding in mob_audit(
            _captured(mob_app, f"{name}@{width}", mob_app.viewport(width, 844, 2.0)), rules=LAYOUT
        )
    ]
    mob_verdict.findings(found)


@pytest.mark.requirement("10.compatibility/text-scale")
def test_layout_fits_large_text(
    mob_app: WebVerbs, mob_settings: Settings, mob_audit: Audit, mob_verdict: MobVerdict
) -> None:
    """No cut and no overlapping text when the user enlarges it up to twofold."""
    found = [
        finding
        for name in _screens(mob_app, mob_settings)
        for scale in SCALES
        for finding in mob_audit(
            _captured(mob_app, f"{name}×{scale}", mob_app.text_scale(scale)), rules=LAYOUT
        )
    ]
    mob_verdict.findings(found)


@pytest.mark.requirement("10.compatibility/dark-mode")
def test_dark_mode_is_readable(
    mob_app: WebVerbs, mob_settings: Settings, mob_audit: Audit, mob_verdict: MobVerdict
) -> None:
    """Text stands out in dark mode too."""
    with mob_app.dark_mode(True):
        screens = [mob_app.capture(f"{name}-dark") for name in _screens(mob_app, mob_settings)]
    mob_verdict.findings([f for screen in screens for f in mob_audit(screen, rules=["6.text-contrast"])])


@pytest.mark.requirement("7.no-dead-links/own-links")
def test_own_links_open(mob_walk: Walker, mob_settings: Settings, mob_verdict: MobVerdict) -> None:
    """Every link to the app's own host opens."""
    walk = mob_walk("standard")
    own = {
        element.href.partition("#")[0]: f"{screen.name}: {element.label}"
        for screen in walk.screens
        for element in screen.shown()
        if element.href and urlsplit(element.href).netloc == urlsplit(screen.url or "").netloc
    }
    dead = {}
    for address, place in own.items():
        answer = requests.get(address, timeout=mob_settings.web.page_timeout)
        if answer.status_code >= 400:
            dead[place] = answer.status_code
    if dead:
        mob_verdict.violated(
            "dead-link", "; ".join(f"{place} answers {status}" for place, status in dead.items())
        )
    mob_verdict.findings(walk.missed)
    mob_verdict.observe("links opened", len(own))


@pytest.mark.requirement("7.no-unrelated-links/hosts")
def test_links_lead_to_known_hosts(mob_walk: Walker, mob_settings: Settings, mob_verdict: MobVerdict) -> None:
    """Links lead to the app's own host and to the hosts that the configuration allows."""
    walk = mob_walk("standard")
    hosts = {
        urlsplit(element.href).hostname or "": f"{screen.name}: {element.label}"
        for screen in walk.screens
        for element in screen.shown()
        if element.href and urlsplit(element.href).scheme in ("http", "https")
    }
    own = {urlsplit(screen.url or "").hostname for screen in walk.screens}
    allowed = own | set(mob_settings.links.allowed_hosts)
    unrelated = {host: place for host, place in hosts.items() if host not in allowed}
    if unrelated:
        mob_verdict.violated(
            "unrelated-link", "; ".join(f"{place} leads to {host}" for host, place in unrelated.items())
        )
    mob_verdict.findings(walk.missed)
    mob_verdict.observe("hosts", [*sorted(hosts)])
