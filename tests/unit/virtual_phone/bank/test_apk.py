from __future__ import annotations

import pytest

from pytest_mobcompliance.virtual_phone.bank import BankApp, open_apk, pack


def test_a_version_comes_out_as_it_was_packed() -> None:
    app = open_apk(pack(version_code=7, version_name="7.1", defects=["no-notice"]))
    assert (app.manifest.version_code, app.manifest.version_name) == (7, "7.1")
    assert set(app.defects) == {"no-notice"}
    assert app.manifest.package == BankApp().manifest.package


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive", pack()[:-30]])
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="virtual phones"):
        open_apk(content)
