"""A folder of static files, served on loopback while a run needs it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from ..errors import ConfigurationError
from ..messages import say


class _Quiet(SimpleHTTPRequestHandler):
    """Says nothing, caches nothing, and names the encoding of text."""

    def log_message(self, format: str, *args: object) -> None:
        """Access logs would end up in the test output."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def guess_type(self, path: object) -> str:
        kind = super().guess_type(path)  # type: ignore[arg-type]
        text = kind.startswith("text/") or kind.endswith(("javascript", "json"))
        return f"{kind}; charset=utf-8" if text else kind


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up in the middle is no error."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site that is being served."""

    url: str
    _server: ThreadingHTTPServer

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


def serve(folder: Path) -> Site:
    """Serve a folder on a free loopback port.

    :raises ConfigurationError: when there is no such folder.
    """
    if not folder.is_dir():
        raise ConfigurationError(
            who="mobcompliance.toml",
            where="app.serve",
            got=say("{folder}, which is no folder", folder=folder),
            wanted=say("a folder of static files"),
            next_step=say("correct the path; it counts from the folder of the settings file"),
        )
    server = _Server(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return Site(f"http://127.0.0.1:{server.server_port}", server)
