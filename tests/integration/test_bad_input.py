"""What goes wrong on real rigs: a clear verdict or error each, in time, and nothing recorded is lost."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from suite_runner import ROOT, allure_page, shown

SETTINGS = """
[app]
platform = "web"
name = "<script>document.title='owned'</script>"
url = "{url}"
[server]
home = "{rig}"
command_timeout = 30
[web]
page_timeout = 4
[screens.home]
url = "{url}"
"""
BIG = 20_000
HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
PAGES = {
    "/": "<h1>首页</h1><button>确定</button>",
    "/big": "".join(f"<p>第 {n} 行</p>" for n in range(BIG)),
    "/hostile": "<button style='width:9px;height:9px;padding:0' aria-label=\"{}\"></button>".format(
        HOSTILE.replace('"', "&quot;")
    ),
}


class Handler(BaseHTTPRequestHandler):
    """Serves the pages; ``/endless`` sends a beginning and never its end."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        start = f"<!doctype html><html lang=zh-CN><title>t</title><body>{PAGES.get(path, '')}"
        self.wfile.write(start.encode())
        if path == "/endless":
            self.wfile.write(b"<h1>half</h1><script src=/never></script>")
        if path in ("/endless", "/never"):
            time.sleep(20)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """A small site on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@contextmanager
def suite(tmp_path: Path, url: str, body: str, *args: str) -> Iterator[subprocess.Popen[str]]:
    """Start pytest over one test file."""
    settings = SETTINGS.format(url=url, rig=ROOT / "rig")
    (tmp_path / "mobcompliance.toml").write_text(settings, "utf-8")
    (tmp_path / "test_it.py").write_text("import pytest\n" + body, "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", *args],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def finish(tmp_path: Path, url: str, body: str, *args: str) -> tuple[str, dict[str, Any]]:
    """Run to the end; return the output and the records by check."""
    with suite(tmp_path, url, body, *args) as process:
        output, _ = process.communicate(timeout=150)
    records: dict[str, Any] = {}
    for file in sorted(tmp_path.glob("mobcompliance-report/*/ledger.jsonl")):  # the last run counts
        for line in file.read_text("utf-8").splitlines():
            record = json.loads(line)
            records[record.get("check", "")] = record
    return output, records


CAPTURE = """
@pytest.mark.requirement("6.accessibility/x")
def test_x(mob_app, mob_audit, mob_verdict):
    mob_app.launch()
    screen = mob_app.capture("{name}")
    mob_verdict.observe("elements", len(screen.elements))
    mob_verdict.findings(mob_audit(screen, rules=["6.target-size", "6.name-missing", "10.text-overlap"]))
"""


def test_unreachable_server(tmp_path: Path, site: str) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        started = time.monotonic()
        output, records = finish(tmp_path, site, CAPTURE.format(name="x"), "--mob-server", url)
    assert records["6.accessibility/x"]["reason"] == "server-unreachable"
    assert url in output
    assert "下一步：" in output
    assert time.monotonic() - started < 90


def test_page_that_never_finishes(tmp_path: Path, site: str, appium: str) -> None:
    output, records = finish(tmp_path, f"{site}/endless", CAPTURE.format(name="x"), "--mob-server", appium)
    assert records["6.accessibility/x"]["verdict"] == "not-verified", output
    assert records["6.accessibility/x"]["reason"] == "page-timeout"


def test_page_with_twenty_thousand_nodes(tmp_path: Path, site: str, appium: str) -> None:
    output, records = finish(tmp_path, f"{site}/big", CAPTURE.format(name="x"), "--mob-server", appium)
    assert records["6.accessibility/x"]["verdict"] == "satisfied", output
    assert records["6.accessibility/x"]["observations"]["elements"] >= BIG


def test_hostile_text_stays_text(tmp_path: Path, site: str, appium: str, browser: webdriver.Chrome) -> None:
    output, records = finish(
        tmp_path,
        f"{site}/hostile",
        CAPTURE.format(name="x"),
        *("--mob-server", appium, "--alluredir", str(tmp_path / "allure")),
    )
    assert records["6.accessibility/x"]["verdict"] == "violated", output
    (page,) = tmp_path.glob("mobcompliance-report/*/matrix.html")
    pages = [page, *(tmp_path / "allure").glob("*.html")]
    assert len(pages) > 1
    for html in pages:
        assert "<script>document.title" not in html.read_text("utf-8")
        assert "<img src=x" not in html.read_text("utf-8")
    for html in (page, allure_page(tmp_path / "allure", page.parent, tmp_path)):
        assert "第一条" in shown(browser, html)
        assert browser.title != "owned"


def test_server_that_dies_in_the_middle(tmp_path: Path, site: str) -> None:
    body = """
import os, signal, time
@pytest.mark.requirement("6.accessibility/before")
def test_before(mob_app, mob_verdict):
    mob_app.launch()
    mob_verdict.observe("elements", len(mob_app.capture().elements))

@pytest.mark.requirement("6.accessibility/dies")
def test_dies(mob_app, mob_verdict, pytestconfig):
    from pytest_mobcompliance.stash import RUN
    import urllib.request
    mob_app.launch()
    kill_server()
    mob_verdict.observe("elements", len(mob_app.capture().elements))

@pytest.mark.requirement("6.accessibility/after")
def test_after(mob_app, mob_verdict):
    mob_app.launch()
    mob_verdict.observe("elements", len(mob_app.capture().elements))

def kill_server():
    from pathlib import Path
    for children in Path("/proc/self/task").glob("*/children"):
        for pid in children.read_text().split():
            if "appium" in Path(f"/proc/{pid}/cmdline").read_text():
                os.kill(int(pid), signal.SIGKILL)
                time.sleep(1)
                return
    raise LookupError("no server among the children")
"""
    started = time.monotonic()
    output, records = finish(tmp_path, site, body)
    assert records["6.accessibility/before"]["verdict"] == "satisfied", output
    for check in ("dies", "after"):
        record = records[f"6.accessibility/{check}"]
        assert (record["verdict"], record["reason"]) == ("not-verified", "server-died")
    assert time.monotonic() - started < 120
    assert list(tmp_path.glob("mobcompliance-report/*/matrix.html"))


@pytest.mark.parametrize(
    ("damage", "verdict"),
    [
        (lambda folder: (folder / "screenshot.png").unlink(), "satisfied"),
        (lambda folder: (folder / "screenshot.png").write_bytes(b"no picture"), "not-verified"),
        (lambda folder: (folder / "screen.json").write_text("{", "utf-8"), "not-verified"),
    ],
    ids=["missing-png", "corrupt-png", "corrupt-json"],
)
def test_damaged_bundle(damage: Any, verdict: str, tmp_path: Path, site: str, appium: str) -> None:
    body = """
@pytest.mark.requirement("6.accessibility/x")
def test_x(mob_app, mob_audit, mob_verdict):
    mob_app.launch() if not REPLAY else None
    mob_app.go("home")
    mob_verdict.findings(mob_audit(mob_app.capture("home"), rules=["6.name-missing"]))
"""
    record = tmp_path / "record"
    _, records = finish(
        tmp_path, site, "REPLAY = False\n" + body, "--mob-server", appium, "--mob-record", str(record)
    )
    assert records["6.accessibility/x"]["verdict"] == "satisfied"
    damage(record / "home")
    output, records = finish(tmp_path, site, "REPLAY = True\n" + body, "--mob-replay", str(record))
    assert records["6.accessibility/x"]["verdict"] == verdict, output
    if verdict != "satisfied":
        assert str(record / "home") in output
