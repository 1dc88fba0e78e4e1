"""The privacy notice of the first start: a dialog over an empty page; a first no is asked about once more."""

from __future__ import annotations

from ..apps import Pane
from ..views import View, column, row, scroll
from .parts import action, heading, link, second, some, style, tick, words
from .state import Bank
from .style import PALE, Style

_BODY = (
    "我们重视您的个人信息。注册时需要手机号码、姓名、身份证件号码和银行卡号，用于实名认证；"
    "位置、相机和通知只在您使用对应功能时申请。不同意也可以浏览公开内容。请先阅读："
)
_UPDATED = (
    "我们更新了隐私政策：补充了第三方信息共享清单，并写明了个人信息的保存期限。收集的信息和用途没有增加。"
    "不同意新的政策也可以浏览公开内容。请先阅读："
)
_AGAIN = "不同意隐私政策时，您只能浏览公开内容，不能注册和登录。您也可以重新阅读后再决定："
_WIDTH = 296
"""dp: leaves a margin on the narrowest phones."""
_HIGH = {False: (168, 112), True: (112, 64)}
"""dp of what is read, the first time and again: all of it at the usual text size, less of large text."""
_LARGE = 1.3
"""Font scale."""


def panes(bank: Bank) -> tuple[Pane, ...]:
    """What shows until the notice is answered."""
    look = style(bank)
    behind = Pane(
        root=column(
            words(look, "示例银行", width="wrap", size=look.title, bold=True),
            id="splash",
            height="fill",
            padding=64,
            gravity="center",
            background=look.page,
        ),
        key="splash",
    )
    if not bank.notice_ready:
        return (behind,)
    return behind, Pane(root=_dialog(bank, look), kind="dialog", cancelable=False, key="notice")


def _dialog(bank: Bank, look: Style) -> View:
    again = bank.declined_once
    title, said = _said(bank)
    policy = "agreement" if bank.has("policy-in-agreement") else "policy"
    body = words(look, said, id="notice_body")
    rest = (
        link(look, "notice_policy", "《隐私政策》", lambda: bank.go(policy)),
        link(look, "notice_agreement", "《用户协议》", lambda: bank.go("agreement")),
        *some(bank.has("preticked"), tick(look, bank.page, "notice_tick", "我已阅读并接受", preset=True)),
    )
    is_large = bank.context.font_scale > _LARGE
    all_scrolls = is_large and look.elderly  # the answers must stay on the display
    return column(
        heading(look, title, id="notice_heading"),
        scroll(body, *some(all_scrolls, *rest), id="notice_scroll", weight=0, height=_HIGH[again][is_large]),
        *some(not all_scrolls, *rest),
        *_answers(bank, look, again),
        id="notice",
        width=_WIDTH,
        padding=16,
        gap=4,
        background=look.card,
    )


def _said(bank: Bank) -> tuple[str, str]:
    """Title and text of the notice: of the first question, of the second, or of a newer policy."""
    if bank.declined_once:
        return "您尚未同意隐私政策", _AGAIN
    return ("隐私政策更新", _UPDATED) if bank.outdated else ("隐私保护提示", _BODY)


def _answers(bank: Bank, look: Style, again: bool) -> tuple[View, ...]:
    if bank.has("got-it"):
        return (action(look, "notice_agree", "我知道了", bank.agree),)
    agree = action(look, "notice_agree", "同意并继续", bank.agree, weight=0 if again else 1)
    if bank.has("only-agree"):
        return (row(agree),)
    if not again and bank.has("big-agree"):
        small = second(look, "notice_decline", "不同意", bank.decline, width="wrap")
        return action(look, "notice_agree", "同意并继续", bank.agree), small
    if not again:
        pale = {"color": PALE[bank.context.night]} if bank.has("pale-decline") else {}
        no = second(look, "notice_decline", "不同意", bank.decline, weight=1, **pale)
        return (row(no, agree, gap=8),)
    return (
        agree,
        row(
            second(look, "notice_decline", "仅浏览", bank.decline, weight=1),
            second(look, "notice_leave", "退出应用", bank.context.leave, weight=1),
            gap=8,
        ),
    )
