"""One real Appium server for each test process."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver

from pytest_mobcompliance.device.server import start_server

sys.path.insert(0, str(Path(__file__).parent))  # suite_runner, shared by the files of this folder

ROOT = Path(__file__).parents[2]
SHARES_NOTHING = ("test_h5_defects.py", "test_phone_defects.py")
"""Files whose tests run on any worker; those of the others share costly runs."""


@pytest.fixture(scope="session")
def appium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a running Appium server."""
    log = tmp_path_factory.mktemp("appium") / "appium.log"
    server = start_server(ROOT / "rig", ROOT, timeout=90, log=log)
    try:
        yield server.url
    finally:
        server.stop()


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """A real Chromium for looking at reports."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in (
        "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
        "--disable-background-networking --disable-component-update --disable-sync "
        f"--window-size=1400,1000 --user-data-dir={tmp_path / 'profile'}"
    ).split():
        options.add_argument(argument)
    options.add_argument("--host-resolver-rules=MAP * ~NOTFOUND")  # Allure's page asks for a script elsewhere
    driver = webdriver.Chrome(options, webdriver.ChromeService("/usr/bin/chromedriver"))
    try:
        yield driver
    finally:
        driver.quit()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Everything in this folder drives real servers or whole runs; a file's tests stay on one worker.

    Said here and not when all are collected: by then xdist has read the groups.
    """
    if Path(__file__).parent in item.path.parents:
        item.add_marker(pytest.mark.integration)
        if item.path.name not in SHARES_NOTHING:
            item.add_marker(pytest.mark.xdist_group(item.path.name))
