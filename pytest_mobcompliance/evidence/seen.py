"""Remembers what became of long texts, so that none is searched twice."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

SHORTEST = 1_000
"""Characters of a text from which on it is remembered; a shorter one is searched within a millisecond."""
MOST = 20_000_000
"""Characters that are held in all: some megabytes of captured logs, as a test with a long log has."""


class Seen:
    """Texts and what became of them, within `MOST` characters; the ones longest not asked for go first.

    For several threads: what a server logs is redacted in one of its own.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._held: OrderedDict[str, str] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, text: str) -> str | None:
        """What became of the text; None where that is not known."""
        if len(text) < SHORTEST:
            return None
        with self._lock:
            found = self._held.get(text)
            if found is not None:
                self._held.move_to_end(text)
            return found

    def keep(self, text: str, became: str) -> None:
        """Remember it, and that nothing more becomes of the result."""
        with self._lock:
            for each in (text, became):
                if len(each) >= SHORTEST and each not in self._held:
                    self._held[each] = became
                    self._size += len(each) + len(became)
            while self._size > self._most:
                oldest, its = self._held.popitem(last=False)
                self._size -= len(oldest) + len(its)
