"""The demo phone: bank and insurer, the partner's app beside them, and the bank's installation files."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from .apps import App
from .bank import BankApp, open_apk
from .bank.server import BankServer
from .insurer import InsurerApp
from .partner import PartnerApp
from .phone import Phone
from .spec import PhoneSpec


def demo_phone(spec: PhoneSpec, switched_on: Collection[str] = (), server: BankServer | None = None) -> Phone:
    """A phone with the demo's apps.

    :param switched_on: names of the bank's defects and behaviours; the insurer shares one of them.
    :param server: the bank's, where several phones share it.
    :raises ValueError: for a name that is neither.
    """
    return Phone(
        spec, [BankApp(switched_on, server=server or BankServer()), InsurerApp(switched_on), PartnerApp()]
    )


def installer(switched_on: Collection[str] = (), server: BankServer | None = None) -> Callable[[bytes], App]:
    """What reads the bank's installation files; one that names no defects of its own gets the phone's.

    :param server: the bank's, where several phones share it: another version of the app speaks to it too.
    """
    return partial(open_apk, inherited=tuple(switched_on), server=server)
