"""Personal data that a test itself spills: tracebacks, parameters, captured output, steps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., pytest.RunResult]
PHONE = "13912345678"
NAME = "测试丁丁"

SETTINGS = f"""
[app]
url = "http://127.0.0.1/"
[identities.alice]
name = "{NAME}"
"""

SUITE = f"""
import allure, pytest

@pytest.fixture
def spilling():
    print("fixture says {PHONE}")

@pytest.mark.requirement("16.privacy-notice/assert")
def test_assert(spilling):
    print("captured {NAME}")
    shown = "call {PHONE}"
    assert shown == "nothing", "{NAME} is shown"

@pytest.mark.requirement("16.privacy-notice/crash")
def test_crash():
    raise ValueError("no account for {PHONE}")

@pytest.mark.requirement("16.privacy-notice/step")
def test_step(mob_verdict):
    with allure.step("type {PHONE}"):
        mob_verdict.observe("seen", 1)

@pytest.mark.requirement("16.privacy-notice/parameter")
@pytest.mark.parametrize("phone", ["{PHONE}"])
def test_parameter(phone, mob_verdict):
    mob_verdict.observe("seen", 1)

@pytest.mark.requirement("16.privacy-notice/skip")
def test_skip():
    pytest.skip("because of {NAME}")
"""


@pytest.mark.parametrize("workers", [("-p", "no:xdist"), ("-n2",)], ids=["no-xdist", "n2"])
def test_nothing_that_is_written_holds_personal_data(
    workers: tuple[str, ...], pytester: pytest.Pytester, run: Run
) -> None:
    pytester.path.joinpath("mobcompliance.toml").write_text(SETTINGS, "utf-8")
    pytester.makepyfile(SUITE)
    result = run(*workers, "--alluredir", "allure", "-rA", "--tb=long")
    written = [
        path
        for folder in ("allure", "mobcompliance-report")
        for path in pytester.path.joinpath(folder).rglob("*")
        if path.is_file()
    ]
    assert len(list(filter(_is_result, written))) > 5
    spilt = {path.name for path in written if _spills(path.read_text("utf-8", "replace"))}
    assert spilt == set()
    # What pytest itself prints of an item is its name: parameters need ids to be kept out of it.
    printed = [line for line in result.outlines if _spills(line) and "test_parameter[" not in line]
    assert printed == []
    assert any(
        "test_parameter" in path.read_text("utf-8") for path in written if path.name.startswith("items-")
    )


def _is_result(path: Path) -> bool:
    return path.name.endswith("-result.json")


def _spills(text: str) -> bool:
    return PHONE in text or NAME in text or NAME.encode("unicode_escape").decode() in text
