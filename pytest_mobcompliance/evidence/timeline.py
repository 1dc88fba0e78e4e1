"""The timeline of a run: what happened to the app and what the system told of it, in one order.

Each process appends its events to a file of its own, so that a crash leaves what was recorded before; at the
end they are read back, put in order and written as ``timeline.json``. `strip` draws them.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from PIL import Image

from ..findings import Json
from ..screen import Screen, ScreenshotState
from .files import write_whole
from .named import readable
from .paint import open_picture
from .redact import Redactor

TIMELINE_NAME = "timeline.json"
PICTURE_NAME = "timeline.svg"
FOLDER_NAME = "timeline"
"""Folder of the thumbnails, inside the run's folder."""
LANES: Final[Mapping[str, tuple[str, ...]]] = {
    "app": ("launch", "restart", "reset", "background", "wait", "upgrade", "install", "clock"),
    "touch": ("go", "visit", "tap", "type", "back"),
    "screen": ("screen",),
    "consent": ("notice", "consent"),
    "prompt": ("prompt", "answer", "decision"),
    "permission": ("permission",),
    "access": ("access",),
    "front": ("front", "gone"),
}
"""Kinds of events, by the lane of the picture in which they are drawn, from top to bottom."""
THUMBNAIL = (200, 420)
"""Width and height in px that a thumbnail keeps within: twice what a strip shows, for sharp displays."""
MOST_PICTURES = 24
"""Thumbnails that are kept of one check whose order of events matters; later screens are told without."""
FEW_PICTURES = 2
"""The same of any other check."""
_JPEG_QUALITY = 60
_TEXTS = ("label", "check", "part", "device", "worker", "picture")
_SHOWABLE = (ScreenshotState.OK, ScreenshotState.UNIFORM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened.

    ``kind``: one of those in `LANES`. ``time_ms``: since 1970, by the clock of the machine that runs the
    tests; ``device_ms``: the same by the phone's own clock, where it is the phone that told. ``label``: words
    for the reader. ``part``: which one of a parametrised check's tests. ``picture``: thumbnail of a screen,
    relative to the run's folder. ``screen`` is what was captured; it is not kept.
    """

    kind: str
    time_ms: float
    label: str = ""
    detail: Mapping[str, Json] = field(default_factory=dict)
    device_ms: float | None = None
    check: str = ""
    part: str = ""
    device: str = ""
    worker: str = ""
    picture: str = ""
    screen: Screen | None = field(default=None, repr=False, compare=False)

    def to_json(self) -> dict[str, Json]:
        """Return what is known as JSON types; times with three decimals."""
        known: dict[str, Json] = {"kind": self.kind, "time_ms": round(self.time_ms, 3)}
        if self.device_ms is not None:
            known["device_ms"] = round(self.device_ms, 3)
        for name in _TEXTS:
            if getattr(self, name):
                known[name] = getattr(self, name)
        if self.detail:
            known["detail"] = dict(self.detail)
        return known

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Event:
        """Rebuild what `to_json` wrote.

        :raises KeyError: without kind or time. :raises ValueError: for a time that is no number.
        """
        told = data.get("device_ms")
        return cls(
            kind=str(data["kind"]),
            time_ms=float(data["time_ms"]),
            detail=dict(data.get("detail", {})),
            device_ms=None if told is None else float(told),
            label=str(data.get("label", "")),
            check=str(data.get("check", "")),
            part=str(data.get("part", "")),
            device=str(data.get("device", "")),
            worker=str(data.get("worker", "")),
            picture=str(data.get("picture", "")),
        )


def ordered(events: Iterable[Event]) -> list[Event]:
    """Put events in the order of time; what happened at the same moment stays as it was recorded."""
    return sorted(events, key=lambda event: event.time_ms)


class Recorder:
    """Writes down the events of one process at once, redacted, and keeps those of the check that runs.

    :param folder: the run's folder; made when there is something to write.
    :param said: turns what `messages.say` put together into the run's language.
    """

    def __init__(
        self, folder: Path, worker: str, redactor: Redactor, said: Callable[[str], str] = str
    ) -> None:
        self._folder = folder
        self._worker = worker
        self._said = said
        self.redactor = redactor
        """Replaced when the run learns of something else to hide."""
        self._check = self._part = ""
        self._current: list[Event] = []
        self._pictures_left = 0
        self._made: dict[bytes, str] = {}  # thumbnails by the digest of their screenshots
        self.device = ""
        """Name of the device whose app is told of."""

    def begin(self, check: str, part: str = "", *, most_pictures: int = FEW_PICTURES) -> None:
        """From now on events belong to this check; at most so many of its screens get a thumbnail."""
        self._check, self._part = (self.redactor.text(readable(each)) for each in (check, part))
        self._current = []
        self._pictures_left = most_pictures

    def current(self) -> list[Event]:
        """The events of the check that runs, in the order of time."""
        return ordered(self._current)

    def __call__(self, event: Event) -> None:
        """Record an event. :raises OSError: when it cannot be written."""
        hide = self.redactor
        told = replace(
            event,
            label=hide.text(self._said(event.label)),
            detail={key: hide.json(value) for key, value in event.detail.items()},
            check=self._check,
            part=self._part,
            device=hide.text(self.device),
            worker=self._worker,
            screen=None,
        )
        if event.screen is not None:
            told = self._with_picture(told, event.screen)
        self._current.append(told)
        self._folder.mkdir(parents=True, exist_ok=True)
        line = json.dumps(told.to_json(), ensure_ascii=False) + "\n"
        with (self._folder / f"timeline-{self._worker}.jsonl").open("ab") as file:
            file.write(line.encode("utf-8", "replace"))

    def _with_picture(self, event: Event, screen: Screen) -> Event:
        """Add the thumbnail; screens that look the same share one."""
        if screen.screenshot_state not in _SHOWABLE or not screen.screenshot:
            return replace(event, detail={**event.detail, "picture": screen.screenshot_state.value})
        digest = blake2b(screen.screenshot, digest_size=16).digest()
        if digest in self._made:
            return replace(event, picture=self._made[digest])
        if self._pictures_left <= 0:
            return event
        small = thumbnail(self.redactor.screen(screen))
        if small is None:
            return replace(event, detail={**event.detail, "picture": ScreenshotState.UNAVAILABLE.value})
        self._pictures_left -= 1
        name = self._made[digest] = f"{FOLDER_NAME}/{self._worker}-{len(self._made) + 1}.jpg"
        write_whole(self._folder / name, small)
        return replace(event, picture=name)


def thumbnail(screen: Screen) -> bytes | None:
    """Make a small JPEG of a (redacted) screen's picture; None without one that can be shown."""
    picture = open_picture(screen.screenshot) if screen.screenshot_state in _SHOWABLE else None
    if picture is None:
        return None
    picture.thumbnail(THUMBNAIL, Image.Resampling.BICUBIC, reducing_gap=1.5)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    return buffer.getvalue()


def read_events(folder: Path) -> list[Event]:
    """Read what the processes of a run recorded, in the order of time.

    A line that is no event is passed over: the process that wrote it ended in the middle.
    """
    events = []
    for file in sorted(folder.glob("timeline-*.jsonl")):
        for line in file.read_text("utf-8", "replace").split("\n"):
            try:
                events.append(Event.from_json(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError):
                continue
    return ordered(events)


def read_thumbnails(folder: Path, events: Iterable[Event]) -> dict[str, bytes]:
    """Read the thumbnails of events by their names; one that is gone is left out."""
    names = {event.picture for event in events if re.fullmatch(r"timeline/[\w-]+\.jpg", event.picture)}
    return {name: (folder / name).read_bytes() for name in sorted(names) if (folder / name).is_file()}


def timeline_json(events: Iterable[Event], *, title: str, simulated: bool) -> str:
    """Return the record as JSON text: what it is about, and one event on each line."""
    head = json.dumps({"timeline": 1, "title": title, "simulated": simulated}, ensure_ascii=False)
    lines = (json.dumps(event.to_json(), ensure_ascii=False) for event in events)
    return head[:-1] + ', "events": [\n' + ",\n".join(lines) + "\n]}\n"
