from __future__ import annotations

from pathlib import Path

import pytest

from pytest_mobcompliance.device.replay import ReplayApp
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.screen.bundle import write_bundle
from pytest_mobcompliance.settings import Locator


@pytest.fixture
def app(tmp_path: Path) -> ReplayApp:
    for mode in ("standard", "elderly"):
        element = Element(id="html", role="document", name=mode)
        write_bundle(
            tmp_path,
            Screen(platform=Platform.WEB, elements=(element,), size=(10, 10), name="home", mode=mode),
        )
    return ReplayApp(tmp_path)


def test_screens_are_answered_by_name_and_mode(app: ReplayApp) -> None:
    app.go("home")
    assert app.capture().elements[0].name == "standard"
    app.switch_mode("elderly")
    assert app.capture("home").elements[0].name == "elderly"


def test_parts_of_a_screen_are_read_in_their_order(tmp_path: Path) -> None:
    for name in ("home", "home~2", "home~3", "about"):
        root = Element(id="hierarchy", name=name)
        screen = Screen(platform=Platform.ANDROID, elements=(root,), size=(10, 10), name=name)
        write_bundle(tmp_path, screen)
    app = ReplayApp(tmp_path)
    app.go("home")
    assert [part.elements[0].name for part in app.captures()] == ["home", "home~2", "home~3"]
    assert [part.name for part in app.captures("about")] == ["about"]
    assert app.prompt() is None


def test_anything_else_is_replay(app: ReplayApp) -> None:
    button = Locator(id="x")
    for act in (
        lambda: app.go("absent"),
        lambda: app.capture("absent"),
        lambda: app.captures("absent"),
        lambda: app.answer("deny"),
        lambda: app.permission_state("camera"),
        lambda: app.tap(button),
        lambda: app.type(button, "x"),
        lambda: app.exists(button),
        lambda: app.wait_for(button, 1),
        lambda: app.requests_for_permission(),
        lambda: app.set_permission("camera", "denied"),
        lambda: app.viewport(320, 640, 2.0),
        lambda: app.text_scale(2.0),
        lambda: app.dark_mode(True),
        lambda: app.screen_reader(),
        lambda: app.run_axe("axe!"),
        lambda: app.text_of(button),
        lambda: app.visit("#/x"),
        app.restart,
        app.back,
        lambda: app.background(1),
    ):
        with pytest.raises(RigError) as caught:
            act()
        assert caught.value.reason == "replay"
