"""What is said of a screen that was left alone."""

from __future__ import annotations

import pytest
from rule_cases import NEEDS_REVIEW, SATISFIED, VIOLATED, el, page

from pytest_mobcompliance.findings import Finding
from pytest_mobcompliance.messages import LANGUAGES, load_messages
from pytest_mobcompliance.rules.describe import describe
from pytest_mobcompliance.rules.still import still_findings
from pytest_mobcompliance.screen import Screen


def shown(*said: str, place: float = 200) -> Screen:
    """A screen with three lines that stay, and more."""
    stays = [el(f"s{n}", "text", f"第{n}行", (0, 40 * n, 300, 40 * n + 30)) for n in range(4)]
    more = [
        el(f"m{n}", "text", each, (0, place, 300, place + 30), resource_id=f"m{n}")
        for n, each in enumerate(said)
    ]
    return page(*stays, *more, mode="elderly")


ANOTHER = page(*(el(f"a{n}", "button", f"活动{n}") for n in range(4)), mode="elderly")


def told(found: list[Finding]) -> list[tuple[str, str, str]]:
    return [(f.verdict, f.reason, f.element.label if f.element else "") for f in found]


def test_nothing_changes() -> None:
    [finding] = still_findings([shown("甲"), shown("甲")])
    assert (finding.rule, finding.verdict, finding.screen) == ("6.still", SATISFIED, "home")


@pytest.mark.parametrize(
    "captures",
    [
        [shown("甲"), shown("乙"), shown("丙")],
        [shown("甲"), shown("乙"), shown("甲")],
        [shown("甲"), shown("乙"), shown("乙"), shown("甲")],
        [shown("甲"), shown("甲", place=240), shown("甲", place=280)],
    ],
    ids=["three texts", "two in turns", "slowly", "moves on"],
)
def test_what_changes_again_and_again_is_violated(captures: list[Screen]) -> None:
    assert told(still_findings(captures)) == [(VIOLATED, "changes-by-itself", "#m0")]


def test_what_changed_once_needs_a_person() -> None:
    found = still_findings([shown("甲"), shown("乙"), shown("乙")])
    assert told(found) == [(NEEDS_REVIEW, "changed-once", "#m0")]
    assert (found[0].values["was"], found[0].values["now"]) == ("甲", "乙")


def test_a_screen_that_turns_into_another_is_violated_at_once() -> None:
    assert told(still_findings([shown("甲"), ANOTHER, ANOTHER])) == [(VIOLATED, "changes-by-itself", "")]


def test_the_surer_change_decides() -> None:
    captures = [shown("甲", "指数 1"), shown("乙", "指数 1"), shown("乙", "指数 2"), shown("乙", "指数 3")]
    assert told(still_findings(captures)) == [(NEEDS_REVIEW, "changed-once", "#m0")]


def test_numbers_need_a_person() -> None:
    found = still_findings([shown("指数 3120"), shown("指数 3121"), shown("指数 3122")])
    assert told(found) == [(NEEDS_REVIEW, "numbers-change", "#m0")]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "captures",
    [
        [shown("甲"), shown("乙"), shown("丙")],
        [shown("甲"), shown("乙"), shown("乙")],
        [shown(), shown("甲"), shown("甲")],
        [shown("甲"), shown(), shown()],
        [shown(), shown("甲"), shown()],
        [shown("甲"), shown(), shown("甲")],
        [shown("甲"), shown("甲", place=240), shown("甲", place=280)],
        [shown("甲"), shown("甲", place=240), shown("甲", place=240)],
        [shown("指数 1"), shown("指数 2"), shown("指数 3")],
        [shown("甲"), ANOTHER, ANOTHER],
    ],
)
def test_every_finding_is_a_sentence(captures: list[Screen], lang: str) -> None:
    for finding in still_findings(captures):
        said = describe(finding, load_messages(lang))
        assert "6.still" not in said
        assert "{" not in said
