"""What holds for every option of the group."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]
NAMES = ("config", "device", "server", "app", "profile", "lang", "record", "replay", "report", "require")


def test_help_lists_every_option_with_its_ini_twin(here: Run) -> None:
    text = here("--help").stdout.str()
    for name in NAMES:
        assert f"\n  --mob-{name}=" in text
        assert f"mob_{name} (string)" in text


def test_empty_option_takes_an_ini_value_back(pytester: pytest.Pytester, here: Run) -> None:
    pytester.makeini("[pytest]\nmob_require = 12.identity\n")
    pytester.makepyfile("def test_one(): pass")
    assert here().ret == pytest.ExitCode.TESTS_FAILED
    assert here("--mob-require", "").ret == pytest.ExitCode.OK


@pytest.mark.parametrize(("ids", "code"), [("16.complaint-channel", 0), ("16.complaint-channel,1", 1)])
def test_require_in_the_ini_file(ids: str, code: int, pytester: pytest.Pytester, here: Run) -> None:
    pytester.makeini(f"[pytest]\nmob_require = {ids}\n")
    pytester.makepyfile(
        """
        import pytest
        @pytest.mark.requirement("16.complaint-channel/x")
        def test_one(mob_verdict): mob_verdict.observe("seen", 1)
        """
    )
    assert here().ret == code


def test_unknown_requirement_in_the_ini_file(pytester: pytest.Pytester, here: Run) -> None:
    pytester.makeini("[pytest]\nmob_require = 12.identiti\n")
    result = here()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*12.identity*"])
