"""What a browser keeps of a run is gone when its session is closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_mobcompliance.fixtures import device

Run = Callable[..., pytest.RunResult]
Ledger = Callable[[], dict[str, dict[str, Any]]]


def test_profiles_are_removed_with_the_session(pytester: pytest.Pytester, here: Run, ledger: Ledger) -> None:
    pytester.path.joinpath("mobcompliance.toml").write_text('[app]\nurl = "http://127.0.0.1/"\n', "utf-8")
    pytester.makeconftest(
        """
        from pathlib import Path
        import pytest
        from pytest_mobcompliance.device.session import renewed

        def profile(capabilities):
            args = capabilities["goog:chromeOptions"]["args"]
            return Path(next(arg for arg in args if "user-data-dir" in arg).partition("=")[2])

        @pytest.fixture(scope="session")
        def mob_session(mob_capabilities):
            for asked in (mob_capabilities, renewed(mob_capabilities, 1, "aa")):
                profile(asked).mkdir()
                profile(asked).joinpath("Web Data").touch()
            yield profile(mob_capabilities)
            assert profile(mob_capabilities).exists()
        """
    )
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.requirement("16.privacy-notice/x")
        def test_one(mob_session, mob_verdict): mob_verdict.observe("profile", str(mob_session))
        """
    )
    here().assert_outcomes(passed=1)
    profile = Path(ledger()["16.privacy-notice/x"]["observations"]["profile"])
    assert profile.parent.name.startswith("browser-profile")
    assert not profile.parent.exists()


def test_a_browser_that_still_writes_gets_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "browser-profile0"
    folder.mkdir()
    monkeypatch.setattr(device.time, "sleep", lambda seconds: folder.joinpath("late").touch())
    monkeypatch.setattr(device.shutil, "rmtree", _Removes(failures=1))
    device.remove(folder)
    assert not folder.exists()


def test_a_profile_that_stays_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(device.time, "sleep", waited.append)
    monkeypatch.setattr(device.shutil, "rmtree", _Removes(failures=99))
    with pytest.warns(UserWarning, match="a browser kept there what was typed"):
        device.remove(tmp_path)
    assert len(waited) == device.REMOVALS


class _Removes:
    """Removes a folder of files, but for the first few times."""

    def __init__(self, failures: int) -> None:
        self.left = failures

    def __call__(self, folder: Path, *, ignore_errors: bool) -> None:
        self.left -= 1
        if self.left < 0:
            for file in folder.iterdir():
                file.unlink()
            folder.rmdir()
