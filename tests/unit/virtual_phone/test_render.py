"""Pictures of the virtual phone."""

from __future__ import annotations

import io
import time

import pytest
from PIL import Image

from pytest_mobcompliance.virtual_phone.layout import Display, lay_out
from pytest_mobcompliance.virtual_phone.render import chinese_font, has_chinese, icons, render
from pytest_mobcompliance.virtual_phone.views import (
    RADIO,
    SWITCH,
    View,
    Window,
    button,
    column,
    field_,
    image,
    row,
    scroll,
    stack,
    text,
)

DENSITY = 2.0


def window(root: View, size=(400, 800), top=0, **facts) -> Window:
    node = lay_out(root, (0, top, *size), Display(density=DENSITY))
    return Window(package="cn.example.bank", activity="cn.example.bank.Main", root=node, **facts)


def drawn(*windows: Window, size=(400, 800), night=False) -> Image.Image:
    data = render(windows, *size, density=DENSITY, night=night)
    return Image.open(io.BytesIO(data)).convert("RGB")


def ink(picture: Image.Image, box=None) -> tuple[int, int, int, int] | None:
    """Box of what is not white."""
    part = picture.crop(box) if box else picture
    return part.point(lambda value: 255 - value).getbbox()


def test_a_text_is_drawn_in_its_box_and_in_its_size():
    if not has_chinese():
        pytest.skip("no Chinese font on this machine")
    shown = window(column(text("账户总览", size=20), padding=10))
    left, top, right, bottom = ink(drawn(shown))
    box = shown.root.children[0].box
    assert box[0] <= left < right <= box[2]
    assert box[1] <= top < bottom <= box[3]
    assert 0.85 <= (bottom - top) / 40 <= 1.02  # ink of Chinese letters: 0.93 to 1.00 of the size
    assert abs((right - left) / (4 * 40) - 1) < 0.06


def test_a_text_wider_than_its_box_is_squeezed_not_spilt():
    wide = window(row(text("WWWWWWWWWW", width=60), text("", width="fill")))
    assert ink(drawn(wide))[2] <= wide.root.children[0].box[2]


def test_what_is_scrolled_out_is_not_drawn():
    rows = [text(f"第{number}行", height=40) for number in range(30)]
    listed = window(column(View(height=100), scroll(*rows), height=200))
    assert ink(drawn(listed))[3] <= 400


def test_colours_are_those_of_the_views():
    shown = window(
        column(button("确定", lambda: None, background="#1a56c4"), padding=10, background="#eeeeee")
    )
    picture = drawn(shown)
    assert picture.getpixel((2, 2)) == (0xEE, 0xEE, 0xEE)
    assert picture.getpixel((40, 60)) == (0x1A, 0x56, 0xC4)


def test_night_turns_paper_and_ink():
    shown = window(column(text("余额"), height="fill"))
    picture = drawn(shown, night=True)
    assert picture.getpixel((399, 799)) == (0x12, 0x12, 0x12)
    assert max(picture.getextrema()[0]) > 0xD0


def test_a_dialog_darkens_what_lies_behind():
    behind = window(column(height="fill", background="#ffffff"))
    dialog = window(column(text("提示"), height=50, background="#ffffff"), dim=True, kind="dialog")
    picture = drawn(behind, dialog)
    assert picture.getpixel((200, 700)) == (102, 102, 102)
    assert picture.getpixel((399, 2)) == (255, 255, 255)


def test_a_protected_window_makes_the_picture_black():
    secret = window(column(text("密码"), height="fill"), secure=True)
    picture = drawn(window(column(height="fill")), secret)
    assert picture.getextrema() == ((0, 0), (0, 0), (0, 0))


def test_the_bars_are_drawn_beside_a_protected_window():
    bar = Window(
        package="com.android.systemui",
        activity="",
        root=lay_out(column(text("9:41")), (0, 0, 400, 48), Display(density=DENSITY), "bar"),
        kind="bar",
    )
    picture = drawn(bar, window(column(text("密码"), height="fill"), secure=True, top=48))
    assert picture.crop((0, 48, 400, 800)).getextrema() == ((0, 0), (0, 0), (0, 0))
    assert picture.getpixel((399, 2)) == (255, 255, 255)


def test_passwords_are_bullets():
    def field_with(words):
        return drawn(window(field_(words, lambda words: None, password=True, width=200)))

    assert field_with("246810").tobytes() == field_with("135791").tobytes()
    assert field_with("246810").tobytes() != field_with("").tobytes()


@pytest.mark.parametrize("cls", ["android.widget.CheckBox", RADIO, SWITCH])
def test_controls_show_whether_they_are_on(cls):
    def control(on):
        return drawn(window(View(cls=cls, text="同意", checkable=True, checked=on, on_tap=lambda: None)))

    assert control(True).tobytes() != control(False).tobytes()


def test_every_icon_draws_something_within_its_box():
    for name in (*icons(), "a name nobody knows"):
        shown = window(stack(image(name, desc="图", width=24, height=24), width=40, height=40))
        box = shown.root.children[0].box
        left, top, right, bottom = ink(drawn(shown)) or (0, 0, 0, 0)
        assert right - left > 4, name
        assert left >= box[0] - 2, name
        assert right <= box[2] + 2, name
        assert top >= box[1] - 2, name
        assert bottom <= box[3] + 2, name


def test_odd_texts_do_not_break_the_picture():
    words = "\ue001 😀 \u202eabc \u0007 \t" + "长" * 200
    drawn(window(column(text(words), text("   "), text("a", size=0.1))))


def test_a_whole_phone_is_drawn_quickly():
    rows = [
        row(image("card", "卡"), text(f"尾号 {1000 + number}"), button("转账", lambda: None))
        for number in range(30)
    ]
    root = lay_out(column(*rows, height="fill"), (0, 0, 1080, 2340), Display(density=2.75))
    shown = [Window(package="cn.example.bank", activity="", root=root)]
    render(shown, 1080, 2340, density=2.75)
    started = time.process_time()
    render(shown, 1080, 2340, density=2.75)
    assert time.process_time() - started < 0.5  # about 0.05 s on a quiet machine


def test_the_font_is_a_file_or_nothing():
    assert chinese_font() is None or has_chinese()


def test_a_photograph_is_the_same_each_time_and_nowhere_flat():
    banner = stack(View(photo=True, height=60), padding=10)
    one, other = drawn(window(banner)), drawn(window(banner))
    assert one.tobytes() == other.tobytes()
    part = one.crop((40, 40, 360, 130))
    assert len(part.getcolors(1 << 20)) > 1000


def test_a_photograph_is_cut_with_what_holds_it():
    listed = window(column(View(height=100), scroll(View(photo=True, height=200)), height=200))
    assert ink(drawn(listed))[3] <= 400


def test_words_of_a_picture_are_painted_in_its_middle():
    shown = window(column(image("", drawn="7K3M", width=100, height=40, size=20, background="#ffffff")))
    left, top, right, bottom = ink(drawn(shown))
    assert abs((left + right) / 2 - 100) < 6
    assert abs((top + bottom) / 2 - 40) < 8


def test_only_a_shortened_text_ends_in_an_ellipsis():
    low = {"height": 24, "size": 16}
    whole = drawn(window(column(text("一" * 30, **low))))
    short = drawn(window(column(text("一" * 30, most_lines=1, **low))))
    assert whole.crop((0, 0, 380, 48)).tobytes() != short.crop((0, 0, 380, 48)).tobytes()
    high = drawn(window(column(text("一" * 30, height=200, size=16))))
    line = (0, 0, 380, 30)  # the first of two lines: whole where nothing is shortened
    assert whole.crop(line).size == high.crop(line).size
    node = window(column(text("一" * 30, **low))).root.children[0]
    assert node.cut
    assert not node.shortened
