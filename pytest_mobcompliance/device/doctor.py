"""What a run needs, looked for before the first test: each thing found or missing, and how to get it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

from ..errors import ConfigurationError, RigError
from ..settings import Settings, Unfit, load_settings
from .axe import axe_folder
from .forms import form
from .server import android_home, find_adb, find_appium

PATIENCE = 20
"""Seconds that a program may take to tell its version."""
DRIVERS = {
    "web": ("driver", "appium-chromium-driver"),
    "android": ("driver-android", "appium-uiautomator2-driver"),
    "ios": ("driver-ios", "appium-xcuitest-driver"),
}
"""By platform: the sentences' name of Appium's driver, and its npm package."""
FORMS = ("login", "registration", "reset", "transfer")
"""Forms that checks fill in."""
UNKNOWN = "unknown"
"""The identity that nobody has, which the login must answer like anybody."""
UNFIT = get_args(Unfit)
"""Reasons for which a registration has to refuse somebody; each needs an identity."""
HOUSE_VALUES = {
    "verification": (
        *("attempts", "lock_identity", "reset_identity", "resend_seconds", "least_age", "weak_passwords"),
        *("own_keyboard", "random_keyboard", "no_clipboard"),
    ),
    "session": ("idle_seconds", "background_seconds", "second_device"),
    "environment": ("rooted", "emulated", "background"),
}
"""Keys by their table that nothing but the house can tell."""
BRANDS = {
    "xiaomi": ("xiaomi", "redmi", "poco"),
    "vivo": ("vivo", "iqoo"),
    "oppo": ("oppo", "realme", "oneplus"),
    "huawei": ("huawei", "honor"),
    "meizu": ("meizu",),
}
"""Brands with switches of their own for USB debugging: ``ro.product.brand`` in small letters, by owner."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked for.

    ``item`` names the sentences in ``messages/doctor``; ``found`` is its version or path.

    ``needed``: no run goes without it; else reports are better with it, or more checks are verified.

    ``platform``: only apps of this one need it, and nobody has said yet whether ours is one.
    """

    item: str
    ok: bool
    found: str
    needed: bool = True
    platform: str = ""


def diagnose(config: Path | None, rootdir: Path) -> list[Diagnosis]:
    """Look for everything that a run against the configured app needs.

    Where none is configured: what any needs, and what each kind of app would need.
    """
    settings, about_settings = _settings(config)
    home = settings.server.home if settings is not None else None
    folder = settings.resolve(home) if settings is not None and home is not None else None
    platforms = list(DRIVERS) if settings is None else [settings.app.platform]
    demo = settings is not None and platforms == ["android"] and settings.app.demo
    rig = [
        replace(each, platform=platform if settings is None else "")
        for platform in platforms
        for each in _of_platform(platform, settings, folder, rootdir)
    ]
    return [
        about_settings,
        Diagnosis("python", sys.version_info >= (3, 11), sys.version.split()[0]),
        *(
            replace(each, needed=each.needed and not demo and not each.platform)
            for each in (_node(), _appium(folder, rootdir), *rig)  # a demo runs on the virtual phone
        ),
        _font(),
        _allure(folder or rootdir / "rig"),
        *(_declared(settings) if settings is not None else ()),
    ]


def _of_platform(platform: str, settings: Settings | None, home: Path | None, root: Path) -> list[Diagnosis]:
    """What only apps of this platform need."""
    told = [_driver(home, root, platform)]
    if platform == "android":
        return [*told, *_android(home, root)]
    return [*told, *_web(settings), _axe(settings, root)] if platform == "web" else told


def _declared(settings: Settings) -> list[Diagnosis]:
    """What the settings leave open: no run stops for it, and checks are not-verified without."""
    people = dict.fromkeys(settings.identities, True) or {"[identities]": False}
    unfit = {each.unfit for each in settings.identities.values()}
    houses = {
        key: getattr(getattr(settings, table), key, None)
        for table, keys in HOUSE_VALUES.items()
        for key in keys
    }
    return [
        _complete("identities", people | {UNKNOWN: UNKNOWN in settings.identities}),
        _complete("unfit", {why: why in unfit for why in UNFIT}),
        _complete("forms", {name: form(settings, name) is not None for name in FORMS}),
        _complete("test-packages", {str(settings.package): settings.package in settings.app.test_packages}),
        _complete("house-values", {key: value not in (None, (), "", False) for key, value in houses.items()}),
    ]


def _complete(item: str, known: Mapping[str, bool]) -> Diagnosis:
    """One line of what there is, and what there is not."""
    found = "  ".join(f"{'✓' if there else '✗'} {name}" for name, there in known.items())
    return Diagnosis(item, all(known.values()), found, needed=False)


def _web(settings: Settings | None) -> list[Diagnosis]:
    chromium = str(settings.web.chromium) if settings is not None else "/usr/bin/chromium"
    driver = str(settings.web.chromedriver) if settings is not None else "/usr/bin/chromedriver"
    browser, its_driver = _version(chromium, "--version"), _version(driver, "--version")
    return [
        Diagnosis("chromium", bool(browser), browser),
        Diagnosis("chromedriver", bool(its_driver), its_driver),
        Diagnosis(
            "same-version",
            bool(browser) and _major(browser) == _major(its_driver),
            f"{_major(browser)} / {_major(its_driver)}",
        ),
    ]


def _android(home: Path | None, rootdir: Path) -> list[Diagnosis]:
    """adb, the SDK folder that Appium wants, and each phone on a cable."""
    adb, sdk = find_adb(home, rootdir), android_home(home, rootdir)
    found = _version(adb, "--version") if adb else ""
    told = [
        Diagnosis("adb", bool(found), found),
        Diagnosis("android-home", sdk is not None, str(sdk) if sdk is not None else ""),
    ]
    phones = _phones(adb) if adb and found else []
    if not phones:
        return [*told, Diagnosis("phone", False, "")]
    return [*told, *(each for serial, state in phones for each in _phone(str(adb), serial, state))]


def _phones(adb: str) -> list[tuple[str, str]]:
    """Serial numbers and states, as ``adb devices`` lists them below its title."""
    lines = _output(adb, "devices").splitlines()
    return [(serial, state.strip()) for serial, tab, state in (line.partition("\t") for line in lines) if tab]


def _phone(adb: str, serial: str, state: str) -> list[Diagnosis]:
    if state != "device":
        known = state if state in ("offline", "unauthorized") else "offline"
        return [Diagnosis(f"phone-{known}", False, f"{serial}: {state}")]
    brand, model, release = (
        _output(adb, "-s", serial, "shell", "getprop", name).strip()
        for name in ("ro.product.brand", "ro.product.model", "ro.build.version.release")
    )
    # Key 0 does nothing; where adb may press no keys at all, a switch of the phone's own is off.
    pressed = _output(adb, "-s", serial, "shell", "input", "keyevent", "0")
    limited = "SecurityException" in pressed or "INJECT_EVENTS" in pressed
    return [
        Diagnosis("phone", True, f"{serial}: {brand} {model}, Android {release}"),
        Diagnosis(f"usb-debugging{_brand(brand)}", not limited, serial),
    ]


def _brand(brand: str) -> str:
    """Suffix of the sentence that names this brand's switch; empty for any other brand."""
    owner = next((owner for owner, brands in BRANDS.items() if brand.casefold() in brands), "")
    return f"-{owner}" if owner else ""


def _settings(config: Path | None) -> tuple[Settings | None, Diagnosis]:
    if config is None:
        return None, Diagnosis("settings", False, "")
    try:
        return load_settings(config), Diagnosis("settings", True, str(config))
    except ConfigurationError as error:
        return None, Diagnosis("settings", False, error.told)


def _node() -> Diagnosis:
    version = _version("node", "--version")
    number = re.match(r"v(\d+)", version)
    return Diagnosis("node", number is not None and int(number[1]) >= 20, version)


def _appium(home: Path | None, rootdir: Path) -> Diagnosis:
    try:
        command, _ = find_appium(home, rootdir)
    except RigError:
        return Diagnosis("appium", False, "")
    return Diagnosis("appium", True, _version(*command, "--version") or command[0])


def _driver(home: Path | None, rootdir: Path, platform: str) -> Diagnosis:
    item, name = DRIVERS[platform]
    try:
        _, drivers = find_appium(home, rootdir)
    except RigError:
        return Diagnosis(item, False, "")
    home_of_drivers = drivers or Path(os.environ.get("APPIUM_HOME") or Path.home() / ".appium")
    package = home_of_drivers / "node_modules" / name / "package.json"
    version = json.loads(package.read_text("utf-8"))["version"] if package.is_file() else ""
    return Diagnosis(item, bool(version), version)


def _font() -> Diagnosis:
    listed = _version("fc-list", ":lang=zh", "family")
    return Diagnosis("font", bool(listed), listed, needed=False)


def _axe(settings: Settings | None, rootdir: Path) -> Diagnosis:
    folder = axe_folder(settings, rootdir)
    there = (folder / "axe.min.js").is_file()
    return Diagnosis("axe", there, str(folder) if there else "", needed=False)


def _allure(home: Path) -> Diagnosis:
    beside = home / "node_modules" / ".bin" / "allure"
    version = _version(str(beside) if beside.is_file() else "allure", "--version")
    return Diagnosis("allure", bool(version), version, needed=False)


def _version(*command: str) -> str:
    """First line that a program prints, empty when there is no such program or it fails."""
    done = _run(*command)
    lines = done.stdout.strip().splitlines() if done is not None and done.returncode == 0 else []
    return lines[0] if lines else ""


def _output(*command: str) -> str:
    """All that a program prints, complaints too; empty when there is no such program."""
    done = _run(*command)
    return done.stdout + done.stderr if done is not None else ""


def _run(*command: str) -> subprocess.CompletedProcess[str] | None:
    if shutil.which(command[0]) is None:
        return None
    try:
        return subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return None


def _major(version: str) -> str:
    number = re.search(r"\d+", version)
    return number.group() if number else "?"
