from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from pytest_mobcompliance.cli import main


def doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *args: str) -> tuple[int, str]:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["doctor", *args])
    return result.exit_code, result.output


def test_doctor_names_what_is_missing_and_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    code, output = doctor(tmp_path, monkeypatch, "--lang", "en")
    assert code == 1
    for missing in ("settings file", "Node.js", "Appium server", "Chromium driver"):
        assert f"✗ {missing}" in output or missing in output
    assert "what to do next: run npm ci in rig/" in output


def test_doctor_speaks_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "怎么办：" in doctor(tmp_path, monkeypatch)[1]


def test_doctor_shows_a_misspelt_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "mobcompliance.toml").write_text('[app]\nulr = "x"\n', "utf-8")
    assert "write 'url'" in doctor(tmp_path, monkeypatch)[1]


def test_missing_browser_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mobcompliance.toml").write_text(
        '[app]\nurl = "x"\n[web]\nchromium = "/absent/chromium"\n', "utf-8"
    )
    code, output = doctor(tmp_path, monkeypatch, "--lang", "en")
    assert code == 1
    assert "✗ Chromium" in output
    assert "apt-get install chromium" in output


def test_help_explains_itself() -> None:
    output = CliRunner().invoke(main, ["--help"]).output
    assert "doctor" in output
    assert "pytest --pyargs pytest_mobcompliance.checks" in output
