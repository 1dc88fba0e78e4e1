"""Runs the ready-made checks in a process of their own and reads what they left."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

LOADS = 8
"""How often a report is opened before it counts as empty."""
ROOT = Path(__file__).parents[2]
H5_CONFIG = ROOT / "examples" / "h5_bank" / "mobcompliance.toml"
H5_BESIDE = {
    ("6.accessibility/screen-reader", "not-applicable", "reader-of-the-system"),
    ("6.accessibility/captcha", "not-applicable", "no-captcha"),
    ("6.elderly-mode/captcha", "not-applicable", "no-captcha"),
    ("16.privacy-notice/update-told", "not-verified", "not-configured"),
    ("16.minimal-collection/kept-after-upgrade", "not-applicable", "no-upgrades"),
    ("16.minimal-collection/no-access-before-consent", "not-applicable", "seen-as-requests"),
    ("16.minimal-collection/no-access-without-use", "not-applicable", "seen-as-requests"),
    ("16.minimal-collection/not-in-background", "not-verified", "capability-missing"),
    ("16.minimal-collection/denial-kept-48-hours", "not-verified", "capability-missing"),
    ("16.minimal-collection/declared", "not-applicable", "no-manifest"),
    ("16.minimal-collection/not-needed", "not-applicable", "no-manifest"),
    ("16.minimal-collection/special-access", "not-applicable", "no-manifest"),
    ("12.hardening/own-keyboard", "not-verified", "capability-missing"),
    ("12.hardening/random-keyboard", "not-verified", "no-house-value"),
    ("12.hardening/no-echo", "not-verified", "not-configured"),
    ("13.leak-prevention/no-clipboard", "not-verified", "capability-missing"),
    ("12.encrypted-transport/cleartext", "not-applicable", "connections-of-the-browser"),
    ("12.encrypted-transport/foreign-certificate", "not-applicable", "connections-of-the-browser"),
    ("13.leak-prevention/logcat", "not-applicable", "traces-of-the-browser"),
    ("13.leak-prevention/stored", "not-applicable", "traces-of-the-browser"),
    ("13.leak-prevention/notifications", "not-applicable", "traces-of-the-browser"),
    ("12.hardening/background-notice", "not-applicable", "browser-decides"),
    ("12.hardening/rooted", "not-applicable", "browser-decides"),
    ("12.hardening/emulated", "not-applicable", "browser-decides"),
    ("13.leak-prevention/secure-screens", "not-applicable", "browser-decides"),
    ("13.leak-prevention/recents", "not-applicable", "browser-decides"),
    ("12.identity/session-idle", "not-verified", "no-house-value"),
    ("12.identity/session-background", "not-verified", "no-house-value"),
    ("12.identity/second-device", "not-verified", "capability-missing"),
}
"""(check, verdict, reason) of all that a compliant site does not satisfy: it is no app, and has no phone."""


@dataclass(frozen=True)
class SuiteRun:
    """What one run printed and wrote."""

    code: int
    output: str
    folder: Path
    allure: Path
    records: Path

    @property
    def ledger(self) -> list[dict[str, Any]]:
        lines = (self.folder / "ledger.jsonl").read_text("utf-8").splitlines()
        return [record for line in lines if "check" in (record := json.loads(line))]

    @property
    def matrix(self) -> dict[str, Any]:
        return json.loads((self.folder / "matrix.json").read_text("utf-8"))

    def raised(self) -> set[tuple[str, str, str]]:
        """(check, rule, element) of everything violated; of what a check itself says: reason and detail.

        The site's port, another one in each run, is left out.
        """
        found = set()
        for record in self.ledger:
            if record["verdict"] != "violated":
                continue
            broken = [f for f in record["findings"] if f["verdict"] == "violated"]
            for finding in broken:
                found.add((record["check"], finding["rule"], finding["element"] or "page"))
            if not broken:
                detail = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", record["detail"])
                found.add((record["check"], record["reason"], detail))
        return found


def _compiled_in(folder: Path) -> dict[str, str]:
    """Environment that keeps compiled modules for the next run: else pytest rewrites all checks each time."""
    return {"PYTHONPYCACHEPREFIX": str(folder), "PYTHONDONTWRITEBYTECODE": ""}


def run_checks(
    tmp_path: Path, *args: str, timeout: float = 900, env: Mapping[str, str] | None = None
) -> SuiteRun:
    """Run ``pytest --pyargs pytest_mobcompliance.checks`` and read what it left below ``tmp_path``."""
    command = [
        *(sys.executable, "-m", "pytest", "--pyargs", "pytest_mobcompliance.checks"),
        *("--mob-report", str(tmp_path / "report"), "--alluredir", str(tmp_path / "allure")),
        *("-p", "no:cacheprovider", "-q", *args),
    ]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, **_compiled_in(tmp_path.parent / "pyc"), **(env or {})},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    folders = sorted((tmp_path / "report").glob("run-*"))
    assert folders, done.stdout + done.stderr
    return SuiteRun(
        done.returncode, done.stdout + done.stderr, folders[-1], tmp_path / "allure", tmp_path / "record"
    )


def run_h5(tmp_path: Path, server: str, *args: str) -> SuiteRun:
    """The checks against the sample H5 bank; every screen is recorded."""
    h5 = ("--mob-config", str(H5_CONFIG), "--mob-server", server)
    return run_checks(tmp_path, *h5, "--mob-record", str(tmp_path / "record"), *args)


def run_phone(tmp_path: Path, *args: str, **spec: object) -> SuiteRun:
    """The checks on the built-in phone, through its own endpoint; ``spec`` as in ``virtual?api=30``."""
    device = "virtual" + ("?" + urlencode(spec) if spec else "")
    run = run_checks(tmp_path, "--mob-device", device, *args)
    assert list(run.folder.glob("unmodelled-*.txt")) == []  # no command was asked that nobody simulates
    return run


def allure_page(results: Path, folder: Path, tmp_path: Path) -> Path:
    """Render results with the real Allure 3 and the configuration that the run wrote into its folder."""
    report = tmp_path / "allure-report"
    subprocess.run(
        [
            *(str(ROOT / "rig/node_modules/.bin/allure"), "generate", str(results)),
            *("-c", str(folder / "allurerc.mjs"), "-o", str(report)),
        ],
        check=True,
        capture_output=True,
        cwd=tmp_path,
        timeout=120,
    )
    (page,) = report.rglob("index.html")
    return page


def shown(browser: webdriver.Chrome, page: Path) -> str:
    """Open a report and return its text, once its clauses are there.

    Allure's page now and then begins before its own data: `loadReportData` of @allurereport/web-commons
    asks for files then, which a page in one file has not. A third of the time on a machine with six browsers
    at once; it is what a person would do, too: load it again.
    """
    for _ in range(LOADS):
        browser.get(page.as_uri())
        with suppress(TimeoutException):
            WebDriverWait(browser, 15).until(lambda b: "第一条" in b.find_element(By.TAG_NAME, "body").text)
            break
    return browser.find_element(By.TAG_NAME, "body").text
