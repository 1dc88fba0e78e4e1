"""Recognises the permission dialogs of the system, and tells their buttons by meaning, never by place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from ..findings import Json
from ..screen import Element, Platform, Screen
from .text import fold, spoken

_QUOTES = re.compile("[“”\"'’‘「」『』`]")
_ASKING = re.compile(r"[吗?。.!]+$")
_COUNTDOWN = re.compile(r"[(\[]\d{1,2}(s|秒)?[)\]]$")
_PRECISE = re.compile(r"(精确|精准)位置:|precise:")
"""The switch above the answers of an iOS location alert; after it, its state."""
_ALERT = "XCUIElementTypeAlert"
_NO_BUTTONS = frozenset({"checkbox", "radio", "switch", "textbox", "heading", "img"})
_YES = frozenset({"allow", "allow_always", "allow_foreground", "allow_once", "allow_selected", "allow_all"})
_NO = frozenset({"deny", "deny_forever", "keep_current"})
_BESIDE = frozenset({"settings"})
"""Meanings of what stands in a prompt and does not answer it."""
# What to tap for a decision that was made beforehand, the plainest answer first. A step up that is refused
# keeps what was granted, and a no for good is a no: where nothing else is offered, these are the refusals.
_DECISIONS: Mapping[str, tuple[str, ...]] = {
    "granted": (
        *("allow_foreground", "allow", "allow_all", "allow_always", "network_all"),
        *("allow_once", "network_wlan", "allow_selected"),
    ),
    "denied": ("deny", "keep_current", "deny_forever"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogFamily:
    """One shape of permission dialog; the fields are explained in ``dialog_families.toml``."""

    name: str
    platform: Platform
    packages: frozenset[str]
    source: str
    brands: frozenset[str] = frozenset()
    api: tuple[int, int] | None = None
    message: tuple[str, ...] = ()
    needs_pattern: bool = False
    ids: Mapping[str, str] = field(default_factory=dict)
    words: bool = False
    own_words: Mapping[str, str] = field(default_factory=dict)
    confirmed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionPrompt:
    """A permission dialog of the system that stands on the screen."""

    family: str
    """``aosp``, ``miui``, ``emui``, ``coloros``, ``originos``, ``oneui``, ``ios``, ``harmony``."""
    permission: str
    """``camera``, ``location``, ``phone`` …; ``unknown`` when no pattern matches the question."""
    message: str
    buttons: Mapping[str, Element]
    """By meaning: ``allow``, ``allow_always``, ``allow_foreground``, ``allow_once``, ``allow_selected``,
    ``allow_all``, ``deny``, ``deny_forever``, ``keep_current``, ``network_all``, ``network_wlan``,
    ``settings``."""
    precision: Mapping[str, Element] = field(default_factory=dict)
    """``precise`` and ``approximate``, where the user chooses between them."""
    dont_ask_again: Element | None = None
    confirmed: bool = True
    """False: family, question or words are a guess. Such a prompt is noticed and never answered."""

    def meaning_for(self, decision: str) -> str | None:
        """Return the meaning to answer by.

        :param decision: ``granted`` or ``denied``; for any other, and where no button stands for it, None.
        """
        return next((each for each in _DECISIONS.get(decision, ()) if each in self.buttons), None)

    def to_json(self) -> dict[str, Json]:
        """Return labels and texts as JSON types."""
        return {
            "family": self.family,
            "permission": self.permission,
            "message": self.message,
            "buttons": {meaning: button.label for meaning, button in self.buttons.items()},
            "precision": {meaning: choice.label for meaning, choice in self.precision.items()},
            "dont_ask_again": self.dont_ask_again.label if self.dont_ask_again else None,
            "confirmed": self.confirmed,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownDialog:
    """A dialog that a package of permission dialogs draws and no family describes: never answered."""

    package: str
    text: str
    """All its texts in the order of the tree."""
    buttons: tuple[Element, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """Return labels and text as JSON types."""
        return {
            "package": self.package,
            "text": self.text,
            "buttons": [button.label for button in self.buttons],
        }


# ------------------------------------------------------------------ data


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "dialog_families.toml").read_text("utf-8"))


def load_families(data: Mapping[str, Any]) -> tuple[DialogFamily, ...]:
    """Return the rows of a table in the form of ``dialog_families.toml``, in their order."""
    shared = {**_data()["ids"], **data.get("ids", {})}
    return tuple(_family(row, shared) for row in data["family"])


def _family(row: Mapping[str, Any], shared: Mapping[str, Mapping[str, str]]) -> DialogFamily:
    ids = row.get("ids", {})
    return DialogFamily(
        name=row["name"],
        platform=Platform(row["platform"]),
        packages=frozenset(row["packages"]),
        source=row["source"],
        brands=frozenset(row.get("brands", ())),
        api=(row["api"][0], row["api"][1]) if "api" in row else None,
        message=tuple(row["message"]),
        needs_pattern=row.get("needs_pattern", False),
        ids=shared[ids] if isinstance(ids, str) else ids,
        words=row.get("words", False),
        own_words={plain(word): meaning for word, meaning in row.get("own_words", {}).items()},
        confirmed=row.get("confirmed", True),
    )


def plain(text: str) -> str:
    """Return a text for comparing whole: folded, without quotes."""
    return _QUOTES.sub("", fold(text))


@cache
def _words(table: str) -> Mapping[str, str]:
    """Whole texts of buttons, plain, and their meanings. ``table``: ``words`` or ``guessed``."""
    return {plain(word): meaning for meaning, words in _data()[table].items() for word in words}


@cache
def _permissions() -> tuple[tuple[re.Pattern[str], str, bool], ...]:
    return tuple(
        (re.compile(f"(?:{'|'.join(row['patterns'])})$"), row["name"], row.get("confirmed", True))
        for row in _data()["permission"]
    )


@cache
def _near_misses() -> tuple[tuple[tuple[str, ...], frozenset[str], re.Pattern[str] | None], ...]:
    return tuple(
        (
            tuple(row.get("activities", ())),
            frozenset(row.get("ids", ())),
            re.compile("|".join(row["texts"])) if "texts" in row else None,
        )
        for row in _data()["near_miss"]
    )


DIALOG_FAMILIES: tuple[DialogFamily, ...] = load_families(_data())
"""The built-in families; the first row that matches counts."""


# ------------------------------------------------------------------ recognition


def recognise_prompt(
    screen: Screen, *, families: Sequence[DialogFamily] = DIALOG_FAMILIES
) -> PermissionPrompt | UnknownDialog | None:
    """Find the permission dialog of the system that stands on a screen.

    A family wants its package, its question and at least one of its buttons. Boxes of the same packages that
    are known to be something else (installer, default app, settings page) are None; whatever else a package
    of permission dialogs shows is an `UnknownDialog`.
    """
    shown = list(screen.shown())
    activity = _activity(screen)
    if any(activity.endswith(each) for activities, _, _ in _near_misses() for each in activities):
        return None
    for family in _in_order(screen, families):
        if family.platform is not screen.platform or not _is_brand(screen, family):
            continue
        drawn = _drawn_by(screen, shown, family)
        by_id = bool(family.message) and not family.needs_pattern
        if not drawn or _is_near_miss(drawn, read=not by_id):
            continue
        prompt = _prompt(screen, family, drawn)
        if prompt is not None:
            return prompt
    return _unknown(screen, shown, activity)


def _activity(screen: Screen) -> str:
    return str(getattr(screen, "activity", None) or screen.settings.get("activity") or "")


def _in_order(screen: Screen, families: Sequence[DialogFamily]) -> Sequence[DialogFamily]:
    """The rows as they stand, those of other API levels last: phones show dialogs newer than their level."""
    level = screen.settings.get("api_level")
    if not isinstance(level, int):
        return families
    return sorted(families, key=lambda each: each.api is not None and not each.api[0] <= level <= each.api[1])


def _is_brand(screen: Screen, family: DialogFamily) -> bool:
    return not family.brands or str(screen.settings.get("brand") or "").casefold() in family.brands


def _drawn_by(screen: Screen, shown: list[Element], family: DialogFamily) -> list[Element]:
    """The elements that a package of the family owns; on iOS, those of the alert in front."""
    if screen.platform is Platform.IOS:
        alert = next((e for e in shown if e.class_name == _ALERT), None)
        if alert is None or (alert.package and alert.package not in family.packages):
            return []
        return [e for e in screen.subtree(alert) if e.visible is not False]
    return [e for e in shown if (e.package or screen.package) in family.packages]


def _suffix(element: Element) -> str:
    return (element.resource_id or "").rpartition("/")[2]


def _is_near_miss(drawn: list[Element], *, read: bool) -> bool:
    """By ids and, if they are to be ``read``, by texts: an app may word its purpose like another box."""
    ids = {_suffix(element) for element in drawn}
    texts = [plain(element.text) for element in drawn if element.text and read]
    return any(
        not ids.isdisjoint(of_it) or (pattern is not None and any(pattern.search(text) for text in texts))
        for _, of_it, pattern in _near_misses()
    )


def _prompt(screen: Screen, family: DialogFamily, drawn: list[Element]) -> PermissionPrompt | None:
    question = _question(family, drawn)
    if question is None:
        return None
    element, permission, known = question
    own, beside = _apart(screen, element, drawn)
    buttons, sure = _buttons(screen, family, [e for e in own if e.id != element.id])
    if not buttons.keys() - _BESIDE:
        return None
    choices = _choices(screen, own)
    either = _is_either(screen, family, element, buttons, beside)
    return PermissionPrompt(
        family=family.name,
        permission=permission,
        message=element.text or element.name or "",
        buttons=buttons,
        precision={key: choices[key] for key in ("precise", "approximate") if key in choices},
        dont_ask_again=choices.get("dont_ask_again"),
        confirmed=family.confirmed and known and sure and not either,
    )


def _apart(screen: Screen, question: Element, drawn: list[Element]) -> tuple[list[Element], list[Element]]:
    """What stands in the window of the question, and what in other windows of the same packages."""
    above = list(screen.ancestors(question))
    if len(above) < 2:  # the question is a window of its own: a list of elements, not a tree
        return drawn, []
    within = {element.id for element in screen.subtree(above[-2])}
    return [e for e in drawn if e.id in within], [e for e in drawn if e.id not in within]


def _is_either(
    screen: Screen,
    family: DialogFamily,
    question: Element,
    buttons: Mapping[str, Element],
    beside: list[Element],
) -> bool:
    """Whether a second dialog asks something else where a tap would land.

    No source tells for certain which of two windows is in front. Where their buttons lie at different
    places, whoever taps can see what lies over them. Of iOS alerts, every one lies in the middle.
    """
    if screen.platform is Platform.IOS:
        alerts = [e for e in screen.shown() if e.class_name == _ALERT]
        return len({plain(e.name) for e in alerts if e.name}) > 1
    other = _question(family, beside)
    if other is None or plain(other[0].text or "") == plain(question.text or ""):
        return False
    return {button.bounds for button in buttons.values()} <= {element.bounds for element in beside}


def _question(family: DialogFamily, drawn: list[Element]) -> tuple[Element, str, bool] | None:
    """The element that asks, what for, and whether that is confirmed."""
    for element in drawn:
        said = element.text or element.name
        if not said or (family.message and _suffix(element) not in family.message):
            continue
        permission, known = _permission(said)
        if permission or (family.message and not family.needs_pattern):
            return element, permission or "unknown", known
    return None


def _permission(message: str) -> tuple[str, bool]:
    asked = _ASKING.sub("", plain(message))
    found = ((name, known) for pattern, name, known in _permissions() if pattern.search(asked))
    return next(found, ("", True))


def _buttons(
    screen: Screen, family: DialogFamily, drawn: Iterable[Element]
) -> tuple[dict[str, Element], bool]:
    """Buttons by meaning: by id, else by whole text; and whether all of it is certain."""
    found: dict[str, Element] = {}
    sure = True
    for element in drawn:
        by_id = family.ids.get(_suffix(element), "")
        if not by_id and not (family.words and _is_button(element)):
            if _word(family, plain(element.text or ""))[0] in _BESIDE:
                found.setdefault("settings", element)
            continue
        by_word, confirmed = _word(family, _COUNTDOWN.sub("", plain(spoken(screen, element))))
        meaning = by_id or by_word
        if not meaning:
            continue
        if by_word == "keep_current" and by_id in _NO:
            meaning = by_word  # on the step from approximate to precise location, the no keeps a grant
        if by_id in _YES and by_word in _YES and confirmed:
            meaning = by_word  # some vendors put 始终允许 and 仅使用期间允许 on the id of the plain yes
        against = (by_id in _YES and by_word in _NO) or (by_id in _NO and by_word in _YES)
        sure = sure and not against and (bool(by_id) or confirmed)
        found.setdefault(meaning, element)
    return found, sure


def _is_button(element: Element) -> bool:
    pressed = element.role == "button" or bool(element.clickable)
    return pressed and element.role not in _NO_BUTTONS and not _PRECISE.match(plain(element.name or ""))


def _word(family: DialogFamily, text: str) -> tuple[str, bool]:
    """The meaning of a button's whole text, and whether that is confirmed."""
    known = family.own_words.get(text) or _words("words").get(text)
    return (known, True) if known else (_words("guessed").get(text, ""), False)


def _choices(screen: Screen, drawn: Iterable[Element]) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for element in drawn:
        choice = _data()["choices"].get(_suffix(element))
        if choice is None and screen.platform is Platform.IOS and _PRECISE.match(plain(element.name or "")):
            choice = "precise"
        if choice is not None:
            found.setdefault(choice, element)
    return found


def _unknown(screen: Screen, shown: list[Element], activity: str) -> UnknownDialog | None:
    controllers = _data()["controllers"]
    packages = set(controllers["packages"])
    if any(activity.endswith(each) for each in controllers["activities"]):
        packages |= set(controllers["installers"])
    drawn = [e for e in shown if (e.package or screen.package) in packages]
    if screen.platform is Platform.IOS or not any(e.text for e in drawn) or _is_near_miss(drawn, read=True):
        return None
    return UnknownDialog(
        package=drawn[0].package or screen.package or "",
        text=" ".join(e.text for e in drawn if e.text),
        buttons=tuple(e for e in drawn if _is_button(e)),
    )
