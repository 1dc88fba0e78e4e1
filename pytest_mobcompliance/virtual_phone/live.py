"""A page that shows the phone's display and lets a person touch it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

from .appium.elements import trees, walk
from .appium.refusal import Refusal
from .hardware import Hardware
from .phone import Phone
from .serving import Reply, Request, Serving, as_json
from .spec import RELEASES
from .state import PhoneError

WORDS: Mapping[str, str] = {
    "lang": "en",
    "title": "Simulated phone",
    "about": "Simulated Android {release} (API {api}, {vendor})",
    "hint": "Click to touch, drag to swipe, type while a field has the focus.",
    "back": "Back",
    "home": "Home",
    "recents": "Recent apps",
    "night": "Night mode",
    "font": "Font size",
    "turn": "Rotate",
    "under": "Under the pointer",
    "unmodelled": "Commands that nobody modelled",
    "gone": "The phone is gone; reload when it runs again.",
}
"""What the page says. Other languages come from whoever starts it."""
_KEYS = {"back": 4, "home": 3, "recents": 187, "enter": 66, "delete": 67}
_SCALES = (0.5, 3.0)
_SHOWN = ("class", "resource-id", "text", "content-desc", "hint", "bounds")
_FLAGS = ("clickable", "scrollable", "checked", "selected", "focused", "password", "heading")
_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "connect-src 'self'"
)


class Live:
    """The live view of a phone, on a port of 127.0.0.1.

    :param words: like `WORDS`, in the reader's language.
    :param port: 0 takes a free one.
    """

    def __init__(self, phone: Phone, words: Mapping[str, str] = WORDS, *, port: int = 0) -> None:
        self._phone = phone
        self._words = words
        self._serving = Serving(self._reply, port)
        self.url = self._serving.url

    def close(self) -> None:
        """End the view and free its port."""
        self._serving.close()

    def _reply(self, request: Request) -> Reply:
        try:
            return self._answer(request)
        except (KeyError, TypeError, ValueError, PhoneError, Refusal) as error:
            return as_json({"error": f"{type(error).__name__}: {error}"}, 400)

    def _answer(self, request: Request) -> Reply:
        if request.method == "GET":
            match request.path:
                case "/":
                    return self._page()
                case "/screen.png":
                    return Reply(content=self._phone.screenshot(), kind="image/png")
                case "/state":
                    return as_json(self._state())
                case "/under":
                    return as_json(self._under(float(request.query["x"]), float(request.query["y"])))
        act = _ACTS.get(request.path.removeprefix("/do/")) if request.method == "POST" else None
        if act is None:
            return as_json({"error": "there is no such page"}, 404)
        if request.body is None:
            raise ValueError("the body is no JSON object")
        with self._phone.lock:
            act(self._phone, request.body)
        return as_json(self._state())

    def _page(self) -> Reply:
        phone = self._phone
        facts = {"release": RELEASES[phone.api], "api": phone.api, "vendor": phone.spec.vendor}
        words = {**WORDS, **self._words}
        words["about"] = words["about"].format(**facts)
        page = (files(__package__) / "live.html").read_text("utf-8")
        safe = json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")
        page = page.replace("/*WORDS*/{}", safe).replace('lang=""', f'lang="{words["lang"]}"')
        return Reply(
            content=page.encode(),
            kind="text/html; charset=utf-8",
            headers={"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"},
        )

    def _state(self) -> dict[str, Any]:
        with self._phone.lock:
            phone = self._phone
            phone.windows()  # runs what is due, so that the version is today's
            package, activity = phone.focus()
            return {
                "version": phone.version,
                "width": phone.width,
                "height": phone.height,
                "density": phone.density,
                "package": package,
                "activity": activity,
                "night": phone.night,
                "font": phone.font_scale,
                "unmodelled": phone.unmodelled[-20:],
            }

    def _under(self, x: float, y: float) -> list[dict[str, Any]]:
        """Nodes at a place, from the outermost to the innermost, with what is worth seeing of each."""
        with self._phone.lock:
            roots = trees(self._phone, {"enableMultiWindows": True})
            for root in sorted(roots, key=lambda each: each.window.kind not in ("keyboard", "bar")):
                found = [item for item in walk(root) if _holds(item.box, x, y)]
                if found:
                    return [_facts(item.attributes) for item in found]
        return []


def _holds(box: tuple[int, int, int, int], x: float, y: float) -> bool:
    return box[0] <= x < box[2] and box[1] <= y < box[3]


def _facts(attributes: Mapping[str, str]) -> dict[str, Any]:
    facts: dict[str, Any] = {name: attributes[name] for name in _SHOWN if attributes.get(name)}
    flags = [name for name in _FLAGS if attributes.get(name) == "true"]
    return {**facts, "flags": flags}


def _press(phone: Phone, body: Mapping[str, Any]) -> None:
    phone.press(_KEYS[body["key"]])


def _type(phone: Phone, body: Mapping[str, Any]) -> None:
    if phone.focused() is not None:
        phone.type_text(str(body["text"]))


def _night(phone: Hardware, body: Mapping[str, Any]) -> None:
    phone.settings["secure"]["ui_night_mode"] = "2" if body["on"] else "1"
    phone.changed()


def _font(phone: Hardware, body: Mapping[str, Any]) -> None:
    scale = float(body["scale"])
    if not _SCALES[0] <= scale <= _SCALES[1]:
        raise ValueError(f"font scale {scale}: between {_SCALES[0]} and {_SCALES[1]}")
    phone.settings["system"]["font_scale"] = str(scale)
    phone.changed()


def _turn(phone: Hardware, body: Mapping[str, Any]) -> None:
    phone.settings["system"]["user_rotation"] = "0" if phone.rotation % 2 else "1"
    phone.changed()


_ACTS: Mapping[str, Callable[[Phone, Mapping[str, Any]], None]] = {
    "tap": lambda phone, body: phone.tap(float(body["x"]), float(body["y"])),
    "hold": lambda phone, body: phone.long_press(float(body["x"]), float(body["y"])),
    "swipe": lambda phone, body: phone.swipe(*(float(body[name]) for name in ("x1", "y1", "x2", "y2"))),
    "press": _press,
    "type": _type,
    "night": _night,
    "font": _font,
    "turn": _turn,
}
