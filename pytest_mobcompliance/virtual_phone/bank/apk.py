"""The demo bank as an installation file that only virtual phones can read: a ZIP with one JSON inside."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Collection

from .app import BankApp

ENTRY = "virtual-phone.json"


def pack(*, version_code: int = 2, version_name: str = "2.0.0", defects: Collection[str] = ()) -> bytes:
    """Return the file of a version, to be written as ``….apk`` and installed over another."""
    told = {"version_code": version_code, "version_name": version_name, "defects": sorted(defects)}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(ENTRY), json.dumps(told))
    return packed.getvalue()


def open_apk(content: bytes) -> BankApp:
    """Return the app in an installation file.

    :raises ValueError: for a file that `pack` did not make, such as an app for real phones.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            told = json.loads(archive.read(ENTRY))
        return BankApp(told["defects"], version_code=told["version_code"], version_name=told["version_name"])
    except (zipfile.BadZipFile, KeyError, TypeError) as error:
        raise ValueError(f"no installation file for virtual phones ({error})") from error
