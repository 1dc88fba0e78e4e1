"""The registration: who opens an account, and by what the bank knows who that is."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from math import ceil

from ..views import View, scroll
from .forms import CODE, registration_error, wrong_field
from .parts import (
    action,
    agreement_row,
    field,
    group,
    policy_row,
    screen,
    second,
    soft,
    some,
    style,
    tick,
    told,
    typed,
    words,
)
from .state import Bank, Page
from .style import Style

WAIT = 60.0
"""Seconds until another one-time code may be asked for; the settings file names the same."""
HERE = timezone(timedelta(hours=8))
"""Time in Beijing: documents end with a day there."""
_TERMS = "注册即成为示例银行电子银行客户。您应当提供真实、有效、完整的资料，并在资料变化时及时更新。" * 6


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
        _send_button(bank, look),
        *_resend(bank, look),
        *told(look, page, "register_code_status"),
        *field(look, page, "register_name", "真实姓名"),
        *field(look, page, "register_id_number", "身份证件号码"),
        *field(look, page, "register_id_expiry", "证件有效期"),
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
    error = registration_error(
        typed(page),
        agreed="register_agree" in page.flags,
        code_open=bool(bank.context.storage.get("code_open")),
        today=datetime.fromtimestamp(bank.context.now(), HERE).date(),
        on=bank.on,
    )
    page.wrong = f"register_{wrong_field(error)}"
    page.told["register_error"] = "" if bank.has("red-only-error") and page.wrong != "register_" else error
    if not error:
        bank.context.storage["code_open"] = bank.has("code-reusable")
        page.flags.add("done")


# ------------------------------------------------------------------ one-time codes


def _send_button(bank: Bank, look: Style) -> View:
    """What asks for a code; while another may not be asked for, it says how long that is."""
    left = _left(bank)
    said = f"{left} 秒后重新获取" if left else "获取验证码"
    return second(look, "register_send_code", said, lambda: _send(bank, bank.page), enabled=not left)


def _left(bank: Bank) -> int:
    """Seconds until another code may be asked for, 0 when it may. A clock that was set back ends the wait."""
    since = bank.context.now() - float(bank.context.storage.get("code_at", -WAIT))
    return ceil(WAIT - since) if 0 <= since < WAIT and not bank.has("no-resend-wait") else 0


def _send(bank: Bank, page: Page) -> None:
    """Send a code: it opens one registration."""
    if _left(bank):
        return
    again = "code_at" in bank.context.storage
    bank.context.storage["code_at"] = bank.context.now()
    bank.context.storage["code_open"] = True
    bank.context.message(f"【示例银行】您的验证码是{CODE}，5分钟内有效，请勿告诉他人。")
    page.told["register_code_status"] = "验证码已重新发送" if again else "验证码已发送"
    _count(bank)


def _count(bank: Bank) -> None:
    """Have the button drawn anew each second while it counts."""
    if _left(bank):
        bank.context.later(1.0, lambda: _count(bank))
