"""Draws the windows of the phone as a PNG: real text where a Chinese font is, simple shapes for pictures."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from random import Random
from typing import TypeAlias

from PIL import Image, ImageDraw, ImageFont

from .views import BUTTON, RADIO, SWITCH, Box, Node, View, Window

Ink: TypeAlias = "str | tuple[int, int, int]"
_INK, _NIGHT_INK = "#1a1a1a", "#e6e6e6"
_PAPER, _NIGHT_PAPER = "#ffffff", "#121212"
_FAINT = "#8a8f99"
_ACCENT = "#1a56c4"
_DIM = 0.4
"""How much of the light stays behind a dialog (Android's `backgroundDimAmount` is 0.6)."""
_BOX_DP, _MARK_DP = 32.0, 20.0
"""dp: room that `layout` leaves for a box, and what is drawn of it."""
_FONT_NAMES = (
    "NotoSansCJKsc-Regular", "NotoSansCJK-Regular", "NotoSansSC-Regular", "NotoSansSC",
    "SourceHanSansSC-Regular", "SourceHanSansCN-Regular", "SourceHanSans", "wqy-microhei", "wqy-zenhei",
    "PingFang", "HiraginoSansGB", "Hiragino Sans GB", "STHeiti Light", "STHeiti Medium", "msyh", "simhei",
    "simsun", "DroidSansFallbackFull", "DroidSansFallback",
)  # fmt: skip
"""Files with Chinese letters, the better first; whatever their ending."""
_FONT_FOLDERS = {
    "linux": ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"),
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    "win32": ("C:/Windows/Fonts", "~/AppData/Local/Microsoft/Windows/Fonts"),
}


def render(
    windows: Sequence[Window], width: int, height: int, *, density: float, night: bool = False
) -> bytes:
    """The display as PNG.

    :param windows: back to front. One that is protected (FLAG_SECURE) is black, and so is what lies below it;
        the bars of the system are drawn beside it all the same.
    :param density: px per dp.
    """
    paper = Image.new("RGB", (width, height), _NIGHT_PAPER if night else _PAPER)
    return _png(_drawn(paper, windows, density, night=night))


def _drawn(picture: Image.Image, windows: Sequence[Window], density: float, *, night: bool) -> Image.Image:
    for window in windows:
        if window.dim:
            picture = picture.point(_darker())
        _Brush(picture, density, night=night).window(window)
    return picture


def _around(boxes: Iterable[Box]) -> Box:
    """The smallest box around some."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def has_chinese() -> bool:
    """Whether a font with Chinese letters was found."""
    return chinese_font() is not None


@cache
def chinese_font() -> str | None:
    """Path of the best font with Chinese letters in this system's usual folders; None where there is none."""
    names = {name.casefold(): rank for rank, name in enumerate(_FONT_NAMES)}
    found: list[tuple[int, str]] = []
    for path in _font_files():
        rank = names.get(Path(path).stem.casefold())
        if rank is not None:
            found.append((rank, path))
    return min(found)[1] if found else None


def _font_files() -> Iterable[str]:
    for folder in _FONT_FOLDERS.get(sys.platform, _FONT_FOLDERS["linux"]):
        for parent, _, files in os.walk(Path(folder).expanduser()):
            yield from (str(Path(parent, file)) for file in sorted(files))


@cache
def _darker() -> list[int]:
    return [int(value * _DIM) for value in range(256)] * 3


def _png(picture: Image.Image) -> bytes:
    held = io.BytesIO()
    picture.save(held, "PNG", compress_level=1)
    return held.getvalue()


@cache
def _font(px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    path = chinese_font()
    if path is None:
        return ImageFont.load_default(px)
    # Most Noto collections keep simplified Chinese third.
    index = 2 if path.casefold().endswith("notosanscjk-regular.ttc") else 0
    try:
        return ImageFont.truetype(path, px, index=index, layout_engine=ImageFont.Layout.BASIC)
    except OSError:
        return ImageFont.truetype(path, px, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=2048)
def _stamp(words: str, px: int, bold: bool) -> tuple[Image.Image, int, int] | None:
    """A line of text as a mask, its offset from the line's left end, and from the middle of the line.

    The middle is that of a Chinese letter, so that lines with and without descenders stand alike.
    """
    font = _font(px)
    # Skia's fake bold widens the outline by 1/24 to 1/32 em in all (SkScalerContext); a stroke is one side's.
    stroke = max(round(px / 64), 1) if bold else 0
    left, top, right, bottom = font.getbbox(words, stroke_width=stroke)
    if right <= left or bottom <= top:
        return None
    mask = Image.new("L", (int(right - left), int(bottom - top)), 0)
    ImageDraw.Draw(mask).text((-left, -top), words, fill=255, font=font, stroke_width=stroke)
    return mask, int(left), int(top - _middle(px))


@cache
def _middle(px: int) -> float:
    box = _font(px).getbbox("国" if has_chinese() else "H")
    return (box[1] + box[3]) / 2


@lru_cache(maxsize=8)
def _photograph(width: int, height: int) -> Image.Image:
    """A picture without flat parts, the same in each run: soft patches of colour under a fine grain."""
    chance = Random(width * 31 + height)
    lights = [chance.randrange(30, 200) for _ in range(12 * 8)]
    tones = bytes(light + chance.randrange(50) for light in lights for _ in "rgb")
    patches = Image.frombytes("RGB", (12, 8), tones).resize((width, height), Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", (width, height), chance.randbytes(width * height))
    return Image.blend(patches, Image.merge("RGB", (grain, grain, grain)), 0.08)


class _Brush:
    """Draws one window's nodes on the picture."""

    def __init__(self, picture: Image.Image, density: float, *, night: bool) -> None:
        self._picture = picture
        self._draw = ImageDraw.Draw(picture)
        self._density = density
        self._night = night

    def window(self, window: Window) -> None:
        root = window.root
        if root.seen is None:
            return
        if window.secure:
            self._fill(root.seen, "#000000", 0)
            return
        if root.view.background is None and window.kind in ("application", "dialog", "bar"):
            self._fill(root.seen, self._paper, 0)
        for node in root.walk():
            if node.seen is not None:
                self._node(node, round_dp=24 if window.kind == "toast" else None)

    @property
    def _paper(self) -> Ink:
        return _NIGHT_PAPER if self._night else _PAPER

    def _px(self, dp: float) -> int:
        return max(round(dp * self._density), 1)

    def _ink(self, view: View) -> Ink:
        if not view.enabled:
            return _FAINT
        if view.color is not None:
            return view.color
        if view.hint and not view.text:
            return _FAINT
        return _NIGHT_INK if self._night else _INK

    def _fill(self, box: Box, color: Ink, radius: int) -> None:
        area = (box[0], box[1], box[2] - 1, box[3] - 1)
        if radius and min(box[2] - box[0], box[3] - box[1]) > 2 * radius:
            self._draw.rounded_rectangle(area, radius, fill=color)
        elif area[0] <= area[2] and area[1] <= area[3]:
            self._draw.rectangle(area, fill=color)

    def _node(self, node: Node, round_dp: float | None) -> None:
        view = node.view
        if node.seen is None:
            return
        if view.background is not None:
            is_round = view.cls == BUTTON and node.seen == node.box
            radius = self._px(round_dp if round_dp is not None else 6) if is_round or round_dp else 0
            self._fill(node.seen, view.background, radius)
        if view.photo:
            self._photo(node)
        if view.small:
            self._small(node)
        if view.checkable:
            self._check(node)
        if view.icon:
            self._icon(node)
        if node.lines:
            self._text(node)
        if view.drawn:
            self._drawn(node)

    # ------------------------------------------------------------------ text

    def _text(self, node: Node) -> None:
        view = node.view
        pad = round(view.padding * self._density)
        left, right = node.box[0] + pad, node.box[2] - pad
        if view.checkable:
            left += self._px(_BOX_DP)
        block = len(node.lines) * node.line_px
        room = node.box[3] - node.box[1] - 2 * pad
        # A lone text stands in the middle of its height, as in buttons and fields; one with children on top.
        top = node.box[1] + pad + (max(room - block, 0) / 2 if not node.children else 0)
        for number, line in enumerate(node.lines):
            middle = top + (number + 0.5) * node.line_px
            last = node.shortened and number == len(node.lines) - 1
            self._line(f"{line[:-1]}…" if last and len(line) > 1 else line, node, left, right, middle)

    def _drawn(self, node: Node) -> None:
        """Words of a picture: one line in its middle, as large as the picture says."""
        view, box = node.view, node.box
        pad = round(view.padding * self._density)
        lone = Node(view=replace(view, gravity="center"), key="", box=box, seen=node.seen)
        lone.text_px = view.size * self._density
        self._line(view.drawn, lone, box[0] + pad, box[2] - pad, (box[1] + box[3]) / 2)

    def _line(self, words: str, node: Node, left: int, right: int, middle: float) -> None:
        view = node.view
        px = max(round(node.text_px), 1)
        if not words.strip() or node.seen is None:
            return
        stamp = _stamp(words, px, view.bold)
        if stamp is None:
            return
        mask, aside, above = stamp
        room = max(right - left, 1)
        if mask.width > room:  # the font is wider than the layout's rule: squeeze, do not spill
            mask = mask.resize((room, mask.height))
        x = left + aside
        if view.gravity == "center":
            x = left + (room - mask.width) // 2
        elif view.gravity == "end":
            x = right - mask.width
        self._paste(mask, x, round(middle + above), self._ink(view), node.seen)

    def _paste(self, mask: Image.Image, x: int, y: int, color: Ink, clip: Box) -> None:
        """Put a mask in a colour, but nothing outside the visible part."""
        cut = (
            max(clip[0] - x, 0),
            max(clip[1] - y, 0),
            min(clip[2] - x, mask.width),
            min(clip[3] - y, mask.height),
        )
        if cut[0] >= cut[2] or cut[1] >= cut[3]:
            return
        part = mask if cut == (0, 0, mask.width, mask.height) else mask.crop(cut)
        place = (x + cut[0], y + cut[1], x + cut[2], y + cut[3])
        self._picture.paste(color, place, part)

    # ------------------------------------------------------------------ controls and pictures

    def _check(self, node: Node) -> None:
        """A box, a circle or a switch at the left of its words."""
        view, size = node.view, self._px(_MARK_DP)
        left = node.box[0] + round(view.padding * self._density)
        top = (node.box[1] + node.box[3] - size) // 2
        if node.seen is None or top < node.seen[1] or top + size > node.seen[3]:
            return
        box = (left, top, left + size, top + size)
        color = _ACCENT if view.checked else _FAINT
        pen = self._px(2)
        if view.cls == SWITCH or view.cls.endswith("Switch"):
            self._switch(box, color, on=view.checked)
        elif view.cls == RADIO:
            self._draw.ellipse(box, outline=color, width=pen)
            if view.checked:
                self._draw.ellipse(_shrunk(box, size // 4), fill=color)
        elif view.checked:
            self._draw.rounded_rectangle(box, pen, fill=color)
            points = [_at(box, 0.22, 0.52), _at(box, 0.42, 0.72), _at(box, 0.8, 0.3)]
            self._draw.line(points, fill="#ffffff", width=pen, joint="curve")
        else:
            self._draw.rounded_rectangle(box, pen, outline=color, width=pen)

    def _switch(self, box: Box, color: Ink, *, on: bool) -> None:
        size = box[3] - box[1]
        track = (box[0], box[1] + size // 5, box[0] + round(size * 1.5), box[3] - size // 5)
        self._draw.rounded_rectangle(track, (track[3] - track[1]) // 2, fill=color)
        knob = track[2] - (track[3] - track[1]) if on else track[0]
        area = (knob, track[1], knob + track[3] - track[1], track[3])
        self._draw.ellipse(_shrunk(area, max(size // 12, 1)), fill="#ffffff")

    def _photo(self, node: Node) -> None:
        box, seen = node.box, node.seen
        if seen is None:
            return
        whole = _photograph(box[2] - box[0], box[3] - box[1])
        part = (seen[0] - box[0], seen[1] - box[1], seen[2] - box[0], seen[3] - box[1])
        self._picture.paste(whole.crop(part), (seen[0], seen[1]))

    def _small(self, node: Node) -> None:
        """A small picture of what some windows fill together."""
        box, seen, windows = node.box, node.seen, node.view.small
        if seen is None:
            return
        area = _around([window.root.box for window in windows])
        whole = Image.new("RGB", (area[2], area[3]), _NIGHT_PAPER if self._night else _PAPER)
        whole = _drawn(whole, windows, self._density, night=self._night).crop(area)
        small = whole.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.BILINEAR)
        part = (seen[0] - box[0], seen[1] - box[1], seen[2] - box[0], seen[3] - box[1])
        self._picture.paste(small.crop(part), (seen[0], seen[1]))

    def _icon(self, node: Node) -> None:
        view = node.view
        if node.seen is None or _share(node) < 0.5:
            return
        size = min(node.box[2] - node.box[0], node.box[3] - node.box[1], self._px(28))
        if not view.cls.endswith(("ImageView", "ImageButton", "Image")) and node.lines:
            return
        left = (node.box[0] + node.box[2] - size) // 2
        top = (node.box[1] + node.box[3] - size) // 2
        area = _shrunk((left, top, left + size, top + size), max(size // 10, 1))
        pen = max(size // 12, 1)
        draw_icon = _ICONS.get(view.icon, _picture)
        draw_icon(self._draw, area, self._ink(view), pen)


def _share(node: Node) -> float:
    """Part of a node that shows."""
    if node.seen is None:
        return 0.0
    whole = max((node.box[2] - node.box[0]) * (node.box[3] - node.box[1]), 1)
    return (node.seen[2] - node.seen[0]) * (node.seen[3] - node.seen[1]) / whole


# ------------------------------------------------------------------ icons

Drawing: TypeAlias = Callable[[ImageDraw.ImageDraw, Box, Ink, int], None]


def _at(box: Box, x: float, y: float) -> tuple[float, float]:
    return box[0] + (box[2] - box[0]) * x, box[1] + (box[3] - box[1]) * y


def _shrunk(box: Box, px: int) -> Box:
    return (box[0] + px, box[1] + px, max(box[2] - px, box[0] + px + 1), max(box[3] - px, box[1] + px + 1))


def _part(
    box: Box, left: float, top: float, right: float, bottom: float
) -> tuple[float, float, float, float]:
    return (*_at(box, left, top), *_at(box, right, bottom))


_Stroke: TypeAlias = tuple[str, tuple[float, ...]]
"""``line``, ``circle``, ``disc``, ``box``, ``block``, ``arc`` (two angles, degrees); in parts of the size."""


def _strokes(*strokes: _Stroke) -> Drawing:
    """A drawing made of simple strokes."""

    def draw(pencil: ImageDraw.ImageDraw, box: Box, color: Ink, pen: int) -> None:
        for kind, at in strokes:
            if kind == "line":
                points = [_at(box, at[n], at[n + 1]) for n in range(0, len(at), 2)]
                pencil.line(points, fill=color, width=pen, joint="curve")
                continue
            area = _part(box, at[0], at[1], at[2], at[3])
            if kind == "circle":
                pencil.ellipse(area, outline=color, width=pen)
            elif kind == "disc":
                pencil.ellipse(area, fill=color)
            elif kind == "box":
                pencil.rectangle(area, outline=color, width=pen)
            elif kind == "block":
                pencil.rectangle(area, fill=color)
            else:
                pencil.arc(area, at[4], at[5], fill=color, width=pen)

    return draw


_picture = _strokes(
    ("box", (0, 0.1, 1, 0.9)),
    ("disc", (0.15, 0.22, 0.35, 0.42)),
    ("line", (0, 0.85, 0.4, 0.5, 0.6, 0.7, 0.75, 0.55, 1, 0.85)),
)
_person = _strokes(("disc", (0.3, 0, 0.7, 0.42)), ("arc", (0.05, 0.5, 0.95, 1.5, 180, 360)))
_close = _strokes(("line", (0.1, 0.1, 0.9, 0.9)), ("line", (0.9, 0.1, 0.1, 0.9)))
_back = _strokes(("line", (0.7, 0, 0.2, 0.5, 0.7, 1)))
_gear = _strokes(
    ("circle", (0.15, 0.15, 0.85, 0.85)),
    ("circle", (0.38, 0.38, 0.62, 0.62)),
    ("line", (0.5, 0, 0.5, 0.15)),
    ("line", (0.5, 0.85, 0.5, 1)),
    ("line", (0, 0.5, 0.15, 0.5)),
    ("line", (0.85, 0.5, 1, 0.5)),
)
_bell = _strokes(
    ("line", (0.05, 0.78, 0.2, 0.6, 0.2, 0.35, 0.5, 0.08, 0.8, 0.35, 0.8, 0.6, 0.95, 0.78, 0.05, 0.78)),
    ("disc", (0.4, 0.84, 0.6, 1)),
)
_ICONS: Mapping[str, Drawing] = {
    "search": _strokes(("circle", (0, 0, 0.72, 0.72)), ("line", (0.62, 0.62, 1, 1))),
    "back": _back,
    "arrow_back": _back,
    "next": _strokes(("line", (0.3, 0, 0.8, 0.5, 0.3, 1))),
    "home": _strokes(("line", (0, 0.5, 0.5, 0.05, 1, 0.5)), ("box", (0.18, 0.45, 0.82, 0.95))),
    "recent_apps": _strokes(("box", (0.12, 0.12, 0.88, 0.88))),
    "menu": _strokes(*(("line", (0, y, 1, y)) for y in (0.15, 0.5, 0.85))),
    "more": _strokes(*(("disc", (x, 0.42, x + 0.16, 0.58)) for x in (0.05, 0.42, 0.79))),
    "gear": _gear,
    "settings": _gear,
    "card": _strokes(("box", (0, 0.15, 1, 0.85)), ("block", (0, 0.3, 1, 0.45))),
    "close": _close,
    "scan": _strokes(
        ("line", (0, 0.3, 0, 0, 0.3, 0)),
        ("line", (0.7, 0, 1, 0, 1, 0.3)),
        ("line", (1, 0.7, 1, 1, 0.7, 1)),
        ("line", (0.3, 1, 0, 1, 0, 0.7)),
        ("line", (0.05, 0.5, 0.95, 0.5)),
    ),
    "avatar": _person,
    "person": _person,
    "bell": _bell,
    "message": _strokes(("box", (0, 0.05, 1, 0.75)), ("line", (0.25, 0.75, 0.25, 1, 0.5, 0.75))),
    "plus": _strokes(("line", (0.5, 0, 0.5, 1)), ("line", (0, 0.5, 1, 0.5))),
    "chevron": _strokes(("line", (0.35, 0.15, 0.7, 0.5, 0.35, 0.85))),
    "dot": _strokes(("disc", (0.3, 0.3, 0.7, 0.7))),
    "minus": _strokes(("line", (0, 0.5, 1, 0.5))),
    "check": _strokes(("line", (0.05, 0.5, 0.4, 0.85, 0.95, 0.15))),
    "camera": _strokes(
        ("box", (0, 0.2, 1, 0.9)), ("circle", (0.3, 0.35, 0.7, 0.75)), ("block", (0.35, 0.1, 0.65, 0.22))
    ),
    "microphone": _strokes(
        ("disc", (0.33, 0, 0.67, 0.6)), ("arc", (0.15, 0.1, 0.85, 0.8, 0, 180)), ("line", (0.5, 0.8, 0.5, 1))
    ),
    "location": _strokes(
        ("arc", (0.15, 0, 0.85, 0.7, 150, 390)),
        ("line", (0.2, 0.52, 0.5, 1, 0.8, 0.52)),
        ("disc", (0.4, 0.25, 0.6, 0.45)),
    ),
    "phone": _strokes(("box", (0.22, 0, 0.78, 1)), ("disc", (0.44, 0.84, 0.56, 0.94))),
    "folder": _strokes(("box", (0, 0.25, 1, 0.9)), ("line", (0, 0.25, 0, 0.1, 0.35, 0.1, 0.45, 0.25))),
    "picture": _picture,
    "app": _strokes(("box", (0.05, 0.05, 0.95, 0.95)), ("disc", (0.3, 0.3, 0.7, 0.7))),
    "battery": _strokes(("block", (0.25, 0.12, 0.75, 1)), ("block", (0.4, 0, 0.6, 0.12))),
    "transfer": _strokes(("line", (0, 0.3, 1, 0.3, 0.75, 0.08)), ("line", (1, 0.7, 0, 0.7, 0.25, 0.92))),
    "eye": _strokes(
        ("arc", (0, 0.15, 1, 1.1, 200, 340)),
        ("arc", (0, -0.1, 1, 0.85, 20, 160)),
        ("disc", (0.36, 0.34, 0.64, 0.62)),
    ),
    "lock": _strokes(("block", (0.1, 0.45, 0.9, 1)), ("arc", (0.25, 0.05, 0.75, 0.8, 180, 360))),
    "help": _strokes(
        ("circle", (0, 0, 1, 1)), ("line", (0.5, 0.25, 0.5, 0.6)), ("disc", (0.44, 0.7, 0.56, 0.82))
    ),
    "star": _strokes(
        (
            "line",
            (
                0.5,
                0,
                0.63,
                0.36,
                1,
                0.38,
                0.7,
                0.6,
                0.81,
                1,
                0.5,
                0.76,
                0.19,
                1,
                0.3,
                0.6,
                0,
                0.38,
                0.37,
                0.36,
                0.5,
                0,
            ),
        )
    ),
    "wallet": _strokes(("box", (0, 0.15, 1, 0.9)), ("block", (0.65, 0.45, 1, 0.62))),
    "chart": _strokes(
        ("block", (0.05, 0.5, 0.25, 1)), ("block", (0.4, 0.2, 0.6, 1)), ("block", (0.75, 0.35, 0.95, 1))
    ),
    "service": _strokes(
        ("arc", (0.05, 0, 0.95, 1, 180, 360)),
        ("block", (0, 0.45, 0.18, 0.8)),
        ("block", (0.82, 0.45, 1, 0.8)),
    ),
    "delete": _strokes(
        ("box", (0.18, 0.22, 0.82, 1)), ("line", (0, 0.2, 1, 0.2)), ("line", (0.35, 0.05, 0.65, 0.05))
    ),
}
"""Drawings by name; any other name shows a picture's frame."""


def icons() -> tuple[str, ...]:
    """Names of the drawings, for `View.icon`."""
    return tuple(_ICONS)
