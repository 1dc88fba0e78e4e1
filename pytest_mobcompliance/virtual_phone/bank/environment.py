"""What the bank says about its surroundings: an unsafe device, and that it is in the background now."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..apps import Pane
from ..views import column
from .parts import action, heading, style, words
from .state import Bank

IN_BACKGROUND = "示例银行已切换到后台运行"
WARNINGS: Mapping[str, str] = {
    "rooted": "检测到您的设备已获取 ROOT 权限，存在安全风险，请谨慎使用。",
    "emulated": "检测到您正在模拟器中使用本应用，存在安全风险，请谨慎使用。",
}
"""By what the app finds out about the device."""


def panes(bank: Bank, go_on: Callable[[], None]) -> tuple[Pane, ...]:
    """The warning of an unsafe device; ``go_on`` when it was read."""
    found = [said for kind, said in WARNINGS.items() if kind in bank.context.surroundings]
    if not found or bank.has("no-environment-warning"):
        return ()
    look = style(bank)
    root = column(
        heading(look, "安全提示", id="environment_heading"),
        *(words(look, said) for said in found),
        action(look, "environment_go_on", "继续使用", go_on),
        id="environment",
        width=296,
        padding=16,
        gap=8,
        background=look.card,
    )
    return (Pane(root=root, kind="dialog", cancelable=False, key="environment"),)


def left(bank: Bank) -> Callable[[], None]:
    """Say that another window took the app's place; returns what takes the message away."""
    if bank.has("no-background-notice"):
        return lambda: None
    return bank.context.toast(IN_BACKGROUND)
