"""The bank's own keyboard for the trading password."""

from __future__ import annotations

from random import Random

from ..apps import Pane
from ..views import View, column, field_, row
from .parts import heading, second, style, words
from .state import Bank, Page
from .style import Style

DONE = "演示应用不办理真实转账"
"""What a transfer ends with."""
PIN_DIGITS = 6
"""How long a trading password is."""


def open_keyboard(page: Page) -> None:
    """Ask for the trading password, from its first digit."""
    page.flags.add("keyboard")
    page.told["keyboard_pin"] = ""


def keyboard(bank: Bank) -> tuple[Pane, ...]:
    """The bank's own keyboard for the trading password: in another order each time, in no screenshot."""
    look, page = style(bank), bank.page
    if "keyboard" not in page.flags:
        return ()
    root = column(
        heading(look, "请输入交易密码", id="keyboard_heading"),
        *(_field(page) if bank.has("system-keyboard-for-pin") else _own_keys(bank, look)),
        id="keyboard",
        width=296,
        padding=16,
        gap=8,
        background=look.card,
    )
    return (Pane(root=root, kind="dialog", secure=True, key="keyboard"),)


def _field(page: Page) -> tuple[View, ...]:
    """A field for the phone's own keyboard."""
    pin = page.told["keyboard_pin"]
    known = {"id": "keyboard_field", "hint": "6 位数字", "password": True}
    return (field_(pin, lambda typed: _typed(page, typed), **known),)


def _own_keys(bank: Bank, look: Style) -> tuple[View, ...]:
    page = bank.page
    pin, keys = page.told["keyboard_pin"], _order(bank)
    shown = pin if bank.has("keyboard-echo") else "●" * len(pin)
    return (
        words(look, shown + "○" * (PIN_DIGITS - len(pin)), id="keyboard_dots"),
        *(row(*(_key(look, page, digit) for digit in keys[at : at + 3]), gap=8) for at in range(0, 9, 3)),
        row(
            second(look, "keyboard_cancel", "取消", lambda: _close(page), weight=1),
            _key(look, page, keys[9]),
            second(look, "keyboard_delete", "删除", lambda: _typed(page, pin[:-1]), weight=1),
            gap=8,
        ),
    )


def _order(bank: Bank) -> str:
    """The keys' order: made once when the keyboard opens."""
    page = bank.page
    if "keyboard_keys" not in page.told:
        keys = list("1234567890")
        if not bank.has("fixed-keyboard"):
            Random(bank.context.now()).shuffle(keys)
        page.told["keyboard_keys"] = "".join(keys)
    return page.told["keyboard_keys"]


def _key(look: Style, page: Page, digit: str) -> View:
    """A key: large from the start, so that it need not grow with the user's text."""
    return second(
        look,
        f"keyboard_{digit}",
        digit,
        lambda: _typed(page, page.told["keyboard_pin"] + digit),
        weight=1,
        size=24,
        in_px=True,
    )


def _typed(page: Page, pin: str) -> None:
    page.told["keyboard_pin"] = pin
    if len(pin) == PIN_DIGITS:
        _close(page)
        page.told["transfer_status"] = DONE


def _close(page: Page) -> None:
    page.flags.discard("keyboard")
    for key in ("keyboard_pin", "keyboard_keys"):
        page.told.pop(key, None)


def close_keyboard(bank: Bank) -> bool:
    """Close the keyboard; False when there is none."""
    there = "keyboard" in bank.page.flags
    _close(bank.page)
    return there
