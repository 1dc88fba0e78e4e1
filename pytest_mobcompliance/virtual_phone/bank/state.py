"""What the bank knows while it runs: where the user is, what was typed, and what it keeps on the phone."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..apps import Context
from . import online, session
from .server import BankServer

LOGIN = frozenset({"account", "transfer"})
"""Screens that show a guest the login instead."""
DOCUMENTS = frozenset({"policy", "agreement"})
"""Screens that are activities of their own: they can be read before consent."""
LATE = 4.0
"""Seconds until the notice shows, under the behaviour late-notice."""
EARLY = 2.8
"""Seconds that home can be used before the notice shows, under the defect home-before-notice."""
EDITION = 2
"""Of the privacy policy that the bank has; what came before its first version had an earlier one."""
TOAST = 2.0
"""Seconds that the app's own toast stays, under the behaviour custom-toast."""
TICKING = frozenset({"changes-by-itself", "countdown"})
"""What lets home change each second."""


@dataclass(slots=True)
class Page:
    """One visit of a screen: what is typed, ticked and told there is gone when the user leaves."""

    name: str
    visit: int = 0
    """Number in the process, so that a screen opened anew begins at its top."""
    fields: dict[str, str] = field(default_factory=dict)
    """Text by id of the field."""
    flags: set[str] = field(default_factory=set)
    """What is ticked, opened or over."""
    told: dict[str, str] = field(default_factory=dict)
    """Messages by id of the text that shows them."""
    wrong: str = ""
    """Id of the field whose value was refused."""

    def flip(self, flag: str) -> None:
        self.flags ^= {flag}


class Bank:
    """The state of one process, and the moves between its screens.

    :param on: names of defects and behaviours that are switched on.
    :param edition: of the privacy policy.
    :param server: knows the logins of all phones; else one for this phone alone.
    """

    def __init__(
        self,
        context: Context,
        on: frozenset[str],
        edition: int = EDITION,
        server: BankServer | None = None,
    ) -> None:
        self.context = context
        self.server = server or BankServer()
        self.on = on
        self.edition = edition
        self._visits = 0
        self.uses = 0
        """How often somebody used it, or left it: see `session`."""
        self.why_over = ""
        """What the login says of the one before it, which ended by itself."""
        self.stack = [Page("home")]
        self.declined_once = False
        """The notice was declined, and asks a second time."""
        self.notice_ready = not on & {"late-notice", "home-before-notice"}
        self._declined_for_now = False
        self.toast = False
        self._elderly_for_now = False
        self._asked_on_home = False
        self._ticks = False
        if self.has("personalised-comes-back"):
            self._keep("personalised", True)

    def has(self, name: str) -> bool:
        """Tell whether a defect or behaviour is switched on."""
        return name in self.on

    # ------------------------------------------------------------------ kept on the phone

    def _kept(self, key: str) -> bool:
        return bool(self.context.storage.get(key))

    def _keep(self, key: str, on: bool) -> None:
        self.context.storage[key] = on

    @property
    def agreed(self) -> bool:
        """The user agreed to the privacy policy."""
        return self._kept("agreed")

    @property
    def browsing(self) -> bool:
        """The user declined and only looks around."""
        return self._declined_for_now if self.has("notice-each-start") else self._kept("declined")

    def _browse(self, on: bool) -> None:
        self._declined_for_now = on
        self._keep("declined", on)

    @property
    def outdated(self) -> bool:
        """The user agreed to an earlier edition of the policy, and is not told of this one yet."""
        known: int = self.context.storage.get("edition", self.edition)
        return self.agreed and known < self.edition and not self.has("update-silent")

    @property
    def elderly(self) -> bool:
        return self._elderly_for_now if self.has("elderly-not-kept") else self._kept("elderly")

    def set_elderly(self, on: bool) -> None:
        """Switch the mode and show it from its start."""
        self._elderly_for_now = on
        if not self.has("elderly-not-kept"):
            self._keep("elderly", on)
        self.home()

    @property
    def personalised(self) -> bool:
        return self._kept("personalised")

    def flip_personalised(self) -> None:
        self._keep("personalised", not self.personalised)

    @property
    def logged_in(self) -> bool:
        return self._kept("account")

    @property
    def failures(self) -> int:
        """Refused logins since the last one that was right."""
        known: int = self.context.storage.get("failures", 0)
        return known

    def count_login(self, *, refused: bool) -> None:
        self.context.storage["failures"] = self.failures + 1 if refused else 0

    def log_in(self) -> None:
        self._keep("account", True)
        self.context.storage["login"] = self.server.open()
        self.why_over = ""
        self.tab("account")

    def end_login(self) -> None:
        self._keep("account", False)

    def log_out(self) -> None:
        self.end_login()
        self.home()
        if self.has("back-after-logout"):  # nobody closed the page
            self.stack.insert(0, Page("account"))

    def lose_login(self, why: str) -> None:
        """The login ended by itself: a customer's screen gives way to a new one."""
        self.end_login()
        self.why_over = why
        if self.page.name in LOGIN:
            self.tab("login")

    # ------------------------------------------------------------------ consent

    @property
    def waits_for_consent(self) -> bool:
        """The privacy notice must be answered before anything else shows."""
        answered = (self.agreed and not self.outdated) or self.browsing
        return not (answered or self.has("no-notice"))

    @property
    def may_ask(self) -> bool:
        """Features may ask for permissions: the user agreed, or was never asked."""
        return self.agreed or self.has("no-notice")

    def agree(self) -> None:
        self._keep("agreed", True)
        self.context.storage["edition"] = self.edition
        self._browse(False)
        self.declined_once = False
        online.begin(self)
        self.arrive()

    def decline(self) -> None:
        """A first no is asked about once more; a second one lets the user look around."""
        if self.has("decline-traps"):
            return
        if self.declined_once and self.has("leaves-on-refusal"):
            self.context.leave()
        elif self.declined_once:
            self._keep("agreed", False)
            self._browse(True)
        self.declined_once = not self.declined_once

    def ask_consent(self) -> None:
        """Show the notice again to someone who only looks around and wants more."""
        self._browse(False)
        self.declined_once = False

    def withdraw(self) -> None:
        if self.has("withdraw-does-nothing"):
            return
        self._keep("agreed", False)
        self._browse(True)

    def show_notice(self) -> None:
        self.notice_ready = True

    # ------------------------------------------------------------------ moves

    @property
    def page(self) -> Page:
        """The visit on top."""
        return self.stack[-1]

    def wanted(self, name: str) -> str:
        """The screen that shows when this one is asked for."""
        open_to_guests = self.has("guest-account") and name == "account"
        if self.has("guest-blocked") and self.browsing and name == "help":
            return "login"
        return "login" if name in LOGIN and not (self.logged_in or open_to_guests) else name

    def go(self, name: str) -> None:
        """Open a screen over the one that shows."""
        self._visits += 1
        self.stack.append(Page(self.wanted(name), self._visits))
        session.used(self)

    def home(self) -> None:
        self.tab("home")

    def tab(self, name: str) -> None:
        """A tab, or a deep link: home is what lies behind."""
        self.stack = []
        for each in dict.fromkeys(("home", name)):
            self.go(each)
        self.arrive()

    def back(self) -> bool:
        """One step back; False when there is none."""
        if len(self.stack) == 1:
            return False
        self.pop()
        return True

    def pop(self) -> None:
        """Leave the screen on top."""
        self.stack.pop()
        session.used(self)
        self.arrive()

    def arrive(self) -> None:
        """Home came to the front."""
        if self.page.name != "home" or self.waits_for_consent:
            return
        if self.has("custom-toast"):
            self.toast = True
            self.context.later(TOAST, self._toast_over)
        if not self._ticks and self.on & TICKING:
            self._tick()
        if self.has("clipboard-on-home") and self.may_ask:
            self.context.clipboard()
        if self.has("camera-on-home") and self.may_ask and not self._asked_on_home:
            self._asked_on_home = True
            self.context.request(("android.permission.CAMERA",), lambda granted: None)

    def _tick(self) -> None:
        """Home is drawn anew each second while it shows."""
        self._ticks = self.page.name == "home"
        if self._ticks:
            self.context.later(1.0, self._tick)

    def _toast_over(self) -> None:
        self.toast = False
