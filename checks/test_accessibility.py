"""Clause 6: everybody can use the app, also with a screen reader."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.device.walk import Judged, Walker
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.rules.axe import axe_findings
from pytest_mobcompliance.settings import Settings
from pytest_mobcompliance.verdict import MobVerdict

pytestmark = pytest.mark.accessibility


@pytest.mark.requirement("6.accessibility/axe")
def test_axe_finds_nothing(mob_walk: Walker, mob_settings: Settings, mob_verdict: MobVerdict) -> None:
    """axe-core, the reference engine for pages, run inside every configured screen."""
    if mob_settings.app.platform != "web":
        mob_verdict.not_applicable("pages-only", say("axe-core judges pages"))
    walk = mob_walk("standard")
    if walk.axe is None:
        mob_verdict.not_verified("axe-missing", say("`npm ci` in rig/, or set [web] axe to its folder"))
    seen = [screen for screen in walk.screens if screen.name in walk.axe]
    found = [f for screen in seen for f in axe_findings(walk.axe[screen.name], screen)]
    mob_verdict.findings([*walk.missed, *walk.axe_missed, *found])


@pytest.mark.requirement("6.accessibility/names")
def test_controls_have_useful_names(judged: Judged, mob_verdict: MobVerdict) -> None:
    """A screen reader has something to say for each control, and says it once."""
    naming = ("6.name-missing", "6.name-repeats-role", "6.unclear-link")
    fields = ("6.editable-description", "6.error-color-only")
    rules = (*naming, *fields, "6.duplicate-name", "6.empty-semantics")
    mob_verdict.findings(judged("standard", *rules))


@pytest.mark.requirement("6.accessibility/unexposed-text")
def test_no_text_is_kept_from_readers(judged: Judged, mob_verdict: MobVerdict) -> None:
    """What the eye can read, a screen reader can say."""
    mob_verdict.findings(judged("standard", "6.unexposed-text"))


@pytest.mark.requirement("6.accessibility/structure")
def test_structure_follows_the_eye(judged: Judged, mob_verdict: MobVerdict) -> None:
    """Nothing to tap lies on, in or too near another, and a reader comes to all in the order that is seen."""
    room = ("6.target-spacing", "6.close-button-size", "6.close-button-place")
    rules = (*room, "6.duplicate-bounds", "6.nested-clickable", "6.focus-order")
    mob_verdict.findings(judged("standard", *rules))


@pytest.mark.requirement("6.accessibility/paragraphs")
def test_paragraphs_stand_apart(judged: Judged, mob_verdict: MobVerdict) -> None:
    """More room between paragraphs than between lines."""
    mob_verdict.findings(judged("standard", "6.paragraph-spacing"))


@pytest.mark.requirement("6.accessibility/contrast")
def test_text_stands_out(judged: Judged, mob_verdict: MobVerdict) -> None:
    """Text, icons and the frames of fields against what lies behind them."""
    mob_verdict.findings(judged("standard", "6.text-contrast", "6.nontext-contrast"))


@pytest.mark.requirement("6.accessibility/target-size")
def test_targets_are_large_enough(judged: Judged, mob_verdict: MobVerdict) -> None:
    """What is tapped can be hit."""
    mob_verdict.findings(judged("standard", "6.target-size"))


@pytest.mark.requirement("6.accessibility/zoom")
def test_pages_can_be_zoomed(judged: Judged, mob_verdict: MobVerdict) -> None:
    """No page forbids its reader to enlarge it."""
    mob_verdict.findings(judged("standard", "6.zoom-blocked"))
