"""The compliant demo bank on the virtual phone: nothing is violated; what cannot be seen is said so."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from suite_runner import ROOT, SuiteRun, run_checks, run_phone

NOT_SATISFIED = {
    ("6.accessibility/axe", "not-applicable", "pages-only"),
    ("6.accessibility/zoom", "not-applicable", "pages-only"),
    ("6.accessibility/captcha", "not-applicable", "no-captcha"),
    ("6.elderly-mode/captcha", "not-applicable", "no-captcha"),
    # The transfer keeps itself out of screenshots (FLAG_SECURE), so nothing is measured there.
    ("6.accessibility/contrast", "not-verified", "screenshot-hidden"),
    ("6.accessibility/unexposed-text", "not-verified", "screenshot-hidden"),
    ("6.elderly-mode/readable", "not-verified", "screenshot-hidden"),
    ("6.elderly-mode/large-text", "not-verified", "screenshot-hidden"),
    ("10.compatibility/viewports", "not-verified", "screenshot-hidden"),
    ("10.compatibility/text-scale", "not-verified", "screenshot-hidden"),
    ("10.compatibility/dark-mode", "not-verified", "screenshot-hidden"),
    ("7.no-dead-links/own-links", "not-verified", "no-links"),
    ("7.no-unrelated-links/hosts", "not-verified", "no-links"),
    ("11.filing/shown", "needs-review", "link-target-unseen"),
    ("12.hardening/rooted", "not-verified", "not-rooted"),
    ("12.hardening/emulated", "not-verified", "not-emulated"),
}
"""Check, verdict and reason; every other check is satisfied."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> SuiteRun:
    """All checks, with no program on PATH: no Node, no Chromium, no adb."""
    empty = tmp_path_factory.mktemp("bin")
    return run_checks(
        tmp_path_factory.mktemp("phone"),
        "--mob-device",
        "virtual",
        env={"PATH": str(empty), "ANDROID_HOME": ""},
    )


def test_nothing_is_violated(run: SuiteRun) -> None:
    assert run.code == 0, run.output
    others = {(r["check"], r["verdict"], r["reason"]) for r in run.ledger if r["verdict"] != "satisfied"}
    assert others == NOT_SATISFIED
    assert len([r for r in run.ledger if r["verdict"] == "satisfied"]) >= 38


def test_demo_sets_up_python_only() -> None:
    command = ["make", "--dry-run", "--no-print-directory", "demo"]
    plan = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert plan.stdout.splitlines() == ["./scripts/setup.sh python", "./scripts/demo.sh phone"]


def test_everything_that_was_written_says_that_the_phone_is_simulated(run: SuiteRun) -> None:
    assert all(record["simulated"] for record in run.ledger)
    assert run.matrix["simulated"] is True
    assert "模拟" in (run.folder / "matrix.html").read_text("utf-8")
    assert "simulated" in (run.allure / "environment.properties").read_text("utf-8")
    results = [json.loads(file.read_text("utf-8")) for file in Path(run.allure).glob("*-result.json")]
    devices = {p["value"] for result in results for p in result.get("parameters", []) if p["name"] == "os"}
    assert devices
    assert all("simulated" in device for device in devices)


def test_an_unsafe_device_is_warned_of(tmp_path: Path) -> None:
    chosen = ("-m", "identity", "-k", "test_environment")
    run = run_phone(tmp_path, *chosen, surroundings="rooted,emulated")
    found = {r["check"]: r["verdict"] for r in run.ledger if r["reason"] != "deselected"}
    assert found == dict.fromkeys(
        ("12.hardening/background-notice", "12.hardening/emulated", "12.hardening/rooted"), "satisfied"
    )
