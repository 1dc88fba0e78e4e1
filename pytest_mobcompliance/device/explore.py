"""Breadth-first search through an app's links and menus: how many taps lead where."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from urllib.parse import urlsplit

from ..errors import ConfigurationError, RigError
from ..recognise import fold, is_menu, own_part
from ..recognise.text import clickable_of, spoken
from ..screen import Box, Element, Platform, Screen
from .app import App
from .flows import documents_in, locator_of

MOST_PAGES = 40
"""A search stops after so many pages and says so."""
MOST_TAPS = 200
"""Taps of a search on a phone, the ways back to a screen included."""
AWAY = "away"
"""Where a search is while another app is in front."""
BUTTONS = frozenset({"button", "tab", "menuitem"})
_PASSING = re.compile(r"[\d:：.,%¥￥+-]+|上午|下午|[ap]m", re.IGNORECASE)
"""What changes by itself between two looks at one screen: clocks, amounts, counters."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search met. ``path``: the names of what to tap; None when nothing was found."""

    path: tuple[str, ...] | None
    element: Element | None
    screen: Screen | None
    pages: int
    complete: bool
    """False when something within the depth was not looked behind: too many pages, a button without words."""


@dataclass(slots=True)
class _Trip:
    """One search under way."""

    app: App
    begin: Callable[[], None] | None
    here: str = ""
    """Which screen shows now."""
    taps: int = 0
    bars: set[tuple[str, Box]] = field(default_factory=set)
    """Words and place of what was tapped: the same ones on the next screen belong to a bar of the app."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A screen that was reached, in parts, and how: what was tapped, and in which part that stood."""

    parts: tuple[Screen, ...]
    path: tuple[str, ...] = ()
    steps: tuple[tuple[Element, Screen], ...] = ()

    @property
    def screen(self) -> Screen:
        return self.parts[0]


def search(
    app: App, wanted: Callable[[Element], bool], taps: int, begin: Callable[[], None] | None = None
) -> Found:
    """Find the nearest tappable element that is wanted, from the screen that shows now.

    Links of the same host are followed by their address; buttons whose words name a menu are tapped, others
    are not: nobody looks for the wanted behind a button that pays. The last of the ``taps`` is the one on the
    element itself. On a phone, rows and other things to tap count by the words inside them, and a document
    that is named 《…》 inside a sentence counts as a link. At the end the screen of the find shows.

    :param begin: how to come to the first screen again, where Back does not lead there.
    """
    trip = _Trip(app, begin)
    queue: deque[_Place] = deque([_Place(_arrive(trip))])
    seen = {trip.here}
    complete = True
    while queue:
        place = queue.popleft()
        for screen in place.parts:
            hit = next(_hits(screen, wanted), None)
            if hit is not None:
                if trip.here != identity_of(place.screen):
                    _return_to(trip, place)
                name = hit.name or hit.text or hit.label
                return Found((*place.path, name), screen.index[hit.id], screen, len(seen), True)
        if len(place.path) + 1 >= taps:
            continue
        complete = complete and all(_is_told(place, part) for part in place.parts)
        for way, part in _ways(place):
            if way.href in seen or _is_known(trip, way, part):
                continue
            if len(seen) >= MOST_PAGES or trip.taps >= MOST_TAPS:
                return Found(None, None, None, len(seen), False)
            try:
                behind = _follow(trip, place, way, part)
            except (RigError, ConfigurationError) as fault:
                if isinstance(fault, RigError) and fault.reason != "element-not-found":
                    raise
                complete = False  # a menu that moves away under the tap
                continue
            if not behind and part.platform is not Platform.WEB:
                # A way out of the app, such as to the system's settings, is left by Back. A call, or an app
                # that shows nothing, hides what is behind the way.
                complete = trip.here == AWAY and _comes_back(trip) and complete
                continue
            if not behind or (way.href is None and trip.here in seen):
                # An address may show more than it did, such as a menu that unfolds; a fingerprint may not.
                complete = complete and (not behind or not behind[0].url or _same(behind[0], place.screen))
                continue
            seen |= {trip.here, way.href or trip.here}
            name = way.name or way.label
            queue.append(_Place(behind, (*place.path, name), (*place.steps, (way, part))))
    return Found(None, None, None, len(seen), complete)


def identity_of(screen: Screen) -> str:
    """Which screen this is: its address, else a fingerprint that clocks, amounts and places do not change."""
    if screen.url:
        return screen.url
    activity = getattr(screen, "activity", None) or screen.settings.get("activity") or ""
    marks = {f"{each.role}\0{_lasting(each)}" for each in screen.shown() if each.role or each.text}
    lines = (str(screen.package or ""), str(activity), *sorted(marks))
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def _lasting(element: Element) -> str:
    return "" if element.editable else _PASSING.sub("", fold(element.text or element.name or ""))


# ------------------------------------------------------------------ what to look at


def _hits(screen: Screen, wanted: Callable[[Element], bool]) -> Iterator[Element]:
    """What is wanted and can be tapped."""
    if screen.platform is Platform.WEB:
        yield from (e for e in screen.shown() if e.clickable and wanted(e))
        return
    for element in screen.shown():
        if wanted(element) and clickable_of(screen, element) is not None:
            yield element
        else:  # parts of a text are tapped without a node of their own
            named = (replace(element, name=title, text=title) for title in documents_in(element))
            yield from (each for each in named if wanted(each))


def _links(screen: Screen) -> list[Element]:
    """Links that stay in the app: same host."""
    host = _host(screen.url)
    return [e for e in screen.shown() if e.href and e.clickable and _host(e.href) == host]


def _buttons(screen: Screen) -> list[Element]:
    native = screen.platform is not Platform.WEB
    return [
        e
        for e in screen.shown()
        if (e.role in BUTTONS or (native and e.role not in _FIELDS))
        and e.clickable
        and not e.href
        and e.enabled is not False
    ]


_FIELDS = frozenset({"textbox", "checkbox", "radio", "switch", "slider", "webview"})


def _doors(screen: Screen) -> list[Element]:
    """What leads to other screens, by its words: on a phone the words may stand inside what is tapped."""
    if screen.platform is Platform.WEB:
        return [e for e in _buttons(screen) if is_menu(e)]
    buttons = {e.id for e in _buttons(screen)}
    doors: dict[str, Element] = {}
    for element in screen.shown():
        if element.href or not is_menu(element):
            continue
        target = clickable_of(screen, element)
        if target is not None and target.id in buttons:
            doors.setdefault(target.id, element)
    return list(doors.values())


def _ways(place: _Place) -> Iterator[tuple[Element, Screen]]:
    """Ways on from a place, links before buttons, each with the part that it stands in."""
    known: set[str] = set()
    for find in (_links, _doors):
        for part in place.parts:
            if part.platform is not place.screen.platform:
                continue  # a page inside an app: no address leads back into it
            for way in find(part):
                key = way.href or spoken(part, way)
                if part is place.screen or key not in known:
                    yield way, part
                known.add(key)


def _is_told(place: _Place, part: Screen) -> bool:
    """Whether a part tells what is behind it: it shows something, each button has words, and it is no page
    with links inside an app, which are not followed."""
    if part.platform is Platform.WEB:
        shows = part is place.screen or not _links(part)
    else:
        shows = any(each.text or each.name or each.clickable for each in part.shown())
    return shows and all(spoken(part, each) for each in _buttons(part))


def _is_known(trip: _Trip, way: Element, part: Screen) -> bool:
    """Tell whether the same words were tapped at the same place of another screen, and remember these."""
    if part.platform is Platform.WEB or way.bounds is None:
        return False
    key = (spoken(part, way), way.bounds)
    known = key in trip.bars
    trip.bars.add(key)
    return known


def _same(one: Screen, other: Screen) -> bool:
    """Tell whether two captures show the same ways on."""
    return [spoken(one, e) for e in _buttons(one)] == [spoken(other, e) for e in _buttons(other)]


def _host(address: str | None) -> str:
    return urlsplit(address or "").netloc


# ------------------------------------------------------------------ going there and back


def _follow(trip: _Trip, place: _Place, way: Element, part: Screen) -> tuple[Screen, ...]:
    """Take a way from a screen; nothing when it leads out of the app."""
    if way.href is not None:
        trip.app.visit(way.href)
        return _arrive(trip)
    _return_to(trip, place)
    trip.taps += 1
    trip.app.tap(locator_of(way, part))
    behind = _arrive(trip)
    if not behind:
        return ()
    shows_something = any(e.text or e.name or e.clickable for e in behind[0].shown())
    return behind if _host(behind[0].url) == _host(part.url) and shows_something else ()


def _arrive(trip: _Trip) -> tuple[Screen, ...]:
    """The screen that shows, in parts, down to its end."""
    try:
        parts = tuple(own_part(part) for part in trip.app.captures())
    except RigError as fault:
        if not trip.here or fault.reason != "app-not-in-front":  # the search begins in the app
            raise
        trip.here = AWAY
        return ()
    trip.here = identity_of(parts[0])
    return parts


def _return_to(trip: _Trip, place: _Place) -> None:
    """Come back to a screen: by its address, else by Back, else by the whole way from the beginning.

    :raises RigError: ``element-not-found`` when the way is not there any more.
    """
    if place.screen.url:
        trip.app.visit(place.screen.url)
        return
    wanted = identity_of(place.screen)
    if trip.here == wanted:
        return
    trip.taps += 1
    trip.app.back()
    if _look(trip) == wanted or trip.begin is None:
        return
    trip.begin()
    for step, screen in place.steps:
        trip.taps += 1
        trip.app.tap(locator_of(step, screen))
    _look(trip)


def _comes_back(trip: _Trip) -> bool:
    """Press Back in another app; whether the app shows again."""
    trip.taps += 1
    trip.app.back()
    return _look(trip) != AWAY


def _look(trip: _Trip) -> str:
    try:
        trip.here = identity_of(own_part(trip.app.capture()))
    except RigError as fault:
        if fault.reason != "app-not-in-front":
            raise
        trip.here = AWAY
    return trip.here
