"""What a login leaves behind outside the app's screens: lines of the log, stored values, a notification."""

from __future__ import annotations

from .state import Bank

_LOGIN_TOLD = 1
"""Number of the notification about the last login."""


def logged_in(bank: Bank, account: str, password: str) -> None:
    """Leave the traces of a login that was accepted."""
    named = account if bank.has("logs-account") else "customer"
    bank.context.log("Login", f"{named} logged in")
    if bank.has("stores-password"):
        bank.context.storage["last_password"] = password
    shown = account if bank.has("notification-in-clear") else masked(account)
    bank.context.notify(_LOGIN_TOLD, "登录提醒", f"{shown} 已登录示例银行。如非本人操作，请致电客服。")


def masked(account: str) -> str:
    """An account with its middle covered: ``138****0001``."""
    return f"{account[:3]}****{account[-4:]}"
