"""Ends a server's process group when the process that started the server is gone.

Run as a program beside the server, ``python guard.py GROUP``, with a pipe as standard input: a byte says that
the server was stopped in order; the pipe's end without one says that whoever held it died, however it died.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable

PATIENCE = 5.0
"""Seconds that a group may take to end politely before it is ended by force."""


def end_group(group: int, reap: Callable[[], object] = lambda: None) -> None:
    """End every process of a group: politely, and after `PATIENCE` by force.

    :param reap: called while waiting, to collect what the caller itself started.
    """
    for step in (signal.SIGTERM, signal.SIGKILL):
        end = time.monotonic() + PATIENCE
        left = _signalled(group, step)
        while left and time.monotonic() < end:
            reap()
            time.sleep(0.05)
            left = _signalled(group, 0)
        if not left:
            return


def _signalled(group: int, step: int) -> bool:
    """Signal a group (0: only ask); tell whether anybody is in it."""
    try:
        os.killpg(group, step)
    except (ProcessLookupError, PermissionError):  # macOS says the latter of a group of zombies
        return False
    return True


if __name__ == "__main__" and not sys.stdin.buffer.read(1):
    end_group(int(sys.argv[1]))
