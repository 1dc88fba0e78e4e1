from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from pytest_mobcompliance.device.server import find_appium, probe, start_server
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
