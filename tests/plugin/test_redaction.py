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
    assert [line for line in result.outlines if _spills(line)] == []
    assert any(
        "test_parameter" in path.read_text("utf-8") for path in written if path.name.startswith("items-")
    )


KEYS = """
from pytest_mobcompliance.stash import RUN

def pytest_sessionfinish(session):
    run = session.config.stash[RUN]
    (session.config.rootpath / f"key-{run.worker}").write_text(run.key.hex())
"""


@pytest.mark.parametrize("workers", [("-p", "no:xdist"), ("-n2",)], ids=["no-xdist", "n2"])
def test_the_key_is_the_runs_own_and_written_nowhere(
    workers: tuple[str, ...], pytester: pytest.Pytester, run: Run
) -> None:
    pytester.path.joinpath("mobcompliance.toml").write_text(SETTINGS, "utf-8")
    pytester.makeconftest(KEYS)
    pytester.makepyfile(SUITE)
    keys = set()
    for number in range(2):
        run(
            *workers,
            f"--alluredir=allure{number}",
            "--log-file=run.log",
            "--log-level=DEBUG",
            "--junitxml=j.xml",
        )
        told = list(pytester.path.glob("key-*"))
        assert len(told) == (3 if "-n2" in workers else 1)
        (key,) = {path.read_text() for path in told}  # the same in all processes
        keys.add(key)
        for path in told:
            path.unlink()
    assert len(keys) == 2
    left = [path for path in pytester.path.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert len(left) > 10
    for path in left:
        text = path.read_bytes()
        assert not any(key.encode() in text or bytes.fromhex(key) in text for key in keys), path


PLAIN = f"""
import logging, warnings
import pytest

logging.warning("collected with {PHONE}")

@pytest.mark.parametrize("who", ["{PHONE}", "{NAME}", "phone"], ids=["{PHONE}", None, "phone"])
def test_plain(who):
    warnings.warn("{NAME}", stacklevel=1)
    logging.info("%s", who)
    assert not who, who

@pytest.fixture
def broken():
    raise ValueError("{NAME}")

def test_error(broken):
    pass
"""


def test_tests_without_a_requirement_are_redacted_where_a_settings_file_is(
    pytester: pytest.Pytester, run: Run
) -> None:
    pytester.path.joinpath("mobcompliance.toml").write_text(SETTINGS, "utf-8")
    pytester.makepyfile(test_plain=PLAIN, test_not_collected=f"raise ValueError('{PHONE} of {NAME}')")
    result = pytester.runpytest_subprocess(
        *("-p", "no:hypothesispytest", "-p", "no:faker", "--continue-on-collection-errors", "--setup-show"),
        *("--log-file=run.log", "-o", "log_cli=true", "--log-level=DEBUG", "--junitxml=j.xml", "-rA", "-vv"),
    )
    result.assert_outcomes(failed=3, errors=2, warnings=3)
    result.stdout.fnmatch_lines(["*::test_plain[[]phone-2[]]*", "*::test_plain[[]identity[]]*"])
    assert not _spills(result.stdout.str() + result.stderr.str())
    for name in ("run.log", "j.xml", ".pytest_cache/v/cache/nodeids", ".pytest_cache/v/cache/lastfailed"):
        assert not _spills(pytester.path.joinpath(name).read_text("utf-8")), name
    again = pytester.runpytest_subprocess(
        "-p", "no:hypothesispytest", "-p", "no:faker", "--lf", "-q", "test_plain.py"
    )
    again.assert_outcomes(failed=3, errors=1, warnings=3)


RECORDS = f"""
def test_records(record_testsuite_property, record_xml_attribute):
    record_testsuite_property("{NAME}", 1)
    record_testsuite_property("phone", "{PHONE}")
    record_xml_attribute("who", "{PHONE}")
"""


def test_what_is_recorded_for_junit_alone_is_redacted(pytester: pytest.Pytester, run: Run) -> None:
    settings = SETTINGS.replace(NAME, f'{NAME}"\naccount = "test')  # as in names of modules and tests
    pytester.path.joinpath("mobcompliance.toml").write_text(settings, "utf-8")
    pytester.makepyfile(test_one=RECORDS)
    run("-p", "no:xdist", "--junitxml=j.xml", "-o", "junit_family=xunit1", "-Wignore:record_xml_attribute")
    written = pytester.path.joinpath("j.xml").read_text("utf-8")
    assert not _spills(written)
    assert '<property name="phone" value="‹phone#' in written
    assert 'who="‹phone#' in written
    assert 'classname="test_one" name="test_records" file="test_one.py"' in written


def test_without_settings_and_items_of_ours_nothing_changes(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(PLAIN)
    result = run("-p", "no:xdist", "-vv", "-W", "default")
    result.stdout.fnmatch_lines([f"*::test_plain[[]{PHONE}[]]*"])
    result.stdout.fnmatch_lines([f"*ValueError: {NAME}"])


def _is_result(path: Path) -> bool:
    return path.name.endswith("-result.json")


def _spills(text: str) -> bool:
    return PHONE in text or NAME in text or NAME.encode("unicode_escape").decode() in text
