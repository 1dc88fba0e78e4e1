"""Devices and workers: each worker has one of its own, and a run with too few of them does not start."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., pytest.RunResult]

PHONES = """
[app]
platform = "android"
package = "cn.example.bank"
[devices.p1]
udid = "SERIAL-1"
[devices.p2]
udid = "SERIAL-2"
"""
SUITE = """
    import time
    from pathlib import Path
    import pytest

    @pytest.mark.parametrize("number", range(6))
    def test_one(mob_lease, number):
        with Path("leased.txt").open("a", encoding="utf-8") as file:
            file.write(f"{mob_lease.worker} {mob_lease.name} {mob_lease.udid}\\n")
        time.sleep(0.1)
"""


@pytest.fixture(autouse=True)
def suite(pytester: pytest.Pytester) -> None:
    (pytester.path / "mobcompliance.toml").write_text(PHONES, "utf-8")
    pytester.makepyfile(SUITE)


def leased(pytester: pytest.Pytester) -> dict[str, str]:
    """Which worker had which device; a worker that had two would be seen as an error."""
    lines = (pytester.path / "leased.txt").read_text("utf-8").splitlines()
    held = {(line.split()[0], line.split()[1]) for line in lines}
    assert len({worker for worker, _ in held}) == len(held)
    return dict(held)


def test_workers_share_no_device(pytester: pytest.Pytester, run: Run) -> None:
    run("-n2").assert_outcomes(passed=6)
    assert leased(pytester) == {"gw0": "p1", "gw1": "p2"}


def test_one_process_takes_the_first(pytester: pytest.Pytester, here: Run) -> None:
    here().assert_outcomes(passed=6)
    assert leased(pytester) == {"main": "p1"}


def test_too_few_devices_are_a_usage_error(pytester: pytest.Pytester, run: Run) -> None:
    result = run("-n3")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(["*得到：3 个工作进程，2 部设备", "*下一步：*-n 2*--mob-device virtual*"])
    assert not (pytester.path / "leased.txt").exists()


def test_named_device_is_one(pytester: pytest.Pytester, run: Run) -> None:
    result = run("-n2", "--mob-device", "p2")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(["*得到：2 个工作进程，1 部设备"])
    run("-n1", "--mob-device", "p2").assert_outcomes(passed=6)
    assert leased(pytester) == {"gw0": "p2"}


def test_suite_that_uses_no_device_is_left_alone(pytester: pytest.Pytester, run: Run) -> None:
    for file in pytester.path.glob("test_*.py"):
        file.write_text("def test_plain(): pass\n")
    assert run("-n3").ret == pytest.ExitCode.OK


def test_replacement_of_a_crashed_worker_gets_its_device(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(
        """
        import os
        from pathlib import Path
        import pytest

        @pytest.mark.parametrize("number", range(6))
        def test_one(mob_lease, number):
            with Path("leased.txt").open("a", encoding="utf-8") as file:
                file.write(f"{mob_lease.worker} {mob_lease.name}\\n")
            if number == 1:
                os._exit(1)
        """
    )
    run("-n1")
    assert leased(pytester) == {"gw0": "p1", "gw1": "p1"}


def test_plugin_that_leases_devices_itself_turns_the_pool_off(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makeconftest(
        """
        from pytest_mobcompliance.device.lease import Lease
        def pytest_mobcompliance_lease(settings, device, worker):
            return Lease(name=f"farm-{worker}", worker=worker, udid=worker)
        """
    )
    run("-n3").assert_outcomes(passed=6)
    assert set(leased(pytester).values()) <= {"farm-gw0", "farm-gw1", "farm-gw2"}


# --- virtual phones


def test_virtual_phones_are_as_many_as_workers(pytester: pytest.Pytester, run: Run) -> None:
    run("-n3", "--mob-device", "virtual?api=30").assert_outcomes(passed=6)
    assert set(leased(pytester).values()) == {"virtual"}


def test_virtual_phone_needs_no_settings(pytester: pytest.Pytester, here: Run) -> None:
    (pytester.path / "mobcompliance.toml").unlink()
    pytester.makepyfile(
        """
        def test_one(mob_settings, mob_lease):
            print(f"app={mob_settings.package} api={mob_lease.virtual.api}")
        """
    )
    result = here("-s", "--mob-device", "virtual?api=29")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*app=cn.example.bank api=29*"])


def test_without_settings_nothing_is_looked_at_unasked(pytester: pytest.Pytester, here: Run) -> None:
    (pytester.path / "mobcompliance.toml").unlink()
    result = here()
    result.assert_outcomes(errors=6)
    result.stdout.fnmatch_lines(["*--mob-device virtual*"])


@pytest.mark.parametrize(
    ("device", "said"),
    [("virtual?apy=30", "*下一步：请改为 'api'"), ("virtual?api=12", "*应为：不小于 26 的数字")],
)
def test_wrong_wishes_stop_the_run(pytester: pytest.Pytester, here: Run, device: str, said: str) -> None:
    result = here("--mob-device", device)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([said])


def test_page_is_not_opened_on_a_virtual_phone(pytester: pytest.Pytester, here: Run) -> None:
    (pytester.path / "mobcompliance.toml").write_text('[app]\nurl = "http://127.0.0.1/"\n', "utf-8")
    result = here("--mob-device", "virtual")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*平台是 'web'*"])


def test_settings_file_that_does_not_exist_stays_an_error(pytester: pytest.Pytester, here: Run) -> None:
    result = here("--mob-device", "virtual", "--mob-config", "nowhere.toml")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*nowhere.toml*"])


def test_defect_that_the_demo_app_does_not_have(pytester: pytest.Pytester, here: Run) -> None:
    """Said once, before anything runs."""
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.requirement("16.privacy-notice/x")
        def test_one(mob_app): pass
        """
    )
    result = here("--mob-device", "virtual?defects=no-notise")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*得到：未知的缺陷 'no-notise'，是否应为 'no-notice'？*"])


APP = """
    import pytest
    @pytest.mark.requirement("16.privacy-notice/x")
    def test_one(mob_app, mob_verdict):
        mob_app.launch()
        mob_verdict.observe("texts", [e.text for e in mob_app.capture("home").elements if e.text])
"""


def test_reports_of_a_virtual_phone_say_so(
    pytester: pytest.Pytester, here: Run, ledger: Callable[[], dict[str, Any]]
) -> None:
    """Also where the settings are a project's own, that does not call its app a demo."""
    (pytester.path / "mobcompliance.toml").write_text(PHONES, "utf-8")
    pytester.makepyfile(APP)
    here("--mob-device", "virtual?api=30&vendor=miui").assert_outcomes(passed=1)
    record = ledger()["16.privacy-notice/x"]
    assert (record["device"], record["os"]) == ("virtual", "Android 11 (API 30, MIUI), simulated")
    assert record["simulated"] is True
    assert record["observations"]["texts"]
    (matrix,) = Path(pytester.path).glob("mobcompliance-report/*/matrix.json")
    assert json.loads(matrix.read_text("utf-8"))["simulated"] is True
    assert "模拟" in matrix.with_suffix(".html").read_text("utf-8")
    assert not list(pytester.path.glob("mobcompliance-report/devices"))


def test_declared_virtual_phone_is_simulated_too(
    pytester: pytest.Pytester, here: Run, ledger: Callable[[], dict[str, Any]]
) -> None:
    (pytester.path / "mobcompliance.toml").write_text(
        '[app]\nplatform = "android"\npackage = "cn.example.bank"\n[devices.v.virtual]\napi = 26\n', "utf-8"
    )
    pytester.makepyfile(APP)
    here().assert_outcomes(passed=1)
    assert ledger()["16.privacy-notice/x"]["simulated"] is True
