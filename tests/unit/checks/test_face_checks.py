"""What the check that a face is not the only way makes of screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from registering import settings
from told import Ended, Told

from pytest_mobcompliance.checks import test_face as checks
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import Locator

FACE = "刷脸登录"


def page(*words: str, silent: bool = False) -> Screen:
    """A screen of buttons; ``silent``: with one more that tells nobody what it is."""
    buttons = [Element(id=each, role="button", text=each, visible=True, clickable=True) for each in words]
    mute = [Element(id="mute", role="button", visible=True, clickable=True)] if silent else []
    return Screen(platform=Platform.WEB, elements=tuple(buttons + mute), size=(390, 844), name="s")


class Screens:
    """Screens by name; a tap leads to the screen of the button's words."""

    def __init__(self, screens: Mapping[str, Screen]) -> None:
        self.screens = dict(screens)
        self.shown = ""
        self.log: list[str] = []

    def launch(self) -> None:
        self.log.append("launch")

    def go(self, screen: str) -> None:
        self.log.append(f"go {screen}")
        self.shown = screen

    def tap(self, locator: Locator) -> None:
        self.log.append(f"tap {locator.value}")
        self.shown = "behind"

    def capture(self, name: str | None = None) -> Screen:
        return replace(self.screens.get(self.shown, page("首页")), name=name or "s")

    def captures(self, name: str) -> list[Screen]:
        return [self.capture(name)]


def form(screen: str) -> dict[str, Any]:
    return {"screen": screen, "submit": {"id": "submit"}, "done": {"id": "done"}}


FORMS = {"login": form("login"), "transfer": form("transfer")}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "FOLLOWS", 0.0)
    monkeypatch.setattr(checks, "accept_notice", lambda app: None)
    monkeypatch.setattr(checks, "log_in", lambda app, made: app.log.append("log in"))


def ends(app: Screens, told: Told | None = None, **more: Any) -> tuple[object, ...]:
    screens = {"login": {"url": "#/l"}, "transfer": {"url": "#/t", "login": True}, "face": {"url": "#/f"}}
    made = settings(**{"screens": screens, "forms": FORMS} | more)
    try:
        checks.test_a_face_is_not_the_only_way(app, made, told or Told())  # type: ignore[arg-type]
    except Ended as end:
        return end.args
    return ()


@pytest.mark.parametrize(
    ("login", "end"),
    [
        (page(FACE, "密码登录"), ()),
        (page(FACE), ("violated", "face-only")),
        (page(FACE, "找回密码"), ("violated", "face-only")),
        (page(FACE, silent=True), ("needs-review", "ways-unseen")),
        (page("密码登录"), ("not-applicable", "no-face")),
        (page(silent=True), ("needs-review", "ways-unseen")),
    ],
)
def test_ways_of_a_login(login: Screen, end: tuple[object, ...]) -> None:
    assert ends(Screens({"login": login})) == end


@pytest.mark.parametrize(
    ("behind", "end"),
    [
        (page("短信验证码登录", FACE), ()),
        (page(FACE), ("needs-review", "ways-unseen")),
    ],
)
def test_ways_behind_one_tap(behind: Screen, end: tuple[object, ...]) -> None:
    app = Screens({"login": page(FACE, "其他登录方式"), "behind": behind})
    told = Told()
    assert ends(app, told) == end
    assert any(line.startswith("tap ") for line in app.log)
    assert bool(told.seen) is not end


def test_heavy_property_may_need_a_face() -> None:
    app = Screens({"login": page("密码登录"), "transfer": page("请正对屏幕")})
    assert ends(app) == ("needs-review", "face-only")
    assert app.log == ["launch", "go login", "log in", "go transfer"]  # what guests see comes first


def test_screen_of_the_consent_to_a_face() -> None:
    consents = {"face": {"screen": "face", "trigger": {"id": "begin"}}}
    app = Screens({"face": page("人脸识别")})
    assert ends(app, forms={}, consents=consents) == ("needs-review", "face-only")
    login = {"login": form("face")}  # the same screen is a login, so there is no exception
    assert ends(app, forms=login, consents=consents) == ("violated", "face-only")


def test_nothing_is_configured() -> None:
    assert ends(Screens({}), forms={}) == ("not-verified", "not-configured")
