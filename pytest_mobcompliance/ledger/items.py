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

DESELECTED = "deselected"
"""Reason of what was collected and left out of the run by ``-m``, ``-k`` or the like."""


@dataclass(frozen=True, slots=True)
class ListedItem:
    """A collected item that carries a requirement; ``deselected`` when it was not to run."""

    item: str
    check: str
    deselected: bool
    worker: str = ""
    """Which process holds it; empty where that makes no difference."""


def write_items(folder: Path, worker: str, entries: Iterable[ListedItem]) -> None:
    """Write what a worker holds to ``items-<worker>.json``. :raises OSError: as usual."""
    rows = [[entry.item, entry.check, entry.deselected] for entry in entries]
    write_whole(folder / f"items-{worker}.json", json.dumps(rows, ensure_ascii=False, indent=0))


def read_items(folder: Path, *, each: bool = False) -> list[ListedItem]:
    """Return the items of all workers, each once; empty when nothing was written.

    Selected by one worker is selected.

    :param each: every worker runs every item (``--dist each``): then each is returned once for each worker.
    """
    found: dict[tuple[str, str], ListedItem] = {}
    for file in sorted(folder.glob("items-*.json")):
        worker = file.stem.removeprefix("items-") if each else ""
        for item, check, deselected in json.loads(file.read_text("utf-8")):
            before = found.get((item, worker))
            alone = deselected and (before is None or before.deselected)
            found[item, worker] = ListedItem(item, check, alone, worker)
    return list(found.values())


def missing_records(
    items: Iterable[ListedItem],
    records: Iterable[Record],
    started: AbstractSet[str],
    *,
    simulated: bool = False,
) -> list[Record]:
    """Return a not-verified record for every item without one: crashed, never-ran or deselected.

    :param simulated: the run's device or app is none of the real world's.
    """
    known = {key for record in records for key in ((record.item, ""), (record.item, record.worker))}
    return [
        Record(
            check=entry.check,
            item=entry.item,
            worker=entry.worker,
            verdict=Verdict.NOT_VERIFIED,
            reason=_why(entry, started),
            simulated=simulated,
        )
        for entry in items
        if (entry.item, entry.worker) not in known
    ]


def _why(entry: ListedItem, started: AbstractSet[str]) -> str:
    if entry.item in started:
        return "crashed"
    return DESELECTED if entry.deselected else "never-ran"
