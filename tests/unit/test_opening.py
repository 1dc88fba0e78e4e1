"""The start of a run on the controller: what a worker is told."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pytest_mobcompliance.device.pool import Pool
from pytest_mobcompliance.opening import worker_input
from pytest_mobcompliance.stash import Run


def controller(pool: Pool) -> Run:
    told = {"folder": Path("run"), "key": b"k" * 32, "pool": pool, "device": "p1", "config_file": None}
    return cast(Run, SimpleNamespace(**told))


def config(*tx: str) -> Any:
    given = {"tx": list(tx)}
    return SimpleNamespace(getoption=lambda name, default=None: given.get(name), getini=lambda name: "")


def test_worker_is_told_its_device() -> None:
    run = controller(Pool(["p1", "p2"], unlimited=False))
    told = [worker_input(run, config("2*popen"), worker)["device"] for worker in ("gw0", "gw1")]
    assert told == ["p1", "p2"]


def test_no_device_is_shared_by_two_workers() -> None:
    run = controller(Pool(["p1"], unlimited=False))
    assert worker_input(run, config("1*popen"), "gw0")["device"] == "p1"
    with pytest.raises(pytest.UsageError, match="得到：1 个工作进程，1 部设备"):
        worker_input(run, config("1*popen"), "gw1")


def test_browsers_are_as_many_as_workers() -> None:
    run = controller(Pool([""], unlimited=True))
    assert [worker_input(run, config("2*popen"), worker)["device"] for worker in ("gw0", "gw1")] == ["", ""]
