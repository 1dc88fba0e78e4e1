"""Whatever Allure writes is redacted on its way out, whoever gave it to Allure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allure_commons import hookimpl, plugin_manager

_TEXTS = ("name", "value", "description", "descriptionHtml", "message", "trace")
_PARTS = ("steps", "parameters", "befores", "afters")


class Outgoing:
    """An Allure hook that is called before Allure's own writer of files."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        self._redact = redact

    @hookimpl(tryfirst=True)
    def report_result(self, result: Any) -> None:
        """A test's result: its name, parameters, steps, message and trace."""
        _redact(result, self._redact)

    @hookimpl(tryfirst=True)
    def report_container(self, container: Any) -> None:
        """What fixtures did around tests."""
        _redact(container, self._redact)


def redact_outgoing(redact: Callable[[str], str]) -> Callable[[], None]:
    """Begin to redact; return what ends it."""
    door = Outgoing(redact)
    plugin_manager.register(door)
    return lambda: plugin_manager.unregister(door) and None


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
            _redact(inner, redact)
