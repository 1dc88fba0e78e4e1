"""`--mob-server`: a running server is used as it is; what is no address is refused."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

Run = Callable[..., pytest.RunResult]

SETTINGS = '[app]\nurl = "http://127.0.0.1/"\n[server]\nstart_timeout = 5\n'
SUITE = """
    import pytest
    @pytest.mark.requirement("16.privacy-notice/x")
    def test_one(mob_server, mob_verdict): mob_verdict.observe("server", mob_server)
"""


class Status(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"value": {"ready": true, "build": {"version": "3.0.0"}}}')

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def running() -> Iterator[str]:
    """What answers like a server that is ready."""
    server = HTTPServer(("127.0.0.1", 0), Status)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address that is taken and does not answer."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture(autouse=True)
def suite(pytester: pytest.Pytester) -> None:
    (pytester.path / "mobcompliance.toml").write_text(SETTINGS, "utf-8")
    pytester.makepyfile(SUITE)


def test_running_server_is_used(running: str, here: Run, ledger: Callable[[], dict[str, Any]]) -> None:
    here("--mob-server", running).assert_outcomes(passed=1)
    assert ledger()["16.privacy-notice/x"]["observations"] == {"server": running}


def test_ini_twin(
    running: str, pytester: pytest.Pytester, here: Run, ledger: Callable[[], dict[str, Any]]
) -> None:
    pytester.makeini(f"[pytest]\nmob_server = {running}\n")
    here().assert_outcomes(passed=1)
    assert ledger()["16.privacy-notice/x"]["observations"] == {"server": running}


def test_server_of_the_device_wins(
    running: str, nobody: str, pytester: pytest.Pytester, here: Run, ledger: Callable[[], dict[str, Any]]
) -> None:
    device = f'[devices.p1]\nserver = "{running}"\n'
    (pytester.path / "mobcompliance.toml").write_text(SETTINGS + device, "utf-8")
    here("--mob-server", nobody).assert_outcomes(passed=1)
    assert ledger()["16.privacy-notice/x"]["observations"] == {"server": running}


def test_server_that_does_not_answer_leaves_not_verified(
    nobody: str, here: Run, ledger: Callable[[], dict[str, Any]]
) -> None:
    result = here("--mob-server", nobody)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*mob_server: {nobody}/status", "*得到：没有应答*"])
    record = ledger()["16.privacy-notice/x"]
    assert (record["verdict"], record["reason"]) == ("not-verified", "server-unreachable")


def test_device_whose_server_is_no_address(
    pytester: pytest.Pytester, here: Run, ledger: Callable[[], dict[str, Any]]
) -> None:
    device = '[devices.p1]\nserver = "127.0.0.1:4723"\n'
    (pytester.path / "mobcompliance.toml").write_text(SETTINGS + device, "utf-8")
    here().stdout.fnmatch_lines(["*得到：*127.0.0.1:4723/status*"])
    assert ledger()["16.privacy-notice/x"]["reason"] == "server-unreachable"


@pytest.mark.parametrize("value", ["127.0.0.1:4723", "localhost", "ftp://farm", "http://", "http://[::1"])
def test_what_is_no_address_is_refused(value: str, here: Run) -> None:
    result = here("--mob-server", value)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --mob-server: *", "*应为：'auto'，或运行中的 Appium 服务器的 URL"])
    assert repr(value) in result.stderr.str()
