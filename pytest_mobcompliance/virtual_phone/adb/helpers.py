"""The apps that Appium's driver installs on a phone: its server, the server's test package, its settings app.

They are known by their names in a real installation file. What they do is done elsewhere: the server is in
`uia2`, and what the settings app is asked for is in the tools.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..apps import App, Context, Intent, Manifest, Pane, Process
from ..views import View
from .uia2 import PACKAGE as SERVER
from .uia2 import RUNNER, TEST_PACKAGE

if TYPE_CHECKING:
    from ..phone import Phone

SETTINGS = "io.appium.settings"
"""Source of the names: ``constants.ts`` of io.appium.settings 8.0.9."""
UNICODE_IME = f"{SETTINGS}/.UnicodeIME"
INPUT_METHODS = (UNICODE_IME, f"{SETTINGS}/.AppiumIME", f"{SETTINGS}/.EmptyIME")
WIFI_ACTION = f"{SETTINGS}.wifi"
CLIPBOARD_ACTION = f"{SETTINGS}.clipboard.get"
_LABELS = {SETTINGS: "Appium Settings", TEST_PACKAGE: TEST_PACKAGE, SERVER: SERVER}
"""The test package first: its manifest names the server too."""


@dataclass(frozen=True, slots=True)
class HelperApp:
    """One of them."""

    manifest: Manifest

    def start(self, context: Context) -> Process:
        """A process without a screen of its own."""
        return _Helper(context)


@dataclass(slots=True)
class _Helper:
    context: Context
    activity: str = field(default="", init=False)

    def open(self, intent: Intent) -> None:
        """Its activity starts the service and closes."""

    def panes(self) -> Sequence[Pane]:
        return (Pane(root=View(height="fill")),)

    def back(self) -> bool:
        return False

    def paused(self) -> None:
        """Nothing to do."""

    def resumed(self) -> None:
        self.context.leave()


def helper_app(content: bytes) -> App | None:
    """The helper app in an installation file; None for any other file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            manifest = archive.read("AndroidManifest.xml")
    except (zipfile.BadZipFile, KeyError, NotImplementedError, zlib.error):
        return None
    for package, label in _LABELS.items():
        if _names(manifest, package):
            activity = ".Settings"
            return HelperApp(
                Manifest(package=package, label=label, launcher=activity, activities=(activity,))
            )
    return None


def _names(manifest: bytes, package: str) -> bool:
    """Whether a binary manifest has exactly this text: counted, in UTF-16, ended by a zero."""
    return struct.pack("<H", len(package)) + package.encode("utf-16-le") + b"\0\0" in manifest


def instrumentations(phone: Phone) -> list[str]:
    """What ``pm list instrumentation`` prints of the installed server."""
    return [f"instrumentation:{RUNNER} (target={SERVER})"] if TEST_PACKAGE in phone.installed else []


def is_settings_running(phone: Phone) -> bool:
    """Whether the settings app's service runs."""
    known = phone.installed.get(SETTINGS)
    return known is not None and known.process is not None
