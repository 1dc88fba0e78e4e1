"""The hooks around a device, implemented by a project's conftest.py: lease, release, capabilities."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., pytest.RunResult]
Ledger = Callable[[], dict[str, dict[str, Any]]]

FARM = """
    import json
    from pathlib import Path
    from pytest_mobcompliance.device.lease import Lease

    def pytest_mobcompliance_lease(settings, device, worker):
        note("lease", f"{settings.app.name} {device!r} {worker}")
        if device == "ours":
            return None
        return Lease(name=f"farm-{worker}", worker=worker, udid="FARM-1", width=320)

    def pytest_mobcompliance_release(lease):
        note("release", lease.name)

    def note(hook, what):
        with Path("farm.txt").open("a", encoding="utf-8") as file:
            file.write(f"{hook} {what}\\n")
"""
SUITE = """
    import pytest
    @pytest.mark.requirement("16.privacy-notice/x")
    def test_one(mob_handset, mob_lease, mob_verdict):
        mob_verdict.observe("device", f"{mob_lease.name} {mob_lease.udid} {mob_lease.width}")
    @pytest.mark.requirement("16.privacy-notice/y")
    def test_two(mob_lease, mob_verdict):
        mob_verdict.observe("device", mob_lease.name)
"""


@pytest.fixture(autouse=True)
def replay(recorded: Path) -> None:
    """No device, no server, no browser."""


def farm(pytester: pytest.Pytester) -> list[str]:
    return (pytester.path / "farm.txt").read_text("utf-8").splitlines()


def test_farm_allocates_and_gets_back(pytester: pytest.Pytester, here: Run, ledger: Ledger) -> None:
    pytester.makeconftest(FARM)
    pytester.makepyfile(SUITE)
    here("--mob-replay", "recorded", "--mob-device", "p7").assert_outcomes(passed=2)
    record = ledger()["16.privacy-notice/x"]
    assert record["observations"] == {"device": "farm-main FARM-1 320"}
    assert record["device"] == "farm-main"
    assert farm(pytester) == ["lease 甲银行 'p7' main", "release farm-main"]


def test_none_leaves_it_to_the_configuration(pytester: pytest.Pytester, here: Run, ledger: Ledger) -> None:
    with (pytester.path / "mobcompliance.toml").open("a") as file:
        file.write("[devices.ours]\nwidth = 400\n")
    pytester.makeconftest(FARM)
    pytester.makepyfile(SUITE)
    here("--mob-replay", "recorded", "--mob-device", "ours").assert_outcomes(passed=2)
    assert ledger()["16.privacy-notice/x"]["observations"] == {"device": "ours None 400"}
    assert farm(pytester)[1:] == ["release ours"]


def test_each_worker_has_a_lease_of_its_own(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makeconftest(FARM)
    pytester.makepyfile(SUITE)
    run("-n2", "--dist", "each", "--mob-replay", "recorded")
    leased = sorted(line.split()[-1] for line in farm(pytester) if line.startswith("lease"))
    released = sorted(line.split()[-1] for line in farm(pytester) if line.startswith("release"))
    assert (leased, released) == (["gw0", "gw1"], ["farm-gw0", "farm-gw1"])


@pytest.mark.parametrize("broken", ["mob_server", "mob_session"])
def test_device_is_given_back_after_a_failure(
    broken: str, pytester: pytest.Pytester, here: Run, ledger: Ledger
) -> None:
    pytester.makeconftest(
        FARM
        + f"""
    import pytest
    from pytest_mobcompliance.errors import RigError
    @pytest.fixture(scope="session")
    def {broken}(mob_lease):
        raise RigError(reason="server-died", who="w", where="w", got="g", wanted="w", next_step="n")
"""
    )
    pytester.makepyfile(SUITE)
    here("--mob-replay", "recorded").assert_outcomes(errors=1, passed=1)
    assert ledger()["16.privacy-notice/x"]["reason"] == "server-died"
    assert farm(pytester)[1:] == ["release farm-main"]


def test_capabilities_are_amended_before_the_session(
    pytester: pytest.Pytester, here: Run, ledger: Ledger
) -> None:
    pytester.makeconftest(
        """
        import pytest
        def pytest_mobcompliance_capabilities(capabilities, lease):
            capabilities["appium:newCommandTimeout"] = 7
            capabilities["farm:device"] = lease.name
        @pytest.fixture(scope="session")
        def mob_session(mob_capabilities):
            return dict(mob_capabilities)
        """
    )
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.requirement("16.privacy-notice/x")
        def test_one(mob_session, mob_verdict): mob_verdict.observe("asked", mob_session)
        """
    )
    here().assert_outcomes(passed=1)
    asked = ledger()["16.privacy-notice/x"]["observations"]["asked"]
    assert (asked["appium:newCommandTimeout"], asked["farm:device"]) == (7, "chromium")
    assert asked["appium:automationName"] == "Chromium"


@pytest.mark.parametrize(
    "amendment",
    ['["appium:autoGrantPermissions"] = True', '["appium:options"] = {"autoAcceptAlerts": True}'],
)
def test_no_hook_lets_dialogs_be_answered_unseen(
    pytester: pytest.Pytester, here: Run, ledger: Ledger, amendment: str
) -> None:
    pytester.makeconftest(
        f"def pytest_mobcompliance_capabilities(capabilities, lease): capabilities{amendment}"
    )
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.requirement("16.privacy-notice/x")
        def test_one(mob_capabilities, mob_verdict): mob_verdict.observe("asked", 1)
        """
    )
    here().stdout.fnmatch_lines(["*得到：*自动应答权限弹窗*", "*下一步：*mob_app.set_permission*"])
    assert ledger()["16.privacy-notice/x"]["verdict"] == "not-verified"


def test_implementation_of_a_project_that_can_do_without_the_plugin(
    pytester: pytest.Pytester, here: Run
) -> None:
    pytester.makeconftest(
        """
        import pytest
        from pytest_mobcompliance.device.lease import Lease
        @pytest.hookimpl(optionalhook=True)
        def pytest_mobcompliance_lease(settings, device, worker):
            return Lease(name="optional", worker=worker)
        """
    )
    pytester.makepyfile("def test_one(mob_lease): print(mob_lease.name)")
    here("-s").stdout.fnmatch_lines(["*optional*"])


def test_verdict_hook_hears_of_gaps_too(pytester: pytest.Pytester, here: Run) -> None:
    pytester.makeconftest(
        """
        import json
        from pathlib import Path
        def pytest_mobcompliance_verdict(record):
            with Path("heard.txt").open("a") as file:
                file.write(json.dumps([record.check, record.verdict, record.reason]) + "\\n")
        """
    )
    pytester.makepyfile(SUITE)
    here("--mob-replay", "recorded", "-k", "one").assert_outcomes(passed=1, deselected=1)
    lines = (pytester.path / "heard.txt").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [
        ["16.privacy-notice/x", "satisfied", ""],
        ["16.privacy-notice/y", "not-verified", "deselected"],
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("pytest_mobcompliance_rules(): return [RULES[0]]", "*得到：两条规则的编号都是 '6.target-size'"),
        ("pytest_mobcompliance_notices(): return [Path('n.toml')]", "*n.toml*"),
    ],
    ids=["rule", "notice"],
)
def test_what_a_hook_adds_wrongly_is_a_usage_error(
    body: str, said: str, pytester: pytest.Pytester, here: Run
) -> None:
    imports = "from pathlib import Path\nfrom pytest_mobcompliance.rules import RULES\n"
    pytester.makeconftest(f"{imports}def {body}\n")
    result = here()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([said])
