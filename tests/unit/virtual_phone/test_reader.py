"""The screen reader of the virtual phone."""

from __future__ import annotations

import re

from pytest_mobcompliance.virtual_phone import reader, system
from pytest_mobcompliance.virtual_phone.appium.ondevice import OnDeviceServer
from pytest_mobcompliance.virtual_phone.apps import Intent
from pytest_mobcompliance.virtual_phone.phone import Phone
from pytest_mobcompliance.virtual_phone.shell.shell import Shell

OTHER = "com.example.helper/.HelperService"
ON = f"settings put secure {reader.SERVICES} {OTHER}:{reader.SERVICE}"


def dumped(phone: Phone) -> str:
    return Shell(phone).run("dumpsys accessibility").stdout.decode()


def focused(source: str) -> list[str]:
    marked = re.findall(r"<[^>]*a11y-focused=\"true\"[^>]*>", source)
    return [(re.search(r"resource-id=\"([^\"]*)\"", each) or [None, ""])[1] for each in marked]


def test_it_is_installed_and_off():
    phone = Phone()
    assert f"package:{reader.PACKAGE}" in Shell(phone).run("pm list packages").stdout.decode()
    assert not reader.is_bound(phone)
    assert reader.stands_on(phone) == ""
    assert "touchExplorationEnabled=false" in dumped(phone)
    assert "Bound services:{}" in dumped(phone)


def test_the_launcher_does_not_list_it():
    phone = Phone()
    words = {node.view.text for window in phone.windows() for node in window.root.walk()}
    assert "设置" in words
    assert reader.LABEL not in words


def test_a_setting_switches_it_on():
    phone = Phone()
    Shell(phone).run(ON)
    assert reader.is_bound(phone)
    assert reader.enabled(phone) == [OTHER, reader.SERVICE]
    assert "touchExplorationEnabled=true" in dumped(phone)
    assert "Bound services:{Service[label=TalkBack," in dumped(phone)
    assert f"{{{OTHER}}}, {{{reader.SERVICE}}}" in dumped(phone)


def test_a_driver_that_suppresses_services_suspends_it():
    phone = Phone()
    Shell(phone).run(ON)
    reader.connect(phone, suppress=True)
    assert not reader.is_bound(phone)
    assert f"Enabled services:{{{{{OTHER}}}, {{{reader.SERVICE}}}}}" in dumped(phone)
    reader.disconnect(phone)
    assert reader.is_bound(phone)


def test_without_the_reader_a_driver_changes_nothing():
    phone = Phone()
    phone.uninstall(reader.PACKAGE)
    Shell(phone).run(ON)
    reader.connect(phone, suppress=False)
    assert not reader.is_bound(phone)
    assert reader.stands_on(phone) == ""


def test_it_goes_to_the_first_thing_of_a_new_window_and_stays_there():
    phone = Phone()
    Shell(phone).run(ON)
    server = OnDeviceServer(phone)
    session = server.handle("POST", "/session", {})[1]["value"]["sessionId"]

    def source() -> str:
        return str(server.handle("GET", f"/session/{session}/source", None)[1]["value"])

    assert focused(source()) == [f"{system.LAUNCHER}:id/launcher_title"]
    assert focused(source()) == [f"{system.LAUNCHER}:id/launcher_title"]
    phone.start(Intent(package=system.SETTINGS))
    assert focused(source()) == ["android:id/title"]
    Shell(phone).run(f"settings put secure {reader.SERVICES} {OTHER}")
    assert focused(source()) == []
