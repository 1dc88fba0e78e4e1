"""6.text-contrast."""

from __future__ import annotations

from functools import partial

import pytest
from rule_cases import (
    BLACK,
    NEEDS_REVIEW,
    SATISFIED,
    VIOLATED,
    WHITE,
    Case,
    check,
    el,
    findings_of,
    page,
)

from pytest_mobcompliance.rules.contrast import contrast_ratio
from pytest_mobcompliance.screen import Element, ScreenshotState

line = partial(Case, rule="6.text-contrast")


def words(grey: int = 0, size: float | None = 16, text: str | None = "账户余额", **facts: object) -> Element:
    known = {"color": (grey, grey, grey), "background": WHITE, "text_size_dp": size}
    return el("it", "text", text, **known | facts)


CASES = [
    line(name="black on white", screen=page(words()), verdict=SATISFIED, measured=21.0, required=4.5),
    line(name="just enough", screen=page(words(0x76)), verdict=SATISFIED, measured=4.54, required=4.5),
    line(
        name="a little too pale",
        screen=page(words(0x77)),
        verdict=VIOLATED,
        measured=4.48,
        required=4.5,
        reason="low-contrast",
    ),
    line(name="large text", screen=page(words(0x94, 19)), verdict=SATISFIED, measured=3.03, required=3.0),
    line(
        name="18 dp is not larger than 18 dp",
        screen=page(words(0x94, 18)),
        verdict=VIOLATED,
        measured=3.03,
        required=4.5,
        reason="low-contrast",
    ),
    line(
        name="large text too pale",
        screen=page(words(0x99, 30)),
        verdict=VIOLATED,
        measured=2.85,
        required=3.0,
        reason="low-contrast",
    ),
    line(
        name="of unknown size, and enough for large text only",
        screen=page(words(0x94, None)),
        verdict=NEEDS_REVIEW,
        measured=3.03,
        required=4.5,
        reason="unknown-text-size",
    ),
    line(
        name="of unknown size, and enough for any",
        screen=page(words(0, None)),
        verdict=SATISFIED,
        measured=21.0,
        required=4.5,
    ),
    line(
        name="of unknown size, and too pale for any",
        screen=page(words(0xCC, None)),
        verdict=VIOLATED,
        measured=1.61,
        required=4.5,
        reason="low-contrast",
    ),
    *(
        line(
            name=f"on something unknown: {reason}",
            screen=page(words(background=None, background_reason=reason)),
            verdict=NEEDS_REVIEW,
            required=4.5,
            reason=reason,
        )
        for reason in ("image", "gradient", "filter", "positioned", "covered")
    ),
    line(
        name="background unknown without a reason, large text",
        screen=page(words(size=24, background=None)),
        verdict=NEEDS_REVIEW,
        required=3.0,
        reason="background-unknown",
    ),
    line(
        name="colour unknown",
        screen=page(words(color=None)),
        verdict=NEEDS_REVIEW,
        required=4.5,
        reason="color-unknown",
    ),
    line(
        name="a picture that the app hides does not matter: colours come from the page",
        screen=page(words(0x77), screenshot=b"black", screenshot_state=ScreenshotState.HIDDEN),
        verdict=VIOLATED,
        measured=4.48,
        required=4.5,
        reason="low-contrast",
    ),
    line(name="disabled", screen=page(words(0xEE, enabled=False)), verdict=None),
    line(name="not rendered", screen=page(words(0xEE, visible=False)), verdict=None),
    line(name="without text", screen=page(words(0xEE, text=None)), verdict=None),
    line(name="an arrow", screen=page(words(0xEE, text="›", reader_hidden=True)), verdict=None),
    line(
        name="words that readers do not hear are seen all the same",
        screen=page(words(0x77, reader_hidden=True)),
        verdict=VIOLATED,
        measured=4.48,
        required=4.5,
        reason="low-contrast",
    ),
    line(name="not of the web", screen=page(words(0xEE), platform="android"), verdict=None),
]


def test_verdict(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("profile", ["taf-114", "wcag-aa", "atf"])
def test_other_profiles_have_no_numbers_of_their_own_and_say_so(profile: str) -> None:
    [finding] = findings_of(line(name="", screen=page(words()), verdict=None, options={"profile": profile}))
    assert (finding.profile, finding.required) == ("miit-2021", 4.5)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        (BLACK, WHITE, 21.0),
        (WHITE, WHITE, 1.0),
        ((255, 0, 0), WHITE, 3.998),
        ((0, 0, 255), WHITE, 8.592),
    ],
)
def test_ratio_is_that_of_wcag_in_both_directions(
    one: tuple[int, int, int], other: tuple[int, int, int], ratio: float
) -> None:
    assert contrast_ratio(one, other) == pytest.approx(ratio, abs=0.001) == contrast_ratio(other, one)
