"""Login and account of a customer."""

from __future__ import annotations

from ..views import IMAGE, View, image
from . import consents, traces
from .forms import ACCOUNT, login_error
from .parts import (
    action,
    card,
    field,
    icon_button,
    link,
    pairs,
    screen,
    second,
    some,
    style,
    told,
    typed,
    words,
)
from .state import Bank, Page
from .style import Style

_ID_NUMBER = "999999199001010016"
_CARD = "6217000000000000012"


def login(bank: Bank) -> View:
    look, page = style(bank), bank.page
    consent = words(
        look,
        "登录即表示您已阅读《用户协议》和《隐私政策》，并知悉我们如何收集、使用、保存和共享您的信息；"
        "您可以随时在设置中查阅这些文件，或者撤回同意。",
        id="login_consent",
        on_tap=lambda: bank.go("policy"),
    )
    return screen(
        bank,
        "登录",
        *some(bool(bank.why_over), words(look, bank.why_over, id="login_over")),
        *some(
            not bank.has("face-only"),
            *field(look, page, "login_account", "登录账号"),
            *field(look, page, "login_password", "登录密码", secret=not bank.has("password-visible")),
        ),
        *some(bank.has("inline-links"), consent),
        *_captcha(bank, look),
        *told(look, page, "login_error", bad=True),
        *some(
            not bank.has("face-only"),
            action(look, "login_submit", "立即登录", lambda: _log_in(bank, page)),
        ),
        *some(
            not bank.has("captcha-only-picture"),  # a face would be another way
            second(look, "login_face", "人脸登录", consents.begins(bank, "face")),
        ),
        *told(look, page, "face_status"),
        link(look, "login_register", "没有账号，去注册", lambda: bank.go("register")),
        link(look, "login_reset", "忘记密码", lambda: bank.go("reset")),
    )


def _captcha(bank: Bank, look: Style) -> tuple[View, ...]:
    """Signs to be read off a picture; the login does not ask for them."""
    signs = image(
        "",
        "图形验证码",
        drawn="7 K 3 M",
        id="login_captcha",
        width=140,
        height=56,
        size=24,
        background=look.field,
        color=look.text,
    )
    voiced = bank.has("captcha-with-voice")
    return (
        *some(voiced or bank.has("captcha-only-picture"), signs),
        *some(voiced, second(look, "login_voice", "语音验证码", lambda: None)),
    )


def _log_in(bank: Bank, page: Page) -> None:
    values = typed(page)
    account, password = values.get("account", ""), values.get("password", "")
    error = login_error(account, password, failures=bank.failures, on=bank.on)
    page.told["login_error"] = error
    bank.count_login(refused=bool(error))
    if not error:
        bank.log_in()
        traces.logged_in(bank, account, password)


def account(bank: Bank) -> View:
    look, page = style(bank), bank.page
    open_ = "balance" in page.flags
    phone = ACCOUNT if bank.has("clear-phone") else "138****0001"
    portrait = icon_button(look, "account_portrait", "", "我的头像", lambda: None, cls=IMAGE, photo=True)
    return screen(
        bank,
        "我的账户",
        *some(bank.has("icon-photo"), portrait),
        card(
            look,
            *pairs(
                look,
                [
                    ("户名", "测**"),
                    ("手机号码", phone),
                    ("储蓄卡", _CARD if bank.has("clear-card") else "尾号 0012"),
                    ("余额", "1,000.00 元" if open_ else "****"),
                    *([("证件号码", _ID_NUMBER)] if bank.has("clear-id-number") else []),
                ],
                "account_fact",
            ),
        ),
        second(look, "account_show", "隐藏余额" if open_ else "显示余额", lambda: page.flip("balance")),
        *some(bank.has("serial-numbers"), _receipts(look)),
        action(look, "account_transfer", "转账汇款", lambda: bank.go("transfer")),
    )


def _receipts(look: Style) -> View:
    """Long numbers that are nobody's card, ID or phone."""
    facts = [
        ("回单号", "8000000000000000003"),
        ("流水号", "20240101093000000001"),
        ("网点电话", "010-00000000"),
    ]
    return card(look, *pairs(look, facts), id="account_receipts")
