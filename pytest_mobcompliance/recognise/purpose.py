"""Finds what the app says a permission is for: in its own box, on the page, or in the system's dialog."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ..findings import Json
from ..screen import Element, Platform, Screen
from .own import own_part
from .privacy_notice import recognise_privacy_notice
from .prompts import PermissionPrompt, plain, recognise_prompt
from .text import clickable_of, fold, spoken

_DIALOGS = frozenset({"dialog", "alertdialog"})
_ALERT = "XCUIElementTypeAlert"
_SENTENCE = re.compile(r"(?<=[。!?;！？；\n])")
_EDGES = " \n\t。.;；!！"
_LARGEST_BOX = 0.85
"""Share of the picture; a larger one is a page, whose buttons do not answer an explanation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """One explanation of why a permission is asked for, in the app's own words."""

    permission: str | None
    """A name as in `PermissionPrompt.permission`, or special access: ``overlay``, ``accessibility``,
    ``usage``, ``notification_listener``, ``battery``; None when the words name none."""
    text: str
    """The sentence as it stands."""
    specific: bool
    """It names a function. False with ``vague_words``: vague; False without: for a person to read."""
    vague_words: tuple[str, ...] = ()
    """Phrases that name no function (为保证正常使用 …), folded; they may stand beside one that does."""
    element: Element
    own_dialog: bool = False
    """It stands in a box of the app's own, before the system asks."""
    in_prompt: bool = False
    """It stands in the system's dialog, beside the question."""
    go_on: Element | None = None
    """The button of the app's own box that leads to the system's dialog."""
    decline: Element | None = None

    def to_json(self) -> dict[str, Json]:
        """Return labels and text as JSON types."""
        return {
            "permission": self.permission,
            "text": self.text,
            "specific": self.specific,
            "vague_words": list(self.vague_words),
            "element": self.element.label,
            "own_dialog": self.own_dialog,
            "in_prompt": self.in_prompt,
            "go_on": self.go_on.label if self.go_on else None,
            "decline": self.decline.label if self.decline else None,
        }


@dataclass(frozen=True, slots=True)
class Judged:
    """How much a text says: whether it names a function, and its phrases that name none (folded)."""

    specific: bool
    vague_words: tuple[str, ...]


def find_purposes(screen: Screen, permission: str | None = None) -> tuple[Purpose, ...]:
    """Return the explanations on a screen, those in the system's dialog first, then boxes, then the page.

    :param permission: only those that name this permission, and those that name none.
    """
    prompt = recognise_prompt(screen)
    drawn = _drawn_with(screen, prompt) if isinstance(prompt, PermissionPrompt) else []
    told = _in_prompt(screen, prompt, drawn) if isinstance(prompt, PermissionPrompt) else ()
    found = (*told, *_of_the_app(screen, {element.id for element in drawn}))
    return tuple(one for one in found if permission is None or one.permission in (permission, None))


def judge_purpose(text: str) -> Judged:
    """Tell whether a text names a function (扫描二维码), and which of its phrases name none (提升体验)."""
    vague: list[str] = []

    def take(match: re.Match[str]) -> str:
        vague.append(match.group())
        return "|"

    left = _named().sub("|", _vague().sub(take, fold(text)))
    start = _marker().search(left)
    said = left[start.end() :] if start else left
    return Judged(_function().search(said) is not None, tuple(dict.fromkeys(vague)))


def permission_named(text: str) -> str | None:
    """Return the permission that a text names, one called so (相机权限) before others; else None."""
    folded = fold(text)
    called = _named().search(folded)
    for part in (called.group() if called else "", _marker().split(folded)[0], folded):
        places = [(hit.start(), name) for name, pattern in _permissions() if (hit := pattern.search(part))]
        if places:
            return min(places, key=lambda each: each[0])[1]
    return None


# ------------------------------------------------------------------ data


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "purpose.toml").read_text("utf-8"))


@cache
def _whole(name: str) -> re.Pattern[str]:
    """Whole texts of buttons."""
    return re.compile(f"(?:{_data()[name]})$")


@cache
def _title() -> re.Pattern[str]:
    return re.compile(_data()["title"])


@cache
def _marker() -> re.Pattern[str]:
    return re.compile(_data()["marker"])


@cache
def _vague() -> re.Pattern[str]:
    return re.compile("|".join(_data()["vague"]["phrases"]))


@cache
def _function() -> re.Pattern[str]:
    return re.compile("|".join(_data()["function"]["words"]))


@cache
def _permissions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(words)) for name, words in _data()["permission"].items())


@cache
def _named() -> re.Pattern[str]:
    """A permission called one, or that is to be opened: no function, though its words may be one's."""
    names = "|".join(_data()["permission"].values())
    one = f"(?:{names})(?:信息|空间|服务|功能)?"
    several = f"{one}(?:(?:[、和及与/]|以及|或)*{one})*"
    return re.compile(f"{several}(?:的)?(?:使用|访问|相关)?权限|{_data()['asks_for']}{several}")


@cache
def _stock() -> re.Pattern[str]:
    return re.compile("|".join(_data()["stock"]["texts"]))


# ------------------------------------------------------------------ the system's dialog


def _in_prompt(screen: Screen, prompt: PermissionPrompt, drawn: list[Element]) -> Iterator[Purpose]:
    """Texts beside the question, in dialogs of families that let an app say something there."""
    if prompt.family not in _data()["stock"]["families"]:
        return
    controls = [*prompt.buttons.values(), *prompt.precision.values()]
    controls += [prompt.dont_ask_again] if prompt.dont_ask_again else []
    apart = {each.id for control in controls for each in screen.subtree(control)}
    heard = {plain(prompt.message)}
    for element in drawn:
        said = (element.text or element.name or "").strip()
        told = plain(said)
        if element.id in apart or element.role == "button" or told in heard or _stock().search(told):
            continue
        heard.add(told)
        judged = judge_purpose(said)
        if judged.specific or judged.vague_words or _marker().search(fold(said)):
            yield Purpose(
                permission=prompt.permission,
                text=said,
                specific=judged.specific,
                vague_words=judged.vague_words,
                element=element,
                in_prompt=True,
            )


def _drawn_with(screen: Screen, prompt: PermissionPrompt) -> list[Element]:
    """What the system drew together with the buttons of its dialog."""
    button = next(iter(prompt.buttons.values()))
    if screen.platform is Platform.IOS:
        alert = next((e for e in screen.ancestors(button) if e.class_name == _ALERT), button)
        return [e for e in screen.subtree(alert) if e.visible is not False]
    return [e for e in screen.shown() if e.package == button.package]


# ------------------------------------------------------------------ the app's own words


def _of_the_app(screen: Screen, systems: set[str]) -> tuple[Purpose, ...]:
    """Explanations in the app's own elements, those of its box first; a privacy notice is none."""
    own = own_part(screen)
    notice = recognise_privacy_notice(screen)
    apart = {e.id for e in screen.subtree(notice.container)} | systems if notice else systems
    shown = [e for e in own.shown() if e.id not in apart]
    box = _box(own, shown)
    inside = {e.id for e in own.subtree(box)} if box else set()
    go_on, decline = _answers(own, box) if box else (None, None)
    boxed = _sentences(own, [e for e in shown if e.id in inside], in_box=True)
    beside = _sentences(own, [e for e in shown if e.id not in inside], in_box=False)
    return (
        *(_purpose(one, own_dialog=True, go_on=go_on, decline=decline) for one in boxed),
        *(_purpose(one) for one in beside),
    )


@dataclass(frozen=True, slots=True)
class _Sentence:
    element: Element
    text: str
    permission: str | None
    judged: Judged


def _purpose(one: _Sentence, **facts: Any) -> Purpose:
    return Purpose(
        permission=one.permission,
        text=one.text,
        specific=one.judged.specific,
        vague_words=one.judged.vague_words,
        element=one.element,
        **facts,
    )


def _sentences(screen: Screen, shown: list[Element], *, in_box: bool) -> list[_Sentence]:
    """Sentences on the use of a permission; in a box, the title or the line above may name the permission."""
    found: list[_Sentence] = []
    heard: set[str] = set()
    above: tuple[Element, str] | None = None
    for element in shown:
        said = element.text or element.name or ""
        if not said or _presses(screen, element) or element.editable:
            continue
        for part in filter(None, (each.strip(_EDGES) for each in _SENTENCE.split(said))):
            folded = fold(part)
            if len(folded) > _data()["most_sentence"] or folded in heard:
                continue
            judged = judge_purpose(part)
            named = permission_named(part)
            on_use = bool(_marker().search(folded) or judged.vague_words)
            if named and len(folded) <= _data()["most_title"]:
                above = (element, named)
            if above and not named and (in_box or _near(screen, above[0], element)):
                named = above[1]
                on_use = on_use or (in_box and judged.specific)
            if on_use and (named or in_box):
                heard.add(folded)
                found.append(_Sentence(element, part, named, judged))
    return found


def _presses(screen: Screen, element: Element) -> bool:
    target = clickable_of(screen, element)
    return target is not None and (target.role == "button" or _is_answer(spoken(screen, target)))


def _near(screen: Screen, one: Element, other: Element) -> bool:
    """Whether two texts share a parent or its parent, or are one element."""
    around = [one.id, *(e.id for e in screen.ancestors(one))][:3]
    return any(each.id in around for each in (other, *list(screen.ancestors(other))[:2]))


# ------------------------------------------------------------------ the app's own box


def _box(screen: Screen, shown: list[Element]) -> Element | None:
    """The smallest part of the screen that explains a permission and is answered by buttons of its own."""
    for button in shown:
        if not button.clickable or not _is_answer(spoken(screen, button)):
            continue
        for around in screen.ancestors(button):
            if _explains(screen, around):
                if _is_box(screen, around):
                    return around
                break
    return None


def _is_answer(said: str) -> bool:
    short = 0 < len(said) <= _data()["most_button"]
    return short and any(_whole(name).match(said) for name in ("go_on", "decline"))


def _explains(screen: Screen, around: Element) -> bool:
    texts = [
        fold(e.text or e.name or "")
        for e in screen.subtree(around)
        if e.visible is not False and (e.text or e.name) and not _presses(screen, e)
    ]
    on_use = any(_marker().search(each) or _vague().search(each) for each in texts)
    return any(permission_named(each) for each in texts) and (on_use or _titled(texts))


def _titled(texts: list[str]) -> bool:
    return any(len(each) <= _data()["most_title"] and _title().search(each) for each in texts)


def _is_box(screen: Screen, around: Element) -> bool:
    """By its role, by both answers, or by a title over one answer; never what fills the picture."""
    if around.role in _DIALOGS or any(e.role in _DIALOGS for e in screen.ancestors(around)):
        return True
    width, height = screen.size
    box = around.bounds
    if box and (box[2] - box[0]) * (box[3] - box[1]) > _LARGEST_BOX * width * height:
        return False
    go_on, decline = _answers(screen, around)
    texts = [fold(e.text or e.name or "") for e in screen.subtree(around)]
    return (go_on is not None and decline is not None) or (box is not None and _titled(texts))


def _answers(screen: Screen, box: Element) -> tuple[Element | None, Element | None]:
    """What goes on and what declines; a refusal is looked for first, since 不允许 holds 允许."""
    found: dict[str, Element] = {}
    for element in screen.subtree(box):
        if element.visible is False or not element.clickable:
            continue
        said = spoken(screen, element)
        if 0 < len(said) <= _data()["most_button"]:
            meaning = next((name for name in ("decline", "go_on") if _whole(name).match(said)), "")
            if meaning:
                found.setdefault(meaning, element)
    return found.get("go_on"), found.get("decline")
