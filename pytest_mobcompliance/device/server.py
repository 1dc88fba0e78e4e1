"""The Appium server: asked whether it is there, or started and stopped by us."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import requests
from requests.exceptions import InvalidSchema, MissingSchema

from ..errors import RigError
from ..messages import say
from . import guard
from .guard import end_group

ADB = "adb.exe" if os.name == "nt" else "adb"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
QUIET = ("--log-level", "info")
"""From ``debug`` on, the log holds every answer of the driver: texts and sources of the app's screens.

With ``info`` it still holds the bodies of requests that are not marked as sensitive; they are redacted.
"""


@dataclass(frozen=True, slots=True)
class AppiumServer:
    """A server that we started. ``stop`` ends it and what it started, and nothing else.

    ``watchdog`` does the same when this process dies before it could; see `guard`.
    """

    url: str
    process: subprocess.Popen[bytes]
    watchdog: subprocess.Popen[bytes]
    writer: threading.Thread
    """Writes what the server says to its log."""

    def stop(self) -> None:
        """End the server, its drivers and its browsers: politely, after 5 s by force. Twice is once."""
        atexit.unregister(self.stop)
        if self.watchdog.poll() is not None:
            return
        end_group(self.process.pid, self.process.poll)
        self.process.wait(guard.PATIENCE)
        self.writer.join(guard.PATIENCE)
        self.watchdog.communicate(b".")


def probe(url: str, timeout: float) -> str:
    """Ask a server's ``/status`` and return its version.

    :param timeout: seconds that the answer may take.
    :raises RigError: ``server-unreachable``, ``server-not-ready`` or ``not-appium``.
    """
    where = f"{url.rstrip('/')}/status"
    try:
        with requests.Session() as session:
            # A proxy that the environment names is not for this machine itself.
            session.trust_env = not is_loopback(url)
            value = session.get(where, timeout=timeout).json()["value"]
        if not value.get("ready", True):
            raise _fault(
                "server-not-ready", where, str(value["message"]) if "message" in value else say("not ready")
            )
        return str(value.get("build", {}).get("version", ""))
    except requests.ConnectionError as error:
        raise _fault("server-unreachable", where, say("no answer: connection refused")) from error
    except requests.Timeout as error:
        raise _fault(
            "server-unreachable", where, say("no answer within {seconds:g} s", seconds=timeout)
        ) from error
    except (requests.exceptions.InvalidURL, MissingSchema, InvalidSchema) as error:
        raise _fault("server-unreachable", where, str(error)) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _fault("not-appium", where, say("an answer that is no WebDriver status")) from error


def is_loopback(url: str) -> bool:
    """Tell whether a URL names this machine itself."""
    return urlsplit(url).hostname in LOOPBACK


def _fault(reason: str, where: str, got: str) -> RigError:
    return RigError(
        reason=reason,
        who="mob_server",
        where=where,
        got=got,
        wanted=say("an Appium server that is ready"),
        next_step=say(
            "start it (`appium --address 127.0.0.1`), correct --mob-server, or leave the option "
            "out: then one is started"
        ),
    )


def find_appium(home: Path | None, rootdir: Path) -> tuple[list[str], Path | None]:
    """Find the server: in ``home``, else in ``<rootdir>/rig``, else on PATH.

    :return: the command, and the folder whose drivers it shall use (None: its own default).
    :raises RigError: ``appium-missing``.
    """
    for folder in [home] if home is not None else [rootdir / "rig"]:
        program = folder / "node_modules" / ".bin" / "appium"
        if program.is_file():
            return [str(program)], folder.resolve()
    on_path = shutil.which("appium") if home is None else None
    if on_path is not None:
        return [on_path], None
    looked = str(home) if home is not None else say("{folder} and PATH", folder=rootdir / "rig")
    raise RigError(
        reason="appium-missing",
        who="mob_server",
        where=looked,
        got=say("no Appium server"),
        wanted="node_modules/.bin/appium",
        next_step=say(
            "{advice}; `mobcompliance doctor` looks for the rest",
            advice=say(
                "`npm ci` in that folder, set [server] home, or name a running server with --mob-server"
            ),
        ),
    )


def start_server(
    home: Path | None,
    rootdir: Path,
    *,
    timeout: float,
    log: Path,
    insecure: Sequence[str] = (),
    redact: Callable[[str], str] = str,
) -> AppiumServer:
    """Start a server on a free loopback port and wait until it answers.

    :param timeout: seconds until it must answer.
    :param log: where its output goes, redacted line by line before it is written.
    :param insecure: features that Appium leaves off unless told, like ``uiautomator2:adb_shell``.
    :raises RigError: ``appium-missing``, ``node-missing`` or ``server-not-started``.
    """
    command, drivers = find_appium(home, rootdir)
    if shutil.which("node") is None:
        raise RigError(
            reason="node-missing",
            who="mob_server",
            where="PATH",
            got=say("no node"),
            wanted=say("Node.js 20 or newer"),
            next_step=say("apt-get install nodejs, or name a running server with --mob-server"),
        )
    port = free_port()
    env = {**os.environ, **({"APPIUM_HOME": str(drivers)} if drivers is not None else {})}
    sdk = android_home(home, rootdir)
    if sdk is not None:
        env["ANDROID_HOME"] = str(sdk)
    allowed = ["--allow-insecure", ",".join(insecure)] if insecure else []
    output = log.open("ab", buffering=0)
    process = subprocess.Popen(
        [*command, "--address", "127.0.0.1", "--port", str(port), "--log-no-colors", *QUIET, *allowed],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=env,
        start_new_session=True,
    )
    writer = threading.Thread(target=_write_log, args=(process.stdout, output, redact), daemon=True)
    writer.start()
    server = AppiumServer(f"http://127.0.0.1:{port}", process, _watch(process.pid), writer)
    atexit.register(server.stop)
    try:
        _await(server, timeout, log)
    except BaseException:
        server.stop()
        raise
    return server


def _write_log(said: BinaryIO, output: BinaryIO, redact: Callable[[str], str]) -> None:
    """Write each line redacted, until the server ends; on a full disk go on reading, else it would hang."""
    with said, output:
        for line in said:
            with contextlib.suppress(OSError):
                output.write(redact(line.decode("utf-8", "replace")).encode("utf-8", "replace"))


def android_home(home: Path | None, rootdir: Path) -> Path | None:
    """The Android SDK: ``ANDROID_HOME``, else ``android-sdk`` beside the server; None without one.

    It need hold nothing but ``platform-tools/adb``.
    """
    named = (os.environ.get("ANDROID_HOME"), os.environ.get("ANDROID_SDK_ROOT"))
    beside = (home or rootdir / "rig") / "android-sdk"
    folders = [*(Path(name) for name in named if name), beside.resolve()]
    return next((each for each in folders if (each / "platform-tools" / ADB).exists()), None)


def find_adb(home: Path | None, rootdir: Path) -> str | None:
    """The adb client: of the Android SDK, else on PATH; None without one."""
    sdk = android_home(home, rootdir)
    return str(sdk / "platform-tools" / ADB) if sdk is not None else shutil.which("adb")


def _watch(group: int) -> subprocess.Popen[bytes]:
    """Start `guard` over a process group; it holds the other end of our pipe."""
    return subprocess.Popen(
        [sys.executable, "-I", "-S", guard.__file__, str(group)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    return free_distinct_ports(1)[0]


def free_distinct_ports(count: int) -> list[int]:
    """Loopback ports that nobody listens on at this moment; all are held until the last is found."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]


def _await(server: AppiumServer, timeout: float, log: Path) -> None:
    end = time.monotonic() + timeout
    while time.monotonic() < end and server.process.poll() is None:
        try:
            probe(server.url, 2.0)
            return
        except RigError:
            time.sleep(0.2)
    if server.process.poll() is not None:
        server.writer.join(guard.PATIENCE)  # its last words
    tail = log.read_text("utf-8", "replace").splitlines()[-3:]
    ended = server.process.poll()
    raise RigError(
        reason="server-not-started",
        who="mob_server",
        where=str(log),
        got=say("exit status {status}", status=ended)
        if ended is not None
        else say("no answer within {seconds:g} s", seconds=timeout),
        wanted=say("a server that answers /status"),
        next_step=say("read the end of the log: {tail}", tail=" / ".join(tail)),
    )
