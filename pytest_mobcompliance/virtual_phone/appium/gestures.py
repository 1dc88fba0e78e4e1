"""Fingers and keys: W3C actions and the server's own gestures, turned into touches of the phone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..views import Box
from .elements import ELEMENT_KEY, Seen
from .refusal import Refusal

if TYPE_CHECKING:
    from ..phone import Phone

LONG_PRESS = 0.5
"""s that a finger rests. Source: ``ViewConfiguration``, long press timeout of 500 ms (400 from API 34)."""
MARGIN = 0.1
"""Share of an element's edge that gestures keep clear of. Source: ``androidx.test.uiautomator.UiObject2``."""
_SLOP = 8.0
"""dp that a resting finger may move. Source: ``ViewConfiguration``, touch slop."""
_KEYCODES = {
    "\ue003": 67,  # Backspace
    "\ue004": 61,  # Tab
    "\ue006": 66,  # Return
    "\ue007": 66,  # Enter
    "\ue00c": 111,  # Escape
    "\ue017": 67,  # Delete
}
"""W3C's key names as key codes of `android.view.KeyEvent`."""
_DIRECTIONS = ("up", "down", "left", "right")
_OPPOSITE = {"up": "down", "down": "up", "left": "right", "right": "left"}

Point = tuple[float, float]
Find = Callable[[str], Seen]


# ------------------------------------------------------------------ W3C actions


@dataclass(slots=True)
class _Finger:
    """One touch while it lasts. ``since``: s into the actions at which it began."""

    since: float
    path: list[Point] = field(default_factory=list)


def perform(phone: Phone, actions: Sequence[Any], find: Find) -> None:
    """Carry out W3C input sources.

    :param find: the element of an id.
    :raises Refusal: ``invalid argument`` when they are malformed, or about an element.
    """
    for source in actions:
        if not isinstance(source, Mapping) or not isinstance(source.get("actions"), list):
            raise Refusal("invalid argument", "Each input source must have a list of actions")
        kind = source.get("type")
        if kind == "key":
            _keys(phone, source["actions"])
        elif kind == "pointer":
            _pointer(phone, source["actions"], find)
        elif kind not in ("none", "wheel"):
            raise Refusal("invalid argument", f"Input source type '{kind}' is not supported")


def _keys(phone: Phone, actions: Sequence[Mapping[str, Any]]) -> None:
    for action in actions:
        if action.get("type") != "keyDown":
            continue
        value = str(action.get("value", ""))
        if value in _KEYCODES:
            phone.press(_KEYCODES[value])
        elif value and phone.focused() is not None:
            phone.type_text(value)


def _pointer(phone: Phone, actions: Sequence[Mapping[str, Any]], find: Find) -> None:
    at: Point = (0.0, 0.0)
    passed = 0.0
    finger: _Finger | None = None
    for action in actions:
        match action.get("type"):
            case "pointerMove":
                at = _moved(action, at, find)
                passed += _seconds(action)
                if finger is not None:
                    finger.path.append(at)
            case "pointerDown":
                finger = _Finger(passed, [at])
            case "pause":
                passed += _seconds(action)
            case "pointerUp" if finger is not None:
                _lift(phone, finger, passed)
                finger = None
            case "pointerUp" | "pointerCancel":
                finger = None
            case other:
                raise Refusal("invalid argument", f"Pointer action type '{other}' is not supported")


def _moved(action: Mapping[str, Any], at: Point, find: Find) -> Point:
    x, y = action.get("x"), action.get("y")
    if not isinstance(x, int | float) or not isinstance(y, int | float):
        raise Refusal("invalid argument", "Both coordinates must be set for a pointer move")
    origin = action.get("origin", "viewport")
    if origin == "viewport":
        return (float(x), float(y))
    if origin == "pointer":
        return (at[0] + x, at[1] + y)
    middle = find(_element_id(origin) or str(origin)).centre
    return (middle[0] + x, middle[1] + y)


def _seconds(action: Mapping[str, Any]) -> float:
    return float(action.get("duration") or 0) / 1000


def _lift(phone: Phone, finger: _Finger, now: float) -> None:
    start, end, lasted = finger.path[0], finger.path[-1], now - finger.since
    if max(abs(end[0] - start[0]), abs(end[1] - start[1])) >= _SLOP * phone.density:
        phone.swipe(*start, *end, max(lasted, 0.01))
    elif lasted >= LONG_PRESS:
        phone.long_press(*start)
    else:
        phone.tap(*start)


# ------------------------------------------------------------------ the server's gestures


def gesture(phone: Phone, name: str, body: Mapping[str, Any], find: Find) -> bool | None:
    """One of ``/appium/gestures/…``.

    :returns: of scroll and fling, whether there is more to come that way.
    :raises Refusal: ``invalid argument``, ``unknown command``, or about the element.
    """
    element_id = _element_id(body.get("origin"))
    element = find(element_id) if element_id else None
    if name in ("click", "double_click", "long_click"):
        _click(phone, name, body, element)
        return None
    if name == "drag":
        _drag(phone, body, element)
        return None
    if name in ("pinch_open", "pinch_close"):
        _area(name.partition("_")[0], body, element)
        _percent(body)
        return None
    if name not in ("scroll", "swipe", "fling"):
        raise Refusal("unknown command", f"there is no gesture {name}")
    area = _area(name, body, element)
    direction = str(body.get("direction", "")).lower()
    if direction not in _DIRECTIONS:
        raise Refusal("invalid argument", f"direction must be one of {', '.join(_DIRECTIONS)}")
    if name == "swipe":
        _swipe(phone, area, direction, _percent(body))
        return None
    share = 1.0 if name == "fling" else _percent(body, most=None)
    return _scroll(phone, area, direction, share)


def _element_id(origin: Any) -> str:
    if not isinstance(origin, Mapping):
        return ""
    return str(origin.get(ELEMENT_KEY) or origin.get("ELEMENT") or "")


def _click(phone: Phone, name: str, body: Mapping[str, Any], element: Seen | None) -> None:
    offset = body.get("offset")
    if element is None and not offset:
        said = {"click": "Click", "double_click": "Double click", "long_click": "Long click"}[name]
        raise Refusal("invalid argument", f"{said} offset coordinates must be provided if element is not set")
    place = element.centre if element is not None else (0.0, 0.0)
    if offset:
        left, top = element.box[:2] if element is not None else (0, 0)
        place = (left + float(offset["x"]), top + float(offset["y"]))
    if name == "long_click":
        phone.long_press(*place)
        return
    for _ in range(2 if name == "double_click" else 1):
        phone.tap(*place)


def _drag(phone: Phone, body: Mapping[str, Any], element: Seen | None) -> None:
    start, end = body.get("start"), body.get("end")
    if not end:
        raise Refusal("invalid argument", "The ending point coordinates must be provided")
    if element is None and not start:
        raise Refusal(
            "invalid argument", "The starting point coordinates must be provided if element is not set"
        )
    left, top = element.box[:2] if element is not None else (0, 0)
    x, y = element.centre if element is not None else (0.0, 0.0)
    if start:
        x, y = left + float(start["x"]), top + float(start["y"])
    phone.swipe(x, y, float(end["x"]), float(end["y"]))


def _area(name: str, body: Mapping[str, Any], element: Seen | None) -> Box:
    area = body.get("area")
    if element is not None:
        left, top, right, bottom = element.box
        across, down = round((right - left) * MARGIN), round((bottom - top) * MARGIN)
        return (left + across, top + down, right - across, bottom - down)
    if not area:
        raise Refusal(
            "invalid argument", f"The {name} area coordinates must be provided if element is not set"
        )
    left, top = round(area["left"]), round(area["top"])
    return (left, top, left + round(area["width"]), top + round(area["height"]))


def _percent(body: Mapping[str, Any], most: float | None = 1.0) -> float:
    percent = body.get("percent")
    if not isinstance(percent, int | float) or percent < 0 or (most is not None and percent > most):
        limits = "between 0.0f and 1.0f" if most is not None else "greater than 0.0f"
        raise Refusal("invalid argument", f"Percent must be {limits}")
    return float(percent)


def _swipe(phone: Phone, area: Box, direction: str, share: float) -> None:
    """Draw a finger through an area."""
    left, top, right, bottom = area
    middle, centre = (left + right) / 2, (top + bottom) / 2
    start: Point
    end: Point
    start, end = {
        "up": ((middle, bottom - 1), (middle, bottom - 1 - (bottom - top) * share)),
        "down": ((middle, top), (middle, top + (bottom - top) * share)),
        "left": ((right - 1, centre), (right - 1 - (right - left) * share, centre)),
        "right": ((left, centre), (left + (right - left) * share, centre)),
    }[direction]
    phone.swipe(*start, *end)


def _scroll(phone: Phone, area: Box, direction: str, share: float) -> bool:
    before = dict(phone.scrolled)
    while share > 0:
        _swipe(phone, area, _OPPOSITE[direction], min(share, 1.0))
        share -= 1.0
    moved = [phone.find(key) for key, px in phone.scrolled.items() if before.get(key, 0) != px]
    if direction == "down":
        return any(node is not None and node.scrolled < node.scroll_room for node in moved)
    return any(node is not None and node.scrolled > 0 for node in moved)
