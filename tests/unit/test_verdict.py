"""`MobVerdict`: what a check says, how it ends by that, and what is noted."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pytest_mobcompliance.errors import ComplianceViolation
from pytest_mobcompliance.evidence.redact import Redactor
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.ledger.notes import Notes
from pytest_mobcompliance.messages import load_messages, say
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.stash import Run
from pytest_mobcompliance.verdict import MobVerdict

SECRET = "王小样"


def says() -> tuple[MobVerdict, Notes]:
    notes = Notes()
    run = SimpleNamespace(redactor=Redactor((SECRET,), key=b"k" * 32), messages=load_messages("en"))
    return MobVerdict(notes, cast(Run, run)), notes


def finding(verdict: Verdict, reason: str = "", **more: Any) -> Finding:
    facts = {"rule": "6.target-size", "requirement": "6.accessibility", "reason": reason}
    return Finding(**facts | more, verdict=verdict)


OK = finding(Verdict.SATISFIED)
BAD = finding(
    Verdict.VIOLATED,
    "too-small",
    measured=30,
    required=44,
    unit="dp",
    screen="home",
    element=Element(id="e", role="button", name="转账"),
    values={"width": 30, "height": 30},
)
LOOK = finding(Verdict.NEEDS_REVIEW, "clipped", measured=30, required=44)
BLIND = finding(Verdict.NOT_VERIFIED, "unknown-density")
NONE = finding(Verdict.NOT_APPLICABLE, "pages-only", rule="6.zoom-blocked")


def test_satisfied_findings_are_observations_by_rule() -> None:
    verdict, notes = says()
    verdict.findings([OK, OK])
    verdict.findings([OK])
    assert notes.observations == {"6.target-size": 3}
    assert notes.verdict is None


def test_no_findings_observe_nothing() -> None:
    verdict, notes = says()
    verdict.findings([])
    assert (notes.observations, notes.verdict) == ({}, None)


def test_observations_are_kept_by_name() -> None:
    verdict, notes = says()
    verdict.observe("hosts", ["127.0.0.1"])
    assert notes.observations == {"hosts": ["127.0.0.1"]}


def test_what_is_said_is_in_the_language_of_the_report() -> None:
    notes = Notes()
    run = SimpleNamespace(redactor=Redactor((SECRET,), key=b"k" * 32), messages=load_messages("zh-CN"))
    verdict = MobVerdict(notes, cast(Run, run))
    asked, unseen = say("login asked"), say("no error message was seen")
    verdict.observe(asked, [unseen, {"mine": asked}, 3])
    assert notes.observations == {"要求登录": ["没有看到错误提示", {"mine": "要求登录"}, 3]}
    with pytest.raises(ComplianceViolation, match="home 未登录即可打开"):
        verdict.violated("open-to-guests", say("{name} opens without a login", name="home"))
    assert notes.detail == "home 未登录即可打开"


def test_violated_finding_raises_an_assertion_error() -> None:
    verdict, notes = says()
    with pytest.raises(ComplianceViolation) as caught:
        verdict.findings([OK, LOOK, BAD])
    assert isinstance(caught.value, AssertionError)
    text = str(caught.value)
    assert text.startswith("• home: ")
    for part in ("转账", "30", "44", "[6.target-size]"):
        assert part in text
    assert (notes.verdict, notes.reason) == (Verdict.VIOLATED, "too-small")


@pytest.mark.parametrize(
    ("found", "decided", "reason"),
    [
        ([LOOK, BAD], "violated", "too-small"),
        ([BLIND, LOOK, OK], "needs-review", "clipped"),
        ([OK, BLIND], "not-verified", "unknown-density"),
        ([BLIND, finding(Verdict.NOT_APPLICABLE, "none")], "not-verified", "unknown-density"),
    ],
    ids=["violated", "needs-review", "not-verified", "not-applicable"],
)
def test_worst_finding_decides(found: list[Finding], decided: str, reason: str) -> None:
    verdict, notes = says()
    with pytest.raises((ComplianceViolation, pytest.skip.Exception)) as caught:
        verdict.findings(found)
    assert (notes.verdict, notes.reason) == (decided, reason)
    assert isinstance(caught.value, ComplianceViolation) == (decided == "violated")
    # Only those that decided are told: the others would hide them.
    assert str(caught.value).count("•") == 1
    assert notes.findings == found


def test_what_is_not_applicable_decides_only_where_nothing_else_was_said() -> None:
    verdict, notes = says()
    verdict.findings([OK, NONE])
    verdict.findings([NONE])
    assert (notes.verdict, notes.findings) == (None, [OK, NONE, NONE])
    verdict, notes = says()
    with pytest.raises(pytest.skip.Exception, match=r"^not applicable: "):
        verdict.findings([NONE, NONE])
    assert (notes.verdict, notes.reason) == (Verdict.NOT_APPLICABLE, "pages-only")


def test_screens_of_which_the_same_is_said_share_a_line() -> None:
    verdict, _ = says()
    blind = [
        finding(Verdict.NOT_VERIFIED, "screenshot-hidden", screen=name) for name in ("home", "about", "home")
    ]
    with pytest.raises(pytest.skip.Exception) as caught:
        verdict.findings(blind)
    assert str(caught.value).count("•") == 1
    assert "• home, about: " in str(caught.value)


def told(found: list[Finding], *screens: Screen) -> list[str]:
    verdict, notes = says()
    for screen in screens:
        notes.remember(screen)
    with pytest.raises(ComplianceViolation) as caught:
        verdict.findings(found)
    return str(caught.value).splitlines()


def test_same_thing_on_many_screens_is_one_line_with_its_severity_and_how_to_put_it_right() -> None:
    names = [*(f"s{number}" for number in range(6)), "s0~2"]
    line, way = told([replace(BAD, screen=name, severity="critical") for name in names])
    assert line.startswith("• s0, s1, s2, s3 … +2: button “转账”: ")
    assert line.endswith("at least 44 dp (critical) [6.target-size]")
    assert way == "  to fix: enlarge the control or its padding until both sides are long enough"


def test_way_is_that_of_the_platform_and_told_once_for_each_rule() -> None:
    screen = Screen(platform=Platform.IOS, elements=(), size=(1, 1), name="home")
    other = replace(BAD, element=Element(id="f", role="button", name="缴费"))
    lines = told([BAD, other], screen)
    assert [line[0] for line in lines] == ["•", " ", "•"]
    assert "SwiftUI" in lines[1]


def test_two_things_of_one_name_on_a_screen_stay_two_lines() -> None:
    twin = replace(BAD, element=Element(id="f", role="button", name="转账"))
    assert sum(line.startswith("• home: ") for line in told([BAD, twin])) == 2


@pytest.mark.parametrize(
    ("method", "decided", "said"),
    [
        ("needs_review", "needs-review", "needs review: look"),
        ("not_applicable", "not-applicable", "not applicable: look"),
        ("not_verified", "not-verified", "not verified: look"),
    ],
)
def test_check_that_decides_is_skipped_with_the_reason(method: str, decided: str, said: str) -> None:
    verdict, notes = says()
    with pytest.raises(pytest.skip.Exception, match=f"^{said}$"):
        getattr(verdict, method)("look")
    assert (notes.verdict, notes.reason, notes.detail) == (decided, "look", "look")


def test_absent_behaviour_is_a_violation() -> None:
    verdict, notes = says()
    with pytest.raises(ComplianceViolation, match=r"^There is no way to decline\.$"):
        verdict.violated("no-decline", "There is no way to decline.")
    assert (notes.verdict, notes.reason) == (Verdict.VIOLATED, "no-decline")


def test_screen_that_a_person_must_look_at_is_kept() -> None:
    verdict, notes = says()
    screen = Screen(platform=Platform.WEB, elements=(), size=(1, 1), name="home")
    with pytest.raises(pytest.skip.Exception):
        verdict.needs_review("look", screen)
    assert notes.screens == {("home", "standard"): screen}


def test_personal_data_never_reach_the_message() -> None:
    verdict, notes = says()
    with pytest.raises(ComplianceViolation) as caught:
        verdict.violated("shown", f"{SECRET} is shown.\nIn full.")
    assert SECRET not in str(caught.value)
    assert SECRET not in notes.detail
    assert notes.detail.endswith(" is shown.")


def test_personal_data_in_an_element_never_reach_the_message() -> None:
    verdict, _ = says()
    with pytest.raises(ComplianceViolation) as caught:
        verdict.findings(
            [finding(Verdict.VIOLATED, "too-small", element=Element(id="e", role="button", name=SECRET))]
        )
    assert SECRET not in str(caught.value)


def test_what_is_told_is_redacted_and_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr("pytest_mobcompliance.verdict.report.attach_text", lambda *told: shown.append(told))
    verdict, notes = says()
    verdict.told("policy", ["a line", f"of {SECRET}"])
    ((name, body),) = shown
    assert (name, body.startswith("a line\nof "), SECRET in body) == ("policy", True, False)
    assert (notes.verdict, notes.observations) == (None, {})
