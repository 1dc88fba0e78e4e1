"""`--mob-device`: which of the declared devices is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., pytest.RunResult]

SETTINGS = """
[app]
url = "http://127.0.0.1/"
[devices.large]
width = 430
[devices.small]
width = 320
udid = "SERIAL-1"
"""
SUITE = """
    import pytest
    @pytest.mark.requirement("16.privacy-notice/x")
    def test_one(mob_lease, mob_verdict):
        mob_verdict.observe("device", f"{mob_lease.name} {mob_lease.width} {mob_lease.udid}")
"""


@pytest.fixture(autouse=True)
def suite(pytester: pytest.Pytester) -> None:
    (pytester.path / "mobcompliance.toml").write_text(SETTINGS, "utf-8")
    pytester.makepyfile(SUITE)


def device(ledger: Callable[[], dict[str, Any]]) -> str:
    return ledger()["16.privacy-notice/x"]["observations"]["device"]


def test_named_device_is_leased(here: Run, ledger: Callable[[], dict[str, Any]]) -> None:
    here("--mob-device", "small").assert_outcomes(passed=1)
    assert device(ledger) == "small 320 SERIAL-1"


def test_first_device_is_the_default(here: Run, ledger: Callable[[], dict[str, Any]]) -> None:
    here().assert_outcomes(passed=1)
    assert device(ledger) == "large 430 None"


def test_ini_twin(pytester: pytest.Pytester, here: Run, ledger: Callable[[], dict[str, Any]]) -> None:
    pytester.makeini("[pytest]\nmob_device = small\n")
    here().assert_outcomes(passed=1)
    assert device(ledger).startswith("small ")


def test_unknown_device_is_told_with_the_nearest(here: Run, ledger: Callable[[], dict[str, Any]]) -> None:
    result = here("--mob-device", "smal")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*--mob-device*", "*得到：'smal'", "*下一步：请改为 'small'"])
    record = ledger()["16.privacy-notice/x"]
    assert (record["verdict"], record["reason"]) == ("not-verified", "configuration")
