"""A wheel in an empty environment brings checks, fixtures and data along and runs the same command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

from suite_runner import H5_BESIDE, H5_CONFIG, ROOT


def test_wheel_runs_the_checks(appium: str, tmp_path: Path) -> None:
    subprocess.run(
        [*(sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path / "dist")), str(ROOT)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    subprocess.run([str(python), "-m", "pip", "install", "-q", str(wheel)], check=True, timeout=300)
    phone = ("--mob-device", "virtual", "-k", "preticked", "--mob-report", str(tmp_path / "phone"))
    subprocess.run(
        [str(python), "-m", "pytest", "--pyargs", "pytest_mobcompliance.checks", *phone],
        cwd=tmp_path,
        check=True,
        timeout=120,
    )
    done = subprocess.run(
        [
            *(str(python), "-m", "pytest", "--pyargs", "pytest_mobcompliance.checks"),
            *("--mob-config", str(H5_CONFIG), "--mob-server", appium),
        ],
        cwd=tmp_path,
        env={key: value for key, value in os.environ.items() if not key.startswith("PYTHON")},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (matrix,) = tmp_path.glob("mobcompliance-report/*/matrix.json")
    assert len(json.loads(matrix.read_text("utf-8"))["clauses"]) == 18
    ledger = (matrix.parent / "ledger.jsonl").read_text("utf-8").splitlines()
    records = [record for line in ledger if "check" in (record := json.loads(line))]
    assert {r["check"] for r in records if r["verdict"] == "satisfied"}
    others = {(r["check"], r["verdict"], r["reason"]) for r in records if r["verdict"] != "satisfied"}
    assert others == H5_BESIDE
