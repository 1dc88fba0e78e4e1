"""Recorded screens: written, found, read back, and refused when they are damaged."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pytest_mobcompliance.errors import ScreenParseError
from pytest_mobcompliance.screen import (
    Element,
    Platform,
    Screen,
    ScreenshotState,
    find_bundles,
    read_bundle,
    write_bundle,
)


def png() -> bytes:
    picture = Image.new("RGB", (20, 40), "white")
    picture.putpixel((3, 3), (1, 2, 3))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def make(**other: object) -> Screen:
    elements = (
        Element(id="html", role="document", children=("html/p[1]",), visible=True),
        Element(
            id="html/p[1]",
            role="text",
            parent="html",
            text="</script><b>“转账”",
            bounds=(0.0, 1.5, 20.0, 30.0),
            bounds_dp=(0.0, 0.75, 10.0, 15.0),
            color=(1, 2, 3),
            clickable=False,
            text_size_dp=16.0,
            line_count=2,
        ),
    )
    known = {
        "platform": Platform.WEB,
        "elements": elements,
        "size": (20, 40),
        "name": "home",
        "screenshot": png(),
        "screenshot_state": ScreenshotState.OK,
        "density": 2.0,
        "font_scale": 1.0,
        "locale": "zh-CN",
        "url": "http://127.0.0.1/",
        "title": "首页",
        "page_size_dp": (10.0, 20.0),
        "settings": {"dark": False, "scale": 1.0, "list": [1, "a", None]},
    }
    return Screen(**(known | other))


def test_what_was_written_is_read_back(tmp_path):
    screen = make()
    bundle = write_bundle(tmp_path, screen)
    assert bundle == tmp_path / "home"
    assert sorted(file.name for file in bundle.iterdir()) == ["screen.json", "screenshot.png"]
    assert read_bundle(bundle) == screen
    assert read_bundle(bundle / "screen.json") == screen


def test_elderly_mode_stands_in_the_name(tmp_path):
    assert write_bundle(tmp_path, make(mode="elderly")).name == "home.elderly"


def test_a_name_that_is_no_file_name_is_kept_inside(tmp_path):
    screen = make(name="../转账 / 1?")
    bundle = write_bundle(tmp_path, screen)
    assert bundle.parent == tmp_path
    assert read_bundle(bundle).name == "../转账 / 1?"
    assert write_bundle(tmp_path, make(name="..")).parent == tmp_path


def test_nothing_is_overwritten_and_the_last_recording_is_found(tmp_path):
    first = write_bundle(tmp_path, make())
    second = write_bundle(tmp_path, make(title="again"))
    elderly = write_bundle(tmp_path, make(mode="elderly"))
    assert first != second
    assert read_bundle(first).title == "首页"
    assert find_bundles(tmp_path) == {("home", "standard"): second, ("home", "elderly"): elderly}


def test_a_folder_without_bundles_has_none(tmp_path):
    (tmp_path / "half-written").mkdir()
    assert find_bundles(tmp_path) == {}
    assert find_bundles(tmp_path / "nowhere") == {}


def test_a_missing_picture_gives_a_screen_without_one(tmp_path):
    bundle = write_bundle(tmp_path, make())
    (bundle / "screenshot.png").unlink()
    screen = read_bundle(bundle)
    assert screen.screenshot is None
    assert screen.screenshot_state is ScreenshotState.UNAVAILABLE
    assert screen.elements == make().elements


def test_a_damaged_picture_is_refused_by_its_file(tmp_path):
    bundle = write_bundle(tmp_path, make())
    (bundle / "screenshot.png").write_bytes(png()[:60])
    with pytest.raises(ScreenParseError) as caught:
        read_bundle(bundle)
    assert caught.value.where == str(bundle / "screenshot.png")


def test_a_picture_of_another_screen_is_refused(tmp_path):
    bundle = write_bundle(tmp_path, make(size=(21, 40)))
    with pytest.raises(ScreenParseError, match="size"):
        read_bundle(bundle)


def _edit(bundle: Path, change: object) -> None:
    data = json.loads((bundle / "screen.json").read_text("utf-8"))
    change(data)
    (bundle / "screen.json").write_text(json.dumps(data), "utf-8")


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (lambda d: d.update(format="x"), "format"),
        (lambda d: d.update(version=99), "version"),
        (lambda d: d.pop("screen"), "screen"),
        (lambda d: d["screen"].pop("platform"), "screen.platform"),
        (lambda d: d["screen"].update(platform="symbian"), "screen.platform"),
        (lambda d: d["screen"].pop("elements"), "screen.elements"),
        (lambda d: d["screen"].update(size=[1]), "screen.size"),
        (lambda d: d["screen"].update(size=[1, -1]), "screen.size"),
        (lambda d: d["screen"].update(density="2"), "screen.density"),
        (lambda d: d["screen"].update(density=1e400), "valid JSON"),
        (lambda d: d["screen"].update(truncated=None), "screen.truncated"),
        (lambda d: d["screen"].update(colour=1), "screen.colour"),
        (lambda d: d["screen"]["elements"].append(5), "elements[2]"),
        (lambda d: d["screen"]["elements"][1].pop("id"), "elements[1].id"),
        (lambda d: d["screen"]["elements"][1].update(id="html"), "elements[1]"),
        (lambda d: d["screen"]["elements"][1].update(parent="nowhere"), "elements[1].parent"),
        (lambda d: d["screen"]["elements"][0].update(parent="html/p[1]"), "elements[0].parent"),
        (lambda d: d["screen"]["elements"][0].update(children=["html"]), "elements[0].children"),
        (lambda d: d["screen"]["elements"][1].update(bounds=[1, 2, 3]), "elements[1].bounds"),
        (lambda d: d["screen"]["elements"][1].update(clickable="no"), "elements[1].clickable"),
        (lambda d: d["screen"]["elements"][1].update(nope=1), "elements[1]"),
    ],
)
def test_a_damaged_bundle_is_refused_by_file_and_key(tmp_path, change, names):
    bundle = write_bundle(tmp_path, make())
    _edit(bundle, change)
    with pytest.raises(ScreenParseError) as caught:
        read_bundle(bundle)
    assert str(bundle / "screen.json") in caught.value.where
    assert names in str(caught.value)


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff\xfe\x00", b"[" * 100_000, b'{"a": NaN}'])
def test_a_file_that_is_no_json_object_is_refused(tmp_path, raw):
    (tmp_path / "screen.json").write_bytes(raw)
    with pytest.raises(ScreenParseError, match="JSON"):
        read_bundle(tmp_path)


def test_a_bundle_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ScreenParseError, match="no such file"):
        read_bundle(tmp_path)


def test_odd_characters_come_back_replaced(tmp_path):
    odd = Element(id="html", text="a\ud800\x00b")
    bundle = write_bundle(tmp_path, make(elements=(odd,)))
    assert read_bundle(bundle).elements[0].text == "a\ufffd\ufffdb"


# Text as `parse_web` lets it through: empty is unknown, and everything can be written.
TEXT = st.none() | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"]), min_size=1)
FLAG = st.none() | st.booleans()
EDGE = st.floats(-1e6, 1e6)
BOX = st.none() | st.tuples(EDGE, EDGE, EDGE, EDGE)
ELEMENTS = st.builds(
    Element,
    id=st.just("html"),
    name=TEXT,
    text=TEXT,
    value=TEXT,
    href=TEXT,
    visible=FLAG,
    checked=FLAG,
    bounds=BOX,
    full_bounds_dp=BOX,
    text_size_dp=st.none() | st.floats(0, 1000),
    line_count=st.none() | st.integers(0, 1000),
    color=st.none() | st.tuples(*[st.integers(0, 255)] * 3),
)


@settings(max_examples=50)
@given(element=ELEMENTS, mode=st.sampled_from(["standard", "elderly"]))
def test_every_screen_survives_the_round_trip(element, mode):
    screen = make(elements=(element,), mode=mode)
    with tempfile.TemporaryDirectory() as folder:
        assert read_bundle(write_bundle(Path(folder), screen)) == screen


@settings(max_examples=150)
@given(data=st.data())
def test_whatever_happens_to_the_json_it_is_a_screen_or_a_parse_error(data):
    folder = Path(tempfile.mkdtemp())
    try:
        source = write_bundle(folder, make()) / "screen.json"
        raw = bytearray(source.read_bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            start = data.draw(st.integers(0, len(raw)))
            raw[start : start + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
        source.write_bytes(raw)
        with contextlib.suppress(ScreenParseError):
            assert isinstance(read_bundle(source), Screen)
    finally:
        shutil.rmtree(folder)


def test_screen_from_files_reads_a_bundle(tmp_path):
    bundle = write_bundle(tmp_path, make())
    screen = Screen.from_files(
        source=bundle / "screen.json", screenshot=bundle / "screenshot.png", font_scale=2.0
    )
    assert screen == dataclasses.replace(make(), font_scale=2.0)


def test_screen_from_files_reads_what_the_page_script_returned(tmp_path):
    payload = {
        "format": "mobcompliance-web",
        "version": 1,
        "page": {"width": 10, "height": 20, "pixel_ratio": 2},
        "nodes": [{"parent": -1, "segment": "html"}],
    }
    (tmp_path / "home.json").write_text(json.dumps(payload), "utf-8")
    screen = Screen.from_files(source=str(tmp_path / "home.json"), density=2.0)
    assert (screen.name, screen.density) == ("home", 2.0)


@pytest.mark.parametrize("density", [3.0, 1.0])
def test_screen_from_files_refuses_a_density_that_is_not_the_source_s(tmp_path, density):
    bundle = write_bundle(tmp_path, make())
    with pytest.raises(ScreenParseError, match="density"):
        Screen.from_files(source=bundle / "screen.json", density=density)


def test_screen_from_files_says_what_it_can_read(tmp_path):
    (tmp_path / "home.xml").write_text("no xml", "utf-8")
    (tmp_path / "other.json").write_text('{"format": "other"}', "utf-8")
    for name in ("home.xml", "other.json"):
        with pytest.raises(ScreenParseError, match="mobcompliance-screen or mobcompliance-web"):
            Screen.from_files(source=tmp_path / name)
    bundle = write_bundle(tmp_path, make())
    with pytest.raises(ScreenParseError, match="no such file"):
        Screen.from_files(source=bundle / "screen.json", screenshot=tmp_path / "none.png")
