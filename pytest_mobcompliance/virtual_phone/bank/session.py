"""How a login ends by itself: unused, in the background, or since there is a newer one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .state import Bank

IDLE = 300.0
"""s without a way to another screen, after which the login ends: this bank's own value."""
AWAY = 120.0
"""s in the background, after which it ends: this bank's own value."""
OVER = "登录已超时，请重新登录"
ELSEWHERE = "您的账号已在其他设备登录，请重新登录"


def used(bank: Bank) -> None:
    """Somebody went to a screen, or came back to the bank, which asks its server whether the login counts."""
    _ends_after(bank, IDLE, unless="session-never-ends")
    login: int | None = bank.context.storage.get("login")
    ousted = bank.logged_in and login is not None and not bank.server.counts(login)
    if ousted and not bank.has("second-device-unnoticed"):
        bank.lose_login(ELSEWHERE)


def left(bank: Bank) -> None:
    """Another app took its place."""
    _ends_after(bank, AWAY, unless="background-keeps-login")


def _ends_after(bank: Bank, seconds: float, *, unless: str) -> None:
    bank.uses += 1  # whatever waits already waits in vain
    if bank.logged_in and not bank.has(unless):
        bank.context.later(seconds, partial(_end, bank, bank.uses))


def _end(bank: Bank, uses: int) -> None:
    """End the login, if nobody used the bank since then."""
    if bank.uses == uses and bank.logged_in:
        bank.lose_login(OVER)
