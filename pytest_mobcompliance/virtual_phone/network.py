"""The phone's network, as far as apps reach it: through a proxy on loopback, else not at all.

No host is ever looked up: what an app wants of one goes to the proxy that the phone's settings name, and
where they name none nothing is sent.
"""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from urllib.parse import urlsplit

PATIENCE = 3.0
"""Seconds that the proxy may take."""
LOOPBACK = "127.0.0.1"


def fetch(proxy: str, address: str, *, trusts_any: bool = False) -> None:
    """Ask for an address as an app does that does not mind whether it gets an answer.

    :param proxy: the setting ``http_proxy``: ``host:port``; ``:0`` and anything off loopback is none.
    :param trusts_any: whoever answers is believed; else only certificates that this machine trusts.
    """
    host, _, port = proxy.rpartition(":")
    if host != LOOPBACK or not port.isdigit():
        return
    with suppress(OSError), socket.create_connection((host, int(port)), PATIENCE) as line:
        if address.startswith("http:"):
            _ask(line, address, address)
            return
        name = urlsplit(address).hostname or ""
        line.sendall(f"CONNECT {name}:443 HTTP/1.1\r\nHost: {name}:443\r\n\r\n".encode())
        if b" 200 " in _head(line):
            with _context(trusts_any=trusts_any).wrap_socket(line, server_hostname=name) as inside:
                _ask(inside, address, urlsplit(address).path or "/")


def _head(line: socket.socket) -> bytes:
    """The answer up to the empty line, byte by byte: what follows belongs to the handshake."""
    read = b""
    while not read.endswith(b"\r\n\r\n") and (byte := line.recv(1)):
        read += byte
    return read


def _ask(line: socket.socket, address: str, target: str) -> None:
    host = urlsplit(address).hostname
    line.sendall(f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    _head(line)


def _context(*, trusts_any: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if trusts_any:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
