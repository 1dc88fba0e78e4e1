"""Documents from addresses, files and screens; whatever is wrong with one is a reason, never a crash."""

from __future__ import annotations

import ast
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest
import trustme
from fake_app import FakeApp, element, page
from hypothesis import given
from hypothesis import strategies as st

from pytest_mobcompliance.device import document, policy
from pytest_mobcompliance.device.document import (
    Document,
    decoded,
    document_of,
    document_of_screens,
    fetch_document,
    open_link,
    read_file,
)
from pytest_mobcompliance.ledger.exports import reason_words
from pytest_mobcompliance.messages import LANGUAGES, load_messages
from pytest_mobcompliance.screen import Screen

TEXT = "我们如何收集和使用您的个人信息。" * 10
HTML = f"<html><head><title>隐私政策</title></head><body><h1>隐私政策</h1><p>{TEXT}</p></body></html>"
Answer = tuple[int, dict[str, str], bytes]
Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve answers by path on a free loopback port; over TLS with a certificate that nobody trusts."""
    servers: list[ThreadingHTTPServer] = []

    def serve(answers: dict[str, Answer], *, tls: bool = False) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = answers[self.path]
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                """A client that does not trust us hangs up."""

        server = Server(("127.0.0.1", 0), Handler)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
        return f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def html(body: str | bytes = HTML, kind: str = "text/html; charset=utf-8") -> Answer:
    return 200, {"Content-Type": kind}, body.encode() if isinstance(body, str) else body


def test_a_page_is_fetched(serve: Serve) -> None:
    address = serve({"/p": html()}) + "/p"
    found = fetch_document(address)
    assert (found.problem, found.title, found.source) == ("", "隐私政策", address)
    assert TEXT in found.text


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ((404, {}, b""), "policy-unreachable"),
        (html(b"%PDF-1.7 ..."), "policy-not-text"),
        (html("x" * 500, "application/pdf"), "policy-not-text"),
        (html(b"PK\x03\x04", "application/octet-stream"), "policy-not-text"),
        (html(""), "policy-empty"),
        (html("<script>" + "隐私政策" * 100 + "</script>"), "policy-empty"),
        (html("<p hidden>" + "隐私政策" * 100 + "</p>"), "policy-empty"),
        ((302, {"Location": "https://elsewhere.example/p"}, b""), "other-host"),
        ((302, {"Location": "file:///p"}, b""), "other-host"),
        ((302, {"Location": "/p"}, b""), "policy-unreachable"),
    ],
)
def test_what_is_wrong_with_an_answer_is_a_reason(answer: Answer, problem: str, serve: Serve) -> None:
    found = fetch_document(serve({"/p": answer}) + "/p")
    assert found.problem == problem
    assert found.detail


def test_a_redirect_within_the_host_is_followed(serve: Serve) -> None:
    address = serve({"/p": (301, {"Location": "/q"}, b""), "/q": html()})
    assert fetch_document(address + "/p").problem == ""


def test_a_redirect_to_an_allowed_host_is_followed(serve: Serve) -> None:
    other = serve({"/q": html()}).replace("127.0.0.1", "localhost")
    address = serve({"/p": (302, {"Location": other + "/q"}, b"")}) + "/p"
    assert fetch_document(address).problem == "other-host"
    assert fetch_document(address, ["localhost"]).problem == ""


def test_a_certificate_that_nobody_trusts_is_a_reason(serve: Serve) -> None:
    found = fetch_document(serve({"/p": html()}, tls=True) + "/p")
    assert (found.problem, found.blocks) == ("policy-tls", ())
    assert "certificate" in found.detail.casefold()


def test_nobody_at_the_address_is_a_reason(serve: Serve) -> None:
    assert fetch_document("http://127.0.0.1:1/p", timeout=5).problem == "policy-unreachable"
    assert fetch_document("http://[broken/p", timeout=5).problem == "policy-unreachable"


def test_two_megabytes_are_read_and_more_than_the_most_is_not(serve: Serve) -> None:
    large = f"<body><p>{'隐私政策' * 175_000}</p></body>"
    address = serve({"/p": html(large)}) + "/p"
    assert len(large.encode()) > 2_000_000
    assert fetch_document(address).problem == ""
    assert fetch_document(address, most=1_000_000).problem == "policy-too-large"


# ------------------------------------------------------------------ encodings


@pytest.mark.parametrize("name", ["gbk", "gb2312", "gb18030", "big5", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("told", ["by the server", "by the page"])
def test_an_encoding_that_is_named_is_used(name: str, told: str) -> None:
    text = "本政策自今日起生效" if name != "big5" else "本政策自今日起生效".translate(str.maketrans("", ""))
    head = "" if told == "by the server" or name in ("utf-16",) else f'<meta charset="{name}">'
    body = f"<html><head>{head}</head><body><p>{text}</p></body></html>".encode(name)
    assert text in decoded(body, f"text/html; charset={name}" if told == "by the server" else "text/html")


@pytest.mark.parametrize("kind", ["text/html", "text/html; charset=utf-8", "text/html; charset=nonsense"])
def test_gbk_that_is_named_wrongly_or_not_at_all_is_read(kind: str) -> None:
    assert TEXT in decoded(HTML.encode("gbk"), kind)


def test_one_broken_character_does_not_make_a_page_unreadable() -> None:
    assert "收集和使用" in decoded(HTML.encode() + b"\xff", "text/html; charset=utf-8")


@given(st.binary(max_size=300), st.text(max_size=40))
def test_whatever_comes_is_a_document(body: bytes, kind: str) -> None:
    assert isinstance(document_of(body, kind), Document)


# ------------------------------------------------------------------ files


def test_files(tmp_path: Path) -> None:
    page_, text, pdf = tmp_path / "p.html", tmp_path / "p.txt", tmp_path / "p.pdf"
    page_.write_text(HTML, "utf-8")
    text.write_text(TEXT, "gbk")
    pdf.write_bytes(b"%PDF-1.4")
    assert read_file(page_).title == "隐私政策"
    assert read_file(text).text == TEXT
    assert (read_file(pdf).problem, read_file(pdf).source) == ("policy-not-text", str(pdf))
    assert read_file(text, most=10).problem == "policy-too-large"
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "none.txt")


# ------------------------------------------------------------------ screens


def text_page(*words: str, **facts: object) -> object:
    return page(*(element(str(n), "text", each) for n, each in enumerate(words)), **facts)


def test_parts_of_a_screen_are_one_document() -> None:
    parts = [
        text_page("隐私政策", TEXT, platform="android"),
        text_page("隐私政策", TEXT, "完", platform="android"),
    ]
    found = document_of_screens(parts)
    assert (found.text, found.title, found.problem) == (f"隐私政策\n{TEXT}\n完", "隐私政策", "")


def test_a_screen_that_says_nothing_is_empty() -> None:
    assert document_of_screens([text_page("隐私政策", platform="android")]).problem == "policy-empty"


def test_a_screen_with_more_parts_than_are_looked_at_is_cut() -> None:
    parts = [
        text_page(f"{n} {TEXT}", f"{n + 1} {TEXT}", platform="android") for n in range(document.MOST_PARTS)
    ]
    assert document_of_screens(parts).problem == "policy-cut"
    assert document_of_screens(parts[:5]).problem == ""
    assert document_of_screens(parts[:5], most=5).problem == "policy-cut"
    assert document_of_screens([*parts[:2], text_page(TEXT * 20, title="隐私政策")]).problem == ""
    assert document_of_screens([text_page(TEXT, truncated=True)]).problem == "policy-cut"


def test_parts_with_nothing_in_common_may_have_a_gap_between_them() -> None:
    bar, end = "隐私政策", "返回首页"
    first, after = (text_page(bar, f"{n} {TEXT}", end, platform="android") for n in (1, 3))
    between = text_page(bar, f"1 {TEXT}", f"3 {TEXT}", end, platform="android")
    assert document_of_screens([first, after]).problem == "policy-cut"
    assert document_of_screens([first, between, after]).problem == ""


@pytest.mark.parametrize("words", ["加载中，请稍候", "正在加载…", "Loading..."])
def test_a_page_that_says_it_loads_is_waited_for(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "STILL", 0.0)

    class Slow(FakeApp):
        def capture(self, name: str | None = None) -> Screen:
            if self.shown == "waits" and self.log.count("capture policy") > 3:
                self.shown = "policy"
            return super().capture(name)

    link = element("l", "text", "隐私政策", clickable=True)
    home, waits = page(link, platform="android"), text_page(words, platform="android")
    slow = Slow({"home": home, "waits": waits, "policy": text_page(TEXT, platform="android")})
    slow.doors["隐私政策"] = slow.doors["text=隐私政策"] = "waits"
    opened = open_link(slow, (), link, slow.capture(), "policy")
    assert (opened.problem, TEXT in [each.text for each in opened.screen.elements]) == ("", True)
    monkeypatch.setattr(document, "LOADS", 0.05)
    stuck = FakeApp({"home": home, "waits": waits})
    stuck.doors["隐私政策"] = stuck.doors["text=隐私政策"] = "waits"
    assert open_link(stuck, (), link, stuck.capture(), "policy").problem == "policy-not-loaded"


def test_a_web_view_in_any_part_of_it_is_seen_from_outside_only() -> None:
    shut = page(element("v", "webview", None), platform="android")
    assert document_of_screens([text_page(TEXT, platform="android"), shut]).problem == "in-webview"


def test_a_view_with_many_lines_is_many_blocks() -> None:
    found = document_of_screens([text_page(f"一、收集\n{TEXT}\n\n二、 共享", platform="android")])
    assert [block.text for block in found.blocks] == ["一、收集", TEXT, "二、 共享"]


def test_a_page_that_is_seen_from_outside_only_says_so() -> None:
    shut = page(element("v", "webview", None), platform="android")
    assert document_of_screens([shut]).problem == "in-webview"
    inside = document_of_screens([shut, text_page(TEXT, title="隐私政策")])
    assert (inside.problem, inside.title) == ("", "隐私政策")


def test_a_link_to_a_host_that_nobody_allowed_is_not_opened() -> None:
    link = element("l", "link", "隐私政策", href="https://elsewhere.example/p")
    app = FakeApp({"home": page(link, url="http://127.0.0.1/")})
    assert open_link(app, (), link, app.capture(), "policy").problem == "other-host"
    assert not any("elsewhere" in each for each in app.log)


def test_a_tap_that_changes_nothing_does_not_tell_where_it_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "STILL", 0.0)
    link = element("l", "text", "隐私政策", clickable=True)
    app = FakeApp({"home": page(link, platform="android")})
    assert open_link(app, (), link, app.capture(), "policy").problem == "link-target-unseen"
    app.screens["policy"] = text_page(TEXT, platform="android")
    app.doors["text=隐私政策"] = "policy"
    assert open_link(app, (), link, app.capture(), "policy").problem in ("", "link-target-unseen")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("module", [document, policy])
def test_every_problem_has_words(module: ModuleType, lang: str) -> None:
    """Codes are the texts of small letters with hyphens that the modules hold."""
    tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
    held = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    codes = [each for each in held if isinstance(each, str) and re.fullmatch("[a-z]+(-[a-z]+)+", each)]
    told = [code for code in codes if not code.startswith(("utf-", "x-gbk", "windows-", "iso-"))]
    assert {"policy-tls", "policy-not-found"} & set(told)
    assert [code for code in told if reason_words(code, load_messages(lang)) == code] == []
