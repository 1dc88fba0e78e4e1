"""What was changed on a device, written down before it is changed, so that it can always be put back.

One file for each device, ``devices/<name>.jsonl`` in the folder of all runs: before a change a line with the
old value and the command that restores it, after it was put back a line that says *done*. What has no such
line is left over from a run that ended in the middle.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path

from ..findings import Json

FOLDER = "devices"
PATIENCE = 15.0
"""Seconds that adb may take to run one command on a phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One setting of a device that is not what it was. ``restore``: a command of the phone's own shell."""

    id: str
    device: str
    setting: str
    old: str
    restore: str
    time: str
    run: str
    platform: str = "android"
    udid: str | None = None
    adb_host: str | None = None
    adb_port: int | None = None

    @property
    def command(self) -> str:
        """What a person types to put it back."""
        return " ".join([*_adb("adb", self), f"'{self.restore}'"])

    def to_json(self) -> dict[str, Json]:
        """The change as JSON types."""
        return asdict(self)


class Journal:
    """The journal of one device. ``folder`` is that of all runs; ``run`` names this one."""

    def __init__(
        self,
        folder: Path,
        device: str,
        *,
        run: str,
        udid: str | None = None,
        adb_host: str | None = None,
        adb_port: int | None = None,
    ) -> None:
        self.file = folder / FOLDER / f"{safe_name(udid or device)}.jsonl"
        self._device = device
        self._run = run
        self._udid = udid
        self._adb_host = adb_host
        self._adb_port = adb_port

    def note(self, setting: str, old: str, restore: str) -> Change:
        """Write down what is about to be changed. :raises OSError: when it cannot be written."""
        change = Change(
            id=secrets.token_hex(8),
            device=self._device,
            setting=setting,
            old=old,
            restore=restore,
            time=datetime.now().astimezone().isoformat(timespec="seconds"),
            run=self._run,
            udid=self._udid,
            adb_host=self._adb_host,
            adb_port=self._adb_port,
        )
        _append(self.file, change.to_json())
        return change

    def done(self, change: Change) -> None:
        """Write down that it is as it was."""
        mark_done(self.file, change)

    def leftovers(self) -> list[Change]:
        """What is still changed, the latest first: the order in which it is put back."""
        return leftovers(self.file)


class Memory:
    """The journal of a device that ends with this process: nothing is written."""

    def __init__(self) -> None:
        self._still: list[Change] = []

    def note(self, setting: str, old: str, restore: str) -> Change:
        """Remember what is about to be changed."""
        change = Change(
            id=secrets.token_hex(8), device="", setting=setting, old=old, restore=restore, time="", run=""
        )
        self._still.append(change)
        return change

    def done(self, change: Change) -> None:
        """Remember that it is as it was."""
        self._still = [each for each in self._still if each.id != change.id]

    def leftovers(self) -> list[Change]:
        """What is still changed, the latest first."""
        return list(reversed(self._still))


def safe_name(device: str) -> str:
    """A file name for a device; a udid may hold what file names may not."""
    plain = re.sub(r"[^\w.\-]", "_", device)
    return plain if plain == device else f"{plain}-{hashlib.sha256(device.encode()).hexdigest()[:8]}"


def leftovers(file: Path) -> list[Change]:
    """What a journal says is still changed, the latest first; a line that was cut off is passed over."""
    try:
        lines = file.read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
    still: dict[str, Change] = {}
    known = {each.name for each in fields(Change)}
    for line in lines:
        try:
            data = json.loads(line)
            if "done" in data:
                still.pop(str(data["done"]), None)
            else:
                change = Change(**{key: value for key, value in data.items() if key in known})
                still[change.id] = change
        except (ValueError, TypeError):
            continue
    return list(reversed(still.values()))


def left_by(folder: Path, run: str) -> Iterator[tuple[Path, Change]]:
    """What one run left changed, on any device, with the journals that say so."""
    for file in sorted((folder / FOLDER).glob("*.jsonl")):
        for change in leftovers(file):
            if change.run == run:
                yield file, change


def put_back(change: Change, shell: Callable[[str], str]) -> bool:
    """Restore one setting; False when the phone did not take it.

    :param shell: runs a command on the phone and returns what it prints; what it raises is passed on.
    """
    told = shell(change.restore)
    return re.search(r"^\s*(Error|Security exception|[\w.$]*Exception)\b", told, re.MULTILINE) is None


def mark_done(file: Path, change: Change) -> None:
    """Write into a journal that a setting is as it was."""
    _append(file, {"done": change.id, "time": datetime.now().astimezone().isoformat(timespec="seconds")})


def put_back_by_adb(file: Path, change: Change, adb: str) -> bool:
    """Restore one setting through the adb client and say so; False when the phone cannot be reached.

    :param adb: path of the program.
    """

    def shell(command: str) -> str:
        done = subprocess.run(
            [*_adb(adb, change), command],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
            stdin=subprocess.DEVNULL,
        )
        return done.stdout + done.stderr

    try:
        if not put_back(change, shell):
            return False
    except (OSError, subprocess.SubprocessError):
        return False
    mark_done(file, change)
    return True


def _adb(program: str, change: Change) -> list[str]:
    """The client's command. With a server's port goes its host: else a client may start a server there."""
    host = change.adb_host or ("127.0.0.1" if change.adb_port is not None else None)
    server = ["-H", host] if host is not None else []
    server += ["-P", str(change.adb_port)] if change.adb_port is not None else []
    serial = ["-s", change.udid] if change.udid else []
    return [program, *server, *serial, "shell"]


def _append(file: Path, line: Mapping[str, Json]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(line, ensure_ascii=False) + "\n"
    with file.open("ab") as out:
        if out.tell() and not _ends_with_newline(file):
            text = "\n" + text  # a line that a crash cut off
        out.write(text.encode("utf-8", "replace"))
        out.flush()
        os.fsync(out.fileno())  # before the phone is touched: also after a power cut it can be put back


def _ends_with_newline(file: Path) -> bool:
    with file.open("rb") as written:
        written.seek(-1, os.SEEK_END)
        return written.read(1) == b"\n"
