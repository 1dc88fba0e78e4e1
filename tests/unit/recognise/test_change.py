"""What counts as a change of a screen that nobody touches."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image, ImageDraw

from pytest_mobcompliance.recognise import Change, changes
from pytest_mobcompliance.screen import Element, Platform, Screen, ScreenshotState

SIZE = (200, 400)
TITLE = "示例银行"


def text(id: str, said: str | None, top: int, role: str = "text", **facts: Any) -> Element:
    box = (10.0, float(top), 190.0, top + 30.0)
    known: dict[str, Any] = {"text": said, "name": said, "visible": True, "bounds": box, "bounds_dp": box}
    return Element(id=id, role=role, **known | facts)


def picture(*boxes: tuple[int, int, int, int]) -> bytes:
    image = Image.new("RGB", SIZE, "white")
    for box in ((10, 60, 190, 90), *boxes):
        ImageDraw.Draw(image).rectangle(box, "black")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def screen(*elements: Element, platform: Platform = Platform.WEB, png: bytes | None = None) -> Screen:
    body = Element(id="body", role="generic", visible=True, bounds=(0.0, 0.0, *map(float, SIZE)))
    state = ScreenshotState.OK if png else ScreenshotState.UNAVAILABLE
    tree = (body, *(replace(each, parent=each.parent or "body") for each in elements))
    return Screen(
        platform=platform, elements=tree, size=SIZE, density=1.0, screenshot=png, screenshot_state=state
    )


def compare(*pairs: tuple[Element | None, Element | None]) -> list[tuple[str, str | None, str, str]]:
    """Both sides of a screen with a title and three lines that stay."""
    stays = [text("title", TITLE, 60), *(text(f"s{n}", f"第{n}行", 100 + 40 * n) for n in range(3))]
    before = screen(*stays, *(one for one, _ in pairs if one is not None))
    after = screen(*stays, *(other for _, other in pairs if other is not None))
    return [told(change) for change in changes(before, after)]


def told(change: Change) -> tuple[str, str | None, str, str]:
    return change.kind, change.element.id if change.element else None, change.was, change.now


def test_nothing_changes() -> None:
    assert compare((text("a", "公告", 300), text("a", "公 告", 300))) == []


def test_other_words_at_the_same_place() -> None:
    old, new = text("a", "今日营业", 300), text("a", "明日休息", 300)
    assert compare((old, new)) == [("text", "a", "今日营业", "明日休息")]


def test_other_words_under_the_same_id_wherever_they_stand() -> None:
    old = text("a", "今日营业", 300, resource_id="news")
    new = text("z", "明日休息", 340, resource_id="news")
    assert compare((old, new)) == [("text", "z", "今日营业", "明日休息")]


def test_what_comes_and_what_goes() -> None:
    ad = text("ad", "活动弹窗", 300, resource_id="popup")
    assert compare((None, ad)) == [("new", "ad", "", "活动弹窗")]
    assert compare((ad, None)) == [("gone", "ad", "活动弹窗", "")]


def test_what_moves_because_something_came_is_not_told() -> None:
    ad = text("ad", "活动", 300, resource_id="popup")
    low, lower = text("b", "转账", 340), text("c", "转账", 380)
    assert [each[0] for each in compare((None, ad), (low, lower))] == ["new"]


@pytest.mark.parametrize(("by", "kinds"), [(1, []), (2, []), (3, ["moved"])])
def test_what_moves_by_itself(by: int, kinds: list[str]) -> None:
    assert [each[0] for each in compare((text("a", "公告", 300), text("a", "公告", 300 + by)))] == kinds


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("10:59", "11:00"),
        ("2024-09-12 10:59:58", "2024-09-12 10:59:59"),
        ("当前时间 上午 9:05", "当前时间 上午 9:06"),
        ("重新获取(59s)", "重新获取(56s)"),
        ("验证码已发送，59 秒后可重新获取", "验证码已发送，56 秒后可重新获取"),
        ("59秒后可重试", "重新获取"),
        ("已完成 30%", "已完成 95%"),
        ("加载中", "加载中..."),
    ],
)
def test_clocks_countdowns_and_progress_may_change(was: str, now: str) -> None:
    assert compare((text("a", was, 300), text("a", now, 300))) == []


@pytest.mark.parametrize(
    ("was", "now"),
    [("跳过 5s", "跳过 2s"), ("上证指数 3120.55", "上证指数 3121.02"), ("在线 12 人", "在线 15 人")],
)
def test_other_numbers_are_told_apart(was: str, now: str) -> None:
    assert compare((text("a", was, 300), text("a", now, 300))) == [("number", "a", was, now)]


@pytest.mark.parametrize("role", ["progressbar", "timer"])
def test_what_is_there_to_change_is_left_out(role: str) -> None:
    assert compare((text("a", "甲", 300, role), text("a", "乙", 300, role))) == []


def test_only_the_innermost_is_told() -> None:
    def row(said: str) -> tuple[Element, Element]:
        return text("row", said, 300, "button", text=None, clickable=True), text(
            "in", said, 300, parent="row"
        )

    (old, old_in), (new, new_in) = row("今日营业"), row("明日休息")
    assert compare((old, new), (old_in, new_in)) == [("text", "in", "今日营业", "明日休息")]


def test_another_screen_is_one_change() -> None:
    before = screen(*(text(f"a{n}", f"首页{n}", 40 * n) for n in range(5)))
    after = screen(*(text(f"b{n}", f"广告{n}活动", 40 * n, "button") for n in range(5)))
    assert [told(change) for change in changes(before, after)] == [("left", None, "", "")]


@pytest.mark.parametrize(
    "extra",
    [text("p", None, 300, "progressbar"), text("p", "正在加载", 300)],
    ids=["a progress bar", "words about loading"],
)
def test_a_screen_that_was_still_loading_has_not_been_left(extra: Element) -> None:
    before = screen(extra, *(text(f"a{n}", f"占位{n}", 40 * n) for n in range(5)))
    after = screen(*(text(f"b{n}", f"活动{n}", 40 * n, "button") for n in range(5)))
    assert "left" not in {change.kind for change in changes(before, after)}


def test_what_has_hardly_any_words_has_not_been_left() -> None:
    before = screen(*(text(f"a{n}", None, 40 * n, "img") for n in range(9)), text("t", TITLE, 380))
    after = screen(*(text(f"b{n}", f"活动{n}", 40 * n, "button") for n in range(5)))
    assert "left" not in {change.kind for change in changes(before, after)}


def test_system_bars_may_change() -> None:
    def phone(clock: str) -> Screen:
        bar = text("bar", clock, 0, package="com.android.systemui")
        title = text("title", TITLE, 60, package="cn.example")
        return replace(screen(bar, title, platform=Platform.ANDROID), package="cn.example")

    assert changes(phone("有 1 条通知"), phone("有 2 条通知，正在充电")) == ()


# --- only the picture


def painted(png: bytes, *more: Element, platform: Platform = Platform.WEB) -> Screen:
    image = text("banner", None, 200, "img", bounds=(10.0, 200.0, 190.0, 300.0))
    return screen(text("title", TITLE, 60), image, *more, platform=platform, png=png)


def test_a_video_is_told_as_a_picture_and_where() -> None:
    before, after = painted(picture()), painted(picture((20, 210, 120, 280)))
    assert [told(change) for change in changes(before, after)] == [("picture", "banner", "", "")]


def test_a_caret_is_too_small() -> None:
    assert changes(painted(picture()), painted(picture((20, 210, 20, 220)))) == ()


def test_a_field_may_blink() -> None:
    field = text("f", None, 310, "textbox", editable=True)
    assert changes(painted(picture(), field), painted(picture((20, 312, 120, 330)), field)) == ()


def test_pixels_above_the_apps_own_are_the_status_bar_of_a_phone() -> None:
    one, other = picture(), picture((10, 5, 100, 40))
    assert changes(painted(one, platform=Platform.IOS), painted(other, platform=Platform.IOS)) == ()
    assert [each.kind for each in changes(painted(one), painted(other))] == ["picture"]


def test_a_clock_may_be_repainted() -> None:
    before, after = (
        painted(png, text("now", said, 320))
        for png, said in ((picture(), "10:59"), (picture((12, 322, 80, 348)), "11:00"))
    )
    assert changes(before, after) == ()


def test_without_pictures_only_the_trees_count() -> None:
    one = painted(picture())
    assert changes(one, replace(one, screenshot=None, screenshot_state=ScreenshotState.UNAVAILABLE)) == ()


def test_a_canvas_without_a_name_is_compared_as_well() -> None:
    before, after = (
        screen(png=png, platform=Platform.IOS) for png in (picture(), picture((20, 210, 120, 280)))
    )
    assert [told(change) for change in changes(before, after)] == [("picture", "body", "", "")]


def test_a_picture_of_another_size_is_another_picture() -> None:
    out = io.BytesIO()
    Image.new("RGB", (SIZE[0], SIZE[1] + 1), "white").save(out, "PNG")
    assert [told(each) for each in changes(painted(picture()), painted(out.getvalue()))] == [
        ("picture", None, "", "")
    ]
