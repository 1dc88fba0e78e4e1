"""Whatever Allure writes is redacted on its way out, whoever gave it to Allure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from allure_commons import hookimpl, plugin_manager

_TEXTS = ("name", "value", "description", "descriptionHtml", "message", "trace", "url")
_PARTS = ("steps", "parameters", "befores", "afters", "labels", "links", "attachments", "errors")

_OF_THE_FILE = frozenset(["package", "parentSuite", "suite", "subSuite", "host", "thread"])
"""Labels that Allure makes of paths and machines: an account called `test` is no reason to break them."""


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
        _redact(result, self._redact)
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
        text = _text_of(body)
        redacted = body if text is None else self._cleaned(text, file_name)
        self.writer.report_attached_data(body if redacted == text else redacted, file_name)

    @hookimpl
    def report_attached_file(self, source: str, file_name: str) -> None:
        """An attachment that is a file already."""
        try:
            text = _text_of(Path(source).read_bytes())
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


def _redact(part: Any, redact: Callable[[str], str]) -> None:
    for field in _TEXTS:
        text = getattr(part, field, None)
        if isinstance(text, str):
            setattr(part, field, redact(text))
    details = getattr(part, "statusDetails", None)
    if details is not None:
        _redact(details, redact)
    for field in _PARTS:
        for inner in getattr(part, field, None) or ():
            if field != "labels" or inner.name not in _OF_THE_FILE:
                _redact(inner, redact)


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


def _text_of(body: str | bytes) -> str | None:
    """The text of an attachment; None for what is no text."""
    if isinstance(body, str):
        return body
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _history(result: Any, values: list[str]) -> str:
    """A history id of redacted values; such a test has a history in one run only.

    Allure's own is a digest of the values without any key, so that a phone number could be guessed from it.
    """
    whole = "\n".join([str(result.fullName), *map(str, values)])
    return hashlib.md5(whole.encode(), usedforsecurity=False).hexdigest()
