"""Leaves a screen alone, to see whether it changes while nobody touches it."""

from __future__ import annotations

from itertools import pairwise

from ..recognise import changes
from ..screen import Screen
from .app import App

_LOOKS = (0.37, 0.63)
"""Shares of the time between two looks; uneven, so that what goes in a circle is not met at one place."""


def leave_alone(app: App, name: str, seconds: float) -> list[Screen]:
    """Capture the screen that shows, and twice more while the time passes; where it changed, once more later.

    The last capture tells what changes again and again from what only came late.

    :param seconds: from the first capture to the third, and from there to the fourth.
    """
    captures = [app.capture(name)]
    for share in _LOOKS:
        app.let_pass(share * seconds)
        captures.append(app.capture(name))
    if any(changes(one, other) for one, other in pairwise(captures)):
        app.let_pass(seconds)
        captures.append(app.capture(name))
    return captures
