"""Fields and buttons of forms, by type, hint and label; what is not sure is left out."""

from __future__ import annotations

import pytest

from pytest_mobcompliance.recognise.form import read_form
from pytest_mobcompliance.screen import Element, Platform, Screen

APP = "cn.example.bank"


def screen(*elements: Element, platform: Platform = Platform.ANDROID) -> Screen:
    return Screen(platform=platform, elements=elements, size=(400, 800), density=1.0, package=APP)


def at(
    id: str, top: float, left: float = 16, *, width: float = 368, height: float = 48, **facts: object
) -> Element:
    box = (left, top, left + width, top + height)
    known: dict[str, object] = {"visible": True, "package": APP, "bounds": box, "bounds_dp": box}
    return Element(id=id, **known | facts)  # type: ignore[arg-type]


def field(id: str, hint: str | None = None, top: float = 100, **facts: object) -> Element:
    return at(id, top, role="textbox", editable=True, hint=hint, name=facts.pop("name", hint), **facts)


def button(id: str, words: str, top: float = 600, **facts: object) -> Element:
    return at(id, top, role="button", text=words, name=words, clickable=True, **facts)


def label(id: str, words: str, top: float, **facts: object) -> Element:
    return at(id, top, role="text", text=words, name=words, clickable=False, height=20, **facts)


SECRET = field("pw", "请输入登录密码", 200, password=True)
SEND = button("send", "获取验证码", 150, width=120)


def names(*elements: Element) -> dict[str, str]:
    return {meaning: element.id for meaning, element in read_form(screen(*elements)).sure.items()}


@pytest.mark.parametrize(
    ("hint", "meaning"),
    [
        ("请输入手机号", "phone"),
        ("11位手机号码", "phone"),
        ("请输入短信验证码", "code"),
        ("动态密码", "code"),
        ("请输入您的银行卡号", "card"),
        ("真实姓名", "name"),
        ("请输入身份证号码", "id_number"),
        ("证件有效期", "id_expiry"),
        ("收款人姓名", "payee"),
        ("收款账号", "payee_card"),
        ("对方银行卡号", "payee_card"),
        ("转账金额", "amount"),
        ("手机号/卡号/用户名", "account"),
        ("手機號碼", "phone"),
        ("登陆帐号", "account"),
    ],
)
def test_field_is_told_by_its_hint(hint: str, meaning: str) -> None:
    assert names(field("it", hint)) == {meaning: "it"}


@pytest.mark.parametrize(
    "hint",
    [
        "紧急联系人手机号", "推荐人手机号", "图形验证码", "付款账号", "邀请码", "家庭住址", "受益人姓名",
        "再次输入密码", "交易密码", "取款密码", "6位数字密码", "会员卡号", "可用余额", None,
    ],
)  # fmt: skip
def test_what_is_something_else_is_no_field(hint: str | None) -> None:
    assert names(field("it", hint, password=bool(hint and "密码" in hint))) == {}


def test_words_that_could_mean_another_field_need_a_second_sign() -> None:
    account = field("it", "请输入账号")
    assert read_form(screen(account)).doubtful == {"account"}
    assert names(account, SECRET) == {"account": "it", "password": "pw"}
    payee = field("other", "收款人姓名", 150)
    assert "account" not in names(account, SECRET, payee)


def test_code_without_a_kind_needs_what_sends_it() -> None:
    code = field("it", "请输入验证码")
    assert read_form(screen(code)).doubtful == {"code"}
    assert names(code, SEND) == {"code": "it", "send_code": "send"}


def test_name_alone_may_be_anybodys() -> None:
    assert read_form(screen(field("it", "姓名"))).doubtful == {"name"}
    assert names(field("it", "姓名"), field("id", "证件号码", 160)) == {"name": "it", "id_number": "id"}


def test_password_is_one_only_where_the_field_hides_it() -> None:
    assert read_form(screen(field("it", "登录密码"))).doubtful == {"password"}
    assert names(field("it", "登录密码", input_type="password")) == {"password": "it"}


def test_new_password_is_another_one_than_that_of_the_login() -> None:
    assert names(field("it", "请设置新密码", password=True)) == {"new_password": "it"}
    assert names(field("it", "设置登录密码", password=True)) == {"password": "it"}


def test_two_fields_of_one_meaning_are_not_sure() -> None:
    read = read_form(screen(field("one", "手机号"), field("two", "手机号码", 200)))
    assert dict(read.sure) == {}
    assert read.doubtful == {"phone"}


@pytest.mark.parametrize(
    "around",
    [
        (label("l", "手机号码", 76),),
        (label("l", "手机号码", 112, width=80), label("other", "姓名", 400)),
    ],
)
def test_field_without_words_is_told_by_the_label_above_or_beside(around: tuple[Element, ...]) -> None:
    it = field("it", None, 100, left=110, width=270)
    assert names(*around, it) == {"phone": "it"}


@pytest.mark.parametrize(
    "words", [label("l", "手机号码", 20), label("l", "手机号码", 112, left=300, width=80)]
)
def test_label_far_off_is_none(words: Element) -> None:
    assert names(words, field("it", None, 100, width=270)) == {}


def test_each_label_tells_one_field() -> None:
    first, second = field("a", None, 100), field("b", None, 180)
    assert names(label("l", "手机号码", 76), label("m", "证件号码", 156), first, second) == {
        "phone": "a",
        "id_number": "b",
    }


def test_label_denies_what_the_hint_says() -> None:
    assert names(label("l", "紧急联系人", 76), field("it", "请输入手机号", 100)) == {}


def test_fields_of_web_pages_are_told_by_their_labels() -> None:
    it = Element(id="it", role="textbox", name="身份证号码", editable=True, visible=True)
    assert read_form(screen(it, platform=Platform.WEB)).sure == {"id_number": it}


def test_disabled_and_search_fields_are_passed_over() -> None:
    search = at("s", 100, role="searchbox", editable=True, hint="手机号", name="手机号")
    assert names(search, field("it", "手机号", 200, enabled=False)) == {}


# --- buttons


@pytest.mark.parametrize("words", ["登录", "立即登录", "登 陆", "登录/注册", "下一步"])
def test_login_is_submitted_by(words: str) -> None:
    assert names(SECRET, button("go", words)) == {"password": "pw", "submit": "go"}


@pytest.mark.parametrize("words", ["获取验证码", "密码登录", "忘记密码", "退出登录", "登录遇到问题", "返回"])
def test_login_is_not_submitted_by(words: str) -> None:
    assert "submit" not in names(SECRET, button("go", words))


def test_title_and_tab_submit_nothing() -> None:
    title = at("t", 10, role="heading", text="登录", name="登录", clickable=True)
    tab = at("tab", 60, role="tab", text="登录", name="登录", clickable=True)
    assert names(title, tab, SECRET, button("go", "登录")) == {"password": "pw", "submit": "go"}


def test_of_two_the_wide_one_submits() -> None:
    small = button("link", "登录", 20, width=60)
    assert names(small, SECRET, button("go", "登录"))["submit"] == "go"
    assert "submit" not in names(button("one", "登录", 500), SECRET, button("go", "登录"))


def test_registration_is_not_submitted_by_a_login() -> None:
    fields = field("n", "真实姓名"), field("id", "证件号码", 160)
    assert names(*fields, button("login", "登录"), button("go", "提交注册", 660))["submit"] == "go"


def test_transfer_is_submitted_by_its_own_words() -> None:
    assert names(field("a", "金额"), button("go", "确认转账"), button("n", "注册", 700))["submit"] == "go"


def test_reset_is_submitted_by_its_own_words() -> None:
    new = field("new", "新密码", password=True)
    assert names(new, button("login", "登录", 500), button("go", "重置密码"))["submit"] == "go"


def test_nothing_submits_a_screen_without_fields() -> None:
    assert names(button("go", "登录")) == {}


def test_fields_of_other_parts_tell_what_a_button_is_for() -> None:
    part = screen(button("login", "登录"), button("go", "注册", 700))
    assert read_form(part, frozenset({"phone", "id_number"})).sure["submit"].id == "go"


@pytest.mark.parametrize("words", ["获取验证码", "发送验证码", "重新获取(59s)", "重新发送", "获取动态密码"])
def test_code_is_sent_by(words: str) -> None:
    assert names(button("send", words)) == {"send_code": "send"}


@pytest.mark.parametrize("words", ["语音验证码", "发送", "提交", "收不到验证码"])
def test_code_is_not_sent_by(words: str) -> None:
    assert "send_code" not in names(button("send", words))


def box(words: str, **facts: object) -> Element:
    return at("box", 500, role="checkbox", text=words, name=words, clickable=True, **facts)


@pytest.mark.parametrize(
    ("element", "found"),
    [
        (box("我已阅读并同意《隐私政策》", checked=False), True),
        (box("我已阅读并同意《隐私政策》", checked=True), False),
        (box("同意接收营销推送", checked=False), False),
        (box("记住账号", checked=False), False),
    ],
)
def test_box_to_agree_is_one_that_is_open_and_agrees_to_documents(element: Element, found: bool) -> None:
    assert ("agree" in names(element)) is found


def test_what_is_not_the_apps_is_no_field() -> None:
    assert names(field("it", "手机号", package="com.android.systemui")) == {}
