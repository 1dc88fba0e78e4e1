"""A small suite that needs no device, run with and without xdist."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(params=[("-p", "no:xdist"), ("-n0",), ("-n2",)], ids=["no-xdist", "n0", "n2"])
def xdist(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The three ways a suite is run."""
    return request.param


@pytest.fixture
def run(pytester: pytest.Pytester) -> Callable[..., pytest.RunResult]:
    """Run pytest in a process of its own, warnings as errors."""

    def run(*args: str) -> pytest.RunResult:
        return pytester.runpytest_subprocess("-Werror", "-p", "no:cacheprovider", *args)

    return run


@pytest.fixture
def ledger(pytester: pytest.Pytester) -> Callable[[], dict[str, dict[str, object]]]:
    """The records of the only run, by check id (the last attempt of each)."""

    def ledger() -> dict[str, dict[str, object]]:
        (file,) = Path(pytester.path).glob("mobcompliance-report/*/ledger.jsonl")
        lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        return {line["check"]: line for line in lines if "check" in line}

    return ledger
