"""Names: missing, repeating the role, unclear, said twice, hiding a value; and screens without any."""

from __future__ import annotations

from functools import partial

from rule_cases import (
    NEEDS_REVIEW,
    NOT_VERIFIED,
    SATISFIED,
    THE_SCREEN,
    VIOLATED,
    Case,
    check,
    el,
    page,
    phone,
)

from pytest_mobcompliance.screen import Element, Platform, Screen

missing = partial(Case, rule="6.name-missing")
repeats = partial(Case, rule="6.name-repeats-role")
unclear = partial(Case, rule="6.unclear-link")
duplicate = partial(Case, rule="6.duplicate-name", required=1)
describes = partial(Case, rule="6.editable-description")
empty = partial(Case, rule="6.empty-semantics", element=THE_SCREEN, required=1)
ASKS = (
    el("permission_message", "text", "允许示例银行录音吗？", package="com.android.permissioncontroller"),
    el("permission_deny_button", "button", "不允许", package="com.android.permissioncontroller"),
)
"""A permission dialog of the system."""


def links(*targets: tuple[str, str | None]) -> Screen:
    """Links by name and address; the last one is the one to look at."""
    last = len(targets) - 1
    return page(
        *(el("it" if n == last else f"a{n}", "link", name, href=to) for n, (name, to) in enumerate(targets))
    )


def icon(**facts: object) -> Element:
    return el("it", "button", **facts)


def field(**facts: object) -> Element:
    return el("it", "textbox", **{"clickable": True, "editable": True, **facts})


def row(*inside: Element, **facts: object) -> Screen:
    """A row of a phone's list that carries the tap of what is inside."""
    return phone(el("row", clickable=True, **facts), *inside)


CASES = [
    missing(name="a button with words", screen=page(el("it", "button", "转账")), verdict=SATISFIED),
    missing(name="an icon with a name", screen=page(icon(name="关闭")), verdict=SATISFIED),
    missing(
        name="a button around its words",
        screen=page(icon(), el("t", "text", "转账", parent="it")),
        verdict=SATISFIED,
    ),
    missing(
        name="a field with a hint",
        screen=page(el("it", "textbox", focusable=True, hint="金额")),
        verdict=SATISFIED,
    ),
    missing(name="a bare icon", screen=page(icon()), verdict=VIOLATED, reason="no-name"),
    missing(
        name="a name of blanks",
        screen=page(icon(name=" \u3000", text=" ")),
        verdict=VIOLATED,
        reason="no-name",
    ),
    missing(
        name="words inside that are not shown",
        screen=page(icon(), el("t", "text", "转账", parent="it", visible=False)),
        verdict=VIOLATED,
        reason="no-name",
    ),
    missing(
        name="a glyph inside that readers pass over",
        screen=page(icon(), el("t", "text", "×", parent="it", reader_hidden=True)),
        verdict=VIOLATED,
        reason="no-name",
    ),
    missing(name="a picture without name", screen=page(el("it", "img")), verdict=VIOLATED, reason="no-name"),
    missing(
        name="a field with a value is not named by it",
        screen=page(el("it", "textbox", focusable=True, editable=True, value="100")),
        verdict=VIOLATED,
        reason="no-name",
    ),
    missing(
        name="a checkbox is not named by what is inside",
        screen=page(el("it", "checkbox", focusable=True), el("t", "text", "同意", parent="it")),
        verdict=VIOLATED,
        reason="no-name",
    ),
    missing(
        name="inside a web view seen from outside",
        screen=page(icon(in_webview=True), platform="android"),
        verdict=NEEDS_REVIEW,
        reason="in-webview",
    ),
    missing(
        name="named inside a web view",
        screen=page(icon(in_webview=True, name="关闭"), platform="android"),
        verdict=SATISFIED,
    ),
    missing(name="a bare icon on a phone", screen=phone(icon()), verdict=VIOLATED, reason="no-name"),
    missing(
        name="a picture on a phone that is tapped",
        screen=phone(el("it", "img", clickable=True)),
        verdict=VIOLATED,
        reason="no-name",
    ),
    missing(
        name="a picture on a phone that takes the focus",
        screen=phone(el("it", "img", focusable=True)),
        verdict=VIOLATED,
        reason="no-name",
    ),
    missing(name="a picture on a phone", screen=phone(el("it", "img")), verdict=None),
    missing(
        name="a row around its words",
        screen=phone(el("it", clickable=True), el("t", "text", "账户管理", parent="it")),
        verdict=SATISFIED,
    ),
    *(
        missing(
            name=f"a {role} in a row that carries its tap",
            screen=row(
                el("t", "text", "短信提醒", parent="row"),
                el("it", role, focusable=True, parent="row", checked=False),
            ),
            verdict=None,
        )
        for role in ("checkbox", "radio", "switch")
    ),
    missing(
        name="a switch in a row without words",
        screen=row(el("it", "switch", focusable=True, parent="row")),
        verdict=VIOLATED,
        reason="no-name",
        others=frozenset({"row"}),
    ),
    missing(
        name="a box on a phone with a text beside it",
        screen=phone(el("it", "checkbox", clickable=True), el("t", "text", "我已阅读并同意")),
        verdict=NEEDS_REVIEW,
        reason="label-beside",
    ),
    missing(
        name="a field on a phone with a hint",
        screen=phone(el("it", "textbox", clickable=True, editable=True, hint="金额")),
        verdict=SATISFIED,
    ),
    missing(
        name="a row whose words lie outside the picture",
        screen=phone(el("it", clickable=True, clipped=True)),
        verdict=NEEDS_REVIEW,
        reason="clipped",
    ),
    missing(name="an embedded page", screen=phone(el("it", "webview", focusable=True)), verdict=None),
    missing(
        name="what lies behind a sheet",
        screen=phone(el("it", clickable=True, resource_id="touch_outside")),
        verdict=None,
    ),
    missing(
        name="a button of the system's bar",
        screen=phone(icon(package="com.android.systemui")),
        verdict=None,
    ),
    missing(name="text that takes no focus", screen=phone(el("it", "text", "余额")), verdict=None),
    missing(name="decoration", screen=page(el("it", "img", reader_hidden=True)), verdict=None),
    missing(name="not to be operated", screen=page(el("it", "generic")), verdict=None),
    repeats(name="a plain name", screen=page(el("it", "button", "转账")), verdict=SATISFIED),
    repeats(
        name="the role as a part of a word",
        screen=page(el("it", "button", "按钮样式")),
        verdict=VIOLATED,
        reason="role-in-name",
    ),
    repeats(name="another role", screen=page(el("it", "button", "查看图片")), verdict=SATISFIED),
    repeats(
        name="an English word that begins alike",
        screen=page(el("it", "link", "Linked accounts")),
        verdict=SATISFIED,
    ),
    *(
        repeats(
            name=f"{role} {name}", screen=page(el("it", role, name)), verdict=VIOLATED, reason="role-in-name"
        )
        for role, name in (
            ("button", "转账按钮"),
            ("button", "Pay Button"),
            ("link", "链接：公告"),
            ("img", "广告图片"),
            ("checkbox", "已选中，同意"),
        )
    ),
    repeats(name="a heading", screen=page(el("it", "heading", "按钮")), verdict=None),
    unclear(name="a clear one", screen=page(el("it", "link", "更多公告")), verdict=SATISFIED),
    *(
        unclear(
            name=f"{role} {name}", screen=page(el("it", role, name)), verdict=VIOLATED, reason="unclear-name"
        )
        for role, name in (
            ("link", "更多"),
            ("button", " 查 看 "),
            ("link", "Click Here"),
            ("link", "點擊這裡"),
        )
    ),
    unclear(
        name="a text on a phone that is tapped",
        screen=phone(el("it", "text", "更多", clickable=True)),
        verdict=VIOLATED,
        reason="unclear-name",
    ),
    unclear(
        name="a row around its one word",
        screen=phone(el("it", clickable=True), el("t", "text", "详情", parent="it")),
        verdict=VIOLATED,
        reason="unclear-name",
    ),
    unclear(
        name="a row around more words",
        screen=phone(
            el("it", clickable=True),
            el("t", "text", "理财公告", parent="it"),
            el("u", "text", "详情", parent="it"),
        ),
        verdict=SATISFIED,
    ),
    unclear(
        name="a row of which one word is in the picture",
        screen=phone(el("it", clickable=True, clipped=True), el("t", "text", "详情", parent="it")),
        verdict=None,
    ),
    unclear(name="not a link", screen=page(el("it", "text", "更多")), verdict=None),
    unclear(name="not for readers", screen=page(el("it", "link", "更多", reader_hidden=True)), verdict=None),
    duplicate(name="alone", screen=links(("公告", "/a")), verdict=SATISFIED, measured=1),
    duplicate(name="one place", screen=links(("公告", "/a"), ("公告", "/a")), verdict=SATISFIED, measured=1),
    duplicate(
        name="two places",
        screen=links(("公告", "/a"), ("公 告", "/b")),
        verdict=NEEDS_REVIEW,
        measured=2,
        reason="same-name",
        others=frozenset({"a0"}),
    ),
    duplicate(name="two names", screen=links(("公告", "/a"), ("帮助", "/b")), verdict=SATISFIED, measured=1),
    duplicate(
        name="two ids of a phone",
        screen=phone(el("a", "button", "转账", resource_id="pay"), icon(text="转账", resource_id="send")),
        verdict=NEEDS_REVIEW,
        measured=2,
        reason="same-name",
        others=frozenset({"a"}),
    ),
    duplicate(
        name="two on a phone without any id",
        screen=phone(el("a", "text", "转账", clickable=True), icon(text="转账")),
        verdict=NEEDS_REVIEW,
        measured=2,
        reason="same-name",
        others=frozenset({"a"}),
    ),
    duplicate(
        name="one id in each row of a phone's list",
        screen=phone(el("a", "button", "购买", resource_id="buy"), icon(text="购买", resource_id="buy")),
        verdict=SATISFIED,
        measured=1,
    ),
    duplicate(
        name="a row of a phone, named by its words",
        screen=phone(
            el("a", "button", "帮助"),
            el("it", clickable=True),
            el("t", "text", "帮助", parent="it"),
        ),
        verdict=NEEDS_REVIEW,
        measured=2,
        reason="same-name",
        others=frozenset({"a"}),
    ),
    *(
        duplicate(
            name=f"not asked of a phone: {what}",
            screen=phone(el("a", "button", "转账", resource_id="pay"), other),
            verdict=None,
        )
        for what, other in (
            ("a field", el("it", "textbox", "转账", clickable=True, editable=True)),
            ("a box to tick", el("it", "checkbox", "转账", clickable=True)),
            ("carried by a row", el("it", "text", "转账", clickable=True, parent="a")),
            ("partly outside", icon(text="转账", clipped=True)),
            ("in an embedded page", icon(text="转账", in_webview=True)),
            ("without a name", icon()),
        )
    ),
    *(
        describes(name=name, screen=phone(field(**facts)), verdict=SATISFIED)
        for name, facts in (
            ("a hint only", {"name": "手机号", "hint": "手机号"}),
            ("what was typed", {"name": "13800000001", "text": "13800000001", "value": "13800000001"}),
            ("nothing at all", {"name": None}),
        )
    ),
    describes(
        name="a description over what was typed",
        screen=phone(field(name="手机号", text="13800000001", value="13800000001", hint="请输入")),
        verdict=VIOLATED,
        reason="value-hidden",
    ),
    describes(
        name="a description that says it too",
        screen=phone(field(name="手机号 13800000001", text="13800000001", value="13800000001")),
        verdict=NEEDS_REVIEW,
        reason="described-field",
    ),
    describes(
        name="a description over an empty field",
        screen=phone(field(name="手机号", hint="请输入")),
        verdict=NEEDS_REVIEW,
        reason="described-field",
    ),
    describes(
        name="the text may be a hint",
        screen=phone(field(name="手机号", text="请输入")),
        verdict=NEEDS_REVIEW,
        reason="described-field",
    ),
    describes(name="a password", screen=phone(field(name="密码", password=True)), verdict=None),
    describes(name="in an embedded page", screen=phone(field(name="手机号", in_webview=True)), verdict=None),
    describes(name="no field", screen=phone(icon(text="手机号")), verdict=None),
    describes(name="on a page", screen=page(field(name="手机号", value="1", text="1")), verdict=None),
    duplicate(name="leads nowhere", screen=links(("公告", "/a"), ("公告", None)), verdict=None),
    empty(name="something is said", screen=page(el("t", "text", "余额")), verdict=SATISFIED, measured=1),
    empty(
        name="drawn on a canvas",
        screen=page(el("c", "canvas")),
        verdict=VIOLATED,
        measured=0,
        reason="nothing-said",
    ),
    empty(
        name="said by what is not shown",
        screen=page(el("t", "text", "余额", visible=False)),
        verdict=VIOLATED,
        measured=0,
        reason="nothing-said",
    ),
    empty(
        name="drawn on one view of a phone",
        screen=phone(el("c"), el("clock", "text", "12:00", package="com.android.systemui")),
        verdict=VIOLATED,
        measured=0,
        reason="nothing-said",
    ),
    empty(
        name="behind a permission dialog",
        screen=phone(el("c"), *ASKS),
        verdict=NOT_VERIFIED,
        measured=0,
        reason="dialog-in-front",
    ),
    empty(
        name="an embedded page that says nothing outside",
        screen=phone(el("w", "webview")),
        verdict=NOT_VERIFIED,
        measured=0,
        reason="in-webview",
    ),
    empty(
        name="nothing is there at all",
        screen=Screen(platform=Platform.WEB, elements=(), size=(390, 844)),
        verdict=None,
    ),
]


def test_verdict(case: Case) -> None:
    check(case)
