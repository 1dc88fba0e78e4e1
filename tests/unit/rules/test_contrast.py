"""6.text-contrast."""

from __future__ import annotations

from functools import partial

import pytest
from painted import Paint
from rule_cases import (
    BLACK,
    NEEDS_REVIEW,
    NOT_VERIFIED,
    SATISFIED,
    THE_SCREEN,
    VIOLATED,
    WHITE,
    Case,
    check,
    el,
    findings_of,
    page,
    phone,
)

from pytest_mobcompliance.rules.contrast import contrast_ratio
from pytest_mobcompliance.screen import Element, ScreenshotState

line = partial(Case, rule="6.text-contrast")


def words(grey: int = 0, size: float | None = 16, text: str | None = "账户余额", **facts: object) -> Element:
    known = {"color": (grey, grey, grey), "background": WHITE, "text_size_dp": size}
    return el("it", "text", text, **known | facts)


def seen(
    text: str = "Open 138",
    box: tuple[float, float, float, float] | None = (0, 0, 390, 60),
    role: str = "text",
    **facts: object,
) -> Element:
    """A text of a phone; what it looks like is for the picture to say."""
    return el("it", role, text, box, **facts)


def over_image(grey: int = 0) -> Element:
    return words(
        grey,
        text="Open 138",
        box=(0, 0, 390, 60),
        color=(grey, grey, grey),
        background=None,
        background_reason="image",
    )


ASIDE = (0, 100, 100, 160)
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
    line(
        name="of a page over a picture, and clear to see",
        screen=page(over_image(), **Paint().text(12, 18, 0).shown),
        verdict=SATISFIED,
        measured=21.0,
        required=4.5,
    ),
    line(
        name="of a page over a picture, and too pale to see",
        screen=page(over_image(0xAA), **Paint().text(12, 18, 0xAA).shown),
        verdict=VIOLATED,
        measured=2.32,
        required=4.5,
        reason="low-contrast",
    ),
    line(
        name="of a page over a photograph",
        screen=page(over_image(), **Paint().photo((0, 0, 390, 300)).text(12, 18, 0).shown),
        verdict=NEEDS_REVIEW,
        required=4.5,
        reason="image",
    ),
    line(
        name="of a page, while another text is what shows there",
        screen=page(over_image(), **Paint().text(12, 18, 0xAA).shown),
        verdict=NEEDS_REVIEW,
        required=4.5,
        reason="image",
    ),
    line(
        name="of a page in a disabled button",
        screen=page(
            el("off", "button", enabled=False), words(0xEE, parent="off"), el("other", "button", box=ASIDE)
        ),
        verdict=None,
    ),
    line(
        name="black on white on a phone",
        screen=phone(seen(), **Paint().text(12, 18, 0).shown),
        verdict=SATISFIED,
        measured=21.0,
        required=4.5,
    ),
    line(
        name="too pale for any size on a phone",
        screen=phone(seen(), **Paint().text(12, 18, 0xAA).shown),
        verdict=VIOLATED,
        measured=2.32,
        required=4.5,
        reason="low-contrast",
    ),
    line(
        name="enough for large text, and large",
        screen=phone(seen(text_size_dp=20.0), **Paint().text(12, 18, 0x86).shown),
        verdict=SATISFIED,
        measured=3.64,
        required=3.0,
    ),
    line(
        name="enough for large text, and measured as large",
        screen=phone(seen(box=(0, 0, 390, 80)), **Paint().text(12, 18, 0x86, size=36).shown),
        verdict=SATISFIED,
        measured=3.64,
        required=3.0,
    ),
    line(
        name="enough for large text, and measured as small",
        screen=phone(seen(), **Paint().text(12, 18, 0x7A, size=14).shown),
        verdict=VIOLATED,
        measured=4.29,
        required=4.5,
        reason="low-contrast",
    ),
    line(
        name="enough for large text, and measured as about 18 dp",
        screen=phone(seen(), **Paint().text(12, 18, 0x86, size=18).shown),
        verdict=NEEDS_REVIEW,
        measured=3.64,
        required=4.5,
        reason="unknown-text-size",
    ),
    line(
        name="enough for large text, and large only if it is bold",
        screen=phone(seen(text_size_dp=20.0), **Paint().text(12, 18, 0x86).shown),
        verdict=NEEDS_REVIEW,
        measured=3.64,
        required=4.5,
        reason="unknown-text-size",
        options={"profile": "wcag-aa"},
    ),
    line(
        name="over a photograph on a phone",
        screen=phone(seen(), **Paint().photo((0, 0, 390, 300)).text(12, 18, 0).shown),
        verdict=NEEDS_REVIEW,
        required=4.5,
        reason="background-image",
    ),
    line(
        name="nothing of the text is drawn",
        screen=phone(seen(), **Paint().text(12, 200, 0).shown),
        verdict=NEEDS_REVIEW,
        required=4.5,
        reason="no-ink",
    ),
    line(
        name="a part of a row at the edge of the list",
        screen=phone(seen(clipped=True), **Paint().text(12, 18, 0xAA).shown),
        verdict=NEEDS_REVIEW,
        measured=2.32,
        required=4.5,
        reason="clipped",
    ),
    line(
        name="a row at the edge that is clear to see",
        screen=phone(seen(clipped=True), **Paint().text(12, 18, 0).shown),
        verdict=SATISFIED,
        measured=21.0,
        required=4.5,
    ),
    line(
        name="under another text",
        screen=phone(
            seen(), el("over", "text", "Later", (0, 40, 390, 90)), **Paint().text(12, 18, 0xAA).shown
        ),
        verdict=NEEDS_REVIEW,
        measured=2.32,
        required=4.5,
        reason="covered",
        others=frozenset({"over"}),
    ),
    *(
        line(
            name=f"clear to see, and most of it {where} another text",
            screen=phone(
                *(el(each, "text", "Later", (0, 0, 390, 60)) for each in ids),
                **Paint().text(12, 18, 0).shown,
            ),
            verdict=NEEDS_REVIEW,
            measured=21.0,
            required=4.5,
            reason="covered",
            others=frozenset({"other"}),
        )
        for where, ids in (("under", ("it", "other")), ("over", ("other", "it")))
    ),
    *(
        line(
            name=f"clear to see, with another text {where}",
            screen=phone(seen(), other, **Paint().text(12, 18, 0).shown),
            verdict=SATISFIED,
            measured=21.0,
            required=4.5,
            others=others,
        )
        for where, other, others in (
            ("over a part of it", el("mark", "text", "1", (300, 0, 390, 58)), frozenset({"mark"})),
            ("inside of it", el("in", "text", "138", (0, 0, 390, 60), parent="it"), frozenset()),
        )
    ),
    line(
        name="beside a pale box to tick",
        screen=phone(
            seen(role="checkbox", checked=False),
            **Paint().frame((10, 18, 34, 42), 0xBB).text(44, 18, 0).shown,
        ),
        verdict=SATISFIED,
        measured=21.0,
        required=4.5,
    ),
    line(
        name="before a pale switch",
        screen=phone(
            seen(role="switch", checked=False),
            **Paint().block((300, 20, 344, 40), 0xBB).text(12, 18, 0).shown,
        ),
        verdict=SATISFIED,
        measured=21.0,
        required=4.5,
    ),
    line(
        name="in two colours that give two verdicts",
        screen=phone(seen(), **Paint().text(12, 18, 0).text(200, 18, 0xAA).shown),
        verdict=NEEDS_REVIEW,
        measured=2.32,
        required=4.5,
        reason="several-colors",
    ),
    line(name="dots", screen=phone(seen(password=True), **Paint().text(12, 18, 0xAA).shown), verdict=None),
    line(name="emoji", screen=phone(seen(text="🎁"), **Paint().text(12, 18, 0xAA).shown), verdict=None),
    line(name="not in view", screen=phone(seen(box=None), **Paint().text(12, 18, 0xAA).shown), verdict=None),
    line(
        name="in a disabled button of a phone",
        screen=phone(
            el("off", "button", enabled=False, box=(0, 0, 390, 60)),
            seen(parent="off"),
            el("dark", "text", "Open", (0, 100, 390, 160)),
            **Paint().text(12, 18, 0xAA).text(12, 118, 0).shown,
        ),
        verdict=None,
    ),
    *(
        line(
            name=f"on a phone whose picture is {state}",
            element=THE_SCREEN,
            screen=phone(seen(), screenshot=b"?", screenshot_state=state),
            verdict=NOT_VERIFIED,
            reason=f"screenshot-{state}",
        )
        for state in (ScreenshotState.HIDDEN, ScreenshotState.UNIFORM, ScreenshotState.UNAVAILABLE)
    ),
]


def test_verdict(case: Case) -> None:
    check(case)


def required(profile: str, **facts: object) -> tuple[str, object]:
    screen = page(words(**facts))
    [finding] = findings_of(line(name="", screen=screen, verdict=None, options={"profile": profile}))
    return finding.profile, finding.required


def test_profile_without_numbers_of_its_own_says_so() -> None:
    assert required("taf-114") == ("miit-2021", 4.5)


@pytest.mark.parametrize(
    ("profile", "size", "weight", "ratio"),
    [
        ("miit-2021", 18.0, 400, 4.5),
        ("miit-2021", 18.1, 400, 3.0),
        ("miit-2021", 16.0, 900, 4.5),
        ("wcag-aa", 23.9, 400, 4.5),
        ("wcag-aa", 24.0, 400, 3.0),
        ("wcag-aa", 18.6, 700, 4.5),
        ("wcag-aa", 18.7, 700, 3.0),
        ("wcag-aa", 20.0, 600, 4.5),
        ("atf", 17.9, 400, 4.5),
        ("atf", 18.0, 400, 3.0),
        ("atf", 14.0, 700, 3.0),
        ("atf", 13.9, 700, 4.5),
    ],
)
def test_each_profile_says_from_where_text_is_large(
    profile: str, size: float, weight: int, ratio: float
) -> None:
    assert required(profile, text_size_dp=size, text_weight=weight) == (profile, ratio)


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
