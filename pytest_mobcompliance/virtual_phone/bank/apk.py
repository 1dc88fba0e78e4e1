"""The demo bank as an installation file that only virtual phones can read: a ZIP with one JSON inside.

``example-bank-0.9.0.apk`` and ``example-bank-1.0.0.apk`` beside this module are the version before and the
version under test: `pack(version_code=0, version_name="0.9.0")` and the same with 1 and ``1.0.0``.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Collection

from .app import BankApp
from .server import BankServer

ENTRY = "virtual-phone.json"


def pack(
    *, version_code: int = 2, version_name: str = "2.0.0", defects: Collection[str] | None = None
) -> bytes:
    """Return the file of a version, to be written as ``….apk`` and installed over another.

    :param defects: None: those of the phone that it is installed on.
    """
    own = None if defects is None else sorted(defects)
    told = {"version_code": version_code, "version_name": version_name, "defects": own}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(ENTRY), json.dumps(told))
    return packed.getvalue()


def open_apk(content: bytes, inherited: Collection[str] = (), server: BankServer | None = None) -> BankApp:
    """Return the app in an installation file.

    :param inherited: the phone's defects, for a file that names none of its own.
    :param server: the bank's, where several phones share it.
    :raises ValueError: for a file that `pack` did not make, such as an app for real phones.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            told = json.loads(archive.read(ENTRY))
        own = inherited if told["defects"] is None else told["defects"]
        version = {"version_code": told["version_code"], "version_name": told["version_name"]}
        return BankApp(own, **version, server=server or BankServer())
    except (zipfile.BadZipFile, KeyError, TypeError) as error:
        raise ValueError(f"no installation file for virtual phones ({error})") from error
