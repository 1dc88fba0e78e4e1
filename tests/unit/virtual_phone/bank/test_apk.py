from __future__ import annotations

from importlib.resources import files

import pytest

from pytest_mobcompliance.virtual_phone.bank import BankApp, open_apk, pack


def test_a_version_comes_out_as_it_was_packed() -> None:
    app = open_apk(pack(version_code=7, version_name="7.1", defects=["no-notice"]))
    assert (app.manifest.version_code, app.manifest.version_name) == (7, "7.1")
    assert set(app.defects) == {"no-notice"}
    assert app.manifest.package == BankApp().manifest.package


def test_a_version_without_defects_of_its_own_takes_those_of_the_phone() -> None:
    assert set(open_apk(pack(), inherited=("no-notice",)).defects) == {"no-notice"}
    assert set(open_apk(pack(defects=()), inherited=("no-notice",)).defects) == set()
    with pytest.raises(ValueError, match="nothing-like-this"):
        open_apk(pack(), inherited=("nothing-like-this",))


@pytest.mark.parametrize(("code", "name"), [(0, "0.9.0"), (1, "1.0.0")])
def test_the_files_of_the_demo_are_what_their_names_say(code: int, name: str) -> None:
    content = (files("pytest_mobcompliance.virtual_phone.bank") / f"example-bank-{name}.apk").read_bytes()
    assert content == pack(version_code=code, version_name=name)


def test_the_phone_starts_with_the_version_under_test() -> None:
    app = open_apk(pack(version_code=1, version_name="1.0.0"))
    assert app.manifest == BankApp().manifest


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive", pack()[:-30]])
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="virtual phones"):
        open_apk(content)
