"""What the phone's command line tools share: their call, their answer, and reading of options."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from ..phone import Phone
    from .shell import Shell

Read: TypeAlias = Callable[[int], bytes]
"""Reads exactly so many bytes of input; fewer when it ends."""


@dataclass(frozen=True, slots=True)
class Out:
    """What a tool leaves: output, error output, exit code."""

    text: str | bytes = ""
    error: str = ""
    code: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """One tool that is run: its name, its arguments, what is piped into it."""

    shell: Shell
    name: str
    args: tuple[str, ...]
    piped: bytes = b""
    read: Read = lambda size: b""

    @property
    def phone(self) -> Phone:
        return self.shell.phone

    def arg(self, number: int) -> str:
        """An argument, empty when it was not given."""
        return self.args[number] if number < len(self.args) else ""

    def next(self, name: str | None = None) -> Call:
        """The same call for a tool within the tool: the first argument becomes its name."""
        return Call(self.shell, name or self.arg(0), self.args[1:], self.piped, self.read)

    def unmodelled(self, out: Out) -> Out:
        """A real phone may know this; the simulated one refuses like a phone, and writes it down."""
        self.phone.unmodelled.append(" ".join((self.name, *self.args)))
        return out


Tool: TypeAlias = Callable[[Call], Out]


@dataclass(frozen=True, slots=True)
class Options:
    """Arguments, sorted: switches that were given, values by switch, the rest in order, what is not known."""

    on: frozenset[str] = frozenset()
    values: Mapping[str, str] = field(default_factory=dict)
    rest: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def options(args: Iterable[str], switches: str = "", valued: str = "") -> Options:
    """Sort arguments. ``switches`` and ``valued`` are names with blanks between: ``-f -3``, ``--user -S``."""
    known, takes = set(switches.split()), set(valued.split())
    on: set[str] = set()
    values: dict[str, str] = {}
    rest: list[str] = []
    unknown: list[str] = []
    ahead = list(args)
    while ahead:
        word = ahead.pop(0)
        name, equals, value = word.partition("=")
        if word in known:
            on.add(word)
        elif word in takes:
            values[word] = ahead.pop(0) if ahead else ""
        elif equals and name in takes:
            values[name] = value
        elif word.startswith("-") and len(word) > 1 and not word[1:].isdigit():
            unknown.append(word)
        else:
            rest.append(word)
    return Options(frozenset(on), values, tuple(rest), tuple(unknown))


def lines(*words: str) -> str:
    """Lines of output; nothing for no lines."""
    return "".join(f"{each}\n" for each in words)


def thrown(what: str, error: str) -> Out:
    """A command of a system service that threw: how ``cmd`` prints it."""
    return Out(error=f"\nException occurred while executing '{what}':\n{error}\n", code=255)
