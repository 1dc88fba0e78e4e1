"""Whether what was typed in secret shows: in the texts of a screen, and in its picture."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from ..screen import Box, Screen, ScreenshotState
from .text import fold

STRAY = 12
"""px of a field's picture that may differ without a letter having changed: the edges of what is drawn."""
LEVELS = 48
"""Of 255, by which a pixel has to differ to count."""
_OTHERS = (("0", "9", "5", "8"), ("a", "z", "k", "q"), ("A", "Z", "K", "Q"))
"""First and last of a kind of characters; what any of them is changed for, and what that one itself is."""


def shows_text(screen: Screen, secret: str) -> bool:
    """Tell whether a text of the screen has the secret in it; those of the phone's keyboard count."""
    wanted = fold(secret)
    return bool(wanted) and any(
        wanted in fold(told)
        for element in screen.shown()
        for told in (element.text, element.name, element.value, element.hint, element.error)
        if told
    )


def other_characters(secret: str) -> str:
    """As many characters of the same kinds, each another one, from which nobody tells the secret."""
    return "".join(_other(character) for character in secret)


def _other(character: str) -> str:
    for first, last, other, another in _OTHERS:
        if first <= character <= last:
            return another if character == other else other
    return character


def part_of_picture(screen: Screen, box: Box | None) -> Image.Image | None:
    """The part of a screen's picture within a box, px; None where no picture shows it."""
    if box is None or screen.screenshot is None or screen.screenshot_state is not ScreenshotState.OK:
        return None
    with Image.open(io.BytesIO(screen.screenshot)) as whole:
        left, top, right, bottom = (round(side) for side in box)
        within = max(left, 0), max(top, 0), min(right, whole.width), min(bottom, whole.height)
        if within[2] <= within[0] or within[3] <= within[1]:
            return None
        return whole.crop(within).convert("L")


def look_alike(one: Image.Image, other: Image.Image) -> bool | None:
    """Tell whether two pictures of a field show the same; None where they are not of one size."""
    if one.size != other.size:
        return None
    apart = np.abs(np.asarray(one, dtype=np.int16) - np.asarray(other, dtype=np.int16))
    return int((apart > LEVELS).sum()) <= STRAY
