"""How a check and its items are called where people read: a name and words, instead of ids and escapes."""

from __future__ import annotations

import re

from ..messages import Messages

_ESCAPED = re.compile(r"\\\\|\\u([0-9a-f]{4})|\\U([0-9a-f]{8})|\\x([0-9a-f]{2})")
_LAST_CODE = 0x10FFFF


def name_of(check: str, messages: Messages) -> str:
    """The name of a check; an empty text for a user's own, which has none."""
    path = f"checks/{check}"
    return messages(path) if messages.has(path) else ""


def title_of(check: str, part: str, messages: Messages) -> str:
    """Name of a check, or its id where it has none, and which item of it.

    :param part: what pytest made of the item's parameters, escaped or not; empty where there are none.
    """
    name = name_of(check, messages)
    words = readable(part)
    path = f"checks/part/{words}"
    if name and messages.has(path):
        words = messages(path)
    return f"{name or check} [{words}]" if part else name or check


def heading_of(check: str, part: str, messages: Messages) -> str:
    """The same with the id behind it, for a place where it is not told otherwise."""
    title = title_of(check, part, messages)
    return f"{title} · {check}" if name_of(check, messages) else title


def readable(part: str) -> str:
    """Undo the escapes that pytest writes into an item's id.

    What cannot be seen stays escaped. To be called before a text is redacted.
    """
    return _ESCAPED.sub(_plain, part)


def _plain(found: re.Match[str]) -> str:
    digits = found[1] or found[2] or found[3]
    if digits is None:
        return found[0]
    code = int(digits, 16)
    char = chr(code) if code <= _LAST_CODE else ""
    return char if char.isprintable() and char else found[0]
