"""Files that apps keep for themselves: ``/data/data/<package>``, and ``run-as``, which enters it.

Preferences look as AOSP's ``XmlUtils.writeMapXml`` writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ..phone import Phone

FOLDER = "/data/data"


def kept_by(phone: Phone, package: str) -> dict[str, bytes]:
    """The files of one app, by path within its folder."""
    storage = phone.require(package).storage
    return {f"shared_prefs/{package}_preferences.xml": _preferences(storage)} if storage else {}


def folders_of_apps(phone: Phone) -> frozenset[str]:
    """Each app's folder, which only root may enter and which is there before it holds anything."""
    return frozenset(f"{FOLDER}/{package}" for package in phone.installed) if phone.spec.root else frozenset()


def private_files(phone: Phone) -> dict[str, bytes]:
    """The files of all apps by their full path: root alone may look."""
    return {
        f"{FOLDER}/{package}/{name}": content
        for package in phone.installed
        for name, content in kept_by(phone, package).items()
    }


def _preferences(kept: Mapping[str, Any]) -> bytes:
    rows = "".join(f"    {_entry(key, value)}\n" for key, value in sorted(kept.items()))
    head = "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n"
    return f"{head}<map>\n{rows}</map>\n".encode()


def _entry(key: str, value: object) -> str:
    name = quoteattr(key)
    if isinstance(value, bool):
        return f'<boolean name={name} value="{str(value).lower()}" />'
    if isinstance(value, int):
        return f'<int name={name} value="{value}" />'
    if isinstance(value, float):
        return f'<float name={name} value="{value}" />'
    return f"<string name={name}>{escape(str(value))}</string>"
