"""What the answer to a refused login says beside that something was wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from .text import fold

_CLAUSE = re.compile(r"[,.。;!]+")
_NUMBER = re.compile(r"\d+(?:\*+\d+)*")
LEAST_TYPED = 4
"""Characters of a typed value that is taken out of an answer: shorter ones are parts of other words."""


def attempts_told(text: str) -> str:
    """Return the words that count the attempts which are left, folded; empty where none do."""
    return next((clause for clause in _clauses(text) if _counts(clause)), "")


def without_attempts(text: str) -> str:
    """Return the answer folded, without its punctuation and without the words that count attempts."""
    return ",".join(clause for clause in _clauses(text) if not _counts(clause))


def without_typed(text: str, typed: Collection[str]) -> str:
    """Return the answer folded, without the accounts that were typed: some apps quote what they refuse."""
    said = fold(text)
    for value in sorted(map(fold, typed), key=len, reverse=True):
        if len(value) >= LEAST_TYPED:
            said = said.replace(value, "")
    return said


def without_numbers(text: str) -> str:
    """Return the answer with one sign for each number, masked ones too: a serial number differs each time."""
    return _NUMBER.sub("#", text)


def tells_lock(text: str) -> bool:
    """Tell whether the answer says that nobody is let in for now; a warning of a lock to come is none."""
    return re.search(_words()["locked"], without_attempts(text)) is not None and not tells_trouble(text)


def tells_trouble(text: str) -> bool:
    """Tell whether the login was not tried at all: the network, or a server in trouble."""
    return re.search(_words()["trouble"], fold(text)) is not None


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSE.split(fold(text)) if clause]


def _counts(clause: str) -> bool:
    words = _words()
    return any(re.search(each.replace("{number}", words["number"]), clause) for each in words["left"])


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "login_answer.toml").read_text("utf-8"))
