"""Clause 6: nobody is kept out by a captcha that they cannot see."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.device.walk import Judged
from pytest_mobcompliance.verdict import MobVerdict

pytestmark = pytest.mark.accessibility


@pytest.mark.requirement("6.accessibility/captcha")
def test_captchas_have_another_way(judged_whole: Judged, mob_verdict: MobVerdict) -> None:
    """A captcha for the eyes, where one is seen, has another way beside it, such as a spoken code."""
    mob_verdict.findings(judged_whole("standard", "6.captcha-alternative"))
