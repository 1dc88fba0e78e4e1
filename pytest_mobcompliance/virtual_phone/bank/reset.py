"""A forgotten password: who sets a new one proves first who that is."""

from __future__ import annotations

from ..views import View
from .forms import reset_error
from .parts import action, field, screen, second, sent, style, told, typed, words
from .state import Bank, Page


def reset(bank: Bank) -> View:
    look, page = style(bank), bank.page
    if "done" in page.flags:
        done = words(look, "密码已重置，请重新登录", id="reset_done", color=look.good)
        return screen(bank, "忘记密码", done, action(look, "reset_login", "去登录", lambda: bank.go("login")))
    return screen(
        bank,
        "忘记密码",
        *field(look, page, "reset_phone", "手机号码"),
        *field(look, page, "reset_code", "短信验证码"),
        second(look, "reset_send_code", "获取验证码", lambda: sent(page, "reset_code_status")),
        *told(look, page, "reset_code_status"),
        *field(look, page, "reset_name", "真实姓名"),
        *field(look, page, "reset_id_number", "身份证件号码"),
        *field(look, page, "reset_new_password", "新密码", secret=True),
        *told(look, page, "reset_error", bad=True),
        action(look, "reset_submit", "重置密码", lambda: _reset(bank, page)),
    )


def _reset(bank: Bank, page: Page) -> None:
    """The sample keeps no passwords: it says that it is done."""
    error = reset_error(typed(page), on=bank.on)
    page.told["reset_error"] = error
    if not error:
        page.flags.add("done")
