"""Pieces that the bank's screens are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from ..views import IMAGE_BUTTON, View, button, check, column, field_, image, row, scroll, stack, text
from .guarding import guarded
from .state import Bank, Page
from .style import Style, style_of

_TABS = (("home", "首页", "home"), ("transfer", "转账", "transfer"), ("settings", "我的", "avatar"))
"""Screen, words and icon."""
_WINDOWS = {"messages": "tiny-close", "scan": "close-in-corner"}
"""Screens over which a defect shows a floating window."""


def style(bank: Bank) -> Style:
    """The look that goes with the mode and the time of day."""
    fixed = bank.elderly and bank.has("text-does-not-reach-30")
    return style_of(bank.elderly, bank.context.night, fixed=fixed)


def some(on: bool, *views: View) -> tuple[View, ...]:
    """The views, or none."""
    return views if on else ()


# ------------------------------------------------------------------ texts


def words(look: Style, said: str, **facts: object) -> View:
    """Body text."""
    known: dict[str, object] = {
        "size": look.size,
        "in_px": look.fixed,
        "color": look.text,
        "line_spacing": look.spacing,
    }
    return text(said, **known | facts)


def heading(look: Style, said: str, **facts: object) -> View:
    """Title of a part of a screen."""
    return words(look, said, **{"size": look.heading, "bold": True, "heading": True} | facts)


def soft(look: Style, said: str, **facts: object) -> View:
    """A label or remark."""
    return words(look, said, **{"color": look.soft} | facts)


def told(look: Style, page: Page, id: str, *, bad: bool = False) -> tuple[View, ...]:
    """What the app answered, once it has."""
    said = page.told.get(id, "")
    return some(bool(said), words(look, said, id=id, color=look.bad if bad else look.good))


# ------------------------------------------------------------------ what is tapped


def action(look: Style, id: str, said: str, on_tap: Callable[[], None], **facts: object) -> View:
    """The main button of a screen. It grows with its text."""
    known: dict[str, object] = {
        "id": id,
        "height": "wrap",
        "padding": look.pad,
        "size": look.size,
        "in_px": look.fixed,
        "line_spacing": look.spacing,
        "background": look.brand,
        "color": look.on_brand,
    }
    return button(said, on_tap, **known | facts)


def second(look: Style, id: str, said: str, on_tap: Callable[[], None], **facts: object) -> View:
    """A button beside the main one."""
    return action(look, id, said, on_tap, **{"background": look.field, "color": look.brand} | facts)


def link(look: Style, id: str, said: str, on_tap: Callable[[], None]) -> View:
    """A text of its own that leads somewhere."""
    return words(look, said, id=id, on_tap=on_tap, padding=look.pad, color=look.brand)


def entry(
    look: Style, id: str, said: str, on_tap: Callable[[], None], *inside: View, most_lines: int = 0
) -> View:
    """A row of a menu: the row is tapped, the words stand in it."""
    end = inside or (image("chevron"),)
    return row(
        words(look, said, weight=1, most_lines=most_lines),
        *end,
        id=id,
        on_tap=on_tap,
        padding=look.pad,
        gap=8,
        background=look.card,
    )


def icon_button(
    look: Style, id: str, icon: str, desc: str, on_tap: Callable[[], None], **facts: object
) -> View:
    """A button that is only a picture, as large as a finger."""
    known: dict[str, object] = {
        "cls": IMAGE_BUTTON,
        "icon": icon,
        "desc": desc,
        "width": look.target,
        "height": look.target,
        "padding": 12,
        "color": look.brand,
    }
    return View(id=id, on_tap=on_tap, **known | facts)  # type: ignore[arg-type]


def field(look: Style, page: Page, id: str, label: str, *, secret: bool = False) -> tuple[View, View]:
    """A label, and the field to type into; where a value was refused, the field says why, and is red."""
    wrong = page.wrong == id
    return (
        words(look, label),
        field_(
            page.fields.get(id, ""),
            lambda typed: page.fields.__setitem__(id, typed),
            id=id,
            hint=f"请输入{label}",
            password=secret,
            height="wrap",
            padding=look.pad,
            size=look.size,
            in_px=look.fixed,
            line_spacing=look.spacing,
            color=look.text,
            background=look.refused if wrong else look.field,
            invalid=wrong,
            error=page.told.get(f"{page.name}_error", "") if wrong else "",
        ),
    )


def tick(look: Style, page: Page, id: str, said: str, *, preset: bool = False) -> View:
    """A box to tick, with its words."""
    return check(
        said,
        preset != (id in page.flags),
        lambda: page.flip(id),
        id=id,
        padding=look.pad if look.elderly else 8,
        size=look.size,
        in_px=look.fixed,
        line_spacing=look.spacing,
        color=look.text,
    )


# ------------------------------------------------------------------ groups


def card(look: Style, *inside: View, id: str = "") -> View:
    return column(*inside, id=id, background=look.card, padding=16, gap=8)


def group(*rows: View, id: str = "") -> View:
    """Rows of a menu below each other."""
    return column(*rows, id=id, gap=1)


def pairs(look: Style, facts: Iterable[tuple[str, str]], id: str = "") -> tuple[View, ...]:
    """Labels with values. ``id``: what the values' ids begin with."""
    return tuple(
        row(
            soft(look, label, weight=2),
            words(look, value, weight=3, id=f"{id}_{number}" if id else ""),
            gap=8,
            gravity="start",
        )
        for number, (label, value) in enumerate(facts, start=1)
    )


def floating(look: Style, id: str, said: str, close: View, *, low: bool = False) -> View:
    """A small window over a screen, with what closes it: at its upper right, or (``low``) lower right."""
    top, end = ((), (row(column(weight=1), close),)) if low else ((close,), ())
    return column(
        row(heading(look, said, weight=1), *top, gap=8),
        words(look, "到账时为您读出金额"),
        *end,
        id=id,
        width=280,
        padding=12,
        gap=8,
        background=look.card,
    )


# ------------------------------------------------------------------ whole screens


def screen(bank: Bank, title: str, *content: View) -> View:
    """A screen of the main activity: title bar, what scrolls, and the tabs."""
    look = style(bank)
    name = bank.page.name
    whole = column(
        _bar(bank, look, f"{name}_title", title),
        scroll(*(guarded(bank, view) for view in content), id=f"{name}_scroll", padding=16, gap=12),
        *some(bank.browsing, soft(look, "当前为仅浏览模式", id="browse_only", padding=8, size=look.small)),
        _tabs(bank, look),
        height="fill",
        background=look.page,
    )
    return _under_window(bank, look, _under_toast(bank, look, whole))


def full_screen(bank: Bank, title: str, content: View) -> View:
    """A screen whose content fills it and does not scroll by itself, such as a web page."""
    look = style(bank)
    return column(
        _bar(bank, look, f"{bank.page.name}_title", title),
        content,
        _tabs(bank, look),
        height="fill",
        background=look.page,
    )


def document(bank: Bank, title: str, *content: View) -> View:
    """An activity of its own, without tabs."""
    look = style(bank)
    name = bank.page.name
    return column(
        _bar(bank, look, f"{name}_title", title),
        scroll(*content, id=f"{name}_scroll", padding=16, gap=12),
        height="fill",
        background=look.page,
    )


def _bar(bank: Bank, look: Style, id: str, title: str) -> View:
    named = heading(look, title, id=id, size=look.title, weight=1)
    if bank.has("title-bar-action") and bank.page.name == "transfer":
        named = _bar_with_action(bank, look, replace(named, text="转账"))
    return row(
        *some(len(bank.stack) > 1, icon_button(look, "app_back", "back", "返回", bank.pop)),
        named,
        id="app_bar",
        padding=8,
        gap=8,
        background=look.card,
    )


def _bar_with_action(bank: Bank, look: Style, named: View) -> View:
    """The title's box is as wide as the bar, and a button lies over its end; the words do not meet."""
    done = replace(link(look, "app_done", "完成", bank.home), width="wrap", at=("end", "center"))
    middle = replace(named, gravity="center", at=("start", "center"), weight=0)
    return stack(middle, done, weight=1)


def _tabs(bank: Bank, look: Style) -> View:
    return row(
        *(_tab(bank, look, name, said, icon) for name, said, icon in _TABS),
        id="tab_bar",
        background=look.card,
    )


def _tab(bank: Bank, look: Style, name: str, said: str, icon: str) -> View:
    here = name in (page.name for page in bank.stack[:2]) and (name != "home" or len(bank.stack) == 1)
    return column(
        image(icon),
        words(
            look,
            said,
            width="wrap",
            size=look.small,
            bold=here,
            color=look.brand if here else look.soft,
        ),
        id=f"tab_{name}",
        weight=1,
        padding=8,
        gravity="center",
        selected=here,
        on_tap=lambda: bank.tab(name),
    )


def _under_toast(bank: Bank, look: Style, whole: View) -> View:
    """The app's own toast lies over the page in the same window, and over some of its words."""
    if not bank.toast or bank.page.name != "home":
        return whole
    bread = words(look, "已是最新", id="toast_text", width="wrap", padding=8, size=look.small)
    return _over(whole, row(bread, width="wrap", background=look.field, id="toast_box"))


def _over(whole: View, small: View) -> View:
    """A view over a screen, in the middle above the tabs; what holds it is no larger than it must be."""
    held = column(small, column(width=1, height=160), width="wrap", gravity="center", at=("center", "end"))
    return stack(whole, held, height="fill")


def _under_window(bank: Bank, look: Style, whole: View) -> View:
    """A floating window over a screen that is empty there, until it is closed."""
    page = bank.page
    name = _WINDOWS.get(page.name, "")
    defect = not look.elderly and bool(name) and bank.has(name)
    if not (defect or (bank.has("floating-window") and page.name == "messages")) or "closed" in page.flags:
        return whole
    side, padding = (28, 4) if defect and name == "tiny-close" else (look.target, 12)
    close = icon_button(
        look,
        f"{page.name}_popup_close",
        "close",
        "关闭",
        lambda: page.flags.add("closed"),
        width=side,
        height=side,
        padding=padding,
    )
    return _over(
        whole, floating(look, f"{page.name}_popup", "语音播报上线", close, low=name == "close-in-corner")
    )


# ------------------------------------------------------------------ rows that several screens share


def policy_row(bank: Bank, look: Style, place: str) -> tuple[View, ...]:
    """The way to the privacy policy."""
    target = "agreement" if bank.has("policy-in-agreement") else "policy"
    return some(
        not bank.has("policy-deep"), entry(look, f"{place}_policy", "隐私政策", lambda: bank.go(target))
    )


def agreement_row(bank: Bank, look: Style, place: str) -> View:
    return entry(look, f"{place}_agreement", "用户协议", lambda: bank.go("agreement"))


def list_rows(bank: Bank, look: Style, place: str) -> tuple[View, ...]:
    """The ways to the two lists (MIIT 2021-292)."""
    return some(
        not bank.has("no-lists"),
        entry(look, f"{place}_collected", "个人信息收集清单", lambda: bank.go("collected")),
        entry(look, f"{place}_shared", "第三方信息共享清单", lambda: bank.go("shared")),
    )


def withdraw_row(bank: Bank, look: Style, place: str) -> tuple[View, ...]:
    return some(
        not bank.has("no-withdraw"),
        entry(look, f"{place}_withdraw", "撤回同意", lambda: bank.go("withdraw")),
    )


def typed(page: Page) -> Mapping[str, str]:
    """What was typed, by meaning: ids are the screen's name and the meaning."""
    return {key.removeprefix(f"{page.name}_"): value for key, value in page.fields.items()}


def sent(page: Page, id: str) -> None:
    """Say that a one-time code is on its way."""
    page.told[id] = "验证码已发送"
