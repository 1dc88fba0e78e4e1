"""The XML of a native screen as a flat list of nodes: read without trust, mended only where that is certain.

What people hand over is not always what the driver wrote: console text around it, GBK bytes under a UTF-8
header, a bare ``&`` in an attribute. A document type is never needed and always refused, so there are no
entities to expand and nothing that could be fetched.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

from ..errors import ScreenParseError
from ..messages import say
from .mend import Mended, mend
from .text import clean

LARGEST_SOURCE = 32 * 1024 * 1024
"""Bytes, or characters of a string. The largest real source seen has about 5 MB; keeps the memory bounded."""
MOST_NODES = 50_000
"""Beyond it the screen is *truncated*. Real screens have a few thousand nodes at most."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]{1,40})[\"']")
_DECLARABLE = re.compile(r"gbk|gb2312|gb18030|big5|iso-8859-\d+|windows-125\d|shift_jis|euc-(jp|kr)")
_DOCTYPE = re.compile(r"<!(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?xml\b[^>]{0,400}\?>")
_START = re.compile(
    r"<(?:\?xml\b|hierarchy[\s/>]|displays[\s/>]|node[\s/>]|AppiumAUT[\s/>]|XCUIElementType\w+[\s/>]"
    r"|[A-Za-z_][\w$-]*(?:\.[\w$-]+)+[\s/>])"
)
_PLAIN = re.compile(r"[\x00-\x7f\ufffd]+")
_ANY_START = re.compile(r"<[^\W\d]")
_ROOT = re.compile(r"<([^\s<>/!?\"'=]+)")


@dataclass(frozen=True, slots=True)
class Node:
    """One element. ``parent``: its place in the list, -1 at the top; empty attributes are left out."""

    tag: str
    parent: int
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """The nodes in document order, what had to be mended, and whether there were more than are listed."""

    nodes: list[Node]
    mended: tuple[str, ...]
    truncated: bool


def read_source(source: str | bytes, wanted: frozenset[str], *, where: str) -> Source:
    """Read the XML of a native screen.

    :param wanted: names of the attributes to keep; others cost memory and are dropped.
    :raises ScreenParseError: naming ``where``, the line and what was wrong there.
    """
    if len(source) > LARGEST_SOURCE:
        got = say("{count:,} bytes or characters", count=len(source))
        fail(where, got, say("a source of at most {most:,}", most=LARGEST_SOURCE))
    text = clean(source if isinstance(source, str) else decode(source, where=where))
    refused = _DOCTYPE.search(text)
    if refused:
        wanted_instead = say("XML without a document type")
        fail(_at(where, _line(text, refused.start())), f"<!{refused.group(1)}", wanted_instead)
    body, first = _cut(text, where)
    try:
        nodes, full = _parse(body, first, wanted, where)
        return Source(nodes, (), full)
    except ScreenParseError:
        changed = mend(body)
        if changed.conflict is not None:
            fail(_at(where, first + changed.conflict.line), changed.conflict.got, changed.conflict.wanted)
        if not changed.reasons:
            raise
    return _parse_mended(changed, first, wanted, where)


def decode(raw: bytes, *, where: str) -> str:
    """Return the text of a source. The bytes decide, then the header: people re-save files.

    :raises ScreenParseError: when the bytes are of no encoding that is certain.
    """
    for mark, codec in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(codec, "replace")
    at = raw.find(b"<")
    if at % 2 == 0 and raw[at + 1 : at + 2] == b"\0":
        return raw.decode("utf-16-le", "replace")
    if at > 0 and at % 2 and raw[at - 1] == 0:
        return raw.decode("utf-16-be", "replace")
    try:
        return raw.decode(
            "utf-8", "surrogatepass"
        )  # old phones write emoji as two surrogates; `clean` joins them
    except UnicodeDecodeError as error:
        broken_at = error.start
    declared = _DECLARED.search(raw[:1000])
    codec = declared.group(1).decode("ascii", "replace").lower() if declared else ""
    for candidate in (codec, "gb18030"):
        chinese = _decoded(raw, candidate) if _DECLARABLE.fullmatch(candidate) else None
        if chinese is not None and (candidate == codec or _hardly_utf8(raw)):
            return chinese
    if not _hardly_utf8(raw):
        return raw.decode("utf-8", "replace")  # UTF-8 with a damaged character or two
    fail(
        _at(where, raw.count(b"\n", 0, broken_at) + 1),
        say("bytes that are neither UTF-8 nor GB18030, at byte {place}", place=broken_at),
        say("text in UTF-8, UTF-16 or GBK"),
    )


def _decoded(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return None


def _hardly_utf8(raw: bytes) -> bool:
    """Whether more characters are broken than whole when the bytes are read as UTF-8."""
    text = raw.decode("utf-8", "replace")
    return text.count("\ufffd") > len(_PLAIN.sub("", text))


def _cut(text: str, where: str) -> tuple[str, int]:
    """Return the text from the first to the last tag of the tree, and the line it begins in.

    Declarations in it are blanked, since two dumps may follow each other in one file.
    """
    start = _START.search(text) or _ANY_START.search(text)
    if start is None:
        shown = " ".join(text.split())[:80]
        got = say("no XML: {shown!a}", shown=shown) if shown else say("an empty source")
        fail(where, got, say("the page source as XML"))
    root = _ROOT.search(text, start.start())
    body = text[start.start() :]
    if root is not None:
        closing = f"</{root.group(1)}>"
        last = body.rfind(closing)
        if last >= 0:
            body = body[: last + len(closing)]
    body = _DECLARATION.sub(lambda found: "\n" * found.group().count("\n"), body)
    return body, _line(text, start.start())


def _parse_mended(changed: Mended, first: int, wanted: frozenset[str], where: str) -> Source:
    nodes, full = _parse(changed.text, first, wanted, where)
    return Source(nodes, changed.reasons, full)


class _FullError(Exception):
    """More nodes than are read."""


def _parse(body: str, first: int, wanted: frozenset[str], where: str) -> tuple[list[Node], bool]:
    """Return the nodes and whether there were too many. :raises ScreenParseError: when it is no XML."""
    nodes: list[Node] = []
    lines: list[int] = []  # where each node begins
    spelled = "&#" in body  # only then can a value hold what `clean` has not seen yet
    open_: list[int] = [-1]
    parser = expat.ParserCreate("utf-8")

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(nodes) >= MOST_NODES:
            raise _FullError
        kept = {key: value for key, value in attributes.items() if value and key in wanted}
        if spelled:
            kept = {key: clean(value) for key, value in kept.items()}
        nodes.append(Node(tag, open_[-1], kept))
        lines.append(parser.CurrentLineNumber)
        open_.append(len(nodes) - 1)

    def end(_tag: str) -> None:
        open_.pop()

    def refuse(*_args: object) -> NoReturn:
        fail(where, say("a document type"), say("XML without a document type"))

    try:
        parser.Parse(b"<source>", False)  # several trees may follow each other
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
        parser.Parse(body.encode("utf-8"), False)
        if len(open_) > 1:
            begun = nodes[open_[-1]]
            line = first + lines[open_[-1]] - 1
            fail(
                _at(where, first + body.count("\n")),
                say("the end, inside <{tag}> of line {line}", tag=begun.tag, line=line),
                say("a source that was not cut off"),
            )
        if not nodes:
            fail(where, say("XML without elements"), say("the tree of a screen"))
        parser.EndElementHandler = None
        parser.Parse(b"</source>", True)
    except _FullError:
        return nodes, True
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        in_line = _at(where, first + error.lineno - 1)
        place = say("{line}, column {column}", line=in_line, column=error.offset + 1)
        wanted_instead = say("well-formed XML, as the driver wrote it")
        raise _error(place, reason or say("no XML"), wanted_instead) from error
    return nodes, False


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _at(where: str, line: int) -> str:
    return say("{where}, line {line}", where=where, line=line)


def fail(where: str, got: str, wanted: str) -> NoReturn:
    """Raise the error of a source that cannot be read. :raises ScreenParseError: always."""
    raise _error(where, got, wanted)


def _error(where: str, got: str, wanted: str) -> ScreenParseError:
    return ScreenParseError(
        who="screen source",
        where=where,
        got=got,
        wanted=wanted,
        next_step=say("capture the page source again and save it unchanged, in UTF-8"),
    )
