"""The ledger file: append-only, one JSON line per verdict, never rewritten."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from ..findings import Json
from .records import Record

LEDGER_NAME = "ledger.jsonl"


class Ledger:
    """Appends records to ``ledger.jsonl``; the folder is made with the first of them.

    A first line says which notice and app the run is about. Each line is on disk before `append` returns,
    so that an interrupted run keeps what it saw.
    """

    def __init__(self, folder: Path, *, notice: str, title: str, simulated: bool) -> None:
        self._path = folder / LEDGER_NAME
        self._header: dict[str, Json] = {
            "ledger": 1,
            "notice": notice,
            "title": title,
            "simulated": simulated,
            "started": datetime.now().astimezone().isoformat(timespec="seconds"),
        }

    def append(self, record: Record) -> None:
        """Add one record. :raises OSError: when it cannot be written."""
        if not self._path.exists():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._write(self._header)
        self._write(record.to_json())

    def _write(self, line: Mapping[str, Json]) -> None:
        text = json.dumps(line, ensure_ascii=False) + "\n"
        with self._path.open("ab") as file:
            file.write(text.encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())  # also after a power cut the reviewer reads what the run saw


def read_ledger(folder: Path) -> list[Record]:
    """Return all records in order; a last line that was cut off is left out.

    :raises OSError: when there is no ledger. :raises ValueError: when a line before the last is damaged.
    """
    lines = (folder / LEDGER_NAME).read_text("utf-8", "replace").split("\n")
    records = []
    for number, line in enumerate(lines, 1):
        try:
            data = json.loads(line) if line.strip() else {}
        except ValueError:
            if number == len(lines):
                break  # what follows the last line end was never finished
            raise ValueError(f"{folder / LEDGER_NAME}, line {number} is no JSON") from None
        if "check" in data:
            records.append(Record.from_json(data))
    return records
