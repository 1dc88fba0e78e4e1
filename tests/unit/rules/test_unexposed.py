"""6.unexposed-text."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import pytest
from painted import Paint
from rule_cases import (
    APP,
    NEEDS_REVIEW,
    NOT_VERIFIED,
    SATISFIED,
    THE_SCREEN,
    Case,
    check,
    el,
    findings_of,
    page,
    phone,
)

from pytest_mobcompliance.findings import Finding, Verdict
from pytest_mobcompliance.rules import unexposed
from pytest_mobcompliance.screen import Element, ScreenshotState, ocr

line = partial(Case, rule="6.unexposed-text")
KNOWN = el("known", "text", "Balance", (8, 40, 160, 76))
DRAWN = "?"
"""How `where` calls what is no element."""
WORDS = "Transfer limit 500 a day"


def drawn(*rows: float, known: bool = True) -> dict[str, object]:
    paint = Paint()
    if known:
        paint.text(12, 46, 0, words="Balance")
    for top in rows:
        paint.text(12, top, 0, words=WORDS)
    return paint.shown


def small() -> dict[str, object]:
    return Paint().text(12, 46, 0, words="Balance").text(4, 120, 0, words="WEI").shown


def around(**facts: object) -> Element:
    """An element where `WORDS` are drawn at 120."""
    return el("it", "generic", None, (0, 110, 390, 160), **facts)


def poster(**facts: object) -> Element:
    """A picture of a page that was scrolled out of what shows."""
    return el("it", "img", None, (0, 400, 200, 460), **{"bounds": None, "clipped": True} | facts)


CASES = [
    line(
        name="all that shows is in the tree",
        element=THE_SCREEN,
        screen=phone(KNOWN, **drawn()),
        verdict=SATISFIED,
    ),
    line(
        name="of a page",
        element=THE_SCREEN,
        screen=page(KNOWN, **drawn()),
        verdict=SATISFIED,
    ),
    line(
        name="words in a place without a text",
        element=DRAWN,
        screen=phone(KNOWN, **drawn(120)),
        verdict=NEEDS_REVIEW,
        reason="text-not-in-tree",
    ),
    line(
        name="words in a picture without a name",
        element=DRAWN,
        screen=page(KNOWN, around(), **drawn(120)),
        verdict=NEEDS_REVIEW,
        reason="text-not-in-tree",
    ),
    line(
        name="words in a picture that readers pass over",
        element=DRAWN,
        screen=page(KNOWN, around(reader_hidden=True), **drawn(120)),
        verdict=NEEDS_REVIEW,
        reason="text-not-in-tree",
    ),
    line(
        name="a picture below the end of what shows of a page",
        screen=page(KNOWN, poster(), **drawn()),
        verdict=NOT_VERIFIED,
        reason="out-of-picture",
    ),
    *(
        line(
            name=f"below the end of what shows: {what}",
            element=THE_SCREEN,
            screen=page(KNOWN, element, **drawn()),
            verdict=SATISFIED,
        )
        for what, element in {
            "a picture with a name": poster(name="limit"),
            "an arrow": poster(full_bounds_dp=(0, 400, 24, 424)),
            "words": el("it", "text", "limit", (0, 400, 200, 460), bounds=None),
        }.items()
    ),
    line(
        name="lines of one paragraph are one place",
        element=DRAWN,
        screen=phone(KNOWN, **drawn(120, 150, 180)),
        verdict=NEEDS_REVIEW,
        reason="text-not-in-tree",
    ),
    *(
        line(
            name=f"words where an element has {what}",
            element=THE_SCREEN,
            screen=phone(KNOWN, element, **(small() if element.role == "img" else drawn(120))),
            verdict=SATISFIED,
        )
        for what, element in {
            "a name": around(name="limit"),
            "a hint": around(hint="limit"),
            "a value": around(editable=True),
            "the size of an icon": el("it", "img", None, (0, 110, 48, 158)),
            "a name for all inside": around(name="limit", clickable=True),
        }.items()
    ),
    line(
        name="a screen that has a name, but not for each text on it",
        element=DRAWN,
        screen=phone(
            el("it", "main", None, (0, 0, 390, 300), name="Home"), replace(KNOWN, parent="it"), **drawn(120)
        ),
        verdict=NEEDS_REVIEW,
        reason="text-not-in-tree",
    ),
    *(
        line(
            name=f"words in {what}",
            element=DRAWN,
            screen=phone(KNOWN, element, **drawn(120)),
            verdict=NEEDS_REVIEW,
            reason="text-not-in-tree",
        )
        for what, element in {
            "a web view, whose text is the title of its page": replace(around(), role="webview", text="Home"),
            "a picture that is most of the screen": el("it", "img", None, (0, 80, 390, 300), name="banner"),
            "a view that is most of the screen": el("it", "generic", None, (0, 80, 390, 300), name="view"),
        }.items()
    ),
    *(
        line(
            name=f"most of the screen, and nothing but {what}",
            element=THE_SCREEN,
            screen=phone(KNOWN, replace(around(), bounds=(0, 80, 390, 300), **facts), **drawn(120)),
            verdict=SATISFIED,
        )
        for what, facts in {"words": {"text": "limit"}, "a field": {"editable": True}}.items()
    ),
    line(
        name="drawn labels of a bar at the lower edge",
        element=DRAWN,
        screen=phone(
            KNOWN,
            **Paint()
            .text(12, 46, 0, words="Balance")
            .text(12, 283, 0, size=14, words="Home   Pay   Mine")
            .shown,
        ),
        verdict=NEEDS_REVIEW,
        reason="text-not-in-tree",
    ),
    line(
        name="a keyboard of the system",
        element=THE_SCREEN,
        screen=phone(KNOWN, around(package="com.example.keys"), **drawn(120)),
        verdict=SATISFIED,
    ),
    line(
        name="the phone's own bars",
        element=THE_SCREEN,
        screen=phone(
            KNOWN, **Paint().text(12, 46, 0, words="Balance").text(12, 1, 0, size=10, words="12:30 5G").shown
        ),
        verdict=SATISFIED,
    ),
    line(
        name="behind a dialog of the app, which alone is in the tree",
        element=THE_SCREEN,
        screen=phone(el("window", box=(0, 30, 390, 90)), replace(KNOWN, parent="window"), **drawn(120)),
        verdict=SATISFIED,
    ),
    line(
        name="a photograph",
        element=THE_SCREEN,
        screen=phone(KNOWN, **Paint().text(12, 46, 0, words="Balance").photo((0, 100, 390, 200)).shown),
        verdict=SATISFIED,
    ),
    line(
        name="icons",
        element=THE_SCREEN,
        screen=phone(
            KNOWN,
            **Paint()
            .text(12, 46, 0, words="Balance")
            .cross((20, 120, 44, 144), 0)
            .cross((120, 120, 144, 144), 0)
            .shown,
        ),
        verdict=SATISFIED,
    ),
    *(
        line(
            name=f"the picture is {state}",
            element=THE_SCREEN,
            screen=phone(KNOWN, screenshot=b"?", screenshot_state=state),
            verdict=NOT_VERIFIED,
            reason=f"screenshot-{state}",
        )
        for state in (ScreenshotState.HIDDEN, ScreenshotState.UNIFORM, ScreenshotState.UNAVAILABLE)
    ),
]


def found(screen: object) -> list[Finding]:
    return [each for each in findings_of(line(name="", screen=screen, verdict=None)) if each.element]


def test_verdict(case: Case) -> None:
    check(case)


def test_place_is_marked_and_has_one_name_wherever_its_edges_fall() -> None:
    [one] = found(phone(KNOWN, **drawn(120)))
    [other] = found(phone(KNOWN, **drawn(118)))
    assert one.element is not None
    left, top, right, bottom = one.element.bounds or (0, 0, 0, 0)
    assert 8 <= left <= 16 < 200 < right < 260
    assert 118 <= top < bottom <= 150
    assert one.element.to_json() == {"label": "text at 8, 120", "bounds": [left, top, right, bottom]}
    assert one.fingerprint == other.fingerprint


def test_at_most_five_places_are_shown_and_the_last_one_tells_of_the_others() -> None:
    paint = Paint().text(12, 46, 0, words="Balance")
    for row in range(4):
        for column in (12, 220):
            paint.text(column, 90 + 48 * row, 0, words="Limit 500")
    places = found(phone(KNOWN, **paint.shown))
    assert len(places) == 5
    assert [each.values.get("more") for each in places] == [None] * 4 + [3]


def test_what_is_read_is_said_and_left_out_where_the_tree_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    said = ["Limit 500"]
    fake = SimpleNamespace(image_to_string=lambda image, lang, timeout: said[0] + "\n")
    monkeypatch.setitem(sys.modules, "pytesseract", fake)
    monkeypatch.setattr(ocr, "which", lambda name: f"/bin/{name}")
    screen = phone(KNOWN, **drawn(120))
    [place] = found(screen)
    assert (place.verdict, place.values["read"]) == (Verdict.NEEDS_REVIEW, "Limit 500")
    said[0] = "Bal ance"
    assert found(screen) == []


def test_a_short_reading_leaves_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    for read in ("a", "Bal", "....", None):
        monkeypatch.setattr(unexposed, "read_text", lambda picture, box, read=read: read)
        assert [place.reason for place in found(phone(KNOWN, **drawn(120)))] == ["text-not-in-tree"]


def test_only_the_places_that_are_shown_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    paint, read = Paint().text(12, 46, 0, words="Balance"), []
    for row in range(4):
        for column in (12, 220):
            paint.text(column, 90 + 48 * row, 0, words="Limit 500")
    monkeypatch.setattr(unexposed, "read_text", lambda picture, box: read.append(box) or "Limit")
    assert len(found(phone(KNOWN, **paint.shown))) == len(read) == 5


def test_app_that_is_not_in_front_is_not_judged() -> None:
    screen = phone(replace(KNOWN, package="com.example.other"), **drawn(120))
    other = replace(
        screen, elements=tuple(replace(each, package="com.example.other") for each in screen.elements)
    )
    assert (other.package, findings_of(line(name="", screen=other, verdict=None))) == (APP, [])
