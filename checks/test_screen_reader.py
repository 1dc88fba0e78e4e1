"""Clause 6: with a screen reader on, the core flows can be operated."""

from __future__ import annotations

import time

import pytest

from pytest_mobcompliance.device.app import App, PhoneVerbs
from pytest_mobcompliance.device.flows import accept_notice, notice_and_screen
from pytest_mobcompliance.device.tour import tour
from pytest_mobcompliance.device.walk import Judged, whole_over_clipped
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.findings import Finding
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.screen import Screen
from pytest_mobcompliance.settings import Settings
from pytest_mobcompliance.verdict import Audit, MobVerdict

pytestmark = pytest.mark.accessibility

ARRIVES = 3.0
"""Seconds that a screen reader may take to come to what was opened."""
NO_READER = frozenset({"no-screen-reader", "capability-missing", "replay"})
"""Reasons that no second try changes."""
CORE = ("home", "login", "register", "transfer")
"""Usual names of the screens of core flows; those of declared forms are looked at as well."""


def _core_screens(settings: Settings) -> list[str]:
    """The first configured screen, those of the declared forms, and those with a usual name."""
    forms = {declared.screen for declared in settings.forms.values()}
    first = next(iter(settings.screens), None)
    return [name for name in settings.screens if name in forms or name in CORE or name == first]


def _arrived(app: App, name: str) -> Screen:
    """The screen once the reader has come to it, or when its time is over."""
    end = time.monotonic() + ARRIVES
    while True:
        screen = app.capture(name)
        if any(element.reader_focused for element in screen.elements) or time.monotonic() > end:
            return screen
        time.sleep(0.2)


def _look(app: App, name: str, audit: Audit) -> list[Finding]:
    """What a reader finds on the screen that shows now, in all its parts."""
    named = f"{name}@reader"  # the walk's own screens keep their names
    stands = audit(_arrived(app, named), rules=["6.reader-focus"])
    parts = app.captures(named)
    return [*stands, *(f for part in parts for f in audit(part, rules=["6.reader-unreachable"]))]


@pytest.mark.requirement("6.accessibility/screen-reader")
def test_core_flows_can_be_read(
    judged: Judged, mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict, mob_audit: Audit
) -> None:
    """All controls are in a reader's reach; with the phone's own reader on, it comes to what is opened."""
    if mob_settings.app.platform == "web":
        mob_verdict.not_applicable("reader-of-the-system", say("axe-core judges pages by what readers get"))
    if mob_settings.app.platform == "ios":
        mob_verdict.not_verified("capability-missing", say("no test can switch VoiceOver on from outside"))
    found = judged("standard", "6.reader-unreachable")
    stopped: RigError | None = None
    try:
        found += _read(mob_app, mob_settings, mob_verdict, mob_audit)
    except RigError as fault:
        stopped = fault
    mob_verdict.findings(whole_over_clipped(found))  # what the walk showed counts in any case
    if stopped is not None and stopped.reason in NO_READER:
        detail = say("{got}: {next_step}", got=stopped.got, next_step=stopped.next_step)
        mob_verdict.not_verified(stopped.reason, detail)
    if stopped is not None:
        raise stopped


def _read(app: App, settings: Settings, verdict: MobVerdict, audit: Audit) -> list[Finding]:
    """The core flows from a first start on, with the reader running."""
    phone: PhoneVerbs = app  # type: ignore[assignment] # no other platform comes here
    found: list[Finding] = []
    app.reset()
    with phone.screen_reader() as reader:
        app.launch()
        if notice_and_screen(app)[0] is not None:
            found += _look(app, "first-start", audit)
        accept_notice(app)
        names = _core_screens(settings)
        not_reached = list(tour(app, settings, lambda name: found.extend(_look(app, name, audit)), names))
    if found:
        verdict.observe(say("screen reader"), reader)
    return [*not_reached, *found]
