"""Whatever Allure writes is redacted on its way out, whoever gave it to Allure."""

from __future__ import annotations

import codecs
import hashlib
import json
import mimetypes
import os
import re
import socket
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from allure_commons import hookimpl, plugin_manager

_TEXTS = ("name", "value", "description", "descriptionHtml", "message", "trace", "url")
_PARTS = ("steps", "parameters", "befores", "afters", "labels", "links", "attachments", "errors")

_OF_THE_FILE = frozenset(["package", "parentSuite", "suite", "subSuite"])
"""Labels that Allure makes of a test's path: an account called `test` is no reason to break them."""
_PIXELS = ("image/", "video/", "audio/", "font/", "application/pdf", "application/zip")
"""Kinds of attachments, by the file's name, that are no text in any encoding."""
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\v\f\r\x1b"})
_FEW = 0.02
"""Share of control characters that a damaged text may have. Of packed or random bytes, one in ten is one."""
_SAID = re.compile(r"(?<=>)[^<>]+(?=<)")
"""What a drawing says between its tags."""


class Outgoing:
    """Stands between Allure and one of its writers: redacts what comes, and hands it on."""

    def __init__(self, writer: Any, redact: Callable[[str], str]) -> None:
        self.writer = writer
        self._redact = redact

    @hookimpl
    def report_result(self, result: Any) -> None:
        """A test's result: its name, parameters, labels, steps, message and trace."""
        before = [parameter.value for parameter in result.parameters]
        _redact(result, self._redact, _path_of(result))
        after = [parameter.value for parameter in result.parameters]
        if before != after and result.historyId:
            result.historyId = _history(result, after)
        self.writer.report_result(result)

    @hookimpl
    def report_container(self, container: Any) -> None:
        """What fixtures did around tests."""
        _redact(container, self._redact)
        self.writer.report_container(container)

    @hookimpl
    def report_globals(self, globals_item: Any) -> None:
        """What belongs to no test."""
        _redact(globals_item, self._redact)
        self.writer.report_globals(globals_item)

    @hookimpl
    def report_attached_data(self, body: str | bytes, file_name: str) -> None:
        """An attachment: a text is redacted, pixels are not (screens of ours are, before they come here)."""
        text = _text_of(body, file_name)
        redacted = body if text is None else self._cleaned(text, file_name)
        self.writer.report_attached_data(body if redacted == text else redacted, file_name)

    @hookimpl
    def report_attached_file(self, source: str, file_name: str) -> None:
        """An attachment that is a file already."""
        try:
            text = _text_of(Path(source).read_bytes(), file_name)
        except OSError:
            text = None  # the writer says so
        redacted = None if text is None else self._cleaned(text, file_name)
        if redacted == text:
            self.writer.report_attached_file(source, file_name)
        else:
            self.writer.report_attached_data(redacted, file_name)

    def _cleaned(self, text: str, file_name: str) -> str:
        """A text redacted; JSON stays JSON, and a drawing a drawing, whatever of them has to go."""
        if file_name.endswith(".svg"):  # a line's places are no numbers of a person
            return _SAID.sub(lambda found: self._redact(found.group()), text)
        redacted = self._redact(text)
        if redacted == text or text.lstrip()[:1] not in ("{", "["):
            return redacted
        try:
            value = json.loads(text)
        except ValueError:
            return redacted
        return json.dumps(_redact_json(value, self._redact), ensure_ascii=False)


def redact_outgoing(redact: Callable[[str], str]) -> Callable[[], None]:
    """Put a door before each of Allure's writers; return what takes it away."""
    doors = [
        Outgoing(plugin, redact)
        for plugin in plugin_manager.get_plugins()
        if hasattr(plugin, "report_attached_data") and not isinstance(plugin, Outgoing)
    ]
    for door in doors:
        plugin_manager.unregister(door.writer)
        plugin_manager.register(door)

    def undo() -> None:
        for door in doors:
            plugin_manager.unregister(door)
            plugin_manager.register(door.writer)

    return undo


def _redact(part: Any, redact: Callable[[str], str], path: str = "") -> None:
    """Redact a part of a result and what is in it.

    :param path: of the test, as `_path_of` gives it.
    """
    for field in _TEXTS:
        text = getattr(part, field, None)
        if isinstance(text, str):
            setattr(part, field, redact(text))
    details = getattr(part, "statusDetails", None)
    if details is not None:
        _redact(details, redact)
    for field in _PARTS:
        for inner in getattr(part, field, None) or ():
            if field != "labels" or not _is_allures(inner, path):
                _redact(inner, redact)


def _path_of(result: Any) -> str:
    """Folders, module and classes of a test, with a dot before, between and after them."""
    parts: Iterable[str] = getattr(result, "titlePath", None) or ()
    return "".join(f".{part.removesuffix('.py')}" for part in parts) + "."


def _is_allures(label: Any, path: str) -> bool:
    """Whether Allure made a label of the test's path or of the machine; a test may set the same ones."""
    value = str(label.value)
    if label.name in _OF_THE_FILE:
        return f".{value.replace(' > ', '.')}." in path
    thread = f"{os.getpid()}-{threading.current_thread().name}"
    return (label.name, value) in (("host", socket.gethostname()), ("thread", thread))


def _redact_json(value: Any, redact: Callable[[str], str]) -> Any:
    """A JSON value with every string, key and number redacted; a number that has to go becomes a string."""
    if isinstance(value, dict):
        return {redact(key): _redact_json(item, redact) for key, item in value.items()}
    if isinstance(value, list):
        return [_redact_json(item, redact) for item in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return redact(value)
    said = json.dumps(value)
    hidden = redact(said)
    return value if hidden == said else hidden


def _text_of(body: str | bytes, file_name: str) -> str | None:
    """The text of an attachment, whatever its encoding; None for what is no text.

    Chinese systems write logs in GBK (read as GB18030, which has all of it), Windows in UTF-16, and several
    programs write into one log: so each line is read by itself.
    """
    if isinstance(body, str):
        return body
    if body.startswith(_MARKS):
        return body.decode("utf-16", "replace")
    wide = _wide(body)
    if wide is not None:
        return body.decode(wide, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        if _is_binary(body, file_name):
            return None
    return "".join(map(_line_of, body.splitlines(keepends=True)))


def _wide(body: bytes) -> str | None:
    """Which UTF-16 a text without a mark is in, by the zeros beside ASCII characters; None for neither.

    Some Chinese characters have a zero in their other half (`一`), but few of a text.
    """
    even, odd = body[::2].count(0), body[1::2].count(0)
    if max(even, odd) <= len(body) / 2 * _FEW or max(even, odd) < 4 * min(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_binary(body: bytes, file_name: str) -> bool:
    kind = mimetypes.guess_type(file_name)[0] or ""
    controls = len(body) - len(body.translate(None, _CONTROLS))
    return kind.startswith(_PIXELS) or controls > len(body) * _FEW


def _line_of(line: bytes) -> str:
    """A line in UTF-8, damaged or not, unless more characters are broken than whole; then in GB18030."""
    text = line.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(not char.isascii() for char in text) - broken
    return text if broken <= whole else line.decode("gb18030", "replace")


def _history(result: Any, values: list[str]) -> str:
    """A history id of redacted values; such a test has a history in one run only.

    Allure's own is a digest of the values without any key, so that a phone number could be guessed from it.
    """
    whole = "\n".join([str(result.fullName), *map(str, values)])
    return hashlib.md5(whole.encode(), usedforsecurity=False).hexdigest()
