"""What a phone tells beside its screen: over the simulated one, and over a stub for phones that say less."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from appium.webdriver.webdriver import WebDriver
from stub_appium import PACKAGE, Stub, camera_prompt, page, serve, view

from pytest_mobcompliance.device.android import AndroidApp
from pytest_mobcompliance.device.android_settings import Display
from pytest_mobcompliance.device.app import PhoneVerbs
from pytest_mobcompliance.device.capabilities import android_capabilities, free_ports
from pytest_mobcompliance.device.journal import Journal, Memory, leftovers, put_back
from pytest_mobcompliance.device.lease import Lease
from pytest_mobcompliance.device.session import close_session, open_session
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.settings import Locator, Settings, demo_settings
from pytest_mobcompliance.virtual_phone.appium.endpoint import Endpoint, start_endpoint
from pytest_mobcompliance.virtual_phone.apps import Intent
from pytest_mobcompliance.virtual_phone.partner import PACKAGE as PARTNER
from pytest_mobcompliance.virtual_phone.phone import Phone

LEASE = Lease(name="virtual", worker="main")
CAMERA = "android.permission.CAMERA"
FINE = "android.permission.ACCESS_FINE_LOCATION"
DAYS = 2 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Rig:
    """An app over a session with a simulated phone."""

    app: AndroidApp
    phone: Phone
    driver: WebDriver

    def use(self, operation: str) -> None:
        """The bank uses something that Android guards."""
        known = self.phone.installed[PACKAGE]
        in_front = self.phone.front == PACKAGE
        known.permissions.note(operation, self.phone.now(), in_front=in_front)


Opened = Callable[..., Rig]


@pytest.fixture
def opened() -> Iterator[Opened]:
    ends: list[Endpoint] = []
    drivers: list[WebDriver] = []

    def opened(defects: tuple[str, ...] = (), journal: Journal | None = None, **spec: Any) -> Rig:
        end = start_endpoint(spec, defects=defects)
        ends.append(end)
        settings = demo_settings()
        driver = open_session(end.url, android_capabilities(settings, LEASE, free_ports()), 10)
        drivers.append(driver)
        return Rig(AndroidApp(driver, settings, LEASE, journal=journal), end.phone, driver)

    yield opened
    for driver in drivers:
        close_session(driver)
    for end in ends:
        end.close()


def consent(rig: Rig) -> None:
    """A first start, and the notice agreed to."""
    rig.app.reset()
    rig.app.launch()
    rig.app.tap(Locator(id="notice_agree"))


def reason(act: Callable[[], object]) -> str:
    with pytest.raises(RigError) as caught:
        act()
    return caught.value.reason


def test_android_keeps_the_protocol(opened: Opened) -> None:
    verbs: PhoneVerbs = opened().app  # mypy compares the signatures
    assert verbs.what_it_can() >= {"shell", "clock", "permissions"}


# --- accesses


@pytest.mark.parametrize("api", [26, 29, 34])
def test_accesses_with_their_times(opened: Opened, api: int) -> None:
    rig = opened(api=api)
    consent(rig)
    assert rig.app.accesses() == ()
    rig.app.set_permission("camera", "granted")
    rig.app.go("scan")
    rig.app.tap(Locator(id="scan_start"))
    rig.app.tap(Locator(id="scan_title"))  # the dialog in the way is answered first
    used = next(each for each in rig.app.accesses() if each.operation == "CAMERA")
    assert not used.refused
    assert abs(used.time_ms - rig.app.clock_ms()) < 30_000
    rig.app.reset()
    assert rig.app.accesses() == ()


def test_what_is_refused_is_told_as_refused(opened: Opened) -> None:
    rig = opened()
    consent(rig)
    rig.use("CAMERA")
    assert [(each.operation, each.refused) for each in rig.app.accesses()] == [("CAMERA", True)]


@pytest.mark.parametrize(("api", "refused"), [(28, False), (29, True), (34, True)])
def test_in_the_background_the_system_refuses(opened: Opened, api: int, refused: bool) -> None:
    rig = opened(api=api)
    consent(rig)
    rig.phone.grant(PACKAGE, FINE)
    rig.phone.press(3)
    rig.use("FINE_LOCATION")
    rig.use("READ_CLIPBOARD")
    assert {each.operation: each.refused for each in rig.app.accesses()} == {
        "FINE_LOCATION": refused,
        "READ_CLIPBOARD": refused,
    }


# --- permissions, processes, windows


def test_declared_and_held(opened: Opened) -> None:
    rig = opened()
    consent(rig)
    assert CAMERA in rig.app.declared_permissions()
    assert "android.permission.INTERNET" in rig.app.declared_permissions()
    assert rig.app.held_permissions()[CAMERA].flags.isdisjoint({"USER_SET"})
    rig.app.go("scan")
    rig.app.tap(Locator(id="scan_start"))
    rig.app.answer("deny")
    held = rig.app.held_permissions()[CAMERA]
    assert (held.granted, "USER_SET" in held.flags) == (False, True)
    assert rig.app.permission_state("camera") == "denied"  # a denial is verified in the system


def test_an_app_that_is_not_installed_has_no_state(opened: Opened) -> None:
    rig = opened()
    rig.phone.uninstall(PACKAGE)
    assert reason(rig.app.declared_permissions) == "app-not-installed"
    assert reason(rig.app.held_permissions) == "app-not-installed"


def test_process_and_foreground(opened: Opened) -> None:
    rig = opened()
    rig.app.reset()
    assert not rig.app.is_running()
    consent(rig)
    assert (rig.app.is_running(), rig.app.foreground()) == (True, PACKAGE)
    rig.phone.installed[PACKAGE].process.bank.context.start(
        Intent(package=PARTNER, data="examplepartner://x")
    )  # type: ignore[union-attr]
    assert (rig.app.is_running(), rig.app.foreground()) == (True, PARTNER)
    rig.phone.kill(PACKAGE)
    assert not rig.app.is_running()


def test_a_dialog_of_the_system_is_in_front(opened: Opened) -> None:
    rig = opened()
    consent(rig)
    rig.app.go("scan")
    rig.app.tap(Locator(id="scan_start"))
    assert rig.app.foreground() == "com.android.permissioncontroller"


# --- the clock


class Talking:
    """A shell that only knows the time: ``now``, and ``ahead`` once the clock was moved."""

    def __init__(self, now: str, ahead: str = "") -> None:
        self.now, self._first, self._ahead = now, now, ahead
        self.asked: list[str] = []

    def __call__(self, command: str) -> str:
        self.asked.append(command)
        if command.startswith("date @"):
            self.now = self._ahead if "+ 1" in command else self._first
        return self.now if command == "date +%s" else "1"

    def sent(self, start: str) -> list[str]:
        return [each for each in self.asked if each.startswith(start)]


def test_clock_goes_forward_and_back(opened: Opened, tmp_path: Path) -> None:
    journal = Journal(tmp_path, "p1", run="r1")
    rig = opened(journal=journal)
    consent(rig)
    before = rig.app.clock_ms()
    with rig.app.clock_forward(48):
        assert DAYS * 1000 <= rig.app.clock_ms() - before < DAYS * 1000 + 60_000
        assert rig.phone.settings["global"]["auto_time"] == "0"
        assert [each.setting for each in journal.leftovers()] == ["clock"]
        rig.app.background(60)  # of the simulated clock, at once
    after = rig.app.clock_ms() - before
    assert 60_000 <= after < 120_000  # what passed meanwhile stays
    assert rig.phone.settings["global"]["auto_time"] == "1"
    assert journal.leftovers() == []


def test_clock_without_network_time_is_put_back_by_as_much(opened: Opened) -> None:
    rig = opened()
    rig.app.shell("settings put global auto_time 0")
    before = rig.app.clock_ms()
    with pytest.raises(ZeroDivisionError), rig.app.clock_forward(48):
        raise ZeroDivisionError
    assert abs(rig.app.clock_ms() - before) < 60_000
    assert rig.phone.settings["global"]["auto_time"] == "0"


def test_clock_that_a_crash_left_ahead_is_put_back_once(opened: Opened, tmp_path: Path) -> None:
    journal = Journal(tmp_path, "p1", run="r1")
    rig = opened(journal=journal)
    rig.app.shell("settings put global auto_time 0")
    before = rig.app.clock_ms()
    forward = rig.app.clock_forward(48)
    forward.__enter__()
    (left,) = leftovers(journal.file)
    for _ in range(2):  # the second time there is nothing to put back
        rig.app.shell(left.restore)
        assert abs(rig.app.clock_ms() - before) < 60_000
    forward.__exit__(None, None, None)
    assert abs(rig.app.clock_ms() - before) < 60_000


def test_clock_of_a_shell_that_warns_first_is_put_back() -> None:
    shell = Talking("WARNING: linker: text relocations\n1700000000", ahead="WARNING\n1700172801")
    notes = Memory()
    with Display(shell, lambda *args, **more: None, notes, "p1").clock(DAYS):
        assert len(notes.leftovers()) == 1
    assert shell.sent("date @") == ["date @$(($(date +%s) + 172801))", "date @$(($(date +%s) - 172801))"]
    assert notes.leftovers() == []


def test_clock_that_cannot_be_read_is_not_touched() -> None:
    shell = Talking("no such tool")
    display = Display(shell, lambda *args, **more: None, Memory(), "p1")
    assert reason(lambda: display.clock(DAYS).__enter__()) == "clock-unreadable"
    assert shell.sent("date @") == []


def test_clock_that_cannot_be_read_any_more_is_put_back_and_stays_noted() -> None:
    shell = Talking("1700000000", ahead="1700172801")
    notes = Memory()
    with pytest.raises(RigError, match="date"), Display(shell, lambda *a, **k: None, notes, "p1").clock(DAYS):
        shell.now = "?"
    assert any(each.endswith("- 172801)) && settings put global auto_time 1") for each in shell.asked)
    assert len(notes.leftovers()) == 1


def test_a_phone_as_it_is_sold_offers_no_clock(opened: Opened) -> None:
    rig = opened(root=False)
    assert "clock" not in rig.app.what_it_can()
    before = rig.app.clock_ms()
    assert reason(lambda: rig.app.clock_forward(48).__enter__()) == "capability-missing"
    assert abs(rig.app.clock_ms() - before) < 60_000


def test_a_clock_that_does_not_move_is_said(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    rig = opened()
    monkeypatch.setattr(rig.phone, "set_clock", lambda moment: None)
    assert reason(lambda: rig.app.clock_forward(48).__enter__()) == "setting-ignored"
    assert rig.phone.settings["global"]["auto_time"] == "1"


# --- versions


def test_upgrade_keeps_and_install_anew_forgets(opened: Opened) -> None:
    rig, settings = opened(defects=("no-notice",)), demo_settings()
    folder = settings.file.parent if settings.file else Path()
    previous, current = (str(folder / f"example-bank-{each}.apk") for each in ("0.9.0", "1.0.0"))
    consent_free = rig.phone.installed[PACKAGE]
    consent_free.storage["agreed"] = True
    rig.phone.grant(PACKAGE, CAMERA)
    rig.app.install_anew(previous)
    first = rig.phone.installed[PACKAGE]
    assert (first.manifest.version_code, first.storage) == (0, {})
    assert not first.permissions.granted(CAMERA)
    rig.app.launch()
    assert rig.app.exists(Locator(id="home_title"))  # the phone's defects are those of the file
    first.storage["agreed"] = True
    rig.app.shell(f"pm revoke {PACKAGE} {CAMERA}")
    rig.app.upgrade(current)
    second = rig.phone.installed[PACKAGE]
    assert (second.manifest.version_code, second.storage["agreed"]) == (1, True)
    assert "USER_SET" in second.permissions.flags(CAMERA)


def test_another_version_is_written_down_until_it_is_gone(opened: Opened, tmp_path: Path) -> None:
    journal = Journal(tmp_path, "virtual", run="run-1")
    rig = opened(journal=journal)
    assert rig.app.version_code() == 1
    folder = Path(str(demo_settings().file)).parent
    previous, current = (str(folder / f"example-bank-{each}.apk") for each in ("0.9.0", "1.0.0"))
    with rig.app.other_version(current):
        rig.app.install_anew(previous)
        assert rig.app.version_code() == 0
        [noted] = leftovers(journal.file)
        assert (noted.setting, noted.old) == ("app version", "1: adb install -r example-bank-1.0.0.apk")
        assert not put_back(noted, rig.app.shell)
        rig.app.install_anew(current)
        assert put_back(noted, rig.app.shell)
    assert leftovers(journal.file) == []


def test_another_version_that_stays_is_left_in_the_journal(opened: Opened, tmp_path: Path) -> None:
    journal = Journal(tmp_path, "virtual", run="run-1")
    rig = opened(journal=journal)
    previous = str(Path(str(demo_settings().file)).parent / "example-bank-0.9.0.apk")
    with rig.app.other_version("/apps/bank.apk"):
        rig.app.install_anew(previous)
    assert [each.setting for each in leftovers(journal.file)] == ["app version"]


def test_a_file_that_is_not_there_is_a_fault_of_the_rig(opened: Opened, tmp_path: Path) -> None:
    rig = opened()
    assert reason(lambda: rig.app.upgrade(str(tmp_path / "none.apk"))) == "command-failed"
    assert rig.phone.installed[PACKAGE].manifest.version_code == 1


# --- dialogs that are not what they were


def ask(rig: Rig) -> None:
    """A tap that leads to the question for the camera."""
    consent(rig)
    rig.app.go("scan")
    rig.app.tap(Locator(id="scan_start"))


@pytest.mark.parametrize("api", [28, 29, 34])
def test_a_dialog_that_stands_there_twice_is_answered_twice(opened: Opened, api: int) -> None:
    rig = opened(api=api, faults=("prompt-twice",))
    ask(rig)
    rig.app.answer("deny")
    assert rig.app.prompt() is None
    assert rig.app.permission_state("camera") == "denied"
    assert "USER_FIXED" not in rig.app.held_permissions()[CAMERA].flags
    assert [each.kind for each in rig.app.requests_for_permission()] == ["camera"]


def test_a_dialog_that_changes_is_not_answered(opened: Opened) -> None:
    rig = opened(faults=("prompt-changes",))
    ask(rig)
    assert reason(lambda: rig.app.answer("deny")) == "prompt-changed"
    held = rig.app.held_permissions()
    assert not any("USER_SET" in each.flags for each in held.values())


def test_nor_is_it_when_it_stands_in_the_way(opened: Opened) -> None:
    rig = opened(faults=("prompt-changes",))
    ask(rig)
    assert reason(lambda: rig.app.tap(Locator(id="scan_title"))) == "prompt-changed"
    assert not any(each.flags & {"USER_SET"} for each in rig.app.held_permissions().values())


def test_one_that_changes_under_the_finger_is_noticed(opened: Opened) -> None:
    rig = opened(faults=("prompt-presses",))
    ask(rig)
    assert reason(lambda: rig.app.answer("deny")) == "prompt-changed"
    assert rig.app.permission_state("camera") == "prompt"


def test_a_dialog_that_something_lies_over_is_not_answered(opened: Opened) -> None:
    """Android does not list a window that nothing can touch: what lies over it is all that shows."""
    rig = opened(faults=("prompt-covers",))
    ask(rig)
    assert reason(lambda: rig.app.answer("deny")) == "no-prompt"
    assert reason(rig.app.capture) == "app-not-in-front"
    assert rig.phone.is_covered  # nor was anything else pressed
    assert rig.app.permission_state("camera") == "prompt"
    rig.phone.uncover()
    time.sleep(0.15)
    rig.app.answer("deny")
    assert rig.app.permission_state("camera") == "denied"


# --- over the stub: phones that say less


@pytest.fixture
def stub() -> Iterator[Stub]:
    made = Stub(
        source=page(view("示例银行")), shell={"settings get system font_scale": "1.0", "id -u": "2000"}
    )
    close = serve(made)
    yield made
    close()


@pytest.fixture
def simple(stub: Stub) -> Iterator[AndroidApp]:
    settings = Settings.model_validate({"app": {"platform": "android", "package": PACKAGE}})
    driver = open_session(stub.url, android_capabilities(settings, LEASE, free_ports()), 10)
    yield AndroidApp(driver, settings, LEASE)
    close_session(driver)


def test_without_a_shell_nothing_is_claimed(simple: AndroidApp, stub: Stub) -> None:
    stub.shell = None
    for verb in (simple.accesses, simple.clock_ms, simple.declared_permissions, simple.held_permissions):
        assert reason(verb) == "capability-missing"


def test_a_clock_nobody_can_read(simple: AndroidApp, stub: Stub) -> None:
    stub.shell = {"date +%s.%N": "date: bad date"}
    assert reason(simple.clock_ms) == "clock-unreadable"


def test_the_driver_tells_processes_without_a_shell(simple: AndroidApp, stub: Stub) -> None:
    stub.shell = None
    stub.mobile["queryAppState"] = lambda given: {PACKAGE: 3}.get(given["appId"])
    assert simple.is_running()
    stub.mobile["queryAppState"] = lambda given: 1
    assert not simple.is_running()


DUMP = """\
Packages:
  Package [cn.example.bank] (1a2b3c4):
    User 0: installed=true
      runtime permissions:
        android.permission.CAMERA: granted=false, flags=[ {camera}]
        android.permission.RECORD_AUDIO: granted=false, flags=[ {sound}]
"""


@pytest.mark.parametrize(
    ("after", "fault"),
    [
        ({"camera": "USER_SET", "sound": ""}, None),
        ({"camera": "", "sound": ""}, None),  # some systems keep their own books
        ({"camera": "", "sound": "USER_SET"}, "another-answered"),
    ],
)
def test_what_the_system_says_of_an_answer(
    simple: AndroidApp, stub: Stub, after: dict[str, str], fault: str | None
) -> None:
    shows = {"now": camera_prompt(), "flags": {"camera": "", "sound": ""}}
    stub.source = lambda: shows["now"]
    assert stub.shell is not None
    stub.shell[f"dumpsys package {PACKAGE}"] = lambda: DUMP.format(**shows["flags"])
    stub.taps["permission_deny_button"] = lambda: shows.update(now=page(view("示例银行")), flags=after)
    if fault is None:
        simple.answer("deny")
    else:
        assert reason(lambda: simple.answer("deny")) == fault


def test_a_button_under_something_else_is_not_pressed(simple: AndroidApp, stub: Stub) -> None:
    over = view("系统更新", package="com.android.settings", bounds="[100,700][620,820]")
    stub.source = camera_prompt().replace("</hierarchy>", f"{over}</hierarchy>")
    assert reason(lambda: simple.answer("deny")) == "prompt-covered"
    assert "click" not in stub.asked


def test_of_two_dialogs_none_is_answered(simple: AndroidApp, stub: Stub) -> None:
    one = camera_prompt()
    inside = one[one.index("<android.widget.LinearLayout") : one.index("</hierarchy>")]
    lower = inside.replace(",720][620,800]", ",920][620,1000]").replace("拍摄照片和录制视频", "录音")
    stub.source = one.replace("</hierarchy>", f"{lower}</hierarchy>")
    assert reason(lambda: simple.answer("deny")) == "prompt-covered"
    assert "click" not in stub.asked


def test_install_anew_removes_first_and_grants_nothing(simple: AndroidApp, stub: Stub) -> None:
    told: list[dict[str, Any]] = []
    stub.mobile["installApp"] = told.append
    stub.asked.clear()
    simple.install_anew("/apps/bank.apk")
    assert stub.asked == ["removeApp", "installApp"]
    assert told == [{"appPath": "/apps/bank.apk", "replace": False, "grantPermissions": False}]


def test_what_came_up_in_a_wait_is_seen_at_once(opened: Opened) -> None:
    """The phone's time may pass in no time of this machine's."""
    rig = opened(defects=("geolocation-before-consent",))
    rig.app.reset()
    rig.app.launch()
    assert rig.app.requests_for_permission() == []
    rig.app.let_pass(1.5)
    assert [each.kind for each in rig.app.requests_for_permission()] == ["geolocation"]
