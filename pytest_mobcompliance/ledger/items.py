"""Which items each process held, so that what never reported leaves no gap in the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from ..evidence.files import write_whole
from ..findings import Verdict
from .records import Record


@dataclass(frozen=True, slots=True)
class ListedItem:
    """A collected item that carries a requirement; ``deselected`` when it was not to run."""

    item: str
    check: str
    deselected: bool


def write_items(folder: Path, worker: str, entries: Iterable[ListedItem]) -> None:
    """Write what a worker holds to ``items-<worker>.json``. :raises OSError: as usual."""
    rows = [[entry.item, entry.check, entry.deselected] for entry in entries]
    write_whole(folder / f"items-{worker}.json", json.dumps(rows, ensure_ascii=False, indent=0))


def read_items(folder: Path) -> list[ListedItem]:
    """Return the items of all workers, each once; empty when nothing was written.

    Selected by one worker is selected.
    """
    found: dict[str, ListedItem] = {}
    for file in sorted(folder.glob("items-*.json")):
        for item, check, deselected in json.loads(file.read_text("utf-8")):
            before = found.get(item)
            found[item] = ListedItem(item, check, deselected and (before is None or before.deselected))
    return list(found.values())


def missing_records(
    items: Iterable[ListedItem], records: Iterable[Record], started: AbstractSet[str]
) -> list[Record]:
    """Return a not-verified record for every item without one: crashed, never-ran or deselected."""
    known = {record.item for record in records}
    return [
        Record(check=entry.check, item=entry.item, verdict=Verdict.NOT_VERIFIED, reason=_why(entry, started))
        for entry in items
        if entry.item not in known
    ]


def _why(entry: ListedItem, started: AbstractSet[str]) -> str:
    if entry.item in started:
        return "crashed"
    return "deselected" if entry.deselected else "never-ran"
