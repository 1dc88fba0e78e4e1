"""16.unequal-choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from painted import Paint
from rule_cases import NEEDS_REVIEW, SATISFIED, VIOLATED, WHITE, Case, check, el, findings_of, page, phone

from pytest_mobcompliance.screen import Element, Screen

choice = partial(Case, rule="16.unequal-choice")
BODY = "我们非常重视您的个人信息。请您审慎阅读《隐私政策》"
BRAND = (0x0B, 0x4A, 0x8F)
YES = (200, 200, 340, 248)
NO = (50, 200, 190, 248)


def answer(id: str, words: str, role: str = "button", **facts: object) -> Element:
    """An answer of 140 × 48 dp in 16 dp text, white on a strong blue unless it says otherwise."""
    known = {"box": NO if id == "it" else YES, "color": WHITE, "background": BRAND, "text_size_dp": 16}
    return el(id, role, words, parent="box", **known | facts)


def notice(*answers: Element, make: Callable[..., Screen] = page, **facts: object) -> Screen:
    inside = (
        el("box", "dialog", box=(20, 60, 370, 270)),
        el("words", "text", BODY, (30, 70, 360, 130), parent="box", color=(0, 0, 0), background=WHITE),
    )
    screen = make(*inside, *answers, **facts)
    tree = (
        replace(each, children=tuple(one.id for one in screen.elements if one.parent == each.id))
        for each in screen.elements
    )
    return replace(screen, elements=tuple(tree))


def asks(role: str = "button", agree: dict[str, object] | None = None, **decline: object) -> Screen:
    """A page's notice; what is not said of an answer is as it should be."""
    return notice(answer("it", "不同意", role, **decline), answer("yes", "同意", **(agree or {})))


def seen(decline: int, agree: int = 0, *, size: float = 20, **facts: object) -> Screen:
    """A phone's notice whose answers are only seen: grey levels on white."""
    paint = (
        Paint().text(60, 206, decline, size=size, words="Decline 1").text(210, 206, agree, words="Agree 12")
    )
    told = {"color": None, "background": None, "text_size_dp": 20, "package": "cn.example.bank"}
    no, yes = answer("it", "decline", **told), answer("yes", "agree", **told)
    return notice(no, yes, make=phone, **paint.shown, **facts)


CASES = [
    choice(name="side by side", screen=asks(), verdict=SATISFIED),
    choice(
        name="outlined beside filled",
        screen=asks(color=BRAND, background=WHITE),
        verdict=SATISFIED,
    ),
    choice(
        name="both too pale: that is another rule's",
        screen=asks(
            color=(0xB4, 0xBC, 0xC6),
            background=WHITE,
            agree={"color": (0xB4, 0xBC, 0xC6), "background": WHITE},
        ),
        verdict=SATISFIED,
    ),
    choice(name="no refusal at all", screen=notice(answer("it", "同意")), verdict=None),
    choice(
        name="no notice", screen=page(el("it", "button", "不同意"), el("b", "button", "同意")), verdict=None
    ),
    choice(
        name="a text that cannot be tapped",
        screen=asks("text"),
        verdict=VIOLATED,
        reason="decline-no-control",
    ),
    choice(
        name="words inside a sentence",
        screen=asks("link", inline=True),
        verdict=VIOLATED,
        reason="decline-no-control",
    ),
    choice(
        name="too small to be tapped",
        screen=asks(box=(50, 200, 190, 230)),
        verdict=VIOLATED,
        reason="decline-too-small",
        measured=30,
        required=44,
    ),
    choice(
        name="too pale to be read",
        screen=asks(color=(0xB4, 0xBC, 0xC6), background=WHITE),
        verdict=VIOLATED,
        reason="decline-pale",
        measured=1.92,
        required=4.5,
    ),
    choice(
        name="cut by the edge",
        screen=notice(
            answer("it", "不同意", box=(50, 200, 190, 230), clipped=True), answer("yes", "同意"), make=phone
        ),
        verdict=NEEDS_REVIEW,
        reason="clipped",
    ),
    choice(
        name="seen from outside",
        screen=asks("text", in_webview=True),
        verdict=NEEDS_REVIEW,
        reason="in-webview",
    ),
    choice(
        name="a large button beside a small one",
        screen=asks(agree={"box": (30, 140, 360, 196)}, box=(150, 200, 210, 248)),
        verdict=NEEDS_REVIEW,
        reason="uneven-emphasis",
    ),
    choice(
        name="larger words",
        screen=asks(agree={"text_size_dp": 22}),
        verdict=NEEDS_REVIEW,
        reason="uneven-emphasis",
    ),
    choice(
        name="much stronger words",
        screen=asks(
            color=(0x70, 0x70, 0x70), background=WHITE, agree={"color": (0, 0, 0), "background": WHITE}
        ),
        verdict=NEEDS_REVIEW,
        reason="uneven-emphasis",
    ),
    choice(
        name="text size unknown",
        screen=asks(text_size_dp=None),
        verdict=NEEDS_REVIEW,
        reason="emphasis-unmeasured",
    ),
    choice(
        name="over a picture",
        screen=asks(background=None, background_reason="image"),
        verdict=NEEDS_REVIEW,
        reason="emphasis-unmeasured",
    ),
    choice(name="on a phone", screen=seen(0), verdict=SATISFIED),
    choice(
        name="on a phone, too pale",
        screen=seen(0xC0),
        verdict=VIOLATED,
        reason="decline-pale",
        measured=1.82,
        required=3.0,
    ),
    choice(
        name="on a phone without a picture",
        screen=notice(answer("it", "不同意"), answer("yes", "同意"), make=phone),
        verdict=NEEDS_REVIEW,
        reason="emphasis-unmeasured",
    ),
]


def test_case(case: Case) -> None:
    check(case)


def test_the_ratios_are_told() -> None:
    large = {"box": (200, 200, 340, 296), "text_size_dp": 20}
    [found] = findings_of(choice(name="", screen=asks(agree=large), verdict=None))
    assert found.values == {"area": 2.0, "text": 1.25, "tone": 1.0, "ratios": "2 / 1.25 / 1"}
