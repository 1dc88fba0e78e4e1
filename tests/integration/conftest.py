"""One real Appium server for each test process."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_mobcompliance.device.server import start_server

sys.path.insert(0, str(Path(__file__).parent))  # suite_runner, shared by the files of this folder

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def appium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a running Appium server."""
    log = tmp_path_factory.mktemp("appium") / "appium.log"
    server = start_server(ROOT / "rig", ROOT, timeout=90, log=log)
    try:
        yield server.url
    finally:
        server.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives real servers.

    A file's tests share costly runs, so they stay on one worker; the defects share nothing.
    """
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.integration)
            if item.path.name != "test_h5_defects.py":
                item.add_marker(pytest.mark.xdist_group(item.path.name))
