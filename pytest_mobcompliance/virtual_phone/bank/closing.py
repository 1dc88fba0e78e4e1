"""Cancelling the account in three steps."""

from __future__ import annotations

from ..views import View
from .forms import CODE
from .parts import (
    action,
    card,
    field,
    heading,
    screen,
    second,
    sent,
    some,
    style,
    told,
    typed,
    words,
)
from .state import Bank, Page


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
            second(look, "delete_send_code", "获取验证码", lambda: sent(page, "delete_code_status")),
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
    if typed(page).get("code", "").strip() == CODE:
        page.flags.add("last")
    else:
        page.told["delete_error"] = "短信验证码不正确"


def _delete(bank: Bank, page: Page) -> None:
    """The sample has no account to take away: it logs out and says so."""
    if not bank.has("closing-keeps-login"):
        bank.end_login()
    page.told["delete_status"] = "已受理，账号已退出"
