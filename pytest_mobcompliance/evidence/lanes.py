"""What an event looks like in its lane of the timeline's picture, and how wide it is. Everything is in px."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from ..messages import Messages
from .timeline import LANES, Event

WIDTH = 1400.0
LEFT = 124.0
"""Where the lanes begin; their names stand before it."""
HEIGHTS: Final[Mapping[str, float]] = {
    "app": 28.0,
    "touch": 22.0,
    "screen": 20.0,
    "consent": 58.0,
    "prompt": 62.0,
    "permission": 24.0,
    "access": 26.0,
    "front": 24.0,
}
"""Heights of the lanes, from top to bottom; that of screens grows with what it shows."""
_SIZE = 12.0
_TICK = 10.0
_LANE_OF = {kind: lane for lane, kinds in LANES.items() for kind in kinds}
_NO = frozenset({"deny", "deny_forever", "keep_current", "denied"})
"""Answers, and decisions beforehand, that refuse."""
_SIGNS = {"go": "→", "visit": "↗", "tap": "●", "type": "⌨", "back": "←"}
# What XML 1.0 cannot hold: control characters, lone surrogates, two that are no characters.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Mark:
    """An event in its place in a row."""

    event: Event
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Look:
    """The words of a picture, and width and height of the screens that it shows, by the events' identity."""

    messages: Messages
    pictures: Mapping[int, tuple[float, float]]

    def permission(self, kind: str) -> str:
        """The word for a permission, else its code."""
        return self._word("permission", kind)

    def state(self, state: str) -> str:
        """Sign and word for a state."""
        sign = {"granted": "✔ ", "denied": "✘ "}.get(state, "")
        return sign + (self._word("state", state) if state else self.messages("timeline/initial"))

    def state_class(self, state: str) -> str:
        """How a state's bar is drawn."""
        return {"granted": "yes", "denied": "no"}.get(state, "wait")

    def front(self, role: str, package: str) -> str:
        """What is in front; the package where it is another app."""
        if role == "other":
            return self.messages("timeline/other-app", package=package or "–")
        return self._word("front", role)

    def kind(self, event: Event) -> str:
        """What happened, in words."""
        path = f"timeline/kind/{event.kind}"
        return self.messages(path, label=event.label) if self.messages.has(path) else event.kind

    def gone(self, event: Event) -> str:
        """How the app went away; any other reason is a session that was lost."""
        ended = event.detail.get("running") is False
        path = f"timeline/gone/{'ended' if ended else event.detail.get('reason')}"
        return self.messages(path if self.messages.has(path) else "timeline/gone/lost")

    def _word(self, table: str, code: str) -> str:
        path = f"timeline/{table}/{code}"
        return self.messages(path) if self.messages.has(path) else code


def picture_id(name: str) -> str:
    """The id of a thumbnail inside the picture."""
    return re.sub(r"\W", "-", name)


def lane_of(event: Event) -> str:
    """Name the lane of an event; each permission has one of its own."""
    lane = _LANE_OF.get(event.kind, "app")
    return f"permission/{event.label}" if lane == "permission" else lane


# ------------------------------------------------------------------ texts


def breadth(words: str, size: float = _SIZE) -> float:
    """About how wide a text is: no font is asked, so that the same record gives the same picture anywhere."""
    return sum(size if unicodedata.east_asian_width(one) in "WF" else size * 0.62 for one in words)


def fitted(words: str, width: float, size: float = _SIZE) -> str:
    """Cut a text to a width; the last character then shows that there was more."""
    clean = " ".join(_NOT_XML.sub("�", words).split())
    if breadth(clean, size) <= width:
        return clean
    while clean and breadth(clean, size) + size > width:
        clean = clean[:-1]
    return f"{clean}…"


def lines(words: str, width: float, most: int, size: float = _SIZE) -> list[str]:
    """Break a text into at most so many lines of a width."""
    rest, broken = " ".join(_NOT_XML.sub("�", words).split()), list[str]()
    while rest and len(broken) < most - 1 and breadth(rest, size) > width:
        line = rest
        while len(line) > 1 and breadth(line, size) > width:
            line = line[:-1]
        broken.append(line)
        rest = rest[len(line) :].lstrip()
    return [*broken, fitted(rest, width, size)] if rest else broken


# ------------------------------------------------------------------ shapes


def element(parent: ET.Element, tag: str, cls: str = "", **attributes: object) -> ET.Element:
    """Add a shape; lengths are written with one decimal."""
    made = ET.SubElement(parent, tag)
    for key, value in attributes.items():
        made.set(key, f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value))
    if cls:
        made.set("class", _NOT_XML.sub("", cls))
    return made


def text(
    parent: ET.Element, x: float, y: float, words: str, cls: str, width: float, *, anchor: str = ""
) -> None:
    """Add a line of text, cut to a width."""
    made = element(parent, "text", cls, x=round(x, 1), y=round(y, 1))
    if anchor:
        made.set("text-anchor", anchor)
    made.text = fitted(words, width)


def hint(parent: ET.Element, words: str) -> None:
    """Add what a browser shows when the pointer rests on a shape."""
    ET.SubElement(parent, "title").text = _NOT_XML.sub("�", words)


def pill(parent: ET.Element, left: float, top: float, words: str, cls: str) -> float:
    """Draw words on a rounded ground; return how wide it is."""
    width = breadth(words) + 16
    element(parent, "rect", cls, x=left, y=top, width=width, height=20, rx=10)
    text(parent, left + width / 2, top + 14, words, "inv", width, anchor="middle")
    return width


def bar(
    parent: ET.Element,
    left: float,
    right: float,
    top: float,
    words: str,
    cls: str,
    *,
    hatched: bool = False,
    hint: str = "",
) -> None:
    """Draw how long something lasted, with its words where there is room for them."""
    width = right - left - 1
    if width <= 1:
        return
    group = element(parent, "g")
    ET.SubElement(group, "title").text = _NOT_XML.sub("�", f"{words} {hint}".strip())
    for ground in (cls, "hatch") if hatched else (cls,):
        element(group, "rect", ground, x=left, y=top + 3, width=width, height=17, rx=3)
    if width > breadth(words[:2]) + 12:
        text(group, left + 6, top + 16, words, "inv", width - 10)


# ------------------------------------------------------------------ lanes


def width_of(event: Event, look: Look) -> float:
    """How much room an event takes in its lane."""
    if event.kind == "screen":
        shown = look.pictures.get(id(event))
        return shown[0] if shown is not None else _TICK
    measure = _WIDTHS.get(event.kind)
    return measure(event, look) if measure is not None else _TICK


def draw(root: ET.Element, mark: Mark, look: Look, top: float, height: float) -> None:
    """Draw an event in its lane."""
    group = element(root, "g")
    hint(group, _in_full(mark.event, look))
    _DRAWN.get(mark.event.kind, _draw_pill)(group, mark, look, top)


def _in_full(event: Event, look: Look) -> str:
    told = [f"{key}: {value}" for key, value in event.detail.items() if value not in (None, "", [], {})]
    return "\n".join([f"{look.kind(event)} {event.label}".strip(), *told])


_GIVEN = {"yes": "✔", "no": "✘", "wait": "•"}


def _pill_words(event: Event, look: Look) -> str:
    return fitted(look.kind(event), 150)


def _gone_words(event: Event, look: Look) -> str:
    return f"✘ {look.gone(event)}"


def _touch_words(event: Event) -> str:
    return fitted(f"{_SIGNS.get(event.kind, '•')} {event.label}".strip(), 150)


def _answer_words(event: Event) -> str:
    return f"{'✘' if event.detail.get('meaning') in _NO else '✔'} {fitted(event.label, 110)}"


def _given(event: Event) -> str:
    """Whether consent was given, as a class of the picture; who only got the notice said neither."""
    given = event.detail.get("given")
    return "wait" if given is None else "yes" if given else "no"


def _consent_words(event: Event) -> str:
    return f"{_GIVEN[_given(event)]} {fitted(event.label, 110)}"


def _decision_words(event: Event, look: Look) -> str:
    kind, state = look.permission(event.label), look.state(str(event.detail.get("state") or ""))
    return look.messages("timeline/preset", permission=kind, state=state)


def _access_words(event: Event, look: Look) -> str:
    refused = event.detail.get("refused")
    return look.messages("timeline/refused", operation=event.label) if refused else event.label


_WIDTHS: Mapping[str, Callable[[Event, Look], float]] = {
    **dict.fromkeys(LANES["app"], lambda event, look: breadth(_pill_words(event, look)) + 16),
    **dict.fromkeys(LANES["touch"], lambda event, look: breadth(_touch_words(event))),
    "notice": lambda event, look: 210.0,
    "consent": lambda event, look: breadth(_consent_words(event)) + 16,
    "prompt": lambda event, look: 190.0,
    "answer": lambda event, look: breadth(_answer_words(event)) + 16,
    "decision": lambda event, look: breadth(_decision_words(event, look)) + 16,
    "permission": lambda event, look: 80.0,
    "access": lambda event, look: breadth(_access_words(event, look)) + 22,
    "gone": lambda event, look: breadth(_gone_words(event, look)) + 16,
}


def _draw_pill(group: ET.Element, mark: Mark, look: Look, top: float) -> None:
    pill(group, mark.left, top + 4, _pill_words(mark.event, look), "app")


def _draw_gone(group: ET.Element, mark: Mark, look: Look, top: float) -> None:
    pill(group, mark.left, top + 2, _gone_words(mark.event, look), "bad")


def _draw_touch(group: ET.Element, mark: Mark, look: Look, top: float) -> None:
    text(group, mark.left, top + 15, _touch_words(mark.event), "", 170)


def _draw_screen(group: ET.Element, mark: Mark, look: Look, top: float) -> None:
    """A thumbnail with its name below; the place of one that may not be taken; else a tick."""
    shown = look.pictures.get(id(mark.event))
    if shown is None:
        element(group, "rect", "card", x=mark.left, y=top + 3, width=7, height=13, rx=1)
        return
    width, height = shown
    if mark.event.picture:
        element(group, "use", x=mark.left, y=top + 4, href=f"#{picture_id(mark.event.picture)}")
        element(group, "rect", "rule", x=mark.left, y=top + 4, width=width, height=height)
    else:
        element(group, "rect", "dark", x=mark.left, y=top + 4, width=width, height=height, rx=4)
        hidden = mark.event.detail.get("picture") == "hidden"
        words = look.messages("timeline/no-picture" if hidden else "timeline/blank")
        for number, line in enumerate(lines(words, width - 10, 5)):
            text(group, mark.left + 6, top + 24 + 16 * number, line, "inv", width)
    text(group, mark.left, top + height + 18, mark.event.label, "soft small", width + 8)


def _draw_notice(group: ET.Element, mark: Mark, look: Look, top: float) -> None:
    element(group, "rect", "notice", x=mark.left, y=top + 3, width=mark.width, height=52, rx=4)
    text(group, mark.left + 8, top + 18, look.kind(mark.event), "b", mark.width - 16)
    for number, line in enumerate(lines(mark.event.label, mark.width - 16, 2, 11)):
        text(group, mark.left + 8, top + 33 + 14 * number, line, "small", mark.width)


def _draw_consent(group: ET.Element, mark: Mark, look: Look, top: float) -> None:
    pill(group, mark.left, top + 18, _consent_words(mark.event), _given(mark.event))


def _draw_prompt(group: ET.Element, mark: Mark, look: Look, top: float) -> None:
    asked = look.permission(str(mark.event.detail.get("permission") or "unknown"))
    element(group, "rect", "ask", x=mark.left, y=top + 3, width=mark.width, height=56, rx=4)
    text(group, mark.left + 8, top + 18, look.messages("timeline/asks", permission=asked), "b", 170)
    said = mark.event.label or look.messages("timeline/page-asks")
    for number, line in enumerate(lines(said, mark.width - 16, 2, 11)):
        text(group, mark.left + 8, top + 34 + 15 * number, line, "small", mark.width)


def _draw_answer(group: ET.Element, mark: Mark, look: Look, top: float) -> None:
    cls = "no" if mark.event.detail.get("meaning") in _NO else "yes"
    pill(group, mark.left, top + 16, _answer_words(mark.event), cls)


def _draw_decision(group: ET.Element, mark: Mark, look: Look, top: float) -> None:
    pill(group, mark.left, top + 16, _decision_words(mark.event, look), "wait")


def _draw_permission(group: ET.Element, mark: Mark, look: Look, top: float) -> None:
    """The bar begins here; a line marks the moment."""
    element(group, "path", "arrow", d=f"M{mark.left:g} {top + 1:g}v21")


def _draw_access(group: ET.Element, mark: Mark, look: Look, top: float) -> None:
    """A full diamond for a use, a hollow one for a refusal."""
    cls = "use hollow" if mark.event.detail.get("refused") else "use"
    element(group, "path", cls, d=f"M{mark.left:g} {top + 13:g}l6 -7l6 7l-6 7z")
    text(group, mark.left + 17, top + 17, _access_words(mark.event, look), "", mark.width)


def _draw_nothing(group: ET.Element, mark: Mark, look: Look, top: float) -> None:
    """Its bar says it."""


_DRAWN: Mapping[str, Callable[[ET.Element, Mark, Look, float], None]] = {
    **dict.fromkeys(LANES["touch"], _draw_touch),
    "screen": _draw_screen,
    "notice": _draw_notice,
    "consent": _draw_consent,
    "prompt": _draw_prompt,
    "answer": _draw_answer,
    "decision": _draw_decision,
    "permission": _draw_permission,
    "access": _draw_access,
    "front": _draw_nothing,
    "gone": _draw_gone,
}
