"""What follows a tap, on apps in memory."""

from __future__ import annotations

from fake_app import FakeApp, element, fault, page

from pytest_mobcompliance.device.app import PermissionRequest
from pytest_mobcompliance.device.outcome import Outcome, outcome, watch
from pytest_mobcompliance.messages import say
from pytest_mobcompliance.screen import Screen
from pytest_mobcompliance.settings import Locator

START = Locator(text="开始")
QUICK = 0.05
"""Seconds: nothing more follows in these apps."""


def app(**screens: Screen) -> FakeApp:
    made = FakeApp({"home": page(element("b", "button", "开始"), url="http://127.0.0.1/"), **screens})
    made.doors = {"开始": next(iter(screens), "home")}
    return made


def something(before: Screen, after: Screen) -> bool:
    return len(after.elements) > len(before.elements)


def test_box_ends_the_wait() -> None:
    shown = app(
        box=page(element("a", "button", "同意"), element("c", "button", "不同意"), url="http://127.0.0.1/")
    )
    followed = outcome(shown, START, something, 60)
    assert (followed.asked, followed.left) == ((), "")
    assert followed.after.elements != followed.before.elements


def test_nothing_follows() -> None:
    followed = outcome(app(), START, something, QUICK)
    assert (followed.asked, followed.left) == ((), "")
    assert followed.after.elements == followed.before.elements


def test_request_counts_only_when_it_is_new() -> None:
    shown = app()
    shown.requests = [PermissionRequest("geolocation", 1.0, "home", True)]
    assert outcome(shown, START, something, QUICK).asked == ()
    tap = shown.tap

    def asking(locator: Locator) -> None:
        tap(locator)
        shown.requests.append(PermissionRequest("camera", 2.0, "home", True))

    shown.tap = asking  # type: ignore[method-assign]
    assert [each.kind for each in outcome(shown, START, something, 60).asked] == ["camera"]


def test_another_host_is_another_site() -> None:
    other = page(element("x", "text", "别处"), url="http://localhost/partner.html")
    followed = outcome(app(other=other), START, lambda before, after: False, 60)
    assert followed.left == "localhost"
    assert followed.after.url == "http://127.0.0.1/"


def test_the_packages_in_front_are_those_of_the_error() -> None:
    shown = app(away=page())
    away = fault("app-not-in-front")
    away.got = say("{packages} on the screen", packages=["cn.example.partner", "android"])
    shown.faults["capture"] = away
    followed = watch(shown, page(), 0, seconds=60)
    assert followed.left_for("cn.example.partner", "") == "cn.example.partner"
    assert followed.left == "cn.example.partner, android on the screen"


def test_another_app_in_front_is_told() -> None:
    shown = app(away=page())
    capture = shown.capture

    def captured(name: str | None = None) -> Screen:
        if shown.shown == "away":
            raise fault("app-not-in-front")
        return capture(name)

    shown.capture = captured  # type: ignore[method-assign]
    followed = outcome(shown, START, something, 60)
    assert followed.left == "g"
    assert followed.after is followed.before


def test_only_the_app_or_site_that_is_meant_counts() -> None:
    seen = page()
    phone = Outcome(seen, seen, instead=("cn.example.partner", "com.android.systemui"))
    assert phone.left_for("cn.example.partner", "") == "cn.example.partner"
    assert not phone.left_for("cn.example", "")
    assert not phone.left_for("", "")
    assert Outcome(seen, seen, instead=("localhost",)).left_for("", "localhost") == "localhost"
    assert not Outcome(seen, seen).left_for("", "")


def test_watching_taps_nothing() -> None:
    shown = app()
    before = shown.capture()
    watch(shown, before, 0, seconds=QUICK)
    assert not [line for line in shown.log if line.startswith("tap")]
