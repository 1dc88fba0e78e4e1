"""Reads a catalogue: one TOML file, or a folder with ``notice.toml`` and one file per clause."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ..errors import ConfigurationError
from ..messages import say
from ..shape import what_fits
from .model import Clause, Notice, Requirement, Source, Standard
from .schema import (
    OWN,
    ClauseData,
    Flaw,
    HeadData,
    RequirementData,
    SourceData,
    StandardData,
    check_sense,
)

_HERE = Path(__file__).parent
_HEAD = "notice.toml"
NOTICES = tuple(sorted(entry.parent.name for entry in _HERE.glob(f"*/{_HEAD}")))
"""Ids of the notices that come with the package."""

_Model = TypeVar("_Model", bound=BaseModel)


@cache
def load_notice(id: str = "nfra-2024-09-12") -> Notice:
    """Load a notice that comes with the package.

    :raises ConfigurationError: when there is none with this id.
    """
    if id not in NOTICES:
        near = difflib.get_close_matches(id, NOTICES, n=1)
        raise ConfigurationError(
            who="notice",
            where="load_notice",
            got=say("the unknown notice {id!r}", id=id),
            wanted=say("one of {choices}", choices=NOTICES),
            next_step=say("write {near!r}", near=near[0])
            if near
            else say("load your own with load_notice_file(path)"),
        )
    return load_notice_file(_HERE / id)


def load_notice_file(path: Path) -> Notice:
    """Load and validate a notice from a TOML file, or from a folder of them.

    A folder holds ``notice.toml`` and one file per clause (``01.toml``, ``02.toml`` …); a single
    file holds the same with its clauses as ``[[clauses]]``.

    :raises ConfigurationError: naming the file, the requirement, what is wrong and what is right.
    """
    head_file = path / _HEAD if path.is_dir() else path
    head_data = _read(head_file)
    clause_data = head_data.pop("clauses", [])
    parts = [(head_file, each) for each in clause_data] if isinstance(clause_data, list) else []
    if path.is_dir():
        parts += [(each, _read(each)) for each in sorted(path.glob("[0-9]*.toml"))]
    head = _validate(HeadData, head_data, head_file)
    clauses = [_validate(ClauseData, data, file) for file, data in parts]
    try:
        check_sense(head, clauses)
    except Flaw as flaw:
        raise ConfigurationError(
            who="notice",
            where=say("{file}: {place}", file=str(path), place=flaw.where),
            got=flaw.got,
            wanted=flaw.wanted,
            next_step=say("correct the catalogue where it is named above"),
        ) from flaw
    return _build(head, clauses)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        missing = isinstance(error, OSError)
        raise ConfigurationError(
            who="notice",
            where=str(file),
            got=str(error.strerror if isinstance(error, OSError) else error),
            wanted=say("a readable TOML file in UTF-8"),
            next_step=say("put {file} there or name another path", file=_HEAD)
            if missing
            else say("correct the line that is named above"),
        ) from error


def _validate(model: type[_Model], data: object, file: Path) -> _Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise _explain(model, data, file, error) from error


def _explain(model: type[BaseModel], data: object, file: Path, error: ValidationError) -> ConfigurationError:
    first = error.errors(include_url=False)[0]
    where = say("{file}: {place}", file=str(file), place=_place(data, first["loc"]))
    key = str(first["loc"][-1]) if first["loc"] else ""
    if first["type"] == "extra_forbidden":
        allowed = list(_model_at(model, first["loc"]).model_fields)
        near = difflib.get_close_matches(key, allowed, n=1)
        return ConfigurationError(
            who="notice",
            where=where,
            got=say("the unknown key {key!r}", key=key),
            wanted=say("one of {choices}", choices=allowed),
            next_step=say("write {near!r}", near=near[0]) if near else say("take the key out"),
        )
    return ConfigurationError(
        who="notice",
        where=where,
        got=say("nothing") if first["type"] == "missing" else repr(first["input"]),
        wanted=what_fits(first),
        next_step=say("correct {key} in {file}", key=key, file=file.name)
        if key
        else say("correct {file}", file=file.name),
    )


def _place(data: object, loc: Sequence[int | str]) -> str:
    """Name the place in the reader's words: the requirement by its id, then the keys below it."""
    requirement = ""
    keys: list[str] = []
    node = data
    for part in loc:
        try:
            node = node[part]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            node = None
        if isinstance(node, Mapping) and "id" in node:
            requirement, keys = str(node["id"]), []
        else:
            keys.append(f"[{part + 1}]" if isinstance(part, int) else part)
    if requirement and not keys:
        return say("requirement {id}", id=requirement)
    if requirement:
        return say("requirement {id}: {keys}", id=requirement, keys=" ".join(keys))
    return " ".join(keys) or say("(whole file)")


def _model_at(model: type[BaseModel], loc: Sequence[int | str]) -> type[BaseModel]:
    inner: dict[str, type[BaseModel]] = {
        "requirements": RequirementData,
        "sources": SourceData,
        "standards": StandardData,
    }
    return next((inner[str(key)] for key in reversed(loc[:-1]) if key in inner), model)


def _build(head: HeadData, clauses: Sequence[ClauseData]) -> Notice:
    standards = {
        key: Standard(id=key, title_zh=each.title_zh, title_en=each.title_en, number=each.number)
        for key, each in head.standards.items()
    }
    own = Standard(id=OWN, title_zh=head.title_zh, title_en=head.title_en, number=head.document_number)
    return Notice(
        id=head.id,
        title_zh=head.title_zh,
        title_en=head.title_en,
        date=head.date,
        document_number=head.document_number,
        source=head.source,
        clauses=tuple(
            Clause(
                number=clause.number,
                numeral=clause.numeral,
                title_zh=clause.title_zh,
                title_en=clause.title_en,
                requirements=tuple(
                    _requirement(
                        each,
                        Source(standard=own, article=clause.numeral, confidence=head.confidence),
                        standards,
                    )
                    for each in clause.requirements
                ),
            )
            for clause in clauses
        ),
    )


def _requirement(data: RequirementData, own: Source, standards: Mapping[str, Standard]) -> Requirement:
    behind = (
        Source(standard=standards[each.standard], **each.model_dump(exclude={"standard"}))
        for each in data.sources
    )
    return Requirement(sources=(own, *behind), **data.model_dump(exclude={"sources"}))
