"""Draws a timeline as a picture: lanes of screens, answers, states and accesses over one axis, as SVG.

Each check of each device begins on a row of its own; what does not fit goes on in the next row, as a line of
music does. Along a row things stand in the order of time. Space between them grows with the time between them
only up to a limit: longer pauses are folded, and the fold says how long it was. A picture of several checks
begins with a list that leads to each of them. Everything is in px.
"""

from __future__ import annotations

import base64
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from xml.etree import ElementTree as ET

from PIL import Image

from ..messages import Messages
from .lanes import (
    HEIGHTS,
    LEFT,
    WIDTH,
    Look,
    Mark,
    bar,
    breadth,
    draw,
    hint,
    lane_of,
    picture_id,
    text,
    width_of,
)
from .lanes import element as add
from .named import heading_of, title_of
from .pace import Fold, Moment, Passage, passages, seconds_of
from .signs import draw_signs
from .timeline import Event, ordered
from .wording import fold_words, worded

SLICE_PICTURES = 16
"""Different thumbnails in the strip of one check."""
RUN_PICTURES = 48
"""The same in the strip of a whole run; all other screens are ticks."""
_NO_PICTURE = (80.0, 110.0)
_PX_PER_SECOND = 12.0
_MOST_GAP = 60.0
_FOLD = 64.0
_FOLD_SIGNS = 36.0
_STEP = 12.0
_COLUMNS = 4
_LINE = 17.0
_TOP = "top"
_NOTABLE = frozenset({"notice", "consent", "prompt", "answer", "permission", "gone", "clock", "upgrade"})
"""Kinds of events whose nearest screens are shown first, where not all can be."""
_ANEW = frozenset({"reset", "install"})
"""Kinds of events after which nothing is decided, and nothing of the app is in front."""
_STYLE = """
svg { background: #fff }
text { font: 12px system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; fill: #18212e }
.h1, .h2, .h3, .b { font-weight: 700 } .h1 { font-size: 20px } .h2, .h3 { font-size: 14px }
.soft { fill: #55617a } .small { font-size: 11px } .lane { fill: #55617a; font-weight: 600 }
.inv { fill: #fff } .warn { fill: #6b3f00; font-weight: 700 }
.band { fill: #f5f7fa } .rule { stroke: #c9d1dc; fill: none } .hatch { fill: url(#hatch); opacity: .35 }
.moment { stroke: #8793a3; stroke-dasharray: 2 3 }
.card { fill: #fff; stroke: #18212e } .ask { fill: #eaf2fc; stroke: #12508f; stroke-width: 1.5 }
.notice { fill: #f3ecfb; stroke: #6b3fa0; stroke-width: 1.5 }
.yes { fill: #17693a } .no, .bad { fill: #b3132b } .wait { fill: #6b7280 } .app { fill: #34506f }
.other, .away { fill: #8a5300 } .dialog { fill: #12508f }
.use { fill: #8a5300; stroke: #8a5300 } .hollow { fill: #fff; stroke-width: 2 } .dark { fill: #18212e }
.arrow { stroke: #18212e; fill: none }
.sim { fill: #fff3d6; stroke: #b36a00 }
a text { fill: #12508f; text-decoration: underline }
"""


@dataclass(frozen=True, slots=True)
class _Fold:
    """A fold of the axis in its place in a row."""

    fold: Fold
    words: str
    left: float
    width: float


@dataclass(slots=True)
class _Row:
    """One row of marks with their moments, its folds, and where it ends in time (s), if a wait ends it."""

    marks: list[Mark] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    folds: list[_Fold] = field(default_factory=list)
    end: float | None = None

    @property
    def right(self) -> float:
        """Right edge of what stands furthest right."""
        edges = [mark.left + mark.width for mark in self.marks]
        return max(edges + [fold.left + fold.width for fold in self.folds])


@dataclass(frozen=True, slots=True)
class _Section:
    """One check on one device, and how it is called."""

    device: str
    heading: str
    title: str
    passage: Passage

    @property
    def events(self) -> list[Event]:
        """Its events, in their order."""
        return [moment.event for moment in self.passage.moments]


@dataclass(slots=True)
class _Bars:
    """What lasts from event to event, carried from row to row: states by permission, and what is in front."""

    states: dict[str, str] = field(default_factory=dict)
    front: Event | None = None


def strip(
    events: Iterable[Event],
    messages: Messages,
    thumbnails: Mapping[str, bytes],
    *,
    title: str = "",
    simulated: bool = False,
    most: int = RUN_PICTURES,
) -> str:
    """Draw (redacted) events as one picture of SVG, which loads nothing and runs nothing.

    :param thumbnails: JPEGs by the ``picture`` of events; a screen without one is a tick.
    :param most: different thumbnails that are drawn at most.
    """
    sequence = worded(ordered(events), messages)
    chosen = _chosen(sequence, thumbnails, most)
    sizes = {event.picture: _size(thumbnails.get(event.picture)) for event in chosen}
    look = Look(messages, {id(event): sizes[event.picture] for event in chosen})
    sections = _sections(sequence, messages, simulated)
    several = len(sections) > 1
    role = "graphics-document" if several else "img"  # nothing in an image can be followed
    root = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", role=role)
    ET.SubElement(root, "title").text = f"{title} {messages('timeline/title')}".strip()
    ET.SubElement(root, "style").text = _STYLE
    _define(root, {name: thumbnails[name] for name in sizes if name in thumbnails})
    bottom = _heading(root, sections, look, title, simulated)
    if several:
        bottom = _index(root, sections, messages, bottom)
    device, bars = "", _Bars()
    for number, section in enumerate(sections, 1):
        if section.device != device:
            device, bars = section.device, _Bars()
        bottom = _section(root, section, look, bars, f"s{number}" if several else "", bottom)
    root.set("viewBox", f"0 0 {WIDTH:g} {bottom + 12:g}")
    root.set("width", f"{WIDTH:g}")
    root.set("height", f"{bottom + 12:g}")
    return ET.tostring(root, encoding="unicode")


def _devices(events: Sequence[Event]) -> dict[str, list[Event]]:
    """The events of each device by its name; of like-named ones (simulated phones), each has its worker's."""
    found: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        found.setdefault((event.device, event.worker), []).append(event)
    often = Counter(device for device, _ in found)
    return {
        f"{device} ({worker})".strip() if often[device] > 1 else device: found[device, worker]
        for device, worker in sorted(found)
    }


def _sections(events: Sequence[Event], messages: Messages, simulated: bool) -> list[_Section]:
    """The checks of each device, on their axes."""
    found = []
    for device, own in _devices(events).items():
        for passage in passages(own, simulated=simulated):
            check, part = passage.moments[0].event.check, passage.moments[0].event.part
            name = heading_of(check, part, messages) or messages("timeline/no-check")
            heading = f"{device} · {name}" if device else name
            found.append(_Section(device, heading, title_of(check, part, messages) or name, passage))
    return found


def _define(root: ET.Element, pictures: Mapping[str, bytes]) -> None:
    """What is used more than once; each thumbnail once, however often it shows."""
    definitions = ET.SubElement(root, "defs")
    hatch = ET.SubElement(
        definitions, "pattern", id="hatch", width="6", height="6", patternUnits="userSpaceOnUse"
    )
    ET.SubElement(hatch, "path", d="M0 6L6 0", stroke="#fff", attrib={"stroke-width": "1.5"})
    arrow = ET.SubElement(
        definitions, "marker", id="head", markerWidth="7", markerHeight="7", refX="6", refY="3", orient="auto"
    )
    ET.SubElement(arrow, "path", d="M0 0L6 3L0 6z")
    for name, body in pictures.items():
        width, height = _size(body)
        address = f"data:image/jpeg;base64,{base64.b64encode(body).decode('ascii')}"
        add(definitions, "image", id=picture_id(name), width=width, height=height, href=address)


def _heading(
    root: ET.Element, sections: Sequence[_Section], look: Look, title: str, simulated: bool
) -> float:
    """Draw what the picture is about, and its signs; return where they end."""
    say = look.messages
    text(root, 12, 30, f"{title} {say('timeline/title')}".strip(), "h1", WIDTH - 24)
    times = [event.time_ms for section in sections for event in section.events]
    begun = _clock(min(times), "%Y-%m-%d %H:%M:%S") if times else "–"
    about = say("timeline/about", events=len(times), pictures=len(look.pictures), begun=begun)
    text(root, 12, 50, about, "soft", WIDTH - 24)
    bottom = draw_signs(root, [section.passage for section in sections], look, 54)
    if not simulated:
        return bottom + 6
    add(root, "rect", x=12, y=bottom + 4, width=WIDTH - 24, height=22, rx=4, cls="sim")
    text(root, 20, bottom + 19, say("timeline/simulated"), "warn", WIDTH - 40)
    return bottom + 30


def _index(root: ET.Element, sections: Sequence[_Section], messages: Messages, top: float) -> float:
    """List the sections of each device in columns, each leading to its place; return where the list ends."""
    words = messages("timeline/index", sections=len(sections))
    text(add(root, "g", id=_TOP), 12, top + 20, words, "h3", WIDTH - 24)
    top += 26
    numbered = [(f"s{number}", section) for number, section in enumerate(sections, 1)]
    for device in dict.fromkeys(section.device for section in sections):
        own = [(name, section) for name, section in numbered if section.device == device]
        if device:
            text(root, 12, top + 16, device, "b", WIDTH - 24)
            top += 20
        rows = -(-len(own) // _COLUMNS)
        width = (WIDTH - 24) / _COLUMNS
        for number, (name, section) in enumerate(own):
            left, y = 12 + number // rows * width, top + number % rows * _LINE + 13
            events = str(len(section.events))
            link = add(root, "a", href=f"#{name}")
            hint(link, section.heading)
            text(link, left, y, section.title, "small", width - 20)
            text(root, left + width - 16, y, events, "soft small", 40, anchor="end")
        top += rows * _LINE + 4
    return top + 4


# ------------------------------------------------------------------ where things stand


def _section(root: ET.Element, section: _Section, look: Look, bars: _Bars, name: str, top: float) -> float:
    """Draw the events of one check; return where it ends.

    :param name: by which the list finds it; empty where there is none.
    """
    events = section.events
    if any(event.kind in _ANEW for event in events):
        bars.states, bars.front = {}, None  # what was before belongs to the check before
    head = add(root, "g", id=name) if name else root
    add(head, "path", d=f"M12 {top + 10:g}H{WIDTH - 12:g}", cls="rule")
    text(head, 12, top + 28, section.heading, "h2", WIDTH - 150)
    if name:
        back = add(head, "a", href=f"#{_TOP}")
        text(back, WIDTH - 12, top + 28, look.messages("timeline/back"), "small", 140, anchor="end")
    top += 36
    for row in _rows(section.passage, look):
        top = _draw_row(root, row, look, bars, top, section.passage.moments[0].clock_ms) + 10
    return top


def _rows(passage: Passage, look: Look) -> Iterator[_Row]:
    """Place events from left to right, each lane for itself; what was later never stands further left."""
    row, cursor, ends = _Row(), LEFT, dict[str, float]()
    told = 0.0  # right edge of what says that there is a wait
    for moment in passage.moments:
        event = moment.event
        folds = [_placed(fold, look, 0.0) for fold in moment.folds]
        folded = sum(each.width for each in folds)
        gap = folded or min(moment.pause * _PX_PER_SECOND, _MOST_GAP)
        step = _STEP if row.marks else 0.0
        lane, width = lane_of(event), width_of(event, look)
        left = max(cursor + step + gap, ends.get(lane, LEFT))
        if folds:
            left = max(left, told + folded)
        if row.marks and left + width > WIDTH - 12:
            yield row
            row, ends, told = _Row(), {}, 0.0
            left = LEFT + folded
        begins = left - folded
        for each in folds:
            row.folds.append(replace(each, left=begins))
            begins += each.width
        row.marks.append(Mark(event, left, width))
        row.moments.append(moment)
        ends[lane] = left + width + 6
        cursor = left
        told = ends[lane] if seconds_of(event) else told
    if passage.rest is not None:
        fold = _placed(passage.rest, look, max(cursor + _STEP, told))
        row.folds.append(replace(fold, left=min(fold.left, WIDTH - 12 - fold.width - _MOST_GAP)))
        row.end = passage.end
    yield row


def _placed(fold: Fold, look: Look, left: float) -> _Fold:
    """A fold with its words, as wide as they are."""
    words = fold_words(fold, look.messages)
    return _Fold(fold, words, left, max(_FOLD, breadth(words) + _FOLD_SIGNS))


def _chosen(events: Sequence[Event], thumbnails: Mapping[str, bytes], most: int) -> list[Event]:
    """Choose the screens to show as pictures: those next to what matters first, none twice in a row.

    A thumbnail that is there already costs nothing, so ``most`` counts different ones.
    """
    ranked: list[tuple[int, int, Event]] = []
    for own in _devices(events).values():
        places = [number for number, event in enumerate(own) if event.kind in _NOTABLE]
        last: tuple[object, ...] = ()
        for number, event in enumerate(own):
            shown = event.picture if event.picture in thumbnails else event.detail.get("picture")
            here = (event.check, event.part, shown)
            if event.kind != "screen" or not shown or here == last:
                continue
            far = min((abs(number - place) for place in places), default=0)
            ranked.append((far if here[:2] == last[:2] else min(far, 1), len(ranked), event))
            last = here
    found, names = list[Event](), set[str]()
    for *_, event in sorted(ranked):
        if not event.picture or event.picture in names or len(names) < most:
            names |= {event.picture} - {""}
            found.append(event)
    return found


def _size(body: bytes | None) -> tuple[float, float]:
    """Width and height of a thumbnail in the strip, or of the place of a screen that has none."""
    if body is None:
        return _NO_PICTURE
    with Image.open(io.BytesIO(body)) as picture:
        return picture.width / 2, picture.height / 2


# ------------------------------------------------------------------ one row


def _draw_row(root: ET.Element, row: _Row, look: Look, bars: _Bars, top: float, begun_ms: float) -> float:
    """Draw the lanes that the row needs, and the axis below them; return its lower edge."""
    heights = _heights(row, look, bars)
    tops: dict[str, float] = {}
    bottom = top
    for number, (lane, height) in enumerate(heights.items()):
        tops[lane] = bottom
        if number % 2 == 0:
            add(root, "rect", x=0, y=bottom, width=WIDTH, height=height, cls="band")
        name, _, kind = lane.partition("/")
        words = look.permission(kind) if kind else look.messages(f"timeline/lane/{name}")
        text(root, 12, bottom + min(height / 2 + 4, 22), words, "lane", LEFT - 20)
        bottom += height
    _draw_bars(root, row, look, bars, tops)
    for mark in row.marks:
        lane = lane_of(mark.event)
        if lane in tops:
            draw(root, mark, look, tops[lane], heights[lane])
    _arrows(root, row, tops)
    _axis(root, row, bottom, begun_ms)
    for fold in row.folds:
        _draw_fold(root, fold, look.messages, bottom, top)
    return bottom + (52 if any(each.fold.clock for each in row.folds) else 26)


def _heights(row: _Row, look: Look, bars: _Bars) -> dict[str, float]:
    used = {lane_of(mark.event) for mark in row.marks}
    heights: dict[str, float] = {}
    for lane, height in HEIGHTS.items():
        if lane == "permission":
            kinds = set(bars.states) | {m.event.label for m in row.marks if m.event.kind == "permission"}
            heights |= {f"permission/{kind}": height for kind in sorted(kinds)}
        elif lane == "screen" and lane in used:
            tall = [look.pictures[id(m.event)][1] for m in row.marks if id(m.event) in look.pictures]
            heights[lane] = max(tall, default=0.0) + (26 if tall else 20)
        elif lane in used or (lane == "front" and bars.front is not None):
            heights[lane] = height
    return heights


def _draw_bars(root: ET.Element, row: _Row, look: Look, bars: _Bars, tops: Mapping[str, float]) -> None:
    """Draw how long each state lasted: from the event that told it to the one that told another."""
    kinds = [lane.partition("/")[2] for lane in tops if lane.startswith("permission/")]
    begun = {kind: LEFT - 8 if kind in bars.states else row.marks[0].left for kind in kinds}
    front_from = LEFT - 8
    end = WIDTH - 12
    for mark in row.marks:
        event = mark.event
        if event.kind in _ANEW:
            for kind in kinds:
                _state_bar(root, look, bars, kind, tops, begun[kind], mark.left)
                begun[kind] = mark.left
            _front_bar(root, look, bars, tops, front_from, mark.left)
            bars.states.clear()
            bars.front = None
        elif event.kind == "permission":
            _state_bar(root, look, bars, event.label, tops, begun[event.label], mark.left)
            begun[event.label] = mark.left
            bars.states[event.label] = str(event.detail.get("state") or "unknown")
        elif event.kind == "front":
            _front_bar(root, look, bars, tops, front_from, mark.left)
            bars.front, front_from = event, mark.left
    for kind in kinds:
        _state_bar(root, look, bars, kind, tops, begun[kind], min(max(row.right, begun[kind] + 90), end))
    _front_bar(root, look, bars, tops, front_from, min(max(row.right, front_from + 60), end))


def _state_bar(
    root: ET.Element, look: Look, bars: _Bars, kind: str, tops: Mapping[str, float], left: float, right: float
) -> None:
    state = bars.states.get(kind, "")
    bar(root, left, right, tops[f"permission/{kind}"], look.state(state), look.state_class(state))


def _front_bar(
    root: ET.Element, look: Look, bars: _Bars, tops: Mapping[str, float], left: float, right: float
) -> None:
    if "front" in tops and bars.front is not None:
        role = str(bars.front.detail.get("role") or "other")
        package = bars.front.label
        words = look.front(role, package)
        bar(root, left, right, tops["front"], words, role, hatched=role != "app", hint=package)


def _arrows(root: ET.Element, row: _Row, tops: Mapping[str, float]) -> None:
    """An arrow from each prompt to its answer."""
    asked: Mark | None = None
    for mark in row.marks:
        if mark.event.kind == "prompt":
            asked = mark
        elif mark.event.kind == "answer" and asked is not None:
            start, end = asked.left + asked.width, mark.left
            if end - start > 4:
                across = tops["prompt"] + 26
                path = f"M{start:g} {across:g}H{end:g}"
                add(root, "path", d=path, cls="arrow", **{"marker-end": "url(#head)"})
            asked = None


def _axis(root: ET.Element, row: _Row, y: float, begun_ms: float) -> None:
    """The axis: the hour where the row begins, and the time since the check began."""
    add(root, "path", d=f"M{LEFT - 8:g} {y + 6:g}H{WIDTH - 12:g}", cls="arrow")
    begins = row.moments[0].clock_ms
    same_day = _clock(begins, "%x") == _clock(begun_ms, "%x")
    text(root, 12, y + 20, _clock(begins, "%H:%M:%S" if same_day else "%m-%d %H:%M"), "lane", LEFT - 20)
    free = 0.0
    for mark, moment in zip(row.marks, row.moments, strict=True):
        if mark.left >= free:
            _tick(root, mark.left, y, moment.since)
            free = mark.left + 64
    if row.end is not None:
        _tick(root, row.right, y, row.end)


def _tick(root: ET.Element, x: float, y: float, since: float) -> None:
    """A moment of the axis, s since the check began."""
    add(root, "path", d=f"M{x:g} {y + 3:g}v6", cls="arrow")
    text(root, x - 2, y + 21, f"+{since:.2f} s" if since < 100 else f"+{since:.0f} s", "soft small", 70)


def _draw_fold(root: ET.Element, placed: _Fold, messages: Messages, y: float, top: float) -> None:
    """What is left out of the axis, between two cuts; below it the times around the setting of a clock."""
    left, right, middle = placed.left, placed.left + placed.width, placed.left + placed.width / 2
    add(root, "rect", x=left + 6, y=y - 1, width=placed.width - 12, height=14, fill="#fff")
    for x in (left + 5, right - 17):
        add(root, "path", d=f"M{x:g} {y + 12:g}l6 -12M{x + 6:g} {y + 12:g}l6 -12", cls="arrow")
    add(root, "path", d=f"M{middle:g} {top:g}V{y - 2:g}", cls="moment")
    text(root, middle, y + 10, placed.words, "b small", placed.width, anchor="middle")
    if placed.fold.clock is not None:
        before, after = (_clock(each, "%Y-%m-%d %H:%M") for each in placed.fold.clock)
        if not placed.fold.read:
            before = messages("timeline/reckoned", time=before)
        for line, words in enumerate((before, f"→ {after}")):
            text(root, middle, y + 33 + 13 * line, words, "soft small", 160, anchor="middle")


def _clock(time_ms: float, form: str) -> str:
    """A time in the zone of this machine."""
    return f"{datetime.fromtimestamp(time_ms / 1000).astimezone():{form}}"
