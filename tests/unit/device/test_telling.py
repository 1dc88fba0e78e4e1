"""What the verbs of an app tell the timeline: each thing once, and in the right place of time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from pytest_mobcompliance.device import telling
from pytest_mobcompliance.device.android import AndroidApp
from pytest_mobcompliance.device.app import Access
from pytest_mobcompliance.device.capabilities import android_capabilities, free_ports
from pytest_mobcompliance.device.flows import accept_notice, refuse
from pytest_mobcompliance.device.lease import Lease, lease_for
from pytest_mobcompliance.device.session import close_session, open_session
from pytest_mobcompliance.device.telling import Teller, controller_time
from pytest_mobcompliance.device.virtual import Phone, start_phone
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.evidence.timeline import LANES, Event
from pytest_mobcompliance.recognise import PermissionPrompt, UnknownDialog, recognise_privacy_notice
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import Locator, demo_settings

HOUR = 3_600_000.0


@pytest.fixture
def told() -> list[Event]:
    return []


@pytest.fixture
def tell(told: list[Event]) -> Teller:
    return Teller(told.append)


def kinds(told: list[Event]) -> list[str]:
    return [event.kind for event in told]


def notice_screen(name: str = "first-start") -> Screen:
    def node(id: str, text: str, top: float, **facts: object) -> Element:
        box = (100.0, top, 900.0, top + 100.0)
        known = {"visible": True, "enabled": True, "package": "cn.example.bank", "parent": "box"}
        return Element(id=id, text=text, name=text, bounds=box, bounds_dp=box, **known | facts)

    parts = (
        node("say", "欢迎使用。请阅读《隐私政策》，同意后我们才会收集您的个人信息。", 800),
        node("policy", "《隐私政策》", 950, clickable=True, role="link"),
        node("no", "不同意", 1100, clickable=True, role="button"),
        node("yes", "同意", 1250, clickable=True, role="button", resource_id="cn.example.bank:id/agree"),
    )
    box = node("box", "", 700, parent=None, role="dialog", children=tuple(part.id for part in parts))
    return Screen(
        platform=Platform.ANDROID,
        elements=(box, *parts),
        size=(1080, 2340),
        density=3.0,
        package="cn.example.bank",
        name=name,
    )


def prompt(permission: str = "location") -> PermissionPrompt:
    return PermissionPrompt(
        family="aosp",
        permission=permission,
        message=f"允许访问{permission}？",
        buttons={"deny": Element(id="d", text="不允许", package="com.android.permissioncontroller")},
    )


# --- without a device


def test_without_a_listener_nothing_happens() -> None:
    quiet = Teller(None)
    quiet("tap", "x")
    quiet.capture(notice_screen())
    quiet.tap(Locator(text="同意"), 1.0)
    quiet.accesses([Access("CAMERA", 1.0, False)])
    assert not quiet.listens


def test_notice_is_told_once_while_it_stands(tell: Teller, told: list[Event]) -> None:
    tell.capture(notice_screen())
    tell.capture(notice_screen())
    assert kinds(told) == ["screen", "notice", "screen"]
    assert told[1].label.startswith("欢迎使用")
    tell.capture(Screen(platform=Platform.ANDROID, elements=(), size=(1, 1), name="home"))
    tell.capture(notice_screen())
    assert kinds(told)[3:] == ["screen", "screen", "notice"]


def test_to_have_read_the_notice_is_no_consent(
    tell: Teller, told: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = notice_screen()
    agree = recognise_privacy_notice(shown)
    assert agree is not None
    read_only = replace(agree, agree=None, acknowledge_only=agree.agree)
    monkeypatch.setattr(telling, "recognise_privacy_notice", lambda screen: read_only)
    tell.capture(shown)
    tell.tap(Locator(text="同意"), 5.0)
    (answer,) = [event for event in told if event.kind == "consent"]
    assert answer.detail["given"] is None


def test_a_number_in_a_notice_is_not_cut(
    tell: Teller, told: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = notice_screen()
    notice = recognise_privacy_notice(shown)
    assert notice is not None
    long = replace(notice, text="请" * (telling.MOST_WORDS - 6) + " 13800000001 或网点")
    monkeypatch.setattr(telling, "recognise_privacy_notice", lambda screen: long)
    tell.capture(shown)
    (event,) = [event for event in told if event.kind == "notice"]
    assert "138" not in event.label


@pytest.mark.parametrize(
    ("locator", "given"),
    [
        (Locator(text="同意"), True),
        (Locator(id="agree"), True),
        (Locator(id="cn.example.bank:id/agree"), True),
        (Locator(text="不同意"), False),
        (Locator(text="《隐私政策》"), None),
        (Locator(text="别的"), None),
    ],
)
def test_tap_on_a_button_of_the_notice_is_an_answer_to_it(
    tell: Teller, told: list[Event], locator: Locator, given: bool | None
) -> None:
    tell.capture(notice_screen())
    tell.tap(locator, 5.0)
    assert told[2].kind == "tap"
    answers = [event for event in told if event.kind == "consent"]
    assert [(event.detail["given"], event.time_ms) for event in answers] == (
        [] if given is None else [(given, 5.0)]
    )


def test_tap_without_a_notice_is_no_consent(tell: Teller, told: list[Event]) -> None:
    tell.tap(Locator(text="同意"), 5.0)
    assert kinds(told) == ["tap"]


def test_state_is_told_where_it_changes(tell: Teller, told: list[Event]) -> None:
    for state in ("prompt", "prompt", "denied", "denied", None):
        tell.state("camera", state)
    assert [event.detail["state"] for event in told] == ["prompt", "denied", None]
    assert [event.detail["before"] for event in told] == [None, "prompt", "denied"]
    tell.reset()
    tell.state("camera", None)
    assert kinds(told)[3:] == ["reset", "permission"]


SPANS = ("front", "wait", "background")


def test_what_is_in_front_is_told_where_it_changes(tell: Teller, told: list[Event]) -> None:
    for package in ("a", "a", "b", "a"):
        tell.front(package, "app")
    assert [event.label for event in told] == ["a", "b", "a"]


def test_long_waits_and_the_background_are_told(opened: Opened, told: list[Event]) -> None:
    app = opened()
    app.launch()
    app.let_pass(1)
    app.let_pass(60)
    app.background(30)
    known = [(event.kind, event.label or event.detail["role"]) for event in told if event.kind in SPANS]
    assert known == [
        ("front", "cn.example.bank"),
        ("wait", "60 s"),
        ("background", "30 s"),
        ("front", "away"),
        ("front", "cn.example.bank"),
    ]


def test_strange_dialog_is_told_once_while_it_stands(tell: Teller, told: list[Event]) -> None:
    strange = UnknownDialog(package="com.vendor", text="允许吗")
    for dialog in (strange, strange, None, strange):
        tell.unknown(dialog)
    assert [event.detail["package"] for event in told] == ["com.vendor", "com.vendor"]


def test_prompt_and_answer_name_the_permission_as_the_settings_do(tell: Teller, told: list[Event]) -> None:
    tell.prompt(prompt())
    tell.answer(prompt(), "deny", 7.0)
    assert [event.detail["permission"] for event in told] == ["geolocation", "geolocation"]
    assert (told[1].label, told[1].time_ms) == ("不允许", 7.0)


def test_access_is_told_once_though_each_answer_times_it_a_little_differently(
    tell: Teller, told: list[Event]
) -> None:
    at = time.time() * 1000 - 60_000
    tell.accesses([Access("CAMERA", at, False)])
    tell.accesses([Access("CAMERA", at + 40, False), Access("CAMERA", at, True)])
    tell.accesses([Access("CAMERA", at + 9000, False)])
    assert [(event.detail["refused"], event.device_ms) for event in told] == [
        (False, at),
        (True, at),
        (False, at + 9000),
    ]


def test_access_stands_where_it_happened_by_the_clock_of_the_tests(tell: Teller, told: list[Event]) -> None:
    now = time.time() * 1000
    tell.clock(now + 2 * HOUR)  # the phone is two hours ahead
    tell.accesses([Access("CAMERA", now + 2 * HOUR - 30_000, False)])
    assert told[0].time_ms == pytest.approx(now - 30_000, abs=500)
    assert told[0].device_ms == now + 2 * HOUR - 30_000


def test_moved_clock_is_told_and_reckoned_with(tell: Teller, told: list[Event]) -> None:
    before = time.time() * 1000
    tell.clock(before)
    tell.clock_moved(48.0)
    tell.accesses([Access("A", before - 9000, False), Access("B", before + 48 * HOUR, False)])
    tell.clock_moved(-48.0)
    moved, early, late, back = told
    assert (moved.detail["hours"], back.detail["hours"]) == (48.0, -48.0)
    assert early.time_ms == pytest.approx(before - 9000, abs=500)
    assert late.time_ms == pytest.approx(before, abs=500)


@pytest.mark.parametrize(
    ("device", "clocks", "expected"),
    [
        (500.0, [], 500.0),
        (5000.0, [], 1000.0),  # nothing that is told now happened later
        (500.0, [(float("-inf"), 100.0)], 400.0),
        (90_000.0, [(float("-inf"), 0.0), (600.0, 89_300.0)], 700.0),
        (300.0, [(float("-inf"), 0.0), (600.0, 89_300.0)], 300.0),
        (500_000.0, [(float("-inf"), 0.0), (600.0, 89_300.0)], 1000.0),
    ],
)
def test_time_of_a_phone_by_the_clock_of_the_tests(
    device: float, clocks: list[tuple[float, float]], expected: float
) -> None:
    assert controller_time(device, clocks, 1000.0) == expected


# --- on the built-in phone

Opened = Callable[..., AndroidApp]
SETTINGS = demo_settings()


@pytest.fixture
def opened(told: list[Event]) -> Iterator[Opened]:
    ends: list[Callable[[], None]] = []

    def opened(device: str = "virtual", **more: Any) -> AndroidApp:
        lease: Lease = lease_for(SETTINGS, device, "main")
        assert lease.virtual is not None
        phone: Phone = start_phone(lease.virtual)
        ends.append(phone.close)
        driver = open_session(phone.url, android_capabilities(SETTINGS, lease, free_ports()), 20)
        ends.append(lambda: close_session(driver))
        app = AndroidApp(driver, SETTINGS, lease, **{"on_event": told.append} | more)
        app.reset()
        return app

    yield opened
    for end in reversed(ends):
        end()


def story_of(events: list[Event], *kinds: str) -> list[Event]:
    return [event for event in events if event.kind in kinds]


def use_location(app: AndroidApp) -> None:
    app.launch()
    accept_notice(app)
    app.go("nearby")
    purpose = SETTINGS.permissions["geolocation"]
    assert purpose.trigger is not None
    app.tap(purpose.trigger)
    end = time.monotonic() + 5
    while app.prompt() is None and time.monotonic() < end:
        time.sleep(0.05)


def test_denial_is_a_story_in_its_order(opened: Opened, told: list[Event]) -> None:
    app = opened()
    use_location(app)
    assert refuse(app)
    app.tell_rest()
    story = sorted(told, key=lambda event: event.time_ms)
    seen = [event.kind for event in story if event.kind not in ("screen", "front", "go", "tap")]
    assert seen == ["reset", "launch", "notice", "consent", "prompt", "answer", "permission"]
    consent, asked, state = (
        next(e for e in story if e.kind == k) for k in ("consent", "prompt", "permission")
    )
    assert consent.detail["given"] is True
    assert asked.detail["permission"] == state.label == "geolocation"
    assert state.detail["state"] == "denied"
    fronts = [event.detail["role"] for event in story if event.kind == "front"]
    assert fronts == ["app", "dialog", "app"]
    known = {kind for kinds in LANES.values() for kind in kinds}
    assert {event.kind for event in told} <= known


def test_access_comes_after_the_answer_that_allowed_it(opened: Opened, told: list[Event]) -> None:
    app = opened()
    use_location(app)
    app.answer("allow_foreground")
    app.tell_rest()
    app.tell_rest()
    story = sorted(told, key=lambda event: event.time_ms)
    kinds = [event.kind for event in story if event.kind in ("prompt", "answer", "permission", "access")]
    assert kinds == ["prompt", "answer", "permission", "access"]
    (access,) = [event for event in story if event.kind == "access"]
    assert "LOCATION" in access.label
    assert access.device_ms is not None
    assert access.detail == {"refused": False, "lasted_ms": 0.0}


def test_addresses_and_what_is_typed_are_not_told(opened: Opened, told: list[Event]) -> None:
    app = opened()
    app.launch()
    accept_notice(app)
    app.visit("examplebank://app/home?token=s3cret-token")
    app.go("login")
    app.type(Locator(id="login_account"), "secret-account")
    texts = " ".join(f"{event.label} {event.detail}" for event in told)
    assert "s3cret-token" not in texts
    assert "secret-account" not in texts
    assert [event.label for event in told if event.kind == "type"] == ["login_account"]


def test_app_that_another_one_covers_is_told_gone(opened: Opened, told: list[Event]) -> None:
    app = opened()
    app.launch()
    app.shell("input keyevent 3")  # home
    with pytest.raises(RigError) as fault:
        app.exists(Locator(text="nowhere"))
    assert fault.value.reason == "app-not-in-front"
    gone = next(event for event in told if event.kind == "gone")
    assert gone.detail["reason"] == "app-not-in-front"
    assert gone.detail["running"] in (True, False)
    assert [event.detail["role"] for event in told if event.kind == "front"] == ["app", "other"]


def test_crash_is_told(opened: Opened, told: list[Event]) -> None:
    app = opened("virtual?defects=denial-exits")
    app.launch()
    accept_notice(app)
    app.go("scan")
    trigger = SETTINGS.permissions["camera"].trigger
    assert trigger is not None
    app.tap(trigger)
    with pytest.raises(RigError) as fault:
        refuse(app)
    gone = next(event for event in told if event.kind == "gone")
    assert gone.detail["reason"] == fault.value.reason == "app-crashed"
    assert [event.kind for event in told if event.kind in ("prompt", "answer", "gone")] == [
        *("prompt", "answer", "gone")
    ]


def test_moved_clock_is_told_by_its_verb(opened: Opened, told: list[Event]) -> None:
    app = opened()
    if "clock" not in app.what_it_can():
        pytest.skip("this phone keeps its clock")
    app.launch()
    with app.clock_forward(48.0):
        app.restart()
    moved = [event.detail["hours"] for event in told if event.kind == "clock"]
    assert moved == [48.0, -48.0]
    assert [event.kind for event in told].count("restart") == 1


@pytest.mark.parametrize("verb", ["upgrade", "install"])
def test_another_version_is_told_without_its_path(opened: Opened, told: list[Event], verb: str) -> None:
    app = opened()
    app.launch()
    assert SETTINGS.file is not None
    newer = str(SETTINGS.file.parent / "example-bank-1.0.0.apk")
    (app.upgrade if verb == "upgrade" else app.install_anew)(newer)
    assert [event.label for event in told if event.kind == verb] == ["example-bank-1.0.0.apk"]


def test_without_a_listener_an_answer_costs_no_question_to_the_system(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(on_event=None)
    use_location(app)
    monkeypatch.setattr(AndroidApp, "permission_state", lambda *_: pytest.fail("asked"))
    assert refuse(app)
    app.tell_rest()
