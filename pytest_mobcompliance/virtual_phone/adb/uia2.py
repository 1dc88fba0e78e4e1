"""The UiAutomator2 server on the phone as a process and a port; what it answers stands in `ondevice`."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any, Protocol
from urllib.parse import urlsplit

PACKAGE = "io.appium.uiautomator2.server"
TEST_PACKAGE = f"{PACKAGE}.test"
RUNNER = f"{TEST_PACKAGE}/androidx.test.runner.AndroidJUnitRunner"
PORT = 6790
"""On the phone. Source: appium-uiautomator2-driver, ``uiautomator2-server/session.ts``."""
LONGEST_BODY = 64 * 1024 * 1024
IDLE = 300.0  # s that a kept connection may wait for its next request


class Handler(Protocol):
    """Answers requests by path, as ``/session/<id>/source``."""

    def handle(self, method: str, path: str, body: Mapping[str, Any] | None) -> tuple[int, dict[str, Any]]:
        """Status and JSON of the answer."""


class ServerProcess:
    """One life of the server, from ``am instrument`` to its end. `serve` refuses once it has ended."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._peers: set[socket.socket] = set()

    @property
    def running(self) -> bool:
        return not self._ended.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait for the end; whether it has come."""
        return self._ended.wait(seconds)

    def end(self) -> None:
        """The process ends: open connections break, new ones are refused."""
        with self._lock:
            self._ended.set()
            for peer in self._peers:
                with contextlib.suppress(OSError):
                    peer.shutdown(socket.SHUT_RDWR)

    def serve(self, peer: socket.socket) -> None:
        """Answer one connection until it ends.

        :raises ConnectionRefusedError: the process has ended.
        """
        with self._lock:
            if not self.running:
                raise ConnectionRefusedError(f"nothing listens on port {PORT}")
            self._peers.add(peer)
        try:
            _Connection(peer, self)
        finally:
            with self._lock:
                self._peers.discard(peer)

    def answer(self, method: str, path: str, body: Mapping[str, Any] | None) -> tuple[int, dict[str, Any]]:
        """Status and JSON; an error in the handler is the phone's own and ends nothing."""
        try:
            return self._handler.handle(method, path, body)
        except Exception as error:  # the real server answers any exception of a handler this way
            words = {
                "error": "unknown error",
                "message": f"{type(error).__name__}: {error}",
                "stacktrace": "",
            }
            return 500, {"sessionId": None, "value": words}


class _Connection(BaseHTTPRequestHandler):
    """HTTP over a connection that somebody else accepted."""

    protocol_version = "HTTP/1.1"
    timeout = IDLE
    wbufsize = -1  # head and body leave together

    def __init__(self, peer: socket.socket, process: ServerProcess) -> None:
        self._process = process
        with contextlib.suppress(OSError):  # broken off: nobody is there to be told
            super().__init__(peer, ("127.0.0.1", 0), None)  # type: ignore[arg-type] # no socketserver stands behind it

    def log_message(self, format: str, *args: object) -> None:
        """Requests are recorded by whoever needs them."""

    def do_GET(self) -> None:
        self._answer(None)

    def do_POST(self) -> None:
        self._answer(self._body())

    def do_DELETE(self) -> None:
        self._answer(None)

    def _body(self) -> Mapping[str, Any] | None:
        length = min(int(self.headers.get("Content-Length") or 0), LONGEST_BODY)
        raw = self.rfile.read(length)
        try:
            body = json.loads(raw or b"{}")
        except ValueError:
            return None
        return body if isinstance(body, dict) else None

    def _answer(self, body: Mapping[str, Any] | None) -> None:
        path = urlsplit(self.path).path
        status, answer = self._process.answer(self.command, path, body)
        payload = json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)
        self.wfile.flush()
        if self.command == "DELETE" and path.count("/") == 2 and status == 200:
            self.close_connection = True
            self._process.end()  # the real server ends with its session
