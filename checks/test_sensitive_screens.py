"""Clause 13: what screens show of a customer's data, and to whom."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.device.walk import Judged
from pytest_mobcompliance.verdict import MobVerdict

pytestmark = pytest.mark.identity


@pytest.mark.requirement("13.leak-prevention/masked")
def test_personal_data_are_masked(judged: Judged, mob_verdict: MobVerdict) -> None:
    """Cards, ID numbers and phone numbers are never shown in full."""
    mob_verdict.findings(judged("standard", "13.clear-data"))
