"""The options of the group ``mobcompliance``, each with its ini twin, and how one value is decided."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .messages import LANGUAGES, load_messages, say
from .settings import PROFILES


@dataclass(frozen=True, slots=True)
class Option:
    """One option: ``--mob-<name>`` on the command line, ``mob_<name>`` in the ini file."""

    name: str
    default: str
    help: str
    metavar: str = "TEXT"
    choices: tuple[str, ...] = ()

    @property
    def flag(self) -> str:
        return f"--mob-{self.name}"

    @property
    def ini(self) -> str:
        return f"mob_{self.name}"


# Help texts: start with what the option names, then the values, then the default.
OPTIONS = (
    Option("config", "", "settings file (default: mobcompliance.toml beside the tests)", "FILE"),
    Option("device", "", "device: a name from the settings file, a udid, or 'virtual' (built in)", "NAME"),
    Option("server", "auto", "Appium server: 'auto' starts one, or the URL of a running one", "URL"),
    Option("app", "", "the app, instead of the settings' own (web: its start page)", "APP"),
    Option("profile", "miit-2021", "threshold profile", choices=PROFILES),
    Option("lang", "zh-CN", "language of the report", choices=LANGUAGES),
    Option("record", "", "record every screen, as it is first seen, as a bundle in this folder", "DIR"),
    Option("replay", "", "replay recorded screens from this folder instead of a device", "DIR"),
    Option("report", "mobcompliance-report", "folder for reports; each run adds one of its own", "DIR"),
    Option(
        "require",
        "",
        "clauses or requirements (comma-separated) that must hold, else exit 1",
        "IDS",
    ),
)


def add_options(parser: pytest.Parser) -> None:
    """Add the group and its ini twins."""
    group = parser.getgroup("mobcompliance", "compliance with the NFRA notice of 2024-09-12")
    for option in OPTIONS:
        if option.choices:
            group.addoption(option.flag, choices=option.choices, default=None, help=option.help)
        else:
            group.addoption(option.flag, metavar=option.metavar, default=None, help=option.help)
        parser.addini(option.ini, f"{option.flag}: {option.help}", default="")


def option_value(config: pytest.Config, name: str) -> str:
    """Decide one value: command line, else ini file, else default; an empty one asks for the default.

    :raises pytest.UsageError: when an ini value is not among the choices.
    """
    option = next(item for item in OPTIONS if item.name == name)
    given: Any = config.getoption(option.flag)
    value = str(given if given is not None else config.getini(option.ini)) or option.default
    if option.choices and value not in option.choices:
        told = say(
            "{key} = {value!r} in the ini file: it is one of {choices}",
            key=option.ini,
            value=value,
            choices=option.choices,
        )
        lang = option_value(config, "lang") if name != "lang" else option.default
        raise pytest.UsageError(load_messages(lang).said(told))
    return value


def option_path(config: pytest.Config, name: str) -> Path | None:
    """Decide a path: given in the ini file it counts from there, else from where pytest was started.

    :return: None when neither says anything and there is no default.
    """
    value = option_value(config, name)
    option = next(item for item in OPTIONS if item.name == name)
    in_ini = config.getoption(option.flag) is None and config.getini(option.ini)
    base = config.inipath.parent if in_ini and config.inipath else config.invocation_params.dir
    return base / value if value else None
