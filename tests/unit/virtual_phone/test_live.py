"""The live view: its page, what it tells, and what it does to the phone."""

from __future__ import annotations

import io
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from pytest_mobcompliance.virtual_phone.apps import Intent
from pytest_mobcompliance.virtual_phone.bank import BankApp
from pytest_mobcompliance.virtual_phone.live import WORDS, Live
from pytest_mobcompliance.virtual_phone.phone import Phone

BANK = "cn.example.bank"


@pytest.fixture
def live() -> Iterator[Live]:
    phone = Phone(apps=[BankApp()])
    phone.start(Intent(package=BANK))
    started = Live(phone, {**WORDS, "lang": "zh-CN", "title": "虚拟手机</script>"})
    yield started
    started.close()


def get(live: Live, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes, str]:
    return _open(urllib.request.Request(live.url + path, headers=headers or {}))


def do(live: Live, name: str, body: Any = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
    request = urllib.request.Request(f"{live.url}/do/{name}", json.dumps(body or {}).encode(), headers or {})
    status, raw, _ = _open(request)
    return status, json.loads(raw)


def _open(request: urllib.request.Request) -> tuple[int, bytes, str]:
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read(), answer.headers["Content-Type"]
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read(), refused.headers["Content-Type"]


def state(live: Live) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(get(live, "/state")[1])
    return told


def test_the_page_stands_alone_and_speaks_the_readers_language(live: Live) -> None:
    status, raw, kind = get(live, "/")
    page = raw.decode()
    assert status == 200
    assert kind == "text/html; charset=utf-8"
    assert '<html lang="zh-CN">' in page
    assert "虚拟手机\\u003c/script>" in page
    assert "Simulated Android 14 (API 34, aosp)" in page
    assert "http://" not in page
    assert "https://" not in page


def test_the_picture_is_the_display(live: Live) -> None:
    status, raw, kind = get(live, "/screen.png?7")
    assert (status, kind) == (200, "image/png")
    with Image.open(io.BytesIO(raw)) as picture:
        assert picture.size == (1080, 2340)


def test_the_state_changes_with_the_phone_and_only_then(live: Live) -> None:
    first = state(live)
    assert first["package"] == BANK
    assert (first["width"], first["height"]) == (1080, 2340)
    assert state(live)["version"] == first["version"]
    assert do(live, "press", {"key": "home"})[1]["package"] == "com.android.launcher3"
    assert state(live)["version"] > first["version"]


def test_a_person_taps_through_the_app(live: Live) -> None:
    agree = under(live, "notice_agree")
    left, top, right, bottom = map(int, agree["bounds"].replace("][", ",").strip("[]").split(","))
    assert agree["class"] == "android.widget.Button"
    assert agree["flags"] == ["clickable"]
    assert do(live, "tap", {"x": (left + right) / 2, "y": (top + bottom) / 2})[0] == 200
    assert under(live, "notice_agree") == {}
    assert under(live, "home_title")["text"] == "首页"


def under(live: Live, name: str) -> dict[str, Any]:
    """The innermost node of this id, looked for down the middle and the sides of the display."""
    for x in (120, 540, 760):
        for y in range(80, 2200, 25):
            for node in json.loads(get(live, f"/under?x={x}&y={y}")[1]):
                if node.get("resource-id") == f"{BANK}:id/{name}":
                    return dict(node)
    return {}


def test_switches(live: Live) -> None:
    assert do(live, "night", {"on": True})[1]["night"] is True
    assert do(live, "font", {"scale": 1.3})[1]["font"] == 1.3
    assert do(live, "turn")[1]["width"] == 2340
    assert do(live, "turn")[1]["width"] == 1080
    assert do(live, "type", {"text": "nobody listens"})[0] == 200
    assert do(live, "hold", {"x": 5, "y": 900})[0] == 200
    assert do(live, "swipe", {"x1": 500, "y1": 1500, "x2": 500, "y2": 900})[0] == 200


@pytest.mark.parametrize(
    ("name", "body"),
    [("tap", {"x": 1}), ("press", {"key": "nine"}), ("font", {"scale": 9}), ("tap", {"x": "a", "y": 1})],
)
def test_malformed_requests_are_refused(live: Live, name: str, body: dict[str, Any]) -> None:
    assert do(live, name, body)[0] == 400


def test_unknown_pages_are_refused(live: Live) -> None:
    assert get(live, "/etc/passwd")[0] == 404
    assert do(live, "format")[0] == 404
    assert get(live, "/under?x=1")[0] == 400


@pytest.mark.parametrize("headers", [{"Host": "phone.example"}, {"Origin": "http://phone.example"}])
def test_pages_of_other_hosts_are_refused(live: Live, headers: dict[str, str]) -> None:
    assert get(live, "/state", headers)[0] == 403
    assert do(live, "press", {"key": "home"}, headers)[0] == 403
    assert state(live)["package"] == BANK
