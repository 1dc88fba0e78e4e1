"""6.reader-unreachable and 6.reader-focus."""

from __future__ import annotations

from functools import partial

from rule_cases import (
    NEEDS_REVIEW,
    SATISFIED,
    THE_SCREEN,
    VIOLATED,
    Case,
    check,
    el,
    phone,
)

from pytest_mobcompliance.screen import Element

reach = partial(Case, rule="6.reader-unreachable")
stand = partial(Case, rule="6.reader-focus")
ON = {"screen_reader": "com.google.android.marvin.talkback/.TalkBackService"}


def hidden(id: str = "it", role: str = "generic", text: str | None = "转账", **facts: object) -> Element:
    known: dict[str, object] = {"clickable": True, "reader_hidden": True}
    return el(id, role, text, **known | facts)  # type: ignore[arg-type]


CARD = hidden(text=None)
CASES = [
    reach(name="a button", screen=phone(el("it", "button", "转账", reader_hidden=False)), verdict=SATISFIED),
    reach(
        name="inside a row that is reached",
        screen=phone(el("row", "button", "同意", reader_hidden=False), hidden(parent="row", role="checkbox")),
        element="it",
        verdict=SATISFIED,
    ),
    reach(
        name="words that are passed over",
        screen=phone(hidden()),
        verdict=VIOLATED,
        reason="out-of-reach",
    ),
    reach(
        name="an image button that is passed over",
        screen=phone(hidden(role="button", text=None)),
        verdict=VIOLATED,
        reason="out-of-reach",
    ),
    reach(
        name="a card whose text is read",
        screen=phone(CARD, el("t", "text", "余额", parent="it", reader_hidden=False)),
        verdict=NEEDS_REVIEW,
        reason="read-not-operated",
    ),
    reach(
        name="a card beside a text that is read",
        screen=phone(
            el("before", "text", "余额", reader_hidden=False),
            CARD,
            el("t", "text", "明细", reader_hidden=False),
        ),
        verdict=NEEDS_REVIEW,
        reason="nothing-in-it",
    ),
    reach(name="a plain view", screen=phone(CARD), verdict=NEEDS_REVIEW, reason="nothing-in-it"),
    reach(name="switched off", screen=phone(hidden(enabled=False)), verdict=None),
    reach(name="nothing is known", screen=phone(hidden(reader_hidden=None)), verdict=None),
    reach(name="behind a sheet", screen=phone(hidden(resource_id="touch_outside")), verdict=None),
    stand(
        name="on the title",
        screen=phone(el("it", "heading", "转账", reader_focused=True), settings=ON),
        verdict=SATISFIED,
    ),
    stand(
        name="nowhere in the app",
        screen=phone(el("it", "heading", "转账", reader_focused=False), settings=ON),
        element=THE_SCREEN,
        verdict=NEEDS_REVIEW,
        reason="reader-elsewhere",
    ),
    stand(
        name="no reader runs", screen=phone(el("it", "heading", "转账", reader_focused=False)), verdict=None
    ),
    stand(
        name="under a panel",
        screen=phone(
            el("it", "heading", "转账", (0, 100, 200, 140), reader_focused=True),
            el("panel", "generic", None, (0, 80, 390, 800), clickable=True),
            settings=ON,
        ),
        verdict=NEEDS_REVIEW,
        reason="reader-behind",
    ),
    stand(
        name="beside what comes later",
        screen=phone(
            el("it", "heading", "转账", (0, 100, 200, 140), reader_focused=True),
            el("next", "button", "确认", (0, 136, 390, 200)),
            settings=ON,
        ),
        verdict=SATISFIED,
    ),
]


def test_verdict(case: Case) -> None:
    check(case)
