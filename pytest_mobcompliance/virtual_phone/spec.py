"""Which phone is simulated: its Android version, vendor, display and first settings."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

VENDORS = ("aosp", "miui", "emui", "coloros", "originos", "oneui")
API_LEVELS = range(26, 37)
RELEASES = {
    26: "8.0.0",
    27: "8.1.0",
    28: "9",
    29: "10",
    30: "11",
    31: "12",
    32: "12",
    33: "13",
    34: "14",
    35: "15",
    36: "16",
}
"""``ro.build.version.release`` by API level."""
BRANDS = {
    "aosp": ("Android", "Virtual Phone"),
    "miui": ("Xiaomi", "Virtual MIUI"),
    "emui": ("HUAWEI", "Virtual EMUI"),
    "coloros": ("OPPO", "Virtual ColorOS"),
    "originos": ("vivo", "Virtual OriginOS"),
    "oneui": ("samsung", "Virtual One UI"),
}
"""``ro.product.brand`` and a model name that says what this is."""
FAULTS = {
    "prompt-twice": "a permission dialog stands there twice, one exactly over the other",
    "prompt-changes": "another question of the app takes the place of the one whose button was just found",
    "prompt-presses": "the same, in the moment of the tap",
    "prompt-covers": "a dialog of another kind lies over the permission dialog",
}
"""What a phone may do to a permission dialog, and no app's fault; for `PhoneSpec.faults`."""
SURROUNDINGS = frozenset({"rooted", "emulated"})
"""What an app can find out about an unsafe device; for `PhoneSpec.surroundings`."""
NONLINEAR_API = 34
"""From here on large texts grow less than small ones (Android 14)."""
# AOSP, FontScaleConverterFactory: sp → dp by font scale.
_SP = (8, 10, 12, 14, 18, 20, 24, 30, 100)
_DP = {
    1.0: (8, 10, 12, 14, 18, 20, 24, 30, 100),
    1.15: (9.2, 11.5, 13.8, 16.4, 19.8, 21.8, 25.2, 30, 100),
    1.3: (10.4, 13, 15.6, 18.8, 21.6, 23.6, 26.4, 30, 100),
    1.5: (12, 15, 18, 22, 24, 26, 28, 30, 100),
    1.8: (14.4, 18, 21.6, 24.4, 27.6, 30.8, 32.8, 34.8, 100),
    2.0: (16, 20, 24, 26, 30, 34, 36, 38, 100),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneSpec:
    """A phone as it leaves the box. ``width`` and ``height`` are px, ``density`` is dpi (160: 1 px per dp).

    :raises ValueError: for an API level or vendor that is not simulated.
    """

    api: int = 34
    vendor: str = "aosp"
    width: int = 1080
    height: int = 2340
    density: int = 440
    locale: str = "zh-CN"
    font_scale: float = 1.0
    night: bool = False
    serial: str = "virtual-phone"
    faults: tuple[str, ...] = ()
    """What goes wrong with permission dialogs, by the names of `FAULTS`."""
    root: bool = True
    """An image for development, like the emulator's: adb's shell is root, so it may set the clock. The phones
    that people buy are not like that."""

    surroundings: tuple[str, ...] = ()
    """Of `SURROUNDINGS`: ``su`` is there for every app, or it is an emulator."""

    def __post_init__(self) -> None:
        if self.api not in API_LEVELS:
            raise ValueError(f"api {self.api}: one of {API_LEVELS.start} to {API_LEVELS.stop - 1}")
        if self.vendor not in VENDORS:
            raise ValueError(f"vendor {self.vendor!r}: one of {', '.join(VENDORS)}")
        if unknown := set(self.faults) - FAULTS.keys():
            raise ValueError(f"fault {', '.join(sorted(unknown))}: one of {', '.join(FAULTS)}")
        if unknown := set(self.surroundings) - SURROUNDINGS:
            wanted = ", ".join(sorted(SURROUNDINGS))
            raise ValueError(f"surroundings {', '.join(sorted(unknown))}: one of {wanted}")


def text_dp(sp: float, font_scale: float, api: int) -> float:
    """Size in dp of a text that the app gives in sp, as this Android version scales it."""
    if api < NONLINEAR_API or font_scale < 1.03:
        return sp * font_scale
    scales = sorted(_DP)
    at = min(max(bisect_left(scales, font_scale), 1), len(scales) - 1)
    low, high = scales[at - 1], scales[at]
    share = min((font_scale - low) / (high - low), 1.0)
    return _along(sp, _DP[low]) * (1 - share) + _along(sp, _DP[high]) * share


def _along(sp: float, sizes: tuple[float, ...]) -> float:
    if sp <= _SP[0]:
        return sp * sizes[0] / _SP[0]
    if sp >= _SP[-1]:
        return sp
    at = bisect_left(_SP, sp)
    share = (sp - _SP[at - 1]) / (_SP[at] - _SP[at - 1])
    return sizes[at - 1] * (1 - share) + sizes[at] * share
