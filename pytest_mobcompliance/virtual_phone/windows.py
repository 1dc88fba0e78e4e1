"""What lies on the display: bars, the app's panes, dialogs, keyboard and toasts, from back to front."""

from __future__ import annotations

import time
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import system
from .apps import Intent, Pane
from .dialogs import Dialog, dialog_for, other_dialog
from .hardware import KEYBOARD
from .layout import Display, lay_out
from .state import Asking, Installed, full_name
from .views import Box, Node, View, Window

if TYPE_CHECKING:
    from .phone import Phone

_BEIJING = 8 * 3600
"""s: what the clock in the status bar is ahead of UTC."""
_MARGIN = 24.0
"""dp between a dialog and the edge of the display."""
_TOAST_RISE = 64.0
"""dp between a toast and what lies below it."""


def draw(phone: Phone) -> list[Window]:
    """All windows, back to front, laid out."""
    windows = _app_windows(phone, keyboard=bool(phone.focus_key))
    if phone.focus_key and not _shows_field(windows, phone.focus_key):
        phone.focus_key = ""
        windows = _app_windows(phone, keyboard=False)
    if phone.focus_key:
        windows.append(_keyboard(phone))
    windows += [_prompt(phone, asking) for asking in phone.asking[:1]]
    windows += [_cover(phone) for _ in phone.asking[:1] if phone.is_covered]
    windows += [_trouble(phone, package) for package in phone.troubled[-1:]]
    windows += [_toast(phone, words, number) for number, (_, words) in enumerate(phone.shown_toasts)]
    return [_status_bar(phone), *windows, _navigation_bar(phone)]


def _shows_field(windows: Sequence[Window], key: str) -> bool:
    return any(node.key == key and node.view.editable for each in windows for node in each.root.walk())


def _display(phone: Phone) -> Display:
    return Display(
        density=phone.density, font_scale=phone.font_scale, api=phone.spec.api, scrolled=phone.scrolled
    )


def _px(phone: Phone, dp: float) -> int:
    return round(dp * phone.density)


def _below_status_bar(phone: Phone) -> Box:
    return (0, _px(phone, system.STATUS_BAR), phone.width, phone.height)


# ------------------------------------------------------------------ bars, keyboard, toasts


def _status_bar(phone: Phone) -> Window:
    clock = time.strftime("%H:%M", time.gmtime(phone.now() + _BEIJING))
    area = (0, 0, phone.width, _px(phone, system.STATUS_BAR))
    root = lay_out(system.status_bar(clock), area, _display(phone), "status_bar")
    return Window(package=system.SYSTEM_UI, activity="", root=root, kind="bar")


def _navigation_bar(phone: Phone) -> Window:
    view = system.navigation_bar(phone.press)
    area = (0, phone.height - _px(phone, system.NAVIGATION_BAR), phone.width, phone.height)
    root = lay_out(view, area, _display(phone), "navigation_bar")
    return Window(package=system.SYSTEM_UI, activity="", root=root, kind="bar")


def _keyboard(phone: Phone) -> Window:
    top = phone.height - _px(phone, system.KEYBOARD_HEIGHT)
    area = (0, top, phone.width, phone.height - _px(phone, system.NAVIGATION_BAR))
    root = lay_out(system.keyboard(phone.press_letter), area, _display(phone), "keyboard")
    return Window(package=KEYBOARD, activity="", root=root, kind="keyboard")


def _toast(phone: Phone, words: str, number: int) -> Window:
    view = system.toast(words)
    _, _, width, height = lay_out(view, (0, 0, phone.width, phone.height), _display(phone)).box
    left = (phone.width - width) // 2
    bottom = phone.height - _px(phone, system.NAVIGATION_BAR + _TOAST_RISE * (number + 1))
    root = lay_out(view, (left, bottom - height, left + width, bottom), _display(phone), f"toast{number}")
    return Window(package=phone.front, activity="", root=root, kind="toast")


# ------------------------------------------------------------------ the app in front


def _app_windows(phone: Phone, *, keyboard: bool) -> list[Window]:
    panes = panes_of(phone, phone.installed[phone.front])
    if panes is None:  # it crashed while it drew: what lies behind shows
        panes = panes_of(phone, phone.installed[phone.front]) or ()
    known = phone.installed[phone.front]
    activity = full_name(phone.front, known.process.activity if known.process is not None else "")
    floor = phone.height - _px(phone, system.KEYBOARD_HEIGHT if keyboard else system.NAVIGATION_BAR)
    area = (0, _px(phone, system.STATUS_BAR), phone.width, floor)
    return [
        _app_window(phone, pane, area, activity, f"{phone.front}/{pane.key or number}")
        for number, pane in enumerate(panes)
    ]


def _app_window(phone: Phone, pane: Pane, area: Box, activity: str, key: str) -> Window:
    is_dialog = pane.kind == "dialog"
    return Window(
        package=phone.front,
        activity=activity,
        root=_in_middle(phone, pane.root, area, key)
        if is_dialog
        else lay_out(pane.root, area, _display(phone), key),
        kind=pane.kind,
        secure=pane.secure,
        dim=is_dialog,
        key=key,
    )


def panes_of(phone: Phone, known: Installed) -> Sequence[Pane] | None:
    """What a process wants to show; None when it does not run or died of the question."""
    if known.process is None:
        return None
    try:
        return known.process.panes()
    except Exception:  # whatever an app throws while it draws
        phone.crash(known, traceback.format_exc())
        return None


def _in_middle(phone: Phone, view: View, area: Box, key: str) -> Node:
    room = _px(phone, _MARGIN)
    inside = (area[0] + room, area[1] + room, area[2] - room, area[3] - room)
    box = lay_out(view, inside, _display(phone)).box
    width, height = box[2] - box[0], box[3] - box[1]
    left = (area[0] + area[2] - width) // 2
    top = (area[1] + area[3] - height) // 2
    return lay_out(view, (left, top, left + width, top + height), _display(phone), key)


# ------------------------------------------------------------------ the system's dialogs


def _prompt(phone: Phone, asking: Asking) -> Window:
    dialog = _dialog(phone, asking)
    root = _in_middle(phone, dialog.root, _below_status_bar(phone), "prompt")
    return Window(
        package=dialog.package, activity=dialog.activity, root=root, kind="system", dim=True, key="prompt"
    )


def _dialog(phone: Phone, asking: Asking) -> Dialog:
    def answer(meaning: str, *, precise: bool = True, dont_ask_again: bool = False) -> None:
        phone.answer(asking, meaning, precise=precise, dont_ask_again=dont_ask_again)

    label = phone.installed[asking.package].manifest.label
    return dialog_for(phone.spec, label, asking.ahead[0], answer, phone.locale, asking.state)


def _cover(phone: Phone) -> Window:
    """A question of the settings over the permission dialog; either button closes it."""
    dialog = other_dialog("battery", "", phone.locale, lambda key: phone.uncover())
    root = _in_middle(phone, dialog.root, _below_status_bar(phone), "cover")
    return Window(
        package=dialog.package, activity=dialog.activity, root=root, kind="system", dim=True, key="cover"
    )


def _trouble(phone: Phone, package: str) -> Window:
    known = phone.installed[package]

    def chosen(key: str) -> None:
        if key == "wait":
            phone.wait_for(package)
        elif key == "close":
            phone.force_stop(package)
        else:
            phone.force_stop(package)
            phone.start(Intent(package=system.SETTINGS, data=f"package:{package}"))

    dialog = other_dialog("anr" if known.hangs else "crash", known.manifest.label, phone.locale, chosen)
    root = _in_middle(phone, dialog.root, _below_status_bar(phone), "trouble")
    return Window(package=dialog.package, activity="", root=root, kind="system", dim=True, key="trouble")
