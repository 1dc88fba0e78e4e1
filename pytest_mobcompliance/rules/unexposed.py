"""Text that shows in the picture and that the tree does not tell: a screen reader passes over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from ..findings import Json, Measure, Verdict
from ..recognise.own import own_part
from ..recognise.prompts import recognise_prompt
from ..recognise.text import fold
from ..screen import Box, Element, Screen
from ..screen.lettering import text_like
from ..screen.ocr import read_text
from ..screen.picture import picture_of
from .model import Judgement, Limits
from .pixels import unseen
from .tree import is_native

_MOST = 5
"""Places that are shown of one screen; the last one says how many more there are."""
_APART = 24.0
"""dp between lines of one place: more than between those of a paragraph, less than from card to card."""
_BAR = 0.05
"""Share of the height in which a phone's clock stands, whatever the app draws: 24 of 640 dp."""
_GRID = 8
"""dp to which a place is rounded in its label, so that it has one name from run to run."""
_PICTURES = frozenset({"img", "image", "canvas"})
_ICON = 48.0
"""dp: pictures up to here are icons (Material's largest), whose strokes may look like letters."""
_WORDS = (48.0, 12.0)
"""dp that a few words take, at least."""
_LARGE = 0.5
"""Of the picture: what is larger than this and has no text speaks of itself, not of each text inside."""
_READ = 4
"""Characters of a reading from which it stands for what is drawn: one letter is in some text of any tree."""


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A place of the picture, px; it has no element. ``label``: where it is, in dp (px without a density)."""

    label: str
    bounds: Box

    def to_json(self) -> dict[str, Json]:
        """Return label and bounds."""
        known = asdict(self)
        return {**known, "bounds": list(self.bounds)}


def unexposed_text(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Places that look like text although no element there has a text or a name: for a person to look at.

    Handed the whole screen, since what the keyboard or a dialog of the system shows has its own elements.
    Where Tesseract is installed, what it reads is said, and left out where the tree says it elsewhere. Only
    places that are shown are read.
    """
    own = own_part(screen)
    if not any(True for _ in own.shown()):
        return
    if recognise_prompt(screen) is not None:  # what it dims shows on, and its elements are gone
        yield Judgement(element=None, verdict=Verdict.NOT_VERIFIED, reason="dialog-in-front")
        return
    picture = picture_of(screen)
    if picture is None:
        yield Judgement(element=None, verdict=Verdict.NOT_VERIFIED, reason=unseen(screen))
        return
    boxes = [*_accounted(screen), *_foreign(screen, own), *_bar(screen), *_behind(own)]
    places = _together(text_like(picture, boxes, screen.density), _APART * (screen.density or 1.0))
    said = " ".join(fold(each.text or each.name or "") for each in screen.elements)
    found: list[tuple[Box, str | None]] = []
    more = 0
    for box in places:
        if len(found) == _MOST:
            more += 1
        elif len(fold((read := read_text(picture, box)) or "")) < _READ or fold(read or "") not in said:
            found.append((box, read))
    for number, (box, read) in enumerate(found):
        values: dict[str, Measure] = {} if read is None else {"read": read}
        if number == _MOST - 1 and more:
            values["more"] = more
        yield Judgement(
            element=DrawnText(_label(box, screen.density), box),
            verdict=Verdict.NEEDS_REVIEW,
            reason="text-not-in-tree",
            values=values,
        )
    outside = [each for each in own.shown() if _may_hold_words(each) and not is_native(own)]
    for element in outside:
        yield Judgement(element=element, verdict=Verdict.NOT_VERIFIED, reason="out-of-picture")
    if not found and not outside:
        yield Judgement(element=None, verdict=Verdict.SATISFIED)


def _may_hold_words(element: Element) -> bool:
    """Whether a picture without a name is as large as words, and not all of it in the picture of the page."""
    size = element.size_dp
    seen = element.bounds is not None and not element.clipped
    if element.role not in _PICTURES and element.class_name not in _PICTURES:
        return False
    return (
        not seen and not element.name and size is not None and size[0] >= _WORDS[0] and size[1] >= _WORDS[1]
    )


def _accounted(screen: Screen) -> list[Box]:
    """Boxes in px of what the tree tells: texts, names, fields, icons.

    The text of a web view is the title of its page: of what is drawn in it, that says nothing.
    """
    width, height = screen.size
    return [
        box
        for element in screen.shown()
        if (box := element.bounds) is not None
        and element.role != "webview"
        and (element.text or element.hint or element.editable or _speaks(element) or _is_icon(element))
        and (_is_words(element) or (box[2] - box[0]) * (box[3] - box[1]) <= _LARGE * width * height)
    ]


def _is_words(element: Element) -> bool:
    """Whether nothing but words shows in the element, however large it is."""
    return not element.children and bool(element.text or element.editable)


def _is_icon(element: Element) -> bool:
    size = element.size_dp
    return element.role in _PICTURES and size is not None and max(size) <= _ICON


def _speaks(element: Element) -> bool:
    return bool(element.name and element.name.strip()) and (
        not element.children or bool(element.clickable or element.focusable or element.role == "img")
    )


def _foreign(screen: Screen, own: Screen) -> list[Box]:
    """Boxes of what is not the app's: a keyboard, a dialog of the system."""
    if own is screen:
        return []
    return [
        each.bounds for each in screen.elements if each.id not in own.index and each.bounds and each.parent
    ]


def _bar(screen: Screen) -> list[Box]:
    """Where a phone's status bar may stand; it is in the picture, and seldom in the tree.

    Not so below: the bar there has no letters, and with gestures an app's own labels stand in its place.
    """
    if not is_native(screen):
        return []
    width, height = screen.size
    return [(0.0, 0.0, float(width), _BAR * height)]


def _behind(own: Screen) -> list[Box]:
    """What lies around the app's windows: a phone's tree holds the window in front only, its picture all."""
    root = own.elements[0].id
    windows = [each.bounds for each in own.shown() if each.parent == root and each.children and each.bounds]
    if not is_native(own) or not windows:
        return []
    left, top = (min(box[edge] for box in windows) for edge in (0, 1))
    right, bottom = (max(box[edge] for box in windows) for edge in (2, 3))
    width, height = map(float, own.size)
    return [
        (0.0, 0.0, width, top),
        (0.0, bottom, width, height),
        (0.0, 0.0, left, height),
        (right, 0.0, width, height),
    ]


def _together(boxes: Sequence[Box], apart: float) -> list[Box]:
    """Join lines that stand below each other, nearer than ``apart`` px; from top to bottom."""
    joined: list[Box] = []
    for box in sorted(boxes, key=lambda each: (each[1], each[0])):
        for number, other in enumerate(joined):
            beside = box[0] < other[2] + apart and other[0] < box[2] + apart
            if beside and box[1] - other[3] < apart:
                joined[number] = (
                    min(box[0], other[0]),
                    min(box[1], other[1]),
                    max(box[2], other[2]),
                    max(box[3], other[3]),
                )
                break
        else:
            joined.append(box)
    return joined


def _label(box: Box, density: float | None) -> str:
    left, top = (round(edge / (density or 1.0) / _GRID) * _GRID for edge in box[:2])
    return f"text at {left}, {top}"
