"""Finds the fields and buttons of a form by type, hint and label; what it is not sure of, it leaves out.

A value that is typed into the wrong field may be seen by somebody, sent to somebody, or move money: so a
field counts when its own words or its label say what it is, words that could mean another field only with a
second sign, and two fields of one meaning not at all.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ..screen import Box, Element, Screen
from .own import own_part
from .text import clickable_of, fold, spoken

LABEL_ABOVE = 32.0
"""dp between a label's lower edge and the field below it: more, and another row lies between. Ours."""
LABEL_BESIDE = 48.0
"""dp between a label's right edge and the field beside it. Ours."""
LONGEST_LABEL = 24
"""Characters of a label; longer texts explain. Ours."""
LONGEST_BUTTON = 16
"""Characters of a button's words. Ours."""
WIDE = 0.5
"""Of the screen's width: among several buttons, the one that submits is wide. Ours."""
_FIELDS = frozenset({"textbox", "searchbox", "combobox", "spinbutton"})
_BOXES = frozenset({"checkbox", "radio", "switch"})
_NO_BUTTONS = frozenset({"heading", "tab", "checkbox", "radio", "switch", "listitem"})
_TRANSFER = frozenset({"payee", "payee_card", "amount"})
_IDENTITY = frozenset({"name", "id_number", "id_expiry", "card"})


@dataclass(frozen=True, slots=True)
class Recognised:
    """``sure``: elements by meaning of the field, and ``submit``, ``send_code``, ``agree``.

    ``doubtful``: meanings that a field may have, or that several have.
    """

    sure: Mapping[str, Element]
    doubtful: frozenset[str]


def read_form(screen: Screen, known: frozenset[str] = frozenset()) -> Recognised:
    """Return what of a form is certain, and what is not.

    :param known: meanings of fields on other parts of the same form, above or below this one.
    """
    own = own_part(screen)
    fields = [element for element in own.shown() if _is_field(element)]
    labels = _labels(own, fields)
    named = {field.id: _named(field, labels.get(field.id, "")) for field in fields}
    signs = _signs(own, fields, known | {name for name, _ in named.values()})
    found: dict[str, list[Element]] = {}
    doubtful: set[str] = set()
    for field in fields:
        name, needs = named[field.id]
        if not name:
            continue
        if needs and not _has(needs, field, signs):
            doubtful.add(name)
            continue
        found.setdefault(name, []).append(field)
    doubtful |= {name for name, those in found.items() if len(those) > 1}
    sure = {name: those[0] for name, those in found.items() if len(those) == 1 and name not in doubtful}
    return Recognised({**sure, **dict(_controls(own, known | frozenset(sure)))}, frozenset(doubtful))


# ------------------------------------------------------------------ fields


def _is_field(element: Element) -> bool:
    if element.role == "searchbox" or element.enabled is False:
        return False
    return bool(element.editable) or element.role in _FIELDS


def _named(field: Element, label: str) -> tuple[str, str]:
    """Meaning of a field and the second sign that it needs; the field's own words count before its label."""
    own = [fold(said) for said in (field.hint, field.name, _not_typed(field)) if said]
    for said in (*own, label):
        for row in _data()["field"]:
            if not re.search(row["is"], said):
                continue
            if any(re.search(row["never"], words) for words in (*own, label) if words):
                continue
            weak = row.get("weak")
            needs = "" if weak is not None and not re.search(weak, said) else row.get("with", "")
            return row["meaning"], needs
    return "", ""


def _not_typed(field: Element) -> str | None:
    """The text of a field that holds nothing yet: on old phones its hint stands there."""
    return field.text if field.text != field.value else None


def _signs(screen: Screen, fields: list[Element], names: frozenset[str]) -> frozenset[str]:
    """What the screen has beside a field: each is a second sign for words that are not clear alone."""
    signs = set()
    if _send_code(screen) is not None:
        signs.add("send_code")
    if any(_is_secret(field) for field in fields) and not _TRANSFER & names:
        signs.add("login")
    if {"id_number", "phone"} & names and not _TRANSFER & names:
        signs.add("identity")
    return frozenset(signs)


def _has(needed: str, field: Element, signs: frozenset[str]) -> bool:
    return _is_secret(field) if needed == "password" else needed in signs


def _is_secret(field: Element) -> bool:
    return field.password is True or field.input_type == "password"


def _labels(screen: Screen, fields: list[Element]) -> dict[str, str]:
    """The folded text that stands left of a field, else above it, by the field's id; each text once."""
    texts = [element for element in screen.shown() if _may_label(screen, element)]
    near: list[tuple[float, str, Element]] = []
    for field in fields:
        for text in texts:
            distance = _distance(text, field)
            if distance is not None:
                near.append((distance, field.id, text))
    labels: dict[str, str] = {}
    used: set[str] = set()
    for _, field_id, text in sorted(near, key=lambda each: each[0]):
        if field_id not in labels and text.id not in used:
            labels[field_id] = fold(text.text or text.name or "")
            used.add(text.id)
    return labels


def _may_label(screen: Screen, element: Element) -> bool:
    said = fold(element.text or element.name or "")
    return (
        0 < len(said) <= LONGEST_LABEL
        and not _is_field(element)
        and element.role not in _BOXES | {"heading", "button", "link", "tab"}
        and clickable_of(screen, element) is None
    )


def _distance(text: Element, field: Element) -> float | None:
    """dp from a text to the field that it may label, None when it does not lie beside or above it."""
    a, b = _box(text), _box(field)
    if a is None or b is None:
        return None
    beside, above = b[0] - a[2], b[1] - a[3]
    same_row = min(a[3], b[3]) - max(a[1], b[1]) > 0.5 * min(a[3] - a[1], b[3] - b[1])
    if same_row and -1 <= beside <= LABEL_BESIDE:
        return beside
    same_column = a[0] < b[2] and b[0] < a[2]
    return above if same_column and -1 <= above <= LABEL_ABOVE else None


def _box(element: Element) -> Box | None:
    return element.full_bounds_dp or element.bounds_dp


# ------------------------------------------------------------------ buttons


def _controls(screen: Screen, fields: frozenset[str]) -> Iterator[tuple[str, Element]]:
    for name, found in (
        ("send_code", _send_code(screen)),
        ("agree", _agree(screen)),
        ("submit", _submit(screen, fields)),
    ):
        if found is not None:
            yield name, found


def _buttons(screen: Screen) -> Iterator[tuple[Element, str]]:
    """What can be tapped and says something short, with its words."""
    for element in screen.shown():
        if not element.clickable or element.role in _NO_BUTTONS or _is_field(element):
            continue
        said = spoken(screen, element)
        if 0 < len(said) <= LONGEST_BUTTON:
            yield element, said


def _only(found: list[Element]) -> Element | None:
    return found[0] if len(found) == 1 else None


def _send_code(screen: Screen) -> Element | None:
    words = _data()["buttons"]
    return _only(
        [
            button
            for button, said in _buttons(screen)
            if re.fullmatch(words["send_code"], said) and not re.fullmatch(words["not_send_code"], said)
        ]
    )


def _agree(screen: Screen) -> Element | None:
    """The one box whose words agree to something; where it is ticked already, nothing is to be tapped."""
    words = _data()["agree"]
    boxes = [
        element
        for element in screen.shown()
        if element.role in _BOXES
        and element.enabled is not False
        and re.search(words["is"], said := spoken(screen, element))
        and not re.search(words["never"], said)
    ]
    only = _only(boxes)
    return None if only is None or only.checked else only


def _submit(screen: Screen, fields: frozenset[str]) -> Element | None:
    """The button whose words do what the fields are for; among several, the only wide one."""
    words = _data()["buttons"]
    for kind in _kinds(fields):
        those = [button for button, said in _buttons(screen) if re.fullmatch(words[kind], said)]
        if those:
            return _only(those) or _only([button for button in those if _is_wide(screen, button)])
    return None


def _kinds(fields: frozenset[str]) -> tuple[str, ...]:
    """Which words submit a form with these fields, the likeliest first. A form without fields has none."""
    if fields & _TRANSFER:
        return ("transfer", "any")
    if "new_password" in fields and not fields & {"card", "id_expiry"}:
        return ("reset", "any", "register")
    if fields & _IDENTITY:
        return ("register", "any")
    if "password" in fields and "code" in fields:
        return ("register", "any", "login")
    if not fields & {"password", "account"}:
        return ("login", "any", "register") if fields else ()
    return ("login", "any")


def _is_wide(screen: Screen, button: Element) -> bool:
    box = button.full_bounds or button.bounds
    return box is not None and box[2] - box[0] >= WIDE * screen.size[0]


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "form.toml").read_text("utf-8"))
