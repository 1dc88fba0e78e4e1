"""Words for what the project itself calls things in a timeline: keys, captures, answers, lengths of time.

What the settings, the app or the system call something stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ..messages import Messages
from ..screen.names import without_part
from .pace import Fold, hours_of, is_away, seconds_of
from .timeline import Event

_VARIANTS = {
    "enlarged": re.compile(r"(?P<name>.+)×(?P<value>\d+(?:\.\d+)?)"),
    "wide": re.compile(r"(?P<name>.+)@(?P<value>\d+)"),
    "state": re.compile(r"(?P<name>.+)[@-](?P<value>form|filled|submit|error|ended|reader|dark)"),
}
"""How a capture's name tells the state of the phone, or of a form, in which its screen was captured."""
_ABOUT = re.compile(r"(?P<what>before|dialog|explains)-(?P<kind>\w+)")
"""Names of captures about a permission."""
_FOUND = re.compile(r"(?P<what>list|search)-(?P<words>.*[^\x00-\x7f].*)")
"""Names of captures with words of the app; a screen of the settings may well begin with the same."""
_STEP = re.compile(r"closing-(?P<number>\d+)")


def worded(events: Iterable[Event], messages: Messages) -> list[Event]:
    """Return the events with labels for people; a wait in the background is one event."""
    kept: list[Event] = []
    away: dict[tuple[str, str], float] = {}  # how long the app of a device is put into the background now
    for event in events:
        stream = (event.device, event.worker)
        told = seconds_of(event)
        if event.kind == "wait" and told and told == away.get(stream):
            continue
        if not is_away(event):
            away[stream] = told if event.kind == "background" else 0.0
        kept.append(event)
    answers = {
        (each.device, each.worker, each.time_ms): each.label for each in kept if each.kind == "consent"
    }
    return [replace(event, label=_label(event, answers, messages)) for event in kept]


def _label(event: Event, answers: dict[tuple[str, str, float], str], messages: Messages) -> str:
    if event.kind == "tap":  # a button of the notice has words, which its consent tells
        return answers.get((event.device, event.worker, event.time_ms)) or event.label
    if told := seconds_of(event):
        return span(told, messages, told=True)
    if put := hours_of(event):
        return hours(put, messages)
    if event.kind == "background":
        return _known(f"key/{event.label}", messages) or event.label
    if event.kind == "answer" and event.label == event.detail.get("meaning"):
        return _known(f"answer/{event.label}", messages) or event.label
    return capture(event.label, messages) if event.kind == "screen" else event.label


def capture(name: str, messages: Messages) -> str:
    """Say what a capture shows: its state first, since a long name is cut. A part keeps its number."""
    whole = without_part(name)
    part = name.removeprefix(whole)
    for kind, form in _VARIANTS.items():
        if found := form.fullmatch(whole):
            value = found["value"].removesuffix(".0")
            path = f"timeline/variant/{value if kind == 'state' else kind}"
            return messages(path, name=_plain(found["name"], messages), value=value) + part
    return _plain(whole, messages) + part


def _plain(name: str, messages: Messages) -> str:
    if (found := _ABOUT.fullmatch(name)) and (asked := _known(f"permission/{found['kind']}", messages)):
        return messages(f"timeline/about-permission/{found['what']}", permission=asked)
    if found := _FOUND.fullmatch(name):
        return messages(f"timeline/found/{found['what']}", words=found["words"])
    if found := _STEP.fullmatch(name):
        return messages("timeline/closing-step", number=found["number"])
    return _known(f"capture/{name}", messages) or name


def _known(path: str, messages: Messages) -> str:
    path = f"timeline/{path}"
    return messages(path) if messages.has(path) else ""


# ------------------------------------------------------------------ time


def span(seconds: float, messages: Messages, *, told: bool = False) -> str:
    """How long a pause was, in the largest unit of which it is at least two.

    :param told: it was asked for, and is said as it was: in seconds, unless it is so many minutes.
    """
    for unit, length in (("hours", 3600.0), ("minutes", 60.0)):
        if seconds >= 2 * length and not (told and seconds % length):
            return messages(f"timeline/{unit}", amount=f"{seconds / length:.1f}".removesuffix(".0"))
    return messages("timeline/seconds", amount=f"{seconds:g}" if told else f"{seconds:.0f}")


def hours(amount: float, messages: Messages) -> str:
    """By how many hours a clock was set, with its sign."""
    return messages("timeline/hours", amount=f"{amount:+g}".replace("-", "−"))


def fold_words(fold: Fold, messages: Messages) -> str:
    """What stands in a fold of the axis."""
    if fold.clock is not None:
        return messages("timeline/kind/clock", label=hours(fold.seconds / 3600, messages))
    words = span(fold.seconds, messages, told=fold.told)
    return messages("timeline/at-once", length=words) if fold.simulated else words
