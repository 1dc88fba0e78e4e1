"""Permission dialogs as vendors draw them by Android version, and system dialogs that look alike.

Packages, ids, buttons and words stand in ``dialogs.toml`` with their sources; what is guessed is marked
there, and `Dialog.guesses` tells what of it a dialog shows.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from .permissions import Request, has_one_time, holds_in_use
from .spec import PhoneSpec
from .views import BUTTON, CHECK, COLUMN, IMAGE, RADIO, SCROLL, STACK, TEXT, View, column, row, stack, text

_INK, _FAINT, _ACCENT, _PAPER = "#1f1f1f", "#5f6368", "#1a56c4", "#ffffff"
_BUTTON_DP = 48.0
_ICONS = {
    "CAMERA": "camera",
    "MICROPHONE": "microphone",
    "LOCATION": "location",
    "CONTACTS": "avatar",
    "PHONE": "phone",
    "CALL_LOG": "phone",
    "NOTIFICATIONS": "bell",
    "READ_MEDIA_VISUAL": "picture",
    "STORAGE": "folder",
}
"""What the dialog's picture shows, by group."""


class Answer(Protocol):
    """Is told the meaning of the button that was tapped, and what else the user chose."""

    def __call__(self, meaning: str, *, precise: bool = True, dont_ask_again: bool = False) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """A system dialog. ``guesses``: what of it nobody saw (``window``, ``message``, ``button:<key>``, …)."""

    package: str
    activity: str
    root: View
    guesses: tuple[str, ...] = ()

    @property
    def guessed(self) -> bool:
        """Whether anything of it is a guess."""
        return bool(self.guesses)


@dataclass(slots=True)
class _Writer:
    """Looks words up for one phone, and remembers what was a guess."""

    api: int
    language: str
    guesses: list[str]

    def words(self, rows: Sequence[Mapping[str, Any]], what: str) -> str:
        """The words of this level and language: of the nearest lower level, as a guess, where it has none."""
        fitting = [each for each in rows if each["api"][0] <= self.api] or [rows[0]]
        chosen = fitting[-1]
        is_beyond = not chosen["api"][0] <= self.api <= chosen["api"][1]
        self.note(is_beyond or _is_guess(chosen, self.language), what)
        return str(chosen[self.language])

    def note(self, is_guess: bool, what: str) -> None:
        if is_guess and what not in self.guesses:
            self.guesses.append(what)


@dataclass(frozen=True, slots=True)
class _Choice:
    key: str
    meaning: str
    id: str
    words: str


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("dialogs.toml").read_text(encoding="utf-8"))


def _is_guess(entry: Mapping[str, Any], language: str) -> bool:
    guessed = entry.get("guessed", False)
    return language in guessed if isinstance(guessed, list) else bool(guessed)


def _language(locale: str) -> str:
    return "zh" if locale.lower().startswith("zh") else "en"


def choices(request: Request, api: int, vendor: str = "aosp") -> tuple[str, ...]:
    """Keys of the buttons that a question offers, in the order of the stock dialog.

    Source: S PM@22.0 `GrantPermissionsActivity.getButtonsForPrompt` and the `…GrantBehavior` classes;
    S PI@10.0.0_r1 `GrantPermissionsActivity` 636–690; S PI@9.0.0_r1; Xiaomi's notifications S #70817140689.
    """
    second = request.asked_before
    if vendor == "miui" and request.group == "NOTIFICATIONS":
        return ("allow_always", "deny")
    if api <= 28:
        return ("deny", "allow")
    if api == 29:
        return _choices_29(request)
    if request.background == "upgrade":
        kept = "keep_one_time" if request.one_time_granted else "keep_background"
        return (f"{kept}_forever" if second else kept,)
    deny = "deny_forever" if second else "deny"
    if request.coarse_granted:
        return ("change_to_precise", "allow_once", "keep_coarse_forever" if second else "keep_coarse")
    if request.partial:
        return ("allow_selected", "allow_all", "keep_selected" if request.selected_before else deny)
    if has_one_time(request.group, api):
        return ("allow_foreground", "allow_once", deny)
    return ("allow_foreground" if holds_in_use(request.group, api) else "allow", deny)


def _choices_29(request: Request) -> tuple[str, ...]:
    second = request.asked_before
    if request.background == "upgrade":
        return ("allow_background", "keep_background", *(("keep_background_never",) if second else ()))
    if request.background == "with":
        return ("allow_always", "allow_foreground", "deny_forever" if second else "deny")
    allow = "allow_foreground" if holds_in_use(request.group, 29) else "allow"
    return (allow, "deny", *(("deny_forever",) if second else ()))


def dialog_for(
    spec: PhoneSpec,
    label: str,
    request: Request,
    answer: Answer,
    locale: str,
    state: MutableMapping[str, Any],
) -> Dialog:
    """The dialog in which this phone asks.

    :param label: of the app.
    :param state: what the user chose so far (``precise``, ``dont_ask_again``); the caller keeps it between
        drawings, and empties it for a new question.
    """
    write = _Writer(spec.api, _language(locale), [])
    window = _window(spec, write)
    message = write.words(*_message(spec, request)).replace("{app}", label)
    if "{what}" in message:
        message = message.replace("{what}", write.words(_data()["what"][request.group]["texts"], "message"))
    made = _once([_choice(spec, key, write) for key in choices(request, spec.api, spec.vendor)])
    parts = _Parts(window["ids"], message, _ICONS.get(request.group, "app"), made, answer, state)
    root = _SHAPES[window["shape"]](parts, request, write)
    return Dialog(
        package=window["package"], activity=window["activity"], root=root, guesses=tuple(write.guesses)
    )


def other_dialog(
    name: str, label: str, locale: str = "zh-CN", chosen: Callable[[str], None] | None = None
) -> Dialog:
    """A system dialog that is no permission prompt: ``crash``, ``anr``, ``role``, … (table ``others``).

    :param chosen: is told the key of the button that was tapped.
    :raises KeyError: for a name that the data does not have.
    """
    entry = _data()["others"][name]
    language = _language(locale)
    tell = chosen or (lambda key: None)
    buttons = [
        _button(each["id"], each[language], _telling(tell, each["key"]), weight=1)
        for each in entry["buttons"]
    ]
    title = text(
        entry["title"][language].replace("{app}", label), id=entry["title"]["id"], size=18, color=_INK
    )
    guesses = ("words",) if _is_guess(entry, language) else ()
    root = _card(column(title, width="fill", padding=8), row(*buttons, id="android:id/buttonPanel", gap=8))
    return Dialog(package=entry["package"], activity=entry["activity"], root=root, guesses=guesses)


def other_dialogs() -> tuple[str, ...]:
    """Names that `other_dialog` knows."""
    return tuple(_data()["others"])


def _telling(tell: Callable[[str], None], key: str) -> Callable[[], None]:
    return lambda: tell(key)


# ------------------------------------------------------------------ looking things up


def _window(spec: PhoneSpec, write: _Writer) -> dict[str, Any]:
    rows = _data()["windows"][spec.vendor]
    fitting = [each for each in rows if each["api"][0] <= spec.api] or [rows[0]]
    chosen: dict[str, Any] = fitting[-1]
    write.note(bool(chosen.get("guessed")) or spec.api > chosen["api"][1], "window")
    write.note(bool(chosen.get("guessed_activity")), "activity")
    return chosen


def _choice(spec: PhoneSpec, key: str, write: _Writer) -> _Choice:
    buttons = _data()["buttons"]
    own = buttons.get(spec.vendor, {}).get(key)
    entry = own or buttons["aosp"][key]
    write.note(own is None, f"button:{key}")
    write.note(bool(entry.get("guessed_id")), f"button:{key}")
    words = write.words(entry["texts"], f"button:{key}")
    return _Choice(key, entry["meaning"], entry.get(f"id_{spec.api}", entry["id"]), words)


def _once(made: Sequence[_Choice]) -> list[_Choice]:
    """A vendor may have one button for two of the stock ones."""
    return list({each.id: each for each in reversed(made)}.values())[::-1]


def _message(spec: PhoneSpec, request: Request) -> tuple[Sequence[Mapping[str, Any]], str]:
    """Rows of the sentence that asks."""
    messages = _data()["messages"]
    if spec.api <= 27 or spec.vendor == "miui":
        return messages["template"]["texts"], "message"
    return messages[_message_key(spec.api, request)]["texts"], "message"


def _message_key(api: int, request: Request) -> str:
    group = request.group
    if request.coarse_granted:
        return "fine_upgrade"
    if request.background == "upgrade":
        return f"background_upgrade_{group}"
    if request.background == "with" and group == "SENSORS":
        return "background_with_SENSORS"
    if request.coarse_only:
        return "coarse"
    if request.selected_before:
        return "more_photos"
    if group == "STORAGE" and api >= 33:
        return "storage_q_to_s" if request.target_sdk >= 29 else "storage_pre_q"
    if group == "STORAGE" and api >= 30 and request.target_sdk >= 30:
        return "storage_scoped"
    return group


def _detail(request: Request, write: _Writer) -> str:
    """The second line, where there is one."""
    words = _data()["words"]
    if request.background != "none" and request.group == "LOCATION" and write.api >= 30:
        return write.words(words["background_detail"]["texts"], "detail")
    key = {"LOCATION": "location_detail", "CAMERA": "camera_detail", "MICROPHONE": "microphone_detail"}.get(
        request.group, ""
    )
    if not key or request.coarse_granted or write.api < words[key]["texts"][0]["api"][0]:
        return ""
    return write.words(words[key]["texts"], "detail")


# ------------------------------------------------------------------ drawing


@dataclass(frozen=True, slots=True)
class _Parts:
    """What every shape shows. ``ids``: the start of full resource ids."""

    ids: str
    message: str
    icon: str
    choices: Sequence[_Choice]
    answer: Answer
    state: MutableMapping[str, Any]

    def id(self, name: str) -> str:
        return name if ":" in name else self.ids + name

    def tapped(self, choice: _Choice) -> Callable[[], None]:
        def tap() -> None:
            precise = bool(self.state.get("precise", True))
            self.answer(choice.meaning, precise=precise, dont_ask_again=self.ticked)

        return tap

    @property
    def ticked(self) -> bool:
        return bool(self.state.get("dont_ask_again", False))

    def toggle(self) -> None:
        self.state["dont_ask_again"] = not self.ticked

    def buttons(self, **facts: Any) -> list[View]:
        return [_button(self.id(each.id), each.words, self.tapped(each), **facts) for each in self.choices]

    def question(self, name: str = "permission_message") -> View:
        return text(self.message, id=self.id(name), size=18, color=_INK)

    def picture(self) -> View:
        return View(
            cls=IMAGE, id=self.id("permission_icon"), icon=self.icon, width=24, height=24, important=False
        )


def _button(id: str, words: str, on_tap: Callable[[], None], **facts: Any) -> View:
    """A button, 48 dp high at the usual font scale."""
    known: dict[str, Any] = {
        "cls": BUTTON,
        "size": 14,
        "gravity": "center",
        "color": _ACCENT,
        "padding": 14.2,
    }
    return View(id=id, text=words, on_tap=on_tap, **known | facts)


def _card(*children: View, **facts: Any) -> View:
    known: dict[str, Any] = {"background": _PAPER, "padding": 16, "gap": 8, "width": 340}
    return column(*children, **known | facts)


def _nothing() -> None:
    """A touch on the card's own surface."""


def _singleton(parts: _Parts, request: Request, write: _Writer) -> View:
    """API 30 on: ``grant_singleton`` around ``grant_dialog``, buttons below each other."""
    children = [column(parts.picture(), parts.question(), gap=8, gravity="center")]
    detail = _detail(request, write)
    if detail:
        children.append(text(detail, id=parts.id("detail_message"), size=14, color=_FAINT))
    if request.precision:
        children.append(_accuracy(parts, write))
    content = column(*children, column(*parts.buttons(background="#eef2fa"), gap=4), gap=12)
    content = View(
        cls=COLUMN, id=parts.id("content_container"), children=content.children, gap=12, flow="column"
    )
    dialog = column(content, id=parts.id("grant_dialog"), background=_PAPER, padding=16, on_tap=_nothing)
    single = column(dialog, id=parts.id("grant_singleton"), on_tap=_nothing)
    return View(cls=SCROLL, scroll=True, width=360, children=(single,))


def _accuracy(parts: _Parts, write: _Writer) -> View:
    is_precise = bool(parts.state.get("precise", True))

    def choose(precise: bool) -> Callable[[], None]:
        def tap() -> None:
            parts.state["precise"] = precise

        return tap

    def radio(name: str, word: str, precise: bool) -> View:
        return View(
            cls=RADIO,
            id=parts.id(f"permission_location_accuracy_radio_{name}"),
            text=write.words(_data()["words"][word]["texts"], word),
            checkable=True,
            checked=is_precise is precise,
            on_tap=choose(precise),
            size=14,
            color=_INK,
            weight=1,
            height=_BUTTON_DP,
        )

    group = row(
        radio("fine", "precise", True),
        radio("coarse", "approximate", False),
        cls="android.widget.RadioGroup",
        id=parts.id("permission_location_accuracy_radio_group"),
    )
    return column(group, id=parts.id("permission_location_accuracy"))


def _container(parts: _Parts, request: Request, write: _Writer) -> View:
    """API 29: icon and message, buttons below each other; no precise and approximate yet."""
    children = [row(parts.picture(), View(cls=STACK, weight=1, children=(parts.question(),)), gap=12)]
    detail = _detail(request, write)
    if detail:
        children.append(text(detail, id=parts.id("detail_message"), size=14, color=_FAINT))
    return _card(*children, *parts.buttons(), id=parts.id("content_container"), width=360, padding=24)


def _boxed(parts: _Parts, request: Request, write: _Writer) -> View:
    """Up to API 28: a box "don't ask again" after the first denial, buttons beside each other."""
    described = row(
        parts.picture(),
        View(cls=STACK, weight=1, children=(parts.question(),)),
        id=parts.id("perm_desc_root"),
        gap=16,
    )
    children = [stack(described, id=parts.id("desc_container"))]
    if request.asked_before:
        children.append(
            View(
                cls=CHECK,
                id=parts.id("do_not_ask_checkbox"),
                text=write.words(_data()["words"]["dont_ask_again"]["texts"], "dont_ask_again"),
                checkable=True,
                checked=parts.ticked,
                on_tap=parts.toggle,
                size=14,
                color=_INK,
                height=_BUTTON_DP,
            )
        )
    # Who wants never to be asked again cannot allow: the box turns that button off (G).
    buttons = [
        _button(
            parts.id(each.id),
            each.words,
            parts.tapped(each),
            width="wrap",
            enabled=not (parts.ticked and each.meaning.startswith("allow")),
        )
        for each in parts.choices
    ]
    spacer = View(cls="android.widget.Space", weight=1, height=1, important=False)
    children.append(row(spacer, *buttons, id=parts.id("button_group"), gap=8))
    return _card(*children, id=parts.id("dialog_container"), padding=20)


def _three(parts: _Parts, request: Request, write: _Writer) -> View:
    """Xiaomi: texts that can be tapped, below each other (S #46984827009)."""
    lines = [
        View(
            cls=TEXT,
            id=parts.id(each.id),
            text=each.words,
            on_tap=parts.tapped(each),
            size=16,
            color=_ACCENT,
            gravity="center",
            padding=13,
            background="#f2f4f8",
        )
        for each in parts.choices
    ]
    three = column(parts.question(), *lines, id=parts.id("permission_with_three"), gap=8)
    custom = stack(three, id="android:id/custom")
    content = stack(custom, id=parts.id("contentPanel"))
    panel = column(content, id=parts.id("parentPanel"), background=_PAPER, padding=16)
    return stack(panel, id=parts.id("dialog_root_view"), width=360)


def _guard(parts: _Parts, request: Request, write: _Writer) -> View:
    """Huawei's own guard of EMUI 8: two buttons beside each other."""
    return _card(
        parts.question("messagecontent"),
        row(*parts.buttons(weight=1), gap=8),
    )


_SHAPES: Mapping[str, Callable[[_Parts, Request, _Writer], View]] = {
    "singleton": _singleton,
    "container": _container,
    "boxed": _boxed,
    "three": _three,
    "guard": _guard,
}
