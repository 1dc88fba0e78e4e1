"""What an app leaves on an Android phone outside its screens: lines of the log, its files, notifications."""

from __future__ import annotations

import re
import secrets
import shlex
from collections.abc import Generator, Iterator
from contextlib import contextmanager

from ..errors import RigError
from ..messages import say
from .android_state import AndroidState
from .app import AppLog, LogLine, NotificationText, PrivateFile
from .proxy import Proxy
from .session import kept_out_of_the_log

TAG = "mobcompliance"
"""Tag of our own lines in the log, between which the app's are read."""
FOLDERS = ("shared_prefs", "files", "databases")
"""Folders of an app's own that are read; caches and code are not."""
MOST_FILES = 200
"""Files that are read: each is one command."""
MOST_KIB = 1024
"""KiB of a file that are read."""
NO_TEXT = (
    ".so", ".dex", ".odex", ".vdex", ".oat", ".art", ".jar", ".apk", ".zip", ".gz", ".7z",
    ".png", ".jpg", ".jpeg", ".webp", ".gif", ".ttf", ".ttc", ".otf", ".woff", ".woff2",
    ".mp3", ".m4a", ".ogg", ".wav", ".mp4", ".tflite",
)  # fmt: skip
"""How files end in which no text stands as it is: code, what is packed, pictures, fonts, sound, films."""
USERS = 100_000
"""User ids of one user of the phone (AOSP, ``UserHandle.PER_USER_RANGE``); what is over is the app's own."""
_LINE = re.compile(
    r"^\d\d-\d\d [\d:.]+\s+(?:(?P<uid>\S+)\s+)?(?P<pid>\d+)\s+\d+\s+[VDIWEFAS]\s+"
    r"(?P<tag>.*?)\s*: ?(?P<text>.*)$"
)
"""A line of ``logcat -v threadtime``; with ``-v uid`` (Android 7 and newer) the user id stands before the
process. AOSP, ``logprint.cpp``: numbers for apps, since no name longer than five letters is printed."""
_UID = re.compile(r"^\s*(?:userId|appId)=(\d+)", re.MULTILINE)
"""In ``dumpsys package``: ``userId`` up to Android 13, ``appId`` from 14 on; the same for the first user."""
_SIZE = re.compile(r"size=(\d+)(?:\r?\n|$)")
_RECORD = re.compile(r"^\s*NotificationRecord\(.*?\bpkg=(\S+)", re.MULTILINE)
_HIDDEN = re.compile(r"=\w*String\w* \[length=\d+\]")


class AndroidTraces(AndroidState):
    """The verbs of `PhoneVerbs` about what is found outside the screen. All of them need a shell."""

    # --- the network

    @contextmanager
    def through_proxy(self) -> Generator[Proxy]:
        """With a proxy of our own between the phone and its network until the block ends.

        :raises RigError: ``extra-missing``; ``proxy-not-reachable`` on all but virtual phones: others do not
            reach this machine's loopback, and the app's requests would be among those of the whole phone.
        """
        if self._lease.virtual is None:
            raise RigError(
                reason="proxy-not-reachable",
                who="mob_app",
                where=self._lease.name,
                got=say("a phone that does not reach a proxy on this machine's loopback"),
                wanted=say("a virtual phone"),
                next_step=say("attach the result of a capture with a proxy that the phone reaches"),
            )
        with Proxy() as proxy, self._display.http_proxy(f"127.0.0.1:{proxy.port}"):
            yield proxy

    # --- the log

    def mark_log(self) -> str:
        """Write a line of our own into the log, and return its words.

        :raises RigError: ``capability-missing`` without a shell.
        """
        words = f"mark {secrets.token_hex(6)}"
        self.shell(f"log -t {TAG} {words}")
        return words

    @kept_out_of_the_log()
    def log_since(self, mark: str) -> AppLog:
        """The app's lines since a mark, of all its processes.

        :param mark: what `mark_log` returned.
        :raises RigError: ``log-unreadable`` where our own lines do not come back; ``app-not-installed``.
        """
        end = self.mark_log()
        told = self.shell("logcat -d -v threadtime -v uid").splitlines()
        if not any(end in line for line in told):
            raise RigError(
                reason="log-unreadable",
                who="mob_app",
                where="logcat",
                got=say("not the line that was just written with log"),
                wanted=say("it"),
                next_step=say(
                    "switch the phone's log on (developer options, or a code of the vendor's dialler)"
                ),
            )
        begin = next((at for at, line in enumerate(told) if mark in line), None)
        since = told if begin is None else told[begin + 1 :]
        uid = self._uid()
        return AppLog(tuple(self._own_lines(since, uid)), begin is not None and uid is not None)

    def _own_lines(self, told: list[str], uid: int | None) -> Iterator[LogLine]:
        """By process, or by the app's user id, which all its processes have, whoever of the phone uses it."""
        pids = frozenset(self.shell(f"pidof {self._package}; true").split())
        for line in told:
            read = _LINE.match(line)
            if read is None:
                continue
            if read["pid"] in pids or (uid is not None and _app_of(read["uid"]) == uid):
                yield LogLine(read["tag"], read["text"])

    def _uid(self) -> int | None:
        found = _UID.search(self._dump().partition(f"Package [{self._package}]")[2])
        return _app_of(found[1]) if found is not None else None

    # --- files

    @kept_out_of_the_log()
    def private_files(self) -> tuple[PrivateFile, ...]:
        """What the app keeps in `FOLDERS`, as root, else by ``run-as``, which takes a debuggable build.

        :raises RigError: ``not-debuggable``, ``files-unreadable``, ``app-not-installed``.
        """
        enter, base = self._way_in()
        if base not in self.shell(f"{enter}find {base} -type d 2>/dev/null; true").split():
            raise self._files_unreadable(say("no folder of the app's own in what find lists"))
        within = " ".join(f"{base}/{folder}" for folder in FOLDERS)
        told = self.shell(f"{enter}find {within} -type f 2>/dev/null; true").splitlines()
        every = [path.strip() for path in told if path.strip()]
        texts = [path for path in every if not path.lower().endswith(NO_TEXT)]
        read = [self._file(enter, base, path) for path in texts[:MOST_FILES]]
        left = [PrivateFile(_within(base, path), "", False) for path in texts[MOST_FILES:]]
        passed = [PrivateFile(_within(base, path), "", False, False) for path in every if path not in texts]
        return (*read, *left, *passed)

    def _way_in(self) -> tuple[str, str]:
        """What stands before a command, and the app's folder as that command sees it."""
        if "clock" in self.what_it_can():  # a shell that is root
            return "", f"/data/data/{self._package}"
        told = self.shell(f"run-as {self._package} id 2>&1; true").strip()
        if "uid=" in told:
            return f"run-as {self._package} ", "."
        if "unknown package" in told or "is unknown" in told:
            raise self._not_installed(told)
        if "debuggable" not in told:
            raise self._files_unreadable(
                told.splitlines()[-1].strip() if told else say("no answer from run-as")
            )
        raise RigError(
            reason="not-debuggable",
            who="mob_app",
            where=self._package,
            got=say("a build that run-as does not enter"),
            wanted=say("a debuggable build, or a phone whose adb shell is root"),
            next_step=say("run this check with a debuggable build of the same version"),
        )

    def _files_unreadable(self, got: str) -> RigError:
        return RigError(
            reason="files-unreadable",
            who="mob_app",
            where=self._package,
            got=got,
            wanted=say("the list of the app's files"),
            next_step=say("look what run-as and find answer on this phone"),
        )

    def _file(self, enter: str, base: str, path: str) -> PrivateFile:
        """One file as text; more than `MOST_KIB` of it is left out.

        Its size is asked for: what is no text has more bytes once it was read as text.
        """
        size = f"{enter}stat -c size=%s {shlex.quote(path)} 2>/dev/null"
        content = f"{enter}dd if={shlex.quote(path)} bs=1024 count={MOST_KIB} 2>/dev/null"
        told = self.shell(f"{size}; {content}; true")
        known = _SIZE.match(told)
        if known is None:
            return PrivateFile(_within(base, path), told, False)
        return PrivateFile(_within(base, path), told[known.end() :], int(known[1]) <= MOST_KIB * 1024)

    # --- notifications

    @kept_out_of_the_log()
    def notifications(self) -> tuple[NotificationText, ...]:
        """What the app's notifications say that are in the shade now."""
        return notifications_in(self.shell("dumpsys notification --noredact"), self._package)


def _app_of(uid: str | None) -> int | None:
    """The app's part of a user id; None for a name (``root``)."""
    return int(uid) % USERS if uid is not None and uid.isdigit() else None


def _within(base: str, path: str) -> str:
    return path.removeprefix(base).lstrip("/")


def notifications_in(told: str, package: str) -> tuple[NotificationText, ...]:
    """Read the notifications of a package.

    :param told: what ``dumpsys notification --noredact`` printed. The texts stand among the extras, as
        ``android.title=String (…)``; where the phone hides them, as ``String [length=4]``.
    """
    heads = list(_RECORD.finditer(told))
    ends = [head.start() for head in heads[1:]] + [len(told)]
    found = []
    for head, end in zip(heads, ends, strict=False):  # without a record there is an end too many
        if head[1] != package:
            continue
        extras = told[head.end() : end].partition("extras={")[2]
        extras = re.split(r"^\s*\}\s*$", extras, maxsplit=1, flags=re.MULTILINE)[0]
        found.append(NotificationText(extras.strip(), _HIDDEN.search(extras) is not None))
    return tuple(found)
