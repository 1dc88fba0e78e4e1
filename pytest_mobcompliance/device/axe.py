"""Where axe-core is: from npm beside the Appium server, or from the setting ``web.axe``."""

from __future__ import annotations

from pathlib import Path

from ..errors import ConfigurationError
from ..messages import say
from ..settings import Settings

LOCALES = {"zh-CN": "zh_CN", "en": None}


def axe_source(settings: Settings, rootdir: Path, lang: str = "zh-CN") -> str | None:
    """Return the script that defines ``axe`` with its locale; None when axe-core is not installed.

    :raises ConfigurationError: when ``web.axe`` names a folder without ``axe.min.js``.
    """
    folder = axe_folder(settings, rootdir)
    script = folder / "axe.min.js"
    if not script.is_file():
        if settings.web.axe is None:
            return None
        raise ConfigurationError(
            who="mobcompliance.toml",
            where="web.axe",
            got=say("{folder} without axe.min.js", folder=folder),
            wanted=say("the folder of the npm package axe-core"),
            next_step=say("npm install axe-core, and name node_modules/axe-core"),
        )
    return script.read_text("utf-8") + _configure(folder, LOCALES.get(lang))


def axe_folder(settings: Settings | None, rootdir: Path) -> Path:
    """Where axe-core should be; it need not be there."""
    if settings is not None and settings.web.axe is not None:
        return settings.resolve(settings.web.axe)
    home = settings.server.home if settings is not None else None
    base = settings.resolve(home) if settings is not None and home is not None else rootdir / "rig"
    return base / "node_modules" / "axe-core"


def _configure(folder: Path, locale: str | None) -> str:
    file = folder / "locales" / f"{locale}.json"
    if locale is None or not file.is_file():
        return ""
    return f"\n;axe.configure({{locale: {file.read_text('utf-8')}}});"
