"""Screens that everybody sees: home, search, the features with a permission, and help."""

from __future__ import annotations

from dataclasses import replace

from ..apps import Intent
from ..views import BUTTON, IMAGE, IMAGE_BUTTON, VIEW, WEB, View, column, image, row, stack, text
from .features import FEATURES, purpose, use
from .forms import found
from .parts import (
    action,
    card,
    entry,
    field,
    floating,
    full_screen,
    group,
    heading,
    icon_button,
    screen,
    second,
    soft,
    some,
    style,
    told,
    words,
)
from .state import Bank
from .style import PALE, Style

HOTLINE = "400-000-0000"
"""Of nobody."""
_RESENT = 60
"""Seconds until a code can be asked for again."""
_GREETING = "您好，欢迎使用示例银行"
_REMARK = "本应用仅为演示，不办理真实业务"
_LONGER = "本应用仅供演示使用，不办理真实业务"
"""One line from 360 dp on, two at 320 dp."""
_LOW = {"greeting": 56, "remark": 34}
"""dp: heights that hold one line at the usual text size, and cut through what is more."""
_TOPICS = (
    "关于调整部分时段转账服务安排并提醒您及时更新身份证件资料的公告",
    "关于防范假冒客服电话和短信骗取验证码与银行卡密码的安全提示",
)
"""Titles longer than a line: they end in an ellipsis."""
_NEWS = (
    "今日网点营业到十七点",
    "周六各网点都照常营业",
    "转账前请核对收款姓名",
    "请勿向他人透露验证码",
    "手机银行支持语音播报",
    "大额取款请您提前预约",
    "证件过期请您及时更新",
)
"""Sentences of one length that take turns, one each second, under the defect changes-by-itself."""
_GRID = (
    (("account", "我的账户", "card"), ("transfer", "转账汇款", "transfer")),
    (("nearby", "附近网点", "location"), ("scan", "扫一扫", "scan")),
    (("messages", "消息提醒", "bell"), ("help", "帮助中心", "help")),
    (("login", "登录", "avatar"), ("register", "注册", "plus")),
)
"""Screen, words and icon."""


def home(bank: Bank) -> View:
    look = style(bank)
    entry_there = not bank.has("elderly-no-entry")
    return screen(
        bank,
        "首页",
        card(look, *_greeting(bank, look), id="home_card"),
        *some(bank.elderly, *_elderly_extras(bank, look)),
        *some(
            bank.elderly,
            action(look, "elderly_off", "返回标准版", lambda: bank.set_elderly(False)),
            *some(bank.has("elderly-ads"), _advertisement(look)),
        ),
        *some(
            not bank.elderly and entry_there,
            action(look, "elderly_entry", "长辈版", lambda: bank.set_elderly(True)),
        ),
        _search_bar(bank, look),
        *(row(*(_tile(bank, look, *each) for each in pair), gap=12, gravity="start") for pair in _GRID),
        *_home_defects(bank, look),
        *_home_behaviours(bank, look),
    )


def _greeting(bank: Bank, look: Style) -> tuple[View, ...]:
    """The card on top of home; two defects let its texts run into each other."""
    waving = bank.has("emoji-and-icon-glyphs")
    greeting = words(look, f"{_GREETING}👋" if waving else _GREETING, id="home_greeting")
    remark = soft(look, _REMARK, id="home_remark")
    if (bank.has("dark-pale") and bank.context.night) or bank.has("pale-text"):
        remark = replace(remark, color=PALE[bank.context.night])
    if bank.has("elderly-small-text") and look.elderly:
        remark = replace(remark, size=14)
    if bank.has("narrow-cut") and not look.elderly:
        remark = replace(remark, text=_LONGER, height=_LOW["remark"])
    if bank.has("cut-text-scale") and not look.elderly:
        greeting = replace(greeting, text=f"{_GREETING}客户端", height=_LOW["greeting"])
    hide = icon_button(look, "hide_tip", "close", "收起提示", lambda: None, width=24, height=24, padding=4)
    if bank.has("overlap-large-text") and not look.elderly:
        return (stack(greeting, replace(remark, at=("start", "end")), height=64),)
    if bank.has("overlap-narrow") and not look.elderly:
        last = soft(look, "上次登录：无", id="home_last", width="wrap", at=("end", "start"))
        return (stack(replace(greeting, width="wrap"), last), remark)
    return greeting, remark, *some(bank.has("small-target"), hide)


def _elderly_extras(bank: Bank, look: Style) -> tuple[View, ...]:
    """What only the elderly home screen shows: three defects and two behaviours."""
    news = words(look, _NEWS[int(bank.context.now()) % len(_NEWS)], id="home_news")
    left = _RESENT - int(bank.context.now()) % _RESENT
    wait = soft(look, f"您要的验证码已发送，{left} 秒后可重新获取", id="home_wait")
    close = icon_button(look, "popup_close", "close", "关闭", lambda: None, width=32, height=32, padding=4)
    return (
        *some(bank.has("asks-three-fingers"), words(look, "撤销上一步请用三指下滑", id="home_gesture")),
        *some(bank.has("two-fingers"), words(look, "双指张开可放大文字", id="home_gesture")),
        *some(bank.has("changes-by-itself"), card(look, news)),
        *some(bank.has("countdown"), wait),
        *some(bank.has("tiny-close-elderly"), floating(look, "home_popup", "长辈版使用小贴士", close)),
    )


def _search_bar(bank: Bank, look: Style) -> View:
    low = bank.has("elderly-small-target") and look.elderly
    return row(
        image("search"),
        words(look, "搜索", weight=1),
        id="go_search",
        on_tap=lambda: bank.go("search"),
        gap=8,
        background=look.card,
        height=46 if low else "wrap",
        padding=0 if low else look.pad,
    )


def _tile(bank: Bank, look: Style, name: str, said: str, icon: str) -> View:
    return column(
        image(icon),
        words(look, said, width="wrap"),
        id=f"go_{name}",
        weight=1,
        padding=12,
        gap=4,
        gravity="center",
        background=look.card,
        on_tap=lambda: bank.go(name),
    )


def _advertisement(look: Style) -> View:
    return card(
        look,
        soft(look, "广告"),
        words(look, "新客理财限时加息"),
        action(look, "ad_claim", "立即领取红包", lambda: None),
        id="ad",
    )


def _home_defects(bank: Bank, look: Style) -> tuple[View, ...]:
    return (
        *some(bank.has("unnamed-button"), icon_button(look, "home_more", "more", "", lambda: None)),
        *some(bank.has("name-repeats-role"), second(look, "home_service", "服务预约按钮", lambda: None)),
        *some(bank.has("unclear-link"), second(look, "home_unclear", "点击这里", lambda: bank.go("help"))),
        *some(
            bank.has("image-alt"),
            icon_button(
                look,
                "home_picture",
                "picture",
                "",
                lambda: bank.go("help"),
                cls=IMAGE,
                width="fill",
                height=96,
            ),
        ),
    )


def _home_behaviours(bank: Bank, look: Style) -> tuple[View, ...]:
    notices = (
        entry(look, f"home_notice_{number}", f"第 {number} 期服务公告", lambda: bank.go("help"))
        for number in range(1, 21)
    )
    glyph = text("\ue8b6", width=look.target, size=24, color=look.brand, id="home_glyph")
    return (
        *some(bank.has("clipped-rows"), group(*notices, id="home_notices")),
        *some(
            bank.has("decorative-images"),
            image("picture", width="fill", height=96, id="home_banner"),
            row(image("dot", width=8, height=8), image("dot", width=8, height=8), gap=8),
        ),
        *some(
            bank.has("emoji-and-icon-glyphs"),
            row(
                glyph,
                words(look, "我的收藏⭐️", weight=1),
                id="home_favourites",
                padding=look.pad,
                on_tap=lambda: bank.go("help"),
            ),
            text(
                "\ue029",
                desc="语音助手",
                id="home_voice",
                width=look.target,
                height=look.target,
                size=24,
                line_spacing=1.0,
                color=look.brand,
                on_tap=lambda: bank.go("help"),
            ),
        ),
    )


def search(bank: Bank) -> View:
    look, page = style(bank), bank.page
    term = page.told.get("search_term", "")
    results = [_result(bank, look, title, name) for title, name in found(term, on=bank.on)]
    answer = f"找到 {len(results)} 项" if results else "没有找到相关功能"
    label, typed = field(look, page, "search_field", "功能名称")
    if bank.has("described-field"):
        typed = replace(typed, desc="搜索内容", text=page.fields.get("search_field", "附近网点"))
    return screen(
        bank,
        "搜索",
        label,
        typed,
        action(
            look,
            "search_go",
            "查找",
            lambda: page.told.__setitem__("search_term", page.fields.get("search_field", "")),
        ),
        *some("search_term" in page.told, soft(look, answer, id="search_status")),
        group(*results, id="search_results"),
    )


def _result(bank: Bank, look: Style, title: str, name: str) -> View:
    if name == "elderly":
        return entry(look, "search_result_elderly", title, lambda: bank.set_elderly(True))
    return entry(look, f"search_result_{name}", title, lambda: bank.go(name))


def _feature(bank: Bank, title: str, *rest: View) -> View:
    look, page = style(bank), bank.page
    feature = FEATURES[page.name]
    if "blocked" in page.flags:
        return screen(bank, title, heading(look, "请先授权"), words(look, "不授权无法继续"))
    return screen(
        bank,
        title,
        *some(not bank.has("no-purpose"), words(look, purpose(bank, page.name), id=f"{page.name}_purpose")),
        action(look, feature.trigger, feature.offer, lambda: use(bank, page.name)),
        *told(look, page, f"{feature.trigger}_status"),
        *rest,
    )


def nearby(bank: Bank) -> View:
    look = style(bank)
    return _feature(
        bank,
        "附近网点",
        card(look, words(look, "示例路支行"), soft(look, "示例市示例路 1 号")),
        card(look, words(look, "样本街支行"), soft(look, "示例市样本街 2 号")),
    )


def scan(bank: Bank) -> View:
    picture = image("camera", "相机画面", width="fill", height=240, id="scan_picture")
    return _feature(bank, "扫一扫", *some("on" in bank.page.flags, picture))


def messages(bank: Bank) -> View:
    return _feature(bank, "消息提醒")


def help_(bank: Bank) -> View:
    look = style(bank)
    if bank.has("mute-screen"):
        return View(cls="android.view.SurfaceView", id="help_title", height="fill", background=look.page)
    if bank.has("webview-screen") or bank.has("webview-content"):
        page = _web_page(look) if bank.has("webview-content") else ()
        return full_screen(bank, "帮助中心", View(cls=WEB, id="help_web", children=page, weight=1, gap=8))
    return screen(
        bank,
        "帮助中心",
        heading(look, "常见问题"),
        card(
            look,
            words(look, "忘记密码怎么办？"),
            soft(look, "请携带身份证件到网点办理。"),
            words(look, "手机丢失怎么办？"),
            soft(look, "请立即拨打客服热线，暂停电子银行服务。"),
        ),
        *_help_defects(bank, look),
        *_help_behaviours(bank, look),
        heading(look, "客服热线"),
        second(look, "help_hotline", f"拨打 {HOTLINE}", lambda: _dial(bank)),
        *complaint_channel(bank, look, "help"),
    )


def _help_defects(bank: Bank, look: Style) -> tuple[View, ...]:
    """Two buttons in one place, and a button inside what is tapped as a whole."""
    like = icon_button(look, "help_like", "star", "收藏本页", lambda: None)
    share = icon_button(look, "help_share", "next", "分享本页", lambda: None, background=look.card)
    inner = second(look, "help_chat", "在线客服", lambda: bank.go("complaint"))
    return (
        *some(bank.has("stacked-buttons"), stack(like, share)),
        *some(
            bank.has("reader-unreachable"),
            icon_button(look, "help_print", "folder", "下载指南", lambda: None, important=False),
        ),
        *some(
            bank.has("button-in-button"),
            column(
                inner, id="help_box", on_tap=lambda: bank.go("complaint"), padding=12, background=look.card
            ),
        ),
    )


def _help_behaviours(bank: Bank, look: Style) -> tuple[View, ...]:
    slogan = words(look, "守护您的每一笔资金", id="help_slogan", color="#ffffff", bold=True)
    banner = column(slogan, id="help_banner", photo=True, height=120, padding=32)
    titles = (
        entry(look, f"help_topic_{number}", said, lambda: bank.go("complaint"), most_lines=1)
        for number, said in enumerate(_TOPICS, 1)
    )
    return (
        *some(bank.has("photo-banner"), banner),
        *some(bank.has("ellipsis-titles"), group(*titles, id="help_topics")),
    )


def _dial(bank: Bank) -> None:
    bank.context.start(Intent(data=f"tel:{HOTLINE}"))


def _web_page(look: Style) -> tuple[View, ...]:
    """A page seen from outside: nodes as Chromium tells them, some small and without a name."""
    return (
        View(cls="android.view.View", text="常见问题", size=look.size, color=look.text, heading=True),
        View(cls=VIEW, width=20, height=20, on_tap=lambda: None),
        View(cls=BUTTON, text="展开", width=40, height=28, size=14, color=look.brand, on_tap=lambda: None),
        View(cls=IMAGE_BUTTON, width=16, height=16, on_tap=lambda: None),
        View(cls="android.view.View", text="忘记密码时，请到网点办理。", size=look.size, color=look.text),
    )


def complaint_channel(bank: Bank, look: Style, place: str) -> tuple[View, ...]:
    """How to complain, and until when an answer comes (CAC 2019-191: at most 15 working days)."""
    days = 30 if bank.has("slow-complaint") else 15
    return some(
        not bank.has("no-complaint"),
        heading(look, "投诉渠道"),
        card(
            look,
            words(look, f"投诉热线 {HOTLINE}"),
            words(look, "投诉邮箱 complaint@bank.example"),
            words(look, f"我们将在{days}个工作日内答复"),
        ),
        entry(look, f"{place}_complaint", "在线投诉", lambda: bank.go("complaint")),
    )


def complaint(bank: Bank) -> View:
    look, page = style(bank), bank.page
    return screen(
        bank,
        "意见受理",
        *field(look, page, "complaint_text", "您遇到的问题"),
        action(
            look,
            "complaint_submit",
            "提交意见",
            lambda: page.told.__setitem__("complaint_status", "已收到，我们会尽快答复"),
        ),
        *told(look, page, "complaint_status"),
    )
