"""What a check says for people is put together by `say`, and stands in the catalogue of its file."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_mobcompliance.messages import Said, load_messages, say, say_all

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "pytest_mobcompliance" / "messages" / "zh-CN" / "said"
FILES = sorted(
    path
    for folder in ("checks", "fixtures", "pytest_mobcompliance")
    for path in (ROOT / folder).rglob("*.py")
    if "virtual_phone" not in path.parts and "messages" not in path.parts
)
STEMS = sorted({path.stem for path in FILES})
VERDICTS = {"violated": 1, "needs_review": 2, "not_verified": 1, "not_applicable": 1}
"""Where the detail stands among the arguments."""
RAISED = {"ConfigurationError", "RigError", "ScreenParseError"}
TOLD = {"where", "got", "wanted", "next_step"}
"""Parts of an error that people read in their language."""


def _trees(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _says(path: Path) -> Iterator[tuple[str, set[str]]]:
    """Templates of a file, with the names of their values."""
    tree = _trees(path)
    if not any(
        isinstance(node, ast.ImportFrom) and "say" in {n.name for n in node.names} for node in tree.body
    ):
        return  # a name of its own
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) == "say":
            assert isinstance(node.args[0], ast.Constant), f"{path.name}:{node.lineno}: no plain template"
            yield str(node.args[0].value), {str(each.arg) for each in node.keywords}


def _unsaid(node: ast.AST) -> Iterator[ast.AST]:
    """Texts with words in them that nobody can say in another language."""
    if isinstance(node, ast.Call) and _called(node) in {"say", *RAISED}:
        for keyword in node.keywords if _called(node) == "say" else ():
            yield from _unsaid(keyword.value)
        return
    if isinstance(node, ast.JoinedStr):
        parts = [str(part.value) for part in node.values if isinstance(part, ast.Constant)]
        if any(re.search(r"[a-z]{2,}[:,;]? | [a-z]{2,}", part) for part in parts):
            yield node
    elif any(re.search(r"[a-z]{2,}[:,;]? [a-z]", text) for text in _text(node)):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from _unsaid(child)


def _bodies(path: Path) -> Iterator[ast.AST]:
    """What stands in functions, without their decorators and docstrings."""
    for node in ast.walk(_trees(path)):
        if isinstance(node, ast.FunctionDef):
            yield from (each for each in node.body if not _is_docstring(each))


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _details(path: Path) -> Iterator[ast.expr]:
    """What verdicts are told, and what is observed by which name."""
    for node in ast.walk(_trees(path)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if "verdict" not in ast.unparse(node.func.value):
            continue
        if node.func.attr == "observe":
            yield from node.args
        place = VERDICTS.get(node.func.attr)
        if place is not None:
            yield from node.args[place : place + 1]
            yield from (each.value for each in node.keywords if each.arg == "detail")


def _places(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_an_error_can_be_told_in_both_languages(path: Path) -> None:
    plain = [
        f"{path.name}:{getattr(node, 'lineno', 0)}: {ast.unparse(node)}"
        for call in ast.walk(_trees(path))
        if isinstance(call, ast.Call) and _called(call) in RAISED
        for part in call.keywords
        if part.arg in TOLD
        for node in _unsaid(part.value)
    ]
    assert plain == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_check_tells_can_be_said_in_both_languages(path: Path) -> None:
    plain = [
        f"{path.name}:{node.lineno}: {ast.unparse(node)}"
        for node in _details(path)
        if isinstance(node, ast.JoinedStr | ast.Constant)
        and re.search(r"[A-Za-z]{2,}", "".join(_constants(node)))
    ]
    words = [
        f"{path.name}:{getattr(node, 'lineno', 0)}: {ast.unparse(node)}"
        for body in _bodies(path)
        for node in _unsaid(body)
    ]
    assert sorted({*plain, *(words if path.parent.name == "checks" else ())}) == []


def _constants(node: ast.AST) -> list[str]:
    return [text for each in ast.walk(node) for text in _text(each)]


def _text(node: ast.AST) -> list[str]:
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


@pytest.mark.parametrize("stem", STEMS)
def test_each_template_has_its_words_in_chinese(stem: str) -> None:
    file = CATALOGUE / f"{stem}.toml"
    known = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    templates = {template: values for path in FILES if path.stem == stem for template, values in _says(path)}
    assert sorted(known) == sorted(templates)
    for template, values in templates.items():
        assert _places(template) == values, template
        assert _places(known[template]) == values, template
        words = re.search(r"[a-z]{2}", re.sub(r"\{.*?\}", "", template))
        assert words is None or re.search(r"[\u4e00-\u9fff]", known[template]), template


def test_no_catalogue_is_left_over() -> None:
    assert {path.stem for path in CATALOGUE.glob("*.toml")} <= set(STEMS)


def test_a_sentence_has_one_wording() -> None:
    words: dict[str, set[str]] = {}
    for file in CATALOGUE.glob("*.toml"):
        for template, said in tomllib.loads(file.read_text("utf-8")).items():
            words.setdefault(template, set()).add(said)
    assert {template: said for template, said in words.items() if len(said) > 1} == {}


def test_a_sentence_is_said_in_both_languages() -> None:
    here = say("{name} opens without a login", name=say("login asked"))
    assert isinstance(here, Said)
    assert load_messages("en").said(here) == here == "login asked opens without a login"
    assert load_messages("zh-CN").said(here) == "要求登录 未登录即可打开"
    assert load_messages("zh-CN").said("plain {words}") == "plain {words}"


@pytest.mark.parametrize(("lang", "said"), [("en", "seen: a, b"), ("zh-CN", "seen: a、b")])
def test_lists_are_joined_as_the_language_does(lang: str, said: str) -> None:
    sentence = say("seen: {those}", those=["a", "b"])
    assert sentence == "seen: a, b"
    assert load_messages(lang).said(sentence) == said


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "login asked; login asked"), ("zh-CN", "要求登录；要求登录")]
)
def test_sentences_are_parted_as_the_language_does(lang: str, said: str) -> None:
    both = say_all([say("login asked"), say("login asked")])
    assert both == "login asked; login asked"
    assert load_messages(lang).said(both) == said


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("{name} opens")
