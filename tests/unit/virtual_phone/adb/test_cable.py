"""The phone at the end of the cable: streams, the server on the phone, and the driver's own apps."""

from __future__ import annotations

import io
import socket
import struct
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from pytest_mobcompliance.virtual_phone import reader
from pytest_mobcompliance.virtual_phone.adb.cable import Cable
from pytest_mobcompliance.virtual_phone.adb.helpers import SETTINGS, helper_app
from pytest_mobcompliance.virtual_phone.adb.uia2 import PACKAGE, RUNNER, TEST_PACKAGE
from pytest_mobcompliance.virtual_phone.phone import Phone
from pytest_mobcompliance.virtual_phone.spec import PhoneSpec

INSTRUMENT = f"am instrument -w --no-window-animation -e disableAnalytics true {RUNNER}"


class Nobody:
    def handle(self, method: str, path: str, body: Mapping[str, Any] | None) -> tuple[int, dict[str, Any]]:
        return 200, {"value": path}


@pytest.fixture
def phone() -> Phone:
    return Phone(PhoneSpec())


@pytest.fixture
def cable(phone: Phone) -> Cable:
    return Cable(phone, Nobody())


def nothing(size: int) -> bytes:
    return b""


def stream(cable: Cable, command: str) -> Iterator[bytes]:
    found = cable.stream(command)
    assert found is not None
    return found


def apk(*names: str) -> bytes:
    """An installation file whose binary manifest holds these texts."""
    texts = b"".join(struct.pack("<H", len(name)) + name.encode("utf-16-le") + b"\0\0" for name in names)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("AndroidManifest.xml", b"\x03\0\x08\0" + texts)
    return file.getvalue()


# ------------------------------------------------------------ log


@pytest.mark.parametrize(
    "command",
    ["logcat -v threadtime", "export ANDROID_LOG_TAGS=\"''\"; exec logcat '-v' 'threadtime'", "logcat"],
)
def test_log_goes_on(phone: Phone, cable: Cable, command: str) -> None:
    phone.logcat.clear()
    running = stream(cable, command)
    assert next(running) == b"--------- beginning of main\n"
    phone.log("I", "Example", "一行", pid=77)
    assert next(running).decode().endswith("   77    77 I Example: 一行\n")
    assert next(running) == b""
    phone.logcat.clear()
    phone.log("W", "Example", "又一行")
    assert "又一行" in next(running).decode()


def test_log_is_filtered(phone: Phone, cable: Cable) -> None:
    phone.logcat.clear()
    running = stream(cable, "logcat -v brief Example:W *:S")
    next(running)
    phone.log("I", "Example", "quiet")
    phone.log("E", "Other", "other")
    phone.log("E", "Example", "loud")
    assert next(running).decode() == "E/Example( 1500): loud\n"


@pytest.mark.parametrize("command", ["logcat -d", "logcat -c", "logcat -t 5", "logcat -d | grep x", "ls"])
def test_what_ends_by_itself(cable: Cable, command: str) -> None:
    assert cable.stream(command) is None


# ------------------------------------------------------------ the server on the phone


def test_the_server_lives_as_long_as_its_instrumentation(cable: Cable) -> None:
    assert cable.server is None
    running = stream(cable, INSTRUMENT)
    next(running)
    assert cable.server is not None
    assert PACKAGE in cable.run("ps -A", nothing).stdout.decode()
    assert next(running) == b""
    cable.kill_server()
    assert b"INSTRUMENTATION_CODE: 0" in b"".join(running)
    assert cable.server is None
    assert PACKAGE not in cable.run("ps -A", nothing).stdout.decode()


@pytest.mark.parametrize("package", [PACKAGE, TEST_PACKAGE])
def test_stopping_its_package_ends_it(cable: Cable, package: str) -> None:
    running = stream(cable, INSTRUMENT)
    next(running)
    assert cable.run(f"am force-stop {package}", nothing).code == 0
    assert cable.server is None
    running.close()  # type: ignore[attr-defined]


def test_a_client_that_hangs_up_ends_it(cable: Cable) -> None:
    running = stream(cable, INSTRUMENT)
    next(running)
    running.close()  # type: ignore[attr-defined]
    assert cable.server is None


def test_a_second_instrumentation_ends_the_first(cable: Cable) -> None:
    first = stream(cable, INSTRUMENT)
    next(first)
    second = stream(cable, INSTRUMENT)
    next(second)
    assert b"crashed" in b"".join(first)
    assert cable.server is not None
    second.close()  # type: ignore[attr-defined]


def test_an_instrumentation_suspends_a_screen_reader_unless_it_is_told_not_to(
    phone: Phone, cable: Cable
) -> None:
    phone.settings["secure"][reader.SERVICES] = reader.SERVICE
    first = stream(cable, INSTRUMENT)
    next(first)
    assert not reader.is_bound(phone)
    kept = INSTRUMENT.replace("-e ", "-e DISABLE_SUPPRESS_ACCESSIBILITY_SERVICES true -e ", 1)
    second = stream(cable, kept)
    next(second)
    b"".join(first)
    assert reader.is_bound(phone)
    third = stream(cable, INSTRUMENT)
    next(third)
    b"".join(second)
    assert not reader.is_bound(phone)  # what ends late takes nothing from the next one
    third.close()  # type: ignore[attr-defined]
    assert reader.is_bound(phone)


@pytest.mark.parametrize("command", ["am instrument -w other/.Runner", f"am instrument {RUNNER}"])
def test_other_instrumentations_do_not_wait(cable: Cable, command: str) -> None:
    assert cable.stream(command) is None


@pytest.mark.parametrize("target", ["tcp:6790", "tcp:7810", "localabstract:webview_devtools_remote_1"])
def test_nothing_listens(cable: Cable, target: str) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(ConnectionRefusedError):
        cable.connect(target, theirs)


# ------------------------------------------------------------ the driver's own apps


def test_helper_apps_are_known_by_their_manifest() -> None:
    found = [helper_app(apk(*names)) for names in ((PACKAGE,), (PACKAGE, TEST_PACKAGE), ("x", SETTINGS))]
    assert [app.manifest.package for app in found if app is not None] == [PACKAGE, TEST_PACKAGE, SETTINGS]


@pytest.mark.parametrize(
    "content", [b"", b"no archive", apk("cn.example.bank"), apk(f"{SETTINGS}.other")], ids=range(4)
)
def test_other_files_are_no_helpers(content: bytes) -> None:
    assert helper_app(content) is None


def install(cable: Cable, content: bytes) -> None:
    done = cable.run(f"cmd package 'install' '-r' '-g' -S {len(content)}", lambda size: content[:size])
    assert done.stdout == b"Success\n"


def said(cable: Cable, command: str) -> str:
    done = cable.run(command, nothing)
    assert done.code == 0, done
    return done.stdout.decode()


def test_the_server_is_listed_once_it_is_installed(cable: Cable) -> None:
    assert said(cable, "pm list instrumentation") == ""
    install(cable, apk(PACKAGE, TEST_PACKAGE))
    assert said(cable, "pm list instrumentation") == f"instrumentation:{RUNNER} (target={PACKAGE})\n"


def test_the_settings_app_runs_in_the_background(phone: Phone, cable: Cable) -> None:
    services = f"dumpsys activity services {SETTINGS}"
    assert "isForeground=true" not in said(cable, services)
    install(cable, apk(SETTINGS))
    said(cable, f"am start-activity -n {SETTINGS}/.Settings -a android.intent.action.MAIN")
    assert "isForeground=true" in said(cable, services)
    assert "isForeground" not in said(cable, f"{services}/.recorder.RecorderService")
    assert phone.front != SETTINGS


def test_the_settings_app_turns_the_wifi_off(phone: Phone, cable: Cable) -> None:
    receiver = f"{SETTINGS}/.receivers.WiFiConnectionSettingReceiver"
    command = f"am broadcast -a {SETTINGS}.wifi -n {receiver} --es setstatus disable"
    assert "result=0" in said(cable, command)
    install(cable, apk(SETTINGS))
    said(cable, f"am start -n {SETTINGS}/.Settings")
    assert "result=-1" in said(cable, command)
    assert not phone.wifi


def test_its_keyboards_can_be_chosen(phone: Phone, cable: Cable) -> None:
    name = f"{SETTINGS}/.UnicodeIME"
    assert cable.run(f"ime set {name}", nothing).code == 255
    install(cable, apk(SETTINGS))
    assert name in said(cable, "ime list -s")
    said(cable, f"ime enable {name}; ime set {name}")
    assert phone.settings["secure"]["default_input_method"] == name
    said(cable, "ime reset")
    assert phone.settings["secure"]["default_input_method"] != name
