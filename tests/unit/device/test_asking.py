"""What follows a use, and what follows none: over the simulated phone, and over an app in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from appium.webdriver.webdriver import WebDriver
from fake_app import FakeApp, element, page

from pytest_mobcompliance.device import asking
from pytest_mobcompliance.device.android import AndroidApp
from pytest_mobcompliance.device.app import Access, PermissionRequest
from pytest_mobcompliance.device.capabilities import android_capabilities, free_ports
from pytest_mobcompliance.device.lease import Lease
from pytest_mobcompliance.device.session import close_session, open_session
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.recognise import UnknownDialog
from pytest_mobcompliance.screen import Platform, Screen
from pytest_mobcompliance.settings import Locator, PurposeSettings, demo_settings
from pytest_mobcompliance.virtual_phone.appium.endpoint import Endpoint, start_endpoint

LEASE = Lease(name="virtual", worker="main")
SETTINGS = demo_settings()
PURPOSES = {str(kind): each for kind, each in SETTINGS.permissions.items()}
FEW = SETTINGS.model_copy(
    update={"screens": {name: SETTINGS.screens[name] for name in ("home", "help", "nearby", "scan")}}
)
Opened = Callable[..., AndroidApp]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is waited for that the tests do not bring about at once."""
    monkeypatch.setattr(asking, "IDLE", 0.05)
    monkeypatch.setattr(asking, "NEXT", 0.3)
    monkeypatch.setattr(asking, "ASKED", 0.5)


@pytest.fixture
def opened() -> Iterator[Opened]:
    ends: list[Endpoint] = []
    drivers: list[WebDriver] = []

    def opened(*defects: str, **spec: Any) -> AndroidApp:
        end = start_endpoint(spec, defects=defects)
        ends.append(end)
        driver = open_session(end.url, android_capabilities(SETTINGS, LEASE, free_ports()), 10)
        drivers.append(driver)
        return AndroidApp(driver, SETTINGS, LEASE)

    yield opened
    for driver in drivers:
        close_session(driver)
    for end in ends:
        end.close()


# --- a feature is used


def test_one_use_and_its_dialog(opened: Opened) -> None:
    app = opened(api=34)
    asking.begin(app, FEW)
    used = asking.use(app, "camera", PURPOSES["camera"])
    assert (used.asked, len(used.dialogs), used.stopped) == (("camera",), 1, "")
    assert [each.specific for each in used.purposes()] == [True]
    assert app.permission_state("camera") == "denied"
    assert app.prompt() is None


def test_a_second_question_of_one_use_is_seen(opened: Opened) -> None:
    app = opened("asks-all-at-once", api=33)
    asking.begin(app, FEW)
    used = asking.use(app, "geolocation", PURPOSES["geolocation"])
    assert used.asked == ("geolocation", "camera")
    assert len(used.dialogs) == 2


def test_old_android_asks_for_no_notifications(opened: Opened) -> None:
    app = opened(api=32)
    asking.begin(app, FEW)
    used = asking.use(app, "notifications", PURPOSES["notifications"])
    assert not used.runtime
    assert used.asked == ()


@pytest.mark.parametrize("api", [26, 29, 34])
def test_a_refusal_for_good_is_noted_by_the_system(opened: Opened, api: int) -> None:
    app = opened(api=api)
    asking.begin(app, FEW)
    before = app.capture()
    assert not asking.is_fixed("camera", before, 2, app)
    refusals = asking.refuse_for_good(app, "camera", PURPOSES["camera"])
    assert refusals == 2
    assert "USER_FIXED" in app.held_permissions()["android.permission.CAMERA"].flags
    assert asking.is_fixed("camera", before, refusals, app)
    assert list(asking.boxes_that_come_back(app)) == []


def test_what_is_used_in_the_background_has_its_time(opened: Opened) -> None:
    app = opened("location-in-background", api=34)
    asking.begin(app, FEW)
    left = asking.use_and_leave(app, "geolocation", PURPOSES["geolocation"], app, 5.0)
    (use,) = asking.uses_since(app, left.used_ms)
    assert (use.operation, use.refused) == ("FINE_LOCATION", False)
    assert left.is_behind(use, 5.0)
    assert left.goes_on(use)
    assert left.left_ms + 1000 < use.time_ms <= left.left_ms + 5000
    compliant = opened(api=34)
    asking.begin(compliant, FEW)
    left = asking.use_and_leave(compliant, "geolocation", PURPOSES["geolocation"], compliant, 5.0)
    (use,) = asking.uses_since(compliant, left.used_ms)  # in front: the phone does note uses
    assert not left.is_behind(use, 5.0)
    assert compliant.permission_state("geolocation") == "granted"


def test_what_began_in_front_and_goes_on_is_used_in_the_background(opened: Opened) -> None:
    app = opened("location-goes-on", api=34)
    asking.begin(app, FEW)
    left = asking.use_and_leave(app, "geolocation", PURPOSES["geolocation"], app, 5.0)
    (use,) = asking.uses_since(app, left.used_ms)
    assert use.time_ms < left.left_ms
    assert left.is_behind(use, 5.0)
    assert left.goes_on(use)


@pytest.mark.parametrize(
    ("began", "lasted", "behind", "goes_on"),
    [
        (-5000, 0, False, False),
        (-5000, 5500, False, False),  # ends as the app is left
        (-5000, 7000, True, False),  # told late, maybe
        (-5000, 9000, True, True),
        (2000, 0, True, True),
        (5500, 0, False, True),  # on return
    ],
)
def test_uses_against_the_time_in_the_background(
    began: float, lasted: float, behind: bool, goes_on: bool
) -> None:
    left = asking.Left(used_ms=90_000.0, left_ms=100_000.0)
    use = Access("CAMERA", 100_000.0 + began, refused=False, lasted_ms=lasted)
    assert (left.is_behind(use, 5.0), left.goes_on(use)) == (behind, goes_on)


# --- nothing is used


def test_a_tour_tells_uses_and_requests(opened: Opened) -> None:
    app = opened("clipboard-on-home", "camera-on-home", api=34)
    seen = asking.look_around(app, FEW, app)
    assert asking.kinds_of(seen.asked) == ("camera",)
    assert [asking.kind_of(each) for each in seen.uses or ()] == ["clipboard"]
    assert seen.missed == ()
    quiet = opened(api=34)
    assert asking.look_around(quiet, FEW, quiet).uses == ()
    assert asking.look_around(quiet, FEW, None).uses is None


def test_after_a_denial_starts_are_counted_with_the_clock_moved(opened: Opened) -> None:
    app = opened(api=34)
    kept = asking.starts_after_denial(app, FEW, {"camera": PURPOSES["camera"]}, app)
    assert kept.denied == {"camera": "denied"}
    assert [each.hours for each in kept.starts] == [0, 0, 24, 47]
    assert all(not each.asked for each in kept.starts)
    days = [each.at.split()[0] for each in kept.starts]
    assert days[0] == days[1] != days[2] != days[3]
    assert kept.told(kept.starts[1:3]) == "start 1 (+0 h: nothing); start 2 (+24 h: nothing)"


# --- in memory


def test_a_start_that_never_came_up_asked_for_nothing_that_was_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "OPENS", 0.1)
    app = FakeApp({"splash": page(element("ad", "text", "广告"))})
    start = asking._start(app, FEW, None, 0.0)
    assert (start.opened, start.asked) == (False, ())
    expected = [each.expect.value for each in FEW.screens.values() if each.expect is not None]
    for words in (expected[0], expected[-1]):  # the last: an app may begin with its login
        app.there = {words}
        assert asking._start(app, FEW, None, 0.0).opened
    nowhere = FEW.model_copy(update={"screens": {}})
    assert not asking._start(app, nowhere, None, 0.0).opened


@pytest.mark.parametrize(
    ("platform", "state", "noted"),
    [
        ("android", "denied", True),
        ("android", "prompt", False),
        ("android", "granted", False),
        ("android", None, False),
        ("ios", "prompt", False),
        ("web", "prompt", True),
        ("web", "granted", False),
    ],
)
def test_a_denial_is_what_the_system_notes(platform: str, state: str | None, noted: bool) -> None:
    assert asking.is_noted(state, page(platform=platform)) == noted


def test_without_a_shell_two_refusals_are_for_good() -> None:
    android = page(platform="android")
    assert not asking.is_fixed("camera", android, 1, None)
    assert asking.is_fixed("camera", android, 2, None)
    assert asking.is_fixed("camera", page(platform="ios"), 1, None)


class Asking(FakeApp):
    """Asks when its go-on button is tapped; a box comes back as often as ``again`` says."""

    again = 0

    def tap(self, locator: Locator) -> None:
        super().tap(locator)
        if locator.value == "go":
            self.requests.append(PermissionRequest("camera", 0.0, "", None))
        if locator.value == "no":
            self.shown = "box" if self.again > 0 else "scan"
            self.again -= 1


def box() -> Screen:
    inside = {"parent": "box"}
    return page(
        element("box", "dialog"),
        element("title", "heading", "相机权限申请", **inside),
        element("why", "text", "相机权限用于扫描二维码", **inside),
        element("b1", "button", "暂不开启", resource_id="no", **inside),
        element("b2", "button", "去开启", resource_id="go", **inside),
    )


def scan() -> Screen:
    return page(element("start", "button", "开始扫描", resource_id="start"))


PURPOSE = PurposeSettings(purpose="用于扫描二维码", screen="scan", trigger=Locator(id="start"))


def test_the_apps_own_box_is_told_and_gone_through() -> None:
    app = Asking({"scan": scan(), "box": box()})
    app.doors["start"] = "box"
    used = asking.use(app, "camera", PURPOSE)
    assert used.box is not None
    assert used.asked == ("camera",)
    assert [each.specific for each in used.purposes()] == [True]


def test_a_use_that_asks_for_nothing() -> None:
    app = Asking({"scan": scan()})
    assert asking.use(app, "camera", PURPOSE).asked == ()


def test_the_apps_own_box_is_closed_once() -> None:
    app = Asking({"box": box(), "scan": scan()})
    assert asking.close_own_box(app)
    assert app.shown == "scan"
    assert not asking.close_own_box(app)


@pytest.mark.parametrize("again", [0, 2])
def test_a_box_that_comes_back_is_counted(again: int) -> None:
    app = Asking({"box": box(), "scan": scan()})
    app.again = again
    assert len(list(asking.boxes_that_come_back(app))) == again


def test_an_unknown_dialog_is_nobodys_to_answer() -> None:
    app = FakeApp({"scan": scan()})
    app.prompts.append(UnknownDialog(package="com.android.permissioncontroller", text="?"))
    with pytest.raises(RigError) as caught:
        asking.requested(app)
    assert caught.value.reason == "unknown-dialog"


class Told:
    """A phone that remembers some uses."""

    def accesses(self) -> tuple[Access, ...]:
        return (
            Access("CAMERA", 900.0, refused=False),
            Access("VIBRATE", 2000.0, refused=False),
            Access("READ_CLIPBOARD", 2000.0, refused=False),
            Access("READ_PHONE_STATE", 2100.0, refused=False),
            Access("FINE_LOCATION", 2200.0, refused=True),
        )


def test_uses_that_tell_of_a_person_after_a_time() -> None:
    uses = asking.uses_since(Told(), 1000.0)  # type: ignore[arg-type]
    assert [asking.kind_of(each) for each in uses] == ["clipboard", "phone", "geolocation"]
    assert [each.operation for each in uses if asking.is_certain(each)] == ["READ_CLIPBOARD"]


def test_browsers_ask_at_any_level() -> None:
    shown = page(settings={"api_level": 30})
    assert asking.is_runtime("notifications", shown)
    android = page(platform=Platform.ANDROID.value, settings={"api_level": 30})
    assert not asking.is_runtime("notifications", android)
    assert asking.is_runtime("camera", android)
