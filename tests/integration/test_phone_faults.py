"""Permission dialogs that are not what they were a moment ago: a check ends with a verdict and its reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from suite_runner import run_phone

CHECK = "16.minimal-collection/denial-respected"
SELECTED = "test_denial_is_respected and camera"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("prompt-twice", ("satisfied", "")),  # two dialogs, one question: both are answered
        ("prompt-changes", ("not-verified", "prompt-changed")),
        ("prompt-covers", ("not-verified", "app-not-in-front")),
    ],
)
def test_dialogs_that_cannot_be_answered(tmp_path: Path, fault: str, said: tuple[str, str]) -> None:
    run = run_phone(tmp_path, "-m", "permissions", "-k", SELECTED, faults=fault)
    (record,) = [each for each in run.ledger if each["check"] == CHECK and each["reason"] != "deselected"]
    assert (record["verdict"], record["reason"]) == said
    assert run.raised() == set()
