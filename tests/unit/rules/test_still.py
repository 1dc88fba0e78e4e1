"""What is said of a screen that was left alone."""

from __future__ import annotations

import io
import tomllib
from dataclasses import replace
from importlib.resources import files

import pytest
from PIL import Image
from rule_cases import NEEDS_REVIEW, NOT_VERIFIED, SATISFIED, VIOLATED, el, page, phone

from pytest_mobcompliance.evidence.fixes import fix_of, fixes_on
from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.messages import LANGUAGES, load_messages
from pytest_mobcompliance.rules.describe import describe, describe_reason
from pytest_mobcompliance.rules.still import STILL, still_findings
from pytest_mobcompliance.screen import Platform, Screen, ScreenshotState

OK, HIDDEN = ScreenshotState.OK, ScreenshotState.HIDDEN
UNIFORM, UNAVAILABLE = ScreenshotState.UNIFORM, ScreenshotState.UNAVAILABLE


def shown(*said: str, place: float = 200) -> Screen:
    """A screen with three lines that stay, and more."""
    stays = [el(f"s{n}", "text", f"第{n}行", (0, 40 * n, 300, 40 * n + 30)) for n in range(4)]
    more = [
        el(f"m{n}", "text", each, (0, place, 300, place + 30), resource_id=f"m{n}")
        for n, each in enumerate(said)
    ]
    return page(*stays, *more, mode="elderly")


def seen(screen: Screen, split: int = 40, height: int = 80) -> Screen:
    """The screen with a picture, white over black from the row ``split`` on."""
    image = Image.new("L", (40, height), "white")
    image.paste(0, (0, split, 40, height))
    png = io.BytesIO()
    image.save(png, "PNG")
    return replace(screen, screenshot=png.getvalue(), screenshot_state=OK)


def unseen(screen: Screen, state: ScreenshotState) -> Screen:
    return replace(screen, screenshot=None, screenshot_state=state)


CANVAS = phone(el("canvas", "generic", None, (0, 0, 40, 80)))
EMPTY = phone()
ANOTHER = page(*(el(f"a{n}", "button", f"活动{n}") for n in range(4)), mode="elderly")


def told(found: list[Finding]) -> list[tuple[str, str, str]]:
    return [(f.verdict, f.reason, f.element.label if f.element else "") for f in found]


@pytest.mark.parametrize("screen", [shown("甲"), CANVAS, EMPTY], ids=["words", "a canvas", "an empty tree"])
def test_nothing_changes(screen: Screen) -> None:
    [finding] = still_findings([seen(screen)] * 3)
    assert (finding.rule, finding.verdict, finding.screen) == ("6.still", SATISFIED, "home")


@pytest.mark.parametrize(
    ("captures", "reason"),
    [
        ([unseen(shown("甲"), UNAVAILABLE)] * 3, "screenshot-unavailable"),
        ([unseen(shown("甲"), HIDDEN)] * 3, "screenshot-hidden"),
        ([seen(shown("甲")), unseen(shown("甲"), HIDDEN), seen(shown("甲"))], "screenshot-hidden"),
        ([unseen(CANVAS, UNIFORM)] * 3, "screenshot-uniform"),
        ([unseen(EMPTY, UNAVAILABLE)] * 3, "screenshot-unavailable"),
        ([seen(shown("甲"))], "one-capture"),
        ([unseen(EMPTY, UNAVAILABLE)], "screenshot-unavailable"),
    ],
    ids=[
        "none",
        "hidden",
        "one hidden",
        "one colour",
        "an empty tree",
        "one capture",
        "one without a picture",
    ],
)
def test_what_could_not_be_compared_is_not_verified(captures: list[Screen], reason: str) -> None:
    assert told(still_findings(captures)) == [(NOT_VERIFIED, reason, "")]


def test_a_change_is_told_without_pictures_too() -> None:
    captures = [unseen(shown(said), HIDDEN) for said in "甲乙丙"]
    assert told(still_findings(captures)) == [(VIOLATED, "changes-by-itself", "#m0")]


@pytest.mark.parametrize("platform", [Platform.ANDROID, Platform.WEB])
@pytest.mark.parametrize("screen", [CANVAS, EMPTY], ids=["a canvas", "an empty tree"])
def test_a_canvas_that_changes_is_seen_in_the_picture(screen: Screen, platform: Platform) -> None:
    screen = replace(screen, platform=platform)
    [finding] = still_findings([seen(screen, split) for split in (20, 40, 60)])
    assert (finding.verdict, finding.reason) == (NEEDS_REVIEW, "picture-changes")


def test_pictures_of_other_sizes_are_other_pictures() -> None:
    heights = [seen(shown("甲"), height=height) for height in (80, 90, 100)]
    assert told(still_findings(heights)) == [(NEEDS_REVIEW, "picture-changes", "")]
    [finding] = still_findings([heights[0], heights[1], heights[1]])
    assert finding.verdict is SATISFIED, "a picture that changed once may have come late"


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


def test_what_comes_in_stages_and_stays_needs_a_person() -> None:
    stages = [shown(), shown("甲"), shown("甲", "乙"), shown("甲", "乙")]
    assert told(still_findings(stages)) == [(NEEDS_REVIEW, "changed-once", "#m1")]
    assert told(still_findings([*stages[:3], shown("甲", "乙", "丙")])) == [
        (VIOLATED, "changes-by-itself", "#m2")
    ]


def test_what_comes_in_stages_may_leave_little_of_the_first() -> None:
    stages = [
        page(
            *(el(f"e{n}", *(("button", f"业务{n}") if n < there else ("text", f"占位{n}"))) for n in range(5))
        )
        for there in (0, 2, 4, 4)
    ]
    assert {(finding.verdict, finding.reason) for finding in still_findings(stages)} == {
        (NEEDS_REVIEW, "changed-once")
    }


LOOKS = (0.0, 1.1, 3.0, 6.0)
"""s, when a screen that changes is looked at for three seconds."""


@pytest.mark.parametrize("start", [0.0, 0.5, 0.95])
@pytest.mark.parametrize(
    ("period", "slides"), [*((1, slides) for slides in range(2, 8)), *((2, slides) for slides in range(3, 8))]
)
def test_a_carousel_is_caught(period: int, slides: int, start: float) -> None:
    captures = [shown("甲乙丙丁戊己庚"[int(look / period + start) % slides]) for look in LOOKS]
    assert told(still_findings(captures)) == [(VIOLATED, "changes-by-itself", "#m0")]


def test_a_screen_that_turns_into_another_is_violated_at_once() -> None:
    assert told(still_findings([shown("甲"), ANOTHER, ANOTHER])) == [(VIOLATED, "changes-by-itself", "")]


def test_the_surer_change_decides() -> None:
    captures = [shown("甲", "指数 1"), shown("乙", "指数 1"), shown("乙", "指数 2"), shown("乙", "指数 3")]
    assert told(still_findings(captures)) == [(NEEDS_REVIEW, "changed-once", "#m0")]


def test_numbers_need_a_person() -> None:
    found = still_findings([shown("指数 3120"), shown("指数 3121"), shown("指数 3122")])
    assert told(found) == [(NEEDS_REVIEW, "numbers-change", "#m0")]


CHANGING = [
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
    [seen(CANVAS, 20), seen(CANVAS, 40), seen(CANVAS, 60)],
    [seen(CANVAS)],
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("captures", CHANGING)
def test_every_finding_is_a_sentence(captures: list[Screen], lang: str) -> None:
    messages = load_messages(lang)
    for finding in still_findings(captures):
        said = describe(finding, messages)
        assert "6.still" not in said
        assert "{" not in said
        assert finding.reason not in said
        if finding.values.get("kind") in ("text", "number"):
            assert all(str(finding.values[word]) in said for word in ("was", "now"))
        if finding.verdict is NOT_VERIFIED:
            assert describe_reason(finding.reason, messages) in said


def _key(finding: Finding) -> str:
    return "-".join(filter(None, (finding.verdict, str(finding.values.get("kind", "")))))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_is_for_what_cannot_be(lang: str) -> None:
    stored = tomllib.loads((files("pytest_mobcompliance.messages") / lang / "rules.toml").read_text("utf-8"))
    given = {_key(finding) for captures in CHANGING for finding in still_findings(captures)}
    ways = {"title", "fix", *(f"fix-{platform}" for platform in Platform)}
    assert set(stored[STILL]) == given | ways


def test_a_finding_holds_no_sentences() -> None:
    found = [finding for captures in CHANGING for finding in still_findings(captures)]
    assert {name for finding in found for name in finding.values} == {"kind", "was", "now"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_told_how_to_put_it_right(lang: str) -> None:
    finding = Finding(rule=STILL, requirement="", verdict=Verdict.VIOLATED)
    assert fix_of(finding, load_messages(lang))
    assert set(fixes_on(finding, load_messages(lang))) == set(Platform)
