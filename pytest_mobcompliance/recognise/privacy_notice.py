"""Recognises the privacy notice of a first start, from a screen alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ..findings import Json
from ..screen import Box, Element, Platform, Screen
from .own import own_part
from .text import clickable_of, fold, spoken

_BOXES = frozenset({"checkbox", "radio", "switch", "menuitemcheckbox"})
_FIELDS = frozenset({"textbox", "searchbox", "combobox", "spinbutton"})
_DIALOGS = frozenset({"dialog", "alertdialog"})
_COUNTDOWN = re.compile(r"[(\[]?\d{1,3}(s|秒)?[)\]]?$")
_LONGEST_LINK = 40
"""Characters: a longer text is a paragraph that names the policy."""
_LONGEST_NOTICE = 800
"""Characters: a longer page is the document itself."""
_COVERED = 0.5
"""Share of an element that must lie under another for the other to lie over it."""
_WHOLE = 0.9
"""Share of the picture that a window fills which is no dialog (phones)."""
_INERT = 0.9
"""Share of the texts outside a dialog that must be out of reach; toasts and clocks may stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyNotice:
    """A privacy notice by its meaning. A button that is not there is None."""

    container: Element
    text: str
    """All its texts in the order of the tree."""
    agree: Element | None = None
    decline: Element | None = None
    acknowledge_only: Element | None = None
    """A “got it” where a choice should be; None when there is a button to agree."""
    policy_links: tuple[Element, ...] = ()
    """What leads to the privacy policy (not to the terms of service)."""
    preticked: tuple[Element, ...] = ()
    """Boxes and switches that are on from the start."""

    def to_json(self) -> dict[str, Json]:
        """Return labels and text as JSON types."""
        buttons = {
            "agree": self.agree,
            "decline": self.decline,
            "acknowledge_only": self.acknowledge_only,
        }
        return {
            **{key: button.label if button else None for key, button in buttons.items()},
            "container": self.container.label,
            "policy_links": [link.label for link in self.policy_links],
            "preticked": [box.label for box in self.preticked],
            "text": self.text,
        }


def recognise_privacy_notice(screen: Screen) -> PrivacyNotice | None:
    """Find the notice that asks for consent to the privacy policy; None when the screen shows none.

    Words alone are no proof. Wanted are a button that answers, the policy's name near it, and a sign of
    another kind: the form of a dialog (role, place over the page, a page out of reach), or both answers side
    by side under the wording of a notice. A form to fill in is a login, whatever it says. On a phone, what
    is not the app's own says nothing: bars, keyboards, permission dialogs.
    """
    screen = own_part(screen)
    buttons = _buttons(screen)
    # The agreement leads to the notice; a "got it" or a refusal only where there is none.
    for meaning in ("agree", "decline", "acknowledge"):
        for button in buttons.get(meaning, ()):
            notice = _notice_around(screen, button, buttons)
            if notice is not None:
                return notice
    return None


def skips_splash(screen: Screen, element: Element) -> bool:
    """Tell whether the element's words are those of what ends a splash or its advertisement: “跳过 5s”."""
    return _word("skip").fullmatch(spoken(screen, element)) is not None


def is_advertisement(text: str) -> bool:
    """Tell whether a text says how to get to what an advertisement is for: “点击跳转至第三方页面”."""
    return _word("advertisement").fullmatch(fold(text)) is not None


# ------------------------------------------------------------------ buttons


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "privacy_notice.toml").read_text("utf-8"))


@cache
def _meanings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    order = ("decline", "leave", "agree", "acknowledge")
    return tuple((name, re.compile("|".join(_words()["buttons"][name]))) for name in order)


@cache
def _word(name: str) -> re.Pattern[str]:
    return re.compile(_words()["words"][name])


def _meaning(text: str) -> str:
    bare = _COUNTDOWN.sub("", text).strip("!.。,;:·>»›\"'“”")
    if not bare or len(bare) > _words()["most_button"]:
        return ""
    return next((name for name, pattern in _meanings() if pattern.fullmatch(bare)), "")


def _buttons(screen: Screen) -> dict[str, list[Element]]:
    """Buttons by meaning: real buttons first, then what else is known to be clickable.

    The words beside a box to tick are no button: a tap on them ticks the box.
    """
    found: dict[str, list[Element]] = {}
    for element in screen.shown():
        if element.role in _BOXES | _FIELDS | {"heading"} or element.class_name == "label" or element.href:
            continue
        if not (element.clickable or element.text or element.name):
            continue
        meaning = _meaning(spoken(screen, element))
        if meaning:
            target = clickable_of(screen, element) or element
            known = found.setdefault(meaning, [])
            if target.role not in _BOXES and target not in known:
                known.append(target)
    for meaning, known in found.items():
        found[meaning] = sorted(known, key=lambda each: (each.role != "button", each.clickable is not True))
    return found


# ------------------------------------------------------------------ the notice around a button


def _notice_around(
    screen: Screen, button: Element, buttons: Mapping[str, list[Element]]
) -> PrivacyNotice | None:
    core = next((e for e in screen.ancestors(button) if _names_policy(screen, e)), None)
    if core is None:
        return None
    container, is_dialog = _container(screen, core)
    inside = {element.id for element in screen.subtree(container)}
    shown = [e for e in screen.subtree(container) if e.visible is not False]
    if any(_is_field(element) for element in shown) or _is_something_else(screen, shown):
        return None
    agree, refusal, leave, acknowledge = (
        next((e for e in buttons.get(meaning, ()) if e.id in inside), None)
        for meaning in ("agree", "decline", "leave", "acknowledge")
    )
    text = " ".join(filter(None, (_words_of(screen, element) for element in shown)))
    folded = fold(text)
    says_so = bool(_word("body").search(folded)) or _titled(screen, shown)
    if is_dialog:
        accepted = agree is not None or (says_so and (refusal or acknowledge) is not None)
    else:
        accepted = agree is not None and refusal is not None and says_so
        answered = agree is not None or (leave is not None and acknowledge is not None)
        accepted = accepted or (answered and _is_nothing_else(screen, shown, text))
    if not accepted:
        return None
    return PrivacyNotice(
        container=container,
        text=text,
        agree=agree,
        decline=refusal or leave,
        acknowledge_only=acknowledge if agree is None else None,
        policy_links=_policy_links(screen, shown),
        preticked=_preticked(screen, container),
    )


def _is_nothing_else(screen: Screen, shown: list[Element], text: str) -> bool:
    """Tell whether a phone's page holds a short notice, its answers and its links, and nothing else.

    Apps draw notices into their own window (iOS, Flutter), with nothing below that could be covered.
    """
    if screen.platform is Platform.WEB or len(text) > _LONGEST_NOTICE or not _titled(screen, shown):
        return False
    pressed = [e for e in shown if (e.clickable or e.role in ("button", "link")) and e.role not in _BOXES]
    said = [spoken(screen, element) for element in pressed]
    return all(not each or _meaning(each) or _word("link").search(each) for each in said)


def _words_of(screen: Screen, element: Element) -> str | None:
    """What an element says; where a toolkit draws its own text (Flutter, iOS), only its name tells."""
    own = element.text
    return own or (None if screen.platform is Platform.WEB or element.children else element.name)


def _names_policy(screen: Screen, element: Element) -> bool:
    texts = (e.text or e.name or "" for e in screen.subtree(element) if e.visible is not False)
    return _word("document").search(fold("".join(texts))) is not None


def _container(screen: Screen, core: Element) -> tuple[Element, bool]:
    """What holds the words, and whether it is a dialog: by role, place, or a page out of reach."""
    around = [core, *screen.ancestors(core)]
    for element in around:
        if element.role in _DIALOGS:
            return element, True
    window = _small_window(screen, around)
    if window is not None:
        return window, True
    over = [e for e in around[:-1] if e.class_name != "body" and _lies_over(screen, e)]
    if over:
        return over[-1], True
    for element in around[:-1]:
        if element.class_name != "body" and _rest_is_inert(screen, element):
            return element, True
    # No dialog: take in the whole of the page that the words stand on.
    body = next((e for e in around if e.class_name == "body"), around[-1])
    return body, False


def _small_window(screen: Screen, around: list[Element]) -> Element | None:
    """On a phone: the window that holds the words, when it leaves a part of the picture free."""
    if screen.platform is Platform.WEB:
        return None
    placed = [(e, e.bounds) for e in around if e.bounds is not None]
    if not placed:
        return None
    window, box = placed[-1]
    picture = (0.0, 0.0, float(screen.size[0]), float(screen.size[1]))
    return window if _overlap(box, picture) < _WHOLE else None


def _lies_over(screen: Screen, element: Element) -> bool:
    """Tell whether the element covers texts or controls that are not its own."""
    if element.bounds is None:
        return False
    own = {e.id for e in screen.subtree(element)} | {e.id for e in screen.ancestors(element)}
    return any(
        _overlap(element.bounds, other.bounds) >= _COVERED
        for other in screen.shown()
        if other.id not in own and other.bounds is not None and (other.text or other.clickable)
    )


def _overlap(over: Box, under: Box) -> float:
    """Share of ``under`` that lies within ``over``."""
    width = min(over[2], under[2]) - max(over[0], under[0])
    height = min(over[3], under[3]) - max(over[1], under[1])
    area = (under[2] - under[0]) * (under[3] - under[1])
    return width * height / area if width > 0 and height > 0 and area > 0 else 0.0


def _rest_is_inert(screen: Screen, element: Element) -> bool:
    own = {e.id for e in screen.subtree(element)}
    rest = [e for e in screen.shown() if e.id not in own and (e.text or e.clickable)]
    gone = [e for e in rest if e.reader_hidden or e.background_reason == "covered"]
    return bool(rest) and len(gone) >= _INERT * len(rest)


def _is_field(element: Element) -> bool:
    return bool(element.password or element.editable) or element.role in _FIELDS


def _title(screen: Screen, shown: Iterable[Element]) -> str:
    """The first heading, else the first text that is no control."""
    first = ""
    for element in shown:
        if element.role == "heading":
            return spoken(screen, element)
        said = _words_of(screen, element)
        if not first and said and clickable_of(screen, element) is None:
            first = fold(said)
    return first


def _titled(screen: Screen, shown: list[Element]) -> bool:
    title = _title(screen, shown)
    return len(title) <= 30 and _word("title").search(title) is not None


def _is_something_else(screen: Screen, shown: list[Element]) -> bool:
    title = _title(screen, shown)
    return len(title) <= 30 and _word("other").search(title) is not None


def _policy_links(screen: Screen, shown: list[Element]) -> tuple[Element, ...]:
    links: list[Element] = []
    for element in shown:
        if not (element.clickable or element.href) or element.role in _BOXES:
            continue
        if element.class_name == "label" or any(e.role in _BOXES for e in screen.subtree(element)):
            continue
        text = spoken(screen, element)
        if len(text) > _LONGEST_LINK or _meaning(text) or not _word("document").search(text):
            continue
        if not any(link.id == e.id for link in links for e in screen.ancestors(element)):
            links.append(element)
    if links or screen.platform is Platform.WEB:
        return tuple(links)
    # Native apps make parts of a text tappable without a node of their own.
    quoted = re.compile(rf"《[^》]*({_word('document').pattern})[^》]*》")
    return tuple(e for e in shown if quoted.search(fold(_words_of(screen, e) or "")))


def _preticked(screen: Screen, container: Element) -> tuple[Element, ...]:
    """Boxes that are on. A box may be hidden behind a drawn one: then what holds it is shown."""
    return tuple(
        element
        for element in screen.subtree(container)
        if element.checked is True
        and (
            element.visible is not False
            or (element.parent is not None and screen[element.parent].visible is not False)
        )
    )
