"""Findings from axe-core's result: the reference engine for pages, its rules mapped to our requirements."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from ..errors import ScreenParseError
from ..findings import Finding, Json, Located, Measure, Verdict
from ..messages import say
from ..screen import Box, Element, Screen

_MOST_TEXT = 500
"""Characters of a sentence of axe-core that a finding keeps."""


@cache
def _map() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "axe-map.toml").read_text("utf-8"))


def _options() -> dict[str, Json]:
    return {
        "runOnly": {"type": "tag", "values": list(_map()["tags"])},
        "resultTypes": ["violations", "incomplete"],  # of rules that pass one node is enough
        "iframes": False,  # axe-core would have to be in each of them
    }


AXE_OPTIONS: Final[Mapping[str, Json]] = _options()
"""What to give to ``axe.run``: which of its rules to run, by tag."""


@cache
def load_axe_script() -> str:
    """Return the body of the function that runs axe-core in a page that has it and returns a JSON string.

    Its argument is `AXE_OPTIONS`. It answers with a promise, which `execute_script` waits for.
    """
    return (files(__package__) / "axe.js").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Selector:
    """A node that axe-core names and the captured screen does not have."""

    label: str
    bounds: Box | None = None

    def to_json(self) -> dict[str, Json]:
        """Return the selector as JSON types."""
        return {"id": self.label}


def axe_findings(result: Mapping[str, Any] | str, screen: Screen) -> list[Finding]:
    """Translate axe-core's result for a screen: one finding for each node, one for each rule that passes.

    What axe-core calls *incomplete* needs a review. The sentences in ``values`` (``help``, ``failure``) are
    axe-core's own, in the language it was configured with.

    :param result: what `load_axe_script` returned, or a plain ``axe.run`` result.
    :raises ScreenParseError: when it is neither.
    """
    data = _decode(result, screen)
    by_id = {e.resource_id: e for e in reversed(screen.elements) if e.resource_id}
    found: list[Finding] = []
    for kind, verdict in (
        ("violations", Verdict.VIOLATED),
        ("incomplete", Verdict.NEEDS_REVIEW),
    ):
        for rule in _list(data, kind, screen):
            for node in _list(rule, "nodes", screen):
                element = _locate(node, screen, by_id)
                found.append(_finding(rule, node, element, verdict, screen))
    failed = {finding.rule for finding in found}
    for rule in _list(data, "passes", screen):
        passed = _finding(rule, {}, None, Verdict.SATISFIED, screen)
        if passed.rule not in failed:
            found.append(passed)
    return found


def requirement_of(rule: str) -> str:
    """Return the requirement that a rule of axe-core serves."""
    return str(_map()["requirements"].get(rule, _map()["default"]))


def _finding(
    rule: Mapping[str, Any],
    node: Mapping[str, Any],
    element: Located | None,
    verdict: Verdict,
    screen: Screen,
) -> Finding:
    impact = str(node.get("impact") or rule.get("impact") or "")
    values: dict[str, Measure] = {
        "help": _text(rule.get("help")),
        "help_url": _text(rule.get("helpUrl")),
    }
    if verdict is not Verdict.SATISFIED:
        values |= {
            "impact": impact,
            "failure": _failure(node),
            "target": _selector(node.get("target")),
        }
    return Finding(
        rule=f"6.axe.{rule['id']}",
        requirement=requirement_of(str(rule["id"])),
        verdict=verdict,
        element=element,
        profile="wcag-aa",
        reason=_reason(verdict, node),
        severity=str(_map()["severity"].get(impact, "normal")),
        screen=screen.name,
        values=values,
    )


def _reason(verdict: Verdict, node: Mapping[str, Any]) -> str:
    """``axe-violation``, or why axe-core could not tell (``axe-incomplete-bgImage``)."""
    if verdict is Verdict.SATISFIED:
        return ""
    if verdict is Verdict.VIOLATED:
        return "axe-violation"
    keys = (check.get("messageKey") for check in _checks(node))
    return "-".join(["axe-incomplete", *sorted({str(key) for key in keys if key})[:1]])


def _failure(node: Mapping[str, Any]) -> str:
    messages = dict.fromkeys(_text(check.get("message")) for check in _checks(node))
    return _text("；".join(filter(None, messages)) or node.get("failureSummary"))


def _checks(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for kind in ("any", "all", "none"):
        checks = node.get(kind)
        if isinstance(checks, list):
            yield from (check for check in checks if isinstance(check, Mapping))


def _text(value: object) -> str:
    return " ".join(str(value or "").split())[:_MOST_TEXT]


# ------------------------------------------------------------------ which element


def _locate(node: Mapping[str, Any], screen: Screen, by_id: Mapping[str, Element]) -> Located:
    """The captured element: by the path that `axe.js` adds, else by an id in the selector."""
    path = node.get("path")
    if isinstance(path, str) and path in screen.index:
        return screen.index[path]
    target = _selector(node.get("target"))
    last = target.rsplit(" > ", 1)[-1].rsplit(" ", 1)[-1]
    if last.startswith("#") and last[1:] in by_id:
        return by_id[last[1:]]
    if target in ("html", "body"):
        found = next((e for e in screen.elements if e.class_name == target), None)
        if found is not None:
            return found
    return Selector(target or "?")


def _selector(target: object) -> str:
    """Axe-core's target as one text; frames and shadow trees nest it."""
    if isinstance(target, str):
        return _text(target)
    if isinstance(target, Sequence):
        return _text(" > ".join(_selector(part) for part in target))
    return ""


# ------------------------------------------------------------------ form of the result


def _decode(result: Mapping[str, Any] | str, screen: Screen) -> Mapping[str, Any]:
    data: Any = result
    if isinstance(result, str):
        try:
            data = json.loads(result)
        except ValueError as error:
            raise _bad(screen, "result", say("no JSON ({error})", error=str(error))) from error
    if not isinstance(data, Mapping):
        raise _bad(screen, "result", type(data).__name__)
    return data


def _list(data: Mapping[str, Any], key: str, screen: Screen) -> Iterable[Mapping[str, Any]]:
    rows = data.get(key)
    if not isinstance(rows, list):
        raise _bad(screen, key, type(rows).__name__)
    for row in rows:
        if not isinstance(row, Mapping) or (key != "nodes" and not isinstance(row.get("id"), str)):
            raise _bad(screen, key, ascii(row)[:80])
    return rows


def _bad(screen: Screen, key: str, got: str) -> ScreenParseError:
    return ScreenParseError(
        who="axe-core",
        where=say("screen {name!r}: {key}", name=screen.name, key=key),
        got=got,
        wanted=say("the result of axe.run: violations, incomplete and passes, each with its nodes"),
        next_step=say("use the axe-core that rig/package.json pins"),
    )
