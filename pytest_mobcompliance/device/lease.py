"""A lease: the device that one worker may use, and where its Appium server is."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from ..errors import ConfigurationError
from ..settings import DeviceSettings, Settings

EMULATED = "chromium"
"""Name of the handset that is emulated when the settings declare no device."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """One device for one worker. ``width`` and ``height`` are CSS px (web)."""

    name: str
    worker: str
    udid: str | None = None
    server: str | None = None
    """URL of the Appium server that this device hangs on; None: what ``--mob-server`` says."""
    width: int = 390
    height: int = 844
    pixel_ratio: float = 2.0


def lease_for(settings: Settings, device: str, worker: str) -> Lease:
    """Take the named device, else the first one declared, else an emulated handset.

    Emulated handsets for the web can be used by any number of workers at once.

    :raises ConfigurationError: for a name that the settings do not have.
    """
    name = device or next(iter(settings.devices), EMULATED)
    chosen = settings.devices.get(name)
    if chosen is None and name != EMULATED:
        near = difflib.get_close_matches(name, [*settings.devices, EMULATED], n=1)
        raise ConfigurationError(
            who="--mob-device",
            where=str(settings.file),
            got=repr(name),
            wanted=f"one of {', '.join([*settings.devices, EMULATED])}",
            next_step=f"write {near[0]!r}" if near else f"add [devices.{name}] to the settings",
        )
    chosen = chosen or DeviceSettings()
    return Lease(
        name=name,
        worker=worker,
        udid=chosen.udid,
        server=None if chosen.server in (None, "auto") else chosen.server,
        width=chosen.width,
        height=chosen.height,
        pixel_ratio=chosen.pixel_ratio,
    )
