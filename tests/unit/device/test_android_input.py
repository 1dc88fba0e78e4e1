"""Keyboard and clipboard of a phone: over the simulated one, and over a stub that says less."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_mobcompliance.device.android import AndroidApp
from pytest_mobcompliance.device.capabilities import android_capabilities, free_ports
from pytest_mobcompliance.device.journal import put_back
from pytest_mobcompliance.device.lease import Lease
from pytest_mobcompliance.device.session import close_session, open_session
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.settings import Locator, demo_settings
from pytest_mobcompliance.virtual_phone.appium.endpoint import start_endpoint
from pytest_mobcompliance.virtual_phone.phone import Phone

ACCOUNT, PASSWORD = Locator(id="login_account"), Locator(id="login_password")
Rig = tuple[AndroidApp, Phone]


@pytest.fixture
def rig() -> Iterator[Rig]:
    """The demo bank at its login."""
    lease, settings = Lease(name="virtual", worker="main"), demo_settings()
    end = start_endpoint({}, defects=())
    driver = open_session(end.url, android_capabilities(settings, lease, free_ports()), 10)
    app = AndroidApp(driver, settings, lease)
    app.reset()
    app.launch()
    app.tap(Locator(id="notice_agree"))
    app.go("login")
    yield app, end.phone
    close_session(driver)
    end.close()


def test_the_keyboard_shows_once_a_field_has_the_input(rig: Rig) -> None:
    app, _ = rig
    assert not app.keyboard_shown()
    app.tap(ACCOUNT)
    assert app.keyboard_shown()
    assert app.input_method().partition("/")[2]


def test_a_keyboard_that_the_vendor_puts_in_is_the_one_in_use(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, _ = rig
    chosen, used = "com.example.ime/.Keys", "com.example.vendor/.SecureIME"
    told = {"dumpsys input_method": f"  mCurId={used} mHaveConnection=true"}
    monkeypatch.setattr(app, "shell", lambda command: told.get(command, f"{chosen}\n"))
    assert app.input_method() == used
    told["dumpsys input_method"] = "  mCurId=null mHaveConnection=false"
    assert app.input_method() == chosen


def test_a_field_tells_how_much_it_holds(rig: Rig) -> None:
    app, _ = rig
    assert app.holds(PASSWORD) == 0
    app.type(PASSWORD, "Demo")
    assert app.holds(PASSWORD) == 4


def test_keys_copy_and_paste(rig: Rig) -> None:
    app, phone = rig
    app.type(ACCOUNT, "13800000001")
    app.tap(ACCOUNT)
    app.copy()
    assert phone.clipboard == ""
    app.select_all()
    app.copy()
    assert app.clipboard() == phone.clipboard == "13800000001"
    app.paste()
    assert app.holds(ACCOUNT) == 22


def test_the_clipboard_is_given_back(rig: Rig) -> None:
    app, phone = rig
    phone.clipboard = "旧"
    with app.clipboard_kept():
        app.set_clipboard("新")
        assert phone.clipboard == "新"
        assert [(each.setting, each.old) for each in app._journal.leftovers()] == [("clipboard", "")]
    assert phone.clipboard == "旧"
    assert not app._journal.leftovers()


def test_what_an_ended_session_left_on_the_clipboard_is_not_kept(rig: Rig) -> None:
    app, phone = rig
    app._journal.note("font size", "1.0", "true")
    app._journal.note("clipboard", "", "true")
    phone.clipboard = "13800000001"
    with app.clipboard_kept():
        pass
    assert phone.clipboard == ""
    assert [each.setting for each in app._journal.leftovers()] == ["font size"]


def test_no_command_clears_the_clipboard(rig: Rig) -> None:
    app, _ = rig
    with app.clipboard_kept():
        (left,) = app._journal.leftovers()
        assert not put_back(left, app.shell)


def test_the_clipboard_is_given_back_after_a_fault(rig: Rig) -> None:
    app, phone = rig
    phone.clipboard = "旧"

    def fail() -> None:
        with app.clipboard_kept():
            app.set_clipboard("新")
            raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        fail()
    assert phone.clipboard == "旧"


def test_what_is_no_base64_is_a_fault(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    app, _ = rig
    monkeypatch.setattr(app, "_mobile", lambda name, **given: "%%%")
    with pytest.raises(RigError) as fault:
        app.clipboard()
    assert fault.value.reason == "clipboard-unreadable"
