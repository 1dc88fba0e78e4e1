"""What a command leaves that ran on the phone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShellResult:
    """Output and exit code of one command line."""

    stdout: bytes = b""
    stderr: bytes = b""
    code: int = 0
