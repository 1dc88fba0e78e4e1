"""`parse_web`: from the script's answer to a screen."""

from __future__ import annotations

import io
import json
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pytest_mobcompliance.errors import ScreenParseError
from pytest_mobcompliance.screen import (
    Platform,
    Screen,
    ScreenshotState,
    load_collect_script,
    parse_web,
    web,
)

PAYLOAD = {
    "format": "mobcompliance-web",
    "version": 1,
    "page": {
        "url": "http://127.0.0.1:8000/home.html",
        "title": "首页",
        "lang": "zh-CN",
        "width": 390,
        "height": 844,
        "pixel_ratio": 2,
        "scroll_width": 390,
        "scroll_height": 1600,
        "font_scale": 1.5,
        "dark": True,
        "meta_viewport": "width=device-width",
    },
    "truncated": False,
    "nodes": [
        {"parent": -1, "segment": "html", "class_name": "html", "role": "document"},
        {"parent": 0, "segment": "body", "class_name": "body", "role": "generic"},
        {
            "parent": 1,
            "segment": "button[1]",
            "class_name": "button",
            "resource_id": "pay",
            "role": "button",
            "name": "转账",
            "text": "转账",
            "full": [10, 20.5, 110, 64.5],
            "seen": [10, 20.5, 110, 40],
            "clickable": True,
            "enabled": True,
            "checked": None,
            "clipped": True,
            "text_size_dp": 16,
            "line_count": 1,
            "color": [0, 0, 0],
            "background_reason": "image",
        },
        {"parent": 1, "segment": "iframe[1]", "class_name": "iframe", "role": "iframe"},
        {"parent": 3, "segment": "html", "class_name": "html", "role": "document", "frame": 3},
    ],
}


def png(size: tuple[int, int] = (8, 8), *, fill: str = "white", dot: str | None = "red") -> bytes:
    picture = Image.new("RGB", size, fill)
    if dot is not None:
        picture.putpixel((1, 1), Image.new("RGB", (1, 1), dot).getpixel((0, 0)))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def changed(*path: object, to: object) -> dict[str, object]:
    payload = deepcopy(PAYLOAD)
    place = payload
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    return payload


def test_page_becomes_a_screen():
    screen = parse_web(PAYLOAD, None, name="home", mode="elderly")
    assert screen.platform is Platform.WEB
    assert (screen.name, screen.mode) == ("home", "elderly")
    assert (screen.url, screen.title, screen.locale) == (
        "http://127.0.0.1:8000/home.html",
        "首页",
        "zh-CN",
    )
    assert screen.page_size_dp == (390, 1600)
    assert screen.font_scale == 1.5
    assert screen.settings["dark"] is True
    assert screen.settings["layout_width"] == 390
    assert screen.screenshot_state is ScreenshotState.UNAVAILABLE


def test_the_answer_may_be_the_string_that_the_script_returns():
    assert parse_web(json.dumps(PAYLOAD), None) == parse_web(PAYLOAD, None)


def test_ids_are_paths_and_children_follow_from_parents():
    screen = parse_web(PAYLOAD, None)
    assert [e.id for e in screen.elements] == [
        "html",
        "html/body",
        "html/body/button[1]",
        "html/body/iframe[1]",
        "html/body/iframe[1]/html",
    ]
    assert screen["html/body"].children == ("html/body/button[1]", "html/body/iframe[1]")
    assert screen["html/body/iframe[1]/html"].frame == "html/body/iframe[1]"
    assert screen.elements[0].parent is None


def test_dp_are_css_px_and_px_follow_the_pixel_ratio():
    button = parse_web(PAYLOAD, None)["html/body/button[1]"]
    assert button.full_bounds_dp == (10, 20.5, 110, 64.5)
    assert button.full_bounds == (20, 41, 220, 129)
    assert button.bounds_dp == (10, 20.5, 110, 40)
    assert button.bounds == (20, 41, 220, 80)
    assert button.size_dp == (100, 44)


def test_the_picture_tells_the_true_ratio():
    screen = parse_web(PAYLOAD, png((585, 1266)))
    assert screen.density == 1.5
    assert screen.size == (585, 1266)
    assert screen["html/body/button[1]"].full_bounds == (15, 30.75, 165, 96.75)


def test_bounds_of_a_pinched_page_count_from_the_picture():
    payload = deepcopy(PAYLOAD)
    payload["page"] |= {"left": 10, "top": 20, "seen_width": 195, "seen_height": 422}
    screen = parse_web(payload, png((780, 1688)))
    assert screen.density == 4
    assert screen["html/body/button[1]"].bounds_dp == (0, 0.5, 100, 20)
    assert screen["html/body/button[1]"].bounds == (0, 2, 400, 80)


def test_unknown_stays_none():
    root = parse_web(PAYLOAD, None).elements[0]
    assert (root.clickable, root.checked, root.bounds, root.text, root.color) == (None,) * 5
    button = parse_web(PAYLOAD, None)["html/body/button[1]"]
    assert button.checked is None
    assert button.background is None
    assert button.background_reason == "image"


def test_odd_characters_are_replaced_the_same_way_each_time():
    payload = changed("nodes", 2, "text", to="a\ud800b\x00c\ud83d\ude00</script>")
    text = parse_web(payload, None)["html/body/button[1]"].text
    assert text == "a\ufffdb\ufffdc😀</script>"
    assert text.encode("utf-8")


def test_json_of_a_screen_and_of_its_elements_can_be_written():
    screen = parse_web(PAYLOAD, None)
    assert json.loads(json.dumps(screen.to_json()))["elements"][2]["name"] == "转账"


@pytest.mark.parametrize(
    ("payload", "names"),
    [
        ("{", "payload"),
        ("[]", "payload"),
        (changed("format", to="other"), "format"),
        (changed("version", to=2), "version"),
        (changed("page", to=None), "page"),
        (changed("page", "width", to="390"), "page.width"),
        (changed("page", "width", to=0), "page.width"),
        (changed("page", "pixel_ratio", to=float("nan")), "page.pixel_ratio"),
        (changed("page", "title", to=5), "page.title"),
        (changed("nodes", to=[]), "nodes"),
        (changed("nodes", to={}), "nodes"),
        (changed("nodes", 1, to="body"), "nodes[1]"),
        (changed("nodes", 0, "parent", to=0), "nodes[0].parent"),
        (changed("nodes", 1, "parent", to=1), "nodes[1].parent"),
        (changed("nodes", 1, "parent", to=True), "nodes[1].parent"),
        (changed("nodes", 1, "segment", to=""), "nodes[1].segment"),
        (changed("nodes", 3, "segment", to="button[1]"), "nodes"),
        (changed("nodes", 2, "clickable", to=1), "nodes[2].clickable"),
        (changed("nodes", 2, "full", to=[1, 2, 3]), "nodes[2].full"),
        (changed("nodes", 2, "full", to=[1, 2, 3, 1e300]), "nodes[2].full"),
        (changed("nodes", 2, "color", to=[0, 0, 256]), "nodes[2].color"),
        (changed("nodes", 2, "text_size_dp", to=-1), "nodes[2].text_size_dp"),
        (changed("nodes", 2, "line_count", to=1.5), "nodes[2].line_count"),
        (changed("nodes", 2, "name", to=["转账"]), "nodes[2].name"),
        (changed("nodes", 2, "shiny", to=True), "nodes[2].shiny"),
        (changed("nodes", 4, "frame", to=4), "nodes[4].frame"),
    ],
)
def test_a_bad_answer_is_refused_by_the_name_of_the_key(payload, names):
    with pytest.raises(ScreenParseError) as caught:
        parse_web(payload, None, name="home")
    assert caught.value.where == f"screen 'home': {names}"
    assert caught.value.got
    assert caught.value.next_step


def test_a_damaged_picture_is_refused():
    with pytest.raises(ScreenParseError, match="PNG"):
        parse_web(PAYLOAD, png((390, 844))[:-30])


def test_the_script_is_one_function_body_that_returns():
    assert "return (function" in load_collect_script()
    assert load_collect_script() == web.COLLECT_SCRIPT
    with pytest.raises(AttributeError):
        _ = web.NOTHING


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


@given(
    where=st.sampled_from(
        [("page",), ("nodes",), ("nodes", 2), ("truncated",)]
        + [("page", key) for key in PAYLOAD["page"]]
        + [("nodes", 2, key) for key in PAYLOAD["nodes"][2]]
    ),
    value=JSON,
)
def test_whatever_stands_in_the_answer_gives_a_screen_or_a_parse_error(where, value):
    try:
        screen = parse_web(changed(*where, to=value), None)
    except ScreenParseError:
        return
    assert isinstance(screen, Screen)
    json.dumps(screen.to_json(), allow_nan=False).encode("utf-8")
