"""Takes files apart into every text that is in them, however often it is wrapped.

What is undone: character sets, gzip, bzip2, xz and zip, base64 (``data:`` addresses, attachments in JSON),
escapes of JSON and programs, HTML entities, URL encoding, lists of single characters (as Appium logs keys),
the words that pictures carry beside their pixels, and those in the pixels where something here reads them.
What stays closed is told, never passed over.
"""

from __future__ import annotations

import binascii
import bz2
import codecs
import contextlib
import gzip
import html
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

READ_BYTES = 64 * 1024 * 1024
"""Bytes of a file, or of what is packed in it, that are read: ten times the largest attachment of a run."""
READ_CHARACTERS = 1024 * 1024 * 1024
"""Characters of one file that are looked at, in all its layers together."""
DEPTH = 12
"""Layers inside each other: a log in an attachment in a packed single-file report has six."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a file is taken apart. ``size``: bytes; ``characters``: of all layers; ``depth``: layers."""

    size: int = READ_BYTES
    characters: int = READ_CHARACTERS
    depth: int = DEPTH


@dataclass(frozen=True, slots=True)
class Layer:
    """A text and the way to it: ``("zip: a.json", "escapes", "base64")``."""

    steps: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Closed:
    """What was not read, and why: ``too-large``, ``too-deep``, ``locked``, ``damaged``, ``form``,
    ``picture`` or ``recording``."""

    steps: tuple[str, ...]
    why: str


PictureReader = Callable[[bytes], str | None]
"""From the bytes of a picture to the words in it; None where they cannot be read."""


@dataclass(slots=True)
class _Work:
    """What is left of the characters, and the texts that were given already (the way there may differ)."""

    limits: Limits
    words_of: PictureReader
    apart: bool
    left: int
    names: re.Pattern[bytes]
    given: set[tuple[int, int]] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)


def layers(
    data: bytes, words_of: PictureReader, *, limits: Limits | None = None, sought: Sequence[str] = ()
) -> Iterator[Layer | Closed]:
    """Give every text in the bytes of a file, outer ones before inner ones, and what stays closed.

    :param sought: values that are looked for. Those with ``\\``, ``&`` or ``%`` in them would break where all
        escapes are undone at once, so then each kind is undone by itself too.
    """
    limits = limits or Limits()
    apart = any(sign in value for value in sought for sign in "\\&%")
    yield from _opened(data, (), _Work(limits, words_of, apart, limits.characters, _names(sought)))


def _opened(data: bytes, steps: tuple[str, ...], work: _Work) -> Iterator[Layer | Closed]:
    if not data:
        return
    if len(steps) > work.limits.depth:
        yield Closed(steps, "too-deep")
        return
    if len(data) > work.limits.size:
        yield Closed(steps, "too-large")
        return
    form = _form(data)
    if form in _PACKED:
        yield from _unpacked(data, form, steps, work)
    elif form == "zip":
        yield from _members(data, steps, work)
    elif form == "picture":
        yield from _picture(data, steps, work)
    else:
        texts = list(_texts(data, work.names))
        readable = form == "font" or any(_is_text(*each) for each in texts)
        if form in ("recording", "form") or not readable:
            yield Closed(steps, form or "form")
        for step, text in texts:  # of an unknown form too: it often holds plain words
            yield from _text(text, (*steps, step) if step else steps, work)


# ------------------------------------------------------------------ forms of files

_PACKED: dict[str, Callable[[io.BytesIO], io.BufferedIOBase]] = {
    "gzip": lambda file: gzip.GzipFile(fileobj=file),
    "bzip2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
}
_STARTS = (
    (b"\x1f\x8b\x08", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\0", "xz"), (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"), (b"\x89PNG\r\n\x1a\n", "picture"), (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"), (b"BM", "picture"), (b"II*\0", "picture"), (b"MM\0*", "picture"),
    (b"\0\0\1\0", "picture"), (b"\x1aE\xdf\xa3", "recording"), (b"wOFF", "font"), (b"wOF2", "font"),
    (b"\0\1\0\0", "font"), (b"OTTO", "font"), (b"%PDF", "form"), (b"7z\xbc\xaf", "form"), (b"Rar!", "form"),
    (b"\x28\xb5\x2f\xfd", "form"), (b"SQLite format 3\0", "form"),
)  # fmt: skip
_BRANDS = (b"heic", b"heix", b"avif", b"mif1")


def _form(data: bytes) -> str:
    """What the first bytes say; empty for a text, or for nobody knows."""
    if data[4:8] == b"ftyp":
        return "picture" if data[8:12] in _BRANDS else "recording"
    if data[:4] == b"RIFF":
        return "picture" if data[8:12] == b"WEBP" else "recording"
    if data[257:262] == b"ustar":
        return "form"
    form = next((form for start, form in _STARTS if data.startswith(start)), "")
    # Two letters begin many a text; a bitmap's head has zeros in these places.
    return "" if data.startswith(b"BM") and data[6:10] != bytes(4) else form


def _unpacked(data: bytes, form: str, steps: tuple[str, ...], work: _Work) -> Iterator[Layer | Closed]:
    try:
        with _PACKED[form](io.BytesIO(data)) as file:
            inner = file.read(work.limits.size + 1)
    except (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError):
        yield Closed((*steps, form), "damaged")
        return
    yield from _opened(inner, (*steps, form), work)


def _members(data: bytes, steps: tuple[str, ...], work: _Work) -> Iterator[Layer | Closed]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            listed = packed.infolist()
            names = "\n".join(member.filename for member in listed) + packed.comment.decode(
                "utf-8", "replace"
            )
            yield from _text(names, (*steps, "zip"), work)
            for member in listed:
                yield from _member(packed, member, (*steps, f"zip: {member.filename}"), work)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        yield Closed((*steps, "zip"), "damaged")


def _member(
    packed: zipfile.ZipFile, member: zipfile.ZipInfo, steps: tuple[str, ...], work: _Work
) -> Iterator[Layer | Closed]:
    if member.flag_bits & 1:
        yield Closed(steps, "locked")
        return
    try:
        with packed.open(member) as file:
            inner = file.read(work.limits.size + 1)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, lzma.LZMAError, NotImplementedError):
        yield Closed(steps, "damaged")
        return
    work.left -= len(inner)
    if work.left < 0:  # many members that are small by themselves
        yield Closed(steps, "too-large")
        return
    yield from _opened(inner, steps, work)


# ------------------------------------------------------------------ pictures


def _picture(data: bytes, steps: tuple[str, ...], work: _Work) -> Iterator[Layer | Closed]:
    """The words beside the pixels, then those in them."""
    for beside in _beside_pixels(data):
        for step, text in _texts(beside, work.names):
            yield from _text(text, (*steps, "picture data", *([step] if step else [])), work)
    words = work.words_of(data)
    if words is None:
        yield Closed(steps, "picture")
    else:
        yield from _text(words, (*steps, "words in picture"), work)


def _beside_pixels(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"\x89PNG"):
        yield from _chunks(data)
    elif data.startswith(b"\xff\xd8\xff"):
        begin = data.find(b"\xff\xda")  # from here on pixels; what tells of the picture comes before
        end = data.rfind(b"\xff\xd9")
        yield data if begin < 0 else data[:begin]
        yield data[end + 2 :] if end >= 0 else b""
    else:
        yield data


def _chunks(png: bytes) -> Iterator[bytes]:
    """Chunks without pixels, the packed ones unpacked, and whatever stands behind the end."""
    place = 8
    while place + 12 <= len(png):
        size = int.from_bytes(png[place : place + 4], "big")
        kind, body = png[place + 4 : place + 8], png[place + 8 : place + 8 + size]
        place += 12 + size
        if kind != b"IDAT":
            yield body
        if kind in (b"zTXt", b"iTXt"):
            yield from _inflated(body)
    yield png[place:]


def _inflated(body: bytes) -> Iterator[bytes]:
    """The packed part of a text chunk: it begins behind one of the zeros that part its fields."""
    for zero in list(re.finditer(b"\0", body))[:8]:
        for begin in (zero.end(), zero.end() + 1):
            try:
                yield zlib.decompressobj().decompress(body[begin:], READ_BYTES)
            except zlib.error:
                continue


# ------------------------------------------------------------------ character sets

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_SHORT = 4096
"""Bytes up to which a text may be right in two character sets by chance."""
_BROKEN = re.compile("[\0-\x08\x0b\x0e-\x1a\x1c-\x1f\ufffd]")
_STRANGE = re.compile("[^\t\n\r\f\x1b -~\u2000-\u206f\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_NUMBER = re.compile(rb"\A(?:\xff\xfe|(?:\0\0)?\xfe\xff)|(?:\d\0{0,3}){6}")
"""Bytes that begin with the mark of a character set, or with a number in any of them."""
_ODD = 0.1
"""Share of characters that no text has, from which on it is none."""


def _texts(data: bytes, names: re.Pattern[bytes]) -> Iterator[tuple[str, str]]:
    """Give the readings of bytes as pairs of character set (empty: UTF-8) and text."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            yield name.removesuffix("-sig").upper(), data.decode(name, "replace")
            if mark == codecs.BOM_UTF8:
                return
            break
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        certain, text = False, data.decode("utf-8", "replace")
    else:
        certain = text.isascii() or len(data) > _SHORT
    yield "", text
    if certain and "\0" not in text and not names.search(data):
        return
    yield "GBK", data.decode("gb18030", "replace")
    for name, part in (("UTF-16-LE", data), ("UTF-16-BE", data), ("UTF-16-LE", data[1:])):
        yield name, part.decode(name, "replace")


def _is_text(name: str, text: str) -> bool:
    """Whether a reading makes sense; in other sets than UTF-8 nearly all bytes are some character."""
    some = text[:65536]
    return len((_STRANGE if name else _BROKEN).findall(some)) <= _ODD * len(some)


# ------------------------------------------------------------------ escapes

_BYTES = r"(?P<bytes>(?:%[0-9A-Fa-f]{2})+|(?:\\x[0-9A-Fa-f]{2})+|(?:\\[0-3][0-7]{2})+)"
_UNITS = r"(?P<units>(?:\\u[0-9A-Fa-f]{4})+)"
_POINT = r"\\u\{(?P<point>[0-9A-Fa-f]{1,6})\}|\\U(?P<wide>[0-9A-Fa-f]{8})"
_CHARACTER = r"\\(?P<character>[nrtbf\"'`/\\])"
_ENTITY = r"(?P<entity>&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)"
_ALL = re.compile("|".join((_BYTES, _UNITS, _POINT, _CHARACTER, _ENTITY)))
_APART = (
    ("backslashes", re.compile("|".join((_UNITS, _POINT, _CHARACTER)))),
    ("entities", re.compile(_ENTITY)),
    ("percent", re.compile(r"(?P<bytes>(?:%[0-9A-Fa-f]{2})+)")),
)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_ONE = r"(?:\"(?:[^\"\\]|\\.[0-9a-fA-F]{0,4})\"|'(?:[^'\\]|\\.[0-9a-fA-F]{0,4})')"
_CHARACTERS = re.compile(rf"{_ONE}(?:\s*,\s*{_ONE})+")
_LINES = r"(?:[A-Za-z0-9+/]{56,}+[ \t]*\r?\n[ \t]*)+[A-Za-z0-9+/]*+"
BASE64 = re.compile(rf"(?:{_LINES}|[A-Za-z0-9+/_-]{{8,}}+)={{0,2}}")
_WORD = 96
"""Characters of base64 up to which it may be a word, or begin inside one: then four beginnings are tried."""
_HEAD = 20
"""Bytes of the shortest file that has a form: gzip's head and end are 18."""
LOWER = re.compile(r"[a-z/_-]+")
"""No base64: that of digits has capitals, that of Chinese digits, and of other words nearly always both."""
_BLOB = 4096
"""Bytes from which on something in base64 that nobody can read is told."""


def _text(text: str, steps: tuple[str, ...], work: _Work) -> Iterator[Layer | Closed]:
    key = (len(text), hash(text))
    if key in work.given or not text:
        return
    work.given.add(key)
    if len(steps) > work.limits.depth:
        yield Closed(steps, "too-deep")
        return
    work.left -= len(text)
    if work.left < 0:
        yield Closed(steps, "too-large")
        return
    yield Layer(steps, text)
    typed = "\n".join(_joined(found.group()) for found in _CHARACTERS.finditer(text))
    yield from _text(typed, (*steps, "characters"), work)
    words: list[str] = []
    for data in _decoded(text, work.tried):
        if len(data) <= _WORD and (len(data) < _HEAD or not _form(data)):
            words.extend(_word(data, work.names))
        elif _is_worth_opening(data, work.names):
            yield from _opened(data, (*steps, "base64"), work)
    yield from _text("\n".join(words), (*steps, "base64"), work)
    for name, plain in _unescaped(text, work.apart):
        yield from _text(plain, (*steps, name), work)


def _is_worth_opening(data: bytes, names: re.Pattern[bytes]) -> bool:
    """Whether something longer in base64 is a file or a text; else it was a word, or a key of some cipher."""
    if len(data) >= _BLOB or _form(data) or _NUMBER.search(data) or names.search(data):
        return True
    return any(_is_text(*each) for each in _texts(data, names))


def _word(data: bytes, names: re.Pattern[bytes]) -> Iterator[str]:
    """What something short in base64 says: most of it is a word that is no base64 at all."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and not names.search(data):
        yield text
    elif text or names.search(data) or _NUMBER.search(data):
        yield from (reading for _, reading in _texts(data, names))


def _names(values: Iterable[str]) -> re.Pattern[bytes]:
    """Values with other letters than English ones, in the character sets that are no UTF-8."""
    sets = ("gb18030", "utf-16-le", "utf-16-be")
    spelt = {
        re.escape(value.encode(name, "replace")) for value in values if not value.isascii() for name in sets
    }
    return re.compile(b"|".join(sorted(spelt)) or b"(?!)")


def _unescaped(text: str, apart: bool) -> Iterator[tuple[str, str]]:
    for name, pattern in (("escapes", _ALL), *(_APART if apart else ())):
        plain = pattern.sub(_meant, text)
        if plain != text:
            yield name, plain


def _meant(found: re.Match[str]) -> str:
    kind, written = found.lastgroup, found.group()
    if kind == "entity":
        return html.unescape(written)
    if kind == "character":
        return _PLAIN.get(written[1], written[1])
    if kind == "units":
        return bytes.fromhex(written.replace("\\u", "")).decode("utf-16-be", "replace")
    if kind in ("point", "wide"):
        point = int(found[kind], 16)
        return chr(point) if point < 0x110000 else written
    if written[1] in "0123" and written[0] == "\\":
        data = bytes(int(octal, 8) for octal in written.split("\\")[1:])
    else:
        data = bytes.fromhex(written.replace("%", "").replace("\\x", ""))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _joined(characters: str) -> str:
    parts = (found.group()[1:-1] for found in re.finditer(_ONE, characters))
    return "".join(_ALL.sub(_meant, part) for part in parts)


def _decoded(text: str, tried: set[str]) -> Iterator[bytes]:
    for found in BASE64.finditer(text):
        lines = found.group().split()
        # The last line may be a word that only follows.
        for run in dict.fromkeys(("".join(lines), "".join(lines[:-1]))):
            if run and run not in tried and not LOWER.fullmatch(run):
                tried.add(run)
                yield from _solid(run)


def _solid(run: str) -> Iterator[bytes]:
    solid = run.rstrip("=").replace("-", "+").replace("_", "/")
    for begin in range(4 if len(solid) <= _WORD else 1):
        part = solid[begin:]
        part = part[:-1] if len(part) % 4 == 1 else part
        with contextlib.suppress(binascii.Error):
            yield binascii.a2b_base64(part + "=" * (-len(part) % 4))
