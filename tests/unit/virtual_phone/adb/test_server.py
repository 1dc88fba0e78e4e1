"""The adb server, asked over its socket as an adb client asks."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pytest_mobcompliance.virtual_phone.adb.server import (
    CLOSE_STDIN,
    EXIT,
    STDERR,
    STDIN,
    STDOUT,
    AdbServer,
    packet,
)
from pytest_mobcompliance.virtual_phone.shell.result import ShellResult
from pytest_mobcompliance.virtual_phone.shell.toolbox import Read


class FakeDevice:
    """Says what it was asked; ``tail`` goes on until its connection ends."""

    def __init__(self, serial: str = "phone-1") -> None:
        self.serial = serial
        self.traits = {"product": "p", "model": "m", "device": "d"}
        self.files: dict[str, bytes] = {}
        self.ended = threading.Event()

    def run(self, command: str, read: Read) -> ShellResult:
        if command.startswith("take "):
            return ShellResult(read(int(command.split()[1])))
        return ShellResult(f"out {command}".encode(), b"err", 3)

    def stream(self, command: str) -> Iterator[bytes] | None:
        return self._tail() if command == "tail" else None

    def _tail(self) -> Iterator[bytes]:
        try:
            yield b"first\n"
            while True:
                time.sleep(0.005)
                yield b""
        finally:
            self.ended.set()

    def connect(self, target: str, peer: socket.socket) -> None:
        if target != "tcp:6790":
            raise ConnectionRefusedError(target)
        peer.sendall(b"hello " + peer.recv(10))


class Client:
    """One connection to the server."""

    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=5)

    def ask(self, request: str) -> bytes:
        """Send a request and return the first word of the answer."""
        self.sock.sendall(b"%04x" % len(request.encode()) + request.encode())
        return self.read(4)

    def read(self, size: int) -> bytes:
        data = b""
        while len(data) < size and (part := self.sock.recv(size - len(data))):
            data += part
        return data

    def counted(self) -> str:
        return self.read(int(self.read(4), 16)).decode()

    def rest(self) -> bytes:
        data = b""
        while part := self.sock.recv(4096):
            data += part
        return data

    def packets(self) -> list[tuple[int, bytes]]:
        found = []
        while len(head := self.read(5)) == 5:
            kind, size = struct.unpack("<BI", head)
            found.append((kind, self.read(size)))
        return found


@pytest.fixture
def device() -> FakeDevice:
    return FakeDevice()


@pytest.fixture
def server(device: FakeDevice) -> Iterator[AdbServer]:
    with AdbServer([device]) as running:
        yield running


@contextmanager
def client(server: AdbServer) -> Iterator[Client]:
    asking = Client(server.port)
    try:
        yield asking
    finally:
        asking.sock.close()


def answer(server: AdbServer, request: str) -> tuple[bytes, str]:
    """A request to the server itself: its first word and the words after it; the connection ends then."""
    with client(server) as asking:
        word = asking.ask(request)
        words = asking.counted()
        assert asking.rest() == b""
    return word, words


@contextmanager
def switched(server: AdbServer, serial: str = "phone-1") -> Iterator[Client]:
    with client(server) as asking:
        assert asking.ask(f"host:transport:{serial}") == b"OKAY"
        yield asking


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


# ------------------------------------------------------------ the server itself


def test_it_listens_on_loopback_only(server: AdbServer) -> None:
    assert server._listener.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ("host:version", "0029"),
        ("host:devices", "phone-1\tdevice\n"),
        ("host-serial:phone-1:features", "shell_v2,cmd"),
        ("host-serial:phone-1:get-state", "device"),
        ("host-transport-id:1:get-serialno", "phone-1"),
        ("host:list-forward", ""),
    ],
)
def test_what_it_answers(server: AdbServer, request_: str, words: str) -> None:
    assert answer(server, request_) == (b"OKAY", words)


def test_long_list_has_the_traits(server: AdbServer) -> None:
    line = "phone-1                device product:p model:m device:d transport_id:1\n"
    assert answer(server, "host:devices-l") == (b"OKAY", line)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ("host-serial:other:get-state", "device 'other' not found"),
        ("host:transport:other", "device 'other' not found"),
        ("host:kill", "unknown host service 'kill' (simulated adb server)"),
        ("shell:ls", None),  # allowed: with one phone, none needs to be chosen
    ],
)
def test_what_it_refuses(server: AdbServer, request_: str, words: str | None) -> None:
    with client(server) as asking:
        word = asking.ask(request_)
        if words is None:
            assert word == b"OKAY"
        else:
            assert (word, asking.counted()) == (b"FAIL", words)


def test_two_phones_must_be_told_apart(server: AdbServer) -> None:
    server.plug(FakeDevice("phone-2"))
    assert answer(server, "host:devices") == (b"OKAY", "phone-1\tdevice\nphone-2\tdevice\n")
    with client(server) as asking:
        assert asking.ask("host:transport-any") == b"FAIL"
        assert asking.counted() == "more than one device/emulator"
    with switched(server, "phone-2") as asking:
        assert asking.ask("shell:x") == b"OKAY"
        assert asking.rest() == b"out xerr"


def test_serials_with_colons(server: AdbServer) -> None:
    server.plug(FakeDevice("127.0.0.1:5555"))
    assert answer(server, "host-serial:127.0.0.1:5555:get-state") == (b"OKAY", "device")


def test_tport_tells_its_number(server: AdbServer) -> None:
    with client(server) as asking:
        assert asking.ask("host:tport:serial:phone-1") == b"OKAY"
        assert struct.unpack("<Q", asking.read(8)) == (1,)
        assert asking.ask("shell:x") == b"OKAY"
        assert asking.rest() == b"out xerr"


@pytest.mark.parametrize("noise", [b"GET / HTTP/1.1\r\n\r\n", b"zzzz", b"00", b"ffff"])
def test_noise_ends_the_connection_only(server: AdbServer, noise: bytes) -> None:
    with client(server) as asking:
        asking.sock.sendall(noise)
        asking.sock.shutdown(socket.SHUT_WR)
        assert asking.rest() == b""
    assert answer(server, "host:version") == (b"OKAY", "0029")


def test_tracking_tells_what_changes(server: AdbServer) -> None:
    with client(server) as asking:
        assert asking.ask("host:track-devices") == b"OKAY"
        assert asking.counted() == "phone-1\tdevice\n"
        server.set_state("phone-1", "offline")
        assert asking.counted() == "phone-1\toffline\n"
        server.unplug("phone-1")
        assert asking.counted() == ""


def test_waiting_for_a_phone(server: AdbServer) -> None:
    server.unplug("phone-1")
    with client(server) as asking:
        assert asking.ask("host:wait-for-any-device") == b"OKAY"
        asking.sock.settimeout(0.05)
        with pytest.raises(TimeoutError):
            asking.read(4)
        asking.sock.settimeout(5)
        server.plug(FakeDevice("phone-3"))
        assert asking.read(4) == b"OKAY"


# ------------------------------------------------------------ shell and files


def test_shell_2_keeps_outputs_apart_and_tells_the_code(server: AdbServer) -> None:
    with switched(server) as asking:
        assert asking.ask("shell,v2,TERM=dumb,raw:a b") == b"OKAY"
        asking.sock.sendall(packet(CLOSE_STDIN, b""))
        assert asking.packets() == [(STDOUT, b"out a b"), (STDERR, b"err"), (EXIT, b"\x03")]


def test_shell_2_reads_input(server: AdbServer) -> None:
    with switched(server) as asking:
        asking.ask("shell,v2,raw:take 5")
        for piece in (packet(STDIN, b"abc"), packet(5, b"80x24,0x0"), packet(STDIN, b"defg")):
            asking.sock.sendall(piece)
        assert asking.packets() == [(STDOUT, b"abcde"), (EXIT, b"\x00")]


def test_exec_reads_input_as_it_comes(server: AdbServer) -> None:
    with switched(server) as asking:
        asking.ask("exec:take 4")
        asking.sock.sendall(b"12345")
        assert asking.rest() == b"1234"


@pytest.mark.parametrize("service", ["shell:tail", "shell,v2,raw:tail"])
def test_a_command_that_goes_on_ends_with_its_client(
    server: AdbServer, device: FakeDevice, service: str
) -> None:
    with switched(server) as asking:
        asking.ask(service)
        assert b"first\n" in asking.read(6 if service == "shell:tail" else 11)
        assert not device.ended.is_set()
    assert device.ended.wait(2)


def test_push_and_pull(server: AdbServer, device: FakeDevice) -> None:
    content = bytes(range(256)) * 600  # more than one piece
    with switched(server) as asking:
        assert asking.ask("sync:") == b"OKAY"
        name = b"/sdcard/a.bin,33188"
        asking.sock.sendall(struct.pack("<4sI", b"SEND", len(name)) + name)
        asking.sock.sendall(struct.pack("<4sI", b"DATA", len(content)) + content)
        asking.sock.sendall(struct.pack("<4sI", b"DONE", 0))
        assert asking.read(8) == struct.pack("<4sI", b"OKAY", 0)
        for path, mode in ((b"/sdcard/a.bin", 0o100644), (b"/sdcard", 0o040755), (b"/none", 0)):
            asking.sock.sendall(struct.pack("<4sI", b"STAT", len(path)) + path)
            assert struct.unpack("<4sIII", asking.read(16))[1] == mode
        asking.sock.sendall(struct.pack("<4sI", b"RECV", 13) + b"/sdcard/a.bin")
        got = b""
        while (head := struct.unpack("<4sI", asking.read(8)))[0] == b"DATA":
            got += asking.read(head[1])
        assert (head[0], got) == (b"DONE", content)
        asking.sock.sendall(struct.pack("<4sI", b"RECV", 5) + b"/none")
        word, size = struct.unpack("<4sI", asking.read(8))
        assert (word, asking.read(size)) == (b"FAIL", b"No such file or directory")
        asking.sock.sendall(struct.pack("<4sI", b"QUIT", 0))
    assert device.files == {"/sdcard/a.bin": content}


@pytest.mark.parametrize("service", ["reboot:", "tcpip:5555", "reverse:forward:tcp:1;tcp:2", "jdwp:1"])
def test_services_that_are_refused(server: AdbServer, service: str) -> None:
    with switched(server) as asking:
        assert asking.ask(service) == b"FAIL"
        assert "refused" in asking.counted()


# ------------------------------------------------------------ forwarded ports


def forward(server: AdbServer, local: str, remote: str = "tcp:6790") -> str:
    with client(server) as asking:
        assert asking.ask(f"host-serial:phone-1:forward:{local};{remote}") == b"OKAY"
        assert asking.read(4) == b"OKAY"
        return asking.counted() if local == "tcp:0" else local[4:]


def through(port: str) -> bytes:
    with socket.create_connection(("127.0.0.1", int(port)), timeout=5) as sock:
        sock.sendall(b"there")
        return sock.recv(100)


def test_a_forwarded_port_reaches_the_phone(server: AdbServer) -> None:
    port = forward(server, "tcp:0")
    assert through(port) == b"hello there"
    assert answer(server, "host:list-forward") == (b"OKAY", f"phone-1 tcp:{port} tcp:6790\n")
    with client(server) as asking:
        assert asking.ask(f"host:killforward:tcp:{port}") == b"OKAY"
    assert answer(server, "host:list-forward") == (b"OKAY", "")
    with pytest.raises(OSError, match=r"refused|reset"):
        through(port)


def test_nothing_listens_on_the_phone(server: AdbServer) -> None:
    port = forward(server, "tcp:0", "tcp:1")
    with socket.create_connection(("127.0.0.1", int(port)), timeout=5) as sock:
        assert sock.recv(1) == b""


def test_a_port_in_use_is_told(server: AdbServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held, client(server) as asking:
        asked = f"host:forward:tcp:{held.getsockname()[1]};tcp:6790"
        assert asking.ask(asked) == b"FAIL"
        assert asking.counted().startswith("cannot bind listener")


def test_an_unknown_forward_is_told(server: AdbServer) -> None:
    assert answer(server, "host:killforward:tcp:1") == (b"FAIL", "listener 'tcp:1' not found")


# ------------------------------------------------------------ faults on purpose


@pytest.mark.parametrize("state", ["offline", "unauthorized"])
def test_a_phone_that_cannot_be_used(server: AdbServer, device: FakeDevice, state: str) -> None:
    with switched(server) as asking:
        asking.ask("shell:tail")
        asking.read(6)
        server.set_state("phone-1", state)
        assert asking.rest() == b""
    assert device.ended.wait(2)
    assert answer(server, "host:devices") == (b"OKAY", f"phone-1\t{state}\n")
    assert answer(server, "host:transport:phone-1") == (b"FAIL", f"device {state}")
    server.set_state("phone-1", "device")
    with switched(server) as asking:
        assert asking.ask("shell:x") == b"OKAY"


def test_unplugging_ends_streams_and_forwards(server: AdbServer, device: FakeDevice) -> None:
    port = forward(server, "tcp:0")
    with switched(server) as asking:
        asking.ask("shell:tail")
        asking.read(6)
        server.unplug("phone-1")
        assert asking.rest() == b""
    assert device.ended.wait(2)
    with pytest.raises(OSError, match=r"refused|reset"):
        through(port)
    assert answer(server, "host:devices") == (b"OKAY", "")


def test_a_loose_contact_breaks_connections_only(server: AdbServer) -> None:
    with switched(server) as asking:
        asking.ask("shell:tail")
        asking.read(6)
        server.drop("phone-1")
        assert asking.rest() == b""
    assert answer(server, "host:devices") == (b"OKAY", "phone-1\tdevice\n")


def test_unknown_state() -> None:
    with AdbServer([FakeDevice()]) as server, pytest.raises(ValueError, match="one of device"):
        server.set_state("phone-1", "tired")


def test_closing_frees_the_port_and_ends_threads() -> None:
    before = threading.active_count()
    server = AdbServer([FakeDevice()])
    port = forward(server, "tcp:0")
    with client(server) as asking:
        asking.ask("host:track-devices")
        server.close()
        server.close()
    for each in (server.port, int(port)):
        with socket.create_server(("127.0.0.1", each)):
            pass
    assert threading.active_count() == before


def test_two_servers_beside_each_other() -> None:
    with AdbServer([FakeDevice("a")]) as one, AdbServer([FakeDevice("b")], port=free_port()) as other:
        assert answer(one, "host:devices") == (b"OKAY", "a\tdevice\n")
        assert answer(other, "host:devices") == (b"OKAY", "b\tdevice\n")
