"""A proxy on loopback that lets nothing through: it writes down what an app asks of the network, and how.

Plain requests get an answer 502. Behind ``CONNECT`` it shows a certificate of its own, made for the run,
whose issuer nobody trusts: an app that goes on and sends its request accepts anybody's certificate.
"""

from __future__ import annotations

import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal, Self
from urllib.parse import urlsplit

from ..errors import RigError
from ..messages import say

PATIENCE = 5.0
"""Seconds that a client may take for its handshake, and for its first words after it."""

Outcome = Literal["plain", "refused", "accepted", "unclear"]
"""``plain``: asked for without encryption; ``refused``: our certificate ended the handshake; ``accepted``: a
request came through it; ``unclear``: neither (pinning after the handshake, or a client that left)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One request of an app. Of its address only the host is kept."""

    host: str
    outcome: Outcome


class Proxy:
    """The proxy, until the block ends.

    :raises RigError: ``extra-missing`` without the library that makes the certificates.
    """

    def __init__(self) -> None:
        self._seen: list[Seen] = []
        self._certificates = _Certificates()
        self._server = _server(self)

    def __enter__(self) -> Self:
        wait = {"poll_interval": 0.05}
        threading.Thread(target=self._server.serve_forever, kwargs=wait, daemon=True).start()
        return self

    def __exit__(self, *caught: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""
        return self._server.server_port

    @property
    def seen(self) -> tuple[Seen, ...]:
        """What was asked for so far, in its order."""
        return tuple(self._seen)

    def note(self, host: str, outcome: Outcome) -> None:
        """Write down a request."""
        self._seen.append(Seen(host, outcome))

    def context(self, host: str) -> ssl.SSLContext:
        """What a server of this name would show, had it our certificate."""
        return self._certificates.context(host)


class _Certificates:
    """Certificates of one issuer that lives as long as the run and is trusted by nobody."""

    def __init__(self) -> None:
        try:
            import trustme
        except ImportError as missing:
            raise RigError(
                reason="extra-missing",
                who="mob_app",
                where=say("proxy"),
                got=say("no module trustme, which makes the certificates"),
                wanted=say("it"),
                next_step=say("pip install 'pytest-mobcompliance[network]'"),
            ) from missing
        self._issuer = trustme.CA()

    def context(self, host: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._issuer.issue_cert(host).configure_cert(context)
        return context


def _server(proxy: Proxy) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        timeout = PATIENCE

        def do_CONNECT(self) -> None:
            host = self.path.rpartition(":")[0].strip("[]")
            self.send_response(200, "Connection established")
            self.end_headers()
            proxy.note(host, _tunnelled(self, proxy.context(host)))
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

        def plain(self) -> None:
            proxy.note(urlsplit(self.path).hostname or self.headers.get("Host") or "an unnamed host", "plain")
            self.send_error(502)

        do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = do_PATCH = do_OPTIONS = plain  # noqa: N815

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hangs up."""

    return Server(("127.0.0.1", 0), Handler)


def _tunnelled(client: BaseHTTPRequestHandler, context: ssl.SSLContext) -> Outcome:
    """What a client makes of our certificate."""
    try:
        inside = context.wrap_socket(client.connection, server_side=True)
    except OSError as refused:  # an SSLError is one
        told = isinstance(refused, ssl.SSLError) and "ALERT" in (refused.reason or "")
        return "refused" if told or isinstance(refused, ConnectionError) else "unclear"
    outcome: Outcome = "unclear"
    with inside, suppress(OSError):
        outcome = "accepted" if inside.recv(1) else "unclear"
        inside.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    return outcome
