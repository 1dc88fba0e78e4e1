"""The phone as adb sees it: its shell, its UiAutomator2 server, its log."""

from __future__ import annotations

import contextlib
import re
import shlex
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence

from .. import reader
from ..apps import App
from ..phone import Phone
from ..shell.result import ShellResult
from ..shell.shell import Shell
from ..shell.toolbox import Read
from ..shell.tools_system import is_logged, log_line, log_options
from ..spec import BRANDS
from ..state import LogLine
from . import uia2

_BEAT = 0.05
"""s between looks at a log, and whether a client that waits is still there."""
_LOGCAT = re.compile(r"(?:export\s+[^;]*;\s*)?(?:exec\s+)?logcat\b(?P<args>.*)", re.DOTALL)
_INSTRUMENT = re.compile(r"am\s+instrument\b(?P<args>.*)", re.DOTALL)
_KEPT = re.compile(r"-e\s+DISABLE_SUPPRESS_ACCESSIBILITY_SERVICES\s+true\b")
"""How the capability ``disableSuppressAccessibilityService`` comes (appium-uiautomator2-driver#376)."""


def _since(last: LogLine | None, log: Sequence[LogLine]) -> list[LogLine]:
    """Lines after one that was told already; all, when ``logcat -c`` took that one away."""
    fresh = []
    for line in reversed(log):
        if line is last:
            break
        fresh.append(line)
    return fresh[::-1]


class Cable:
    """`adb.Device` for a phone.

    :param handler: answers what reaches the UiAutomator2 server (`ondevice`).
    :param open_apk: see `shell.Shell`.
    """

    def __init__(
        self, phone: Phone, handler: uia2.Handler, *, open_apk: Callable[[bytes], App] | None = None
    ) -> None:
        self.phone = phone
        self.shell = Shell(phone, open_apk, is_served=lambda: self.server is not None)
        self._handler = handler
        self._lock = threading.Lock()
        self._server: uia2.ServerProcess | None = None

    @property
    def serial(self) -> str:
        return self.phone.serial

    @property
    def traits(self) -> Mapping[str, str]:
        model = BRANDS[self.phone.spec.vendor][1].replace(" ", "_")
        return {"product": "virtual", "model": model, "device": "virtual"}

    @property
    def files(self) -> MutableMapping[str, bytes]:
        return self.shell.files

    @property
    def server(self) -> uia2.ServerProcess | None:
        """The UiAutomator2 server while it runs."""
        with self._lock:
            return self._server if self._server is not None and self._server.running else None

    def kill_server(self) -> None:
        """The UiAutomator2 server dies."""
        if (server := self.server) is not None:
            server.end()

    def run(self, command: str, read: Read) -> ShellResult:
        """Run a command line; stopping the server's package ends the server."""
        if command.startswith("am force-stop") and command.split()[-1] in (uia2.PACKAGE, uia2.TEST_PACKAGE):
            self.kill_server()
            return ShellResult()
        return self.shell.run(command, read)

    def stream(self, command: str) -> Iterator[bytes] | None:
        """``logcat`` that goes on, and ``am instrument -w`` of the UiAutomator2 server."""
        if found := _LOGCAT.fullmatch(command.strip()):
            args = tuple(shlex.split(found["args"]))
            asked = log_options(args)
            if "|" in args or asked.on & {"-d", "-c"} or "-t" in asked.values:
                return None
            return self._log(args)
        found = _INSTRUMENT.fullmatch(command.strip())
        if found and "-w" in found["args"].split() and found["args"].split()[-1] == uia2.RUNNER:
            return self._instrument(suppress=not _KEPT.search(found["args"]))
        return None

    def _log(self, args: tuple[str, ...]) -> Iterator[bytes]:
        asked = log_options(args)
        style, only = asked.values.get("-v", "threadtime"), asked.values.get("-s", "")
        yield b"--------- beginning of main\n"  # at once: the driver waits for a first line
        last: LogLine | None = None
        while True:
            with self.phone.lock:
                fresh = _since(last, self.phone.logcat)
            last = fresh[-1] if fresh else last
            kept = (line for line in fresh if is_logged(line, asked.rest, only))
            yield "".join(log_line(line, style) for line in kept).encode("utf-8", "replace")
            if not fresh:
                time.sleep(_BEAT)

    def _instrument(self, *, suppress: bool) -> Iterator[bytes]:
        server = uia2.ServerProcess(self._handler)
        with self._lock:
            before, self._server = self._server, server
        if before is not None:
            before.end()  # one instrumentation of a package at a time
        reader.connect(self.phone, suppress=suppress)
        try:
            yield b"INSTRUMENTATION_STATUS: id=AndroidJUnitRunner\nINSTRUMENTATION_STATUS_CODE: 1\n"
            while not server.wait(_BEAT):
                yield b""
            yield b"INSTRUMENTATION_RESULT: shortMsg=Process crashed.\nINSTRUMENTATION_CODE: 0\n"
        finally:
            server.end()  # the client hung up: nobody waits for the result
            with self._lock:
                is_last = self._server is server  # else the next one is connected already
            if is_last:
                reader.disconnect(self.phone)

    def connect(self, target: str, peer: socket.socket) -> None:
        """:raises ConnectionRefusedError: nothing listens at ``target``."""
        server = self.server
        if target != f"tcp:{uia2.PORT}" or server is None:
            raise ConnectionRefusedError(f"nothing listens at {target}")
        with contextlib.suppress(OSError):
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server.serve(peer)
