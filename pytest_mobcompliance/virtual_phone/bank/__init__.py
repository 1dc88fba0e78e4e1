"""The demo bank: an app that is compliant by default, with defects to switch on by name."""

from .apk import open_apk, pack
from .app import BankApp
from .switches import BEHAVIOURS, DEFECTS, Switch, unknown_in

__all__ = ["BEHAVIOURS", "DEFECTS", "BankApp", "Switch", "open_apk", "pack", "unknown_in"]
