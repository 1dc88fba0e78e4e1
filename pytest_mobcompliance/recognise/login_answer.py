"""What the answer to a refused login says beside that something was wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from .text import fold

_CLAUSE = re.compile(r"[,.。;!]+")


def attempts_told(text: str) -> str:
    """Return the words that count the attempts which are left, folded; empty where none do."""
    return next((clause for clause in _clauses(text) if _counts(clause)), "")


def without_attempts(text: str) -> str:
    """Return the answer folded, without its punctuation and without the words that count attempts."""
    return ",".join(clause for clause in _clauses(text) if not _counts(clause))


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
