"""What a user does with the privacy notice: refuses it, does not answer, installs a newer version of the app.

Each function says what the app did then; what that means is for the checks to say.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from ..errors import RigError
from ..recognise import PrivacyNotice, fold, own_part, recognise_privacy_notice
from ..recognise.policy import read_policy
from ..screen import Element, Platform, Screen
from ..settings import Settings
from .android_permissions import Held
from .app import App, PhoneVerbs
from .document import Document, document_opened, open_link
from .find import match
from .flows import ASKED, NOTICE_CLOSES, Sighting, accept_notice, await_prompt, locator_of, sighting
from .walk import text_of

MOST_QUESTIONS = 2
"""Times that an app may ask before a refusal counts: the notice, and one question whether that was meant."""
QUESTION = 1.5
"""Seconds in which the second question follows a tap; it is fetched from nowhere."""
OPENS = 8.0
"""Seconds that a screen may take to open, for a guest as for who agreed."""
AWAY = 1.0
"""Seconds in the background."""
SETTLES = 0.3
"""Seconds between two looks that must show the same question: one that fades out is none."""
DECIDED = frozenset({"USER_SET", "USER_FIXED"})
"""Flags of a permission that say that the user answered."""


# ------------------------------------------------------------------ a refusal


@dataclass(frozen=True, slots=True)
class Refusal:
    """What became of a no.

    ``outcome``: ``gone`` (the notice closed), ``left`` (the app did), ``stays`` after `MOST_QUESTIONS`, or
    ``no-way`` where a question has no button to decline. ``screen``: what showed last; None of an app that
    was left.
    """

    outcome: Literal["gone", "left", "stays", "no-way"]
    questions: int
    screen: Screen | None


def decline(app: App, notice: PrivacyNotice, screen: Screen) -> Refusal:
    """Decline the notice that stands on ``screen``, and the question that may follow."""
    asked: PrivacyNotice | None = notice
    for questions in range(1, MOST_QUESTIONS + 1):
        assert asked is not None
        if asked.decline is None:
            return Refusal("no-way", questions, screen)
        app.tap(locator_of(asked.decline, screen))
        seen = _answered(app, asked)
        if seen is None:
            return Refusal("left", questions, None)
        asked, screen = seen.notice, seen.screen
        if asked is None:
            return Refusal("gone", questions, screen)
    return Refusal("stays", MOST_QUESTIONS, screen)


def _answered(app: App, asked: PrivacyNotice) -> Sighting | None:
    """What shows once the notice took an answer: None of an app that was left; else no notice, another one
    that stands still, or the same after `NOTICE_CLOSES` seconds."""
    end = time.monotonic() + NOTICE_CLOSES
    before = last = _question(asked)
    while True:
        seen = _seen(app, QUESTION)
        if seen is None or seen.notice is None or time.monotonic() >= end:
            return seen
        last, was = _question(seen.notice), last
        if last == was != before:
            return seen
        app.let_pass(SETTLES)


def _question(notice: PrivacyNotice) -> str:
    """What a notice asks, without the numbers of a countdown."""
    return re.sub(r"\d+", "", notice.text)


def _seen(app: App, patience: float) -> Sighting | None:
    """What shows now; None when the app is not in front."""
    try:
        return sighting(app, patience)
    except RigError as error:
        if error.reason != "app-not-in-front":
            raise
        return None


def asked_after_refusal(app: App, began: Sighting, restarts: int) -> int:
    """Restart the app so many times, decline each notice that shows, and return how many did."""
    asked = 0
    for _ in range(restarts):
        app.restart()
        seen = sighting(app, began.patience)
        if seen.notice is not None:
            asked += 1
            if decline(app, seen.notice, seen.screen).outcome != "gone":
                break
    return asked


def guest_screens(settings: Settings) -> tuple[str, ...]:
    """Names of the screens that are open to who declined."""
    return tuple(name for name, screen in settings.screens.items() if screen.guest)


def closed_to(app: App, settings: Settings, name: str) -> Screen | None:
    """Go to a screen; return what shows instead of it, None when it opened and no notice stands over it."""
    screen = settings.screens[name]
    try:
        if screen.url is not None and screen.expect is not None and not screen.path:
            app.visit(screen.url)
            if not app.wait_for(screen.expect, OPENS):
                return app.capture(name)
        else:
            app.go(name)
    except RigError as error:
        if error.reason not in ("screen-not-reached", "element-not-found"):
            raise
        return app.capture(name)
    seen = app.capture(name)
    return seen if recognise_privacy_notice(seen) is not None else None


def opens_after_consent(app: App, settings: Settings, name: str) -> bool:
    """Tell whether a screen opens to who agreed: else the settings describe it wrongly. Starts anew."""
    app.reset()
    app.launch()
    accept_notice(app)
    return closed_to(app, settings, name) is None


# ------------------------------------------------------------------ no answer


def _goes_back(app: App, seen: Sighting) -> None:
    app.back()
    if seen.screen.platform is Platform.WEB:  # Back left the site
        app.launch()


def _touches_beside(app: App, seen: Sighting) -> None:
    place = beside(seen)
    if place is not None:
        app.tap(locator_of(place, seen.screen))


Way: TypeAlias = Callable[[App, Sighting], None]
WAYS: Mapping[str, Way] = {
    "a touch beside it": _touches_beside,
    "home and back": lambda app, seen: app.background(AWAY),
    "a restart": lambda app, seen: app.restart(),
    "back": _goes_back,
}
"""What a user does who gives no answer, the harmless first."""


def beside(seen: Sighting) -> Element | None:
    """Something of the app's own beside the notice, which a finger may touch without tapping a control.

    On pages there is none: what lies behind a dialog is covered, and a driver refuses to click it.
    """
    notice, screen = seen.notice, seen.screen
    box = notice.container.bounds if notice is not None else None
    if box is None or screen.platform is Platform.WEB:
        return None
    for element in own_part(screen).shown():
        if element.bounds is None or element.clickable or not (element.resource_id or element.text):
            continue
        across, down = (
            (element.bounds[0] + element.bounds[2]) / 2,
            (element.bounds[1] + element.bounds[3]) / 2,
        )
        if box[0] <= across <= box[2] and box[1] <= down <= box[3]:
            continue
        if match(screen, locator_of(element, screen)) == element:
            return element
    return None


def after(app: App, way: Way, seen: Sighting) -> Sighting:
    """What shows after a user gave no answer; an app that was left is opened again."""
    way(app, seen)
    then = _seen(app, seen.patience)
    if then is None:
        app.launch()
        then = sighting(app)
    return then


def taken_for(app: App, silent: Screen) -> Literal["agreed", "declined", ""]:
    """What the app made of no answer: whether it then shows what it shows to who agreed, or who declined.

    Empty when both see the same, or the silent user sees neither. Starts anew.
    """
    shown = text_of([silent])
    app.reset()
    app.launch()
    accept_notice(app)
    agreed = text_of([app.capture()])
    app.reset()
    app.launch()
    seen = sighting(app)
    declined = None
    if seen.notice is not None:
        refusal = decline(app, seen.notice, seen.screen)
        declined = text_of([refusal.screen]) if refusal.outcome == "gone" and refusal.screen else None
    if agreed == declined or shown not in (agreed, declined):
        return ""
    return "agreed" if shown == agreed else "declined"


# ------------------------------------------------------------------ another version


@contextmanager
def earlier_version(app: PhoneVerbs, earlier: Path, current: Path) -> Generator[None]:
    """With the version before installed anew; at the end, the version under test is, anew as well.

    :raises RigError: ``app-not-installed`` when a file turns out to be of another app.
    """
    with app.other_version(str(current)):
        try:
            install(app, earlier)
            yield
        finally:
            install(app, current)


def install(app: PhoneVerbs, package_file: Path) -> None:
    """Install a file anew, and look whether it brought the app. :raises RigError: ``app-not-installed``."""
    app.install_anew(str(package_file))
    app.declared_permissions()


def first_policy(app: App, settings: Settings) -> Document | None:
    """The policy that a first start's notice leads to; None without such a link.

    Its ``problem`` tells when it was not read as a whole.
    """
    app.launch()
    seen = sighting(app)
    links = seen.notice.policy_links if seen.notice is not None else ()
    if not links:
        return None
    opened = open_link(app, settings.links.allowed_hosts, links[0], seen.screen, "policy")
    return document_opened(app, settings, opened, "policy")


def compared(
    earlier: Document | None, current: Document | None
) -> Literal["same", "newer", "other", "unread"]:
    """Compare the policies of two versions of the app.

    ``newer``: each tells its date, and another one. ``other``: the words alone differ, which a counter or a
    greeting may do. ``unread``: one of them was not read as a whole.
    """
    if earlier is None or current is None or earlier.problem or current.problem:
        return "unread"
    if fold(earlier.text) == fold(current.text):
        return "same"
    dates = [_date_told(each) for each in (earlier, current)]
    return "newer" if all(dates) and dates[0] != dates[1] else "other"


def _date_told(document: Document) -> tuple[str, ...]:
    """Numbers of the date from which a policy says that it holds; none where it does not say so."""
    date = read_policy(document.blocks).found["date"]
    return tuple(re.findall(r"\d+", date.quote)) if date.state == "told" else ()


def decide_permissions(app: App, settings: Settings) -> dict[str, str]:
    """Use the features with a permission, and refuse the first, grant the second, and so on.

    :return: the answer by kind, of those that were asked for.
    """
    answers: dict[str, str] = {}
    for kind, purpose in settings.permissions.items():
        if purpose.trigger is None:
            continue
        state = ("denied", "granted")[len(answers) % 2]
        app.go(purpose.screen)
        app.tap(purpose.trigger)
        prompt = await_prompt(app, ASKED)
        meaning = prompt.meaning_for(state) if prompt is not None else None
        if meaning is not None:
            app.answer(meaning)
            answers[kind] = state
    return answers


def changed_states(before: Mapping[str, Held], then: Mapping[str, Held]) -> tuple[str, ...]:
    """Name the permissions of both versions that are granted where they were not, or the other way round, or
    of which it is forgotten that the user decided."""
    return tuple(
        name
        for name, now in then.items()
        if (was := before.get(name)) is not None
        and (now.granted != was.granted or not (was.flags & DECIDED) <= now.flags)
    )


def granted_anew(before: Mapping[str, Held], then: Mapping[str, Held]) -> tuple[str, ...]:
    """Name the permissions that only the newer version has, and that nobody was asked for.

    Android grants some of them itself, when it splits a permission that the user had granted.
    """
    return tuple(name for name, now in then.items() if now.granted and name not in before)
