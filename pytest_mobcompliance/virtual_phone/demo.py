"""The demo phone: the bank on it, the partner's app beside it, and the bank's installation files."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from .apps import App
from .bank import BankApp, open_apk
from .partner import PartnerApp
from .phone import Phone
from .spec import PhoneSpec


def demo_phone(spec: PhoneSpec, switched_on: Collection[str] = ()) -> Phone:
    """A phone with the demo's apps.

    :param switched_on: names of the bank's defects and behaviours.
    :raises ValueError: for a name that is neither.
    """
    return Phone(spec, [BankApp(switched_on), PartnerApp()])


def installer(switched_on: Collection[str] = ()) -> Callable[[bytes], App]:
    """What reads the bank's installation files; one that names no defects of its own gets the phone's."""
    return partial(open_apk, inherited=tuple(switched_on))
