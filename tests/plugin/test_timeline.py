"""The timeline of a run: what each process recorded, put together, drawn and attached."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from pytest_mobcompliance.messages import load_messages

Run = Callable[..., pytest.RunResult]
SAY = load_messages("zh-CN")
ID_NUMBER = "999999199001010016"
VIRTUAL = ("--mob-device", "virtual")

SUITE = f"""
    import time
    import pytest
    from pytest_mobcompliance.device.flows import accept_notice, refuse

    @pytest.mark.permissions
    @pytest.mark.requirement("16.minimal-collection/x")
    @pytest.mark.parametrize("person", ["{ID_NUMBER}"])
    def test_denial(person, mob_app, mob_settings, mob_verdict):
        mob_app.launch()
        accept_notice(mob_app)
        mob_app.go("scan")
        mob_app.tap(mob_settings.permissions["camera"].trigger)
        end = time.monotonic() + 5
        while mob_app.prompt() is None and time.monotonic() < end:
            time.sleep(0.05)
        mob_app.capture("dialog {ID_NUMBER}")
        assert refuse(mob_app)
        mob_verdict.observe("asked", 1)

    @pytest.mark.accessibility
    @pytest.mark.requirement("6.accessibility/y")
    def test_other(mob_app, mob_verdict):
        mob_app.launch()
        mob_verdict.observe("seen", mob_app.capture("home").name)
"""
CRASH = """
    import os
    import pytest

    @pytest.mark.privacy
    @pytest.mark.requirement("16.privacy-notice/crash")
    def test_crash(mob_app):
        mob_app.launch()
        mob_app.capture("first-start")
        os._exit(1)
"""


def folder(path: Path) -> Path:
    (found,) = path.glob("mobcompliance-report/run-*")
    return found


def events(path: Path) -> list[dict[str, Any]]:
    data = json.loads((folder(path) / "timeline.json").read_text("utf-8"))
    assert data["simulated"] is True
    return list(data["events"])


def results(path: Path) -> dict[str, dict[str, Any]]:
    found = (json.loads(file.read_text("utf-8")) for file in path.glob("allure/*-result.json"))
    return {result["fullName"]: result for result in found}


def test_run_leaves_one_record_in_order_and_a_picture_of_it(pytester: pytest.Pytester, here: Run) -> None:
    pytester.makepyfile(SUITE)
    result = here(*VIRTUAL, "--alluredir", "allure")
    result.assert_outcomes(passed=2)
    told = events(pytester.path)
    assert [event["time_ms"] for event in told] == sorted(event["time_ms"] for event in told)
    assert {event["check"] for event in told} == {"16.minimal-collection/x", "6.accessibility/y"}
    story = [event["kind"] for event in told if event["check"].startswith("16.")]
    order = ["reset", "launch", "notice", "consent", "go", "prompt", "answer", "permission"]
    assert [kind for kind in story if kind in order] == order

    picture = folder(pytester.path) / "timeline.svg"
    root = ET.fromstring(picture.read_text("utf-8"))
    lanes = {
        SAY(f"timeline/lane/{lane}") for lane in ("app", "touch", "screen", "consent", "prompt", "front")
    }
    assert lanes <= {found.text for found in root.iter() if found.tag.endswith("}text")}
    links = {found.get("href") for found in root.iter() if found.tag.endswith("}a")}
    assert links == {"#s1", "#s2", "#top"}
    assert {link.removeprefix("#") for link in links} <= {found.get("id") for found in root.iter()}
    result.stdout.fnmatch_lines([SAY("timeline/written", file=str(picture))])
    page = (folder(pytester.path) / "matrix.html").read_text("utf-8")
    assert '<a href="timeline.svg">' in page

    attached = results(pytester.path)["16.minimal-collection/x"]["attachments"]
    assert [(each["name"], each["type"]) for each in attached] == [
        (SAY("timeline/title"), "image/svg+xml"),
        (SAY("timeline/data"), "application/json"),
    ]
    assert SAY("timeline/title") != SAY("timeline/data")
    assert results(pytester.path)["6.accessibility/y"].get("attachments", []) == []
    (whole,) = pytester.path.glob("allure/*-globals.json")
    names = [each["name"] for each in json.loads(whole.read_text("utf-8"))["attachments"]]
    assert names[-2:] == [f"{SAY('timeline/title')} timeline.svg", f"{SAY('timeline/title')} timeline.json"]


def test_part_of_a_check_holds_its_own_events_only(pytester: pytest.Pytester, here: Run) -> None:
    pytester.makepyfile(SUITE)
    here(*VIRTUAL, "--alluredir", "allure").assert_outcomes(passed=2)
    sources = {
        each["type"]: each["source"]
        for each in results(pytester.path)["16.minimal-collection/x"]["attachments"]
    }
    part = json.loads((pytester.path / "allure" / sources["application/json"]).read_text("utf-8"))
    mine = [event for event in events(pytester.path) if event["check"] == "16.minimal-collection/x"]
    assert part["events"] == mine
    drawn = (pytester.path / "allure" / sources["image/svg+xml"]).read_text("utf-8")
    assert "6.accessibility" not in drawn
    ET.fromstring(drawn)


def test_personal_data_stay_out_of_it(pytester: pytest.Pytester, here: Run) -> None:
    pytester.makepyfile(SUITE)
    here(*VIRTUAL, "--alluredir", "allure").assert_outcomes(passed=2)
    written = [path for path in folder(pytester.path).rglob("*") if path.is_file()]
    written += [path for path in (pytester.path / "allure").iterdir() if path.suffix in (".svg", ".json")]
    assert {path.name for path in written} >= {"timeline.json", "timeline.svg", "timeline-main.jsonl"}
    assert [path.name for path in written if ID_NUMBER.encode() in path.read_bytes()] == []
    assert any("‹id18#" in event.get("label", "") for event in events(pytester.path))


def test_workers_are_one_record(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(SUITE)
    run("-n2", *VIRTUAL).assert_outcomes(passed=2)
    told = events(pytester.path)
    assert {event["worker"] for event in told} == {"gw0", "gw1"}
    assert [event["time_ms"] for event in told] == sorted(event["time_ms"] for event in told)
    kept = {path.name for path in folder(pytester.path).glob("timeline-*.jsonl")}
    assert kept == {"timeline-gw0.jsonl", "timeline-gw1.jsonl"}


def test_what_a_worker_recorded_before_it_died_is_there(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(test_crash=CRASH)
    run("-n1", *VIRTUAL)
    told = [event["kind"] for event in events(pytester.path) if event["worker"] == "gw0"]
    assert told[:2] == ["reset", "launch"]
    assert "notice" in told
    ET.parse(folder(pytester.path) / "timeline.svg")


def test_run_without_an_app_has_no_timeline(pytester: pytest.Pytester, here: Run) -> None:
    pytester.makepyfile("""
        import pytest

        @pytest.mark.privacy
        @pytest.mark.requirement("16.privacy-notice/x")
        def test_one(mob_verdict): mob_verdict.observe("seen", 1)
    """)
    here("--alluredir", "allure").assert_outcomes(passed=1)
    assert list(folder(pytester.path).glob("timeline*")) == []
    assert "timeline" not in (folder(pytester.path) / "matrix.html").read_text("utf-8")
    assert results(pytester.path)["16.privacy-notice/x"].get("attachments", []) == []


def test_replay_has_no_timeline(pytester: pytest.Pytester, here: Run, recorded: Path) -> None:
    pytester.makepyfile("""
        import pytest

        @pytest.mark.privacy
        @pytest.mark.requirement("16.privacy-notice/x")
        def test_one(mob_app, mob_verdict):
            mob_app.go("home")
            mob_verdict.observe("seen", mob_app.capture().name)
    """)
    here("--mob-replay", str(recorded)).assert_outcomes(passed=1)
    assert list(folder(pytester.path).glob("timeline*")) == []
