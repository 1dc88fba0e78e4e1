"""The bank held by a test: what Android offers it, and fingers that find views by their id."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pytest_mobcompliance.virtual_phone.apps import Intent, Pane
from pytest_mobcompliance.virtual_phone.bank import BankApp
from pytest_mobcompliance.virtual_phone.views import View

START = 1_767_225_600.0
"""The beginning of 2026, s since 1970: what a document's last day and a birth date are held against."""
PERSON = {
    "phone": "13800000001",
    "code": "246810",
    "name": "测试甲",
    "id_number": "999999199001010016",
    "id_expiry": "长期",
    "card": "6217000000000000012",
    "password": "Demo-Pass-2024",
}


class FakeContext:
    """`Context` that writes down what the app does. ``grants``: the answer to every request.

    ``dialogs``: how many requests are answered by a user; the others are answered at once.
    """

    def __init__(self, storage: dict[str, Any] | None = None, *, night: bool = False) -> None:
        self.storage: dict[str, Any] = {} if storage is None else storage
        self.night = night
        self.api = 34
        self.font_scale = 1.0
        self.online = True
        self.grants = True
        self.dialogs = 1 << 30
        self.asked: list[tuple[str, ...]] = []
        self.used: list[str] = []
        self.started: list[Intent] = []
        self.messages: list[str] = []
        self.logged: list[str] = []
        self.notified: list[str] = []
        self.fetched: list[tuple[str, bool]] = []
        self.left = False
        self.surroundings: frozenset[str] = frozenset()
        self.toasts: list[str] = []
        """Messages that show now."""
        self.crashed = ""
        self._clock = START
        self._due: list[tuple[float, Callable[[], None]]] = []
        self._waiting: list[tuple[Sequence[str], Callable[[Mapping[str, bool]], None]]] = []

    def now(self) -> float:
        return self._clock

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        self._due.append((self._clock + seconds, act))

    @property
    def timers(self) -> int:
        """How much is to be done later."""
        return len(self._due)

    def pass_time(self, seconds: float) -> None:
        """Let time pass; what becomes due on the way is done, and every open dialog answered."""
        self._clock += seconds
        while due := [each for each in self._due if each[0] <= self._clock]:
            self._due = [each for each in self._due if each[0] > self._clock]
            for _, act in due:
                act()
            self.answer()

    def request(self, permissions: Sequence[str], answered: Callable[[Mapping[str, bool]], None]) -> None:
        if len(self.asked) >= self.dialogs:
            answered(dict.fromkeys(permissions, False))
            return
        self.asked.append(tuple(permissions))
        self._waiting.append((permissions, answered))

    def answer(self) -> None:
        """The user answers the dialogs that stand."""
        waiting, self._waiting = self._waiting, []
        for permissions, answered in waiting:
            answered(dict.fromkeys(permissions, self.grants))

    def granted(self, permission: str) -> bool:
        return self.grants

    def use(self, operation: str, *, by_service: bool = False, seconds: float = 0.0) -> None:
        self.used.append(operation)

    def start(self, intent: Intent) -> None:
        self.started.append(intent)

    def toast(self, words: str) -> Callable[[], None]:
        self.toasts.append(words)
        return lambda: self.toasts.remove(words)

    def log(self, tag: str, words: str, level: str = "I") -> None:
        self.logged.append(words)

    def fetch(self, address: str, *, trusts_any: bool = False) -> None:
        self.fetched.append((address, trusts_any))

    def notify(self, number: int, title: str, words: str) -> None:
        self.notified.append(words)

    def message(self, words: str) -> None:
        self.messages.append(words)

    def clipboard(self) -> str:
        self.used.append("READ_CLIPBOARD")
        return ""

    def copy(self, words: str) -> None:
        raise AssertionError("not used by the bank")

    def leave(self) -> None:
        self.left = True

    def crash(self, error: str) -> None:
        self.crashed = error

    def hang(self) -> None:
        raise AssertionError("not used by the bank")


class InHand:
    """One process of the bank and what it shows.

    :param kept: the app's data on the phone; with ``agreed`` the notice is behind it.
    """

    def __init__(
        self, *on: str, kept: dict[str, Any] | None = None, night: bool = False, open_: str = ""
    ) -> None:
        self.context = FakeContext(kept, night=night)
        self.process = BankApp(on).start(self.context)
        self.visit(open_)

    def visit(self, name: str) -> None:
        """Open a deep link; without a name, the app."""
        self.process.open(Intent(data=f"examplebank://app/{name}" if name else ""))

    @property
    def panes(self) -> Sequence[Pane]:
        return self.process.panes()

    def views(self) -> Iterator[View]:
        """All views of the window in front."""
        yield from walk(self.panes[-1].root)

    def view(self, id: str) -> View | None:
        return next((each for each in self.views() if each.id == id), None)

    def said(self) -> list[str]:
        """All texts of the window in front."""
        return [each.text for each in self.views() if each.text]

    def tap(self, id: str) -> None:
        view = self.view(id)
        assert view is not None, f"no view {id!r}"
        assert view.on_tap is not None, f"{id!r} cannot be tapped"
        view.on_tap()

    def type(self, id: str, words: str) -> None:
        view = self.view(id)
        assert view is not None, f"no view {id!r}"
        assert view.on_text is not None, f"{id!r} is no field"
        view.on_text(words)

    def register(self, *leave_out: str, agree: bool = True, ask: bool = True, **instead: str) -> None:
        """Fill in and submit the registration. ``ask``: for a code."""
        self.visit("register")
        if ask:
            self.tap("register_send_code")
        for meaning, value in (PERSON | instead).items():
            if meaning not in leave_out:
                self.type(f"register_{meaning}", value)
        if agree:
            self.tap("register_agree")
        self.tap("register_submit")

    def log_in(self, account: str = PERSON["phone"], password: str = PERSON["password"]) -> None:
        self.visit("login")
        if self.view("login_account") is None:  # the face is the only way
            return
        self.type("login_account", account)
        self.type("login_password", password)
        self.tap("login_submit")


def agreed(**more: object) -> dict[str, Any]:
    """The app's data after the notice was agreed to."""
    return {"agreed": True, **more}


def walk(view: View) -> Iterator[View]:
    yield view
    for child in view.children:
        yield from walk(child)
