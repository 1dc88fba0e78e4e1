"""`--mob-record`: every screen that a run captures can be replayed later, without personal data in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_mobcompliance.screen.bundle import find_bundles, read_bundle

Run = Callable[..., pytest.RunResult]

SETTINGS = """
[app]
url = "http://127.0.0.1/index.html"
[screens.home]
url = "#/home"
[identities.alice]
name = "王小样"
phone = "13800138000"
"""
# A browser that shows one page; nothing is started, nothing is connected to.
BROWSER = """
import base64, io
from types import SimpleNamespace
import pytest
from PIL import Image
from selenium.common.exceptions import NoAlertPresentException

PAGE = {
    "url": "http://127.0.0.1/index.html", "title": "首页", "lang": "zh-CN", "width": 40, "height": 80,
    "pixel_ratio": 1, "scroll_width": 40, "scroll_height": 80, "font_scale": 1, "dark": False,
    "meta_viewport": "",
}
NODES = [
    {"parent": -1, "segment": "html", "class_name": "html", "role": "document"},
    {"parent": 0, "segment": "p", "class_name": "p", "role": "text", "text": "王小样 13800138000 余额",
     "full": [0, 0, 40, 20], "seen": [0, 0, 40, 20]},
]

class Alerts:
    @property
    def alert(self):
        raise NoAlertPresentException()

def picture():
    out = io.BytesIO()
    image = Image.new("RGB", (40, 80), "white")
    image.putpixel((1, 1), (255, 0, 0))
    image.save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()

class Browser:
    capabilities = {"browserName": "pretend", "browserVersion": "1"}
    command_executor = SimpleNamespace(add_command=lambda *args: None)
    window_handles = ("one",)
    switch_to = Alerts()
    def set_page_load_timeout(self, seconds): pass
    def set_script_timeout(self, seconds): pass
    def get(self, address): pass
    def execute_script(self, script, *arguments):
        if arguments and "maxElements" in arguments[0]:
            return {"format": "mobcompliance-web", "version": 1, "page": PAGE, "truncated": False,
                    "nodes": NODES}
        return True
    def execute(self, command, parameters):
        return {"value": {"data": picture(), "identifier": "1"}}

@pytest.fixture(scope="session")
def mob_session():
    return Browser()
"""
SUITE = """
    import pytest
    @pytest.mark.requirement("6.accessibility/x")
    def test_one(mob_app, mob_verdict):
        mob_app.launch()
        mob_app.go("home")
        mob_verdict.observe("texts", [e.text for e in mob_app.capture().elements])
        mob_app.capture()
"""


@pytest.fixture(autouse=True)
def suite(pytester: pytest.Pytester) -> None:
    (pytester.path / "mobcompliance.toml").write_text(SETTINGS, "utf-8")
    pytester.makeconftest(BROWSER)
    pytester.makepyfile(SUITE)


@pytest.mark.parametrize("way", ["option", "ini"])
def test_screens_are_recorded_once_without_personal_data(
    way: str, pytester: pytest.Pytester, here: Run
) -> None:
    if way == "ini":
        pytester.makeini("[pytest]\nmob_record = kept\n")
    here(*(("--mob-record", "kept") if way == "option" else ())).assert_outcomes(passed=1)
    assert [path.name for path in (pytester.path / "kept").iterdir()] == ["home"]
    source = pytester.path / "kept" / "home" / "screen.json"
    for secret in ("王小样", "13800138000"):
        assert secret not in source.read_text("utf-8")
    screen = read_bundle(source)
    assert (screen.name, screen.size) == ("home", (40, 80))
    assert (screen.elements[1].text or "").endswith("余额")


def test_what_was_recorded_can_be_replayed(pytester: pytest.Pytester, here: Run) -> None:
    here("--mob-record", "kept").assert_outcomes(passed=1)
    (pytester.path / "conftest.py").write_text("")
    here("--mob-replay", "kept").assert_outcomes(passed=1)


def test_nothing_is_recorded_without_the_option(pytester: pytest.Pytester, here: Run) -> None:
    here().assert_outcomes(passed=1)
    assert not list(pytester.path.glob("**/screen.json"))


def test_a_second_run_leaves_the_first_recording(pytester: pytest.Pytester, here: Run) -> None:
    here("--mob-record", "kept")
    first = (pytester.path / "kept" / "home" / "screen.json").read_bytes()
    here("--mob-record", "kept")
    assert (pytester.path / "kept" / "home" / "screen.json").read_bytes() == first
    latest: Path = find_bundles(pytester.path / "kept")["home", "standard"]
    assert latest.name == "home~2"
