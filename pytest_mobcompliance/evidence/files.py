"""Where evidence is put: names of run folders, and files that are either whole or not there."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from datetime import datetime
from pathlib import Path


def run_folder_name() -> str:
    """Return a name that sorts by local time and that two runs of the same second do not share."""
    return f"run-{datetime.now().astimezone():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that no reader ever sees half of it; folders are made. :raises OSError: as usual."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = content.encode("utf-8", "replace") if isinstance(content, str) else content
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        Path(name).chmod(0o644)  # mkstemp is for the owner only; reports are read by others
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
