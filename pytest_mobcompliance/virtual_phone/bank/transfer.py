"""The transfer, with the bank's own keyboard for the trading password."""

from __future__ import annotations

from random import Random

from ..apps import Pane
from ..views import View, column, row
from .forms import transfer_error
from .parts import (
    action,
    field,
    heading,
    screen,
    second,
    soft,
    style,
    told,
    typed,
    words,
)
from .state import Bank, Page
from .style import Style

_PIN_DIGITS = 6


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
    error = transfer_error(typed(page))
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
