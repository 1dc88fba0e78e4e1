"""The timeline as a picture: read back as XML, lane by lane."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pytest_mobcompliance import recognise
from pytest_mobcompliance.device.app import request_kind
from pytest_mobcompliance.evidence.lanes import WIDTH, Look, breadth, fitted, lines
from pytest_mobcompliance.evidence.strip import span, strip
from pytest_mobcompliance.evidence.timeline import LANES, Event
from pytest_mobcompliance.messages import LANGUAGES, load_messages

SVG = "{http://www.w3.org/2000/svg}"
ZH, EN = load_messages("zh-CN"), load_messages("en")
KINDS = sorted(kind for kinds in LANES.values() for kind in kinds)
BEGUN = 1_795_000_000_000.0
HOSTILE = "</title><script>alert(1)</script>&\"'<image href=http://example.com/>"


def jpeg(width: int = 200, height: int = 420) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (200, 220, 240)).save(buffer, "JPEG")
    return buffer.getvalue()


def event(kind: str, after: float = 0.0, label: str = "", **more: object) -> Event:
    """An event so many seconds after the beginning."""
    facts = {"check": "16.minimal-collection/x", "device": "p1", "worker": "main"}
    return Event(kind=kind, time_ms=BEGUN + after * 1000, label=label, **facts | more)


STORY = (
    event("reset", 0.0),
    event("launch", 0.1),
    event("front", 0.2, "cn.example.bank", detail={"role": "app"}),
    event("screen", 0.4, "first-start", picture="timeline/main-1.jpg"),
    event("notice", 0.4, "隐私保护提示 我们重视您的个人信息", detail={"buttons": {"agree": "同意"}}),
    event("tap", 1.0, "notice_agree"),
    event("consent", 1.0, "同意并继续", detail={"given": True}),
    event("go", 1.4, "scan"),
    event("tap", 2.0, "scan_start"),
    event("prompt", 2.1, "要允许“示例银行”拍摄照片和录制视频吗？", detail={"permission": "camera"}),
    event("front", 2.1, "com.android.permissioncontroller", detail={"role": "dialog"}),
    event("answer", 3.0, "不允许", detail={"permission": "camera", "meaning": "deny"}),
    event("permission", 3.0, "camera", detail={"state": "denied"}),
    event("access", 3.1, "CAMERA", detail={"refused": True}),
    event("access", 3.2, "FINE_LOCATION", detail={"refused": False}),
    event("clock", 4.0, "+48 h", detail={"hours": 48.0}),
    event("gone", 5.0, "com.example.launcher", detail={"reason": "app-crashed"}),
)
PICTURES = {"timeline/main-1.jpg": jpeg()}


def drawn(*events: Event, **more: object) -> ET.Element:
    return ET.fromstring(strip(events, more.pop("messages", ZH), more.pop("pictures", PICTURES), **more))


def words(root: ET.Element) -> list[str]:
    return [found.text or "" for found in root.iter(f"{SVG}text")]


def of_class(root: ET.Element, tag: str, name: str) -> Iterator[ET.Element]:
    return (found for found in root.iter(f"{SVG}{tag}") if name in (found.get("class") or "").split())


# --- what it shows


def test_each_kind_of_thing_has_its_lane_from_top_to_bottom() -> None:
    lanes = [found.text for found in of_class(drawn(*STORY), "text", "lane")]
    assert lanes[:-1] == ["应用", "操作", "屏幕", "同意", "权限弹窗", "相机", "实际访问", "前台"]
    assert re.fullmatch(r"\d\d:\d\d:\d\d", lanes[-1] or "")


def test_lanes_without_events_are_left_out() -> None:
    lanes = [found.text for found in of_class(drawn(event("tap", 0.0, "a")), "text", "lane")]
    assert lanes[:-1] == ["操作"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_speaks_the_language_of_the_run(lang: str) -> None:
    say = load_messages(lang)
    text = words(drawn(*STORY, messages=say))
    assert say("timeline/lane/prompt") in text
    assert f"✘ {say('timeline/state/denied')}" in text
    assert f"✘ {say('timeline/gone/app-crashed')}" in text
    english = [line for line in text if re.search(r"\b(not|the|of)\b", line)]
    assert bool(english) == (lang == "en")


def test_signs_tell_consent_answer_and_access_without_colour() -> None:
    text = words(drawn(*STORY))
    assert "✔ 同意并继续" in text
    assert "✘ 不允许" in text
    assert "CAMERA 被拒绝" in text
    assert "FINE_LOCATION" in text
    assert len(list(of_class(drawn(*STORY), "path", "hollow"))) == 1


def test_state_lasts_from_where_the_system_told_it() -> None:
    bars = {
        (found.get("class"), float(found.get("x", "0")), float(found.get("width", "0")))
        for group in drawn(*STORY).iter(f"{SVG}g")
        for found in group.findall(f"{SVG}rect")
        if found.get("height") == "17" and (found.get("class") in ("wait", "no", "yes"))
    }
    (before,) = [bar for bar in bars if bar[0] == "wait"]
    (after,) = [bar for bar in bars if bar[0] == "no"]
    assert before[1] + before[2] + 1 == pytest.approx(after[1], abs=0.2)


def test_state_of_another_check_is_not_carried_over_a_reset() -> None:
    again = [event("reset", 60.0, check="b"), event("tap", 61.0, check="b")]
    lanes = [found.text for found in of_class(drawn(*STORY, *again), "text", "lane")]
    assert lanes.count("相机") == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_permission_that_a_dialog_asks_for_has_a_word(lang: str) -> None:
    say, look = load_messages(lang), Look(load_messages(lang), {})
    table = tomllib.loads((files(recognise) / "dialog_families.toml").read_text("utf-8"))
    kinds = {request_kind(row["name"]) for row in table["permission"]} | {"unknown"}
    assert [kind for kind in sorted(kinds) if not say.has(f"timeline/permission/{kind}")] == []
    assert look.permission("made-up") == "made-up"


def test_prompt_and_answer_are_tied_by_an_arrow() -> None:
    tied = [found for found in drawn(*STORY).iter(f"{SVG}path") if found.get("marker-end")]
    assert len(tied) == 1


def test_what_does_not_fit_goes_on_in_another_row() -> None:
    taps = [event("tap", number * 2.0, f"button {number}") for number in range(60)]
    root = drawn(*taps)
    tops = {found.get("y") for found in root.iter(f"{SVG}text") if (found.text or "").startswith("● button")}
    assert len(tops) > 2
    height = float(root.get("height", "0"))
    for found in root.iter(f"{SVG}text"):
        assert float(found.get("x", "0")) < WIDTH
        assert float(found.get("y", "0")) < height


def test_in_a_row_what_was_later_never_stands_further_left() -> None:
    root = drawn(*STORY[:5], *(event("tap", 5 + n / 10, f"t{n}") for n in range(6)))
    taps = [found for found in root.iter(f"{SVG}text") if re.fullmatch(r"● t\d", found.text or "")]
    places = [float(found.get("x", "0")) for found in taps]
    assert places == sorted(places)
    assert [found.text for found in taps] == [f"● t{n}" for n in range(6)]


# --- time


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(11, "11 s"), (119, "119 s"), (120, "2 min"), (5400, "90 min"), (172800, "48 h"), (9000, "2.5 h")],
)
def test_pause_is_said_in_its_largest_unit(seconds: float, said: str) -> None:
    assert span(seconds, EN) == said


def test_long_pause_is_folded_and_says_how_long_it_was() -> None:
    near = drawn(event("tap", 0.0, "a"), event("tap", 9.0, "b"))
    far = drawn(event("tap", 0.0, "a"), event("tap", 172800.0, "b"))
    assert "48 小时" not in words(near)
    assert "48 小时" in words(far)
    place = next(float(f.get("x", "0")) for f in far.iter(f"{SVG}text") if f.text == "● b")
    assert place < 400


def test_clock_that_was_put_ahead_is_a_fold_too() -> None:
    assert "48 小时" in words(drawn(*STORY))
    back = event("clock", 4.5, "-48 h", detail={"hours": -48.0})
    assert words(drawn(*STORY, back)).count("48 小时") == 1


# --- pictures


def test_thumbnail_is_embedded_once_however_often_it_shows() -> None:
    shown = [event("screen", n * 1.0, f"s{n}", picture=f"timeline/main-{n % 2}.jpg") for n in range(6)]
    root = drawn(*shown, pictures={f"timeline/main-{n}.jpg": jpeg() for n in range(2)})
    images = list(root.iter(f"{SVG}image"))
    uses = list(root.iter(f"{SVG}use"))
    assert (len(images), len(uses)) == (2, 6)
    assert {f"#{image.get('id')}" for image in images} == {use.get("href") for use in uses}


def test_long_record_shows_no_more_than_so_many_and_those_beside_what_matters() -> None:
    names = [f"timeline/main-{n}.jpg" for n in range(40)]
    shown = [event("screen", n * 1.0, f"s{n}", picture=name) for n, name in enumerate(names)]
    asked = event("prompt", 20.5, "?", detail={"permission": "camera"})
    root = drawn(*shown, asked, pictures=dict.fromkeys(names, jpeg()), most=6)
    captions = {text for text in words(root) if re.fullmatch(r"s\d+", text)}
    assert len(list(root.iter(f"{SVG}use"))) == 6
    assert {"s0", "s20", "s21"} <= captions
    assert len(captions) == 6
    assert len(list(of_class(root, "rect", "card"))) == 34  # a tick for each of the others


def test_picture_that_is_there_already_is_shown_again() -> None:
    names = ["timeline/main-1.jpg", "timeline/main-2.jpg", "timeline/main-1.jpg", "timeline/main-3.jpg"]
    shown = [event("screen", n * 1.0, f"s{n}", picture=name) for n, name in enumerate(names)]
    root = drawn(*shown, pictures=dict.fromkeys(names, jpeg()), most=2)
    assert [text for text in words(root) if re.fullmatch(r"s\d", text)] == ["s0", "s1", "s2"]


def test_screen_that_the_system_hides_is_shown_as_such() -> None:
    root = drawn(event("screen", 0.0, "pay", detail={"picture": "hidden"}))
    assert "".join(words(root)).count("系统禁止截取") == 1
    assert len(list(of_class(root, "rect", "dark"))) == 1
    assert list(root.iter(f"{SVG}use")) == []


def test_thumbnail_that_is_gone_is_a_tick() -> None:
    root = drawn(event("screen", 0.0, "pay", picture="timeline/main-9.jpg"))
    assert len(list(of_class(root, "rect", "card"))) == 1


def test_picture_of_a_usual_check_is_small() -> None:
    assert len(strip(STORY, ZH, PICTURES).encode()) < 40_000


# --- several devices and checks


def test_each_device_and_each_check_begins_on_its_own() -> None:
    other = [
        event("tap", 0.05, "x", device="p2", worker="gw1"),
        event("tap", 9.0, "y", check="c", part="camera"),
    ]
    heads = [found.text for found in of_class(drawn(*STORY, *other), "text", "h2")]
    assert heads == ["p1 · 16.minimal-collection/x", "p1 · c [camera]", "p2 · 16.minimal-collection/x"]


def test_two_devices_of_one_name_are_told_apart() -> None:
    both = [event("tap", 0.0, "x", worker="gw0"), event("tap", 0.1, "y", worker="gw1")]
    heads = [found.text for found in of_class(drawn(*both), "text", "h2")]
    assert heads == ["p1 (gw0) · 16.minimal-collection/x", "p1 (gw1) · 16.minimal-collection/x"]


def test_simulated_devices_are_said_to_be_so() -> None:
    said = ZH("timeline/simulated")
    assert said in words(drawn(*STORY, simulated=True))
    assert said not in words(drawn(*STORY))


# --- whatever comes


def test_no_text_becomes_markup_and_nothing_is_loaded() -> None:
    hostile = [
        event(kind, n * 1.0, HOSTILE, check=HOSTILE, part=HOSTILE, device=HOSTILE, detail={HOSTILE: HOSTILE})
        for n, kind in enumerate(KINDS)
    ]
    text = strip(hostile, ZH, {}, title=HOSTILE)
    root = ET.fromstring(text)
    assert list(root.iter(f"{SVG}script")) == []
    assert "<script" not in text
    names = {name for found in root.iter() for name in found.attrib}
    assert not any(name.startswith("on") for name in names)
    assert all((found.get("href") or "#").startswith(("#", "data:image/jpeg")) for found in root.iter())


def test_no_events_is_an_empty_picture() -> None:
    assert len(words(drawn())) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_shows_something_of_its_own(kind: str) -> None:
    label = {"front": "cn.example.bank", "permission": "camera"}.get(kind, "label")
    root = drawn(event(kind, 0.0, label, detail={"state": "granted", "given": True, "role": "other"}))
    assert len(list(root.iter(f"{SVG}g"))) >= 1
    assert any(found.text for found in root.iter(f"{SVG}title"))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.builds(
            event,
            st.sampled_from([*KINDS, "later-kind"]),
            st.floats(0, 400_000),
            st.text(),
            detail=st.dictionaries(
                st.sampled_from(["state", "role", "permission", "meaning", "hours", "picture", "running"]),
                st.none() | st.booleans() | st.integers() | st.text(),
            ),
        ),
        max_size=25,
    )
)
def test_any_record_gives_valid_xml(events: list[Event]) -> None:
    ET.fromstring(strip(events, EN, PICTURES))


@given(st.text(), st.floats(0, 300))
def test_fitted_text_is_no_wider_than_asked(text: str, width: float) -> None:
    assert breadth(fitted(text, width)) <= max(width, breadth("…"))


@given(st.text(alphabet="隐私 abc", max_size=60), st.integers(1, 4))
def test_broken_lines_keep_within_their_number_and_width(text: str, most: int) -> None:
    broken = lines(text, 100, most)
    assert len(broken) <= most
    assert all(breadth(line) <= 100 for line in broken)
