"""What four workers gain over one: ``python benchmarks/workers.py`` (a part of ``make bench``).

All checks run twice on built-in phones that take 100 ms for each command, as real phones take 50 to 300:
once with ``-n 1``, once with ``-n 4``. Both runs must come to the same verdicts.

Exit status 1: verdicts differ, four workers are less than 3 times as fast as one, or a session of the
built-in phone takes more than 1 s to open.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pytest_mobcompliance.device.session import close_session, open_session
from pytest_mobcompliance.virtual_phone.appium.endpoint import start_endpoint

LATENCY = 100
"""ms"""
LEAST = 3.0
MOST_SESSION = 1.0
"""s"""


def main() -> int:
    """Run the measurement and return the exit status."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--latency", type=int, default=LATENCY, help=f"ms per command (default {LATENCY})")
    latency = options.parse_args().latency
    session = _session()
    with tempfile.TemporaryDirectory() as folder:
        one, alone = _timed(Path(folder) / "1", 1, latency)
        four, together = _timed(Path(folder) / "4", 4, latency)
    print(f"\nall checks, {latency} ms for each command of the phone")
    print(f"  -n 1   {one:6.1f} s   {len(alone)} verdicts")
    print(f"  -n 4   {four:6.1f} s   {len(together)} verdicts")
    print(f"  four workers are {one / four:.2f} times as fast (at least {LEAST:g})")
    print(f"  a session of the built-in phone opens in {session:.2f} s (at most {MOST_SESSION:g})")
    differing = alone ^ together
    for row in sorted(differing):
        print("  differs:", *row)
    return 1 if differing or one / four < LEAST or session > MOST_SESSION else 0


def _session() -> float:
    """Seconds from nothing to an open session, phone and endpoint included."""
    begin = time.monotonic()
    phone = start_endpoint({})
    try:
        close_session(open_session(phone.url, {"platformName": "Android"}, 10))
        return time.monotonic() - begin
    finally:
        phone.close()


def _timed(folder: Path, workers: int, latency: int) -> tuple[float, set[tuple[str, str, str, str]]]:
    """Seconds of one run, and its (check, parameters, verdict, reason)."""
    begin = time.monotonic()
    folder.mkdir()
    subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--pyargs", "pytest_mobcompliance.checks", "-q"),
            *("-n", str(workers), "--dist", "loadgroup", "-p", "no:cacheprovider"),
            *("--mob-device", f"virtual?latency_ms={latency}", "--mob-report", "report"),
        ],
        cwd=folder,
        check=False,
        stdout=subprocess.DEVNULL,
    )
    seconds = time.monotonic() - begin
    (ledger,) = folder.glob("report/run-*/ledger.jsonl")
    records = [json.loads(line) for line in ledger.read_text("utf-8").splitlines()]
    return seconds, {
        (each["check"], str(sorted(each["parameters"].items())), each["verdict"], each["reason"])
        for each in records
        if "check" in each
    }


if __name__ == "__main__":
    sys.exit(main())
