from __future__ import annotations

import re
import socket
import urllib.request
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from pytest_mobcompliance.cli import main
from pytest_mobcompliance.virtual_phone.bank import BEHAVIOURS, DEFECTS


def doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *args: str) -> tuple[int, str]:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["doctor", *args])
    return result.exit_code, result.output


def test_doctor_names_what_is_missing_and_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    code, output = doctor(tmp_path, monkeypatch, "--lang", "en")
    assert code == 1
    for missing in ("settings file", "Node.js", "Appium server"):
        assert f"✗ {missing}" in output
    assert "○ Appium's Chromium driver (only for H5 pages)" in output
    assert "○ Appium's UiAutomator2 driver (only for Android apps)" in output
    assert "what to do next: run npm ci in rig/" in output


def test_doctor_speaks_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "怎么办：" in doctor(tmp_path, monkeypatch)[1]


def test_doctor_shows_a_misspelt_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "mobcompliance.toml").write_text('[app]\nulr = "x"\n', "utf-8")
    assert "下一步：请改为 'url'" in doctor(tmp_path, monkeypatch)[1]
    assert "what to do next: write 'url'" in doctor(tmp_path, monkeypatch, "--lang", "en")[1]


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


# ------------------------------------------------------------------ mobcompliance phone


def phone(
    monkeypatch: pytest.MonkeyPatch, *args: str, during: Callable[[str], None] = lambda _: None
) -> tuple[int, str]:
    """Run the command; ``during`` is told what it has printed once it runs."""
    printed: list[str] = []
    monkeypatch.setattr("pytest_mobcompliance.cli.wait_for_end", lambda: during("\n".join(printed)))
    echo = click.echo
    monkeypatch.setattr(click, "echo", lambda line="", **how: (printed.append(str(line)), echo(line, **how)))
    result = CliRunner().invoke(main, ["phone", *args])
    return result.exit_code, result.output


def test_phone_says_where_it_is_and_ends_with_its_doors(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, str] = {}

    def look(printed: str) -> None:
        seen["live"], seen["endpoint"] = re.findall(r"http://127\.0\.0\.1:\d+", printed)
        seen["adb"] = re.findall(r"127\.0\.0\.1:(\d+)$", printed, re.MULTILINE)[-1]
        with urllib.request.urlopen(f"{seen['live']}/", timeout=5) as page:
            seen["page"] = page.read().decode()
        with urllib.request.urlopen(f"{seen['endpoint']}/status", timeout=5) as status:
            assert status.status == 200
        socket.create_connection(("127.0.0.1", int(seen["adb"])), timeout=5).close()

    code, output = phone(
        monkeypatch,
        "--api",
        "30",
        "--vendor",
        "miui",
        "--defects",
        "unnamed-button",
        "--adb-port",
        "0",
        during=look,
    )
    assert code == 0, output
    assert "装有示例银行的虚拟手机：Android 11（API 30），miui" in output
    assert f"adb -P {seen['adb']} -s virtual-phone" in output
    assert "unnamed-button" in output
    assert "虚拟手机已关机。" in output
    assert "模拟的 Android 11（API 30，miui）" in seen["page"]
    for url in (seen["live"], seen["endpoint"]):
        with socket.create_server(("127.0.0.1", int(url.rpartition(":")[2]))):
            pass


def test_phone_ends_cleanly_however_early_it_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pytest_mobcompliance.cli.Endpoint", interrupt)
    code, output = phone(monkeypatch)
    assert (code, "虚拟手机已关机。" in output) == (0, True)


def test_phone_speaks_english_and_keeps_adb_shut_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    code, output = phone(monkeypatch, "--lang", "en", "--night")
    assert code == 0, output
    assert "Simulated phone with the demo bank: Android 14 (API 34), aosp, 1080 × 2340 px, 440 dpi" in output
    assert "Ctrl-C ends it." in output
    assert "adb -P" not in output


@pytest.mark.parametrize(
    ("lang", "said"), [("zh-CN", "首页图标按钮没有名称"), ("en", "an icon button on the home screen")]
)
def test_phone_lists_its_switches(monkeypatch: pytest.MonkeyPatch, lang: str, said: str) -> None:
    code, output = phone(monkeypatch, "--list", "--lang", lang)
    assert code == 0
    assert said in output
    for name in {**DEFECTS, **BEHAVIOURS}:
        assert f"  {name}" in output


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("--defects", "unnamed-buton"), "没有 unnamed-buton，是否应为 unnamed-button？"),
        (("--defects", "unnamed-buton", "--lang", "en"), "no unnamed-buton, did you mean unnamed-button?"),
        (("--defects", "xyz"), "没有 xyz；用 --list 查看"),
        (("--api", "99"), "99"),
        (("--vendor", "nokia"), "nokia"),
    ],
)
def test_phone_refuses_what_is_not_simulated(
    monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], why: str
) -> None:
    code, output = phone(monkeypatch, *args)
    assert code == 2
    assert why in output


def test_phone_says_that_a_port_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, output = phone(monkeypatch, "--port", port, "--lang", "en")
    assert code == 2
    assert f"port {port} is taken" in output
