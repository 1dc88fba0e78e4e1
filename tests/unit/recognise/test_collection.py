from __future__ import annotations

from typing import Any

import pytest

from pytest_mobcompliance.recognise.collection import (
    fields_asked,
    has_more_steps,
    meaning_of,
    meanings,
    necessary,
    special_access,
    unneeded,
    used_kind,
)
from pytest_mobcompliance.screen import Element, Platform, Screen

PACKAGE = "cn.example"


def element(id: str, top: float, text: str | None = None, left: float = 0.0, **facts: Any) -> Element:
    box = (left, top, left + 100.0, top + 20.0)
    known: dict[str, Any] = {
        "role": "text",
        "name": text,
        "visible": True,
        "bounds": box,
        "bounds_dp": box,
        "package": PACKAGE,
    }
    return Element(id=id, text=text, **known | facts)


def field(id: str, top: float, left: float = 0.0, **facts: Any) -> Element:
    known: dict[str, Any] = {"role": "textbox", "editable": True, "resource_id": f"{PACKAGE}:id/{id}"}
    return element(id, top, None, left, **known | facts)


def screen(*elements: Element) -> Screen:
    return Screen(
        platform=Platform.ANDROID,
        elements=elements,
        size=(360, 640),
        density=1.0,
        package=PACKAGE,
        name="form",
    )


def told(*elements: Element) -> list[tuple[str, bool | None]]:
    return [(each.meaning, each.required) for each in fields_asked([screen(*elements)])]


@pytest.mark.parametrize(
    ("label", "meaning"),
    [
        ("手机号码", "phone"),
        ("联系电话", "phone"),
        ("银行预留手机号", "reserved_phone"),
        ("紧急联系人手机号", "contacts"),
        ("配偶姓名", "contacts"),
        ("单位电话", "employer"),
        ("家庭电话", "other_phone"),
        ("短信验证码", "code"),
        ("请输入6位数字密码", "password"),
        ("真实姓名", "name"),
        ("身份证件号码", "id_number"),
        ("证件类型", "id_type"),
        ("证件有效期", "id_expiry"),
        ("上传身份证人像面", "id_photo"),
        ("本人银行卡号", "card"),
        ("开户行", "opening_bank"),
        ("家庭住址", "address"),
        ("户籍所在地", "address"),
        ("工作单位", "employer"),
        ("电子邮箱", "email"),
        ("年收入（万元）", "income"),
        ("婚姻狀況", "marital_status"),
        ("职业", "occupation"),
        ("最高学历", "education"),
        ("性别", "gender"),
        ("出生日期", "birthday"),
        ("微信号", "social_account"),
        ("邀请码", "inviter"),
        ("登录名", "account"),
        ("Email address", "email"),
        ("备注", ""),
    ],
)
def test_a_label_has_one_meaning(label: str, meaning: str) -> None:
    assert meaning_of(label) == meaning


def test_the_label_above_tells_what_a_field_asks_for() -> None:
    shown = (
        element("a", 0, "家庭住址 *"),
        field("one", 24, hint="请输入"),
        element("b", 60, "电子邮箱（选填）"),
        field("two", 84),
    )
    assert told(*shown) == [("address", True), ("email", False)]


def test_a_label_in_the_line_and_a_star_of_its_own_count() -> None:
    shown = (element("star", 0, "*"), element("label", 0, "职业", left=100), field("job", 0, left=200))
    assert told(*shown) == [("occupation", True)]


def test_the_text_before_the_label_is_not_the_fields() -> None:
    shown = (element("title", 0, "婚姻状况"), element("label", 22, "姓名"), field("one", 44))
    assert told(*shown) == [("name", None)]


def test_a_chooser_is_a_field() -> None:
    shown = (element("label", 0, "职业"), element("pick", 24, "请选择", clickable=True, role="button"))
    assert told(*shown) == [("occupation", None)]
    button = element("go", 60, "提交", clickable=True, role="button")
    assert told(button) == []


def test_words_in_the_field_come_before_its_id() -> None:
    assert told(field("email", 0, name="手机号码", hint="手机号码")) == [("phone", None)]
    assert told(field("home_address", 0)) == [("address", None)]  # nothing but its id
    assert told(field("f7", 0)) == []
    assert told(field("x", 0, hint="请输入备注")) == [("", None)]


def test_what_was_typed_is_no_label() -> None:
    typed = field("one", 24, value="我的地址", name="我的地址")
    assert told(element("label", 0, "姓名"), typed) == [("name", None)]


def test_parts_of_a_screen_give_each_field_once() -> None:
    part = screen(element("label", 0, "姓名"), field("one", 24))
    assert len(fields_asked([part, part])) == 1


def test_kinds_have_what_the_rules_list() -> None:
    assert {"phone", "id_photo", "reserved_phone", "code"} <= necessary("bank")
    assert "id_photo" not in necessary("pay")
    assert "funds_account" in necessary("invest") - necessary("loan")
    assert necessary("insurance") == {"code", "password", "account"}
    assert "address" in necessary("insurance", ["address"])
    assert all(necessary(kind) <= meanings() for kind in ("bank", "pay", "loan", "invest"))


def test_permissions_without_need() -> None:
    names = [f"android.permission.{name}" for name in ("INTERNET", "READ_SMS", "READ_CONTACTS", "CAMERA")]
    found = [(each.kind, each.always, each.article) for each in unneeded(names)]
    assert found == [("sms", True, "5.9"), ("contacts", False, "3.2")]
    (heart,) = unneeded(["android.permission.BODY_SENSORS"])  # allowed for functions: a purpose may count
    assert (heart.always, heart.hint) == (False, False)
    (answers,) = unneeded(["android.permission.ANSWER_PHONE_CALLS"])  # no article names it
    assert (answers.always, answers.hint) == (False, True)


@pytest.mark.parametrize(("words", "more"), [("下一步", True), ("继续", True), ("注册", False), ("", False)])
def test_a_button_that_leads_on(words: str, more: bool) -> None:
    assert has_more_steps(words) == more


def test_special_access_is_named_or_not() -> None:
    names = ["android.permission.SYSTEM_ALERT_WINDOW", "android.permission.WRITE_SETTINGS", "x.CAMERA"]
    assert special_access(names) == (("overlay", True), ("write_settings", False))
    actions = ["android.intent.action.MAIN", "android.accessibilityservice.AccessibilityService"]
    assert special_access(actions) == (("accessibility", True),)


def test_uses_tell_their_kind() -> None:
    assert used_kind("FINE_LOCATION") == ("geolocation", True)
    assert used_kind("READ_PHONE_STATE") == ("phone", False)
    assert used_kind("VIBRATE") is None
