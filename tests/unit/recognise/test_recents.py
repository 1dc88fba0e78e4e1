"""The app's card among the recent tasks, and what it shows."""

from __future__ import annotations

import io
from dataclasses import replace
from random import Random

import pytest
from PIL import Image, ImageDraw

from pytest_mobcompliance.recognise.recents import is_blank, is_picture_of, thumbnail_of, words_on
from pytest_mobcompliance.screen import Element, Platform, Screen, ScreenshotState

OWN, LAUNCHER = "cn.example.bank", "com.example.launcher"
LABEL = "示例银行"
SIZE = (360, 720)
CARD = (60.0, 120.0, 260.0, 560.0)
THUMBNAIL = (60.0, 160.0, 260.0, 560.0)


def png(picture: Image.Image) -> bytes:
    held = io.BytesIO()
    picture.save(held, "PNG")
    return held.getvalue()


def drawn(seed: int) -> Image.Image:
    """A page of lines and boxes, like text."""
    chance, picture = Random(seed), Image.new("RGB", SIZE, "#ffffff")
    pen = ImageDraw.Draw(picture)
    for top in range(20, 700, 24):
        left = 10
        while left < 340:
            width = chance.randrange(3, 18)
            pen.rectangle((left, top, left + width, top + chance.randrange(6, 14)), fill="#202020")
            left += width + chance.randrange(3, 12)
    return picture


def element(id: str, box: tuple[float, float, float, float] | None = None, **facts: object) -> Element:
    known: dict[str, object] = {"role": "generic", "visible": True, "package": LAUNCHER, "bounds": box}
    return Element(id=id, **known | facts)  # type: ignore[arg-type]


def screen(*elements: Element, picture: Image.Image | None = None) -> Screen:
    children = {each.id: tuple(one.id for one in elements if one.parent == each.id) for each in elements}
    return Screen(
        platform=Platform.ANDROID,
        elements=tuple(replace(each, children=children[each.id]) for each in elements),
        size=SIZE,
        package=OWN,
        screenshot=png(picture) if picture is not None else None,
        screenshot_state=ScreenshotState.OK if picture is not None else ScreenshotState.UNAVAILABLE,
    )


ROOT = element("root", (0, 0, *map(float, SIZE)))


def recents(shown: Image.Image | str | None, *more: Element) -> Screen:
    """The recent tasks with a card of the app, whose thumbnail shows a picture or a colour."""
    picture = None
    if shown is not None:
        picture = drawn(99)
        width, height = round(THUMBNAIL[2] - THUMBNAIL[0]), round(THUMBNAIL[3] - THUMBNAIL[1])
        small = Image.new("RGB", (width, height), shown) if isinstance(shown, str) else None
        whole = small or shown.resize((width, height))  # type: ignore[union-attr]
        picture.paste(whole, (round(THUMBNAIL[0]), round(THUMBNAIL[1])))
    return screen(
        ROOT,
        element("card", CARD, parent="root"),
        element("title", (60, 120, 160, 150), parent="card", text=LABEL),
        element("thumbnail", THUMBNAIL, parent="card", resource_id="com.example.launcher:id/snapshot"),
        *more,
        picture=picture,
    )


def test_the_thumbnail_is_found_beside_the_name() -> None:
    found = thumbnail_of(recents(None), LABEL)
    assert found is not None
    assert found.id == "thumbnail"


def test_a_card_without_a_known_id_is_taken_whole() -> None:
    there = screen(ROOT, element("card", CARD, parent="root", name=f"{LABEL}，未锁定"))
    found = thumbnail_of(there, LABEL)
    assert found is not None
    assert found.id == "card"


@pytest.mark.parametrize(
    "elements",
    [
        (),
        (element("icon", (0, 0, 40, 40), parent="root", name=LABEL),),  # the home screen
        (element("card", CARD, parent="root", name="其他应用"),),
        (element("own", CARD, parent="root", name=LABEL, package=OWN),),  # the app itself
    ],
)
def test_what_is_no_card_of_the_app_is_not_taken(elements: tuple[Element, ...]) -> None:
    assert thumbnail_of(screen(ROOT, *elements), LABEL) is None
    assert thumbnail_of(screen(ROOT, *elements), "") is None


def thumbnail() -> Element:
    return element("thumbnail", THUMBNAIL)


@pytest.mark.parametrize("color", ["#000000", "#f5f5f5"])
def test_one_colour_is_blank(color: str) -> None:
    assert is_blank(recents(color), thumbnail()) is True


def test_a_page_is_not_blank() -> None:
    assert is_blank(recents(drawn(1)), thumbnail()) is False


def test_without_a_picture_nobody_knows() -> None:
    assert is_blank(recents(None), thumbnail()) is None
    assert is_blank(recents("#000000"), replace(thumbnail(), bounds=None)) is None
    assert is_blank(recents("#000000"), replace(thumbnail(), bounds=(500.0, 0.0, 600.0, 90.0))) is None


def test_a_small_picture_is_told_from_another() -> None:
    shown = screen(ROOT, picture=drawn(1))
    assert is_picture_of(recents(drawn(1)), thumbnail(), shown)
    assert not is_picture_of(recents(drawn(2)), thumbnail(), shown)
    assert not is_picture_of(recents("#ffffff"), thumbnail(), shown)


def test_a_thumbnail_without_the_bars_is_the_same_picture() -> None:
    shown = screen(ROOT, picture=drawn(1))
    cut = drawn(1).crop((0, 24, 360, 720 - 24)).resize((200, round(200 * 672 / 360)))
    picture = drawn(99)
    picture.paste(cut, (60, 160))
    box = (60.0, 160.0, 260.0, 160.0 + cut.height)
    there = replace(recents("#000000"), screenshot=png(picture))
    assert is_picture_of(there, replace(thumbnail(), bounds=box), shown)


def test_a_blurred_cover_is_no_picture_of_the_page() -> None:
    shown = screen(ROOT, picture=drawn(1))
    cover = drawn(1).resize((12, 24)).resize(SIZE, Image.Resampling.BICUBIC)
    assert not is_picture_of(recents(cover), thumbnail(), shown)


def test_without_pictures_nothing_is_alike() -> None:
    page = screen(ROOT, picture=drawn(1))
    assert not is_picture_of(recents(drawn(1)), thumbnail(), screen(ROOT))
    assert not is_picture_of(recents(None), thumbnail(), page)
    tiny = replace(thumbnail(), bounds=(60.0, 160.0, 70.0, 180.0))
    assert not is_picture_of(recents(drawn(1)), tiny, page)


def test_words_of_the_page_in_the_card_are_told() -> None:
    page = screen(
        ROOT,
        element("payee", text="收款人姓名", parent="root", package=OWN),
        element("tab", text="首页", parent="root", package=OWN),
        element("bank", text="示例银行总行", parent="root", package=OWN),
    )
    there = recents(
        None,
        element("said", text="收款人姓名", parent="thumbnail"),
        element("short", text="首页", parent="thumbnail"),
        element("name", text="示例银行总行", parent="thumbnail"),
        element("live", text="收款人姓名", parent="thumbnail", package=OWN),
        element("other", text="另一个应用", parent="thumbnail"),
    )
    card = there.index["thumbnail"]
    assert words_on(there, card, page, "示例银行总行") == ["收款人姓名"]
