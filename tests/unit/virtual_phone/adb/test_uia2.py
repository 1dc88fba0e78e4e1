"""The UiAutomator2 server as a process with a port."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from pytest_mobcompliance.virtual_phone.adb.uia2 import ServerProcess


class Echo:
    """Answers with what it was asked."""

    def handle(self, method: str, path: str, body: Mapping[str, Any] | None) -> tuple[int, dict[str, Any]]:
        if path == "/broken":
            raise RuntimeError("本机")
        return 200 if path != "/none" else 404, {"value": [method, path, body]}


@contextmanager
def connected(process: ServerProcess) -> Iterator[http.client.HTTPConnection]:
    """A client whose connection the process serves in a thread, as a forwarded port does it."""
    ours, theirs = socket.socketpair()

    def serve() -> None:
        with theirs:
            process.serve(theirs)

    thread = threading.Thread(target=serve)
    thread.start()
    client = http.client.HTTPConnection("phone", timeout=5)
    client.sock = ours
    try:
        yield client
    finally:
        ours.close()
        client.close()
        thread.join(5)
        assert not thread.is_alive()


def ask(
    client: http.client.HTTPConnection, method: str, path: str, body: bytes | None = None
) -> tuple[int, Any]:
    client.request(method, path, body, {"Host": "phone"})
    response = client.getresponse()
    return response.status, json.loads(response.read())["value"]


def test_one_connection_serves_many_requests() -> None:
    process = ServerProcess(Echo())
    with connected(process) as client:
        assert ask(client, "GET", "/session/1/source?x=1") == (200, ["GET", "/session/1/source", None])
        assert ask(client, "POST", "/a", '{"text": "转账"}'.encode()) == (
            200,
            ["POST", "/a", {"text": "转账"}],
        )
        assert ask(client, "POST", "/a", b"[1]") == (200, ["POST", "/a", None])
        assert ask(client, "POST", "/a", b"{") == (200, ["POST", "/a", None])
        assert ask(client, "GET", "/none")[0] == 404
    assert process.running


def test_what_a_handler_throws_is_an_answer() -> None:
    process = ServerProcess(Echo())
    with connected(process) as client:
        status, value = ask(client, "GET", "/broken")
    assert (status, value["error"], value["message"]) == (500, "unknown error", "RuntimeError: 本机")


def test_it_ends_with_its_session() -> None:
    process = ServerProcess(Echo())
    with connected(process) as client:
        assert ask(client, "DELETE", "/session/1/actions")[0] == 200
        assert process.running
        assert ask(client, "DELETE", "/session/1")[0] == 200
        assert process.wait(5)


def test_an_end_breaks_connections_and_refuses_new_ones() -> None:
    process = ServerProcess(Echo())
    with connected(process) as client:
        assert ask(client, "GET", "/a")[0] == 200
        process.end()
        with pytest.raises((http.client.HTTPException, OSError)):
            ask(client, "GET", "/a")
    assert not process.running
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(ConnectionRefusedError):
        process.serve(theirs)
