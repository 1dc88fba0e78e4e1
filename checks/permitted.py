"""What the checks of permissions share."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import NoReturn

from pytest_mobcompliance.device.app import App, PhoneVerbs
from pytest_mobcompliance.device.asking import NOTIFICATIONS_API
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.verdict import MobVerdict

KINDS = ("geolocation", "camera", "notifications")
FOR_A_PERSON = frozenset({"unknown-dialog", "unconfirmed-family"})
"""Faults of the rig that a person can judge: a dialog that nobody may answer."""


def not_asked_at_run_time(verdict: MobVerdict) -> NoReturn:
    """End the check where the system asks for no such permission at all."""
    since = say("Android asks for notifications from API {level} on", level=NOTIFICATIONS_API)
    verdict.not_applicable("no-runtime-permission", since)


@contextmanager
def reviewed(app: App, verdict: MobVerdict) -> Generator[None]:
    """Within the block, a dialog that nobody may answer is for a person to look at."""
    try:
        yield
    except RigError as error:
        if error.reason not in FOR_A_PERSON:
            raise
        verdict.needs_review(error.reason, app.capture(), error.headline)


def where(app: App, *words: str) -> PhoneVerbs | None:
    """The app with the verbs of phones, where the session offers these words; only Android does."""
    return app if set(words) <= app.what_it_can() else None  # type: ignore[return-value]
