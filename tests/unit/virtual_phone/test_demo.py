"""The demo phone: the bank, its partner beside it, and files that the bank is installed from."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.virtual_phone.apps import Intent
from pytest_mobcompliance.virtual_phone.bank import BankApp, pack
from pytest_mobcompliance.virtual_phone.bank.server import BankServer
from pytest_mobcompliance.virtual_phone.demo import demo_phone, installer
from pytest_mobcompliance.virtual_phone.partner import PACKAGE as PARTNER
from pytest_mobcompliance.virtual_phone.phone import BACK, Phone
from pytest_mobcompliance.virtual_phone.spec import PhoneSpec


def shown(phone: Phone, name: str) -> str:
    nodes = (node for window in phone.windows() for node in window.root.walk())
    return next(node.view.text for node in nodes if node.view.id == name)


def test_the_partner_shows_what_it_is_given() -> None:
    phone = demo_phone(PhoneSpec())
    phone.start(Intent(data="examplepartner://shop?phone=13800000001"))
    assert phone.foreground() == (PARTNER, f"{PARTNER}.Main")
    assert shown(phone, "partner_received") == "examplepartner://shop?phone=13800000001"
    phone.press(BACK)
    assert phone.front != PARTNER
    phone.start(Intent(package=PARTNER))
    assert shown(phone, "partner_title") == "示例商城"


def test_files_take_the_defects_of_the_phone() -> None:
    app = installer(("no-notice",))(pack())
    assert isinstance(app, BankApp)
    assert set(app.defects) == {"no-notice"}


def test_another_version_speaks_to_the_same_server() -> None:
    server = BankServer()
    app = installer((), server)(pack())
    assert isinstance(app, BankApp)
    assert app.server is server


def test_unknown_defects_are_refused() -> None:
    with pytest.raises(ValueError, match="no-such-defect"):
        demo_phone(PhoneSpec(), ("no-such-defect",))
