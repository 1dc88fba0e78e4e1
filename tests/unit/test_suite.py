"""What the markers of collected items say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pytest_mobcompliance.errors import ConfigurationError
from pytest_mobcompliance.ledger.items import ListedItem
from pytest_mobcompliance.notice import load_notice
from pytest_mobcompliance.suite import (
    check_id,
    keep_together,
    listed,
    nearest,
    requirement_of,
    uses_plugin,
    validate,
    words_of,
)

NOTICES = (load_notice(),)


class Item:
    """What of a pytest item is looked at."""

    def __init__(self, nodeid: str, *marks: pytest.MarkDecorator, fixtures: tuple[str, ...] = ()) -> None:
        self.nodeid = nodeid
        self.fixturenames = fixtures
        self._marks = [decorator.mark for decorator in marks]

    def iter_markers(self, name: str) -> Iterator[pytest.Mark]:
        return (mark for mark in self._marks if mark.name == name)

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        return next(self.iter_markers(name), None)

    def add_marker(self, mark: pytest.MarkDecorator) -> None:
        self._marks.append(mark.mark)


def proves(*ids: Any) -> pytest.MarkDecorator:
    return pytest.mark.requirement(*ids)


def item(check: str, nodeid: str = "a.py::test_a") -> Item:
    return Item(nodeid, proves(check))


def refusal(*items: Item) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        validate(items, NOTICES)
    return caught.value


def test_check_id_is_read_from_the_marker() -> None:
    assert check_id(item("16.privacy-notice/x")) == "16.privacy-notice/x"
    assert check_id(Item("a.py::test_a")) is None


@pytest.mark.parametrize(
    "marks",
    [
        (proves(),),
        (proves(1),),
        (proves("16.privacy-notice/x", "12.identity/y"),),
        (proves("16.privacy-notice/x"), proves("12.identity/y")),
        (proves("16.privacy-notice/x"), proves()),
        (pytest.mark.requirement("16.privacy-notice/x", why="?"),),
    ],
)
def test_marker_has_exactly_one_id(marks: tuple[pytest.MarkDecorator, ...]) -> None:
    with pytest.raises(ConfigurationError, match="one marker with one id"):
        check_id(Item("a.py::test_a", *marks))


@pytest.mark.parametrize(
    ("marks", "fixtures", "used"),
    [
        ((), (), False),
        ((), ("tmp_path", "mobile", "not_mob_app"), False),
        ((), ("tmp_path", "mob_app"), True),
        ((proves("16.privacy-notice/x"),), (), True),
        ((pytest.mark.privacy,), (), False),
    ],
)
def test_plugin_is_used_by_marker_or_fixture(
    marks: tuple[pytest.MarkDecorator, ...], fixtures: tuple[str, ...], used: bool
) -> None:
    assert uses_plugin(Item("a.py::test_a", *marks, fixtures=fixtures)) is used


def test_doctest_items_have_no_fixtures() -> None:
    found = Item("a.py::doc")
    del found.fixturenames
    assert not uses_plugin(found)


def test_requirement_is_found_in_its_notice() -> None:
    home = requirement_of("16.privacy-notice/x", NOTICES)
    assert home is not None
    assert (home[0].id, home[1].id) == (NOTICES[0].id, "16.privacy-notice")
    assert requirement_of("16.privacy/x", NOTICES) is None


def test_what_is_right_passes() -> None:
    one, two = item("16.privacy-notice/x"), item("16.privacy-notice/y", "a.py::test_b")
    validate(
        [one, two, Item("a.py::test_c", pytest.mark.needs("shell", "network"), fixtures=("mob_app",))],
        NOTICES,
    )


def test_unknown_requirement_names_the_nearest() -> None:
    error = refusal(item("16.privacy-notis/first"))
    assert error.next_step == "did you mean '16.privacy-notice/first'?"
    assert error.where == "a.py::test_a"


def test_check_without_a_name_is_given_one() -> None:
    assert refusal(item("16.privacy-notice")).next_step == "did you mean '16.privacy-notice/my-check'?"


def test_two_functions_never_share_a_check() -> None:
    error = refusal(item("16.privacy-notice/x"), item("16.privacy-notice/x", "b.py::test_b"))
    assert error.where == "b.py::test_b"
    assert "a.py::test_a has already" in error.got


def test_parameters_of_a_function_share_a_check() -> None:
    one = item("16.privacy-notice/x", "a.py::test_a[320]")
    validate([one, item("16.privacy-notice/x", "a.py::test_a[430]")], NOTICES)


def test_unknown_need_is_refused_without_a_requirement_too() -> None:
    error = refusal(Item("a.py::test_a", pytest.mark.needs("network", "shel")))
    assert (error.who, error.got) == ("marker needs", "'shel'")
    assert "shell" in error.wanted


def test_only_checks_are_listed() -> None:
    assert listed(item("16.privacy-notice/x"), deselected=True) == ListedItem(
        "a.py::test_a", "16.privacy-notice/x", True
    )
    assert listed(Item("a.py::test_a"), deselected=False) is None


@pytest.mark.parametrize(
    ("fixtures", "group"),
    [
        (("mob_app",), None),
        (("mob_walk",), "walk-standard"),
        (("mob_walk", "elderly"), "walk-elderly"),
        (("mob_survey",), "survey"),
        (("registration", "proven"), "registration"),
        (("mob_survey", "mob_walk"), "survey"),
    ],
)
def test_items_that_share_what_was_looked_at_stay_together(
    fixtures: tuple[str, ...], group: str | None
) -> None:
    made = Item("a.py::test_a", fixtures=fixtures)
    keep_together(made)  # type: ignore[arg-type]
    mark = made.get_closest_marker("xdist_group")
    assert (mark.args[0] if mark is not None else None) == group


def test_words_of_an_expression() -> None:
    assert words_of("") == []
    assert words_of("not (privacy or identity) and not(x) and privacy") == ["privacy", "identity", "x"]
    assert words_of("rule(number=6, name='and') or test_a[b-1]") == ["rule", "test_a[b-1]"]


@pytest.mark.parametrize(("word", "near"), [("privcy", "privacy"), ("Identity", "identity"), ("qwertz", "")])
def test_nearest_word(word: str, near: str) -> None:
    assert nearest(word, ["privacy", "identity", "permissions"]) == near
