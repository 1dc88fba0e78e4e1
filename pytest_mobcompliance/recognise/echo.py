"""Whether what was typed in secret shows: in the texts of a screen, and in its picture."""

from __future__ import annotations

import io
from collections import Counter

import numpy as np
from PIL import Image

from ..screen import Box, Element, Screen, ScreenshotState
from .own import own_part
from .text import fold

STRAY = 12
"""px of a field's picture that may differ without a letter having changed: the edges of what is drawn."""
LEVELS = 48
"""Of 255, by which a pixel has to differ to count."""
_KINDS = ("2750938164", "hqtbxmdrjwgnzfkvcpylsuaeoi", "HQTBXMDRJWGNZFKVCPYLSUAEOI")
"""All characters of a kind, mixed: forms refuse passwords of one character, or of a row of the alphabet."""
_APART = 5
"""Places between the two characters for one place: half of the fewest, so that no neighbour is repeated."""


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
    """As many characters of the same kinds, each another one, from which nobody tells the secret.

    They depend on their place; on the secret only by their kind, and where it has the same one there.
    """
    return "".join(_other(character, place) for place, character in enumerate(secret))


def _other(character: str, place: int) -> str:
    for kind in _KINDS:
        if character in kind:
            other, another = (kind[at % len(kind)] for at in (place, place + _APART))
            return another if character == other else other
    return character


def said_beside(screen: Screen, field: Element | None) -> Counter[tuple[str | bool | None, ...]]:
    """Count what the app says beside what a field holds: other texts, and whether the field is faulty."""
    return Counter(
        (each.error, each.invalid)
        if field is not None and each.id == field.id
        else (each.text, each.name, each.value, each.error, each.invalid)
        for each in own_part(screen).shown()
    )


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
