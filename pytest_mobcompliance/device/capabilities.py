"""What an Appium session is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..settings import Settings
from .lease import Lease

# Chromium speaks to nobody but the page: no updates, no sync, no first-run pages.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
)


def web_capabilities(
    settings: Settings, lease: Lease, profile: Path, chromedriver_port: int
) -> dict[str, Any]:
    """Capabilities of the Appium Chromium driver for an emulated handset.

    :param profile: a new, empty folder for the browser's user data.
    :param chromedriver_port: a port of this session's own. Without one the driver takes 9515, and ends every
        other ChromeDriver on that port first, whoever it belongs to.
    """
    web = settings.web
    headless = ("--headless=new",) if web.headless else ()
    return {
        "platformName": "linux",  # lower case, else the driver does not match
        "browserName": "chrome",
        "pageLoadStrategy": "normal",
        "unhandledPromptBehavior": "ignore",
        "appium:automationName": "Chromium",
        "appium:executable": str(web.chromedriver),
        "appium:chromedriverPort": chromedriver_port,
        "appium:autodownloadEnabled": False,
        "appium:newCommandTimeout": settings.server.new_command_timeout,
        "goog:chromeOptions": {
            "binary": str(web.chromium),
            "args": [*headless, *ARGUMENTS, f"--user-data-dir={profile}"],
            "mobileEmulation": {
                "deviceMetrics": {
                    "width": lease.width,
                    "height": lease.height,
                    "pixelRatio": lease.pixel_ratio,
                    "touch": True,
                    "mobile": True,
                }
            },
        },
    }
