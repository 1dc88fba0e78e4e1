"""Types made-up secrets into a field and looks whether they show, in the screen's texts or in its picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from PIL.Image import Image

from ..recognise.echo import look_alike, other_characters, part_of_picture, said_beside, shows_text
from ..screen import Screen, ScreenshotState
from ..settings import Locator
from .app import App
from .find import match

LOOKS = 3
"""Pictures of a field after typing: the cursor shows on some of them and not on others."""
BLINK = 0.3
"""s between two of them; cursors blink about twice a second."""

ECHO = 2.5
"""s until a letter that was typed last is a dot as well: Android shows it for 1.5 s where its user likes."""


@dataclass(frozen=True, slots=True)
class Echo:
    """How a field showed what was typed.

    ``in_text``: the tree said it. ``drawn``: the picture changed with the characters; None where no picture
    told, and ``hidden`` where the app keeps itself out of pictures. ``steady``: the same was drawn for the
    same characters. ``marked``: the app said something else of other characters, so that what is drawn may
    be a mark for them.
    """

    screen: Screen
    in_text: bool = False
    drawn: bool | None = None
    hidden: bool = False
    steady: bool = True
    marked: bool = False


def echo_of(app: App, locator: Locator, secret: str) -> Echo:
    """Type made-up characters of a secret's kinds, then others, and compare; the secret is never typed.

    Both are one character short: some fields submit by themselves at the last one, and a wrong password
    counts. A shorter one comes first: where that looks the same, the field is not in the picture. Where the
    pictures differ it is done again with patience, and the first typed once more: what is drawn otherwise for
    the same characters depends on something else.
    """
    made_up = other_characters(secret)[:-1]
    other = other_characters(made_up)
    shorter, _ = _pictures(app, locator, other[: len(other) // 2], looks=1)
    first, screen = _pictures(app, locator, made_up)
    if shows_text(screen, made_up):
        return Echo(screen, in_text=True)
    if _any_alike(shorter, first) is not False:  # neither letters nor dots are drawn there
        return Echo(screen, hidden=screen.screenshot_state is ScreenshotState.HIDDEN)
    others, _ = _pictures(app, locator, other)
    alike = _any_alike(first, others)
    if alike is not False:
        return Echo(screen, drawn=None if alike is None else False)
    rested = [_pictures(app, locator, each, wait=ECHO) for each in (made_up, other, made_up)]
    (one, one_screen), (another, other_screen), (again, _) = rested
    alike = _any_alike(one, another)
    if alike is not False:
        return Echo(screen, drawn=None if alike is None else False)
    marked = _beside(one_screen, locator) != _beside(other_screen, locator)
    return Echo(screen, drawn=True, steady=_any_alike(one, again) is True, marked=marked)


def _pictures(
    app: App, locator: Locator, secret: str, *, looks: int = LOOKS, wait: float = 0.0
) -> tuple[list[Image], Screen]:
    """Type, and take pictures of the field until the cursor was there and was not."""
    app.type(locator, secret)
    if wait:
        app.let_pass(wait)
    found = []
    for look in range(looks):
        if look:
            app.let_pass(BLINK)
        screen = app.capture()
        part = _part(screen, locator)
        if part is None:
            return [], screen
        found.append(part)
    return found, screen


def _part(screen: Screen, locator: Locator) -> Image | None:
    field = match(screen, locator)
    return None if field is None else part_of_picture(screen, field.bounds)


def _beside(screen: Screen, locator: Locator) -> Counter[tuple[str | bool | None, ...]]:
    return said_beside(screen, match(screen, locator))


def _any_alike(some: Sequence[Image], others: Sequence[Image]) -> bool | None:
    """Whether any two look alike; None where none can be compared."""
    known = [alike for one in some for other in others if (alike := look_alike(one, other)) is not None]
    return any(known) if known else None
