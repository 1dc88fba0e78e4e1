"""What the phone is and how it is set: display, language, night mode, network."""

from __future__ import annotations

from .spec import PhoneSpec

KEYBOARD = "com.android.inputmethod.latin"


class Hardware:
    """Settings as Android keeps them, in the tables ``system``, ``secure`` and ``global``."""

    def __init__(self, spec: PhoneSpec) -> None:
        self.spec = spec
        self.settings: dict[str, dict[str, str]] = {
            "system": {
                "font_scale": str(spec.font_scale),
                "accelerometer_rotation": "0",
                "user_rotation": "0",
                "screen_off_timeout": "600000",
            },
            "secure": {
                "ui_night_mode": "2" if spec.night else "1",
                "default_input_method": f"{KEYBOARD}/.LatinIME",
                "enabled_accessibility_services": "",
                "location_mode": "3",
            },
            "global": {"airplane_mode_on": "0", "wifi_on": "1", "mobile_data": "1", "auto_time": "1"},
        }
        self.locale = spec.locale
        self.app_locales: dict[str, str] = {}
        self.density_override: int | None = None
        self.size_override: tuple[int, int] | None = None
        self.version = 0
        """Goes up whenever something on the display may have changed."""

    @property
    def api(self) -> int:
        return self.spec.api

    @property
    def rotation(self) -> int:
        """0 upright, 1 to 3 quarter turns."""
        value = self.settings["system"].get("user_rotation", "0")
        return int(value) % 4 if value.isdigit() else 0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in px, as the phone is held."""
        width, height = self.size_override or (self.spec.width, self.spec.height)
        return (height, width) if self.rotation % 2 else (width, height)

    @property
    def width(self) -> int:
        return self.size[0]

    @property
    def height(self) -> int:
        return self.size[1]

    @property
    def dpi(self) -> int:
        return self.density_override or self.spec.density

    @property
    def density(self) -> float:
        """px per dp"""
        return self.dpi / 160

    @property
    def font_scale(self) -> float:
        try:
            return float(self.settings["system"].get("font_scale", "1.0"))
        except ValueError:
            return 1.0

    @property
    def night(self) -> bool:
        return self.settings["secure"].get("ui_night_mode") == "2"

    @property
    def airplane(self) -> bool:
        return self.settings["global"].get("airplane_mode_on") == "1"

    @property
    def wifi(self) -> bool:
        return self.settings["global"].get("wifi_on") == "1"

    @property
    def data(self) -> bool:
        return self.settings["global"].get("mobile_data") == "1"

    @property
    def online(self) -> bool:
        """Whether an app reaches the network."""
        return (self.wifi or self.data) and not self.airplane

    def changed(self) -> None:
        """Something on the display may look different now; whoever changes `settings` says so."""
        self.version += 1
