"""An adb server for simulated phones: what stands on the computer between the adb client and the phone.

It speaks adb's smart-socket protocol: a request is four hexadecimal digits of length and the words; the
answer is ``OKAY`` or ``FAIL``, and after the choice of a phone the same connection serves one shell command,
file transfer or socket. It knows nothing of the phone but `Device`. Source: AOSP, packages/modules/adb,
``SERVICES.TXT``, ``SYNC.TXT`` and ``shell_protocol.h``, and what adb 1.0.41 asked for when it was tried.
"""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Protocol

from ..shell.result import ShellResult

LOOPBACK = "127.0.0.1"
VERSION = 41  # adb 1.0.41; a client of another version tries to replace the server
FEATURES = "shell_v2,cmd"
"""What the phones can do: exit codes, error output apart from output, and ``cmd package install``."""
STATES = ("device", "offline", "unauthorized")
STDIN, STDOUT, STDERR, EXIT, CLOSE_STDIN = range(5)
"""Kinds of packets of shell protocol 2."""
CHUNK = 64 * 1024
REGULAR_FILE = 0o100644
FOLDER = 0o040755
_DIGITS = frozenset(b"0123456789abcdefABCDEF")
GRACE = 2.0  # s that a client gets to hang up after the last byte, and threads to end

Read = Callable[[int], bytes]
"""Reads exactly so many bytes of a command's input; fewer when it ends."""


class Device(Protocol):
    """A phone, as far as a cable reaches."""

    @property
    def serial(self) -> str: ...

    @property
    def traits(self) -> Mapping[str, str]:
        """``product``, ``model`` and ``device``, as ``adb devices -l`` prints them."""

    @property
    def files(self) -> MutableMapping[str, bytes]:
        """By absolute path; a folder is what paths begin with."""

    def run(self, command: str, read: Read) -> ShellResult:
        """Run a command line to its end."""

    def stream(self, command: str) -> Iterator[bytes] | None:
        """Output of a command that goes on by itself, an empty piece now and then; None for any other."""

    def connect(self, target: str, peer: socket.socket) -> None:
        """Serve a connection to ``tcp:<port>`` or ``localabstract:<name>`` on the phone until it ends.

        :raises ConnectionRefusedError: nothing listens there.
        """


class Refused(Exception):
    """The answer is FAIL, with these words."""


@dataclass(frozen=True, slots=True)
class Forward:
    """A port of this computer that leads to the phone."""

    serial: str
    local: str
    remote: str
    listener: socket.socket


@dataclass(slots=True, eq=False)
class Link:
    """One connection. ``serial``: of the phone it was switched to."""

    sock: socket.socket
    serial: str = ""

    def read(self, size: int) -> bytes:
        """Exactly so many bytes, fewer at the end."""
        parts = []
        while size > 0 and (part := self.sock.recv(min(size, CHUNK))):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def request(self) -> str | None:
        """The next request, None at the end or when it is none."""
        digits = self.read(4)
        if len(digits) < 4 or not set(digits) <= _DIGITS:
            return None
        words = self.read(int(digits, 16))
        return words.decode(errors="replace") if len(words) == int(digits, 16) else None

    def okay(self, *more: bytes) -> None:
        self.sock.sendall(b"OKAY" + b"".join(more))

    def fail(self, words: str) -> None:
        self.sock.sendall(b"FAIL" + counted(words))

    def hung_up(self) -> bool:
        """Whether the other side has gone; what it sent meanwhile is thrown away."""
        while select.select([self.sock], [], [], 0)[0]:
            if not self.sock.recv(CHUNK):
                return True
        return False

    def finish(self) -> None:
        """End without losing what was sent: unread input would turn the end into a reset."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_WR)
            self.sock.settimeout(GRACE)
            while self.sock.recv(CHUNK):
                pass


def counted(words: str | bytes) -> bytes:
    """Words with their length before them, as adb's answers have it."""
    payload = words.encode() if isinstance(words, str) else words
    return b"%04x" % len(payload) + payload


def packet(kind: int, payload: bytes) -> bytes:
    """One packet of shell protocol 2."""
    return struct.pack("<BI", kind, len(payload)) + payload


@dataclass(slots=True)
class _Plugged:
    device: Device
    number: int
    state: str = "device"
    links: set[Link] = field(default_factory=set)


class AdbServer:
    """Listens on loopback, on a free port unless one is given. A context manager; `close` ends everything."""

    def __init__(self, devices: Iterable[Device] = (), *, port: int = 0) -> None:
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._plugged: dict[str, _Plugged] = {}
        self._forwards: dict[str, Forward] = {}
        self._links: set[Link] = set()
        self._threads: list[threading.Thread] = []
        self._closed = False
        self._numbers = 0
        self.requests: list[str] = []
        """Every request, in order: what a test may look at."""
        for device in devices:
            self.plug(device)
        self._listener = socket.create_server((LOOPBACK, port))
        self.port: int = self._listener.getsockname()[1]
        self._start(self._accept)

    def __enter__(self) -> AdbServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ------------------------------------------------------------ phones come and go

    def plug(self, device: Device) -> None:
        """A phone is connected, or connected again."""
        with self._changed:
            self._numbers += 1
            self._plugged[device.serial] = _Plugged(device, self._numbers)
            self._changed.notify_all()

    def unplug(self, serial: str) -> None:
        """A phone goes: its connections and forwarded ports end."""
        with self._changed:
            self.drop(serial)
            self._plugged.pop(serial, None)
            for forward in [each for each in self._forwards.values() if each.serial == serial]:
                self._unforward(forward.local)
            self._changed.notify_all()

    def drop(self, serial: str) -> None:
        """All running connections of a phone break, as when a cable has a loose contact."""
        with self._lock:
            plugged = self._plugged.get(serial)
            for link in list(plugged.links) if plugged else []:
                _cut(link.sock)

    def set_state(self, serial: str, state: str) -> None:
        """Make a phone a ``device`` again, or ``offline`` or ``unauthorized``, which ends what runs."""
        if state not in STATES:
            raise ValueError(f"state {state!r}: one of {', '.join(STATES)}")
        with self._changed:
            self._plugged[serial].state = state
            if state != "device":
                self.drop(serial)
            self._changed.notify_all()

    def close(self) -> None:
        """End everything; a second call does nothing."""
        with self._changed:
            if self._closed:
                return
            self._closed = True
            for local in list(self._forwards):
                self._unforward(local)
            _cut(self._listener)
            self._listener.close()
            for link in list(self._links):
                _cut(link.sock)
            self._changed.notify_all()
            threads = [thread for thread in self._threads if thread is not threading.current_thread()]
        for thread in threads:
            thread.join(GRACE)

    # ------------------------------------------------------------ connections

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        with self._lock:
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            thread = threading.Thread(target=work, args=arguments, daemon=True, name="adb")
            self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closed:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self._start(self._serve, sock)

    def _serve(self, sock: socket.socket) -> None:
        with sock:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            link = Link(sock)
            with self._lock:
                if self._closed:
                    return
                self._links.add(link)
            try:
                self._talk(link)
                link.finish()
            except OSError:
                pass  # the client has gone or was cut off
            finally:
                with self._lock:
                    self._links.discard(link)
                    if plugged := self._plugged.get(link.serial):
                        plugged.links.discard(link)

    def _talk(self, link: Link) -> None:
        while (request := link.request()) is not None:
            with self._lock:
                self.requests.append(request)
            try:
                if not request.startswith("host"):
                    self._on_phone(link, request)
                    return
                if not self._on_host(link, request):
                    return
            except Refused as error:
                link.fail(str(error))
                return

    # ------------------------------------------------------------ requests to the server itself

    def _on_host(self, link: Link, request: str) -> bool:
        """Whether the connection goes on: only after it was switched to a phone."""
        serial, service = self._addressed(request)
        word, _, rest = service.partition(":")
        if word in ("transport", "tport") or word.startswith("transport-"):
            self._switch(link, serial, word, rest)
            return True
        answers: dict[str, Callable[[], str]] = {
            "version": lambda: f"{VERSION:04x}",
            "host-features": lambda: FEATURES,
            "features": lambda: FEATURES if self._find(serial) else "",
            "devices": self._list,
            "devices-l": lambda: self._list(long=True),
            "get-state": lambda: self._find(serial, usable=False).state,
            "get-serialno": lambda: self._find(serial, usable=False).device.serial,
            "get-devpath": lambda: "virtual:" + self._find(serial, usable=False).device.serial,
            "list-forward": self._list_forwards,
            "reconnect": lambda: "",
            "reconnect-offline": lambda: "",
        }
        if word in answers:
            link.okay(counted(answers[word]()))
        elif word == "track-devices":
            self._track(link)
        elif word == "forward":
            self._forward(link, serial, rest)
        elif word in ("killforward", "killforward-all"):
            self._kill_forward(link, rest)
        elif word.startswith("wait-for-"):
            self._wait(link, serial, word)
        else:
            raise Refused(f"unknown host service '{service}' (simulated adb server)")
        return False

    def _addressed(self, request: str) -> tuple[str, str]:
        """Serial number (empty: any) and service of a ``host…`` request."""
        prefix, _, rest = request.partition(":")
        if prefix == "host-serial":
            with self._lock:  # a serial may hold colons itself
                known = [serial for serial in self._plugged if rest.startswith(serial + ":")]
            serial = max(known, key=len, default=rest.partition(":")[0])
            return serial, rest[len(serial) + 1 :]
        if prefix == "host-transport-id":
            number, _, service = rest.partition(":")
            with self._lock:
                same = [each for each in self._plugged.values() if str(each.number) == number]
            if not same:
                raise Refused(f"no device with transport id '{number}'")
            return same[0].device.serial, service
        return "", rest

    def _find(self, serial: str, *, usable: bool = True) -> _Plugged:
        """:raises Refused: in adb's own words."""
        with self._lock:
            found = [each for name, each in self._plugged.items() if serial in ("", name)]
        if serial and not found:
            raise Refused(f"device '{serial}' not found")
        if not found:
            raise Refused("no devices/emulators found")
        if len(found) > 1:
            raise Refused("more than one device/emulator")
        if usable and found[0].state != "device":
            raise Refused(f"device {found[0].state}")
        return found[0]

    def _switch(self, link: Link, serial: str, word: str, rest: str) -> None:
        kind, _, named = rest.partition(":")
        wanted = (named if kind == "serial" else "") if word == "tport" else rest
        plugged = self._find(serial or wanted)
        link.serial = plugged.device.serial
        with self._lock:
            plugged.links.add(link)
        # Since 1.0.41 the number of the transport is part of the answer to tport.
        link.okay(*([struct.pack("<Q", plugged.number)] if word == "tport" else []))

    def _list(self, *, long: bool = False) -> str:
        with self._lock:
            plugged = list(self._plugged.values())
        return "".join(_listed(each, long=long) for each in plugged)

    def _track(self, link: Link) -> None:
        link.okay()
        told: str | None = None
        while not self._closed and not link.hung_up():
            if (now := self._list()) != told:
                link.sock.sendall(counted(now))
                told = now
            with self._changed:
                self._changed.wait(0.1)

    def _wait(self, link: Link, serial: str, word: str) -> None:
        """``wait-for-any-device``: answered twice, at once and when the phone is in that state."""
        link.okay()
        wanted = word.rpartition("-")[2]
        while not self._closed and not link.hung_up():
            with self._changed, contextlib.suppress(Refused):
                plugged = self._find(serial, usable=False)
                if wanted in ("any", plugged.state):
                    break
            with self._changed:
                self._changed.wait(0.1)
        link.okay()

    # ------------------------------------------------------------ forwarded ports

    def _list_forwards(self) -> str:
        with self._lock:
            return "".join(f"{each.serial} {each.local} {each.remote}\n" for each in self._forwards.values())

    def _forward(self, link: Link, serial: str, rest: str) -> None:
        fixed = rest.startswith("norebind:")
        local, _, remote = rest.removeprefix("norebind:").partition(";")
        device = self._find(serial or link.serial).device
        if not local.startswith("tcp:") or not remote:
            raise Refused(f"cannot forward {local!r} to {remote!r}: simulated phones forward tcp ports only")
        with self._lock:
            if fixed and local in self._forwards:
                raise Refused(f"cannot rebind existing socket '{local}'")
            self._unforward(local)
            try:
                listener = socket.create_server((LOOPBACK, int(local[4:])))
            except (OSError, ValueError) as error:
                raise Refused(f"cannot bind listener: {error}") from None
            port = listener.getsockname()[1]
            forward = Forward(device.serial, f"tcp:{port}", remote, listener)
            self._forwards[forward.local] = forward
        self._start(self._accept_forward, forward)
        # One OKAY for the request, one for the result; a port that was left open is told.
        link.okay(b"OKAY", *([counted(str(port))] if local == "tcp:0" else []))

    def _kill_forward(self, link: Link, local: str) -> None:
        with self._lock:
            if local and local not in self._forwards:
                raise Refused(f"listener '{local}' not found")
            for each in [local] if local else list(self._forwards):
                self._unforward(each)
        link.okay(b"OKAY")

    def _unforward(self, local: str) -> None:
        if forward := self._forwards.pop(local, None):
            _cut(forward.listener)
            forward.listener.close()

    def _accept_forward(self, forward: Forward) -> None:
        while True:
            try:
                sock, _ = forward.listener.accept()
            except OSError:
                return
            self._start(self._pass_on, forward, sock)

    def _pass_on(self, forward: Forward, sock: socket.socket) -> None:
        with sock:
            link = Link(sock, forward.serial)
            with self._lock:
                plugged = self._plugged.get(forward.serial)
                if self._closed or plugged is None or plugged.state != "device":
                    return
                self._links.add(link)
                plugged.links.add(link)
            try:
                plugged.device.connect(forward.remote, sock)
            except OSError:
                pass  # nothing listens on the phone: the connection is closed at once, as adb does
            finally:
                with self._lock:
                    self._links.discard(link)
                    plugged.links.discard(link)

    # ------------------------------------------------------------ requests to the phone

    def _on_phone(self, link: Link, request: str) -> None:
        device = self._find(link.serial).device
        service, _, rest = request.partition(":")
        word, *options = service.split(",")
        if word == "shell" and "v2" in options:
            link.okay()
            _shell_v2(link, device, rest)
        elif word in ("shell", "exec"):
            link.okay()
            _shell_v1(link, device, rest)
        elif word == "sync":
            link.okay()
            _sync(link, device.files)
        elif word in ("tcp", "localabstract"):
            link.okay()
            device.connect(request, link.sock)
        elif word in ("root", "unroot", "remount"):
            link.okay(b"adbd cannot run as root in production builds\n")
        else:
            raise Refused(f"'{request}' is refused by the simulated phone")


def _cut(sock: socket.socket) -> None:
    """Wake whoever waits on a socket; its own thread closes it."""
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _listed(plugged: _Plugged, *, long: bool) -> str:
    serial = plugged.device.serial
    if not long:
        return f"{serial}\t{plugged.state}\n"
    traits = " ".join(f"{name}:{value}" for name, value in plugged.device.traits.items())
    return f"{serial:<22} {plugged.state} {traits} transport_id:{plugged.number}\n"


# ------------------------------------------------------------ shell


def _shell_v1(link: Link, device: Device, command: str) -> None:
    """Everything into one pipe, no exit code."""
    if (stream := device.stream(command)) is not None:
        for piece in stream:
            if link.hung_up():
                return
            link.sock.sendall(piece)
        return
    result = device.run(command, link.read)
    link.sock.sendall(result.stdout + result.stderr)


def _shell_v2(link: Link, device: Device, command: str) -> None:
    """In packets: output, error output, and the exit code at the end."""
    code = 0
    if (stream := device.stream(command)) is not None:
        for piece in stream:
            if link.hung_up():
                return
            if piece:
                link.sock.sendall(packet(STDOUT, piece))
    else:
        result = device.run(command, _PacketInput(link).read)
        for kind, payload in ((STDOUT, result.stdout), (STDERR, result.stderr)):
            for start in range(0, len(payload), CHUNK):
                link.sock.sendall(packet(kind, payload[start : start + CHUNK]))
        code = result.code
    link.sock.sendall(packet(EXIT, bytes([code & 0xFF])))


@dataclass(slots=True)
class _PacketInput:
    """Input of a command, out of the packets that bring it."""

    link: Link
    kept: bytes = b""
    ended: bool = False

    def read(self, size: int) -> bytes:
        while len(self.kept) < size and not self.ended:
            head = self.link.read(5)
            if len(head) < 5:
                self.ended = True
                break
            kind, length = struct.unpack("<BI", head)
            payload = self.link.read(length)
            self.kept += payload if kind == STDIN else b""
            self.ended = kind == CLOSE_STDIN
        piece, self.kept = self.kept[:size], self.kept[size:]
        return piece


# ------------------------------------------------------------ files


def _sync(link: Link, files: MutableMapping[str, bytes]) -> None:
    """adb push and pull: requests of a four-letter word and a length, until QUIT."""
    while len(head := link.read(8)) == 8:
        word, length = struct.unpack("<4sI", head)
        path = link.read(length).decode(errors="replace")
        if word == b"STAT":
            mode, size = _stat(files, path)
            link.sock.sendall(struct.pack("<4sIII", b"STAT", mode, size, 0))
        elif word == b"LIST":
            _send_listing(link, files, path)
        elif word == b"RECV":
            _send_file(link, files, path)
        elif word == b"SEND":
            files[path.rpartition(",")[0]] = _receive(link)
            link.sock.sendall(struct.pack("<4sI", b"OKAY", 0))
        elif word == b"QUIT":
            return
        else:
            _sync_fail(link, f"unknown request {word!r}")
            return


def _sync_fail(link: Link, words: str) -> None:
    payload = words.encode()
    link.sock.sendall(struct.pack("<4sI", b"FAIL", len(payload)) + payload)


def _stat(files: Mapping[str, bytes], path: str) -> tuple[int, int]:
    """Mode and size; zeros when there is no such file."""
    if path in files:
        return REGULAR_FILE, len(files[path])
    folder = path.rstrip("/") + "/"
    return (FOLDER, 0) if any(name.startswith(folder) for name in files) else (0, 0)


def _send_listing(link: Link, files: Mapping[str, bytes], path: str) -> None:
    folder = path.rstrip("/") + "/"
    names = sorted({name[len(folder) :].partition("/")[0] for name in files if name.startswith(folder)})
    for name in names:
        mode, size = _stat(files, folder + name)
        label = name.encode()
        link.sock.sendall(struct.pack("<4sIIII", b"DENT", mode, size, 0, len(label)) + label)
    link.sock.sendall(struct.pack("<4sIIII", b"DONE", 0, 0, 0, 0))


def _send_file(link: Link, files: Mapping[str, bytes], path: str) -> None:
    if path not in files:
        _sync_fail(link, "No such file or directory")
        return
    content = files[path]
    for start in range(0, len(content), CHUNK):
        piece = content[start : start + CHUNK]
        link.sock.sendall(struct.pack("<4sI", b"DATA", len(piece)) + piece)
    link.sock.sendall(struct.pack("<4sI", b"DONE", 0))


def _receive(link: Link) -> bytes:
    pieces = []
    while len(head := link.read(8)) == 8:
        word, length = struct.unpack("<4sI", head)
        if word != b"DATA":
            break
        pieces.append(link.read(length))
    return b"".join(pieces)
