"""What is logged is redacted as it is written: message, arguments, tracebacks."""

from __future__ import annotations

import logging
from collections.abc import Callable


class RedactingFormatter(logging.Formatter):
    """Lets another formatter write the whole of a record, and redacts that; the record stays as it is."""

    def __init__(self, inner: logging.Formatter, redact: Callable[[str], str]) -> None:
        super().__init__()
        self._inner = inner
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """As the other formatter does, redacted."""
        return self._redact(self._inner.format(record))
