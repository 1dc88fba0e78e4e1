from __future__ import annotations

from dataclasses import replace

import pytest
from stub_appium import PACKAGE, page, view

from pytest_mobcompliance.device.find import main_scroller, match, said, same
from pytest_mobcompliance.screen import Screen
from pytest_mobcompliance.screen.android import parse_android
from pytest_mobcompliance.settings import Locator


def screen(*views: str) -> Screen:
    return parse_android(page(*views), density=2.0, package=PACKAGE)


EDIT = "android.widget.EditText"
SHOWN = screen(
    view("登陆", kind="android.widget.Button", id="go"),
    view(content_desc="扫一扫", kind="android.widget.ImageButton"),
    view("确定", id="android:id/button1"),
)


def test_only_an_id_with_its_package_finds_what_is_not_the_apps() -> None:
    key = view("转账", id="com.android.inputmethod:id/key", package="com.android.inputmethod")
    shown = screen(key)
    for locator in (Locator(text="转账"), Locator(id="key"), Locator.model_validate({"class": "TextView"})):
        assert match(shown, locator) is None
    assert match(shown, Locator(id="com.android.inputmethod:id/key")) is not None
    assert match(replace(shown, package=None), Locator(text="转账")) is not None


@pytest.mark.parametrize(
    ("locator", "id"),
    [
        (Locator(id="go"), f"{PACKAGE}:id/go"),
        (Locator(id=f"{PACKAGE}:id/go"), f"{PACKAGE}:id/go"),
        (Locator(id="android:id/button1"), "android:id/button1"),
        (Locator(text="登录"), f"{PACKAGE}:id/go"),
        (Locator(text=" 确 定 "), "android:id/button1"),
        (Locator.model_validate({"class": "Button"}), f"{PACKAGE}:id/go"),
        (Locator.model_validate({"class": "android.widget.Button"}), f"{PACKAGE}:id/go"),
    ],
)
def test_locators_match(locator: Locator, id: str) -> None:
    found = match(SHOWN, locator)
    assert found is not None
    assert found.resource_id == id


@pytest.mark.parametrize(
    "locator",
    [Locator(id="g"), Locator(id="id/go"), Locator(text="登"), Locator(css="#go"), Locator(text="")],
)
def test_parts_do_not_match(locator: Locator) -> None:
    found = match(SHOWN, locator)
    assert found is None or found.text is None


def test_spoken_name_matches_as_text_too() -> None:
    for locator in (Locator(text="扫一扫"), Locator(accessibility_id="扫一扫")):
        found = match(SHOWN, locator)
        assert found is not None
        assert found.class_name == "android.widget.ImageButton"


@pytest.mark.parametrize(
    "field",
    [
        view(hint="手机号", showing_hint="true", kind=EDIT),
        view("138", hint="手机号", showing_hint="false", kind=EDIT),
    ],
    ids=["empty", "filled in"],
)
def test_field_matches_by_its_hint_whatever_it_holds(field: str) -> None:
    found = match(screen(view("手机号码"), field), Locator(text="手机号"))
    assert found is not None
    assert found.class_name == EDIT


def test_hint_of_what_cannot_be_edited_is_none() -> None:
    assert match(screen(view("138", hint="手机号")), Locator(text="手机号")) is None


def test_what_is_said_inside() -> None:
    row = screen(view(kind="android.widget.LinearLayout", id="row", inside=(view("余额"), view("100"))))
    found = match(row, Locator(id="row"))
    assert found is not None
    assert said(row, found) == "余额 100"


def scroller(kind: str, bounds: str, **facts: str) -> str:
    return view(kind=kind, bounds=bounds, scrollable="true", **facts)


def test_largest_list_is_the_main_one() -> None:
    shown = screen(
        scroller("android.widget.ScrollView", "[0,100][720,500]", id="small"),
        scroller("androidx.recyclerview.widget.RecyclerView", "[0,500][720,1280]", id="large"),
        scroller("android.widget.HorizontalScrollView", "[0,0][720,1280]", id="sideways"),
        scroller("androidx.viewpager.widget.ViewPager", "[0,0][720,1280]", id="pages"),
        scroller("android.widget.ListView", "[0,0][720,1280]", id="other", package="com.android.settings"),
    )
    found = main_scroller(shown, PACKAGE)
    assert found is not None
    assert found.resource_id == f"{PACKAGE}:id/large"


def test_small_lists_are_not_the_screen() -> None:
    assert main_scroller(screen(scroller("android.widget.ListView", "[0,0][720,200]")), PACKAGE) is None


def test_a_toast_is_found_by_its_class() -> None:
    """The system draws it, and it has no place in the tree."""
    listed = (
        '<android.widget.Toast package="com.android.settings" class="android.widget.Toast" text="密码错误" />'
    )
    found = match(screen(view("登录"), listed), Locator.model_validate({"class": "android.widget.Toast"}))
    assert found is not None
    assert found.text == "密码错误"
    assert match(screen(view("登录")), Locator.model_validate({"class": "android.widget.Toast"})) is None


def test_same_screen_whatever_the_system_draws() -> None:
    clock = view("9:41", package="com.android.systemui")
    toast = view("已保存", kind="android.widget.Toast", package="android")
    assert same(screen(view("剩余 3 秒"), clock), screen(view("剩余 2 秒"), toast))
    assert not same(screen(view("剩余 3 秒")), screen(view("剩余 2 秒")), numbers=True)
    assert not same(screen(view("一")), screen(view("二")))
    assert not same(
        screen(view("一", checkable="true", checked="true")), screen(view("一", checkable="true"))
    )
