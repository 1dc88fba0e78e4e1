"""The built-in phone as a device: started in this process, with a door that speaks as Appium does."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from ..errors import ConfigurationError
from ..messages import say
from ..settings import VirtualSettings

if TYPE_CHECKING:
    from ..virtual_phone.bank.server import BankServer


class Phone(Protocol):
    """A virtual phone that answers at ``url`` until it is closed."""

    @property
    def url(self) -> str: ...
    @property
    def unmodelled(self) -> list[str]: ...

    def close(self) -> None: ...


class BackEnd:
    """What a worker's virtual phones share: the demo bank's server, made when the first of them starts."""

    @cached_property
    def bank(self) -> BankServer:
        from ..virtual_phone.bank.server import BankServer  # loaded only where a virtual phone is asked for

        return BankServer()


def start_phone(wanted: VirtualSettings, back_end: BackEnd | None = None) -> Phone:
    """Start a virtual phone with the demo app on it; it ends with `close`, and with this process.

    :param back_end: what it shares with others.
    :raises ConfigurationError: for a phone that cannot be simulated.
    """
    from ..virtual_phone.appium.endpoint import (
        start_endpoint,  # loaded only where a virtual phone is asked for
    )

    spec = wanted.model_dump(exclude={"defects", "behaviours", "latency_ms"})
    try:
        phone: Phone = start_endpoint(
            spec,
            defects=(*wanted.defects, *wanted.behaviours),
            latency_ms=wanted.latency_ms,
            server=back_end.bank if back_end is not None else None,
        )
        return phone
    except ValueError as error:
        raise ConfigurationError(
            who="--mob-device",
            where=say("virtual phone"),
            got=str(error),
            wanted=say("a phone that can be simulated"),
            next_step=say("ask for another display, version or vendor"),
        ) from error
