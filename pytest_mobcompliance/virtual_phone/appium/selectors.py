"""Expressions of the strategy ``-android uiautomator``: `UiSelector` and `UiScrollable`, read and matched.

What is accepted, and how it is refused, follows the on-device server 10.6.6 (its ``UiExpressionParser``); how
selectors match follows ``androidx.test.uiautomator``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

Value = str | bool | int
_Kind = TypeVar("_Kind")
_PREFIX = re.compile(r"(?:new\s+)?(UiSelector|UiScrollable)\b")
_TEXTS = ("text", "description", "className", "resourceId", "packageName")
_FLAGS = {
    "checkable": "checkable",
    "checked": "checked",
    "clickable": "clickable",
    "enabled": "enabled",
    "focusable": "focusable",
    "focused": "focused",
    "longClickable": "long-clickable",
    "scrollable": "scrollable",
    "selected": "selected",
}
"""Methods that take true or false, with the attribute they compare."""
_ATTRIBUTES = {
    "text": "text",
    "description": "content-desc",
    "className": "class",
    "resourceId": "resource-id",
    "packageName": "package",
}
_STRINGS = frozenset(
    {*_TEXTS, *(f"{name}Matches" for name in _TEXTS)}
    | {f"{name}{how}" for name in ("text", "description") for how in ("Contains", "StartsWith")}
)
_NUMBERS = frozenset({"index", "instance"})
_NESTED = frozenset({"childSelector", "fromParent"})


class SelectorError(ValueError):
    """An expression that is no selector; the message is the server's kind of."""

    def __init__(self, expression: str, why: str) -> None:
        super().__init__(f"Could not parse selector expression `{expression}`: {why}")


@dataclass(slots=True, kw_only=True, eq=False)
class Item:
    """What a selector looks at: one node as accessibility shows it. ``index``: its place among siblings."""

    attributes: Mapping[str, str]
    index: int = 0
    parent: Item | None = None
    children: list[Item] = field(default_factory=list)

    def walk(self) -> Iterator[Item]:
        """The item and all below it, in the order of the page source."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """A parsed `UiSelector`. ``below``: how it goes on from a match, ``childSelector`` or ``fromParent``."""

    criteria: Mapping[str, Value] = field(default_factory=dict)
    below: tuple[str, Selector] | None = None

    def having(self, name: str, value: Value) -> Selector:
        """The same with one more criterion; the last of one name counts."""
        return replace(self, criteria={**self.criteria, name: value})

    def going_on(self, how: str, selector: Selector) -> Selector:
        """The same, followed by another; a further one follows the last."""
        if self.below is None:
            return replace(self, below=(how, selector))
        return replace(self, below=(self.below[0], self.below[1].going_on(how, selector)))


@dataclass(frozen=True, slots=True)
class Call:
    """A method called on a `UiScrollable`."""

    name: str
    arguments: tuple[Value | Selector, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrollable:
    """A parsed `UiScrollable`: its container, what is done to it, and the element it ends in."""

    container: Selector
    calls: tuple[Call, ...]
    target: Selector


Expression = Selector | Scrollable


# ------------------------------------------------------------------ reading


def parse(expression: str) -> list[Expression]:
    """Read one expression, or several with semicolons between. :raises SelectorError: if one is none."""
    if not expression.strip():
        raise SelectorError(expression, "an empty string, where UiAutomator code was expected")
    return [_statement(part) for part in _split(expression.strip().removesuffix(";"), ";")]


def _statement(words: str) -> Expression:
    if re.match(r"(?:new\s+)?UiScrollable\b", words):
        return _Scanner(words).scrollable()
    return _selector(words)


def _selector(words: str) -> Selector:
    if not _PREFIX.match(words):
        words = "new UiSelector()" + (words if words.startswith(".") else f".{words}")
    return _Scanner(words).selector()


def _split(words: str, mark: str) -> list[str]:
    """Parts between marks that stand neither in a string nor in brackets."""
    parts, start, depth, quoted = [], 0, 0, False
    for at, letter in enumerate(words):
        if letter == '"' and not (quoted and words[at - 1] == "\\"):
            quoted = not quoted
        elif not quoted:
            depth += {"(": 1, ")": -1}.get(letter, 0)
            if letter == mark and depth <= 0:
                parts.append(words[start:at].strip())
                start = at + 1
    parts.append(words[start:].strip())
    return [part for part in parts if part]


class _Scanner:
    """Reads a chain of calls from its start."""

    def __init__(self, words: str) -> None:
        self._whole = words
        self._left = words

    def selector(self) -> Selector:
        if self._constructor("UiSelector"):
            raise self._error("UiSelector has no suitable constructor with these arguments")
        found = Selector()
        for name, arguments in self._calls():
            found = self._criterion(found, name, arguments)
        return found

    def scrollable(self) -> Scrollable:
        arguments = self._constructor("UiScrollable")
        if len(arguments) != 1:
            raise self._error(
                f"UiScrollable has no suitable constructor with arguments [{', '.join(arguments)}]"
            )
        container = _selector(arguments[0])
        calls = tuple(self._scroll_call(name, given) for name, given in self._calls())
        targets = [target for target in map(_target, calls) if target is not None]
        if not targets:
            raise self._error(
                "At least one method called on a UiScrollable object must return an UiObject instance"
            )
        return Scrollable(container=container, calls=calls, target=targets[-1])

    def _criterion(self, found: Selector, name: str, given: Sequence[str]) -> Selector:
        if name in _STRINGS:
            value = self._one(name, given, self._string)
            if name.endswith("Matches"):
                self._check_pattern(value)
            return found.having(name, value)
        if name in _FLAGS:
            return found.having(name, self._one(name, given or ["true"], self._boolean))
        if name in _NUMBERS:
            return found.having(name, self._one(name, given, self._number))
        if name in _NESTED:
            return found.going_on(name, self._one(name, given, _selector))
        raise self._error(f"UiSelector has no `{name}` method")

    def _scroll_call(self, name: str, given: Sequence[str]) -> Call:
        readers = _SCROLLING.get(name)
        if readers is None:
            raise self._error(f"UiScrollable has no `{name}` method")
        if len(given) not in {len(kinds) for kinds in readers}:
            raise self._unsuitable("UiScrollable", name, given, _count(given, len(readers[0])))
        kinds = next(kinds for kinds in readers if len(kinds) == len(given))
        return Call(name, tuple(self._read(kind, words) for kind, words in zip(kinds, given, strict=True)))

    def _read(self, kind: str, words: str) -> Value | Selector:
        if kind == "selector":
            return _selector(words)
        try:
            return _READERS[kind](words)
        except ValueError as error:
            raise self._error(str(error)) from None

    def _constructor(self, name: str) -> list[str]:
        found = _PREFIX.match(self._left)
        if found is None or found[1] != name:
            raise self._error(
                f"Was trying to parse as {name}, but it does not start with `new {name}` or `{name}`"
            )
        self._left = self._left[found.end() :].lstrip()
        return self._brackets()

    def _calls(self) -> Iterator[tuple[str, list[str]]]:
        while self._left.strip():
            self._left = self._left.lstrip()
            if not self._left.startswith("."):
                raise self._error(f'Expected "." but saw "{self._left[0]}"')
            name, bracket, rest = self._left[1:].partition("(")
            if not bracket:
                raise self._error(f"No opening parenthesis after method name: {self._left}")
            self._left = bracket + rest
            yield name.strip(), self._brackets()

    def _brackets(self) -> list[str]:
        """What stands between the brackets ahead, split at its commas."""
        if not self._left.startswith("("):
            raise self._error(f"no opening paren in expression: {self._left}")
        depth, quoted = 0, False
        for at, letter in enumerate(self._left):
            if letter == '"' and not (quoted and self._left[at - 1] == "\\"):
                quoted = not quoted
            if quoted:
                continue
            depth += {"(": 1, ")": -1}.get(letter, 0)
            if depth == 0:
                inside, self._left = self._left[1:at], self._left[at + 1 :]
                return _split(inside, ",")
        raise self._error(f"unclosed paren in expression: {self._left}")

    def _one(self, name: str, given: Sequence[str], read: Callable[[str], _Kind]) -> _Kind:
        if len(given) != 1:
            raise self._unsuitable("UiSelector", name, given, _count(given, 1))
        try:
            return read(given[0])
        except SelectorError:
            raise
        except ValueError as error:
            raise self._unsuitable("UiSelector", name, given, str(error)) from None

    def _check_pattern(self, pattern: str) -> None:
        try:
            re.compile(pattern)
        except re.error as error:
            raise self._error(f"{pattern} is not a regular expression: {error}") from None

    def _unsuitable(self, owner: str, name: str, given: Sequence[str], why: str) -> SelectorError:
        arguments = ", ".join(given)
        return self._error(
            f"`{owner}` doesn't have suitable method `{name}` with arguments [{arguments}]: {why}"
        )

    def _error(self, why: str) -> SelectorError:
        return SelectorError(self._whole, why)

    @staticmethod
    def _string(words: str) -> str:
        if len(words) < 2 or not (words.startswith('"') and words.endswith('"')):
            raise ValueError(f"{words} is not a string")
        return words[1:-1].replace('\\"', '"')  # the server knows no other escape

    @staticmethod
    def _boolean(words: str) -> bool:
        if words not in ("true", "false"):
            raise ValueError(f"{words} is not a boolean")
        return words == "true"

    @staticmethod
    def _number(words: str) -> int:
        if not re.fullmatch(r"[+-]?\d+", words):
            raise ValueError(f"{words} is not a integer")
        return int(words)


def _count(given: Sequence[str], wanted: int) -> str:
    return f"Invalid arguments count. Actual: {len(given)}. Expected: {wanted}."


def _target(call: Call) -> Selector | None:
    """The element that a call of `UiScrollable` returns."""
    first = call.arguments[0] if call.arguments else None
    second = call.arguments[1] if len(call.arguments) > 1 else None
    match call.name:
        case "scrollTextIntoView":
            return Selector(criteria={"text": str(first)})
        case "scrollDescriptionIntoView":
            return Selector(criteria={"description": str(first)})
        case "scrollIntoView" if isinstance(first, Selector):
            return first
        case "getChildByText" if isinstance(first, Selector):
            return first.having("text", str(second))
        case "getChildByDescription" if isinstance(first, Selector):
            return first.having("description", str(second))
        case "getChildByInstance" if isinstance(first, Selector) and isinstance(second, int):
            return first.having("instance", second)
    return None


_READERS: Mapping[str, Callable[[str], Value]] = {
    "string": _Scanner._string,
    "boolean": _Scanner._boolean,
    "number": _Scanner._number,
    "share": lambda words: words,
}
_SCROLLING: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "scrollIntoView": (("selector",),),
    "scrollTextIntoView": (("string",),),
    "scrollDescriptionIntoView": (("string",),),
    "getChildByText": (("selector", "string"), ("selector", "string", "boolean")),
    "getChildByDescription": (("selector", "string"), ("selector", "string", "boolean")),
    "getChildByInstance": (("selector", "number"),),
    "setMaxSearchSwipes": (("number",),),
    "setSwipeDeadZonePercentage": (("share",),),
    "setAsVerticalList": ((),),
    "setAsHorizontalList": ((),),
    "scrollForward": ((), ("number",)),
    "scrollBackward": ((), ("number",)),
    "scrollToBeginning": (("number",), ("number", "number")),
    "scrollToEnd": (("number",), ("number", "number")),
    "flingForward": ((),),
    "flingBackward": ((),),
    "flingToBeginning": (("number",),),
    "flingToEnd": (("number",),),
}
"""Methods of `UiScrollable` with the kinds of their arguments."""


# ------------------------------------------------------------------ matching


def find_first(selector: Selector, roots: Sequence[Item]) -> Item | None:
    """The first item that matches, from top to bottom."""
    seen: dict[int, int] = {}
    for root in roots:
        found = _search(selector, root, seen)
        if found is not None:
            return found
    return None


def find_all(selector: Selector, roots: Sequence[Item]) -> list[Item]:
    """Every item that matches, each once. A selector with ``instance`` has at most one."""
    if "instance" in selector.criteria:
        only = find_first(selector, roots)
        return [] if only is None else [only]
    found: list[Item] = []
    number = 0
    while (each := find_first(selector.having("instance", number), roots)) is not None:
        if all(each is not known for known in found):
            found.append(each)
        number += 1
    return found


def _search(selector: Selector, item: Item, seen: dict[int, int]) -> Item | None:
    """Depth first. ``seen``: how often each selector has matched so far, since ``instance`` counts from 0."""
    start: Item | None = item
    if _matches(selector, item) and _is_turn(selector, seen):
        if selector.below is None:
            return item
        how, selector = selector.below
        start = item if how == "childSelector" else item.parent
    for child in start.children if start is not None else ():
        found = _search(selector, child, seen)
        if found is not None:
            return found
    return None


def _is_turn(selector: Selector, seen: dict[int, int]) -> bool:
    wanted = selector.criteria.get("instance", 0)
    count = seen.get(id(selector), 0)
    if count == wanted:
        return True
    seen[id(selector)] = count + 1
    return False


def _matches(selector: Selector, item: Item) -> bool:
    return all(_fits(name, value, item) for name, value in selector.criteria.items() if name != "instance")


def _fits(name: str, value: Value, item: Item) -> bool:
    if name == "index":
        return item.index == value
    if name in _FLAGS:
        return (item.attributes.get(_FLAGS[name], "false") == "true") == value
    base, how = _how(name)
    actual, wanted = item.attributes.get(_ATTRIBUTES[base]), str(value)
    if actual is None:
        return False
    match how:
        case "Matches":
            return re.fullmatch(wanted, actual) is not None
        case "Contains":
            return wanted.lower() in actual.lower()
        case "StartsWith":
            return actual.lower().startswith(wanted.lower())
    return actual == wanted


def _how(name: str) -> tuple[str, str]:
    for how in ("Matches", "Contains", "StartsWith"):
        if name.endswith(how):
            return name.removesuffix(how), how
    return name, ""
