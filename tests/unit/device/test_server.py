from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from pytest_mobcompliance.device.server import (
    android_home,
    find_adb,
    find_appium,
    is_loopback,
    probe,
    start_server,
)
from pytest_mobcompliance.errors import RigError


@contextmanager
def answering(body: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_ready_server_tells_its_version() -> None:
    with answering(json.dumps({"value": {"ready": True, "build": {"version": "3.8.0"}}}).encode()) as url:
        assert probe(url, 5) == "3.8.0"


def test_proxy_of_the_environment_is_not_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with answering(json.dumps({"value": {"ready": True, "build": {"version": "3.8.0"}}}).encode()) as url:
        assert probe(url, 5) == "3.8.0"
    assert is_loopback("http://localhost:4723")
    assert not is_loopback("http://farm.example:4723")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"value": {"ready": false, "message": "starting"}}', "server-not-ready"),
        (b"<html>", "not-appium"),
        (b"[]", "not-appium"),
        (b'{"value": null}', "not-appium"),
    ],
)
def test_other_answers_are_told_apart(body: bytes, reason: str) -> None:
    with answering(body) as url, pytest.raises(RigError) as caught:
        probe(url, 5)
    assert caught.value.reason == reason


def test_closed_port_is_unreachable() -> None:
    with answering(b"") as url:
        pass
    with pytest.raises(RigError) as caught:
        probe(url, 5)
    assert caught.value.reason == "server-unreachable"
    assert url in str(caught.value)


def test_home_is_looked_at_alone(tmp_path: Path) -> None:
    program = tmp_path / "rig" / "node_modules" / ".bin" / "appium"
    program.parent.mkdir(parents=True)
    program.touch()
    assert find_appium(None, tmp_path)[0] == [str(program)]
    with pytest.raises(RigError) as caught:
        find_appium(tmp_path / "elsewhere", tmp_path)
    assert caught.value.reason == "appium-missing"
    assert "what to do next" in str(caught.value)


def fake_appium(home: Path, script: str) -> None:
    program = home / "node_modules" / ".bin" / "appium"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)


def test_server_that_ends_at_once_shows_its_log(tmp_path: Path) -> None:
    fake_appium(tmp_path, "echo cannot bind; exit 3")
    with pytest.raises(RigError) as caught:
        start_server(tmp_path, tmp_path, timeout=10, log=tmp_path / "log")
    assert caught.value.reason == "server-not-started"
    assert "exit status 3" in str(caught.value)
    assert "cannot bind" in str(caught.value)


def test_server_that_says_nothing_is_ended(tmp_path: Path) -> None:
    fake_appium(tmp_path, f"echo $$ > {tmp_path}/pid; exec sleep 60")
    with pytest.raises(RigError, match="no answer within"):
        start_server(tmp_path, tmp_path, timeout=1, log=tmp_path / "log")
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


ANSWERS = """
import http.server, pathlib, subprocess, sys
child = subprocess.Popen(["sleep", "300"])
pathlib.Path("{folder}/pids").write_text(str(child.pid))
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{{"value": {{"ready": true, "build": {{"version": "1"}}}}}}')
port = int(sys.argv[sys.argv.index("--port") + 1])
http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


def answering_appium(home: Path) -> None:
    """A server that starts a driver, as Appium does."""
    (home / "server.py").write_text(ANSWERS.format(folder=home), "utf-8")
    fake_appium(home, f'exec {sys.executable} {home}/server.py "$@"')


def is_gone(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_stop_ends_the_server_and_what_it_started(tmp_path: Path) -> None:
    answering_appium(tmp_path)
    server = start_server(tmp_path, tmp_path, timeout=20, log=tmp_path / "log")
    driver = int((tmp_path / "pids").read_text())
    assert not is_gone(driver, 0.1)
    server.stop()
    server.stop()
    assert is_gone(server.process.pid, 5)
    assert is_gone(driver, 5)
    assert server.watchdog.returncode == 0


def test_what_it_says_is_redacted_before_it_is_written(tmp_path: Path) -> None:
    fake_appium(tmp_path, "echo '--> POST /element {text: 13912345678}'; exit 3")
    with pytest.raises(RigError) as caught:
        start_server(
            *(tmp_path, tmp_path),
            timeout=10,
            log=tmp_path / "log",
            redact=lambda text: text.replace("13912345678", "‹phone›"),
        )
    assert (tmp_path / "log").read_text("utf-8") == "--> POST /element {text: ‹phone›}\n"
    assert "13912345678" not in str(caught.value)


def test_nothing_stays_when_the_run_is_killed(tmp_path: Path) -> None:
    answering_appium(tmp_path)
    program = (
        "from pathlib import Path; import time; from pytest_mobcompliance.device.server import start_server\n"
        f"here = Path({str(tmp_path)!r})\n"
        "server = start_server(here, here, timeout=20, log=here / 'log')\n"
        "print(server.process.pid, flush=True)\n"
        "time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        server = int(run.stdout.readline())
        driver = int((tmp_path / "pids").read_text())
        run.send_signal(signal.SIGKILL)
    assert is_gone(server, 8)
    assert is_gone(driver, 8)


def sdk(folder: Path) -> Path:
    adb = folder / "platform-tools" / "adb"
    adb.parent.mkdir(parents=True)
    adb.touch()
    return folder


def test_sdk_beside_the_server_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANDROID_HOME", "ANDROID_SDK_ROOT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "")
    assert (android_home(None, tmp_path), find_adb(None, tmp_path)) == (None, None)
    beside = sdk(tmp_path / "rig" / "android-sdk")
    assert android_home(None, tmp_path) == beside
    assert find_adb(None, tmp_path) == str(beside / "platform-tools" / "adb")
    monkeypatch.setenv("ANDROID_HOME", str(tmp_path / "empty"))
    assert android_home(None, tmp_path) == beside
    own = sdk(tmp_path / "own")
    monkeypatch.setenv("ANDROID_HOME", str(own))
    assert android_home(None, tmp_path) == own


def test_server_is_told_of_sdk_and_features(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANDROID_HOME", raising=False)
    monkeypatch.delenv("ANDROID_SDK_ROOT", raising=False)
    sdk(tmp_path / "android-sdk")
    fake_appium(tmp_path, f'echo "$ANDROID_HOME $*" > {tmp_path}/told; exit 3')
    with pytest.raises(RigError):
        start_server(
            tmp_path, tmp_path, timeout=20, log=tmp_path / "log", insecure=("uiautomator2:adb_shell",)
        )
    told = (tmp_path / "told").read_text()
    assert told.startswith(str(tmp_path / "android-sdk"))
    assert "--allow-insecure uiautomator2:adb_shell" in told
