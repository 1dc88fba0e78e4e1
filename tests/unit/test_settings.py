from __future__ import annotations

from pathlib import Path

import pytest

from pytest_mobcompliance.errors import ConfigurationError
from pytest_mobcompliance.settings import Settings, load_settings

APP = '[app]\nurl = "index.html"\n'


def load(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "mobcompliance.toml"
    file.write_text(text, "utf-8")
    return load_settings(file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[app]\nplatfrom = "web"\nurl = "x"', ["app.platfrom", "write 'platform'"]),
        ('[app]\nplatform = "palm"\nurl = "x"', ["app.platform", "'palm'", "'android', 'ios' or 'web'"]),
        ("[app]\n", ["a web app needs 'url'"]),
        ("", ["app", "nothing"]),
        (APP + '[screens.a]\npath = [{ tap = { xpath = "//a" } }]', ["xpath", "one of id, accessibility_id"]),
        (APP + '[screens.a]\nexpect = { id = "a", text = "b" }', ["exactly one of"]),
        (APP + '[permissions.camera]\npurpose = "p"\nscreen = "scan"', ["names screen 'scan'"]),
        (APP + '[permissions.smell]\npurpose = "p"\nscreen = "scan"', ["permissions.smell", "camera"]),
        (APP + '[thresholds]\n"6.target-size.elderly" = { value = 64 }', ["reason", "nothing"]),
        (APP + "[devices.a]\nwidth = 20", ["devices.a.width", "20", "greater than or equal to 200"]),
        (APP + "[[app]]", ["valid TOML"]),
    ],
)
def test_wrong_settings_name_key_value_and_what_was_allowed(
    tmp_path: Path, text: str, said: list[str]
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text)
    for part in [*said, "mobcompliance.toml", "what to do next"]:
        assert part in str(caught.value)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"absent\.toml"):
        load_settings(tmp_path / "absent.toml")


def test_paths_count_from_the_file(tmp_path: Path) -> None:
    settings = load(tmp_path, APP.replace("url", 'serve = "site"\nurl'))
    assert settings.resolve(Path("site")) == (tmp_path / "site").resolve()
    assert settings.package == "127.0.0.1"


def test_host_guards_destructive_checks(tmp_path: Path) -> None:
    settings = load(tmp_path, '[app]\nurl = "https://m.example.bank:8443/a"')
    assert settings.package == "m.example.bank"
