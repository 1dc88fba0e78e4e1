"""`InsurerApp`: a made-up insurer. Its screens are drawn by views of its own; nothing has an id."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ..apps import Context, Intent, Manifest, Pane
from ..bank.forms import card_is_valid, id_number_is_valid
from . import screens
from .screens import Page

PACKAGE = "cn.example.insurer"
SCHEME = "exampleinsurer"
CODE = "135791"
"""The one-time code of every message."""
PHONE = "13700000001"
PASSWORD = "Demo-Insure-2024"
NEEDED = ("phone", "code", "name", "id_number", "card", "password")
"""What a registration asks for, beside consent."""
CLOSED = frozenset({"policies"})
"""Screens that show a guest the login instead."""


@dataclass(frozen=True, slots=True)
class InsurerApp:
    """The demo insurer. ``switched_on``: of the demo's defects, it knows ``account-enumeration``."""

    switched_on: Collection[str] = ()
    manifest: Manifest = field(
        default=Manifest(package=PACKAGE, label="示例保险", schemes=(SCHEME,), permissions=())
    )

    def start(self, context: Context) -> InsurerProcess:
        """A new process."""
        return InsurerProcess(context, tells_accounts="account-enumeration" in self.switched_on)


class InsurerProcess:
    """A running insurer: what it shows follows from its data and from the page on top.

    :param tells_accounts: the login says whether an account exists.
    """

    activity = ".Main"

    def __init__(self, context: Context, *, tells_accounts: bool) -> None:
        self.context = context
        self._tells_accounts = tells_accounts
        self._visits = 0
        self.stack = [Page("home")]

    # ------------------------------------------------------------------ what Android asks

    def open(self, intent: Intent) -> None:
        """Show what a deep link names; without one, what showed before."""
        link = urlsplit(intent.data)
        if link.scheme == SCHEME:
            name = link.path.strip("/")
            self.tab(name if name in screens.SCREENS else "home")

    def panes(self) -> Sequence[Pane]:
        """The page on top, or the notice that waits for its answer."""
        page = self.page
        if not (self.agreed or self.looks_around) and page.name != "privacy":
            return (Pane(root=screens.notice(self), key="notice"),)
        return (Pane(root=screens.SCREENS[page.name](self), key=f"{page.name}.{page.visit}"),)

    def back(self) -> bool:
        """One step back; on the first page, and while the notice waits, leave."""
        if len(self.stack) == 1:
            return False
        self.stack.pop()
        return True

    def paused(self) -> None:
        """Nothing to do."""

    def resumed(self) -> None:
        """Nothing to do."""

    # ------------------------------------------------------------------ moves

    @property
    def page(self) -> Page:
        """The visit on top."""
        return self.stack[-1]

    @property
    def agreed(self) -> bool:
        return bool(self.context.storage.get("agreed"))

    @property
    def looks_around(self) -> bool:
        """The user declined the notice, and sees what needs no data."""
        return bool(self.context.storage.get("declined"))

    @property
    def customer(self) -> bool:
        """Somebody is logged in."""
        return bool(self.context.storage.get("customer"))

    def go(self, name: str) -> None:
        """Open a page over the one that shows."""
        self._visits += 1
        wanted = "login" if name in CLOSED and not self.customer else name
        self.stack.append(Page(wanted, self._visits))

    def tab(self, name: str) -> None:
        """A tab or a deep link: home lies behind."""
        self.stack = [Page("home")]
        if name != "home":
            self.go(name)

    def agree(self) -> None:
        self.context.storage["agreed"] = True

    def decline(self) -> None:
        self.context.storage["declined"] = True

    def log_out(self) -> None:
        self.context.storage["customer"] = False
        self.tab("home")

    # ------------------------------------------------------------------ forms

    def log_in(self) -> None:
        """An unknown account and a wrong password get the same answer, which goes away by itself."""
        typed = self.page.fields
        account, password = typed.get("account", "").strip(), typed.get("password", "")
        if (account, password) == (PHONE, PASSWORD):
            self.context.storage["customer"] = True
            self.tab("policies")
        elif self._tells_accounts:
            self.context.toast("密码错误" if account == PHONE else "该帐号未注册")
        else:
            self.context.toast("帐号或密码不正确，请重新输入")

    def send_code(self) -> None:
        """A code goes to the phone; it opens one registration."""
        self.context.storage["code_open"] = True
        self.context.message(f"【示例保险】动态密码{CODE}，10分钟内有效，请勿告诉他人。")
        self.page.sent = "动态密码已发送"

    @property
    def is_filled_in(self) -> bool:
        """Whether a registration may be sent: its button is grey until nothing is left out."""
        typed = self.page.fields
        return self.page.ticked and all(typed.get(each, "").strip() for each in NEEDED)

    def register(self) -> None:
        """What was typed has to be right as well."""
        self.page.error = self._what_is_wrong(self.page.fields)
        if not self.page.error:
            self.context.storage["code_open"] = False
            self.page.done = True

    def _what_is_wrong(self, typed: Mapping[str, str]) -> str:
        code_fits = typed.get("code") == CODE and self.context.storage.get("code_open")
        answers = (
            (not re.fullmatch(r"1[3-9]\d{9}", typed.get("phone", "")), "请核对手机号"),
            (not code_fits, "动态密码有误"),
            (not id_number_is_valid(typed.get("id_number", "")), "请核对证件号码"),
            (not card_is_valid(typed.get("card", "")), "请核对银行卡号"),
            (len(typed.get("password", "")) < 8, "登陆密码至少 8 位"),
        )
        return next((answer for wrong, answer in answers if wrong), "")
