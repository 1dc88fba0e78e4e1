"""The search through an app's links, on pages in memory."""

from __future__ import annotations

import pytest
from fake_app import HOST, FakeApp, element, fault, page

from pytest_mobcompliance.device.explore import MOST_PAGES, search
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


# --- menus that are buttons


def test_menu_that_is_a_button_is_tapped() -> None:
    app = site(home=[element("b", "button", "设置")], settings=[POLICY])
    app.doors = {"设置": f"{HOST}settings"}
    found = search(app, policy, 3)
    assert found.path == ("设置", "隐私政策")


@pytest.mark.parametrize("words", ["转账", "退出账号", "注销账户", "同意隐私政策"])
def test_button_that_does_something_is_left_alone(words: str) -> None:
    app = site(home=[element("b", "button", words)], away=[POLICY])
    app.doors = {words: f"{HOST}away"}
    found = search(app, lambda element: element.name == "隐私政策", 3)
    assert (found.path, found.complete) == (None, True)
    assert not [line for line in app.log if line.startswith("tap")]


def test_search_is_not_complete_where_something_was_not_looked_behind() -> None:
    nameless = site(home=[element("b", "button")])
    assert not search(nameless, policy, 3).complete
    gone = site(home=[element("b", "button", "更多")])
    gone.faults = {"tap": fault("element-not-found")}
    assert not search(gone, policy, 3).complete
    unfolded = site(home=[element("b", "button", "更多")])
    unfolded.screens["open"] = page(element("c", "button", "其他"), url=f"{HOST}home")
    unfolded.doors = {"更多": "open"}
    assert not search(unfolded, policy, 3).complete


def test_button_that_leads_out_of_the_app_is_no_way() -> None:
    app = site(home=[element("b", "button", "帮助")])
    app.screens["out"] = page(POLICY, url="https://other.example/")
    app.doors = {"帮助": "out"}
    found = search(app, policy, 3)
    assert (found.path, found.complete) == (None, True)
