"""Boxes that ask for consent to one thing: a face, a photograph of an ID, data for a partner's app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..apps import Intent, Pane
from ..views import column, row
from .parts import action, heading, second, style, words
from .state import Bank, Page

PARTNER = "cn.example.partner"
_CAMERA = "android.permission.CAMERA"
_WIDTH = 296
"""dp: leaves a margin on the narrowest phones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a box says. ``defect``: leaves the box out. ``refused`` and ``done``: what is told afterwards."""

    title: str
    body: str
    agree: str
    decline: str
    refused: str
    done: str
    defect: str = "no-separate-consent"


ASKS: Mapping[str, Ask] = {
    "face": Ask(
        title="人脸信息单独同意",
        body="人脸登录需要采集您的人脸图像，仅用于核对是不是您本人，核对后立即销毁。"
        "人脸属于敏感个人信息，不同意时您仍可使用密码登录。",
        agree="同意并开始",
        decline="暂不同意",
        refused="未采集人脸，请使用密码登录",
        done="请正对屏幕",
    ),
    "id_photo": Ask(
        title="证件影像单独同意",
        body="更新证件需要拍摄您的身份证正面和反面，仅用于核对证件有效期。"
        "证件影像属于敏感个人信息，不同意不影响其他功能。",
        agree="同意并拍摄",
        decline="暂不同意",
        refused="未拍摄证件",
        done="请将身份证放入画面",
    ),
    "partner": Ask(
        title="即将前往示例生活",
        body="“示例生活”是第三方应用，由示例生活服务有限公司运营。"
        "前往后我们将向其提供您的手机号码，仅用于查询和缴纳水电费。",
        agree="同意并前往",
        decline="暂不前往",
        refused="未前往，没有提供您的信息",
        done="已前往示例生活",
        defect="partner-without-consent",
    ),
}
"""By what is asked for."""


def ask(bank: Bank, what: str) -> None:
    """Begin what needs a consent of its own; who only looks around is asked for the policy first."""
    if not bank.may_ask:
        bank.ask_consent()
    elif bank.has(ASKS[what].defect):
        _go_on(bank, what)
    else:
        bank.page.flags.add(_flag(what))


def panes(bank: Bank) -> tuple[Pane, ...]:
    """The box over the screen, while it waits for its answer."""
    page = bank.page
    return tuple(_pane(bank, what, said) for what, said in ASKS.items() if _flag(what) in page.flags)


def close(bank: Bank) -> bool:
    """Back was pressed, which is a no; False when no box is there."""
    open_ = [what for what in ASKS if _flag(what) in bank.page.flags]
    for what in open_:
        _refuse(bank.page, what)
    return bool(open_)


def _flag(what: str) -> str:
    return f"asks-{what}"


def _pane(bank: Bank, what: str, said: Ask) -> Pane:
    look, page = style(bank), bank.page

    def agree() -> None:
        page.flags.discard(_flag(what))
        _go_on(bank, what)

    def refuse() -> None:
        _refuse(page, what)

    buttons = [
        second(look, f"{what}_decline", said.decline, refuse, weight=0 if look.elderly else 1),
        action(look, f"{what}_agree", said.agree, agree, weight=0 if look.elderly else 1),
    ]
    root = column(
        heading(look, said.title, id=f"{what}_heading"),
        words(look, said.body, id=f"{what}_body"),
        *(buttons if look.elderly else (row(*buttons, gap=8),)),
        id=f"{what}_box",
        width=_WIDTH,
        padding=16,
        gap=8,
        background=look.card,
    )
    return Pane(root=root, kind="dialog", key=_flag(what))


def _refuse(page: Page, what: str) -> None:
    page.flags.discard(_flag(what))
    page.told[f"{what}_status"] = ASKS[what].refused


def _go_on(bank: Bank, what: str) -> None:
    page, said = bank.page, ASKS[what]

    def answered(granted: Mapping[str, bool]) -> None:
        allowed = any(granted.values())
        if allowed:
            bank.context.use("CAMERA")
        page.told[f"{what}_status"] = said.done if allowed else said.refused

    if what == "partner":
        page.told[f"{what}_status"] = said.done
        bank.context.start(Intent(package=PARTNER))
    else:
        bank.context.request((_CAMERA,), answered)


def begins(bank: Bank, what: str) -> Callable[[], None]:
    """What a button does that begins something of the kind."""
    return lambda: ask(bank, what)
