"""Draws a timeline as a picture: lanes of screens, answers, states and accesses over one axis, as SVG.

Each check of each device begins on a row of its own; what does not fit goes on in the next row, as a line of
music does. Along a row things stand in the order of time. Space between them grows with the time between them
only up to a limit: longer pauses are folded, and the fold says how long it was. Everything is in px.
"""

from __future__ import annotations

import base64
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from xml.etree import ElementTree as ET

from PIL import Image

from ..messages import Messages
from .lanes import HEIGHTS, LEFT, WIDTH, Look, Mark, bar, draw, lane_of, picture_id, text, width_of
from .lanes import element as add
from .timeline import Event, ordered

SLICE_PICTURES = 16
"""Different thumbnails in the strip of one check."""
RUN_PICTURES = 48
"""The same in the strip of a whole run; all other screens are ticks."""
FOLD_AFTER = 10.0
"""Seconds: a longer pause is folded."""
_NO_PICTURE = (80.0, 110.0)
_PX_PER_SECOND = 12.0
_MOST_GAP = 60.0
_FOLD = 64.0
_STEP = 12.0
_HEAD = 84.0
_NOTABLE = frozenset({"notice", "consent", "prompt", "answer", "permission", "gone", "clock", "upgrade"})
"""Kinds of events whose nearest screens are shown first, where not all can be."""
_ANEW = frozenset({"reset", "install"})
"""Kinds of events after which nothing is decided, and nothing of the app is in front."""
_STYLE = """
svg { background: #fff }
text { font: 12px system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; fill: #18212e }
.h1 { font-size: 20px; font-weight: 700 } .h2 { font-size: 14px; font-weight: 700 } .b { font-weight: 700 }
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
"""


@dataclass(slots=True)
class _Row:
    """One row of marks, and its folds: where, and how many seconds."""

    marks: list[Mark] = field(default_factory=list)
    folds: list[tuple[float, float]] = field(default_factory=list)


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
    sequence = ordered(events)
    chosen = _chosen(sequence, thumbnails, most)
    sizes = {event.picture: _size(thumbnails.get(event.picture)) for event in chosen}
    look = Look(messages, {id(event): sizes[event.picture] for event in chosen})
    root = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", role="img")
    ET.SubElement(root, "title").text = f"{title} {messages('timeline/title')}".strip()
    ET.SubElement(root, "style").text = _STYLE
    _define(root, {name: thumbnails[name] for name in sizes if name in thumbnails})
    bottom = _heading(root, sequence, look, title, simulated)
    for device, own in _devices(sequence).items():
        bars = _Bars()
        for (check, part), group in groupby(own, key=lambda event: (event.check, event.part)):
            name = (f"{check} [{part}]" if part else check) or messages("timeline/no-check")
            bottom = _section(root, list(group), look, bars, f"{device} · {name}" if device else name, bottom)
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


def _heading(root: ET.Element, events: Sequence[Event], look: Look, title: str, simulated: bool) -> float:
    say = look.messages
    text(root, 12, 30, f"{title} {say('timeline/title')}".strip(), "h1", WIDTH - 24)
    begun = _clock(events[0].time_ms, "%Y-%m-%d %H:%M:%S") if events else "–"
    about = say("timeline/about", events=len(events), pictures=len(look.pictures), begun=begun)
    text(root, 12, 50, f"{about}    {say('timeline/legend')}", "soft", WIDTH - 24)
    if not simulated:
        return _HEAD - 24
    add(root, "rect", x=12, y=58, width=WIDTH - 24, height=22, rx=4, cls="sim")
    text(root, 20, 73, say("timeline/simulated"), "warn", WIDTH - 40)
    return _HEAD


# ------------------------------------------------------------------ where things stand


def _section(
    root: ET.Element, events: Sequence[Event], look: Look, bars: _Bars, name: str, top: float
) -> float:
    """Draw the events of one check; return where it ends."""
    if any(event.kind in _ANEW for event in events):
        bars.states, bars.front = {}, None  # what was before belongs to the check before
    add(root, "path", d=f"M12 {top + 10:g}H{WIDTH - 12:g}", cls="rule")
    text(root, 12, top + 28, name, "h2", WIDTH - 24)
    top += 36
    for row in _rows(events, look):
        top = _draw_row(root, row, look, bars, top, events[0].time_ms) + 10
    return top


def _rows(events: Sequence[Event], look: Look) -> Iterator[_Row]:
    """Place events from left to right, each lane for itself; what was later never stands further left."""
    row, cursor, ends = _Row(), LEFT, dict[str, float]()
    before = events[0].time_ms
    for event in events:
        pause = max(event.time_ms - before, 0.0) / 1000 + _moved(event)
        before = event.time_ms
        fold = _FOLD if pause > FOLD_AFTER else 0.0
        gap = fold or min(pause * _PX_PER_SECOND, _MOST_GAP)
        step = _STEP if row.marks else 0.0
        lane, width = lane_of(event), width_of(event, look)
        left = max(cursor + step + gap, ends.get(lane, LEFT))
        if row.marks and left + width > WIDTH - 12:
            yield row
            row, ends = _Row(), {}
            left = LEFT + fold
        if fold:
            row.folds.append((left - fold / 2, pause))
        row.marks.append(Mark(event, left, width))
        ends[lane] = left + width + 6
        cursor = left
    if row.marks:
        yield row


def _moved(event: Event) -> float:
    """Seconds that a phone's clock was put ahead: a pause of the app's world, though nobody waited."""
    hours = event.detail.get("hours")
    if event.kind != "clock" or isinstance(hours, bool) or not isinstance(hours, int | float):
        return 0.0
    return max(float(hours) * 3600, 0.0)


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


def _draw_row(root: ET.Element, row: _Row, look: Look, bars: _Bars, top: float, begun: float) -> float:
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
    _axis(root, row, look, bottom, begun, top)
    return bottom + 26


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
    last = max(mark.left + mark.width for mark in row.marks)
    for kind in kinds:
        _state_bar(root, look, bars, kind, tops, begun[kind], min(max(last, begun[kind] + 90), end))
    _front_bar(root, look, bars, tops, front_from, min(max(last, front_from + 60), end))


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


def _axis(root: ET.Element, row: _Row, look: Look, y: float, begun: float, top: float) -> None:
    """The axis: the hour where the row begins, the time since the check began, and the folds."""
    add(root, "path", d=f"M{LEFT - 8:g} {y + 6:g}H{WIDTH - 12:g}", cls="arrow")
    text(root, 12, y + 20, _clock(row.marks[0].event.time_ms, "%H:%M:%S"), "lane", LEFT - 20)
    free = 0.0
    for mark in row.marks:
        folded = any(-_FOLD < mark.left - middle < _FOLD / 2 for middle, _ in row.folds)
        if mark.left >= free and not folded:
            since = (mark.event.time_ms - begun) / 1000
            add(root, "path", d=f"M{mark.left:g} {y + 3:g}v6", cls="arrow")
            words = f"+{since:.2f} s" if since < 100 else f"+{since:.0f} s"
            text(root, mark.left - 2, y + 20, words, "soft small", 70)
            free = mark.left + 64
    for middle, seconds in row.folds:
        add(root, "rect", x=middle - 8, y=y - 1, width=16, height=13, fill="#fff")
        add(root, "path", d=f"M{middle - 7:g} {y + 12:g}l6 -12M{middle + 1:g} {y + 12:g}l6 -12", cls="arrow")
        add(root, "path", d=f"M{middle:g} {top:g}V{y:g}", cls="moment")
        words = span(seconds, look.messages)
        text(root, middle, y + 25, words, "b small", _FOLD, anchor="middle")


def span(seconds: float, messages: Messages) -> str:
    """How long a pause was, in the largest unit of which it is at least two."""
    for unit, length in (("hours", 3600.0), ("minutes", 60.0)):
        if seconds >= 2 * length:
            return messages(f"timeline/{unit}", amount=f"{seconds / length:.1f}".removesuffix(".0"))
    return messages("timeline/seconds", amount=f"{seconds:.0f}")


def _clock(time_ms: float, form: str) -> str:
    return f"{datetime.fromtimestamp(time_ms / 1000).astimezone():{form}}"
