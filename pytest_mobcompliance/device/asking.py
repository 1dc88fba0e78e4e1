"""What an app asks for and uses: when a feature is used, when nothing is, and after a denial."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..errors import RigError
from ..findings import Finding
from ..messages import say, say_all
from ..recognise import Purpose, UnknownDialog, find_purposes, shortened
from ..recognise.collection import used_kind
from ..screen import Platform, Screen
from ..settings import PurposeSettings, Settings
from .android_permissions import names_of
from .app import Access, App, PermissionRequest, PhoneVerbs, request_kind
from .flows import ASKED, accept_notice, await_prompt, first_notice, locator_of, refuse
from .tour import tour

IDLE = 1.5
"""Seconds of doing nothing, in which nothing may be asked for."""
NEXT = 1.0
"""Seconds after an answer in which the next question of the same use comes."""
OPENS = 10.0
"""Seconds that a start may take until the first configured screen shows, advertisements included."""
MOST_PROMPTS = 4
"""Permissions that one feature may ask for, one after another."""
FOR_GOOD = 2
"""Refusals after which Android asks no more: from Android 11 on always, before that where it is ticked."""
MOST_TRIES = 4
"""Uses of a feature until a refusal is for good: Android 11 asks twice."""
NOTIFICATIONS_API = 33
"""Android asks for notifications from here on; before that they need no permission."""
LATER = (24.0, 47.0)
"""Hours that the clock is moved for a start, within the 48 hours of TC260-PG-20202A 3.3."""
GRACE = 1.0
"""Seconds after leaving in which a use that had begun may end."""
LETS_GO = 3.0
"""Seconds that a phone may take to leave an app and to tell it so; a use that ends before is for a person."""
RESTARTS = 2
"""Starts after a denial without the clock being moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """One use of a feature, whose dialogs were refused."""

    kind: str
    runtime: bool
    """Whether this version of the system asks for such a permission; if not, the feature was left alone."""
    before: Screen
    box: Screen | None = None
    """The app's own explanation, in a box that stood before the system's dialog."""
    dialogs: tuple[Screen, ...] = ()
    """The system's dialogs; a browser shows none."""
    asked: tuple[str, ...] = ()
    """Kinds that were asked for, in order, each once."""
    stopped: str = ""
    """Why a dialog was left unanswered, as a reason code."""

    def told_on(self) -> tuple[Screen, ...]:
        """Where a purpose counts: before the first question, or beside it."""
        return tuple(each for each in (self.before, self.box, *self.dialogs[:1]) if each is not None)

    def purposes(self) -> tuple[Purpose, ...]:
        """What the app says the permission is for."""
        name = "location" if self.kind == "geolocation" else self.kind
        return tuple(each for screen in self.told_on() for each in find_purposes(screen, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A tour on which no feature was used."""

    asked: tuple[PermissionRequest, ...]
    uses: tuple[Access, ...] | None
    """Uses of what Android guards; None where the session cannot tell."""
    missed: tuple[Finding, ...]
    screen: Screen
    """The last one."""


@dataclass(frozen=True, slots=True)
class Start:
    """A start after a denial: the clock moved by so many hours, and what was asked for without any use."""

    hours: float
    at: str
    """By the phone's clock, or the rig's where that is not told."""
    asked: tuple[str, ...]
    """Of what was refused."""
    opened: bool = True
    """Whether a configured screen came up; else nobody knows what the start asked for later."""

    def told(self) -> str:
        """How far the clock was moved, and what was asked for."""
        if not self.asked:
            return say("+{hours:g} h: nothing", hours=self.hours)
        return say("+{hours:g} h: {kinds}", hours=self.hours, kinds=self.asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What came after denials: ``denied`` by kind with the state that the system tells, then the starts."""

    denied: Mapping[str, str | None]
    starts: tuple[Start, ...]
    screen: Screen

    def told(self, starts: Sequence[Start]) -> str:
        """The starts in one line."""
        return say_all(
            say("start {number} ({asked})", number=number, asked=start.told())
            for number, start in enumerate(starts, 1)
        )

    def most_asked(self) -> int:
        """Questions about one permission, at most, over all starts."""
        asked = Counter(kind for start in self.starts for kind in start.asked)
        return max(asked.values(), default=0)


@dataclass(frozen=True, slots=True)
class Left:
    """When a feature was used and the app was left, by the phone's clock, ms since 1970."""

    used_ms: float
    left_ms: float

    def is_behind(self, use: Access, away: float) -> bool:
        """Whether a use met the ``away`` s in the background; what ends at once (`GRACE`) did not."""
        return use.ended_ms > self.left_ms + GRACE * 1000 and use.time_ms <= self.left_ms + away * 1000

    def goes_on(self, use: Access) -> bool:
        """Whether it began in the background, or went on longer than letting go takes (`LETS_GO`)."""
        return use.time_ms > self.left_ms + GRACE * 1000 or use.ended_ms > self.left_ms + LETS_GO * 1000


# ------------------------------------------------------------------ requests


def requested(app: App) -> list[PermissionRequest]:
    """What was asked for so far, the dialog that stands now included.

    :raises RigError: ``unknown-dialog`` for one that nobody knows.
    """
    prompt = app.prompt()
    if isinstance(prompt, UnknownDialog):
        raise RigError(
            reason="unknown-dialog",
            who="mob_app",
            where=prompt.package,
            got=f"“{shortened(prompt.text, 80)}”",
            wanted=say("a dialog whose buttons are known for certain"),
            next_step=say("look at it by hand, and send its page source to the authors of the dialog table"),
        )
    return app.requests_for_permission()


def kinds_of(requests: Sequence[PermissionRequest]) -> tuple[str, ...]:
    """The kinds in their order, each once."""
    return tuple(dict.fromkeys(request.kind for request in requests))


def await_request(app: App, noted: int, seconds: float) -> bool:
    """Wait for one more request than were noted."""
    end = time.monotonic() + seconds
    while len(requested(app)) <= noted:
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def is_runtime(kind: str, screen: Screen) -> bool:
    """Whether the system that shows this screen asks for such a permission at all."""
    level = screen.settings.get("api_level")
    old = isinstance(level, int) and level < NOTIFICATIONS_API
    return not (kind == "notifications" and screen.platform is Platform.ANDROID and old)


# ------------------------------------------------------------------ using a feature


def begin(app: App, settings: Settings) -> None:
    """A first start up to the home screen, with every permission to be refused."""
    app.reset()
    app.launch()
    accept_notice(app)
    for kind in settings.permissions:
        if kind in ("camera", "microphone", "geolocation", "notifications"):  # what browsers know
            app.set_permission(kind, "denied")


def use(app: App, kind: str, purpose: PurposeSettings) -> Used:
    """Use a feature once on its screen, and refuse whatever it asks for."""
    assert purpose.trigger is not None
    app.go(purpose.screen)
    before = app.capture(f"before-{kind}")
    if not is_runtime(kind, before):
        return Used(kind=kind, runtime=False, before=before)
    noted = len(requested(app))
    app.tap(purpose.trigger)
    box = _through_own_box(app, kind, noted)
    if await_request(app, noted, 0 if box is None else ASKED):
        dialogs, stopped = _refuse_all(app, kind)
        if not dialogs:  # a browser: what follows is only written down
            app.let_pass(NEXT)
    else:
        dialogs, stopped = (), ""
    return Used(
        kind=kind,
        runtime=True,
        before=before,
        box=box,
        dialogs=dialogs,
        asked=kinds_of(requested(app)[noted:]),
        stopped=stopped,
    )


def _through_own_box(app: App, kind: str, noted: int) -> Screen | None:
    """Wait for the request; where the app explains itself in a box first, go on from there."""
    if await_request(app, noted, NEXT):
        return None
    screen = app.capture(f"explains-{kind}")
    box = own_box(screen)
    if box is None or box.go_on is None:
        await_request(app, noted, ASKED - NEXT)
        return None
    app.tap(locator_of(box.go_on, screen))
    return screen


def own_box(screen: Screen) -> Purpose | None:
    """The app's own box about a permission; None without one."""
    return next((each for each in find_purposes(screen) if each.own_dialog), None)


def _refuse_all(app: App, kind: str) -> tuple[tuple[Screen, ...], str]:
    """Refuse the dialogs that follow each other; tell why one was left standing."""
    dialogs: list[Screen] = []
    for _ in range(MOST_PROMPTS):
        prompt = await_prompt(app, NEXT if dialogs else 0)
        if prompt is None:
            break
        dialogs.append(app.capture(f"dialog-{kind}"))
        if not refuse(app):
            return tuple(dialogs), "no-such-answer" if prompt.confirmed else "unconfirmed-family"
    return tuple(dialogs), ""


# ------------------------------------------------------------------ using nothing


def look_around(app: App, settings: Settings, phone: PhoneVerbs | None) -> Looked:
    """From a first start through every configured screen, using nothing.

    :param phone: the same app, where uses of what Android guards can be read.
    """
    app.reset()
    app.launch()
    first_notice(app)
    app.let_pass(IDLE)
    before = len(requested(app))  # those come before consent, and are not of the tour
    since = phone.clock_ms() if phone is not None else 0.0
    accept_notice(app)
    app.let_pass(IDLE)
    missed = tuple(tour(app, settings, lambda name: None))
    asked = tuple(requested(app)[before:])
    uses = uses_since(phone, since) if phone is not None else None
    return Looked(asked=asked, uses=uses, missed=missed, screen=app.capture())


def uses_since(phone: PhoneVerbs, since_ms: float) -> tuple[Access, ...]:
    """Last uses and refusals of what tells of a person, that went on after a time of the phone's clock."""
    known = (each for each in phone.accesses() if used_kind(each.operation) is not None)
    return tuple(each for each in known if each.ended_ms > since_ms)


def is_certain(use: Access) -> bool:
    """Whether something was learnt of a person: it was not refused, and no harmless call notes the same."""
    kind = used_kind(use.operation)
    return kind is not None and kind[1] and not use.refused


def kind_of(use: Access) -> str:
    """What a use tells (``camera`` …)."""
    kind = used_kind(use.operation)
    return kind[0] if kind is not None else ""


# ------------------------------------------------------------------ after a denial


def starts_after_denial(
    app: App, settings: Settings, purposes: Mapping[str, PurposeSettings], clock: PhoneVerbs | None
) -> Kept:
    """Refuse what each feature asks for, then start the app anew and count what it asks for by itself.

    :param clock: the same app, where the phone's clock can be moved: then it is started in later hours too.
    :raises RigError: as `_refuse_hard` does.
    """
    begin(app, settings)
    denied: dict[str, str | None] = {}
    for kind, purpose in purposes.items():
        if _refused(app, kind, purpose):
            denied[kind] = app.permission_state(kind)
    starts = [_start(app, settings, clock, 0.0) for _ in range(RESTARTS)] if denied else []
    for hours in LATER if clock is not None and denied else ():
        with clock.clock_forward(hours):  # type: ignore[union-attr]
            starts.append(_start(app, settings, clock, hours))
    starts = [replace(each, asked=tuple(kind for kind in each.asked if kind in denied)) for each in starts]
    return Kept(denied=denied, starts=tuple(starts), screen=app.capture())


def _refused(app: App, kind: str, purpose: PurposeSettings) -> bool:
    """Use a feature and refuse what it asks for; False when it asks for nothing of its kind."""
    assert purpose.trigger is not None
    app.go(purpose.screen)
    if not is_runtime(kind, app.capture(f"before-{kind}")):
        return False
    noted = len(requested(app))
    app.tap(purpose.trigger)
    _through_own_box(app, kind, noted)
    await_request(app, noted, 0)
    asked = kinds_of(requested(app)[noted:])
    _refuse_hard(app, for_good=False)
    return kind in asked


def _start(app: App, settings: Settings, clock: PhoneVerbs | None, hours: float) -> Start:
    noted = len(requested(app))
    app.restart()
    at = clock.clock_ms() / 1000 if clock is not None else time.time()
    opened = _opens(app, settings, noted)
    app.let_pass(IDLE)
    for _ in range(MOST_PROMPTS):
        if not refuse(app):
            break
    asked = kinds_of(requested(app)[noted:])
    return Start(hours, time.strftime("%m-%d %H:%M:%S", time.gmtime(at)), asked, opened)


def _opens(app: App, settings: Settings, noted: int) -> bool:
    """Wait until the app is up, or asks for something; False where no configured screen came."""
    known = [each.expect for each in settings.screens.values() if each.expect is not None]
    end = time.monotonic() + OPENS
    while known and time.monotonic() < end:
        if app.exists(known[0]):
            return True
        if len(requested(app)) > noted:
            return False
        time.sleep(0.2)
    return any(app.exists(each) for each in known[1:])  # an app may begin with its login


def refuse_for_good(app: App, kind: str, purpose: PurposeSettings) -> int:
    """Use a feature until the system asks no more; the last use is the one without a question.

    :return: how often it was refused; 0 when it still asks after `MOST_TRIES`, or never asked.
    """
    assert purpose.trigger is not None
    app.go(purpose.screen)
    for tried in range(MOST_TRIES):
        noted = len(requested(app))
        app.tap(purpose.trigger)
        asked = await_request(app, noted, ASKED if tried == 0 else IDLE)
        prompt = app.prompt()
        if prompt is None:
            if asked:  # on a page the browser says no by itself, and the app hears of it a little later
                app.let_pass(IDLE)
            return tried or int(asked)
        _refuse_hard(app, for_good=True)
        app.exists(purpose.trigger)  # an app that is gone says so here
    return 0


def is_noted(state: str | None, screen: Screen) -> bool:
    """Whether the system's state of a permission is a denial.

    A browser without a user keeps ``prompt``; Android and iOS note every no.
    """
    return state == "denied" or (state == "prompt" and screen.platform is Platform.WEB)


def is_fixed(kind: str, screen: Screen, refusals: int, phone: PhoneVerbs | None) -> bool:
    """Whether a refusal that was noted is for good: Android flags it so, or asks no more after two.

    :param phone: the same app, where a shell tells the flags.
    """
    if screen.platform is not Platform.ANDROID:
        return True
    if phone is None:
        return refusals >= FOR_GOOD
    held = phone.held_permissions()
    return any(name in held and "USER_FIXED" in held[name].flags for name in names_of(kind, None))


def _refuse_hard(app: App, *, for_good: bool) -> None:
    """Refuse the dialogs that stand, for good where that is wanted and offered.

    :raises RigError: ``unconfirmed-family`` or ``no-such-answer`` for one that cannot be refused.
    """
    for _ in range(MOST_PROMPTS):
        prompt = await_prompt(app, 0)
        if prompt is None:
            return
        can = "deny_forever" in prompt.buttons or prompt.dont_ask_again is not None
        app.answer("deny_forever" if for_good and can else prompt.meaning_for("denied") or "deny")


def boxes_that_come_back(app: App) -> Iterator[Screen]:
    """Close the app's own box about a permission; yield it each time that it stands there again by itself.

    :raises RigError: ``app-not-in-front`` when the app was left.
    """
    screen = app.capture("after-refusal")
    for _ in range(MOST_TRIES):
        if not _closes_box(app, screen):
            return
        screen = app.capture("after-refusal")
        if own_box(screen) is not None:
            yield screen


def close_own_box(app: App) -> bool:
    """Close the app's own box about a permission; False where none stands."""
    return _closes_box(app, app.capture("after-refusal"))


def _closes_box(app: App, screen: Screen) -> bool:
    box = own_box(screen)
    if box is None:
        return False
    if box.decline is not None:
        app.tap(locator_of(box.decline, screen))
    else:
        app.back()
    app.let_pass(IDLE)
    return True


def use_and_leave(app: App, kind: str, purpose: PurposeSettings, phone: PhoneVerbs, away: float) -> Left:
    """Grant a feature its permission, use it, and leave the app for ``away`` s."""
    assert purpose.trigger is not None
    app.set_permission(kind, "granted")
    used = phone.clock_ms()
    app.go(purpose.screen)
    noted = len(requested(app))
    app.tap(purpose.trigger)
    await_request(app, noted, ASKED)
    for _ in range(MOST_PROMPTS):
        prompt = await_prompt(app, 0)
        if prompt is None:
            break
        right = request_kind(prompt.permission) == kind
        app.answer(prompt.meaning_for("granted" if right else "denied") or "allow")
    app.let_pass(NEXT)
    left = phone.clock_ms()
    app.background(away)
    return Left(used, left)
