"""The built-in phone as a device: started in this process, with a door that speaks as Appium does."""

from __future__ import annotations

from typing import Protocol

from ..errors import ConfigurationError
from ..settings import VirtualSettings


class Phone(Protocol):
    """A virtual phone that answers at ``url`` until it is closed."""

    @property
    def url(self) -> str: ...
    @property
    def unmodelled(self) -> list[str]: ...

    def close(self) -> None: ...


def start_phone(wanted: VirtualSettings) -> Phone:
    """Start a virtual phone with the demo app on it; it ends with `close`, and with this process.

    :raises ConfigurationError: for a defect or behaviour that the demo app does not have.
    """
    from ..virtual_phone.appium.endpoint import (
        start_endpoint,  # loaded only where a virtual phone is asked for
    )

    spec = wanted.model_dump(exclude={"defects", "behaviours", "latency_ms"})
    try:
        phone: Phone = start_endpoint(
            spec, defects=(*wanted.defects, *wanted.behaviours), latency_ms=wanted.latency_ms
        )
        return phone
    except ValueError as error:
        raise ConfigurationError(
            who="--mob-device",
            where=", ".join((*wanted.defects, *wanted.behaviours)) or "virtual phone",
            got=str(error),
            wanted="a phone that can be simulated",
            next_step="look at `mobcompliance phone --list` for defects and behaviours",
        ) from error
