"""A QA engineer's own suite: one assertion, one overridden fixture, one added rule."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from suite_runner import ROOT


def test_own_suite_runs(appium: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "own_suite", tmp_path / "own", dirs_exist_ok=True)
    config = ROOT / "examples" / "own_suite" / "mobcompliance.toml"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--mob-config", str(config), "--mob-server", appium),
            *("-p", "no:cacheprovider"),
        ],
        cwd=tmp_path / "own",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "3 passed" in done.stdout, done.stdout + done.stderr
    (ledger,) = (tmp_path / "own").glob("mobcompliance-report/*/ledger.jsonl")
    records = [json.loads(line) for line in ledger.read_text("utf-8").splitlines()]
    assert {r["check"]: r["verdict"] for r in records if "check" in r} == {
        "16.complaint-channel/hotline-on-about-page": "satisfied",
        "6.ease-of-use/house-style": "satisfied",
    }
