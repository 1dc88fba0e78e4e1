"""What a screen reader says: names that are missing, say nothing, or say the same twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..findings import Verdict
from ..recognise.own import own_part
from ..recognise.prompts import recognise_prompt
from ..recognise.text import fold, spoken
from ..screen import Element, Screen
from .model import Judgement, Limits
from .tree import SCRIM, is_native, nearest_around, own_id, said, speaking_inside

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

_LABELLED = frozenset({"checkbox", "radio", "switch", "textbox"})
"""What a text beside it may name on a phone, by a tie that the tree does not show."""

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
    """Whether everything that can be operated, and every picture, has a name.

    On a phone, pictures that nobody can operate are decoration, and a box to tick takes its name from the row
    around it that carries the tap.
    """
    native = is_native(screen)
    inside = speaking_inside(screen)
    rows = nearest_around(screen, lambda element: bool(element.clickable)) if native else {}
    for element in _heard(screen):
        if not _operated(element, native) or own_id(element) == SCRIM:
            continue
        named = said(element) or bool(element.hint and element.hint.strip())
        if not named and element.role not in _NOT_NAMED_BY_CONTENT and not element.editable:
            named = element.id in inside
        row = rows.get(element.id)
        if not named and not element.clickable and row is not None and row.id in inside:
            continue  # read together with its row
        if not named and element.in_webview:  # seen from outside: the page may name it all the same
            yield Judgement(element=element, verdict=Verdict.NEEDS_REVIEW, reason="in-webview")
        elif not named and native and element.clipped:  # its words may lie outside
            yield Judgement(element=element, verdict=Verdict.NEEDS_REVIEW, reason="clipped")
        elif not named and native and _text_beside(screen, element):
            yield Judgement(element=element, verdict=Verdict.NEEDS_REVIEW, reason="label-beside")
        else:
            yield _judgement(element, not named, "no-name")


def _operated(element: Element, native: bool) -> bool:
    if element.role == "webview":
        return False  # speaks by what is inside
    if element.clickable or (element.focusable and element.role in _INTERACTIVE):
        return True
    return element.role in _IMAGES and (not native or bool(element.focusable))


def _text_beside(screen: Screen, element: Element) -> bool:
    """Whether a text stands in the same parent as a box or field, and may be its label."""
    if element.role not in _LABELLED and not element.editable:
        return False
    parent = screen.index.get(element.parent or "")
    around = screen.children(parent) if parent is not None else ()
    return any(each.id != element.id and each.text and not each.clickable for each in around)


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
    """Whether the name of a link or button says where it leads; on a phone, of all that is tapped."""
    native = is_native(screen)
    for element in _heard(screen):
        tapped = native and element.clickable and not element.editable
        if element.role not in ("link", "button") and not tapped:
            continue
        name = spoken(screen, element) if tapped else fold(element.name or element.text or "")
        cut = tapped and element.clipped and not said(element)  # the rest of its words may lie outside
        if name and not cut:
            yield _judgement(element, name in _UNCLEAR, "unclear-name")


def duplicate_name(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether what has one name leads to one place; a person says whether the surroundings tell them apart.

    Of a page, links are asked for their address. A phone's tree does not tell where a tap leads: there each
    id is a place of its own. One id in several rows of a list is told apart by its row.
    """
    targets: dict[str, set[str]] = {}
    named = list(_tapped_names(screen) if is_native(screen) else _link_names(screen))
    for _, name, target in named:
        targets.setdefault(name, set()).add(target)
    for element, name, _ in named:
        several = len(targets[name])
        yield Judgement(
            element=element,
            verdict=Verdict.NEEDS_REVIEW if several > 1 else Verdict.SATISFIED,
            measured=several,
            required=1,
            reason="same-name" if several > 1 else "",
        )


def _link_names(screen: Screen) -> Iterator[tuple[Element, str, str]]:
    for element in _heard(screen):
        name = fold(element.name or element.text or "")
        if element.role == "link" and element.href and name:
            yield element, name, element.href


def _tapped_names(screen: Screen) -> Iterator[tuple[Element, str, str]]:
    """What is tapped on a phone, without fields, boxes to tick, and what only carries a tap around it."""
    around = nearest_around(screen, lambda element: bool(element.clickable))
    for element in _heard(screen):
        if not element.clickable or element.editable or element.role in _LABELLED or element.clipped:
            continue
        if around[element.id] is not None or element.in_webview:
            continue
        if name := spoken(screen, element):
            yield element, name, own_id(element) or element.resource_id or element.id


def editable_description(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether an Android field has a description of its own, which readers say instead of what was typed.

    The description is the name where that is neither text nor hint. Password fields say nothing anyway.
    """
    for element in _heard(screen):
        if not element.editable or element.password or element.in_webview:
            continue
        name, held = fold(element.name or ""), fold(element.value or "")
        described = bool(name) and name not in (fold(element.text or ""), fold(element.hint or ""))
        if described and held and held not in name:
            yield _judgement(element, True, "value-hidden")
        elif described:  # empty, or what it holds is not known
            yield Judgement(element=element, verdict=Verdict.NEEDS_REVIEW, reason="described-field")
        else:
            yield _judgement(element, False, "")


def empty_semantics(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    """Whether the screen says anything at all; a page drawn on one canvas does not.

    What an embedded page says, a tree seen from outside may not tell, and behind a permission dialog of the
    system the app's own tree tells nothing.
    """
    shown = list(own_part(screen).shown())
    if not shown:
        return
    speaking = sum(said(element) for element in shown)
    hidden = _why_silent(screen, shown) if not speaking and is_native(screen) else ""
    if hidden:
        yield Judgement(element=None, verdict=Verdict.NOT_VERIFIED, measured=0, required=1, reason=hidden)
        return
    yield Judgement(
        element=None,
        verdict=Verdict.SATISFIED if speaking else Verdict.VIOLATED,
        measured=speaking,
        required=1,
        reason="" if speaking else "nothing-said",
    )


def _why_silent(screen: Screen, shown: list[Element]) -> str:
    """Why a phone's tree may say nothing although the screen does; empty when nothing explains it."""
    if recognise_prompt(screen) is not None:
        return "dialog-in-front"
    return "in-webview" if any(element.role == "webview" for element in shown) else ""


def _heard(screen: Screen) -> Iterator[Element]:
    return (element for element in screen.shown() if not element.reader_hidden)


def _judgement(element: Element, wrong: bool, reason: str) -> Judgement:
    return Judgement(
        element=element,
        verdict=Verdict.VIOLATED if wrong else Verdict.SATISFIED,
        reason=reason if wrong else "",
    )
