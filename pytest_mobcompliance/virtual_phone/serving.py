"""A small HTTP server on loopback, for the endpoint and the live view."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

LONGEST_BODY = 64 * 1024 * 1024
_IDLE = 300.0  # s that a kept connection may wait for its next request


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request. ``body``: what its JSON says, None when it is none."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer."""

    status: int = 200
    content: bytes = b""
    kind: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] | None = None


def as_json(value: object, status: int = 200) -> Reply:
    """An answer in JSON."""
    return Reply(
        status=status, content=json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    )


Answer = Callable[[Request], Reply]


class Serving:
    """A server that runs until `close`.

    :param answer: asked in a thread per connection.
    :param port: 0 takes a free one.
    :raises OSError: when the port is taken.
    """

    def __init__(self, answer: Answer, port: int = 0) -> None:
        self._peers: set[socket.socket] = set()
        self._lock = threading.Lock()
        serving = self

        class Handler(_Handler):
            reply = staticmethod(answer)
            peers = serving

        self._server = _Server(("127.0.0.1", port), Handler)
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name=f"virtual-phone-{self.port}", daemon=True
        )
        self._thread.start()

    def opened(self, peer: socket.socket) -> None:
        """A connection begins."""
        with self._lock:
            self._peers.add(peer)

    def ended(self, peer: socket.socket) -> None:
        """A connection is over."""
        with self._lock:
            self._peers.discard(peer)

    def close(self) -> None:
        """Free the port and end open connections. A second call does nothing."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        with self._lock:
            peers = list(self._peers)
        for peer in peers:
            with contextlib.suppress(OSError):
                peer.shutdown(socket.SHUT_RDWR)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _IDLE
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave together
    reply: Answer
    peers: Serving

    def setup(self) -> None:
        super().setup()
        self.peers.opened(self.connection)

    def finish(self) -> None:
        try:
            with contextlib.suppress(OSError):
                super().finish()
        finally:
            self.peers.ended(self.connection)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are recorded by whoever needs them."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), LONGEST_BODY)
        raw = self.rfile.read(length)
        if not self._is_ours():
            self._send(
                Reply(status=403, content=b'{"value": {"error": "forbidden", "message": "alien host"}}')
            )
            return
        parts = urlsplit(self.path)
        self._send(
            self.reply(
                Request(
                    method=self.command,
                    path=parts.path,
                    query=dict(parse_qsl(parts.query)),
                    body=_read(raw),
                )
            )
        )

    def _is_ours(self) -> bool:
        """Pages of other hosts must not reach the phone, whatever name they give 127.0.0.1."""
        port = self.connection.getsockname()[1]
        hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        origin = self.headers.get("Origin")
        return self.headers.get("Host") in hosts and (origin is None or urlsplit(origin).netloc in hosts)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(reply.content)))
        self.send_header("Cache-Control", "no-store")
        for name, value in (reply.headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.content)
        self.wfile.flush()


def _read(raw: bytes) -> Mapping[str, Any] | None:
    if not raw:
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
