"""`--mob-report`: where reports go; each run has a folder of its own, and nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]


@pytest.fixture(autouse=True)
def suite(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.requirement("16.complaint-channel/x")
        def test_one(mob_verdict): mob_verdict.observe("seen", 1)
        """
    )


FILES = {"ledger.jsonl", "matrix.json", "matrix.html"}


def test_reports_go_to_the_named_folder(pytester: pytest.Pytester, here: Run) -> None:
    result = here("--mob-report", "deep/down")
    (folder,) = (pytester.path / "deep" / "down").iterdir()
    assert {file.name for file in folder.iterdir()} >= FILES
    assert not (pytester.path / "mobcompliance-report").exists()
    result.stdout.fnmatch_lines([f"*{folder.name}*"])


def test_ini_path_counts_from_the_ini_file(
    pytester: pytest.Pytester, here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makeini("[pytest]\nmob_report = out\n")
    monkeypatch.chdir(pytester.mkdir("below"))
    here("..")
    (folder,) = (pytester.path / "out").iterdir()
    assert {file.name for file in folder.iterdir()} >= FILES
    assert not list((pytester.path / "below").iterdir())


def test_each_run_adds_a_folder(pytester: pytest.Pytester, here: Run) -> None:
    here()
    (first,) = (pytester.path / "mobcompliance-report").iterdir()
    before = {file.name: file.read_bytes() for file in first.iterdir()}
    here()
    assert len(list((pytester.path / "mobcompliance-report").iterdir())) == 2
    assert {file.name: file.read_bytes() for file in first.iterdir()} == before


@pytest.mark.parametrize("option", ["report", "record"])
@pytest.mark.parametrize("place", ["taken", "taken/below"])
def test_file_in_the_way_is_a_usage_error(
    option: str, place: str, pytester: pytest.Pytester, here: Run
) -> None:
    (pytester.path / "taken").write_text("mine")
    result = here(f"--mob-{option}", place)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: --mob-{option}: *", "*taken，它是一个文件"])
    assert (pytester.path / "taken").read_text() == "mine"
