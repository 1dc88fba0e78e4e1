"""What breaks in the middle of a run through adb and Appium: the run ends and says what stood in the way."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from phones import FEATURES, Plugged, plugged, settings_file
from suite_runner import ROOT, SuiteRun, run_checks

from pytest_mobcompliance.device.server import AppiumServer, start_server
from pytest_mobcompliance.virtual_phone.spec import PhoneSpec

CHECKS = "test_registration or test_login"
"""Files whose checks are all satisfied by the bank on a phone that is well."""
RESETS = 3
"""The fault comes when the third check has reset the app."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[AppiumServer]:
    """A server of this test's own: some tests end it."""
    running = start_server(ROOT / "rig", ROOT, timeout=90, log=tmp_path / "appium.log", insecure=FEATURES)
    try:
        yield running
    finally:
        running.stop()


def run_with(rig: Plugged, server: AppiumServer, folder: Path, fault: Callable[[], None]) -> SuiteRun:
    """Run some checks; the fault comes in the middle."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            if sum("pm clear" in request for request in list(rig.adb.requests)) >= RESETS:
                time.sleep(0.2)  # into the check
                fault()
                return

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        file = settings_file(rig, folder)
        args = ("--mob-config", str(file), "--mob-device", "p1", "--mob-server", server.url)
        return run_checks(folder, *args, "-k", CHECKS)
    finally:
        over.set()
        watcher.join()


def by_verdict(run: SuiteRun) -> dict[str, list[str]]:
    """Items by verdict, or by reason where they are not-verified."""
    found: dict[str, list[str]] = {}
    for each in run.ledger:
        if each["reason"] == "deselected":
            continue
        key = each["reason"] if each["verdict"] == "not-verified" else each["verdict"]
        found.setdefault(key, []).append(each["check"] + json.dumps(each["parameters"]))
    return found


def test_the_server_on_the_phone_dies(server: AppiumServer, tmp_path: Path) -> None:
    """One check is lost, the next has a new session."""
    with plugged() as rig:
        run = run_with(rig, server, tmp_path, rig.cables[0].kill_server)
    found = by_verdict(run)
    assert len(found.pop("session-lost", [])) <= 1, run.output
    assert not set(found) - {"satisfied", "needs-review"}, run.output


def test_a_loose_contact(server: AppiumServer, tmp_path: Path) -> None:
    with plugged() as rig:
        run = run_with(rig, server, tmp_path, lambda: rig.adb.drop(rig.phones[0].serial))
    found = by_verdict(run)
    assert len(found.pop("session-lost", [])) <= 1, run.output
    assert not set(found) - {"satisfied", "needs-review"}, run.output


@pytest.mark.parametrize("fault", ["unplug", "offline"])
def test_the_phone_is_gone(server: AppiumServer, tmp_path: Path, fault: str) -> None:
    with plugged() as rig:
        serial = rig.phones[0].serial
        acts = {
            "unplug": lambda: rig.adb.unplug(serial),
            "offline": lambda: rig.adb.set_state(serial, "offline"),
        }
        run = run_with(rig, server, tmp_path, acts[fault])
    found = by_verdict(run)
    assert len(found["satisfied"]) >= 1, run.output
    assert found["device-offline"], run.output
    assert set(found) <= {"satisfied", "session-lost", "device-offline"}, run.output


def test_the_adb_server_goes(server: AppiumServer, tmp_path: Path) -> None:
    with plugged() as rig:
        run = run_with(rig, server, tmp_path, rig.adb.close)
    found = by_verdict(run)
    assert len(found["satisfied"]) >= 1, run.output
    assert found["device-offline"], run.output
    assert set(found) <= {"satisfied", "session-lost", "device-offline"}, run.output


def test_the_appium_server_dies(server: AppiumServer, tmp_path: Path) -> None:
    with plugged() as rig:
        run = run_with(rig, server, tmp_path, server.process.kill)
    found = by_verdict(run)
    assert len(found["satisfied"]) >= 1, run.output
    assert found["server-died"], run.output
    assert set(found) <= {"satisfied", "server-died"}, run.output


KILLER = """
import os, signal, threading, time
from pathlib import Path

def pytest_sessionstart(session):
    told = getattr(session.config, "workerinput", {}).get("mobcompliance", {})
    if "device" in told:
        threading.Thread(target=_wait, args=(Path(__file__).with_name(told["device"]),), daemon=True).start()

def _wait(sign):
    while not sign.exists():
        time.sleep(0.02)
    sign.unlink()
    os.kill(os.getpid(), signal.SIGKILL)
"""
"""A plugin of the workers: ends its process when a file of its device's name appears."""


def test_a_worker_dies_while_the_text_is_large(server: AppiumServer, tmp_path: Path) -> None:
    """The check is not-verified, all others have their verdict, and the phone has its text size back."""
    (tmp_path / "killer.py").write_text(KILLER, "utf-8")
    over = threading.Event()
    killed: list[str] = []
    with plugged(PhoneSpec(serial="phone-1"), PhoneSpec(serial="phone-2")) as rig:

        def watch() -> None:
            while not over.wait(0.02) and not killed:
                for number, phone in enumerate(rig.phones, 1):
                    if phone.font_scale != 1.0 and not killed:
                        killed.append(f"p{number}")
                        (tmp_path / killed[0]).touch()

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            file = settings_file(rig, tmp_path)
            args = ("--mob-config", str(file), "--mob-server", server.url, "-n", "2", "-p", "killer")
            run = run_checks(
                tmp_path, *args, "-k", f"test_compatibility or {CHECKS}", env={"PYTHONPATH": str(tmp_path)}
            )
        finally:
            over.set()
            watcher.join()
        assert [phone.font_scale for phone in rig.phones] == [1.0, 1.0]
    assert killed, run.output
    found = by_verdict(run)
    assert [check.partition("{")[0] for check in found.pop("crashed")] == ["10.compatibility/text-scale"]
    assert found["satisfied"], run.output
    assert set(found) <= {"satisfied", "needs-review", "screenshot-hidden", "no-links"}, run.output
