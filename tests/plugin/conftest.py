"""A small suite that needs no device, run with and without xdist."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.screen.bundle import write_bundle

APART = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:faker")
"""Plugins of this project's own tests: not part of what is tested, and slow to load."""


@pytest.fixture(params=[("-p", "no:xdist"), ("-n0",), ("-n2",)], ids=["no-xdist", "n0", "n2"])
def xdist(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The three ways a suite is run."""
    return request.param


@pytest.fixture
def run(pytester: pytest.Pytester) -> Callable[..., pytest.RunResult]:
    """Run pytest in a process of its own, warnings as errors."""

    def run(*args: str) -> pytest.RunResult:
        return pytester.runpytest_subprocess("-Werror", *APART, *args)

    return run


@pytest.fixture
def here(pytester: pytest.Pytester) -> Callable[..., pytest.RunResult]:
    """Run pytest inside this process: quicker, for what needs neither workers nor a crash."""

    def here(*args: str) -> pytest.RunResult:
        return pytester.runpytest_inprocess("-Werror", "-p", "no:xdist", *APART, *args)

    return here


@pytest.fixture
def recorded(pytester: pytest.Pytester) -> Path:
    """Settings with two screens, and a recording of them: ``home`` with a button of 30 dp, and ``about``."""
    pytester.path.joinpath("mobcompliance.toml").write_text(SETTINGS, "utf-8")
    folder = pytester.path / "recorded"
    for name in ("home", "about"):
        write_bundle(folder, _screen(name))
    return folder


SETTINGS = """
[app]
name = "甲银行"
url = "http://127.0.0.1/index.html"
[screens.home]
url = "#/home"
[screens.about]
url = "#/about"
"""


def _screen(name: str) -> Screen:
    box = (100.0, 100.0, 130.0, 130.0)
    facts = {"bounds": box, "full_bounds": box, "bounds_dp": box, "full_bounds_dp": box}
    elements = (
        Element(id="html", role="document", children=("go",)),
        Element(
            id="go",
            role="button",
            name="转账",
            text="转账",
            resource_id="go",
            visible=True,
            clickable=True,
            enabled=True,
            parent="html",
            **facts,
        ),
    )
    return Screen(platform=Platform.WEB, elements=elements, size=(390, 844), density=1.0, name=name)


@pytest.fixture
def ledger(pytester: pytest.Pytester) -> Callable[[], dict[str, dict[str, object]]]:
    """The records of the only run, by check id (the last attempt of each)."""

    def ledger() -> dict[str, dict[str, object]]:
        (file,) = Path(pytester.path).glob("mobcompliance-report/*/ledger.jsonl")
        lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        return {line["check"]: line for line in lines if "check" in line}

    return ledger
