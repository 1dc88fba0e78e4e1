"""The device layer against a real Appium server and a real Chromium."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pytest_mobcompliance.device.capabilities import web_capabilities
from pytest_mobcompliance.device.lease import lease_for
from pytest_mobcompliance.device.server import free_port, start_server
from pytest_mobcompliance.device.session import close_session, open_session
from pytest_mobcompliance.device.site import Site, serve
from pytest_mobcompliance.device.web import WebApp
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.settings import (
    AppSettings,
    Locator,
    ScreenSettings,
    ServerSettings,
    Settings,
    WebSettings,
)

ROOT = Path(__file__).parents[2]
PAGES = Path(__file__).parent / "pages" / "device"
SETTINGS = Settings(
    app=AppSettings(url="index.html"),
    server=ServerSettings(command_timeout=20),
    web=WebSettings(page_timeout=4, script_timeout=4),
    screens={
        "home": ScreenSettings(url="index.html", expect=Locator(text="点我")),
        "absent": ScreenSettings(url="index.html", expect=Locator(text="没有这个")),
    },
)
OUT = Locator(id="out")


@contextmanager
def browser(server: str, profile: Path, start: str) -> Iterator[WebApp]:
    """A session on its own Chromium."""
    lease = lease_for(SETTINGS, "", "main")
    capabilities = web_capabilities(SETTINGS, lease, profile, free_port())
    driver = open_session(server, capabilities, SETTINGS.server.command_timeout)
    try:
        yield WebApp(driver, SETTINGS, start, lease)
    finally:
        close_session(driver)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    served = serve(PAGES)
    yield served
    served.close()


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profile")


@pytest.fixture(scope="module")
def session(appium: str, site: Site, profile: Path) -> Iterator[WebApp]:
    with browser(appium, profile, f"{site.url}/index.html") as app:
        yield app


@pytest.fixture
def app(session: WebApp) -> WebApp:
    session.reset()
    session.launch()
    return session


# --- touching things


def test_text_is_found_folded_and_tapped(app: WebApp) -> None:
    app.tap(Locator(text="点我"))
    assert app.text_of(OUT) == "点了"


def test_every_strategy_finds(app: WebApp) -> None:
    assert app.exists(Locator(id="field"))
    assert app.exists(Locator(css="input[value]"))
    assert app.exists(Locator(accessibility_id="备注"))
    assert app.exists(Locator(text="普通文字"))
    assert not app.exists(Locator(text="普通"))
    assert not app.exists(Locator(id="gone"))


def test_typing_replaces_what_was_there(app: WebApp) -> None:
    app.type(Locator(id="field"), "测试 Abc 123")
    assert app.capture().index is not None
    held = [e.value for e in app.capture().elements if e.resource_id == "field"]
    assert held == ["测试 Abc 123"]


def test_far_element_is_scrolled_to(app: WebApp) -> None:
    app.tap(Locator(id="far"))
    assert app.text_of(OUT) == "远了"


def test_open_shadow_root_is_searched(app: WebApp) -> None:
    app.tap(Locator(text="影子按钮"))
    assert app.text_of(OUT) == "影子"


@pytest.mark.parametrize(("label", "told"), [("框内按钮", "框内"), ("内层按钮", "内层")])
def test_iframes_of_the_same_origin_are_searched(app: WebApp, label: str, told: str) -> None:
    assert app.wait_for(Locator(text=label), 5)
    app.tap(Locator(text=label))
    assert app.text_of(OUT) == told


def test_field_in_an_iframe_is_typed_into(app: WebApp) -> None:
    assert app.wait_for(Locator(id="inner"), 5)
    app.type(Locator(id="inner"), "框内文字")
    held = [e.value for e in app.capture().elements if e.resource_id == "inner"]
    assert held == ["框内文字"]


def test_absent_element_is_a_rig_error_that_names_it(app: WebApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_mobcompliance.device.web.PATIENCE", 0.3)
    with pytest.raises(RigError, match="没有这个") as caught:
        app.tap(Locator(text="没有这个"))
    assert caught.value.reason == "element-not-found"


def test_screen_is_reached_or_told(app: WebApp) -> None:
    app.go("home")
    with pytest.raises(RigError, match="设备层") as caught:
        app.go("absent")
    assert caught.value.reason == "screen-not-reached"


def test_typed_secret_stays_out_of_the_server_log(
    app: WebApp, appium: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    app.type(Locator(id="field"), "Secret-4711")
    logs = tmp_path_factory.getbasetemp().glob("appium*/appium.log")
    text = "".join(log.read_text("utf-8", "replace") for log in logs)
    assert "/value" in text
    assert "Secret-4711" not in text


# --- the life of the app


def test_restart_keeps_and_reset_forgets(app: WebApp) -> None:
    app.restart()
    assert app.text_of(OUT).startswith("第 2 次")
    app.tap(Locator(id="forget"))
    app.reset()
    app.launch()
    assert app.text_of(OUT) == "第 1 次"


def test_reset_closes_other_windows(app: WebApp) -> None:
    app.tap(Locator(text="新窗口"))
    app.reset()
    app.launch()
    assert app.text_of(OUT) == "第 1 次"


def test_back_returns(app: WebApp) -> None:
    app.tap(Locator(text="下一页"))
    assert app.wait_for(Locator(text="下一页"), 5)
    app.back()
    assert app.wait_for(Locator(id="plain"), 5)


def test_background_comes_back(app: WebApp) -> None:
    app.background(0.2)
    app.tap(Locator(id="plain"))
    assert app.text_of(OUT) == "点了"


class Late(BaseHTTPRequestHandler):
    """A page that opens a frame at a tap; the frame's second half comes half a second later."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if self.path == "/frame":
            self.wfile.write(f"<p>前半</p>{' ' * 4096}".encode())
            self.wfile.flush()
            time.sleep(0.5)
            self.wfile.write("<p>后半</p>".encode())
        else:
            add = "document.body.append(Object.assign(document.createElement('iframe'), {src: '/frame'}))"
            self.wfile.write(f'<button id="open" onclick="{add}">打开</button>'.encode())

    def log_message(self, *_: object) -> None:
        pass


def test_document_inside_the_page_is_waited_for(app: WebApp) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Late)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        app.visit(f"http://127.0.0.1:{server.server_address[1]}/")
        app.tap(Locator(id="open"))
        texts = {element.text for element in app.capture().shown()}
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
    assert {"前半", "后半"} <= texts


def test_servers_log_holds_nothing_that_a_page_shows(
    app: WebApp, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shown = app.text_of(Locator(text="下一页"))
    app.capture()
    assert not app.exists(Locator(id="nowhere"))
    logs = "".join(
        log.read_text("utf-8") for log in tmp_path_factory.getbasetemp().glob("appium*/appium.log")
    )
    assert "POST /session" in logs
    assert [line for line in logs.splitlines() if shown in line and "-->" not in line] == []


# --- permissions


def test_requests_are_recorded_with_the_tap_before_them(app: WebApp, site: Site) -> None:
    app.visit("?ask")
    app.tap(Locator(id="locate"))
    app.tap(Locator(id="film"))
    app.tap(Locator(id="notify"))
    asked = [(request.kind, request.user_activated) for request in app.requests_for_permission()]
    assert asked == [
        ("geolocation", False),
        ("geolocation", True),
        ("camera", True),
        ("microphone", True),
        ("notifications", True),
    ]
    assert all(request.url.startswith(site.url) for request in app.requests_for_permission())


def test_record_survives_navigation_and_a_page_that_clears_its_storage(app: WebApp) -> None:
    app.tap(Locator(id="locate"))
    app.tap(Locator(id="forget"))
    app.tap(Locator(text="下一页"))
    assert app.wait_for(Locator(text="留下 1"), 5), "the recorder must not take what the page stored"
    assert [request.kind for request in app.requests_for_permission()] == ["geolocation"]


def test_reset_starts_a_new_record(app: WebApp) -> None:
    app.tap(Locator(id="locate"))
    app.reset()
    app.launch()
    assert app.requests_for_permission() == []


def test_page_without_our_record_is_no_proof_of_silence(app: WebApp) -> None:
    app.visit("about:blank")
    with pytest.raises(RigError) as caught:
        app.requests_for_permission()
    assert caught.value.reason == "requests-not-recorded"


def test_reset_undoes_a_display_that_was_left_changed(app: WebApp) -> None:
    plain = size_of(app, "words")
    with app.viewport(320, 600, 3.0), app.text_scale(2.0):
        app.reset()
        app.launch()
        assert app.capture().size == (780, 1688)
        assert size_of(app, "words") == plain


def test_denied_permission_reaches_the_page(app: WebApp) -> None:
    app.set_permission("geolocation", "denied")
    app.tap(Locator(id="locate"))
    assert app.wait_for(Locator(text="错误 1"), 5)
    app.set_permission("notifications", "denied")
    app.tap(Locator(id="notify"))
    assert app.wait_for(Locator(text="denied"), 5)


# --- the display


def size_of(app: WebApp, id: str) -> float | None:
    return next(e.text_size_dp for e in app.capture().elements if e.resource_id == id)


def test_text_scale_holds_over_navigation_and_ends(app: WebApp) -> None:
    plain = size_of(app, "words")
    assert plain is not None
    with app.text_scale(2.0):
        assert size_of(app, "words") == pytest.approx(2 * plain)
        app.visit("index.html")
        assert size_of(app, "words") == pytest.approx(2 * plain)
    assert size_of(app, "words") == pytest.approx(plain)
    app.visit("index.html")
    assert size_of(app, "words") == pytest.approx(plain)


def raise_after(fact: bool) -> None:
    assert fact
    raise RuntimeError


def test_viewport_ends_also_after_an_error(app: WebApp) -> None:
    with pytest.raises(RuntimeError), app.viewport(320, 600, 3.0):
        raise_after(app.capture().size == (960, 1800))
    assert app.capture().size == (780, 1688)


def test_viewport_holds_over_navigation(app: WebApp) -> None:
    with app.viewport(320, 600, 3.0):
        app.visit("index.html")
        assert (app.capture().size, app.capture().laid_out_dp) == ((960, 1800), 320)
        app.restart()
        assert app.capture().laid_out_dp == 320


def test_dark_mode_ends(app: WebApp) -> None:
    with app.dark_mode(True):
        dark = next(e.background for e in app.capture().elements if e.resource_id == "words")
    light = next(e.background for e in app.capture().elements if e.resource_id == "words")
    assert (dark, light) == ((0, 0, 0), (255, 255, 255))


def test_offline_ends(app: WebApp) -> None:
    with app.offline(True):
        app.tap(Locator(id="fetch"))
        assert app.wait_for(Locator(text="断了"), 5)
    app.tap(Locator(id="fetch"))
    assert app.wait_for(Locator(text="通了"), 5)


# --- what goes wrong


class Endless(BaseHTTPRequestHandler):
    """Sends the beginning of a page and never its end."""

    over = threading.Event()

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        with suppress(OSError):
            if self.path == "/":
                self.wfile.write("<h1>一半</h1><script src=/never></script>".encode())
                self.wfile.flush()
            self.over.wait(60)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def endless() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Endless)
    server.daemon_threads = True
    server.block_on_close = False
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    Endless.over.set()
    server.shutdown()
    server.server_close()


def usable(app: WebApp) -> bool:
    app.reset()
    app.launch()
    app.tap(Locator(id="plain"))
    return app.text_of(OUT) == "点了"


def test_page_that_never_finishes_is_told_in_time_and_the_session_lives(app: WebApp, endless: str) -> None:
    started = time.monotonic()
    with pytest.raises(RigError) as caught:
        app.visit(endless)
    assert caught.value.reason == "page-timeout"
    assert time.monotonic() - started < SETTINGS.web.page_timeout + 3
    assert usable(app)


def test_page_that_spins_is_told_in_time_and_the_session_lives(app: WebApp) -> None:
    app.tap(Locator(id="spin"))
    time.sleep(0.5)
    started = time.monotonic()
    with pytest.raises(RigError) as caught:
        app.capture()
    assert caught.value.reason in ("script-timeout", "page-timeout")
    assert time.monotonic() - started < 15
    assert usable(app)


@pytest.mark.parametrize("how", ["tab", "browser"])
def test_crash_is_told_and_the_session_is_opened_anew(app: WebApp, profile: Path, how: str) -> None:
    if how == "browser":
        for pid in alive(str(profile)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    address = "chrome://crash" if how == "tab" else "index.html"
    started = time.monotonic()
    with pytest.raises(RigError) as caught:
        app.visit(address)
    assert caught.value.reason == "session-lost"
    assert time.monotonic() - started < 10
    assert usable(app)


def test_unexpected_alert_is_told_and_the_next_test_starts_clean(app: WebApp) -> None:
    with pytest.raises(RigError) as caught:
        app.tap(Locator(id="alert"))
    assert caught.value.reason == "unexpected-alert"
    assert "你好" in str(caught.value)
    assert usable(app)


def alive(text: str) -> list[int]:
    """Processes whose command line contains a text that only ours have."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if text in (folder / "cmdline").read_text("utf-8", "replace"):
                found.append(int(folder.name))
    return found


def gone(text: str, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while alive(text) and time.monotonic() < end:
        time.sleep(0.1)
    return not alive(text)


@pytest.mark.parametrize("how", ["stopped", "killed"])
def test_server_that_ends_takes_its_browser_along(
    how: str, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # not for this machine itself
    profile = tmp_path / "profile"
    server = start_server(ROOT / "rig", ROOT, timeout=60, log=tmp_path / "log")
    try:
        with browser(server.url, profile, f"{site.url}/index.html") as app:
            app.reset()
            assert alive(str(profile))
            if how == "killed":
                os.kill(server.process.pid, signal.SIGKILL)
            else:
                server.stop()
            started = time.monotonic()
            with pytest.raises(RigError) as caught:
                app.launch()
            assert caught.value.reason == "server-died"
            assert time.monotonic() - started < 5
    finally:
        server.stop()
    assert gone(str(profile), 5)
    with pytest.raises(ProcessLookupError):
        os.killpg(server.process.pid, 0)
