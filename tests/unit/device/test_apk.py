"""The package that an installation file is of."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from pytest_mobcompliance.device.apk import Manifest, is_of, manifest_of, read_manifest

PACKAGE = "cn.example.bank"
NONE = 0xFFFFFFFF


def chunk(kind: int, head: bytes, body: bytes) -> bytes:
    return struct.pack("<HHI", kind, 8 + len(head), 8 + len(head) + len(body)) + head + body


def manifest(package: str, *others: str, wide: bool = True, space: int = NONE) -> bytes:
    """A binary manifest of this package, version 42; ``others``: strings that stand in it besides."""
    words = [*others, "manifest", "package", package, "versionCode"]
    said = [
        struct.pack("<H", len(word)) + word.encode("utf-16-le") + b"\0\0"
        if wide
        else bytes([len(word), len(word)]) + word.encode() + b"\0"
        for word in words
    ]
    places = [sum(map(len, said[:number])) for number in range(len(said))]
    flags, first = (0 if wide else 0x100), 28 + 4 * len(said)
    pool = chunk(
        0x0001,
        struct.pack("<IIIII", len(said), 0, flags, first, 0),
        struct.pack(f"<{len(said)}I", *places) + b"".join(said),
    )
    name = len(others)
    attribute = struct.pack("<IIIHBBI", space, name + 1, name + 2, 8, 0, 3, name + 2)
    version = struct.pack("<IIIHBBI", 0, name + 3, NONE, 8, 0, 0x10, 42)
    root = struct.pack("<IIHHHHHH", NONE, name, 20, 20, 2, 0, 0, 0) + version + attribute
    return chunk(0x0003, b"", pool + chunk(0x0102, struct.pack("<II", 1, NONE), root))


def packed(folder: Path, content: bytes, entry: str = "AndroidManifest.xml") -> Path:
    file = folder / "app.apk"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(entry, content)
    return file


@pytest.mark.parametrize("wide", [True, False])
def test_the_package_is_the_one_of_the_root(wide: bool, tmp_path: Path) -> None:
    file = packed(tmp_path, manifest(PACKAGE, "theme", wide=wide))
    assert is_of(file, PACKAGE) is True
    assert is_of(file, "cn.example.other") is False
    assert read_manifest(file) == Manifest(PACKAGE, 42)


@pytest.mark.parametrize("wide", [True, False])
def test_a_longer_package_and_one_that_is_asked_after_are_others(wide: bool, tmp_path: Path) -> None:
    assert is_of(packed(tmp_path, manifest(f"{PACKAGE}.debug", wide=wide)), PACKAGE) is False
    assert is_of(packed(tmp_path, manifest("cn.example.wallet", PACKAGE, wide=wide)), PACKAGE) is False


def test_long_strings_are_passed_over() -> None:
    long = "x" * 200
    assert manifest_of(manifest(PACKAGE, long)).package == PACKAGE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x03",
        b"<manifest package='cn.example.bank'/>",
        PACKAGE.encode("utf-16-le"),
        manifest(PACKAGE)[:60],
    ],
    ids=["empty", "one byte", "text", "words alone", "cut"],
)
def test_what_is_no_manifest_is_of_no_package(content: bytes, tmp_path: Path) -> None:
    assert manifest_of(content) == Manifest()
    assert is_of(packed(tmp_path, content), PACKAGE) is False


def test_an_attribute_of_a_namespace_is_not_it() -> None:
    assert manifest_of(manifest(PACKAGE, space=0)).package is None


def test_what_is_no_archive_is_of_no_package(tmp_path: Path) -> None:
    file = tmp_path / "app.apk"
    assert is_of(file, PACKAGE) is False
    file.write_bytes(b"no archive")
    assert is_of(file, PACKAGE) is False


def test_an_archive_without_a_manifest_tells_nothing(tmp_path: Path) -> None:
    assert is_of(packed(tmp_path, b"{}", "virtual-phone.json"), PACKAGE) is None
