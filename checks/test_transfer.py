"""Clause 12: before money leaves an account, the app asks once more who that is."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.flows import accept_notice
from pytest_mobcompliance.device.forms import fields_of, fill, form, log_in, standing, submit
from pytest_mobcompliance.device.pauses import LOOKS, within
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.recognise import tells_news
from pytest_mobcompliance.settings import FormSettings, IdentitySettings, Locator, Settings
from pytest_mobcompliance.verdict import MobVerdict

from .submitting import settled, valueless

pytestmark = pytest.mark.identity

PROOFS = ("code", "password")
"""Fields that prove who the user is, where a form asks for them at once: they stay empty."""


@pytest.mark.destructive
@pytest.mark.requirement("12.identity/transfer-verifies")
def test_transfer_verifies_who_sends(
    mob_app: App, mob_settings: Settings, mob_verdict: MobVerdict, person: IdentitySettings
) -> None:
    """A transfer that is filled in and submitted is not done before the app asks who the user is.

    Nothing is typed there, so no money leaves the account.
    """
    transfer = form(mob_settings, "transfer")
    if transfer is None or transfer.verify is None:
        mob_verdict.not_verified("not-configured", say("add [forms.transfer] with verify and done"))
    mob_app.launch()
    accept_notice(mob_app)
    log_in(mob_app, mob_settings)
    mob_app.go(transfer.screen)
    if absent := valueless(fields_of(mob_app, transfer), person, but=PROOFS):
        told = say("the first identity has no {fields}", fields=absent)
        mob_verdict.not_verified("not-configured", told)
    fill(mob_app, transfer, person, leave_out=PROOFS)
    early = [name for name in ("verify", "done") if mob_app.exists(getattr(transfer, name))]
    if early:
        signs = early[0] if len(early) == 1 else say("{one} and {other}", one=early[0], other=early[1])
        shown = say("{signs} of [forms.transfer] shows before anything is submitted", signs=signs)
        mob_verdict.needs_review("shown-before-submit", mob_app.capture(), shown)
    stood = settled(mob_app, transfer)
    submit(mob_app, transfer)
    seen = _seen(mob_app, transfer, transfer.verify, stood)
    screen = mob_app.capture("transfer")
    if seen == {"done"}:
        told = say("the transfer is done; nothing asked who sends it")
        mob_verdict.violated("no-verification", told, screen)
    if {"done", "verify"} <= seen:
        told = say("it is asked who sends it, and it is done")
        mob_verdict.needs_review("done-while-verifying", screen, told)
    if "error" in seen:
        told = say("the transfer is refused as it is declared")
        mob_verdict.needs_review("right-person-refused", screen, told)
    if not seen:
        silent = say(
            "neither verify nor done of the form was seen within {seconds:g} s",
            seconds=transfer.answers_within,
        )
        mob_verdict.needs_review("no-answer", screen, silent)
    mob_verdict.observe(say("before the transfer"), say("verification asked"))


def _seen(app: App, transfer: FormSettings, verify: Locator, stood: Collection[str]) -> set[str]:
    """Wait for an answer, and return all that shows a moment later.

    :param stood: what the form's errors said before it was submitted.
    """

    def seen() -> set[str]:
        words = [each for each in standing(app, transfer) if each not in stood and not tells_news(each)]
        known = {"verify": app.exists(verify), "done": app.exists(transfer.done), "error": bool(words)}
        return {name for name, there in known.items() if there}

    within(app, transfer.answers_within, lambda: bool(seen()))
    app.let_pass(LOOKS)  # what was seen may belong to a page that is still being drawn
    return seen()
