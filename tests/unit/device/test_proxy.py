"""The proxy that lets nothing through, and clients of all kinds before it."""

from __future__ import annotations

import socket
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from pytest_mobcompliance.device.android_settings import Display
from pytest_mobcompliance.device.journal import Memory
from pytest_mobcompliance.device.proxy import Proxy, Seen
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.virtual_phone.network import fetch

HOST = "api.bank.example"


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with Proxy() as proxy:
        yield proxy


def only(proxy: Proxy) -> Seen:
    """The one request, which another thread writes down."""
    end = time.monotonic() + 10
    while not proxy.seen and time.monotonic() < end:
        time.sleep(0.01)
    (seen,) = proxy.seen
    return seen


def address(proxy: Proxy) -> str:
    return f"127.0.0.1:{proxy.port}"


def test_a_plain_request(proxy: Proxy) -> None:
    fetch(address(proxy), f"http://{HOST}/count")
    assert only(proxy) == Seen(HOST, "plain")


def test_a_client_that_looks_at_certificates(proxy: Proxy) -> None:
    fetch(address(proxy), f"https://{HOST}/news")
    assert only(proxy) == Seen(HOST, "refused")


def test_a_client_that_trusts_anybody(proxy: Proxy) -> None:
    fetch(address(proxy), f"https://{HOST}/news", trusts_any=True)
    assert only(proxy) == Seen(HOST, "accepted")


def test_a_client_that_looks_only_after_the_handshake_sends_nothing(proxy: Proxy) -> None:
    with _tunnel(proxy) as line:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.wrap_socket(line, server_hostname=HOST).close()
    assert only(proxy) == Seen(HOST, "unclear")


def test_what_is_no_handshake(proxy: Proxy) -> None:
    with _tunnel(proxy) as line, suppress(ConnectionError):
        line.sendall(b"GET / HTTP/1.1\r\n\r\n")
        line.recv(100)
    assert only(proxy) == Seen(HOST, "unclear")


def _tunnel(proxy: Proxy) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", proxy.port), 5)
    line.sendall(f"CONNECT {HOST}:443 HTTP/1.1\r\n\r\n".encode())
    while not line.recv(1000).endswith(b"\r\n\r\n"):
        pass
    return line


def test_without_the_extra_the_run_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trustme", None)
    with pytest.raises(RigError) as caught:
        Proxy()
    assert caught.value.reason == "extra-missing"


@pytest.mark.parametrize("setting", ["", ":0", "192.0.2.1:8080", "127.0.0.1:x"])
def test_a_phone_without_a_proxy_on_loopback_connects_to_nobody(
    setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "create_connection", _refuse)
    fetch(setting, f"https://{HOST}/news")


def _refuse(*asked: object) -> None:
    raise AssertionError("nobody may be connected to")


def test_a_proxy_that_is_gone_is_no_fault_of_the_app() -> None:
    with Proxy() as proxy:
        pass
    fetch(address(proxy), f"https://{HOST}/news")


# --- the phone's setting


def shell_over(table: dict[str, str], asked: list[str]) -> Callable[[str], str]:
    def shell(command: str) -> str:
        asked.append(command)
        verb, key = command.split()[1], command.split()[3]
        if verb == "put":
            table[key] = command.split()[4]
        return table.get(key, "null")

    return shell


@pytest.mark.parametrize(("before", "after"), [({}, ":0"), ({"http_proxy": "10.0.0.9:80"}, "10.0.0.9:80")])
def test_the_proxy_of_the_phone_is_put_back(before: dict[str, str], after: str) -> None:
    notes, table = Memory(), dict(before)
    with Display(shell_over(table, []), lambda *a, **k: None, notes, "p1").http_proxy("127.0.0.1:9"):
        assert table["http_proxy"] == "127.0.0.1:9"
        assert notes.leftovers()[0].restore == f"settings put global http_proxy {after}"
    assert table["http_proxy"] == after
    assert notes.leftovers() == []


def test_a_phone_that_ignores_the_setting() -> None:
    display = Display(lambda command: "null", lambda *a, **k: None, Memory(), "p1")
    with pytest.raises(RigError) as caught, display.http_proxy("127.0.0.1:9"):
        pass
    assert caught.value.reason == "setting-ignored"
