"""The demo runs from the project's own folder with the plugin alone installed.

pytest loads the conftest of that folder and of `tests`, whatever is to be run.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_nothing_is_imported_that_only_tests_need() -> None:
    assert not (ROOT / "tests" / "conftest.py").exists()
    tree = ast.parse((ROOT / "conftest.py").read_text("utf-8"))
    named = {
        (name.name if isinstance(node, ast.Import) else node.module or "").partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert named <= {*sys.stdlib_module_names, "pytest"}
