"""What UiAutomator2 sees of the phone: trees of items, elements found in them and what they tell."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..hierarchy import Item as Made
from ..hierarchy import snapshot
from ..views import Box, Node, Window
from .refusal import NO_ELEMENT, Refusal
from .selectors import Item, Scrollable, Selector, SelectorError, find_all, find_first, parse

if TYPE_CHECKING:
    from ..phone import Phone

ELEMENT_KEY = "element-6066-11e4-a52e-4f735466cecf"
"""Source: W3C WebDriver, web element identifier."""
MOST_KNOWN = 500
"""Elements that the server remembers, ``elementsCacheSize``."""
SEARCH_SWIPES = 30
"""Of a `UiScrollable` until it gives up, and the part of its height that one swipe moves."""
SWIPE_SHARE = 0.8
_FULL_ID = re.compile(r"^[a-zA-Z_][a-zA-Z0-9._]*:[^/]+/\S+$")
_BY = {
    "id": "By.id",
    "accessibility id": "By.accessibilityId",
    "class name": "By.clazz",
    "xpath": "By.xpath",
    "-android uiautomator": "By.AndroidUiAutomator",
}
_NAMES = {
    "className": "class",
    "contentDescription": "content-desc",
    "name": "content-desc",
    "resourceId": "resource-id",
    "longClickable": "long-clickable",
    "importantForAccessibility": "a11y-important",
    "showingHintText": "showing-hint",
    "hintText": "hint",
    "contentInvalid": "content-invalid",
    "errorText": "error",
    "accessibilityFocused": "a11y-focused",
}
"""Other names of attributes."""
_OPTIONAL = (
    "content-desc",
    "resource-id",
    "hint",
    "extras",
    "input-type",
    "error",
    "pane-title",
    "tooltip-text",
)
"""Attributes that are null where a view has none."""


@dataclass(slots=True, kw_only=True, eq=False)
class Seen(Item):
    """An item with its place. ``node``: None for the frames that Android puts around an app's views."""

    node: Node | None
    window: Window
    box: Box
    """Visible bounds, px; empty at its corner when nothing shows."""

    @property
    def centre(self) -> tuple[float, float]:
        left, top, right, bottom = self.box
        return (left + right) / 2, (top + bottom) / 2

    @property
    def shows(self) -> bool:
        """Whether a finger can reach it."""
        return self.box[0] < self.box[2] and self.box[1] < self.box[3]

    @property
    def key(self) -> str:
        return self.node.key if self.node is not None else ""


def trees(phone: Phone, settings: Mapping[str, Any]) -> list[Seen]:
    """Trees of the windows that are searched, as the page source has them; the active window comes first."""
    active = phone.active()
    roots = _snapshot(phone, phone.windows(), active, settings)
    return sorted(roots, key=lambda root: root.window is not active)


def whole(phone: Phone) -> list[Seen]:
    """Trees of all windows, front first, with what does not show as well."""
    everything = {"allowInvisibleElements": True}
    windows = [window for window in reversed(phone.windows()) if window.kind != "toast"]
    return [root for window in windows for root in _snapshot(phone, [window], window, everything)]


def _snapshot(
    phone: Phone, windows: Sequence[Window], active: Window, settings: Mapping[str, Any]
) -> list[Seen]:
    roots = snapshot(
        windows,
        active=active,
        width=phone.width,
        height=phone.height,
        settings=settings,
        api=phone.api,
        focused=phone.focus_key,
    )
    return [_seen(root, None) for root in roots]


def _seen(made: Made, parent: Seen | None) -> Seen:
    assert made.window is not None
    left, top, right, bottom = made.box
    item = Seen(
        attributes=made.attributes,
        index=int(made.attributes["index"]),
        parent=parent,
        node=made.node,
        window=made.window,
        box=(left, top, max(left, right), max(top, bottom)),
    )
    item.children = [_seen(child, item) for child in made.children]
    return item


def walk(root: Item) -> Iterator[Seen]:
    """The items of a tree, top to bottom."""
    for item in root.walk():
        assert isinstance(item, Seen)
        yield item


# ------------------------------------------------------------------ finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """What was asked for. ``package``: put before an id without one."""

    strategy: str
    selector: str
    package: str = ""

    def __str__(self) -> str:
        return f"{_BY.get(self.strategy, self.strategy)}: {self.selector}"


def find(phone: Phone, locator: Locator, roots: Sequence[Seen], *, is_child: bool) -> list[Seen]:
    """All that fits, in order.

    :raises Refusal: ``invalid selector`` for an expression or strategy that is none.
    """
    if locator.strategy == "-android uiautomator":
        return _by_uiautomator(phone, locator.selector, roots, is_child=is_child)
    fits = _by_path(locator.selector) if locator.strategy == "xpath" else _by_attribute(locator)
    every = [item for root in roots for item in walk(root) if not (is_child and item is root)]
    return [item for item in every if fits(item)]


def _by_attribute(locator: Locator) -> Callable[[Item], bool]:
    name = {"id": "resource-id", "accessibility id": "content-desc", "class name": "class"}.get(
        locator.strategy
    )
    if name is None:
        raise Refusal(
            "invalid selector", f"Locator strategy '{locator.strategy}' is not supported for this session"
        )
    wanted = locator.selector
    if locator.strategy == "id" and not _FULL_ID.match(wanted) and locator.package:
        wanted = f"{locator.package}:id/{wanted}"
    return lambda item: item.attributes.get(name) == wanted


def _by_uiautomator(phone: Phone, words: str, roots: Sequence[Seen], *, is_child: bool) -> list[Seen]:
    try:
        expressions = parse(words)
    except SelectorError as error:
        raise Refusal("invalid selector", str(error)) from None
    starts: Sequence[Item] = [child for root in roots for child in root.children] if is_child else roots
    found: list[Item] = []
    for expression in expressions:
        if isinstance(expression, Scrollable):
            raise Refusal("invalid selector", "a UiScrollable is carried out before it is searched for")
        found += [item for item in find_all(expression, starts) if item not in found]
    return [item for item in found if isinstance(item, Seen)]


_STEP = re.compile(r"^(?:/hierarchy)?//(?P<cls>\*|[\w.$]+)(?P<tests>(?:\[[^\]]*\])*)$")
_TEST = re.compile(r"""@([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def _by_path(path: str) -> Callable[[Item], bool]:
    """The one form of XPath that is read: a class or ``*`` anywhere, with attributes that equal values."""
    step = _STEP.match(path.strip())
    if step is None:
        raise Refusal("invalid selector", f"{path} is more XPath than the simulated server reads")
    wanted = []
    for test in re.findall(r"\[([^\]]*)\]", step["tests"]):
        for part in re.split(r"\s+and\s+", test.strip()):
            found = _TEST.fullmatch(part.strip())
            if found is None:
                raise Refusal("invalid selector", f"{path} is more XPath than the simulated server reads")
            wanted.append((found[1], found[2] if found[2] is not None else found[3]))
    cls = step["cls"]

    def fits(item: Item) -> bool:
        return cls in ("*", item.attributes["class"]) and all(
            item.attributes.get(name) == value for name, value in wanted
        )

    return fits


def scroll_into_view(phone: Phone, words: str, look: Callable[[], Sequence[Seen]]) -> str:
    """Carry out the scrolling of an expression, until its element shows or the view ends.

    :param look: the trees as they are now.
    :returns: the expression that is left to be searched for.
    :raises Refusal: ``invalid selector``.
    """
    try:
        expressions = parse(words)
    except SelectorError as error:
        raise Refusal("invalid selector", str(error)) from None
    if not any(isinstance(each, Scrollable) for each in expressions):
        return words
    for expression in expressions:
        if isinstance(expression, Scrollable):
            _scroll(phone, expression, look)
    return ";".join(written(each.target if isinstance(each, Scrollable) else each) for each in expressions)


def written(selector: Selector) -> str:
    """A selector as an expression again."""
    calls = "".join(f".{name}({_literal(value)})" for name, value in selector.criteria.items())
    below = f".{selector.below[0]}({written(selector.below[1])})" if selector.below else ""
    return f"new UiSelector(){calls}{below}"


def _literal(value: str | bool | int) -> str:
    if isinstance(value, str):
        return '"' + value.replace('"', '\\"') + '"'
    return str(value).lower()


def _scroll(phone: Phone, expression: Scrollable, look: Callable[[], Sequence[Seen]]) -> None:
    swipes = SEARCH_SWIPES
    for call in expression.calls:
        first = call.arguments[0] if call.arguments else None
        if call.name == "setMaxSearchSwipes" and isinstance(first, int):
            swipes = first
        elif call.name.endswith(("Forward", "Backward", "ToEnd", "ToBeginning")):
            most = first if isinstance(first, int) and "To" in call.name else 1
            sign = 1 if call.name.endswith(("Forward", "ToEnd")) else -1
            _swipe(phone, expression.container, look, sign, most)
    if find_first(expression.target, look()) is not None:
        return
    _swipe(phone, expression.container, look, -1, swipes)
    for _ in range(swipes):
        if find_first(expression.target, look()) is not None:
            return
        if not _swipe(phone, expression.container, look, 1, 1):
            return


def _swipe(
    phone: Phone, container: Selector, look: Callable[[], Sequence[Seen]], sign: int, most: int
) -> bool:
    """Scroll a container so many times; False when it does not move."""
    moved = False
    for _ in range(most):
        found = find_first(container, look())
        if not isinstance(found, Seen) or found.node is None or not found.node.view.scroll:
            return False
        before = found.node.scrolled
        height = found.box[3] - found.box[1]
        phone.scroll(found.node.key, sign * round(height * SWIPE_SHARE))
        after = phone.find(found.node.key)
        if after is None or after.scrolled == before:
            return moved
        moved = True
    return moved


# ------------------------------------------------------------------ remembering


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An element that was handed out. ``signature``: what tells the same view from another at its place."""

    locator: Locator
    context: str
    is_single: bool
    window: tuple[str, str, str]
    key: str
    signature: tuple[str, ...]


def signature(item: Seen) -> tuple[str, ...]:
    """A view's class and id; without an id what it says, unless a user changes that."""
    if item.node is None:
        return (item.attributes["class"], item.attributes.get("resource-id", ""))
    view = item.node.view
    if view.id:
        return (view.cls, view.id)
    return (view.cls, view.hint) if view.editable else (view.cls, view.text, view.desc)


def window_name(window: Window) -> tuple[str, str, str]:
    """What tells a window from another."""
    return (window.package, window.activity, window.key)


class Elements:
    """The server's memory of elements, by id. A view that went is searched for again by its locator."""

    def __init__(self, phone: Phone, settings: Mapping[str, Any]) -> None:
        self._phone = phone
        self._settings = settings
        self._known: dict[str, Known] = {}

    def search(self, locator: Locator, context: str, *, multiple: bool) -> list[str]:
        """Ids of what fits.

        :raises Refusal: ``no such element`` when one was wanted, ``invalid selector``, or about the context.
        """
        found = self._find(locator, context)
        if not multiple:
            if not found:
                raise Refusal("no such element", NO_ELEMENT)
            found = found[:1]
        return [self._remember(item, locator, context, is_single=not multiple) for item in found]

    def keep(self, item: Seen) -> str:
        """Remember an item that no locator led to."""
        return self._remember(item, Locator(strategy="", selector=""), "", is_single=False)

    def _find(self, locator: Locator, context: str) -> list[Seen]:
        if context:
            return find(self._phone, locator, [self.get(context)], is_child=True)
        if locator.strategy == "-android uiautomator":
            rest = scroll_into_view(self._phone, locator.selector, self._look)
            locator = Locator(strategy=locator.strategy, selector=rest)
        return find(self._phone, locator, self._look(), is_child=False)

    def _look(self) -> list[Seen]:
        return trees(self._phone, self._settings)

    def _remember(self, item: Seen, locator: Locator, context: str, *, is_single: bool) -> str:
        name = str(uuid.uuid4())
        self._known[name] = Known(
            locator=locator,
            context=context,
            is_single=is_single,
            window=window_name(item.window),
            key=item.key,
            signature=signature(item),
        )
        while len(self._known) > MOST_KNOWN:
            del self._known[next(iter(self._known))]
        return name

    def get(self, name: str) -> Seen:
        """The element as it is now.

        :raises Refusal: ``no such element`` for an id that is not known, ``stale element reference`` for a
            view that went and was not found again.
        """
        known = self._known.get(name)
        if known is None:
            raise Refusal(
                "no such element",
                f"The element identified by '{name}' is not present in the cache or has expired. "
                "Try to find it again",
            )
        item = self._still_there(known)
        return item if item is not None else self._restored(name, known)

    def _still_there(self, known: Known) -> Seen | None:
        for root in whole(self._phone):
            if window_name(root.window) != known.window:
                continue
            for item in walk(root):
                if item.key == known.key and signature(item) == known.signature:
                    return item
        return None

    def _restored(self, name: str, known: Known) -> Seen:
        if not known.is_single:
            raise Refusal(
                "stale element reference", f"Cached elements '{known.locator}' do not exist in DOM anymore"
            )
        found = self._find(known.locator, known.context)
        if not found:
            raise Refusal(
                "stale element reference", f"The element '{known.locator}' does not exist in DOM anymore"
            )
        again = self._remember(found[0], known.locator, known.context, is_single=True)
        self._known[name] = self._known.pop(again)
        return found[0]


# ------------------------------------------------------------------ telling


def attribute(item: Seen, name: str) -> str | None:
    """One attribute as the server tells it. :raises Refusal: ``invalid argument`` for an unknown name."""
    name = _NAMES.get(name, name)
    if name == "contentSize":
        left, top, right, bottom = item.box
        facts = {
            "width": right - left,
            "height": bottom - top,
            "top": top,
            "left": left,
            "scrollableOffset": item.node.scroll_room if item.node is not None else 0,
            "touchPadding": 0,
        }
        return json.dumps(facts, separators=(",", ":"))
    if name == "original-text":
        return item.attributes["text"] if item.attributes.get("showing-hint") != "true" else ""
    if name not in item.attributes and name not in _OPTIONAL:
        known = ", ".join(sorted({*item.attributes, *_OPTIONAL, *_NAMES, "contentSize"}))
        raise Refusal(
            "invalid argument",
            f"'{name}' attribute is unknown for the element. "
            f"Only the following attributes are supported: [{known}]",
        )
    return item.attributes.get(name)


def rect(item: Seen) -> dict[str, int]:
    """Place and size of the visible part, px."""
    left, top, right, bottom = item.box
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}
