"""Every text in a file is found, however it is wrapped; what stays closed is told."""

from __future__ import annotations

import base64
import bz2
import gzip
import html
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pytest_mobcompliance.evidence.unwrap import Closed, Layer, Limits, layers

VALUE = "张三丰 13800000001"


def blind(picture: bytes) -> None:
    """A reader of pictures that reads none."""


def b64(data: bytes) -> bytes:
    return base64.b64encode(data)


def zipped(data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("inner.bin", data)
    return packed.getvalue()


def png(text: str = "", *, behind: bytes = b"") -> bytes:
    told = PngInfo()
    told.add_itxt("Comment", text, zip=True)
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(file, "PNG", pnginfo=told)
    return file.getvalue() + behind


def jpeg(text: str) -> bytes:
    file = io.BytesIO()
    about = Image.Exif()
    about[0x010E] = text  # ImageDescription
    Image.new("RGB", (8, 8), "white").save(file, "JPEG", exif=about)
    return file.getvalue()


# Wrappings of text as bytes; all of them may be put around each other.
WRAPS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zip": zipped,
    "data address": lambda data: b'<image href="data:text/plain;base64,' + b64(data) + b'"/>',
    "base64 in JSON": lambda data: b'{"body":"' + b64(data) + b'"}',
    "base64 in XML": lambda data: b"<a>" + base64.encodebytes(data) + b"</a>",
    "base64 for addresses": lambda data: b"?q=" + base64.urlsafe_b64encode(data) + b"&x=1",
}
TEXT_WRAPS: dict[str, Callable[[str], str]] = {
    "JSON": lambda text: json.dumps({"a": [text]}),
    "JSON with letters": lambda text: json.dumps({"a": text}, ensure_ascii=False),
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)),
    "HTML": lambda text: html.escape(text),
    "numbered entities": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "hexadecimal entities": lambda text: "".join(f"&#x{ord(char):X};" for char in text),
    "URL": lambda text: f"http://x/?q={quote(text)}",
    "URL twice": lambda text: quote(quote(text)),
    "bytes of Python": lambda text: repr(text.encode()),
    "keys": lambda text: str({"value": list(text)}),
    "keys in JSON": lambda text: json.dumps({"value": list(text)}),
}
SETS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "utf-32")


def texts(data: bytes) -> list[str]:
    return [each.text for each in layers(data, blind) if isinstance(each, Layer)]


def closed(data: bytes, limits: Limits | None = None) -> list[tuple[tuple[str, ...], str]]:
    return [(one.steps, one.why) for one in layers(data, blind, limits=limits) if isinstance(one, Closed)]


@pytest.mark.parametrize("name", SETS)
def test_character_sets(name: str) -> None:
    data = f"日志：{VALUE}，完".encode(name)
    assert any(VALUE in text for text in texts(data))
    assert not closed(data)


@pytest.mark.parametrize("name", TEXT_WRAPS)
def test_escapes(name: str) -> None:
    assert any(VALUE in text for text in texts(TEXT_WRAPS[name](VALUE).encode()))


@pytest.mark.parametrize("name", WRAPS)
def test_packed(name: str) -> None:
    assert any(VALUE in text for text in texts(WRAPS[name](f"日志：{VALUE}".encode())))


@given(
    st.lists(st.sampled_from(sorted(TEXT_WRAPS)), max_size=2),
    st.sampled_from(SETS),
    st.lists(st.sampled_from(sorted(WRAPS)), max_size=3),
)
def test_wrapped_in_anything(escapes: list[str], name: str, packed: list[str]) -> None:
    text = f"日志：{VALUE}，完"
    for each in escapes:
        text = TEXT_WRAPS[each](text)
    data = text.encode(name)
    for each in packed:
        data = WRAPS[each](data)
    assert any(VALUE in found for found in texts(data))


@pytest.mark.parametrize("name", ["gb18030", "utf-16-le", "utf-8"])
def test_a_short_word_in_base64_of_another_set(name: str) -> None:
    data = b'{"v":"' + b64("张三丰".encode(name)) + b'"}'
    found = list(layers(data, blind, sought=["张三丰"]))
    assert any("张三丰" in each.text for each in found if isinstance(each, Layer))


def test_a_value_with_escapes_in_it_is_not_broken() -> None:
    value = r"a\u0041&lt;%41"
    data = json.dumps({"v": value}).encode()
    assert not any(value in text for text in texts(data))
    found = [each.text for each in layers(data, blind, sought=[value]) if isinstance(each, Layer)]
    assert any(value in text for text in found)


@pytest.mark.parametrize(
    "data", [png(VALUE), png(behind=VALUE.encode()), jpeg("13800000001"), b64(png(VALUE))]
)
def test_words_beside_the_pixels(data: bytes) -> None:
    assert any("13800000001" in text for text in texts(data))
    assert [why for _, why in closed(data)] == ["picture"]


def test_words_in_pictures() -> None:
    found = list(layers(png(), lambda picture: VALUE))
    assert Layer(("words in picture",), VALUE) in found
    assert not [each for each in found if isinstance(each, Closed)]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (gzip.compress(VALUE.encode() * 99)[:-9], "damaged"),
        (zipped(VALUE.encode())[:60], "damaged"),
        (b"%PDF-1.7 \xff\xfe", "form"),
        (bytes(range(128, 256)) * 40 + bytes(range(32)) * 40, "form"),
        (b"\x1aE\xdf\xa3 webm", "recording"),
        (b"\0\0\0\x18ftypmp42", "recording"),
        (b'{"v":"' + b64(bytes(range(256)) * 8) + b'"}', "form"),
    ],
    ids=["gzip", "zip", "pdf", "noise", "webm", "mp4", "base64"],  # the bytes hold the time
)
def test_what_stays_closed_is_told(data: bytes, why: str) -> None:
    assert [told for _, told in closed(data)] == [why]


def test_a_locked_member_is_told() -> None:
    data = bytearray(zipped(VALUE.encode()))
    directory = data.index(b"PK\1\2")
    data[6] |= 1
    data[directory + 8] |= 1
    assert closed(bytes(data)) == [(("zip: inner.bin",), "locked")]


def test_limits_are_told() -> None:
    nested = VALUE.encode()
    for _ in range(5):
        nested = gzip.compress(nested)
    assert closed(nested, Limits(depth=4))[0][1] == "too-deep"
    assert closed(nested) == []
    assert closed(gzip.compress(b"0" * 5000), Limits(size=1000)) == [(("gzip",), "too-large")]
    assert closed(b"words " * 500, Limits(characters=1000)) == [((), "too-large")]
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(9):
            file.writestr(f"{number}", f"{number}" * 900)
    assert (("zip: 8",), "too-large") in closed(many.getvalue(), Limits(characters=4000))


def test_plain_words_are_one_layer() -> None:
    assert list(layers(b"total 12.50 / home", blind)) == [Layer((), "total 12.50 / home")]


def test_nothing_is_in_nothing() -> None:
    assert list(layers(b"", blind)) == []
