"""Breadth-first walk through an app's links and menus: how many taps lead where, for one question or many."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TypeAlias
from urllib.parse import urlsplit

from ..errors import ConfigurationError, RigError
from ..recognise import fold, is_menu, own_part
from ..recognise.text import clickable_of, spoken
from ..screen import Box, Element, Platform, Screen
from ..settings import Settings
from .app import App
from .flows import accept_notice, documents_in, locator_of
from .forms import form, log_in

MOST_PAGES = 40
"""A search stops after so many pages and says so."""
MOST_TAPS = 200
"""Taps of a search on a phone, the ways back to a screen included."""
SURVEYED = 3
"""Taps from the settings in which a user finds what the law gives: a house number, one more than the two
lists have (MIIT 2021-292: the second menu level)."""
SETTINGS = "settings"
"""Name of the screen that a survey begins with."""
AWAY = "away"
"""Where a search is while another app is in front."""
BUTTONS = frozenset({"button", "tab", "menuitem"})
Surveyor: TypeAlias = Callable[[str], "Survey"]
"""The type of `mob_survey`: from ``guest`` or ``customer`` to the survey of the settings."""
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
    steps: tuple[tuple[Element, Screen], ...] = ()
    """How to come to the screen of the find, as `Place.steps`."""


@dataclass(frozen=True, slots=True)
class Place:
    """A screen that was reached, in parts, and how: what was tapped, and in which part that stood."""

    parts: tuple[Screen, ...]
    path: tuple[str, ...] = ()
    steps: tuple[tuple[Element, Screen], ...] = ()

    @property
    def screen(self) -> Screen:
        """The part on top."""
        return self.parts[0]


@dataclass(slots=True)
class _Trip:
    """One walk under way."""

    app: App
    begin: Callable[[], None] | None
    here: str = ""
    """Which screen shows now."""
    seen: set[str] = field(default_factory=set)
    """Screens that were reached, and the addresses that led to them."""
    gaps: set[int] = field(default_factory=set)
    """See `Survey.gaps`."""
    full: bool = False
    """No more is opened: too many pages or taps."""
    taps: int = 0
    bars: set[tuple[str, Box]] = field(default_factory=set)
    """Words and place of what was tapped: the same ones on the next screen belong to a bar of the app."""


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
    for place in _places(trip, taps):
        found = _found(place, wanted, len(trip.seen))
        if found is not None:
            if trip.here != identity_of(place.screen):
                _return_to(trip, place)
            return found
    return Found(None, None, None, len(trip.seen), not trip.gaps)


class Survey:
    """Everything within some taps of a screen, for many searches: what one of them opened serves the next.

    Nothing is opened before a search needs it. Where the app is after a search is not promised; `lead` goes
    to what was found.

    :param taps: how many, the last one on the element itself, which is not taken.
    :param start: shows the screen that it begins with, in the state that is to be looked at, from whatever
        others left.
    :param begin: shows that screen again on the way, where Back does not lead there.
    """

    def __init__(self, app: App, taps: int, start: Callable[[], None], begin: Callable[[], None]) -> None:
        self.taps = taps
        self._app = app
        self._start = start
        self._begin = begin
        self._anew()

    def _anew(self) -> None:
        self._known: list[Place] = []
        self._trip = _Trip(self._app, self._begin)
        self._more: Iterator[Place] | None = _places(self._trip, self.taps)

    def find(self, wanted: Callable[[Element], bool], taps: int | None = None) -> Found:
        """The nearest tappable element that is wanted, within so many taps; by default within all."""
        most = self.taps if taps is None else min(taps, self.taps)
        pages = 0
        for place in self.places():
            if len(place.path) >= most:
                break
            pages += 1
            found = _found(place, wanted, pages)
            if found is not None:
                return found
        complete = not any(depth + 1 < most for depth in self._trip.gaps)
        return Found(None, None, None, pages, complete)

    def places(self) -> Iterator[Place]:
        """All screens, the nearest first, those that were looked at already without a step."""
        yield from self._known
        if self._more is None:
            return
        try:
            self._start()
            if self._known:
                _look(self._trip)
            for place in self._more:
                self._known.append(place)
                yield place
        except (RigError, ConfigurationError):
            self._anew()  # nobody knows how far it came
            raise
        self._more = None


def survey_of_settings(app: App, settings: Settings, who: str) -> Survey:
    """What can be found from the settings.

    :param who: ``guest``, or ``customer``, who logs in first.
    """

    def start() -> None:
        app.reset()
        app.launch()
        accept_notice(app)
        if who == "customer":
            log_in(app, settings)
        app.go(SETTINGS)

    def begin() -> None:
        app.restart()
        app.go(SETTINGS)

    return Survey(app, SURVEYED, start, begin)


@dataclass(frozen=True, slots=True)
class Sought:
    """What was looked for as a guest, and where that was in vain, as a customer.

    ``who``: who found it, or looked last. ``surveys``: all that were searched.
    """

    found: Found
    who: str
    surveys: tuple[Survey, ...]


def seek(
    wanted: Callable[[Element], bool], surveyor: Surveyor, settings: Settings, taps: int | None = None
) -> Sought:
    """Look from the settings as a guest, then as a customer where ``[forms.login]`` tells how to log in."""
    guest = surveyor("guest")
    found = guest.find(wanted, taps)
    if found.path is not None or form(settings, "login") is None:
        return Sought(found, "guest", (guest,))
    customer = surveyor("customer")
    return Sought(customer.find(wanted, taps), "customer", (guest, customer))


def lead(app: App, sought: Sought, settings: Settings) -> None:
    """Go to the screen of a find, after a first start, as who found it."""
    app.reset()
    app.launch()
    accept_notice(app)
    if sought.who == "customer":
        log_in(app, settings)
    retrace(app, sought.found)


def retrace(app: App, found: Found) -> None:
    """Go to the screen of a find again, with the app as it is.

    :raises RigError: ``element-not-found`` when the way is not there any more.
    """
    app.go(SETTINGS)
    for step, screen in found.steps:
        if step.href is not None:
            app.visit(step.href)
        else:
            app.tap(locator_of(step, screen))


def _found(place: Place, wanted: Callable[[Element], bool], pages: int) -> Found | None:
    for screen in place.parts:
        hit = next(_hits(screen, wanted), None)
        if hit is not None:
            path = (*place.path, hit.name or hit.text or hit.label)
            return Found(path, screen.index[hit.id], screen, pages, True, place.steps)
    return None


def _places(trip: _Trip, taps: int) -> Iterator[Place]:
    """The screens that can be reached, the nearest first; only then what is behind each."""
    level = [Place(_arrive(trip))]
    trip.seen.add(trip.here)
    yield level[0]
    while level:
        below: list[Place] = []
        for place in level:
            if len(place.path) + 1 >= taps:
                continue
            if not all(_is_told(place, part) for part in place.parts):
                trip.gaps.add(len(place.path))
            for each in _behind(trip, place):
                below.append(each)
                yield each
        level = below


def _behind(trip: _Trip, place: Place) -> Iterator[Place]:
    """What the ways of a screen lead to and nobody saw before."""
    depth = len(place.path)
    for way, part in _ways(place):
        if way.href in trip.seen or _is_known(trip, way, part):
            continue
        trip.full = trip.full or len(trip.seen) >= MOST_PAGES or trip.taps >= MOST_TAPS
        if trip.full:
            trip.gaps.add(depth)
            return
        try:
            parts = _follow(trip, place, way, part)
        except (RigError, ConfigurationError) as fault:
            if isinstance(fault, RigError) and fault.reason != "element-not-found":
                raise
            trip.gaps.add(depth)  # a menu that moves away under the tap
            continue
        if not parts and part.platform is not Platform.WEB:
            # A way out of the app, such as to the system's settings, is left by Back. A call, or an app
            # that shows nothing, hides what is behind the way.
            if not (trip.here == AWAY and _comes_back(trip)):
                trip.gaps.add(depth)
            continue
        if not parts or (way.href is None and trip.here in trip.seen):
            # An address may show more than it did, such as a menu that unfolds; a fingerprint may not.
            if parts and parts[0].url and not _same(parts[0], place.screen):
                trip.gaps.add(depth)
            continue
        trip.seen |= {trip.here, way.href or trip.here}
        yield Place(parts, (*place.path, way.name or way.label), (*place.steps, (way, part)))


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


_TOGGLES = frozenset({"checkbox", "radio", "switch"})
_FIELDS = _TOGGLES | {"textbox", "slider", "webview"}


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
        if target is not None and target.id in buttons and not _switches(screen, target):
            doors.setdefault(target.id, element)
    return list(doors.values())


def _switches(screen: Screen, row: Element) -> bool:
    """Whether a tap on a row changes a setting: it holds a switch or a box."""
    return any(each.role in _TOGGLES for each in screen.subtree(row))


def _ways(place: Place) -> Iterator[tuple[Element, Screen]]:
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


def _is_told(place: Place, part: Screen) -> bool:
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


def _follow(trip: _Trip, place: Place, way: Element, part: Screen) -> tuple[Screen, ...]:
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


def _return_to(trip: _Trip, place: Place) -> None:
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
