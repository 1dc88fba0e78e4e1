"""Breadth-first search through an app's links and menus: how many taps lead where."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..errors import RigError
from ..recognise import is_menu
from ..screen import Element, Screen
from .app import App
from .flows import locator_of

MOST_PAGES = 40
"""A search stops after so many pages and says so."""
BUTTONS = frozenset({"button", "tab", "menuitem"})


@dataclass(frozen=True, slots=True)
class Found:
    """What a search met. ``path``: the names of what to tap; None when nothing was found."""

    path: tuple[str, ...] | None
    element: Element | None
    screen: Screen | None
    pages: int
    complete: bool
    """False when something within the depth was not looked behind: too many pages, a button without words."""


def search(app: App, wanted: Callable[[Element], bool], taps: int) -> Found:
    """Find the nearest tappable element that is wanted, from the screen that shows now.

    Links of the same host are followed by their address; buttons whose words name a menu are tapped, others
    are not: nobody looks for the wanted behind a button that pays. The last of the ``taps`` is the one on the
    element itself.
    """
    first = app.capture()
    queue: deque[tuple[Screen, tuple[str, ...]]] = deque([(first, ())])
    seen = {first.url}
    complete = True
    while queue:
        screen, path = queue.popleft()
        hit = next((e for e in screen.shown() if e.clickable and wanted(e)), None)
        if hit is not None:
            return Found((*path, hit.name or hit.label), hit, screen, len(seen), True)
        if len(path) + 1 >= taps:
            continue
        complete = complete and all(e.name or e.text for e in _buttons(screen))
        for way in (*_links(screen), *_doors(screen)):
            if way.href in seen:
                continue
            if len(seen) >= MOST_PAGES:
                return Found(None, None, None, len(seen), False)
            try:
                behind = _follow(app, screen, way)
            except RigError as fault:
                if fault.reason != "element-not-found":
                    raise
                complete = False  # a menu that moves away under the tap
                continue
            if behind is None or (way.href is None and behind.url in seen):
                complete = complete and (behind is None or _same(behind, screen))
                continue
            seen |= {way.href, behind.url}
            queue.append((behind, (*path, way.name or way.label)))
    return Found(None, None, None, len(seen), complete)


def _follow(app: App, screen: Screen, way: Element) -> Screen | None:
    """Take a way from a screen; None when it leads out of the app."""
    if way.href is not None:
        app.visit(way.href)
        return app.capture()
    app.visit(screen.url or "")
    app.tap(locator_of(way))
    behind = app.capture()
    return behind if _host(behind.url) == _host(screen.url) else None


def _links(screen: Screen) -> list[Element]:
    """Links that stay in the app: same host."""
    host = _host(screen.url)
    return [e for e in screen.shown() if e.href and e.clickable and _host(e.href) == host]


def _buttons(screen: Screen) -> list[Element]:
    return [
        e
        for e in screen.shown()
        if e.role in BUTTONS and e.clickable and not e.href and e.enabled is not False
    ]


def _doors(screen: Screen) -> list[Element]:
    """Buttons that lead to other screens, by their words."""
    return [e for e in _buttons(screen) if is_menu(e)]


def _same(one: Screen, other: Screen) -> bool:
    """Tell whether two captures show the same ways on."""
    return [e.name for e in _buttons(one)] == [e.name for e in _buttons(other)]


def _host(address: str | None) -> str:
    return urlsplit(address or "").netloc
