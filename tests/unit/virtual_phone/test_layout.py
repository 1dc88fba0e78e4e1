from __future__ import annotations

from pytest_mobcompliance.virtual_phone.layout import Display, lay_out, wrap
from pytest_mobcompliance.virtual_phone.views import VIEW, Node, View, column, row, scroll, stack, text

DISPLAY = Display(density=2.0)
AREA = (0, 0, 400, 800)


def place(view: View, display: Display = DISPLAY) -> dict[str, Node]:
    """Nodes by the id of their view."""
    return {node.view.id: node for node in lay_out(view, AREA, display, "w").walk() if node.view.id}


def box(name: str, **facts: object) -> View:
    return View(cls=VIEW, id=name, **facts)  # type: ignore[arg-type]


def test_a_column_puts_views_below_each_other() -> None:
    nodes = place(column(box("a", height=20), box("b", height=30), padding=5, gap=10))
    assert nodes["a"].box == (10, 10, 390, 50)
    assert nodes["b"].box == (10, 70, 390, 130)


def test_a_row_shares_what_is_left_by_weight() -> None:
    nodes = place(
        row(box("a", width=50, height=10), box("b", weight=1, height=10), box("c", weight=2, height=10))
    )
    assert [nodes[name].box[0] for name in "abc"] == [0, 100, 200]
    assert nodes["c"].box[2] == 400


def test_the_rest_of_a_column_goes_by_weight() -> None:
    nodes = place(
        column(box("top", height=50), box("middle", weight=1), box("bottom", height=50), height="fill")
    )
    assert nodes["middle"].box == (0, 100, 400, 700)
    assert nodes["bottom"].box[3] == 800


def test_a_stack_centres_its_children() -> None:
    nodes = place(stack(box("a", width=100, height=100), height="fill", gravity="center"))
    assert nodes["a"].box == (100, 300, 300, 500)


def test_text_breaks_between_chinese_characters_and_around_latin_words() -> None:
    assert wrap("一二三四五", 30, 10) == ("一二三", "四五")
    assert wrap("ab cdef gh", 25, 10) == ("ab ", "cdef", " gh")
    assert wrap("一\n二", 100, 10) == ("一", "二")


def test_text_grows_with_the_font_scale_unless_it_is_fixed() -> None:
    large = Display(density=2.0, font_scale=2.0, api=30)
    nodes = place(column(text("你好", id="sp", size=10), text("你好", id="px", size=10, in_px=True)), large)
    assert nodes["sp"].text_px == 40
    assert nodes["px"].text_px == 20
    assert nodes["sp"].box[3] - nodes["sp"].box[1] == 56


def test_a_text_that_does_not_fit_its_box_is_cut() -> None:
    nodes = place(column(text("一" * 40, id="short", height=20), text("一" * 40, id="tall")))
    assert nodes["short"].cut
    assert not nodes["tall"].cut
    assert place(text("一" * 40, id="one", most_lines=1))["one"].cut


def test_a_scrolling_view_moves_its_content_within_its_room() -> None:
    view = column(scroll(box("a", height=300), box("b", height=300), id="list"), height="fill")
    still = place(view)
    assert still["list"].scroll_room == 400
    assert still["b"].seen == (0, 600, 400, 800)
    moved = place(view, Display(density=2.0, scrolled={"w/list": 250}))
    assert moved["a"].box == (0, -250, 400, 350)
    assert moved["a"].seen == (0, 0, 400, 350)
    assert place(view, Display(density=2.0, scrolled={"w/list": 9999}))["list"].scrolled == 400


def test_what_lies_outside_is_not_seen() -> None:
    nodes = place(column(box("a", height=900), box("b", height=10), height="fill"))
    assert nodes["b"].seen is None


def test_keys_tell_alike_views_apart() -> None:
    nodes = list(lay_out(column(box("row"), box("row"), box("")), AREA, DISPLAY, "w").walk())
    assert [node.key for node in nodes] == ["w", "w/row", "w/1", "w/2"]


def test_a_password_is_dots_unless_the_app_draws_it_itself() -> None:
    nodes = place(
        column(
            text("密码", id="dots", password=True), text("密码", id="clear", password=True, drawn_clear=True)
        )
    )
    assert (nodes["dots"].lines, nodes["clear"].lines) == (("••",), ("密码",))
