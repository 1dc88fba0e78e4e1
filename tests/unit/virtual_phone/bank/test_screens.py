from __future__ import annotations

from collections.abc import Iterator

import pytest
from bank_in_hand import PERSON, InHand, agreed, walk

from pytest_mobcompliance.virtual_phone.apps import Pane
from pytest_mobcompliance.virtual_phone.bank import BEHAVIOURS
from pytest_mobcompliance.virtual_phone.bank.app import SCREENS
from pytest_mobcompliance.virtual_phone.layout import Display, lay_out
from pytest_mobcompliance.virtual_phone.views import Node

DENSITY = 2.75
WIDTHS = (320, 360, 411, 430)
HEIGHT = 720
"""dp between the bars of a common phone."""
MODES = {"standard": False, "elderly": True}
LEAST = {"standard": 44, "elderly": 60}
"""dp of what is tapped (MIIT 2021, annex 2, 2.1)."""
CONTRAST = 4.5
_EXTRA = ("notice", "declined", "keyboard", "registered", "refused", "cancelled")


def scene(name: str, mode: str, *on: str, night: bool = False) -> InHand:
    """A screen, or a state that shows more than screens do by themselves."""
    kept = {"elderly": MODES[mode]} if name in ("notice", "declined") else agreed(elderly=MODES[mode])
    bank = InHand(*on, kept=kept, night=night)
    if name == "declined":
        bank.tap("notice_decline")
    elif name == "keyboard":
        bank.context.storage["account"] = True
        bank.visit("transfer")
        for meaning, value in {"payee": "测试乙", "to": PERSON["card"], "amount": "10"}.items():
            bank.type(f"transfer_{meaning}", value)
        bank.tap("transfer_submit")
    elif name in ("registered", "refused"):
        bank.register(agree=name == "registered")
    elif name == "cancelled":
        bank.visit("delete")
        bank.tap("delete_now")
        bank.type("delete_code", "246810")
        bank.tap("delete_next")
    elif name in SCREENS:
        bank.context.storage["account"] = name != "login"
        bank.visit(name)
    return bank


def laid_out(bank: InHand, width: int, scale: float = 1.0) -> Iterator[tuple[Pane, Node]]:
    """Windows of the bank on a display of this width in dp."""
    bank.context.font_scale = scale
    display = Display(density=DENSITY, font_scale=scale, api=30)
    for pane in bank.panes:
        yield (
            pane,
            lay_out(pane.root, (0, 0, round(width * DENSITY), round(HEIGHT * DENSITY)), display, pane.key),
        )


def dp(node: Node) -> tuple[float, float]:
    return (node.box[2] - node.box[0]) / DENSITY, (node.box[3] - node.box[1]) / DENSITY


every_screen = pytest.mark.parametrize("name", [*SCREENS, *_EXTRA])
every_mode = pytest.mark.parametrize("mode", MODES)


@every_screen
@every_mode
def test_targets_are_large_enough(name: str, mode: str) -> None:
    for width in WIDTHS:
        for _, root in laid_out(scene(name, mode), width):
            small = [
                (node.view.id or node.view.text, dp(node))
                for node in root.walk()
                if (node.view.clickable or node.view.editable) and min(dp(node)) < LEAST[mode]
            ]
            assert not small, width


@every_screen
@every_mode
def test_no_text_is_cut_or_lies_on_another(name: str, mode: str) -> None:
    bank = scene(name, mode)
    for width in WIDTHS:
        for scale in (0.85, 1.0, 1.3, 2.0):
            for _, root in laid_out(bank, width, scale):
                texts = [node for node in root.walk() if node.lines]
                assert not [node.view.text for node in texts if node.cut], (width, scale)
                assert not list(_overlaps(texts)), (width, scale)


def _overlaps(nodes: list[Node]) -> Iterator[tuple[str, str]]:
    """Pairs of which one lies on the other by more than 2 dp both ways, as far as they show."""
    shown = [(node, node.seen) for node in nodes if node.seen is not None]
    for number, (one, box) in enumerate(shown):
        inside = {id(node) for node in one.walk()}
        for other, other_box in shown[number + 1 :]:
            across = min(box[2], other_box[2]) - max(box[0], other_box[0])
            down = min(box[3], other_box[3]) - max(box[1], other_box[1])
            if min(across, down) > 2 * DENSITY and id(other) not in inside:
                yield one.view.id or one.view.text, other.view.id or other.view.text


@every_screen
@every_mode
def test_tapped_areas_do_not_lie_on_each_other(name: str, mode: str) -> None:
    for _, root in laid_out(scene(name, mode), 360, 1.3):
        assert not list(_overlaps([node for node in root.walk() if node.view.clickable]))


@every_screen
@every_mode
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_windows_fit_the_display(name: str, mode: str, scale: float) -> None:
    for pane, root in laid_out(scene(name, mode), 320, scale):
        assert dp(root)[0] <= 320
        assert dp(root)[1] <= HEIGHT
        if pane.kind == "application":
            bottom = max(node.box[3] for node in root.children)
            assert bottom <= root.box[3] + len(root.children)  # the tabs are on the display, to the px


@pytest.mark.parametrize("name", ["notice", "declined"])
@every_mode
@pytest.mark.parametrize("scale", [1.0, 1.3, 2.0])
def test_the_notice_keeps_its_answers_on_a_small_phone(name: str, mode: str, scale: float) -> None:
    bank = scene(name, mode)
    bank.context.font_scale = scale
    *_, (_, root) = laid_out(bank, 320, scale)
    assert dp(root)[1] <= 592  # 640 dp less the bars, and a little over the edge of what is dimmed
    nodes = {node.view.id: node for node in root.walk() if node.view.id}
    box = nodes["notice_scroll"].box
    assert all(nodes[f"notice_{answer}"].box[1] >= box[3] for answer in ("agree", "decline"))
    if mode == "standard":
        assert nodes["notice_policy"].box[1] >= box[3]  # the link to the policy shows without scrolling


@every_screen
@every_mode
@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
def test_text_stands_out(name: str, mode: str, night: bool) -> None:
    for _, root in laid_out(scene(name, mode, night=night), 360):
        faint = [
            (node.view.text, ratio)
            for node, background in _on(root, "#ffffff")
            if node.view.text or node.view.hint
            if (ratio := _contrast(node.view.color or "", background)) < CONTRAST
        ]
        assert not faint


def _on(node: Node, background: str) -> Iterator[tuple[Node, str]]:
    """Nodes with what they are drawn on."""
    background = node.view.background or background
    yield node, background
    for child in node.children:
        yield from _on(child, background)


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, definition of contrast ratio."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@every_screen
def test_elderly_text_is_large_and_wide_set(name: str) -> None:
    for pane in scene(name, "elderly").panes:
        for _, root in [(pane, lay_out(pane.root, (0, 0, 900, 2000), Display(density=DENSITY)))]:
            for node in root.walk():
                if node.lines:
                    assert node.view.size >= 20
                    assert node.view.line_spacing >= 1.4


@every_screen
@every_mode
def test_what_can_be_operated_has_a_name(name: str, mode: str) -> None:
    for _, root in laid_out(scene(name, mode), 360):
        for node in root.walk():
            if node.view.clickable or node.view.editable:
                assert any(each.view.text or each.view.desc or each.view.hint for each in node.walk()), (
                    node.key
                )


@every_screen
@every_mode
def test_ids_are_unique_on_a_screen(name: str, mode: str) -> None:
    for pane in scene(name, mode).panes:
        ids = [view.id for view in walk(pane.root) if view.id]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", [name for name in SCREENS if name not in ("policy", "agreement")])
def test_screens_have_a_title_and_the_tabs(name: str) -> None:
    bank = scene(name, "standard")
    title = bank.view(f"{name}_title")
    assert title is not None
    assert title.heading
    assert bank.view("tab_home") is not None


def test_the_right_tab_is_marked() -> None:
    for name, tab in (("home", "home"), ("settings", "settings"), ("transfer", "transfer")):
        bank = scene(name, "standard")
        marked = [view.id for view in bank.views() if view.id.startswith("tab_") and view.selected]
        assert marked == [f"tab_{tab}"]


def test_only_the_transfer_is_kept_out_of_screenshots() -> None:
    secure = {name for name in SCREENS if scene(name, "standard").panes[0].secure}
    assert secure == {"transfer"}


def test_large_text_makes_two_texts_meet_under_the_defect() -> None:
    bank = scene("home", "standard", "overlap-large-text")
    for width in WIDTHS:
        for scale, meet in ((1.0, False), (1.5, True), (2.0, True)):
            (_, root), *_ = laid_out(bank, width, scale)
            assert bool(list(_overlaps([node for node in root.walk() if node.lines]))) is meet, (width, scale)


def test_a_narrow_display_makes_two_texts_meet_under_the_defect() -> None:
    bank = scene("home", "standard", "overlap-narrow")
    for width in WIDTHS:
        (_, root), *_ = laid_out(bank, width)
        assert bool(list(_overlaps([node for node in root.walk() if node.lines]))) is (width == 320), width


@pytest.mark.parametrize("behaviour", sorted(BEHAVIOURS.keys() - {"custom-toast", "ellipsis-titles"}))
@every_mode
def test_behaviours_lay_out_too(behaviour: str, mode: str) -> None:
    for name in ("home", "help", "settings", "register", "login", "account", "transfer"):
        bank = scene(name, mode, behaviour)
        bank.context.pass_time(3)
        for width in WIDTHS:
            for _, root in laid_out(bank, width, 2.0):
                assert not [
                    node.view.text for node in root.walk() if node.cut and node.view.cls[-4:] == "View"
                ]


def test_the_toast_lies_over_the_page_and_is_small() -> None:
    bank = scene("home", "standard", "custom-toast")
    (_, root), *_ = laid_out(bank, 360)
    nodes = {node.view.id: node for node in root.walk() if node.view.id}
    box = nodes["toast_box"].box
    assert dp(nodes["toast_box"])[1] < 60
    assert nodes["home_scroll"].box[1] < box[1] < box[3] < nodes["tab_bar"].box[1]
