"""What a run changed on a phone and could not put back: done by the controller, or told to people."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable

import pytest

from pytest_mobcompliance.device.journal import Journal, leftovers
from pytest_mobcompliance.virtual_phone.appium.endpoint import start_endpoint

Run = Callable[..., pytest.RunResult]

SUITE = """
    import os
    import pytest
    from pytest_mobcompliance.device.journal import Journal
    from pytest_mobcompliance.stash import RUN

    @pytest.mark.requirement("16.privacy-notice/x")
    def test_one(pytestconfig, mob_lease, mob_verdict):
        folder = pytestconfig.stash[RUN].folder
        journal = Journal(folder.parent, mob_lease.name, run=folder.name, udid=mob_lease.udid)
        journal.note("font_scale", "1.15", "settings put system font_scale 1.15")
        os._exit(1)
"""


@pytest.fixture(autouse=True)
def phone(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """A phone that only adb reaches; the worker that changes it dies in between."""
    (pytester.path / "mobcompliance.toml").write_text(
        '[app]\nplatform = "android"\npackage = "cn.example.bank"\n[devices.p1]\nudid = "SERIAL-1"\n', "utf-8"
    )
    pytester.makepyfile(SUITE)
    monkeypatch.setenv("ANDROID_HOME", str(pytester.path / "sdk"))


def adb(pytester: pytest.Pytester, body: str) -> None:
    file = pytester.path / "sdk" / "platform-tools" / "adb"
    file.parent.mkdir(parents=True)
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def test_controller_puts_it_back(pytester: pytest.Pytester, run: Run) -> None:
    adb(pytester, f'echo "$*" >> {pytester.path}/asked.txt')
    result = run("-n1", "--max-worker-restart", "0")
    asked = (pytester.path / "asked.txt").read_text().splitlines()
    assert asked == ["-s SERIAL-1 shell settings put system font_scale 1.15"]
    result.stdout.no_fnmatch_line("*font_scale*")
    assert not list(pytester.path.glob("mobcompliance-report/run-*/left-changed.json"))


def test_phone_that_is_gone_is_told_with_the_command(pytester: pytest.Pytester, run: Run) -> None:
    adb(pytester, "echo 'error: device not found' >&2; exit 1")
    result = run("-n1", "--max-worker-restart", "0", "--mob-lang", "en")
    result.stdout.fnmatch_lines(
        ["*p1*font_scale*1.15*adb -s SERIAL-1 shell 'settings put system font_scale 1.15'*"]
    )
    (file,) = pytester.path.glob("mobcompliance-report/run-*/left-changed.json")
    (left,) = json.loads(file.read_text("utf-8"))
    assert (left["device"], left["setting"], left["old"]) == ("p1", "font_scale", "1.15")
    assert left["command"].endswith("'settings put system font_scale 1.15'")


def test_next_lease_of_the_phone_puts_it_back_first(pytester: pytest.Pytester, here: Run) -> None:
    phone = start_endpoint({"api": 34, "serial": "SERIAL-1"})
    try:
        journal = Journal(pytester.path / "mobcompliance-report", "p1", run="run-0", udid="SERIAL-1")
        journal.note("font_scale", "1.15", "settings put system font_scale 1.15")
        phone.phone.settings["system"]["font_scale"] = "2.0"
        pytester.makepyfile(
            """
            def test_one(mob_app):
                mob_app.launch()
                print(f'scale={mob_app.capture().font_scale}')
            """
        )
        result = here("-s", "--mob-server", phone.url)
        result.assert_outcomes(passed=1)
        result.stdout.fnmatch_lines(["*scale=1.15*"])
        assert phone.phone.settings["system"]["font_scale"] == "1.15"
        assert journal.leftovers() == []
    finally:
        phone.close()


def test_settings_changed_by_a_check_are_back_at_its_end(pytester: pytest.Pytester, here: Run) -> None:
    phone = start_endpoint({"api": 34, "font_scale": 1.15, "serial": "SERIAL-1"})
    try:
        pytester.makepyfile(
            """
            def test_one(mob_app):
                mob_app.launch()
                with mob_app.text_scale(2.0), mob_app.viewport(320, 568, 2), mob_app.dark_mode(True):
                    screen = mob_app.capture()
                    assert (screen.font_scale, screen.settings["night"]) == (2.0, True)
                    assert round(screen.size[0] / screen.density) == 320
                    raise ValueError("the check's own")
            """
        )
        here("--mob-server", phone.url).assert_outcomes(failed=1)
        assert float(phone.phone.settings["system"]["font_scale"]) == 1.15
        assert (phone.phone.night, phone.phone.density) == (False, 440 / 160)
        (journal,) = pytester.path.glob("mobcompliance-report/devices/SERIAL-1.jsonl")
        assert leftovers(journal) == []
    finally:
        phone.close()
