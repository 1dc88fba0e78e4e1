"""What a run needs, looked for before the first test: each thing found or missing, and how to get it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ..errors import ConfigurationError, RigError
from ..settings import Settings, load_settings
from .axe import axe_folder
from .server import find_appium

PATIENCE = 20
"""Seconds that a program may take to tell its version."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked for.

    ``item`` names the sentences in ``messages/doctor``; ``found`` is its version or path.

    ``needed``: no run goes without it (else it only makes reports better).
    """

    item: str
    ok: bool
    found: str
    needed: bool = True


def diagnose(config: Path | None, rootdir: Path) -> list[Diagnosis]:
    """Look for everything that a run against an H5 page needs."""
    settings, about_settings = _settings(config)
    home = settings.server.home if settings is not None else None
    folder = settings.resolve(home) if settings is not None and home is not None else None
    chromium = str(settings.web.chromium) if settings is not None else "/usr/bin/chromium"
    driver = str(settings.web.chromedriver) if settings is not None else "/usr/bin/chromedriver"
    browser, its_driver = _version(chromium, "--version"), _version(driver, "--version")
    return [
        about_settings,
        Diagnosis("python", sys.version_info >= (3, 11), sys.version.split()[0]),
        _node(),
        *_appium(folder, rootdir),
        Diagnosis("chromium", bool(browser), browser),
        Diagnosis("chromedriver", bool(its_driver), its_driver),
        Diagnosis(
            "same-version",
            bool(browser) and _major(browser) == _major(its_driver),
            f"{_major(browser)} / {_major(its_driver)}",
        ),
        _font(),
        _axe(settings, rootdir),
        _allure(folder or rootdir / "rig"),
    ]


def _settings(config: Path | None) -> tuple[Settings | None, Diagnosis]:
    if config is None:
        return None, Diagnosis("settings", False, "")
    try:
        return load_settings(config), Diagnosis("settings", True, str(config))
    except ConfigurationError as error:
        return None, Diagnosis("settings", False, str(error))


def _node() -> Diagnosis:
    version = _version("node", "--version")
    number = re.match(r"v(\d+)", version)
    return Diagnosis("node", number is not None and int(number[1]) >= 20, version)


def _appium(home: Path | None, rootdir: Path) -> list[Diagnosis]:
    try:
        command, drivers = find_appium(home, rootdir)
    except RigError:
        return [Diagnosis("appium", False, ""), Diagnosis("driver", False, "")]
    home_of_drivers = drivers or Path(os.environ.get("APPIUM_HOME") or Path.home() / ".appium")
    package = home_of_drivers / "node_modules" / "appium-chromium-driver" / "package.json"
    version = json.loads(package.read_text("utf-8"))["version"] if package.is_file() else ""
    return [
        Diagnosis("appium", True, _version(*command, "--version") or command[0]),
        Diagnosis("driver", bool(version), version),
    ]


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
    if shutil.which(command[0]) is None:
        return ""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = done.stdout.strip().splitlines()
    return lines[0] if lines and done.returncode == 0 else ""


def _major(version: str) -> str:
    number = re.search(r"\d+", version)
    return number.group() if number else "?"
