"""What stands for the bank's server: which login of its customer counts."""

from __future__ import annotations

from threading import Lock


class BankServer:
    """Numbers the logins; with each new one, those before it count no more. Several phones may share it."""

    def __init__(self) -> None:
        self._newest = 0
        self._lock = Lock()  # each phone answers in a thread of its own

    def open(self) -> int:
        """Open a login, and return its number."""
        with self._lock:
            self._newest += 1
            return self._newest

    def counts(self, login: int) -> bool:
        """Whether nobody logged in after this one."""
        return login >= self._newest
