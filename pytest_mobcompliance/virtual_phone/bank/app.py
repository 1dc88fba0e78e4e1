"""`BankApp`: the demo bank as an app that the virtual phone installs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from ..apps import Context, Intent, Manifest, Pane
from ..views import View
from . import (
    closing,
    consents,
    environment,
    features,
    keyboard,
    login,
    notice,
    online,
    public,
    registration,
    reset,
    rights,
    session,
    transfer,
)
from .server import BankServer
from .state import DOCUMENTS, EARLY, EDITION, LATE, Bank
from .switches import known

PACKAGE = rights.PACKAGE
SCHEME = "examplebank"
MANIFEST = Manifest(
    package=PACKAGE,
    label="示例银行",
    launcher=".Main",
    activities=(".Main", ".Policy", ".Agreement"),
    permissions=(
        "android.permission.INTERNET",
        "android.permission.ACCESS_NETWORK_STATE",
        "android.permission.POST_NOTIFICATIONS",
        "android.permission.CAMERA",
        "android.permission.ACCESS_FINE_LOCATION",
        "android.permission.ACCESS_COARSE_LOCATION",
    ),
    schemes=(SCHEME,),
    target_sdk=34,
)
_MORE = {
    "undeclared-purpose": "android.permission.RECORD_AUDIO",
    "declares-contacts": "android.permission.READ_CONTACTS",
    "declares-overlay": "android.permission.SYSTEM_ALERT_WINDOW",
}
"""What defects add to the manifest."""
SCREENS: Mapping[str, Callable[[Bank], View]] = {
    "home": public.home,
    "search": public.search,
    "nearby": public.nearby,
    "scan": public.scan,
    "messages": public.messages,
    "help": public.help_,
    "complaint": public.complaint,
    "settings": rights.settings,
    "privacy": rights.privacy,
    "collected": rights.collected,
    "shared": rights.shared,
    "permissions": rights.permissions,
    "withdraw": rights.withdraw,
    "correct": rights.correct,
    "erase": rights.erase,
    "about": rights.about,
    "legal": rights.legal,
    "papers": rights.papers,
    "policy": rights.policy,
    "agreement": rights.agreement,
    "register": registration.register,
    "login": login.login,
    "reset": reset.reset,
    "account": login.account,
    "transfer": transfer.transfer,
    "delete": closing.delete,
}
"""By name: ``examplebank://app/<name>`` opens it."""
SECURE = frozenset({"transfer"})
"""Screens with FLAG_SECURE."""


@dataclass(frozen=True, slots=True)
class BankApp:
    """The demo bank. ``defects``: names of defects and behaviours that are switched on.

    :raises ValueError: for a name that is neither.
    """

    defects: Collection[str] = ()
    version_code: int = 1
    version_name: str = "1.0.0"
    server: BankServer = field(default_factory=BankServer, compare=False, repr=False)
    """The bank's server; phones that share one know of each other's logins."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "defects", known(self.defects))

    @property
    def manifest(self) -> Manifest:
        """The same for all versions but for their numbers, and for what defects declare."""
        return replace(
            MANIFEST,
            version_code=self.version_code,
            version_name=self.version_name,
            regrants="upgrade-regrants" in self.defects,
            permissions=MANIFEST.permissions + tuple(_MORE[name] for name in _MORE if name in self.defects),
        )

    def start(self, context: Context) -> BankProcess:
        """A new process: what it shows follows from the app's data on the phone."""
        edition = EDITION if self.version_code else EDITION - 1
        return BankProcess(Bank(context, frozenset(self.defects), edition, self.server))


class BankProcess:
    """A running bank."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self._opened = False
        self._takes_back: Callable[[], None] = lambda: None
        """Takes away what was said when the app was left."""
        self._warned = False
        """The user read that the device is unsafe, and goes on."""

    def open(self, intent: Intent) -> None:
        """Show what a deep link or an activity names; without either, what showed before."""
        name = _named(intent)
        if name or not self._opened:
            self.bank.tab(name or "home")
        if not self._opened:
            self._opened = True
            self._begin()

    def _begin(self) -> None:
        if not self.bank.notice_ready:
            wait = EARLY if self.bank.has("home-before-notice") else LATE
            self.bank.context.later(wait, self.bank.show_notice)
        features.at_start(self.bank)
        online.begin(self.bank)

    @property
    def activity(self) -> str:
        """``.Main``, or the activity of a document."""
        name = self.bank.page.name
        return f".{name.capitalize()}" if name in DOCUMENTS else ".Main"

    def panes(self) -> Sequence[Pane]:
        """The screen on top, or the notice that waits for its answer."""
        bank = self.bank
        name = bank.page.name
        shows = bank.notice_ready or not bank.has("home-before-notice")
        if bank.waits_for_consent and shows and name not in DOCUMENTS:
            return notice.panes(bank)
        secure = name in SECURE and not bank.has("screenshot-allowed")
        pane = Pane(root=SCREENS[name](bank), secure=secure, key=f"{name}.{bank.page.visit}")
        panes = (pane, *keyboard.keyboard(bank), *consents.panes(bank), *features.panes(bank))
        return panes if self._warned else (*panes, *environment.panes(bank, self._go_on))

    def _go_on(self) -> None:
        self._warned = True

    def back(self) -> bool:
        """Close the keyboard, else go one screen back; on home, and while the notice waits, leave."""
        bank = self.bank
        if bank.waits_for_consent and bank.page.name not in DOCUMENTS:
            if bank.has("back-is-consent"):
                bank.agree()
            return bank.agreed
        return consents.close(bank) or keyboard.close_keyboard(bank) or bank.back()

    def paused(self) -> None:
        """A half-typed password does not wait for whoever takes the phone next."""
        keyboard.close_keyboard(self.bank)
        features.left(self.bank)
        self._takes_back = environment.left(self.bank)
        session.left(self.bank)

    def resumed(self) -> None:
        """What shows follows from the state; only the time in the background is over."""
        session.used(self.bank)
        self._takes_back()


def _named(intent: Intent) -> str:
    """The screen that an intent asks for; empty for none, home for an unknown one."""
    link = urlsplit(intent.data)
    if link.scheme == SCHEME:
        name = link.path.strip("/")
        return name if name in SCREENS else "home"
    activity = intent.activity.rpartition(".")[2].casefold()
    return activity if activity in DOCUMENTS else ""
