"""The tree of what shows, written as UiAutomator2 and as ``uiautomator dump`` write it.

After the public sources of appium-uiautomator2-server (`UiElementSnapshot`, `Attribute`, `AxNodeInfoHelper`,
`AccessibilityNodeInfoDumper`), the element attributes in the README of appium-uiautomator2-driver 8.7.0, and
published page sources. Like a phone, it says nothing of colours; of text sizes only when it is asked to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .views import BUTTON, CHECK, EDIT, RADIO, SWITCH, TEXT, WEB, Box, Node, View, Window

HEADER = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>"
MAX_DEPTH = 70
"""``snapshotMaxDepth`` when nobody sets it (driver's README)."""
_BREAK = "\r\n"
"""Android's serializer ends lines so (seen in published driver logs)."""
_DEFAULT_CLASS = "android.view.View"
# XML 1.0 allows these (`XMLHelpers.toSafeString`); anything else comes out as a question mark.
_UNSAFE = re.compile("[^\t\r\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME_START = (
    "_A-Za-z\u00c0-\u00d6\u00f8-\u02ff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
)
_BAD_START = re.compile(f"^[^{_NAME_START}]+")
_BAD_NAME = re.compile(f"[^{_NAME_START}\\-.0-9\u00b7\u0300-\u036f\u203f-\u2040]")
_TEXT_INPUT, _PASSWORD_INPUT = 1, 129
"""`InputType.TYPE_CLASS_TEXT`, and the same with `TYPE_TEXT_VARIATION_PASSWORD`."""
_DUMPED = (
    "index",
    "text",
    "resource-id",
    "class",
    "package",
    "content-desc",
    "checkable",
    "checked",
    "clickable",
    "enabled",
    "focusable",
    "focused",
    "scrollable",
    "long-clickable",
    "password",
    "selected",
    "bounds",
)
"""Attributes of a dump, in its order (seen in published dumps)."""
_RENDERING_API = 30
"""From here on Android tells text sizes (`AccessibilityNodeInfo.ExtraRenderingInfo`)."""
_TEXTS = frozenset({TEXT, BUTTON, EDIT, CHECK, RADIO, SWITCH})
"""`TextView` and its heirs: only they tell their text size."""
_ALWAYS_NAMED = ("GridView", "GridLayout", "ListView", "TableLayout")
"""Classes that ``uiautomator dump`` never marks as not accessible (NAF)."""


@dataclass(slots=True, eq=False)
class Item:
    """One element of the tree. ``node``: what it stands for; None for what Android puts around an app.

    ``attributes``: in the server's order, as texts. ``box``: visible bounds, px; its edges may be crossed
    where nothing shows.
    """

    cls: str
    attributes: dict[str, str]
    box: Box
    displayed: bool
    important: bool
    node: Node | None = None
    window: Window | None = None
    children: list[Item] = field(default_factory=list)

    @property
    def tag(self) -> str:
        """Name of the XML element: the class, without what XML names cannot hold."""
        return _tag(self.cls)

    def walk(self) -> Iterator[Item]:
        """The item and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How a tree is read: the driver's settings, and the phone."""

    width: int
    height: int
    api: int = 34
    focused: str = ""
    invisible: bool = False
    compressed: bool = False
    extras: bool = False
    actions: bool = False
    rendering: bool = False
    reader: str = ""
    """Key of the node that a screen reader stands on."""
    depth: int = MAX_DEPTH

    @property
    def display(self) -> Box:
        return (0, 0, self.width, self.height)


def page_source(
    windows: Sequence[Window],
    *,
    active: Window,
    width: int,
    height: int,
    rotation: int = 0,
    settings: Mapping[str, object] | None = None,
    api: int = 34,
    focused: str = "",
    reader: str = "",
    toasts: Sequence[str] = (),
) -> str:
    """What the server answers to ``GET /source``.

    :param windows: back to front.
    :param focused: key of the node that has the input.
    :param reader: key of the node that a screen reader stands on.
    :param toasts: messages that the server's listener heard lately.
    """
    roots = snapshot(
        windows,
        active=active,
        width=width,
        height=height,
        settings=settings,
        api=api,
        focused=focused,
        reader=reader,
    )
    lines = [HEADER]
    start = f'<hierarchy index="0" class="hierarchy" rotation="{rotation}" width="{width}" height="{height}"'
    listens = (settings or {}).get("enableNotificationListener", True)
    shown = list(toasts) if listens else []
    if not roots and not shown:
        return f"{HEADER}{_BREAK}{start} />"
    lines.append(f"{start}>")
    for root in roots:
        _write(root, 1, lines)
    for number, words in enumerate(shown, len(roots)):
        said = {
            "index": str(number),
            "package": "com.android.settings",
            "class": "android.widget.Toast",
            "text": words,
            "displayed": "true",
        }
        lines.append(f"  <android.widget.Toast{_attributes(said)} />")
    lines.append("</hierarchy>")
    return _BREAK.join(lines)


def snapshot(
    windows: Sequence[Window],
    *,
    active: Window,
    width: int,
    height: int,
    settings: Mapping[str, object] | None = None,
    api: int = 34,
    focused: str = "",
    reader: str = "",
) -> list[Item]:
    """Trees of the windows that the settings ask for: the active one, or all, front first.

    What lies behind a window that darkens the display cannot be touched, so accessibility does not list it.
    """
    said: Mapping[str, Any] = settings or {}
    look = _Look(
        width=width,
        height=height,
        api=api,
        focused=focused,
        invisible=bool(said.get("allowInvisibleElements", False)),
        compressed=bool(said.get("ignoreUnimportantViews", False)),
        extras=bool(said.get("includeExtrasInPageSource", False)),
        actions=bool(said.get("includeA11yActionsInPageSource", False)),
        rendering=bool(said.get("includeExtraRenderingInfo", False)) and api >= _RENDERING_API,
        reader=reader,
        depth=int(said.get("snapshotMaxDepth", MAX_DEPTH)),
    )
    if int(said.get("currentDisplayId", 0) or 0) != 0:
        return []  # there is one display, and its number is 0
    chosen = [active]
    if said.get("enableMultiWindows"):
        chosen = _touchable(windows)
    elif said.get("enableTopmostWindowFromActivePackage"):
        chosen = [each for each in reversed(windows) if each.package == active.package][:1]
    ids = {id(window): number for number, window in enumerate(windows, 1)}
    trees = [
        _tree(window, look, number, ids.get(id(window), 0))
        for number, window in enumerate(chosen)
        if window.kind != "toast"
    ]
    return trees


def dump(
    window: Window,
    rotation: int = 0,
    *,
    api: int = 34,
    focused: str = "",
    size: tuple[int, int] | None = None,
) -> str:
    """What ``uiautomator dump`` writes of the window in front, on one line.

    ``drawing-order`` and ``hint`` stand in dumps of newer phones only; from API 34 on here (level G).

    :param size: of the display, px; None: as far as the window reaches.
    """
    width, height = size or window.root.box[2:]
    look = _Look(width=width, height=height, api=api, focused=focused, depth=1 << 10)
    root = _tree(window, look, 0, 1)
    written: list[str] = []
    _dump(root, look, written)
    return f'{HEADER}<hierarchy rotation="{rotation}">{"".join(written)}</hierarchy>'


# ------------------------------------------------------------------ building


def _touchable(windows: Sequence[Window]) -> list[Window]:
    """Front first; of apps and dialogs only what no darkening window covers."""
    found: list[Window] = []
    covered = False
    for window in reversed(windows):
        is_free = window.kind in ("bar", "keyboard")
        if window.kind != "toast" and (is_free or not covered):
            found.append(window)
        covered = covered or window.dim
    return found


def _around(window: Window, display: Box) -> Box:
    """Bounds of the view that holds a window's content: an activity's fills the display."""
    return display if window.kind == "application" else window.root.box


def _tree(window: Window, look: _Look, index: int, number: int) -> Item:
    is_bare = window.kind in ("bar", "keyboard")
    depth = 1 if is_bare else 4
    made = _item(window.root, window, look, number, drawn=1, depth=depth, clip=look.display, in_web=False)
    made.important = made.important or is_bare  # a window's root is always there
    tops = [made if is_bare else _wrapped(made, window, look, number)]
    if look.compressed:
        tops = [each for top in tops for each in _compressed(top)] or tops
    root = tops[0]
    _number(root, index)
    root.attributes["drawing-order"] = "0"
    return root


def _wrapped(made: Item, window: Window, look: _Look, number: int) -> Item:
    """Android puts an app's views into frames of its own: decoration, layout, ``android:id/content``."""
    box = _around(window, look.display)
    inner = "android.widget.LinearLayout" if window.kind == "application" else "android.widget.FrameLayout"
    content_box = made.box if window.kind == "application" else box
    frames = (
        (View(cls="android.widget.FrameLayout"), box, True),
        (View(cls=inner), box, False),
        (View(cls="android.widget.FrameLayout", id="android:id/content"), content_box, False),
    )
    child = made
    for order, (view, bounds, important) in reversed(list(enumerate(frames))):
        node = Node(view=view, key="", box=bounds, seen=bounds)
        item = Item(
            cls=view.cls,
            attributes=_facts(node, window, look, number, order and 1, bounds, important, in_web=False),
            box=bounds,
            displayed=True,
            important=important,
            window=window,
            children=[child],
        )
        child = item
    return child


def _item(
    node: Node,
    window: Window,
    look: _Look,
    number: int,
    *,
    drawn: int,
    depth: int,
    clip: Box,
    in_web: bool,
) -> Item:
    box = _clipped(node.box, clip)
    important = is_important(node.view)
    item = Item(
        cls=node.view.cls,
        attributes=_facts(node, window, look, number, drawn, box, important, in_web=in_web),
        box=box,
        displayed=node.seen is not None,
        important=important,
        node=node,
        window=window,
    )
    if depth >= look.depth:
        return item
    in_web = in_web or node.view.cls == WEB
    for order, child in enumerate(node.children, 1):
        if child.seen is None and not look.invisible:
            continue
        made = _item(
            child,
            window,
            look,
            number,
            drawn=0 if in_web else order,
            depth=depth + 1,
            clip=box,
            in_web=in_web,
        )
        made.attributes["index"] = str(order - 1)
        item.children.append(made)
    return item


def _clipped(box: Box, clip: Box) -> Box:
    """As `View.getBoundsOnScreen` cuts: what lies outside comes out with its edges crossed."""
    return (max(box[0], clip[0]), max(box[1], clip[1]), min(box[2], clip[2]), min(box[3], clip[3]))


def is_important(view: View) -> bool:
    """Whether accessibility hears of a view: what can be used, read or named; plain layouts are left out."""
    if not view.important:
        return False
    tells = bool(view.text or view.desc or view.hint or view.heading)
    return tells or view.clickable or view.long_clickable or view.editable or view.checkable or view.scroll


def _compressed(item: Item) -> list[Item]:
    """Unimportant views give way to what they hold (``ignoreUnimportantViews``)."""
    children = [each for child in item.children for each in _compressed(child)]
    if not item.important:
        return children
    item.children = children
    for number, child in enumerate(children):
        _number(child, number)
    return [item]


def _number(item: Item, index: int) -> None:
    item.attributes = {"index": str(index)} | {k: v for k, v in item.attributes.items() if k != "index"}


# ------------------------------------------------------------------ attributes


def _facts(
    node: Node,
    window: Window,
    look: _Look,
    number: int,
    drawn: int,
    box: Box,
    important: bool,
    *,
    in_web: bool,
) -> dict[str, str]:
    """All attributes of one element, in the order of `UiElementSnapshot.SUPPORTED_ATTRIBUTES`."""
    view = node.view
    package = view.package or window.package
    shows_hint = bool(view.hint) and not view.text
    facts: dict[str, object] = {
        "index": 0,
        "package": package,
        "class": view.cls,
        "text": shown_text(view),
        "content-desc": view.desc or None,
        "resource-id": resource_id(view, package, in_web=in_web) or None,
        "checkable": view.checkable,
        "checked": view.checkable and view.checked,
        "clickable": view.clickable or view.editable,
        "enabled": view.enabled,
        "focusable": is_focusable(view),
        "focused": bool(look.focused) and node.key == look.focused,
        "long-clickable": view.long_clickable or view.editable,
        "password": view.password,
        "scrollable": node.scroll_room > 0,
        "selected": view.selected,
        "bounds": bounds(box),
        "displayed": node.seen is not None,
        "hint": view.hint or None,
        "extras": _extras(view, in_web=in_web) if look.extras else None,
        "a11y-important": important,
        "screen-reader-focusable": False if look.api >= 28 else None,
        "input-type": _input_type(view),
        "drawing-order": drawn,
        "showing-hint": shows_hint,
        "text-entry-key": window.kind == "keyboard" and view.clickable if look.api >= 29 else None,
        "dismissable": False,
        "a11y-focused": bool(look.reader) and node.key == look.reader,
        "heading": view.heading if look.api >= 28 else None,
        "live-region": 0,
        "context-clickable": False,
        "content-invalid": view.invalid or bool(view.error),
        "error": view.error or None,
        "actions": _actions(view, node) if look.actions else None,
        "window-id": number,
        **(_rendering(node, in_web=in_web) if look.rendering else {}),
    }
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in facts.items()
        if value is not None
    }


def _rendering(node: Node, *, in_web: bool) -> dict[str, object]:
    """Size of a text in the unit that the app gave it in. Source: `TextData` of the server, since 9.10.0."""
    if node.view.cls not in _TEXTS or in_web:
        return {}
    if node.view.in_px:
        return {"text-size": float(f"{node.text_px:.8g}"), "text-unit": "px"}
    return {"text-size": float(node.view.size), "text-unit": "sp"}


def shown_text(view: View) -> str:
    """What accessibility reads as the text: bullets for a password, the hint where nothing was typed."""
    if view.password and view.text:
        return "•" * len(view.text)
    return view.text or view.hint


def resource_id(view: View, package: str, *, in_web: bool = False) -> str:
    """The full id; inside a page it is the HTML id as it stands."""
    if not view.id or ":" in view.id or in_web:
        return view.id
    return f"{package}:id/{view.id}"


def is_focusable(view: View) -> bool:
    """Whether a keyboard reaches the view."""
    return view.focusable if view.focusable is not None else view.clickable or view.editable or view.scroll


def bounds(box: Box) -> str:
    """``[left,top][right,bottom]``, px."""
    return f"[{box[0]},{box[1]}][{box[2]},{box[3]}]"


def _input_type(view: View) -> int | None:
    if not view.editable and view.cls != EDIT:
        return None
    return _PASSWORD_INPUT if view.password else _TEXT_INPUT


def _extras(view: View, *, in_web: bool) -> str | None:
    """Chromium tells its own role of what stands in a page; other views tell nothing."""
    if view.cls == WEB:
        return "AccessibilityNodeInfo.roleDescription=;AccessibilityNodeInfo.chromeRole=rootWebArea"
    if not in_web:
        return None
    roles = {"Button": "button", "EditText": "textField", "TextView": "staticText", "Image": "image"}
    role = roles.get(view.cls.rpartition(".")[2], "genericContainer")
    if view.cls == _DEFAULT_CLASS and view.clickable:
        role = "link"
    return f"AccessibilityNodeInfo.roleDescription=;AccessibilityNodeInfo.chromeRole={role}"


def _actions(view: View, node: Node) -> str:
    names = ["ACTION_FOCUS"] if is_focusable(view) else []
    names += ["ACTION_SELECT", "ACTION_CLEAR_SELECTION"]
    if view.clickable or view.editable:
        names.append("ACTION_CLICK")
    if view.long_clickable or view.editable:
        names.append("ACTION_LONG_CLICK")
    names.append("ACTION_ACCESSIBILITY_FOCUS")
    if view.editable:
        names.append("ACTION_SET_TEXT")
    if node.scroll_room:
        names += ["ACTION_SCROLL_FORWARD"] if node.scrolled < node.scroll_room else []
        names += ["ACTION_SCROLL_BACKWARD"] if node.scrolled else []
    return ",".join([*names, "ACTION_SHOW_ON_SCREEN"])


# ------------------------------------------------------------------ writing


def _write(item: Item, depth: int, lines: list[str]) -> None:
    indent = "  " * depth
    start = f"{indent}<{item.tag}{_attributes(item.attributes)}"
    if not item.children:
        lines.append(f"{start} />")
        return
    lines.append(f"{start}>")
    for child in item.children:
        _write(child, depth + 1, lines)
    lines.append(f"{indent}</{item.tag}>")


def _dump(item: Item, look: _Look, written: list[str]) -> None:
    facts = item.attributes
    naf = {"NAF": "true"} if _is_nameless(item) else {}
    said = naf | {name: facts.get(name, "") for name in _DUMPED}
    if look.api >= 34:
        said |= {"drawing-order": facts["drawing-order"], "hint": facts.get("hint", "")}
    if not item.children:
        written.append(f"<node{_attributes(said)} />")
        return
    written.append(f"<node{_attributes(said)}>")
    for child in item.children:
        _dump(child, look, written)
    written.append("</node>")


def _is_nameless(item: Item) -> bool:
    """Not Accessibility Friendly, as the tool means it: it can be tapped, and nothing in it has words."""
    facts = item.attributes
    if (
        item.cls.rpartition(".")[2] in _ALWAYS_NAMED
        or facts["clickable"] != "true"
        or facts["enabled"] != "true"
    ):
        return False
    return not any(each.attributes["text"] or each.attributes.get("content-desc") for each in item.walk())


def _attributes(facts: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in facts.items())


def escape(words: str) -> str:
    """A value as Android's serializer writes it: breaks and letters beyond U+FFFF as numbers."""
    words = _UNSAFE.sub("?", words)
    words = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    if not _SPECIAL.search(words):
        return words
    return _SPECIAL.sub(lambda found: f"&#{ord(found.group())};", words)


_SPECIAL = re.compile("[\t\r\n\U00010000-\U0010ffff]")


def _tag(cls: str) -> str:
    name = re.sub(r"\.+", ".", re.sub(r"[$@#&]", ".", cls)).strip(".")
    name = _BAD_NAME.sub("_", _BAD_START.sub("", name))
    return name if name.strip() else _DEFAULT_CLASS
