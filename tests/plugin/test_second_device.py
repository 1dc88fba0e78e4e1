"""``mob_second_app``: a second device beside the first, for one test."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest

from pytest_mobcompliance.device.lease import Lease
from pytest_mobcompliance.errors import ConfigurationError
from pytest_mobcompliance.fixtures.second import refuse_same
from pytest_mobcompliance.settings import VirtualSettings

Run = Callable[..., pytest.RunResult]
Ledger = Callable[[], dict[str, dict[str, Any]]]

SUITE = """
    import pytest

    @pytest.mark.needs("second_device")
    @pytest.mark.requirement("12.identity/x")
    def test_one(mob_app, mob_second_app, mob_verdict):
        for app in (mob_app, mob_second_app):
            app.launch()
        told = [app.capture().settings["api_level"] for app in (mob_app, mob_second_app)]
        mob_verdict.observe("api", told)
"""
FARM = """
    from pathlib import Path

    def pytest_mobcompliance_lease(settings, device, worker):
        note(f"lease {device} {worker}")

    def pytest_mobcompliance_release(lease):
        note(f"release {lease.worker}")

    def pytest_mobcompliance_capabilities(capabilities, lease):
        note(f"ask {lease.worker}")

    def note(what):
        with Path("farm.txt").open("a", encoding="utf-8") as file:
            file.write(f"{what}\\n")
"""
BANK = files("pytest_mobcompliance.virtual_phone.bank") / "mobcompliance.toml"


def configure(pytester: pytest.Pytester, second: str) -> None:
    own = BANK.read_text("utf-8").replace('second_device = "virtual"', f'second_device = "{second}"')
    pytester.path.joinpath("mobcompliance.toml").write_text(own, "utf-8")
    for name in ("example-bank-1.0.0.apk", "example-bank-0.9.0.apk"):
        pytester.path.joinpath(name).write_bytes(BANK.parent.joinpath(name).read_bytes())


def test_two_phones_at_once_each_leased_and_given_back(
    pytester: pytest.Pytester, here: Run, ledger: Ledger
) -> None:
    configure(pytester, "virtual?api=29")
    pytester.makeconftest(FARM)
    pytester.makepyfile(SUITE)
    here("--mob-device", "virtual?api=34").assert_outcomes(passed=1)
    assert ledger()["12.identity/x"]["observations"]["api"] == [34, 29]
    assert pytester.path.joinpath("farm.txt").read_text("utf-8").splitlines() == [
        "lease virtual?api=34 main",
        "ask main",
        "lease virtual?api=29 main-second",
        "ask main-second",
        "release main-second",
        "release main",
    ]


def test_without_a_second_device_it_is_not_verified(
    pytester: pytest.Pytester, here: Run, ledger: Ledger
) -> None:
    configure(pytester, "")
    pytester.makepyfile(SUITE)
    here("--mob-device", "virtual").assert_outcomes(skipped=1)
    record = ledger()["12.identity/x"]
    assert (record["verdict"], record["reason"]) == ("not-verified", "capability-missing")


def lease(name: str, udid: str | None = None, virtual: VirtualSettings | None = None) -> Lease:
    return Lease(name=name, worker="main", udid=udid, virtual=virtual)


SIMULATED = VirtualSettings()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (lease("p1", "S1"), lease("p1", "S1")),
        (lease("p1", "S1"), lease("S1", "S1")),
        (lease("attached"), lease("attached")),
        (lease("p1", "S1"), lease("virtual", virtual=SIMULATED)),
        (lease("virtual", virtual=SIMULATED), lease("p1", "S1")),
    ],
)
def test_a_second_device_that_is_none_is_refused(first: Lease, second: Lease) -> None:
    with pytest.raises(ConfigurationError, match="second_device"):
        refuse_same(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (lease("p1", "S1"), lease("p2", "S2")),
        (lease("p1"), lease("p2", "S2")),
        (lease("phone-a"), lease("phone-b")),
        (lease("virtual", virtual=SIMULATED), lease("virtual", virtual=SIMULATED)),
    ],
)
def test_another_device_is_taken(first: Lease, second: Lease) -> None:
    refuse_same(first, second)
