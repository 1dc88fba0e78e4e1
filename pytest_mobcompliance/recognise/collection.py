"""What an app collects: fields of a form by meaning, permissions without need, uses of what is guarded."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ..screen import Box, Element, Screen
from .own import own_part
from .text import fold, spoken

_ABOVE = 40.0
"""dp (px without a density) between a label and its field below; the next label is nearer to its own."""
_CHOOSERS = frozenset({"button", "combobox", "generic", "text", "link"})
"""Roles of what opens a list of values; a tab or a box to tick does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedField:
    """A field of a form. ``meaning``: a name of ``collection.toml``; empty when its words are unknown."""

    meaning: str
    label: str
    """The words by which people know it."""
    required: bool | None
    """As its label says; None without a mark."""
    element: Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Unneeded:
    """A permission that a bank has no need of.

    ``always``: whatever it is declared for. ``hint``: the article only advises against it.
    """

    permission: str
    kind: str
    source: str
    article: str
    always: bool
    hint: bool


# ------------------------------------------------------------------ fields


def fields_asked(parts: Iterable[Screen]) -> tuple[AskedField, ...]:
    """Return the fields on the parts of a screen in their order, each once.

    Fields to type into, and what is tapped to choose a value (请选择). A field without any words is known by
    its id, and is left out when it has none either.
    """
    found: dict[tuple[str, str], AskedField] = {}
    for part in parts:
        own = own_part(part)
        labels = [e for e in own.shown() if e.text and not e.editable and e.bounds is not None]
        for element in own.shown():
            if element.editable or _chooses(element):
                asked = _asked(own, element, labels)
                if asked is not None:
                    found.setdefault((element.resource_id or asked.label, asked.meaning), asked)
    return tuple(found.values())


def meaning_of(words: str) -> str:
    """Return what a label asks for (``phone``, ``address`` …); empty when nothing is known of it."""
    folded = fold(words)
    return next((meaning for meaning, pattern in _meanings() if pattern.search(folded)), "")


def has_more_steps(button: str) -> bool:
    """Whether the words of a form's button lead to a further step (下一步)."""
    return _mark("more").search(fold(button)) is not None


def necessary(kind: str, declared: Iterable[str] = ()) -> frozenset[str]:
    """Return what registration may require in an app of this kind, by meaning.

    :param kind: ``bank``, ``pay``, ``loan``, ``invest``; any other has only what is declared.
    """
    known = _data()["necessary"]
    return frozenset((*known["means"], *known.get(kind, ()), *declared))


def meanings() -> frozenset[str]:
    """Return all names that a field's meaning may have."""
    return frozenset(row["meaning"] for row in _data()["field"])


def _asked(screen: Screen, element: Element, labels: Sequence[Element]) -> AskedField | None:
    beside = [label for label in labels if label.id != element.id and _labels(label, element, labels)]
    said = [words for label in beside if (words := (label.text or "").strip())]
    own = [each for each in (element.hint, element.name, element.text) if each and each != element.value]
    if element.role == "generic" and not own:
        own = [spoken(screen, element)]
    told = [*said, *own]
    known = next((meaning for words in told if (meaning := meaning_of(words))), "")
    by_id = (element.resource_id or "").rpartition("/")[2].replace("_", "")
    known = known or meaning_of(by_id)
    if not known and not told:
        return None
    label = next((words for words in told if not _mark("alone").fullmatch(fold(words))), by_id)
    return AskedField(
        meaning=known, label=label[: _data()["marks"]["longest"]], required=_required(told), element=element
    )


def _required(told: Iterable[str]) -> bool | None:
    """Whether the words beside a field say that it must be filled in; optional where they say both."""
    folded = [fold(words) for words in told]
    if any(_mark("optional").search(each) for each in folded):
        return False
    return True if any(_mark("required").search(each) for each in folded) else None


def _chooses(element: Element) -> bool:
    words = fold(element.text or element.name or "")
    short = len(words) <= _data()["marks"]["longest"]
    return bool(element.clickable and element.role in _CHOOSERS and short and _mark("choice").search(words))


def _labels(label: Element, field: Element, labels: Sequence[Element]) -> bool:
    """Whether a text is the field's label: the nearest above it, or in its line to the left."""
    one, box = _box(label), _box(field)
    if one is None or box is None or len(fold(label.text or "")) > _data()["marks"]["longest"]:
        return False
    in_line = one[1] < box[3] and box[1] < one[3] and one[2] <= box[0] + 1
    if in_line:
        return True
    room = box[1] - one[3]
    overlaps = one[0] < box[2] and box[0] < one[2]
    if not overlaps or not -1 <= room <= _ABOVE:
        return False
    between = (_box(other) for other in labels if other.id not in (label.id, field.id))
    return not any(each and each[1] >= one[3] - 1 and each[3] <= box[1] + 1 for each in between)


def _box(element: Element) -> Box | None:
    return element.full_bounds_dp or element.bounds_dp or element.full_bounds or element.bounds


# ------------------------------------------------------------------ permissions


def unneeded(permissions: Iterable[str]) -> Iterator[Unneeded]:
    """Yield those of a manifest's permissions that a bank has no need of, in their order."""
    rows = {name: row for row in _data()["unneeded"] for name in row["names"]}
    for permission in permissions:
        row = rows.get(_last(permission))
        if row is not None:
            yield Unneeded(
                permission=permission,
                kind=row["kind"],
                source=row["source"],
                article=row["article"],
                always=row.get("always", False),
                hint=row.get("hint", False),
            )


def special_access(declared: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """Return the special accesses that a manifest asks for, and whether the article names each.

    :param declared: its permissions, and the actions that its services and receivers answer.
    """
    rows = {row["name"]: row for row in _data()["special"]}
    found = (rows[name] for each in declared if (name := _last(each)) in rows)
    return tuple((row["kind"], row.get("named", False)) for row in found)


def _last(permission: str) -> str:
    return permission.rpartition(".")[2]


# ------------------------------------------------------------------ uses


def used_kind(operation: str) -> tuple[str, bool] | None:
    """Return what a use of an app-op tells (``camera`` …), and whether it surely does; None for nothing."""
    for table, sure in (("operations", True), ("perhaps", False)):
        kind = _data()[table].get(operation)
        if kind is not None:
            return kind, sure
    return None


# ------------------------------------------------------------------ data


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "collection.toml").read_text("utf-8"))


@cache
def _meanings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["meaning"], re.compile(row["words"])) for row in _data()["field"])


@cache
def _mark(name: str) -> re.Pattern[str]:
    return re.compile(_data()["marks"][name])
