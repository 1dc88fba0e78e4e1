"""The phone: installed apps, windows, touch, clock and network, whoever asks.

Everything that a door (`endpoint`, `adb`) does to the phone goes through `Phone`, under its lock.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Mapping, Sequence

from . import system
from .apps import App, Intent, Manifest, Process
from .clock import Clock
from .context import RunningContext
from .hardware import Hardware
from .permissions import Permissions, group_of
from .render import render
from .spec import PhoneSpec
from .state import Asking, Installed, LogLine, Message, Notification, PhoneError, Touched, full_name
from .views import Box, Node, Window
from .windows import draw, panes_of

BACK, HOME, ENTER, DELETE, RECENTS, POWER, SLEEP, WAKE = 4, 3, 66, 67, 187, 26, 223, 224
"""Key codes of `android.view.KeyEvent`."""
LETTER_A, COPY, PASTE = 29, 278, 279
"""Likewise: with Ctrl, A selects all; `TextView` knows the other two without it."""
ONE_TIME = 60.0
"""s after leaving the display until one-time grants end: Android's page says "a while"."""
PATIENCE = 5.0
"""s without an answer to a touch until the system says that an app hangs (Android's input timeout)."""
FIRST_UID = 10100
"""User id of the app that is installed first."""
_SLOP = 8.0
"""dp: a shorter swipe is a tap."""


class Phone(Hardware):
    """A simulated handset. ``fails_secure``: screenshots of protected windows fail, as they do below API 31,
    instead of coming out black.

    :param apps: what is installed besides launcher, settings and browser.
    """

    def __init__(self, spec: PhoneSpec | None = None, apps: Sequence[App] = ()) -> None:
        super().__init__(spec or PhoneSpec())
        self.serial = self.spec.serial
        self.lock = threading.RLock()
        self.clock = Clock()
        self.unmodelled: list[str] = []
        self.logcat: list[LogLine] = []
        self.installed: dict[str, Installed] = {}
        self.awake = True
        self.fails_secure = False
        self.clipboard = ""
        self.touched: list[Touched] = []
        """Whatever was tapped or typed into, in its order."""
        self.inbox: list[Message] = []
        """Short messages, the newest last."""
        self.notifications: list[Notification] = []
        """Those in the shade, the newest last."""
        self.front = ""
        """Package of the app on the display."""
        self.asking: list[Asking] = []
        """Requests for permissions that wait; the first is shown."""
        self.is_covered = False
        """A dialog of another kind lies over the one that asks (fault ``prompt-covers``)."""
        self.troubled: list[str] = []
        """Packages about which the system complains: crashed, or hanging."""
        self.shown_toasts: list[tuple[float, str]] = []
        """Until when (`Clock.passed`), and the words."""
        self.scrolled: dict[str, int] = {}
        self.focus_key = ""
        """Key of the field that has the input."""
        self.selected_key = ""
        """Key of the field whose whole text is selected."""
        self._tasks: list[str] = []
        self._next_pid = 4000
        self._drawn: tuple[int, list[Window]] | None = None
        self._picture: tuple[int, bytes] | None = None
        for own in system.system_apps(self._listed, self._recent):
            self._add(own, is_system=True)
        for app in apps:
            self._add(app)
        self.start(Intent(package=system.LAUNCHER))

    # ------------------------------------------------------------------ time

    def now(self) -> float:
        """s since 1970 by the phone's clock."""
        return self.clock.now()

    def advance(self, seconds: float) -> None:
        """Let time pass at once and do what is due by then."""
        with self.lock:
            self.clock.move(seconds)
            self.tick()

    def set_clock(self, moment: float) -> None:
        """Set the clock, s since 1970; what waits for time to pass waits on."""
        with self.lock:
            self.clock.set(moment)
            self.changed()

    def tick(self) -> None:
        """Do what is due, let toasts go, and notice apps that hang."""
        with self.lock:
            if self.clock.run_due():
                self.changed()
            left = [toast for toast in self.shown_toasts if toast[0] > self.clock.passed()]
            if len(left) != len(self.shown_toasts):
                self.shown_toasts = left
                self.changed()
            for package, one in self.installed.items():
                waits = one.hung_since is not None and self.clock.passed() - one.hung_since > PATIENCE
                if waits and package not in self.troubled:
                    self.troubled.append(package)
                    self.log("E", "ActivityManager", f"ANR in {package} (Input dispatching timed out)")
                    self.changed()

    def log(self, level: str, tag: str, words: str, pid: int = 1500, uid: int = 1000) -> None:
        """Write to logcat."""
        lines = words.splitlines() or [""]
        self.logcat.extend(LogLine(self.now(), pid, level, tag, line, uid) for line in lines)

    def uid_of(self, package: str) -> int:
        """The user id under which an app runs."""
        return FIRST_UID + list(self.installed).index(package)

    def notify(self, told: Notification) -> None:
        """Put a notification into the shade, in the place of an earlier one of its number."""
        with self.lock:
            self.notifications = [
                n for n in self.notifications if (n.package, n.id) != (told.package, told.id)
            ]
            self.notifications.append(told)

    # ------------------------------------------------------------------ packages

    def _add(self, app: App, *, is_system: bool = False) -> None:
        manifest = app.manifest
        rights = Permissions(
            manifest.permissions,
            api=self.api,
            target_sdk=manifest.target_sdk,
            vendor=self.spec.vendor,
            package=manifest.package,
        )
        moment = self.now()
        self.installed[manifest.package] = Installed(app, rights, moment, moment, is_system)

    def install(self, app: App) -> None:
        """Install an app, or another version of it: data and permissions stay."""
        with self.lock:
            package = app.manifest.package
            known = self.installed.get(package)
            if known is None:
                self._add(app)
            else:
                self.force_stop(package)
                known.app = app
                known.permissions = known.permissions.kept_for(
                    app.manifest.permissions, app.manifest.target_sdk
                )
                known.last_update = self.now()
                if app.manifest.regrants:
                    for name in known.permissions.runtime():
                        known.permissions.grant(name)
            self.changed()

    def uninstall(self, package: str) -> None:
        """Remove an app with its data. :raises PhoneError: when it is not installed."""
        with self.lock:
            self.require(package)
            self.force_stop(package)
            del self.installed[package]
            self.changed()

    def require(self, package: str) -> Installed:
        known = self.installed.get(package)
        if known is None:
            raise PhoneError(f"Unknown package: {package}")
        return known

    def grant(self, package: str, permission: str) -> None:
        """``pm grant``."""
        with self.lock:
            self.require(package).permissions.grant(permission)
            self.changed()

    def revoke(self, package: str, permission: str) -> None:
        """``pm revoke``; a process that loses a permission dies."""
        with self.lock:
            rights = self.require(package).permissions
            had = rights.granted(permission)
            rights.revoke(permission)
            if had:
                self.force_stop(package)
            self.changed()

    def clear(self, package: str) -> None:
        """``pm clear``: as after a new installation."""
        with self.lock:
            known = self.require(package)
            self.force_stop(package)
            known.storage.clear()
            known.permissions.reset()
            self.changed()

    def force_stop(self, package: str) -> None:
        """End an app's process and its task."""
        with self.lock:
            known = self.require(package)
            self._end(known)
            self.notifications = [told for told in self.notifications if told.package != package]
            known.permissions.left_foreground()
            if package in self._tasks:
                self._tasks.remove(package)
            if self.front == package:
                self._to_front(system.LAUNCHER)
            self.changed()

    def _end(self, known: Installed) -> None:
        package = known.manifest.package
        known.process, known.pid, known.hangs, known.hung_since = None, 0, False, None
        self.asking = [asking for asking in self.asking if asking.package != package]
        self.troubled = [each for each in self.troubled if each != package]
        for key in [key for key in self.scrolled if key.startswith(f"{package}/")]:
            del self.scrolled[key]
        if self.focus_key.startswith(f"{package}/"):
            self.focus_key = ""

    def kill(self, package: str) -> None:
        """The process dies as under low memory; its task stays."""
        with self.lock:
            known = self.require(package)
            self._end(known)
            known.permissions.left_foreground()
            if self.front == package:
                self._to_front(system.LAUNCHER)
            self.changed()

    def start(self, intent: Intent) -> None:
        """Start an activity by package or by the scheme of its address.

        :raises PhoneError: when no app takes it.
        """
        with self.lock:
            package = intent.package or self._package_for(intent.data)
            known = self.installed.get(package)
            if known is None:
                raise PhoneError("Activity not started, unable to resolve Intent")
            if intent.activity and not (known.is_system or _declares(known.manifest, intent.activity)):
                raise PhoneError(f"Activity class {{{package}/{intent.activity}}} does not exist.")
            if intent.data and intent.package and ":" in intent.data:
                scheme = intent.data.partition(":")[0]
                if scheme not in (*known.manifest.schemes, "package"):
                    raise PhoneError("Activity not started, unable to resolve Intent")
            self._run(known)
            self.log(
                "I", "ActivityTaskManager", f"START u0 {{dat={intent.data} cmp={package}/{intent.activity}}}"
            )
            self.let(known, lambda process: process.open(intent))
            self._to_front(package)
            if not self.asking and (ahead := known.permissions.system_asks()):
                names = tuple(name for request in ahead for name in request.names)
                self.asking.append(Asking(package, names, ahead, lambda result: None))

    def _package_for(self, address: str) -> str:
        scheme = address.partition(":")[0]
        return next(
            (name for name, one in self.installed.items() if scheme and scheme in one.manifest.schemes), ""
        )

    def _run(self, known: Installed) -> None:
        if known.process is None:
            self._next_pid += 1
            known.pid = self._next_pid
            known.process = known.app.start(RunningContext(self, known))
            self.log("I", "ActivityManager", f"Start proc {known.pid}:{known.manifest.package}/u0a100")

    def let(self, known: Installed, act: Callable[[Process], object]) -> object:
        """Let a process act; what it raises is its crash."""
        if known.process is None:
            return None
        if known.hangs:
            known.hung_since = known.hung_since if known.hung_since is not None else self.clock.passed()
            return None
        try:
            return act(known.process)
        except Exception:  # whatever an app throws
            self.crash(known, traceback.format_exc())
            return None
        finally:
            self.changed()

    def crash(self, known: Installed, error: str) -> None:
        package, pid = known.manifest.package, known.pid
        self.log(
            "E",
            "AndroidRuntime",
            f"FATAL EXCEPTION: main\nProcess: {package}, PID: {pid}\n{error}",
            pid,
            self.uid_of(package),
        )
        self._end(known)
        self.troubled.append(package)
        if self.front == package:
            self._to_front(system.LAUNCHER)
        self.changed()

    def _to_front(self, package: str) -> None:
        before = self.installed.get(self.front)
        if before is not None and self.front != package:
            self._keep_picture(before)
            self.focus_key = ""
            if before.process is not None:
                self.let(before, lambda process: process.paused())
            self.clock.later(ONE_TIME, lambda: self._forget_one_time(before))
        known = self.installed[package]
        self._run(known)
        self.front = package
        if package in self._tasks:
            self._tasks.remove(package)
        if package != system.LAUNCHER:
            self._tasks.append(package)
        self.let(known, lambda process: process.resumed())
        self.changed()

    def _keep_picture(self, known: Installed) -> None:
        """What the recent tasks show of an app that is left; of a protected window (FLAG_SECURE), nothing."""
        if known.process is None:
            return
        own = [each for each in self.windows() if each.package == known.manifest.package]
        shown = tuple(each for each in own if each.kind in ("application", "dialog"))
        known.last_shown = () if any(each.secure for each in shown) else shown

    def _forget_one_time(self, known: Installed) -> None:
        if self.front != known.manifest.package:
            known.permissions.left_foreground()

    def _listed(self) -> list[Manifest]:
        return [one.manifest for one in self.installed.values() if one.manifest.package != system.LAUNCHER]

    def _recent(self) -> list[system.Task]:
        known = [self.installed[package] for package in reversed(self._tasks)]
        return [system.Task(each.manifest, each.last_shown) for each in known]

    def running(self) -> list[Installed]:
        """Apps with a process."""
        return [one for one in self.installed.values() if one.process is not None]

    # ------------------------------------------------------------------ looking

    def focus(self) -> tuple[str, str]:
        """Package and full activity name of what has the input."""
        window = self.active()
        return window.package, window.activity

    def foreground(self) -> tuple[str, str]:
        """Package and full activity name of the app in front, whatever dialog stands over it."""
        with self.lock:
            known = self.installed[self.front]
            activity = known.process.activity if known.process is not None else known.manifest.launcher
            return self.front, full_name(self.front, activity)

    def toasts(self) -> list[str]:
        """Toasts that show now."""
        with self.lock:
            self.tick()
            return [words for _, words in self.shown_toasts]

    def active(self) -> Window:
        """The window that has the input."""
        windows = [each for each in self.windows() if each.kind in ("application", "dialog", "system")]
        return windows[-1]

    def keyboard_shown(self) -> bool:
        """Whether the system keyboard is up."""
        return any(window.kind == "keyboard" for window in self.windows())

    def windows(self) -> list[Window]:
        """All windows, back to front, laid out."""
        with self.lock:
            self.tick()
            if self._drawn is None or self._drawn[0] != self.version:
                self._drawn = (self.version, draw(self))
            return self._drawn[1]

    def screenshot(self) -> bytes:
        """The display as PNG; black where a window is protected."""
        with self.lock:
            windows = self.windows()
            if self._picture is None or self._picture[0] != self.version:
                picture = render(windows, self.width, self.height, density=self.density, night=self.night)
                self._picture = (self.version, picture)
            return self._picture[1]

    def shows_secure(self) -> bool:
        """Whether a protected window is on the display."""
        return any(window.secure for window in self.windows())

    # ------------------------------------------------------------------ touching

    def tap(self, x: float, y: float) -> None:
        """Touch a place, px."""
        with self.lock:
            self._touch(x, y)

    def long_press(self, x: float, y: float) -> None:
        """Touch a place for a while; what does not know that takes it as a tap that never ended."""
        with self.lock:
            self.tick()
            self.changed()

    def _touch(self, x: float, y: float) -> None:
        for window in reversed(self.windows()):
            if window.kind == "toast":
                continue
            if _holds(window.root.box, x, y):
                hit = _hit(window.root, x, y)
                if hit is not None:
                    self._act(window, hit)
                return
            if window.dim:
                self._beside(window)
                return

    def _act(self, window: Window, node: Node) -> None:
        known = self.installed.get(window.package)
        is_app = window.kind in ("application", "dialog") and known is not None
        if is_app and known is not None and known.hangs:
            self.let(known, lambda process: None)
            return
        if node.view.editable:
            self.focus_key, self.selected_key = node.key, ""
            self.changed()
        tap = node.view.on_tap
        if tap is None:
            return
        self._note_touch("tap", window.package, node)
        if is_app and known is not None:
            self.let(known, lambda process: tap())
        else:
            tap()
        self.changed()

    def _beside(self, window: Window) -> None:
        """A touch beside a dialog: cancels the app's own, if it may be; system dialogs stay."""
        known = self.installed.get(window.package)
        if window.kind != "dialog" or known is None or known.process is None:
            return
        panes = panes_of(self, known) or ()
        if panes and panes[-1].cancelable:
            self.let(known, lambda process: process.back())

    def swipe(self, x1: float, y1: float, x2: float, y2: float, seconds: float = 0.3) -> None:
        """Draw a finger over the display; moves the scrolling view under its start."""
        with self.lock:
            if max(abs(x2 - x1), abs(y2 - y1)) < _SLOP * self.density:
                self._touch(x1, y1)
                return
            node = self._scrolling_at(x1, y1)
            if node is not None:
                self.scroll(node.key, round(y1 - y2))

    def _scrolling_at(self, x: float, y: float) -> Node | None:
        for window in reversed(self.windows()):
            if window.kind != "toast" and _holds(window.root.box, x, y):
                found = [
                    node
                    for node in window.root.walk()
                    if node.view.scroll
                    and node.scroll_room
                    and node.seen is not None
                    and _holds(node.seen, x, y)
                ]
                return found[-1] if found else None
            if window.dim:
                return None
        return None

    def scroll(self, key: str, px: int) -> bool:
        """Move a scrolling view's content up by so many px, down if negative; tell whether there is more."""
        with self.lock:
            node = self.find(key)
            if node is None or not node.view.scroll:
                raise PhoneError(f"no scrolling view {key}")
            target = min(max(node.scrolled + px, 0), node.scroll_room)
            self.scrolled[key] = target
            self.changed()
            return target < node.scroll_room if px > 0 else target > 0

    def find(self, key: str) -> Node | None:
        """The node of this key, in the window that lies in front."""
        for window in reversed(self.windows()):
            for node in window.root.walk():
                if node.key == key:
                    return node
        return None

    def click(self, key: str) -> None:
        """Touch the middle of a node's visible part. :raises PhoneError: when it is not visible."""
        with self.lock:
            node = self.find(key)
            if node is None or node.seen is None:
                raise PhoneError("the view is not visible")
            self._touch((node.seen[0] + node.seen[2]) / 2, (node.seen[1] + node.seen[3]) / 2)

    def focused(self) -> Node | None:
        """The field that has the input."""
        return self.find(self.focus_key) if self.focus_key else None

    def type_text(self, words: str) -> None:
        """Type into the focused field. :raises PhoneError: when none has the focus."""
        with self.lock:
            node = self.focused()
            if node is None:
                raise PhoneError("no field has the focus")
            self.set_text(node.key, node.view.text + words)

    def set_text(self, key: str, words: str) -> None:
        """Replace what a field holds. :raises PhoneError: when it is no field."""
        with self.lock:
            node = self.find(key)
            if node is None or node.view.on_text is None or not node.view.enabled:
                raise PhoneError(f"cannot set text of {key}")
            put = node.view.on_text
            self._note_touch("text", self.front, node)
            known = self.installed.get(self.front)
            if known is not None:
                self.let(known, lambda process: put(words))
            self.changed()

    def _note_touch(self, kind: str, package: str, node: Node) -> None:
        view = node.view
        self.touched.append(Touched(kind, package, view.id or view.desc or view.hint or view.text))

    def hide_keyboard(self) -> bool:
        """Close the keyboard; False when it was not there."""
        with self.lock:
            was, self.focus_key = self.focus_key, ""
            self.changed()
            return bool(was)

    def press_letter(self, letter: str) -> None:
        """Touch a key of the system keyboard: a letter, ``空格``, ``⌫`` or ``↵``."""
        if letter == "↵":
            self.press(ENTER)
        elif letter == "⌫":
            self.press(DELETE)
        else:
            self.type_text(" " if letter == "空格" else letter)

    def press(self, keycode: int, *, ctrl: bool = False) -> None:
        """Press a key (`android.view.KeyEvent`)."""
        with self.lock:
            self.tick()
            if keycode == LETTER_A and ctrl:
                self.selected_key = self.focus_key
            elif keycode in (COPY, PASTE) and (node := self.focused()) is not None:
                self._clip(keycode, node)
            elif keycode == BACK:
                self._back()
            elif keycode == HOME:
                self._leave_prompts()
                self.start(Intent(package=system.LAUNCHER, activity=".Main"))
            elif keycode == RECENTS:
                self._leave_prompts()
                self.start(Intent(package=system.LAUNCHER, activity=".Recents"))
            elif keycode == ENTER:
                self.hide_keyboard()
            elif keycode == DELETE and (node := self.focused()) is not None:
                self.set_text(node.key, node.view.text[:-1])
            elif keycode in (POWER, SLEEP, WAKE):
                self.awake = not self.awake if keycode == POWER else keycode == WAKE
            self.changed()

    def _clip(self, keycode: int, node: Node) -> None:
        """Copy what is selected, or paste at the end; Android itself lets nobody copy out of a password."""
        view = node.view
        if view.no_clipboard:
            return
        if keycode == PASTE:
            self.set_text(node.key, view.text + self.clipboard)
        elif view.text and not view.password and self.selected_key == node.key:
            self.clipboard = view.text

    def _leave_prompts(self) -> None:
        """Leaving the display cancels what was being asked: no answer, no flag."""
        while self.asking:
            self._finish(self.asking[0])

    def _back(self) -> None:
        if self.troubled:
            return
        if self.asking and self.is_covered:
            self.uncover()
            return
        if self.asking:
            self._finish(self.asking[0])
            return
        if self.focus_key:
            self.hide_keyboard()
            return
        known = self.installed[self.front]
        if self.front == system.LAUNCHER:
            return
        if known.hangs or known.process is None:
            self.let(known, lambda process: None)
            return
        if self.let(known, lambda process: process.back()) is False:
            self.leave(known)

    def wait_for(self, package: str) -> None:
        """The user gives an app that hangs more time."""
        self.troubled = [each for each in self.troubled if each != package]
        self.installed[package].hung_since = None

    def leave(self, known: Installed) -> None:
        """An app leaves the display: back to the task that opened it, or home."""
        behind = [package for package in self._tasks if package != known.manifest.package]
        is_guest = known.is_system and behind
        self._to_front(behind[-1] if is_guest else system.LAUNCHER)

    # ------------------------------------------------------------------ permissions

    def ask(self, package: str, names: Sequence[str], answered: Callable[[Mapping[str, bool]], None]) -> None:
        """An app asks for permissions."""
        with self.lock:
            rights = self.require(package).permissions
            ahead = rights.ask(names)
            asking = Asking(package, tuple(names), list(ahead), answered)
            if ahead:
                self.asking.append(asking)
                self.is_covered = "prompt-covers" in self.spec.faults
                self.log(
                    "I", "ActivityTaskManager", f"GrantPermissionsActivity for {package}: {', '.join(names)}"
                )
            else:
                self._tell(asking)
            self.changed()

    def disturb(self, fault: str) -> None:
        """Put another question of the same app before the one that shows, once for each (`spec.FAULTS`)."""
        with self.lock:
            asking = self.asking[0] if self.asking else None
            if asking is None or asking.is_disturbed or fault not in self.spec.faults:
                return
            rights = self.require(asking.package).permissions
            others = [name for name in rights.runtime() if group_of(name) != asking.ahead[0].group]
            ahead = rights.ask(others)[:1]
            if ahead:
                asking.is_disturbed = True
                other = Asking(asking.package, ahead[0].names, ahead, lambda told: None, is_disturbed=True)
                self.asking.insert(0, other)
                self.changed()

    def uncover(self) -> None:
        """Close what lies over the permission dialog."""
        self.is_covered = False
        self.changed()

    def answer(self, asking: Asking, meaning: str, *, precise: bool, dont_ask_again: bool) -> None:
        rights = self.require(asking.package).permissions
        if not asking.is_answered:
            rights.answer(asking.ahead[0], meaning, precise=precise, dont_ask_again=dont_ask_again)
        asking.is_answered = "prompt-twice" in self.spec.faults and not asking.is_answered
        if asking.is_answered:
            self.changed()
            return
        asking.ahead.pop(0)
        asking.state.clear()
        if not asking.ahead:
            self._finish(asking)
        self.changed()

    def _finish(self, asking: Asking) -> None:
        if asking in self.asking:
            self.asking.remove(asking)
        self._tell(asking)
        self.changed()

    def _tell(self, asking: Asking) -> None:
        known = self.require(asking.package)
        result = {name: known.permissions.granted(name) for name in asking.names}
        self.let(known, lambda process: asking.answered(result))


def _declares(manifest: Manifest, activity: str) -> bool:
    names = (*manifest.activities, manifest.launcher)
    return full_name(manifest.package, activity) in {full_name(manifest.package, name) for name in names}


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x < box[2] and box[1] <= y < box[3]


def _hit(node: Node, x: float, y: float) -> Node | None:
    """What a touch reaches: the last drawn child there, else the node itself if it can be touched."""
    if node.seen is None or not _holds(node.seen, x, y):
        return None
    for child in reversed(node.children):
        hit = _hit(child, x, y)
        if hit is not None:
            return hit
    view = node.view
    return node if (view.clickable or view.editable) and view.enabled else None
