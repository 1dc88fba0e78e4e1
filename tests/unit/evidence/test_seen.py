"""What became of long texts is remembered within bounds."""

from __future__ import annotations

from pytest_mobcompliance.evidence.seen import SHORTEST, Seen

LONG = "a" * SHORTEST
BECAME = "b" * SHORTEST


def test_a_text_and_its_result_are_remembered() -> None:
    seen = Seen()
    assert seen.get(LONG) is None
    seen.keep(LONG, BECAME)
    assert (seen.get(LONG), seen.get(BECAME)) == (BECAME, BECAME)


def test_a_short_text_is_not_kept() -> None:
    seen = Seen()
    seen.keep(LONG[1:], BECAME[1:])
    assert (seen.get(LONG[1:]), seen.get(BECAME[1:])) == (None, None)


def test_what_was_not_asked_for_longest_goes_first() -> None:
    texts = [letter * SHORTEST for letter in "abc"]
    seen = Seen(most=4 * SHORTEST)  # two texts, of which nothing became
    for text in texts[:2]:
        seen.keep(text, text)
    assert seen.get(texts[0]) is not None
    seen.keep(texts[2], texts[2])
    assert [seen.get(text) is not None for text in texts] == [True, False, True]


def test_a_text_that_is_too_long_is_not_held() -> None:
    seen = Seen(most=SHORTEST)
    seen.keep(LONG, BECAME)
    assert seen.get(LONG) is None
