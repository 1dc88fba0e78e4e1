"""The record of events: written at once and redacted, read back in the order of time."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pytest_mobcompliance.evidence.paint import COVER
from pytest_mobcompliance.evidence.redact import Redactor
from pytest_mobcompliance.evidence.timeline import (
    LANES,
    THUMBNAIL,
    Event,
    Recorder,
    ordered,
    read_events,
    read_thumbnails,
    thumbnail,
    timeline_json,
)
from pytest_mobcompliance.messages import load_messages, say
from pytest_mobcompliance.screen import Element, Platform, Screen, ScreenshotState

ID_NUMBER = "999999199001010016"
REDACTOR = Redactor(key=b"k" * 32)
KINDS = sorted(kind for kinds in LANES.values() for kind in kinds)


def png(color: tuple[int, int, int] = (250, 250, 250), size: tuple[int, int] = (1080, 2340)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def screen(*elements: Element, picture: bytes | None = None, name: str = "home", **facts: object) -> Screen:
    known = {"screenshot": picture or png(), "screenshot_state": ScreenshotState.OK}
    return Screen(platform=Platform.ANDROID, elements=elements, size=(1080, 2340), name=name, **known | facts)


@pytest.fixture
def recorder(tmp_path: Path) -> Recorder:
    made = Recorder(tmp_path / "run", "gw0", REDACTOR)
    made.device = "p1"
    made.begin("16.privacy-notice/x", "camera", most_pictures=2)
    return made


# --- the event


@given(
    st.builds(
        Event,
        kind=st.sampled_from(KINDS),
        time_ms=st.floats(0, 2e12).map(lambda value: round(value, 3)),
        label=st.text(),
        detail=st.dictionaries(st.text(), st.none() | st.booleans() | st.text() | st.integers()),
        device_ms=st.none() | st.floats(0, 2e12).map(lambda value: round(value, 3)),
        check=st.text(),
        part=st.text(),
        device=st.text(),
        worker=st.text(),
        picture=st.text(),
    )
)
def test_event_survives_json(event: Event) -> None:
    assert Event.from_json(json.loads(json.dumps(event.to_json()))) == event


def test_unknown_is_left_out_of_the_json() -> None:
    assert Event(kind="back", time_ms=5.0).to_json() == {"kind": "back", "time_ms": 5.0}


@given(st.lists(st.integers(0, 5)))
def test_same_moment_keeps_the_order_of_recording(times: list[int]) -> None:
    events = [Event(kind="tap", time_ms=float(at), label=str(n)) for n, at in enumerate(times)]
    found = [(event.time_ms, int(event.label)) for event in ordered(events)]
    assert found == sorted(found)


# --- recording


def test_event_is_on_disk_at_once_with_check_device_and_worker(recorder: Recorder, tmp_path: Path) -> None:
    recorder(Event(kind="launch", time_ms=1.0))
    (line,) = (tmp_path / "run" / "timeline-gw0.jsonl").read_text("utf-8").splitlines()
    told = {"check": "16.privacy-notice/x", "part": "camera", "device": "p1", "worker": "gw0"}
    assert json.loads(line) == {"kind": "launch", "time_ms": 1.0} | told


def test_without_events_there_is_no_folder(recorder: Recorder, tmp_path: Path) -> None:
    recorder.begin("16.privacy-notice/y")
    assert recorder.current() == []
    assert not (tmp_path / "run").exists()


def test_current_events_are_those_of_the_check_in_order(recorder: Recorder, tmp_path: Path) -> None:
    recorder(Event(kind="launch", time_ms=1.0))
    recorder.begin("16.privacy-notice/y")
    recorder(Event(kind="tap", time_ms=9.0))
    recorder(Event(kind="access", time_ms=7.0))
    assert [event.kind for event in recorder.current()] == ["access", "tap"]
    assert {event.part for event in recorder.current()} == {""}
    assert [event.kind for event in read_events(tmp_path / "run")] == ["launch", "access", "tap"]


def test_what_came_from_an_error_is_told_in_the_runs_language(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, "gw0", REDACTOR, load_messages("zh-CN").said)
    recorder(Event(kind="gone", time_ms=1.0, label=say("login asked")))
    assert [event.label for event in read_events(tmp_path)] == ["要求登录"]


def test_escapes_of_pytest_are_undone_before_what_they_hide_is_redacted(tmp_path: Path) -> None:
    redactor = Redactor(patterns=[("branch", "北京.*支行")], key=b"k")
    recorder = Recorder(tmp_path, "gw0", redactor)
    for part in ("第三方", "北京某某支行"):
        recorder.begin("16.privacy-notice/x", part.encode("unicode_escape").decode())
        recorder(Event(kind="launch", time_ms=1.0))
        (event,) = recorder.current()
        assert event.part == redactor.text(part)
    assert event.part.startswith("‹branch")


def test_nothing_that_is_written_holds_personal_data(recorder: Recorder, tmp_path: Path) -> None:
    recorder.begin(f"check {ID_NUMBER}", ID_NUMBER)
    box = (200.0, 600.0, 900.0, 760.0)
    shown = screen(Element(id="a", text=f"身份证 {ID_NUMBER}", bounds=box, visible=True), name=ID_NUMBER)
    recorder(Event(kind="tap", time_ms=1.0, label=f"tap {ID_NUMBER}", detail={"locator": [ID_NUMBER]}))
    recorder(Event(kind="prompt", time_ms=2.0, detail={"buttons": {"deny": ID_NUMBER}}))
    recorder(Event(kind="screen", time_ms=3.0, label=shown.name, screen=shown))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".jsonl", ".jpg"}
    assert [path.name for path in files if ID_NUMBER.encode() in path.read_bytes()] == []
    assert "‹id18#" in (tmp_path / "run" / "timeline-gw0.jsonl").read_text("utf-8")
    (picture,) = tmp_path.rglob("*.jpg")
    with Image.open(picture) as small:
        middle = (round(550 / 1080 * small.width), round(680 / 2340 * small.height))
        seen = small.getpixel(middle)
    assert isinstance(seen, tuple)
    assert max(abs(one - other) for one, other in zip(seen, COVER, strict=True)) < 12


def test_screens_that_look_the_same_share_a_thumbnail(recorder: Recorder, tmp_path: Path) -> None:
    white, blue = png(), png((0, 0, 200))
    for number, picture in enumerate((white, blue, white, png((0, 200, 0)))):
        recorder(Event(kind="screen", time_ms=float(number), screen=screen(picture=picture)))
    names = [event.picture for event in recorder.current()]
    assert names[0] == names[2] != names[1]
    assert names[3] == ""  # two are the most of this check
    assert len(list((tmp_path / "run" / "timeline").iterdir())) == 2
    assert set(read_thumbnails(tmp_path / "run", recorder.current())) == set(names[:2])


@pytest.mark.parametrize("state", [ScreenshotState.HIDDEN, ScreenshotState.UNAVAILABLE])
def test_screen_without_a_picture_says_why(recorder: Recorder, state: ScreenshotState) -> None:
    recorder(Event(kind="screen", time_ms=1.0, screen=screen(screenshot_state=state)))
    (event,) = recorder.current()
    assert (event.picture, event.detail) == ("", {"picture": state.value})


def test_damaged_picture_is_no_picture(recorder: Recorder) -> None:
    recorder(Event(kind="screen", time_ms=1.0, screen=screen(picture=b"no picture")))
    (event,) = recorder.current()
    assert (event.picture, event.detail) == ("", {"picture": "unavailable"})


@pytest.mark.parametrize("size", [(1080, 2340), (2340, 1080), (390, 844), (20, 20)])
def test_thumbnail_keeps_within_its_size_and_the_shape(size: tuple[int, int]) -> None:
    body = thumbnail(screen(picture=png(size=size)))
    assert body is not None
    with Image.open(io.BytesIO(body)) as small:
        width, height = small.size
    assert width <= THUMBNAIL[0]
    assert height <= THUMBNAIL[1]
    assert width / height == pytest.approx(size[0] / size[1], rel=0.02)


# --- reading


def test_workers_are_merged_into_one_order(tmp_path: Path) -> None:
    for worker, times in (("gw0", (1.0, 4.0)), ("gw1", (2.0, 3.0))):
        recorder = Recorder(tmp_path, worker, REDACTOR)
        for at in times:
            recorder(Event(kind="tap", time_ms=at))
    assert [(event.time_ms, event.worker) for event in read_events(tmp_path)] == [
        *((1.0, "gw0"), (2.0, "gw1"), (3.0, "gw1"), (4.0, "gw0"))
    ]


@pytest.mark.parametrize(
    "rest", [b'{"kind": "tap", "ti', b'{"kind": "t\xe5', b"[]", b'{"kind": "tap"}', b"7"]
)
def test_what_a_crash_left_half_written_is_passed_over(tmp_path: Path, rest: bytes) -> None:
    Recorder(tmp_path, "gw0", REDACTOR)(Event(kind="launch", time_ms=1.0))
    with (tmp_path / "timeline-gw0.jsonl").open("ab") as file:
        file.write(rest)
    Recorder(tmp_path, "gw1", REDACTOR)(Event(kind="tap", time_ms=2.0))
    assert [event.kind for event in read_events(tmp_path)] == ["launch", "tap"]


def test_folder_without_a_record_has_no_events(tmp_path: Path) -> None:
    assert read_events(tmp_path) == []


@pytest.mark.parametrize(
    "name", ["../secret.jpg", "/etc/hostname", "timeline/../../a.jpg", "timeline/gone.jpg"]
)
def test_only_thumbnails_of_the_run_are_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.jpg").write_bytes(b"s")
    run = tmp_path / "run"
    (run / "timeline").mkdir(parents=True)
    assert read_thumbnails(run, [Event(kind="screen", time_ms=1.0, picture=name)]) == {}


def test_json_is_one_document_with_an_event_on_each_line() -> None:
    events = [Event(kind="tap", time_ms=float(n), label="“点\n击”") for n in range(3)]
    text = timeline_json(events, title="甲银行", simulated=True)
    data = json.loads(text)
    assert (data["timeline"], data["title"], data["simulated"]) == (1, "甲银行", True)
    assert [Event.from_json(each) for each in data["events"]] == events
    assert len(text.splitlines()) == 5
    assert json.loads(timeline_json([], title="", simulated=False))["events"] == []


def test_screen_is_not_part_of_what_two_events_are_compared_by() -> None:
    event = Event(kind="screen", time_ms=1.0)
    assert replace(event, screen=screen()) == event
