"""The digit keys that an app draws, and the order that they are read in."""

from __future__ import annotations

from dataclasses import replace

from pytest_mobcompliance.recognise.keys import bullets, digit_keys, key_order, texts_beside_keys
from pytest_mobcompliance.screen import Element, Platform, Screen

OWN, OTHER = "cn.example.bank", "com.android.inputmethod.latin"


def key(digit: str, place: int, *, package: str = OWN, **facts: object) -> Element:
    """A key in one of three columns, 100 px wide and high."""
    left, top = place % 3 * 100.0, place // 3 * 100.0
    known = {"text": digit, "bounds": (left, top, left + 90, top + 90), "visible": True, "package": package}
    return Element(id=f"{package}/{digit}{place}", role="button", **known | facts)


def pad(order: str, package: str = OWN) -> tuple[Element, ...]:
    return tuple(key(digit, place, package=package) for place, digit in enumerate(order))


def screen(*elements: Element) -> Screen:
    return Screen(platform=Platform.ANDROID, elements=elements, size=(300, 400), package=OWN)


def test_keys_are_read_line_by_line() -> None:
    assert key_order(digit_keys(screen(*pad("5018293746")))) == "5018293746"
    assert key_order(digit_keys(screen(*reversed(pad("5018293746"))))) == "5018293746"


def test_spoken_names_are_digits_too() -> None:
    named = tuple(replace(each, text=None, name=each.text) for each in pad("0123456789"))
    assert len(digit_keys(screen(*named))) == 10


def test_nine_keys_are_no_keyboard() -> None:
    assert digit_keys(screen(*pad("012345678"))) == {}


def test_a_digit_beside_the_keys_makes_them_unsure() -> None:
    assert digit_keys(screen(*pad("0123456789"), key("7", 11))) == {}


def test_keys_out_of_sight_do_not_count() -> None:
    *others, last = pad("0123456789")
    assert digit_keys(screen(*others, replace(last, bounds=None))) == {}
    assert digit_keys(screen(*others, replace(last, visible=False))) == {}


def test_the_phones_keyboard_is_not_the_apps() -> None:
    assert digit_keys(screen(*pad("0123456789", OTHER))) == {}
    assert digit_keys(screen(*pad("0123456789"), *pad("9876543210", OTHER)))


def test_a_box_around_its_words_is_one_key() -> None:
    *others, last = pad("0123456789")
    box = replace(last, id="box", children=(last.id,))
    assert digit_keys(screen(*others, box, replace(last, parent="box")))["9"].id == last.id


def test_texts_beside_the_keys() -> None:
    dots = key("●●", 12)
    others = key("12:30", 13, package="com.android.systemui")
    assert texts_beside_keys(screen(*pad("0123456789"), dots, others)) == {"●●": 1}


def test_dots_are_counted_and_empty_places_are_not() -> None:
    assert bullets("●●●○○○") == bullets("* * *") == bullets("••• 请输入") == 3
    assert bullets("完成") == 0
