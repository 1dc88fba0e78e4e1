"""The transfer; the trading password is asked for on the bank's own keyboard."""

from __future__ import annotations

from ..views import View
from .forms import transfer_error
from .keyboard import DONE, open_keyboard
from .parts import action, field, screen, soft, style, told, typed
from .state import Bank, Page


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
        action(look, "transfer_submit", "确认转账", lambda: _transfer(bank, page)),
        *told(look, page, "transfer_status"),
    )


def _transfer(bank: Bank, page: Page) -> None:
    error = transfer_error(typed(page))
    page.told["transfer_error"] = error
    page.told.pop("transfer_status", None)
    if error:
        return
    if bank.has("transfer-unverified"):
        page.told["transfer_status"] = DONE
    else:
        open_keyboard(page)
