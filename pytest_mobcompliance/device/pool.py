"""The pool: which devices a run may use, and which worker holds which. Kept by the controller."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from ..settings import Settings
from .lease import ATTACHED, lease_for, virtual_phone


class Pool:
    """Hands out devices by name. One that may be shared (``unlimited``) is handed out again and again."""

    def __init__(self, names: Iterable[str], *, unlimited: bool) -> None:
        self._free = deque(names)
        self._size = len(self._free)
        self._unlimited = unlimited
        self._held: dict[str, str] = {}

    def take(self, worker: str) -> str | None:
        """Take a device for a worker; None when none is free. The same worker keeps what it has."""
        if worker not in self._held:
            if not self._free:
                return None
            self._held[worker] = self._free[0]
            if self._unlimited:
                self._free.rotate(-1)
            else:
                self._free.popleft()
        return self._held[worker]

    def give_back(self, worker: str) -> None:
        """Take a worker's device back; it goes to whoever asks next."""
        device = self._held.pop(worker, None)
        if device is not None and not self._unlimited:
            self._free.appendleft(device)

    def lacks(self, workers: int) -> int:
        """How many of so many workers would go without a device."""
        return 0 if self._unlimited else max(0, workers - self._size)

    @property
    def size(self) -> int:
        """How many devices there are, held or not."""
        return self._size


def pool_for(settings: Settings, device: str) -> Pool:
    """The devices that a run may use: the named one, else all that the settings declare.

    Emulated handsets and virtual phones are as many as there are workers.

    :raises ConfigurationError: for a device that is not there.
    """
    if settings.app.platform == "web" or virtual_phone(device) is not None:
        return Pool([device], unlimited=True)
    first = [name for name in settings.devices if name != settings.second_device]  # which is held beside one
    names = [device] if device else first or [ATTACHED]
    leases = [lease_for(settings, name, "") for name in names]
    simulated = [lease.name for lease in leases if lease.virtual is not None]
    if len(simulated) == len(leases):
        return Pool(simulated, unlimited=True)
    return Pool((lease.name for lease in leases), unlimited=False)
