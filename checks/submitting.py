"""What checks share that submit a form."""

from __future__ import annotations

import time

from pytest_mobcompliance.device.app import App
from pytest_mobcompliance.device.forms import submit
from pytest_mobcompliance.settings import FormSettings
from pytest_mobcompliance.verdict import MobVerdict

ANSWER = 3.0
"""Seconds that an app may take to answer a submitted form."""


def accepted(app: App, form: FormSettings, verdict: MobVerdict) -> bool:
    """Submit, and tell whether the form was accepted; silence is neither a yes nor a no."""
    submit(app, form)
    end = time.monotonic() + ANSWER
    while time.monotonic() < end:
        if app.exists(form.done):
            return True
        if form.error is not None and app.exists(form.error):
            return False
        time.sleep(0.05)
    verdict.needs_review(
        "no-answer", app.capture(), f"neither done nor error of the form was seen within {ANSWER:g} s"
    )


def changed(value: str) -> str:
    """The same value with another last character."""
    return value[:-1] + ("1" if value[-1:] == "0" else "0")
