"""What the insurer shows: surfaces that it draws itself, with words for screen readers; tabs at the top."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..views import STACK, VIEW, View, column, field_, row, scroll, text

if TYPE_CHECKING:
    from .app import InsurerProcess

INK, PAPER, BRAND, RED, GREY = "#1f2933", "#ffffff", "#0b6e4f", "#b00020", "#5f6b73"
TABS = (("home", "首页"), ("policies", "保单"), ("mine", "我的"))
_NOTICE = (
    "为了给您提供投保、保全和理赔服务，我们需要收集您的手机号、姓名、证件号码和银行卡号。"
    "您可以不同意，此时只能浏览公开的内容。请先阅读《隐私政策》。"
)
_POLICY = (
    "本政策适用于示例保险（虚构）。我们收集手机号、姓名、证件号码和银行卡号，用于实名认证和支付保险费。",
    "我们不向第三方提供您的信息。信息保存在中国境内，保存期限为保险合同终止后五年。",
    "您可以在“我的”中查阅、更正和删除您的信息，也可以注销帐号。投诉电话：010-00000000，15 日内答复。",
)


@dataclass(slots=True)
class Page:
    """One visit of a page: what is typed and told there is gone when the user leaves."""

    name: str
    visit: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    error: str = ""
    sent: str = ""
    ticked: bool = False
    done: bool = False


# ------------------------------------------------------------------ parts, all without ids


def _say(words: str, *, size: float = 16, color: str = INK, desc: str = "", heading: bool = False) -> View:
    return text(words, size=size, color=color, desc=desc, heading=heading)


def _press(words: str, act: Callable[[], None], *, enabled: bool = True) -> View:
    """A button that is a surface with painted words; grey while it cannot be pressed."""
    return View(
        cls=VIEW,
        drawn=words,
        desc=words,
        on_tap=act,
        enabled=enabled,
        height=52,
        size=17,
        color=PAPER,
        background=BRAND if enabled else GREY,
        gravity="center",
    )


def _lead(words: str, act: Callable[[], None]) -> View:
    """Words that lead somewhere."""
    return text(words, on_tap=act, color=BRAND, padding=14, width="wrap")


def _entry(page: Page, meaning: str, *, hint: str = "", desc: str = "", secret: bool = False) -> View:
    """A field, told by its hint or by what a screen reader says."""

    def typed(words: str) -> None:
        page.fields[meaning] = words

    return field_(
        page.fields.get(meaning, ""),
        typed,
        hint=hint,
        desc=desc,
        password=secret,
        height=52,
        padding=12,
        color=INK,
        background="#e8efec",
    )


def _tick(page: Page, words: str) -> View:
    def turn() -> None:
        page.ticked = not page.ticked

    mark = "☑" if page.ticked else "☐"
    return View(
        cls=VIEW,
        drawn=f"{mark} {words}",
        desc=words,
        checkable=True,
        checked=page.ticked,
        on_tap=turn,
        height=48,
        size=15,
        color=INK,
    )


def _told(page: Page) -> tuple[View, ...]:
    """What went wrong; the view says to screen readers what it is."""
    return (_say(page.error, color=RED, desc="错误提示"),) if page.error else ()


def _whole(app: InsurerProcess, *content: View) -> View:
    """Tabs at the top, and below what scrolls."""
    tabs = [
        View(
            cls=VIEW,
            drawn=words,
            desc=words,
            on_tap=lambda name=name: app.tab(name),  # type: ignore[misc]
            selected=app.page.name == name,
            weight=1,
            height=52,
            size=17,
            color=INK,
            background="#d7e6df",
            gravity="center",
        )
        for name, words in TABS
    ]
    return column(
        row(*tabs),
        scroll(*content, padding=20, gap=16),
        height="fill",
        background=PAPER,
        cls=STACK,
    )


# ------------------------------------------------------------------ pages


def notice(app: InsurerProcess) -> View:
    """The privacy notice: a page of its own."""
    return column(
        _say("个人信息保护提示", size=22, heading=True),
        _say(_NOTICE),
        _lead("《隐私政策》", lambda: app.go("privacy")),
        _press("同意", app.agree),
        _press("不同意，仅浏览", app.decline),
        height="fill",
        padding=24,
        gap=20,
        background=PAPER,
    )


def home(app: InsurerProcess) -> View:
    return _whole(
        app,
        _say("欢迎来到示例保险", size=22, heading=True),
        _say("这是一家虚构的保险公司。"),
        _press("查看我的保单", lambda: app.go("policies")),
    )


def policies(app: InsurerProcess) -> View:
    return _whole(
        app,
        _say("我的保单", size=22, heading=True),
        _say("终身寿险（示例） 保单号 8600****0001"),
        _say("投保人 测* 手机 137****0001"),
    )


def mine(app: InsurerProcess) -> View:
    end = (_lead("退出登陆", app.log_out),) if app.customer else (_lead("去登陆", lambda: app.go("login")),)
    return _whole(
        app,
        _say("个人中心", size=22, heading=True),
        *end,
        _lead("隐私政策", lambda: app.go("privacy")),
    )


def login(app: InsurerProcess) -> View:
    page = app.page
    return _whole(
        app,
        _say("帐号登陆", size=22, heading=True),
        _entry(page, "account", hint="手机号/邮箱/帐号"),
        _say("登陆密码"),
        _entry(page, "password", desc="登陆密码输入框", secret=True),
        _press("登陆", app.log_in),
        _lead("新用户注册", lambda: app.go("register")),
    )


def register(app: InsurerProcess) -> View:
    page = app.page
    if page.done:
        return _whole(app, _say("恭喜，注册完成"), _press("去登陆", lambda: app.go("login")))
    return _whole(
        app,
        _say("新用户注册", size=22, heading=True),
        _entry(page, "phone", hint="11 位手机号"),
        _entry(page, "code", hint="动态密码"),
        _press("获取动态密码", app.send_code),
        *((_say(page.sent),) if page.sent else ()),
        _say("投保人姓名"),
        _entry(page, "name", desc="投保人姓名输入框"),
        _say("证件号码"),
        _entry(page, "id_number", desc="证件号码输入框"),
        _entry(page, "card", hint="本人的银行卡号"),
        _entry(page, "password", hint="设置登陆密码", secret=True),
        _tick(page, "已阅读并同意《隐私政策》"),
        *_told(page),
        _press("同意并注册", app.register, enabled=app.is_filled_in),
    )


def privacy(app: InsurerProcess) -> View:
    return column(
        _say("隐私政策", size=22, heading=True),
        scroll(*map(_say, _POLICY), gap=12),
        height="fill",
        padding=20,
        gap=12,
        background=PAPER,
    )


SCREENS: Mapping[str, Callable[[InsurerProcess], View]] = {
    "home": home,
    "policies": policies,
    "mine": mine,
    "login": login,
    "register": register,
    "privacy": privacy,
}
"""By name: ``exampleinsurer://open/<name>`` opens it."""
