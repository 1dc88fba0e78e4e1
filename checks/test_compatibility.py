"""Clauses 7 and 10: the app works on the screens, text sizes and modes that users have; links work."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from urllib.parse import urlsplit

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.links import refusal
from pytest_mobcompliance.device.tour import Toured
from pytest_mobcompliance.device.walk import Walker, whole_over_clipped
from pytest_mobcompliance.findings import Finding
from pytest_mobcompliance.messages import say, say_all
from pytest_mobcompliance.recognise import own_part
from pytest_mobcompliance.screen import Platform, Screen
from pytest_mobcompliance.settings import Settings
from pytest_mobcompliance.verdict import Audit, MobVerdict

pytestmark = pytest.mark.compatibility

LAYOUT = ("10.page-overflow", "10.text-cut", "10.text-overlap")
WIDTHS = (320, 360, 390, 430)
"""dp: the narrow and the wide end of phones in use, and the two most common widths."""
ROUNDED = 1.0
"""dp that a width may be off: a phone's density is a whole number of dpi."""
RESIZES = 3.0
"""Seconds that a screen may take to show again with another text size."""
SCALES = (1.0, 1.5, 2.0)
"""Text scales (OS-font in the companion rules; the steps are this project's own choice)."""


@pytest.mark.requirement("10.compatibility/viewports")
@pytest.mark.parametrize("width", WIDTHS)
def test_layout_fits_width(
    width: int, mob_app: App, toured: Toured, mob_audit: Audit, mob_verdict: MobVerdict
) -> None:
    """No sideways scrolling, no cut and no overlapping text from 320 to 430 dp.

    On the narrowest, each screen is looked at down to its end.
    """
    found: list[Finding] = []
    others: list[Screen] = []
    look_at = mob_app.captures if width == min(WIDTHS) else _one_part(mob_app)

    def look(name: str) -> None:
        parts = look_at(f"{name}@{width}")
        found.extend(_layout(mob_audit, parts))
        others.extend(part for part in parts if abs((part.laid_out_dp or width) - width) > ROUNDED)

    with mob_app.viewport(width, 844, 2.0):
        missed = toured(look)
    mob_verdict.findings([*found, *missed])
    if others:
        got = say(
            "{got:.0f} dp on {name}, wanted {width} dp",
            got=others[0].laid_out_dp,
            name=others[0].name,
            width=width,
        )
        mob_verdict.not_verified("width-not-held", got)


@pytest.mark.requirement("10.compatibility/text-scale")
def test_layout_fits_large_text(
    mob_app: App, toured: Toured, mob_settings: Settings, mob_audit: Audit, mob_verdict: MobVerdict
) -> None:
    """No cut and no overlapping text when the user enlarges it up to twofold.

    With the largest, each screen is looked at down to its end.
    """
    found: list[Finding] = []
    stuck: list[Screen] = []

    def look(name: str) -> None:
        sizes = []
        for scale in SCALES:
            with mob_app.text_scale(scale):
                _come_back(mob_app, mob_settings, name)
                look_at = mob_app.captures if scale == max(SCALES) else _one_part(mob_app)
                parts = look_at(f"{name}×{scale}")
            found.extend(_layout(mob_audit, parts))
            sizes.append(_usual_text_size(parts[0]))
        if sizes[-1] <= sizes[0]:
            stuck.append(parts[0])

    missed = toured(look)
    mob_verdict.findings([*found, *missed])
    if stuck:
        told = say("the text keeps its size on {names}", names=[screen.name for screen in stuck])
        mob_verdict.needs_review("text-does-not-grow", stuck[0], told)


def _come_back(app: App, settings: Settings, name: str) -> None:
    """Wait for the screen; an app that begins anew with another text size is led there again."""
    declared = settings.screens.get(name)
    expect = declared.expect if declared is not None else None
    if expect is not None and not app.wait_for(expect, RESIZES):
        app.go(name)


def _one_part(app: App) -> Callable[[str], list[Screen]]:
    return lambda name: [app.capture(name)]


def _layout(audit: Audit, parts: list[Screen]) -> list[Finding]:
    return whole_over_clipped(f for part in parts for f in audit(part, rules=LAYOUT))


def _usual_text_size(screen: Screen) -> float:
    """Median in dp; on a phone, which does not tell it, of the heights of what texts take; 0 without any."""
    texts = [e for e in own_part(screen).shown() if e.text]
    if screen.platform is Platform.WEB:
        return median([e.text_size_dp for e in texts if e.text_size_dp] or [0.0])
    boxes = [e.bounds_dp for e in texts if e.bounds_dp is not None and not e.clipped]
    return median([box[3] - box[1] for box in boxes] or [0.0])


@pytest.mark.requirement("10.compatibility/dark-mode")
def test_dark_mode_is_readable(
    mob_app: App, toured: Toured, mob_audit: Audit, mob_verdict: MobVerdict
) -> None:
    """Text stands out in dark mode too."""
    screens: list[Screen] = []
    with mob_app.dark_mode(True):
        missed = toured(lambda name: screens.extend(mob_app.captures(f"{name}-dark")))
    found = (f for screen in screens for f in mob_audit(screen, rules=["6.text-contrast"]))
    mob_verdict.findings([*whole_over_clipped(found), *missed])


@pytest.mark.requirement("7.no-dead-links/own-links")
def test_own_links_open(walked: Walker, mob_settings: Settings, mob_verdict: MobVerdict) -> None:
    """Every link to the app's own host opens."""
    walk = walked("standard")
    own = {
        element.href.partition("#")[0]: f"{screen.name}: {element.label}"
        for screen in walk.screens
        for element in screen.shown()
        if element.href and urlsplit(element.href).netloc == urlsplit(screen.url or "").netloc
    }
    dead = {
        place: why
        for address, place in own.items()
        if (why := refusal(address, mob_settings.web.page_timeout))
    }
    if dead:
        mob_verdict.violated(
            "dead-link",
            say_all(say("{place} answers {why}", place=place, why=why) for place, why in dead.items()),
        )
    mob_verdict.findings(walk.missed)
    if not own:
        mob_verdict.not_verified("no-links", say("no screen shows a link to the app's own host"))
    mob_verdict.observe(say("links opened"), len(own))


@pytest.mark.requirement("7.no-unrelated-links/hosts")
def test_links_lead_to_known_hosts(walked: Walker, mob_settings: Settings, mob_verdict: MobVerdict) -> None:
    """Links lead to the app's own host and to the hosts that the configuration allows."""
    walk = walked("standard")
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
            "unrelated-link",
            say_all(
                say("{place} leads to {host}", place=place, host=host) for host, place in unrelated.items()
            ),
        )
    mob_verdict.findings(walk.missed)
    if not hosts:
        mob_verdict.not_verified("no-links", say("no screen shows a link"))
    mob_verdict.observe(say("hosts"), [*sorted(hosts)])
