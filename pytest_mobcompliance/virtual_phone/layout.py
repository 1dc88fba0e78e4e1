"""Gives views their places: widths and heights from content, then positions, then what is visible.

Widths of texts follow a plain rule (a Chinese character is one em wide) instead of a font, so that the same
screen has the same bounds on a machine without Chinese fonts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .spec import text_dp
from .views import Box, Node, View

_NARROW = 0.55
"""em: an average Latin letter or digit."""
_BOX = 32.0
"""dp: the box of a checkbox, radio button or switch, with the gap to its words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """What layout must know. ``density``: px per dp. ``scrolled``: px by key of the scrolling view."""

    density: float
    font_scale: float = 1.0
    api: int = 34
    scrolled: Mapping[str, int] = field(default_factory=dict)

    def px(self, dp: float) -> int:
        return round(dp * self.density)

    def text_px(self, view: View) -> float:
        size = view.size if view.in_px else text_dp(view.size, self.font_scale, self.api)
        return size * self.density


def lay_out(root: View, area: Box, display: Display, key: str = "") -> Node:
    """Place a tree of views in an area (px); the root's own lengths decide how much of it is filled.

    ``key``: the root's; those below are paths of ids and child numbers behind it.
    """
    width, height = _measure(root, area[2] - area[0], area[3] - area[1], display)
    box = (area[0], area[1], area[0] + width, area[1] + height)
    return _place(root, box, area, display, key or "0")


def wrap(words: str, width: float, text_px: float) -> tuple[str, ...]:
    """Break a text into lines of at most ``width`` px: between Chinese characters, around Latin words."""
    lines: list[str] = []
    for paragraph in words.split("\n"):
        line, used = "", 0.0
        for word in (piece for whole in _words(paragraph) for piece in _pieces(whole, width, text_px)):
            size = _width(word, text_px)
            if line and used + size > width:
                lines.append(line)
                line, used = "", 0.0
            line, used = line + word, used + size
        lines.append(line)
    return tuple(lines)


def _pieces(word: str, width: float, text_px: float) -> Iterator[str]:
    """A word that is longer than a line is broken, as Android does."""
    most = max(int(width / (_NARROW * text_px)), 1) if text_px else len(word)
    for at in range(0, len(word), most):
        yield word[at : at + most]


def _words(paragraph: str) -> list[str]:
    words: list[str] = []
    for letter in paragraph:
        if (
            words
            and _is_narrow(letter)
            and letter != " "
            and _is_narrow(words[-1][-1])
            and words[-1][-1] != " "
        ):
            words[-1] += letter
        else:
            words.append(letter)
    return words


def _is_narrow(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) not in ("W", "F", "A")


def _width(words: str, text_px: float) -> float:
    return sum(_NARROW if _is_narrow(letter) else 1.0 for letter in words) * text_px


def _shown_text(view: View) -> str:
    if view.password and view.text and not view.drawn_clear:
        return "•" * len(view.text)
    return view.text or view.hint


def _lines(view: View, inner: int, display: Display) -> tuple[str, ...]:
    words = _shown_text(view)
    if not words:
        return ()
    room = inner - (display.px(_BOX) if view.checkable else 0)
    lines = wrap(words, max(room, 1), display.text_px(view))
    return lines[: view.most_lines] if view.most_lines else lines


def _line_px(view: View, display: Display) -> float:
    return display.text_px(view) * view.line_spacing


# ------------------------------------------------------------------ measuring


def _measure(view: View, room: int, room_down: int, display: Display) -> tuple[int, int]:
    """Width and height in px that a view takes of the room its parent has."""
    if not isinstance(view.width, str):
        width = display.px(view.width)
    elif view.width == "fill":
        width = room
    else:
        width = min(room, _content_width(view, room, display) + 2 * display.px(view.padding))
    if not isinstance(view.height, str):
        height = display.px(view.height)
    elif view.height == "fill" or (view.scroll and view.weight):
        height = room_down
    else:
        height = _content_height(view, width, room_down, display) + 2 * display.px(view.padding)
        height = min(height, room_down) if view.scroll else height
    return width, height


def _content_width(view: View, room: int, display: Display) -> int:
    inner = room - 2 * display.px(view.padding)
    lines = _lines(view, inner, display)
    own = max((_width(line, display.text_px(view)) for line in lines), default=0.0)
    own += display.px(_BOX) if view.checkable else 0
    widths = [_measure(child, inner, 1 << 20, display)[0] for child in view.children]
    if view.flow == "row":
        return round(max(own, sum(widths) + display.px(view.gap) * max(len(widths) - 1, 0)))
    return round(max(own, max(widths, default=0)))


def _content_height(view: View, width: int, room_down: int, display: Display) -> int:
    inner = max(width - 2 * display.px(view.padding), 1)
    own = round(len(_lines(view, inner, display)) * _line_px(view, display))
    if view.checkable:
        own = max(own, display.px(_BOX))
    if view.flow == "row":
        heights = [
            _measure(child, each, room_down, display)[1]
            for child, each in zip(view.children, _row_widths(view, inner, display), strict=True)
        ]
        return max(own, max(heights, default=0))
    heights = [_measure(child, inner, room_down, display)[1] for child in view.children]
    if view.flow == "stack":
        return max(own, max(heights, default=0))
    return own + sum(heights) + display.px(view.gap) * max(len(heights) - (not own), 0)


def _row_widths(view: View, inner: int, display: Display) -> list[int]:
    """Widths of a row's children: first those of their own, then what is left by weight."""
    gaps = display.px(view.gap) * max(len(view.children) - 1, 0)
    fixed = [0 if child.weight else _measure(child, inner, 1 << 20, display)[0] for child in view.children]
    left = max(inner - gaps - sum(fixed), 0)
    shares = sum(child.weight for child in view.children)
    return [
        int(left * child.weight / shares) if child.weight else own
        for child, own in zip(view.children, fixed, strict=True)
    ]


# ------------------------------------------------------------------ placing


def _place(view: View, box: Box, clip: Box, display: Display, key: str) -> Node:
    seen = _within(box, clip)
    pad = display.px(view.padding)
    inner = (box[0] + pad, box[1] + pad, box[2] - pad, box[3] - pad)
    lines = _lines(view, inner[2] - inner[0], display)
    node = Node(
        view=view,
        key=key,
        box=box,
        seen=seen,
        lines=lines,
        text_px=display.text_px(view),
        line_px=_line_px(view, display),
    )
    node.shortened = _is_shortened(view, lines)
    lowest = (len(lines) - 0.5) * node.line_px + 0.5 * node.text_px  # of the last line's letters
    node.cut = node.shortened or (bool(lines) and lowest > inner[3] - inner[1] + 1)
    clip = seen or (box[0], box[1], box[0], box[1])
    top = inner[1] + (
        round(len(lines) * node.line_px) if lines and view.children and view.flow == "column" else 0
    )
    boxes = _boxes(view, (inner[0], top, inner[2], inner[3]), display)
    if view.scroll and boxes:
        content = max(each[3] for each in boxes) + pad - box[1]
        node.scroll_room = max(content - (box[3] - box[1]), 0)
        node.scrolled = min(max(display.scrolled.get(key, 0), 0), node.scroll_room)
        boxes = [(b[0], b[1] - node.scrolled, b[2], b[3] - node.scrolled) for b in boxes]
    taken: set[str] = set()
    for number, (child, each) in enumerate(zip(view.children, boxes, strict=True)):
        name = child.id if child.id and child.id not in taken else str(number)
        taken.add(name)
        node.children.append(_place(child, each, clip, display, f"{key}/{name}"))
    return node


def _boxes(view: View, inner: Box, display: Display) -> list[Box]:
    if view.flow == "row":
        return _in_row(view, inner, display)
    if view.flow == "stack":
        return [_in_stack(view, child, inner, display) for child in view.children]
    return _in_column(view, inner, display)


def _in_row(view: View, inner: Box, display: Display) -> list[Box]:
    boxes, left = [], inner[0]
    for child, width in zip(view.children, _row_widths(view, inner[2] - inner[0], display), strict=True):
        height = min(_measure(child, width, inner[3] - inner[1], display)[1], max(inner[3] - inner[1], 0))
        down = _offset(view.gravity, inner[3] - inner[1] - height)
        boxes.append((left, inner[1] + down, left + width, inner[1] + down + height))
        left += width + display.px(view.gap)
    return boxes


def _in_column(view: View, inner: Box, display: Display) -> list[Box]:
    room, room_down = inner[2] - inner[0], inner[3] - inner[1]
    sizes = [_measure(child, room, room_down, display) for child in view.children]
    gaps = display.px(view.gap) * max(len(sizes) - 1, 0)
    shares = sum(child.weight for child in view.children)
    if shares and not view.scroll:
        taken = sum(size[1] for child, size in zip(view.children, sizes, strict=True) if not child.weight)
        left = max(room_down - gaps - taken, 0)
        sizes = [
            (size[0], int(left * child.weight / shares)) if child.weight else size
            for child, size in zip(view.children, sizes, strict=True)
        ]
    boxes, top = [], inner[1]
    for width, height in sizes:
        across = _offset(view.gravity, room - width)
        boxes.append((inner[0] + across, top, inner[0] + across + width, top + height))
        top += height + display.px(view.gap)
    return boxes


def _in_stack(view: View, child: View, inner: Box, display: Display) -> Box:
    width, height = _measure(child, inner[2] - inner[0], inner[3] - inner[1], display)
    gravity = child.at or (view.gravity, view.gravity)
    across = _offset(gravity[0], inner[2] - inner[0] - width)
    down = _offset(gravity[1], inner[3] - inner[1] - height)
    return (inner[0] + across, inner[1] + down, inner[0] + across + width, inner[1] + down + height)


def _offset(gravity: str, left_over: int) -> int:
    return {"start": 0, "center": max(left_over, 0) // 2, "end": max(left_over, 0)}[gravity]


def _within(box: Box, clip: Box) -> Box | None:
    seen = (max(box[0], clip[0]), max(box[1], clip[1]), min(box[2], clip[2]), min(box[3], clip[3]))
    return seen if seen[0] < seen[2] and seen[1] < seen[3] else None


def _is_shortened(view: View, lines: tuple[str, ...]) -> bool:
    """Whether lines are missing at the end (``most_lines``)."""
    whole = _shown_text(view).replace(" ", "").replace("\n", "")
    return bool(lines) and "".join(lines).replace(" ", "") != whole
