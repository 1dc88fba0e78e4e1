"""Which reader a phone has, and how it is switched on and off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pytest_mobcompliance.device import android_settings
from pytest_mobcompliance.device.android import AndroidApp
from pytest_mobcompliance.device.android_settings import Display
from pytest_mobcompliance.device.capabilities import android_capabilities, free_ports
from pytest_mobcompliance.device.journal import Memory
from pytest_mobcompliance.device.lease import Lease
from pytest_mobcompliance.device.screen_reader import ScreenReader, installed_reader, is_running, services_in
from pytest_mobcompliance.device.session import close_session, open_session
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.settings import Settings
from pytest_mobcompliance.virtual_phone import reader
from pytest_mobcompliance.virtual_phone.appium.endpoint import Endpoint
from pytest_mobcompliance.virtual_phone.bank import BankApp
from pytest_mobcompliance.virtual_phone.phone import Phone

TALKBACK = "com.google.android.marvin.talkback"
READER = ScreenReader(TALKBACK, f"{TALKBACK}/{TALKBACK}.TalkBackService")
OTHER = "com.example.helper/.HelperService"
SERVICES, ENABLED = "enabled_accessibility_services", "accessibility_enabled"


class Handset:
    """Secure settings, and a reader that starts with them."""

    def __init__(self, services: str | None = None, *, starts: bool = True, takes: bool = True) -> None:
        self.table = {} if services is None else {SERVICES: services}
        self.starts = starts
        self.takes = takes
        self.asked: list[str] = []

    def __call__(self, line: str) -> str:
        told = ""
        for command in line.split(";"):
            self.asked.append(command)
            verb, key, value = (*command.split(" ")[1:2], *command.split(" ")[3:5], "", "")[:3]
            if command == "dumpsys accessibility":
                runs = self.starts and READER.service in self.table.get(SERVICES, "")
                return f"attributes:{{id=0, touchExplorationEnabled={str(runs).lower()}, x=1}}"
            if verb == "get":
                told = self.table.get(key, "null") + "\n"
            elif self.takes and verb == "put":
                self.table[key] = value
            elif self.takes:
                self.table.pop(key, None)
        return told


def display(handset: Handset, journal: Memory) -> Display:
    return Display(handset, lambda *args, **kwargs: None, journal, None)


@pytest.mark.parametrize(
    ("packages", "wanted"),
    [
        (f"package:com.android.settings\npackage:{TALKBACK}\n", TALKBACK),
        (f"package:{TALKBACK}\r\n", TALKBACK),
        (
            "package:com.samsung.android.accessibility.talkback\n",
            "com.samsung.android.accessibility.talkback",
        ),
        (f"package:{TALKBACK}.tutorial\n", None),
        ("", None),
    ],
)
def test_the_first_known_reader_is_taken(packages, wanted):
    found = installed_reader(packages)
    assert (found and found.package) == wanted


@pytest.mark.parametrize("setting", ["null\n", "\n", ""])
def test_no_service_is_on(setting):
    assert services_in(setting) == []


def test_a_reader_that_runs_explores_by_touch():
    assert is_running("     attributes:{id=0, touchExplorationEnabled=true, x=1}")
    assert not is_running("     attributes:{id=0, touchExplorationEnabled=false}")


@pytest.mark.parametrize("before", [None, OTHER, f"{READER.service}:{OTHER}"])
def test_it_runs_in_the_block_and_all_is_as_it_was_afterwards(before):
    handset, journal = Handset(before), Memory()
    with display(handset, journal).screen_reader(READER):
        services = [OTHER] if before else []
        assert handset.table == {SERVICES: ":".join([*services, READER.service]), ENABLED: "1"}
        [change] = journal.leftovers()
        assert change.setting == "screen_reader"
    assert handset.table == ({} if before is None else {SERVICES: before})
    assert journal.leftovers() == []


def test_what_a_crash_leaves_can_be_put_back():
    handset, journal = Handset(OTHER), Memory()
    with display(handset, journal).screen_reader(READER):
        [change] = journal.leftovers()
    assert change.restore == f"settings put secure {SERVICES} {OTHER};settings delete secure {ENABLED}"
    assert change.old == OTHER


def test_a_suppressed_reader_is_the_rigs_fault(monkeypatch):
    monkeypatch.setattr(android_settings, "READER_STARTS", 0.3)
    handset, journal = Handset(OTHER, starts=False), Memory()
    with (
        pytest.raises(RigError, match="disableSuppressAccessibilityService") as caught,
        display(handset, journal).screen_reader(READER),
    ):
        pass
    assert caught.value.reason == "screen-reader-suppressed"
    assert handset.table == {SERVICES: OTHER}
    assert journal.leftovers() == []


def test_a_phone_that_ignores_the_setting_says_so():
    handset = Handset(OTHER, takes=False)
    with pytest.raises(RigError) as caught, display(handset, Memory()).screen_reader(READER):
        pass
    assert caught.value.reason == "setting-ignored"


# --- the verbs over the built-in phone


@contextmanager
def app_on(phone: Phone, **capabilities: bool) -> Iterator[AndroidApp]:
    """The demo bank's app, over the phone's own endpoint."""
    settings = Settings.model_validate({"app": {"platform": "android", "package": "cn.example.bank"}})
    lease = Lease(name="p1", worker="main", capabilities=capabilities)
    endpoint = Endpoint(phone)
    driver = open_session(endpoint.url, android_capabilities(settings, lease, free_ports()), 10)
    try:
        yield AndroidApp(driver, settings, lease)
    finally:
        close_session(driver)
        endpoint.close()


def test_with_the_reader_on_screens_tell_where_it_stands():
    phone = Phone(apps=[BankApp()])
    with app_on(phone) as app, app.screen_reader() as package:
        assert package == TALKBACK
        app.launch()
        [stands_on] = [e for e in app.capture("home").elements if e.reader_focused]
        assert stands_on.package == "cn.example.bank"
        assert reader.is_bound(phone)
    assert reader.enabled(phone) == []


def test_a_session_without_the_capability_keeps_it_from_running(monkeypatch):
    monkeypatch.setattr(android_settings, "READER_STARTS", 0.2)
    phone = Phone(apps=[BankApp()])
    phone.settings["secure"][SERVICES] = OTHER
    with (
        app_on(phone, disableSuppressAccessibilityService=False) as app,
        pytest.raises(RigError) as caught,
        app.screen_reader(),
    ):
        pass
    assert caught.value.reason == "screen-reader-suppressed"
    assert phone.settings["secure"][SERVICES] == OTHER
