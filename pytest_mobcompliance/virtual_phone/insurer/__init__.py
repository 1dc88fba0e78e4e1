"""A second demo app, built another way than the bank: an insurer whose views have no ids."""

from .app import PACKAGE, InsurerApp

__all__ = ["PACKAGE", "InsurerApp"]
