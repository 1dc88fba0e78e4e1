"""What an Appium session is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ConfigurationError
from ..messages import say
from ..settings import Settings, blind_in
from .lease import Lease
from .server import free_distinct_ports

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
# What is typed is the identities': no profile remembers it. The first ends the list of what fields held, too.
PREFERENCES = {
    "autofill.profile_enabled": False,
    "autofill.credit_card_enabled": False,
    "credentials_enable_service": False,
    "profile.password_manager_enabled": False,
}
STANDARD = frozenset(
    [
        *("platformName", "browserName", "browserVersion", "acceptInsecureCerts", "pageLoadStrategy"),
        *("proxy", "setWindowRect", "timeouts", "strictFileInteractability", "unhandledPromptBehavior"),
        "webSocketUrl",
    ]
)
"""Names that W3C WebDriver gives; all others carry a prefix."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Ports of one session's own: with the drivers' defaults, two sessions take each other's."""

    system: int
    mjpeg: int
    chromedriver: int


def free_ports() -> Ports:
    """Three ports that nobody listens on at this moment."""
    return Ports(*free_distinct_ports(3))


def web_capabilities(
    settings: Settings, lease: Lease, profile: Path, chromedriver_port: int
) -> dict[str, Any]:
    """Capabilities of the Appium Chromium driver for an emulated handset.

    :param profile: a new folder for the browser's user data, with nothing but such folders beside it: a
        session that is opened anew makes itself another one there.
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
            "prefs": dict(PREFERENCES),
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


def android_capabilities(settings: Settings, lease: Lease, ports: Ports) -> dict[str, Any]:
    """Capabilities of the UiAutomator2 driver. The app is neither installed, nor started, nor reset by it.

    What the settings say of the device is laid over; permissions are never granted unseen.

    :raises ConfigurationError: without the app's package.
    """
    _named(settings, "package", settings.app.package)
    return {
        "platformName": "Android",
        "appium:automationName": "UiAutomator2",
        "appium:noReset": True,  # `mob_clean_state` resets, once for each test
        "appium:autoLaunch": False,
        "appium:newCommandTimeout": settings.server.new_command_timeout,
        "appium:systemPort": ports.system,
        "appium:mjpegServerPort": ports.mjpeg,
        "appium:chromedriverPort": ports.chromedriver,
        "appium:suppressKillServer": True,  # the adb server is everybody's
        "appium:skipLogcatCapture": True,  # the log holds what other apps of the phone say
        "appium:disableWindowAnimation": True,  # only while the driver runs; ends with it
        "appium:disableSuppressAccessibilityService": True,  # else a screen reader is switched off
        "appium:ignoreHiddenApiPolicyError": True,  # phones of some brands refuse this setting to adb
        **({"appium:udid": lease.udid} if lease.udid else {}),
        **_prefixed(lease.capabilities),
    }


def ios_capabilities(settings: Settings, lease: Lease, ports: Ports) -> dict[str, Any]:
    """Capabilities of the XCUITest driver. Alerts are never answered unseen.

    :raises ConfigurationError: without the app's bundle id.
    """
    _named(settings, "bundle_id", settings.app.bundle_id)
    return {
        "platformName": "iOS",
        "appium:automationName": "XCUITest",
        "appium:bundleId": settings.app.bundle_id,
        "appium:noReset": True,
        "appium:autoLaunch": False,
        "appium:newCommandTimeout": settings.server.new_command_timeout,
        "appium:wdaLocalPort": ports.system,
        "appium:mjpegServerPort": ports.mjpeg,
        **({"appium:udid": lease.udid} if lease.udid else {}),
        **_prefixed(lease.capabilities),
    }


def refuse_blind(capabilities: Mapping[str, Any]) -> None:
    """Refuse capabilities that answer permission dialogs unseen, also when a hook added them.

    :raises ConfigurationError: naming the capability.
    """
    for name in blind_in(capabilities):
        raise ConfigurationError(
            who="mob_capabilities",
            where=name,
            got=say("a capability that answers permission dialogs unseen"),
            wanted=say("permission dialogs that are seen and answered by meaning"),
            next_step=say("take the capability out; mob_app.set_permission decides beforehand"),
        )


def _named(settings: Settings, key: str, value: str | None) -> None:
    if not value:
        raise ConfigurationError(
            who="mob_capabilities",
            where=say("{file}: {key}", file=settings.file, key=f"app.{key}"),
            got=say("nothing"),
            wanted=say("the app's name on the device, like cn.example.bank"),
            next_step=say("write {key} under [app], or give it with --mob-app", key=key),
        )


def _prefixed(capabilities: Mapping[str, Any]) -> dict[str, Any]:
    """Names as W3C wants them, so that a capability of the settings replaces ours."""
    return {
        name if ":" in name or name in STANDARD else f"appium:{name}": value
        for name, value in capabilities.items()
    }
