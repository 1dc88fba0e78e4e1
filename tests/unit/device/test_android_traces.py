"""What an app leaves outside its screens: over the simulated phone, and from what phones print."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from appium.webdriver.appium_connection import AppiumConnection

from pytest_mobcompliance.device.android import AndroidApp
from pytest_mobcompliance.device.android_traces import MOST_KIB, notifications_in
from pytest_mobcompliance.device.app import LogLine, PrivateFile
from pytest_mobcompliance.device.capabilities import android_capabilities, free_ports
from pytest_mobcompliance.device.lease import Lease
from pytest_mobcompliance.device.session import close_session, open_session
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.settings import VirtualSettings, demo_settings
from pytest_mobcompliance.virtual_phone.appium.endpoint import start_endpoint
from pytest_mobcompliance.virtual_phone.phone import Phone
from pytest_mobcompliance.virtual_phone.shell import app_files
from pytest_mobcompliance.virtual_phone.state import Notification

PACKAGE = "cn.example.bank"
LEASE = Lease(name="virtual", worker="main")
DUMP = """\
Current Notification Manager state:
  Notification List:
    NotificationRecord(0x0a1b2c3d: pkg=cn.example.other user=UserHandle{0} id=1 tag=null importance=3 key=0|x: Notification(channel=a))
      extras={
          android.title=String (别人)
      }
    NotificationRecord(0x0a1b2c3e: pkg=cn.example.bank user=UserHandle{0} id=7 tag=null importance=3 key=0|y: Notification(channel=a))
      uid=10100 userId=0
      extras={
          android.title=String (登录提醒)
          android.bigText=SpannableString (一行
    二行)
          android.showWhen=Boolean (true)
      }
      mAdjustments=[]
    NotificationRecord(0x0a1b2c3f: pkg=cn.example.bank user=UserHandle{0} id=8 tag=null importance=3 key=0|z: Notification(channel=a))
      extras={
          android.title=String [length=4]
      }
"""  # noqa: E501


class Rig:
    """An app over a session with a simulated phone."""

    def __init__(self, app: AndroidApp, phone: Phone, kept: Callable[[object], None]) -> None:
        self.app = app
        self.phone = phone
        self.kept = kept

    def log(self, words: str, package: str = PACKAGE) -> None:
        self.phone.log("I", "Login", words, 4321, self.phone.uid_of(package))

    def keep(self, files: Mapping[str, bytes]) -> None:
        """Let the app keep files beside its preferences."""
        self.kept(lambda phone, package: dict(files) if package == PACKAGE else {})

    def debuggable(self) -> None:
        known = self.phone.installed[PACKAGE]
        known.app = DebugBuild(known.app)


class DebugBuild:
    """An app, built so that ``run-as`` enters it."""

    def __init__(self, app: Any) -> None:
        self.start = app.start
        self.manifest = replace(app.manifest, debuggable=True)


Opened = Callable[..., Rig]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    ends: list[Callable[[], object]] = []

    def opened(**spec: Any) -> Rig:
        end = start_endpoint(spec)
        ends.append(end.close)
        settings = demo_settings()
        driver = open_session(end.url, android_capabilities(settings, LEASE, free_ports()), 10)
        ends.append(lambda: close_session(driver))
        kept = partial(monkeypatch.setattr, app_files, "kept_by")
        return Rig(AndroidApp(driver, settings, LEASE), end.phone, kept)

    yield opened
    for close in reversed(ends):
        close()


def reason(act: Callable[[], object]) -> str:
    with pytest.raises(RigError) as caught:
        act()
    return caught.value.reason


# --- the log


@pytest.mark.parametrize("api", [28, 34])
def test_the_log_tells_the_lines_of_the_app_since_a_mark(opened: Opened, api: int) -> None:
    rig = opened(api=api)
    rig.log("before")
    mark = rig.app.mark_log()
    rig.log("later: with a colon")
    rig.log("not ours", "com.android.settings")
    read = rig.app.log_since(mark)
    assert read.lines == (LogLine("Login", "later: with a colon"),)
    assert read.whole


def test_a_log_that_was_thrown_away_is_not_whole(opened: Opened) -> None:
    rig = opened()
    mark = rig.app.mark_log()
    rig.phone.logcat.clear()
    rig.log("late")
    assert not rig.app.log_since(mark).whole


def test_a_log_that_keeps_nothing_is_unreadable(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    rig = opened()
    monkeypatch.setattr(rig.phone, "log", lambda *told: None)
    assert reason(lambda: rig.app.log_since("mark")) == "log-unreadable"


def test_without_user_ids_processes_tell_whose_lines_they_are(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = opened()
    answers = {
        "pidof": "4321\n",
        "dumpsys": f"Package [{PACKAGE}] (1):\n    userId=10100\n",
        "logcat": "--------- beginning of main\n"
        "09-12 08:00:00.000  5000  5000 I mobcompliance: mark it\n"
        "09-12 08:00:00.001  4321  4330 D Login   : own\n"
        "09-12 08:00:00.002  4400  4400 D Login   : other\n",
        "log": "",
    }
    monkeypatch.setattr(rig.app, "shell", lambda command: answers[command.split()[0]])
    monkeypatch.setattr(rig.app, "mark_log", lambda: "mark it")
    assert rig.app.log_since("mark it").lines == (LogLine("Login", "own"),)


@pytest.mark.parametrize(
    ("told", "uid", "lines", "whole"),
    [
        ("1010123  9999", "userId=10123", ("own",), True),  # the app of a second user, a process of its own
        ("1010123  4321", "appId=10123", ("own",), True),
        ("1010123  4321", "signatures=1", ("own",), False),  # by its process; of others nothing is known
        ("1010123  9999", "signatures=1", (), False),
        ("root  9999", "signatures=1", (), False),
        ("1010124  9999", "userId=10123", (), True),
    ],
)
def test_lines_of_the_app_whoever_uses_it(
    opened: Opened,
    monkeypatch: pytest.MonkeyPatch,
    told: str,
    uid: str,
    lines: tuple[str, ...],
    whole: bool,
) -> None:
    rig = opened()
    answers = {
        "pidof": "4321\n",
        "dumpsys": f"Package [{PACKAGE}] (1):\n    {uid}\n",
        "logcat": "09-12 08:00:00.000  2000  5000  5000 I mobcompliance: mark it\n"
        f"09-12 08:00:00.001  {told}  4330 D Login   : own\n",
    }
    monkeypatch.setattr(rig.app, "shell", lambda command: answers[command.split()[0]])
    monkeypatch.setattr(rig.app, "mark_log", lambda: "mark it")
    read = rig.app.log_since("mark it")
    assert tuple(line.text for line in read.lines) == lines
    assert read.whole is whole


def test_what_the_app_leaves_is_kept_out_of_the_servers_log(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = opened()
    rig.phone.installed[PACKAGE].storage["a"] = "b"
    mark, shell = rig.app.mark_log(), rig.app.shell
    asked: dict[str, bool] = {}

    def noted(command: str) -> str:
        asked[command.split()[0]] = "X-Appium-Is-Sensitive" in AppiumConnection.extra_headers
        return shell(command)

    monkeypatch.setattr(rig.app, "shell", noted)
    rig.app.log_since(mark)
    rig.app.private_files()
    rig.app.notifications()
    assert {name: asked[name] for name in ("logcat", "find", "stat", "dumpsys")} == {
        "logcat": True,
        "find": True,
        "stat": True,
        "dumpsys": True,
    }
    assert "X-Appium-Is-Sensitive" not in AppiumConnection.extra_headers


# --- files


@pytest.mark.parametrize("root", [True, False])
def test_files_of_the_app(opened: Opened, root: bool) -> None:
    rig = opened(root=root)
    rig.debuggable()
    rig.phone.installed[PACKAGE].storage.update(name="甲 & 乙", agreed=True, failures=2)
    (file,) = rig.app.private_files()
    assert file.path == f"shared_prefs/{PACKAGE}_preferences.xml"
    assert '<string name="name">甲 &amp; 乙</string>' in file.text
    assert '<boolean name="agreed" value="true" />' in file.text
    assert '<int name="failures" value="2" />' in file.text
    assert file.whole


@pytest.mark.parametrize("root", [True, False])
def test_an_app_that_keeps_nothing(opened: Opened, root: bool) -> None:
    rig = opened(root=root)
    rig.debuggable()
    assert rig.app.private_files() == ()


def test_a_long_file_is_not_read_to_its_end(opened: Opened) -> None:
    rig = opened()
    rig.phone.installed[PACKAGE].storage["long"] = "x" * MOST_KIB * 1024
    (file,) = rig.app.private_files()
    assert not file.whole


BINARY_KIB = 350


def test_bytes_that_are_no_text_are_counted_as_they_are(opened: Opened) -> None:
    rig = opened()
    content = b"\xff" * BINARY_KIB * 1024
    rig.keep({"files/cache": content, "files/long": b"x" * (MOST_KIB * 1024 + 1)})
    files = {file.path: file.whole for file in rig.app.private_files()}
    assert len(content.decode("utf-8", "replace").encode()) > MOST_KIB * 1024
    assert files == {"files/cache": True, "files/long": False}


def test_kinds_that_hold_no_text_are_not_read(opened: Opened) -> None:
    rig = opened()
    rig.keep({"files/libx.so": b"13800000001", "files/pages.ZIP": b"x", "files/a.txt": b"y"})
    told = {file.path: (file.text, file.whole, file.plain) for file in rig.app.private_files()}
    assert told == {
        "files/libx.so": ("", False, False),
        "files/pages.ZIP": ("", False, False),
        "files/a.txt": ("y", True, True),
    }


def test_a_file_whose_size_is_not_told_may_be_longer(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    rig = opened()
    monkeypatch.setattr(rig.app, "shell", lambda command: "size of nothing\n")
    assert rig.app._file("", "/data", "/data/files/a") == PrivateFile("files/a", "size of nothing\n", False)


def test_many_files_are_not_all_read(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    rig = opened()
    monkeypatch.setattr("pytest_mobcompliance.device.android_traces.MOST_FILES", 0)
    rig.phone.installed[PACKAGE].storage["a"] = 1.5
    (file,) = rig.app.private_files()
    assert not file.whole


def test_a_release_build_lets_nobody_in(opened: Opened) -> None:
    assert reason(opened(root=False).app.private_files) == "not-debuggable"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (f"run-as: unknown package: {PACKAGE}", "app-not-installed"),
        ("run-as: couldn't stat /data/user/0: Permission denied", "files-unreadable"),
        ("uid=10100(u0_a100) gid=10100", "files-unreadable"),  # and then find lists nothing
    ],
)
def test_phones_that_refuse(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, told: str, expected: str
) -> None:
    rig = opened(root=False)
    rig.app.what_it_can()
    monkeypatch.setattr(rig.app, "shell", lambda command: told if " id " in command else "")
    assert reason(rig.app.private_files) == expected


# --- notifications


def test_notifications_of_a_package() -> None:
    first, second = notifications_in(DUMP, PACKAGE)
    assert "登录提醒" in first.text
    assert "二行" in first.text
    assert "mAdjustments" not in first.text
    assert not first.hidden
    assert second.hidden
    assert notifications_in(DUMP, "cn.example") == ()


def test_notifications_on_the_phone(opened: Opened) -> None:
    rig = opened()
    assert rig.app.notifications() == ()
    rig.phone.notify(Notification(PACKAGE, 1, "登录提醒", "旧"))
    rig.phone.notify(Notification(PACKAGE, 1, "登录提醒", "已登录"))
    (told,) = rig.app.notifications()
    assert "已登录" in told.text
    assert not told.hidden
    assert notifications_in(rig.app.shell("dumpsys notification"), PACKAGE)[0].hidden
    rig.phone.force_stop(PACKAGE)
    assert rig.app.notifications() == ()


# --- the network


def test_the_phone_goes_through_a_proxy(opened: Opened) -> None:
    rig = opened()
    virtual = AndroidApp(rig.app._driver, demo_settings(), replace(LEASE, virtual=VirtualSettings()))
    with virtual.through_proxy() as proxy:
        assert rig.phone.settings["global"]["http_proxy"] == f"127.0.0.1:{proxy.port}"
    assert rig.phone.settings["global"]["http_proxy"] == ":0"


def test_real_phones_do_not_reach_it(opened: Opened) -> None:
    rig = opened()
    assert reason(lambda: rig.app.through_proxy().__enter__()) == "proxy-not-reachable"
