"""The screen of a web page: one script, one screenshot, one pure parser."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from ..errors import ScreenParseError
from ..messages import Said, say
from .model import Box, Element, Platform, Screen
from .pixels import read_picture
from .text import clean

PAYLOAD_FORMAT = "mobcompliance-web"
PAYLOAD_VERSION = 1

FLAGS = (*("visible", "clipped", "clickable", "enabled", "reader_hidden", "focusable", "scrollable"),)
"""What every drawn element has, packed by `collect.js` into one number, lowest bit first."""

_LONGEST = 1e7
"""CSS px; no page is longer, and larger numbers only come from a broken source."""


@cache
def load_collect_script() -> str:
    """Return the body of the function that `execute_script` runs; its argument is ``{"maxElements": n}``.

    Comments and indentation are left out: it is sent with every capture.
    """
    source = (files(__package__) / "collect.js").read_text("utf-8")
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def __getattr__(name: str) -> str:
    """Read ``COLLECT_SCRIPT`` when it is first asked for, not at import."""
    if name == "COLLECT_SCRIPT":
        return load_collect_script()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def parse_web(
    payload: Mapping[str, Any] | str,
    screenshot: bytes | None,
    *,
    name: str = "",
    mode: str = "standard",
) -> Screen:
    """Make a `Screen` of what `collect.js` returned.

    Lengths in dp are CSS px. Bounds are in px of the picture: its width divided by the page's width tells the
    ratio; without a picture the device's pixel ratio stands in.

    :param payload: the script's answer, as the JSON string that it is or already decoded.
    :param screenshot: PNG of the viewport, or None.
    :raises ScreenParseError: when the payload has not the form of `collect.js`, or the PNG is damaged.
    """
    where = say("screen {name!r}", name=name) if name else say("web page")
    data = _decode(payload, where)
    page = _mapping(data.get("page"), "page", where)
    state, size = read_picture(screenshot, where=where)
    frame = _Frame.of(page, size, where)
    rows = data.get("nodes")
    if not isinstance(rows, list) or not rows:
        raise _bad(where, "nodes", rows, say("a list with at least the root element"))
    return Screen(
        platform=Platform.WEB,
        elements=_elements(rows, frame, where),
        size=size or (round(frame.width * frame.ratio), round(frame.height * frame.ratio)),
        name=name,
        mode=mode,
        screenshot=screenshot or None,
        screenshot_state=state,
        density=frame.ratio,
        font_scale=_number(page, "font_scale", where, default=1.0),
        locale=_string(page.get("lang"), "page.lang", where),
        url=_string(page.get("url"), "page.url", where),
        title=_string(page.get("title"), "page.title", where),
        page_size_dp=(
            _number(page, "scroll_width", where, default=frame.width),
            _number(page, "scroll_height", where, default=frame.height),
        ),
        settings=_settings(page, where),
        truncated=data.get("truncated") is True,
    )


class _Frame:
    """From CSS px of the page to px of the picture."""

    __slots__ = ("height", "left", "ratio", "top", "width")

    def __init__(self, left: float, top: float, width: float, height: float, ratio: float) -> None:
        self.left, self.top, self.width, self.height, self.ratio = left, top, width, height, ratio

    @classmethod
    def of(cls, page: Mapping[str, Any], size: tuple[int, int] | None, where: str) -> _Frame:
        width = _number(page, "width", where)
        height = _number(page, "height", where)
        if width < 1 or height < 1:
            raise _bad(where, "page.width", width, say("the size of the viewport in CSS px, above zero"))
        seen_width = _number(page, "seen_width", where, default=width) or width
        seen_height = _number(page, "seen_height", where, default=height) or height
        pixel_ratio = _number(page, "pixel_ratio", where, default=1.0)
        ratio = size[0] / seen_width if size is not None else pixel_ratio
        if not 0.01 < ratio < 100:
            raise _bad(where, "page.pixel_ratio", ratio, say("screenshot px per CSS px between 0.01 and 100"))
        left = _number(page, "left", where, default=0.0)
        top = _number(page, "top", where, default=0.0)
        return cls(left, top, seen_width, seen_height, ratio)

    def to_dp(self, box: Box) -> Box:
        x, y = self.left, self.top
        return (box[0] - x, box[1] - y, box[2] - x, box[3] - y) if x or y else box

    def to_px(self, box: Box) -> Box:
        r = self.ratio
        return (
            round(box[0] * r, 2),
            round(box[1] * r, 2),
            round(box[2] * r, 2),
            round(box[3] * r, 2),
        )


# ------------------------------------------------------------------ nodes


def _elements(rows: Sequence[Any], frame: _Frame, where: str) -> tuple[Element, ...]:
    ids: list[str] = []
    children: list[list[str]] = []
    parents: list[int] = []
    for number, row in enumerate(rows):
        row = _mapping(row, f"nodes[{number}]", where)
        parent = row.get("parent")
        segment = row.get("segment")
        root = parent == -1 and number == 0
        if type(parent) is not int or not (root or 0 <= parent < number):
            raise _bad(where, f"nodes[{number}].parent", parent, say("the number of an earlier node"))
        if not isinstance(segment, str) or not segment:
            raise _bad(where, f"nodes[{number}].segment", segment, say("a path segment such as div[2]"))
        ids.append(clean(segment) if root else f"{ids[parent]}/{clean(segment)}")
        children.append([])
        parents.append(parent)
        if not root:
            children[parent].append(ids[number])
    if len(set(ids)) != len(ids):
        twice = next(one for place, one in enumerate(ids) if one in ids[:place])
        raise _bad(where, "nodes", twice, say("a different path for every node"))
    return tuple(
        _element(number, row, ids, parents[number], tuple(children[number]), frame, where)
        for number, row in enumerate(rows)
    )


def _element(
    number: int,
    row: Mapping[str, Any],
    ids: Sequence[str],
    parent: int,
    children: tuple[str, ...],
    frame: _Frame,
    where: str,
) -> Element:
    known: dict[str, Any] = {}
    for key, value in row.items():
        if value is None or key in _PLACED:
            continue
        read = _READERS.get(key)
        if read is None:
            raise _bad(where, f"nodes[{number}].{key}", value, say("only fields that collect.js knows"))
        known[key] = read(value, number, key, where)
    known.setdefault("class_name", row["segment"].partition("[")[0])
    known.setdefault("role", "generic")
    known.update(_UNPACKED[known.pop("flags", -1)])
    full, seen = known.pop("full", None), known.pop("seen", None)
    if seen is None and known.get("clipped") is False:
        seen = full  # sent once
    if full is not None:
        known["full_bounds_dp"] = frame.to_dp(full)
        known["full_bounds"] = frame.to_px(known["full_bounds_dp"])
    if seen is not None:
        known["bounds_dp"] = frame.to_dp(seen)
        known["bounds"] = frame.to_px(known["bounds_dp"])
    inside = row.get("frame")
    if inside is not None:
        if type(inside) is not int or not 0 <= inside < number:
            raise _bad(where, f"nodes[{number}].frame", inside, say("the number of an earlier node"))
        known["frame"] = ids[inside]
    return Element(id=ids[number], parent=None if parent < 0 else ids[parent], children=children, **known)


_Reader = Callable[[Any, int, str, str], Any]
_UNPACKED: Mapping[int, Mapping[str, bool]] = {-1: {}} | {
    bits: {flag: bool(bits >> place & 1) for place, flag in enumerate(FLAGS)}
    for bits in range(1 << len(FLAGS))
}
_PLACED = frozenset({"parent", "segment", "frame"})


def _read_text(value: Any, number: int, key: str, where: str) -> str | None:
    if not isinstance(value, str):
        raise _bad(where, f"nodes[{number}].{key}", value, say("text"))
    return clean(value) or None


def _read_plain(value: Any, number: int, key: str, where: str) -> str:
    return _read_text(value, number, key, where) or ""


def _read_flag(value: Any, number: int, key: str, where: str) -> bool:
    if value is not True and value is not False:
        raise _bad(where, f"nodes[{number}].{key}", value, say("true or false"))
    return value


def _is_number(value: Any) -> bool:
    """Finite and of a sane size; NaN compares false, and true and false are no numbers here."""
    return (type(value) is float or type(value) is int) and -_LONGEST <= value <= _LONGEST


def _is_band(value: Any) -> bool:
    return type(value) is int and 0 <= value <= 255


def _read_length(value: Any, number: int, key: str, where: str) -> float:
    if not _is_number(value) or value < 0:
        raise _bad(where, f"nodes[{number}].{key}", value, say("a length in CSS px"))
    return float(value)


def _read_count(value: Any, number: int, key: str, where: str) -> int:
    if type(value) is not int or not 0 <= value <= _LONGEST:
        raise _bad(where, f"nodes[{number}].{key}", value, say("a whole number"))
    return value


def _read_flags(value: Any, number: int, key: str, where: str) -> int:
    if type(value) is not int or not 0 <= value < 1 << len(FLAGS):
        raise _bad(where, f"nodes[{number}].{key}", value, say("{count} bits", count=len(FLAGS)))
    return value


def _read_color(value: Any, number: int, key: str, where: str) -> tuple[int, int, int]:
    if type(value) is list and len(value) == 3:
        red, green, blue = value
        if _is_band(red) and _is_band(green) and _is_band(blue):
            return red, green, blue
    raise _bad(where, f"nodes[{number}].{key}", value, say("three numbers from 0 to 255"))


def _read_box(value: Any, number: int, key: str, where: str) -> Box:
    if type(value) is list and len(value) == 4:
        left, top, right, bottom = value
        if _is_number(left) and _is_number(top) and _is_number(right) and _is_number(bottom):
            return float(left), float(top), float(right), float(bottom)
    raise _bad(where, f"nodes[{number}].{key}", value, say("[left, top, right, bottom] in CSS px"))


_READERS: Mapping[str, _Reader] = {
    **dict.fromkeys(
        ("name", "text", "resource_id", "class_name", "hint", "error", "value", "input_type", "href"),
        _read_text,
    ),
    **dict.fromkeys(("role", "background_reason"), _read_plain),
    **dict.fromkeys(
        (
            *("visible", "clickable", "focusable", "enabled", "checked", "selected", "password"),
            *("scrollable", "editable", "clipped", "text_cut", "text_ellipsis", "in_webview"),
            "reader_hidden",
            "inline",
            "invalid",
        ),
        _read_flag,
    ),
    **dict.fromkeys(("text_size_dp", "line_height_dp"), _read_length),
    **dict.fromkeys(("text_weight", "line_count"), _read_count),
    "flags": _read_flags,
    **dict.fromkeys(("color", "background"), _read_color),
    **dict.fromkeys(("full", "seen"), _read_box),
}


# ------------------------------------------------------------------ page


def _settings(page: Mapping[str, Any], where: str) -> dict[str, Any]:
    """What shaped the page, for rules and for the record; lengths in CSS px."""
    width = _number(page, "width", where)
    height = _number(page, "height", where)
    return {
        "viewport_width": width,
        "viewport_height": height,
        # Without the zooming-out that a browser does when something is wider than the page.
        "layout_width": _number(page, "layout_width", where, default=width),
        "layout_height": _number(page, "layout_height", where, default=height),
        "pixel_ratio": _number(page, "pixel_ratio", where, default=1.0),
        "scroll_x": _number(page, "scroll_x", where, default=0.0),
        "scroll_y": _number(page, "scroll_y", where, default=0.0),
        "scale": _number(page, "scale", where, default=1.0),
        "dark": page.get("dark") is True,
        "meta_viewport": _string(page.get("meta_viewport"), "page.meta_viewport", where),
        "ready": _string(page.get("ready"), "page.ready", where),
    }


def _decode(payload: Mapping[str, Any] | str, where: str) -> Mapping[str, Any]:
    data: Any = payload
    if isinstance(payload, str):
        try:
            data = json.loads(payload)
        except (ValueError, RecursionError) as error:
            got = say("text that is no JSON ({error})", error=str(error))
            raise _bad(where, "payload", got, "JSON") from error
    decoded = _mapping(data, "payload", where)
    if decoded.get("format") != PAYLOAD_FORMAT:
        raise _bad(where, "format", decoded.get("format"), PAYLOAD_FORMAT)
    if decoded.get("version") != PAYLOAD_VERSION:
        raise _bad(where, "version", decoded.get("version"), str(PAYLOAD_VERSION))
    return decoded


def _mapping(value: Any, key: str, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _bad(where, key, value, say("an object"))
    return value


def _number(page: Mapping[str, Any], key: str, where: str, *, default: float | None = None) -> float:
    value = page.get(key, default)
    if not _is_number(value):
        raise _bad(where, f"page.{key}", value, say("a number"))
    return float(value)


def _string(value: Any, key: str, where: str) -> str | None:
    if value is not None and not isinstance(value, str):
        raise _bad(where, key, value, say("text"))
    return clean(value) or None if value else None


def _bad(where: str, key: str, got: object, wanted: str) -> ScreenParseError:
    shown = got if isinstance(got, Said) else ascii(got)
    return ScreenParseError(
        who="web screen",
        where=say("{where}: {key}", where=where, key=key),
        got=shown if len(shown) <= 120 else f"{shown[:120]}…",
        wanted=wanted,
        next_step=say("capture the page again with the collect.js of this version"),
    )
