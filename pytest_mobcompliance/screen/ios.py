"""The screen of an iOS app: the source of Appium's XCUITest driver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..findings import Json
from ..messages import say
from .model import Box, Element, Platform, Screen
from .native import Canvas, flag, number, overlap, paths, tables, words
from .pixels import read_picture
from .source import Node, fail, read_source

_ROOT = "AppiumAUT"
_PREFIX = "XCUIElementType"
_WANTED = frozenset(
    [
        *("type", "name", "label", "value", "enabled", "visible", "accessible", "x", "y", "width", "height"),
        *("placeholderValue", "traits", "bundleId"),
    ]
)
_SAME = 0.01
"""Rounding, when two scales are compared."""
_EDGE = 0.5
"""Points; layout rounds to whole px."""


def parse_ios(
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
    """Make a `Screen` of a page source. Frames are whole and in points: 1 pt is 1 dp.

    :param screenshot: PNG, or None.
    :param density: px per point of the device. Where the app fills the picture, the picture tells it better:
        some are shrunk. Where neither is known, px are unknown; without a picture they are points.
    :param settings: driver settings; ``snapshotMaxDepth`` tells whether the tree was cut.
    :param where: file or screen, for errors.
    :raises ScreenParseError: naming the line and what was wrong there.
    """
    where = where or (say("screen {name!r}", name=name) if name else say("page source"))
    state, picture = read_picture(screenshot, where=say("{where}: {key}", where=where, key="screenshot"))
    read = read_source(source, _WANTED, where=where)
    tree = _tree(read.nodes, where)
    canvas = _canvas(tree, picture, density, where)
    known: dict[str, Json] = {"source_mended": list(read.mended)} if read.mended else {}
    known |= dict(settings or {})
    size = canvas.size or (0.0, 0.0)
    scale = canvas.to_px or 1.0
    depth = known.get("snapshotMaxDepth")
    return Screen(
        platform=Platform.IOS,
        elements=_elements(tree, canvas),
        size=picture or (round(size[0] * scale), round(size[1] * scale)),
        name=name,
        mode=mode,
        screenshot=screenshot or None,
        screenshot_state=state,
        density=density if picture is None else canvas.to_px,
        font_scale=font_scale,
        locale=locale,
        package=package or next((one for node in tree.nodes if (one := node.get("bundleId"))), None),
        activity=activity,
        settings=known,
        truncated=read.truncated or (isinstance(depth, int) and 0 < depth <= max(tree.levels)),
    )


# ------------------------------------------------------------------ tree


@dataclass(frozen=True, slots=True)
class _Tree:
    """Elements in document order, the first the app or our own root; boxes in points, None if unreadable."""

    nodes: list[Mapping[str, str]]
    types: list[str]
    parents: list[int]
    children: list[list[int]]
    levels: list[int]
    boxes: list[Box | None]


def _tree(source: Sequence[Node], where: str) -> _Tree:
    tops = [node for node in source if node.tag != _ROOT and _is_top(source, node)]
    tree = _Tree([], [], [], [], [], [])
    if len(tops) != 1:
        _add(tree, {}, _ROOT, -1, None)
    rows: list[int] = []
    for node in source:
        above = rows[node.parent] if node.parent >= 0 else -1
        if node.tag == _ROOT:
            rows.append(above)
            continue
        if above < 0:
            above = 0 if tree.types and tree.types[0] == _ROOT else -1
        if above <= 0 and not node.tag.startswith(_PREFIX):
            _refuse(node, where)
        rows.append(len(tree.nodes))
        _add(tree, node.attributes, node.tag.removeprefix(_PREFIX), above, _box(node.attributes))
    return tree


def _is_top(source: Sequence[Node], node: Node) -> bool:
    return node.parent < 0 or source[node.parent].tag == _ROOT


def _add(tree: _Tree, node: Mapping[str, str], kind: str, parent: int, box: Box | None) -> None:
    if parent >= 0:
        tree.children[parent].append(len(tree.nodes))
    tree.nodes.append(node)
    tree.types.append(kind)
    tree.parents.append(parent)
    tree.children.append([])
    tree.levels.append(tree.levels[parent] + 1 if parent >= 0 else 0)
    tree.boxes.append(box)


def _refuse(node: Node, where: str) -> None:
    wanted = say("XCUITest source (<{root}> or <{prefix}Application>)", root=_ROOT, prefix=_PREFIX)
    if node.tag in ("hierarchy", "node") or "." in node.tag:
        got = say("Android source (<{tag}>)", tag=node.tag)
        fail(where, got, say("{wanted}; for this one: parse_android", wanted=wanted))
    fail(where, f"<{ascii(node.tag)[1:-1][:60]}>", wanted)


def _box(node: Mapping[str, str]) -> Box | None:
    x, y, width, height = (number(node.get(key)) for key in ("x", "y", "width", "height"))
    if x is None or y is None or width is None or height is None:
        return None
    return x, y, x + width, y + height


# ------------------------------------------------------------------ display


def _canvas(tree: _Tree, picture: tuple[int, int] | None, density: float | None, where: str) -> Canvas:
    """:raises ScreenParseError: when no device has the density given."""
    app = next((box for box in tree.boxes if box is not None and box[2] > box[0] and box[3] > box[1]), None)
    size = None if app is None else (app[2], app[3])
    if density is not None and not 0.1 <= density <= 20:
        place = say("{where}: {key}", where=where, key="density")
        fail(place, f"{density:g}", say("px per point, between 0.1 and 20, or None"))
    if picture is None:
        return Canvas(size, density or 1.0, 1.0)
    density = _shown_density(app, picture) or density
    if density is not None:
        size = (picture[0] / density, picture[1] / density)
    return Canvas(size, density, 1.0)


def _shown_density(app: Box | None, picture: tuple[int, int]) -> float | None:
    """px per point, where the app fills the picture in both directions; else it is not certain."""
    if app is None or app[0] or app[1]:
        return None
    across, down = picture[0] / app[2], picture[1] / app[3]
    return round((across + down) / 2, 3) if abs(across / down - 1) <= _SAME else None


# ------------------------------------------------------------------ elements


def _elements(tree: _Tree, canvas: Canvas) -> tuple[Element, ...]:
    ids = paths([kind or "Element" for kind in tree.types], tree.parents)
    around: list[Box | None] = []
    made: list[Element] = []
    for row, box in enumerate(tree.boxes):
        up = tree.parents[row]
        outer = around[up] if up >= 0 else None
        seen = None if box is None else canvas.seen(box)
        if seen is not None and outer is not None:
            seen = overlap(seen, outer)
        made.append(_element(tree, row, ids, made[up] if up >= 0 else None, seen, canvas))
        scrolls = tree.types[row] in tables()["ios"]["scrolling"]
        around.append(seen if scrolls and seen is not None else outer)
    return tuple(made)


def _element(
    tree: _Tree, row: int, ids: Sequence[str], parent: Element | None, seen: Box | None, canvas: Canvas
) -> Element:
    node, kind, box = tree.nodes[row], tree.types[row], tree.boxes[row]
    table = tables()["ios"]
    if box is not None and (box[2] <= box[0] or box[3] <= box[1]):
        box = None
    traits = [trait.strip() for trait in node["traits"].split(",")] if "traits" in node else None
    said = _said(node, kind)
    role = _role(kind, traits, parent, editable=said.editable)
    return Element(
        id=ids[row],
        role=role,
        name=said.name,
        text=said.text,
        resource_id=said.identifier,
        class_name=kind if kind == _ROOT else f"{_PREFIX}{kind}",
        bounds=seen and canvas.px(seen),
        full_bounds=box and canvas.px(box),
        bounds_dp=seen and canvas.dp(seen),
        full_bounds_dp=box and canvas.dp(box),
        visible=flag(node.get("visible")),
        clickable=True if kind in table["tapped"] or (traits and {"Button", "Link"} & set(traits)) else None,
        focusable=flag(node.get("accessible")),
        enabled=flag(node.get("enabled")),
        checked=flag(node.get("value")) if role in ("switch", "checkbox", "radio") else None,
        selected=None if traits is None else "Selected" in traits,
        password=kind == "SecureTextField",
        scrollable=True if kind in table["scrolling"] else None,
        editable=said.editable,
        clipped=None if box is None else seen is None or _smaller(seen, box),
        in_webview=parent is not None and (bool(parent.in_webview) or parent.role == "webview"),
        hint=said.hint,
        value=said.value,
        input_type="password" if kind == "SecureTextField" else None,
        parent=None if parent is None else parent.id,
        children=tuple(ids[child] for child in tree.children[row]),
    )


def _smaller(seen: Box, box: Box) -> bool:
    return any(abs(one - other) > _EDGE for one, other in zip(seen, box, strict=True))


def _role(kind: str, traits: Sequence[str] | None, parent: Element | None, *, editable: bool | None) -> str:
    role: str = tables()["ios"]["roles"].get(kind, "generic")
    if role == "text" and editable:
        return "textbox"
    if role in ("text", "generic") and traits is not None:
        if "Header" in traits:
            return "heading"
        if "Link" in traits:
            return "link"
        if "Button" in traits:
            return "button"
    if role == "button" and parent is not None and parent.role == "tablist":
        return "tab"
    return role


class _Said(NamedTuple):
    name: str | None
    text: str | None
    identifier: str | None
    hint: str | None
    value: str | None
    editable: bool | None


def _said(node: Mapping[str, str], kind: str) -> _Said:
    """What an element says. The driver's ``name`` is the identifier, else the label again."""
    label, name, value = words(node.get("label")), words(node.get("name")), words(node.get("value"))
    hint = words(node.get("placeholderValue"))
    identifier = name if name != label else None
    field = kind in tables()["ios"]["fields"] or (kind == "TextView" and hint is not None)
    if field:
        if value == hint or kind == "SecureTextField":
            value = None
        text = value
        return _Said(
            label or text or hint, text, identifier, hint, value, flag(node.get("enabled")) is not False
        )
    text = None
    if kind == "StaticText":
        text = label or value or name
    elif kind == "TextView":
        text = value or label
    editable = None if kind == "TextView" else False
    return _Said(label or text, text, identifier, hint, value if kind == "Slider" else None, editable)
