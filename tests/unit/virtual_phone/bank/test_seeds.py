"""Defects and behaviours that are seen only once they are laid out: sizes, places, lines, moments."""

from __future__ import annotations

import pytest
from bank_in_hand import InHand, agreed

from pytest_mobcompliance.virtual_phone.layout import Display, lay_out
from pytest_mobcompliance.virtual_phone.views import Node

DENSITY = 2.75
HEIGHT = 720
"""dp between the bars of a common phone."""


def nodes(bank: InHand, width: int = 360, scale: float = 1.0) -> dict[str, Node]:
    """Nodes of the window in front by their id, else by their text."""
    bank.context.font_scale = scale
    pane = bank.panes[-1]
    area = (0, 0, round(width * DENSITY), round(HEIGHT * DENSITY))
    root = lay_out(pane.root, area, Display(density=DENSITY, font_scale=scale, api=30), pane.key)
    return {node.view.id or node.view.text: node for node in root.walk()}


def shown(name: str, *on: str, elderly: bool = False) -> InHand:
    return InHand(*on, kept=agreed(account=True, elderly=elderly), open_=name)


def side(node: Node) -> tuple[float, float]:
    return (node.box[2] - node.box[0]) / DENSITY, (node.box[3] - node.box[1]) / DENSITY


def centre(node: Node) -> tuple[float, float]:
    return (node.box[0] + node.box[2]) / 2, (node.box[1] + node.box[3]) / 2


def test_crowded_icons_touch_each_other() -> None:
    there = nodes(shown("about", "crowded-icons"))
    icons = [there[f"about_{name}"] for name in ("like", "ask", "call")]
    assert all(side(icon) == (20, 20) for icon in icons)
    assert [icon.box[2] for icon in icons[:2]] == [icon.box[0] for icon in icons[1:]]


@pytest.mark.parametrize("width", [320, 411])
@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize(
    ("name", "on", "size", "right", "low"),
    [
        ("messages", "tiny-close", 28, True, False),
        ("messages", "floating-window", 48, True, False),
        ("scan", "close-in-corner", 48, True, True),
    ],
)
def test_windows_float_over_what_is_empty(
    name: str, on: str, size: int, right: bool, low: bool, width: int, scale: float
) -> None:
    there = nodes(shown(name, on), width, scale)
    window, close = there[f"{name}_popup"], there[f"{name}_popup_close"]
    assert side(close) == (size, size)
    middle = centre(window)
    assert (centre(close)[0] > middle[0]) is right
    assert (centre(close)[1] > middle[1]) is low
    lowest = max(
        node.box[3] for node in there.values() if node.key.startswith(there[f"{name}_scroll"].key + "/")
    )
    assert lowest <= window.box[1]
    assert window.box[3] <= there["tab_bar"].box[1]


def test_a_floating_window_is_closed_by_a_tap() -> None:
    bank = shown("messages", "floating-window")
    bank.tap("messages_popup_close")
    assert bank.view("messages_popup") is None


def test_stacked_buttons_have_one_box() -> None:
    there = nodes(shown("help", "stacked-buttons"))
    assert there["help_like"].box == there["help_share"].box


def test_the_second_of_two_reversed_buttons_comes_first_in_the_tree() -> None:
    there = nodes(shown("privacy", "reversed-order"))
    names = list(there)
    assert names.index("privacy_copy") < names.index("privacy_correct")
    assert there["privacy_correct"].box[2] <= there["privacy_copy"].box[0]


def test_tight_paragraphs_follow_without_room() -> None:
    there = list(nodes(shown("permissions", "tight-paragraphs"), 411).values())
    one, other = there[
        there.index(next(node for node in there if len(node.lines) > 1 and "任何一项" in node.view.text)) :
    ][:2]
    assert min(len(one.lines), len(other.lines)) >= 2
    assert one.box[3] == other.box[1]


def test_a_described_field_hides_what_it_holds() -> None:
    bank = shown("search", "described-field")
    view = bank.view("search_field")
    assert view is not None
    assert (view.desc, view.text) == ("搜索内容", "附近网点")
    bank.type("search_field", "")
    assert bank.view("search_field").text == ""  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("width", "scale", "cut"), [(411, 1.0, False), (320, 1.0, False), (393, 1.5, True), (411, 2.0, True)]
)
def test_the_greeting_is_cut_when_text_grows(width: int, scale: float, cut: bool) -> None:
    assert nodes(shown("home", "cut-text-scale"), width, scale)["home_greeting"].cut is cut


@pytest.mark.parametrize(("width", "cut"), [(320, True), (360, False), (390, False), (430, False)])
def test_the_remark_is_cut_on_a_narrow_display(width: int, cut: bool) -> None:
    assert nodes(shown("home", "narrow-cut"), width)["home_remark"].cut is cut


def test_long_titles_end_in_an_ellipsis_and_are_whole_in_height() -> None:
    there = nodes(shown("help", "ellipsis-titles"), 430)
    titles = [child for number in (1, 2) for child in there[f"help_topic_{number}"].children if child.lines]
    assert len(titles) == 2
    for title in titles:
        assert title.shortened
        assert len(title.lines) == 1
        assert side(title)[1] >= title.text_px / DENSITY


def test_the_news_change_each_second_and_nothing_moves() -> None:
    bank = shown("home", "changes-by-itself", elderly=True)
    said, boxes = set(), set()
    for _ in range(7):
        there = nodes(bank)
        said.add(there["home_news"].view.text)
        boxes.add(tuple(node.box for node in there.values()))
        bank.context.pass_time(1.0)
    assert len(said) == 7
    assert len(boxes) == 1


def test_the_countdown_counts() -> None:
    bank = shown("home", "countdown", elderly=True)
    before = bank.view("home_wait")
    bank.context.pass_time(3.0)
    after = bank.view("home_wait")
    assert before is not None
    assert after is not None
    assert ("60 秒" in before.text, "57 秒" in after.text) == (True, True)


@pytest.mark.parametrize(("on", "grows"), [((), True), (("text-does-not-reach-30",), False)])
def test_elderly_text_grows_but_for_the_defect(on: tuple[str, ...], grows: bool) -> None:
    for name in ("home", "help", "settings", "register"):
        bank = shown(name, *on, elderly=True)
        usual, large = nodes(bank), nodes(bank, scale=2.0)
        for key, node in large.items():
            if node.lines:
                assert (node.text_px > usual[key].text_px) is grows, key
    standard = shown("home", *on)
    assert nodes(standard, scale=2.0)["home_remark"].text_px > nodes(standard)["home_remark"].text_px


def test_a_refused_value_is_told_at_its_field_but_for_the_defect() -> None:
    for on, words in (((), "身份证件号码不正确"), (("red-only-error",), "")):
        bank = InHand(*on, kept=agreed())
        bank.register(id_number="999999199001010011")
        field = bank.view("register_id_number")
        assert field is not None
        assert field.invalid
        assert field.error == words
        assert (bank.view("register_error") is not None) is bool(words)
        others = [view.id for view in bank.views() if view.editable and view.invalid]
        assert others == ["register_id_number"]


def test_the_login_does_not_ask_for_what_the_captcha_shows() -> None:
    bank = InHand("captcha-only-picture", kept=agreed())
    bank.log_in()
    assert bank.view("account_title") is not None


def test_home_is_drawn_anew_each_second_only_while_it_shows() -> None:
    bank = InHand("changes-by-itself", kept=agreed())
    assert bank.context.timers == 1
    bank.context.pass_time(5)
    assert bank.context.timers == 1
    bank.visit("help")
    bank.context.pass_time(2)
    assert bank.context.timers == 0
    bank.visit("home")
    assert bank.context.timers == 1
