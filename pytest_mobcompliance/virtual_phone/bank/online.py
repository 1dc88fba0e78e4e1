"""What the bank asks of its server, which is not simulated: it does without the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .state import Bank

SERVER = "api.bank.example"
STATISTICS = "stat.bank.example"


def begin(bank: Bank) -> None:
    """Ask for the news of the day, once the user agreed."""
    if not bank.agreed:
        return
    bank.context.fetch(f"https://{SERVER}/news", trusts_any=bank.has("trusts-any-certificate"))
    if bank.has("cleartext-request"):
        bank.context.fetch(f"http://{STATISTICS}/count")
