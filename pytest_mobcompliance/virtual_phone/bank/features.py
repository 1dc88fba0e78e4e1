"""Features that need a permission: asked for on a tap only, and a no is taken once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..apps import Pane
from ..views import column, row
from .parts import action, heading, second, style, words
from .state import Bank, Page

AGAIN = 0.4
"""Seconds until the defect denial-loop asks again."""
EARLY = 0.8
"""Seconds after its start at which defects ask, or look at the clipboard, without being asked to."""
GOES_ON = 60.0
"""Seconds that the defect location-goes-on looks for the place, once it was used."""
BEHIND = 2.0
"""Seconds after leaving at which the defect location-in-background looks for the place."""
_BOX = "again"
"""Flag of a page over which the box of the defect settings-loop stands."""
_REFUSED = "未获得授权，您仍可使用其他功能"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """What a feature needs and says. ``uses``: the app-op that its use leaves behind, empty for none."""

    permissions: tuple[str, ...]
    uses: str
    called: str
    """What people call the permission."""
    purpose: str
    trigger: str
    """Id of the button that uses the feature."""
    offer: str
    """The button's words."""
    done: str


FEATURES: Mapping[str, Feature] = {
    "nearby": Feature(
        permissions=("android.permission.ACCESS_FINE_LOCATION", "android.permission.ACCESS_COARSE_LOCATION"),
        uses="FINE_LOCATION",
        called="位置",
        purpose="位置信息仅用于查询附近网点，可以拒绝。",
        trigger="nearby_locate",
        offer="查询我附近的网点",
        done="离您最近的是示例路支行",
    ),
    "scan": Feature(
        permissions=("android.permission.CAMERA",),
        uses="CAMERA",
        called="相机",
        purpose="相机仅用于扫描二维码，可以拒绝。",
        trigger="scan_start",
        offer="开始扫描",
        done="请将二维码放入画面",
    ),
    "messages": Feature(
        permissions=("android.permission.POST_NOTIFICATIONS",),
        uses="",
        called="通知",
        purpose="通知仅用于接收交易提醒，可以拒绝。",
        trigger="messages_on",
        offer="开启消息通知",
        done="已开启交易提醒",
    ),
}
"""By the screen that they are on."""


def use(bank: Bank, name: str) -> None:
    """Use a feature of the screen that shows; who only looks around is asked for consent first."""
    if not bank.may_ask:
        bank.ask_consent()
        return
    feature, page = FEATURES[name], bank.page
    wanted = feature.permissions
    if bank.has("asks-all-at-once") and name == "nearby":
        wanted += FEATURES["scan"].permissions
    at_once = True

    def answered(granted: Mapping[str, bool]) -> None:
        if any(granted.values()):
            _begin(bank, name, granted)
            return
        page.told[f"{feature.trigger}_status"] = _REFUSED
        if bank.has("denial-blocks"):
            page.flags.add("blocked")
        if bank.has("denial-exits") and name == "scan" and not at_once:
            bank.context.crash("java.lang.SecurityException: camera")
        if bank.has("settings-loop") and at_once:
            page.flags.add(_BOX)
        if bank.has("denial-loop") and not at_once:  # at once: Android asks no more
            bank.context.later(AGAIN, lambda: use(bank, name) if bank.page is page else None)

    bank.context.request(wanted, answered)
    at_once = False


def _begin(bank: Bank, name: str, granted: Mapping[str, bool]) -> None:
    feature = FEATURES[name]
    if feature.uses:
        fine = granted.get(feature.permissions[0], False)
        goes_on = name == "nearby" and bank.has("location-goes-on")
        seconds = GOES_ON if goes_on else 0.0
        bank.context.use(feature.uses if fine else "COARSE_LOCATION", by_service=goes_on, seconds=seconds)
    bank.page.told[f"{feature.trigger}_status"] = feature.done
    bank.page.flags.add("on")


def purpose(bank: Bank, name: str) -> str:
    """What the screen says that the permission is for."""
    feature = FEATURES[name]
    return f"为保证正常使用，请允许{feature.called}权限。" if bank.has("vague-purpose") else feature.purpose


def panes(bank: Bank) -> tuple[Pane, ...]:
    """The box of the defect settings-loop, which comes back when it is closed."""
    look, page = style(bank), bank.page
    if _BOX not in page.flags or page.name not in FEATURES:
        return ()
    called, offer = FEATURES[page.name].called, FEATURES[page.name].offer

    def close() -> None:
        page.flags.discard(_BOX)
        bank.context.later(AGAIN, lambda: _again(bank, page))

    root = column(
        heading(look, f"{called}权限申请", id="again_heading"),
        words(look, f"您已拒绝{called}权限，请在“设置-应用-权限”中开启，以便{offer}。"),
        row(
            second(look, "again_close", "取消", close, weight=1),
            action(look, "again_settings", "去设置", close, weight=1),
            gap=8,
        ),
        id="again",
        width=296,
        padding=16,
        gap=8,
        background=look.card,
    )
    return (Pane(root=root, kind="dialog", cancelable=False, key="again"),)


def _again(bank: Bank, page: Page) -> None:
    if bank.page is page:
        page.flags.add(_BOX)


def at_start(bank: Bank) -> None:
    """What defects do soon after a start: ask before consent, or once more for what was refused."""
    if bank.has("geolocation-before-consent") and not bank.agreed:
        bank.context.later(EARLY, lambda: _ask_early(bank))
    if bank.has("clipboard-before-consent") and not bank.agreed:
        bank.context.later(EARLY, lambda: _look_at_clipboard(bank))
    if bank.has("asks-each-start") and bank.agreed:
        bank.context.later(EARLY, lambda: _ask_for_the_rest(bank, tuple(FEATURES)))


def left(bank: Bank) -> None:
    """What the defect location-in-background does when the app is left."""
    if bank.has("location-in-background") and bank.context.granted(FEATURES["nearby"].permissions[1]):
        bank.context.later(BEHIND, lambda: bank.context.use("FINE_LOCATION", by_service=True))


def _look_at_clipboard(bank: Bank) -> None:
    if not bank.agreed:
        bank.context.clipboard()


def _ask_for_the_rest(bank: Bank, names: tuple[str, ...]) -> None:
    """Ask for the first feature that lacks its permission; where Android asks no more, for the next."""
    lacking = [name for name in names if not any(map(bank.context.granted, FEATURES[name].permissions))]
    at_once = True

    def answered(granted: Mapping[str, bool]) -> None:
        if at_once:
            _ask_for_the_rest(bank, tuple(lacking[1:]))

    if lacking:
        bank.context.request(FEATURES[lacking[0]].permissions, answered)
        at_once = False


def _ask_early(bank: Bank) -> None:
    if not bank.agreed:
        bank.context.request(FEATURES["nearby"].permissions, lambda granted: None)
