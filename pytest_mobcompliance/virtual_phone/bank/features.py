"""Features that need a permission: asked for on a tap only, and a no is taken once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .state import Bank

AGAIN = 0.4
"""Seconds until the defect denial-loop asks again."""
EARLY = 0.8
"""Seconds after its start at which the defect geolocation-before-consent asks."""
_REFUSED = "未获得授权，您仍可使用其他功能"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """What a feature needs and says. ``uses``: the app-op that its use leaves behind, empty for none."""

    permissions: tuple[str, ...]
    uses: str
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
        purpose="位置信息仅用于查询附近网点，可以拒绝。",
        trigger="nearby_locate",
        offer="查询我附近的网点",
        done="离您最近的是示例路支行",
    ),
    "scan": Feature(
        permissions=("android.permission.CAMERA",),
        uses="CAMERA",
        purpose="相机仅用于扫描二维码，可以拒绝。",
        trigger="scan_start",
        offer="开始扫描",
        done="请将二维码放入画面",
    ),
    "messages": Feature(
        permissions=("android.permission.POST_NOTIFICATIONS",),
        uses="",
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
    at_once = True

    def answered(granted: Mapping[str, bool]) -> None:
        if any(granted.values()):
            _begin(bank, name, granted)
            return
        page.told[f"{feature.trigger}_status"] = _REFUSED
        if bank.has("denial-blocks"):
            page.flags.add("blocked")
        if bank.has("denial-loop") and not at_once:  # at once: Android asks no more
            bank.context.later(AGAIN, lambda: use(bank, name) if bank.page is page else None)

    bank.context.request(feature.permissions, answered)
    at_once = False


def _begin(bank: Bank, name: str, granted: Mapping[str, bool]) -> None:
    feature = FEATURES[name]
    if feature.uses:
        fine = granted.get(feature.permissions[0], False)
        bank.context.use(feature.uses if fine else "COARSE_LOCATION")
    bank.page.told[f"{feature.trigger}_status"] = feature.done
    bank.page.flags.add("on")


def before_consent(bank: Bank) -> None:
    """What the defect geolocation-before-consent does soon after the start."""
    if bank.has("geolocation-before-consent") and not bank.agreed:
        bank.context.later(EARLY, lambda: _ask_early(bank))


def _ask_early(bank: Bank) -> None:
    if not bank.agreed:
        bank.context.request(FEATURES["nearby"].permissions, lambda granted: None)
