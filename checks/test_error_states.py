"""Clause 6: what was filled in wrongly is said in words, for those who see no red border."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.forms import answer_of, fill, form, identity, submit
from pytest_mobcompliance.device.outcome import FOLLOWS
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.recognise.text import fold
from pytest_mobcompliance.rules.errors import may_tell, tells
from pytest_mobcompliance.screen import Screen
from pytest_mobcompliance.settings import CODE_SOURCES, FormSettings, Settings
from pytest_mobcompliance.verdict import Audit, MobVerdict

from .field_words import all_worded
from .submitting import changed

pytestmark = pytest.mark.accessibility

FORMS = (
    ("registration", ("id_number", "phone", "card", "code")),
    ("login", ("password",)),
)
"""Which field is filled in wrongly: the first of a declared form that an app can check by itself."""


def _wrong(settings: Settings) -> tuple[FormSettings, dict[str, str]] | None:
    """The form and one wrong value by meaning of its field: the declared one with another last character."""
    for name, meanings in FORMS:
        declared = form(settings, name)
        for meaning in meanings if declared is not None and settings.identities else ():
            right = str(getattr(identity(settings), meaning))
            if declared is not None and meaning in declared.fields and right not in ("", *CODE_SOURCES):
                return declared, {meaning: changed(right)}
    return None


def _words(screens: Iterable[Screen]) -> set[str]:
    """What these screens say, toasts included, apart from what was typed."""
    shown = (e for screen in screens for e in screen.shown() if not e.editable)
    return {fold(said) for e in shown if (said := e.text or e.name)} - {""}


def _unclear(finding: Finding) -> Finding:
    """A message stands somewhere, in another part perhaps: a person must see whether it means this field."""
    if finding.verdict is not Verdict.VIOLATED:
        return finding
    return replace(finding, verdict=Verdict.NEEDS_REVIEW, reason="words-unclear")


def _is_accepted(app: App, declared: FormSettings) -> bool:
    """Submit, and wait for an answer by the form's own signs; without one it counts as refused."""
    submit(app, declared)
    patience = None if declared.error else FOLLOWS  # nothing tells that it is refused, and a toast goes
    return answer_of(app, declared, patience=patience).came == "done"


@pytest.mark.destructive
@pytest.mark.requirement("6.accessibility/errors")
def test_errors_are_said_in_words(
    mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict, mob_audit: Audit
) -> None:
    """A form with a wrong value marks the field and says in words what is wrong."""
    chosen = _wrong(mob_settings)
    if chosen is None:
        mob_verdict.not_verified(
            "not-configured", say("add [forms.registration] or [forms.login], and an identity")
        )
    declared, instead = chosen
    mob_app.launch()
    accept_notice(mob_app)
    fill(mob_app, declared, identity(mob_settings), instead=instead)
    before = _words(mob_app.captures(f"{declared.screen}@filled"))
    if _is_accepted(mob_app, declared):
        accepts = say("the form accepts a wrong {fields}", fields=all_worded(instead))
        mob_verdict.not_verified("no-error-shown", accepts)
    at_once = mob_app.capture(f"{declared.screen}@error")  # a toast does not wait until all parts are seen
    parts = mob_app.captures(f"{declared.screen}@error")
    found = [f for part in parts for f in mob_audit(part, rules=["6.error-color-only"])]
    told = [f for f in found if f.verdict is not Verdict.NOT_APPLICABLE]
    new = sorted(_words([at_once, *parts]) - before, key=len)
    if not told and not new:
        silent = say("a wrong {fields} is refused without a word", fields=all_worded(instead))
        mob_verdict.needs_review("error-not-said", at_once, silent)
    messages = [words for words in new if tells(words)]
    if not told and not messages:
        unclear = say("after a wrong {fields}: {words}", fields=all_worded(instead), words=new[-1])
        mob_verdict.needs_review("words-unclear", at_once, unclear)
    if messages:
        mob_verdict.observe(say("words after a wrong value"), messages[-1])
    mob_verdict.findings(_unclear(f) if any(map(may_tell, new)) else f for f in told)
