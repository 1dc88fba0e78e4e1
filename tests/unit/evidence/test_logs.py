"""A log line is redacted as a whole; the record that a test looks at stays as it is."""

from __future__ import annotations

import logging
import sys

from pytest_mobcompliance.evidence.logs import RedactingFormatter


def hide(text: str) -> str:
    return text.replace("13912345678", "‹phone›")


def test_message_arguments_and_traceback_are_redacted() -> None:
    try:
        raise ValueError("no account for 13912345678")
    except ValueError:
        record = logging.LogRecord(
            "own", logging.ERROR, __file__, 1, "call %s", ("13912345678",), sys.exc_info()
        )
    written = RedactingFormatter(logging.Formatter("%(levelname)s %(message)s"), hide).format(record)
    assert written.startswith("ERROR call ‹phone›\nTraceback")
    assert written.endswith("ValueError: no account for ‹phone›")
    assert "13912345678" not in written
    assert record.getMessage() == "call 13912345678"
