"""What the wheel holds is what the folder holds."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_package_is_packed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    listed = project["tool"]["setuptools"]["packages"]
    mapped = project["tool"]["setuptools"]["package-dir"]
    folders = (file.parent.relative_to(ROOT) for file in (ROOT / "pytest_mobcompliance").rglob("__init__.py"))
    assert sorted(listed) == sorted([*(".".join(folder.parts) for folder in folders), *mapped])
    assert [name for name, folder in mapped.items() if not (ROOT / folder / "__init__.py").is_file()] == []
