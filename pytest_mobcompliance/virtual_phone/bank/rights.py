"""Screens about the user's rights: settings, lists, permissions, withdrawal, about, and the documents."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from ..apps import Intent
from ..views import CHECK, SWITCH, View, column, image, row, stack
from . import consents
from .paper import paper
from .parts import (
    action,
    agreement_row,
    card,
    entry,
    field,
    group,
    heading,
    icon_button,
    list_rows,
    pairs,
    policy_row,
    screen,
    second,
    soft,
    some,
    style,
    tick,
    told,
    withdraw_row,
    words,
)
from .public import complaint_channel
from .state import EDITION, Bank
from .style import PALE, Style

PACKAGE = "cn.example.bank"
FILING = "京ICP备00000000号-1A"
"""Of nobody: real numbers do not consist of zeros."""
REGISTER = "beian.miit.gov.cn"
_UNFIT = "京ICP备0000号-1A"
_MORE = (
    "您可以随时在系统设置中打开或者关闭上面列出的任何一项权限，关闭以后我们不会反复询问。",
    "如果您更换了手机，或者重新安装了本应用，系统会在您使用对应功能时再次征求您的同意。",
)
"""Two paragraphs of two lines or more."""


@cache
def _texts() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "texts.toml").read_text("utf-8"))


def settings(bank: Bank) -> View:
    look = style(bank)
    there = bank.elderly or not bank.has("elderly-no-settings-entry")
    return screen(
        bank,
        "我的设置",
        *some(
            there,
            heading(look, "显示"),
            entry(
                look,
                "settings_elderly",
                "返回标准版" if bank.elderly else "长辈版",
                lambda: bank.set_elderly(not bank.elderly),
            ),
        ),
        heading(look, "个人信息保护"),
        group(
            entry(look, "settings_privacy", "个人信息中心", lambda: bank.go("privacy")),
            *policy_row(bank, look, "settings"),
            agreement_row(bank, look, "settings"),
            *list_rows(bank, look, "settings"),
            entry(look, "settings_permissions", "系统权限管理", lambda: bank.go("permissions")),
            *withdraw_row(bank, look, "settings"),
            *some(not bank.has("no-personalised-switch"), _switch(bank, look)),
            *_settings_behaviours(bank, look),
        ),
        heading(look, "账号与其他"),
        group(
            entry(look, "settings_partner", "生活缴费", consents.begins(bank, "partner")),
            *told(look, bank.page, "partner_status"),
            *some(
                not bank.has("no-closing"),
                entry(look, "settings_delete", "注销账号", lambda: bank.go("delete")),
            ),
            entry(look, "settings_about", "关于我们", lambda: bank.go("about")),
            entry(look, "settings_help", "帮助中心", lambda: bank.go("help")),
            entry(look, "settings_logout", "退出登录", bank.log_out)
            if bank.logged_in
            else entry(look, "settings_login", "登录账号", lambda: bank.go("login")),
        ),
        *some(
            bank.has("no-personalised-switch"), words(look, "猜你喜欢：稳健理财精选", id="settings_tailored")
        ),
    )


def _switch(bank: Bank, look: Style) -> View:
    return View(
        cls=SWITCH,
        id="settings_personalised",
        text="个性化推荐",
        checkable=True,
        checked=bank.personalised,
        on_tap=bank.flip_personalised,
        padding=look.pad,
        size=look.size,
        in_px=look.fixed,
        line_spacing=look.spacing,
        color=look.text,
        background=look.card,
    )


def _settings_behaviours(bank: Bank, look: Style) -> tuple[View, ...]:
    page = bank.page
    small = image("help", "收藏说明", on_tap=lambda: bank.go("help"), important=True, id="settings_hint")
    box = View(
        cls=CHECK, width=32, height=32, checkable=True, checked="quiet" in page.flags, id="settings_quiet_box"
    )
    return (
        *some(
            bank.has("parent-carries-click"),
            entry(look, "settings_favourites", "我的收藏", lambda: bank.go("help"), small),
            entry(look, "settings_quiet", "夜间勿扰", lambda: page.flip("quiet"), box),
        ),
        *some(
            bank.has("ad-settings"),
            entry(look, "settings_tailored", "个性化广告管理", lambda: bank.go("privacy")),
        ),
    )


def privacy(bank: Bank) -> View:
    look = style(bank)
    return screen(
        bank,
        "个人信息中心",
        card(look, words(look, "您可以在这里查看我们收集和共享了哪些信息，并管理您的授权。")),
        group(
            *policy_row(bank, look, "privacy"),
            *list_rows(bank, look, "privacy"),
            entry(look, "privacy_permissions", "系统权限管理", lambda: bank.go("permissions")),
            *withdraw_row(bank, look, "privacy"),
            *some(
                not bank.has("no-correct"),
                entry(look, "privacy_change", "更正个人信息", lambda: bank.go("correct")),
            ),
            *some(
                not bank.has("no-delete"),
                entry(look, "privacy_erase", "删除个人信息", lambda: bank.go("erase")),
            ),
            entry(look, "privacy_id_photo", "更新身份证影像", consents.begins(bank, "id_photo")),
        ),
        *told(look, bank.page, "id_photo_status"),
        *_privacy_defects(bank, look),
    )


def _privacy_defects(bank: Bank, look: Style) -> tuple[View, ...]:
    """A row whose second button comes first in the tree, and two entries of one name."""
    correct = second(look, "privacy_correct", "更正信息", lambda: bank.go("help"), width="wrap")
    copy = second(look, "privacy_copy", "导出副本", lambda: bank.go("help"), width="wrap")
    backwards = stack(replace(copy, at=("end", "center")), replace(correct, at=("start", "center")))
    return (
        *some(bank.has("reversed-order"), backwards),
        *some(
            bank.has("twin-names"),
            entry(look, "privacy_details_1", "查看明细", lambda: bank.go("collected")),
            entry(look, "privacy_details_2", "查看明细", lambda: bank.go("shared")),
        ),
    )


def collected(bank: Bank) -> View:
    return _list(bank, "个人信息收集清单", _texts()["collected"])


def shared(bank: Bank) -> View:
    return _list(bank, "第三方信息共享清单", _texts()["shared"])


def _list(bank: Bank, title: str, rows: Sequence[Mapping[str, str]]) -> View:
    """A list as cards, since a table with five columns is too wide for a phone."""
    look = style(bank)
    lacking = ("使用目的", "共享方式") if bank.has("lists-columns") else ()
    return screen(
        bank,
        title,
        *(
            card(look, *pairs(look, [each for each in facts.items() if each[0] not in lacking]))
            for facts in rows
        ),
    )


def permissions(bank: Bank) -> View:
    look = style(bank)
    facts = [("位置", "用于查询附近网点"), ("相机", "用于扫描二维码"), ("通知", "用于接收交易提醒")]
    return screen(
        bank,
        "系统权限管理",
        words(
            look,
            "以下权限只在您使用对应功能时才会申请，拒绝后不影响其他功能。",
            line_spacing=1.1 if look.elderly and bank.has("elderly-line-spacing") else look.spacing,
        ),
        card(look, *pairs(look, facts)),
        second(look, "permissions_system", "前往系统设置", lambda: _system_settings(bank)),
        column(*(words(look, each) for each in _MORE), gap=0 if bank.has("tight-paragraphs") else 24),
    )


def _system_settings(bank: Bank) -> None:
    bank.context.start(Intent(package="com.android.settings", data=f"package:{PACKAGE}"))


def withdraw(bank: Bank) -> View:
    look, page = style(bank), bank.page

    def act() -> None:
        bank.withdraw()
        page.told["withdraw_status"] = "已撤回，当前为仅浏览模式"

    return screen(
        bank,
        "撤回同意",
        words(look, "撤回后，我们不再处理需要您同意才能处理的信息，您仍可以浏览公开内容。"),
        *some(not bank.has("no-withdraw"), action(look, "withdraw_now", "确认撤回", act)),
        *told(look, page, "withdraw_status"),
    )


def correct(bank: Bank) -> View:
    look, page = style(bank), bank.page
    return screen(
        bank,
        "更正个人信息",
        words(look, "您可以更正登记的联系电话，我们在15个工作日内办结。"),
        *field(look, page, "correct_phone", "新的联系电话"),
        action(
            look,
            "correct_submit",
            "提交更正",
            lambda: page.told.__setitem__("correct_status", "已受理您的更正"),
        ),
        *told(look, page, "correct_status"),
    )


def erase(bank: Bank) -> View:
    look, page = style(bank), bank.page
    return screen(
        bank,
        "删除个人信息",
        words(look, "请选择要删除的信息。法律要求保存的交易记录除外。"),
        tick(look, page, "erase_searches", "搜索记录"),
        tick(look, page, "erase_visits", "浏览记录"),
        action(
            look,
            "erase_submit",
            "删除所选信息",
            lambda: page.told.__setitem__("erase_status", "已删除所选信息"),
        ),
        *told(look, page, "erase_status"),
    )


def about(bank: Bank) -> View:
    look = style(bank)
    return screen(
        bank,
        "关于我们",
        *some(bank.has("drawn-text"), _poster(look)),
        card(look, *pairs(look, [("运营者", "示例银行股份有限公司（虚构）"), ("版本", "1.0.0")])),
        *_filing(bank, look),
        *complaint_channel(bank, look, "about"),
        group(
            *policy_row(bank, look, "about"),
            agreement_row(bank, look, "about"),
            *some(bank.has("policy-deep"), entry(look, "about_legal", "法律信息", lambda: bank.go("legal"))),
        ),
        *_about_defects(bank, look),
    )


def _poster(look: Style) -> View:
    """A picture with words that nobody but the eye reads."""
    return image(
        "",
        drawn="理财非存款 投资须谨慎",
        id="about_poster",
        width="fill",
        height=72,
        size=20,
        padding=8,
        background=look.brand,
        color=look.on_brand,
    )


def _about_defects(bank: Bank, look: Style) -> tuple[View, ...]:
    """Icons without room, and a pale one."""
    near = (
        icon_button(look, f"about_{name}", icon, said, lambda: None, width=20, height=20, padding=2)
        for name, icon, said in (
            ("like", "star", "收藏"),
            ("ask", "message", "咨询"),
            ("call", "phone", "致电"),
        )
    )
    pale = icon_button(look, "about_code", "scan", "二维码", lambda: None, color=PALE[bank.context.night])
    return (
        *some(bank.has("crowded-icons") and not look.elderly, row(*near)),
        *some(bank.has("pale-icon"), pale),
    )


def _filing(bank: Bank, look: Style) -> tuple[View, ...]:
    number = _UNFIT if bank.has("bad-filing") else FILING
    return some(
        not bank.has("no-filing"),
        card(look, soft(look, "APP备案号"), words(look, number, id="about_filing")),
        entry(
            look,
            "about_register",
            f"备案查询 {REGISTER}",
            lambda: bank.context.start(Intent(data=f"https://{REGISTER}/")),
        ),
    )


def legal(bank: Bank) -> View:
    """Only reached under the defect policy-deep: home, settings, about, legal, papers, policy."""
    return screen(bank, "法律信息", entry(style(bank), "legal_papers", "文件汇编", lambda: bank.go("papers")))


def papers(bank: Bank) -> View:
    return screen(
        bank, "文件汇编", entry(style(bank), "papers_policy", "隐私政策", lambda: bank.go("policy"))
    )


def policy(bank: Bank) -> View:
    text = _texts()["policy"]
    if bank.edition < EDITION:  # what an earlier version of the bank had
        text = {**text, "intro": text["intro"].replace("2024", "2023")}
    return paper(bank, "隐私政策", text)


def agreement(bank: Bank) -> View:
    return paper(bank, "用户协议", _texts()["agreement"])
