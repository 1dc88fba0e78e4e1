"""Small tools of the phone's shell that work on files and text."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase

from .app_files import folders_of_apps, private_files
from .toolbox import Call, Out, Tool, lines, options

_KEPT_FOLDERS = ("/sdcard", "/data/local/tmp", "/storage/emulated/0")
"""Folders of every phone, empty or not."""
_UNIX_SOCKETS = "Num       RefCount Protocol Flags    Type St Inode Path"
_TCP_SOCKETS = (
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode"
)


def echo(call: Call) -> Out:
    """``-n`` leaves out the end of the line."""
    is_bare = call.arg(0) == "-n"
    words = " ".join(call.args[1:] if is_bare else call.args)
    return Out(words if is_bare else f"{words}\n")


def cat(call: Call) -> Out:
    """Files one after the other; without one, what is piped in."""
    if not call.args:
        return Out(call.piped)
    content, error = b"", ""
    for path in call.args:
        found = _content(call, path)
        if found is None:
            error += f"cat: {path}: No such file or directory\n"
        else:
            content += found
    return Out(content, error, 1 if error else 0)


def _content(call: Call, path: str) -> bytes | None:
    """A file, or one of the kernel's that are asked for: no app offers a socket for debugging its WebView."""
    kernel = {"/proc/net/unix": _UNIX_SOCKETS, "/proc/net/tcp": _TCP_SOCKETS, "/proc/net/tcp6": _TCP_SOCKETS}
    if path in kernel:
        return f"{kernel[path]}\n".encode()
    return _files(call).get(path)


def _files(call: Call) -> Mapping[str, bytes]:
    """What this shell may read: to root, what apps keep as well."""
    if not call.phone.spec.root:
        return call.shell.files
    return {**call.shell.files, **private_files(call.phone)}


def find(call: Call) -> Out:
    """``find path… [-type f|d]``: each path with what lies below it."""
    asked = options(call.args, valued="-type")
    every = _files(call)
    found, error = [], ""
    for path in asked.rest or (".",):
        below = _below(every, path)
        folders = {name.rpartition("/")[0] for name in below}
        folders |= {parent for name in folders for parent in _parents(name) if len(parent) > len(path)}
        kinds = {"f": sorted(below), "d": sorted({path, *folders})}
        if below or path == "." or path in folders_of_apps(call.phone):
            found += kinds.get(asked.values.get("-type", ""), sorted({path, *folders, *below}))
        else:
            error += f"find: {path}: No such file or directory\n"
    return Out(lines(*found), error, 1 if error else 0)


def _below(every: Iterable[str], path: str) -> list[str]:
    """Files under a folder, called as they are reached from it: ``./a`` below ``.``."""
    lead = "./" if path == "." or path.startswith("./") else ""
    folder = path.removeprefix(".").strip("/") if lead else path.rstrip("/")
    inside = [name for name in every if not folder or name == folder or name.startswith(f"{folder}/")]
    return [f"{lead}{name}" for name in inside if not (lead and name.startswith("/"))]


def _parents(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def dd(call: Call) -> Out:
    """``dd if=path bs=n count=n``: so many bytes from the start of a file."""
    given = dict(word.partition("=")[::2] for word in call.args)
    content = _content(call, given.get("if", "").removeprefix("./"))
    if content is None:
        return Out(error=f"dd: {given.get('if')}: No such file or directory\n", code=1)
    return Out(content[: int(given.get("bs", "512")) * int(given.get("count", "1"))])


def stat(call: Call) -> Out:
    """``stat -c format path…``: of the formats ``%s``, a file's bytes, and ``%n``, its name."""
    asked = options(call.args, valued="-c")
    told, error = [], ""
    for path in asked.rest:
        content = _content(call, path.removeprefix("./"))
        if content is None:
            error += f"stat: '{path}': No such file or directory\n"
        else:
            told.append(asked.values.get("-c", "%n").replace("%s", str(len(content))).replace("%n", path))
    return Out(lines(*told), error, 1 if error else 0)


def ls(call: Call) -> Out:
    """Names, or with ``-l`` one line each with size."""
    asked = options(call.args)
    listed, error = [], ""
    is_long = any("l" in each for each in asked.unknown)
    for path in asked.rest or ("/",):
        names = _listing(call, path)
        if names is None:
            error += f"ls: {path}: No such file or directory\n"
            continue
        for name in names:
            size = len(call.shell.files.get(name if name == path else f"{path.rstrip('/')}/{name}", b""))
            stamp = "2024-09-12 08:00"
            listed.append(f"-rw-rw---- 1 root sdcard_rw {size} {stamp} {name}" if is_long else name)
    return Out(lines(*listed), error, 1 if error else 0)


def _listing(call: Call, path: str) -> list[str] | None:
    files = call.shell.files
    if path in files:
        return [path]
    folder = path.rstrip("/") + "/"
    names = sorted({name[len(folder) :].partition("/")[0] for name in files if name.startswith(folder)})
    return names if names or path.rstrip("/") in _KEPT_FOLDERS or path == "/" else None


def _exists(call: Call, path: str) -> bool:
    return _listing(call, path) is not None


def rm(call: Call) -> Out:
    """``-f`` says nothing of what is not there, ``-r`` takes folders."""
    asked = options(call.args)
    flags = "".join(asked.unknown)
    error = ""
    for pattern in asked.rest:
        inside = f"{pattern.rstrip('/')}/*" if "r" in flags else pattern
        gone = [name for name in call.shell.files if fnmatchcase(name, pattern) or fnmatchcase(name, inside)]
        for name in gone:
            del call.shell.files[name]
        if not gone and "f" not in flags:
            error += f"rm: {pattern}: No such file or directory\n"
    return Out("", error, 1 if error else 0)


def _quiet(call: Call) -> Out:
    """Done; folders and times of files are not kept."""
    return Out()


_NUMBER = re.compile(r"-?\d+")
_COMPARISONS: Mapping[str, Callable[[int, int], bool]] = {
    "-lt": operator.lt,
    "-le": operator.le,
    "-gt": operator.gt,
    "-ge": operator.ge,
    "-eq": operator.eq,
    "-ne": operator.ne,
}


def test(call: Call) -> Out:
    """``[ -e path ]`` and the comparisons of texts and numbers."""
    words = call.args[:-1] if call.name == "[" else call.args
    is_not, words = words[:1] == ("!",), words[1:] if words[:1] == ("!",) else words
    if len(words) == 2 and words[0] in ("-e", "-f", "-d", "-r", "-s"):
        holds = _exists(call, words[1])
    elif len(words) == 2 and words[0] in ("-n", "-z"):
        holds = bool(words[1]) == (words[0] == "-n")
    elif len(words) == 3 and words[1] in ("=", "==", "!="):
        holds = (words[0] == words[2]) == (words[1] != "!=")
    elif len(words) == 3 and words[1] in _COMPARISONS and all(map(_NUMBER.fullmatch, words[::2])):
        holds = _COMPARISONS[words[1]](int(words[0]), int(words[2]))
    elif len(words) == 1:
        holds = bool(words[0])
    else:
        return call.unmodelled(Out(error=f"[: {' '.join(words)}: unexpected operator\n", code=2))
    return Out(code=0 if holds != is_not else 1)


def grep(call: Call) -> Out:
    """Lines that match, from files or from what is piped in."""
    asked = options(call.args, valued="-e -m -A -B")
    flags = "".join(each for each in asked.unknown if not each.startswith("--"))
    has_pattern = "-e" in asked.values
    pattern = asked.values["-e"] if has_pattern else "".join(asked.rest[:1])
    paths = asked.rest if has_pattern else asked.rest[1:]
    text = b"".join(_content(call, path) or b"" for path in paths) if paths else call.piped
    matcher = _matcher(pattern, flags)
    every = text.decode(errors="replace").splitlines()
    found = [line for line in every if bool(matcher.search(line)) != ("v" in flags)]
    if "o" in flags:
        found = [match.group() for line in found for match in matcher.finditer(line)]
    code = 0 if found else 1
    if "q" in flags:
        return Out(code=code)
    return Out(f"{len(found)}\n" if "c" in flags else lines(*found), code=code)


def _matcher(pattern: str, flags: str) -> re.Pattern[str]:
    if "F" in flags:
        pattern = re.escape(pattern)
    elif "E" not in flags:  # basic expressions: these signs are plain unless a backslash stands before them
        pattern = re.sub(r"(\\)?([|+?(){}])", lambda m: m[2] if m[1] else f"\\{m[2]}", pattern)
    if "w" in flags:
        pattern = rf"\b(?:{pattern})\b"
    try:
        return re.compile(pattern, re.IGNORECASE if "i" in flags else 0)
    except re.error:
        return re.compile(re.escape(pattern))


def head(call: Call) -> Out:
    """The first ten lines, or as many as ``-n`` says; ``tail``: the last."""
    asked = options(call.args, valued="-n")
    count = asked.values.get("-n") or next((each[1:] for each in asked.rest if each[1:].isdigit()), "10")
    wanted = int(count.lstrip("-+")) if count.lstrip("-+").isdigit() else 10
    every = call.piped.decode(errors="replace").splitlines()
    return Out(lines(*(every[:wanted] if call.name == "head" else every[-wanted:] if wanted else [])))


def wc(call: Call) -> Out:
    """Lines, words and bytes, or one of them."""
    text = call.piped.decode(errors="replace")
    counts = {"-l": text.count("\n"), "-w": len(text.split()), "-c": len(call.piped)}
    chosen: Iterable[int] = [counts[each] for each in call.args if each in counts] or counts.values()
    return Out(" ".join(map(str, chosen)) + "\n")


TOOLS: dict[str, Tool] = {
    "echo": echo,
    "cat": cat,
    "ls": ls,
    "find": find,
    "dd": dd,
    "stat": stat,
    "rm": rm,
    "mkdir": _quiet,
    "touch": _quiet,
    "chmod": _quiet,
    "sync": _quiet,
    "export": _quiet,
    "cd": _quiet,
    "true": _quiet,
    ":": _quiet,
    "false": lambda call: Out(code=1),
    "[": test,
    "test": test,
    "grep": grep,
    "head": head,
    "tail": head,
    "wc": wc,
}
