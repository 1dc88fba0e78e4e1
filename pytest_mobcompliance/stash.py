"""What this process knows about the run, kept in pytest's stash: no globals.

The one module below the fixtures that knows pytest, because both the fixtures and the hooks need the keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from .device.pool import Pool
from .evidence.redact import Redactor
from .evidence.timeline import Recorder
from .ledger.items import ListedItem
from .ledger.matrix import Matrix
from .ledger.notes import Notes
from .ledger.records import Record
from .ledger.writer import Ledger
from .messages import Messages
from .notice import Notice
from .recognise.prompts import DIALOG_FAMILIES, DialogFamily
from .rules import RULES, Rule
from .settings import Settings


@dataclass(slots=True)
class Run:
    """One process's view of one run; workers get ``folder`` and ``key`` from the controller."""

    folder: Path
    """The run's own folder; made when the first thing is written to it."""
    key: bytes = field(repr=False)
    """Random key of this run for redacted values; never written."""
    worker: str
    """``main`` without xdist, ``controller``, or ``gw0``, ``gw1`` …"""
    root: Path
    config_file: Path | None
    settings: Settings | None
    device: str
    """What ``--mob-device`` says; in a worker, the device that the controller gave it."""
    server: str
    profile: str
    messages: Messages
    record: Path | None
    replay: Path | None
    require: tuple[str, ...]
    notices: tuple[Notice, ...] = ()
    rules: tuple[Rule, ...] = RULES
    families: tuple[DialogFamily, ...] = DIALOG_FAMILIES
    """The permission dialogs that are known, those of other plugins first."""
    redactor: Redactor = field(default_factory=lambda: Redactor((), key=b"unset"))
    active: bool = False
    """Something in this run carries a requirement or uses a ``mob_`` fixture."""
    handset: tuple[str, str] = ("", "")
    """Name of the device and of its system, once there is a session."""
    virtual: bool = False
    """The device is a simulated phone."""
    pool: Pool | None = None
    """Who holds which device (xdist's controller)."""
    short: tuple[int, int] | None = None
    """How many workers there are and how many devices, where the latter are too few (worker)."""
    deselected: list[ListedItem] = field(default_factory=list)
    started: set[str] = field(default_factory=set)
    """Items that began to run, by node id (controller)."""
    records: list[Record] = field(default_factory=list)
    """What entered the ledger (controller)."""
    refusal: str = ""
    """Why a worker refused what it collected (controller)."""
    warnings: list[str] = field(default_factory=list)
    """What people must do after the run, like putting a phone's setting back (controller)."""
    ledger: Ledger | None = None
    matrices: tuple[Matrix, ...] = ()
    recorder: Recorder = field(init=False, repr=False)
    """Writes the timeline of this process."""
    names: Redactor = field(init=False, repr=False)
    """Redacts names of items, by which the ledger finds them: the same in all processes, whatever codes one
    of them learns of."""

    def __post_init__(self) -> None:
        self.names = self.redactor
        self.recorder = Recorder(self.folder, self.worker, self.redactor, self.messages.said)

    def redact(self, text: str) -> str:
        """Return the text redacted by what is known now; codes become known as they are supplied."""
        return self.redactor.text(text)

    def keep_secret(self, code: str) -> None:
        """From now on this one-time code is redacted too, in the process that was told of it."""
        self.redactor = self.recorder.redactor = self.redactor.also(code)

    @property
    def controls(self) -> bool:
        """Whether this process keeps the ledger."""
        return self.worker in ("main", "controller")

    @property
    def thresholds(self) -> dict[str, float]:
        """The house rules of the settings file, by threshold key."""
        if self.settings is None:
            return {}
        return {key: rule.value for key, rule in self.settings.thresholds.items()}


RUN = pytest.StashKey[Run]()
NOTES = pytest.StashKey[Notes]()
