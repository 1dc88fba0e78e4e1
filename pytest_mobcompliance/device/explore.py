"""Breadth-first search through an app's links: how many taps lead where."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit

from ..screen import Element, Screen
from .app import App

MOST_PAGES = 40
"""A search stops after so many pages and says so."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search met. ``path``: the names of the links to tap; None when nothing was found."""

    path: tuple[str, ...] | None
    element: Element | None
    screen: Screen | None
    pages: int
    complete: bool
    """False when the search stopped before every page within the depth was seen."""


def search(app: App, wanted: Callable[[Element], bool], taps: int) -> Found:
    """Find the nearest tappable element that is wanted, from the screen that shows now.

    Links are followed by their address; the last of the ``taps`` is the one on the element itself.
    """
    first = app.capture()
    queue: deque[tuple[Screen, tuple[str, ...]]] = deque([(first, ())])
    seen = {first.url}
    while queue:
        screen, path = queue.popleft()
        hit = next((e for e in screen.shown() if e.clickable and wanted(e)), None)
        if hit is not None:
            return Found((*path, hit.name or hit.label), hit, screen, len(seen), True)
        if len(path) + 1 >= taps:
            continue
        for link in _links(screen):
            if link.href in seen:
                continue
            if len(seen) >= MOST_PAGES:
                return Found(None, None, None, len(seen), False)
            seen.add(link.href)
            app.visit(link.href or "")
            queue.append((app.capture(), (*path, link.name or link.label)))
    return Found(None, None, None, len(seen), True)


def _links(screen: Screen) -> list[Element]:
    """Links that stay in the app: same host."""
    host = urlsplit(screen.url or "").netloc
    return [
        element
        for element in screen.shown()
        if element.href and element.clickable and urlsplit(element.href).netloc == host
    ]


def same_document(one: str | None, other: str | None) -> bool:
    """Tell whether two addresses name the same document, whatever their fragments."""
    return urldefrag(one or "").url == urldefrag(other or "").url
