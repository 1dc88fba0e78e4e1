"""A lease: the device that one worker may use, and where its Appium server is."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from pydantic import ValidationError

from ..errors import ConfigurationError
from ..messages import say
from ..settings import DeviceSettings, Settings, VirtualSettings
from ..shape import what_fits

EMULATED = "chromium"
"""Name of the handset that is emulated when the settings declare no device (web)."""
ATTACHED = "attached"
"""Name of the phone that the driver finds when the settings declare no device (Android, iOS)."""
VIRTUAL = "virtual"
"""What ``--mob-device`` begins with for the built-in phone."""
_SERIAL = re.compile(r"[\w.:\-]+")
_LISTS = ("defects", "behaviours", "faults", "surroundings")


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
    capabilities: Mapping[str, Any] = field(default_factory=dict)
    """Capabilities of the settings, laid over ours."""
    virtual: VirtualSettings | None = None
    """The simulated phone that this is; None for real devices and browsers."""


def lease_for(settings: Settings, device: str, worker: str) -> Lease:
    """Take the named device, else the first one declared, else an emulated or the attached handset.

    :param device: a name of the settings, a udid (Android, iOS), ``virtual…``, or empty.
    :raises ConfigurationError: for a name that the settings do not have.
    """
    virtual = virtual_phone(device)
    if virtual is not None:
        _needs_android(settings, device)
        return Lease(name=VIRTUAL, worker=worker, virtual=virtual)
    undeclared = EMULATED if settings.app.platform == "web" else ATTACHED
    name = device or next(iter(settings.devices), undeclared)
    chosen = settings.devices.get(name)
    if chosen is None:
        chosen = DeviceSettings() if name == undeclared else _by_udid(settings, name, undeclared)
    if chosen.virtual is not None:
        _know(f"[devices.{name}.virtual]", (*chosen.virtual.defects, *chosen.virtual.behaviours))
    return Lease(
        name=name,
        worker=worker,
        udid=chosen.udid,
        server=None if chosen.server in (None, "auto") else chosen.server,
        width=chosen.width,
        height=chosen.height,
        pixel_ratio=chosen.pixel_ratio,
        capabilities=chosen.capabilities,
        virtual=chosen.virtual,
    )


def _by_udid(settings: Settings, name: str, undeclared: str) -> DeviceSettings:
    """The device with this udid, declared or not; a misspelt name is refused."""
    declared = next((each for each in settings.devices.values() if each.udid == name), None)
    if declared is not None:
        return declared
    known = [*settings.devices, undeclared]
    near = difflib.get_close_matches(name, [*known, VIRTUAL], n=1)
    if settings.app.platform != "web" and not near and _SERIAL.fullmatch(name):
        return DeviceSettings(udid=name)
    raise ConfigurationError(
        who="--mob-device",
        where=str(settings.file),
        got=repr(name),
        wanted=say("one of {names}", names=known)
        if settings.app.platform == "web"
        else say("one of {names}, or a udid", names=known),
        next_step=say("write {name!r}", name=near[0])
        if near
        else say("add [devices.{name}] to the settings", name=name),
    )


def _needs_android(settings: Settings, device: str) -> None:
    if settings.app.platform != "android":
        raise ConfigurationError(
            who="--mob-device",
            where=say("{file}: {key}", file=settings.file, key="app.platform"),
            got=say(
                "{device!r} for an app of platform {platform!r}",
                device=device,
                platform=settings.app.platform,
            ),
            wanted=say("an Android app: the virtual phone runs nothing else"),
            next_step=say(
                "start pytest in a folder without mobcompliance.toml: then the demo bank is looked at"
            ),
        )


def virtual_phone(device: str) -> VirtualSettings | None:
    """Read ``virtual`` or ``virtual?api=30&vendor=miui&defects=a,b``; None for any other device.

    :raises ConfigurationError: for a key or value that no virtual phone has.
    """
    name, _, query = device.partition("?")
    if name != VIRTUAL:
        return None
    given = {key: values[-1] for key, values in parse_qs(query, keep_blank_values=True).items()}
    wanted: dict[str, Any] = {
        key: [part for part in value.split(",") if part] if key in _LISTS else value
        for key, value in given.items()
    }
    try:
        phone = VirtualSettings.model_validate(wanted)
    except ValidationError as error:
        raise _unlike(device, error) from error
    _know(device, (*phone.defects, *phone.behaviours))
    return phone


def _know(device: str, names: Collection[str]) -> None:
    """:raises ConfigurationError: for a defect or behaviour that the demo app does not have."""
    if not names:
        return
    from ..virtual_phone.bank.switches import SWITCHES, unknown_in  # loaded only where one is asked for

    misspelt = unknown_in(names)
    if misspelt is None:
        return
    name, near = misspelt
    unknown, there = say("unknown defect {name!r}", name=name), sorted(SWITCHES)
    raise ConfigurationError(
        who="--mob-device",
        where=device,
        got=say(
            "{unknown}: did you mean {near!r}? There are: {names}", unknown=unknown, near=near, names=there
        )
        if near
        else say("{unknown}: There are: {names}", unknown=unknown, names=there),
        wanted=say("defects and behaviours of the demo app"),
        next_step=say("look at `mobcompliance phone --list`"),
    )


def _unlike(device: str, error: ValidationError) -> ConfigurationError:
    first = error.errors(include_url=False)[0]
    key = str(first["loc"][0])
    fields = list(VirtualSettings.model_fields)
    unknown = first["type"] == "extra_forbidden"
    near = difflib.get_close_matches(key, fields, n=1) if unknown else []
    return ConfigurationError(
        who="--mob-device",
        where=device,
        got=say("the unknown key {key!r}", key=key) if unknown else f"{key}={first['input']}",
        wanted=say("one of {names}", names=fields) if unknown else what_fits(first),
        next_step=say("write {name!r}", name=near[0])
        if near
        else say("take {key!r} out, or correct its value", key=key),
    )
