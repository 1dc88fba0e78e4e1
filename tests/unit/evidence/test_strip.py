"""The timeline as a picture: read back as XML, lane by lane."""

from __future__ import annotations

import io
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.resources import files
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pytest_mobcompliance import recognise
from pytest_mobcompliance.device.app import request_kind
from pytest_mobcompliance.evidence.lanes import WIDTH, Look, breadth, fitted, lines
from pytest_mobcompliance.evidence.strip import strip
from pytest_mobcompliance.evidence.timeline import LANES, Event
from pytest_mobcompliance.messages import LANGUAGES, load_messages

SVG = "{http://www.w3.org/2000/svg}"
ZH, EN = load_messages("zh-CN"), load_messages("en")
KINDS = sorted(kind for kinds in LANES.values() for kind in kinds)
DETAILS = ("state", "role", "permission", "meaning", "hours", "seconds", "picture", "running", "reason")
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
    root = drawn(*STORY)
    (signs,) = of_class(root, "g", "signs")
    hollow = [found for found in of_class(root, "path", "hollow") if found not in list(signs)]
    assert len(hollow) == 1


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


def test_long_pause_is_folded_and_says_how_long_it_was() -> None:
    near = drawn(event("tap", 0.0, "a"), event("tap", 9.0, "b"))
    far = drawn(event("tap", 0.0, "a"), event("tap", 172800.0, "b"))
    assert "48 小时" not in words(near)
    assert "48 小时" in words(far)
    place = next(float(f.get("x", "0")) for f in far.iter(f"{SVG}text") if f.text == "● b")
    assert place < 400


def clock(hours: float, after: float, **more: object) -> Event:
    return event("clock", after, f"{hours:+g} h", detail={"hours": hours}, **more)


def test_each_setting_of_the_clock_is_a_fold_of_its_own_with_the_times_around_it() -> None:
    begun = datetime.fromtimestamp(BEGUN / 1000).astimezone()
    day, later = (f"{begun + timedelta(hours=hours):%Y-%m-%d %H:%M}" for hours in (0, 24))
    text = words(drawn(event("tap", 0.0, "a"), clock(24.0, 1.0), clock(-24.0, 2.0), event("tap", 3.0, "b")))
    signed = [line for line in text if line in ("时钟 +24 小时", "时钟 −24 小时")]
    assert sorted(Counter(signed).values()) == [2, 2]  # what happened, and the fold
    around = [line for line in text if re.fullmatch(r"[≈→].*\d{4}-\d\d-\d\d \d\d:\d\d", line)]
    assert around == [f"≈ {day}", f"→ {later}", f"≈ {later}", f"→ {day}"]
    assert ZH("timeline/sign/reckoned") in text


def test_time_that_the_phone_told_is_not_said_to_be_reckoned() -> None:
    text = words(drawn(event("tap", 0.0, "a"), clock(24.0, 1.0, device_ms=BEGUN + 25 * 3_600_000)))
    told = datetime.fromtimestamp(BEGUN / 1000 + 3600).astimezone()
    assert f"{told:%Y-%m-%d %H:%M}" in text
    assert [line for line in text if line.startswith("≈")] == []


def place(root: ET.Element, said: str) -> float:
    """Where the only text that says this begins, or has its middle."""
    (x,) = [float(found.get("x", "0")) for found in root.iter(f"{SVG}text") if found.text == said]
    return x


@pytest.mark.parametrize(
    ("kind", "lasted", "fold"),
    [("wait", 0.2, "315 秒（模拟）"), ("wait", 315.4, "315 秒"), ("background", 0.2, "315 秒（模拟）")],
)
def test_wait_is_a_fold_as_long_as_it_and_what_came_later_stands_after_it(
    kind: str, lasted: float, fold: str
) -> None:
    root = drawn(
        event("tap", 0.0, "a"),
        event(kind, 0.1, "315 s", detail={"seconds": 315.0}),
        event("tap", 0.1 + lasted, "b"),
        simulated=True,
    )
    said = ZH(f"timeline/kind/{kind}", label="315 秒")
    assert place(root, "● a") < place(root, said) < place(root, fold) < place(root, "● b")
    assert place(root, f"+{315.1 if lasted < 1 else 315.5:.0f} s") > place(root, fold)
    assert (ZH("timeline/sign/simulated") in words(root)) == ("模拟" in fold)


def test_wait_at_the_end_of_a_check_is_a_fold_there() -> None:
    idle = [event("tap", 0.0, "a"), event("wait", 0.1, "315 s", detail={"seconds": 315.0})]
    root = drawn(*idle, event("reset", 0.3, check="c"), simulated=True)
    assert place(root, "+315 s") > place(root, "315 秒（模拟）")
    assert "315 秒" in words(drawn(*idle, simulated=True))  # nobody knows whether it passed at once


def test_wait_in_the_background_is_told_once() -> None:
    told = {"seconds": 135.0}
    text = words(
        drawn(event("background", 0.0, "135 s", detail=told), event("wait", 0.0, "135 s", detail=told))
    )
    assert [line for line in text if "135 秒" in line] == ["退到后台：135 秒", "135 秒"]


# --- what the signs mean


@pytest.mark.parametrize("lang", LANGUAGES)
def test_only_signs_that_occur_are_explained(lang: str) -> None:
    say = load_messages(lang)

    def explained(*events: Event) -> list[str | None]:
        (signs,) = of_class(drawn(*events, messages=say), "g", "signs")
        return [found.text for found in signs.iter(f"{SVG}text")]

    def meanings(*signs: str) -> list[str]:
        return [say(f"timeline/sign/{sign}") for sign in signs]

    tap = event("tap", 0.0, "a")
    assert explained(tap) == meanings("tap")
    assert explained(tap, event("tap", 60.0, "b")) == meanings("tap", "fold")
    assert explained(event("screen", 0.0, "home~2", picture="timeline/main-1.jpg")) == meanings("part")
    assert explained(event("screen", 0.0, "home")) == meanings("tick")
    read = event("consent", 0.0, "知道了", detail={"given": None})
    assert explained(read) == meanings("answers", "seen")
    uses = [event("access", n * 1.0, "CAMERA", detail={"refused": bool(n)}) for n in range(2)]
    assert explained(*uses) == meanings("used", "refused")
    assert explained(event("launch")) == []


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


def links(root: ET.Element) -> list[tuple[str, str]]:
    """Where each link leads, and its words."""
    return [
        (found.get("href", ""), "".join(text.text or "" for text in found.findall(f"{SVG}text")))
        for found in root.iter(f"{SVG}a")
    ]


def test_list_leads_to_each_check_and_each_check_back_to_it() -> None:
    other = [
        event("tap", 0.05, "x", device="p2", worker="gw1"),
        event("tap", 9.0, "y", check="c", part="camera"),
    ]
    root = drawn(*STORY, *other)
    back = ("#top", ZH("timeline/back"))
    assert links(root) == [
        ("#s1", "16.minimal-collection/x"),
        ("#s2", "c [camera]"),
        ("#s3", "16.minimal-collection/x"),
        *(back, back, back),
    ]
    heads = {
        group.get("id"): found.text
        for group in root.iter(f"{SVG}g")
        for found in group.findall(f"{SVG}text")
        if group.get("id")
    }
    assert heads == {
        "top": ZH("timeline/index", sections=3),
        "s1": "p1 · 16.minimal-collection/x",
        "s2": "p1 · c [camera]",
        "s3": "p2 · 16.minimal-collection/x",
    }
    text = words(root)
    assert text[text.index("c [camera]") + 1] == "1"  # events
    assert {"p1", "p2"} <= set(text)
    assert root.get("role") == "graphics-document"


def test_list_of_a_hundred_checks_fits_its_columns() -> None:
    root = drawn(*(event("tap", n * 1.0, "x", check=f"16.minimal-collection/check-{n}") for n in range(100)))
    listed = [next(found.iter(f"{SVG}text")) for found in root.iter(f"{SVG}a") if found.get("href") != "#top"]
    places = {(found.get("x"), float(found.get("y", "0"))) for found in listed}
    assert len(places) == 100
    assert len({x for x, _ in places}) == 4
    assert max(y for _, y in places) < 620


def test_picture_of_one_check_has_no_list() -> None:
    root = drawn(*STORY)
    assert links(root) == []
    assert root.get("role") == "img"


def test_heading_of_a_check_is_its_name_with_its_id() -> None:
    lists = event("tap", 0.0, "x", check="16.privacy-notice/lists", part="第三方")
    (head,) = (found.text for found in of_class(drawn(lists), "text", "h2"))
    assert head == "p1 · 查阅清单可在二级菜单内找到 [第三方] · 16.privacy-notice/lists"


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
                st.sampled_from(DETAILS),
                st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            ),
        ),
        max_size=25,
    ),
    st.booleans(),
)
def test_any_record_gives_valid_xml(events: list[Event], simulated: bool) -> None:
    ET.fromstring(strip(events, EN, PICTURES, simulated=simulated))


@given(st.text(), st.floats(0, 300))
def test_fitted_text_is_no_wider_than_asked(text: str, width: float) -> None:
    assert breadth(fitted(text, width)) <= max(width, breadth("…"))


@given(st.text(alphabet="隐私 abc", max_size=60), st.integers(1, 4))
def test_broken_lines_keep_within_their_number_and_width(text: str, most: int) -> None:
    broken = lines(text, 100, most)
    assert len(broken) <= most
    assert all(breadth(line) <= 100 for line in broken)
