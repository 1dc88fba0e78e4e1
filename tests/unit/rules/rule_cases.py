"""Screens in a few words, and the table line that says what a rule must make of one.

A file of this folder lists its cases as `CASES` and runs each with `check`; `test_coverage.py` reads all the
tables and refuses a rule that misses one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from pytest_mobcompliance.findings import Finding, Measure, Verdict
from pytest_mobcompliance.rules import RULES, audit
from pytest_mobcompliance.screen import Element, Platform, Screen

BLACK, WHITE = (0, 0, 0), (255, 255, 255)
SATISFIED, VIOLATED = Verdict.SATISFIED, Verdict.VIOLATED
NEEDS_REVIEW, NOT_VERIFIED = Verdict.NEEDS_REVIEW, Verdict.NOT_VERIFIED
NOT_APPLICABLE = Verdict.NOT_APPLICABLE
APP = "cn.example.bank"
BY_ID = {rule.id: rule for rule in RULES}
THE_SCREEN = "(screen)"
"""Stands for the element where a rule judges the screen as a whole."""


def el(
    id: str,
    role: str = "generic",
    text: str | None = None,
    box: tuple[float, float, float, float] | None = (0, 0, 100, 60),
    **facts: object,
) -> Element:
    """An element that is shown; its name is its text, its whole box the visible one."""
    known: dict[str, object] = {"visible": True, "enabled": True, "name": text, "text": text}
    known |= {"clickable": role in ("button", "link"), "bounds": box, "bounds_dp": box, "full_bounds_dp": box}
    return Element(id=id, role=role, **known | facts)


def page(*elements: Element, platform: str = "web", **facts: object) -> Screen:
    """A page 390 dp wide, with one px per dp; elements that name no parent lie in its body."""
    inside = [replace(each, parent=each.parent or "body") for each in elements]
    known: dict[str, object] = {"name": "home", "density": 1.0, "size": (390, 844)}
    known |= {"page_size_dp": (390.0, 2000.0), "settings": {"layout_width": 390, "meta_viewport": None}}
    tree = (Element(id="body", role="generic", class_name="body", visible=True), *inside)
    return Screen(platform=Platform(platform), elements=tree, **known | facts)


def phone(*elements: Element, **facts: object) -> Screen:
    """The same on a phone: only what is visible is known, and whose it is; ids as Android writes them."""
    inside = [
        replace(
            each,
            full_bounds_dp=None,
            package=each.package or APP,
            resource_id=f"{APP}:id/{each.resource_id}" if each.resource_id else None,
        )
        for each in elements
    ]
    known: dict[str, object] = {"package": APP, "page_size_dp": None, "settings": {}}
    screen = page(*inside, platform="android", **known | facts)
    tree = (replace(screen.elements[0], class_name="android.widget.FrameLayout"), *screen.elements[1:])
    below = {each.id: tuple(one.id for one in tree if one.parent == each.id) for each in tree}
    return replace(screen, elements=tuple(replace(each, children=below[each.id]) for each in tree))


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a rule says of one element (or of `THE_SCREEN`); ``verdict`` None: it says nothing of it.

    Every other finding of the rule on that screen is satisfied, but for the elements in ``others``.
    """

    rule: str
    name: str
    screen: Screen
    verdict: Verdict | None
    element: str = "it"
    measured: Measure = None
    required: Measure = None
    reason: str = ""
    others: frozenset[str] = frozenset()
    options: Mapping[str, object] = field(default_factory=dict)


def where(finding: Finding) -> str:
    return THE_SCREEN if finding.element is None else getattr(finding.element, "id", "?")


def findings_of(case: Case) -> list[Finding]:
    return audit(case.screen, rules=(BY_ID[case.rule],), **case.options)  # type: ignore[arg-type]


def check(case: Case) -> None:
    findings = findings_of(case)
    about = [finding for finding in findings if where(finding) == case.element]
    open_elsewhere = {where(f) for f in findings if f.verdict is not SATISFIED} - {case.element}
    assert open_elsewhere == case.others
    if case.verdict is None:
        assert about == []
        return
    [found] = about
    assert (found.rule, found.requirement) == (case.rule, BY_ID[case.rule].requirement)
    assert (found.verdict, found.reason) == (case.verdict, case.reason)
    assert (found.measured, found.required) == (case.measured, case.required)
    assert found.screen == case.screen.name


def all_cases() -> list[Case]:
    """Read the tables of every file beside this one."""
    cases: list[Case] = []
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        if "CASES = " in path.read_text("utf-8"):
            spec = spec_from_file_location(f"table_of_{path.stem}", path)
            assert spec is not None
            assert spec.loader is not None
            module = module_from_spec(spec)
            spec.loader.exec_module(module)
            cases += module.CASES
    return cases
