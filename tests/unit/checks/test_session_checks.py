"""What the checks of a login's end make of an app in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from told import Ended, Told

from pytest_mobcompliance.checks import entering
from pytest_mobcompliance.checks import test_session as checks
from pytest_mobcompliance.device.pauses import LOOKS
from pytest_mobcompliance.errors import RigError
from pytest_mobcompliance.screen import Element, Platform, Screen
from pytest_mobcompliance.settings import Locator, Settings

SETTINGS: dict[str, Any] = {
    "app": {"url": "index.html"},
    "screens": {
        "home": {"url": "#/home"},
        "login": {"url": "#/login"},
        "account": {"url": "#/account", "expect": {"id": "balance"}, "login": True},
        "settings": {"url": "#/settings"},
    },
    "identities": {"alice": {"account": "alice", "password": "p"}},
    "forms": {
        "login": {
            "screen": "login",
            "fields": {"account": {"id": "who"}, "password": {"id": "secret"}},
            "submit": {"id": "enter"},
            "done": {"id": "balance"},
        }
    },
    "session": {
        "screen": "account",
        "idle_seconds": 300,
        "background_seconds": 120,
        "logout": [{"tap": {"id": "out"}}],
        "logout_screen": "settings",
    },
}


def fault(reason: str) -> RigError:
    return RigError(reason=reason, who="fake", where="here", got="g", wanted="w", next_step="n")


class InMemory:
    """A bank whose screens are sets of ids. ``after``: what the customer's screen shows, once time passed or
    the user logged out, with ``words``. ``behind``: what each Back shows then; a fault is raised, once.
    ``again``: what the customer's screen shows when it is asked for a second time. ``processes``: ids, each
    time they are asked for; without any there is no shell."""

    def __init__(self, *after: str, behind: tuple[set[str] | RigError, ...] = ()) -> None:
        self.after = set(after)
        self.behind = list(behind)
        self.words = ""
        self.shown: set[str] = set()
        self.over = False
        self.by_itself: set[str] | RigError = set()
        self.way: RigError | None = None
        self.log: list[str] = []
        self.again = {"balance"}
        self.processes: list[str] = []

    def what_it_can(self) -> frozenset[str]:
        return frozenset({"shell"} if self.processes else ())

    def shell(self, command: str) -> str:
        assert command == "pidof None; true"
        return self.processes.pop(0)

    def launch(self) -> None:
        self.log.append("launch")
        self.shown = set()

    def go(self, screen: str) -> None:
        self.log.append(f"go {screen}")
        if self.over and self.way is not None:
            raise self.way
        open_ = self.again if self.log.count("go account") > 1 else {"balance"}
        self.shown = self.after if self.over else open_ if screen == "account" else {"out"}

    def visit(self, address: str) -> None:
        self.go(address.removeprefix("#/"))

    def let_pass(self, seconds: float) -> None:
        if seconds <= LOOKS:  # between two looks
            return
        self.log.append(f"let_pass {seconds:g}")
        if self.over:
            return
        self._end()

    def background(self, seconds: float) -> None:
        self.log.append(f"background {seconds:g}")
        self._end()

    def _end(self) -> None:
        self.over = True
        self.shown = set()
        if isinstance(self.by_itself, set):
            self.shown = self.by_itself

    def tap(self, locator: Locator) -> None:
        assert locator.value == "out"
        self.log.append("tap out")
        self.over = True
        self.shown = set()

    def back(self) -> None:
        self.log.append("back")
        seen = self.behind.pop(0) if self.behind else set()
        if isinstance(seen, RigError):
            raise seen
        self.shown = seen

    def exists(self, locator: Locator) -> bool:
        if self.over and isinstance(self.by_itself, RigError):
            once, self.by_itself = self.by_itself, set()
            raise once
        return locator.value in self.shown

    def capture(self, name: str | None = None) -> Screen:
        said = Element(id="w", role="text", text=self.words if self.over else "", visible=True)
        return Screen(platform=Platform.WEB, elements=(said,), size=(390, 844), name="s", url="http://h/")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No notice and no answer is waited for; logging in always succeeds."""
    monkeypatch.setattr(checks, "accept_notice", lambda app: None)
    monkeypatch.setattr(checks, "log_in", lambda app, settings: app.log.append("log in"))
    monkeypatch.setattr(checks, "FOLLOWS", 0.02)
    monkeypatch.setattr(checks, "STAYS", 0.0)


def settings(**instead: Any) -> Settings:
    return Settings.model_validate({**SETTINGS, **instead})


def run(check: Callable[..., None], app: InMemory, known: Settings | None = None) -> Told:
    told, known = Told(), known or settings()
    ending, login = known.session, known.forms["login"]
    check(ending, login, app, known, told)
    return told


def ended(check: Callable[..., None], app: InMemory, known: Settings | None = None) -> tuple[object, ...]:
    with pytest.raises(Ended) as caught:
        run(check, app, known)
    return caught.value.args


IDLE = checks.test_login_ends_when_it_is_not_used
BACKGROUND = checks.test_login_ends_in_the_background
LOGOUT = checks.test_logging_out_ends_the_login


@pytest.mark.parametrize(
    ("check", "waits", "rule"),
    [
        (IDLE, "let_pass 315", "[session] idle_seconds = 300"),
        (BACKGROUND, "background 135", "[session] background_seconds = 120"),
    ],
)
def test_a_login_that_ended_asks_for_another(check: Callable[..., None], waits: str, rule: str) -> None:
    app = InMemory("who", "secret")
    told = run(check, app)
    assert app.log == ["launch", "log in", "go account", "go account", waits, "go account"]
    assert told.seen == {"house value": rule, "customer's screen": "login asked"}


@pytest.mark.parametrize("check", [IDLE, BACKGROUND])
def test_a_login_that_holds_is_a_violation(check: Callable[..., None]) -> None:
    assert ended(check, InMemory("balance")) == ("violated", "login-kept")


@pytest.mark.parametrize("check", [IDLE, BACKGROUND])
def test_without_a_house_value_nothing_is_said(check: Callable[..., None]) -> None:
    app = InMemory()
    assert ended(check, app, settings(session={"screen": "account"})) == ("not-verified", "no-house-value")
    assert app.log == []


def test_a_login_that_is_asked_for_by_itself_is_enough() -> None:
    app = InMemory("balance")
    app.by_itself = {"secret"}
    assert run(IDLE, app).seen["customer's screen"] == "login asked"


def test_an_app_that_closed_itself_is_opened_again() -> None:
    app = InMemory("secret")
    app.by_itself = fault("app-not-in-front")
    assert run(IDLE, app).seen["customer's screen"] == "login asked"
    assert app.log[-2:] == ["launch", "go account"]


def test_words_that_the_login_is_over_are_enough_where_the_screen_is_gone() -> None:
    app = InMemory()
    app.words = "登录超时，请重新登录"
    assert run(IDLE, app).seen["customer's screen"] == "told that it is over"


@pytest.mark.parametrize(("after", "words"), [("balance", "登录超时"), ("something", "")])
def test_what_is_neither_is_left_to_a_person(after: str, words: str) -> None:
    app = InMemory(after)
    app.words = words
    assert ended(IDLE, app) == ("needs-review", "no-login-asked")


@pytest.mark.parametrize("reason", ["screen-not-reached", "element-not-found"])
def test_a_way_that_ends_at_the_login_is_closed(reason: str) -> None:
    app = InMemory()
    app.way = fault(reason)
    app.words = "会话已超时"
    assert run(IDLE, app).seen["customer's screen"] == "told that it is over"


def test_other_faults_are_the_rig_s() -> None:
    app = InMemory()
    app.way = fault("session-lost")
    with pytest.raises(RigError, match="fake: here"):
        run(IDLE, app)


def test_a_screen_with_a_path_is_gone_to_step_by_step() -> None:
    screens = SETTINGS["screens"] | {
        "account": {"path": [{"tap": {"id": "x"}}], "expect": {"id": "balance"}, "login": True}
    }
    assert run(IDLE, InMemory("secret"), settings(screens=screens)).seen["customer's screen"] == "login asked"


def test_a_form_without_fields_is_known_by_its_button() -> None:
    forms = {"login": {"screen": "login", "submit": {"id": "enter"}, "done": {"id": "balance"}}}
    app = InMemory("enter")
    monkey = pytest.MonkeyPatch()
    with monkey.context() as patched:
        patched.setattr(entering, "fields_of", lambda app, form: {})
        assert run(IDLE, app, settings(forms=forms)).seen["customer's screen"] == "login asked"


@pytest.mark.parametrize(
    ("fields", "shows", "verdict"),
    [({"password": "secret"}, "secret", "login asked"), ({"account": "who"}, "who", "")],
)
def test_of_a_recognised_form_only_a_secret_tells(
    fields: dict[str, str], shows: str, verdict: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An account's number stands on many screens."""
    known = settings(forms={"login": {"screen": "login", "done": {"id": "balance"}}})
    found = {name: Locator(id=field) for name, field in fields.items()}
    monkeypatch.setattr(entering, "fields_of", lambda app, form: found)
    if verdict:
        assert run(IDLE, InMemory(shows), known).seen["customer's screen"] == verdict
    else:
        assert ended(IDLE, InMemory(shows), known) == ("needs-review", "no-login-asked")


def test_a_form_that_is_not_recognised_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(app: object, form: object) -> object:
        raise fault("field-not-recognised")

    monkeypatch.setattr(entering, "fields_of", refuses)
    assert ended(IDLE, InMemory("secret")) == ("needs-review", "no-login-asked")


@pytest.mark.parametrize("check", [IDLE, BACKGROUND, LOGOUT])
@pytest.mark.parametrize("again", [{"secret"}, {"something"}])
def test_a_way_that_ends_the_login_itself_tells_nothing(check: Callable[..., None], again: set[str]) -> None:
    """An app that holds the login in memory loses it when Back leaves the app on the way."""
    app = InMemory("secret")
    app.again = again
    assert ended(check, app) == ("needs-review", "login-not-held")
    assert not app.over


@pytest.mark.parametrize("check", [IDLE, BACKGROUND])
@pytest.mark.parametrize(
    ("processes", "after", "end"),
    [
        (["12 9\n", "9 12\n"], "secret", None),
        (["12\n", "34\n"], "secret", ("needs-review", "process-ended")),
        (["12\n", "\n"], "secret", ("needs-review", "process-ended")),
        (["12\n", "34\n"], "balance", ("violated", "login-kept")),
    ],
)
def test_a_login_that_ended_with_the_process_tells_nothing(
    check: Callable[..., None], processes: list[str], after: str, end: object
) -> None:
    app = InMemory(after)
    app.processes = [*processes, "not asked for again"]
    if end is None:
        assert run(check, app).seen["customer's screen"] == "login asked"
    else:
        assert ended(check, app) == end


# ------------------------------------------------------------------ logging out


def test_logging_out_ends_it() -> None:
    app = InMemory("secret", behind=({"out"}, set()))
    told = run(LOGOUT, app)
    assert app.log[:4] == ["launch", "log in", "go account", "go account"]
    assert app.log[4:7] == ["go settings", "tap out", "let_pass 3"]
    assert app.log.count("back") == checks.BACKS
    assert told.seen == {
        "Back": f"pressed {checks.BACKS} times, no customer's screen",
        "customer's screen": "login asked",
    }


def test_back_that_leaves_the_app_is_the_last_one() -> None:
    app = InMemory("secret", behind=(set(), fault("app-not-in-front")))
    told = run(LOGOUT, app)
    assert told.seen["Back"] == "leaves the app at press 2"
    assert app.log.count("back") == 2
    assert app.log[-2:] == ["launch", "go account"]


def test_back_that_shows_a_customer_s_screen_is_a_violation() -> None:
    assert ended(LOGOUT, InMemory("secret", behind=(set(), {"balance"}))) == ("violated", "back-after-logout")


def test_a_login_over_the_screen_counts_as_closed() -> None:
    assert run(LOGOUT, InMemory("secret", behind=({"balance", "secret"},))).seen["customer's screen"] == (
        "login asked"
    )


def test_a_screen_that_still_opens_after_logging_out_is_a_violation() -> None:
    assert ended(LOGOUT, InMemory("balance")) == ("violated", "login-kept")


def test_other_faults_of_back_are_the_rig_s() -> None:
    with pytest.raises(RigError, match="fake: here"):
        run(LOGOUT, InMemory("secret", behind=(fault("session-lost"),)))


@pytest.mark.parametrize("lacking", ["logout", "logout_screen"])
def test_without_a_way_out_nothing_is_said(lacking: str) -> None:
    known = {name: each for name, each in SETTINGS["session"].items() if name != lacking}
    assert ended(LOGOUT, InMemory(), settings(session=known)) == ("not-verified", "not-configured")


# ------------------------------------------------------------------ a second device


def noticed(first: InMemory, known: Settings | None = None) -> Told:
    told, known = Told(), known or settings()
    login, ending = known.forms["login"], known.session
    second = InMemory()
    checks.test_a_login_on_another_device_is_noticed(ending, login, first, second, known, told)  # type: ignore[arg-type]
    assert second.log == ["launch", "log in", "go account"]
    return told


def test_a_first_device_whose_login_does_not_last_tells_nothing() -> None:
    first = InMemory("secret")
    first.again = {"secret"}
    with pytest.raises(Ended, match="login-not-held"):
        noticed(first)


def test_a_first_device_that_is_logged_out_is_enough() -> None:
    assert noticed(InMemory("secret")).seen["customer's screen"] == "login asked"


def test_a_first_device_that_is_told_is_enough() -> None:
    first = InMemory("balance")
    first.words = "您的账号已在其他设备登录"
    assert noticed(first).seen["first device"] == "told"
    assert first.log[-1] == "let_pass 3"


def test_a_notice_that_comes_with_the_next_step_is_enough() -> None:
    known = settings(session={**SETTINGS["session"], "notice": {"id": "kicked"}})
    first = InMemory("balance", "kicked")
    assert noticed(first, known).seen["first device"] == "told"
    assert first.log[-1] == "go account"


@pytest.mark.parametrize(
    ("after", "verdict", "reason"),
    [("balance", "violated", "second-device-unnoticed"), ("something", "needs-review", "no-login-asked")],
)
def test_a_first_device_that_goes_on(after: str, verdict: str, reason: str) -> None:
    with pytest.raises(Ended) as caught:
        noticed(InMemory(after))
    assert caught.value.args == (verdict, reason)


# ------------------------------------------------------------------ what must be configured


@pytest.mark.parametrize("lacking", ["session", "expect"])
def test_what_is_not_configured_is_not_verified(lacking: str) -> None:
    known = settings()
    if lacking == "session":
        known = Settings.model_validate({name: each for name, each in SETTINGS.items() if name != "session"})
    else:
        known = settings(screens={**SETTINGS["screens"], "account": {"url": "#/account", "login": True}})
    with pytest.raises(Ended) as caught:
        checks.ending.__wrapped__(known, Told())
    assert caught.value.args == ("not-verified", "not-configured")


def test_a_login_form_must_be_configured() -> None:
    with pytest.raises(Ended) as caught:
        checks.login.__wrapped__(settings(forms={}), Told())
    assert caught.value.args == ("not-verified", "not-configured")
    assert checks.login.__wrapped__(settings(), Told()) == settings().forms["login"]
