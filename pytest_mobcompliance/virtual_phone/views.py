"""What an app shows, as a tree of views; `layout` gives it places on the display."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Length: TypeAlias = float | Literal["wrap", "fill"]
"""dp, or as large as the content, or as large as the parent."""
Gravity: TypeAlias = Literal["start", "center", "end"]
Box: TypeAlias = tuple[int, int, int, int]
"""Left, top, right, bottom in px."""

TEXT = "android.widget.TextView"
BUTTON = "android.widget.Button"
IMAGE = "android.widget.ImageView"
IMAGE_BUTTON = "android.widget.ImageButton"
EDIT = "android.widget.EditText"
CHECK = "android.widget.CheckBox"
RADIO = "android.widget.RadioButton"
SWITCH = "android.widget.Switch"
WEB = "android.webkit.WebView"
COLUMN = "android.widget.LinearLayout"
STACK = "android.widget.FrameLayout"
SCROLL = "android.widget.ScrollView"
GROUP = "android.view.ViewGroup"
VIEW = "android.view.View"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One view. Lengths are dp, ``size`` is sp, colours are ``#rrggbb``; None means transparent.

    ``id``: the short name (``home_title``) or a full one (``android:id/button1``). ``desc``: the content
    description. ``children`` are laid out by ``flow``: below, beside or on top of each other.
    """

    cls: str = GROUP
    id: str = ""
    text: str = ""
    desc: str = ""
    hint: str = ""
    children: tuple[View, ...] = ()
    # --- place
    flow: Literal["column", "row", "stack"] = "column"
    width: Length = "fill"
    height: Length = "wrap"
    padding: float = 0
    gap: float = 0
    weight: float = 0
    """Share of the room that is left in the parent's direction."""
    gravity: Gravity = "start"
    """Where children stand across the direction of a row or column, and in both directions of a stack."""
    at: tuple[Gravity, Gravity] | None = None
    """Where a child of a stack stands, across and down (``layout_gravity``); None: where the stack says."""
    scroll: bool = False
    """Children may be taller than the view; it scrolls up and down."""
    # --- look
    size: float = 16
    bold: bool = False
    color: str | None = None
    """Of the text; None: the theme's."""
    background: str | None = None
    line_spacing: float = 1.4
    most_lines: int = 0
    """A longer text is cut with an ellipsis; 0: no limit."""
    in_px: bool = False
    """``size`` is px by 1 dp: the text does not follow the user's font scale."""
    icon: str = ""
    """What an image shows: one of `render`'s drawings, by name."""
    photo: bool = False
    """A photograph fills the view, behind its text."""
    drawn: str = ""
    """Words that are part of the picture: only the eye reads them. They do not follow the font scale."""
    small: tuple[Window, ...] = ()
    """Windows of which a small picture fills the view."""
    # --- behaviour
    on_tap: Callable[[], None] | None = None
    on_text: Callable[[str], None] | None = None
    """An editable field was changed to this text."""
    long_clickable: bool = False
    enabled: bool = True
    focusable: bool | None = None
    """None: what can be tapped or edited is."""
    checkable: bool = False
    checked: bool = False
    selected: bool = False
    password: bool = False
    drawn_clear: bool = False
    """A password that the app draws itself, in clear, while accessibility hears of dots."""
    no_clipboard: bool = False
    """Nothing is pasted into the field, and nothing copied out of it."""
    heading: bool = False
    invalid: bool = False
    """What was typed is marked as wrong (``setContentInvalid``)."""
    error: str = ""
    """What is said to be wrong (``TextView.setError``), which marks it as well."""
    important: bool = True
    """Whether accessibility services hear of the view (``importantForAccessibility``)."""
    package: str = ""
    """Owner when it is not the window's."""

    @property
    def clickable(self) -> bool:
        return self.on_tap is not None

    @property
    def editable(self) -> bool:
        return self.on_text is not None


@dataclass(slots=True, kw_only=True)
class Node:
    """A view with its place. ``box``: all of it, px. ``seen``: the part within its clipping parents.

    ``key``: a path of ids and child numbers, so that focus and scrolling outlive a new drawing.
    ``lines``: the text as it is wrapped; ``text_px``, ``line_px``: size and line height in px. ``cut``: some
    of the text does not fit; ``shortened``: it ends in an ellipsis. ``scroll_room``: px that the content is
    taller than the view; ``scrolled``: px from the top.
    """

    view: View
    key: str
    box: Box
    seen: Box | None
    children: list[Node] = field(default_factory=list)
    lines: tuple[str, ...] = ()
    text_px: float = 0.0
    line_px: float = 0.0
    cut: bool = False
    shortened: bool = False
    scroll_room: int = 0
    scrolled: int = 0

    def walk(self) -> Iterator[Node]:
        """The node and all below it, in drawing order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One window with its laid-out content.

    ``kind``: ``application``, ``dialog``, ``system``, ``keyboard``, ``toast`` or ``bar``. ``secure``:
    FLAG_SECURE. ``dim``: what lies behind is darkened and cannot be touched. ``key``: for focus and
    scrolling.
    """

    package: str
    activity: str
    root: Node
    kind: str = "application"
    secure: bool = False
    dim: bool = False
    key: str = ""


# ------------------------------------------------------------------ short forms, as apps write them


def column(*children: View, cls: str = COLUMN, **facts: object) -> View:
    """Views below each other."""
    return View(cls=cls, flow="column", children=children, **facts)  # type: ignore[arg-type]


def row(*children: View, cls: str = COLUMN, **facts: object) -> View:
    """Views beside each other, centred across."""
    facts.setdefault("gravity", "center")
    return View(cls=cls, flow="row", children=children, **facts)  # type: ignore[arg-type]


def stack(*children: View, cls: str = STACK, **facts: object) -> View:
    """Views on top of each other."""
    return View(cls=cls, flow="stack", children=children, **facts)  # type: ignore[arg-type]


def scroll(*children: View, **facts: object) -> View:
    """A column that scrolls, as tall as there is room."""
    facts.setdefault("weight", 1)
    return View(cls=SCROLL, flow="column", scroll=True, children=children, **facts)  # type: ignore[arg-type]


def text(words: str, **facts: object) -> View:
    """A text."""
    return View(cls=TEXT, text=words, **facts)  # type: ignore[arg-type]


def button(words: str, on_tap: Callable[[], None] | None, **facts: object) -> View:
    """A button: 48 dp high, unless said otherwise."""
    known: dict[str, object] = {
        "height": 48,
        "padding": 8,
        "gravity": "center",
        "background": "#1a56c4",
        "color": "#ffffff",
    }
    return View(cls=BUTTON, text=words, on_tap=on_tap, **known | facts)  # type: ignore[arg-type]


def image(icon: str, desc: str = "", **facts: object) -> View:
    """A picture; without a description it is decoration."""
    known: dict[str, object] = {"width": 24, "height": 24, "important": bool(desc)}
    return View(cls=IMAGE, icon=icon, desc=desc, **known | facts)  # type: ignore[arg-type]


def field_(words: str, on_text: Callable[[str], None], **facts: object) -> View:
    """A field to type into; ``text`` is what it holds."""
    known: dict[str, object] = {"height": 48, "padding": 8, "background": "#f2f4f8"}
    return View(cls=EDIT, text=words, on_text=on_text, **known | facts)  # type: ignore[arg-type]


def check(words: str, checked: bool, on_tap: Callable[[], None], **facts: object) -> View:
    """A box to tick, with its words."""
    return View(cls=CHECK, text=words, checkable=True, checked=checked, on_tap=on_tap, **facts)  # type: ignore[arg-type]
