"""Screens of a customer: registration, login, account, transfer with the app's own keyboard, cancellation."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from ..apps import Pane
from ..views import IMAGE, View, column, image, row, scroll
from . import consents
from .forms import ACCOUNT, CODE, login_error, registration_error, transfer_error, wrong_field
from .parts import (
    action,
    agreement_row,
    card,
    field,
    group,
    heading,
    icon_button,
    link,
    pairs,
    policy_row,
    screen,
    second,
    soft,
    some,
    style,
    tick,
    told,
    words,
)
from .state import Bank, Page
from .style import Style

_CARD = "6217000000000000012"
_PIN_DIGITS = 6
_TERMS = "注册即成为示例银行电子银行客户。您应当提供真实、有效、完整的资料，并在资料变化时及时更新。" * 6


def _values(page: Page) -> Mapping[str, str]:
    """What was typed, by meaning: ids are the screen's name and the meaning."""
    return {key.removeprefix(f"{page.name}_"): typed for key, typed in page.fields.items()}


def register(bank: Bank) -> View:
    look, page = style(bank), bank.page
    if "done" in page.flags:
        done = words(look, "注册成功，请登录", id="register_done", color=look.good)
        return screen(bank, "注册", done, action(look, "register_login", "去登录", lambda: bank.go("login")))
    optional = "（选填）" if bank.has("no-second-factor") else ""
    return screen(
        bank,
        "注册",
        *field(look, page, "register_phone", "手机号码"),
        *field(look, page, "register_code", "短信验证码"),
        second(look, "register_send_code", "获取验证码", lambda: _send_code(page, "register_code_status")),
        *_resend(bank, look),
        *told(look, page, "register_code_status"),
        *field(look, page, "register_name", "真实姓名"),
        *field(look, page, "register_id_number", "身份证件号码"),
        *field(look, page, "register_card", f"本人银行卡号{optional}"),
        *_beyond_need(bank, look),
        *field(look, page, "register_password", "登录密码", secret=not bank.has("password-visible")),
        *some(
            bank.has("nested-scroll"),
            scroll(soft(look, _TERMS, id="register_terms"), id="register_terms_box", weight=0, height=120),
        ),
        tick(look, page, "register_agree", "我已阅读并同意下列文件"),
        group(*policy_row(bank, look, "register"), agreement_row(bank, look, "register")),
        *told(look, page, "register_error", bad=True),
        action(look, "register_submit", "提交注册", lambda: _register(bank, page)),
    )


def _beyond_need(bank: Bank, look: Style) -> tuple[View, ...]:
    """Fields that an account does not need."""
    page = bank.page
    address = field(look, page, "register_address", "家庭住址（必填）")
    friend = field(look, page, "register_contact", "紧急联系人手机号（必填）")
    return *some(bank.has("asks-address"), *address), *some(bank.has("asks-contacts-field"), *friend)


def _send_code(page: Page, id: str) -> None:
    page.told[id] = "验证码已发送"


def _resend(bank: Bank, look: Style) -> tuple[View, ...]:
    wait = second(
        look,
        "register_resend",
        "59 秒后可重新获取",
        lambda: None,
        enabled=False,
        width="wrap",
        padding=2,
        color=look.soft,
    )
    return some(bank.has("disabled-small-button"), wait)


def _register(bank: Bank, page: Page) -> None:
    error = registration_error(_values(page), agreed="register_agree" in page.flags, on=bank.on)
    page.wrong = f"register_{wrong_field(error)}"
    page.told["register_error"] = "" if bank.has("red-only-error") and page.wrong != "register_" else error
    if not error:
        page.flags.add("done")


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
        *field(look, page, "login_account", "登录账号"),
        *field(look, page, "login_password", "登录密码", secret=not bank.has("password-visible")),
        *some(bank.has("inline-links"), consent),
        *_captcha(bank, look),
        *told(look, page, "login_error", bad=True),
        action(look, "login_submit", "立即登录", lambda: _log_in(bank, page)),
        *some(
            not bank.has("captcha-only-picture"),  # a face would be another way
            second(look, "login_face", "人脸登录", consents.begins(bank, "face")),
        ),
        *told(look, page, "face_status"),
        link(look, "login_register", "没有账号，去注册", lambda: bank.go("register")),
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
    typed = _values(page)
    error = login_error(typed.get("account", ""), typed.get("password", ""), on=bank.on)
    page.told["login_error"] = error
    if not error:
        bank.log_in()


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


# ------------------------------------------------------------------ transfer


def transfer(bank: Bank) -> View:
    look, page = style(bank), bank.page
    return screen(
        bank,
        "转账汇款",
        soft(look, "付款账户：储蓄卡 尾号 0012"),
        *field(look, page, "transfer_payee", "收款人姓名"),
        *field(look, page, "transfer_to", "收款账号"),
        *field(look, page, "transfer_amount", "金额（元）"),
        *told(look, page, "transfer_error", bad=True),
        action(look, "transfer_submit", "确认转账", lambda: _transfer(page)),
        *told(look, page, "transfer_status"),
    )


def _transfer(page: Page) -> None:
    error = transfer_error(_values(page))
    page.told["transfer_error"] = error
    page.told.pop("transfer_status", None)
    if not error:
        page.flags.add("keyboard")
        page.told["keyboard_pin"] = ""


def keyboard(bank: Bank) -> tuple[Pane, ...]:
    """The bank's own keyboard for the trading password: in another order each time, in no screenshot."""
    look, page = style(bank), bank.page
    if "keyboard" not in page.flags:
        return ()
    pin = page.told["keyboard_pin"]
    keys = _order(page, bank.context.now())
    root = column(
        heading(look, "请输入交易密码", id="keyboard_heading"),
        words(look, "●" * len(pin) + "○" * (_PIN_DIGITS - len(pin)), id="keyboard_dots"),
        *(
            row(*(_key(bank, look, page, digit) for digit in keys[at : at + 3]), gap=8)
            for at in range(0, 9, 3)
        ),
        row(
            second(look, "keyboard_cancel", "取消", lambda: _close(page), weight=1),
            _key(bank, look, page, keys[9]),
            second(look, "keyboard_delete", "删除", lambda: _put(page, pin[:-1]), weight=1),
            gap=8,
        ),
        id="keyboard",
        width=296,
        padding=16,
        gap=8,
        background=look.card,
    )
    return (Pane(root=root, kind="dialog", secure=True, key="keyboard"),)


def _order(page: Page, now: float) -> str:
    """The keys' order: made once when the keyboard opens."""
    if "keyboard_keys" not in page.told:
        keys = list("1234567890")
        Random(now).shuffle(keys)
        page.told["keyboard_keys"] = "".join(keys)
    return page.told["keyboard_keys"]


def _key(bank: Bank, look: Style, page: Page, digit: str) -> View:
    """A key: large from the start, so that it need not grow with the user's text."""
    return second(
        look,
        f"keyboard_{digit}",
        digit,
        lambda: _press(bank, page, digit),
        weight=1,
        size=24,
        in_px=True,
    )


def _put(page: Page, pin: str) -> None:
    page.told["keyboard_pin"] = pin


def _press(bank: Bank, page: Page, digit: str) -> None:
    _put(page, page.told["keyboard_pin"] + digit)
    if len(page.told["keyboard_pin"]) == _PIN_DIGITS:
        _close(page)
        page.told["transfer_status"] = "演示应用不办理真实转账"


def _close(page: Page) -> None:
    page.flags.discard("keyboard")
    for key in ("keyboard_pin", "keyboard_keys"):
        page.told.pop(key, None)


def close_keyboard(bank: Bank) -> bool:
    """Close the keyboard; False when there is none."""
    there = "keyboard" in bank.page.flags
    _close(bank.page)
    return there


# ------------------------------------------------------------------ cancellation


def delete(bank: Bank) -> View:
    """Cancel the account in three steps: conditions, one-time code, last question."""
    look, page = style(bank), bank.page
    if "last" in page.flags:
        return screen(
            bank,
            "注销账号",
            heading(look, "最后确认"),
            words(look, f"确认后账号立即退出，我们将在{_days(bank)}个工作日内删除或匿名化处理您的个人信息。"),
            *told(look, page, "delete_status"),
            action(look, "delete_confirm", "确认注销", lambda: _delete(bank, page)),
            second(look, "delete_keep", "暂不注销", bank.home),
        )
    if "asked" in page.flags:
        return screen(
            bank,
            "注销账号",
            heading(look, "验证身份"),
            *field(look, page, "delete_code", "短信验证码"),
            second(look, "delete_send_code", "获取验证码", lambda: _send_code(page, "delete_code_status")),
            *told(look, page, "delete_code_status"),
            *some(
                bank.has("closing-asks-photo"),
                second(look, "delete_photo", "上传手持身份证照片", lambda: None),
            ),
            *told(look, page, "delete_error", bad=True),
            action(look, "delete_next", "下一步", lambda: _check_code(page)),
        )
    return screen(
        bank,
        "注销账号",
        words(look, "注销后账号信息将被删除或匿名化处理。注销前请确认："),
        card(look, words(look, "账户余额已经结清"), words(look, "没有处理中的业务")),
        action(look, "delete_now", "申请注销", lambda: page.flags.add("asked")),
    )


def _days(bank: Bank) -> int:
    """Working days until a closed account's data are gone (TC260-PG-20202A 6.1: at most 15)."""
    return 30 if bank.has("closing-too-slow") else 15


def _check_code(page: Page) -> None:
    if _values(page).get("code", "").strip() == CODE:
        page.flags.add("last")
    else:
        page.told["delete_error"] = "短信验证码不正确"


def _delete(bank: Bank, page: Page) -> None:
    """The sample has no account to take away: it logs out and says so."""
    if not bank.has("closing-keeps-login"):
        bank.end_login()
    page.told["delete_status"] = "已受理，账号已退出"
