from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # fake_app, shared by the files of this folder


@pytest.fixture(autouse=True)
def quick_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Apps in memory show at once what they have."""
    monkeypatch.setattr("pytest_mobcompliance.device.flows.NOTICE_APPEARS", 0.0)
