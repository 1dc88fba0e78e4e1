"""Whether a link opens, asked of real servers on loopback."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from pytest_mobcompliance.device.links import refusal


class Pages(BaseHTTPRequestHandler):
    """Answers by path: a number is a status, ``to-X`` redirects, ``drip`` never ends."""

    def do_GET(self) -> None:
        name = self.path.strip("/")
        if name.startswith("to-"):
            self.send_response(302)
            target = name.removeprefix("to-")
            self.send_header("Location", "http://other.example/" if target == "other" else f"/{target}")
            self.end_headers()
        elif name == "silent":
            time.sleep(2)
        elif name == "drip":
            self.send_response(200)
            self.end_headers()
            for _ in range(50):
                self.wfile.write(b".")
                time.sleep(0.1)
        else:
            self.send_response(int(name))
            self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("200", ""),
        ("404", "404"),
        ("503", "503"),
        ("to-200", ""),
        ("to-404", "404"),
        ("to-other", ""),
        ("to-to-404", "404"),
    ],
)
def test_answer_of_the_links_own_host_decides(site: str, path: str, answer: str) -> None:
    assert refusal(f"{site}/{path}", 5) == answer


def test_circle_of_redirects_ends(site: str) -> None:
    assert refusal(f"{site}/" + "to-" * 8 + "200", 5) == "more than 5 redirects"


def test_body_is_not_waited_for(site: str) -> None:
    assert refusal(f"{site}/drip", 1) == ""


def test_silence_is_a_refusal(site: str) -> None:
    assert refusal(f"{site}/silent", 0.3) == "no answer in time"


def test_nobody_there_is_a_refusal() -> None:
    assert refusal("http://127.0.0.1:9/", 1) == "ConnectionError"
