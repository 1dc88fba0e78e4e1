"""The screen reader that came with the phone: a setting switches it on, a driver may suspend it.

What it says is not simulated, only where it stands: as TalkBack does, it goes to the first thing that it can
read in a window that is new to it, and stays where it is while that still shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .views import Node, View

if TYPE_CHECKING:
    from .phone import Phone

PACKAGE = "com.google.android.marvin.talkback"
SERVICE = f"{PACKAGE}/{PACKAGE}.TalkBackService"
LABEL = "TalkBack"
SERVICES = "enabled_accessibility_services"
"""Secure setting: components of the services that are switched on, with colons between them."""
_SUSPENDED, _PLACE = "suspended", "place"
"""What the reader's own storage keeps."""


def enabled(phone: Phone) -> list[str]:
    """Components of the accessibility services that the setting names."""
    return [
        each for each in phone.settings["secure"].get(SERVICES, "").split(":") if each not in ("", "null")
    ]


def is_bound(phone: Phone) -> bool:
    """Whether the reader runs: switched on, installed, and not suspended by a connected UiAutomation."""
    known = phone.installed.get(PACKAGE)
    return known is not None and SERVICE in enabled(phone) and not known.storage.get(_SUSPENDED)


def connect(phone: Phone, *, suppress: bool) -> None:
    """A UiAutomation connects; without ``FLAG_DONT_SUPPRESS_ACCESSIBILITY_SERVICES`` all services wait."""
    _keep(phone, suspended=suppress)


def disconnect(phone: Phone) -> None:
    """The UiAutomation is gone; suspended services run again."""
    _keep(phone, suspended=False)


def _keep(phone: Phone, *, suspended: bool) -> None:
    with phone.lock:
        known = phone.installed.get(PACKAGE)
        if known is not None:
            known.storage[_SUSPENDED] = suspended


def stands_on(phone: Phone) -> str:
    """Key of the node that the reader stands on; empty when it does not run, or can read nothing."""
    known = phone.installed.get(PACKAGE)
    if known is None or not is_bound(phone):
        return ""
    window = phone.active()
    readable = {_place(window.package, node): node.key for node in window.root.walk() if _is_readable(node)}
    before = known.storage.get(_PLACE)
    place = before if before in readable else next(iter(readable), None)
    known.storage[_PLACE] = place
    return readable[place] if place is not None else ""


def _place(package: str, node: Node) -> tuple[str, str, str]:
    return package, node.key, _words(node.view)


def _words(view: View) -> str:
    return view.desc or view.text or view.hint


def _is_readable(node: Node) -> bool:
    view = node.view
    return node.seen is not None and view.important and bool(_words(view) or view.clickable or view.editable)
