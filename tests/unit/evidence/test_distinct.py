"""Findings put together: the same button on ten screens is one problem, and two of one name stay two."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from pytest_mobcompliance.evidence.distinct import Problem, alone, distinct, fingerprints, joined
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.screen import Element
from pytest_mobcompliance.screen.names import screen_of

SCREENS = tuple(f"s{number}" for number in range(10))


def button(at: str = "0.1", **more: Any) -> Element:
    box = (float(len(at)), 20.0, 50.0, 60.0)
    return Element(**{"id": at, "role": "button", "name": "返回", "bounds": box, **more})


def found(on: str, element: Element | None = None, measured: float = 30.0, **more: Any) -> Finding:
    told = {"rule": "6.target-size", "verdict": Verdict.VIOLATED, "reason": "too-small", "required": 44}
    return Finding(requirement="", element=element, screen=on, measured=measured, **{**told, **more})


def places(problem: Problem) -> list[str]:
    return [place.screen for place in problem.places]


def prints(findings: list[Finding]) -> list[str]:
    return [problem.fingerprint for problem in distinct(findings)]


# ------------------------------------------------------------------ what is one


@pytest.mark.parametrize("known", ["resource_id", "name"])
def test_toolbar_button_on_ten_screens_is_one_problem_with_ten_places(known: str) -> None:
    more = {"resource_id": "cn.example:id/back"} if known == "resource_id" else {}
    [one] = distinct(
        found(screen, button(f"0.{number}", **more), 40.0 - number) for number, screen in enumerate(SCREENS)
    )
    assert places(one) == list(SCREENS)
    assert one.finding.measured == 31.0, "the worst place speaks for all"
    assert one.fingerprint == one.finding.fingerprint


def test_parts_widths_and_modes_are_places_of_one_problem() -> None:
    names = ["home", "home~2", "home@320", "home@320~2", "home×1.5"]
    elderly = found("home", button(), 40.0, required=60)
    [one] = distinct([*(found(name, button(), 40.0) for name in names), elderly])
    assert places(one) == [*names, "home"]
    assert (one.finding.required, one.finding.measured) == (60, 40.0), "furthest from what is asked"


def test_rows_of_one_template_are_one_problem() -> None:
    rows = [button(f"0.{number}", resource_id="row", name=f"row {number}") for number in range(3)]
    [one] = distinct(found("home", row) for row in rows)
    assert len(one.places) == 3


def test_same_thing_said_twice_of_one_element_is_one() -> None:
    [one] = distinct([found("home", button()), found("home", button(), 20.0)])
    assert len(one.places) == 2


def test_what_stood_in_the_way_is_one_wherever_it_stood() -> None:
    blind = {"verdict": Verdict.NOT_VERIFIED, "reason": "needs-pixels"}
    [one] = distinct(found(screen, **blind) for screen in SCREENS)
    assert places(one) == list(SCREENS)


# ------------------------------------------------------------------ what is not


def test_two_of_one_name_on_a_screen_remain_two_on_every_screen() -> None:
    twins = [found(screen, button(at)) for screen in ("home", "pay") for at in ("0.1", "0.7")]
    one, two = distinct([*twins, found("about", button("0.4"))])
    assert places(one) == ["home", "pay", "about"]
    assert places(two) == ["home", "pay"]
    assert one.fingerprint == twins[0].fingerprint != two.fingerprint


def test_twins_without_a_path_are_told_apart_by_their_boxes() -> None:
    class Read:
        label = "button “返回”"

        def __init__(self, left: float) -> None:
            self.bounds = (left, 0.0, left + 9, 9.0)

        def to_json(self) -> dict[str, Any]:
            return {}

    assert len(distinct([found("home", Read(1)), found("home", Read(50)), found("home", Read(1))])) == 2


@pytest.mark.parametrize(
    "other", [{"rule": "6.name-missing"}, {"reason": "clipped"}, {"element": button(name="转账")}]
)
def test_another_rule_reason_or_name_is_another_problem(other: dict[str, Any]) -> None:
    assert len(distinct([found("home", button()), found("pay", **{"element": button(), **other})])) == 2


def test_whole_screens_are_told_apart_but_not_their_parts() -> None:
    one, two = distinct([found("home"), found("home~2"), found("pay"), found("pay@320~2")])
    assert (places(one), places(two)) == (["home", "home~2"], ["pay", "pay@320~2"])


def test_what_is_satisfied_is_no_problem() -> None:
    assert distinct([found("home", button(), verdict=Verdict.SATISFIED, reason="")]) == ()
    assert distinct([]) == ()


# ------------------------------------------------------------------ order and stability


def test_worst_verdict_and_severity_come_first() -> None:
    review = found("home", button(), verdict=Verdict.NEEDS_REVIEW, severity="blocker")
    minor = found("home", button(name="a"), severity="minor")
    critical = found("home", button(name="b"), severity="critical")
    house = found("home", button(name="c"), severity="of the house")
    problems = distinct([review, house, minor, critical])
    assert [problem.finding for problem in problems] == [critical, minor, house, review]


def test_rules_stay_together_and_what_shows_most_comes_first() -> None:
    name = {"rule": "6.name-missing", "reason": "no-name"}
    some = [found("home", button(name=one), **more) for one in "ab" for more in ({}, name)]
    often = [found(screen, button(name="c"), **name) for screen in SCREENS]
    order = [(one.finding.rule, len(one.places)) for one in distinct([*some, *often])]
    assert order == [*[("6.target-size", 1)] * 2, ("6.name-missing", 10), *[("6.name-missing", 1)] * 2]


def test_worst_verdict_of_the_places_speaks() -> None:
    review = found("home", button(), 1.0, verdict=Verdict.NEEDS_REVIEW)
    [one] = distinct([review, found("pay", button(), 40.0)])
    assert (one.finding.verdict, one.finding.screen) == (Verdict.VIOLATED, "pay")


def test_fingerprints_do_not_depend_on_order_boxes_or_other_screens() -> None:
    some = [found(screen, button(f"0.{n}.{place}")) for n, screen in enumerate(SCREENS) for place in (1, 2)]
    before = set(prints(some))
    mixed = list(SCREENS)
    Random(7).shuffle(mixed)
    after = [
        found(screen, button(f"9.{place}", bounds=(7.0, 7.0, 9.0, 9.0)))
        for screen in mixed
        for place in (1, 2)
    ]
    assert set(prints(after)) == before
    assert set(prints(after[:2])) == before


def test_fingerprints_are_those_of_earlier_releases() -> None:
    twins = [found("home", button("0.1")), found("home", button("0.2"))]
    assert fingerprints(twins) == ("438c9008329d", "c87964190c3b")


def test_numbers_of_a_person_are_not_in_a_fingerprint() -> None:
    one, other, third = (
        found("home", button(name=name)).fingerprint
        for name in ("拨打 13800000001", "拨打 138 0000 0002", "拨打 95566")
    )
    assert one == other != third


def test_screen_behind_a_captured_one() -> None:
    names = ("home~2", "home@320", "home@320~12", "home×1.5~2", "home", "a~b@c")
    assert [screen_of(name) for name in names] == [*["home"] * 5, "a~b@c"]


# ------------------------------------------------------------------ written down


def test_json_has_the_worst_and_all_places() -> None:
    [one] = distinct([found("home", button()), found("pay", button(), 20.0)])
    data: Any = json.loads(json.dumps(one.to_json()))
    assert (data["screen"], data["measured"], data["fingerprint"]) == ("pay", 20.0, one.fingerprint)
    assert [(place["screen"], place["measured"]) for place in data["places"]] == [
        ("home", 30.0),
        ("pay", 20.0),
    ]
    assert set(data["places"][0]) == {"screen", "verdict", "element", "bounds", "measured", "required"}


def test_problems_of_several_records_are_joined() -> None:
    one, other = (
        [problem.to_json() for problem in distinct([found(f"home@{width}", button(), measured)])]
        for width, measured in ((320, 40.0), (360, 20.0))
    )
    alien = alone({"rule": "6.house", "verdict": "violated", "screen": "pay", "severity": "critical"})
    first, second = joined([*one, *other, alien])
    assert (first["rule"], len(first["places"])) == ("6.house", 1)
    assert second["measured"] == 20.0
    assert [place["screen"] for place in second["places"]] == ["home@320", "home@360"]
