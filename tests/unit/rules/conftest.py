from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # rule_cases, shared by the files of this folder


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each file's table of cases, one test per line."""
    if "case" in metafunc.fixturenames:
        cases = metafunc.module.CASES
        metafunc.parametrize("case", cases, ids=[f"{case.rule}: {case.name}" for case in cases])
