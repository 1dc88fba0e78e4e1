"""What of a screen is the app's own: not the status bar, not the keyboard, not a dialog of the system."""

from __future__ import annotations

from dataclasses import replace

from ..screen import Element, Platform, Screen

TOAST = "android.widget.Toast"
"""Class that the driver gives to messages that go away by themselves, whoever shows them."""


def own_part(screen: Screen) -> Screen:
    """Return the screen with the elements of the app under test only; the same object where all are.

    Of whom an element is, its package tells; one that names none, and every element of a screen that names
    none, counts as the app's. A toast is drawn by the system, whoever sends it.
    """
    if screen.platform is Platform.WEB:
        return screen
    own = tuple(element for element in screen.elements if _is_own(element, screen.package))
    return screen if len(own) == len(screen.elements) else replace(screen, elements=own)


def _is_own(element: Element, package: str | None) -> bool:
    if element.class_name == TOAST:
        return False
    return not package or not element.package or element.package == package
