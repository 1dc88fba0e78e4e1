"""The phone's shell: a command line, taken apart and run by simulated tools.

Enough of the language for what the real drivers and this project send: quotes, ``;`` ``&&`` ``||`` ``&``,
pipes, output to a file, ``$(command)`` and ``$((1 + 2 - 3))``. A command that nobody modelled is answered as
a phone would, and noted in `Phone.unmodelled`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ..apps import App
from ..phone import Phone
from . import tools_apps, tools_dumpsys, tools_files, tools_system
from .app_files import kept_by
from .result import ShellResult
from .toolbox import Call, Out, Read, Tool

TOOLS: dict[str, Tool] = {
    **tools_files.TOOLS,
    **tools_system.TOOLS,
    **tools_apps.TOOLS,
    "dumpsys": tools_dumpsys.dumpsys,
    "run-as": lambda call: run_as(call),
}
_JOINTS = (";", "&&", "||")
_SIGNS = ("&&", "||", ">>", ">&", ";", "|", "&", ">", "<", "\n")
_BREAKS = ";|&<> \t\n\r"
_OPENS, _LIVE = "$(", "\0"
"""What begins a substitution, and the mark of one that no single quotes hold back: words have no zeros."""
_SUM = re.compile(r"\s*[+-]?\s*\d+(\s*[+-]\s*\d+)*\s*")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_NOT_ON_USER_BUILDS = ("su", "sqlite3", "python", "tcpdump", "strace")
"""Missing on the phones that people buy, so their absence is no gap of the simulation."""


class Syntax(Exception):
    """The shell cannot read a command line."""


@dataclass(slots=True)
class Shell:
    """The shell of one phone with its files. Keep one per phone, so that files last.

    :param open_apk: turns the bytes of an installation file into an app; raises `ValueError` for others.
    :param is_served: whether the UiAutomator2 server runs, which ``ps`` shows.
    """

    phone: Phone
    open_apk: Callable[[bytes], App] | None = None
    is_served: Callable[[], bool] = lambda: False
    files: dict[str, bytes] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    """Set by ``setprop``."""
    guarded: bool = False
    """The vendor's extra switch for USB debugging is off: settings, permissions and input are refused."""

    def run(self, command: str, read: Read = lambda size: b"") -> ShellResult:
        """Run a command line, under the phone's lock."""
        with self.phone.lock:
            self.phone.tick()  # what was to happen by now has happened, whoever asks
            try:
                return self._list(command, read)
            except Syntax as error:
                return ShellResult(b"", f"/system/bin/sh: syntax error: {error}\n".encode(), 1)

    def _list(self, command: str, read: Read) -> ShellResult:
        stdout, stderr, code = b"", b"", 0
        for joint, pipeline in _split(command):
            if (joint == "&&" and code != 0) or (joint == "||" and code == 0):
                continue
            result = self._pipe(pipeline, read)
            stdout, stderr, code = stdout + result.stdout, stderr + result.stderr, result.code
        return ShellResult(stdout, stderr, code)

    def _pipe(self, pipeline: Sequence[Sequence[_Token]], read: Read) -> ShellResult:
        piped, stderr, code = b"", b"", 0
        for tokens in pipeline:
            result = self._simple(tokens, piped, read)
            piped, stderr, code = result.stdout, stderr + result.stderr, result.code
        return ShellResult(piped, stderr, code)

    def _simple(self, tokens: Sequence[_Token], piped: bytes, read: Read) -> ShellResult:
        words, sinks = _redirections(tokens)
        words = [self._filled(word, read) if _LIVE in word else word for word in words]
        while words and (words[0] == "exec" or _ASSIGNMENT.match(words[0])):
            words = words[1:]  # a variable before a command changes nothing here
        if not words:
            return ShellResult()
        out = self.tool(Call(self, words[0].rpartition("/")[2], tuple(words[1:]), piped, read))
        stdout = out.text.encode("utf-8", "surrogatepass") if isinstance(out.text, str) else out.text
        stderr = out.error.encode("utf-8", "surrogatepass")
        for stream, target in sinks:
            if target == "&1":
                stdout, stderr = stdout + stderr, b""
                continue
            kept = stdout if stream == "1" else stderr
            if target != "/dev/null":
                self.files[target] = kept
            stdout, stderr = (b"", stderr) if stream == "1" else (stdout, b"")
        return ShellResult(stdout, stderr, out.code)

    def _filled(self, word: str, read: Read) -> str:
        """A word with its substitutions carried out; what they print stays one word."""
        filled, at = "", 0
        while (start := word.find(_LIVE, at)) >= 0:
            inside = word[start + 1 + len(_OPENS) : (end := _closing(word, start + 1 + len(_OPENS))) - 1]
            filled += word[at:start] + self._substituted(inside, read)
            at = end
        return filled + word[at:]

    def _substituted(self, inside: str, read: Read) -> str:
        if inside.startswith("(") and inside.endswith(")"):
            told = self._filled(_marked(inside[1:-1]), read)
            if _SUM.fullmatch(told) is None:
                raise Syntax(f"unexpected '{told.strip()}'")
            return str(sum(int(each) for each in re.findall(r"[+-]?\d+", re.sub(r"\s", "", told))))
        return self._list(inside, read).stdout.decode("utf-8", "replace").rstrip("\n")

    def tool(self, call: Call) -> Out:
        """Run one tool by its name."""
        tool = TOOLS.get(call.name)
        if tool is not None:
            return tool(call)
        absent = Out(error=f"/system/bin/sh: {call.name}: inaccessible or not found\n", code=127)
        return absent if call.name in _NOT_ON_USER_BUILDS else call.unmodelled(absent)


def run_as(call: Call) -> Out:
    """``run-as package tool …``: as the app and in its folder, for builds that may be debugged."""
    package, phone = call.arg(0), call.phone
    if package not in phone.installed:
        return Out(error=f"run-as: unknown package: {package}\n", code=1)
    if not phone.installed[package].manifest.debuggable:
        return Out(error=f"run-as: package not debuggable: {package}\n", code=1)
    inside = Shell(phone, files=kept_by(phone, package))
    return inside.tool(Call(inside, call.arg(1), call.args[2:], call.piped, call.read))


def run(phone: Phone, command: str) -> ShellResult:
    """One command line in a shell without files of its own."""
    return Shell(phone).run(command)


@dataclass(frozen=True, slots=True)
class _Operator:
    """An operator of the shell, as against a word that looks like one."""

    sign: str


_Token = str | _Operator


def _tokens(command: str) -> list[_Token]:
    """Words and operators of a command line. :raises Syntax: for a quote without its end."""
    found: list[_Token] = []
    word: str | None = None
    at = 0
    while at < len(command):
        letter = command[at]
        if command.startswith(_OPENS, at):
            end = _closing(command, at + len(_OPENS))
            word = (word or "") + _LIVE + command[at:end]
            at = end
            continue
        if letter in "'\"":
            piece, at = _quoted(command, at)
            word = (word or "") + piece
            continue
        if letter == "\\":
            word = (word or "") + command[at + 1 : at + 2]
            at += 2
            continue
        if letter not in _BREAKS:
            word = (word or "") + letter
            at += 1
            continue
        sign = next((each for each in _SIGNS if command.startswith(each, at)), "")
        is_stream = sign.startswith(">") and word in ("1", "2")
        if word is not None and not is_stream:
            found.append(word)
        if sign:
            found.append(_Operator((word or "") + sign if is_stream else sign))
        word = None
        at += len(sign) or 1
    return found if word is None else [*found, word]


def _quoted(command: str, at: int) -> tuple[str, int]:
    """What stands in the quotes that begin here, and where it goes on behind them."""
    quote = command[at]
    piece = ""
    at += 1
    while at < len(command) and command[at] != quote:
        if quote == '"' and command.startswith(_OPENS, at):
            end = _closing(command, at + len(_OPENS))
            piece += _LIVE + command[at:end]
            at = end
            continue
        if quote == '"' and command[at] == "\\" and command[at + 1 : at + 2] in ('"', "\\", "$", "`"):
            at += 1
        piece += command[at]
        at += 1
    if at >= len(command):
        raise Syntax("no closing quote")
    return piece, at + 1


def _closing(command: str, at: int) -> int:
    """Where it goes on behind the bracket that closes a substitution, whose inside begins here."""
    depth = 1
    while at < len(command):
        depth += {"(": 1, ")": -1}.get(command[at], 0)
        at += 1
        if depth == 0:
            return at
    raise Syntax("no closing bracket")


def _marked(words: str) -> str:
    """Text with the mark before each substitution that stands in it."""
    marked, at = "", 0
    while (start := words.find(_OPENS, at)) >= 0:
        end = _closing(words, start + len(_OPENS))
        marked += words[at:start] + _LIVE + words[start:end]
        at = end
    return marked + words[at:]


def _split(command: str) -> list[tuple[str, list[list[_Token]]]]:
    """Pipelines with the joint before each: ``a; b | c`` → ``[(";", [[a]]), (";", [[b], [c]])]``."""
    parts: list[tuple[str, list[list[_Token]]]] = [(";", [[]])]
    for token in _tokens(command):
        sign = token.sign if isinstance(token, _Operator) else ""
        if sign in ("\n", "&"):
            parts.append((";", [[]]))
        elif sign in _JOINTS:
            parts.append((sign, [[]]))
        elif sign == "|":
            parts[-1][1].append([])
        else:
            parts[-1][1][-1].append(token)
    full = [(joint, pipeline) for joint, pipeline in parts if pipeline != [[]]]
    if any(not words for _, pipeline in full for words in pipeline):
        raise Syntax("unexpected '|'")
    return full


def _redirections(tokens: Sequence[_Token]) -> tuple[list[str], list[tuple[str, str]]]:
    """Words without ``> file`` and ``2>&1``, and what was asked: stream and target."""
    words: list[str] = []
    sinks: list[tuple[str, str]] = []
    ahead = list(tokens)
    while ahead:
        token = ahead.pop(0)
        if isinstance(token, str):
            words.append(token)
            continue
        target = ahead.pop(0) if ahead else None
        if not isinstance(target, str):
            raise Syntax(f"unexpected '{token.sign}'")
        if token.sign != "<":
            stream = token.sign[0] if token.sign[0] in "12" else "1"
            sinks.append((stream, f"&{target}" if token.sign.endswith("&") else target))
    return words, sinks
