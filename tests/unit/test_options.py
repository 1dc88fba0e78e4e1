"""Which value of an option counts."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pytest_mobcompliance.options import OPTIONS, option_path, option_value


class Config:
    """What of pytest's `Config` decides a value."""

    def __init__(self, *, given: str | None = None, ini: str = "", inipath: Path | None = None) -> None:
        self._given, self._ini, self.inipath = given, ini, inipath
        self.invocation_params = SimpleNamespace(dir=Path("/started/here"))

    def getoption(self, flag: str) -> Any:
        return self._given

    def getini(self, name: str) -> str:
        return self._ini


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_each_option_has_flag_ini_twin_and_help(option: Any) -> None:
    assert (option.flag, option.ini) == (f"--mob-{option.name}", f"mob_{option.name}")
    assert option.help
    assert option_value(Config(), option.name) == option.default


@pytest.mark.parametrize(
    ("given", "ini", "value"),
    [
        ("small", "large", "small"),
        (None, "large", "large"),
        ("", "large", ""),
        (None, "", ""),
    ],
)
def test_command_line_then_ini_then_default(given: str | None, ini: str, value: str) -> None:
    assert option_value(Config(given=given, ini=ini), "device") == value


def test_default_comes_back_where_nothing_is_said() -> None:
    assert option_value(Config(given="", ini="en"), "lang") == "zh-CN"


def test_ini_value_that_is_no_choice_is_refused() -> None:
    with pytest.raises(pytest.UsageError, match=r"ini 文件中的 mob_lang = 'fr' 有误，应为 zh-CN、en 之一"):
        option_value(Config(ini="fr"), "lang")


@pytest.mark.parametrize(
    ("given", "ini", "path"),
    [
        ("rec", "other", "/started/here/rec"),
        ("/rec", "", "/rec"),
        (None, "rec", "/project/rec"),
        (None, "/rec", "/rec"),
    ],
)
def test_path_counts_from_where_it_was_said(given: str | None, ini: str, path: str) -> None:
    config = Config(given=given, ini=ini, inipath=Path("/project/pytest.ini"))
    assert option_path(config, "record") == Path(path)


def test_path_without_an_ini_file_counts_from_the_start() -> None:
    """The value came by ``-o``."""
    assert option_path(Config(ini="rec"), "record") == Path("/started/here/rec")


def test_path_that_nobody_gave() -> None:
    config = Config(inipath=Path("/project/pytest.ini"))
    assert option_path(config, "record") is None
    assert option_path(config, "report") == Path("/started/here/mobcompliance-report")
