"""The screen of an Android app: source of Appium's UiAutomator2 driver, or a file of ``uiautomator dump``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from ..findings import Json
from ..messages import say
from .model import Box, Element, Platform, Screen
from .native import Canvas, flag, number, paths, tables, words
from .pixels import read_picture
from .source import Node, fail, read_source
from .sp import dp_of

_ROOT = "hierarchy"
_AROUND = frozenset({"hierarchy", "displays", "display", "window"})
"""Tags that are no views: the driver's root, and what ``uiautomator dump --windows`` puts around trees."""
_WANTED = frozenset(
    [
        *(
            "class",
            "package",
            "text",
            "content-desc",
            "resource-id",
            "bounds",
            "displayed",
            "visible-to-user",
        ),
        *("checkable", "checked", "clickable", "enabled", "focusable", "password", "scrollable", "selected"),
        *(
            "hint",
            "showing-hint",
            "input-type",
            "heading",
            "a11y-important",
            "a11y-focused",
            "pane-title",
            "tooltip-text",
        ),
        *("content-invalid", "error", "text-size", "text-unit", "rotation", "width", "height"),
    ]
)
_PLACE = r"\s*\[\s*(-?\d{1,6})\s*,\s*(-?\d{1,6})\s*\]\s*"
_BOUNDS = re.compile(_PLACE * 2)
_NO_SEGMENT = re.compile(r"[^\w\-]+")
_EDGE = 1.0
"""px; layout rounds to whole ones."""
_SAME = 0.01
"""Rounding, when two scales are compared."""
_BARS = 1.15
"""How much higher the picture may be than the display of the driver, which leaves out the navigation bar."""
_SYSTEM_UI = "com.android.systemui"


def parse_android(
    source: str | bytes,
    screenshot: bytes | None = None,
    *,
    density: float | None = None,
    font_scale: float | None = None,
    locale: str | None = None,
    package: str | None = None,
    activity: str | None = None,
    name: str = "",
    mode: str = "standard",
    settings: Mapping[str, Json] | None = None,
    where: str = "",
) -> Screen:
    """Make a `Screen` of a page source.

    Bounds are what is visible of a view; the whole box is not told, so ``full_bounds`` stays None and
    ``clipped`` says where a part may be hidden: at the edge of what scrolls, or at one edge of the display.

    :param screenshot: PNG, or None.
    :param density: px per dp of the device; without it nothing is known in dp.
    :param settings: driver settings; ``snapshotMaxDepth`` tells whether the tree was cut, ``api_level``
        how sp grow with ``font_scale``.
    :param where: file or screen, for errors.
    :raises ScreenParseError: naming the line and what was wrong, or that the picture is another screen's.
    """
    where = where or (say("screen {name!r}", name=name) if name else say("page source"))
    if density is not None and not 0.1 <= density <= 20:
        place = say("{where}: {key}", where=where, key="density")
        fail(place, f"{density:g}", say("px per dp, between 0.1 and 20, or None"))
    state, picture = read_picture(screenshot, where=say("{where}: {key}", where=where, key="screenshot"))
    read = read_source(source, _WANTED, where=where)
    tree = _tree(read.nodes, where)
    canvas = _canvas(tree, picture, density, where)
    rotation = number(tree.display.get("rotation"))
    known: dict[str, Json] = {
        "rotation": None if rotation is None else int(rotation),
        "windows": sum(_kind(tree.classes[row]).role != "alert" for row in tree.children[0]),
    }
    known |= {"source_mended": list(read.mended)} if read.mended else {}
    known |= dict(settings or {})
    scale = canvas.to_px or 1.0
    size = canvas.size or _extent(tree)
    depth, level = known.get("snapshotMaxDepth"), known.get("api_level")
    return Screen(
        platform=Platform.ANDROID,
        elements=_elements(
            tree, canvas, _TextScale(density, font_scale, level if type(level) is int else None)
        ),
        size=picture or (round(size[0] * scale), round(size[1] * scale)),
        name=name,
        mode=mode,
        screenshot=screenshot or None,
        screenshot_state=state,
        density=None if density is None else density * scale,
        font_scale=font_scale,
        locale=locale,
        package=package or _front_package(tree),
        activity=activity,
        settings=known,
        truncated=read.truncated or (isinstance(depth, int) and 0 < depth <= max(tree.levels)),
    )


# ------------------------------------------------------------------ tree


@dataclass(frozen=True, slots=True)
class _Tree:
    """Views in document order below a root of ours. Boxes are in px of the source, None when unreadable."""

    nodes: list[Mapping[str, str]]
    classes: list[str | None]
    parents: list[int]
    children: list[list[int]]
    places: list[int]
    """Of each view among the children of its parent."""
    levels: list[int]
    boxes: list[Box | None]
    display: Mapping[str, str]
    """Attributes of the driver's root: rotation, width, height."""


def _tree(source: Sequence[Node], where: str) -> _Tree:
    tree = _Tree([{}], [_ROOT], [-1], [[]], [0], [0], [None], {})
    rows: list[int] = []
    for node in source:
        parent = rows[node.parent] if node.parent >= 0 else 0
        if node.tag in _AROUND:
            rows.append(parent)
            continue
        row = len(tree.nodes)
        if row == 1:
            _require_view(node, where)
        rows.append(row)
        tree.nodes.append(node.attributes)
        tree.classes.append(node.attributes.get("class") or (None if node.tag == "node" else node.tag))
        tree.parents.append(parent)
        tree.places.append(len(tree.children[parent]))
        tree.children[parent].append(row)
        tree.children.append([])
        tree.levels.append(tree.levels[parent] + 1)
        tree.boxes.append(_box(node.attributes.get("bounds")))
    display = next((node.attributes for node in source if node.tag == _ROOT), {})
    return replace(tree, display=display)


def _require_view(node: Node, where: str) -> None:
    """:raises ScreenParseError: when the first node is none that Android's tools write."""
    if node.tag == "node" or "." in node.tag or "bounds" in node.attributes:
        return
    wanted = say("UiAutomator2 source (<hierarchy>) or a file of `uiautomator dump`")
    if node.tag == "AppiumAUT" or node.tag.startswith("XCUIElementType"):
        got = say("XCUITest source (<{tag}>)", tag=node.tag)
        fail(where, got, say("{wanted}; for this one: parse_ios", wanted=wanted))
    fail(where, say("<{tag}> without class or bounds", tag=ascii(node.tag)[1:-1][:60]), wanted)


def _box(bounds: str | None) -> Box | None:
    found = _BOUNDS.fullmatch(bounds) if bounds else None
    if found is None:
        return None
    left, top, right, bottom = found.groups()
    return float(left), float(top), float(right), float(bottom)


def _front_package(tree: _Tree) -> str | None:
    """The package of the first view; the status bar's is not what is in front."""
    packages = [package for node in tree.nodes if (package := node.get("package"))]
    return next((package for package in packages if package != _SYSTEM_UI), packages[0] if packages else None)


# ------------------------------------------------------------------ display


def _canvas(tree: _Tree, picture: tuple[int, int] | None, density: float | None, where: str) -> Canvas:
    size = _display(tree)
    scale = 1.0
    if picture is not None:
        scale = _scale(size, picture, where) if size is not None else 1.0
        size = (picture[0] / scale, picture[1] / scale)
    return Canvas(size, scale, None if density is None else 1 / density)


def _display(tree: _Tree) -> tuple[float, float] | None:
    """Width and height in px of the source: what the driver says, or the windows that begin at its corner.

    The driver's height leaves out the navigation bar; a window may reach below it.
    """
    windows = [box for row in tree.children[0] if (box := tree.boxes[row]) is not None]
    windows = [box for box in windows if box[0] == box[1] == 0]
    width = number(tree.display.get("width")) or max((box[2] for box in windows), default=0.0)
    told = number(tree.display.get("height")) or 0.0
    height = max([told, *(box[3] for box in windows if not told or box[3] <= told * _BARS)])
    return (width, height) if width > 0 and height > 0 else None


def _extent(tree: _Tree) -> tuple[float, float]:
    """How far the views reach, where nothing tells the size of the display."""
    boxes = [box for box in tree.boxes if box is not None]
    return (
        max((box[2] for box in boxes if box[2] > 0), default=0.0),
        max((box[3] for box in boxes if box[3] > 0), default=0.0),
    )


def _scale(size: tuple[float, float], picture: tuple[int, int], where: str) -> float:
    """px of the picture per px of the source; drivers may shrink pictures.

    :raises ScreenParseError: when the picture is turned against the source: taken at another moment.
    """
    width, height = picture[0] / size[0], picture[1] / size[1]
    if abs(width - 1) <= _SAME:
        return 1.0
    if 1 - _SAME <= height / width <= _BARS:
        return width
    if abs(picture[0] / size[1] - 1) < _BARS - 1 and abs(picture[1] / size[0] - 1) < _BARS - 1:
        shown = say(
            "{seen} px, the source {size}",
            seen=f"{picture[0]} × {picture[1]}",
            size=f"{size[0]:g} × {size[1]:g}",
        )
        place = say("{where}: {key}", where=where, key="screenshot")
        fail(place, shown, say("a picture of the same moment, not turned"))
    return 1.0


class _TextScale(NamedTuple):
    """What a text's size depends on. ``density``: px of the source per dp; unknown is None."""

    density: float | None
    font_scale: float | None
    api_level: int | None

    def size(self, node: Mapping[str, str]) -> float | None:
        """The text size in dp that the driver tells with its setting ``includeExtraRenderingInfo``.

        None for units that need the display's exact dpi (pt, in, mm), and wherever a factor is unknown.
        """
        size, unit = number(node.get("text-size")), node.get("text-unit")
        if size is None or size <= 0:
            return None
        if unit == "dp":
            return round(size, 2)
        if unit == "px" and self.density:
            return round(size / self.density, 2)
        if unit == "sp" and self.font_scale == 1:
            return round(size, 2)
        if unit == "sp" and self.font_scale is not None and self.api_level is not None:
            return round(dp_of(size, self.font_scale, self.api_level), 2)
        return None


# ------------------------------------------------------------------ what is hidden


class _Edges(NamedTuple):
    """Where scrolling views around cut what is inside them, in px of the source; None where none does."""

    left: float | None = None
    top: float | None = None
    right: float | None = None
    bottom: float | None = None

    def within(self, box: Box, across: bool) -> _Edges:
        if across:
            return self._replace(left=_max(self.left, box[0]), right=_min(self.right, box[2]))
        return self._replace(top=_max(self.top, box[1]), bottom=_min(self.bottom, box[3]))

    def touched_by(self, box: Box) -> bool:
        return (
            (self.top is not None and box[1] <= self.top + _EDGE)
            or (self.bottom is not None and box[3] >= self.bottom - _EDGE)
            or (self.left is not None and box[0] <= self.left + _EDGE)
            or (self.right is not None and box[2] >= self.right - _EDGE)
        )


def _max(known: float | None, other: float) -> float:
    return other if known is None else max(known, other)


def _min(known: float | None, other: float) -> float:
    return other if known is None else min(known, other)


def _scrolls_across(tree: _Tree, row: int, direction: str) -> bool:
    """Whether a scrolling view moves its content sideways; where the class does not tell, the children do."""
    if direction:
        return direction == "horizontal"
    boxes = [box for child in tree.children[row] if (box := tree.boxes[child]) is not None]
    return len({box[1] for box in boxes}) == 1 and len({box[0] for box in boxes}) > 1


def _at_one_edge(box: Box, around: Sequence[Box | None], size: tuple[float, float]) -> bool:
    """Whether a view reaches one edge of the display but not the opposite one: a part may lie outside.

    What is as large in that direction as its parent or as a neighbour is as large as it is meant to be: an
    item of the bar at the bottom. A floating advertisement that is docked half outside is not.
    """
    for side in (0, 1):
        at_edge = (box[side] <= _EDGE) != (box[side + 2] >= size[side] - _EDGE)
        if at_edge and not any(one is not None and _as_large(box, one, side) for one in around):
            return True
    return False


def _as_large(one: Box, other: Box, side: int) -> bool:
    return abs((one[side + 2] - one[side]) - (other[side + 2] - other[side])) <= _EDGE


# ------------------------------------------------------------------ elements


class _Kind(NamedTuple):
    """What a class says. ``own``: of Android or its libraries, so what it does not say is false."""

    role: str
    direction: str
    own: bool


@lru_cache(maxsize=4096)
def _kind(class_name: str | None) -> _Kind:
    table = tables()["android"]
    last = _short(class_name)
    role = next((table["roles"][end] for end in _by_length("roles") if last.endswith(end)), "generic")
    direction = next(
        (way for way in ("horizontal", "vertical") for end in table[way] if last.endswith(end)),
        "",
    )
    own = class_name is not None and class_name.startswith(("android.", "androidx.", "com.google.android."))
    return _Kind(role, direction, own)


@lru_cache(maxsize=8)
def _by_length(key: str) -> tuple[str, ...]:
    return tuple(sorted(tables()["android"][key], key=len, reverse=True))


def _short(class_name: str | None) -> str:
    return re.split(r"[.$]", class_name or "")[-1]


@lru_cache(maxsize=4096)
def _segment(class_name: str | None) -> str:
    return _NO_SEGMENT.sub("_", _short(class_name))[:40] or "node"


def _elements(tree: _Tree, canvas: Canvas, text_scale: _TextScale) -> tuple[Element, ...]:
    segments = [_ROOT, *(_segment(name) for name in tree.classes[1:])]
    ids = paths(segments, tree.parents)
    whole: Box | None = None if canvas.size is None else (0.0, 0.0, *canvas.size)
    made = [
        Element(
            id=_ROOT,
            role="generic",
            class_name=_ROOT,
            bounds=whole and canvas.px(whole),
            bounds_dp=whole and canvas.dp(whole),
            in_webview=False,
            children=tuple(ids[child] for child in tree.children[0]),
        )
    ]
    edges = [_Edges()]
    for row in range(1, len(tree.nodes)):
        up = tree.parents[row]
        made.append(_element(tree, row, ids, made[up], edges[up], canvas, text_scale))
        edges.append(_edges_inside(tree, row, edges[up], made[row].scrollable))
    return tuple(made)


def _edges_inside(tree: _Tree, row: int, around: _Edges, scrollable: bool | None) -> _Edges:
    box, direction = tree.boxes[row], _kind(tree.classes[row]).direction
    if box is None or scrollable is False or (scrollable is None and not direction):
        return around
    return around.within(box, _scrolls_across(tree, row, direction))


def _element(
    tree: _Tree,
    row: int,
    ids: Sequence[str],
    parent: Element,
    edges: _Edges,
    canvas: Canvas,
    text_scale: _TextScale,
) -> Element:
    node, raw, children = tree.nodes[row], tree.boxes[row], tree.children[row]
    kind = _kind(tree.classes[row])
    role = _role(node, kind.role, parent.role)
    if role == "generic" and parent.id == _ROOT and _stands_free(raw, canvas.size):
        role = "dialog"
    seen = None if raw is None else canvas.seen(raw)
    field = _field(node, field=kind.role == "textbox")
    enabled, clickable = flag(node.get("enabled")), flag(node.get("clickable"))
    checkable, checked = flag(node.get("checkable")), flag(node.get("checked"))
    visible = flag(node.get("displayed") or node.get("visible-to-user"))
    if visible is None and raw is not None and (raw[2] <= raw[0] or raw[3] <= raw[1]):
        visible = False  # nothing is drawn in an empty or inverted box
    editable: bool | None = False if kind.own else None
    if not kind.own and role == "generic" and field.input_type:
        role = "textbox"
    if role == "textbox":
        editable = enabled is not False
    return Element(
        id=ids[row],
        role=role,
        name=words(node.get("content-desc"))
        or field.text
        or field.hint
        or words(node.get("tooltip-text"))
        or words(node.get("pane-title")),
        text=field.text,
        resource_id=words(node.get("resource-id")),
        class_name=tree.classes[row],
        package=node.get("package"),
        bounds=seen and canvas.px(seen),
        bounds_dp=seen and canvas.dp(seen),
        visible=visible,
        clickable=clickable,
        focusable=flag(node.get("focusable")),
        enabled=enabled,
        checked=checked if checkable or (checkable is None and checked) else None,
        selected=flag(node.get("selected")),
        password=field.password,
        scrollable=flag(node.get("scrollable")),
        editable=editable,
        clipped=_clipped(tree, row, seen, edges, canvas),
        in_webview=bool(parent.in_webview) or parent.role == "webview",
        reader_hidden=_reader_hidden(node, is_leaf=not children, clickable=clickable),
        text_size_dp=text_scale.size(node),
        invalid=_invalid(node),
        error=words(node.get("error")),
        reader_focused=flag(node.get("a11y-focused")),
        hint=field.hint,
        value=field.value,
        input_type=field.input_type,
        parent=parent.id,
        children=tuple(ids[child] for child in children),
    )


def _role(node: Mapping[str, str], role: str, around: str) -> str:
    if role in ("generic", "text"):
        if flag(node.get("heading")):
            return "heading"
        if flag(node.get("checkable")):
            return "checkbox"
        if around == "tablist":
            return "tab"
    if role == "generic":
        if node.get("resource-id", "").rpartition("/")[2] in tables()["android"]["dialog_ids"]:
            return "dialog"
        if around == "list":
            return "listitem"
    return role


def _stands_free(box: Box | None, size: tuple[float, float] | None) -> bool:
    """Whether a window leaves room at both sides: dialogs and menus do; activities, bars, keyboards not."""
    return box is not None and size is not None and _EDGE < box[0] < box[2] < size[0] - _EDGE


def _reader_hidden(node: Mapping[str, str], *, is_leaf: bool, clickable: bool | None) -> bool | None:
    """Whether screen readers pass over the view; of a layout around others that is usual and says nothing."""
    important = flag(node.get("a11y-important"))
    if important is None or (not important and not is_leaf and not clickable):
        return None
    return not important


def _invalid(node: Mapping[str, str]) -> bool | None:
    """Whether the view says that its content is wrong; Material's fields give the words without the mark."""
    return True if words(node.get("error")) else flag(node.get("content-invalid"))


def _clipped(tree: _Tree, row: int, seen: Box | None, edges: _Edges, canvas: Canvas) -> bool | None:
    raw = tree.boxes[row]
    if raw is None or raw[2] <= raw[0] or raw[3] <= raw[1]:
        return None
    if seen != raw or edges.touched_by(raw):
        return True
    if canvas.size is None:
        return False
    parent, place = tree.parents[row], tree.places[row]
    beside = tree.children[parent][max(0, place - 1) : place + 2]
    around = [tree.boxes[one] for one in (parent, *beside) if one != row]
    return _at_one_edge(raw, around, canvas.size)


class _Field(NamedTuple):
    text: str | None
    hint: str | None
    value: str | None
    password: bool | None
    input_type: str | None


def _field(node: Mapping[str, str], *, field: bool) -> _Field:
    """What a view says and what may be typed into it. Nothing that stands in a password field is kept."""
    text, hint = words(node.get("text")), words(node.get("hint"))
    hinting = flag(node.get("showing-hint"))
    kind = int(number(node.get("input-type")) or 0)
    password = flag(node.get("password"))
    secret = kind != 0 and kind & 0xFFF in tables()["android"]["passwords"]
    if password is None and secret:
        password = True
    if not field and not password and not secret:
        return _Field(text, hint, None, password, _input_type(kind, secret))
    if hinting:
        text, hint = None, hint or text
    elif hinting is None and text == hint:
        text = None  # before Android 8 nothing else tells a hint from what was typed
    # Without a hint in the source (`uiautomator dump`) the text may be one: what the field holds is unknown.
    value = text if hinting is False or hint is not None else None
    if password or secret:
        text = value = None
    return _Field(text, hint, value, password, _input_type(kind, secret))


def _input_type(kind: int, secret: bool) -> str | None:
    if not kind or secret:
        return "password" if secret else None
    types: Mapping[str, str] = tables()["android"]["input_types"]
    return types.get(str(kind & 0xFFF)) or types.get(str(kind & 0xF))
