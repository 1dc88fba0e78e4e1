"""Clauses 12 and 13: what is typed in secret stays secret."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.device.walk import Judged
from pytest_mobcompliance.verdict import MobVerdict

pytestmark = pytest.mark.identity


@pytest.mark.requirement("12.identity/password-masked")
def test_passwords_are_masked(judged: Judged, mob_verdict: MobVerdict) -> None:
    """Password fields hide what is typed."""
    mob_verdict.findings(judged("standard", "12.password-masked"))
