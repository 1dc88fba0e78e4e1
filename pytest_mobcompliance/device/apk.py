"""Reads an Android installation file: the package that its manifest is of, and which version.

The manifest is binary XML: chunks of a type, a size of head and a size of all, first a pool of strings (AOSP,
``frameworks/base/libs/androidfw/include/androidfw/ResourceTypes.h``). Numbers are little-endian.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "AndroidManifest.xml"
_XML, _STRINGS, _START = 0x0003, 0x0001, 0x0102
"""Types of chunks: the document, its strings, the begin of an element."""
_UTF8 = 0x100
"""Flag of a pool of strings; else they are UTF-16."""
_NUMBERS = frozenset({0x10, 0x11})
"""Kinds of value: a whole number, decimal or hexadecimal."""
_NONE = 0xFFFFFFFF
"""Instead of the number of a string."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the root of a manifest says; None where it does not."""

    package: str | None = None
    version_code: int | None = None


def is_of(package_file: Path, package: str) -> bool | None:
    """Tell whether an ``.apk`` is of the package; None where it has no manifest (bundles of several files).

    A file or a manifest that cannot be read is of no package.
    """
    told = read_manifest(package_file)
    return None if told is None else told.package == package


def read_manifest(package_file: Path) -> Manifest | None:
    """Read what an installation file is; None for an archive without a manifest."""
    try:
        with zipfile.ZipFile(package_file) as archive:
            if MANIFEST not in archive.namelist():
                return None
            return manifest_of(archive.read(MANIFEST))
    except (OSError, zipfile.BadZipFile):
        return Manifest()


def manifest_of(content: bytes) -> Manifest:
    """Read a binary manifest; of what is none, nothing is known."""
    try:
        if struct.unpack_from("<H", content)[0] != _XML:
            return Manifest()
        strings: list[str] = []
        for kind, start in _chunks(content):
            if kind == _STRINGS:
                strings = _strings(content, start)
            if kind == _START:  # of the root: it comes first
                return _root(content, start, strings)
    except (struct.error, IndexError, UnicodeDecodeError):
        pass
    return Manifest()


def _chunks(data: bytes) -> Iterator[tuple[int, int]]:
    """Type and place of each chunk inside the document."""
    place: int = struct.unpack_from("<H", data, 2)[0]
    while place < len(data):
        kind, _, size = struct.unpack_from("<HHI", data, place)
        yield kind, place
        place += max(size, 8)


def _strings(data: bytes, start: int) -> list[str]:
    head, _, count, _, flags, first = struct.unpack_from("<HIIIII", data, start + 2)
    offsets = struct.unpack_from(f"<{count}I", data, start + head)
    read = _utf8 if flags & _UTF8 else _utf16
    return [read(data, start + first + offset) for offset in offsets]


def _utf8(data: bytes, place: int) -> str:
    """A string behind two lengths, in characters and in bytes; each takes two bytes from 128 on."""
    place += 2 if data[place] & 0x80 else 1
    length = data[place]
    if length & 0x80:
        length, place = (length & 0x7F) << 8 | data[place + 1], place + 1
    return data[place + 1 : place + 1 + length].decode("utf-8")


def _utf16(data: bytes, place: int) -> str:
    """A string behind its length in units, which takes two units from 32768 on."""
    length, more = struct.unpack_from("<HH", data, place)
    if length & 0x8000:
        length, place = (length & 0x7FFF) << 16 | more, place + 2
    return data[place + 2 : place + 2 + 2 * length].decode("utf-16-le")


def _root(data: bytes, start: int, strings: list[str]) -> Manifest:
    """The attributes of the element whose chunk starts there."""
    head = struct.unpack_from("<H", data, start + 2)[0]
    body = start + head
    _, _, first, size, count = struct.unpack_from("<IIHHH", data, body)
    package, code = None, None
    for number in range(count):
        at = body + first + number * size
        space, name, text, _, _, kind, value = struct.unpack_from("<IIIHBBI", data, at)
        if space == _NONE and strings[name] == "package":
            package = None if text == _NONE else strings[text]
        elif strings[name] == "versionCode" and kind in _NUMBERS:
            code = value
    return Manifest(package, code)
