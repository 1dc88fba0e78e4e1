"""Permission dialogs of other systems, added by a project's conftest.py."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]

HOOK = """
    from pathlib import Path

    def pytest_mobcompliance_dialog_families():
        return [Path(__file__).with_name("families.toml")]
"""
FAMILY = """
[[family]]
name = "house"
platform = "android"
packages = ["com.android.permissioncontroller"]
message = ["permission_message"]
source = "a phone of our own"
[family.ids]
permission_deny_button = "deny"
permission_allow_one_time_button = "allow_once"
"""
SUITE = """
    from pytest_mobcompliance.device.flows import accept_notice
    from pytest_mobcompliance.device.find import Locator

    def test_one(mob_app):
        mob_app.launch()
        accept_notice(mob_app)
        mob_app.go("scan")
        mob_app.tap(Locator(id="scan_start"))
        prompt = mob_app.prompt()
        print("seen", prompt.family, prompt.permission, sorted(prompt.buttons))
        mob_app.answer("deny")
        print("then", mob_app.permission_state("camera"), mob_app.prompt())
"""


@pytest.mark.parametrize(
    ("hook", "seen"), [(HOOK, "house camera *allow_once*deny*"), ("", "aosp camera *")], ids=["added", "not"]
)
def test_added_family_is_recognised_first_and_answered(
    pytester: pytest.Pytester, here: Run, hook: str, seen: str
) -> None:
    pytester.makeconftest(hook)
    (pytester.path / "families.toml").write_text(FAMILY, "utf-8")
    pytester.makepyfile(SUITE)
    result = here("-s", "--mob-device", "virtual?api=34")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([f"*seen {seen}", "*then denied None*"])


@pytest.mark.parametrize(
    "rows",
    ["", "[[family]]\nname = 'house'\n", "family = 3\n", "no toml"],
    ids=["none", "half", "number", "text"],
)
def test_file_that_is_none_is_a_usage_error(pytester: pytest.Pytester, here: Run, rows: str) -> None:
    pytester.makeconftest(HOOK)
    (pytester.path / "families.toml").write_text(rows, "utf-8")
    pytester.makepyfile("def test_one(): pass")
    result = here("--mob-device", "virtual")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*families.toml*"])
