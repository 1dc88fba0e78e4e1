"""Every reason code that the code can give has words in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_mobcompliance.ledger.exports import reason_words
from pytest_mobcompliance.messages import LANGUAGES, load_messages

ROOT = Path(__file__).parents[2]
SOURCES = [
    path for name in ("pytest_mobcompliance", "fixtures", "checks") for path in (ROOT / name).rglob("*.py")
]
RULINGS = {"violated", "needs_review", "not_verified", "not_applicable", "_fault"}
# Texts of the same position that are no codes.
TABLE = "_REFUSALS"


def _texts(node: ast.AST) -> Iterator[str]:
    """Texts that an expression may be: both arms of a choice count, and what stands for nothing."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _texts(value)


def _codes(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "reason":
            yield from _texts(node.value)
        elif isinstance(node, ast.Call) and node.args:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in RULINGS:
                yield from _texts(node.args[0])
            elif called == "Ruling" and len(node.args) > 1:
                yield from _texts(node.args[1])
        elif isinstance(node, ast.Assign):
            yield from _assigned(node.targets[0], node.value)


def _assigned(target: ast.expr, value: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name) and target.id == "reason":
        yield from _texts(value)
    elif isinstance(target, ast.Name) and target.id == TABLE and isinstance(value, ast.Tuple):
        yield from (text for row in value.elts if isinstance(row, ast.Tuple) for text in _texts(row.elts[1]))
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, its in zip(target.elts, value.elts, strict=False):
            yield from _assigned(one, its)


CODES = sorted({code for path in SOURCES for code in _codes(ast.parse(path.read_text("utf-8")))})


def test_codes_of_all_kinds_are_seen() -> None:
    assert {
        *("server-unreachable", "session-lost", "chromium-missing", "no-notice", "text-too-small"),
        *("error", "assertion", "skipped", "teardown", "timeout", "configuration"),
    } <= set(CODES)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_code_has_words(code: str, lang: str) -> None:
    assert reason_words(code, load_messages(lang)) != code
