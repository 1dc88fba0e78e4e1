"""The search through an app's links, on pages in memory."""

from __future__ import annotations

import pytest
from fake_app import HOST, FakeApp, element, fault, page

from pytest_mobcompliance.device.explore import MOST_PAGES, same_document, search
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.screen import Element, Screen


def link(to: str, text: str, **facts: object) -> Element:
    return element(f"to-{to}-{text}", "link", text, href=to if "://" in to else f"{HOST}{to}", **facts)


def site(**pages: list[Element]) -> FakeApp:
    """Pages by name; the first is what shows."""
    screens: dict[str, Screen] = {
        f"{HOST}{name}": page(*inside, url=f"{HOST}{name}") for name, inside in pages.items()
    }
    return FakeApp(screens)


def policy(found: Element) -> bool:
    return found.name == "隐私政策"


POLICY = element("policy", "button", "隐私政策")


def test_what_shows_at_once_takes_one_tap() -> None:
    app = site(home=[POLICY])
    found = search(app, policy, 1)
    assert (found.path, found.pages, found.complete) == (("隐私政策",), 1, True)
    assert found.element is not None
    assert found.element.id == "policy"
    assert [line for line in app.log if line.startswith("visit")] == []


def test_nearest_place_is_found_first() -> None:
    app = site(
        home=[link("a", "甲"), link("b", "乙")],
        a=[link("c", "丙")],
        b=[POLICY],
        c=[POLICY],
    )
    found = search(app, policy, 4)
    assert found.path == ("乙", "隐私政策")
    assert found.screen is not None
    assert found.screen.url == f"{HOST}b"


@pytest.mark.parametrize(("taps", "path"), [(1, None), (2, None), (3, ("甲", "丙", "隐私政策"))])
def test_search_goes_no_deeper_than_the_taps(taps: int, path: tuple[str, ...] | None) -> None:
    app = site(home=[link("a", "甲")], a=[link("c", "丙")], c=[POLICY])
    found = search(app, policy, taps)
    assert found.path == path
    assert found.complete
    assert found.pages == min(taps, 3)


def test_each_page_is_opened_once_also_in_a_circle() -> None:
    app = site(home=[link("a", "甲"), link("a", "又是甲")], a=[link("home", "首页"), link("a", "甲")])
    found = search(app, policy, 5)
    assert (found.path, found.pages) == (None, 2)
    assert app.log.count(f"visit {HOST}a") == 1
    assert f"visit {HOST}home" not in app.log


def test_links_out_of_the_app_are_not_followed() -> None:
    app = site(home=[link("https://other.example/a", "外部"), link("tel://95588", "电话")])
    assert search(app, policy, 3).pages == 1


def test_what_nobody_can_tap_or_see_is_no_way() -> None:
    hidden = link("a", "甲", visible=False)
    dead = link("b", "乙", clickable=False)
    label = element("label", "text", "隐私政策")
    app = site(home=[hidden, dead, label], a=[POLICY], b=[POLICY])
    found = search(app, policy, 3)
    assert (found.path, found.element, found.pages) == (None, None, 1)


def test_search_that_stops_early_says_so() -> None:
    many = {f"p{n}": [] for n in range(MOST_PAGES + 5)}
    app = site(home=[link(name, name) for name in many], **many)
    found = search(app, policy, 2)
    assert (found.path, found.pages, found.complete) == (None, MOST_PAGES, False)


def test_lost_session_ends_the_search() -> None:
    app = site(home=[link("a", "甲")], a=[POLICY])
    app.faults = {f"visit {HOST}a": fault("session-lost")}
    with pytest.raises(RigError) as caught:
        search(app, policy, 2)
    assert caught.value.reason == "session-lost"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (f"{HOST}a#x", f"{HOST}a#y", True),
        (f"{HOST}a?b=1#x", f"{HOST}a?b=1", True),
        (f"{HOST}a?b=1", f"{HOST}a?b=2", False),
        (None, "", True),
        (None, HOST, False),
    ],
)
def test_fragments_make_no_other_document(one: str | None, other: str | None, same: bool) -> None:
    assert same_document(one, other) is same
