"""The ready-made checks on the same phone through both doors: its own endpoint, and adb with real Appium."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from phones import FEATURES, Plugged, plugged, settings_file
from suite_runner import ROOT, SuiteRun, run_checks, run_phone

from pytest_mobcompliance.device.server import start_server
from pytest_mobcompliance.virtual_phone.bank.server import BankServer
from pytest_mobcompliance.virtual_phone.spec import PhoneSpec

ONE_PER_AREA = (
    "unnamed-button",
    "elderly-search-alias",
    "account-enumeration",
    "no-complaint",
    "update-silent",
    "no-purpose",
    "clipboard-on-home",
    "location-in-background",
    "overlap-narrow",
)
"""A defect for each area, and one for what an upgrade tells; they do not hide each other."""
REQUIREMENTS = 7
SECOND = "12.identity/second-device"
UNREACHED = ("12.encrypted-transport/cleartext", "12.encrypted-transport/foreign-certificate")
"""No proxy of the run reaches a phone behind adb."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One Appium server for the file, with `mobile: shell` allowed."""
    log = tmp_path_factory.mktemp("appium") / "appium.log"
    running = start_server(ROOT / "rig", ROOT, timeout=90, log=log, insecure=FEATURES)
    try:
        yield running.url
    finally:
        running.stop()


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> SuiteRun:
    """The compliant bank through the phone's own endpoint."""
    return run_phone(tmp_path_factory.mktemp("inside"))


def behind_adb(rig: Plugged, server: str, folder: Path, *args: str, second: str = "") -> SuiteRun:
    file = settings_file(rig, folder, second)
    return run_checks(folder, "--mob-config", str(file), "--mob-server", server, *args)


def two_phones(defects: tuple[str, ...] = ()) -> AbstractContextManager[Plugged]:
    """A phone, and a second one for the same account at the same bank."""
    return plugged(PhoneSpec(), PhoneSpec(serial="second"), defects=defects, bank=BankServer())


def judged(run: SuiteRun, but: str = "") -> list[tuple[str, ...]]:
    """Check, parameters, verdict and reason of every item; ``but``: a check that is left out."""
    return sorted(
        (each["check"], json.dumps(each["parameters"], sort_keys=True), each["verdict"], each["reason"])
        for each in run.ledger
        if each["check"] not in (but, *UNREACHED)
    )


def test_compliant_app(server: str, inside: SuiteRun, tmp_path: Path) -> None:
    with two_phones() as rig:
        run = behind_adb(rig, server, tmp_path, "--mob-device", "p1", second="p2")
        assert judged(run) == judged(inside), run.output
        assert rig.phones[0].unmodelled == []
    assert run.raised() == set()


def test_one_defect_per_area(server: str, tmp_path: Path) -> None:
    for name in ("inside", "behind"):
        (tmp_path / name).mkdir()
    with two_phones(ONE_PER_AREA) as rig:
        run = behind_adb(rig, server, tmp_path / "behind", "--mob-device", "p1", second="p2")
        assert rig.phones[0].unmodelled == []
    other = run_phone(tmp_path / "inside", defects=",".join(ONE_PER_AREA))
    assert run.raised() == other.raised(), run.output
    assert judged(run) == judged(other)
    assert len({check.partition("/")[0] for check, _, _ in run.raised()}) == REQUIREMENTS


def test_four_phones_at_once(server: str, inside: SuiteRun, tmp_path: Path) -> None:
    """Four workers, four phones, one adb server, one Appium server: nobody hears of another's phone."""
    with plugged(*(PhoneSpec(serial=f"phone-{number}") for number in range(1, 5))) as rig:
        run = behind_adb(rig, server, tmp_path, "-n", "4")
        assert judged(run, SECOND) == judged(inside, SECOND), run.output  # all four are in use
        assert [phone.unmodelled for phone in rig.phones] == [[], [], [], []]
        used = {each["device"] for each in run.ledger if each.get("duration")}
        assert used == {"p1", "p2", "p3", "p4"}
        ports = [
            request.split("forward:")[1].partition(";")[0]
            for request in rig.adb.requests
            if "forward:tcp:" in request and ";tcp:6790" in request
        ]
        assert len(ports) == len(set(ports)) >= 4
