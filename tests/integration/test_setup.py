"""`scripts/setup.sh`: one clear line when it cannot go on, nothing to do when it was done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from suite_runner import ROOT

TOOLS = ("sh", "cat", "cut", "sha256sum", "node", "npm", "dirname", "grep", "touch", "rm", "flock")


def folder_of_tools(tmp_path: Path, **stubs: str) -> Path:
    """Programs that set-up may use, and nothing of Debian's chromium; ``stubs`` answer by a script."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found is not None, tool
        (folder / tool).symlink_to(found)
    (folder / "python3").symlink_to(Path(sys.executable).resolve())
    for name, body in stubs.items():
        script = folder / name
        script.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
        script.chmod(0o755)
    return folder


def test_missing_packages_are_named_in_one_line(tmp_path: Path) -> None:
    tools = folder_of_tools(tmp_path, id="echo 1000", sudo="exit 1")
    done = subprocess.run(
        [str(tools / "sh"), str(ROOT / "scripts/setup.sh")],
        env={**os.environ, "PATH": str(tools)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.endswith("apt-get install adb chromium chromium-driver fonts-noto-cjk python3-venv")


def test_second_set_up_does_nothing() -> None:
    """These tests run because the first one is done."""
    log = ROOT / ".setup-log"
    before = log.stat().st_mtime_ns if log.exists() else 0
    done = subprocess.run(["make", "setup"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert "setup:" not in done.stdout + done.stderr
    assert (log.stat().st_mtime_ns if log.exists() else 0) == before
