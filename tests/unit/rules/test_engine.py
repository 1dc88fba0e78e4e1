"""`audit`: whose numbers count, which rules run, and what becomes of a judgement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from rule_cases import NOT_APPLICABLE, NOT_VERIFIED, SATISFIED, VIOLATED, el, page

from pytest_mobcompliance.errors import ConfigurationError
from pytest_mobcompliance.findings import Finding
from pytest_mobcompliance.rules import RULES, Judgement, Limits, Rule, audit, check_rules, check_thresholds
from pytest_mobcompliance.screen import Screen, ScreenshotState

BUTTON = page(el("it", "button", "转账", (0, 0, 50, 50)))
TARGET = tuple(rule for rule in RULES if rule.id == "6.target-size")


def satisfied(screen: Screen, limits: Limits) -> Iterator[Judgement]:
    yield Judgement(element=None, verdict=SATISFIED, measured=limits.get("min"))


def rule(id: str = "6.house", judge=satisfied, **facts: object) -> Rule:
    return Rule(id=id, requirement="6.accessibility", judge=judge, **facts)


def only(findings: list[Finding]) -> Finding:
    [finding] = findings
    return finding


# ------------------------------------------------------------------ numbers


def test_a_finding_names_the_profile_whose_number_was_used():
    assert (only(audit(BUTTON, rules=TARGET)).profile, only(audit(BUTTON, rules=TARGET)).required) == (
        "miit-2021",
        44,
    )
    assert only(audit(BUTTON, rules=TARGET, profile="atf")).profile == "atf"


def test_a_rule_without_numbers_of_the_profile_uses_the_default_and_then_what_it_has():
    both = rule(thresholds={"wcag-aa": {"min": 1}, "miit-2021": {"min": 2}})
    one = rule(thresholds={"wcag-aa": {"min": 1}})
    none = rule()
    found = [only(audit(BUTTON, rules=[each], profile="atf")) for each in (both, one, none)]
    assert [(each.profile, each.measured) for each in found] == [("miit-2021", 2), ("wcag-aa", 1), ("", None)]


def test_an_unknown_profile_is_refused_with_the_nearest():
    with pytest.raises(ConfigurationError, match="did you mean 'wcag-aa'") as caught:
        audit(BUTTON, profile="wcag-aaa")
    assert caught.value.got == "'wcag-aaa'"


def test_a_rule_may_bring_a_profile_of_its_own():
    added = rule(thresholds={"house": {"min": 7}})
    assert only(audit(BUTTON, rules=[added], profile="house")).required == 7


@pytest.mark.parametrize(("mode", "number"), [("standard", 44), ("elderly", 60)])
def test_without_being_told_the_screen_says_the_mode(mode: str, number: int):
    assert only(audit(replace(BUTTON, mode=mode), rules=TARGET)).required == number


@pytest.mark.parametrize(("elderly", "number"), [(False, 44), (True, 60)])
def test_what_the_caller_says_of_the_mode_wins(elderly: bool, number: int):
    for mode in ("standard", "elderly"):
        screen = replace(BUTTON, mode=mode)
        assert only(audit(screen, rules=TARGET, elderly=elderly)).required == number


def test_numbers_of_the_house_win_in_their_mode_only():
    house = {"6.target-size.elderly": 64.0}
    assert only(audit(BUTTON, rules=TARGET, thresholds=house)).required == 44
    assert only(audit(BUTTON, rules=TARGET, thresholds=house, elderly=True)).required == 64


def test_numbers_of_the_house_reach_every_name():
    pale = page(el("it", "text", "字", color=(0x94,) * 3, background=(255,) * 3, text_size_dp=30))
    house = {"6.text-contrast.large": 4.0}
    [finding] = [f for f in audit(pale, thresholds=house) if f.rule == "6.text-contrast"]
    assert (finding.verdict, finding.required) == (VIOLATED, 4.0)


@pytest.mark.parametrize("key", ["6.target-size", "6.target-size.eldery", "target-size.elderly", ""])
def test_an_unknown_threshold_is_refused(key: str):
    with pytest.raises(ConfigurationError, match="thresholds") as caught:
        audit(BUTTON, thresholds={key: 1})
    assert "6.target-size.elderly" in caught.value.next_step


def test_thresholds_of_rules_left_out_are_known_all_the_same():
    assert audit(BUTTON, rules=TARGET, thresholds={"6.text-size.min": 20})
    assert check_thresholds({"6.text-size.min": 20}) == {"6.text-size.min": 20}


def test_a_rule_without_numbers_has_no_thresholds_to_set():
    with pytest.raises(ConfigurationError, match="leave it out"):
        check_thresholds({"6.house.min": 1}, [rule()])


# ------------------------------------------------------------------ which rules run


@pytest.mark.parametrize(
    ("runs_in", "in_standard", "in_elderly"), [("both", 1, 1), ("only", 0, 1), ("never", 1, 0)]
)
def test_mode_of_a_rule(runs_in: str, in_standard: int, in_elderly: int):
    added = rule(elderly=runs_in)
    found = [len(audit(BUTTON, rules=[added], elderly=elderly)) for elderly in (False, True)]
    assert found == [in_standard, in_elderly]


@pytest.mark.parametrize("platform", ["android", "ios", "web"])
def test_a_rule_runs_on_its_platforms_only(platform: str):
    screen = page(el("it", "button", "转账"), platform=platform)
    assert len(audit(screen, rules=[rule(platforms=("web",))])) == (platform == "web")
    findings = audit(screen, elderly=True)
    ran = {finding.rule for finding in findings if finding.reason != "pages-only"}
    allowed = {each.id for each in RULES if platform in each.platforms}
    assert ran <= allowed
    assert "6.target-size" in ran
    told = {finding.rule for finding in findings} - ran
    made_for_pages = {each.id for each in RULES if each.native} - allowed
    assert told == (made_for_pages if platform != "web" else set())


def test_a_rule_made_for_pages_says_so_of_a_phone_once():
    made_for_pages = rule(platforms=("web",), native="not-applicable", needs=("page_size_dp",))
    screen = page(el("a", "button", "转账"), el("b", "button", "理财"), platform="android", page_size_dp=None)
    found = only(audit(screen, rules=[made_for_pages]))
    assert (found.verdict, found.reason, found.element) == (NOT_APPLICABLE, "pages-only", None)
    assert only(audit(BUTTON, rules=[made_for_pages])).verdict is SATISFIED


def test_only_what_is_the_apps_own_is_judged():
    def judge(screen: Screen, limits: Limits) -> Iterator[Judgement]:
        for element in screen.shown():
            yield Judgement(element=element, verdict=SATISFIED)

    def seen(screen: Screen) -> list[str]:
        return [finding.element.id for finding in audit(screen, rules=[rule(judge=judge)])]

    tree = (
        el("own", "text", "余额", package="cn.example.bank"),
        el("unknown", "text", "余额"),
        el("clock", "text", "12:00", package="com.android.systemui"),
        el("toast", "text", "已复制", package="cn.example.bank", class_name="android.widget.Toast"),
    )
    of_app = page(*tree, platform="android", package="cn.example.bank")
    assert seen(of_app) == ["body", "own", "unknown"]
    assert seen(replace(of_app, package=None)) == ["body", "own", "unknown", "clock"]
    assert seen(page(*tree, package="cn.example.bank")) == ["body", "own", "unknown", "clock", "toast"]


def test_a_rule_that_looks_at_the_whole_picture_is_handed_what_is_not_the_apps_as_well():
    def judge(screen: Screen, limits: Limits) -> Iterator[Judgement]:
        yield Judgement(element=None, verdict=SATISFIED, measured=len(screen.elements))

    keys = el("keys", "button", package="com.example.keyboard")
    screen = page(el("own", "text", package="cn.example.bank"), keys, platform="android")
    screen = replace(screen, package="cn.example.bank")
    assert only(audit(screen, rules=(rule(judge=judge),))).measured == 2
    assert only(audit(screen, rules=(rule(judge=judge, foreign=True),))).measured == 3


def test_only_the_chosen_rules_run_in_the_order_given():
    chosen = [rule("6.b"), rule("6.a")]
    assert [finding.rule for finding in audit(BUTTON, rules=chosen)] == ["6.b", "6.a"]
    assert audit(BUTTON, rules=[]) == []


def test_rules_may_come_from_a_generator():
    assert len(audit(BUTTON, rules=(rule(f"6.{name}") for name in "ab"))) == 2


def test_two_rules_of_one_id_are_refused():
    with pytest.raises(ConfigurationError, match=r"two rules with the id '6\.target-size'"):
        audit(BUTTON, rules=[*RULES, rule("6.target-size")])


# ------------------------------------------------------------------ needs


def test_a_need_that_is_no_field_of_a_screen_is_refused():
    with pytest.raises(ConfigurationError, match="did you mean 'density'"):
        check_rules([rule(needs=("densty",))])


@pytest.mark.parametrize(
    ("need", "reason"),
    [
        ("density", "unknown-density"),
        ("font_scale", "unknown-font-scale"),
        ("page_size_dp", "unknown-page-size"),
    ],
)
def test_what_a_screen_does_not_know_leaves_the_rule_unverified(need: str, reason: str):
    def never(screen: Screen, limits: Limits) -> Iterator[Judgement]:
        raise AssertionError("judged what is not known")
        yield

    screen = replace(BUTTON, **{need: None})
    finding = only(audit(screen, rules=[rule(judge=never, needs=(need,), thresholds={"atf": {"min": 3}})]))
    assert (finding.verdict, finding.reason, finding.element) == (NOT_VERIFIED, reason, None)
    assert (finding.required, finding.screen) == (3, "home")


@pytest.mark.parametrize("need", ["density", "font_scale"])
def test_zero_is_known(need: str):
    assert only(audit(replace(BUTTON, **{need: 0.0}), rules=[rule(needs=(need,))])).verdict is SATISFIED


@pytest.mark.parametrize("state", [state for state in ScreenshotState if state is not ScreenshotState.OK])
def test_a_picture_that_shows_nothing_proves_nothing(state: ScreenshotState):
    screen = replace(BUTTON, screenshot=b"black", screenshot_state=state)
    finding = only(audit(screen, rules=[rule(needs=("screenshot",))]))
    assert (finding.verdict, finding.reason) == (NOT_VERIFIED, f"screenshot-{state.value}")


def test_a_picture_that_shows_something_is_judged():
    screen = replace(BUTTON, screenshot=b"png", screenshot_state=ScreenshotState.OK)
    assert only(audit(screen, rules=[rule(needs=("screenshot",))])).verdict is SATISFIED


# ------------------------------------------------------------------ what becomes of a judgement


def test_a_rule_that_raises_is_named_and_nothing_is_passed_over():
    def broken(screen: Screen, limits: Limits) -> Iterator[Judgement]:
        yield Judgement(element=None, verdict=SATISFIED)
        raise ZeroDivisionError("of the rule")

    with pytest.raises(ZeroDivisionError, match="of the rule") as caught:
        audit(BUTTON, rules=[rule("6.fine"), rule("6.broken", broken)])
    assert caught.value.__notes__ == ["while rule 6.broken judged the screen 'home'"]


def test_a_judgement_becomes_a_finding_with_all_that_the_rule_says():
    def judge(screen: Screen, limits: Limits) -> Iterator[Judgement]:
        element = screen["it"]
        yield Judgement(
            element=element, verdict=VIOLATED, measured=3, reason="odd", values={"more": 1}, required=0
        )

    added = rule(
        judge=judge,
        severity="minor",
        unit="dp",
        thresholds={"miit-2021": {"min": 9}},
        messages={"en": {"violated": "{measured} of {required}"}},
    )
    finding = only(audit(BUTTON, rules=[added]))
    assert finding == Finding(
        rule="6.house",
        requirement="6.accessibility",
        verdict=VIOLATED,
        element=BUTTON["it"],
        measured=3,
        required=0,  # what the judgement says, not the limit
        unit="dp",
        profile="miit-2021",
        reason="odd",
        severity="minor",
        screen="home",
        values={"more": 1, "sentence/en/violated": "{measured} of {required}"},
    )


def crowd() -> Screen:
    return page(
        *(
            el(f"b{n}", "button", f"转账 {n}", (0, 60 * n, 30, 60 * n + 30), resource_id=f"b{n}")
            for n in range(9)
        ),
        el("pale", "text", "字", color=(200,) * 3, background=(255,) * 3, text_size_dp=12, text_cut=True),
    )


def test_findings_come_by_rule_and_then_in_document_order():
    findings = audit(crowd())
    order = [rule.id for rule in RULES]
    assert [f.rule for f in findings] == sorted((f.rule for f in findings), key=order.index)
    assert [f.element.id for f in findings if f.rule == "6.target-size"] == [f"b{n}" for n in range(9)]


def test_the_same_screen_gives_the_same_findings():
    assert audit(crowd()) == audit(crowd())


def test_fingerprints_hold_when_places_numbers_and_order_change():
    screen = crowd()
    moved = [
        replace(each, id=f"new/{each.id}", bounds_dp=(5, 700, 33, 728), full_bounds_dp=(5, 700, 33, 728))
        for each in screen.elements[1:]
    ]
    Random(3).shuffle(moved)
    after = replace(screen, elements=(screen.elements[0], *moved), name="elsewhere")

    def prints(of: Screen) -> set[str]:
        return {f.fingerprint for f in audit(of, rules=TARGET)}

    assert len(prints(screen)) == 9
    assert prints(screen) == prints(after)


def test_fingerprints_tell_rule_reason_and_element_apart():
    findings = [f for f in audit(crowd()) if f.verdict is VIOLATED]
    assert len({f.fingerprint for f in findings}) == len(findings) > 10


def test_a_fingerprint_of_a_whole_screen_is_of_that_screen():
    prints = {
        only(audit(replace(BUTTON, name=name), rules=[rule()])).fingerprint for name in ("home", "about")
    }
    assert len(prints) == 2


def test_fingerprints_are_those_of_earlier_releases():
    finding = only(audit(page(el("it", "button", "转账", (0, 0, 9, 9), resource_id="pay")), rules=TARGET))
    assert (finding.reason, finding.fingerprint) == ("too-small", "2fd61d0bee47")


# ------------------------------------------------------------------ what was not read


def test_part_that_was_not_read_takes_back_what_is_said_of_the_whole():
    whole = page(el("it", "button", "转账"))
    assert only(audit(whole, rules=[rule()])).verdict is SATISFIED
    for unread, reason in (
        (replace(whole, truncated=True), "truncated"),
        (page(el("it", "button", "转账"), el("map", "iframe", in_webview=True)), "unread-frame"),
    ):
        found = only(audit(unread, rules=[rule()]))
        assert (found.verdict, found.reason) == (NOT_VERIFIED, reason)


def test_part_that_was_not_read_takes_back_nothing_that_was_seen():
    long = replace(BUTTON, truncated=True)
    assert [finding.verdict for finding in audit(long, rules=TARGET)] == [SATISFIED, NOT_VERIFIED]


def test_frame_of_a_point_only_counts_visits():
    tiny = page(el("pixel", "iframe", box=(0, 0, 1, 1), in_webview=True))
    assert only(audit(tiny, rules=[rule()])).verdict is SATISFIED
