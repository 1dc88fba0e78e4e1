"""What a screen reader says: names that are missing, say nothing, or say the same twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..findings import Verdict
from ..recognise.text import fold
from ..screen import Element, Screen
from .model import Judgement, Limits
from .tree import said, speaking_inside

_INTERACTIVE = frozenset(
    [
        "button",
        "link",
        "checkbox",
        "radio",
        "switch",
        "tab",
        "textbox",
        "searchbox",
        "combobox",
        "listbox",
        "slider",
        "spinbutton",
        "menuitem",
        "menuitemcheckbox",
        "menuitemradio",
        "option",
        "treeitem",
    ]
)
_IMAGES = frozenset({"img", "image"})
# What these hold is no name: a field's text is its value, and boxes stand beside their text.
_NOT_NAMED_BY_CONTENT = _IMAGES | {"checkbox", "radio", "switch", "textbox", "searchbox", "combobox"}

_ROLE_WORDS = {
    "button": ("按钮", "按键", "button"),
    "link": ("链接", "link"),
    "img": ("图片", "图像", "image"),
    "image": ("图片", "图像", "image"),
}
_STATE_WORDS = ("已选中", "未选中")
_UNCLEAR = frozenset(
    map(fold, ("更多", "点击这里", "详情", "查看", "这里", "点这里", "点击", "more", "click here", "here"))
)


def name_missing(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether everything that can be operated, and every picture, has a name."""
    inside = speaking_inside(screen)
    for element in _heard(screen):
        if not (
            element.clickable
            or element.role in _IMAGES
            or (element.focusable and element.role in _INTERACTIVE)
        ):
            continue
        named = said(element) or bool(element.hint and element.hint.strip())
        if not named and element.role not in _NOT_NAMED_BY_CONTENT and not element.editable:
            named = element.id in inside
        if not named and element.in_webview:  # seen from outside: the page may name it all the same
            yield Judgement(element=element, verdict=Verdict.NEEDS_REVIEW, reason="in-webview")
        else:
            yield _judgement(element, not named, "no-name")


def name_repeats_role(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether a name says its role or state again, which the screen reader adds by itself."""
    for element in _heard(screen):
        operated = element.clickable or element.role in _INTERACTIVE or element.role in _IMAGES
        if operated and element.name and element.name.strip():
            yield _judgement(element, _repeats(element), "role-in-name")


def _repeats(element: Element) -> bool:
    name = (element.name or "").strip().casefold()
    return any(
        re.search(rf"(^|[^a-z]){word}$|^{word}($|[^a-z])", name)
        if word.isascii()
        else name.startswith(word) or name.endswith(word)
        for word in (*_ROLE_WORDS.get(element.role, ()), *_STATE_WORDS)
    )


def unclear_link(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether the name of a link or button says where it leads."""
    for element in _heard(screen):
        name = element.name or element.text
        if element.role in ("link", "button") and name:
            yield _judgement(element, fold(name) in _UNCLEAR, "unclear-name")


def duplicate_name(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether links of one name lead to one place; a person says whether the surroundings tell them apart."""
    targets: dict[str, set[str]] = {}
    links = [
        (element, fold(element.name or element.text or ""))
        for element in _heard(screen)
        if element.role == "link" and element.href
    ]
    for element, name in links:
        targets.setdefault(name, set()).add(element.href or "")
    for element, name in links:
        if name:
            several = len(targets[name])
            yield Judgement(
                element=element,
                verdict=Verdict.NEEDS_REVIEW if several > 1 else Verdict.SATISFIED,
                measured=several,
                required=1,
                reason="same-name" if several > 1 else "",
            )


def empty_semantics(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether the screen says anything at all; a page drawn on one canvas does not."""
    shown = list(screen.shown())
    if not shown:
        return
    speaking = sum(said(element) for element in shown)
    yield Judgement(
        element=None,
        verdict=Verdict.SATISFIED if speaking else Verdict.VIOLATED,
        measured=speaking,
        required=1,
        reason="" if speaking else "nothing-said",
    )


def _heard(screen: Screen) -> Iterator[Element]:
    return (element for element in screen.shown() if not element.reader_hidden)


def _judgement(element: Element, wrong: bool, reason: str) -> Judgement:
    return Judgement(
        element=element,
        verdict=Verdict.VIOLATED if wrong else Verdict.SATISFIED,
        reason=reason if wrong else "",
    )
