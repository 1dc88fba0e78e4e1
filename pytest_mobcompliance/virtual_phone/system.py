"""The phone's own apps and windows: launcher, settings, browser, bars, keyboard, recent tasks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from .apps import Context, Intent, Manifest, Pane, Process
from .hardware import KEYBOARD
from .reader import LABEL as READER_LABEL
from .reader import PACKAGE as READER
from .views import STACK, TEXT, VIEW, View, Window, column, image, row, scroll, text

LAUNCHER = "com.android.launcher3"
SETTINGS = "com.android.settings"
BROWSER = "com.android.browser"
SYSTEM_UI = "com.android.systemui"
STATUS_BAR = 24.0
"""dp"""
NAVIGATION_BAR = 48.0
"""dp"""
KEYBOARD_HEIGHT = 308.0
"""dp, with the navigation bar below it"""
THUMBNAIL = 200.0
"""dp: width of a thumbnail among the recent tasks"""
USUAL_SHAPE = 2.0
"""Height by width of a thumbnail that shows nothing"""
_KEY_BUTTONS = (("recent_apps", "最近任务", 187), ("home", "主屏幕", 3), ("back", "返回", 4))
"""Name, words and code of `android.view.KeyEvent`."""
_KEYS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")


@dataclass(frozen=True, slots=True)
class SystemApp:
    """An app that came with the phone. ``show``: its one screen, from what it was opened with."""

    manifest: Manifest
    show: Callable[[Context, Intent], View]

    def start(self, context: Context) -> Process:
        """A new process."""
        return _Single(self, context)


@dataclass(frozen=True, slots=True)
class Task:
    """An app among the recent tasks. ``windows``: what it showed last; none where that is protected."""

    manifest: Manifest
    windows: tuple[Window, ...] = ()


class _Single:
    """A process with one activity that shows what its last intent asks for."""

    def __init__(self, app: SystemApp, context: Context) -> None:
        self._app = app
        self._context = context
        self._intent = Intent()

    def open(self, intent: Intent) -> None:
        if intent.data or intent.activity or intent.extras:
            self._intent = intent

    @property
    def activity(self) -> str:
        return self._intent.activity or self._app.manifest.launcher

    def panes(self) -> Sequence[Pane]:
        return (Pane(root=self._app.show(self._context, self._intent)),)

    def back(self) -> bool:
        return False

    def paused(self) -> None:
        """Nothing to do."""

    def resumed(self) -> None:
        """Nothing to do."""


def system_apps(
    others: Callable[[], Sequence[Manifest]], recent: Callable[[], Sequence[Task]]
) -> list[SystemApp]:
    """What came with the phone. ``others``: what the launcher lists; ``recent``: tasks, last first."""

    def launcher(context: Context, intent: Intent) -> View:
        is_recents = intent.activity == ".Recents"
        if is_recents:
            icons = [_card(context, task) for task in recent() if task.manifest.launcher]
        else:
            icons = [_icon(context, manifest) for manifest in others() if manifest.launcher]
        title = "最近任务" if is_recents else "主屏幕"
        return column(
            text(title, id="launcher_title", size=20, heading=True),
            scroll(*icons, id="workspace", gap=8),
            height="fill",
            padding=16,
            gap=16,
        )

    return [
        SystemApp(Manifest(package=LAUNCHER, label="桌面", activities=(".Main", ".Recents")), launcher),
        SystemApp(Manifest(package=SETTINGS, label="设置", launcher=".Settings"), _settings),
        SystemApp(
            Manifest(package=BROWSER, label="浏览器", launcher=".BrowserActivity", schemes=("http", "https")),
            _browser,
        ),
        SystemApp(Manifest(package=READER, label=READER_LABEL, launcher="", activities=()), _nothing),
    ]


def _icon(context: Context, manifest: Manifest) -> View:
    return row(
        image("app", width=40, height=40),
        text(manifest.label, width="wrap"),
        gap=12,
        height=56,
        on_tap=lambda: context.start(Intent(package=manifest.package)),
    )


def _card(context: Context, task: Task) -> View:
    """An app's icon and name, and below it what the app showed last; blank where that is protected."""
    thumbnail = View(
        cls=VIEW,
        id="snapshot",
        desc=task.manifest.label,
        width=THUMBNAIL,
        height=THUMBNAIL * _shape(task.windows),
        background="#101010" if context.night else "#f5f5f5",
        small=task.windows,
        on_tap=lambda: context.start(Intent(package=task.manifest.package)),
    )
    return column(_icon(context, task.manifest), thumbnail, id="task")


def _shape(windows: tuple[Window, ...]) -> float:
    """Height of a thumbnail by its width: that of what it shows."""
    if not windows:
        return USUAL_SHAPE
    left, top, right, bottom = windows[0].root.box
    return (bottom - top) / (right - left)


def _settings(context: Context, intent: Intent) -> View:
    about = intent.data.partition(":")[2]
    return column(
        text("应用信息" if about else "设置", id="android:id/title", size=22, heading=True),
        text(about or "本机", id="android:id/summary"),
        height="fill",
        padding=16,
        gap=12,
    )


def _nothing(context: Context, intent: Intent) -> View:
    """The reader is a service; its settings are not simulated."""
    return column(height="fill")


def _browser(context: Context, intent: Intent) -> View:
    return column(
        text(intent.data or "about:blank", id="url", size=14),
        View(cls="android.webkit.WebView", text="网页", weight=1, background="#ffffff"),
        height="fill",
        padding=8,
        gap=8,
    )


def status_bar(clock: str) -> View:
    """The bar at the top, with the time."""
    return row(
        text(clock, id=f"{SYSTEM_UI}:id/clock", size=12, in_px=True, width="wrap"),
        View(cls=STACK, weight=1, height=1),
        image("battery", desc="电池电量 100%。", width=14, height=14, id=f"{SYSTEM_UI}:id/battery"),
        height="fill",
        padding=4,
    )


def navigation_bar(press: Callable[[int], None]) -> View:
    """The bar at the bottom; ``press`` is told the key code."""
    return row(
        *(
            View(
                cls="android.widget.ImageView",
                id=f"{SYSTEM_UI}:id/{name}",
                desc=words,
                icon=name,
                weight=1,
                height=48,
                on_tap=partial(press, code),
            )
            for name, words, code in _KEY_BUTTONS
        ),
        height="fill",
        background="#f4f4f4",
    )


def keyboard(press: Callable[[str], None]) -> View:
    """A system keyboard; ``press`` is told the letter, ``⌫`` or ``↵``."""

    def key(letter: str) -> View:
        return View(
            cls=TEXT,
            text=letter,
            size=18,
            in_px=True,
            weight=1,
            height=48,
            gravity="center",
            background="#ffffff",
            on_tap=lambda: press(letter),
            id=f"{KEYBOARD}:id/key_{letter}",
        )

    lines = [row(*map(key, letters), gap=4) for letters in _KEYS]
    last = row(key("⌫"), key("空格"), key("↵"), gap=4)
    return column(
        *lines, last, id=f"{KEYBOARD}:id/keyboard_view", height="fill", background="#d6d9de", padding=4, gap=3
    )


def toast(words: str) -> View:
    """A message that goes away by itself."""
    return View(
        cls="android.widget.Toast",
        text=words,
        width="wrap",
        padding=12,
        background="#323232",
        color="#ffffff",
        focusable=False,
    )
